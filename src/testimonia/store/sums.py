"""What many incidents add up to: by month, or by the names that they bear, counted by going through whole columns."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Numbers = NDArray[Any]
Shown = Callable[[str], bool] | None

NONE = -(2**31)
"""A number that is not there."""
_REFERENCE = np.datetime64("0001-01-01", "D")


class Sum(msgspec.Struct, frozen=True):
    """How many incidents bear a name and how many they killed.

    An incident counts in each of low, best and high with the nearest figure that it has, and with 0 where it has none.
    """

    name: str | None
    incidents: int
    low: int
    best: int
    high: int


class Tolls:
    """How many each row killed: low, best and high, with the nearest number where one is not there."""

    def __init__(self, low: Numbers, best: Numbers, high: Numbers) -> None:
        middle = np.maximum(best, 0)
        parts = (np.where(low == NONE, middle, low), middle, np.where(high == NONE, middle, high))
        self.parts = tuple(part.astype(np.float64) for part in parts)  # exact for whole numbers below 2**53

    @property
    def best(self) -> Numbers:
        """The best number of each row."""
        return self.parts[1]

    def by_group(self, part: int, groups: Numbers, rows: Rows) -> Numbers:
        """The sum of a part (0 to 2) of these rows for each group."""
        return np.bincount(groups, weights=self.parts[part][rows], minlength=1)


class Months:
    """The months of rows that are ordered by day, the undated last."""

    def __init__(self, begun: Numbers) -> None:
        months = (_REFERENCE + (np.where(begun == NONE, 1, begun) - 1)).astype("datetime64[M]").astype(np.int64)
        known = months[begun != NONE]
        self._least = int(known.min()) if len(known) else 0
        self._groups = np.where(begun == NONE, 0, months - self._least + 1)  # 0: no day is known
        dated = int(np.flatnonzero(begun != NONE).max(initial=-1)) + 1
        steps = np.diff(self._groups[:dated])
        self._sorted = bool(np.all(steps >= 0)) and bool(np.all(self._groups[:dated] > 0))
        starts = np.flatnonzero(steps) + 1
        self._starts = np.concatenate(([0], starts, [dated])) if dated else np.zeros(1, dtype=np.int64)
        self._names = [_month(int(self._groups[at]) - 1 + self._least) for at in self._starts[:-1]]

    def sums(self, rows: Rows, tolls: Tolls) -> tuple[Sum, ...]:
        """The sums of these rows, which are in order, by month ("2019-11"; None: no date is known), in order."""
        if not self._sorted:
            return self._counted(rows, tolls)
        edges = np.searchsorted(rows, self._starts)
        counts = np.diff(edges)
        taken = np.flatnonzero(counts)
        begins = edges[taken]
        sums = [_stretches(part, rows[: edges[-1]], begins) for part in tolls.parts]
        names = (self._names[n] for n in taken.tolist())
        dated = tuple(map(Sum, names, counts[taken].tolist(), *(part.tolist() for part in sums)))
        left = rows[edges[-1] :]
        undated = (Sum(None, len(left), *(int(part[left].sum()) for part in tolls.parts)),) if len(left) else ()
        return dated + undated

    def _counted(self, rows: Rows, tolls: Tolls) -> tuple[Sum, ...]:
        """The same for days that are not in the order of their months."""
        groups = self._groups[rows]
        sums = [np.bincount(groups, minlength=1), *(tolls.by_group(part, groups, rows) for part in range(3))]
        taken = np.flatnonzero(sums[0]).tolist()
        made = [Sum(_month(n - 1 + self._least) if n else None, *(int(part[n]) for part in sums)) for n in taken]
        return (*made[1:], made[0]) if taken and taken[0] == 0 else tuple(made)


def _stretches(part: Numbers, rows: Rows, begins: Rows) -> Numbers:
    """The sum of each stretch of the rows, from one beginning to the next."""
    if not len(begins):
        return np.zeros(0, dtype=np.int64)
    return np.add.reduceat(part[rows], begins).astype(np.int64)


def _month(number: int) -> str:
    return str(np.datetime64(number, "M"))


class Names:
    """The names of one kind, and which rows bear them: `first` is the number of a name of each row (-1: it bears none),
    `more` are pairs of a further name and its row."""

    def __init__(self, words: list[str], labels: Numbers, rows: Rows, size: int) -> None:
        self.words = words
        self.first = np.full(size, -1, dtype=np.int32)
        self.first[rows[::-1]] = labels[::-1]
        further = self.first[rows] != labels
        self.more = (labels[further].astype(np.int64), rows[further])

    def moved(self, to: Rows, size: int, more: list[tuple[str, int]]) -> Names:
        """The same after rows have moved: `to` where each of them is now (-1: nowhere), in columns of that `size`, and
        `more` names with the rows that bear them. Names are in the order of their words."""
        words = sorted({*self.words, *(name for name, _ in more)})
        place = {name: n for n, name in enumerate(words)}
        order = np.array([place[name] for name in self.words], dtype=np.int64)
        here = np.flatnonzero(self.first >= 0)
        labels = np.concatenate((order[self.first[here]], order[self.more[0]], [place[name] for name, _ in more]))
        rows = np.concatenate((to[here], to[self.more[1]], [row for _, row in more]))
        kept = rows >= 0
        labels, rows = labels[kept].astype(np.int64), rows[kept].astype(np.int64)
        inside = np.lexsort((rows, labels))
        return Names(words, labels[inside], rows[inside], size)

    @classmethod
    def of(cls, words: list[str], codes: Numbers) -> Names:
        """Of a column in which every row has one word or none (-1)."""
        made = cls(words, codes[:0], np.zeros(0, dtype=np.int64), 0)
        made.first = codes
        return made

    def sums(
        self, rows: Rows, tolls: Tolls, most: int, shown: Shown = None, *, unnamed: bool = False
    ) -> tuple[tuple[Sum, ...], int]:
        """The sums of these rows by name, the most killed first, then the most incidents: so many of those that are
        `shown`, and how many there are of all. Of those `unnamed` the name is None."""
        if not self.words and not unnamed:
            return (), 0
        groups, places = self.first[rows].astype(np.int64) + 1, rows
        if len(self.more[0]):
            mask = np.zeros(len(self.first), dtype=np.bool_)
            mask[rows] = True
            kept = mask[self.more[1]]
            groups = np.concatenate((groups, self.more[0][kept] + 1))
            places = np.concatenate((rows, self.more[1][kept]))
        counts, best = np.bincount(groups, minlength=1), tolls.by_group(1, groups, places)
        if not unnamed:
            counts[0] = 0
        order = _ranked(counts, best, most if shown is None else len(counts))
        if len(order) < np.count_nonzero(counts):  # of the others nobody wants to know the least and the most
            listed = np.zeros(len(counts), dtype=np.bool_)
            listed[order] = True
            kept = listed[groups]
            groups, places = groups[kept], places[kept]
        sums = (counts, tolls.by_group(0, groups, places), best, tolls.by_group(2, groups, places))
        told = zip(order.tolist(), *(part[order].astype(np.int64).tolist() for part in sums), strict=True)
        made = (Sum(self.words[n - 1] if n else None, *numbers) for n, *numbers in told)
        first = made if shown is None else (one for one in made if one.name is None or shown(one.name))
        return tuple(islice(first, most)), int(np.count_nonzero(counts))


def _ranked(counts: Numbers, best: Numbers, most: int) -> Rows:
    """The groups that have rows, the most killed first, then the most incidents, then by number; at least so many."""
    groups = np.flatnonzero(counts)
    if len(groups) > most:  # no need to sort what stands behind the last that is wanted
        least = np.partition(best[groups], len(groups) - most)[len(groups) - most]
        groups = groups[best[groups] >= least]
    order: Rows = groups[np.lexsort((-counts[groups], -best[groups]))]
    return order[:most]
