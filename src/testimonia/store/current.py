"""The columns of a ledger's edition as it is now: read anew where it has changed, behind the answers."""

from __future__ import annotations

import threading
import time
from typing import Any

from testimonia.store import edition
from testimonia.store.columns import Columns
from testimonia.store.connections import Connections


class Current:
    """The columns that were read last. Usable from several threads; one reads, the others wait or go on without."""

    def __init__(self, connections: Connections[Any]) -> None:
        self._at, self._turn = connections, threading.Condition()
        self._held: Columns | None = None
        self._reader: threading.Thread | None = None
        self._fault: Exception | None = None

    def get(self, patience: float | None) -> Columns:
        """The columns of the edition as it is now or, where it was another one `patience` seconds ago already (None:
        however long they take to be read), those of before, which then say how old they are."""
        with self._at.snapshot() as connection:
            changes = edition.changes(connection)
        with self._turn:
            while self._held is None or self._held.changes < changes:
                if self._fault is not None:
                    fault, self._fault = self._fault, None
                    raise fault
                if self._reader is None:
                    self._reader = threading.Thread(target=self._read, daemon=True, name="columns")
                    self._reader.start()
                if self._held is None:
                    self._turn.wait()
                    continue
                self._held.outdated = self._held.outdated or time.monotonic()
                left = None if patience is None else self._held.outdated + patience - time.monotonic()
                if left is not None and (left <= 0 or not self._turn.wait(left)):
                    break
                if left is None:
                    self._turn.wait()
            return self._held

    def _read(self) -> None:
        made, fault = None, None
        try:
            with self._at.snapshot() as connection:
                made = Columns.read(connection, self._held)
        except Exception as raised:  # told to who waits
            fault = raised
        with self._turn:
            self._fault, self._reader = fault, None
            if made is not None:
                self._held = made
            self._turn.notify_all()
