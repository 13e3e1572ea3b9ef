"""What one document says, as `read --format jsonl` prints it, keeps to the fixed structure (contract, Out 1)."""

import json
from typing import Any, get_args

import pytest

from testimonia import pipeline
from testimonia.model import claim, codec
from testimonia.model.claim import Reading
from testimonia.model.text import Document

TEXT = """Car bomb kills at least 14 at checkpoint in Mogadishu

MOGADISHU — A car bomb killed at least 14 people, three of them soldiers, and wounded dozens at a checkpoint in the
Somali capital on Friday, police said. Al-Shabaab claimed responsibility for the attack.

More than 200 people have been killed in attacks in Somalia since January, according to the interior ministry.
"""
KEYS = {"id", "title", "published", "publisher", "url", "lang", "kind", "read", "reader", "document_version",
        "incidents", "aggregates"}  # fmt: skip
INCIDENT = ["type", "status", "salience", "mentions", "date", "places", "perpetrators", "targets", "weapons", "figures",
            "claims", "victims", "apart", "confidence"]  # fmt: skip
VALUES: dict[str, set[str]] = {
    "places": {"name", "kind", "country", "lat", "lon", "at", "precision", "confidence"},
    "perpetrators": {"name", "basis", "by", "at", "confidence"},
    "targets": {"name", "class", "at", "confidence"},
    "weapons": {"class", "at", "confidence"},
    "figures": {"effect", "who", "low", "best", "high", "vague", "according_to", "basis", "at", "confidence"},
    "claims": {"by", "stance", "at", "confidence"},
}


def line(text: str, **about: Any) -> dict[str, Any]:
    document = Document(id="x", text=text, **about)
    reading = pipeline.read_document(document, pipeline.reader_named(), pipeline.resolver_with())
    assert isinstance(reading, Reading), str(reading)
    printed = codec.encode(codec.read_line(document, reading))
    got: dict[str, Any] = json.loads(printed)
    return got


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    return line(TEXT, published="2018-05-06")


def test_the_document_has_its_keys_and_no_text(said: dict[str, Any]) -> None:
    assert set(said) == KEYS
    assert (said["read"], said["kind"]) == (True, "report")


def test_an_incident_has_its_keys_in_order(said: dict[str, Any]) -> None:
    assert said["incidents"]
    for incident in said["incidents"]:
        assert list(incident) == INCIDENT
        assert incident["type"] in get_args(claim.IncidentType)
        assert set(incident["confidence"]) == {"incident", "type", "status", "salience"}
        assert {"start", "end", "precision", "at", "confidence"} <= set(incident["date"])


def test_every_value_has_its_keys_its_words_and_its_confidence(said: dict[str, Any]) -> None:
    seen = set()
    for incident in said["incidents"]:
        for field, keys in VALUES.items():
            for value in incident[field]:
                seen.add(field)
                assert keys <= set(value)
                assert 0 <= value["confidence"] <= 1
                for at in value["at"]:
                    assert TEXT[at["start"] : at["end"]] == at["quote"] != ""
        assert incident["mentions"]
        assert all(TEXT[m["start"] : m["end"]] == m["quote"] != "" for m in incident["mentions"])
    assert {"places", "perpetrators", "weapons", "figures", "claims"} <= seen


def test_what_is_not_read_says_why() -> None:
    got = line("Bewaffnete haben am Freitag ein Dorf in der Nähe der Grenze überfallen, wie die Polizei mitteilte.")
    assert (got["read"], got["kind"], got["incidents"]) == (False, None, [])
    assert got["reason"]
    assert line("")["reason"].startswith("no text")
