"""Which pairs are worth comparing: accounts that share a key, so that the work grows with the number of reports.

Keys go from coarse to fine. A block of a coarse key that holds more than MOST accounts is left out, because all of its
members stand in finer blocks too; which blocks are left out depends on the set of accounts alone, not on its order.

What makes the corpus larger must not make what an account is compared with larger. An account with a country and a day
is found by keys of both. Those of a day in all the world, and of a place in all years, are there for the few that lack
the one or the other, and are `open`: under them such a vague account is compared with all, and no other with its like.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from testimonia.link.sketch import Sketch

KEYS = 2  # the making of keys, counted: raise it when accounts get others, for a ledger keeps them
WINDOW = 4  # days in a bucket of dates; an account stands in every bucket that its days, a day wider, touch
SPAN = 45  # days beyond which a span is no longer spread over its buckets
MOST = 60  # accounts in a block of a coarse key
MOST_FINE = 400  # accounts in a block of the finest keys: a huge city on one day
FINE, OPEN, VAGUE = 1, 2, 4  # bits of a key; VAGUE: an open key of one that others are not found by
_GRID = 2.0  # cells a degree
Numbers = NDArray[np.int64]


def buckets(s: Sketch) -> tuple[int, ...]:
    """The date buckets of an account; where it has no date, those before its publication; else none."""
    days = s.days
    if days is None and s.published is not None:
        days = (s.published - 20, s.published)
    if days is None or days[1] - days[0] > SPAN:
        return ()
    return tuple(range((days[0] - 1) // WINDOW, (days[1] + 1) // WINDOW + 1))


def days(s: Sketch) -> tuple[int, ...]:
    """The days of an account; where it has no date, the day of its publication and the one before; none where its span
    is wider than ten days."""
    if s.days is None:
        return (s.published - 1, s.published) if s.published else ()
    return tuple(range(s.days[0], s.days[1] + 1)) if s.days[1] - s.days[0] < 10 else ()


def cells(s: Sketch) -> frozenset[tuple[int, int]]:
    """Grid cells of half a degree that the points of its towns and sites lie in or near."""
    out = set()
    for spot in s.spots:
        if spot.fine:
            lat, lon = spot.lat * _GRID, spot.lon * _GRID
            out |= {(round(lat + dy), round(lon + dx)) for dy in (-0.5, 0.5) for dx in (-0.5, 0.5)}
    return frozenset(out)


def coarse_keys(s: Sketch) -> Iterator[tuple[object, ...]]:
    """Keys whose blocks may grow too large: they are used where they are small."""
    countries = s.countries or {None}
    for bucket in buckets(s):
        for country in countries:
            yield ("when", bucket, country)
        for area in s.areas:
            yield ("area", bucket, area)
        if s.countries:
            yield ("anywhere", bucket)
    for name in s.towns | s.sites:
        yield ("where", name)
    for actor in s.actors:
        yield ("who", actor)


def fine_keys(s: Sketch) -> Iterator[tuple[object, ...]]:
    """Keys that say much: blocks of them are compared up to MOST_FINE accounts."""
    for person in s.people:
        yield ("person", person)
    for name in s.towns | s.sites:
        for n in s.killed:
            yield ("where, toll", name, n)
    for bucket in buckets(s):
        for cell in cells(s):
            yield ("cell", bucket, cell)
        for name in s.towns | s.sites:
            yield ("place", bucket, name)
        yield from _by_country(s, bucket)
        for actor in s.actors:
            yield ("when, who", bucket, actor)
    for day in _within(s):
        for country in s.countries:
            yield ("day, country, type", day, country, s.type)


def keys_of_day(s: Sketch) -> Iterator[tuple[object, ...]]:
    """Keys of a day in the whole world, by which accounts that name no country find others."""
    for day in days(s):
        yield ("day, type", day, s.type)
    for day in _within(s):
        for actor in s.actors:
            yield ("day, who", day, actor)
        for n in s.killed:
            yield ("day, toll", day, n)


def keys_of_years(s: Sketch) -> Iterator[tuple[object, ...]]:
    """Keys of a year or of all years, by which accounts without a date find others."""
    for n in s.killed:
        for name in s.areas:
            yield ("area, toll", name, n)
        for actor in s.actors:
            yield ("who, toll", actor, n)
    for name in s.towns | s.sites:
        for actor in s.actors:
            yield ("where, who", name, actor)
    for year in _years(s):
        for name in s.towns | s.sites:
            yield ("where, year", name, year)
        for name in s.areas | s.towns:
            yield ("year, type", year, name, s.type)
            for actor in s.actors:
                yield ("year, who", year, name, actor)
        for country in s.countries:
            for n in s.killed:
                yield ("year, type, toll", year, country, s.type, n)
            for actor in s.actors:
                yield ("year, type, who", year, country, s.type, actor)


def _within(s: Sketch) -> range:
    """As `days`, a day wider, and all days of a span that is not too wide: "last month" holds the day of another."""
    if s.days and s.days[1] - s.days[0] <= SPAN:
        return range(s.days[0], s.days[1] + 2)
    return range(s.published - 1, s.published + 2) if s.published and not s.days else range(0)


def dated(s: Sketch) -> bool:
    """Whether its days are known well enough to find it by."""
    return s.days is not None and s.days[1] - s.days[0] <= SPAN


def _years(s: Sketch) -> tuple[int, ...]:
    """The year of an account; of one without a date, the three in which it lies most likely, the last its telling's."""
    if s.days:
        return (s.days[0] // 366,)
    return tuple(range(s.published // 366 - 2, s.published // 366 + 1)) if s.published else ()


def _by_country(s: Sketch, bucket: int) -> Iterator[tuple[object, ...]]:
    for country in s.countries:
        for actor in s.actors:
            yield ("country, who", bucket, country, actor)
        for n in s.killed:
            yield ("country, toll", bucket, country, n)


def keys(s: Sketch) -> tuple[int, ...]:
    """The keys of an account as 64-bit numbers, the same on every machine; their last bits tell their kind."""
    of_day, of_years = (OPEN | FINE | (0 if known else VAGUE) for known in (s.countries, dated(s)))
    kinds = ((0, coarse_keys(s)), (FINE, fine_keys(s)), (of_day, keys_of_day(s)), (of_years, keys_of_years(s)))
    return tuple(sorted({_number(key) | kind for kind, some in kinds for key in set(some)}))


def _number(key: tuple[object, ...]) -> int:
    name = "\x1f".join(map(str, key)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), signed=True) & ~(FINE | OPEN | VAGUE)


def most(key: int) -> int:
    """How many accounts a block of that key may hold to be used."""
    return MOST_FINE if key & FINE else MOST


def faces(key: int) -> tuple[int, ...]:
    """The keys of the accounts that one with this key is compared with."""
    if not key & OPEN:
        return (key,)
    return (key, key & ~VAGUE) if key & VAGUE else (key | VAGUE,)


def pairs(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """Positions (i < j) of the accounts to compare, each pair once; accounts of one document are not paired."""
    for i, others in partners(sketches, [keys(s) for s in sketches]):
        for j in others:
            yield i, j


def partners(sketches: Sequence[Sketch], keyed: Iterable[Iterable[int]]) -> Iterator[tuple[int, list[int]]]:
    """Each position with the later ones that share a block with it which is used, of other documents, in their order.
    `keyed`: the keys of each. What it needs is some sixty bytes a key."""
    found, owner = array("q"), array("i")
    for i, some in enumerate(keyed):
        before = len(found)
        found.extend(some)
        owner.extend([i] * (len(found) - before))
    members, whose, begin, end = _used(np.frombuffer(found, np.int64), np.frombuffer(owner, np.int32))
    del found, owner  # they are large
    turns = np.flatnonzero(whose[1:] != whose[:-1]) + 1
    document = [s.document for s in sketches]
    for first, last in pairwise((0, *turns.tolist(), len(whose))):
        if first < last:
            i = int(whose[first])
            others = np.unique(np.concatenate([members[begin[n] : end[n]] for n in range(first, last)]))
            later = others[np.searchsorted(others, i, "right") :].tolist()
            yield i, [j for j in later if document[j] != document[i]]


def _used(key: Numbers, owner: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32], Numbers, Numbers]:
    """The members of all blocks, one block behind the other; and, ordered by it, each member of one that is used, with
    the bounds of those that it is compared with: the members behind it, or all of a block that its own one faces."""
    order = np.argsort(key, kind="stable")  # the members of a block stay in their order
    key, members = key[order], owner[order]
    edge = np.flatnonzero(np.concatenate((key[:1] == key[:1], key[1:] != key[:-1])))
    of, edge = key[edge], np.append(edge, len(key))
    used = np.diff(edge) <= np.where(of & FINE, MOST_FINE, MOST)
    alone = (of & OPEN != 0) & (of & VAGUE == 0)  # not compared with each other
    vague = np.flatnonzero(used & (of & VAGUE != 0))
    open_ = np.searchsorted(of, of[vague] & ~VAGUE)
    facing = used[open_] & (of[open_] == of[vague] & ~VAGUE)
    inner = np.flatnonzero(used & ~alone & (np.diff(edge) > 1))
    one = np.concatenate((inner, vague[facing], open_[facing]))
    other = np.concatenate((inner, open_[facing], vague[facing]))
    size = edge[one + 1] - edge[one]
    place = np.arange(size.sum()) + np.repeat(edge[one] - np.cumsum(size) + size, size)
    begin, end = np.repeat(edge[other], size), np.repeat(edge[other + 1], size)
    begin = np.where((begin <= place) & (place < end), place + 1, begin)
    by = np.argsort(members[place], kind="stable")
    by = by[(begin < end)[by]]
    return members, members[place[by]], begin[by], end[by]
