"""Where two countries meet, told by their places: no gazetteer holds lines."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from testimonia.knowledge.gazetteer import Gazetteer

_CELLS = (0.5, 1.0, 2.0, 4.0)  # degrees: how far apart the nearest places of both sides may be
_KM = 111.2  # of a degree of latitude
_SHARE = 0.25  # of a land's width: no border is taken for shorter, however few places are known along it
_SETTLEMENT = 1  # kinds up to this one are settlements and sites

Cell = tuple[int, int]


class Border(NamedTuple):
    """The middle of a border in degrees, and how many kilometres around it its parts lie."""

    lat: float
    lon: float
    radius_km: float


@lru_cache(maxsize=256)
def border(gazetteer: Gazetteer, one: str, other: str) -> Border | None:
    """The border of two countries (ISO codes), or None where they are no neighbours or nothing is known of it.

    The smallest cells of the map in which both have places, or in which their places are next to each other, are its
    parts.
    """
    land = gazetteer.lands.get(one)
    if land is None or other not in land.neighbours:
        return None
    here, there = _points(gazetteer, one), _points(gazetteer, other)
    for size in _CELLS:
        mine, theirs = _cells(here, size), _cells(there, size)
        shared = [cell for cell in mine if any(beside in theirs for beside in _around(cell))]
        shared += [cell for cell in theirs if any(beside in mine for beside in _around(cell))]
        if shared:
            least = _SHARE * math.sqrt(min(land.area_km2, gazetteer.lands[other].area_km2))
            return _middle(sorted(set(shared)), size, least)
    return None


def _points(gazetteer: Gazetteer, iso: str) -> list[tuple[float, float]]:
    import numpy as np  # costly to import, and few texts name a border

    index = gazetteer.isos.index(iso)
    chosen = (np.asarray(gazetteer.country) == index) & (np.asarray(gazetteer.kind) <= _SETTLEMENT)
    lat, lon = np.asarray(gazetteer.lat)[chosen], np.asarray(gazetteer.lon)[chosen]
    known = ~(np.isnan(lat) | np.isnan(lon))
    return list(zip(lat[known].tolist(), lon[known].tolist(), strict=True))


def _cells(points: list[tuple[float, float]], size: float) -> set[Cell]:
    return {(math.floor(lat / size), math.floor(lon / size)) for lat, lon in points}


def _around(cell: Cell) -> list[Cell]:
    return [(cell[0] + i, cell[1] + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]


def _middle(cells: list[Cell], size: float, least: float) -> Border:
    """The mean of the cells' centres, and the distance to the farthest, no less than `least` kilometres."""
    centres = [((row + 0.5) * size, (column + 0.5) * size) for row, column in cells]
    lat = sum(c[0] for c in centres) / len(centres)
    lon = sum(c[1] for c in centres) / len(centres)
    narrow = math.cos(math.radians(lat))
    reach = max(math.hypot(a - lat, (o - lon) * narrow) for a, o in centres)
    return Border(round(lat, 2), round(lon, 2), round(max(least, (reach + size / 2) * _KM)))
