"""The JSON objects of the API: those of the contract, and what only the web adds to them."""

from __future__ import annotations

from typing import Any

import msgspec

from testimonia.model.codec import read_line
from testimonia.model.text import Evidence, Span
from testimonia.model.world import Incident
from testimonia.pipeline import Cited
from testimonia.publish import geojson, jsonl
from testimonia.web import words
from testimonia.web.desk import Desk, Report
from testimonia.web.judging import state_of
from testimonia.web.quoting import marks, sentences


def listed(incident: Incident) -> dict[str, Any]:
    """An incident in a list: the contract's object (Out 2) with its headline."""
    return jsonl.line(incident) | {"headline": incident.headline}


def whole(desk: Desk, incident: Incident) -> dict[str, Any]:
    """An incident with the reasons: `findings` says how each claim stands to what the ledger holds, `links` why its
    reports are taken to tell of one incident, `evidence` the sentences behind each claim, `state` what a judgement of
    it has to have seen."""
    told = {} if desk.veil or desk.view.past else {"state": state_of(desk, desk.ledger.incident(incident.id))}
    return (
        listed(incident)
        | told
        | {
            "findings": msgspec.to_builtins(incident.findings),
            "links": msgspec.to_builtins(incident.links),
            "evidence": evidence(desk, incident),
        }
    )


def evidence(desk: Desk, incident: Incident) -> list[dict[str, Any]]:
    """Each claim of an incident with the sentences that carry it."""
    cited = desk.cited(incident.id)
    mask = desk.mask(cited.values())
    out = []
    for name, one in cited.items():
        spans = sentences(one.document, (at.span for at in _carrying(one)))
        quotes = [one.document.text[s.start : s.end] for s in spans]
        if mask and one.claim.field == "victims":
            continue
        value = words.said(one.claim.value)
        out.append({
            "claim": name, "field": one.claim.field, "value": mask.text(value) if mask else value,
            "document": one.document.id, "sentences": [mask.text(q) for q in quotes] if mask else quotes,
        })  # fmt: skip
    return out


def _carrying(one: Cited) -> tuple[Evidence, ...]:
    """The words of a claim; of type and status, which all that stands for the incident carries, the first."""
    mentions = one.told.account.mentions[:1]
    return mentions if isinstance(one.claim.value, str) else one.claim.at or mentions


def document(report: Report, *, public: bool) -> dict[str, Any]:
    """A document: with its text and all that was read in it (Out 1), or, in public, the sentences of evidence alone."""
    known = {t.id: i for t, i in zip(report.told, report.incidents, strict=True)}
    if not public:
        line = read_line(report.document, report.reading, with_text=True)
        return line | {"accounts": [{"account": a, "incident": i} for a, i in known.items()]}
    mask, it = report.mask, report.document
    spans = sentences(it, (Span(m.start, m.end) for m in marks(report.claims())))
    return {
        "id": it.id, "title": mask.text(it.title or "") or None, "published": it.published, "publisher": it.publisher,
        "url": it.url, "lang": it.lang,
        "sentences": [{"start": s.start, "end": s.end, "text": mask.text(it.text[s.start : s.end])} for s in spans],
        "accounts": [{"account": a, "incident": i} for a, i in known.items()],
    }  # fmt: skip


def feature(incident: Incident) -> dict[str, Any]:
    """An incident on a map (RFC 7946), with its headline and `circle_km`: the radius in which it happened."""
    made = geojson.feature(incident)
    point = incident.point
    made["properties"]["headline"] = incident.headline
    made["properties"]["circle_km"] = words.circle_km(point) if point else None
    return made
