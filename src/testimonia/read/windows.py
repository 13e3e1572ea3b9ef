"""Words to word pieces to windows that the encoder takes, and how two spans stand to each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from testimonia.read.known import ROLES, Known

LENGTH = 512  # positions of the encoder, its two frame pieces included
OVERLAP = 128  # pieces that two windows share

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Encoder = Callable[[Ints, Floats], Floats]
"""One window: numbers of its pieces (p,) and their features (p, NAMES) to vectors (p, WIDTH)."""


class Pieces(NamedTuple):
    """Word pieces of a page without frame: `ids` (p,), `word` (p,) the word of each, `first` (n,) each word's first
    piece."""

    ids: Ints
    word: Ints
    first: Ints


class Vocabulary:
    """WordPiece (Schuster and Nakajima 2012) as BERT uses it without case: `pieces` in the order of their numbers."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.number = {piece: i for i, piece in enumerate(pieces)}
        self.start, self.end = self.number["[CLS]"], self.number["[SEP]"]
        self.unknown, self.mask = self.number["[UNK]"], self.number["[MASK]"]
        self._seen: dict[str, list[int]] = {}

    def of(self, word: str) -> list[int]:
        """The numbers of a word's pieces, at least one; of a "word" of 10,000 characters the beginning says enough."""
        got = self._seen.get(word)
        if got is None:
            plain = "".join(c for c in unicodedata.normalize("NFD", word[:200].lower()) if not unicodedata.combining(c))
            found = [n for part in _PARTS.findall(plain) for n in self._split(part)]
            got = found[:12] or [self.unknown]
            if len(self._seen) < 50_000:
                self._seen[word] = got
        return got

    def _split(self, part: str) -> list[int]:
        """The longest piece that begins the part, then the longest that goes on, to its end."""
        out, at = [], 0
        while at < len(part):
            for end in range(len(part), at, -1):
                number = self.number.get(("##" if at else "") + part[at:end])
                if number is not None:
                    out.append(number)
                    at = end
                    break
            else:
                return [self.unknown]
        return out

    def pieces(self, words: Sequence[str]) -> Pieces:
        """The pieces of the words of a page."""
        ids: list[int] = []
        word: list[int] = []
        first: list[int] = []
        for i, text in enumerate(words):
            first.append(len(ids))
            got = self.of(text)
            ids += got
            word += [i] * len(got)
        return Pieces(np.array(ids, np.int64), np.array(word, np.int64), np.array(first, np.int64))


_PARTS = re.compile(r"[^\W_]+|[^\w\s]|_")


class Window(NamedTuple):
    """Pieces `start` to `end` are read together; what comes out is kept for `keep_start` to `keep_end`."""

    start: int
    end: int
    keep_start: int
    keep_end: int


def windows(count: int) -> list[Window]:
    """Windows over `count` pieces: every piece is kept from the window in which it stands farthest from an edge.

    >>> windows(100)
    [Window(start=0, end=100, keep_start=0, keep_end=100)]
    """
    room = LENGTH - 2
    starts = [0]
    while starts[-1] + room < count:
        starts.append(starts[-1] + room - OVERLAP)
    out = []
    for i, start in enumerate(starts):
        keep = start + OVERLAP // 2 if i else 0
        until = starts[i + 1] + OVERLAP // 2 if i + 1 < len(starts) else count
        out.append(Window(start, min(count, start + room), keep, until))
    return out


_STEPS = np.array([0, 1, 3, 6, 10, 20, 40, 100])
_SENTENCES = np.array([0, 1, 2, 3, 6, 12])
TOGETHER = 2 * len(_STEPS) + 1 + len(_SENTENCES)  # the column "the patterns tell both in one story"
LINKED = TOGETHER + 3 + 2 + 2 + 6 + 1  # the column "the patterns link them"
PAIR_WIDTH = LINKED + 1 + len(ROLES)


def relations(known: Known, left: Ints, right: Ints, roles: Ints) -> Floats:
    """How each span of `left` (a, 2) stands to each of `right` (b, 2): (a, b, PAIR_WIDTH) of 0 and 1.

    Spans are word ranges (first, last exclusive), `roles` (a,) the role of each left one as an index of ROLES. Columns:
    distance in words on either side, in sentences, whether the patterns tell both in one story, which of the right ones
    is the nearest, whether both are the same word, whether the patterns link them, the role.
    """
    a, b = len(left), len(right)
    out = np.zeros((a, b, PAIR_WIDTH), np.float32)
    if not a or not b:
        return out
    after = right[None, :, 0] - left[:, None, 1]  # words between, where the right one follows
    before = left[:, None, 0] - right[None, :, 1]
    gap = np.maximum(0, np.maximum(after, before))
    bucket = np.searchsorted(_STEPS, gap, side="right") - 1
    follows = after >= before
    rows, cols = np.indices((a, b))
    out[rows, cols, np.where(follows, bucket, bucket + len(_STEPS))] = 1.0
    column = 2 * len(_STEPS)
    out[..., column] = gap == 0
    column += 1
    where_left, where_right = known.sentence[left[:, 0]], known.sentence[right[:, 0]]
    apart = np.abs(where_left[:, None] - where_right[None, :])
    out[rows, cols, column + np.searchsorted(_SENTENCES, apart, side="right") - 1] = 1.0
    column += len(_SENTENCES)
    here, there = _stories(known, left), _stories(known, right)
    shared = here @ there.T > 0
    told = (here.sum(1) > 0)[:, None] & (there.sum(1) > 0)[None, :]
    out[..., column], out[..., column + 1], out[..., column + 2] = shared, told & ~shared, ~told
    column += 3
    out[..., column], out[..., column + 1] = (where_left == 0)[:, None], (where_right == 0)[None, :]
    column += 2
    out[..., column], out[..., column + 1] = follows & (apart == 0), ~follows & (apart == 0)
    column += 2
    _nearest(out, column, gap, follows)
    column += 6
    ends = [np.array([known.words[last - 1].low for _, last in spans]) for spans in (left, right)]
    out[..., column] = ends[0][:, None] == ends[1][None, :]
    column += 1
    for (p, q), (x, y) in known.links:
        mine, theirs = (left[:, 0] < q) & (p < left[:, 1]), (right[:, 0] < y) & (x < right[:, 1])
        out[mine[:, None] & theirs[None, :], column] = 1.0
    column += 1
    out[rows, cols, column + roles[:, None]] = 1.0
    return out


def _stories(known: Known, spans: Ints) -> Floats:
    """(spans, stories) 1 where a span touches evidence of that story of the patterns."""
    out = np.zeros((len(spans), max(1, len(known.stories))), np.float32)
    for k, story in enumerate(known.stories):
        first, last = np.array(story, np.int64).reshape(-1, 2).T
        out[:, k] = ((spans[:, :1] < last) & (first < spans[:, 1:])).any(1)
    return out


def _nearest(out: Floats, column: int, gap: Ints, follows: NDArray[np.bool_]) -> None:
    """Marks for each left span the nearest right ones: in all (first, second), before, after; and the first and last of
    the text."""
    far = 10**6
    order = np.argsort(gap, axis=1, kind="stable")
    rows = np.arange(len(gap))
    out[rows, order[:, 0], column] = 1.0
    if gap.shape[1] > 1:
        out[rows, order[:, 1], column + 1] = 1.0
    for shift, side in ((2, ~follows), (3, follows)):
        masked = np.where(side, gap, far)
        best = masked.argmin(1)
        there = masked[rows, best] < far
        out[rows[there], best[there], column + shift] = 1.0
    out[:, 0, column + 4] = 1.0
    out[:, -1, column + 5] = 1.0
