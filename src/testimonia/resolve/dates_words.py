"""Words of time: a text becomes a line of letters, one a word, and phrases of time are patterns over that line.

The letters and the phrases are data (`lang/en/dates.tsv`, `lang/en/dates_phrases.tsv`); this file only applies them.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from msgspec import Struct

from testimonia import lang
from testimonia.resolve.dates_grammar import CORE, grammar

Letter = tuple[str, str, str]  # letter, value, flags

_TOKEN = re.compile(
    r"""(?P<word>[^\W\d_]+)
      | (?P<iso>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}\S*)?(?!\d))
      | (?P<full>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})(?![\d/]))
      | (?P<clock>\d{1,2}[:.][0-5]\d(?::\d{2})?(?:\s?[aApP]\.?[mM]\b\.?)?(?![\d%])|\d{1,2}\s?[aApP]\.?[mM]\b\.?)
      | (?P<short>\d{1,2}/\d{1,2}(?![\d/]))
      | (?P<decade>(?:1[0-9]|20)\d0['’]?s\b|['’‘][1-9]0s\b)
      | (?P<nth>\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)\b)
      | (?P<number>\d+(?:[.,]\d+)*)
      | (?P<brief>['’‘]\d\d\b)
      | (?P<poss>['’][sS]?\b|['’](?=\s))
      | (?P<mark>[^\w\s\[\]])
      | (?P<line>\n\s*)""",
    re.X,
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
_NUMBER = {1: "N", 2: "N", 3: "3"}
_LAST = "31"  # the last day of the longest month


class Words(Struct, frozen=True):
    """A text as words: `letters[i]` is the class of word i, which stands at `starts[i]:ends[i]` and means `values[i]`.

    `verbs` are the words that tell the tense (index, `past` or `future`), `stops` the words that end a sentence, both
    in order.
    """

    text: str
    letters: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    values: tuple[str, ...]
    verbs: tuple[tuple[int, str], ...]
    stops: tuple[int, ...]


class Phrase(Struct, frozen=True):
    """One phrase of time: the rule that it follows, its words `first:last`, and the pattern's named parts as word
    ranges."""

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
def _holiday_names() -> dict[str, tuple[str, ...]]:
    """The names of holidays by their first word, the longest first."""
    names: dict[str, list[str]] = {}
    for name in sorted(holidays(), key=len, reverse=True):
        names.setdefault(re.split(r"[^a-z]", name)[0], []).append(name)
    return {first: tuple(found) for first, found in names.items()}


def _holiday_at(text: str, start: int, first: str) -> str | None:
    """The holiday whose name begins at `start` with the word `first`."""
    for name in _holiday_names()[first]:
        end = start + len(name)
        said = text[start:end].lower().replace("’", "'").replace("-", " ")
        if said == name.replace("-", " ") and not text[end : end + 1].isalnum():
            return name
    return None


@cache
def _named() -> dict[str, str]:
    return {row[0]: row[1] for row in lang.sections("en", "dates")["named"]}


def _digits(kind: str, value: str) -> tuple[str, str]:
    """The letter and value of a number or date in digits."""
    if kind == "number":
        if len(value) == 4 and value.isdecimal() and value[0] in "12":
            return "Y", value
        if len(value) == 2 and value.isdecimal() and value > _LAST:
            return "3", value  # no day of any month: "in April 40 people"
        return (_NUMBER.get(len(value), ".") if value.isdecimal() else "."), value
    if kind == "brief":
        return "Y", ("19" if value[1] > "2" else "20") + value[1:]
    return ("Z", _named()[value]) if value in _named() else (_KIND[kind], value)


@cache
def _known() -> dict[str, tuple[str, str, bool, bool, str]]:
    """Every word that means something: letter, value, whether it needs a capital, whether a dot may belong to it,
    tense."""
    known = {word: (".", "", False, False, tense) for word, tense in tenses().items()}
    for word, (letter, value, flags) in vocabulary().items():
        known[word] = letter, value, "capital" in flags, letter == "w" or "abbreviation" in flags, ""
    return known


# Letter, value, tense, whether a full stop may belong to it, whether a holiday may begin with it.
_Sense = tuple[str, str, str, bool, bool]
_PLAIN: _Sense = (".", "", "", False, False)
_SENSES: dict[str, _Sense] = {}
_REMEMBERED = 20_000


def _sense(word: str) -> _Sense:
    """What a word means wherever it stands; remembered, for the words of news come again and again."""
    if len(_SENSES) >= _REMEMBERED:
        _SENSES.clear()
    low = word.lower()
    got, festive = _known().get(low), low in _holiday_names()
    sense = _PLAIN
    if got is None or got[4] or (got[2] and word[0].islower()):
        tense = got[4] if got else "past" if low[-2:] == "ed" and len(low) > 4 else ""
        if tense or festive:
            sense = (".", "", tense, False, festive)
    else:
        sense = (got[0], got[1], "", got[3], festive)
    _SENSES[word] = sense
    return sense


def _coming(cells: list[tuple[str, int, int, str]]) -> bool:
    """Whether the "be" at the end of the cells tells of what is to come: "the tenth to be murdered" does not."""
    led = [cell[3].lower() for cell in cells[-3:-1]]
    return led[-1:] != ["to"] or led[0] in lang.words("en", "dates", "to_be")


@lru_cache(maxsize=8)
def words(text: str) -> Words:
    """The words of `text` with their letters. Whitespace and square brackets fall away; a line end is a word of its
    own."""
    cells: list[tuple[str, int, int, str]] = []
    verbs: list[tuple[int, str]] = []
    stops: list[int] = []
    add, senses, been = cells.append, _SENSES, lang.words("en", "dates", "been")
    resume = 0
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        if start < resume:
            continue
        kind, value = found.lastgroup, found[0]
        if kind == "word":
            sense = senses.get(value) or _sense(value)
            if sense is _PLAIN:
                add((".", start, end, value))
                continue
            letter, meant, tense, dotted, festive = sense
            name = _holiday_at(text, start, value.lower()) if festive else None
            if name:
                resume = start + len(name)
                add(("H", start, resume, name))
            elif letter == ".":
                if tense:
                    before = cells[-1][3] if cells else ""
                    if tense == "future" and before in been:
                        tense = "past"
                    elif tense == "past" and before == "be" and _coming(cells):  # "will be held", "is to be tried"
                        tense = "future"
                    verbs.append((len(cells), tense))
                add((".", start, end, value))
            else:
                if dotted and text[end : end + 1] == ".":
                    resume = end = end + 1
                add((letter, start, end, meant))
        elif kind == "mark":
            if value in ".?!;:":
                stops.append(len(cells))
            add((_MARKS.get(value, "!"), start, end, value))
        else:
            if kind == "line":
                stops.append(len(cells))
            add(_placed(kind or "", value, start, end))
    letters, starts, ends, values = zip(*cells, strict=True) if cells else ((), (), (), ())
    return Words(text, "".join(letters), starts, ends, values, tuple(verbs), tuple(stops))


def _placed(kind: str, value: str, start: int, end: int) -> tuple[str, int, int, str]:
    """A word in digits, or a line end, with where it stands."""
    letter, meant = _digits(kind, value)
    return letter, start, end, meant


@lru_cache(maxsize=8)
def phrases(text: str) -> tuple[Phrase, ...]:
    """Every phrase of time in `text`, in order, none overlapping another; nothing is resolved yet."""
    letters = words(text).letters
    if CORE.isdisjoint(letters):
        return ()
    heads, starting, rules = grammar()
    out: list[Phrase] = []
    head = heads.search(letters)
    while head is not None:
        found = starting[head[0]].match(letters, head.start())
        if found is not None:
            rule, pattern = rules[found.lastgroup or ""]
            taken = pattern.match(letters, found.start()) or found  # the same pattern, with its parts named
            parts = {name: taken.span(name) for name, got in taken.groupdict().items() if got is not None}
            out.append(Phrase(rule, found.start(), found.end(), parts))
        head = heads.search(letters, found.end() if found else head.end())
    return tuple(out)
