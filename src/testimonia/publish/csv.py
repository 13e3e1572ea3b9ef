"""CSV: one row an incident, for spreadsheets.

RFC 4180 quoting, UTF-8, lines end in a line feed; a number that nobody gave is an empty cell, never 0.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import IO

from testimonia.model.world import TOLLS, Incident, Range, Toll

Cell = str | int | float | None

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
# What a spreadsheet would run as a formula (OWASP, "CSV injection"); full-width forms too, which some programs fold.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs and that stays on its row.

    Line ends and control characters become a space; text that looks like a formula gets an apostrophe before it.
    Numbers stay as they are.
    """
    if not isinstance(cell, str):
        return cell
    flat = _CONTROL.sub(" ", cell)
    return "'" + flat if flat.lstrip().startswith(_FORMULA) else flat


def row(incident: Incident) -> tuple[Cell, ...]:
    """The cells of one incident, in the order of COLUMNS."""
    return tuple(safe(c) for c in (*_what(incident), *_tolls(incident), *_sources(incident)))


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


def _join(values: Iterator[str | None]) -> str:
    """Several values in one cell, in order, each once, parted by "; "."""
    return "; ".join(dict.fromkeys(v for v in values if v))


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
        self._rows((COLUMNS,), out)
        for incident in incidents:
            self._rows((row(incident),), out)

    @staticmethod
    def _rows(rows: tuple[tuple[Cell, ...], ...], out: IO[bytes]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        out.write(text.getvalue().encode("utf-8", "replace"))
