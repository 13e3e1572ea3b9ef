"""What the machine may do to a ledger: kill its writer, fill its disk, set its clock back, run several at once.

`TESTIMONIA_KILLS` (default 10) says how often the writer is killed.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sqlite3
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from testimonia.model.claim import Account, Figure, Period, Place, Reading
from testimonia.model.errors import InputError, LedgerError
from testimonia.model.judgement import Judgement
from testimonia.model.text import Document, Evidence
from testimonia.model.world import Incident, Testimony, Toll
from testimonia.store import Ledger, Query
from testimonia.store import place as places
from tests.stores import Files, Store

KILLS = int(os.environ.get("TESTIMONIA_KILLS", "10"))
REPORTS = 40
spawn = multiprocessing.get_context("forkserver")
spawn.set_forkserver_preload(["tests.contract.test_faults"])


def report(number: int) -> tuple[Document, Reading]:
    """A report that tells of two incidents, three kilobytes long."""
    text = f"Attack {number}\n\nGunmen killed 12 people in Gao and another attack killed 3. " + "More was said. " * 200
    document = Document(id=f"doc-{number:04}", text=text, published=f"2019-01-{1 + number % 28:02}", publisher="Agency")

    def at(word: str) -> tuple[Evidence, ...]:
        start = text.index(word)
        return (Evidence(start, start + len(word), word),)

    def account(mention: str, killed: str) -> Account:
        figure = Figure(effect="killed", who="all", low=int(killed), best=int(killed), high=int(killed), at=at(killed))
        gao = Place(name="Gao", country="ML", lat=16.3, lon=0.0, at=at("Gao"))
        date = Period(start=document.published, end=document.published, precision="day")
        return Account(type="armed_assault", status="occurred", salience="news", mentions=at(mention), date=date,
                       figures=(figure,), places=(gao,))  # fmt: skip

    told = (account("Attack", "12"), account("another attack", "3"))
    return document, Reading(document=document.id, document_version=document.version, reader="test 1", incidents=told)


def judgement(number: int) -> Judgement:
    return Judgement(id=f"j-{number:04}", when="2020-01-01T00:00:00Z", who="ada", verdict="comment", why="seen")


def edition(ledger: Ledger, headline: str = "") -> list[Incident]:
    """One incident for each account."""
    return [
        Incident(id=f"i-{told.id}", type=told.account.type, status=told.account.status, date=told.account.date,
                 places=told.account.places, perpetrators=(), claims=(), targets=(), weapons=(), grade=None,
                 tolls={"killed": Toll(best=told.account.figures[0].best)}, victims=(), headline=headline,
                 accounts=(Testimony(document=told.document, publisher=None, published=None, url=None, figures=(),
                                     mentions=told.account.mentions, account=told.id),))
        for told in ledger.accounts()
    ]  # fmt: skip


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


def listen(heard: Connection) -> set[tuple[str, int]]:
    """All that a process has said until it ended."""
    out = set()
    while True:
        try:
            out.add(heard.recv())
        except EOFError:
            return out


def sound(store: Store, path: Path | str, done: set[tuple[str, int]]) -> None:
    """Asserts that the ledger is whole: what was acknowledged is there, everything is there once, nothing by half."""
    store.sound(path)
    with Ledger.open(path) as ledger:
        counts = ledger.counts()
        told = list(ledger.accounts())
        documents = {t.document for t in told}
        assert {f"doc-{n:04}" for what, n in done if what == "report"} <= documents
        assert counts.documents == counts.versions == counts.readings == len(documents)
        assert counts.accounts == len(told) == len({t.id for t in told}) == 2 * len(documents)
        assert counts.claims == sum(len(list(t.claims())) for t in told)
        for name in documents:
            document, reading = report(int(name[-4:]))
            assert (ledger.document(name), ledger.reading(name)) == (document, reading)
        judged = [j.id for j in ledger.judgements()]
        assert judged == [judgement(n).id for n in range(len(judged))]
        assert {judgement(n).id for what, n in done if what == "judgement"} <= set(judged)
        by_id = {i.id: i for i in edition(ledger)}
        listed = list(ledger.incidents())
        assert all(by_id[i.id] == i for i in listed)
        assert len(listed) == counts.incidents == len({i.id for i in listed})
        for query in (Query(text="attack"), Query(place="gao"), Query(country="ML"), Query(box=(-1, 16, 1, 17))):
            assert list(ledger.incidents(query)) == listed


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
        done |= listen(heard)
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


def start(target, *args) -> tuple[multiprocessing.Process, Connection]:
    heard, said = spawn.Pipe(duplex=False)
    process = spawn.Process(target=target, args=(args[0], said, *args[1:]))
    process.start()
    said.close()
    return process, heard


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
    assert listen(done) == {"done"}
    stop.set()
    for process, heard in readers:
        (seen,) = listen(heard) or {0}
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


def test_a_stream_stands_still_while_its_own_ledger_goes_on(store, place) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        for number in range(3):
            ledger.record(*report(number))
        stream = ledger.accounts()
        first = next(stream)
        ledger.record(*report(3))
        ledger.publish_edition(edition(ledger))
        assert len([first, *stream]) == 6
        assert len(list(ledger.accounts())) == 8


def test_an_edition_is_as_old_as_what_it_was_computed_from(store, place) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        assert not ledger.stale
        ledger.record(*report(0))
        assert ledger.stale
        incidents = edition(ledger)
        ledger.record(*report(1))  # comes in while the edition is being computed
        ledger.publish_edition(incidents, recipe="ucdp 1")
        assert ledger.stale
        assert ledger.recipe == "ucdp 1"
        list(ledger.accounts())
        ledger.record(*report(2))
        ledger.publish_edition(edition(ledger), recipe="ucdp 2")  # only the last time that it was asked counts
        assert not ledger.stale
        assert ledger.recipe == "ucdp 2"
        ledger.judge(judgement(0))
        assert ledger.stale
        list(ledger.judgements())
        ledger.publish_edition(edition(ledger))
        assert not ledger.stale
        assert not ledger.record(*report(1))
        assert not ledger.stale


def until_full(ledger: Ledger, size: int) -> list[int]:
    """Records reports, `size` in a batch, until the disk is full; which were acknowledged, with their batch, before."""
    done: list[int] = []

    def fill() -> None:
        for first in range(0, REPORTS * 3, size):
            numbers = range(first, first + size)
            with ledger.batch(size=1000, seconds=1000):
                for number in numbers:
                    ledger.record(*report(number))
            done.extend(numbers)

    with pytest.raises(LedgerError) as caught:
        fill()
    cure = "free some space and run the command again; nothing was half-written"
    assert str(caught.value) == f"{ledger.path}: the disk is full ({cure})"
    return done


@pytest.mark.parametrize("batched", [False, True])
def test_a_full_disk_leaves_nothing_by_half(tmp_path, batched) -> None:
    path = tmp_path / "l"
    Ledger.open(path, "write", create=True).close()
    with Ledger.open(path, "write", max_bytes=path.stat().st_size + 200_000) as ledger:
        done = until_full(ledger, size=3 if batched else 1)
        assert len(done) > 5
        sound(Files(), path, {("report", number) for number in done})
        assert len(until_full(ledger, size=1)) <= len(done) + 5  # and again, on the same connection
    with Ledger.open(path, "write") as ledger:  # there is space again
        for number in range(REPORTS * 3):
            ledger.record(*report(number))
        assert ledger.counts().documents >= REPORTS * 3


def test_a_disk_that_fills_while_an_edition_is_swapped_leaves_the_old_one(tmp_path) -> None:
    path = tmp_path / "l"
    with Ledger.open(path, "write", create=True) as ledger:
        for number in range(20):
            ledger.record(*report(number))
        ledger.publish_edition(edition(ledger, "old"))
        before = ledger.digest()
    with Ledger.open(path, "write", max_bytes=path.stat().st_size + 8192) as ledger:
        with pytest.raises(LedgerError, match="the disk is full"):
            ledger.publish_edition(edition(ledger, "new " * 2000))
        assert ledger.digest() == before
        assert {i.headline for i in ledger.incidents(Query(place="gao"))} == {"old"}
    sound_index(path)


def sound_index(path: Path) -> None:
    """Asserts that the full text and the points are those of the incidents that are there."""
    connection = sqlite3.connect(path)
    numbers = connection.execute("SELECT seq FROM incidents ORDER BY seq").fetchall()
    assert connection.execute("SELECT rowid FROM words ORDER BY rowid").fetchall() == numbers
    assert connection.execute("SELECT seq FROM points ORDER BY seq").fetchall() == numbers
    assert connection.execute("SELECT DISTINCT incident FROM incident_accounts ORDER BY 1").fetchall() == numbers
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_a_clock_that_goes_backwards_changes_nothing(store, place, monkeypatch) -> None:
    from testimonia.store import book

    class Backwards(book.datetime):
        year_now = 2030

        @classmethod
        def now(cls, tz=None):
            cls.year_now -= 1
            return cls(cls.year_now, 1, 1, tzinfo=tz)

    with store.place() as other, Ledger.open(other, "write", create=True) as true:
        for number in range(5):
            true.record(*report(number))
            true.judge(judgement(number))
        true.publish_edition(edition(true))
        with monkeypatch.context() as patch, Ledger.open(place, "write", create=True) as back:
            patch.setattr(book, "datetime", Backwards)
            for number in range(5):
                back.record(*report(number))
                back.judge(judgement(number))
            back.publish_edition(edition(back))
            assert Backwards.year_now < 2030
            assert list(back.judgements()) == list(true.judgements())
            assert list(back.accounts()) == list(true.accounts())
            assert back.digest() == true.digest()


def test_what_fails_inside_a_batch_takes_only_itself_along(store, place) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        with suppress(ZeroDivisionError), ledger.batch(size=1000, seconds=1000):
            ledger.record(*report(0))
            with pytest.raises(InputError, match="the reading is of"):
                ledger.record(report(1)[0], report(2)[1])
            ledger.record(*report(3))
            raise ZeroDivisionError
        assert {t.document for t in ledger.accounts()} == {"doc-0000", "doc-0003"}


def test_an_edition_with_one_id_twice_is_refused_and_the_old_one_stays(store, place) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        ledger.record(*report(0))
        ledger.publish_edition(edition(ledger))
        before = ledger.digest()
        with pytest.raises(ValueError, match="have the id i-a-"):
            ledger.publish_edition(edition(ledger) * 2)
        assert ledger.digest() == before
        ledger.publish_edition(edition(ledger))
        assert ledger.digest() == before


def test_a_fault_in_the_reckoning_leaves_the_old_edition(store, place) -> None:
    def failing(ledger: Ledger):
        yield edition(ledger, "new")[0]
        ledger.judge(judgement(0))  # the ledger is not locked while incidents are computed
        raise ZeroDivisionError

    with Ledger.open(place, "write", create=True) as ledger:
        ledger.record(*report(0))
        ledger.publish_edition(edition(ledger))
        before = ledger.digest()
        with pytest.raises(ZeroDivisionError):
            ledger.publish_edition(failing(ledger))
        assert ledger.digest() == before
        assert [j.id for j in ledger.judgements()] == ["j-0000"]


def test_a_file_seen_while_somebody_writes_its_pages_is_not_called_damaged(tmp_path, monkeypatch) -> None:
    path = tmp_path / "l"
    Ledger.open(path, "write", create=True).close()
    told, asked = places._told, []

    def torn(path: Path, options: str) -> tuple[int, int]:
        asked.append(options)
        if "immutable" in options:
            error = sqlite3.DatabaseError("database disk image is malformed")
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error
        return told(path, options)

    monkeypatch.setattr(places, "_told", torn)
    places.check(path)
    assert asked == ["mode=ro&immutable=1", "mode=ro"]
