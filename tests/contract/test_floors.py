"""Floors of quality: raised when they are beaten, never lowered. Scores are those of the data folder's `score.py`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from testimonia.model.codec import read_line
from testimonia.model.text import Document
from testimonia.pipeline import reader_named, resolver_with

# F1 on the development part, end to end, with the gazetteer that ships.
PATTERNS = {
    "incident (news)": 0.87,
    "incident": 0.84,
    "date": 0.75,
    "place": 0.75,
    "country": 0.76,
    "coordinates within 25 km": 0.75,
    "perpetrator": 0.62,
    "target": 0.53,
    "weapon": 0.78,
    "figure value": 0.83,
    "figure": 0.70,
    "speaker": 0.45,
    "claim": 0.60,
    "type": 0.82,
    "status": 0.94,
    "salience": 0.89,
}
NEURAL = PATTERNS | {
    "incident (news)": 0.88,
    "incident": 0.85,
    "date": 0.76,
    "place": 0.76,
    "country": 0.77,
    "coordinates within 25 km": 0.76,
    "type": 0.81,
    "salience": 0.91,
}
FLOORS = [(reader, field) for reader in ("patterns", "neural") for field in PATTERNS]
LISTS = ("places", "perpetrators", "targets", "weapons", "figures", "claims")
FALSE_ALARMS = 0.06  # of all texts that hold no incident


def annotated(folder: Path) -> dict[str, dict]:
    docs = (p for p in sorted(folder.rglob("*.json")) if p.name != "ledger.json")
    return {p.stem: json.loads(p.read_text()) | {"path": p} for p in docs}


def read(gold: dict, reader: str) -> dict:
    text = gold["path"].with_suffix(".txt").read_text()
    document = Document(
        id=gold["id"], text=text, title=gold["title"], published=gold["published"], publisher=gold["publisher"]
    )
    return read_line(document, reader_named(reader).read(document, resolver_with(None).marks(document)))


def scores(data: Path, golds: list[dict], folder: Path, reader: str) -> dict:
    """The referee's table for these reports, copied with their readings into an empty folder."""
    lines = []
    for gold in golds:
        for suffix in (".json", ".txt"):
            (folder / gold["path"].name).with_suffix(suffix).write_bytes(gold["path"].with_suffix(suffix).read_bytes())
        lines.append(json.dumps(read(gold, reader)))
    (folder / "read.jsonl").write_text("\n".join(lines))
    referee = data / "reports/score.py"
    command = [sys.executable, str(referee), "reports", str(folder), str(folder / "read.jsonl"), "--json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.fixture(scope="module")
def development(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    part = set(json.loads((data / "reports/split.json").read_text())["development"])
    golds = [g for name, g in annotated(data / "reports/train/real").items() if name in part]
    return {r: scores(data, golds, tmp_path_factory.mktemp(r), r) for r in ("patterns", "neural")}


@pytest.mark.parametrize(("reader", "field"), FLOORS)
def test_no_score_falls_below_its_floor(development: dict[str, dict], reader: str, field: str) -> None:
    assert development[reader][field]["f1"] >= {"patterns": PATTERNS, "neural": NEURAL}[reader][field]


@pytest.mark.parametrize("reader", ["patterns", "neural"])
def test_every_quote_stands_where_it_says(development: dict[str, dict], reader: str) -> None:
    bad, quotes = (int(n) for n in development[reader]["quotes out of place"].split(" of "))
    assert bad == 0
    assert quotes > 500


@pytest.mark.parametrize("reader", ["patterns", "neural"])
def test_few_texts_without_incidents_raise_an_alarm(data: Path, reader: str) -> None:
    others = [g for g in annotated(data / "reports/train").values() if g["kind"] == "other"]
    alarms = [g["id"] for g in others if read(g, reader)["incidents"]]
    assert len(others) >= 60
    assert len(alarms) <= FALSE_ALARMS * len(others), alarms


def test_every_field_is_filled_on_twenty_training_reports(data: Path) -> None:
    filled: Counter[str] = Counter()
    part = set(json.loads((data / "reports/split.json").read_text())["development"])
    for name, gold in annotated(data / "reports/train").items():
        if name in part or gold["kind"] != "report":
            continue
        line = read(gold, "patterns")
        found = line["incidents"]
        filled.update(
            {field for i in found for field in LISTS if i[field]}
            | {f"status {i['status']}" for i in found}
            | {f"salience {i['salience']}" for i in found}
            | {f"basis {p['basis']}" for i in found for p in i["perpetrators"]}
            | {f"effect {f['effect']}" for i in found for f in i["figures"]}
            | {"speaker" for i in found for f in i["figures"] if f["according_to"]}
            | {"vague" for i in found for f in i["figures"] if f["vague"]}
            | {"date" for i in found if i["date"]["at"]}
            | ({"aggregates"} if line["aggregates"] else set())
        )  # fmt: skip
    fields = [*LISTS, "speaker", "vague", "date", "aggregates"]
    fields += ["status occurred", "status foiled", "salience news", "salience background"]
    fields += [f"basis {b}" for b in ("stated", "claimed", "blamed", "denied")]
    fields += [f"effect {e}" for e in ("killed", "injured", "abducted", "arrested", "participants")]
    assert {f: filled[f] for f in fields if filled[f] < 20} == {}


@pytest.mark.parametrize("reader", ["patterns", "neural"])
def test_the_acceptance_article_is_read_right(data: Path, tmp_path: Path, reader: str) -> None:
    golds = list(annotated(data / "reports/acceptance").values())
    table = scores(data, golds, tmp_path, reader)
    for field in ("incident", "incident (news)", "date", "claim", "type", "status", "salience", "speaker"):
        assert table[field]["f1"] == 1.0, field
    for field in ("country", "place", "figure value"):
        assert table[field]["f1"] >= 0.8, field
    line = read(golds[0], reader)
    numbers = {(a["effect"], a["best"]) for a in line["aggregates"]}
    assert ("killed", 600) in numbers
    assert any(effect == "displaced" for effect, _ in numbers)
    names = {p["name"] for i in line["incidents"][:2] for p in i["places"] if p["kind"] != "country"}
    assert len(names) == 1  # two spellings, one place
