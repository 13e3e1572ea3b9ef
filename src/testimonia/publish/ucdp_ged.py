"""UCDP GED: the 49 columns of the codebook (22.1 and 23.1), in its order, one row an incident with a death.

The numbers are those of `killed_all`, as UCDP counts everybody. `best` is always the sum of the four parts. Ids are
ours: fifteen digits from 900000000000000 on, where UCDP's have six; `relid` begins with TESTIMONIA. What no report says
stays empty, and `code_status` names the field that somebody has to look at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import IO, NamedTuple

from testimonia.model.claim import Period, Place
from testimonia.model.world import Incident, Range, Toll
from testimonia.publish.cells import Cell, flat, joined, write_rows
from testimonia.publish.codes import State, state
from testimonia.publish.loss import Lost, dropped
from testimonia.publish.numbering import number_of
from testimonia.publish.parties import NOBODY, Party, aim, attacked, doers
from testimonia.publish.sentences import named

COLUMNS: tuple[str, ...] = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best",
    "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
_KINDS = {"province": "province", "district": "district", "country": "", "site": "", "region": "", "water": ""}
_SPANS = ((1, 1), (6, 2), (7, 3), (31, 4))  # days at most, UCDP's date_prec
_CIVILIANS = ("officials", "journalists", "aid_workers", "peacekeepers", "other")


class Side(NamedTuple):
    """One side as GED names it: name, actor number, older number, Gleditsch-Ward number."""

    name: str = ""
    number: str = ""
    older: str = ""
    gw: str = ""


CIVILIANS = Side("Civilians", "1", "9999")


class Dyad(NamedTuple):
    """Type of violence ("" where the reports do not tell) and the two sides. `presumed`: soldiers or police of no named
    state were hit, and side a is the government of the country."""

    kind: str
    a: Side
    b: Side
    presumed: bool = False

    @property
    def name(self) -> str:
        """`side_a - side_b`, or "" where one is not known."""
        return f"{self.a.name} - {self.b.name}" if self.a.name and self.b.name else ""


def dyad(incident: Incident) -> Dyad:
    """Who fought whom: 1 where a government is on one side and an armed party on the other, 2 where none is, 3 where
    civilians alone were attacked."""
    by = doers(incident)
    first = by[0] if by else NOBODY
    if aim(incident) == "civilian":
        return Dyad("3", _side(first), CIVILIANS)
    others = [p for p in (*by[1:], *attacked(incident)) if p.name and p.name != first.name]
    other = next((p for p in others if p.is_state != first.is_state), others[0] if others else NOBODY)
    if not other.name and first.name and not first.is_state and _forces_hit(incident):
        return Dyad("1", _government(state(incident.country)), _side(first), presumed=True)
    if first.is_state or other.is_state:
        a, b = (first, other) if first.is_state else (other, first)
        return Dyad("1", _side(a), _side(b))
    if not first.name and _forces_hit(incident):
        return Dyad("1", _government(state(incident.country)), Side(), presumed=True)
    return Dyad("2" if first.name and other.name else "", _side(first), _side(other))


def _forces_hit(i: Incident) -> bool:
    hit = {t.cls for t in i.targets} | {w for t in i.tolls.values() for w, r in t.by_class.items() if r.best}
    return bool(hit & {"military", "police"})


def _government(of: State) -> Side:
    name = f"Government of {of.ucdp.removeprefix('Kingdom of ')}" if of.ucdp else ""
    return Side(name, of.government, of.government, of.gw)


def _side(party: Party) -> Side:
    if party.is_state and party.state.ucdp:
        return _government(party.state)
    number = party.ids.get("ucdp", "").removeprefix("ucdp:")
    return Side(party.name, number, number)


class Deaths(NamedTuple):
    """The dead by side; they add up to `best`."""

    a: int
    b: int
    civilians: int
    unknown: int
    best: int


def classes(i: Incident) -> dict[str, Range]:
    """The dead by class, attackers among them."""
    return {**i.tolls.get("killed", Toll()).by_class, **i.tolls.get("killed_all", Toll()).by_class}


def deaths(total: int, by_class: dict[str, Range], found: Dyad) -> Deaths:
    """Best numbers by side. Parts that together are more than the whole are cut in the order of columns, so that the
    four add up; what no class tells is `deaths_unknown`. Women and children are among the civilians."""
    best, by = total, {who: r.best or 0 for who, r in by_class.items()}
    civilians = by.get("civilians") or max(by.get("children", 0) + by.get("women", 0), by.get("foreigners", 0))
    civilians += sum(by.get(who, 0) for who in _CIVILIANS)
    forces, fighters = by.get("military", 0) + by.get("police", 0), by.get("militants", 0) + by.get("attackers", 0)
    a, b = (forces, fighters) if found.kind == "1" else (by.get("attackers", 0), 0) if found.kind == "2" else (0, 0)
    a = min(a, best)
    b = min(b, best - a)
    civilians = min(civilians, best - a - b)
    return Deaths(a, b, civilians, best - a - b - civilians, best)


def held(incident: Incident) -> str:
    """Why GED has no row for the incident, or ""."""
    toll = incident.tolls.get("killed_all", Toll())
    if incident.status in ("foiled", "threatened"):
        return "events that did not happen"
    if toll.best is None or not max(toll.best, toll.high or 0):
        return "incidents without a reported death, which GED does not have"
    return "" if incident.date.start else "incidents without a date, which GED does not have"


def row(incident: Incident) -> tuple[Cell, ...]:
    """The 49 cells of one incident that GED can hold (see `held`), in the order of COLUMNS."""
    found, toll = dyad(incident), incident.tolls["killed_all"]
    dead, land = deaths(toll.best or 0, classes(incident), found), state(incident.country)
    conflict = found.name if found.kind in ("2", "3") else ""
    start = (incident.date.start or "")[:10]
    return (
        number_of(incident.id), f"TESTIMONIA-{incident.id}", int(start[:4]), None, _check(incident, found), found.kind,
        None, None, conflict, None, None, found.name,
        found.a.older, found.a.number, found.a.name, found.b.older, found.b.number, found.b.name,
        *_sources(incident), *_where(incident), land.ucdp, land.gw, land.ucdp_region,
        1, date_prec(incident.date), start, (incident.date.end or start)[:10],
        dead.a, dead.b, dead.civilians, dead.unknown, dead.best,
        max(dead.best, toll.high or 0), dead.best if toll.low is None else min(dead.best, toll.low),
        found.a.gw, found.b.gw,
    )  # fmt: skip


def _check(i: Incident, found: Dyad) -> str:
    if not found.kind:
        return "Check Type of Violence"
    if found.presumed or not found.name:
        return "Check Dyad"
    return "Check Other" if i.status == "disputed" or i.point is None or i.country is None else "Clear"


def date_prec(when: Period) -> int:
    """UCDP's date_prec: as the period has it, else by its length (1 the day … 5 more than a month)."""
    if when.date_prec:
        return when.date_prec
    first, last = (date.fromisoformat((d or when.start or "0001-01-01")[:10]) for d in (when.start, when.end))
    return next((code for most, code in _SPANS if (last - first).days < most), 5)


def _sources(i: Incident) -> tuple[Cell, ...]:
    """Sources, `;` between them, in one order; a headline is none of ours to copy and stays empty."""
    office = [_part(a.publisher or a.document) for a in i.accounts]
    day = [(a.published or "")[:10] for a in i.accounts]
    articles = ";".join(f'"{o},{d},"' for o, d in zip(office, day, strict=True))
    told = joined(f.according_to for a in i.accounts for f in a.figures if f.effect == "killed")
    return len(i.accounts), articles, ";".join(office), ";".join(day), ";".join("" for _ in office), told


def _part(text: str) -> str:
    return flat(text).replace(";", ",").replace('"', "'")


def _where(i: Incident) -> tuple[Cell, ...]:
    place, point = i.locality, i.point
    exact = point or place
    told = joined((p.name for p in i.places), ", ")
    lat, lon = (point.lat, point.lon) if point else (None, None)
    at: tuple[Cell, ...] = (None, None, None, None)
    if lat is not None and lon is not None:
        at = (lat, lon, f"POINT ({lon} {lat})", cell(lat, lon))
    prec = (exact.precision if exact else None) or (6 if place and place.kind == "country" else None)
    return prec, _kinded(point or place), told, _admin(place, 1), _admin(place, 2), *at


def _kinded(place: Place | None) -> str:
    if place is None:
        return ""
    kind = _KINDS.get(place.kind, "town")
    name = named(place)
    return name if not kind or kind in name.casefold() else f"{name} {kind}"


def _admin(place: Place | None, level: int) -> str:
    name = (place.admin1 if level == 1 else place.admin2) if place else None
    kind = "province" if level == 1 else "district"
    own = named(place) if place and place.kind == kind and not name else name
    return f"{own} {kind}" if own and kind not in own.casefold() else own or ""


def cell(lat: float, lon: float) -> int:
    """The PRIO-GRID cell of half a degree that holds the point, 1 to 259200 (its north and east edges fall inside)."""
    return min(math.floor((lat + 90) * 2), 359) * 720 + min(math.floor((lon + 180) * 2), 719) + 1


class UcdpGedExport:
    """One row an incident in which somebody died."""

    name = "ucdp-ged"
    suffix = ".ucdp-ged.csv"
    loss = (
        "GED counts deaths by side: every other effect, single figures, claims of responsibility, weapons, named "
        "victims and incidents without a death, a date, or that did not happen are left out; headlines stay empty."
    )

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write the header, then one row for each incident that GED can hold, in the order given."""
        write_rows(chain((COLUMNS,), (row(i) for i in incidents if not held(i))), out)

    def losses(self, incident: Incident) -> Iterator[Lost]:
        """What GED has no column for; whole incidents that it has no row for."""
        why = held(incident)
        if why:
            yield Lost(why, incident.headline or incident.type)
            return
        yield from dropped(incident, ("figures", "contradictions", "denied", "quotes", "reasons", "other_effects"))
        yield from dropped(incident, ("victims", "basis", "claims", "weapons", "grade", "radius", "urls"))
        toll = incident.tolls["killed_all"]
        told = sum(r.best or 0 for r in classes(incident).values())
        if told > (toll.best or 0):
            yield Lost("classes of victims that overlap", f"{told} by class of {toll.best}")
        yield from (Lost("ranges by class of victims", w) for w, r in classes(incident).items() if r.low != r.high)
