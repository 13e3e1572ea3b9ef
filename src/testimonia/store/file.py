"""The embedded ledger: one SQLite file, in WAL mode, that any number of processes read while one writes."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any, TypeVar

from testimonia.model.errors import LedgerError
from testimonia.store import place, schema
from testimonia.store.connections import Connections
from testimonia.store.faults import clear, fault, primary

T = TypeVar("T")
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
_SHORT = 0.1  # seconds that SQLite itself waits for a lock, in even steps; after that we wait, in uneven ones
_READING = ("PRAGMA cache_size = -16000",)
_WRITING = (*_READING, "PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL", "PRAGMA journal_size_limit = 67108864")


class FileSession(sqlite3.Connection):
    """A connection to a file. Its rows always come as they are asked for."""

    def rows(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
        """See `Session.rows`."""
        return self.execute(sql, values)


def open_file(path: Path, *, write: bool, create: bool, patience: float, max_bytes: int | None) -> FileConnections:
    """Connections to the ledger at `path`, made where `create` and nothing is there, brought to our version.

    LedgerError for what is no ledger of ours, and then the file has not been touched.
    """
    if create and write:
        place.make(path)
    place.check(path)
    place.upgrade(path, patience)
    if write:
        place.check_writable(path)
    return FileConnections(path, write=write, patience=patience, max_bytes=max_bytes)


class FileConnections(Connections[FileSession]):
    """Connections to one ledger file. `max_bytes`: what the file may grow to."""

    Error = sqlite3.Error
    path: Path

    def __init__(self, path: Path, *, write: bool, patience: float, max_bytes: int | None = None) -> None:
        self.max_bytes = max_bytes
        super().__init__(path, write=write, patience=patience)

    def _clear(self) -> AbstractContextManager[None]:
        return clear(self.path)

    def _begin(self, connection: FileSession, write: bool) -> None:
        if write:
            self._patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
        else:
            connection.execute("BEGIN")

    def _writing(self, connection: FileSession) -> bool:
        return connection.in_transaction

    def _dropped(self, connection: FileSession) -> bool:  # noqa: ARG002 # a file drops nobody
        return False

    def _disconnect(self, connection: FileSession) -> None:
        connection.close()

    def destroying(self, connection: FileSession) -> None:
        """What is overwritten in this transaction is overwritten with zeros."""
        connection.execute("PRAGMA secure_delete = ON")

    def settled(self, connection: FileSession) -> None:
        """Puts the index of words together, or the next reports would do it piece by piece. For the rest SQLite plans
        by the way a question is asked (query.py)."""
        with suppress(sqlite3.OperationalError):  # the edition stands, even where there is no room for this
            connection.execute("INSERT INTO words (words) VALUES ('optimize')")

    def damage(self, connection: FileSession) -> list[str]:
        """What SQLite finds wrong with the pages of the file, and rows that belong to none."""
        said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        return [*(line for line in said if line != "ok"), *(f"{len(orphans)} rows belong to none" for _ in orphans[:1])]

    def scrub(self) -> bool:
        """Rewrites the file, so that no page and no journal holds what was destroyed."""
        with self.alone() as connection:
            connection.execute("INSERT INTO words (words) VALUES ('optimize')")
            connection.execute("VACUUM")
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    def _connect(self, write: bool) -> FileSession:
        return self._patiently(lambda: self._opened(write))

    def _opened(self, write: bool) -> FileSession:
        try:
            return self._sound("mode=rw" if write else "mode=ro", write)
        except sqlite3.OperationalError as error:
            file = self.path.resolve()
            alone = not file.with_name(file.name + "-wal").exists() and not place.writable(file.parent)
            if write or not alone or primary(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise
            return self._sound("mode=ro&immutable=1", write)  # on a medium where nobody writes no locks are needed

    def _sound(self, options: str, write: bool) -> FileSession:
        """A connection to a ledger of our version with all its guards."""
        connection = sqlite3.connect(
            place.address(self.path, options), uri=True, timeout=_SHORT, isolation_level=None, check_same_thread=False,
            factory=FileSession,
        )  # fmt: skip
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
