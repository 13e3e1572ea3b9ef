"""Pairs to clusters: links are taken from the surest to the least sure, and each must suit the whole of both sides.

So a chain A-B-C in which A cannot be C does not become one incident, and no two accounts of one document are joined
unless a person merged them. The outcome depends on scores and ids alone, not on the order of arrival.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from testimonia.link.judged import Judged
from testimonia.link.score import Scorer, probability
from testimonia.link.sketch import Sketch
from testimonia.model.claim import Told
from testimonia.model.world import Cluster, Link

LINKED = 0.0  # log-odds from which a pair links: as likely as not
DOUBTS = 0.6  # share of the pairs between two sides that may be less likely than not
MEAN = -0.5  # least mean log-odds between two sides
WORST = -7.0  # least log-odds of any pair between two sides


@dataclass(frozen=True, slots=True)
class Together:
    """A cluster of sketches, in canonical order: see `Cluster`."""

    sketches: tuple[Sketch, ...]
    links: tuple[Link, ...] = ()
    weakest: float | None = None

    def as_told(self, told: Mapping[str, Told]) -> Cluster:
        """The cluster of these accounts, which are told so."""
        return Cluster(accounts=tuple(told[s.id] for s in self.sketches), links=self.links, weakest=self.weakest)


@dataclass(slots=True, eq=False)
class _Group:
    """Accounts that stand together, in units: what people joined is one, whatever its accounts say of each other."""

    units: list[list[Sketch]]
    documents: set[str]
    links: list[Link | tuple[float, str, str]] = field(default_factory=list)

    @property
    def members(self) -> list[Sketch]:
        return [s for unit in self.units for s in unit]


class Gathering:
    """Accounts on their way into clusters. `whole`: some that stand together from the beginning, by links that nobody
    asks for. `_never`: of a group those with which it cannot be joined, whatever joins either of them."""

    def __init__(
        self, sketches: Mapping[str, Sketch], judged: Judged, scorer: Scorer, whole: Iterable[Collection[str]] = ()
    ) -> None:
        self._sketches, self._judged, self._scorer = sketches, judged, scorer
        self._never: dict[_Group, set[_Group]] = {}
        self._group = {name: _Group([[s]], {s.document}) for name, s in sketches.items()}
        for left, right, judgement in judged.joined:
            why = f": {judgement.why}" if judgement.why else ""
            because = f"{judgement.who} judged on {judgement.when[:10]} that they tell of one incident{why}."
            self._join(left, right, Link(left=left, right=right, score=1.0, because=because))
            group = self._group[left]
            group.units = [group.members]
        for names in whole:
            some = [sketches[name] for name in names]
            self._group |= dict.fromkeys(names, _Group([[s] for s in some], {s.document for s in some}))

    def take(self, scored: Iterable[tuple[float, str, str]]) -> None:
        """Join what suits, in this order: from the highest log-odds down."""
        for value, left, right in scored:
            a, b = self._group[left], self._group[right]
            if a is not b and self._suits(a, b):
                self._join(left, right, (value, left, right))

    def with_(self, names: Iterable[str]) -> set[str]:
        """The accounts that stand together with these, and themselves."""
        return {s.id for g in dict.fromkeys(map(self._group.__getitem__, names)) for s in g.members}

    def clusters(self, explained: bool, of: Iterable[str] | None = None) -> tuple[Together, ...]:
        """The clusters (that hold one of the accounts `of`) in canonical order, each with its accounts in canonical
        order; `explained`: with their links."""
        groups = self._group.values() if of is None else map(self._group.__getitem__, of)
        made = (
            Together(
                tuple(sorted(g.members, key=lambda s: s.order)),
                links=self._explained(g) if explained else (),
                weakest=min((link[0] for link in g.links if not isinstance(link, Link)), default=None),
            )
            for g in dict.fromkeys(groups)
        )
        return tuple(sorted(made, key=lambda c: c.sketches[0].order))

    def _explained(self, group: _Group) -> tuple[Link, ...]:
        links = (link if isinstance(link, Link) else self._link(*link) for link in group.links)
        return tuple(sorted(links, key=lambda k: (-k.score, k.left, k.right)))

    def _link(self, value: float, left: str, right: str) -> Link:
        because = self._scorer.because(self._sketches[left], self._sketches[right])
        return Link(left=left, right=right, score=probability(value), because=because)

    def _suits(self, a: _Group, b: _Group) -> bool:
        if b in self._never.get(a, ()) or not a.documents.isdisjoint(b.documents):
            return False
        if self._judged.apart and self._judged.keeps_apart([s.id for s in a.members], [s.id for s in b.members]):
            return False
        likely, log_odds = self._scorer.likely, self._scorer.log_odds
        total, unlikely, count = 0.0, 0, len(a.units) * len(b.units)
        for u in a.units:
            for v in b.units:
                if len(u) == len(v) == 1:
                    value = likely(u[0], v[0], WORST)
                else:
                    value = max(log_odds(x, y) for x in u for y in v)
                if value is None or value < WORST:
                    self._never.setdefault(a, set()).add(b)
                    self._never.setdefault(b, set()).add(a)
                    return False
                total += value
                unlikely += value < LINKED
                if unlikely > DOUBTS * count:  # nothing that follows can make up for it
                    return False
        return total >= MEAN * count

    def _join(self, left: str, right: str, link: Link | tuple[float, str, str]) -> None:
        a, b = self._group[left], self._group[right]
        a.links.append(link)
        if a is b:
            return
        for s in b.members:
            self._group[s.id] = a
        a.units += b.units
        a.documents |= b.documents
        a.links += b.links
        if others := self._never.pop(b, None):
            for other in others:
                self._never[other].discard(b)
                self._never[other].add(a)
            self._never.setdefault(a, set()).update(others)
