"""What came of a run, in one line: read, set aside and why, copies, failures, what was skipped."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath

from testimonia.model.claim import Reading
from testimonia.model.errors import InputError, SkippedError
from testimonia.model.text import Document

_COMPARED = 20_000  # documents, in some 80 MB


class Summary:
    """Counts as it goes. Copies are counted among the new documents that were read: nearly the same words in another
    document of this run (an agency's report in many papers); the first _COMPARED are what later ones are compared with,
    so that memory does not grow with the batch."""

    def __init__(self) -> None:
        from testimonia.gather.copies import Index

        self.new = self.old = self.failed = 0
        self._reasons: Counter[str] = Counter()
        self._skipped: Counter[str] = Counter()
        self._copies = 0
        self._index = Index()

    def count(self, document: Document, reading: Reading | None, *, new: bool = True) -> None:
        """One document, with what was read in it now, if anything."""
        self.new, self.old = self.new + new, self.old + (not new)
        if not new or reading is None:
            return
        if not reading.read:
            self._reasons[(reading.reason or "not read").partition(":")[0]] += 1
            return
        from testimonia.gather.copies import signature

        known = signature(document.text)
        if any(copy.name != document.id for copy in self._index.find(known)):
            self._copies += 1
        if len(self._index) < _COMPARED:
            self._index.add(document.id, known)

    def fail(self, error: InputError) -> None:
        """One input that could not be read, or was skipped because nothing reads its kind."""
        if isinstance(error, SkippedError):
            self._skipped[PurePath(error.source).suffix.lower() or error.source] += 1
        else:
            self.failed += 1

    def line(self, verb: str = "new documents") -> str:
        """`12 new documents (4 set aside by triage, 1 copy), 3 already there, 1 failed, 2 skipped (1 .doc, 1 .xls)`."""
        parts = [f"{count} {reason}" for reason, count in sorted(self._reasons.items())]
        parts += [f"{self._copies} {'copy' if self._copies == 1 else 'copies'} of others"] if self._copies else []
        said = f"{self.new} {verb}" + (f" ({', '.join(parts)})" if parts else "")
        old = f", {self.old} already there" if self.old or verb == "new documents" else ""
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self._skipped.items()))
        skipped = f", {self._skipped.total()} skipped ({kinds})" if kinds else ""
        return said + old + (f", {self.failed} failed" if self.failed else "") + skipped
