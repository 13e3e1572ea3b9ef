"""GTD: the 135 columns of the codebook of August 2021, in its order, one row an incident.

`nkill` counts everybody (`killed_all`), `nkillter` the attackers among them. What only a person may judge (crit1-3)
stays empty; what no report says takes the codebook's unknown (-9, -99, `Unknown`, 0 for a month or day). Numbers of
incidents begin at 9001 on each day, beyond the official ones, and our own id stands in `addnotes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import IO

from testimonia.model.world import Incident, Toll
from testimonia.publish.cells import Cell, joined, write_rows
from testimonia.publish.codes import WeaponCodes, of_type, of_weapon, section, state
from testimonia.publish.gtd_columns import COLUMNS
from testimonia.publish.loss import Lost, dropped
from testimonia.publish.parties import Party, basis, doers
from testimonia.publish.sentences import deed, disagreement, harm, named, number, responsibility

_VICINITY = {1: 0, 2: 1}
_NO_WEAPON = WeaponCodes("13", "Unknown")
_FIRST = 9001
Cells = dict[str, Cell]


def held(incident: Incident) -> str:
    """Why GTD has no row for the incident, or ""."""
    if incident.status == "threatened":
        return "threats, which GTD does not count"
    return "" if incident.date.start else "incidents without a date, which GTD does not have"


def cells(incident: Incident, running: int) -> Cells:
    """The cells of an incident by column; `running` counts the incidents of its day from 1. A column that is not there
    is empty."""
    out = {
        **_when(incident, running), **_where(incident), **_what(incident), **_whom(incident), **_who(incident),
        **_claimed(incident), **_weapons(incident), **_hurt(incident), **_kidnapped(incident), **_sources(incident),
    }  # fmt: skip
    assert out.keys() <= set(COLUMNS), sorted(out.keys() - set(COLUMNS))
    return out


def day_key(incident: Incident) -> str:
    """`yyyymmdd`, with `00` for a month or day that is not known: the first eight digits of `eventid`."""
    year, month, day = _ymd(incident)
    return f"{year:04d}{month:02d}{day:02d}"


def _ymd(i: Incident) -> tuple[int, int, int]:
    first = date.fromisoformat((i.date.start or "")[:10])
    last = date.fromordinal(i.date.days[1]) if i.date.days else first
    if i.date.precision == "year" or (i.date.precision is None and (last - first).days > 31):
        return first.year, 0, 0
    exact = i.date.precision == "day" or first == last
    return first.year, first.month, first.day if exact else 0


def _when(i: Incident, running: int) -> Cells:
    year, month, day = _ymd(i)
    spans = i.date.end not in (None, i.date.start)
    lasts = i.type == "abduction" or (spans and bool(of_type(i.type).lasts) and i.date.precision == "day")
    return {
        "eventid": int(f"{day_key(i)}{_FIRST - 1 + running}"), "iyear": year, "imonth": month, "iday": day,
        "approxdate": f"{i.date.start} to {i.date.end}" if spans else "", "extended": int(lasts),
        "resolution": i.date.end if lasts and spans else "",
    }  # fmt: skip


def _where(i: Incident) -> Cells:
    land, place, point = state(i.country), i.locality, i.point
    exact = point or place
    vicinity = _VICINITY.get(exact.precision or 0, -9) if exact else -9
    return {
        "country": land.gtd, "country_txt": land.gtd_name, "region": land.gtd_region,
        "region_txt": section("region", 1).get(land.gtd_region, ("",))[0],
        "provstate": (named(place) if place.kind == "province" else place.admin1 or "Unknown") if place else "Unknown",
        "city": named(place) if place and place.kind in ("settlement", "site") else "Unknown",
        "latitude": point.lat if point else None, "longitude": point.lon if point else None,
        "specificity": exact.specificity if exact else 5, "vicinity": vicinity,
        "location": joined((p.name for p in i.places), ", "), "summary": _summary(i),
    }  # fmt: skip


def _summary(i: Incident) -> str:
    """Opens with the date as GTD writes it, ends with who claimed it."""
    year, month, day = _ymd(i)
    said = [f"{month:02d}/{day:02d}/{year:04d}: {deed(i)[:1].upper()}{deed(i)[1:]}."]
    said += [f"{harm(i)}." if harm(i) else "Casualties are unknown.", responsibility(i) or "No claim is known."]
    return " ".join(said)


def _what(i: Incident) -> Cells:
    attack = of_type(i.type).attack
    suicide = i.type == "suicide_bombing" or any(w.cls == "suicide_vest" for w in i.weapons)
    by_state = bool(doers(i)) and doers(i)[0].is_state
    out: Cells = {
        "success": int(i.status != "foiled"), "suicide": int(suicide), "attacktype1": attack,
        "attacktype1_txt": section("attack", 1)[attack][0],
        "property": 1 if i.type == "arson_destruction" or any(t.cls == "property" for t in i.targets) else -9,
        "INT_LOG": -9, "INT_IDEO": -9, "INT_MISC": -9, "INT_ANY": -9, "doubtterr": 1 if by_state else -9,
    }  # fmt: skip
    if out["property"] == 1:
        out |= {"propextent": 4, "propextent_txt": "Unknown"}
    if by_state:
        out |= {"alternative": 5, "alternative_txt": "State Actors"}
    return out


def _whom(i: Incident) -> Cells:
    out: Cells = {}
    for n, target in enumerate(i.targets[:3], start=1):
        code, words = section("target", 4).get(target.cls, ("20", "Unknown"))[:2]
        out |= {f"targtype{n}": code, f"targtype{n}_txt": words, f"target{n}": target.name}
    return out or {"targtype1": "20", "targtype1_txt": "Unknown"}


def _who(i: Incident) -> Cells:
    known = [p for p in doers(i) if p.name]
    out: Cells = {"gname": "Unknown", "individual": 0, "nperps": _participants(i), "nperpcap": -99}
    for n, party in enumerate(known[:3], start=1):
        out |= {"gname" if n == 1 else f"gname{n}": party.force or party.name, f"guncertain{n}": _doubt(i, party)}
    return out


def _participants(i: Incident) -> int:
    best = i.tolls.get("participants", Toll()).best
    return -99 if best is None else best


def _doubt(i: Incident, party: Party) -> int:
    """1 where the group is only accused, 0 where it says so itself or the reports state it."""
    return int(basis(i, party.told) == "blamed")


def _claimed(i: Incident) -> Cells:
    claims = [c for c in i.claims if c.stance == "claimed"]
    if not claims:
        return {"claimed": -9}
    mode: Cells = {"claimed": 1, "claimmode": 10, "claimmode_txt": "Unknown",
                   "compclaim": int(len({c.by for c in claims}) > 1)}  # fmt: skip
    for n in range(2, min(len(claims), 3) + 1):
        mode |= {f"claim{n}": 1, f"claimmode{n}": 10, f"claimmode{n}_txt": "Unknown"}
    return mode


def _weapons(i: Incident) -> Cells:
    found = list(dict.fromkeys(code._replace(mode="", strike="") for w in i.weapons if (code := of_weapon(w.cls)).gtd))
    out: Cells = {"weapdetail": joined((w.cls.replace("_", " ") for w in i.weapons), ", ")}
    for n, code in enumerate(found[:4] or [_NO_WEAPON], start=1):
        out |= {f"weaptype{n}": code.gtd, f"weaptype{n}_txt": code.gtd_words}
        out |= {f"weapsubtype{n}": code.gtd_sub, f"weapsubtype{n}_txt": code.gtd_sub_words}
    return out


def _hurt(i: Incident) -> Cells:
    dead, hurt = i.tolls.get("killed_all", Toll()), i.tolls.get("injured", Toll())
    attackers = dead.by_class.get("attackers")
    wounded = hurt.by_class.get("attackers")
    return {"nkill": dead.best, "nkillter": attackers.best if attackers else None, "nwound": hurt.best,
            "nwoundte": wounded.best if wounded else None}  # fmt: skip


def _kidnapped(i: Incident) -> Cells:
    taken, freed = i.tolls.get("abducted", Toll()), i.tolls.get("freed", Toll())
    if i.type != "abduction" and not taken.best:
        return {"ishostkid": 0 if taken.best == 0 else -9}
    out: Cells = {"ishostkid": 1, "nhostkid": -99 if taken.best is None else taken.best, "nhours": -99, "ndays": -99,
                  "ransom": -9, "nreleased": -99 if freed.best is None else freed.best}  # fmt: skip
    return out | {"hostkidoutcome": 7, "hostkidoutcome_txt": "Unknown"}


def _sources(i: Incident) -> Cells:
    cited = [joined((a.publisher or a.document, (a.published or "")[:10], a.url), ", ") for a in i.accounts]
    toll = i.tolls.get("killed_all", Toll())
    notes = [f"Testimonia {i.id}.", f"Dead: {number(toll)}." if number(toll) else "", disagreement(i)]
    if i.status == "disputed":
        notes.append("It is disputed that it happened.")
    return {**{f"scite{n}": text for n, text in enumerate(cited[:3], start=1)}, "dbsource": "Testimonia",
            "addnotes": " ".join(n for n in notes if n)}  # fmt: skip


class GtdExport:
    """One row an incident."""

    name = "gtd"
    suffix = ".gtd.csv"
    loss = (
        "GTD has one number of dead and of wounded: classes of victims, further effects, single figures with their "
        "speakers, named victims, more than three sources and incidents without a date are left out."
    )

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write the header, then one row for each incident that GTD can hold, in the order given."""
        write_rows(chain((COLUMNS,), _rows(incidents)), out)

    def losses(self, incident: Incident) -> Iterator[Lost]:
        """What GTD has no column for; whole incidents that it has no row for."""
        why = held(incident)
        if why:
            yield Lost(why, incident.headline or incident.type)
            return
        yield from dropped(
            incident, ("figures", "speakers", "denied", "quotes", "reasons", "victims", "grade", "radius")
        )
        yield from dropped(incident, ("praise",))
        for effect, toll in incident.tolls.items():
            yield from (Lost("tolls by class of victims", f"{w} {effect}") for w in toll.by_class if w != "attackers")
            if effect not in ("killed", "killed_all", "injured", "abducted", "freed", "participants") and number(toll):
                yield Lost("tolls of other effects", f"{number(toll)} {effect}")
        yield from (Lost("sources beyond three", a.document) for a in incident.accounts[3:])
        yield from (Lost("targets beyond three", t.name) for t in incident.targets[3:])
        yield from (Lost("denials of responsibility", c.by) for c in incident.claims if c.stance == "denied")


def _rows(incidents: Iterator[Incident]) -> Iterator[tuple[Cell, ...]]:
    """Rows with running numbers; what is remembered is one number a day, however many incidents there are."""
    running: dict[str, int] = {}
    for incident in incidents:
        if held(incident):
            continue
        day = day_key(incident)
        running[day] = running.get(day, 0) + 1
        found = cells(incident, running[day])
        yield tuple(found.get(column) for column in COLUMNS)
