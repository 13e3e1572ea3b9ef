"""What a format cannot hold: told in numbers and examples, refused where asked, silent where nothing is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings

import testimonia
from testimonia import plugins
from testimonia.cli import main
from testimonia.model.world import Incident
from testimonia.publish.loss import FEATURES, Accountable, Tally
from tests.laws.strategies import incidents
from tests.publishing import ALL, RAID, RUMOUR, SIEGE

WHOLE = ("jsonl", "parquet")


def tally(name: str, *incidents: Incident) -> Tally:
    counted = Tally(plugins.make("exports", name))
    assert list(counted.watch(incidents)) == list(incidents)
    return counted


@pytest.mark.parametrize("name", plugins.names("exports"))
def test_every_format_tells_what_it_loses(name: str) -> None:
    assert isinstance(plugins.make("exports", name), Accountable)
    got = tally(name, *ALL)
    assert got.lossy == (name not in WHOLE)
    assert got.report().startswith(f"{name}: 3 incidents\n")
    assert ("Nothing is lost." in got.report()) == (name in WHOLE)


KINDS = [
    ("csv", RAID, "1 speakers of figures"), ("csv", SIEGE, "1 figures that contradict each other"),
    ("csv", RAID, "1 ages, sexes, classes and effects of named victims"), ("csv", SIEGE, "1 further places"),
    ("acled", SIEGE, "2 ranges of a toll"), ("acled", RAID, "1 spans of days, told as one day"),
    ("acled", RUMOUR, "1 incidents without a date, which ACLED does not have"),
    ("ucdp-ged", RUMOUR, "1 incidents without a reported death, which GED does not have"),
    ("ucdp-ged", SIEGE, "2 tolls of other effects than death"), ("gtd", RAID, "1 denials of responsibility"),
    ("geojson", RUMOUR, "1 incidents without coordinates: on no map"), ("polecat", SIEGE, "4 tolls"),
    ("hxl", SIEGE, "1 weapons"), ("ftm", SIEGE, "2 precision of places"), ("csv-claims", RAID, "1 named victims"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "incident", "kind"), KINDS)
def test_kinds_of_loss_are_counted(name: str, incident: Incident, kind: str) -> None:
    said = tally(name, incident).summary()
    assert said.startswith(f"{name}: cannot hold ")
    assert kind in said.removeprefix(f"{name}: cannot hold ").split("; ")


def test_the_report_shows_three_examples_with_their_incidents() -> None:
    report = tally("csv", *[SIEGE] * 5).report()
    assert "5 figures that contradict each other, in 5 incidents; for example" in report
    assert report.count("  i-00000000000000a3: 8 or 10 all killed\n") == 3


def test_nothing_is_lost_where_there_is_nothing() -> None:
    assert not tally("csv", RUMOUR).lossy
    assert not tally("ftm").lossy


@settings(max_examples=40)
@given(incidents())
def test_any_incident_can_be_searched_for_anything(incident: Incident) -> None:
    for what, find in FEATURES.values():
        assert what
        assert all(isinstance(example, str) for example in find(incident))


class Foreign:
    """An export of somebody else's, which tells of no loss but in its sentence."""

    name, suffix, loss = "count", ".txt", "Everything but the number is lost."

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        out.write(b"%d\n" % sum(1 for _ in incidents))


def test_a_format_of_somebody_else_is_taken_at_its_sentence() -> None:
    counted = Tally(Foreign())
    list(counted.watch([RAID]))
    assert counted.lossy
    assert counted.summary() == "count: Everything but the number is lost."


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from testimonia.store import Ledger

    path = tmp_path_factory.mktemp("loss") / "war.ledger"
    folder = tmp_path_factory.mktemp("reports")
    text = "Raiders attack\n\nGunmen killed 12 people in Gao, Mali, on Friday, the governor said. Eight were soldiers."
    (folder / "one.txt").write_text(text, encoding="utf-8")
    words = ["ingest", str(folder), "--ledger", str(path), "--published", "2019-11-03"]
    assert CliRunner().invoke(main, words).exit_code == 0
    with Ledger.open(path) as opened:
        assert opened.counts().incidents == 1
    return path


def export(ledger: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["export", "--ledger", str(ledger), *words])


def test_one_line_where_something_is_lost_and_none_where_nothing_is(ledger: Path, tmp_path: Path) -> None:
    for name in plugins.names("exports"):
        done = export(ledger, "--format", name, "--output", str(tmp_path / name))
        assert done.exit_code == 0
        assert len(done.stderr.splitlines()) == (name not in WHOLE), name
        assert (tmp_path / name).stat().st_size > 0


def test_the_report_goes_into_a_file(ledger: Path, tmp_path: Path) -> None:
    into = ("--output", str(tmp_path / "gtd.csv"), "--loss", str(tmp_path / "lost.txt"))
    done = export(ledger, "--format", "gtd", *into)
    assert (done.exit_code, done.stderr) == (0, "")
    report = (tmp_path / "lost.txt").read_text(encoding="utf-8")
    assert report.startswith("gtd: 1 incidents\n")
    assert "speakers of figures, in 1 incidents; for example" in report


def test_strict_refuses_a_lossy_export_and_writes_nothing(ledger: Path, tmp_path: Path) -> None:
    out, lost = tmp_path / "out.csv", tmp_path / "lost.txt"
    done = export(ledger, "--format", "csv", "--strict", "--output", str(out), "--loss", str(lost))
    assert done.exit_code == 1
    assert "cannot hold" in done.stderr
    assert "leave --strict out" in done.stderr
    assert not out.exists()
    assert lost.exists()
    done = export(ledger, "--format", "parquet", "--strict", "--output", str(out))
    assert (done.exit_code, done.stderr) == (0, "")
    assert out.exists()


def test_rows_of_claims(ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "claims.csv"
    assert export(ledger, "--format", "csv", "--rows", "claims", "--output", str(out)).exit_code == 0
    head, first, *_ = out.read_text(encoding="utf-8").splitlines()
    assert head.startswith("incident,claim,document")
    assert "supports" in first
    done = export(ledger, "--format", "gtd", "--rows", "claims")
    assert done.exit_code != 0
    assert "csv" in done.stderr


def test_python_exports_and_gives_the_report(ledger: Path, tmp_path: Path) -> None:
    with testimonia.open(ledger) as opened:
        report = opened.incidents().export("ucdp-ged", tmp_path / "ged.csv")
    assert report.startswith("ucdp-ged: 1 incidents\n")
    assert (tmp_path / "ged.csv").read_bytes().startswith(b"id,relid,year,")
