"""The edition brought up to date behind the answers: who judges need not wait until a large one is computed."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from testimonia import pipeline
from testimonia.store import Ledger


class Renewal:
    """One computation at a time; what is asked for meanwhile comes with the next one. Usable from several threads."""

    def __init__(self, path: Path | str) -> None:
        self._path, self._turn = path, threading.Condition()
        self._asked = self._done = 0
        self._worker: threading.Thread | None = None

    def ask(self, patience: float) -> None:
        """Has the edition computed from all that is written by now, and waits for it, but at most so many seconds, and
        not at all where an older computation still goes on: that was too long for somebody already."""
        with self._turn:
            patience = patience if self._done == self._asked else 0.0
            self._asked += 1
            mine = self._asked
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, daemon=True, name="renewal")
                self._worker.start()
            self._turn.wait_for(lambda: self._done >= mine, patience)

    def finish(self, patience: float = 10.0) -> None:
        """Waits until nothing is computed any more, but at most so many seconds: what is broken off is done anew when
        the ledger is opened next."""
        with self._turn:
            self._turn.wait_for(lambda: self._worker is None, patience)

    def _work(self) -> None:
        while True:
            with self._turn:
                asked = self._asked
                if self._done >= asked:
                    self._worker = None
                    self._turn.notify_all()
                    return
            try:
                with Ledger.open(self._path, "write") as ledger:
                    pipeline.renew(ledger)
            except Exception:  # what was judged is written; the edition says that it is stale until the next try
                logging.getLogger(__name__).exception("the edition could not be computed")
            finally:
                with self._turn:
                    self._done = asked
                    self._turn.notify_all()
