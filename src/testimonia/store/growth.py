"""What happened to the book since its edition was computed, and what that makes of the edition."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec

from testimonia.model.claim import Told
from testimonia.model.judgement import Judgement
from testimonia.model.world import Incident
from testimonia.store import book, edition
from testimonia.store.added import added
from testimonia.store.edition import Mark
from testimonia.store.linked import LinkedAccounts, Pair, Row
from testimonia.store.session import Session


class Growth(LinkedAccounts):
    """The accounts as they were linked (model.doors.Linked), and what was read and judged `since`, `until` now: all as
    one snapshot of the ledger has it."""

    def __init__(self, connection: Session) -> None:
        super().__init__(connection)
        self.since, self.recipe = edition.computed_from(connection)
        self.until = edition.mark(connection)
        self.judgements = tuple(book.judgements(connection))
        self.additions = {told.id: told for told in book.additions(connection)}

    def documents(self) -> tuple[str, ...]:
        """The documents that were read since."""
        return book.documents_between(self._at, self.since.readings, self.until.readings)

    def judged(self) -> tuple[Judgement, ...]:
        """What was judged since."""
        return tuple(j for j in self.judgements if j.number > self.since.judgements)

    def about(self) -> tuple[str, ...]:
        """The accounts that what was judged since is about."""
        return tuple(dict.fromkeys(book.judged_between(self._at, self.since.judgements, self.until.judgements)))

    def current(self, document: str) -> tuple[Told, ...]:
        """The accounts of a document as they are now, with those that people added."""
        ours = (told for told in self.additions.values() if told.document == document)
        return (*book.current(self._at, document), *ours)

    def as_it_was(self, names: Collection[str]) -> dict[str, Told]:
        """Accounts as they were when they were linked."""
        before = tuple(j for j in self.judgements if j.number <= self.since.judgements)
        theirs = added(self._at, iter([j for j in before if j.verdict in ("add", "undo")]), book.NOW)
        own = {told.id: told for told in theirs if told.id in names}
        return own | {told.id: told for told in self.told([n for n in names if n not in own], self.since.readings)}

    def kin(self, account: str) -> tuple[str, ...]:
        """See `Ledger.kin`."""
        return book.kin(self._at, account)


class Renewal(msgspec.Struct, frozen=True):
    """What is to be written: `incidents` for those that hold an account of `over`; the accounts that are `gone`, with
    their keys, those that `come`, of those that stay the `first` of their clusters of the first pass with the weakest
    links of these, and the weakest links of their clusters `at_last`, and the pairs that are likely now or no longer
    (link/renew.py)."""

    since: Mark
    until: Mark
    recipe: str
    incidents: tuple[Incident, ...]
    over: frozenset[str]
    gone: Mapping[str, Iterable[int]]
    come: tuple[Row, ...]
    first: Mapping[str, tuple[str, float | None]]
    at_last: Mapping[str, float | None]
    met: tuple[Pair, ...]
    parted: tuple[tuple[str, str], ...]
