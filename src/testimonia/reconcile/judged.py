"""What a person set stands above what the reports say: `set` judgements on a reconciled incident."""

from __future__ import annotations

from collections.abc import Iterable
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
} | {f"tolls/{effect}": Range for effect in TOLLS}


def set_value(judgement: Judgement) -> Any:
    """The value that a `set` judgement carries, as the type of its field; raises UsageError naming what may be set."""
    if judgement.field not in SETTABLE:
        raise UsageError(f"{judgement.field!r} cannot be set; set one of {', '.join(SETTABLE)}")
    if judgement.value is None:
        raise UsageError(f"the judgement {judgement.id} sets {judgement.field} to nothing; give a value as JSON")
    try:
        return msgspec.json.decode(judgement.value, type=SETTABLE[judgement.field])
    except msgspec.MsgspecError as fault:
        raise UsageError(f"{judgement.field}: {fault} (the value of judgement {judgement.id})") from fault


def settle(incident: Incident, cluster: Cluster, judgements: Iterable[Judgement]) -> Incident:
    """The incident with what people set, oldest first, so that the newest stands; its findings tell both sides."""
    ids = {told.id for told in cluster.accounts}
    for judgement in standing(judgements):
        if judgement.verdict == "set" and ids & set(judgement.subjects):
            incident = _apply(incident, cluster, judgement)
    return incident


def _apply(incident: Incident, cluster: Cluster, judgement: Judgement) -> Incident:
    field, value = judgement.field or "", set_value(judgement)
    why = f": {judgement.why}" if judgement.why else ""
    because = f"{judgement.who} set it on {judgement.when[:10]}{why}."
    if field.startswith("tolls/"):
        effect = field.removeprefix("tolls/")
        was = incident.tolls.get(effect, Toll())
        toll = msgspec.structs.replace(was, low=value.low, best=value.best, high=value.high,
                                       because=f"{because} The reports: {was.because}")  # fmt: skip
        incident = msgspec.structs.replace(incident, tolls=incident.tolls | {effect: toll})
        field = f"figures/{effect}"
    else:
        incident = msgspec.structs.replace(incident, **{field: value})
    findings = tuple(_overruled(f, cluster, value, because) if f.field == field else f for f in incident.findings)
    return msgspec.structs.replace(incident, findings=findings)


def _overruled(finding: Finding, cluster: Cluster, value: Any, because: str) -> Finding:
    """The finding under a person's word: claims of a single value stand for or against it, the others as they stood."""
    rule, told = "judgement", f"{because} The reports: {finding.because}"
    if finding.field not in ("type", "status"):
        return msgspec.structs.replace(finding, rule=rule, because=told)
    claims = [c for t in cluster.accounts for c in t.claims() if c.field == finding.field]
    supports = tuple(c.id for c in claims if c.value == value)
    contradicts = tuple(c.id for c in claims if c.value != value)
    return Finding(field=finding.field, rule=rule, because=told, supports=supports, contradicts=contradicts)
