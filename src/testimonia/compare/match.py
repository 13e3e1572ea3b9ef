"""Which of our events is which of theirs: a score with a sentence for each pair, then the best one-to-one choice.

The score adds up bits of `weights.tsv`, as in record linkage (Fellegi and Sunter 1969), with weights set by hand. Of
all ways to pair the events one-to-one, that of the highest sum is taken (rectangular assignment, solved exactly).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from heapq import heappop, heappush
from typing import NamedTuple

import msgspec
from rapidfuzz import fuzz

from testimonia.compare.event import Event
from testimonia.model import sphere
from testimonia.model.names import fold
from testimonia.model.tables import rows

MOST_DAYS = 10  # between two events that may be one
_SPELLING, _ACTOR, _SOURCE = 86.0, 85.0, 90.0  # rapidfuzz ratios
_LARGE = 5  # a toll that is seldom shared by chance
_ANYWHERE = "*"
_COUNTRY = 1000.0  # km of reach: no more than the country is known
_EQUAL = 1e-9  # bits
_MONTH = 30  # days on either side in which a place counts as crowded


class Found(NamedTuple):
    """One comparison's level and what its words tell of."""

    level: str
    a: str = ""
    b: str = ""
    n: str = ""


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two events that may be one: the indices of ours and theirs, bits (0: as likely as not), and why in words."""

    ours: int
    theirs: int
    bits: float
    because: str

    @property
    def score(self) -> float:
        """How likely it is, 0 to 1, by the bits."""
        return round(1 / (1 + 2**-self.bits), 3)


class Told(NamedTuple):
    """What one comparison adds, and its words ("" where there is nothing to tell)."""

    bits: float
    words: str


@cache
def _weights() -> dict[tuple[str, str], tuple[float, str]]:
    return {(c, level): (float(bits), words) for c, level, bits, words in rows(__package__, "weights.tsv")}


def _told(name: str, found: Found) -> Told:
    bits, words = _weights()[name, found.level]
    return Told(bits, words.format(a=found.a, b=found.b, n=found.n))


def weigh(a: Event, b: Event) -> tuple[float, list[Told]]:
    """The bits for two events being one, and what each comparison adds to them."""
    told = [_told(name, compare(a, b)) for name, compare in _COMPARE.items()]
    return _weights()["prior", "prior"][0] + sum(t.bits for t in told), told


def _sentence(told: list[Told]) -> str:
    """All that was found, what weighs most first."""
    return "; ".join(t.words for t in sorted(told, key=lambda t: -abs(t.bits)) if t.words)


def _gap(a: Event, b: Event) -> int:
    """Days between two events, 0 where they share a day."""
    return max(0, a.first - b.last, b.first - a.last)


def _day(a: Event, b: Event) -> Found:
    gap = _gap(a, b)
    if not gap:
        level = "same" if (a.first, a.last) == (b.first, b.last) and a.last - a.first <= 1 else "holds"
    else:
        level = "next" if gap == 1 else "few" if gap <= 3 else "week"
    return Found(level, a.days, b.days, str(gap))


def _place(a: Event, b: Event) -> Found:
    km = _km(a, b)
    exact = max(a.reach, b.reach) <= 50
    said = (a.place or a.where, b.place or b.where, "" if km is None else f"{km:.0f}")
    if _alike(a.names, b.names) and (km is None or km <= max(50.0, a.reach, b.reach)):
        return Found("same" if exact else "area", *said)
    if km is not None and exact:
        bounds = ((5, "same"), (25, "near"), (50, "around"), (100, "apart"))
        level = next((name for most, name in bounds if km <= most), "far")
        return Found("near" if level == "same" else level, *said)
    if _alike(a.areas, b.areas):
        return Found("area", *(e.place or e.areas[0] for e in (a, b)))
    if max(a.reach, b.reach) >= _COUNTRY:
        return Found("unknown")
    if km is not None:
        return Found("holds" if km <= max(a.reach, b.reach) else "far", *said)
    return Found("other" if a.names and b.names else "unknown", *said)


def _km(a: Event, b: Event) -> float | None:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return sphere.km(a.lat, a.lon, b.lat, b.lon)


def _alike(left: Sequence[str], right: Sequence[str]) -> bool:
    if set(left) & set(right):
        return True
    return any(min(len(x), len(y)) >= 5 and fuzz.ratio(x, y) >= _SPELLING for x in left for y in right)


def _dead(a: Event, b: Event) -> Found:
    if a.best is None or b.best is None:
        return Found("unknown")
    if a.best == b.best:
        return Found("none" if not a.best else "same_large" if a.best >= _LARGE else "same_small", str(a.best))
    (low, high), (least, most) = _range(a), _range(b)
    ratio = (max(a.best, b.best) + 2) / (min(a.best, b.best) + 2)
    level = (
        "overlap" if low <= most and least <= high else "near" if ratio <= 1.5 else "differ" if ratio <= 4 else "far"
    )
    return Found(level, a.dead, b.dead)


def _range(e: Event) -> tuple[int, int]:
    best = e.best or 0
    return min(best, best if e.low is None else e.low), max(best, best if e.high is None else e.high)


def _actor(a: Event, b: Event) -> Found:
    if not a.actors or not b.actors:
        return Found("unknown")
    shared = [x for x in a.actors for y in b.actors if fuzz.token_set_ratio(fold(x), fold(y)) >= _ACTOR]
    return Found("shared", shared[0]) if shared else Found("other", " and ".join(a.actors), " and ".join(b.actors))


def _kind(a: Event, b: Event) -> Found:
    if not a.kind or not b.kind:
        return Found("unknown")
    return Found("same" if a.kind == b.kind else "other", a.kind, b.kind)


def _source(a: Event, b: Event) -> Found:
    shared = [x for x in a.sources for y in b.sources if fuzz.token_set_ratio(fold(x), fold(y)) >= _SOURCE]
    return Found("shared", shared[0]) if shared else Found("unknown")


_COMPARE = {"day": _day, "place": _place, "dead": _dead, "actor": _actor, "kind": _kind, "source": _source}


def _blocks(e: Event, margin: int) -> range:
    """The spans of ten days that an event touches, by number."""
    return range((e.first - margin) // MOST_DAYS, (e.last + margin) // MOST_DAYS + 1)


def _beside(a: Event, b: Event) -> bool:
    """Whether two rows of one table lie near each other: within a quarter of a degree, or where they bear one name."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return not set(a.names).isdisjoint(b.names)
    return abs(a.lat - b.lat) < 0.25 and abs(a.lon - b.lon) < 0.25


def candidates(ours: Sequence[Event], theirs: Sequence[Event]) -> list[Pair]:
    """Every pair that is more likely one event than not: of one country (or one side names none), at most MOST_DAYS
    apart."""
    shelf = _Shelf(theirs)
    found = []
    for i, a in enumerate(ours):
        for j in shelf.near(a, MOST_DAYS):
            b = theirs[j]
            bits, told = weigh(a, b)
            if bits > 0:
                crowd = shelf.crowd(j)
                bits += crowd.bits
            if bits > 0:
                found.append(Pair(ours=i, theirs=j, bits=bits, because=_sentence([*told, crowd])))
    return found


class _Shelf:
    """Their events by country and span of ten days, so that only neighbours are looked at."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events
        self._at: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._crowds: dict[int, Told] = {}
        for j, e in enumerate(events):
            for block in _blocks(e, 0):
                self._at[e.country, block].append(j)
                self._at[_ANYWHERE, block].append(j)

    def near(self, a: Event, days: int) -> list[int]:
        """Those at most so many days from an event, in its country or in none, in their order."""
        lands = (a.country, "") if a.country else (_ANYWHERE,)
        found = {j for block in _blocks(a, days) for land in lands for j in self._at.get((land, block), ())}
        return sorted(j for j in found if _gap(a, self._events[j]) <= days)

    def crowd(self, j: int) -> Told:
        """How many others of theirs happened near there about then: where every day has its killing, the same place and
        day say little."""
        if j not in self._crowds:
            b = self._events[j]
            others = sum(_beside(b, self._events[k]) for k in self.near(b, _MONTH) if k != j)
            level = next((name for most, name in ((3, "few"), (9, "some"), (29, "many")) if others <= most), "throng")
            self._crowds[j] = _told("crowd", Found(level, n=str(others)))
        return self._crowds[j]


def assign(pairs: Iterable[Pair]) -> list[Pair]:
    """Of the pairs those that make the best one-to-one choice: the highest sum of bits. In the order of ours."""
    options: dict[int, dict[int, Pair]] = defaultdict(dict)
    for pair in pairs:
        options[pair.ours][pair.theirs] = pair
    choice = _Choice({ours: {theirs: pair.bits for theirs, pair in some.items()} for ours, some in options.items()})
    return [options[ours][theirs] for ours, theirs in choice.made()]


class _Choice:
    """Ours join one by one; each takes the shortest way to one of theirs that is free, or to one of ours that stays
    alone from then on, which keeps the choice the best for all that have joined (the Hungarian method for sparse
    tables: Jonker, Volgenant 1987; Ahuja, Magnanti, Orlin, Network Flows, chapter 12)."""

    def __init__(self, bits: dict[int, dict[int, float]]) -> None:
        self._bits = bits
        self._wanted: dict[int, float] = defaultdict(float)  # bits that one of theirs is worth beyond being free
        self._owner: dict[int, int] = {}  # theirs: ours
        self._partner: dict[int, int] = {}

    def made(self) -> list[tuple[int, int]]:
        """Ours and theirs, in the order of ours."""
        for ours in sorted(self._bits):
            self._join(ours)
        return sorted(self._partner.items())

    def _join(self, joining: int) -> None:
        reached: dict[int, float] = {}  # theirs, by how much the sum falls short of what is best for each on the way
        by: dict[int, int] = {}
        open_: list[tuple[float, int, int]] = []  # (shortfall, 0 where it ends, theirs or ours)
        ours, short = joining, 0.0
        while True:
            there = self._partner.get(ours)
            best = self._left(ours, there) if there is not None else max(0.0, *(
                self._left(ours, theirs) for theirs in self._bits[ours]))  # fmt: skip
            heappush(open_, (short + best, 0, ours))
            for theirs in self._bits[ours]:
                far = short + best - self._left(ours, theirs)
                if theirs != there and far < reached.get(theirs, math.inf) - _EQUAL:
                    reached[theirs], by[theirs] = far, ours
                    heappush(open_, (far, 1 if theirs in self._owner else 0, ~theirs))
            while True:
                short, _, end = heappop(open_)
                if end >= 0 or abs(reached[~end] - short) <= _EQUAL:
                    break
            if end >= 0 or ~end not in self._owner:
                break
            ours = self._owner[~end]
        for theirs, far in reached.items():
            if far < short and theirs in self._owner:
                self._wanted[theirs] += short - far
        self._change(end, by)

    def _left(self, ours: int, theirs: int) -> float:
        return self._bits[ours][theirs] - self._wanted[theirs]

    def _change(self, end: int, by: dict[int, int]) -> None:
        """Everybody on the way moves one step; its end is one of theirs (as complement), or one of ours that stays
        alone."""
        theirs = self._partner.pop(end, None) if end >= 0 else ~end
        while theirs is not None:
            taker = by[theirs]
            self._owner[theirs] = taker
            given_up = self._partner.get(taker)
            self._partner[taker], theirs = theirs, given_up
