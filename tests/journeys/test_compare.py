"""testimonia compare."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.journeys.shell import Typed


@pytest.mark.parametrize("table", ["ucdp-ged", "acled", "gtd"])
def test_a_ledger_beside_its_own_export_has_it_all(table: str, ledger: Path, tmp_path: Path, typed: Typed) -> None:
    theirs = tmp_path / "theirs.csv"
    assert typed("export", "--ledger", ledger, "--format", table, "--output", theirs).returncode == 0
    done = typed("compare", theirs, "--as", table, "--ledger", ledger)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 in both: 2 with the same number of dead, 0 with another\n0 of ours")
    assert "the same place (Gao" in " ".join(done.stdout.split())


@pytest.fixture
def ged(ledger: Path, tmp_path: Path, typed: Typed) -> Path:
    """Their table: the raid with another toll, no bomb, an attack that we do not have, and one elsewhere."""
    rows = list(csv.DictReader(io.StringIO(typed("export", "--ledger", ledger, "--format", "ucdp-ged").stdout)))
    raid = next(r for r in rows if r["date_start"] == "2018-05-04")
    bomb = next(r for r in rows if r["date_start"] == "2018-05-08")
    missed = bomb | {"id": "2", "where_coordinates": "Afgooye town", "latitude": "2.14", "longitude": "45.12",
                     "best": "30", "low": "30", "high": "30", "source_headline": "<b>Clash</b> at Afgooye"}  # fmt: skip
    out = tmp_path / "ged.csv"
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(raid))
        writer.writeheader()
        writer.writerows(
            [raid | {"id": "1", "best": "14", "low": "12", "high": "14"}, missed,
             missed | {"id": "3", "country": "Chad"}, missed | {"id": "4", "date_start": "never"}]
        )  # fmt: skip
    return out


def test_what_both_have_what_one_misses_and_where_tolls_differ(ged: Path, ledger: Path, typed: Typed) -> None:
    done = typed("compare", ged, "--as", "ucdp-ged", "--ledger", ledger, "--format", "json")
    assert done.returncode == 1  # a row could not be read
    assert "row 4: its date 'never' is none" in done.stderr
    told = json.loads(done.stdout)
    (both,), (ours,), (theirs,) = told["matches"], told["ours_alone"], told["theirs_alone"]
    assert (both["their_id"], both["difference"], both["toll"]) == ("1", -3, "we have 3 fewer: 11 against 14")
    assert (ours["our_best"], theirs["their_id"], theirs["their_best"]) == (3, "2", 30)
    assert "1 of ucdp-ged outside the countries and days of the other side, not listed" in told["summary"]


def test_as_a_table_and_as_a_page(ged: Path, ledger: Path, tmp_path: Path, typed: Typed) -> None:
    out, page = tmp_path / "out.csv", tmp_path / "out.html"
    done = typed("compare", ged, "--as", "ucdp-ged", "--ledger", ledger, "--format", "csv", "--all", "--output", out,
                 "--html", page)  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert [(r["case"], r["their_id"]) for r in rows] == [("both", "1"), ("ours", ""), ("theirs", "2"), ("theirs", "3")]
    html = page.read_text(encoding="utf-8")
    assert "we have 3 fewer: 11 against 14" in html
    assert "&lt;b&gt;Clash&lt;/b&gt;" in html
    assert "<b>" not in html
    assert "http" not in html  # nothing is loaded from anywhere


def test_both_sides_of_one_country(ged: Path, ledger: Path, typed: Typed) -> None:
    done = typed("compare", ged, "--as", "ucdp-ged", "--ledger", ledger, "--country", "ml", "--format", "json")
    told = json.loads(done.stdout)
    assert [len(told[side]) for side in ("matches", "ours_alone", "theirs_alone")] == [1, 0, 0]


def test_another_table_than_it_says(ged: Path, ledger: Path, typed: Typed) -> None:
    done = typed("compare", ged, "--as", "gtd", "--ledger", ledger)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "use --as ucdp-ged" in done.stderr
