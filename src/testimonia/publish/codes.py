"""What foreign codebooks call our values: the tables `codes.tsv` and `states.tsv`, read once."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from testimonia.model.tables import rows


@cache
def section(name: str, width: int) -> dict[str, tuple[str, ...]]:
    """A section of `codes.tsv`: our value, and the `width` cells that follow it (empty where there is no code)."""
    found = (row[1:] for row in rows(__package__, "codes.tsv") if row[0] == name)
    return {value: (*cells, *[""] * width)[:width] for value, *cells in found}


class TypeCodes(NamedTuple):
    """An incident type: ACLED's sub-event against civilians, against the armed, and where nobody says whom; whether it
    may last for days; GTD's attack type; PLOVER's mode."""

    against_civilians: str
    against_armed: str
    against_somebody: str
    lasts: str
    attack: str
    mode: str


def of_type(name: str) -> TypeCodes:
    """The codes of an incident type; those of `other` where the table does not know it."""
    known = section("type", 6)
    return TypeCodes(*known.get(name, known["other"]))


class WeaponCodes(NamedTuple):
    """A weapon: GTD's type and sub-type, each with its words, PLOVER's mode, ACLED's sub-event of an explosion or a
    strike by it."""

    gtd: str = ""
    gtd_words: str = ""
    mode: str = ""
    gtd_sub: str = ""
    gtd_sub_words: str = ""
    strike: str = ""


def of_weapon(name: str) -> WeaponCodes:
    """The codes of a weapon class, all empty where the table does not know it."""
    return WeaponCodes(*section("weapon", 6).get(name, ()))


class State(NamedTuple):
    """A state: ISO codes, ACLED's name and region, Gleditsch-Ward number, UCDP's name, region and actor number of its
    government, GTD's number, name and region number. Empty where no code is known."""

    iso2: str
    iso3: str
    number: str
    name: str
    gw: str
    ucdp: str
    ucdp_region: str
    government: str
    acled_region: str
    gtd: str
    gtd_name: str
    gtd_region: str


NOWHERE = State(*[""] * 12)


@cache
def _states() -> dict[str, State]:
    return {row[0]: State(*row) for row in rows(__package__, "states.tsv")}


def state(iso2: str | None) -> State:
    """The state of an ISO 3166 code; NOWHERE, all empty, where the table does not know it."""
    return _states().get(iso2 or "", NOWHERE)
