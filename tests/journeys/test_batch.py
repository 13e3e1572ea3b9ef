"""Large batches: several processes, what would be done, what came of it, and an interrupt in the midst."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from testimonia.cli.progress import _Done
from testimonia.cli.summary import Summary
from testimonia.model.claim import Reading
from testimonia.model.errors import InputError
from testimonia.model.text import Document
from tests.journeys.conftest import GERMAN, RAID
from tests.journeys.shell import Typed


def test_several_processes_say_the_same_in_the_same_order(reports: Path, tmp_path: Path, typed: Typed) -> None:
    """Law 7."""
    (reports / "empty.txt").write_text("", encoding="utf-8")
    one, two = (typed("read", reports, "--format", "jsonl", "--workers", str(n)) for n in (1, 2))
    assert (one.returncode, one.stdout, one.stderr) == (two.returncode, two.stdout, two.stderr)
    assert len(one.stdout.splitlines()) == 4
    ledgers = [tmp_path / f"{n}.ledger" for n in (1, 2)]
    for ledger, workers in zip(ledgers, ("1", "2"), strict=True):
        done = typed("ingest", reports, "--ledger", ledger, "--workers", workers)
        assert "4 new documents" in done.stderr, done.stderr
        assert "0 new documents" in typed("ingest", reports, "--ledger", ledger, "--workers", workers).stderr
    first, second = (typed("export", "--ledger", ledger).stdout for ledger in ledgers)
    assert first == second


def test_a_reader_that_there_is_not_is_said_once(reports: Path, typed: Typed) -> None:
    done = typed("read", reports, "--workers", "2", "--reader", "tea-leaves")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_a_dry_run_says_what_would_be_done_and_does_nothing(reports: Path, tmp_path: Path, typed: Typed) -> None:
    ledger = tmp_path / "war.ledger"
    (reports / "empty.txt").write_text("", encoding="utf-8")
    (reports / "german.txt").write_text(GERMAN, encoding="utf-8")
    (reports / "rate.txt").write_text(
        "The bank left its main rate as it was, and the price of bread rose.", encoding="utf-8"
    )
    done = typed("ingest", reports, "--ledger", ledger, "--dry-run")
    assert done.returncode == 1
    assert not ledger.exists()
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert ["new", str(reports / "raid.txt"), "Gunmen kill nine soldiers in raid near Gao"] in rows
    assert {Path(row[1]).stem for row in rows if row[0].startswith("set aside by triage")} == {"rate"}
    assert {Path(row[1]).stem for row in rows if row[0].startswith("in German")} == {"german"}
    assert "empty.txt: is empty" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("would be done: 1 failed, 1 in German, not supported, 4 new")
    typed("ingest", reports / "raid.txt", "--ledger", ledger)
    again = typed("ingest", reports / "raid.txt", "--ledger", ledger, "--dry-run")
    assert (again.returncode, again.stdout.split("\t")[0]) == (0, "already there")
    assert again.stderr == "would be done: 1 already there\n"
    everything = typed("ingest", reports / "rate.txt", "--ledger", ledger, "--dry-run", "--read-all")
    assert everything.stdout.startswith("new\t")


MANY = 200  # reports: seconds of work, of which the first is recorded in less than one


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupt_keeps_what_is_recorded_and_the_next_run_goes_on(
    workers: str, tmp_path: Path, typed: Typed
) -> None:
    reports, ledger = tmp_path / "many.jsonl", tmp_path / "war.ledger"
    lines = [
        json.dumps({"id": f"r{n}", "text": RAID.replace("nine", str(n + 20)), "published": "2018-05-06"})
        for n in range(MANY)
    ]
    reports.write_text("\n".join(lines), encoding="utf-8")
    words = ["ingest", str(reports), "--ledger", str(ledger), "--workers", workers]
    with subprocess.Popen([sys.executable, "-m", "testimonia", *words], stderr=subprocess.PIPE, text=True,
                          env={**os.environ, "PYTHONUTF8": "1"}) as running:  # fmt: skip
        until = time.monotonic() + 60
        while not _holds(ledger) and time.monotonic() < until:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        status = running.wait(timeout=20)
        said = running.stderr.read() if running.stderr else ""
    assert status == 130, said
    assert "run the same line again to go on" in said
    assert "Traceback" not in said
    kept = _holds(ledger)
    assert kept
    done = typed(*words)
    assert done.returncode == 0, done.stderr
    assert f"{MANY - kept} new documents" in done.stderr
    assert f"{kept} already there" in done.stderr


def _holds(ledger: Path) -> int:
    from testimonia.store import Ledger

    try:
        with Ledger.open(ledger) as opened:
            return opened.counts().documents
    except Exception:  # not there yet
        return 0


def said(text: str, reason: str | None = None) -> tuple[Document, Reading]:
    document = Document(id=text[:8], text=text)
    return document, Reading(document=document.id, document_version="1", reader="x/1", read=not reason, reason=reason)


def test_the_summary() -> None:
    summary = Summary()
    assert summary.line() == "0 new documents, 0 already there"
    long = "Nine soldiers died when gunmen on motorcycles attacked their post near the river on Friday night. " * 3
    for text in (long, "Again. " + long, "Three civilians died when a bomb went off in the market."):
        summary.count(*said(text))
    summary.count(*said("Ein Anschlag.", "in German, not supported: read are English"))
    summary.count(*said("The bank left its rate.", "set aside by triage: nothing in it"))
    summary.count(*said("Old."), new=False)
    summary.failed += 2
    assert summary.line() == (
        "5 new documents (1 in German, not supported, 1 set aside by triage, 1 copy of others),"
        " 1 already there, 2 failed")  # fmt: skip
    assert Summary().line("documents") == "0 documents"


def test_how_far_a_batch_has_come(tmp_path: Path) -> None:
    for name in ("a.txt", "b.zip", "c/d.jsonl", ".hidden"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    done = _Done([str(tmp_path)])
    assert done.total == 3
    item = (Document(id="x", text="", origin=f"{tmp_path}/b.zip/inner.txt"), None)
    assert done.up_to(item) == 1
    assert done.up_to(InputError(f"{tmp_path}/c/d.jsonl:7", "is no JSON", "mend it")) == 2
    assert done.up_to(InputError("elsewhere", "is no JSON", "mend it")) == 2
    for paths in (["-"], [str(tmp_path / "a.txt")], ["https://news.example/"], []):
        assert _Done(paths).total is None
