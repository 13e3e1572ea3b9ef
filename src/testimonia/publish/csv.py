"""CSV: one row an incident, for spreadsheets.

RFC 4180 quoting, UTF-8, lines end in a line feed; a number that nobody gave is an empty cell, never 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import IO

from testimonia.model.world import TOLLS, Incident, Range, Toll
from testimonia.publish.cells import Cell, safe, write_rows
from testimonia.publish.cells import joined as _join
from testimonia.publish.loss import Lost, dropped

__all__ = ["COLUMNS", "Cell", "CsvExport", "row", "safe"]
_PARTS = ("civilians", "military", "police", "attackers")
_RANGE = ("low", "best", "high")
COLUMNS: tuple[str, ...] = (
    "id", "type", "status", "date_start", "date_end", "date_precision", "place", "place_kind", "admin1", "admin2",
    "country", "lat", "lon", "place_precision", "radius_km", "perpetrators", "perpetrator_basis", "claimed_by",
    "denied_by", "targets", "target_classes", "weapons", "grade",
    *(f"{effect}_{part}" for effect in TOLLS for part in _RANGE),
    *(f"killed_{who}_{part}" for who in _PARTS for part in _RANGE),
    "killed_policy", "killed_because", "victims", "reports", "publishers", "first_published", "documents", "urls",
)  # fmt: skip


def values(incident: Incident) -> tuple[Cell, ...]:
    """What is known of one incident, in the order of COLUMNS; texts as they are."""
    return (*_what(incident), *_tolls(incident), *_sources(incident))


def row(incident: Incident) -> tuple[Cell, ...]:
    """The cells of one incident, in the order of COLUMNS, safe for spreadsheets."""
    return tuple(safe(cell) for cell in values(incident))


def _what(i: Incident) -> tuple[Cell, ...]:
    place, point = i.locality, i.point
    return (
        i.id, i.type, i.status, i.date.start, i.date.end, i.date.precision,
        place.name if place else None, place.kind if place else None,
        place.admin1 if place else None, place.admin2 if place else None, i.country,
        point.lat if point else None, point.lon if point else None,
        point.precision if point else place.precision if place else None, point.radius_km if point else None,
        _join(p.name for p in i.perpetrators), _join(p.basis for p in i.perpetrators),
        _join(c.by for c in i.claims if c.stance == "claimed"), _join(c.by for c in i.claims if c.stance == "denied"),
        _join(t.name for t in i.targets), _join(t.cls for t in i.targets), _join(w.cls for w in i.weapons), i.grade,
    )  # fmt: skip


def _tolls(i: Incident) -> Iterator[Cell]:
    for effect in TOLLS:
        toll = i.tolls.get(effect, Toll())
        yield from (toll.low, toll.best, toll.high)
    killed = i.tolls.get("killed", Toll())
    everybody = i.tolls.get("killed_all", Toll())
    for who in _PARTS:
        part = killed.by_class.get(who) or everybody.by_class.get(who) or Range()
        yield from (part.low, part.best, part.high)
    yield from (killed.policy or None, killed.because or None)


def _sources(i: Incident) -> tuple[Cell, ...]:
    return (
        _join(v.name for v in i.victims), len(i.accounts), _join(a.publisher for a in i.accounts),
        min((a.published for a in i.accounts if a.published), default=None),
        _join(a.document for a in i.accounts), _join(a.url for a in i.accounts),
    )  # fmt: skip


class CsvExport:
    """One row an incident."""

    name = "csv"
    suffix = ".csv"
    loss = (
        "One row an incident: single figures with their speakers, quotes, all places but the first, victims' ages and "
        "the toll by class beyond civilians, military, police and attackers are left out."
    )

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write the header, then one row for each incident in the order given."""
        write_rows(chain((COLUMNS,), map(row, incidents)), out)

    def losses(self, incident: Incident) -> Iterator[Lost]:
        """What a row of an incident has no column for."""
        yield from dropped(incident, ("figures", "speakers", "contradictions", "denied", "quotes", "victim_details"))
        parts = ("killed", "killed_all")
        for effect, toll in incident.tolls.items():
            for who in toll.by_class:
                if effect not in parts or who not in _PARTS:
                    yield Lost("tolls by class of victims", f"{who} {effect}")
        shown = incident.locality, incident.point
        yield from (Lost("further places", p.name) for p in incident.places if p not in shown)
        yield from (Lost("praise by those who claim nothing", c.by) for c in incident.claims if c.stance == "praised")


class ExcelCsvExport(CsvExport):
    """The same with a byte order mark, without which Excel takes UTF-8 for the code page of the country."""

    name = "csv-excel"
    suffix = ".excel.csv"

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write the mark, then what `csv` writes."""
        out.write(b"\xef\xbb\xbf")
        super().write(incidents, out)
