"""testimonia demo, evaluate, actors, gazetteer, completion, and how the command line behaves in a shell."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from testimonia.cli import COMMANDS
from tests.journeys.shell import Typed

SCORE = """#!/usr/bin/env python3
import json, pathlib, sys
what, gold, found = sys.argv[1:4]
lines = [json.loads(x) for x in pathlib.Path(found).read_text(encoding="utf-8").splitlines()]
ids = sorted(d["id"] for d in lines)
print(what, len(list(pathlib.Path(gold).glob("*.json"))), ids, all("text" in d for d in lines))
"""


@pytest.fixture
def gold(reports: Path, tmp_path: Path) -> Path:
    """The reports as annotations, with a referee beside them that prints what it got."""
    for path in reports.glob("*.json"):
        about = json.loads(path.read_text(encoding="utf-8"))
        about |= {"kind": "other" if path.stem == "match" else "report", "incidents": []}
        path.write_text(json.dumps(about), encoding="utf-8")
    (tmp_path / "score.py").write_text(SCORE, encoding="utf-8")
    (tmp_path / "split.json").write_text('{"development": ["raid", "blast"]}', encoding="utf-8")
    return reports


def test_evaluate_hands_readings_to_the_referee(gold: Path, tmp_path: Path, typed: Typed) -> None:
    only = tmp_path / "ids.txt"
    only.write_text("match\n", encoding="utf-8")
    table: list[tuple[list[object], str]] = [
        ([], "reports 4 ['blast', 'match', 'raid', 'risen'] True"),
        (["--split", "development"], "reports 2 ['blast', 'raid'] True"),
        (["--kind", "other"], "reports 1 ['match'] True"),
        (["--only", only], "reports 1 ['match'] True"),
    ]
    for words, printed in table:
        done = typed("evaluate", gold, *words)
        assert (done.returncode, done.stdout.strip(), done.stderr) == (0, printed, "")


def test_evaluate_without_a_referee_says_the_cure(gold: Path, tmp_path: Path, typed: Typed) -> None:
    (tmp_path / "score.py").unlink()
    done = typed("evaluate", gold, TESTIMONIA_DATA=str(tmp_path / "nothing"))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "TESTIMONIA_DATA" in done.stderr


def test_evaluate_on_real_annotations(data: Path, typed: Typed) -> None:
    done = typed("evaluate", data / "reports" / "acceptance", "--json")
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)
    assert (got["documents"], got["read"], got["texts that differ"]) == (1, 1, 0)
    assert got["quotes out of place"].startswith("0 of ")


def test_demo_shows_a_ledger_of_the_samples(tmp_path: Path, typed: Typed) -> None:
    done = typed("demo", "--ledger", tmp_path / "demo.ledger")
    assert (done.returncode, done.stderr) == (0, "")
    assert "reports tell of" in done.stdout
    assert done.stdout.count("told by") >= 5
    assert typed("incidents", "--ledger", tmp_path / "demo.ledger", "--brief").returncode == 0


def test_demo_on_the_users_own_folder(reports: Path, typed: Typed) -> None:
    done = typed("demo", reports)
    assert done.returncode == 0
    assert "4 reports tell of 2 incidents" in done.stdout


def test_actors_are_found_and_shown(typed: Typed) -> None:
    found = json.loads(typed("actors", "search", "boko haram", "--limit", "1", "--format", "jsonl").stdout)
    shown = typed("actors", "show", found["id"])
    assert shown.returncode == 0
    assert found["name"] in shown.stdout
    for words in (["search", "zzzzqqqqxxxx"], ["show", "no-such-actor"]):
        done = typed("actors", *words)
        assert (done.returncode != 0, len(done.stderr.splitlines())) == (True, 1)


def test_a_gazetteer_is_built_and_used(tmp_path: Path, raid: Path, typed: Typed) -> None:
    dump = tmp_path / "XX.txt"
    cells = ["900001", "Testimonia Wells", "Testimonia Wells", "", "16.5", "-0.5", "P", "PPL", "ML", "", "04"]
    cells += ["", "", "", "500", "", "250", "Africa/Bamako", "2020-01-01"]
    dump.write_text("\t".join(cells) + "\n", encoding="utf-8")
    out = tmp_path / "own.gazetteer"
    done = typed("gazetteer", "build", dump, "--out", out)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "places" in done.stderr
    raid.write_text(raid.read_text(encoding="utf-8").replace("Gao", "Testimonia Wells"), encoding="utf-8")
    got = json.loads(typed("read", raid, "--published", "2018-05-06", "--gazetteer", out).stdout)
    assert (got["incidents"][0]["places"][0]["lat"], got["incidents"][0]["places"][0]["country"]) == (16.5, "ML")


def test_a_gazetteer_that_is_none(raid: Path, tmp_path: Path, typed: Typed) -> None:
    done = typed("read", raid, "--gazetteer", raid)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert typed("gazetteer", "build", raid).returncode == 2


@pytest.mark.parametrize("command", [[name] for name in COMMANDS if name not in ("actors", "gazetteer")] + [
    ["actors", "search"], ["actors", "show"], ["gazetteer", "build"],
])  # fmt: skip
def test_every_command_has_help_with_an_example(command: list[str], typed: Typed) -> None:
    done = typed(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Example" in done.stdout
    assert f"testimonia {' '.join(command)}" in done.stdout


def test_the_overview_names_every_command(typed: Typed) -> None:
    done = typed("--help")
    assert done.returncode == 0
    assert all(f"\n  {name} " in done.stdout for name in COMMANDS)
    assert typed("--version").stdout.startswith("testimonia ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str, typed: Typed) -> None:
    if shell == "bash":  # click asks the shell for its version
        assert "_TESTIMONIA_COMPLETE=bash_complete" in typed("completion", "bash").stdout
    else:
        assert f"_TESTIMONIA_COMPLETE={shell}_complete" in typed("completion", shell).stdout


def test_completion_completes(typed: Typed) -> None:
    done = typed(_TESTIMONIA_COMPLETE="bash_complete", COMP_WORDS="testimonia inci", COMP_CWORD="1")
    assert done.stdout.strip() == "plain,incidents"


def test_a_reader_that_goes_away_is_no_fault(reports: Path) -> None:
    many = [str(reports)] * 40
    run = subprocess.Popen([sys.executable, "-m", "testimonia", "read", "--with-text", *many],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.readline()
    run.stdout.close()
    assert run.stderr.read() == b""
    assert run.wait(60) == 141


def test_control_c_is_clean(reports: Path) -> None:
    run = subprocess.Popen([sys.executable, "-m", "testimonia", "read", str(reports / "raid.txt"), "-"],
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    assert run.stdout is not None
    assert run.stderr is not None
    assert run.stdout.readline().startswith(b'{"id":"raid"')
    run.send_signal(signal.SIGINT)
    assert run.stderr.read() == b"\ntestimonia: interrupted\n"  # the first line is the one that ^C stands on
    assert run.wait(60) == 130
