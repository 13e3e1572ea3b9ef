"""ACLED: the 31 columns of its export, one row a day of an incident (codes as since 2024).

`fatalities` counts everybody (`killed_all`), is never empty, and is divided evenly over the days of an incident that
lasts; 0 means that none was reported. Ids are ours: `TESTIMONIA-MLI-…`. The layout is ACLED's, the data are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain
from typing import IO

from testimonia.model.claim import Place
from testimonia.model.world import Incident, Toll
from testimonia.publish.cells import Cell, joined, write_rows
from testimonia.publish.codes import of_type, of_weapon, section, state
from testimonia.publish.loss import Lost, dropped
from testimonia.publish.numbering import number_of
from testimonia.publish.parties import NOBODY, Party, aim, attacked, doers
from testimonia.publish.sentences import deed, disagreement, harm, named, responsibility

COLUMNS: tuple[str, ...] = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
_LONGEST = 31  # days; a longer span is a doubt about the date, not an incident that lasts
_INTERACTION = ("State forces", "Rebel group", "Political militia", "Identity militia", "Rioters", "Protesters",
                "Civilians", "External/Other forces")  # fmt: skip
_UNNAMED = {"military": "Unidentified Military Forces", "police": "Unidentified Police Forces",
            "militants": "Unidentified Armed Group"}  # fmt: skip
_PEOPLE = {"women": "Women", "journalists": "Journalists", "aid_workers": "Aid Workers"}


def days(incident: Incident) -> tuple[date, ...]:
    """The days that get a row: each day of fighting or shelling that is told to have lasted three days or more, else
    one (the earliest of a week, the middle of a month). Two days are a night, or a doubt. None where there is no date.
    """
    span = incident.date.days
    if span is None:
        return ()
    first, last = span
    lasted = of_type(incident.type).lasts and incident.date.precision == "day" and 2 <= last - first < _LONGEST
    if lasted:
        return tuple(map(date.fromordinal, range(first, last + 1)))
    return (date.fromordinal(first if last - first < 7 else (first + last) // 2),)


def time_precision(incident: Incident) -> int:
    """ACLED's code: 1 the day, 2 within a week, 3 within a month or more."""
    first, last = incident.date.days or (0, 0)
    many = last - first + 1
    return 1 if many == 1 or len(days(incident)) > 1 else 2 if many <= 7 else 3


def shares(total: int, parts: int) -> tuple[int, ...]:
    """A number divided evenly, what is left over to the first: shares(10, 3) == (4, 3, 3)."""
    return tuple(total // parts + (n < total % parts) for n in range(parts))


def rows(incident: Incident) -> Iterator[tuple[Cell, ...]]:
    """One row for each day, in the order of COLUMNS; none where `held` says why."""
    if held(incident):
        return
    when = days(incident)
    dead = shares(_toll(incident).best or 0, len(when))
    for n, (day, fatalities) in enumerate(zip(when, dead, strict=True), start=1):
        yield _row(incident, day, fatalities, n, len(when))


def held(incident: Incident) -> str:
    """Why ACLED has no row for the incident, or ""."""
    if incident.status in ("foiled", "threatened"):
        return "events that did not happen"
    return "" if incident.date.start else "incidents without a date, which ACLED does not have"


def _toll(i: Incident) -> Toll:
    return i.tolls.get("killed_all") or i.tolls.get("killed") or Toll()


def _row(i: Incident, day: date, fatalities: int, n: int, of: int) -> tuple[Cell, ...]:
    land = state(i.country)
    civilian = aim(i) == "civilian"
    sub = sub_event(i)
    event, disorder = section("subevent", 2)[sub]
    name = f"TESTIMONIA-{land.iso3 or 'XXX'}-{number_of(i.id)}" + (f"-{n}" if of > 1 else "")
    return (
        name, day.isoformat(), day.year, time_precision(i), disorder, event, sub, *_actors(i, civilian),
        "Civilian targeting" if civilian else "", land.number, land.acled_region, land.name or i.country,
        *_where(i), joined(a.publisher or a.document for a in i.accounts), "", _notes(i, day, fatalities, of),
        fatalities, _tags(i, event), _changed(i),
    )  # fmt: skip


def sub_event(i: Incident) -> str:
    """ACLED's sub-event: that of the type, by whom it was aimed at.

    Of an explosion or a strike, that of the weapon where the weapons agree on one (a bombing by grenade is `Grenade`),
    unless somebody blew himself up. `Strategic developments` hurt nobody: where somebody was killed or injured, it is
    that of an assault.
    """
    sub = _by_aim(i, i.type)
    event = section("subevent", 2)[sub][0]
    if event == "Strategic developments" and aim(i) and any(_best(i, effect) for effect in ("killed", "injured")):
        return _by_aim(i, "armed_assault")
    by_weapon = {strike for w in i.weapons if (strike := of_weapon(w.cls).strike)}
    remote = event == "Explosions/Remote violence" and sub != "Suicide bomb"
    return by_weapon.pop() if remote and len(by_weapon) == 1 else sub


def _by_aim(i: Incident, kind: str) -> str:
    codes = of_type(kind)
    return {"civilian": codes.against_civilians, "armed": codes.against_armed}.get(aim(i), codes.against_somebody)


def _best(i: Incident, effect: str) -> int:
    return i.tolls.get(effect, Toll()).best or 0


def _actors(i: Incident, civilian: bool) -> tuple[Cell, ...]:
    """actor1, assoc_actor_1, inter1, actor2, assoc_actor_2, inter2, interaction."""
    by = doers(i)
    first = by[0] if by else NOBODY
    land = state(i.country).name or i.country or ""
    one = first.force or _unknown(i, land)
    allies = joined(p.force for p in by[1:] if p.force)
    kind1 = first.acled_kind(i.country) or (
        "" if first.name else "External/Other forces" if _flown(i) else "Political militia"
    )
    if civilian:
        who = joined(f"{_PEOPLE[t.cls]} ({land})" if land else _PEOPLE[t.cls] for t in i.targets if t.cls in _PEOPLE)
        return one, allies, kind1, f"Civilians ({land})" if land else "Civilians", who, "Civilians", _both(kind1)
    against = [p for p in attacked(i) if p.force != one]
    second: Party = against[0] if against else NOBODY
    others = joined(p.force for p in against[1:])
    kind2 = second.acled_kind(i.country)
    two = second.force or next((_UNNAMED[t.cls] for t in i.targets if t.cls in _UNNAMED), "")
    return one, allies, kind1, two, others, kind2, _both(kind1, kind2) if two or not kind1 else f"{kind1} only"


def _flown(i: Incident) -> bool:
    return i.type == "air_strike"


def _unknown(i: Incident, land: str) -> str:
    """ACLED's own name of whom nobody names: from the air it is an army."""
    return "Unidentified Military Forces" if _flown(i) else f"Unidentified Armed Group{f' ({land})' if land else ''}"


def _both(one: str, two: str = "Civilians") -> str:
    """`State forces-Rebel group` in the codebook's order, or "" where a kind is not known."""
    if not one or not two:
        return ""
    return "-".join(sorted((one, two), key=_INTERACTION.index))


def _where(i: Incident) -> tuple[Cell, ...]:
    """admin1, admin2, admin3, location, latitude, longitude, geo_precision."""
    place, point = i.locality, i.point
    exact = point or place
    code = exact.geo_precision if exact else None
    return (
        _admin(place, "province"), _admin(place, "district"), "", named(exact) if exact else "",
        point.lat if point else None, point.lon if point else None, code,
    )  # fmt: skip


def _admin(place: Place | None, kind: str) -> str:
    if place is None:
        return ""
    given = place.admin1 if kind == "province" else place.admin2
    return given or (named(place) if place.kind == kind else "")


def _notes(i: Incident, day: date, fatalities: int, of: int) -> str:
    """Opens with the day, closes with the toll and what sources disagree on."""
    unsure = i.date.end not in (None, i.date.start) and of == 1
    span = f" (reported as {i.date.start} to {i.date.end})" if unsure else ""
    said = [f"On {day.day} {day:%B} {day.year}{span}, {deed(i)}."]
    total = _toll(i)
    said += [responsibility(i)]
    if of > 1 and total.best is not None:
        said.append(f"One of {of} days; {total.best} fatalities in all, divided evenly: {fatalities}.")
    said += [f"{harm(i)}."] if harm(i) else []
    said += ["Fatalities unknown, coded as 0."] if total.best is None else []
    said.append(disagreement(i))
    return " ".join(s for s in said if s)


def _tags(i: Incident, event: str) -> str:
    if event not in ("Protests", "Riots"):
        return ""
    crowd = i.tolls.get("participants", Toll()).best
    return f"crowd size={'no report' if crowd is None else crowd}"


def _changed(i: Incident) -> int | None:
    """Unix time of the latest publication at midnight UTC: when the incident was last told anew."""
    latest = max((a.published[:10] for a in i.accounts if a.published), default=None)
    return int(datetime.fromisoformat(latest).replace(tzinfo=UTC).timestamp()) if latest else None


class AcledExport:
    """One row a day of an incident."""

    name = "acled"
    suffix = ".acled.csv"
    loss = (
        "ACLED has one number of fatalities a day: ranges, classes, other effects, single figures with their speakers, "
        "named victims, addresses of reports and incidents without a date or that did not happen are left out."
    )

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write the header, then the rows of each incident in the order given."""
        write_rows(chain((COLUMNS,), (row for incident in incidents for row in rows(incident))), out)

    def losses(self, incident: Incident) -> Iterator[Lost]:
        """What ACLED has no column for; whole incidents that it has no row for."""
        why = held(incident)
        if why:
            yield Lost(why, incident.headline or incident.type)
            return
        yield from dropped(incident, ("figures", "speakers", "denied", "quotes", "reasons", "ranges", "classes"))
        yield from dropped(
            incident, ("beyond_hurt", "victims", "basis", "weapons", "grade", "radius", "places", "urls")
        )
        first, last = incident.date.days or (0, 0)
        if last > first and len(days(incident)) == 1:
            yield Lost("spans of days, told as one day", f"{incident.date.start} to {incident.date.end}")
        if _toll(incident).best is None:
            yield Lost("unknown tolls, coded as 0", incident.headline or incident.type)
