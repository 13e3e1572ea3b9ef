"""Which pairs are worth comparing: accounts that share a key, so that the work grows with the number of reports.

Keys go from coarse to fine. A block of a coarse key that holds more than MOST accounts is left out, because all of its
members stand in finer blocks too; which blocks are left out depends on the set of accounts alone, not on its order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from testimonia.link.sketch import Sketch

WINDOW = 4  # days in a bucket of dates; an account stands in every bucket that its days, a day wider, touch
SPAN = 45  # days beyond which a span is no longer spread over its buckets
MOST = 60  # accounts in a block of a coarse key
MOST_FINE = 400  # accounts in a block of the finest keys: a huge city on one day
_GRID = 2.0  # cells a degree


def buckets(s: Sketch) -> tuple[int, ...]:
    """The date buckets of an account; where it has no date and is news, those before its publication; else none."""
    days = s.days
    if days is None and s.published is not None:
        days = (s.published - 5, s.published) if s.news else None
    if days is None or days[1] - days[0] > SPAN:
        return ()
    return tuple(range((days[0] - 1) // WINDOW, (days[1] + 1) // WINDOW + 1))


def cells(s: Sketch) -> frozenset[tuple[int, int]]:
    """Grid cells of half a degree that the points of its towns and sites lie in or near."""
    out = set()
    for spot in s.spots:
        lat, lon = spot.place.lat, spot.place.lon
        if lat is not None and lon is not None and spot.place.kind in ("site", "settlement"):
            out |= {(round(lat * _GRID + dy), round(lon * _GRID + dx)) for dy in (-0.5, 0.5) for dx in (-0.5, 0.5)}
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
        if s.days:
            yield ("where, year", name, s.days[0] // 366)
    for bucket in buckets(s):
        for cell in cells(s):
            yield ("cell", bucket, cell)
        for name in s.towns | s.sites:
            yield ("place", bucket, name)
        yield from _by_country(s, bucket)


def _by_country(s: Sketch, bucket: int) -> Iterator[tuple[object, ...]]:
    for country in s.countries:
        for actor in s.actors:
            yield ("country, who", bucket, country, actor)
        for n in s.killed:
            yield ("country, toll", bucket, country, n)


def pairs(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """Positions (i < j) of the accounts to compare, each pair once; accounts of one document are not paired."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    fine: set[tuple[object, ...]] = set()
    for i, s in enumerate(sketches):
        for key in set(fine_keys(s)):
            blocks[key].append(i)
            fine.add(key)
        for key in set(coarse_keys(s)):
            blocks[key].append(i)
    seen: set[int] = set()
    for key, members in blocks.items():
        if len(members) > (MOST_FINE if key in fine else MOST):
            continue
        yield from _within(sketches, members, seen)


def _within(sketches: Sequence[Sketch], members: list[int], seen: set[int]) -> Iterator[tuple[int, int]]:
    total = len(sketches)
    for n, i in enumerate(members):
        for j in members[n + 1 :]:
            code = i * total + j
            if code not in seen and sketches[i].told.document != sketches[j].told.document:
                seen.add(code)
                yield i, j
