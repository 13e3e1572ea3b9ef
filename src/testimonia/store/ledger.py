"""The ledger: one file that holds the book and the edition. What the pipeline, the command line and the web use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from testimonia.model.asof import AsOf
from testimonia.model.claim import Reading, Told
from testimonia.model.errors import LedgerError, UsageError
from testimonia.model.judgement import Judgement
from testimonia.model.text import Document
from testimonia.model.world import Incident, Total
from testimonia.store import book, copying, counts, edition, names, redaction
from testimonia.store import linked as links
from testimonia.store.address import is_server
from testimonia.store.columns import Columns
from testimonia.store.connections import Batch, Connections
from testimonia.store.counts import Counts, Receipt
from testimonia.store.current import Current
from testimonia.store.edition import Mark
from testimonia.store.file import open_file
from testimonia.store.growth import Growth, Renewal
from testimonia.store.query import Query
from testimonia.store.sums import Rows, Shown, Sum

T = TypeVar("T")
EVERYTHING = Query()
NOW = AsOf()


class Ledger:
    """An open ledger.

    One process writes at a time (others wait for their turn), any number read, and no reader is ever blocked. Usable
    from several threads, not across a fork. Every method raises LedgerError for what the disk or another process
    does to the file.

        with Ledger.open("war.ledger", "write", create=True) as ledger:
            with ledger.batch():
                for document in documents:
                    ledger.record(document, reader.read(document, marks))
            ledger.publish_edition(reconcile(link(ledger.accounts(), ledger.judgements())))
    """

    def __init__(self, connections: Connections[Any]) -> None:
        self._at = connections
        self._batch: Batch | None = None
        self._asked: dict[str, Mark] = {}
        self._current = Current(connections)

    @classmethod
    def open(
        cls, path: str | Path, mode: Literal["read", "write"] = "read", *, create: bool = False,
        patience: float = 30.0, max_bytes: int | None = None,
    ) -> Self:  # fmt: skip
        """Opens the ledger at `path`, a file or `postgresql://user@host/database`; with `create` (and mode "write")
        makes an empty one where there is nothing.

        `patience`: seconds to wait while another process writes; `max_bytes`: what the file may grow to.
        LedgerError for what is no ledger of ours, and then the file has not been touched.
        """
        write = mode == "write"
        if is_server(path):
            from testimonia.store.server import open_server

            return cls(open_server(str(path), write=write, create=create, patience=patience, max_bytes=max_bytes))
        return cls(open_file(Path(path), write=write, create=create, patience=patience, max_bytes=max_bytes))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the ledger. What a batch has recorded is kept."""
        self._at.close()

    @property
    def path(self) -> Path | str:
        """The ledger's file, or its address on a server without the password."""
        return self._at.path

    def still(self) -> AbstractContextManager[None]:
        """Inside, all that this thread reads through this object is of one moment; what is begun there ends there."""
        return self._at.still()

    # --- the book -----------------------------------------------------------------------------------------------

    def record(self, document: Document, reading: Reading) -> bool:
        """Writes a document with its reading, accounts and claims: all of it or nothing.

        False, and nothing is written, where the same reader (name and version) has read the same version before.
        InputError where the reading's words do not stand in the document. Outside a `batch` it is on the disk
        on return.
        """
        with self._at.transaction(self._batch) as connection:
            return book.record(connection, document, reading)

    @contextmanager
    def batch(self, size: int = 200, seconds: float = 0.2) -> Iterator[None]:
        """Inside, `record` commits every `size` documents or `seconds`, whichever comes first, and at the end. Each
        document is still whole or absent; a kill loses those of the last moment, and recording them again mends it."""
        self._batch = Batch(size, seconds)
        try:
            yield
        finally:
            self._batch = None
            self._at.flush()

    def has_reading(self, document: str, version: str, reader: str) -> bool:
        """Whether this reader (name and version) has read this version: then the work of reading can be
        spared. Does not end a batch."""
        with self._at.latest() as connection:
            return book.has_reading(connection, document, version, reader)

    def judge(self, judgement: Judgement) -> bool:
        """Writes a judgement; on the disk on return. False where it stands there already."""
        with self._at.transaction() as connection:
            return book.judge(connection, judgement)

    def redact(self, document: str, judgement: Judgement) -> Judgement:
        """Destroys the words of a document for good and leaves a tombstone: the judgement as it is written, with the
        hashes of its texts. A document that was redacted before gets another one, over what is left.

        The edition still holds quotes until it is published anew; then `scrub` the file. UsageError where there is no
        such document.
        """
        with self._at.transaction() as connection:
            self._at.destroying(connection)
            made = self._known(redaction.tombstone(connection, document, judgement), "document", document)
            book.judge(connection, made)
            redaction.destroy(connection, document)
            return made

    def scrub(self) -> None:
        """Rewrites the file so that nothing destroyed is left in it. LedgerError where another process still reads an
        older state of the ledger: its journal stays until it is done."""
        if not self._at.scrub():
            said = "the words are blanked, but another process still reads the ledger and keeps an older copy of it"
            raise LedgerError(f"{self.path}: {said} (close it and redact the document once more)")

    def judgements(self, as_of: AsOf = NOW, verdicts: tuple[str, ...] = ()) -> Iterator[Judgement]:
        """Every judgement (made by then, of these verdicts), as recorded (not by `when`: clocks go backwards)."""
        with self._at.snapshot() as connection:
            if not verdicts:
                self._asked["judgements"] = edition.mark(connection)
            yield from book.judgements(connection, as_of, verdicts)

    def accounts(self, reader: str | None = None, as_of: AsOf = NOW) -> Iterator[Told]:
        """The accounts that are current (as of a moment; `store.book` says which are), by document id, then as the
        reader gave them; at last those that people added. `reader`: a name, or name and version, that is preferred."""
        with self._at.snapshot() as connection:
            self._asked["accounts"] = edition.mark(connection)
            yield from book.accounts(connection, reader, as_of)

    def totals(self, as_of: AsOf = NOW) -> Iterator[Total]:
        """The totals over several incidents that the current readings tell (as of a moment), by document id."""
        with self._at.snapshot() as connection:
            yield from book.totals(connection, as_of)

    def account(self, name: str, reader: str | None = None, as_of: AsOf = NOW) -> Told:
        """The account of that id as its document's newest version tells it, or as a person added it (as of a moment).
        UsageError where there is none."""
        with self._at.snapshot() as connection:
            return self._known(book.account(connection, name, reader, as_of), "account", name)

    def kin(self, account: str) -> tuple[str, ...]:
        """The ids of the accounts of its document that tell of the same, in any version and by any reader, the nearest
        first: of them the first that is current stands for an account that is no more."""
        with self._at.snapshot() as connection:
            return book.kin(connection, account)

    def heir(self, name: str, reader: str | None = None) -> str | None:
        """The id of the current account that stands for the account `name`: itself while it is current, else the one of
        its document that shares most mentions with it, or None. What was judged of an account holds for its heir."""
        with self._at.snapshot() as connection:
            known = book.account(connection, name, reader)
            current = book.current_ids(connection, known.document, reader) if known else ()
            if known and known.id in {told.id for told in book.additions(connection)}:
                return name
            return next((n for n in (name, *book.kin(connection, name)) if n in current), None)

    def document(self, name: str, version: str | None = None) -> Document:
        """A document, in its newest version where none is named. UsageError where there is none."""
        with self._at.snapshot() as connection:
            return self._known(book.document(connection, name, version), "document", name)

    def reading(self, document: str, version: str | None = None, reader: str | None = None) -> Reading:
        """What was read in a document, chosen as in `accounts`. UsageError where there is no such document."""
        with self._at.snapshot() as connection:
            return self._known(book.reading(connection, document, version, reader), "document", document)

    def receipts(self, document: str) -> tuple[Receipt, ...]:
        """When each version of a document came in and by which readers it was read, in the order of recording."""
        with self._at.snapshot() as connection:
            return tuple(Receipt(*row) for row in book.receipts(connection, document))

    # --- the edition --------------------------------------------------------------------------------------------

    def publish_edition(
        self, incidents: Iterable[Incident], *, recipe: str = "", linked: links.Linking | None = None
    ) -> None:
        """Swaps the whole edition: readers see the old one or the new one, never half.

        `incidents` are consumed before anything is locked. `recipe` names the rules that made them (policy, versions),
        see `recipe`. The edition counts as computed from the book as it was when `accounts` and `judgements` were last
        asked for: what is recorded meanwhile makes it `stale`. Names of former days forward to the new ones for ever.
        `linked` are all its accounts and their likely pairs, so that it can be brought up to date by `renew_edition`.
        """
        with self._at.apart() as connection:
            connection.execute("BEGIN")
            edition.stage(connection, incidents, linked or ((), ()))
            connection.execute("COMMIT")
            with self._at.immediate(connection):
                edition.swap(connection, self._basis(edition.mark(connection)), recipe)
                links.swap(connection, whole=linked is not None)
            self._at.settled(connection)
        self._asked.clear()

    @contextmanager
    def growth(self) -> Iterator[Growth | None]:
        """What happened to the book since the edition was computed, to bring it up to date by; all from one snapshot.
        None where the edition does not remember how its accounts were linked."""
        with self._at.snapshot() as connection:
            yield Growth(connection) if links.kept(connection) else None

    def renew_edition(self, renewal: Renewal) -> bool:
        """Brings the edition up to date: puts incidents in the place of those that hold one of the accounts `over`.
        False, and nothing is done, where somebody else has changed it since its growth was looked at."""
        with self._at.transaction() as connection:
            if edition.computed_from(connection) != (renewal.since, renewal.recipe) or not links.kept(connection):
                return False
            edition.replace(connection, renewal.incidents, renewal.until, renewal.recipe, renewal.over)
            links.change(connection, renewal.gone, renewal.come)
            links.move(connection, renewal.first, renewal.at_last)
            links.pair(connection, renewal.met, renewal.parted)
        return True

    def unmoved(self, judgement: str) -> bool:
        """Counts the edition as computed from this judgement, too, which changes no incident. False, and nothing is
        done, where it was not computed from all judgements before it."""
        with self._at.transaction() as connection:
            return edition.unmoved(connection, judgement)

    @property
    def stale(self) -> bool:
        """Whether the book has grown since the edition was computed."""
        with self._at.snapshot() as connection:
            return edition.computed_from(connection)[0] != edition.mark(connection)

    @property
    def recipe(self) -> str:
        """The rules that made the edition, as given to `publish_edition`."""
        with self._at.snapshot() as connection:
            return edition.computed_from(connection)[1]

    @property
    def basis(self) -> Mark:
        """How far the book had grown when the edition was computed."""
        with self._at.snapshot() as connection:
            return edition.computed_from(connection)[0]

    @property
    def grown(self) -> Mark:
        """How far the book has grown by now."""
        with self._at.snapshot() as connection:
            return edition.mark(connection)

    def touched(self, since: Mark) -> tuple[Mark, tuple[str, ...]]:
        """The edition's `basis`, and the accounts that were read or judged after `since` and up to it, in the order of
        recording."""
        with self._at.snapshot() as connection:
            until = edition.computed_from(connection)[0]
            read = book.read_between(connection, since.readings, until.readings)
            judged = book.judged_between(connection, since.judgements, until.judgements)
            return until, tuple(dict.fromkeys((*read, *judged)))

    def incidents(self, query: Query = EVERYTHING) -> Iterator[Incident]:
        """The incidents that are meant, streamed by first day, then id; the undated last. All from one edition."""
        with self._at.snapshot() as connection:
            yield from edition.incidents(connection, query)

    def incident(self, name: str) -> Incident:
        """The incident of that id; an id of former days is followed. UsageError where there is none."""
        with self._at.snapshot() as connection:
            return self._known(edition.incident(connection, name), "incident", name)

    def incident_of(self, account: str) -> str | None:
        """The id of the incident that holds the account, or None."""
        with self._at.snapshot() as connection:
            return edition.holder(connection, account)

    def columns(self, patience: float | None = None, *, resting: bool = False) -> Columns:
        """The edition's columns in memory, brought up to date when it has changed (see `Current`)."""
        return self._current.get(patience, resting=resting)

    def rows(self, columns: Columns, query: Query = EVERYTHING) -> Rows:
        """The rows of the columns that are meant, in order; limit, offset and `after` do not count."""
        with self._at.snapshot() as connection:
            return columns.rows(connection, query)

    def at(self, columns: Columns, rows: Rows) -> Iterator[Incident]:
        """The incidents of these rows, in this order; those that are gone meanwhile are left out."""
        with self._at.snapshot() as connection:
            yield from columns.at(connection, rows)

    def headlines(self, columns: Columns, rows: Iterable[int]) -> dict[int, str]:
        """The headlines of the incidents of these rows."""
        with self._at.snapshot() as connection:
            return columns.headlines(connection, rows)

    def counted(
        self, columns: Columns, kind: str, rows: Rows, most: int, shown: Shown = None
    ) -> tuple[tuple[Sum, ...], int]:
        """Sums by the names of a kind: see `Columns.names`."""
        with self._at.snapshot() as connection:
            return columns.names(connection, kind, rows, most, shown)

    def names(self) -> Iterator[tuple[str, str, int]]:
        """Every name that an incident ever had, with each account that it stood for and its position (0: the one that
        gave the name)."""
        with self._at.snapshot() as connection:
            yield from names.every(connection)

    def remember(self, others: Iterable[tuple[str, str, int]]) -> None:
        """Takes in names of another ledger, as `names` gives them, so that they forward here too."""
        with self._at.transaction() as connection:
            names.remember(connection, others)

    def accounts_of(self, incident: str) -> tuple[str, ...]:
        """The accounts that an incident of that id ever stood for, its own first, whether or not it is in the edition.
        UsageError where no incident ever had that id."""
        with self._at.snapshot() as connection:
            return self._known(names.accounts(connection, incident) or None, "incident", incident)

    def forwards(self) -> Iterator[tuple[str, str]]:
        """Every id of former days with the id that it leads to now."""
        with self._at.snapshot() as connection:
            yield from edition.forwards(connection)

    def digest(self) -> str:
        """SHA-256 of the edition: the same for the same incidents, however and whenever they came in."""
        with self._at.snapshot() as connection:
            return edition.digest(connection)

    def book_digest(self) -> str:
        """SHA-256 of the book, to the last letter and time: the same for a ledger and its copy."""
        with self._at.snapshot() as connection:
            return copying.digest(connection)

    def copy_to(self, other: Ledger) -> str:
        """Writes the book into another ledger, which is empty or holds the same already, and the edition where it is up
        to date (else it is computed when that ledger is asked). The digest of both books, compared.

        LedgerError where the other one holds something else, or where what it holds afterwards is not the same.
        """
        with self._at.snapshot() as source:
            with other._at.transaction() as target:
                wanted = copying.into(source, target, other.path)
            made = edition.computed_from(source)
            if made[0] == edition.mark(source):
                other.publish_edition(edition.incidents(source, EVERYTHING), recipe=made[1])
                if other.digest() != edition.digest(source):
                    raise LedgerError(f"{other.path}: its incidents are not those that were copied (try again)")
        return wanted

    def damage(self) -> Iterator[str]:
        """What is wrong with the ledger, a sentence each; nothing where it is sound: what the database finds, and
        accounts whose evidence does not cut its own quote from their documents (law 1). All of it is read."""
        with self._at.snapshot() as connection:
            yield from self._at.damage(connection)
            yield from book.faults(connection)

    def counts(self) -> Counts:
        """How much there is of everything."""
        with self._at.snapshot() as connection:
            return counts.of(connection)

    def size(self) -> int:
        """How many incidents there are."""
        with self._at.snapshot() as connection:
            return int(connection.execute("SELECT count(*) FROM incidents").fetchone()[0])

    def _basis(self, now: Mark) -> Mark:
        """An edition is as new as the oldest part of the book that was read for it."""
        asked = (self._asked.get("accounts", now), self._asked.get("judgements", now))
        return Mark(min(mark.readings for mark in asked), min(mark.judgements for mark in asked))

    def _known(self, found: T | None, what: str, name: str) -> T:
        if found is None:
            there = "incidents --brief" if what == "incident" else "export --format jsonl"
            raise UsageError(f"{self.path}: holds no {what} {name!r} (see `testimonia {there}`)")
        return found
