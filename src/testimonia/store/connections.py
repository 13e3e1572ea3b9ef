"""Connections to one ledger file: one that writes, as many that read as are needed, each with its own snapshot."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from testimonia.model.errors import LedgerError
from testimonia.store import place, schema
from testimonia.store.faults import clear, fault, primary

T = TypeVar("T")
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
_SHORT = 0.1  # seconds that SQLite itself waits for a lock, in even steps; after that we wait, in uneven ones
_READING = ("PRAGMA cache_size = -16000",)
_WRITING = (*_READING, "PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL", "PRAGMA journal_size_limit = 67108864")


class Batch:
    """How much one commit carries: at most `size` writes, begun at most `seconds` ago: others get their turn."""

    def __init__(self, size: int, seconds: float) -> None:
        self._size, self._seconds = size, seconds
        self.begin()

    def begin(self) -> None:
        """A new transaction begins."""
        self._count, self._since = 0, time.monotonic()

    def full(self) -> bool:
        """Counts one more write; whether it is time to commit."""
        self._count += 1
        return self._count >= self._size or time.monotonic() - self._since >= self._seconds


class Connections:
    """All connections of one Ledger. Safe to use from several threads; not across `fork`.

    `patience` is how many seconds a writer waits for another process to finish its transaction; `max_bytes` what the
    file may grow to.
    """

    def __init__(self, path: Path, *, write: bool, patience: float, max_bytes: int | None = None) -> None:
        self.path, self.patience, self.max_bytes = path, patience, max_bytes
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._open = True
        self._idle: list[sqlite3.Connection] = []
        self._writer: sqlite3.Connection | None = None
        with clear(path):
            first = self._patiently(lambda: self._connect(write))
        if write:
            self._writer = first
        else:
            self._idle.append(first)

    def close(self) -> None:
        """Commits what a batch has written and closes every connection. A second time it does nothing."""
        try:
            self.flush()
        finally:
            with self._lock, clear(self.path):
                self._open = False
                for connection in (*self._idle, self._writer):
                    if connection is not None:
                        connection.close()
                self._idle.clear()
                self._writer = None

    @contextmanager
    def transaction(self, batch: Batch | None = None) -> Iterator[sqlite3.Connection]:
        """The writing connection inside BEGIN IMMEDIATE … COMMIT: all of it is kept or, where anything fails, nothing.

        With a `batch` the commit comes when the batch is full; what fails is taken back alone, its forerunners stay.
        """
        with self._lock, clear(self.path):
            writer = self._pen()
            if batch is None:
                self.flush()
                with self.immediate(writer):
                    yield writer
                return
            if not writer.in_transaction:
                self._patiently(lambda: writer.execute("BEGIN IMMEDIATE"))
                batch.begin()
            with _savepoint(writer):
                yield writer
            if batch.full():
                self.flush()

    @contextmanager
    def immediate(self, connection: sqlite3.Connection) -> Iterator[None]:
        """BEGIN IMMEDIATE … COMMIT on a connection, or ROLLBACK where anything fails."""
        with clear(self.path):
            self._patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk may have rolled it back already
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def apart(self) -> Iterator[sqlite3.Connection]:
        """A writing connection of its own, with its own temporary tables, closed afterwards."""
        self._pen()
        self.flush()
        with clear(self.path):
            connection = self._patiently(lambda: self._connect(True))
            try:
                yield connection
            finally:
                connection.close()

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The writing connection outside of any transaction, while nobody else reads through this object."""
        with self._lock, clear(self.path):
            writer = self._pen()
            self.flush()
            while self._idle:
                self._idle.pop().close()
            yield writer

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A reading connection on which the ledger stands still, whatever others write meanwhile. Never blocked.

        What a batch of this ledger has written so far is committed first, so that it is seen.
        """
        self._here()
        self.flush()
        with clear(self.path):
            try:
                reader = self._idle.pop()
            except IndexError:
                reader = self._patiently(lambda: self._connect(False))
            try:
                reader.execute("BEGIN")
                yield reader
            finally:
                with suppress(sqlite3.Error):
                    reader.execute("ROLLBACK")
                if self._open:
                    self._idle.append(reader)
                else:  # the ledger was closed while somebody still read
                    reader.close()

    @contextmanager
    def latest(self) -> Iterator[sqlite3.Connection]:
        """For one look at what this ledger has written, committed or not: unlike `snapshot` it leaves a batch open."""
        with self._lock:
            if self._writer is not None and self._writer.in_transaction:
                with clear(self.path):
                    yield self._pen()
                return
        with self.snapshot() as connection:
            yield connection

    def flush(self) -> None:
        """Commits what a batch has written so far."""
        with self._lock, clear(self.path):
            if self._writer is None or not self._writer.in_transaction:
                return
            try:
                self._writer.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._writer.execute("ROLLBACK")
                raise

    def _pen(self) -> sqlite3.Connection:
        """The writing connection; LedgerError where the ledger was opened for reading."""
        self._here()
        if self._writer is None:
            raise LedgerError(f'{self.path}: is open for reading only (open it with mode="write")')
        return self._writer

    def _here(self) -> None:
        if os.getpid() != self._process:
            raise LedgerError(f"{self.path}: was opened in another process (open it again after a fork)")
        if not self._open:
            raise LedgerError(f"{self.path}: is closed (open it again)")

    def _connect(self, write: bool) -> sqlite3.Connection:
        try:
            return self._sound("mode=rw" if write else "mode=ro", write)
        except sqlite3.OperationalError as error:
            file = self.path.resolve()
            alone = not file.with_name(file.name + "-wal").exists() and not place.writable(file.parent)
            if write or not alone or primary(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise
            return self._sound("mode=ro&immutable=1", write)  # on a medium where nobody writes no locks are needed

    def _sound(self, options: str, write: bool) -> sqlite3.Connection:
        """A connection to a ledger of our version with all its guards."""
        address = place.address(self.path, options)
        connection = sqlite3.connect(address, uri=True, timeout=_SHORT, isolation_level=None, check_same_thread=False)
        try:
            for setting in _WRITING if write else _READING:
                connection.execute(setting)
            place.check_version(self.path, connection.execute("PRAGMA user_version").fetchone()[0])
            if write:
                self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        if gone := schema.missing_guards(connection):
            raise LedgerError(f"{self.path}: its guards were taken away: {', '.join(gone)} (restore it from a copy)")
        if self.max_bytes is not None:
            page = connection.execute("PRAGMA page_size").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {max(1, self.max_bytes // page)}")

    def _patiently(self, act: Callable[[], T]) -> T:
        """Does `act`, again and again while another process holds the lock, with growing uneven waits so that several
        writers do not knock in step; gives up after `patience` seconds."""
        until, wait = time.monotonic() + self.patience, 0.005
        while True:
            try:
                return act()
            except sqlite3.OperationalError as error:
                if primary(error) not in _BUSY:
                    raise
                if time.monotonic() >= until:
                    raise fault(self.path, error) from error
            time.sleep(wait * random.uniform(0.5, 1.5))
            wait = min(wait * 1.5, 0.25)


@contextmanager
def _savepoint(connection: sqlite3.Connection) -> Iterator[None]:
    """Takes back what is done inside, where it fails, and leaves the transaction around it as it was."""
    connection.execute("SAVEPOINT one")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):  # a full disk may have rolled back the whole transaction already
            connection.execute("ROLLBACK TO one")
            connection.execute("RELEASE one")
        raise
    connection.execute("RELEASE one")
