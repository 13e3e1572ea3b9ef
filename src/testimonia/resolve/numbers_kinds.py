"""What a number is: a count of people or things, or an age, a date, a distance, money, part of a name …

Decided by the characters that touch it, the words in front and behind, and the phrases of time of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from testimonia import lang
from testimonia.resolve.dates_sense import time_phrases
from testimonia.resolve.dates_words import words
from testimonia.resolve.numbers_words import MOST_DIGITS, Number

_YEARS = frozenset(("year", "year_bare", "year_brief", "year_range", "decade", "half"))
_AMOUNTS = frozenset(
    ("duration", "span", "ago_unit", "ago_today", "offset_event", "offset_text", "since_event", "weekday_ago")
)
_KINDS = {"duration": "measure"}
_COUNTED_HYPHEN = re.compile(r"-(?:strong|member|man|person|woman|men|odd|plus)\b")
_STREET = re.compile(
    r"\s+(?:[A-Z][\w'’.-]+\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Square|Boulevard|Place|Drive)\b"
)
_AGE_BEHIND = re.compile(r"\s*(?:[,;.:)](?!\s*(?:of|most|mostly|including|many)\b)|\band\b|$|\n)")
_OF_AGE_BEHIND = re.compile(r"\s*(?:[,;.:)]|$|(?:and|who|was|were|is|are|from|in|at|had|has|with|on|to|by)\b)")
_CLOSING = (",", ";", ".", ")")  # behind an age in words: "his niece, seven,"
_NAME_BEFORE = re.compile(r"([^\W\d_][\w'’.-]*)\s*,\s*$")
_TWO_NAMES = re.compile(r"[A-Z][\w'’-]+\s+(?:[A-Z][\w'’-]+\s+)*[A-Z][\w'’-]+\s*\($")
_ONE_IN = re.compile(r"\b(?:one|\d+) (?:in|out of)(?: every)?\s+$")
_AGED = re.compile(r"\bage[ds]?(?: (?:between|from|of))?\s+$")
_PERSON_OF = re.compile(r"([a-z]+) of\s+$")
_WORDS = re.compile(r"[a-z-]+")
_LAST = re.compile(r"\S+$")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b", re.I)
_SAME_AGE = re.compile(r"\b(?:under|over|above|below)(?: the age of)?\s+$", re.I)
_HOURS = re.compile(
    r"\s+(?:in the (?:morning|afternoon|evening)|at night|this morning|this afternoon|this evening)\b", re.I
)


class Times:
    """The stretches of a text that phrases of time and clock times take, each with what a number in it is."""

    def __init__(self, text: str) -> None:
        line = words(text)
        self._taken: list[tuple[int, int, str]] = []
        for phrase in time_phrases(text):
            kind = "year" if phrase.rule in _YEARS else "measure" if phrase.rule in _AMOUNTS else "date"
            self._taken.append((line.starts[phrase.first], line.ends[phrase.last - 1], kind))
        self._taken += [
            (line.starts[i], line.ends[i], "time") for i, letter in enumerate(line.letters) if letter == "K"
        ]
        self._taken.sort()
        self._lows = [low for low, _, _ in self._taken]
        self._longest = max((high - low for low, high, _ in self._taken), default=0)

    def kind(self, start: int, end: int) -> str | None:
        """What the time that overlaps `start:end` makes of a number there, or None."""
        first = bisect_left(self._lows, start - self._longest)
        for _, high, kind in self._taken[first : bisect_left(self._lows, end)]:
            if high > start:
                return kind
        return None


@cache
def _follows() -> tuple[dict[str, re.Pattern[str]], dict[str, str]]:
    """Patterns of the units behind a number by their first letter, and what kind each unit makes of the number."""
    rows = lang.sections("en", "numbers")["follows"]
    kinds = {word: kind for kind, word in reversed(rows)}
    spelled: dict[str, list[str]] = {}
    for word in sorted(kinds, key=len, reverse=True):
        spelled.setdefault(word[0], []).append(re.escape(word))
    return {first: re.compile(rf"(?:{'|'.join(found)})(?![^\W\d_])") for first, found in spelled.items()}, kinds


@cache
def _precedes() -> dict[str, tuple[tuple[str, str], ...]]:
    """Phrases in front of a number by their last word."""
    out: dict[str, list[tuple[str, str]]] = {}
    for kind, phrase in lang.sections("en", "numbers")["precedes"]:
        out.setdefault(phrase.split()[-1].lower(), []).append((phrase, kind))
    return {last: tuple(found) for last, found in out.items()}


@cache
def words_of(section: str) -> frozenset[str]:
    """The words of a section of the table of numbers."""
    return frozenset(lang.words("en", "numbers", section))


def kind_of(text: str, low: str, number: Number, outer: int, times: Times) -> str:
    """The kind of a number, as in `CountMark.kind`; `low` is the text in lower case, `outer` where the qualifier
    begins."""
    start, end = number.start, number.end
    in_digits = text[start].isdecimal()
    when = times.kind(start, end)
    if when == "time" and "." in text[start:end]:  # "5.56 mm", "12.50 euros": a clock only where nothing else is said
        return _money(low, start) or _behind(text, low, start, end) or when
    return (
        (when if when != "measure" else None)
        or _touching(text, start, end, in_digits)
        or (_money(low, start) if in_digits else None)
        or _behind(text, low, start, end)
        or when
        or (_name(text, start) if in_digits else None)
        or _age(text, low, start, end, outer)
        or ("time" if (number.best or 99) <= 12 and _HOURS.match(low, end) else None)
        or ("measure" if _one_in(low[max(0, outer - 20) : outer]) else None)
        or ("measure" if number.form == "fraction" or _contest(low, number) else None)
        or "count"
    )


def _touching(text: str, start: int, end: int, in_digits: bool) -> str | None:
    """What the characters that touch a number make of it: "AK-47", "M16", "3rd", "24/7"."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if end - start <= MOST_DIGITS // 2 and (not before or before.isspace()) and (not after or after.isspace()):
        return None
    if in_digits and _ORDINAL.match(text, end):
        return "ordinal"
    if in_digits and (before.isalpha() or before in ("#", "_", "@")):
        return "name"
    if (before in ("-", "–") and text[start - 2 : start - 1].isdecimal()) or (
        after in ("-", "–") and text[end + 1 : end + 2].isdecimal()
    ):
        return "measure"  # a score or a row of digits: a rising pair is a range and one number by now
    if before == "-" and text[start - 2 : start - 1].isalnum():
        return "name" if in_digits else "measure"
    if before == "/" or (after == "/" and text[end + 1 : end + 2].isdecimal()):
        return "measure"
    if before in (".", ",") and text[start - 2 : start - 1].isdecimal():
        return "measure"
    if in_digits and end - start > MOST_DIGITS // 2 and text[start:end].isdecimal():
        return "name"
    return None


def _money(low: str, start: int) -> str | None:
    head = low[max(0, start - 10) : start].rstrip()
    last = head.split()[-1] if head else ""
    return next((kind for phrase, kind in _precedes().get(last, ()) if kind == "money"), None) or (
        "money" if head[-1:] in ("$", "€", "£", "¥", "₦", "₹") else None
    )


def _behind(text: str, low: str, start: int, end: int) -> str | None:
    """What the words behind a number make of it: a unit, an age, a street."""
    after = text[end : end + 1]
    if after == "-" and _COUNTED_HYPHEN.match(low, end):
        return None
    patterns, kinds = _follows()
    unit = end + after.isspace()
    pattern = patterns.get(low[unit : unit + 1])
    found = pattern.match(low, unit) if pattern else None
    if found:
        kind = kinds[found[0]]
        return _KINDS.get(kind, kind)
    if after.isalpha() or (after == "-" and text[end + 1 : end + 2].isalpha()):
        return "name" if text[start].isdecimal() else "measure"
    return "name" if text[start].isdecimal() and _STREET.match(text, end) else None


def _name(text: str, start: int) -> str | None:
    """What the word in front of a number in digits makes of it: "Flight 17", "Resolution 2254", "aged 24"."""
    head = text[max(0, start - 24) : start].rstrip()
    last = _LAST.search(head)
    if last is None or (start and not text[start - 1].isspace()):
        return None
    for phrase, kind in _precedes().get(last[0].lower().lstrip("(“\"'"), ()):
        said = head if phrase != phrase.lower() else head.lower()
        if said.endswith(phrase):
            return kind
    return None


def _age(text: str, low: str, start: int, end: int, outer: int) -> str | None:
    """Whether a number is somebody's age: "aged twelve", "a girl of eight", "Musa Bello, 24, …", "his niece, seven,",
    "under 16".
    """
    words_in_front = text[max(0, outer - 32) : outer]
    said_before = low[max(0, outer - 32) : outer]
    if "age" in said_before and _AGED.search(said_before):
        return "age"
    behind = _AGE_BEHIND.match(text, end)
    said = _PERSON_OF.search(said_before) if said_before.rstrip().endswith(" of") else None
    if said and said[1] in words_of("person") and _OF_AGE_BEHIND.match(text, end):
        return "age"
    name = _NAME_BEFORE.search(words_in_front)
    person = name is not None and name[1].lower() in words_of("person")
    if not behind or not text[start:end].isdecimal() or not 0 < int(text[start:end]) < 111:
        return "age" if person and text[start].isalpha() and text[end : end + 1] in _CLOSING else None
    if _SAME_AGE.search(text[max(0, start - 20) : start]) and int(text[start:end]) in (
        5,
        10,
        12,
        14,
        15,
        16,
        17,
        18,
        21,
    ):
        return "age"
    if person or (name and name[1][0].isupper()):
        return "age"
    return "age" if _TWO_NAMES.search(text[max(0, start - 60) : start]) and text[end : end + 1] == ")" else None


def _one_in(head: str) -> bool:
    """Whether "one in", "3 out of every" stands right in front."""
    return head.rstrip().endswith(lang.words("en", "numbers", "out_of")) and _ONE_IN.search(head) is not None


def _contest(low: str, number: Number) -> bool:
    """Whether two numbers are a score or a vote: "2-1" beside words of winning and losing."""
    if number.form != "range" or number.link not in ("-", "–"):
        return False
    around = low[max(0, number.start - 70) : number.start] + " " + low[number.end : number.end + 40]
    return not words_of("contest").isdisjoint(_WORDS.findall(around))
