"""What a full disk and a file that others write to do to a ledger."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from testimonia.model.errors import LedgerError
from testimonia.store import Ledger, Query
from testimonia.store import place as places
from tests.faulty import REPORTS, edition, report, sound
from tests.stores import Files


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
