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
