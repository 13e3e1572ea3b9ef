"""Two passes over accounts, in parts that do not touch each other: accounts that no likely link joins, even in a chain,
are never in one cluster, so that each part is clustered alone. Which parts there are, and what becomes of each, depends
on the accounts and judgements alone: one machine, many (`testimonia.spark`) and a ledger that is brought up to date
(`renew.py`) come to the same clusters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testimonia.link.acquaintance import STRANGERS, Acquaintance, acquaintance
from testimonia.link.blocks import keys, partners
from testimonia.link.cluster import LINKED, Gathering
from testimonia.link.judged import Judged
from testimonia.link.score import Scorer
from testimonia.link.sketch import Sketch
from testimonia.model.world import Cluster

Edge = tuple[int, int, float]
"""Positions of two accounts and their log-odds; without what their reports have in common, where it says so."""


@dataclass(frozen=True)
class Linking:
    """The `clusters` in canonical order, and what `renew` has to know of how they were made: of each account the
    `first` account of its cluster after the first of two passes (a rejected one has none), and the `likely` pairs."""

    clusters: tuple[Cluster, ...]
    first: Mapping[str, str]
    likely: Likely


def two_passes(sketches: Sequence[Sketch], said: Judged, scorer: Scorer) -> Linking:
    """What the sketches, in canonical order, are linked to."""
    near = Edges(_compared(sketches, partners(sketches, map(keys, sketches)), scorer))
    scorer.acquaintance = STRANGERS
    cluster_of = {t.id: c.accounts[0].id for c in clusters(sketches, near.judged(sketches, scorer), said, scorer, False)
                  for t in c.accounts}  # fmt: skip
    scorer.acquaintance = acquaintance(cluster_of, ((s.id, s.told.document) for s in sketches))
    met = Edges(_compared(sketches, _acquainted(sketches, scorer.acquaintance), scorer))
    edges = (*near.judged(sketches, scorer), *met.judged(sketches, scorer))
    made = clusters(sketches, edges, said, scorer)
    ordered = tuple(sorted(made, key=lambda c: c.accounts[0].order))
    return Linking(ordered, cluster_of, Likely([s.id for s in sketches], near))


class Edges:
    """Pairs that may link, with their log-odds but for what their reports have in common: sixteen bytes each."""

    def __init__(self, found: Iterable[Edge]) -> None:
        rows = np.fromiter(found, np.dtype([("i", np.int32), ("j", np.int32), ("base", np.float64)]))
        self._i, self._j, self._base = rows["i"], rows["j"], rows["base"]

    def __iter__(self) -> Iterator[Edge]:
        return zip(self._i.tolist(), self._j.tolist(), self._base.tolist(), strict=True)

    def judged(self, sketches: Sequence[Sketch], scorer: Scorer) -> list[Edge]:
        """Those that link by what the scorer knows of their reports now, with all their log-odds."""
        out = []
        for i, j, base in self:
            a, b = sketches[i], sketches[j]
            value = base + scorer.weights_for(a, b)[scorer.acquaintance.level(a, b)].value
            if value >= LINKED:
                scorer.know(a, b, base)
                out.append((i, j, value))
        return out


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
        for cluster in known.met.get(s.told.document, ()):
            telling[cluster].append(i)
    for i, s in enumerate(sketches):
        own, document = known.cluster_of[s.id], s.told.document
        later = {j for cluster in known.met.get(document, ()) for j in telling[cluster] if j > i}
        others = ((j, sketches[j]) for j in sorted(later))
        yield i, [j for j, o in others if o.told.document != document and known.cluster_of[o.id] != own]


def clusters(
    sketches: Sequence[Sketch], edges: Sequence[Edge], said: Judged, scorer: Scorer, explained: bool = True
) -> Iterator[Cluster]:
    """The clusters of accounts between which these links are likely, part by part; `explained`: with their links."""
    at = {s.id: i for i, s in enumerate(sketches)} if said.joined else {}
    joins = [(at[left], at[right]) for left, right, _ in said.joined]
    label = components(len(sketches), [(i, j) for i, j, _ in edges] + joins)
    within: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        within[int(label[edge[0]])].append(edge)
    joined = {int(label[i]) for i, _ in joins}
    members: dict[int, list[int]] = defaultdict(list)
    for i, part in enumerate(label.tolist()):
        if part in within or part in joined:
            members[part].append(i)
        else:
            yield Cluster(accounts=(sketches[i].told,))
    unjoined = said.among(())
    for part, some in members.items():
        by_id = {sketches[i].id: sketches[i] for i in some}
        scored = [(value, sketches[i].id, sketches[j].id) for i, j, value in within.get(part, ())]
        gathering = Gathering(by_id, said.among(by_id) if part in joined else unjoined, scorer)
        gathering.take(scored)
        yield from gathering.clusters(explained)


def components(count: int, edges: Sequence[tuple[int, int]] | NDArray[np.int64]) -> NDArray[np.int32]:
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
