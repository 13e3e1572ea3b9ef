"""What a map shows of many incidents at one zoom: marks that would cover one another are one, with their number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from testimonia.model.claim import Place
from testimonia.store import Columns, Numbers, Placed, Plane, Query, Rows, Spots, mercator
from testimonia.web import words
from testimonia.web.desk import Desk, whole
from testimonia.web.problems import ProblemError
from testimonia.web.veil import DIGITS

TILE, CELL, NEAR = 256, 52, 46
"""Pixels: the width of the world at zoom 0, of a cell in which marks are gathered, and how near two marks may be."""
MOST_SPOTS = 4_000
"""How many marks one picture may have."""
FAR = 5
"""The zoom up to which the whole world is gathered and remembered; nearer, a window is so small that it is gathered
alone."""

Box = tuple[float, float, float, float]


def clusters(desk: Desk, query: Query, zoom: float, window: Box | None) -> dict[str, Any]:
    """GeoJSON (RFC 7946) of all that is meant and lies in the window (west, south, east, north): a feature with
    `properties.count` for what is drawn as one mark, at the middle of it, and a `bbox` around it. A mark of one
    incident has its `id`, `headline` and `circle_km`. What the edge of the window cuts is told as a whole.

    `bbox` is that of all, in the window or not, `without` how many of them no report places. ProblemError 400 where
    there would be too many marks.
    """
    columns, rows = desk.meant(query)
    plane, placed = _placed(desk, columns, rows, query)
    spots = _apart(_gathered(desk, columns, plane, placed.rows, query, zoom, window), TILE * 2.0**zoom)
    if len(spots.count) > MOST_SPOTS:
        raise ProblemError(400, "That is too large a picture; name a smaller window or a smaller zoom.", field="window")
    return {
        "type": "FeatureCollection",
        "bbox": placed.box,
        "features": list(_features(desk, columns, plane, spots, query)),
        "count": len(rows),
        "without": len(rows) - len(placed.rows),
    }


def bounds(desk: Desk, query: Query) -> Box | None:
    """The box around all that is meant and has a point, None where nothing has."""
    columns, rows = desk.meant(query)
    return _placed(desk, columns, rows, query)[1].box


def _placed(desk: Desk, columns: Columns, rows: Rows, query: Query) -> tuple[Plane, Placed]:
    plane = columns.plane(DIGITS if desk.veil else None)
    return plane, columns.placed((whole(query), desk.veil), rows, plane)


def _gathered(
    desk: Desk, columns: Columns, plane: Plane, rows: Rows, query: Query, zoom: float, window: Box | None
) -> Spots:
    """What lies in the cells that the window touches. Of a large part of the world all cells are gathered once."""
    cell = CELL / (TILE * 2.0**zoom)
    killed = columns.tolls.best
    if zoom <= FAR:
        key = ("spots", whole(query), desk.veil, len(rows), zoom)
        spots: Spots = columns.once(key, lambda: plane.spots(rows, cell, killed))
    else:
        near = rows if window is None else _near(plane, rows, window, cell)
        spots = plane.spots(near, cell, killed)
    return spots if window is None else spots.only(_touched(spots, window))


def _near(plane: Plane, rows: Rows, window: Box, cell: float) -> Rows:
    """The rows that lie in the window, or at most a cell beside it: first by one side, then, of what is left, by the
    other."""
    west, south, east, north = window
    (left, right), (bottom, top) = mercator(np.array([south, north]), np.array([west, east]))
    y = plane.y[rows]
    rows = rows[(y >= top - cell) & (y <= bottom + cell)]
    x = plane.x[rows]
    over, under = x >= left - cell, x <= right + cell
    near: Rows = rows[over & under if west <= east else over | under]
    return near


def _touched(spots: Spots, window: Box) -> Any:
    """Which of the marks reach into the window."""
    west, south, east, north = window
    left, bottom, right, top = spots.box.T
    across = (right >= west) & (left <= east) if west <= east else (right >= west) | (left <= east)
    return across & (top >= south) & (bottom <= north)


def _apart(spots: Spots, size: float) -> Spots:
    """The marks on a map so many pixels wide: what lies near another, over the edge of a cell, joins the larger one."""
    many = len(spots.count)
    if not 0 < many <= MOST_SPOTS:
        return spots
    left, into, near = [True] * many, list(range(many)), _pairs(spots.x * size, spots.y * size)
    for n in np.argsort(-spots.count, kind="stable").tolist() if near else ():
        if left[n]:
            left[n] = False
            for other in near.get(n, ()):
                if left[other]:
                    left[other], into[other] = False, n
    _, group = np.unique(into, return_inverse=True)
    return _joined(spots, group, int(group.max()) + 1)


def _pairs(x: Numbers, y: Numbers) -> dict[int, list[int]]:
    """Which marks lie near which, in pixels."""
    order = np.argsort(x)
    x, y = x[order], y[order]
    here = np.arange(len(x))
    many = np.searchsorted(x, x + NEAR, "left") - here - 1  # how many of those to the right may be near
    one = np.repeat(here, many)
    other = np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many) + one + 1
    near = np.hypot(x[one] - x[other], y[one] - y[other]) < NEAR
    found: dict[int, list[int]] = {}
    for a, b in zip(order[one[near]].tolist(), order[other[near]].tolist(), strict=True):
        found.setdefault(a, []).append(b)
        found.setdefault(b, []).append(a)
    return found


def _joined(spots: Spots, group: Rows, many: int) -> Spots:
    if many == len(spots.count):
        return spots
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
    alone = spots.count == 1
    at = np.where(alone, (plane.lon[spots.row], plane.lat[spots.row]), _degrees(spots.x, spots.y))
    told = _told(desk, columns, spots.row[alone], query)
    every = (spots.row, spots.count, spots.killed, np.round(at.T, 5), np.round(spots.box, 5))
    for row, count, killed, point, box in zip(*(part.tolist() for part in every), strict=True):
        made: dict[str, Any] = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": point},
            "properties": {"count": count, "killed": killed},
        }
        if count > 1:
            made["bbox"] = box
        elif row not in told:  # it does not show any more
            continue
        else:
            name, headline, km = told[row]
            made["id"] = name
            made["properties"] |= {"headline": headline, "circle_km": km}
        yield made


def _told(desk: Desk, columns: Columns, rows: Rows, query: Query) -> dict[int, tuple[str, str, float]]:
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


def _degrees(x: Numbers, y: Numbers) -> Any:
    """Places of the plane in degrees: longitudes, latitudes."""
    return x * 360 - 180, np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))
