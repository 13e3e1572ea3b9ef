"""For which countries a gazetteer knows towns but hardly villages, and what to download."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.knowledge.gazetteer_format import KINDS

ENOUGH_PER_100_000 = 25.0
"""Settlements per 100,000 people. Countries whose villages are in full have 30 to 100 (Mali 80, Niger 60, Ukraine
80), those with
places over 500 people alone 1 to 15; densely settled Europe has few villages to miss and is left out below."""

ENOUGH_PER_1_000_KM2 = 25.0
_SMALLEST_KM2, _FEWEST_PEOPLE = 2_000.0, 500_000
_WATCHED = (
    "ML BF NE NG CM TD CF SD SS ET ER SO KE UG CD RW BI MZ LY EG TN DZ MR SN GN CI GH TG BJ AO ZW "
    "SY IQ YE LB PS IL JO TR IR AF PK IN BD MM TH PH ID LK NP UA RU GE AM AZ HT CO VE MX HN SV GT EC PE BR"
)


class Thin(msgspec.Struct, frozen=True):
    """A country whose villages are mostly missing: settlements known, how many per 100,000 people, and what to do."""

    country: str
    name: str
    settlements: int
    per_100_000: float
    advice: str


def settlements(gazetteer: Gazetteer) -> dict[str, int]:
    """How many settlements a gazetteer knows in each country (ISO code); 0 where it has none."""
    settlement = KINDS.index("settlement")
    counts = Counter(c for c, kind in zip(gazetteer.country, gazetteer.kind, strict=True) if kind == settlement)
    return {iso: counts[i] for i, iso in enumerate(gazetteer.isos) if iso}


def coverage(gazetteer: Gazetteer, countries: Iterable[str] = ()) -> tuple[Thin, ...]:
    """The countries where coverage is thin, the thinnest first; empty where all villages are known.

    Those of `countries` (ISO codes), else those with armed violence. `testimonia doctor` prints it. A country is thin
    where it has under 25 settlements both per 100,000 people and per 1,000 km²."""
    known = settlements(gazetteer)
    thin = []
    for iso in tuple(countries) or _WATCHED.split():
        land = gazetteer.lands.get(iso)
        if land is None or land.area_km2 < _SMALLEST_KM2:
            continue
        people = gazetteer.population[land.entry]
        number = known.get(iso, 0)
        share = number / max(people, _FEWEST_PEOPLE) * 100_000
        if share < ENOUGH_PER_100_000 and number / land.area_km2 * 1_000 < ENOUGH_PER_1_000_KM2:
            thin.append(Thin(iso, land.name, number, round(share, 1), advice(iso)))
    return tuple(sorted(thin, key=lambda t: (t.per_100_000, t.country)))


def advice(*isos: str) -> str:
    """What to do for countries (ISO codes) whose villages are missing."""
    dumps = [f"{iso}.zip" for iso in isos]
    return (
        f"download {', '.join(dumps)} from GeoNames (download.geonames.org/export/dump), run "
        f"`testimonia gazetteer build {' '.join(dumps)} --out FILE` and set TESTIMONIA_GAZETTEER to FILE"
    )
