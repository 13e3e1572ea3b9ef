"""The phrases of a language with what they are in English (`lang/<code>/gloss.tsv`), and the text in words.

    phrase <tab> English <tab> part

`phrase`: words, several spellings parted by `|`. A word that ends in `*` stands for all that begin so, `^` before the
first word asks for the beginning of a sentence, `{part}` is one word of that part and `{number}` a number in digits or
words; they stand as `{1}`, `{2}` … in the English, where `-` leaves the words out.

`part`: `noun`; `adjective` (steps before the noun that it follows); `verb` (of a language that opens with it: steps
behind the noun that follows it); `small` (neither begins nor ends a quote, and is a
name where it has a capital inside a sentence); `partitive` (small, and heard only behind a noun: "la mort des soldats",
not "par des soldats"); `number` (its English is the value), `number+` (only inside a number, 0 is "and"); `prefix`
(written together with the word behind it); `ending` (of a place's name in another case, and what its dictionary form
has there); or any name that a `{part}` asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from testimonia import lang

_WORD = re.compile(
    r"\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?![\d/])|\d+[hH]\d*(?!\w)|\d+(?:[.,/:]\d+)*"
    r"|[^\W\d_][\w\u0300-\u036f\u064b-\u0652]*(?:['’ʼ][\u0400-\u04ff]+)*(?:['’ʼ]|(?:-[^\W_][\w\u0300-\u036f]*)+)?|\S"
)
_CLOSING = frozenset('.!?…:«“"؟')  # signs behind which a capital says nothing
_MARKS = re.compile("[\u064b-\u0652\u0640\u0301]")  # vowel signs, stretching and stress: no part of the spelling
_SAME = str.maketrans({"’": "'", "ʼ": "'", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ё": "е"})  # spellings of one letter
SMALL = ("small", "partitive")
_REMEMBERED = 50_000  # words that were looked up, so that memory does not grow with a stream


class Word(NamedTuple):
    """A word or sign of the text: code points `start` to `end`, `low` its plain spelling in small letters; `fresh`
    where a sentence or line begins with it."""

    start: int
    end: int
    text: str
    low: str
    fresh: bool


class Row(NamedTuple):
    """A phrase of the table: its words, its English, its part, and whether it must begin a sentence."""

    words: tuple[str, ...]
    english: str
    part: str
    fresh: bool


def plain(word: str) -> str:
    """The spelling by which a word is looked up: small letters, no vowel signs, one sign for each letter."""
    return _MARKS.sub("", word.lower()).translate(_SAME)


def words(text: str) -> list[Word]:
    """The words and signs of a text; what is elided (`l'`, `d'`) is a word of its own."""
    out: list[Word] = []
    fresh, end = True, 0
    for m in _WORD.finditer(text):
        fresh = fresh or "\n" in text[end : m.start()]
        out.append(Word(m.start(), m.end(), m[0], plain(m[0]), fresh))
        fresh, end = m[0] in _CLOSING or (fresh and not m[0][0].isalnum()), m.end()
    return out


class Table:
    """The phrases of a language by their first word."""

    def __init__(self, language: str) -> None:
        """Raises LookupError where there is no table for the language."""
        self._pairs: dict[tuple[str, str], list[Row]] = {}  # by the first two words, where both are spelled out
        self._exact: dict[str, list[Row]] = {}
        self._stems: dict[str, list[Row]] = {}
        self._slots: dict[str, list[Row]] = {}  # by the part of the word that they begin with
        self._known: dict[str, Row | None] = {}
        self.values: dict[str, int] = {}
        self.inside: dict[str, int] = {}
        self.prefixes: list[tuple[str, str]] = []
        self.endings: list[tuple[str, str]] = []
        for cell, english, *rest in lang.table(language, "gloss"):
            for form in cell.split("|"):
                self._add(form.strip(), "" if english == "-" else english, rest[0] if rest else "")
        self.prefixes.sort(key=lambda p: -len(p[0]))

    def _add(self, form: str, english: str, part: str) -> None:
        if part in ("number", "number+"):
            (self.values if part == "number" else self.inside)[plain(form)] = int(english)
            return
        if part in ("prefix", "ending"):
            (self.prefixes if part == "prefix" else self.endings).append((plain(form), english))
            return
        row = Row(tuple(_elements(form.removeprefix("^"))), english, part, form.startswith("^"))
        first, second = row.words[0], row.words[1] if len(row.words) > 1 else "{"
        if first.startswith("{"):
            self._slots.setdefault(first[1:-1], []).append(row)
        elif first.endswith("*"):
            self._stems.setdefault(first[:-1], []).append(row)
        elif second.startswith("{") or second.endswith("*"):
            self._exact.setdefault(first, []).append(row)
        else:
            self._pairs.setdefault((first, second), []).append(row)

    def starting(self, low: str, after: str) -> Iterator[Row]:
        """The phrases that may begin with a word before another, the closest spelling first."""
        yield from self._pairs.get((low, after), ())
        yield from self._alone(low)
        if low in self.values or low[0].isdecimal() or "-" in low:
            yield from self._slots.get("number", ())
        found = self.one(low)
        if found and found.part:
            yield from self._slots.get(found.part, ())

    def _alone(self, low: str) -> Iterator[Row]:
        yield from self._exact.get(low, ())
        for size in range(len(low), 1, -1):
            yield from self._stems.get(low[:size], ())

    def one(self, low: str) -> Row | None:
        """What a single word is."""
        if low not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            rows = (row for row in self._alone(low) if len(row.words) == 1 and not row.fresh)
            self._known[low] = next(rows, None)
        return self._known[low]

    def is_small(self, low: str) -> bool:
        """Whether a word neither begins nor ends a quote."""
        found = self.one(low)
        return bool(found and found.part in SMALL)


def _elements(form: str) -> Iterator[str]:
    for part in form.split():
        if part.startswith("{"):
            yield part
        elif part.endswith("*"):
            yield plain(part)
        else:
            yield from (word.low for word in words(part))


@cache
def table(language: str) -> Table:
    """The table of a language, read once per process."""
    return Table(language)
