"""Near-duplicates: an agency's report that many papers print is one voice, not many.

Texts are compared by their runs of three words (shingles). The resemblance of two texts is the share of their shingles
that both have (Jaccard); MinHash estimates it from 128 numbers for each text, and finds the texts that are alike among
many without looking at each (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3).

That two texts are copies says nothing of their figures: a later version of a report whose toll has risen differs from
the first in a word or two, and whoever keeps copies together must look at those words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

import msgspec
import numpy as np
from numpy.typing import NDArray

#: From this resemblance on two texts count as copies of one another.
THRESHOLD = 0.8
#: Words in a shingle.
_RUN = 3
#: Numbers of a signature: the error of an estimate at .8 is .035 (one standard deviation).
_HASHES = 128
#: Texts are candidates where all numbers of one band agree: with 25 bands of 5 that happens to a pair of resemblance
#: .8 all but once in 20,000 times, to one of .3 in 6 of 100, to one of .1 in 2 of 10,000.
_BANDS, _ROWS = 25, 5
#: Letters of writing without blanks between words stand for words.
_WORD = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['’][^\W_]+)*")
_U64 = np.uint64
#: Odd numbers that mix a run of words into one; of splitmix64 (Steele, Lea, Flood 2014).
_MIX = tuple(_U64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))

Shingles = NDArray[np.uint64]


class Signature(msgspec.Struct, frozen=True):
    """What is kept of a text to find its copies: 128 numbers of 32 bits as bytes (little-endian), none of an empty
    text."""

    numbers: bytes

    def array(self) -> NDArray[np.uint32]:
        """The numbers."""
        return np.frombuffer(self.numbers, "<u4")


class Copy(msgspec.Struct, frozen=True, order=True):
    """A text that is a copy: its `name`, and the estimated `similarity`, 0 to 1."""

    name: str
    similarity: float


def shingles(text: str) -> Shingles:
    """The runs of three words of a text as sorted numbers, each once; a text of one or two words is one run. Case,
    punctuation and the form of letters (full width, ligatures) make no difference."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if not words:
        return np.empty(0, _U64)
    words += [""] * (_RUN - len(words))
    marks = np.array([crc32(word.encode("utf-8", "surrogatepass")) for word in words], _U64)
    runs = np.zeros(len(marks) - _RUN + 1, _U64)
    for place in range(_RUN):
        runs = (runs + marks[place : place + len(runs)] + _U64(1)) * _MIX[place]
        runs ^= runs >> _U64(31)
    return np.unique(runs)


def similarity(one: str, two: str) -> float:
    """The resemblance of two texts, counted: 1 where they have the same runs of words, 0 where they share none or one
    of them has no words."""
    left, right = shingles(one), shingles(two)
    both = len(np.intersect1d(left, right, assume_unique=True))
    return both / (len(left) + len(right) - both) if both else 0.0


def signature(text: str) -> Signature:
    """The signature of a text; the same on every machine."""
    runs = shingles(text)
    if not len(runs):
        return Signature(b"")
    factors, shifts = _functions()
    least = np.full(_HASHES, np.iinfo(np.uint64).max, _U64)
    for start in range(0, len(runs), 4096):  # so that a long text takes no more memory than a short one
        part = runs[start : start + 4096]
        np.minimum(least, (factors[:, None] * part[None, :] + shifts[:, None]).min(axis=1), out=least)
    return Signature((least >> _U64(32)).astype("<u4").tobytes())


def estimated(one: Signature, two: Signature) -> float:
    """The resemblance of two texts, estimated from their signatures: the share of numbers that agree."""
    if not one.numbers or not two.numbers:
        return 0.0
    return float(np.mean(one.array() == two.array()))


class Index:
    """The texts that were seen, to find the copies of the next. What it finds for a text depends on the texts in it,
    not on the order in which they came."""

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._known: dict[str, Signature] = {}
        self._bands: dict[bytes, list[str]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def find(self, wanted: Signature) -> tuple[Copy, ...]:
        """The known texts whose estimated resemblance is at least the threshold, the most alike first, then by
        name."""
        names = {name for key in _keys(wanted) for name in self._bands.get(key, ())}
        copies = (Copy(name, estimated(wanted, self._known[name])) for name in names)
        found = (copy for copy in copies if copy.similarity >= self._threshold)
        return tuple(sorted(found, key=lambda copy: (-copy.similarity, copy.name)))

    def add(self, name: str, known: Signature) -> None:
        """Remembers a text; one that was known by this name is replaced."""
        if before := self._known.pop(name, None):
            for key in _keys(before):
                self._bands[key].remove(name)
        self._known[name] = known
        for key in _keys(known):
            self._bands.setdefault(key, []).append(name)


def groups(texts: Iterable[tuple[str, Signature]], threshold: float = THRESHOLD) -> tuple[tuple[str, ...], ...]:
    """The names of texts in groups of copies (a copy of a copy belongs to both), alone where they have none. Names
    within a group and the groups themselves are sorted, so that the order of arrival makes no difference."""
    index = Index(threshold)
    leader: dict[str, str] = {}

    def first(name: str) -> str:
        while leader[name] != name:
            leader[name] = name = leader[leader[name]]
        return name

    for name, known in texts:
        leader.setdefault(name, name)
        for copy in index.find(known):
            one, two = sorted((first(name), first(copy.name)))
            leader[two] = one
        index.add(name, known)
    together: dict[str, list[str]] = {}
    for name in sorted(leader):
        together.setdefault(first(name), []).append(name)
    return tuple(tuple(names) for _, names in sorted(together.items()))


@lru_cache(maxsize=1)
def _functions() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The factors (odd) and shifts of the hash functions; always the same. PCG64's raw numbers are stable."""
    raw = np.random.PCG64(20_191_103).random_raw(2 * _HASHES).astype(_U64)
    return raw[:_HASHES] | _U64(1), raw[_HASHES:]


def _keys(known: Signature) -> list[bytes]:
    """The bands of a signature, each with its number."""
    if not known.numbers:
        return []
    width = 4 * _ROWS
    return [bytes([band]) + known.numbers[band * width : (band + 1) * width] for band in range(_BANDS)]
