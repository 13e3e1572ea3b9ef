"""JSON Lines: the ledger's own format, one incident a line (contract.md, Out 2). It loses nothing but the reasoning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, get_args

import msgspec

from testimonia.model import codec
from testimonia.model.claim import Period, Perpetrator, Place, Responsibility, Target, Who
from testimonia.model.world import TOLLS, Incident, Testimony, Toll, Total
from testimonia.publish.loss import Lost

CLASSES: tuple[str, ...] = get_args(Who)


def line(incident: Incident) -> dict[str, Any]:
    """One incident as the builtins of its JSON object, keys in the contract's order.

    Evidence stands only where its document is named (in `accounts`, and for victims): a span without its text cuts
    nothing.
    """
    date = incident.date
    out: dict[str, Any] = {
        "id": incident.id,
        "type": incident.type,
        "status": incident.status,
        "date": _period(date),
        "places": [_place(p) for p in incident.places],
        "perpetrators": [_perpetrator(p) for p in incident.perpetrators],
        "claims": [_responsibility(c) for c in incident.claims],
        "targets": [_target(t) for t in incident.targets],
        "weapons": [{"class": w.cls} for w in incident.weapons],
        "grade": incident.grade,
        "tolls": {effect: _toll(incident.tolls.get(effect, Toll())) for effect in TOLLS},
        "victims": msgspec.to_builtins(incident.victims),
        "accounts": [_testimony(a) for a in incident.accounts],
    }
    if date.start is None:
        out["date"]["unresolved"] = date.unresolved or "no document gives a date"
    if incident.scope:
        out["scope"] = {"inside": incident.scope.inside, "because": incident.scope.because}
    return out


def _period(p: Period) -> dict[str, Any]:
    return {"start": p.start, "end": p.end, "precision": p.precision, "date_prec": p.date_prec}


def _place(p: Place) -> dict[str, Any]:
    out = {"name": p.name, "kind": p.kind, "country": p.country, "admin1": p.admin1, "admin2": p.admin2,
           "lat": p.lat, "lon": p.lon, "geonames_id": p.geonames_id, "precision": p.precision,
           "radius_km": p.radius_km}  # fmt: skip
    return out | ({"unresolved": p.unresolved} if p.unresolved else {})


def _perpetrator(p: Perpetrator) -> dict[str, Any]:
    return {"name": p.name, "actor_id": p.actor_id, "basis": p.basis, "by": p.by}


def _responsibility(c: Responsibility) -> dict[str, Any]:
    return {"by": c.by, "stance": c.stance, "actor_id": c.actor_id}


def _target(t: Target) -> dict[str, Any]:
    return {"name": t.name, "class": t.cls, "actor_id": t.actor_id}


def _toll(t: Toll) -> dict[str, Any]:
    parts = sorted(t.by_class.items(), key=lambda item: CLASSES.index(item[0]) if item[0] in CLASSES else len(CLASSES))
    return {"low": t.low, "best": t.best, "high": t.high, "policy": t.policy or None, "because": t.because or None,
            "by_class": {who: {"low": r.low, "best": r.best, "high": r.high} for who, r in parts}}  # fmt: skip


def _testimony(a: Testimony) -> dict[str, Any]:
    return {"document": a.document, "publisher": a.publisher, "published": a.published, "url": a.url,
            "mentions": msgspec.to_builtins(a.mentions), "figures": msgspec.to_builtins(a.figures)}  # fmt: skip


def total(told: Total) -> dict[str, Any]:
    """One total over several incidents, with the report that tells it, as the builtins of its JSON object."""
    a = told.aggregate
    return {"kind": "aggregate", "document": told.document, "publisher": told.publisher, "published": told.published,
            "url": told.url, "about": a.about, "effect": a.effect, "who": a.who, "low": a.low, "best": a.best,
            "high": a.high, "vague": a.vague, "period": a.period and _period(a.period),
            "place": a.place and _place(a.place), "confidence": a.confidence,
            "at": msgspec.to_builtins(a.at)}  # fmt: skip


class JsonlExport:
    """One JSON object a line."""

    name = "jsonl"
    suffix = ".jsonl"
    loss = "Nothing of an incident is lost; the reasons behind each value stay in the ledger (testimonia why)."

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write each incident as one line, in the order given."""
        for incident in incidents:
            out.write(codec.encode(line(incident)) + b"\n")

    def write_totals(self, totals: Iterator[Total], out: IO[bytes]) -> None:
        """Write each total over several incidents as one line, in the order given."""
        for told in totals:
            out.write(codec.encode(total(told)) + b"\n")

    def losses(self, incident: Incident) -> Iterator[Lost]:  # noqa: ARG002
        """Nothing."""
        return iter(())
