"""Which texts are read closely: one that is set aside says why, so that silence never passes for "nothing in it".

Whether a text can tell of an incident at all is told in two steps: a word automaton finds the cues of `triggers.tsv`
and some thousand other words in it; where it has a cue, a small linear model weighs them (`lang/en/triage.tsv`, made by
`training/triage.py`). What neither can rule out is read closely.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import ahocorasick_rs

from testimonia import lang
from testimonia.lang import table
from testimonia.model.text import Document
from testimonia.read.lexicon import forms

#: Who sets aside what neither step lets through, and in which version: it stands where a reader's name would.
NAME = "triage/2"

#: Code points of the pieces that a long text is weighed by: one violent paragraph in a digest must not be outvoted by
#: the rest. A text of one piece and a half is weighed whole.
_PIECE = 2_000
#: What the number of a piece's cues is measured by: code points of an ordinary report.
_REPORT = 1_500
#: Signs between words: of one byte in UTF-8, and others (“ ” ‘ ’ — –).
_SIGNS = bytes(32 if chr(code) in ".,;:!?()[]\"'\n\r\t/" else code for code in range(256))
_MORE_SIGNS = re.compile(rb"\xe2\x80[\x93\x94\x98\x99\x9c\x9d]")


class Seen(NamedTuple):
    """What the automaton sees in a piece of text: the vocabulary's `words`, and the sums over its cues (`pooled`, by
    name); no `pooled` where there is no cue."""

    words: frozenset[str]
    pooled: dict[str, float]


class Cues:
    """The word automaton of a language over a vocabulary and the cues of its incidents (phrase: weight 1 to 3)."""

    def __init__(self, vocabulary: Iterable[str], cues: dict[str, int]) -> None:
        self._vocabulary, self._cues = frozenset(vocabulary), cues
        self._names = sorted(cues)
        patterns = [b" %b " % _plain(name).strip() for name in self._names]
        self._automaton = ahocorasick_rs.BytesAhoCorasick(patterns, implementation=ahocorasick_rs.Implementation.DFA)

    def see(self, text: str) -> Seen:
        """What is in a piece of text, in any case."""
        plain = _plain(text)
        found = self._automaton.find_matches_as_indexes(plain, overlapping=True)  # neighbours may share a blank
        if not found:
            return Seen(frozenset(), {})
        counted = Counter([self._names[index] for index, _, _ in found])
        return Seen(self._vocabulary.intersection(plain.decode().split(" ")), self._pooled(counted, len(text)))

    def _pooled(self, cues: dict[str, int], length: int) -> dict[str, float]:
        by = {weight: [name for name in cues if self._cues[name] == weight] for weight in (1, 2, 3)}
        reports = max(length / _REPORT, 0.5)
        pooled = {f"any {weight}": float(bool(by[weight])) for weight in (2, 3)}
        pooled |= {f"kinds {weight}": math.log1p(len(by[weight])) for weight in by}
        pooled |= {f"often {w}": math.log1p(sum(cues[name] for name in by[w]) / reports) for w in (2, 3)}
        return pooled


class Triage(NamedTuple):
    """The triage of a language: the weights of words and sums, what everything begins with, and the score from which on
    a text is read closely."""

    cues: Cues
    weights: dict[str, float]
    pooled: dict[str, float]
    bias: float
    threshold: float

    def score(self, text: str) -> float:
        """The highest score of the text's pieces; minus infinity where none has a cue."""
        return max(map(self._one, pieces(text)), default=-math.inf)

    def passes(self, text: str) -> bool:
        """Whether the text is to be read closely: a look at as many pieces as it takes."""
        return any(self._one(piece) >= self.threshold for piece in pieces(text))

    def _one(self, piece: str) -> float:
        seen = self.cues.see(piece)
        if not seen.pooled:
            return -math.inf
        words = math.fsum(map(self.weights.__getitem__, seen.words))
        return self.bias + words + math.fsum(self.pooled[name] * value for name, value in seen.pooled.items())


def pieces(text: str) -> Iterator[str]:
    """The text whole, or, where it is long, in pieces that end at a line's or a word's end."""
    start = 0
    while len(text) - start > 1.5 * _PIECE:
        end = start + _PIECE
        cut = max(text.rfind("\n", start + _PIECE // 2, end), -1)
        cut = cut if cut > 0 else text.rfind(" ", start + _PIECE // 2, end)
        end = cut + 1 if cut > 0 else end
        yield text[start:end]
        start = end
    yield text[start:]


def cues_of(language: str) -> dict[str, int]:
    """The cues of a language's incidents with their weights, as its triggers say."""
    weights: dict[str, int] = {}
    for phrase, _, _, weight, *_ in table(language, "triggers"):
        for form in forms(phrase) if int(weight) else ():
            weights[form] = max(weights.get(form, 0), int(weight))
    return weights


@cache
def triage(language: str = "en") -> Triage:
    """The triage of a language, from `lang/<language>/triage.tsv`."""
    parts = lang.sections(language, "triage")
    weights = {word: float(weight) for word, weight in parts["word"]}
    pooled = {name: float(weight) for name, weight in parts["sum"]}
    (bias,), (threshold,) = parts["bias"][0], parts["threshold"][0]
    return Triage(Cues(weights, cues_of(language)), weights, pooled, float(bias), float(threshold))


def set_aside(document: Document) -> str | None:
    """Why a document that could be read is set aside unread, as a sentence; None where it is to be read closely.

    Its text is English, or the English words of its gloss (read/gloss.py). A page that was left at a glance was asked
    about before.
    """
    if not document.glanced and triage().passes(document.text):
        return None
    return "set aside by triage: too little in it speaks of an attack (--read-all reads it)"


def _plain(text: str) -> bytes:
    """The words of a text in small letters, with blanks for the signs between and around them, in UTF-8."""
    data = text.lower().encode("utf-8", "replace")
    if not data.isascii():
        data = _MORE_SIGNS.sub(b" ", data)
    return b" %b " % data.translate(_SIGNS)
