"""What other processes may do to a ledger: its writer is killed, several write at once, some read while others write.

`TESTIMONIA_KILLS` (default 10) says how often the writer is killed.
"""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from testimonia.model.errors import LedgerError
from testimonia.store import Ledger, Query
from tests.faulty import KILLS, REPORTS, edition, judgement, listen, report, sound, spawn, start
from tests.stores import Store


def write(path: Path, said: Connection, batched: bool) -> None:
    """Records all reports that are not there yet, judges, and publishes now and then; says what it has done."""
    with Ledger.open(path, "write", create=True) as ledger:
        for number in range(REPORTS):
            if batched:
                with ledger.batch(size=5):
                    ledger.record(*report(number))
                    ledger.record(*report((number + 7) % REPORTS))
            else:
                ledger.record(*report(number))
            said.send(("report", number))
            ledger.judge(judgement(number))
            said.send(("judgement", number))
            if number % 8 == 7:
                ledger.publish_edition(edition(ledger))
    said.send(("done", 0))


@pytest.mark.parametrize("batched", [False, True])
def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_there_twice(store, batched) -> None:
    moments, kills, killed = random.Random(), KILLS // 2, 0
    heard, said = spawn.Pipe(duplex=False)
    with store.place() as undisturbed:
        write(undisturbed, said, batched)
        for first in range(0, kills, 5):  # a ledger that is done is left for a new one
            with store.place() as path:
                killed += killed_again_and_again(store, path, batched, min(5, kills - first), moments)
                with Ledger.open(path) as ledger, Ledger.open(undisturbed) as other:
                    assert ledger.counts() == other.counts()
                    assert ledger.digest() == other.digest()
                    assert list(ledger.accounts()) == list(other.accounts())
    heard.close()
    assert killed > 0
    print(f"{killed} blows met the writer at work")


def killed_again_and_again(store: Store, path: Path | str, batched: bool, kills: int, moments: random.Random) -> int:
    """Lets a process write, killed so many times and then undisturbed; how often a blow met it at work."""
    done, killed = set[tuple[str, int]](), 0
    for turn in range(kills + 1):
        heard, said = spawn.Pipe(duplex=False)
        writer = spawn.Process(target=write, args=(path, said, batched))
        writer.start()
        said.close()
        if turn < kills:
            heard.poll(moments.choice([0.0, 30.0]))  # before it begins, or after it has done something
            time.sleep(moments.uniform(0, 0.15))
            with suppress(ProcessLookupError):  # it was done before we struck
                os.kill(writer.pid, signal.SIGKILL)
        done |= set(listen(heard))
        writer.join()
        killed += writer.exitcode == -signal.SIGKILL
        if store.exists(path):
            sound(store, path, done)
    assert ("done", 0) in done
    return killed


def record_some(path: Path, said: Connection, numbers: list[int]) -> None:
    """One of several writers: opens the ledger anew for each report."""
    for number in numbers:
        with Ledger.open(path, "write", create=True) as ledger:
            said.send((number, ledger.record(*report(number))))


def publish_often(path: Path, said: Connection, times: int) -> None:
    with Ledger.open(path, "write") as ledger:
        for number in range(times):
            ledger.publish_edition(edition(ledger, f"edition {number}")[:20])
    said.send("done")


def read_often(path: Path, said: Connection, stop: object) -> None:
    """Reads whole editions until told to stop; says what it saw of each."""
    seen = 0
    with Ledger.open(path, patience=0) as ledger:
        while not stop.is_set() or not seen:
            listed = list(ledger.incidents())
            found = list(ledger.incidents(Query(text="edition", place="gao")))
            headlines = {i.headline for i in listed}
            assert len(listed) == 20, listed
            assert len(headlines) == 1, headlines
            assert len(found) == 20, found
            seen += 1
    said.send(seen)


def test_several_writers_in_several_processes_wait_for_their_turn(store, place) -> None:
    path = place
    works = [start(record_some, path, numbers) for numbers in ([0, 1, 2, 3, 4, 5], [3, 4, 5, 6, 7, 8], [8, 7, 1, 0])]
    said = [answer for _, heard in works for answer in listen(heard)]
    for process, _ in works:
        process.join()
        assert process.exitcode == 0
    assert sorted(number for number, new in said if new) == list(range(9))  # each was new to exactly one of them
    assert len(said) == 16
    sound(store, path, {("report", n) for n in range(9)})


def test_readers_see_the_old_edition_or_the_new_one_and_are_never_blocked(store, place) -> None:
    path = place
    with Ledger.open(path, "write", create=True) as ledger, ledger.batch():
        for number in range(10):
            ledger.record(*report(number))
        ledger.publish_edition(edition(ledger, "edition 0"))
    stop = spawn.Event()
    readers = [start(read_often, path, stop) for _ in range(2)]
    publisher, done = start(publish_often, path, 15)
    assert listen(done) == ["done"]
    stop.set()
    for process, heard in readers:
        (seen,) = listen(heard) or [0]
        process.join()
        assert process.exitcode == 0
        assert seen > 0
    publisher.join()


def test_a_reader_goes_on_while_a_writer_holds_the_ledger(store, place) -> None:
    path = place
    with Ledger.open(path, "write", create=True) as ledger:
        ledger.record(*report(0))
        with Ledger.open(path, "write", patience=0) as late:
            with ledger.batch(size=1000, seconds=1000):
                ledger.record(*report(2))
                with Ledger.open(path, patience=0) as reader:
                    assert len(list(reader.accounts())) == 2
                with pytest.raises(LedgerError, match=r"another process is writing to it \(wait until it is done"):
                    late.record(*report(1))
            assert late.record(*report(1))
