"""The sample reports and the composed training reports are what their README says: sound annotations of even years."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from testimonia.model import claim

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "src" / "testimonia" / "samples"
REPORTS = ROOT / "training" / "reports"
ANNOTATED = sorted(SAMPLES.glob("*.json")) + sorted(REPORTS.glob("*.json"))
NOTE = "Written for the demonstration in our own words; not a source about the event"

# Where in an incident a word from a fixed list stands, and the list.
LISTS = {
    "places.kind": claim.PlaceKind,
    "perpetrators.basis": claim.Basis,
    "targets.class": claim.TargetClass,
    "weapons.class": claim.WeaponClass,
    "figures.effect": claim.Effect,
    "figures.who": claim.Who,
    "figures.basis": claim.FigureBasis,
    "claims.stance": claim.Stance,
}


def locate(quote: str, text: str) -> tuple[int, int]:
    """Start and end of the words that `quote` marks; ValueError unless it occurs exactly once."""
    plain = quote.replace("[", "", 1).replace("]", "", 1)
    if text.count(plain) != 1:
        raise ValueError(f"found {text.count(plain)} times: {quote!r}")
    at = text.index(plain)
    if "[" not in quote:
        return at, at + len(plain)
    return at + quote.index("["), at + quote.index("]") - 1


def quotes(value: Any) -> Iterator[str]:
    """Every quote below a piece of an annotation."""
    if isinstance(value, dict):
        for key, below in value.items():
            if key in ("at", "mentions"):
                yield from [below] if isinstance(below, str) else below
            else:
                yield from quotes(below)
    elif isinstance(value, list):
        for below in value:
            yield from quotes(below)


def load(path: Path) -> tuple[dict[str, Any], str]:
    return json.loads(path.read_text(encoding="utf-8")), path.with_suffix(".txt").read_text(encoding="utf-8")


def faults(doc: dict[str, Any], text: str) -> list[str]:
    """What is wrong with an annotation, as sentences."""
    out = []
    for quote in quotes(doc):
        try:
            start, end = locate(quote, text)
            if not 0 < end - start < 90:
                out.append(f"empty or long: {quote!r}")
        except ValueError as fault:
            out.append(str(fault))
    for incident in doc["incidents"]:
        out += [f"{incident['key']}: {fault}" for fault in incident_faults(incident, text)]
    if (doc["kind"] == "report") != bool(doc["incidents"]):
        out.append(f"kind {doc['kind']} with {len(doc['incidents'])} incidents")
    return out


def incident_faults(incident: dict[str, Any], text: str) -> Iterator[str]:
    for field, words in (("type", claim.IncidentType), ("status", claim.Status), ("salience", claim.Salience)):
        if incident[field] not in get_args(words):
            yield f"{field} {incident[field]}"
    for path, words in LISTS.items():
        field, key = path.split(".")
        yield from (f"{path} {item[key]}" for item in incident[field] if item[key] not in get_args(words))
    for field in ("places", "perpetrators", "targets", "weapons", "figures", "claims"):
        yield from (f"{field} without words: {item}" for item in incident[field] if not item["at"])
    if not incident["mentions"]:
        yield "no mention"
    when = incident["date"]
    if when["start"] and not (when["start"] <= when["end"] and when["precision"] in get_args(claim.DatePrecision)):
        yield f"date {when}"
    for figure in incident["figures"]:
        known = [figure[key] for key in ("low", "best", "high") if figure[key] is not None]
        if known != sorted(known) or bool(known) == bool(figure["vague"]):
            yield f"figure {figure}"
        if figure["according_to"] and figure["according_to"] not in text:
            yield f"speaker not in the text: {figure['according_to']}"


@pytest.mark.parametrize("path", ANNOTATED, ids=lambda path: path.stem)
def test_every_annotation_is_sound(path: Path) -> None:
    doc, text = load(path)
    assert faults(doc, text) == []
    assert doc["id"] == path.stem
    assert text.startswith(doc["title"] + "\n\n")
    assert doc["licence"] == "Apache-2.0"
    assert int(doc["published"][:4]) % 2 == 0
    assert doc["note"]
    if "invented" not in doc["note"]:
        assert not set(text) & set('“”"'), "words in quotation marks would be words that somebody never said"


@pytest.mark.parametrize(
    ("quote", "text", "meant"),
    [
        ("attack", "an attack", "attack"),
        ("the [attack] on", "an attack, the attack on", "attack"),
        ("[12]", "12 dead", "12"),
        ("attack", "attack after attack", None),
        ("the [raid]", "a raid", None),
    ],
)
def test_a_quote_marks_one_place(quote: str, text: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(ValueError, match="found"):
            locate(quote, text)
    else:
        start, end = locate(quote, text)
        assert text[start:end] == meant


@pytest.mark.parametrize(
    ("field", "value"), [("type", "strike"), ("mentions", ["not in the text"]), ("mentions", []), ("status", "maybe")]
)
def test_the_check_sees_a_fault(field: str, value: object) -> None:
    doc, text = load(SAMPLES / "2016-03-lahore-a.json")
    doc["incidents"][0][field] = value
    assert faults(doc, text)


def shipped() -> Iterator[dict[str, Any]]:
    """Metadata of everything in the samples folder, of whatever format, with the annotation's incidents."""
    for path in sorted(SAMPLES.glob("*.json")):
        yield load(path)[0]
    for path in sorted(SAMPLES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            doc, text = load(REPORTS / f"{document['id']}.json")
            assert document["text"] == text.strip("\n")
            yield document | {"incidents": doc["incidents"]}
    for path in sorted(SAMPLES.glob("*.html")):
        doc, text = load(REPORTS / f"{path.stem}.json")
        page = path.read_text(encoding="utf-8")
        said = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[0])
        assert all(paragraph in page for paragraph in text.strip("\n").split("\n\n"))
        yield {
            "title": said["headline"],
            "published": said["datePublished"],
            "publisher": said["publisher"]["name"],
            "url": said["url"],
            "note": said["creditText"],
            "incidents": doc["incidents"],
        }


def test_samples_say_that_they_are_samples() -> None:
    documents = list(shipped())
    assert 8 <= len(documents) <= 14
    for document in documents:
        assert document["note"] == NOTE
        assert document["publisher"].endswith("(demonstration)")
        assert int(document["published"][:4]) % 2 == 0
    assert len({document["url"] for document in documents}) == len(documents)


def test_samples_tell_incidents_more_than_once_and_disagree() -> None:
    tellings = defaultdict(list)
    for document in shipped():
        for incident in document["incidents"]:
            tellings[incident["key"]].append(incident)
    told_again = {key: told for key, told in tellings.items() if len(told) > 1}
    differing = {
        key
        for key, told in told_again.items()
        if len({best_killed(incident) for incident in told if best_killed(incident) is not None}) > 1
    }
    assert len(told_again) >= 3
    assert len(differing) >= 2


def best_killed(incident: dict[str, Any]) -> int | None:
    """The greatest number of dead that a telling affirms."""
    return max(
        (f["best"] for f in incident["figures"] if f["effect"] == "killed" and f["basis"] == "affirmed" and f["best"]),
        default=None,
    )


def test_samples_show_every_kind_of_case() -> None:
    incidents = [incident for document in shipped() for incident in document["incidents"]]
    types = {incident["type"] for incident in incidents}
    assert types >= {"suicide_bombing", "air_strike", "shelling", "abduction", "clash", "armed_assault", "bombing"}
    assert {claimed["stance"] for incident in incidents for claimed in incident["claims"]} >= {"claimed", "denied"}
    assert {incident["salience"] for incident in incidents} == {"news", "background"}


def test_training_reports_hold_enough_hard_negatives() -> None:
    kinds = [load(path)[0]["kind"] for path in sorted(REPORTS.glob("*.json"))]
    assert kinds.count("other") >= 12
    assert kinds.count("report") >= 20
