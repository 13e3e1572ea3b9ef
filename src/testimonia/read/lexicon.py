"""Tables of phrases, ready to be found in tokens: `lang/<language>/*.tsv` → `Phrases`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from testimonia import lang


class Token(NamedTuple):
    """A word, number or sign: code points `start` to `end` of the document, `low` its lower case."""

    start: int
    end: int
    text: str
    low: str


class Found(NamedTuple):
    """A phrase of a table in a sentence: tokens `first` to `last` (exclusive) and the row's further cells."""

    first: int
    last: int
    row: tuple[str, ...]


_WORDS = re.compile(
    r"(?:[A-Za-z]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_](?:[^\W_]|[-](?=[^\W_])|['’](?=[^\W\d_]{3}))*|['’]s\b|\S"
)


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of `text[start:end]`: words (hyphens inside, a possessive `'s` on its own), numbers, single signs."""
    stop = len(text) if end is None else end
    new = tuple.__new__  # what a named tuple's own constructor calls, by a detour that takes as long as all else here
    return [
        new(Token, (*m.span(), word := m[0], word.lower().replace("’", "'")))
        for m in _WORDS.finditer(text, start, stop)
    ]


def forms(cell: str) -> Iterator[str]:
    """The forms that a cell stands for: `kill+` → kill, kills, killed, killing; `stab++` doubles the last letter; `|`
    parts.
    """
    for part in cell.split("|"):
        if not part.endswith("+"):
            yield part
            continue
        stem = part.rstrip("+")
        if part.endswith("++"):
            yield from (stem, f"{stem}s", f"{stem}{stem[-1]}ed", f"{stem}{stem[-1]}ing")
        elif stem.endswith("e"):
            yield from (stem, f"{stem}s", f"{stem}d", f"{stem[:-1]}ing")
        elif stem.endswith("y") and stem[-2] not in "aeiou":
            yield from (stem, f"{stem[:-1]}ies", f"{stem[:-1]}ied", f"{stem}ing")
        else:
            ending = "es" if stem.endswith(("s", "sh", "ch", "x", "z")) else "s"
            yield from (stem, f"{stem}{ending}", f"{stem}ed", f"{stem}ing")


class Phrases:
    """Many phrases, found in one pass over tokens, longest first; a phrase may have several rows (the first stands)."""

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        """Each row: the phrase's forms (see `forms`), then its meaning."""
        table: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        for cell, *rest in rows:
            for form in forms(cell):
                words = tuple(t.low for t in tokens(form))
                if words:
                    table.setdefault(words[0], []).append((words, tuple(rest)))
        self._table = {first: sorted(got, key=lambda x: -len(x[0])) for first, got in table.items()}

    def find(self, sentence: Sequence[Token]) -> list[Found]:
        """All phrases in a sentence, left to right, none inside another."""
        lows, different = _words_of(sentence)
        table = self._table
        if table.keys().isdisjoint(different):
            return []
        out: list[Found] = []
        after = 0
        for i in [i for i, low in enumerate(lows) if low in table]:
            if i < after:
                continue
            for words, row in table[lows[i]]:
                if len(words) == 1 or (lows[i + 1] == words[1] and tuple(lows[i : i + len(words)]) == words):
                    after = i + len(words)
                    out.append(Found(i, after, row))
                    break
        return out

    def all(self, sentence: Sequence[Token]) -> list[Found]:
        """Every phrase in a sentence, those inside others too."""
        lows, different = _words_of(sentence)
        table = self._table
        if table.keys().isdisjoint(different):
            return []
        return [
            Found(i, i + len(words), row)
            for i in [i for i, low in enumerate(lows) if low in table]
            for words, row in table[lows[i]]
            if len(words) == 1 or (lows[i + 1] == words[1] and tuple(lows[i : i + len(words)]) == words)
        ]


class _Words(NamedTuple):
    """The words of a sentence in small letters, an empty one behind them, and which different ones they are."""

    sentence: Sequence[Token]
    lows: list[str]
    different: frozenset[str]


_last = _Words((), [], frozenset())


def _words_of(sentence: Sequence[Token]) -> tuple[list[str], frozenset[str]]:
    """See `_Words`; kept for the last sentence, since dozens of tables are asked about one after another. A list may
    have changed since."""
    global _last
    last = _last
    if last.sentence is not sentence or not isinstance(sentence, tuple):
        lows = [t.low for t in sentence]
        _last = last = _Words(sentence, [*lows, ""], frozenset(lows))
    return last.lows, last.different


@cache
def phrases(language: str, name: str, section: str | None = None) -> Phrases:
    """The phrases of a language table, or of one of its sections."""
    if section is None:
        return Phrases(lang.table(language, name))
    return Phrases(lang.sections(language, name).get(section, ()))


@cache
def sectioned(language: str, name: str) -> Phrases:
    """The phrases of a table by sections, each with its section (the first cell) as its row."""
    return Phrases((cell, section) for section, cell, *_ in lang.table(language, name))


@cache
def wordset(language: str, name: str, section: str) -> frozenset[str]:
    """Single words of a section, all forms, lower case."""
    return frozenset(f for cell in lang.words(language, name, section) for f in forms(cell))


@cache
def pattern(language: str, name: str, section: str, whole: bool = False) -> re.Pattern[str]:
    """One regular expression of all rows of a section; `whole` anchors it to a whole line."""
    body = "|".join(f"(?:{cell})" for cell in lang.words(language, name, section))
    return re.compile(rf"\s*(?:{body})\s*$" if whole else body, re.IGNORECASE)
