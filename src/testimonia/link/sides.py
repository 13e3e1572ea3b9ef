"""The linked accounts as they were and as they are: what `renew` asks about, little by little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import TypeVar

from testimonia.link.acquaintance import CROWD, Acquaintance
from testimonia.link.blocks import faces, keys, most
from testimonia.link.sketch import Sketch, from_kept, sketch
from testimonia.model.claim import Told
from testimonia.model.doors import Linked

V = TypeVar("V")


class _Asked(dict[str, V]):
    """What was asked for, and is remembered; by item."""

    def __init__(self, ask: Callable[[str], V]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, name: str) -> V:
        self[name] = found = self._ask(name)
        return found


class Before:
    """The accounts as they were linked. `told`: those of them that are told otherwise now, as they were told then."""

    def __init__(self, linked: Linked, told: Mapping[str, Told]) -> None:
        self._linked = linked
        self._own_told = told
        self.own = {name: sketch(one) for name, one in told.items()}
        self._sketches = dict(self.own)
        self._keys: dict[str, frozenset[int]] = {}
        self._blocks: dict[int, tuple[int, tuple[str, ...]]] = {}
        self._first: dict[str, str | None] = {}
        self._led: dict[str, dict[str, str]] = {}
        self._by: dict[str, tuple[str, ...]] = {}
        self._incidents: dict[str, frozenset[str]] = {}
        self._weakest: dict[str, tuple[float | None, float | None]] = {}
        self._likely: dict[str, dict[str, float]] = {}
        self.acquaintance = Acquaintance(_Asked(self.met), _Asked(lambda name: self.first(name) or name))

    def sketches(self, names: Iterable[str]) -> list[Sketch]:
        """The sketches of accounts that are there, in their order."""
        names = list(names)
        if missing := [n for n in names if n not in self._sketches]:
            self._sketches |= {s.id: s for s in map(from_kept, self._linked.sketches(missing))}
        return [self._sketches[n] for n in names]

    def told(self, names: Iterable[str]) -> dict[str, Told]:
        """Accounts that are there, as they are told."""
        names = list(names)
        theirs = self._linked.told([name for name in names if name not in self._own_told])
        return {**{n: self._own_told[n] for n in names if n in self._own_told}, **{one.id: one for one in theirs}}

    def has(self, name: str) -> bool:
        """Whether the account was linked."""
        return self.first(name) is not None

    def keys(self, name: str) -> frozenset[int]:
        """The keys of an account that is there."""
        if name not in self._keys:
            self._keys[name] = frozenset(keys(self.sketches((name,))[0]))
        return self._keys[name]

    def block(self, key: int, beyond: int = 0) -> tuple[str, ...]:
        """The accounts of a block; of one that is too large to be used not all, but at least `beyond` too many."""
        wanted = most(key) + beyond + 1
        asked, found = self._blocks.get(key, (0, ()))
        if len(found) == asked < wanted:  # there may be more
            found = tuple(self._linked.members(key, wanted))
            self._blocks[key] = wanted, found
        return found

    def beside(self, name: str) -> set[str]:
        """The accounts that stand in a block which is used and is compared with one of an account's own."""
        own = [key for key in self.keys(name) if any(map(self.block, faces(key))) and self.used(key)]
        facing = {other for key in own for other in faces(key) if self.used(other)}
        return {other for key in facing for other in self.block(key)} - {name}

    def used(self, key: int) -> bool:
        """Whether a block is not too large to be used."""
        return len(self.block(key)) <= most(key)

    def shares(self, one: str, other: str) -> bool:
        """Whether two accounts stand in blocks which are used and compared with each other."""
        others = self.keys(other)
        met = ((key, face) for key in self.keys(one) for face in faces(key) if face in others)
        return any(self.used(key) and self.used(face) for key, face in met)

    def look_at(self, names: Iterable[str]) -> None:
        """Asks for what is likely of several accounts, and of the reports that tell them, at a time."""
        if missing := [n for n in names if n not in self._likely]:
            self.read({s.document for s in self.sketches(missing)})
            self._likely |= {name: {} for name in missing}
            for name, other, base in self._linked.likely(missing):
                self._likely[name][other] = base

    def likely(self, name: str) -> Mapping[str, float]:
        """The accounts that share a block with an account which is used, if the two may link, with their log-odds but
        for what their reports have in common."""
        self.look_at((name,))
        return self._likely[name]

    def first(self, name: str) -> str | None:
        """The first account of its cluster after the first pass; None for one that is not there."""
        if name not in self._first:
            self._first |= {name: None, **self._linked.first((name,))}
        return self._first[name]

    def find(self, names: Iterable[str]) -> None:
        """Asks for the clusters of several accounts, of both passes, at a time."""
        if missing := [n for n in names if n not in self._first]:
            self._first |= {**dict.fromkeys(missing), **self._linked.first(missing)}
        self.lead({first for n in names if (first := self._first[n])})
        if missing := [n for n in names if n not in self._incidents]:
            self._incidents |= {n: frozenset((n,)) for n in missing}
            for accounts in self._linked.together(missing):
                self._incidents |= dict.fromkeys(accounts, frozenset(accounts))

    def weigh(self, names: Iterable[str]) -> None:
        """Asks for the weakest links of the clusters of several accounts at a time."""
        missing = [n for n in names if n not in self._weakest]
        self._weakest |= {name: (first, last) for name, first, last in self._linked.weakest(missing)}

    def weakest(self, name: str) -> float | None:
        """The weakest link of its cluster after the first pass, where links alone made it."""
        return self._weakest[name][0]

    def weakest_in_the_end(self, name: str) -> float | None:
        """The weakest link of its cluster in the end, where links alone made it."""
        return self._weakest[name][1]

    def led(self, cluster: str) -> Mapping[str, str]:
        """The accounts of a first pass's cluster, each with its document."""
        if cluster not in self._led:
            self.lead((cluster,))
        return self._led[cluster]

    def lead(self, clusters: Iterable[str]) -> None:
        """Asks for the accounts of several of the first pass's clusters at a time."""
        if missing := [c for c in clusters if c not in self._led]:
            self._led |= {cluster: {} for cluster in missing}
            for name, document, first in self._linked.led(missing):
                self._led[first][name] = document

    def read(self, documents: Iterable[str]) -> None:
        """Asks for what several documents tell, and for the clusters of it, at a time."""
        if missing := [d for d in documents if d not in self._by]:
            found = list(self._linked.of(missing))
            self._by |= dict.fromkeys(missing, ())
            for name, document, first in found:
                self._by[document] = (*self._by[document], name)
                self._first[name] = first
            self.lead({first for _, _, first in found})

    def cluster(self, name: str) -> frozenset[str]:
        """The accounts of its cluster after the first pass: itself where it was not there."""
        first = self.first(name)
        return frozenset(self.led(first)) if first else frozenset((name,))

    def incident(self, name: str) -> frozenset[str]:
        """The accounts of its cluster in the end: itself where it was not there."""
        if name not in self._incidents:
            self.find((name,))
        return self._incidents[name]

    def of(self, document: str) -> tuple[str, ...]:
        """The accounts of a document."""
        if document not in self._by:
            self.read((document,))
        return self._by[document]

    def telling(self, cluster: str) -> frozenset[str]:
        """The documents that a cluster makes known to each other: none where they are a crowd."""
        documents = frozenset(self.led(cluster).values())
        return documents if 1 < len(documents) <= CROWD else frozenset()

    def met(self, document: str) -> frozenset[str]:
        """The clusters by which a document is known to others."""
        found = {self.first(name) for name in self.of(document)}
        return frozenset(cluster for cluster in found if cluster and self.telling(cluster))

    def acquainted(self, a: Sketch, b: Sketch) -> bool:
        """Whether two accounts of two clusters are compared because their documents are known to each other."""
        met, left, right = self.acquaintance.met, a.document, b.document
        return left != right and self.first(a.id) != self.first(b.id) and bool(met[left] & met[right])

    def relation(self, a: Sketch, b: Sketch) -> tuple[object, ...]:
        """What the company of two accounts and of their documents says of the two."""
        return self.acquaintance.level(a, b), self.acquainted(a, b)

    def known(self, mine: Sketch, among: frozenset[str]) -> set[str]:
        """The accounts of other clusters (`among` some, if any are given) in documents to which an account's document
        is known."""
        document, own = mine.document, self.first(mine.id)
        if among and all(self.first(name) == own for name in among):
            return set()
        others = set(chain.from_iterable(map(self.telling, self.acquaintance.met[document]))) - {document}
        self.read(others)
        return {account for other in others for account in self.of(other) if self.first(account) != own}


class Now(Before):
    """The accounts as they are: `before` with what came and went laid over it."""

    def __init__(self, linked: Linked, before: Before, come: Mapping[str, Told]) -> None:
        super().__init__(linked, come)
        self._before = before
        self._gone = before.own.keys() - self.own.keys()
        self._left, self._entered = _by_key(before), _by_key(self)
        self._clusters: dict[str, str] = {}
        self._put: dict[str, dict[str, str]] = {}
        self._came: dict[str, list[str]] = defaultdict(list)
        self._pairs: dict[str, dict[str, float]] = defaultdict(dict)
        self._parted: dict[str, set[str]] = defaultdict(set)
        for name, one in self.own.items():
            self._came[one.document].append(name)

    def sketches(self, names: Iterable[str]) -> list[Sketch]:
        """See `Before`: what did not change is sketched once."""
        names = list(names)
        if not self.own.keys().isdisjoint(names):
            kept = iter(self._before.sketches(n for n in names if n not in self.own))
            return [self.own[n] if n in self.own else next(kept) for n in names]
        return self._before.sketches(names)

    def keys(self, name: str) -> frozenset[int]:
        """See `Before`."""
        return super().keys(name) if name in self.own else self._before.keys(name)

    def has(self, name: str) -> bool:
        """Whether the account is there now."""
        return name in self.own or (name not in self._gone and self._before.has(name))

    def block(self, key: int, beyond: int = 0) -> tuple[str, ...]:
        """See `Before`."""
        left = self._left.get(key, frozenset())
        kept = (name for name in self._before.block(key, beyond + len(left)) if name not in left)
        return (*kept, *self._entered.get(key, ()))

    def crossing(self) -> Iterator[tuple[bool, set[str], set[str]]]:
        """Blocks that are used now and were not (True), or the other way round: the accounts that stand in them at both
        times and are told as before, and those with which these are compared there."""
        for key in self._left.keys() | self._entered.keys():
            if self.used(key) != (len(self._was(key)) <= most(key)):
                yield self.used(key), self._stays(key), set().union(*map(self._stays, faces(key)))

    def _was(self, key: int) -> tuple[str, ...]:
        return self._before.block(key, len(self._left.get(key, ())))

    def _stays(self, key: int) -> set[str]:
        return set(self._was(key)) & set(self.block(key)) - self.own.keys()

    def look_at(self, names: Iterable[str]) -> None:
        """See `Before`."""
        self._before.look_at(name for name in names if name not in self.own)

    def read(self, documents: Iterable[str]) -> None:
        """See `Before`."""
        self._before.read(documents)

    def likely(self, name: str) -> Mapping[str, float]:
        """See `Before`; what `pair` and `part` told is laid over it."""
        if name in self.own:
            return self._pairs[name]
        kept = self._before.likely(name)
        if changed := self._before.own.keys() | self._parted.get(name, ()):
            kept = {other: base for other, base in kept.items() if other not in changed}
        return {**kept, **self._pairs[name]} if name in self._pairs else kept

    def pair(self, one: str, other: str, base: float) -> None:
        """Two accounts that share a block now may link, and did not or not so."""
        self._pairs[one][other] = self._pairs[other][one] = base

    def part(self, one: str, other: str) -> None:
        """Two accounts that may link share no block any more."""
        self._parted[one].add(other)
        self._parted[other].add(one)

    @property
    def paired(self) -> Iterator[tuple[str, str, float]]:
        """All that `pair` told, each pair once."""
        return ((a, b, base) for a, some in self._pairs.items() for b, base in some.items() if a < b)

    @property
    def parted(self) -> Iterator[tuple[str, str]]:
        """All that `part` told, each pair once."""
        return ((a, b) for a, some in self._parted.items() for b in some if a < b)

    def put(self, cluster_of: Mapping[str, str], moved: Iterable[str]) -> None:
        """The first pass's clusters of accounts that may have other ones than before; `moved`: all of them, and those
        that are gone."""
        for name in moved:
            if old := self._before.first(name):
                self._put.setdefault(old, {})
        for name, cluster in cluster_of.items():
            self._put.setdefault(cluster, {})[name] = self.sketches((name,))[0].document
        self._clusters |= cluster_of

    @property
    def clusters(self) -> Iterable[str]:
        """The first pass's clusters, of both times, that may be others than before."""
        return self._put

    def first(self, name: str) -> str | None:
        """See `Before`."""
        return None if name in self._gone else self._clusters.get(name) or self._before.first(name)

    def led(self, cluster: str) -> Mapping[str, str]:
        """See `Before`."""
        return self._put[cluster] if cluster in self._put else self._before.led(cluster)

    def of(self, document: str) -> tuple[str, ...]:
        """See `Before`."""
        kept = (name for name in self._before.of(document) if name not in self._before.own)
        return (*kept, *self._came.get(document, ()))


def _by_key(side: Before) -> dict[int, frozenset[str]]:
    out: dict[int, set[str]] = defaultdict(set)
    for name in side.own:
        for key in side.keys(name):
            out[key].add(name)
    return {key: frozenset(names) for key, names in out.items()}
