"""Other languages, read through English words put in the place of their own.

A language is one table, `lang/<code>/gloss.tsv` (its form: gloss_table.py). A text becomes an interlinear gloss:
English words in the order of the text (an adjective steps before its noun); resolvers and patterns read that, and what
they find is led back to the words of the text that it stands for. What the table does not know stays as it is: names
do, and gazetteer and registry know them in many languages.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from testimonia import lang
from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.model.text import Document, Evidence
from testimonia.read.gloss_numbers import number
from testimonia.read.gloss_table import Row, Table, Word, table, words

_LONGEST = 14  # words of a phrase
_OPEN = ("small", "number", "adjective", "verb")  # what may stand between a verb and its noun
Span = tuple[int, int]


class Piece(NamedTuple):
    """Words of the gloss and of the text: code points `start` to `end` of the one, `first` to `last` of the other;
    `exact` where they are the same letter by letter."""

    start: int
    end: int
    first: int
    last: int
    exact: bool


class Gloss(NamedTuple):
    """A document in English words, and the way back."""

    source: Document
    document: Document
    pieces: tuple[Piece, ...]

    def back(self, start: int, end: int) -> Evidence:
        """The words of the text that code points `start` to `end` of the gloss stand for."""
        low = bisect_right(self.pieces, start, key=lambda p: p.end)
        high = max(low + 1, bisect_left(self.pieces, end, key=lambda p: p.start))
        met = self.pieces[low:high] or self.pieces[-1:]
        first = min(p.first + (max(0, start - p.start) if p.exact else 0) for p in met)
        last = max(p.last - (max(0, p.end - end) if p.exact else 0) for p in met)
        return Evidence(first, last, self.source.text[first:last])

    def words(self, name: str, near: int = 0) -> str:
        """The words of the text that stand behind words of the gloss, those nearest to code point `near` of the gloss;
        the words themselves where the gloss does not hold them."""
        found = [m.start() for m in re.finditer(re.escape(name), self.document.text)] if name else []
        if not found:
            return name
        start = min(found, key=lambda at: abs(at - near))
        return self.back(start, start + len(name)).quote.replace("\n", " ")


def gloss(document: Document, language: str) -> Gloss:
    """The document in English words. Raises LookupError where there is no table for the language."""
    text, parts, pieces, at = document.text, [], [], 0
    previous: _Bit | None = None
    for bit in _ordered(_heard(_bits(text, table(language)))):
        between = _between(text, previous, bit)
        parts += [between, bit.english]
        at += len(between)
        pieces.append(Piece(at, at + len(bit.english), *bit.span, bit.exact))
        at += len(bit.english)
        previous = bit
    told = Document(
        id=document.id, text="".join(parts), published=document.published, modified=document.modified,
        publisher=document.publisher, url=document.url, lang="en", origin=document.origin,
        found=document.found,
    )  # fmt: skip
    return Gloss(document, told, tuple(pieces))


@cache
def version(language: str) -> str:
    """What tells one state of a language's table from another: `fr-` and eight hexadecimal digits."""
    rows = "\n".join("\t".join(row) for row in lang.table(language, "gloss"))
    return f"{language}-{hashlib.sha256(rows.encode()).hexdigest()[:8]}"


# -- words to English -----------------------------------------------------------------------------------------------


class _Bit(NamedTuple):
    """English words on their way into the gloss, and the code points of the text that they stand for."""

    english: str
    span: Span
    part: str
    exact: bool = False


class _Match(NamedTuple):
    """A phrase found: its row, the word where it has ended, what fills its slots, its other words in runs."""

    row: Row
    last: int
    slots: tuple[tuple[str, Span], ...]
    runs: tuple[Span, ...]  # of words of the line


def _bits(text: str, known: Table) -> Iterator[_Bit]:
    line = words(text)
    shouted = _shouted(line)
    i = 0
    while i < len(line):
        word, got = line[i], _phrase(known, line, i, text)
        if got is None:
            bits, i = _single(known, line, i, text)
        elif got.last == i + 1 and _is_name(known, word) and i not in shouted:
            bits, i = [_kept(word)], i + 1
        else:
            bits, i = list(_told(known, line, got)), got.last
        if word.fresh and word.text[0].isupper() and bits:
            bits[0] = bits[0]._replace(english=bits[0].english[:1].upper() + bits[0].english[1:])
        yield from bits


def _kept(word: Word) -> _Bit:
    return _Bit(word.text, (word.start, word.end), "", exact=True)


def _is_name(known: Table, word: Word) -> bool:
    """Whether a small word is part of a name: "La Paz", "El Obeid"."""
    return word.text[0].isupper() and not word.fresh and known.is_small(word.low)


def _shouted(line: list[Word]) -> frozenset[int]:
    """The words that stand among capitals, where a capital tells no name."""
    up = [w.text.isupper() and len(w.text) > 1 for w in line]
    return frozenset(i for i in range(len(line)) if sum(up[max(0, i - 3) : i + 4]) >= 3)


def _phrase(known: Table, line: list[Word], i: int, text: str) -> _Match | None:
    """The phrase of most words that begins at a word."""
    best: _Match | None = None
    for row in known.starting(line[i].low, line[i + 1].low if i + 1 < len(line) else ""):
        if (best and len(row.words) < best.last - i) or (row.fresh and not line[i].fresh):
            continue
        got = _match(known, line, i, row, text)
        if got and (best is None or got.last > best.last):
            best = got
    return best


def _match(known: Table, line: list[Word], i: int, row: Row, text: str) -> _Match | None:
    at, slots, runs = i, [], [(i, i)]
    for element in row.words:
        if at >= len(line) or at - i > _LONGEST or (at > i and "\n" in text[line[at - 1].end : line[at].start]):
            return None
        if element.startswith("{"):
            got = _slot(known, line, at, element[1:-1])
            if got is None:
                return None
            slots.append((got[0], (line[at].start, line[got[1] - 1].end)))
            at = got[1]
            runs.append((at, at))
        elif line[at].low == element or (element.endswith("*") and line[at].low.startswith(element[:-1])):
            at += 1
            runs[-1] = (runs[-1][0], at)
        else:
            return None
    return _Match(row, at, tuple(slots), tuple(run for run in runs if run[0] < run[1]))


def _slot(known: Table, line: list[Word], at: int, part: str) -> tuple[str, int] | None:
    """The English of a word of that part, and the word where it has ended."""
    if part == "number":
        return number(known, line, at)
    found = known.one(line[at].low)
    return (found.english, at + 1) if found and found.part == part else None


def _told(known: Table, line: list[Word], got: _Match) -> Iterator[_Bit]:
    """The English of a phrase: what fills a slot stands for its own words, the rest for those between."""
    chunks = [c for c in re.split(r"\{(\d)\}", got.row.english) if c]
    plain = [c for c in re.split(r"\{\d\}", got.row.english) if c.strip()]
    said = [run for run in got.runs if not all(known.is_small(word.low) for word in line[run[0] : run[1]])]
    runs = [_core(known, line[a:b]) for a, b in said or got.runs] or [(got.slots[0][1][0], got.slots[-1][1][1])]
    told = 0
    for n, chunk in enumerate(chunks):
        part = got.row.part if n == len(chunks) - 1 else ""
        if chunk.isdecimal() and got.slots and f"{{{chunk}}}" in got.row.english:
            yield _Bit(*got.slots[int(chunk) - 1], part or "number")
        elif chunk.strip():
            run = runs[min(told, len(runs) - 1)] if len(plain) > 1 else (min(runs)[0], max(runs)[1])
            yield _Bit(chunk.strip(), run, part)
            told += 1
    if not chunks:
        yield _Bit("", runs[0], got.row.part)


def _single(known: Table, line: list[Word], i: int, text: str) -> tuple[list[_Bit], int]:
    """A word that begins no phrase, and where it has ended: a number, a word behind a prefix, or left as it is."""
    word, count = line[i], number(known, line, i)
    if count:
        return [_Bit(count[0], (word.start, line[count[1] - 1].end), "number")], count[1]
    for prefix, english in known.prefixes:
        rest = word.low[len(prefix) :]
        stem = len(rest) > 1 or rest.isdecimal()  # "و4" is "and 4"
        if word.low.startswith(prefix) and stem and len(word.text) == len(word.low):
            found = _behind(known, line, i, len(prefix), text)
            if found:
                bits, last = found
                stands = (
                    english != "-" and bits[0].part != "adjective"
                )  # "the forces the Malian": one article is enough
                front = [_Bit(english, (word.start, word.start + len(prefix)), "small")] if stands else []
                return [*front, *bits], last
    return [_named(known, word)], i + 1


def _named(known: Table, word: Word) -> _Bit:
    """A word that the table does not know; a place's name in the form in which the gazetteer knows it."""
    if not (known.endings and word.text[0].isupper()) or Gazetteer.open(None).lookup(word.text):
        return _kept(word)
    for ending, dictionary in known.endings:
        name = word.text[: -len(ending)] + dictionary
        if word.low.endswith(ending) and len(word.low) - len(ending) > 2 and Gazetteer.open(None).lookup(name):
            return _Bit(name, (word.start, word.end), "")
    return _kept(word)


def _behind(known: Table, line: list[Word], i: int, size: int, text: str) -> tuple[list[_Bit], int] | None:
    """What begins at word `i` behind a prefix of so many letters, and where it has ended."""
    word = line[i]
    rest = [Word(word.start + size, word.end, word.text[size:], word.low[size:], False), *line[i + 1 : i + _LONGEST]]
    if got := _phrase(known, rest, 0, text):
        return list(_told(known, rest, got)), i + got.last
    if count := number(known, rest, 0):
        return [_Bit(count[0], (rest[0].start, rest[count[1] - 1].end), "number")], i + count[1]
    return None


def _core(known: Table, found: list[Word]) -> Span:
    """The code points of words without the small ones at their ends."""
    first, last = 0, len(found)
    while first < last - 1 and known.is_small(found[first].low):
        first += 1
    while last > first + 1 and known.is_small(found[last - 1].low):
        last -= 1
    return found[first].start, found[last - 1].end


# -- order and gaps -------------------------------------------------------------------------------------------------


def _heard(bits: Iterator[_Bit]) -> Iterator[_Bit]:
    """Partitives behind nouns and names; words left out are gone."""
    before: _Bit | None = None
    for bit in bits:
        named = before and (before.part in ("noun", "adjective") or (before.exact and before.english[0].isupper()))
        if bit.english and (bit.part != "partitive" or named):
            yield bit
        before = bit


def _ordered(bits: Iterator[_Bit]) -> Iterator[_Bit]:
    """Adjectives before the noun that they follow; a verb behind the noun that it opens for."""
    opening: list[_Bit] = []  # a verb and what stands between it and its noun
    held: list[_Bit] = []  # a noun and its adjectives
    for bit in bits:
        if held and bit.part == "adjective":
            held.insert(0, bit)
            continue
        if held:
            yield from _turned(opening, held)
            opening, held = [], []
        if bit.part == "noun":
            held = [bit]
        elif bit.part == "verb" or (opening and bit.part in _OPEN):
            opening.append(bit)
        else:
            yield from opening
            opening = []
            yield bit
    yield from _turned(opening, held)


def _turned(opening: list[_Bit], held: list[_Bit]) -> list[_Bit]:
    """A clause that a verb opened, its verb behind the noun; where there is none, as it stands."""
    if not opening or not held:
        return opening + held
    verb, *between = opening
    if verb.english[:1].isupper():
        verb = verb._replace(english=verb.english[:1].lower() + verb.english[1:])
        first, *rest = [*between, *held]
        return [first._replace(english=first.english[:1].upper() + first.english[1:]), *rest, verb]
    return [*between, *held, verb]


def _between(text: str, before: _Bit | None, bit: _Bit) -> str:
    """What stands between two pieces of the gloss: the line ends of the text, blanks where words would run together."""
    if before is None:
        return text[: len(text) - len(text.lstrip())]
    gap = text[before.span[1] : bit.span[0]]
    if "\n" in gap:
        return "\n" * gap.count("\n")
    if before.exact and bit.exact and before.span[1] == bit.span[0]:
        return ""
    joined = bit.english[0].isalnum() and before.english[-1].isalnum()
    return " " if joined or text[bit.span[0] - 1].isspace() else ""
