"""HXL: CSV with a row of hashtags between the header and the data, for humanitarian tools. One row an incident."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import IO

from testimonia.model.world import Incident, Range, Toll
from testimonia.publish.cells import Cell, joined, write_rows
from testimonia.publish.codes import state
from testimonia.publish.loss import Lost, dropped
from testimonia.publish.parties import doers
from testimonia.publish.sentences import deed, harm

# Header and hashtag of each column, in order.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("id", "#event+id"), ("type", "#event+type"), ("name", "#event+name"), ("status", "#event+status"),
    ("date start", "#date+start"), ("date end", "#date+end"), ("first reported", "#date+reported"),
    ("country code", "#country+code+v_iso2"), ("country", "#country+name"), ("admin 1", "#adm1+name"),
    ("admin 2", "#adm2+name"), ("place", "#loc+name"), ("latitude", "#geo+lat"), ("longitude", "#geo+lon"),
    ("precision", "#geo+precision"), ("perpetrators", "#actor+name+perpetrator"),
    ("perpetrator kinds", "#actor+type+perpetrator"), ("targets", "#actor+name+target"),
    ("target kinds", "#actor+type+target"), ("killed", "#affected+killed"), ("killed, least", "#affected+killed+min"),
    ("killed, most", "#affected+killed+max"), ("civilians killed", "#affected+killed+civilian"),
    ("injured", "#affected+injured"), ("abducted", "#affected+abducted"), ("missing", "#affected+missing"),
    ("displaced", "#affected+displaced"), ("sources", "#meta+source"), ("addresses", "#meta+url"),
    ("description", "#description"),
)  # fmt: skip


def row(i: Incident) -> tuple[Cell, ...]:
    """The cells of one incident, in the order of COLUMNS; a number that nobody gave is empty."""
    place, point = i.locality, i.point
    killed = i.tolls.get("killed", Toll())
    exact = point or place
    first = min((a.published[:10] for a in i.accounts if a.published), default=None)
    many = [i.tolls.get(effect, Toll()).best for effect in ("injured", "abducted", "missing", "displaced")]
    return (
        i.id, i.type, i.headline or deed(i), i.status, i.date.start, i.date.end, first,
        i.country, state(i.country).name, place.admin1 if place else None, place.admin2 if place else None,
        place.name if place else None, point.lat if point else None, point.lon if point else None,
        exact.precision if exact else None, joined(p.name or p.told for p in doers(i)),
        joined(p.kind for p in doers(i)), joined(t.name for t in i.targets), joined(t.cls for t in i.targets),
        killed.best, killed.low, killed.high, killed.by_class.get("civilians", Range()).best, *many,
        joined(a.publisher for a in i.accounts), joined(a.url for a in i.accounts),
        joined((f"{deed(i)}.", f"{harm(i)}." if harm(i) else ""), " "),
    )  # fmt: skip


class HxlExport:
    """One row an incident under hashtags."""

    name = "hxl"
    suffix = ".hxl.csv"
    loss = (
        "One row an incident: single figures with their speakers, quotes, tolls by class but civilians, weapons, "
        "claims of responsibility, named victims and further places are left out."
    )

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write header and hashtags, then one row for each incident in the order given."""
        heads: tuple[tuple[Cell, ...], ...] = tuple(name for name, _ in COLUMNS), tuple(tag for _, tag in COLUMNS)
        write_rows(chain(heads, map(row, incidents)), out)

    def losses(self, incident: Incident) -> Iterator[Lost]:
        """What has no hashtag."""
        yield from dropped(
            incident, ("figures", "speakers", "contradictions", "denied", "quotes", "reasons", "weapons")
        )
        yield from dropped(incident, ("basis", "claims", "victims", "grade", "radius", "places"))
        for effect, toll in incident.tolls.items():
            yield from (Lost("tolls by class of victims", f"{who} {effect}") for who in toll.by_class
                        if (effect, who) != ("killed", "civilians"))  # fmt: skip
            if effect in ("killed_all", "arrested", "freed", "participants") and toll.best is not None:
                yield Lost("tolls of other effects", f"{toll.best} {effect}")
