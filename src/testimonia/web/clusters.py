"""What a map shows of many incidents at one zoom: marks that would cover one another are one, with their number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from testimonia.model.claim import Place
from testimonia.store import Columns, Plane, Query, Rows, Spots
from testimonia.web import words
from testimonia.web.desk import Desk
from testimonia.web.problems import ProblemError
from testimonia.web.veil import DIGITS

TILE, CELL, NEAR = 256, 52, 46
"""Pixels: the width of the world at zoom 0, of a cell in which marks are gathered, and how near two marks may be."""
MOST_SPOTS = 4_000
"""How many marks one picture may have."""

Box = tuple[float, float, float, float]


def clusters(desk: Desk, query: Query, zoom: float, window: Box | None) -> dict[str, Any]:
    """GeoJSON (RFC 7946) of all that is meant and lies in the window (west, south, east, north): a feature with
    `properties.count` for what is drawn as one mark, at the middle of it, and a `bbox` around it. A mark of one
    incident has its `id`, `headline` and `circle_km`.

    `bbox` is that of all, in the window or not, `without` how many of them no report places. ProblemError 400 where
    there would be too many marks.
    """
    columns, rows = desk.meant(query)
    plane = columns.plane(DIGITS if desk.veil else None)
    placed = rows[~np.isnan(plane.x[rows])]
    inside = placed if window is None else placed[_within(plane, placed, window)]
    spots = _apart(columns, plane, inside, TILE * 2.0**zoom)
    if len(spots.count) > MOST_SPOTS:
        raise ProblemError(400, "That is too large a picture; name a smaller window or a smaller zoom.", field="window")
    return {
        "type": "FeatureCollection",
        "bbox": _around(plane, placed),
        "features": list(_features(desk, columns, plane, spots, query)),
        "count": len(rows),
        "without": len(rows) - len(placed),
    }


def bounds(desk: Desk, query: Query) -> list[float] | None:
    """The box around all that is meant and has a point, None where nothing has."""
    columns, rows = desk.meant(query)
    plane = columns.plane(DIGITS if desk.veil else None)
    return _around(plane, rows[~np.isnan(plane.x[rows])])


def _around(plane: Plane, rows: Rows) -> list[float] | None:
    if not len(rows):
        return None
    lon, lat = plane.lon[rows], plane.lat[rows]
    return [float(edge) for edge in (lon.min(), lat.min(), lon.max(), lat.max())]


def _within(plane: Plane, rows: Rows, window: Box) -> Any:
    west, south, east, north = window
    lat, lon = plane.lat[rows], plane.lon[rows]
    across = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
    return across & (lat >= south) & (lat <= north)


def _apart(columns: Columns, plane: Plane, rows: Rows, size: float) -> Spots:
    """The marks of these rows on a map so many pixels wide. A grid gathers them; what lies near another, over the edge
    of a cell, then joins the larger one."""
    spots = columns.spots(plane, rows, CELL / size)
    if len(spots.count) > MOST_SPOTS:
        return spots
    left = np.ones(len(spots.count), dtype=np.bool_)
    into = np.arange(len(spots.count))
    for n in np.argsort(-spots.count, kind="stable"):
        if left[n]:
            near = left & (np.hypot(spots.x - spots.x[n], spots.y - spots.y[n]) * size < NEAR)
            left[near] = False
            into[near] = n
    _, group = np.unique(into, return_inverse=True)
    return _joined(spots, group, int(group.max(initial=-1)) + 1)


def _joined(spots: Spots, group: Rows, many: int) -> Spots:
    count = np.bincount(group, weights=spots.count, minlength=many)
    x, y = (np.bincount(group, weights=n * spots.count, minlength=many) / count for n in (spots.x, spots.y))
    box = np.tile([np.inf, np.inf, -np.inf, -np.inf], (many, 1))
    np.minimum.at(box[:, :2], group, spots.box[:, :2])
    np.maximum.at(box[:, 2:], group, spots.box[:, 2:])
    killed = np.bincount(group, weights=spots.killed, minlength=many).astype(np.int64)
    row = np.zeros(many, dtype=np.int64)
    row[group] = spots.row
    return Spots(count.astype(np.int64), x, y, box, killed, row)


def _features(desk: Desk, columns: Columns, plane: Plane, spots: Spots, query: Query) -> Iterator[dict[str, Any]]:
    single = [int(row) for row in spots.row[spots.count == 1]]
    told = _told(desk, columns, single, query)
    for n in range(len(spots.count)):
        row, count = int(spots.row[n]), int(spots.count[n])
        at = [float(plane.lon[row]), float(plane.lat[row])] if count == 1 else _degrees(spots.x[n], spots.y[n])
        made: dict[str, Any] = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(x, 5) for x in at]},
            "properties": {"count": count, "killed": int(spots.killed[n])},
        }
        if count > 1:
            made["bbox"] = [round(float(edge), 5) for edge in spots.box[n]]
        elif row not in told:  # it does not show any more
            continue
        else:
            name, headline, km = told[row]
            made["id"] = name
            made["properties"] |= {"headline": headline, "circle_km": km}
        yield made


def _told(desk: Desk, columns: Columns, rows: list[int], query: Query) -> dict[int, tuple[str, str, float]]:
    """The id, the headline and the circle of each of these incidents."""
    if desk.veil is None:
        said = desk.edition.headlines(columns, rows)
        return {row: (columns.ids[row].decode(), said[row], _circle(columns, row)) for row in rows if row in said}
    place = {columns.ids[row].decode(): row for row in rows}
    return {
        place[one.id]: (one.id, one.headline, words.circle_km(one.point) if one.point else 0.0)
        for one in desk.veiled(desk.edition.at(columns, rows), query)
    }


def _circle(columns: Columns, row: int) -> float:
    exact, radius = int(columns.exact[row]), float(columns.radius[row])
    return words.circle_km(
        Place(name="", precision=exact if exact > 0 else None, radius_km=None if np.isnan(radius) else radius)
    )


def _degrees(x: float, y: float) -> list[float]:
    """A place of the plane in degrees, longitude first."""
    return [float(x * 360 - 180), float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y)))))]
