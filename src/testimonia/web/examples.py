"""Examples for the description of the API; the report is invented."""

from __future__ import annotations

from typing import Any

_BODY = "Gunmen killed nine soldiers in a raid on a post near Gao in Mali on Friday, the defence ministry said."
TEXT: dict[str, Any] = {"text": _BODY, "published": "2018-05-06", "publisher": "The Post"}
_NINE = {"start": 14, "end": 18, "quote": "nine"}
_FIGURE = {"effect": "killed", "who": "military", "low": 9, "best": 9, "high": 9, "vague": None,
           "according_to": "the defence ministry", "basis": "affirmed", "at": [_NINE], "confidence": 0.9}  # fmt: skip
_PLACE = {"name": "Gao", "kind": "settlement", "country": "ML", "lat": 16.27, "lon": -0.04, "precision": 2,
          "geonames_id": 2457161, "radius_km": None}  # fmt: skip
_MENTION = {"start": 33, "end": 37, "quote": "raid"}
INCIDENT: dict[str, Any] = {
    "id": "i-0123456789abcdef", "type": "armed_assault", "status": "occurred",
    "headline": "9 killed in armed assault, Gao, Mali, 4 May 2018",
    "date": {"start": "2018-05-04", "end": "2018-05-04", "precision": "day"}, "places": [_PLACE],
    "perpetrators": [{"name": "gunmen", "actor_id": None, "basis": "stated", "by": None}], "claims": [],
    "targets": [{"name": "nine soldiers", "class": "military", "actor_id": None}], "weapons": [], "grade": "weak",
    "tolls": {"killed": {"low": 9, "best": 9, "high": 9, "policy": "ucdp",
                         "because": "Best is 9 from the defence ministry, the only figure that counts.",
                         "by_class": {"military": {"low": 9, "best": 9, "high": 9}}}},
    "victims": [],
    "accounts": [{"document": "example-1", "publisher": "The Post", "published": "2018-05-06", "url": None,
                  "mentions": [_MENTION], "figures": [_FIGURE]}],
}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "id": "example-1", "title": None, "published": "2018-05-06", "publisher": "The Post", "url": None, "lang": None,
    "text": _BODY, "kind": "report", "read": True,
    "incidents": [{"type": "armed_assault", "status": "occurred", "salience": "news", "mentions": [_MENTION],
                   "figures": [_FIGURE]}],
    "aggregates": [],
}  # fmt: skip
WISH: dict[str, Any] = {
    "verdict": "set", "incident": "i-0123456789abcdef", "seen": {"i-0123456789abcdef": "0123456789abcdef01234567"},
    "field": "killed", "value": {"low": 9, "best": 10, "high": 10}, "why": "the ministry's list has ten names",
}  # fmt: skip
_AT = {"type": "Point", "coordinates": [-0.04, 16.27]}
FEATURE: dict[str, Any] = {
    "type": "Feature", "id": INCIDENT["id"], "geometry": _AT,
    "properties": {"headline": INCIDENT["headline"], "circle_km": 25.0, "type": "armed_assault", "killed": 9},
}  # fmt: skip
PICTURE_OF: dict[str, Any] = {
    "type": "FeatureCollection", "bbox": [-0.04, 3.11, 43.65, 16.27], "count": 13, "without": 0,
    "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [43.6, 3.1]}, "bbox": [43.5, 3.0, 43.7, 3.2],
         "properties": {"count": 12, "killed": 40}},
        {"type": "Feature", "id": INCIDENT["id"], "geometry": _AT,
         "properties": {"count": 1, "killed": 9, "headline": INCIDENT["headline"], "circle_km": 25.0}},
    ],
}  # fmt: skip
SUMS: dict[str, Any] = {"actor": [{"name": "River Front", "incidents": 3, "low": 12, "best": 14, "high": 20}]}
JUDGEMENT: dict[str, Any] = {
    "id": "j-0123456789abcdef", "when": "2018-06-01T10:00:00Z", "who": "amina", "verdict": "set", "why": WISH["why"],
    "number": 7, "subjects": ["a-0123456789abcdef"], "field": "killed", "value": WISH["value"], "standing": True,
}  # fmt: skip
QUEUE: dict[str, Any] = {"items": [{
    "kind": "unsure", "incident": INCIDENT["id"], "other": None, "seen": WISH["seen"], "headline": INCIDENT["headline"],
    "weight": 1.8, "because": "The reader is least sure of the place (0.55).",
}]}  # fmt: skip
PROBLEM: dict[str, Any] = {
    "type": "about:blank", "title": "Bad Request", "status": 400, "instance": "/incidents", "field": "country",
    "detail": "country takes an ISO code of two letters, as ML.",
}  # fmt: skip
EVENT = (
    f'id: 12.3\nevent: incident\ndata: {{"id": "{INCIDENT["id"]}", "type": "armed_assault", "status": "occurred"}}\n\n'
)
FEED = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Incidents</title><entry><title>{INCIDENT["headline"]}</title>\
<updated>2018-05-06T00:00:00Z</updated></entry></feed>"""
HEALTH: dict[str, Any] = {"status": "ok", "stale": False, "counts": {"documents": 3, "incidents": 2}}
ROWS = f"id,type,date\n{INCIDENT['id']},armed_assault,2018-05-04\n"
