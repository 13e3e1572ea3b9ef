"""POLECAT: the 40 columns of its tab-separated files, PLOVER's codes, one row an incident; `None` is missing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import IO

from testimonia.model.world import Incident
from testimonia.publish.cells import Cell, joined, write_rows
from testimonia.publish.codes import of_type, of_weapon, section, state
from testimonia.publish.loss import Lost, dropped
from testimonia.publish.parties import NOBODY, attacked, doers

COLUMNS: tuple[str, ...] = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
    "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
NONE = "None"
VERSION = "testimonia-1"  # of this layout, not of the package: the bytes outlive a release


def held(incident: Incident) -> str:
    """Why POLECAT has no row for the incident, or ""."""
    return "" if incident.date.start else "incidents without a date, which POLECAT does not have"


def row(incident: Incident) -> tuple[Cell, ...]:
    """The 40 cells of one incident that has a date, in the order of COLUMNS."""
    kind = "THREATEN" if incident.status == "threatened" else "ASSAULT"
    quad = "VERBAL CONFLICT" if kind == "THREATEN" else "MATERIAL CONFLICT"
    cells: tuple[Cell, ...] = (
        f"TESTIMONIA-{incident.id}", (incident.date.start or "")[:10], kind, _mode(incident, kind), None, quad, None,
        *_actor(incident), *_recipient(incident), *_where(incident), *_source(incident), VERSION,
    )  # fmt: skip
    return tuple(NONE if c is None or c == "" else c for c in cells)


def _mode(i: Incident, kind: str) -> str:
    """PLOVER's mode: that of the weapon where there is one kind, unless the type says more."""
    if kind != "ASSAULT":
        return ""
    by_weapon = list(dict.fromkeys(mode for w in i.weapons if (mode := of_weapon(w.cls).mode)))
    if i.type in ("armed_assault", "clash", "bombing", "other", "riot", "security_raid") and len(by_weapon) == 1:
        return by_weapon[0]
    return of_type(i.type).mode


def _actor(i: Incident) -> tuple[Cell, ...]:
    """Name, country, COW, sector, sectors, title, raw name, Wikipedia id."""
    by = doers(i)
    first = by[0] if by else NOBODY
    sectors = joined((p.sector for p in by), ", ")
    raw = joined((p.told for p in by), "; ")
    return (first.force or first.name, first.state.iso3, None, first.sector, sectors, None, raw, None)


def _recipient(i: Incident) -> tuple[Cell, ...]:
    """The same of whom it was done to; civilians are `CVL`, of no known country."""
    named = attacked(i)
    first = named[0] if named else NOBODY
    codes = section("target", 4)
    sectors = joined((codes[t.cls][3] for t in i.targets if t.cls in codes), ", ")
    raw = joined((t.name for t in i.targets), "; ")
    primary = first.sector or sectors.split(", ")[0]
    return (first.force or first.name, first.state.iso3, None, primary, sectors, None, raw, None)


def _where(i: Incident) -> tuple[Cell, ...]:
    place, point = i.locality, i.point
    if place is None:
        return (None, None, None, None, state(i.country).iso3, *[None] * 5)
    city = place.name if place.kind == "settlement" else None
    district = place.admin2 or (place.name if place.kind == "district" else None)
    province = place.admin1 or (place.name if place.kind == "province" else None)
    geonames = (point or place).geonames_id
    return (
        place.name, city, district, province, state(i.country).iso3, point.lat if point else None,
        point.lon if point else None, geonames, joined((p.name for p in i.places), "; "), None,
    )  # fmt: skip


def _source(i: Incident) -> tuple[Cell, ...]:
    """Source, publication date, people, organisations, locations, language: the stories of all reports together."""
    first = min((a.published[:10] for a in i.accounts if a.published), default=None)
    people = joined((v.name for v in i.victims), "; ")
    groups = joined((*(p.name for p in i.perpetrators), *(c.by for c in i.claims)), "; ")
    places = joined((p.name for p in i.places), "; ")
    return joined((a.publisher for a in i.accounts), "; "), first, people, groups, places, None


class PolecatExport:
    """One row an incident, tab-separated."""

    name = "polecat"
    suffix = ".polecat.tsv"
    loss = (
        "POLECAT has no column for numbers of victims; figures, tolls, quotes, ranges of dates, further places, "
        "claims of responsibility, addresses of reports and incidents without a date are left out."
    )

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write the header, then one row for each incident that has a date, in the order given."""
        write_rows(chain((COLUMNS,), (row(i) for i in incidents if not held(i))), out, delimiter="\t")

    def losses(self, incident: Incident) -> Iterator[Lost]:
        """What POLECAT has no column for; whole incidents that it has no row for."""
        why = held(incident)
        if why:
            yield Lost(why, incident.headline or incident.type)
            return
        yield from dropped(incident, ("tolls", "figures", "speakers", "contradictions", "quotes", "reasons", "classes"))
        yield from dropped(incident, ("victim_details", "basis", "claims", "grade", "radius", "urls"))
        if incident.date.end not in (None, incident.date.start):
            yield Lost("spans of days, told as one day", f"{incident.date.start} to {incident.date.end}")
        if incident.status in ("foiled", "disputed"):
            yield Lost("whether it happened", incident.status)
