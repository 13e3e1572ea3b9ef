"""Words of time: a text becomes a line of letters, one a word, and phrases of time are patterns over that line.

The letters and the phrases are data (`lang/en/dates.tsv`, `lang/en/dates_phrases.tsv`); this file only applies them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from testimonia import lang

Letter = tuple[str, str, str]  # letter, value, flags

_MACROS = {
    "{y}": r"(?:,?o?(?P<y>Y)|,?o?(?P<yk>[Lh])(?P<yu>u))?",
    "{wd}": r"(?:q?(?P<w>[Ww])p?,?\(?q?)?",
    "{wd2}": r"(?:q?[Ww],?)?",
    "{n}": r"(?:C-?C(?!C)|aC|[CN3]|a?Jo?|a)",
}
_TOKEN = re.compile(
    r"""(?P<word>[^\W\d_]+)
      | (?P<iso>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}\S*)?(?!\d))
      | (?P<full>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})(?![\d/]))
      | (?P<clock>\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?(?![\d%])|\d{1,2}\s?[ap]\.?m\b\.?)
      | (?P<short>\d{1,2}/\d{1,2}(?![\d/]))
      | (?P<decade>(?:1[0-9]|20)\d0['’]?s\b|['’‘][1-9]0s\b)
      | (?P<nth>\d{1,3}(?:st|nd|rd|th)\b)
      | (?P<number>\d+(?:[.,]\d+)*)
      | (?P<brief>['’‘]\d\d\b)
      | (?P<poss>['’]s?\b|['’](?=\s))
      | (?P<mark>[^\w\s\[\]])
      | (?P<line>\n\s*)""",
    re.X | re.I,
)
_KIND = {
    "iso": "D",
    "full": "D",
    "clock": "K",
    "short": "d",
    "decade": "X",
    "nth": "O",
    "brief": "Y",
    "poss": "'",
    "line": "|",
}
_MARKS = {",": ",", "(": "(", ")": ")", "-": "-", "–": "-", "—": "!", "‑": "-"}
_WAS = frozenset(("was", "were", "been", "had"))
_NUMBER = {1: "N", 2: "N", 3: "3"}
_CORE = frozenset("DZMWTkvXHYuzdpORw6")  # without one of these letters nothing in a text is a time


@dataclass(frozen=True, slots=True)
class Words:
    """A text as words: `letters[i]` is the class of word i, which stands at `starts[i]:ends[i]` and means `values[i]`.

    `verbs` are the words that tell the tense (index, `past` or `future`), `stops` the words that end a sentence, both in order.
    """

    text: str
    letters: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    values: tuple[str, ...]
    verbs: tuple[tuple[int, str], ...]
    stops: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of time: the rule that it follows, its words `first:last`, and the pattern's named parts as word ranges."""

    rule: str
    first: int
    last: int
    parts: dict[str, tuple[int, int]]


@cache
def vocabulary() -> dict[str, Letter]:
    """Every word of time in lower case with its letter, value and flags."""
    rows = lang.sections("en", "dates")["word"]
    return {word: (letter, value, rest[0] if rest else "") for word, letter, value, *rest in rows}


@cache
def tenses() -> dict[str, str]:
    """Words that place a sentence in the `past` or the `future`."""
    return {row[0]: row[1] for row in lang.sections("en", "dates")["tense"]}


@cache
def holidays() -> dict[str, tuple[str, str, bool]]:
    """Name in lower case: how it is reckoned, its numbers, and whether the name needs a word of time before it."""
    rows = lang.sections("en", "dates")["holiday"]
    return {name: (how, numbers, bool(rest)) for name, how, numbers, *rest in rows}


@cache
def _holiday_pattern() -> re.Pattern[str]:
    names = sorted(holidays(), key=len, reverse=True)
    spelled = "|".join(re.escape(name).replace("'", "['’]").replace(r"\ ", r"[ \-]") for name in names)
    return re.compile(rf"\b(?:{spelled})\b", re.I)


@cache
def _holiday_hint() -> re.Pattern[str]:
    """First words of all names: most texts have none of them, and are spared the long pattern."""
    first = sorted({re.split(r"[ \-.']", name)[0] for name in holidays()})
    return re.compile(rf"\b(?:{'|'.join(first)})", re.I)


@cache
def _named() -> dict[str, str]:
    return {row[0]: row[1] for row in lang.sections("en", "dates")["named"]}


@cache
def _grammar() -> tuple[re.Pattern[str], dict[str, tuple[str, re.Pattern[str]]]]:
    """All phrases as one pattern to find them, and each alone to take it apart."""
    whole, single = [], {}
    for number, (rule, pattern, *_) in enumerate(lang.table("en", "dates_phrases")):
        for macro, spelled in _MACROS.items():
            pattern = pattern.replace(macro, spelled)
        single[f"r{number}"] = (rule, re.compile(pattern))
        bare = re.sub(r"\(\?P<\w+>", "(?:", pattern)
        whole.append(f"(?P<r{number}>{bare})")
    core = "".join(sorted(_CORE))
    near = rf"(?![.|!,()'&])(?=[^.|!]*?[{core}])"  # most words begin no phrase: seen at once
    return re.compile(f"{near}(?:{'|'.join(whole)})"), single


def _digits(kind: str, value: str) -> tuple[str, str]:
    """The letter and value of a number or date in digits."""
    if kind == "number":
        if len(value) == 4 and value.isdecimal() and value[0] in "12":
            return "Y", value
        return (_NUMBER.get(len(value), ".") if value.isdecimal() else "."), value
    if kind == "brief":
        return "Y", ("19" if value[1] > "2" else "20") + value[1:]
    return ("Z", _named()[value]) if value in _named() else (_KIND[kind], value)


class _Line:
    """A text on its way to `Words`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.letters: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.values: list[str] = []
        self.verbs: list[tuple[int, str]] = []
        self.stops: list[int] = []

    def add(self, letter: str, start: int, end: int, value: str) -> None:
        self.letters.append(letter)
        self.starts.append(start)
        self.ends.append(end)
        self.values.append(value)

    def add_word(self, start: int, end: int, word: str) -> int:
        """Adds a word of letters; returns where it ends, behind the dot of an abbreviation."""
        low = word.lower()
        found = vocabulary().get(low)
        if found is None or ("capital" in found[2] and word[0].islower()):
            tense = tenses().get(low) or ("past" if low.endswith("ed") and len(low) > 4 else None)
            if tense == "future" and self.values and self.values[-1] in _WAS:
                tense = "past"
            if tense:
                self.verbs.append((len(self.letters), tense))
            self.add(".", start, end, word)
            return end
        letter, value, flags = found
        if letter in "Mw" and (letter == "w" or "abbreviation" in flags) and self.text[end : end + 1] == ".":
            end += 1
        self.add(letter, start, end, value)
        return end

    def words(self) -> Words:
        return Words(
            self.text, "".join(self.letters), tuple(self.starts), tuple(self.ends), tuple(self.values),
            tuple(self.verbs), tuple(self.stops),
        )  # fmt: skip


def _named_days(text: str) -> list[tuple[int, int]]:
    """Where the names of holidays stand."""
    return [m.span() for m in _holiday_pattern().finditer(text)] if _holiday_hint().search(text) else []


@lru_cache(maxsize=8)
def words(text: str) -> Words:
    """The words of `text` with their letters. Whitespace and square brackets fall away; a line end is a word of its own."""
    line, days, resume = _Line(text), _named_days(text), 0
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        if start < resume:
            continue
        kind, value = found.lastgroup or "", found.group()
        if days and start >= days[0][0]:
            day = days.pop(0)
            if start == day[0]:
                resume = day[1]
                name = text[start:resume].lower().replace("’", "'")
                line.add("H", start, resume, name if name in holidays() else name.replace("-", " "))
                continue
        if kind == "word":
            resume = line.add_word(start, end, value)
        elif kind == "mark":
            if value in ".?!;:":
                line.stops.append(len(line.letters))
            line.add(_MARKS.get(value, "!"), start, end, value)
        else:
            if kind == "line":
                line.stops.append(len(line.letters))
            line.add(*_placed(kind, value, start, end))
    return line.words()


def _placed(kind: str, value: str, start: int, end: int) -> tuple[str, int, int, str]:
    letter, meant = _digits(kind, value)
    return letter, start, end, meant


@lru_cache(maxsize=8)
def phrases(text: str) -> tuple[Phrase, ...]:
    """Every phrase of time in `text`, in order, none overlapping another; nothing is resolved yet."""
    line = words(text)
    if _CORE.isdisjoint(line.letters):
        return ()
    whole, single = _grammar()
    out: list[Phrase] = []
    for found in whole.finditer(line.letters):
        rule, pattern = single[found.lastgroup or ""]
        parts = pattern.match(line.letters, found.start())
        if parts is None:  # pragma: no cover - the whole is made of these patterns
            continue
        named = {name: parts.span(name) for name, got in parts.groupdict().items() if got is not None}
        out.append(Phrase(rule, found.start(), found.end(), named))
    return tuple(out)
