"""Places told in one breath: of "Karrada in Baghdad", "Nyanya, near Abuja", "Kano's Sabon Gari" the finer is meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from testimonia.model.marks import PlaceMark
from testimonia.read.fragments import Fragment
from testimonia.read.page import Page

_FINE = ("settlement", "district", "region", "water")
_NEAR_KM, _REACH_KM = 60.0, 25.0


def finer(page: Page, told: Sequence[Fragment], known: Collection[str], top: PlaceMark) -> PlaceMark | None:
    """The place whose name the words of `told` explain by that of `top`, or None; `known` are the names of the places
    that may be meant.
    """
    for mark in (p for f in told for p in f.sentence.places if p.use == "place" and p.told_by):
        by_top = f" {mark.told_by}".endswith(f" {top.place.name}")  # or "just south of Lyon"
        if by_top and mark.place.name in known and mark.place.name != top.place.name and _is_finer(page, mark):
            return _near(mark, top)
    return None


def may_lie_in(village: PlaceMark, mark: PlaceMark) -> bool:
    """Whether a village that no gazetteer knows may lie in a province: "nine killed in Plateau state", and then "in
    Gidan Ado".
    """
    unknown = village.place.kind == "settlement" and village.place.lat is None
    return unknown and mark.place.kind == "province" and village.place.country in (None, mark.place.country)


def _is_finer(page: Page, mark: PlaceMark) -> bool:
    return mark.place.kind in _FINE and not page.in_dateline(mark.start)


def _near(mark: PlaceMark, top: PlaceMark) -> PlaceMark:
    """The place, with the point of the town that explains it where it has only that of a namesake far away."""
    town, away = top.place, mark.place.km_to(top.place)
    if town.kind not in ("settlement", "district") or away is None or away <= _NEAR_KM:
        return mark
    place = replace(
        town, name=mark.place.name, kind=mark.place.kind, geonames_id=None, radius_km=_REACH_KM, precision=2,
        because=f"told with {town.name}; what bears its name lies {away:.0f} km from there",
    )  # fmt: skip
    return replace(mark, place=place, containers=(town, *top.containers))
