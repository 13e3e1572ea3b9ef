"""The rules of what a project counts, recorded with its ledger once: every later command goes by them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from testimonia import judging, pipeline
from testimonia import open as open_ledger
from testimonia.cli import main
from testimonia.store import Ledger
from tests.faulty import report
from tests.serving import serving


@pytest.fixture
def filled(place: Path | str) -> Path | str:
    """A ledger of incidents with twelve and with three dead."""
    with Ledger.open(place, "write", create=True) as ledger:
        ledger.record(*report(0))
        pipeline.rebuild(ledger)
    return place


def told(*words: str) -> str:
    done = CliRunner().invoke(main, [*words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_every_later_command_marks_by_the_rules_of_the_ledger(filled: Path | str, tmp_path: Path) -> None:
    at = ("--ledger", str(filled))
    rules = tmp_path / "scope.toml"
    rules.write_text('name = "Gao"\nmin_killed = 5')
    assert told("scope", *at) == "everything: no scope is recorded\n"
    assert "[outside]" not in told("incidents", *at, "--brief")
    made = told("scope", str(rules), *at, "--who", "ada", "--why", "agreed").split(":")[0]
    rules.unlink()  # it is in the ledger now
    assert '"name":"Gao"' in told("scope", *at)
    assert told("incidents", *at, "--brief").count("[outside]") == 1
    assert "killed 3" in told("incidents", *at, "--brief", "--only", "outside")
    assert told("export", *at, "--format", "jsonl", "--only", "inside").count('"inside":true') == 1
    with open_ledger(filled) as opened:
        assert sorted(bool(i.scope and i.scope.inside) for i in opened.incidents()) == [False, True]
    with serving(filled) as client:
        shown = client.get("/incidents").json()["incidents"]
        assert sorted(i["scope"]["inside"] for i in shown) == [False, True]
        assert client.get(f"/incidents/{shown[0]['id']}").json()["scope"] == shown[0]["scope"]
    assert f"{made}" in told("judgements", *at)
    told("undo", made, *at)
    assert "[outside]" not in told("incidents", *at, "--brief")


def test_the_newest_rules_hold_and_others_can_be_tried(filled: Path | str, tmp_path: Path) -> None:
    at = ("--ledger", str(filled))
    for killed in (50, 5, 1):
        (tmp_path / f"{killed}.toml").write_text(f"min_killed = {killed}")
    told("scope", str(tmp_path / "50.toml"), *at)
    told("scope", str(tmp_path / "1.toml"), *at)
    assert "[outside]" not in told("incidents", *at, "--brief")
    assert told("incidents", *at, "--brief", "--scope", str(tmp_path / "5.toml")).count("[outside]") == 1
    with Ledger.open(filled) as ledger:
        found = judging.scope(ledger)
        assert found is not None
        assert found.min_killed == 1


def test_recording_them_computes_nothing_anew(filled: Path | str, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("min_killed = 5")
    with Ledger.open(filled) as ledger:
        before = ledger.digest()
    told("scope", str(tmp_path / "s.toml"), "--ledger", str(filled))
    with Ledger.open(filled) as ledger:
        assert (ledger.digest(), ledger.stale) == (before, False)
        assert all(i.scope is None for i in ledger.incidents())  # the edition is the same whatever is counted


def test_only_needs_rules(filled: Path | str) -> None:
    done = CliRunner().invoke(main, ["incidents", "--ledger", str(filled), "--only", "inside"])
    assert done.exit_code == 2
    assert "record them with `testimonia scope FILE`" in done.output
