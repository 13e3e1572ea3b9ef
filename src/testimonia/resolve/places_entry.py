"""A place of the gazetteer as a `Place`, with UCDP's precision code by its kind."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from testimonia.knowledge.gazetteer import Entry, Gazetteer
from testimonia.knowledge.gazetteer_format import KINDS
from testimonia.model.claim import Place
from testimonia.model.sphere import km

PRECISION = {"site": 1, "settlement": 1, "district": 3, "province": 4, "region": 5, "water": 5, "country": 6}
"""UCDP's where_prec by kind of place (GED codebook): 1 the place itself, 3 district, 4 province, 5 loose area, 6
country."""

_OPEN_SEA_KM = 300.0


def areas_around(gazetteer: Gazetteer, at: int) -> tuple[Place, ...]:
    """The areas that hold a place, the smallest first, without evidence."""
    return tuple(entry_place(gazetteer, area.index) for area in gazetteer.containers(at))


@lru_cache(maxsize=8192)
def entry_place(gazetteer: Gazetteer, at: int) -> Place:
    """The gazetteer's place as a `Place` without evidence."""
    entry: Entry = gazetteer.entry(at)
    names = {a.kind: a.name for a in gazetteer.containers(at)}
    precision = PRECISION[entry.kind]
    if entry.rough:
        precision = 3 if entry.admin2 is not None else 4
    elif entry.kind == "water" and entry.country is None and entry.radius_km >= _OPEN_SEA_KM:
        precision = 7
    return Place(
        name=entry.name, kind=entry.kind, country=entry.country, lat=entry.lat, lon=entry.lon,  # type: ignore[arg-type]
        geonames_id=int(entry.id) if entry.id.isdigit() else (entry.id or None), admin1=names.get("province"),
        admin2=names.get("district"), precision=precision, radius_km=entry.radius_km or None,
        unresolved=None if entry.lat is not None else "the gazetteer has no point for it")  # fmt: skip


TOWN_KM = 20.0
"""How far from a large town what has a name of its own is still a part of it."""


def only_town(gazetteer: Gazetteer, named: Collection[int], country: str | None) -> int | None:
    """The town among places (entries) that all other towns among them lie in or beside; None without one, or if it lies
    in another country."""
    g = gazetteer
    towns = [at for at in named if KINDS[g.kind[at]] == "settlement"]
    best = max(towns, key=lambda at: (g.weight[at], at), default=None)
    if best is None or country not in (None, g.isos[g.country[best]]):
        return None
    return best if all(km(g.lat[best], g.lon[best], g.lat[at], g.lon[at]) < TOWN_KM for at in towns) else None
