"""What a person set stands above what the reports say: `set` judgements on a reconciled incident."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from testimonia.model.claim import (
    IncidentType,
    Period,
    Perpetrator,
    Place,
    Responsibility,
    Status,
    Target,
    Victim,
    Weapon,
)
from testimonia.model.errors import UsageError
from testimonia.model.judgement import Judgement, standing
from testimonia.model.world import TOLLS, Cluster, Finding, Incident, Range, Toll

SETTABLE: dict[str, Any] = {
    "type": IncidentType,
    "status": Status,
    "date": Period,
    "places": tuple[Place, ...],
    "perpetrators": tuple[Perpetrator, ...],
    "claims": tuple[Responsibility, ...],
    "targets": tuple[Target, ...],
    "weapons": tuple[Weapon, ...],
    "victims": tuple[Victim, ...],
    "grade": str,
    "headline": str,
} | {f"tolls/{effect}": Range | int for effect in TOLLS}


def set_value(judgement: Judgement) -> Any:
    """The value that a `set` judgement carries, as the type of its field; raises UsageError naming what may be set."""
    if judgement.field not in SETTABLE:
        raise UsageError(f"{judgement.field!r} cannot be set; set one of {', '.join(SETTABLE)}")
    if not judgement.carries:
        raise UsageError(f"the judgement {judgement.id} sets {judgement.field} to nothing; give a value as JSON")
    try:
        value = msgspec.json.decode(judgement.value, type=SETTABLE[judgement.field])
    except msgspec.MsgspecError as fault:
        raise UsageError(f"{judgement.field}: {fault} (the value of judgement {judgement.id})") from fault
    return _range(judgement.field, value) if judgement.field.startswith("tolls/") else value


def unsound(value: Any) -> str | None:
    """What is wrong with a date or places that a person gives, in words: no rebuild could follow them."""
    if isinstance(value, Period):
        try:
            days = value.days
            date.fromisoformat((value.end or "2000-01-01")[:10])
        except ValueError:
            return f"{value.start} to {value.end} are no days (write 2019-11-03)"
        return None if days or value.unresolved else 'give a day: {"start": "2019-11-03", "end": "2019-11-03"}'
    for place in value if isinstance(value, tuple) else ():
        if isinstance(place, Place) and not (abs(place.lat or 0) <= 90 and abs(place.lon or 0) <= 180):
            return f"{place.name} has no point on earth: latitude {place.lat}, longitude {place.lon}"
        if isinstance(place, Place) and (place.lat is None) != (place.lon is None):
            return f"{place.name}: a point needs both lat and lon"
    return None


def _range(field: str, value: Range | int) -> Range:
    """Three numbers in their order: a single number stands for all three, a missing bound for the best."""
    given = Range(value, value, value) if isinstance(value, int) else value
    best = given.best
    if best is None:
        raise UsageError(f'{field}: give at least the best number, as 54 or {{"low": 49, "best": 54, "high": 60}}')
    low, high = best if given.low is None else given.low, best if given.high is None else given.high
    if not 0 <= low <= best <= high:
        raise UsageError(
            f"{field}: {low}, {best}, {high} are not low, best and high in their order; no number is below 0"
        )
    return Range(low, best, high)


def settle(incident: Incident, cluster: Cluster, judgements: Iterable[Judgement]) -> Incident:
    """The incident with what people set, oldest first, so that the newest stands; its findings tell both sides."""
    ids = {told.id for told in cluster.accounts}
    sets = [j for j in standing(judgements) if j.verdict == "set" and ids & set(j.subjects)]
    everybody_set = any(j.field == "tolls/killed_all" for j in sets)
    for judgement in sets:
        incident = _apply(incident, cluster, judgement, everybody_set=everybody_set)
    return incident


def _apply(incident: Incident, cluster: Cluster, judgement: Judgement, *, everybody_set: bool) -> Incident:
    field, value = judgement.field or "", set_value(judgement)
    why = f": {judgement.why}" if judgement.why else ""
    because = f"{judgement.who} set it on {judgement.when[:10]}{why}."
    if field.startswith("tolls/"):
        effect = field.removeprefix("tolls/")
        tolls = incident.tolls | {effect: _set(incident.tolls[effect], value, because)}
        if effect == "killed" and not everybody_set:
            tolls["killed_all"] = _everybody(incident, value, because)
        incident = msgspec.structs.replace(incident, tolls=tolls)
        field = f"figures/{effect}"
    else:
        incident = msgspec.structs.replace(incident, **{field: value})
    findings = tuple(_overruled(f, cluster, value, because) if f.field == field else f for f in incident.findings)
    return msgspec.structs.replace(incident, findings=findings)


def _set(was: Toll, value: Range, because: str) -> Toll:
    told = f"{because} The reports: {was.because}"
    return msgspec.structs.replace(was, low=value.low, best=value.best, high=value.high, because=told)


def _everybody(incident: Incident, value: Range, because: str) -> Toll:
    """Everybody's toll where a person set that of the victims: the attackers on top, as the reports count them."""
    victims, everybody = incident.tolls["killed"], incident.tolls["killed_all"]
    pairs = ((value.low, victims.low, everybody.low), (value.best, victims.best, everybody.best),
             (value.high, victims.high, everybody.high))  # fmt: skip
    low, best, high = ((given or 0) + max(0, (all_ or 0) - (was or 0)) for given, was, all_ in pairs)
    return _set(everybody, Range(low, max(low, best), max(low, best, high)), because)


def _overruled(finding: Finding, cluster: Cluster, value: Any, because: str) -> Finding:
    """The finding under a person's word: claims of a single value stand for or against it, the others as they stood."""
    rule, told = "judgement", f"{because} The reports: {finding.because}"
    if finding.field not in ("type", "status"):
        return msgspec.structs.replace(finding, rule=rule, because=told)
    claims = [c for t in cluster.accounts for c in t.claims() if c.field == finding.field]
    supports = tuple(c.id for c in claims if c.value == value)
    contradicts = tuple(c.id for c in claims if c.value != value)
    return Finding(field=finding.field, rule=rule, because=told, supports=supports, contradicts=contradicts)
