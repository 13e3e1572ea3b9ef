"""Words of time: a text becomes a line of letters, one a word, and phrases of time are patterns over that line.

The letters and the phrases are data (`lang/en/dates.tsv`, `lang/en/dates_phrases.tsv`); this file only applies them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count

from testimonia import lang

Letter = tuple[str, str, str]  # letter, value, flags

_MACROS = {
    "{y}": r"(?:,?o?(?P<y>Y)|,?o?(?P<yk>[Lh])(?P<yu>u))?",
    "{wd}": r"(?:q?(?P<w>[Ww])p?,?\(?q?)?",
    "{wd2}": r"(?:q?[Ww],?)?",
    "{n}": r"(?:C-?C(?!C)|aC|[CN3]|a?Jo?|a)",
}
_TOKEN = re.compile(
    r"""(?P<iso>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}\S*)?(?!\d))
      | (?P<full>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})(?![\d/]))
      | (?P<clock>\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?(?![\d%])|\d{1,2}\s?[ap]\.?m\b\.?)
      | (?P<short>\d{1,2}/\d{1,2}(?![\d/]))
      | (?P<decade>(?:1[0-9]|20)\d0['’]?s\b|['’][1-9]0s\b)
      | (?P<nth>\d{1,3}(?:st|nd|rd|th)\b)
      | (?P<number>\d+(?:[.,]\d+)*)
      | (?P<poss>['’]s?\b|['’](?=\s))
      | (?P<word>[^\W\d_]+)
      | (?P<mark>[^\w\s])
      | (?P<line>\n\s*)""",
    re.X | re.I,
)
_KIND = {"iso": "D", "full": "D", "clock": "K", "short": "d", "decade": "X", "nth": "O", "poss": "'", "line": "|"}
_MARKS = {",": ",", "(": "(", ")": ")", "-": "-", "–": "-", "—": "!", "‑": "-"}
_NUMBER = {1: "N", 2: "N", 3: "3"}
_CORE = frozenset("DZMWTkvXHYuzdpORw")  # without one of these letters nothing in a text is a time


@dataclass(frozen=True, slots=True)
class Words:
    """A text as words: `letters[i]` is the class of word i, which stands at `starts[i]:ends[i]` and means `values[i]`."""

    text: str
    letters: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    values: tuple[str, ...]


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
    return {word: tense for word, tense in lang.sections("en", "dates")["tense"]}


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
    return dict(lang.sections("en", "dates")["named"])


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
    return re.compile("|".join(whole)), single


def _number(word: str) -> str:
    """The letter of a number in digits."""
    if len(word) == 4 and word.isdecimal() and word[0] in "12":
        return "Y"
    return _NUMBER.get(len(word), ".") if word.isdecimal() else "."


def _word(word: str) -> tuple[str, str]:
    """The letter and value of a word of letters."""
    found = vocabulary().get(word.lower())
    if found is None:
        return ".", word
    letter, value, flags = found
    if "capital" in flags and word[0].islower():
        return ".", word
    return letter, value


@lru_cache(maxsize=8)
def words(text: str) -> Words:
    """The words of `text` with their letters. Whitespace falls away; a line end is a word of its own."""
    letters, starts, ends, values = [], [], [], []
    days = [m.span() for m in _holiday_pattern().finditer(text)] if _holiday_hint().search(text) else []
    resume = 0
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        if start < resume:
            continue
        kind, value = found.lastgroup or "", found.group()
        if days and start == days[0][0]:
            start, end = days.pop(0)
            letter, value, resume = "H", re.sub(r"[’]", "'", text[start:end].lower()), end
            if value not in holidays():
                value = value.replace("-", " ")
        elif kind == "word":
            letter, value = _word(value)
            if text[end : end + 1] == "." and letter in "Mw" and end - start < 6 and _abbreviated(text[start:end]):
                end += 1
                resume = end
        elif kind == "number":
            letter = _number(value)
        elif kind == "mark":
            letter = _MARKS.get(value, "!")
        else:
            letter = "Z" if value in _named() else _KIND[kind]
            value = _named().get(value, value)
        while days and days[0][0] < end:
            days.pop(0)
        letters.append(letter)
        starts.append(start)
        ends.append(end)
        values.append(value)
    return Words(text, "".join(letters), tuple(starts), tuple(ends), tuple(values))


def _abbreviated(word: str) -> bool:
    """Whether a dot after this word belongs to it ("Sept.")."""
    letter, _, flags = vocabulary()[word.lower()]
    return letter == "w" or "abbreviation" in flags


@lru_cache(maxsize=8)
def phrases(text: str) -> tuple[Phrase, ...]:
    """Every phrase of time in `text`, in order, none overlapping another; nothing is resolved yet."""
    line = words(text)
    if _CORE.isdisjoint(line.letters):
        return ()
    whole, single = _grammar()
    out, at = [], 0
    for _ in count():
        found = whole.search(line.letters, at)
        if found is None:
            return tuple(out)
        at = found.end()
        rule, pattern = single[found.lastgroup or ""]
        parts = pattern.match(line.letters, found.start())
        assert parts is not None
        named = {name: parts.span(name) for name, got in parts.groupdict().items() if got is not None}
        out.append(Phrase(rule, found.start(), found.end(), named))
