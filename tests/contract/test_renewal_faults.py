"""What the machine may do while a ledger is brought up to date: kill it, fill its disk, let two do it at once; and a
ledger of an older version.

`TESTIMONIA_KILLS` (default 10) says how often the process is killed.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import reports
from testimonia import pipeline
from testimonia.model.claim import tell
from testimonia.model.errors import LedgerError
from testimonia.model.judgement import Judgement
from testimonia.store import Ledger
from tests.faulty import KILLS, listen, spawn, start
from tests.stores import Files, Store

STEPS = 8

EVERY = [(document, reading) for document, reading, _ in reports(24)]
ACCOUNTS = [told.id for document, reading in EVERY for told in tell(document, reading)]


def judgement(number: int) -> Judgement:
    """Merges, a rejection now and then, and one taken back."""
    some = random.Random(number).sample(ACCOUNTS, 2)
    verdict, undoes = ("reject", None) if number % 5 == 4 else ("merge", None)
    if number % 7 == 6:
        verdict, undoes = "undo", f"j-{number - 2:03}"
    return Judgement(id=f"j-{number:03}", when="2020-01-01T00:00:00Z", who="ada", verdict=verdict, undoes=undoes,
                     subjects=tuple(some))  # type: ignore[arg-type] # fmt: skip


def step(ledger: Ledger, number: int) -> None:
    """Ingests, judges, and brings the edition up to date after each; what was done before is done again in vain."""
    for document, reading in EVERY[3 * number : 3 * number + 3]:
        ledger.record(document, reading)
    pipeline.renew(ledger)
    ledger.judge(judgement(number))
    pipeline.renew(ledger)


def work(path: Path | str, said: Connection, numbers: list[int]) -> None:
    """Does all steps; says which are done."""
    with Ledger.open(path, "write", create=True) as ledger:
        for number in numbers:
            step(ledger, number)
            said.send(number)
    said.send("done")


def whole(store: Store, place: Path | str, done: list[Any]) -> None:
    """Asserts that what was acknowledged is there, and that the edition is that of its book."""
    store.sound(place)
    with Ledger.open(place) as ledger:
        documents = {told.document for told in ledger.accounts()}
        judged = [j.id for j in ledger.judgements()]
        for number in (n for n in done if n != "done"):
            assert {document.id for document, _ in EVERY[3 * number : 3 * number + 3]} <= documents
            assert judgement(number).id in judged
        assert len(judged) == len(set(judged))
    with Ledger.open(place, "write") as ledger:
        pipeline.renew(ledger)
        renewed = ledger.digest()
        pipeline.rebuild(ledger)
        assert ledger.digest() == renewed


@pytest.fixture(scope="module")
def undisturbed(store: Store) -> Any:
    with store.place() as place:
        _, said = spawn.Pipe(duplex=False)
        work(place, said, list(range(STEPS)))
        with Ledger.open(place) as ledger:
            yield ledger.digest(), ledger.counts()


def test_killed_at_any_moment_of_ingesting_linking_and_judging(store: Store, undisturbed: Any) -> None:
    moments, killed = random.Random(), 0
    for first in range(0, KILLS, 5):  # a ledger that is done is left for a new one
        with store.place() as place:
            killed += killed_again_and_again(store, place, min(5, KILLS - first), moments)
            with Ledger.open(place) as ledger:
                assert (ledger.digest(), ledger.counts()) == undisturbed
    assert killed > 0
    print(f"{killed} blows met it at work")


def killed_again_and_again(store: Store, place: Any, kills: int, moments: random.Random) -> int:
    """Lets a process do all steps, killed so many times and then undisturbed; how often a blow met it at work."""
    killed, done = 0, list[Any]()
    for turn in range(kills + 1):
        process, heard = start(work, place, list(range(STEPS)))
        if turn < kills:
            heard.poll(30.0)
            time.sleep(moments.uniform(0, 0.3) if turn else 0.0)  # the first time at once: it surely is at work
            with suppress(ProcessLookupError):  # it was done before we struck
                os.kill(process.pid, signal.SIGKILL)
        done = listen(heard)
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        if turn % 5 == 0:
            whole(store, place, done)
    assert done[-1] == "done"
    return killed


def test_two_who_bring_it_up_to_date_at_once(store: Store, place: Any, undisturbed: Any) -> None:
    Ledger.open(place, "write", create=True).close()
    works = [start(work, place, list(range(first, STEPS, 2))) for first in (0, 1)]
    for process, heard in works:
        assert listen(heard)[-1] == "done"
        process.join()
        assert process.exitcode == 0
    whole(store, place, list(range(STEPS)))
    with Ledger.open(place) as ledger:
        assert ledger.counts().documents == undisturbed[1].documents
        assert ledger.counts().judgements == STEPS


def test_who_was_slower_changes_nothing(place: Any) -> None:
    with Ledger.open(place, "write", create=True) as ledger, Ledger.open(place, "write") as other:
        step(ledger, 0)
        ledger.record(*EVERY[-1])
        renew = ledger.renew_edition

        def late(renewal: Any) -> bool:
            pipeline.renew(other)
            before = other.digest()
            assert not renew(renewal)
            assert other.digest() == before
            return False

        ledger.renew_edition = late  # type: ignore[method-assign]
        pipeline.renew(ledger)
        assert not ledger.stale


def test_a_disk_that_fills_while_it_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "l"
    with Ledger.open(path, "write", create=True) as ledger:
        for document, reading in EVERY[:-1]:
            ledger.record(document, reading)
        pipeline.rebuild(ledger)
        ledger.record(*EVERY[-1])
        before = ledger.digest()
    with sqlite3.connect(path) as connection:
        connection.execute("VACUUM")
    connection.close()
    with Ledger.open(path, "write", max_bytes=1) as ledger:
        with pytest.raises(LedgerError, match="the disk is full"):
            pipeline.renew(ledger)
        assert ledger.digest() == before
        assert ledger.stale
    whole(Files(), path, [])


NEW = ("grade", "sure", "exactness", "radius", "begun", "ended", "settled")


def aged(store: Store, place: Any) -> None:
    """Makes a ledger one of format 2, which had fewer columns and did not remember how accounts were linked."""
    with store.connect(place) as connection:
        connection.execute("DROP INDEX incidents_day")
        for column in NEW:
            connection.execute(f"ALTER TABLE incidents DROP COLUMN {column}")
        connection.execute("ALTER TABLE edition DROP COLUMN changes")
        for table in ("linking", "likely", "likely_since", "keyed", "keyed_since", "linked", "moved"):
            connection.execute(f"DROP TABLE {table}")
        sqlite = isinstance(store, Files)
        connection.execute("PRAGMA user_version = 2" if sqlite else "UPDATE ledger SET format = 2")
        if sqlite:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_a_book_of_an_older_version_is_brought_up_to_date(store: Store, place: Any) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        for number in range(4):
            step(ledger, number)
        digest, book = ledger.digest(), ledger.book_digest()
    aged(store, place)
    with Ledger.open(place) as ledger:  # for reading, too: the book stays to the last letter
        assert (ledger.book_digest(), ledger.stale) == (book, True)
    with pipeline.edition(place) as found:  # its edition is computed anew
        assert found.digest() == digest
    with Ledger.open(place, "write") as ledger:
        step(ledger, 4)
        renewed = ledger.digest()
        pipeline.rebuild(ledger)
        assert ledger.digest() == renewed != digest


@pytest.mark.parametrize("version", [4, 6])
def test_a_ledger_that_remembers_less_of_its_links_is_computed_anew_once(
    store: Store, place: Any, version: int
) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        step(ledger, 0)
        digest = ledger.digest()
    with store.connect(place) as connection:
        for table in ("keyed_since", "likely_since", *(("likely",) if version < 5 else ())):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE linked DROP COLUMN sketch")
        sqlite = isinstance(store, Files)
        connection.execute(f"PRAGMA user_version = {version}" if sqlite else f"UPDATE ledger SET format = {version}")
    with Ledger.open(place, "write") as ledger:
        assert (ledger.digest(), ledger.stale) == (digest, False)
        step(ledger, 1)
        step(ledger, 2)
        renewed = ledger.digest()
        pipeline.rebuild(ledger)
        assert ledger.digest() == renewed != digest
