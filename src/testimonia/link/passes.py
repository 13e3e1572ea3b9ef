"""Two passes over accounts, in parts that do not touch each other: accounts that no likely link joins, even in a chain,
are never in one cluster, so that each part is clustered alone. Which parts there are, and what becomes of each, depends
on the accounts and judgements alone: one machine, many (`testimonia.spark`) and a ledger that is brought up to date
(`renew.py`) come to the same clusters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from testimonia.link.acquaintance import STRANGERS, Acquaintance, acquaintance
from testimonia.link.blocks import keys, partners
from testimonia.link.cluster import LINKED, Gathering, Together
from testimonia.link.judged import Judged
from testimonia.link.score import Scorer
from testimonia.link.sketch import Sketch, sketch
from testimonia.model.claim import Told
from testimonia.model.world import Cluster

_AT_ONCE = 10_000  # pairs
Edge = tuple[int, int, float]
"""Positions of two accounts and their log-odds; without what their reports have in common, where it says so."""


@dataclass(frozen=True)
class Linking:
    """The `clusters` in canonical order, and what `renew` has to know of how they were made: of each account the
    `first` account of its cluster after the first of two passes (a rejected one has none), the `weakest` links of these
    clusters by their first accounts, and the `likely` pairs."""

    clusters: tuple[Cluster, ...]
    first: Mapping[str, str]
    weakest: Mapping[str, float]
    likely: Likely


def two_passes(told: Mapping[str, Told], said: Judged, scorer: Scorer) -> Linking:
    """What the accounts, by their ids and in canonical order, are linked to."""
    sketches = [sketch(one) for one in told.values()]
    near = Edges(_compared(sketches, partners(sketches, map(keys, sketches)), scorer))
    scorer.acquaintance = STRANGERS
    cluster_of, weakest = led(clusters(sketches, near.judged(sketches, scorer), said, scorer, False))
    scorer.acquaintance = acquaintance(cluster_of, ((s.id, s.document) for s in sketches))
    met = Edges(_compared(sketches, _acquainted(sketches, scorer.acquaintance), scorer))
    made = clusters(sketches, near.judged(sketches, scorer) + met.judged(sketches, scorer), said, scorer)
    ordered = sorted(made, key=lambda c: c.sketches[0].order)
    return Linking(tuple(c.as_told(told) for c in ordered), cluster_of, weakest, Likely([s.id for s in sketches], near))


def led(some: Iterable[Together]) -> tuple[dict[str, str], dict[str, float]]:
    """Of each account of clusters the first of its cluster, and of these the weakest link, where there is one."""
    cluster_of, weakest = dict[str, str](), dict[str, float]()
    for cluster in some:
        first = cluster.sketches[0].id
        cluster_of |= dict.fromkeys((s.id for s in cluster.sketches), first)
        if cluster.weakest is not None:
            weakest[first] = cluster.weakest
    return cluster_of, weakest


class Edges:
    """Pairs with their log-odds: sixteen bytes each."""

    def __init__(self, found: Iterable[Edge]) -> None:
        self.rows = np.fromiter(found, np.dtype([("i", np.int32), ("j", np.int32), ("odds", np.float64)]))

    def __iter__(self) -> Iterator[Edge]:
        return _listed(self.rows)

    def __add__(self, other: Edges) -> Edges:
        both = Edges(())
        both.rows = np.concatenate((self.rows, other.rows))
        return both

    def judged(self, sketches: Sequence[Sketch], scorer: Scorer) -> Edges:
        """Of pairs that may link, with their log-odds but for what their reports have in common: those that link by
        what the scorer knows of their reports now, with all their log-odds."""
        return Edges(self._judged(sketches, scorer))

    def _judged(self, sketches: Sequence[Sketch], scorer: Scorer) -> Iterator[Edge]:
        for i, j, base in self:
            a, b = sketches[i], sketches[j]
            value = base + scorer.company(a, b)
            if value >= LINKED:
                scorer.know(a, b, base)
                yield i, j, value


@dataclass(frozen=True)
class Likely:
    """The ids of two accounts that share a block which is used and may link, with their log-odds but for what their
    reports have in common; each pair once."""

    _names: Sequence[str]
    _near: Edges

    def __iter__(self) -> Iterator[tuple[str, str, float]]:
        return ((self._names[i], self._names[j], base) for i, j, base in self._near)


def _compared(sketches: Sequence[Sketch], found: Iterable[tuple[int, list[int]]], scorer: Scorer) -> Iterator[Edge]:
    for i, others in found:
        for j in others:
            base = scorer.at_best(sketches[i], sketches[j], LINKED)
            if base is not None:
                yield i, j, base


def _acquainted(sketches: Sequence[Sketch], known: Acquaintance) -> Iterator[tuple[int, list[int]]]:
    """Each position with the later ones in other clusters whose documents share a cluster with its document: worth
    comparing for that."""
    telling: dict[str, list[int]] = defaultdict(list)
    for i, s in enumerate(sketches):
        for cluster in known.met.get(s.document, ()):
            telling[cluster].append(i)
    for i, s in enumerate(sketches):
        own, document = known.cluster_of[s.id], s.document
        later = {j for cluster in known.met.get(document, ()) for j in telling[cluster] if j > i}
        others = ((j, sketches[j]) for j in sorted(later))
        yield i, [j for j, o in others if o.document != document and known.cluster_of[o.id] != own]


def clusters(
    sketches: Sequence[Sketch],
    edges: Edges,
    said: Judged,
    scorer: Scorer,
    explained: bool = True,
) -> Iterator[Together]:
    """The clusters of accounts between which these links are likely, part by part; `explained`: with their links."""
    at = {s.id: i for i, s in enumerate(sketches)} if said.joined else {}
    joins = np.array([(at[left], at[right]) for left, right, _ in said.joined], np.int64).reshape(-1, 2)
    label = components(len(sketches), np.concatenate((np.column_stack((edges.rows["i"], edges.rows["j"])), joins)))
    rows = edges.rows[_surest(sketches, edges, label)]
    members, parts = np.argsort(label, kind="stable"), np.arange(label.max(initial=-1) + 2)
    places = np.searchsorted(label[members], parts).tolist(), np.searchsorted(label[rows["i"]], parts).tolist()
    joined, unjoined = set(label[joins[:, 0]].tolist()), said.among(())
    for part, ((first, last), (begin, end)) in enumerate(zip(*map(pairwise, places), strict=True)):
        some = members[first:last].tolist()
        if len(some) == 1:
            yield Together((sketches[some[0]],))
            continue
        by_id = {sketches[i].id: sketches[i] for i in some}
        gathering = Gathering(by_id, said.among(by_id) if part in joined else unjoined, scorer)
        gathering.take((value, sketches[i].id, sketches[j].id) for i, j, value in _listed(rows[begin:end]))
        yield from gathering.clusters(explained)


def gathered(
    sketches: Sequence[Sketch], edges: Edges, said: Judged, scorer: Scorer, whole: Iterable[Collection[str]]
) -> Gathering:
    """All these accounts as one part, linked; `whole` as for `Gathering`."""
    gathering = Gathering({s.id: s for s in sketches}, said, scorer, whole)
    rows = edges.rows[_surest(sketches, edges, np.zeros(len(sketches), np.int32))]
    gathering.take((value, sketches[i].id, sketches[j].id) for i, j, value in _listed(rows))
    return gathering


def _surest(sketches: Sequence[Sketch], edges: Edges, label: NDArray[np.int32]) -> NDArray[np.int64]:
    """The places of pairs part by part, those of each from the highest log-odds down; ties by ids."""
    rank = np.empty(len(sketches), np.int32)
    rank[sorted(range(len(sketches)), key=[s.id for s in sketches].__getitem__)] = np.arange(len(sketches))
    i, j = edges.rows["i"], edges.rows["j"]
    return np.lexsort((rank[j], rank[i], -np.round(edges.rows["odds"], 9), label[i]))


def _listed(rows: NDArray[np.void]) -> Iterator[Edge]:
    """The rows as Python has them, not all at a time."""
    for start in range(0, len(rows), _AT_ONCE):
        yield from rows[start : start + _AT_ONCE].tolist()


def components(count: int, edges: Sequence[tuple[int, int]] | NDArray[np.integer[Any]]) -> NDArray[np.int32]:
    """The number of the part of each of `count` positions: those that edges join, in chains, have one."""
    part = np.arange(
        count
    )  # of each position one that is joined to it and stands no later; in the end the first of all
    if len(edges):
        left, right = np.array(edges, dtype=np.int64).T
        while (apart := part[left] != part[right]).any():
            ends = part[left[apart]], part[right[apart]]
            np.minimum.at(part, np.maximum(*ends), np.minimum(*ends))
            while not np.array_equal(part, further := part[part]):
                part = further
    label: NDArray[np.int32] = np.unique(part, return_inverse=True)[1].astype(np.int32)
    return label
