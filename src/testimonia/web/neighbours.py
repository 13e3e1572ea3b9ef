"""Incidents that lie near another in time and place and are not taken to be the same, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, product

import msgspec
import numpy as np

from testimonia.link import Scorer, compare
from testimonia.link.judged import Judged
from testimonia.model.claim import Told
from testimonia.model.world import Incident, Link
from testimonia.store import Query, account_ids
from testimonia.web.desk import PATIENCE, Desk

DAYS, DEGREES = 4, 1.0
"""How near: days before and after, degrees around the point (some 110 km)."""
MOST, ACCOUNTS = 12, 3
"""How many near ones, the nearest, are compared, and how many accounts of each."""


class Neighbour(msgspec.Struct, frozen=True):
    """An incident near another, and how likely two of their accounts tell of one (the likeliest pair)."""

    incident: Incident
    link: Link


def neighbours(
    desk: Desk, incident: Incident, scorer: Scorer | None = None, *, most: int = MOST, accounts: int = ACCOUNTS
) -> tuple[Neighbour, ...]:
    """Those near it, the likeliest first; none for an incident without a date. At most `most` are compared, by so many
    `accounts` of each."""
    scorer = scorer or Scorer()
    near = tuple(_near(desk, incident, most))
    own = _told(desk, incident, accounts) if near else ()
    found = (Neighbour(other, _likeliest(own, _told(desk, other, accounts), scorer)) for other in near)
    return tuple(sorted(found, key=lambda n: (-n.link.score, n.incident.id)))


def _near(desk: Desk, incident: Incident, most: int) -> Iterator[Incident]:
    days, point = incident.date.days, incident.point
    if days is None:
        return
    since, until = (date.fromordinal(days[0]) - timedelta(DAYS), date.fromordinal(days[1]) + timedelta(DAYS))
    box = None
    if point is not None and point.lat is not None and point.lon is not None:
        box = (max(-180.0, point.lon - DEGREES), max(-90.0, point.lat - DEGREES),
               min(180.0, point.lon + DEGREES), min(90.0, point.lat + DEGREES))  # fmt: skip
    query = Query(since=since.isoformat(), until=until.isoformat(), box=box,
                  country=None if box else incident.country)  # fmt: skip
    if box is None and incident.country is None:
        return
    columns = desk.ledger.columns(PATIENCE, resting=True)
    rows = desk.ledger.rows(columns, query)
    days_off = np.maximum(0, np.maximum(days[0] - columns.ended[rows], columns.begun[rows] - days[1]))
    here = (point.lat, point.lon) if box and point else (np.nan, np.nan)
    degrees_off = np.hypot(columns.lat[rows] - here[0], columns.lon[rows] - here[1])
    order = np.argsort(days_off + 2 * np.nan_to_num(degrees_off, nan=DEGREES), kind="stable")  # a day as half a degree
    found = (other for other in desk.ledger.at(columns, rows[order[: most + 1]]) if other.id != incident.id)
    yield from islice(found, most)


def _told(desk: Desk, incident: Incident, most: int) -> tuple[Told, ...]:
    return tuple(desk.ledger.account(name) for name in account_ids(incident)[:most])


def _likeliest(one: tuple[Told, ...], other: tuple[Told, ...], scorer: Scorer) -> Link:
    return max((compare(a, b, scorer) for a, b in product(one, other)), key=lambda link: (link.score, link.because))


def decided(judged: Judged, one: Incident, other: Incident) -> bool:
    """Whether a person said that the two are one, or that they are not."""
    left, right = set(account_ids(one)), set(account_ids(other))
    joined = any((a in left and b in right) or (a in right and b in left) for a, b, _ in judged.joined)
    return joined or judged.keeps_apart(left, right)
