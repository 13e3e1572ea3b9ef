"""The description of the API (OpenAPI 3.1), made from the types and the table of filters, with examples."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any, get_args

import msgspec

from testimonia import plugins
from testimonia.model.claim import Account, Aggregate, Figure
from testimonia.model.text import Evidence
from testimonia.model.world import Finding, Link
from testimonia.web.body import Text
from testimonia.web.desk import By
from testimonia.web.examples import (
    DOCUMENT,
    EVENT,
    FEATURE,
    FEED,
    HEALTH,
    INCIDENT,
    JUDGEMENT,
    PICTURE_OF,
    PROBLEM,
    QUEUE,
    ROWS,
    SUMS,
    TEXT,
    WISH,
)  # fmt: skip
from testimonia.web.filters import BY, PARAMETERS, PICTURE, VIEW, Parameter, paging
from testimonia.web.problems import MEDIA
from testimonia.web.settings import MOST_ENTRIES, MOST_FEATURES
from testimonia.web.wish import Wish

_TYPES = (Account, Aggregate, Figure, Evidence, Finding, Link, Text, Wish)
_REF = "#/components/schemas/"


def _ref(name: str) -> dict[str, str]:
    return {"$ref": _REF + name}


def _parameter(p: Parameter) -> dict[str, Any]:
    made = {"name": p.name, "in": "query", "description": p.about, "schema": p.schema}
    return made | ({"example": p.example} if p.example != "" else {})


def _answers(media: str, schema: dict[str, Any], *faults: int, example: Any = None) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": schema}
    if example is not None:
        content["example"] = example
    said = {MEDIA: {"schema": _ref("Problem"), "example": PROBLEM}}
    problem = {"description": "What is wrong, and what to do.", "content": said}
    every = sorted({*faults, 503})  # a ledger may be out of reach at any moment
    return {"200": {"description": "As asked.", "content": {media: content}}} | {str(f): problem for f in every}


def _get(about: str, answers: dict[str, Any], parameters: tuple[Parameter, ...] = (), path: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"summary": about, "responses": answers}
    stated = [_parameter(p) for p in parameters]
    if path:
        sample = {"id": INCIDENT["id"], "document": DOCUMENT["id"]}[path]
        stated.append({"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": sample})
    return {"get": made | ({"parameters": stated} if stated else {})}


def _object(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _schemas() -> dict[str, Any]:
    _, made = msgspec.json.schema_components(_TYPES, ref_template=_REF + "{name}")
    text, number = {"type": "string"}, _or_null({"type": "integer"})
    toll = _object(("low", "best", "high"), low=number, best=number, high=number, policy=_or_null(text),
                   because=_or_null(text), by_class={"type": "object"})  # fmt: skip
    incident = _object(
        ("id", "type", "status", "date", "places", "tolls", "accounts"), id=text, type=text, status=text,
        headline=text, scope={"type": "object"}, date={"type": "object"}, places={"type": "array"},
        perpetrators={"type": "array"},
        claims={"type": "array"}, targets={"type": "array"}, weapons={"type": "array"}, grade=_or_null(text),
        tolls={"type": "object", "additionalProperties": toll}, victims={"type": "array"}, accounts={"type": "array"},
        findings={"type": "array", "items": _ref("Finding")}, links={"type": "array", "items": _ref("Link")},
        evidence={"type": "array"}, state=text,
    )  # fmt: skip
    document = _object(
        ("id",), id=text, title=_or_null(text), text=text, published=_or_null(text), publisher=_or_null(text),
        url=_or_null(text), read={"type": "boolean"}, reason=text,
        incidents={"type": "array", "items": _ref("Account")}, aggregates={"type": "array", "items": _ref("Aggregate")},
    )  # fmt: skip
    problem = _object(("type", "title", "status", "detail"), type=text, title=text, status={"type": "integer"},
                      detail=text, instance=text, field=text)  # fmt: skip
    numbers = ("incidents", "low", "best", "high")
    ours = {
        "Incident": incident,
        "Document": document,
        "Problem": problem,
        "Page": _object(("incidents", "next"), incidents={"type": "array", "items": _ref("Incident")},
                        next=_or_null(text)),
        "Features": _object(("type", "features"), type={"const": "FeatureCollection"}, features={"type": "array"},
                            next=_or_null(text)),
        "Judgement": _object(
            ("id", "when", "who", "verdict"), id=text, when=text, who=text, verdict=text, why=text,
            number={"type": "integer"},
            subjects={"type": "array", "items": text}, apart={"type": "array", "items": text}, field=_or_null(text),
            value={}, undoes=_or_null(text), standing={"type": "boolean"}, stale={"type": "boolean"},
            incident=_or_null(text)),
        "Judgements": _object(("judgements", "next"), judgements={"type": "array", "items": _ref("Judgement")},
                              next=_or_null({"type": "integer"})),
        "Queue": _object(("items",), items={"type": "array", "items": _object(
            ("kind", "incident", "seen", "because"), kind=text, incident=text, other=_or_null(text), headline=text,
            because=text, weight={"type": "number"}, seen={"type": "object", "additionalProperties": text})}),
        "Sum": _object(numbers, month=_or_null(text), name=_or_null(text), **{n: {"type": "integer"} for n in numbers}),
        "Tally": _object((), **{by: {"type": "array", "items": _ref("Sum")} for by in ("months", *get_args(By)[1:])}),
    }  # fmt: skip
    return made | ours


_SINCE = Parameter("since", "The id of the last event that was got (or Last-Event-ID, as browsers do); else from now.",
                   {"type": "string", "pattern": r"^(\d{1,15}\.\d{1,15})?$"}, "12.3")  # fmt: skip
_BEFORE = Parameter("before", "`next` of the page before.", {"type": "string", "pattern": r"^[0-9]{0,15}$"}, "120")


def _needs(path: dict[str, Any]) -> dict[str, Any]:
    """The path with the token that it needs."""
    for operation in path.values():
        operation["security"] = [{"token": []}]
    return path


def _judgements() -> dict[str, Any]:
    """What people judged, and how one judges."""
    made = _answers("application/json", _ref("Judgement"), 400, 401, 403, 404, 409, 413, 415, 422, 429, 503,
                    example=JUDGEMENT)  # fmt: skip
    post = {
        "post": {
            "summary": "Judges, on what one has seen; what has changed meanwhile is refused (409).",
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": _ref("Wish"), "example": WISH}},
            },
            "responses": {"201" if status == "200" else status: answer for status, answer in made.items()},
        }
    }
    answers = _answers(
        "application/json", _ref("Judgements"), 400, 401, example={"judgements": [JUDGEMENT], "next": None}
    )
    return _get("What people judged, the newest first.", answers, (_BEFORE,)) | _needs(post)


def _paths() -> dict[str, Any]:
    every, many, feed = ((*PARAMETERS, *paging(most)) for most in (1000, MOST_FEATURES, MOST_ENTRIES))
    page = {"incidents": [INCIDENT], "next": None}
    send = {mime: {"schema": schema, "example": sample} for mime, schema, sample in (
        ("application/json", _ref("Text"), TEXT), ("text/plain", {"type": "string"}, TEXT["text"]))}  # fmt: skip
    export = _get(
        "Everything that the filters mean, streamed.", _answers("*/*", {}, 400, 404, example=ROWS), PARAMETERS
    )
    export["get"]["parameters"].append({
        "name": "format", "in": "path", "required": True,
        "schema": {"type": "string", "enum": list(plugins.names("exports"))}, "example": "csv",
    })  # fmt: skip
    features = {"type": "FeatureCollection", "features": [FEATURE], "next": None}
    json, geojson, text = "application/json", "application/geo+json", {"type": "string"}
    return {
        "/incidents": _get("A page of the list.", _answers(json, _ref("Page"), 400, 404, example=page), every),
        "/incidents.geojson": _get("The same as a map.",
                                   _answers(geojson, _ref("Features"), 400, 404, example=features), many),
        "/clusters": _get("What a map shows at a zoom: incidents that lie close are one feature, with their number.",
                          _answers(geojson, _ref("Features"), 400, example=PICTURE_OF), (*PARAMETERS, *PICTURE)),
        "/incidents/{id}": _get("One incident with the reasons; ids of former days are redirected.",
                                _answers(json, _ref("Incident"), 400, 404, example=INCIDENT),
                                tuple(p for p in PARAMETERS if p.name in VIEW), path="id"),
        "/documents/{id}": _get("A report and what was read in it.",
                                _answers(json, _ref("Document"), 404, example=DOCUMENT), path="document"),
        "/tally": _get("Incidents and deaths by month, or by actor, country or place.",
                       _answers(json, _ref("Tally"), 400, example=SUMS), (*PARAMETERS, BY)),
        "/read": {"post": {
            "summary": "Reads a text; nothing is stored.", "requestBody": {"required": True, "content": send},
            "responses": _answers(json, _ref("Document"), 400, 413, 415, 422, 429, 503, example=DOCUMENT)}},
        "/judgements": _judgements(),
        "/review": _needs(_get("What is worth a reviewer's time, the weightiest first.",
                               _answers(json, _ref("Queue"), 401, 403, example=QUEUE))),
        "/events": _get("Incidents that are new or have changed, as they come (Server-Sent Events); without end.",
                        _answers("text/event-stream", text, 400, 503, example=EVENT), (_SINCE,)),
        "/export/{format}": export,
        "/feed.atom": _get("The latest incidents.",
                           _answers("application/atom+xml", text, 400, 404, example=FEED), feed),
        "/health": _get("Whether the ledger can be read.", _answers(json, {"type": "object"}, 503, example=HEALTH)),
    }  # fmt: skip


@cache
def description(public: bool) -> dict[str, Any]:
    """The whole description. `public`: what is withheld is said."""
    about = "Incidents of armed violence as news reports tell them, each value with the words that carry it."
    if public:
        about += " Points are coarse, victims have no names, reports show sentences of evidence only."
    return {
        "openapi": "3.1.0",
        "info": {"title": "Testimonia", "version": version("testimonia"), "description": about},
        "paths": _paths(),
        "components": {"schemas": _schemas(), "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }
