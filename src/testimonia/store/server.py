"""A ledger on PostgreSQL: one schema of a database, with the tables, the guards and the manners of a file.

`postgresql://user@host/database` is the ledger in the schema `testimonia` of that database; `…?schema=NAME` is another
one in the same database. One process writes at a time: it holds the ledger's advisory lock as long as its transaction
lasts. Readers look at a snapshot (REPEATABLE READ) and are never blocked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from testimonia.model.errors import LedgerError, UsageError
from testimonia.store import schema
from testimonia.store.address import Address
from testimonia.store.connections import Connections

try:
    import psycopg
except ImportError as missing:  # the extra is not installed
    raise LedgerError(
        "a ledger on PostgreSQL needs psycopg, which is not installed (pip install 'testimonia[postgres]')"
    ) from missing

from psycopg import sql
from psycopg.pq import TransactionStatus

from testimonia.store import server_schema
from testimonia.store.server_faults import away, fault
from testimonia.store.server_session import ServerSession

_OLDEST = 2  # format that is brought to ours
_EDITION = ("incidents", "words", "labels", "labelled", "points", "spans", "incident_accounts")
_WORDED = ("documents", "readings", "accounts", "claims", "judgements", "linked", *_EDITION)


def open_server(url: str, *, write: bool, create: bool, patience: float, max_bytes: int | None) -> ServerConnections:
    """Connections to the ledger at an address, made where `create` and there is none yet.

    LedgerError where the server cannot be reached, or what is there is no ledger of ours; nothing is touched then.
    """
    if max_bytes is not None:
        raise UsageError(f"{Address.of(url).shown}: max_bytes limits a file, not a server (leave it out)")
    return ServerConnections(Address.of(url), write=write, create=create, patience=patience)


class ServerConnections(Connections[ServerSession]):
    """Connections to one ledger on a server."""

    Error = psycopg.Error
    path: str

    def __init__(self, address: Address, *, write: bool, create: bool, patience: float) -> None:
        self._address = address
        self._create = create and write
        self._known = False  # whether the ledger has been seen: from then on a server that is away is waited for
        super().__init__(address.shown, write=write, patience=patience)
        self._known = True

    @contextmanager
    def _clear(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise fault(self.path, error) from error

    def _connect(self, write: bool) -> ServerSession:
        until, wait = time.monotonic() + self.patience, 0.05
        while True:
            try:
                return self._sound(write)
            except psycopg.OperationalError as error:
                if not (self._known and away(error)) or time.monotonic() >= until:
                    raise
            time.sleep(wait)
            wait = min(wait * 1.5, 1.0)

    def _sound(self, write: bool) -> ServerSession:
        """A connection that looks into a ledger of our version, with all its guards."""
        session = ServerSession(
            psycopg.connect(
                self._address.server, autocommit=True, application_name="testimonia", client_encoding="utf8"
            )
        )
        try:
            self._look(session)
            if write:
                session.execute(f"SET lock_timeout = {max(1, int(self.patience * 1000))}")
                session.execute("SET work_mem = '64MB'")
            if self._create and not self._known:
                self._make(session)
            self._check(session)
            if write and (gone := server_schema.missing_guards(session)):
                raise LedgerError(
                    f"{self.path}: its guards were taken away: {', '.join(gone)} (restore it from a copy)"
                )
        except BaseException:
            session.raw.close()
            raise
        return session

    def _look(self, session: ServerSession) -> None:
        """Names without a schema are those of the ledger, then those of PostGIS."""
        row = session.execute("""SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE e.extname = 'postgis'""").fetchone()
        names = [self._address.schema, *(row or ("public",))]
        session.raw.execute(sql.SQL("SET search_path = {}").format(sql.SQL(", ").join(map(sql.Identifier, names))))

    def _make(self, session: ServerSession) -> None:
        """Makes an empty ledger unless something is there already: all of it or nothing, whoever else tries too."""
        if self._there(session):
            return
        self._begin(session, True)
        with self._kept(session):
            if self._there(session):  # somebody was faster
                return
            encoding = session.execute("SHOW server_encoding").fetchone()
            if encoding != ("UTF8",):
                raise LedgerError(
                    f"{self.path}: its database holds no Unicode (make one: createdb -E UTF8 -T template0 NAME)"
                )
            session.raw.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(self._address.schema)))
            place = server_schema.postgis(session)
            self._look(session)
            server_schema.create(session, place is not None)

    def _there(self, session: ServerSession) -> bool:
        row = session.execute("SELECT 1 FROM pg_namespace WHERE nspname = ?", (self._address.schema,))
        return row.fetchone() is not None

    def _check(self, session: ServerSession) -> None:
        """LedgerError unless this is a ledger that this version can open."""
        if not self._there(session):
            raise LedgerError(
                f"{self.path}: there is no ledger (make one with `testimonia ingest PATH… --ledger {self.path}`)"
            )
        found = "SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = 'ledger'"
        row = None
        if session.execute(found, (self._address.schema,)).fetchone():
            with suppress(psycopg.errors.UndefinedColumn):
                row = session.execute("SELECT application, format FROM ledger").fetchone()
        if row is None or row[0] != schema.APPLICATION_ID:
            raise LedgerError(
                f"{self.path}: the schema {self._address.schema} is another program's, not a ledger (add ?schema=NAME "
                "for another one; it was left as it is)"
            )
        if _OLDEST <= row[1] < schema.VERSION:
            self._upgrade(session)
        elif row[1] != schema.VERSION:
            raise LedgerError(
                f"{self.path}: was made by another version of Testimonia (its format is {row[1]}, this version reads "
                f"{schema.VERSION}; use that version, and `testimonia copy` to bring it here)"
            )

    def _upgrade(self, session: ServerSession) -> None:
        """Brings a ledger of an older format to this one, whoever else tries too. LedgerError for a user who
        may not: an older ledger is not read by guesswork."""
        try:
            self._begin(session, True)
            with self._kept(session):
                if session.execute("SELECT 1 FROM ledger WHERE format < ?", (schema.VERSION,)).fetchone():
                    server_schema.upgrade(session)
        except psycopg.errors.InsufficientPrivilege as error:
            raise LedgerError(
                f"{self.path}: was made by an older version of Testimonia and must be brought up to date (open it once "
                "as the owner of its tables: testimonia incidents --ledger …)"
            ) from error

    def _disconnect(self, connection: ServerSession) -> None:
        connection.raw.close()

    def _begin(self, connection: ServerSession, write: bool) -> None:
        if not write:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return
        connection.execute("BEGIN")
        try:
            lock = f"testimonia {self._address.schema}"
            connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", (lock,))
        except BaseException:
            self._take_back(connection)
            raise

    def _writing(self, connection: ServerSession) -> bool:
        return connection.raw.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    def _dropped(self, connection: ServerSession) -> bool:
        return connection.raw.closed

    def destroying(self, connection: ServerSession) -> None:
        """PostgreSQL writes a new row beside the old one: `scrub` does away with that. LedgerError for a user who may
        not: the server would pass over their request in silence."""
        row = connection.execute("""SELECT tableowner FROM pg_tables WHERE schemaname = current_schema()
        AND tablename = 'documents' AND NOT pg_has_role(tableowner, 'USAGE')""").fetchone()
        if row:
            raise LedgerError(f"{self.path}: only the owner of its tables can destroy words in it (redact as {row[0]})")

    def settled(self, connection: ServerSession) -> None:
        """PostgreSQL plans by what it has counted."""
        for table in _EDITION:
            connection.execute(f"ANALYZE {table}")

    def scrub(self) -> bool:
        """Rewrites the tables that hold words. False where another session looks at an older state, which keeps the old
        rows. The server's own log of changes (WAL), its replicas and copies are beyond us: see the manual."""
        with self.alone() as connection:
            try:
                for table in _WORDED:
                    connection.execute(f"VACUUM FULL {table}")
            except psycopg.errors.LockNotAvailable:
                return False
            with suppress(psycopg.errors.InsufficientPrivilege):
                connection.execute("CHECKPOINT")
                connection.execute("SELECT pg_switch_wal()")
            older = connection.execute("""SELECT 1 FROM pg_stat_activity WHERE backend_xmin IS NOT NULL
            AND pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'""")
            return older.fetchone() is None
