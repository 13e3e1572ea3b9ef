"""Which phrases that may be a time are one: "May" the month and not the verb, "2014" the year and not a number of
people."""

from __future__ import annotations

from functools import lru_cache

from testimonia import lang
from testimonia.resolve.dates_words import Phrase, Words, holidays, phrases, words

_MARKS_OF_TIME = frozenset("|!,)('&-")
_PREPOSITIONS = frozenset("iIqSUrbt&oEAe<>a,(")


@lru_cache(maxsize=8)
def time_phrases(text: str) -> tuple[Phrase, ...]:
    """The phrases of time in `text`, in order, without those that only look like one."""
    line = words(text)
    return tuple(phrase for phrase in phrases(text) if _means_time(phrase, line))


def _means_time(phrase: Phrase, line: Words) -> bool:
    """Whether a phrase that may be a time is one here: "May" the month, "2014" the year, "Christmas" the day."""
    front = line.letters[phrase.first - 1] if phrase.first else "|"
    behind = line.letters[phrase.last : phrase.last + 1] or "|"
    if phrase.rule == "bare_month":
        return _is_month(line, phrase, front, behind)
    if phrase.rule == "year_bare":
        return _is_year(line, phrase, front, behind)
    if phrase.rule == "holiday" and len(phrase.parts) == 1:
        loose = holidays()[line.values[phrase.parts["x"][0]]][2]
        return not loose or (front in "iISUbr&tEe") or (front == "q" and behind != ".")
    if phrase.rule == "season_bare":
        return line.values[phrase.parts["x"][0]] != "fall"
    if phrase.rule == "year_brief":
        return all(len(v) == 2 and (v[0] == "0" or v[0] > "4") for v in line.values[phrase.first : phrase.last : 2])
    if phrase.rule == "nth_unit":
        return line.values[phrase.last - 1] in ("century", "day", "night")
    return True


def _is_month(line: Words, phrase: Phrase, front: str, behind: str) -> bool:
    name = line.text[line.starts[phrase.first] : line.ends[phrase.first]].lower().rstrip(".")
    if len(name) < 4 and name != "may":
        return False
    if name in ("may", "march", "april", "june", "august"):
        told = behind == "."  # "Theresa, May says": somebody's name, or a verb
        return front in _PREPOSITIONS and not (told and front in "&,(A")
    return True


@lru_cache(maxsize=1)
def _counted() -> frozenset[str]:
    return frozenset(lang.words("en", "dates", "counted"))


def _is_year(line: Words, phrase: Phrase, front: str, behind: str) -> bool:
    year = int(line.values[phrase.first])
    if behind == "." and line.values[phrase.last].lower() in _counted():
        return False
    if line.text[max(0, line.starts[phrase.first] - 1) : line.starts[phrase.first]] in ("$", "€", "£", "#", "/"):
        return False
    if 1900 <= year <= 2100:
        return behind != "u" and (front in _PREPOSITIONS or front in "|!M.'R" or behind in _MARKS_OF_TIME)
    return front in "ISrU" and 1400 <= year < 1900 and behind in _MARKS_OF_TIME
