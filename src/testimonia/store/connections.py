"""Connections to one ledger: one that writes, as many that read as are needed, each with its own snapshot."""

from __future__ import annotations

import os
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Generic, TypeVar

from testimonia.model.errors import LedgerError
from testimonia.store.session import Session

S = TypeVar("S", bound=Session)


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


class Connections(ABC, Generic[S]):
    """All connections of one Ledger. Safe to use from several threads; not across `fork`.

    `patience` is how many seconds a writer waits for another process to finish its transaction. What differs between a
    file and a server are the methods without a body.
    """

    Error: type[Exception]
    """What the database raises."""

    def __init__(self, path: Path | str, *, write: bool, patience: float) -> None:
        self.path, self.patience = path, patience
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._open = True
        self._idle: list[S] = []
        self._held = threading.local()
        self._writer: S | None = None
        with self._clear():
            first = self._connect(write)
        if write:
            self._writer = first
        else:
            self._idle.append(first)

    @abstractmethod
    def _clear(self) -> AbstractContextManager[None]:
        """Turns every error of the database inside into a LedgerError."""

    @abstractmethod
    def _connect(self, write: bool) -> S:
        """A new connection to a sound ledger of our version."""

    @abstractmethod
    def _disconnect(self, connection: S) -> None:
        """Closes a connection, whatever state it is in."""

    @abstractmethod
    def _begin(self, connection: S, write: bool) -> None:
        """Begins a transaction: to write, after others who write; or a snapshot to read."""

    @abstractmethod
    def _writing(self, connection: S) -> bool:
        """Whether a transaction is open."""

    @abstractmethod
    def _dropped(self, connection: S) -> bool:
        """Whether the other side has closed it for good, so that another one is needed."""

    @abstractmethod
    def destroying(self, connection: S) -> None:
        """Before words are blanked for good: sees to it that their old bytes are overwritten where that is possible."""

    @abstractmethod
    def settled(self, connection: S) -> None:
        """After an edition was swapped: lets the database know how much there is now."""

    def damage(self, connection: S) -> list[str]:  # noqa: ARG002  (a server watches over its own pages)
        """What the database finds wrong with what it has stored."""
        return []

    @abstractmethod
    def scrub(self) -> bool:
        """Rewrites what is stored, so that nothing holds what was destroyed. False where somebody still reads an older
        state, which must stay until he is done."""

    def close(self) -> None:
        """Commits what a batch has written and closes every connection. A second time it does nothing."""
        try:
            self.flush()
        finally:
            with self._lock, self._clear():
                self._open = False
                for connection in (*self._idle, self._writer):
                    if connection is not None:
                        self._disconnect(connection)
                self._idle.clear()
                self._writer = None

    @contextmanager
    def transaction(self, batch: Batch | None = None) -> Iterator[S]:
        """The writing connection inside a transaction: all of it is kept or, where anything fails, nothing.

        With a `batch` the commit comes when the batch is full; what fails is taken back alone, its forerunners stay.
        """
        with self._lock, self._clear():
            if batch is None:
                self.flush()
                writer = self._begun(self._pen(), write=True)
                with self._kept(writer):
                    yield writer
                return
            writer = self._pen()
            if not self._writing(writer):
                writer = self._begun(writer, write=True)
                batch.begin()
            with self._savepoint(writer):
                yield writer
            if batch.full():
                self.flush()

    @contextmanager
    def immediate(self, connection: S) -> Iterator[None]:
        """A writing transaction on a connection, taken back where anything fails."""
        with self._clear():
            self._begin(connection, True)
            with self._kept(connection):
                yield

    def _begun(self, connection: S, *, write: bool) -> S:
        """A connection with a transaction begun: the one given, or a new one where the server has dropped that."""
        try:
            self._begin(connection, write)
            return connection
        except self.Error:
            if not self._dropped(connection):
                raise
        self._disconnect(connection)
        fresh = self._connect(write)
        if write:
            self._writer = fresh
        self._begin(fresh, write)
        return fresh

    @contextmanager
    def _kept(self, connection: S) -> Iterator[None]:
        """COMMIT at the end, or ROLLBACK where anything fails."""
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            self._take_back(connection)
            raise

    def _take_back(self, connection: S) -> None:
        with suppress(self.Error):  # a full disk or a lost connection may have done so already
            connection.execute("ROLLBACK")

    @contextmanager
    def _savepoint(self, connection: S) -> Iterator[None]:
        """Takes back what is done inside, where it fails, and leaves the transaction around it as it was."""
        connection.execute("SAVEPOINT one")
        try:
            yield
        except BaseException:
            with suppress(self.Error):  # a full disk may have rolled back the whole transaction already
                connection.execute("ROLLBACK TO one")
                connection.execute("RELEASE one")
            raise
        connection.execute("RELEASE one")

    @contextmanager
    def apart(self) -> Iterator[S]:
        """A writing connection of its own, with its own temporary tables, closed afterwards."""
        self._pen()
        self.flush()
        with self._clear():
            connection = self._connect(True)
            try:
                yield connection
            finally:
                self._disconnect(connection)

    @contextmanager
    def alone(self) -> Iterator[S]:
        """The writing connection outside of any transaction, while nobody else reads through this object."""
        with self._lock, self._clear():
            writer = self._pen()
            self.flush()
            while self._idle:
                self._disconnect(self._idle.pop())
            yield writer

    @contextmanager
    def snapshot(self) -> Iterator[S]:
        """A reading connection on which the ledger stands still, whatever others write meanwhile. Never blocked.

        What a batch of this ledger has written so far is committed first, so that it is seen. Inside `still` it is the
        one that this thread reads from already.
        """
        self._here()
        if (held := getattr(self._held, "reader", None)) is not None:
            yield held
            return
        self.flush()
        with self._clear():
            try:
                reader = self._idle.pop()
            except IndexError:
                reader = self._connect(False)
            try:
                reader = self._begun(reader, write=False)
                yield reader
            finally:
                self._take_back(reader)
                if self._open and not self._dropped(reader):
                    self._idle.append(reader)
                else:  # the ledger was closed while somebody still read
                    self._disconnect(reader)

    @contextmanager
    def still(self) -> Iterator[None]:
        """Inside, all that this thread reads is of one snapshot: to begin one for every look takes longer than most
        looks."""
        with self.snapshot() as reader:
            outer, self._held.reader = getattr(self._held, "reader", None), reader
            try:
                yield
            finally:
                self._held.reader = outer

    @contextmanager
    def latest(self) -> Iterator[S]:
        """For one look at what this ledger has written, committed or not: unlike `snapshot` it leaves a batch open."""
        with self._lock:
            if self._writer is not None and self._writing(self._writer):
                with self._clear():
                    yield self._pen()
                return
        with self.snapshot() as connection:
            yield connection

    def flush(self) -> None:
        """Commits what a batch has written so far."""
        with self._lock, self._clear():
            if self._writer is not None and self._writing(self._writer):
                with self._kept(self._writer):
                    pass

    def _pen(self) -> S:
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
