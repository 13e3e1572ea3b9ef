"""The one place where the web asks the ledger. What anonymous readers must not see goes no further than this."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Literal, get_args

import msgspec
import numpy as np

from testimonia import judging, pipeline, plugins
from testimonia.model.claim import Claim, Reading, Told, Victim, tell
from testimonia.model.errors import UsageError
from testimonia.model.scope import Scope
from testimonia.model.text import Document
from testimonia.model.world import Cluster, Incident
from testimonia.pipeline import Cited
from testimonia.reconcile import reconcile
from testimonia.store import Columns, Ledger, Memory, Query, Rows, Sum, account_ids
from testimonia.web.editions import Editions, Other, View
from testimonia.web.problems import ProblemError
from testimonia.web.renewal import Renewal
from testimonia.web.settings import MOST_SUMS, Settings
from testimonia.web.veil import Mask, Veil, personal, private

MOST_SEARCHED, SEARCHES = 3_000, 64
"""How many incidents a search in public looks through, and how many searches are remembered."""
PATIENCE = 0.5
"""Seconds that one waits for the columns of an edition that has just changed, before those of the old one do."""
MOST_WARM = 30
"""How many countries are looked for before somebody asks."""
ANSWERS, ANSWERS_BYTES = 5_000, 64_000_000
"""How many answers are remembered, and how many bytes they may have together."""

By = Literal["month", "actor", "country", "place"]


class Page(msgspec.Struct, frozen=True):
    """Part of a list: `after` is the key of its last incident where the list goes on, else None."""

    incidents: tuple[Incident, ...]
    after: tuple[str, str] | None


class Sums(msgspec.Struct, frozen=True):
    """Sums by name, at most MOST_SUMS of them, and how many names there are."""

    first: tuple[Sum, ...]
    many: int


class Report(msgspec.Struct, frozen=True):
    """A document with what was read in it. `incidents`: the incident's id for each account, None where none holds it or
    where it does not show. `people`: everybody in it or in another report of these incidents whose name is
    withheld."""

    document: Document
    reading: Reading
    told: tuple[Told, ...]
    incidents: tuple[str | None, ...]
    people: tuple[Victim, ...] = ()

    @property
    def mask(self) -> Mask:
        """Takes out the names that are withheld."""
        return Mask(self.people)

    def claims(self) -> Iterator[Claim]:
        """Every claim of its accounts."""
        for told in self.told:
            yield from told.claims()


class Desk:
    """Answers from one ledger, by the rules of one server. Usable from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.veil = Veil(timedelta(hours=settings.delay_hours or 0)) if settings.public else None
        with pipeline.edition(settings.ledger):  # brings it up to date where an ingest was killed
            pass
        self.ledger = self.edition = Ledger.open(settings.ledger)
        """Where the book is read, and where incidents are: two only where somebody wants another view (see `at`)."""
        self.view, self._editions = View(), Editions(settings.ledger)
        self._other: Other | None = None
        self._searched: dict[object, Rows] = {}
        self.answers = Memory(ANSWERS, ANSWERS_BYTES, lambda packed: packed.size)
        """What was answered already, by what it hangs on (see `api.again`)."""
        self.entries = Memory(ANSWERS)
        """Incidents as lists show them (see `views`)."""
        self.renewal = Renewal(settings.ledger)
        self.pen = threading.Lock()
        """Held by whoever looks at an incident and then judges it."""

    def inside(self) -> Desk:
        """The same ledger as those see it who are signed in: nothing is withheld."""
        if self.veil is None:
            return self
        made = copy.copy(self)
        made.settings, made.veil = msgspec.structs.replace(self.settings, public=False, delay_hours=None), None
        return made

    def at(self, view: View) -> Desk:
        """The same by another policy, or as it was known then. ProblemError 503 where that cannot be computed now."""
        if view == self.view:
            return self
        made = copy.copy(self)
        made._other = self._editions.get(view, self.ledger.basis)
        made.view, made.edition, made._searched = view, made._other.ledger, {}
        return made

    def warm(self) -> None:
        """Reads and counts all there is, so that the first who asks need not wait for it."""
        for by in get_args(By):
            found = self.sums(Query(), by)
            if by == "country" and self.veil is None:  # what most people choose first, and what takes longest to find
                for country in found.first[:MOST_WARM]:
                    self.meant(Query(country=country.name))

    def close(self) -> None:
        """Closes the ledger."""
        self.renewal.finish()
        self._editions.clear()
        self.ledger.close()

    def columns(self) -> Columns:
        """The edition in columns: as it is now or, while a large one that changes again and again rests or is read, as
        it was a moment ago (its `age` says so)."""
        return self.edition.columns(PATIENCE, resting=True)

    def meant(self, query: Query) -> tuple[Columns, Rows]:
        """The rows of all incidents that are meant and show, in order; a page of them is for `Columns.page`.

        ProblemError 400 where, in public, words or an actor stand in more incidents than can be looked through.
        """
        columns = self.columns()
        bare = whole(query)
        if self.veil is None:
            return columns, self.edition.rows(columns, bare)
        rows = self.edition.rows(columns, self.veil.query(bare))
        rows = columns.settled_by(rows, self.veil.until().timestamp())
        return columns, self._found(columns, rows, bare) if query.text or query.actor else rows

    def _found(self, columns: Columns, rows: Rows, query: Query) -> Rows:
        """Of these rows those in which what was searched for stands in what is shown, too."""
        seen = (columns.changes, query, len(rows))
        if seen not in self._searched:
            if len(rows) > MOST_SEARCHED:
                said = (
                    f"{len(rows):,} incidents may have that; the public view looks through {MOST_SEARCHED:,} at most."
                )
                raise ProblemError(400, f"{said} Choose a time, a country or a type as well.", field="text")
            while len(self._searched) >= SEARCHES:
                self._searched.pop(next(iter(self._searched)), None)
            place = {columns.ids[row].decode(): int(row) for row in rows}
            kept = [place[one.id] for one in self.veiled(self.edition.at(columns, rows), query)]
            self._searched[seen] = np.array(kept, dtype=np.int64)
        return self._searched[seen]

    def veiled(self, found: Iterable[Incident], query: Query) -> Iterator[Incident]:
        """The incidents as they are shown, without those that do not show and those in which what was searched for is
        hidden."""
        scope = self._scope()
        for incident in map(scope.mark, found) if scope else found:
            if self.veil is None:
                yield incident
            elif self.veil.shows(incident):
                seen = self.veil.incident(incident, self._people(incident))
                if self.veil.finds(seen, query):
                    yield seen

    def _scope(self) -> Scope | None:
        """The rules by which incidents are marked: those that the server was given, else those of the ledger."""
        return self.settings.scope or judging.scope(self.ledger)

    def incidents(self, query: Query) -> Iterator[Incident]:
        """Every incident that is meant and shows, streamed; of the newest the undated come last, too."""
        columns, rows = self.meant(query)
        found = self.edition.at(columns, columns.page(rows, query))
        yield from self.veiled(found, query)

    def _people(self, incident: Incident) -> Iterator[Victim]:
        """Everybody in any of its reports whose name is withheld."""
        for name in account_ids(incident):  # what people added stands in no testimony, but it counts
            yield from private(self.ledger.account(name).account)

    def page(self, query: Query) -> Page:
        """A page of the list; `query.limit` must be given."""
        size = query.limit or 1
        columns, rows = self.meant(query)
        some = columns.page(rows, msgspec.structs.replace(query, limit=size + 1))
        found = tuple(self.veiled(self.edition.at(columns, some[:size]), query))
        if len(some) <= size:
            return Page(found, None)
        last = some[size - 1]
        return Page(found, (columns.days[last].decode(), columns.ids[last].decode()))

    def sums(self, query: Query, by: By, most: int = MOST_SUMS) -> Sums:
        """Incidents and deaths of all that is meant and shows: by month in order; by `actor`, `country` or `place`
        ("ML:Gao") the `most` killed first. In public nobody is counted by name who may be a private person."""
        columns, rows = self.meant(query)
        which = (by, most, whole(query), self.veil, len(rows))  # what shows grows with time
        found: Sums = columns.once(which, lambda: self._sums(columns, rows, by, most))
        return found

    def _sums(self, columns: Columns, rows: Rows, by: By, most: int) -> Sums:
        if by in ("month", "country"):
            found = columns.months(rows) if by == "month" else columns.countries(rows)
            return Sums(found, len(found))
        if by == "place":
            return Sums(*self.edition.counted(columns, "at", rows, most))
        public = (lambda name: not personal(name)) if self.veil else None
        listed, known = self.edition.counted(columns, "by", rows, most)
        others, more = self.edition.counted(columns, "unlisted", rows, most, public)
        both = sorted((*listed, *others), key=lambda s: (-s.best, -s.incidents, s.name or ""))
        return Sums(tuple(both[:most]), known + more)

    def incident(self, name: str, policy: str | None = None) -> Incident:
        """The incident of that id, or the one that it forwards to, its tolls by the edition's policy or another.

        ProblemError 404 where there is none and where it does not show yet, 400 for an unknown policy.
        """
        found = self._whole(name)
        if policy:
            found = self._under(found, policy)
        seen, scope = found if self.veil is None else self.veil.incident(found, self._people(found)), self._scope()
        return scope.mark(seen) if scope else seen

    def _whole(self, name: str) -> Incident:
        try:
            found = self.edition.incident(name)
        except UsageError:
            found = None
        if found is None or (self.veil and not self.veil.shows(found)):
            raise ProblemError(404, f"There is no incident {name!r}.")
        return found

    def _under(self, incident: Incident, policy: str) -> Incident:
        """The same accounts, counted by another policy."""
        if policy not in plugins.names("policies"):
            known = ", ".join(plugins.names("policies"))
            raise ProblemError(400, f"There is no policy {policy!r} (known: {known}).", field="policy")
        told = sorted((self.ledger.account(n) for n in account_ids(incident)), key=lambda t: t.order)
        cluster = Cluster(accounts=tuple(told), links=incident.links)
        return reconcile(cluster, pipeline.policy_named(policy), tuple(self.ledger.judgements()))

    def cited(self, name: str) -> dict[str, Cited]:
        """Every claim of the incident's accounts, with the documents that hold the words. The documents are whole: what
        is shown of them is for the caller to choose (see `mask`)."""
        return pipeline.cited(self.ledger, self._whole(name), self.view.as_of)

    def mask(self, cited: Iterable[Cited]) -> Mask | None:
        """Takes out names in the reports of an incident; None where nothing is withheld."""
        if self.veil is None:
            return None
        told = {c.told.id: c.told for c in cited}
        return Mask(v for t in told.values() for v in private(t.account))

    def withheld(self, incident: Incident) -> Mask | None:
        """Takes out names in the reports of an incident; None where nothing is withheld."""
        return None if self.veil is None else Mask(self._people(incident))

    def report(self, name: str) -> Report:
        """A document with what was read in it. ProblemError 404 where there is none, or nothing in it shows."""
        try:
            document, reading = self.ledger.document(name), self.ledger.reading(name)
        except UsageError:
            raise ProblemError(404, f"There is no document {name!r}.") from None
        told = tell(document, reading)
        incidents = tuple(self._incident_of(t) for t in told)
        if self.veil is None:
            return Report(document, reading, told, incidents)
        shown = [(t, i) for t, i in zip(told, incidents, strict=True) if i is not None]
        if not shown:
            raise ProblemError(404, f"There is no document {name!r}.")
        people = [v for t in told for v in private(t.account)]
        for incident in dict.fromkeys(i for _, i in shown):
            people += self._people(self._whole(incident))
        return Report(document, reading, tuple(t for t, _ in shown), tuple(i for _, i in shown), tuple(people))

    def _incident_of(self, told: Told) -> str | None:
        name = self.ledger.incident_of(told.id)
        if name is None or self.veil is None:
            return name
        try:
            return self._whole(name).id
        except ProblemError:
            return None


def whole(query: Query) -> Query:
    """The same without pages or order."""
    return msgspec.structs.replace(query, limit=None, offset=0, after=None, newest=False)
