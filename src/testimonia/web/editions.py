"""Editions other than the ledger's own: by another policy, or as it was known at a moment. A few are kept."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from contextlib import ExitStack
from pathlib import Path

import msgspec

from testimonia import pipeline
from testimonia.model.asof import AsOf
from testimonia.store import Ledger, Mark
from testimonia.web.problems import ProblemError

KEPT, PATIENCE = 4, 30.0
"""How many are kept, and for how many seconds one waits while another is made."""


class View(msgspec.Struct, frozen=True):
    """How one wants to see the ledger: by a policy (None: the one that its edition was made by), as of a moment."""

    policy: str | None = None
    as_of: AsOf = AsOf()

    @property
    def past(self) -> bool:
        """Whether it is not as it is now."""
        return self.as_of != AsOf()


class Other:
    """An edition in a file of its own, which goes when nobody holds this any more."""

    def __init__(self, path: Path | str, view: View) -> None:
        stack = ExitStack()
        try:
            made = pipeline.edition(path, policy=view.policy or "ucdp", as_of=view.as_of)
            self.ledger: Ledger = stack.enter_context(made)
        except BaseException:
            stack.close()
            raise
        weakref.finalize(self, stack.close)


class Editions:
    """The other editions of one ledger. Usable from several threads; one is made at a time."""

    def __init__(self, path: Path | str) -> None:
        self._path, self._lock = path, threading.Lock()
        self._kept: OrderedDict[tuple[View, Mark], Other] = OrderedDict()

    def get(self, view: View, basis: Mark) -> Other:
        """The edition of that view, of a book that had grown so far. ProblemError 503 where others take too long."""
        if not self._lock.acquire(timeout=PATIENCE):
            raise ProblemError(503, "Other editions are being made; try again soon.", headers={"Retry-After": "30"})
        try:
            key = (view, basis)
            if key not in self._kept:
                self._kept[key] = Other(self._path, view)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]
        finally:
            self._lock.release()

    def clear(self) -> None:
        """Keeps none any longer."""
        self._kept.clear()
