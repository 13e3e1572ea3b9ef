"""Where incidents lie on a map, and what lies together in the cells of a grid."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from testimonia.store.sums import Numbers, Rows

_DENSE = 4_000_000  # cells of a grid that may be counted one by one


class Plane(msgspec.Struct, frozen=True):
    """Where every row lies: degrees, and on the map of Web Mercator (EPSG:3857), 1 wide and high, from the north-west.
    NaN where no point is known."""

    lat: Numbers
    lon: Numbers
    x: Numbers
    y: Numbers
    known: Numbers

    @classmethod
    def of(cls, lat: Numbers, lon: Numbers, digits: int | None) -> Plane:
        """The plane of these points, rounded to so many digits."""
        if digits is not None:
            lat, lon = np.round(lat, digits), np.round(lon, digits)
        return cls(lat, lon, *mercator(lat, lon), ~(np.isnan(lat) | np.isnan(lon)))

    def around(self, rows: Rows) -> tuple[float, float, float, float] | None:
        """The box around rows that have a point (west, south, east, north in degrees); None around none."""
        if not len(rows):
            return None
        lon, lat = self.lon[rows], self.lat[rows]
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    def spots(self, rows: Rows, cell: float, killed: Numbers) -> Spots:
        """Rows that have a point, gathered by square cells of that width (of a map that is 1 wide). `killed`: how many
        each row of all killed."""
        x, y = self.x[rows], self.y[rows]
        across, down = (x / cell).astype(np.int64), (y / cell).astype(np.int64)
        left, top = int(across.min(initial=_FAR)), int(down.min(initial=_FAR))
        wide, tall = int(across.max(initial=left)) - left + 1, int(down.max(initial=top)) - top + 1
        cells = (down - top) * wide + (across - left)
        if wide * tall <= _DENSE:  # no need to sort
            taken = np.flatnonzero(np.bincount(cells, minlength=wide * tall))
            number = np.empty(wide * tall, dtype=np.int64)
            number[taken] = np.arange(len(taken))
            group = number[cells]
        else:
            taken, group = np.unique(cells, return_inverse=True)
        many = len(taken)
        count = np.bincount(group, minlength=many)
        row = np.zeros(many, dtype=np.int64)
        row[group] = rows
        east, south = (np.bincount(group, weights=at, minlength=many) / np.maximum(count, 1) for at in (x, y))
        sums = np.bincount(group, weights=killed[rows], minlength=many).astype(np.int64)
        return Spots(count, east, south, _boxes(group, many, self.lon[rows], self.lat[rows]), sums, row)


_FAR = 2**62


def _boxes(group: Rows, many: int, lon: Numbers, lat: Numbers) -> Numbers:
    """The box around the points of each group."""
    box = np.array([np.full(many, end) for end in (np.inf, np.inf, -np.inf, -np.inf)])
    for edge, values, grow in zip(box, (lon, lat, lon, lat), (np.minimum,) * 2 + (np.maximum,) * 2, strict=True):
        grow.at(edge, group, values)
    return box.T


def mercator(lat: Any, lon: Any) -> tuple[Any, Any]:
    """Degrees on the map of Web Mercator, which ends at 85.05 degrees north and south."""
    sine = np.sin(np.radians(np.clip(lat, -85.05, 85.05)))
    return (np.asarray(lon) + 180) / 360, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)


class Spots(msgspec.Struct, frozen=True):
    """What lies in each cell of a grid that holds anything: how many rows, the middle of them on the plane, the box
    around them (west, south, east, north in degrees), how many they killed (best), and the last of them."""

    count: Rows
    x: Numbers
    y: Numbers
    box: Numbers
    killed: Rows
    row: Rows

    def only(self, kept: Numbers) -> Spots:
        """Those that are kept (a mask, or numbers)."""
        return Spots(*(getattr(self, name)[kept] for name in self.__struct_fields__))
