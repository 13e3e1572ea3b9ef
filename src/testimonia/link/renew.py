"""Clusters brought up to date where accounts came, left or were judged: what may have moved is linked anew, and the
result is that of linking everything anew.

An account can only be in one cluster with those that likely links join it to, in a chain. Such a chain is followed from
what changed, along the links that there were and those that there are: first those of the first pass; then, since a
document in other company is known to other documents, from the accounts of such documents along those of the second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from testimonia.link.acquaintance import STRANGERS, Acquaintance
from testimonia.link.cluster import LINKED
from testimonia.link.judged import Judged
from testimonia.link.passes import clusters
from testimonia.link.score import Scorer
from testimonia.link.sides import Before, Now
from testimonia.link.sketch import Sketch
from testimonia.model.claim import Told
from testimonia.model.doors import Linked
from testimonia.model.world import Cluster

_Near = Callable[[Before, Sketch], set[str]]


@dataclass(frozen=True)
class Change:
    """What happened to accounts since they were linked: `gone` as they were told, `come` as they are told now (one that
    is told otherwise is in both), `touched` those that people judged, `bonds` the accounts that a judgement joins or
    ever joined, and what people `said` of all."""

    gone: Mapping[str, Told]
    come: Mapping[str, Told]
    touched: Collection[str]
    bonds: Collection[tuple[str, ...]]
    said: Judged


@dataclass(frozen=True)
class Renewed:
    """The clusters that stand in the place of all in which one of the accounts `over` stood, and the first account of
    the first pass's cluster for each account for which it may be another."""

    clusters: tuple[Cluster, ...]
    over: frozenset[str]
    first: Mapping[str, str]


def renew(linked: Linked, change: Change, scorer: Scorer | None = None) -> Renewed:
    """What becomes of clusters that were made of the accounts `linked` when these change so."""
    return _Renewal(linked, change, scorer or Scorer()).made()


class _Renewal:
    def __init__(self, linked: Linked, change: Change, scorer: Scorer) -> None:
        self._change, self._scorer = change, scorer
        self._before = Before(linked, change.gone)
        self._now = Now(linked, self._before, change.come)
        self._bases: dict[tuple[int, int], float | None] = {}
        self._bound: dict[str, set[str]] = defaultdict(set)
        for some in change.bonds:
            for name in some:
                self._bound[name] |= set(some)

    def made(self) -> Renewed:
        """See `renew`."""
        change, before, now = self._change, self._before, self._now
        begin = {*change.gone, *change.come, *change.touched, *now.crossing()}
        self._scorer.acquaintance = STRANGERS
        first = self._chain(begin, _beside, acquainted=False)
        cluster_of = {t.id: c.accounts[0].id for c in self._linked(first, _beside) for t in c.accounts}
        now.put(cluster_of, first)
        begin |= {name for name in first if before.first(name) != now.first(name)}
        begin |= self._in_other_company()
        second = self._chain(begin, _near, acquainted=True)
        there = self._there(second)
        documents = {s.told.document for s in there}
        self._scorer.acquaintance = Acquaintance(
            {document: now.met(document) for document in documents}, {s.id: now.first(s.id) or s.id for s in there}
        )
        made = sorted(self._linked(second, _near), key=lambda c: c.accounts[0].order)
        return Renewed(tuple(made), frozenset(second), cluster_of)

    def _in_other_company(self) -> set[str]:
        """The accounts of the documents that a cluster makes known to others now and did not, or did and does not."""
        before, now, documents = self._before, self._now, set[str]()
        for cluster in now.clusters:
            was, is_now = before.telling(cluster), now.telling(cluster)
            if was != is_now or before.led(cluster) != now.led(cluster):
                documents |= was | is_now
        return {name for d in documents for name in (*before.of(d), *now.of(d))}

    def _chain(self, begin: Iterable[str], near: _Near, *, acquainted: bool) -> set[str]:
        """All accounts, of both times, that likely links or people join to those at the beginning."""
        seen, waiting = set[str](), [n for n in begin if self._before.has(n) or self._now.has(n)]
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            found = {n for n in self._bound.get(name, ()) if self._before.has(n) or self._now.has(n)}
            # What did not change had its links to what did not change before, too.
            sides = [side for side in (self._before, self._now) if name in side.own]
            for side in sides or [self._now]:
                found |= self._joined(side, name, near, seen, acquainted)
            waiting += found - seen
        return seen

    def _joined(self, side: Before, name: str, near: _Near, seen: set[str], acquainted: bool) -> set[str]:
        mine = side.sketches((name,))[0]
        return {s.id for s in side.sketches(near(side, mine) - seen) if self._may_link(mine, s, acquainted)}

    def _may_link(self, a: Sketch, b: Sketch, acquainted: bool) -> bool:
        base = self._base(a, b)
        if base is None:
            return False
        weights = self._scorer.weights_for(a, b)
        known = acquainted and any(
            side.met(a.told.document) & side.met(b.told.document) for side in (self._before, self._now)
        )
        levels = [weights["reports", "strangers"].value, *([weights["reports", "acquainted"].value] if known else [])]
        return base + max(levels) >= LINKED

    def _base(self, a: Sketch, b: Sketch) -> float | None:
        if a.told.document == b.told.document:
            return None
        key = (id(a), id(b)) if a.id <= b.id else (id(b), id(a))
        if key not in self._bases:
            self._bases[key] = self._scorer.at_best(a, b, LINKED)
        return self._bases[key]

    def _there(self, names: Iterable[str]) -> list[Sketch]:
        """The sketches of those that are there now, in canonical order."""
        return sorted(self._now.sketches(n for n in names if self._now.has(n)), key=lambda s: s.told.order)

    def _linked(self, names: Iterable[str], near: _Near) -> Iterable[Cluster]:
        """The clusters of those that are there now."""
        sketches = self._there(names)
        at, edges = {s.id: i for i, s in enumerate(sketches)}, []
        for i, a in enumerate(sketches):
            for j in sorted(at[name] for name in near(self._now, a) if at.get(name, -1) > i):
                b, base = sketches[j], self._base(a, sketches[j])
                if base is None:
                    continue
                value = base + self._scorer.weights_for(a, b)[self._scorer.acquaintance.level(a, b)].value
                if value >= LINKED:
                    edges.append((i, j, value))
        return clusters(sketches, edges, self._change.said.among(at), self._scorer)


def _beside(side: Before, mine: Sketch) -> set[str]:
    return side.beside(mine.id)


def _near(side: Before, mine: Sketch) -> set[str]:
    """Those that share a block, and those of documents to which its document is known."""
    return side.beside(mine.id) | side.acquainted(mine.id, mine.told.document)
