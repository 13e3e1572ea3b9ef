"""Clusters brought up to date where accounts came, left or were judged: what may have moved is linked anew, and the
result is that of linking everything anew.

Links are taken from the surest down, and which one joins depends on nothing but the two clusters at its ends. So the
clusters of a region, made of whole clusters that there were, can be made anew alone if no link out of the region joins:
all others are made as before. A region begins with the clusters of what changed. It is linked together with the
clusters that a likely link leads to, as they were; those that something of the region joins belong to it, and it is
tried again, until nothing more joins. However far a chain of links leads that join nothing, it is not followed; and a
cluster around it that stood together before the first link to it is taken has it as one: how it came about need not be
found out again.

This is done for each of the two passes; for the second, documents that are in other company are known to each other
now, or no longer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from testimonia.link.acquaintance import STRANGERS
from testimonia.link.cluster import LINKED, Gathering, Together
from testimonia.link.judged import Judged
from testimonia.link.passes import Edges, gathered, led
from testimonia.link.score import Scorer
from testimonia.link.sides import Before, Now
from testimonia.link.sketch import Sketch
from testimonia.model.claim import Told
from testimonia.model.doors import Linked
from testimonia.model.world import Cluster

_HAIR = 1e-6  # log-odds that are nearer to each other than this may be taken in either order


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
    the first pass's cluster for each account for which it may be another, with the `weakest` links of these clusters by
    their first accounts. `met`: the pairs that are likely now and were not, or not so; `parted`: those of accounts that
    stay as they were which are not likely any more."""

    clusters: tuple[Cluster, ...]
    over: frozenset[str]
    first: Mapping[str, str]
    weakest: Mapping[str, float]
    met: tuple[tuple[str, str, float], ...]
    parted: tuple[tuple[str, str], ...]


def renew(linked: Linked, change: Change, scorer: Scorer | None = None) -> Renewed:
    """What becomes of clusters that were made of the accounts `linked` when these change so."""
    return _Renewal(linked, change, scorer or Scorer()).made()


@dataclass
class _Pass:
    """One of the two passes: the cluster that an account stood in, with its weakest link, and the accounts that it is
    compared with now for other reasons than a block that they share. `links`: of accounts that were looked at, those
    that they may join, with the log-odds; `inside`: the likely links within clusters that were looked at."""

    home: Callable[[str], frozenset[str]]
    weakest: Callable[[str], float | None]
    known: Callable[[Sketch, frozenset[str]], set[str]]
    explained: bool
    links: dict[str, dict[str, float]] = field(default_factory=dict)
    inside: dict[frozenset[str], dict[tuple[str, str], float]] = field(default_factory=dict)


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
        begin = {n for n in (*change.gone, *change.come, *change.touched) if before.has(n) or now.has(n)}
        self._compare()
        begin |= self._crossing()
        self._scorer.acquaintance = STRANGERS
        first = _Pass(before.cluster, before.weakest, lambda *_: set(), False)
        over, made = self._linked_anew(begin, first)
        cluster_of, weakest = led(made)
        now.put(cluster_of, over)
        begin |= self._in_other_company(begin) | over  # what joined then will join again
        self._scorer.acquaintance = now.acquaintance
        over, made = self._linked_anew(begin, _Pass(before.incident, before.weakest_in_the_end, now.known, True))
        told = now.told(s.id for c in made for s in c.sketches)
        return Renewed(
            tuple(c.as_told(told) for c in made),
            frozenset(over),
            cluster_of,
            weakest,
            tuple(now.paired),
            tuple(now.parted),
        )

    def _compare(self) -> None:
        """Compares what came with what stands in its blocks."""
        now = self._now
        for mine in now.own.values():
            for other in now.sketches(now.beside(mine.id)):
                base = self._base(mine, other)
                if base is not None:
                    now.pair(mine.id, other.id, base)

    def _crossing(self) -> set[str]:
        """The accounts of pairs that may link and are compared now, but were not: a block that they share is used now
        and was not; or the other way round, if they stood together: a link that joins nothing is not missed."""
        out, before, now = set[str](), self._before, self._now
        for used, some, facing in now.crossing():
            before.look_at(some)
            before.find(some)
            met = ((one, other) for one in some for other in (facing if used else before.likely(one).keys() & facing))
            pairs = {(min(pair), max(pair)) for pair in met if pair[0] != pair[1]}
            for one, other in pairs:
                if not used and not now.shares(one, other):
                    now.part(one, other)
                    if before.first(one) == before.first(other) or other in before.incident(one):
                        out |= {one, other}
                elif used and now.shares(one, other) and not before.shares(one, other):
                    base = self._base(*now.sketches((one, other)))
                    if base is not None:
                        now.pair(one, other, base)
                        out |= {one, other}
        return out

    def _in_other_company(self, changed: set[str]) -> set[str]:
        """The accounts of pairs whose documents are known to each other now and were not, or the other way round."""
        before, now = self._before, self._now
        moved = {name for cluster in now.clusters for name in now.led(cluster) if self._moved(name)}
        documents = {s.document for s in now.sketches(moved)}
        was, is_now = Counter[frozenset[str]](), Counter[frozenset[str]]()
        before.lead(now.clusters)
        for old, new in ((before.telling(cluster), now.telling(cluster)) for cluster in now.clusters):
            some = (old ^ new) | documents  # all others knew each other by this cluster, and do
            was.update(_pairs(old, some))
            is_now.update(_pairs(new, some))
        pairs = [pair for pair in was.keys() | is_now.keys() if was[pair] != is_now[pair] or pair & documents]
        now.read(chain.from_iterable(pairs))
        out = set[str]()
        for pair in pairs:
            left, right = ([n for n in now.of(d) if n not in changed and now.has(n)] for d in pair)
            for a in now.sketches(left):
                for b in now.sketches(right):
                    if before.relation(a, b) != now.relation(a, b) and self._may_meet(a.id, b.id, changed):
                        out |= {a.id, b.id}
        return out

    def _may_meet(self, one: str, other: str, changed: set[str]) -> bool:
        """Whether a likely link may join the clusters that two accounts stood in, or did join these two."""
        left, right = self._before.incident(one), self._before.incident(other)
        if left == right or (left | right) & changed:
            return True
        return any(self._base(a, b) is not None for a in self._now.sketches(left) for b in self._now.sketches(right))

    def _moved(self, name: str) -> bool:
        """Whether an account of both times stands with others of both times than it stood with after the first pass."""
        old, new = self._before.first(name), self._now.first(name)
        if old is None or new is None:
            return False
        left = {n for n in self._before.led(old) if self._now.has(n)}
        return left != {n for n in self._now.led(new) if self._before.has(n)}

    def _linked_anew(self, begin: Iterable[str], by: _Pass) -> tuple[set[str], tuple[Together, ...]]:
        """The accounts of the region that what changed makes, of both times, and their clusters now."""
        over = self._whole(begin, by)
        while True:
            there = [name for name in over if self._now.has(name)]
            made = self._tried(there, over, by)
            joined = made.with_(there) - over
            if not joined:
                return over, made.clusters(by.explained, there)
            over |= self._whole(joined, by)

    def _whole(self, names: Iterable[str], by: _Pass) -> set[str]:
        """Accounts with the clusters that they stood in, and those that people join to them."""
        seen, waiting = set[str](), set(names)
        while waiting:
            self._before.find(waiting)
            found = {name for name in waiting if self._before.has(name) or self._now.has(name)}
            seen |= found
            waiting = {other for name in found for other in (*by.home(name), *self._bound.get(name, ()))} - seen
        return seen

    def _tried(self, there: list[str], over: set[str], by: _Pass) -> Gathering:
        """The accounts of a region that are there, linked together with the clusters around them."""
        edges: dict[tuple[str, str], float] = {}
        around: dict[frozenset[str], float] = {}  # with the surest link to it
        self._now.look_at(over)
        self._ask({other for name in there for other in self._now.likely(name)}, by)
        for name in there:
            for other, value in self._links(name, by).items():
                edges[min(name, other), max(name, other)] = value
        out = [(one if other in over else other, value) for (one, other), value in edges.items()
               if one not in over or other not in over]  # fmt: skip
        self._before.find({name for name, _ in out})
        for name, value in out:
            home = by.home(name)
            around[home] = max(value, around.get(home, value))
        whole = self._whole_before(around, by)
        loose = [home for home in around if len(home) > 1 and home not in whole]
        self._now.look_at(chain.from_iterable(loose))
        for home in loose:
            edges |= self._inside(home, by)
        sketches = sorted(self._ask({*there, *chain.from_iterable(around)}, by), key=lambda s: s.order)
        at = {s.id: i for i, s in enumerate(sketches)}
        found = Edges((min(at[a], at[b]), max(at[a], at[b]), value) for (a, b), value in edges.items())
        return gathered(sketches, found, self._change.said.among(at), self._scorer, whole)

    def _ask(self, names: Iterable[str], by: _Pass) -> list[Sketch]:
        """The sketches of accounts; they, and what the second pass has to know of their documents, are asked for at a
        time."""
        found = self._now.sketches(names)
        if by.explained:
            self._now.read({s.document for s in found})
        return found

    def _whole_before(self, around: Mapping[frozenset[str], float], by: _Pass) -> set[frozenset[str]]:
        """Those of the clusters around a region that stand together, without people's doing, before the first link to
        them is taken."""
        judged = {name for left, right, _ in self._change.said.joined for name in (left, right)}
        some = {home: min(home) for home in around if len(home) > 1 and home.isdisjoint(judged)}
        self._before.weigh(some.values())
        weakest = {home: by.weakest(name) for home, name in some.items()}
        return {home for home, least in weakest.items() if least is not None and around[home] < least - _HAIR}

    def _links(self, name: str, by: _Pass) -> Mapping[str, float]:
        """The accounts that an account may join, with the log-odds; without those for which that was asked before."""
        if name not in by.links:
            (mine,) = self._now.sketches((name,))
            others = self._now.likely(name).keys() | by.known(mine, frozenset())
            by.links[name] = dict(self._likely(mine, [other for other in others if other not in by.links]))
        return by.links[name]

    def _inside(self, home: frozenset[str], by: _Pass) -> Mapping[tuple[str, str], float]:
        """The likely links within a cluster."""
        if home not in by.inside:
            by.inside[home] = {}
            for mine in self._now.sketches(home):
                others = (self._now.likely(mine.id).keys() | by.known(mine, home)) & home
                for other, value in self._likely(mine, [other for other in others if other > mine.id]):
                    by.inside[home][mine.id, other] = value
        return by.inside[home]

    def _likely(self, mine: Sketch, others: Iterable[str]) -> Iterator[tuple[str, float]]:
        """Those of some accounts that one may join, with the log-odds."""
        near = self._now.likely(mine.id)
        for s in self._now.sketches(others):
            base = near[s.id] if s.id in near else self._base(mine, s)
            if base is not None and (value := base + self._scorer.company(mine, s)) >= LINKED:
                self._scorer.know(mine, s, base)
                yield s.id, value

    def _base(self, a: Sketch, b: Sketch) -> float | None:
        if a.document == b.document:
            return None
        key = (id(a), id(b)) if a.id <= b.id else (id(b), id(a))
        if key not in self._bases:
            self._bases[key] = self._scorer.at_best(a, b, LINKED)
        return self._bases[key]


def _pairs(documents: frozenset[str], some: frozenset[str]) -> set[frozenset[str]]:
    """The pairs of documents of which one is among some."""
    return {frozenset((one, other)) for one in documents & some for other in documents if one != other}
