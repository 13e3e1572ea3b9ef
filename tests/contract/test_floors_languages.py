"""Floors of quality for each language that is read: on the reports of our own in `tests/reports/<code>`, by the data
folder's `score.py`. Raised when they are beaten, never lowered."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from testimonia.cli.scoring import annotated, blind
from testimonia.model.claim import Reading
from testimonia.model.codec import read_line
from testimonia.pipeline import read_document, reader_named, resolver_with
from testimonia.read.languages import supported

REPORTS = Path(__file__).parents[1] / "reports"
FLOORS = {
    "fr": {"incident (news)": 0.93, "date": 0.93, "place": 0.84, "figure": 0.84, "type": 0.93},
    "ar": {"incident (news)": 0.95, "date": 0.95, "place": 0.72, "figure": 0.80, "type": 0.85},
    "es": {"incident (news)": 0.95, "date": 0.95, "place": 0.78, "figure": 0.77, "type": 0.92},
    "pt": {"incident (news)": 0.95, "date": 0.95, "place": 0.72, "figure": 0.81, "type": 0.86},
    "ru": {"incident (news)": 0.98, "date": 0.98, "place": 0.80, "figure": 0.69, "type": 0.75},
    "uk": {"incident (news)": 0.98, "date": 0.98, "place": 0.86, "figure": 0.78, "type": 0.86},
}
FALSE_ALARMS = 1  # of the three texts of each language that hold no incident


def table(code: str, data: Path, folder: Path) -> dict:
    reader, resolver = reader_named("neural"), resolver_with()
    with (folder / "read.jsonl").open("w", encoding="utf-8") as out:
        for path, gold in annotated(REPORTS / code):
            document = blind(path, gold)
            got = read_document(document, reader, resolver)
            assert isinstance(got, Reading)
            assert got.read, got.reason
            assert got.language == code
            out.write(json.dumps(read_line(document, got, with_text=True), default=lambda e: e) + "\n")
    command = [sys.executable, "-B", str(data / "reports/score.py"), "reports", str(REPORTS / code)]
    done = subprocess.run([*command, str(folder / "read.jsonl"), "--json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("code", sorted(FLOORS))
def test_a_language_stays_as_good_as_it_was(code: str, data: Path, tmp_path: Path) -> None:
    got = table(code, data, tmp_path)
    assert got["quotes out of place"].startswith("0 of ")
    assert int(got["false alarms on other texts"].split()[0]) <= FALSE_ALARMS
    below = {field: (got[field]["f1"], floor) for field, floor in FLOORS[code].items() if got[field]["f1"] < floor}
    assert below == {}


def test_every_language_that_is_read_has_a_floor_and_twenty_reports() -> None:
    assert set(supported()) == {"en", *FLOORS}
    for code in FLOORS:
        assert len(list(annotated(REPORTS / code))) >= 20


def test_the_reports_are_annotated_as_the_scheme_says(data: Path) -> None:
    for code in FLOORS:
        command = [sys.executable, "-B", str(data / "reports/check.py"), str(REPORTS / code)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
