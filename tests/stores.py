"""The stores that a ledger can be in, for tests that hold for each of them: a file, and a PostgreSQL server.

The server is that of TESTIMONIA_POSTGRES (an address with a database in which schemas may be made), else one that is
started for these tests from the programs that are installed, in a folder of its own, and stopped at their end. Where
there is neither, tests that need it are skipped with "skipped: no PostgreSQL".
"""

from __future__ import annotations

import atexit
import os
import pwd
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from testimonia.store import Ledger


class Files:
    """Ledgers in files."""

    name = "sqlite"
    refused: tuple[type[Exception], ...] = (sqlite3.IntegrityError,)

    @contextmanager
    def place(self) -> Iterator[Path]:
        """Where a new ledger may be made, gone afterwards."""
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder) / "l"

    @contextmanager
    def connect(self, place: Path) -> Iterator[sqlite3.Connection]:
        """Another program's look at the ledger; each statement is a transaction."""
        connection = sqlite3.connect(place, isolation_level=None)
        try:
            yield connection
        finally:
            connection.close()

    def sound(self, place: Path) -> None:
        """Asserts that the database finds nothing wrong with itself."""
        with self.connect(place) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

    def stored(self, place: Path) -> bytes:
        """All that is stored of the ledger."""
        return b"".join(p.read_bytes() for p in place.parent.glob(place.name + "*"))

    def exists(self, place: Path) -> bool:
        return place.exists()


class Server:
    """Ledgers in schemas of one database."""

    name = "postgres"

    def __init__(self, address: str, control: Callable[[str], None] | None = None) -> None:
        import psycopg

        self.control = control
        """Stops, starts or restarts the server, where it is one of these tests' own."""

        self.refused: tuple[type[Exception], ...] = (psycopg.IntegrityError,)
        self.address = address

    def at(self, schema: str) -> str:
        return f"{self.address}{'&' if '?' in self.address else '?'}schema={schema}"

    @contextmanager
    def place(self) -> Iterator[str]:
        schema = f"t{secrets.token_hex(6)}"
        try:
            yield self.at(schema)
        finally:
            with self._session() as connection:
                connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")

    @contextmanager
    def _session(self) -> Iterator[Any]:
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as connection:
            yield connection

    @contextmanager
    def connect(self, place: str) -> Iterator[Any]:
        with self._session() as connection:
            connection.execute(f"SET search_path = {dict(parse_qsl(urlsplit(place).query))['schema']}, public")
            yield connection

    def sound(self, place: str) -> None:
        """Constraints hold by themselves; every index finds what is there (contrib's amcheck is not asked for). Waits
        for the server to end what a writer that was killed had asked of it: a commit on its way is still made."""
        with self.connect(place) as connection:
            lock = "SELECT pg_advisory_xact_lock(hashtextextended('testimonia ' || current_schema(), 0))"
            connection.execute(lock)
            connection.execute("SET enable_seqscan = off")
            for table in ("documents", "readings", "accounts", "judgements", "incidents"):
                connection.execute(f"SELECT * FROM {table} ORDER BY seq").fetchall()

    def stored(self, place: str) -> bytes:
        """The rows of every table of the ledger, dead ones too where the server shows what lies in its files."""
        with self.connect(place) as connection:
            tables = connection.execute(
                "SELECT c.relname, pg_relation_filepath(c.oid) FROM pg_class c WHERE c.relkind IN ('r', 'i', 't')"
                " AND (c.relnamespace = current_schema()::text::regnamespace OR c.oid IN (SELECT reltoastrelid"
                " FROM pg_class WHERE relnamespace = current_schema()::text::regnamespace))"
            ).fetchall()
            connection.execute("CHECKPOINT")
            return b"".join(
                connection.execute("SELECT pg_read_binary_file(%s, 0, 1000000000, true)", (file,)).fetchone()[0] or b""
                for _, file in tables
            )

    def exists(self, place: str) -> bool:
        with self._session() as connection:
            name = dict(parse_qsl(urlsplit(place).query))["schema"]
            return bool(connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (name,)).fetchone())


Store = Files | Server


def _programs() -> Path | None:
    """The folder of PostgreSQL's own programs: on the path, or where Debian puts them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
    return folders[-1] if folders else None


@cache
def server() -> Server | None:
    """The server for these tests, or None."""
    given = os.environ.get("TESTIMONIA_POSTGRES")
    if given:
        return Server(given)
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return None
    programs = _programs()
    return _started(programs) if programs else None


def _started(programs: Path) -> Server:
    """A server of our own, that listens on a socket in its folder alone; as `postgres` where we are root."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a path that is short enough for a socket
    who: dict[str, Any] = {}
    if os.getuid() == 0:
        name = "postgres" if any(user.pw_name == "postgres" for user in pwd.getpwall()) else "nobody"
        shutil.chown(folder, name)
        who = {"user": name, "cwd": "/"}
    data = folder / "data"
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]

    def stop() -> None:
        with suppress(OSError):
            subprocess.run([*control, "-m", "immediate", "stop"], capture_output=True, check=False, **who)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    make = [str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "tester", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync"]  # fmt: skip
    subprocess.run(make, capture_output=True, check=True, **who)
    start = [*control, "-l", str(folder / "log"), "-o", options, "start"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(start, check=True, **quiet, **who)

    def act(what: str) -> None:
        words = [*start[:-1], what] if what == "start" else [*control, "-m", "immediate", what]
        subprocess.run(words, check=True, **quiet, **who)

    return Server(f"postgresql://tester@/postgres?host={folder}", act)


def the_store(name: str) -> Store:
    """The store of that name; skips the test where there is none."""
    if name == "sqlite":
        return Files()
    found = server()
    if found is None:
        pytest.skip("skipped: no PostgreSQL")
    return found


@contextmanager
def opened(store: Store) -> Iterator[Ledger]:
    """A new ledger, open to write, gone afterwards."""
    with store.place() as place, Ledger.open(place, "write", create=True) as ledger:
        yield ledger
