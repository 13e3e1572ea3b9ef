"""The columns of a ledger's edition as it is now: read anew where it has changed, behind the answers."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

from testimonia.store import edition
from testimonia.store.columns import Columns
from testimonia.store.connections import Connections

PROMPT, SHARE, LONGEST = 0.1, 30, 30.0
"""What takes fewer seconds of a processor is read as soon as it is asked for; other columns, once read, rest so many
times as long (at most so many seconds): a ledger that changes all the time would keep a processor at reading."""

TURNS = 0.0005
"""How often (in seconds) others get a turn meanwhile: who answers needs the interpreter only for moments, between calls
of the database, and would wait ten times as long for each."""


class Current:
    """The columns that were read last. Usable from several threads; one reads, the others wait or go on without."""

    def __init__(self, connections: Connections[Any]) -> None:
        self._at, self._turn = connections, threading.Condition()
        self._held: Columns | None = None
        self._sure = self._rest = 0.0  # when they were the edition's last (time.monotonic), and for how long they rest
        self._reader: threading.Thread | None = None
        self._fault: Exception | None = None

    def get(self, patience: float | None, *, resting: bool = False) -> Columns:
        """The columns of the edition as it is now or, where they are not read in `patience` seconds (None: however long
        that takes), those of before, which then say how old they are. Where they may be `resting`, those that were the
        edition's a moment ago are given at once, be they read anew meanwhile or not yet."""
        with self._at.snapshot() as connection:
            changes, seen = edition.changes(connection), time.monotonic()
        with self._turn:
            until = None if patience is None else seen + patience
            while self._held is None or self._held.changes < changes:
                if self._fault is not None:
                    fault, self._fault = self._fault, None
                    raise fault
                rested = seen - self._sure
                if resting and self._held is not None and rested < self._rest:
                    return self._old(self._held)
                if self._reader is None:
                    self._reader = threading.Thread(target=self._read, daemon=True, name="columns")
                    self._reader.start()
                if self._held is None or until is None:
                    self._turn.wait()
                elif (resting and rested < 2 * self._rest) or not self._turn.wait(until - time.monotonic()):
                    return self._old(self._held)
            if self._held.changes == changes:
                self._sure = max(self._sure, seen)
            return self._held

    def _old(self, held: Columns) -> Columns:
        held.outdated = held.outdated or self._sure
        return held

    def _read(self) -> None:
        made, fault, before = None, None, self._held
        begun, used, turns = time.monotonic(), time.thread_time(), sys.getswitchinterval()
        sys.setswitchinterval(TURNS)
        try:
            with self._at.snapshot() as connection:
                made = Columns.read(connection, before)
        except Exception as raised:  # told to who waits
            fault = raised
        finally:
            sys.setswitchinterval(turns)
        used = time.thread_time() - used
        with self._turn:
            self._fault, self._reader = fault, None
            if made is not None:
                self._held, self._sure = made, begun
                self._rest = min(SHARE * used, LONGEST) if before is not None and used > PROMPT else 0.0
            self._turn.notify_all()
