"""testimonia ingest, incidents, why, export and the judgements."""

import csv
import io
import json
import os
from pathlib import Path

from testimonia.read import triage
from testimonia.store import Ledger
from tests.journeys.shell import Typed
from tests.tables.test_gather_glance import BANK, page


def exported(typed: Typed, ledger: Path, *words: str) -> list[dict]:  # type: ignore[type-arg]
    done = typed("export", "--ledger", ledger, *words)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def raid_of(typed: Typed, ledger: Path) -> dict:  # type: ignore[type-arg]
    return next(i for i in exported(typed, ledger) if i["date"]["start"] == "2018-05-04")


def test_ingesting_again_adds_nothing(reports: Path, ledger: Path, typed: Typed) -> None:
    before = typed("export", "--ledger", ledger).stdout
    done = typed("ingest", reports, "--ledger", ledger)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("0 new documents, 4 already there")
    assert typed("export", "--ledger", ledger).stdout == before


def test_what_triage_sets_aside_is_recorded_and_read_on_demand(tmp_path: Path, typed: Typed) -> None:
    dull, ledger = tmp_path / "dull.txt", tmp_path / "war.ledger"
    dull.write_text(
        "Bank leaves rate as it is\n\nThe central bank said that prices would rise by two per cent this year."
    )
    said = json.loads(typed("read", dull, "--format", "jsonl").stdout)
    assert (said["read"], said["reader"], said["incidents"]) == (False, triage.NAME, [])
    assert said["reason"].startswith("set aside by triage")
    assert json.loads(typed("read", dull, "--read-all").stdout)["read"] is True
    done = typed("ingest", dull, "--ledger", ledger)
    assert (done.returncode, done.stderr.splitlines()) == (
        0,
        ["1 new documents (1 set aside by triage), 0 already there; the ledger holds 0 incidents"],
    )
    for words, new in ((), 0), (("--read-all",), 1), (("--read-all",), 0), ((), 0):
        assert typed("ingest", dull, "--ledger", ledger, *words).stderr.startswith(f"{new} new documents"), words


def test_a_page_that_triage_sets_aside_is_extracted_with_care_on_demand(tmp_path: Path, typed: Typed) -> None:
    saved, ledger = tmp_path / "saved.html", tmp_path / "war.ledger"
    saved.write_bytes(page(BANK))
    name, texts = json.loads(typed("read", saved, "--format", "jsonl").stdout)["id"], []
    for words, new in ((), 1), ((), 0), (("--read-all",), 1), ((), 0), (("--read-all",), 0):
        done = typed("ingest", saved, "--ledger", ledger, *words)
        assert (done.returncode, done.stderr.split(" new")[0]) == (0, str(new)), words
        with Ledger.open(ledger) as book:
            texts.append(book.document(name).found["text"])
    assert texts == ["first glance", "first glance", *["trafilatura"] * 3]


def test_two_reports_of_one_raid_are_one_incident(ledger: Path, typed: Typed) -> None:
    raid = raid_of(typed, ledger)
    assert [a["document"] for a in raid["accounts"]] == ["raid", "risen"]
    killed = raid["tolls"]["killed"]
    assert (killed["best"], killed["high"], killed["policy"]) == (11, 11, "ucdp")
    assert killed["because"]


def test_the_order_of_arrival_changes_no_byte(reports: Path, ledger: Path, tmp_path: Path, typed: Typed) -> None:
    other = tmp_path / "other.ledger"
    for name in ("risen", "match", "raid", "blast"):
        assert typed("ingest", reports / f"{name}.txt", "--ledger", other).returncode == 0
    assert typed("export", "--ledger", other).stdout == typed("export", "--ledger", ledger).stdout


def test_incidents_are_listed_with_their_sentences(ledger: Path, typed: Typed) -> None:
    done = typed("incidents", "--ledger", ledger)
    assert done.returncode == 0
    assert "2018-05-04" in done.stdout
    assert "[eleven]" in done.stdout.lower()
    assert "The Post, 2018-05-06, raid" in done.stdout
    brief = typed("incidents", "--ledger", ledger, "--brief").stdout.splitlines()
    assert len(brief) == 2


def test_incidents_are_filtered(ledger: Path, typed: Typed) -> None:
    table = [
        (["--since", "2018-05-08"], 1), (["--until", "2018-05-07"], 1), (["--since", "2019"], 0),
        (["--min-killed", "4"], 1), (["--min-killed", "3"], 2), (["--type", "bombing"], 1), (["--limit", "1"], 1),
        (["--country", "ML"], 1), (["--place", "baidoa"], 1), (["--actor", "river liberation"], 1),
    ]  # fmt: skip
    for words, count in table:
        done = typed("incidents", "--ledger", ledger, "--brief", *words)
        assert (done.returncode, len(done.stdout.splitlines())) == (0, count), words


def test_why_tells_the_value_the_rule_and_every_sentence(ledger: Path, typed: Typed) -> None:
    raid = raid_of(typed, ledger)
    done = typed("why", raid["id"], "killed", "--ledger", ledger)
    assert done.returncode == 0
    assert "/ 11 / 11" in done.stdout
    assert "rule ucdp" in done.stdout
    assert "[Eleven] soldiers were killed in Friday's raid on an army post near Gao in Mali" in done.stdout
    assert "killed [nine] soldiers" in done.stdout
    assert "Newswire, 2018-05-07, risen" in done.stdout
    everything = typed("why", raid["id"], "--ledger", ledger).stdout
    assert "one incident" in everything
    assert everything.count("rule ") > 5


def test_why_not(ledger: Path, typed: Typed) -> None:
    raid = raid_of(typed, ledger)
    for words in (["i-nobody"], [raid["id"], "weather"]):
        done = typed("why", *words, "--ledger", ledger)
        assert (done.returncode, done.stdout.count("rule"), len(done.stderr.splitlines())) == (2, 0, 1)


def test_export_says_what_is_lost(ledger: Path, tmp_path: Path, typed: Typed) -> None:
    done = typed("export", "--ledger", ledger, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [r["date_start"] for r in rows] == ["2018-05-04", "2018-05-08"]
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("csv: ")
    out, loss = tmp_path / "out.geojson", tmp_path / "loss.txt"
    done = typed("export", "--ledger", ledger, "--format", "geojson", "--output", out, "--loss", loss)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(json.loads(out.read_text(encoding="utf-8"))["features"]) == 2
    assert "geometry" in loss.read_text(encoding="utf-8")
    assert sorted(p.name for p in tmp_path.glob("*.part")) == []


def test_export_into_a_pipe_leaves_the_pipe_there(ledger: Path, tmp_path: Path, typed: Typed) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)  # held open, so that the writer need not wait
    try:
        done = typed("export", "--ledger", ledger, "--format", "csv", "--loss", pipe)
        assert (done.returncode, pipe.is_fifo()) == (0, True), done.stderr
        assert os.read(reader, 65536)
    finally:
        os.close(reader)


def test_export_as_of_a_day_knows_nothing_of_what_came_later(ledger: Path, typed: Typed) -> None:
    (raid,) = exported(typed, ledger, "--as-of", "2018-05-06")
    assert raid["tolls"]["killed"]["best"] == 9
    assert raid_of(typed, ledger)["tolls"]["killed"]["best"] == 11


def test_export_with_nobody_to_read_it(ledger: Path, typed: Typed) -> None:
    done = typed("export", "--ledger", ledger, "--format", "nonsense")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "geojson" in done.stderr


def test_a_ledger_that_is_none(tmp_path: Path, typed: Typed) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("These are my notes.", encoding="utf-8")
    for path in (file, tmp_path / "nothing.ledger"):
        done = typed("incidents", "--ledger", path)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert file.read_text(encoding="utf-8") == "These are my notes."


def test_judgements_outlive_and_can_be_undone(reports: Path, ledger: Path, typed: Typed) -> None:
    raid = raid_of(typed, ledger)
    before = typed("export", "--ledger", ledger).stdout
    signed = ("--ledger", ledger, "--who", "A. Tester", "--why", "seen otherwise")
    for words in (
        ["reject", raid["id"]], ["split", raid["id"], "risen"], ["set", raid["id"], "type", "other"],
        ["set", raid["id"], "killed", '{"low": 1, "best": 2, "high": 3}'],
        ["merge", *(i["id"] for i in exported(typed, ledger))],
    ):  # fmt: skip
        done = typed(*words, *signed)
        assert done.returncode == 0, done.stderr
        judged = typed("export", "--ledger", ledger).stdout
        assert judged != before
        (reports / "match.txt").touch()
        assert typed("ingest", reports, "--ledger", ledger).returncode == 0
        assert typed("export", "--ledger", ledger).stdout == judged
        assert typed("undo", done.stdout.split(":")[0], *signed).returncode == 0
        assert typed("export", "--ledger", ledger).stdout == before
    listed = typed("judgements", "--ledger", ledger).stdout.splitlines()
    assert len(listed) == 10
    assert all("A. Tester" in line and "seen otherwise" in line for line in listed)


def test_what_a_rebuild_could_not_follow_is_refused(ledger: Path, typed: Typed) -> None:
    raid = raid_of(typed, ledger)
    for words in (["set", raid["id"], "type", "picnic"], ["set", raid["id"], "weather", "fine"], ["merge", raid["id"]],
                  ["split", raid["id"], "match"], ["split", raid["id"], "raid", "risen"], ["undo", "j-0"]):  # fmt: skip
        done = typed(*words, "--ledger", ledger)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1), words
    assert typed("judgements", "--ledger", ledger).stdout == ""
