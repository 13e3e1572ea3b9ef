"""The record of a watch: what was fetched, what failed, what comes next. It may be killed at any moment.

A feed counts as fetched only when all that it brought is recorded, a page when its document is: what was under way when
the program was killed is fetched once more, and nothing is lost.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

import msgspec

from testimonia.gather.feed import Link
from testimonia.gather.fetch import Fetched, Unfetched
from testimonia.gather.robots import host_of
from testimonia.model.errors import LedgerError
from testimonia.model.text import Document

#: Seconds after its first visit at which a page is looked at again: tolls rise within hours, and corrections come
#: within days.
REVISITS = (3_600.0, 6 * 3_600.0, 86_400.0, 3 * 86_400.0)
#: The first wait after a failure, the longest, and after how many failures in a row a page is given up. Each wait is
#: twice the one before, times a random half to one and a half, so that many failures do not come back in step.
_FIRST_WAIT, _LONGEST_WAIT, _TRIES = 300.0, 86_400.0, 6
_Said = dict[str, tuple[str, str]]


class Due(NamedTuple):
    """An address whose time has come. `list` is '' for a feed of the user's, else the feed that gave it; `listing`: it
    was a feed or a sitemap itself when it was last fetched."""

    url: str
    list: str
    listing: bool
    said: _Said
    visits: int
    etag: str | None
    modified: str | None

    @property
    def link(self) -> Link:
        """The address with what its list says of it."""
        return Link(url=self.url, said=self.said)


class Line(NamedTuple):
    """One request of the record."""

    at: str
    url: str
    outcome: str
    bytes: int
    fault: str | None


class Journal:
    """The record at `path`, made where there is none. One watch at a time: raises LedgerError where another one is at
    work, and where the file is none of ours or cannot be written. `clock`: seconds of the wall clock."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time, *, alone: bool = True) -> None:
        self.path, self._clock = path, clock
        self._lock = _locked(path) if alone else None
        try:
            with self._faults():
                self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = FULL")
                self._db.executescript(files(__package__).joinpath("journal.sql").read_text("utf-8"))
        except BaseException:
            self._unlock()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock:
            self._lock.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as fault:
            raise LedgerError(f"{self.path}: {fault} (it is the record of a watch and may be deleted)") from fault

    @contextmanager
    def _whole(self) -> Iterator[sqlite3.Connection]:
        """What is written inside is written whole or not at all."""
        with self._faults():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # an interrupt may come after the commit
                    self._db.execute("ROLLBACK")
                raise

    def forget(self) -> None:
        """Forgets everything but the list of requests, as for a ledger that is new."""
        with self._whole() as db:
            db.execute("DELETE FROM addresses")
            db.execute("DELETE FROM texts")

    def subscribe(self, lists: Collection[str], *, now: bool) -> None:
        """Watches these lists from now on and no others. `now`: all that do not fail are due at once."""
        with self._whole() as db:
            for url in lists:
                self._add(db, url, "", {})
            kept = set(lists)
            gone = [url for (url,) in db.execute("SELECT url FROM addresses WHERE list = ''") if url not in kept]
            for url in gone:
                db.execute("UPDATE addresses SET next_at = NULL WHERE ?1 IN (url, list)", (url,))
            for url in lists:
                if now:
                    db.execute("UPDATE addresses SET next_at = 0 WHERE url = ? AND tries = 0", (url,))
                db.execute("UPDATE addresses SET next_at = ? WHERE url = ? AND next_at IS NULL", (self._clock(), url))

    def due(self, busy: Collection[str] = ()) -> Iterator[Due]:
        """Of each host that is not `busy` the address that has been due for longest, lists first."""
        with self._faults():
            rows = self._db.execute(
                """SELECT url, list, listing, said, visits, etag, modified, host, min(next_at + (list <> '') * 1e12)
                FROM addresses WHERE next_at <= ?1 AND host NOT IN (SELECT host FROM rests WHERE until > ?1)
                GROUP BY host""", (self._clock(),)).fetchall()  # fmt: skip
        for *head, host, _ in rows:
            if host not in busy:
                url, list_, listing, said, visits, etag, modified = head
                decoded = msgspec.json.decode(said, type=_Said)
                yield Due(url, list_, bool(listing), decoded, visits, etag, modified)

    def next_in(self) -> float | None:
        """Seconds until the next address is due (0: one is), None where none ever is."""
        with self._faults():
            (at,) = self._db.execute(
                "SELECT min(max(next_at, coalesce(until, 0))) FROM addresses LEFT JOIN rests USING (host)"
            ).fetchone()
        return None if at is None else max(0.0, at - self._clock())

    def listed(self, source: str, links: Iterable[Link]) -> int:
        """Takes in what a list of the user's leads to; how many are new. A page that is known is due again where the
        list says that it changed since."""
        new = 0
        with self._whole() as db:
            for link in links:
                known = db.execute("SELECT said FROM addresses WHERE url = ?", (link.url,)).fetchone()
                if known is None:
                    new += 1
                    self._add(db, link.url, source, link.said)
                elif (link.dated or "") > (Link(url="", said=msgspec.json.decode(known[0], type=_Said)).dated or ""):
                    db.execute("UPDATE addresses SET said = ?, next_at = ?, tries = 0 WHERE url = ? AND list <> ''",
                               (msgspec.json.encode(link.said).decode(), self._clock(), link.url))  # fmt: skip
        return new

    def _add(self, db: sqlite3.Connection, url: str, source: str, said: _Said) -> None:
        now = self._clock()
        row = (url, source, host_of(url), msgspec.json.encode(said).decode(), now, now)
        db.execute(
            "INSERT OR IGNORE INTO addresses (url, list, host, said, next_at, first_at) VALUES (?, ?, ?, ?, ?, ?)", row
        )

    def fetched(self, due: Due, got: Fetched, outcome: str, every: float | None) -> None:
        """An address was fetched and all that it brought is recorded. `every`: when a list is due again; None: a page,
        which is due again at the next of REVISITS."""
        with self._whole() as db:
            (first,) = db.execute("SELECT first_at FROM addresses WHERE url = ?", (due.url,)).fetchone()
            later = [first + after for after in REVISITS if first + after > self._clock()]
            next_at = self._clock() + every if every is not None else (later or [None])[0]
            db.execute("UPDATE addresses SET visits = visits + 1, tries = 0, fault = NULL, etag = ?, modified = ?,"
                       " next_at = ?, listing = ? WHERE url = ?",
                       (got.etag, got.modified, next_at, every is not None, due.url))  # fmt: skip
            self._line(db, due.url, outcome, len(got.data), None)

    def failed(self, due: Due, fault: Unfetched | str) -> bool:
        """An address could not be fetched or read; whether it will be tried again. A list always is. Where the server
        asks to be left alone for a time, its other addresses wait as well."""
        after = fault.after if isinstance(fault, Unfetched) else 0.0
        what = fault.fault if isinstance(fault, Unfetched) else fault
        again = not due.list or (isinstance(fault, Unfetched) and fault.passing)
        with self._whole() as db:
            (tries,) = db.execute("SELECT tries + 1 FROM addresses WHERE url = ?", (due.url,)).fetchone()
            again = again and (not due.list or tries < _TRIES)
            wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(tries - 1, 20)) * random.uniform(0.5, 1.5)
            db.execute("UPDATE addresses SET tries = ?, fault = ?, next_at = ? WHERE url = ?",
                       (tries, what, self._clock() + max(wait, after) if again else None, due.url))  # fmt: skip
            if after:
                db.execute("INSERT OR REPLACE INTO rests VALUES (?, ?)", (host_of(due.url), self._clock() + after))
            self._line(db, due.url, "failed", 0, what)
        return again

    def _line(self, db: sqlite3.Connection, url: str, outcome: str, size: int, fault: str | None) -> None:
        at = datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="seconds")
        db.execute("INSERT INTO fetches (at, url, outcome, bytes, fault) VALUES (?, ?, ?, ?, ?)",
                   (at, url, outcome, size, fault))  # fmt: skip

    def version(self, document: Document, carrier: str) -> tuple[Document | None, str]:
        """The document as it is to be recorded, and `new`, `changed` or `same` (None: it is as it was).

        Where a text has changed and does not say when, the moment at which that was seen is its date of change: without
        one, which of two versions is the newer would be left to chance. What was given out and perhaps not recorded is
        given out again with the same moment."""
        digest = _digest(document)
        with self._whole() as db:
            row = db.execute("SELECT digest, modified, pending, seen FROM texts WHERE document = ? AND carrier = ?",
                             (document.id, carrier)).fetchone()  # fmt: skip
            if row is None:
                db.execute("INSERT INTO texts VALUES (?, ?, '', NULL, ?, '')", (document.id, carrier, digest))
                return document, "new"
            recorded, stated, pending, seen = row
            if recorded == digest:
                return None, "same"
            if pending != digest:
                says = bool(document.modified and document.modified != stated)
                seen = "" if says else datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="seconds")
                db.execute("UPDATE texts SET pending = ?, seen = ? WHERE document = ? AND carrier = ?",
                           (digest, seen, document.id, carrier))  # fmt: skip
        if seen:
            found = document.found | {"modified": "seen changed at this time"}
            document = msgspec.structs.replace(document, modified=seen, found=found)
        return document, "changed" if recorded else "new"

    def keep(self, document: Document, carrier: str) -> None:
        """Remembers the text of a document as its carrier has it, once it is recorded."""
        with self._whole() as db:
            db.execute("UPDATE texts SET digest = ?, modified = ? WHERE document = ? AND carrier = ?",
                       (_digest(document), document.modified, document.id, carrier))  # fmt: skip

    def told(self, source: str, carrier: str, fault: str) -> bool:
        """Whether this fault of an entry was told before; remembers it."""
        with self._whole() as db:
            key = (f"fault of {source}", carrier)
            row = db.execute("SELECT digest FROM texts WHERE document = ? AND carrier = ?", key).fetchone()
            db.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, NULL, '', '')", (*key, fault))
        return row is not None and row[0] == fault

    def lines(self, failed: bool = False) -> Iterator[Line]:
        """The record, the oldest request first; only what `failed`."""
        with self._faults():
            which = "WHERE outcome = 'failed'" if failed else ""
            rows = self._db.execute(f"SELECT at, url, outcome, bytes, fault FROM fetches {which} ORDER BY seq")
            yield from (Line(*row) for row in rows)


def _digest(document: Document) -> str:
    text = f"{document.title or ''}\x1f{document.text}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _locked(path: Path) -> IO[str] | None:
    """A hold on the record that ends with the process, however that ends; None where the system knows none."""
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    beside = path.with_name(path.name + ".lock")
    try:
        handle = beside.open("w", encoding="utf-8")
    except OSError as fault:
        raise LedgerError(f"{beside}: cannot be written: {fault.strerror} (choose another --ledger)") from fault
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        with suppress(OSError):
            handle.close()
        raise LedgerError(f"{path}: another watch is at work with this ledger (stop it, or wait for it)") from fault
    return handle
