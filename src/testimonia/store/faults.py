"""What SQLite says, in the words of the house: one clear line with the cure."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from testimonia.model.errors import LedgerError

_SAID: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space and run the command again; nothing was half-written"),
    sqlite3.SQLITE_BUSY: ("another process is writing to it", "wait until it is done and try again"),
    sqlite3.SQLITE_LOCKED: ("another process is writing to it", "wait until it is done and try again"),
    sqlite3.SQLITE_READONLY: ("is not writable", "change its permissions or choose another --ledger"),
    sqlite3.SQLITE_PERM: ("may not be opened", "change its permissions or choose another --ledger"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check that its folder exists and may be read and written"),
    sqlite3.SQLITE_NOTADB: ("is not a ledger", "choose another --ledger; the file was left as it is"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "restore it from a copy, or ingest the documents into a new --ledger"),
    sqlite3.SQLITE_IOERR: ("the disk failed while it was read or written", "check the disk, then try again"),
    sqlite3.SQLITE_TOOBIG: ("a text is too large for it", "split the document"),
    sqlite3.SQLITE_NOMEM: ("there is not enough memory", "close other programs and try again"),
    sqlite3.SQLITE_PROTOCOL: ("its lock cannot be taken", "keep the ledger on a local disk, not on a network folder"),
}


def fault(path: Path, error: sqlite3.Error) -> LedgerError:
    """The LedgerError for what SQLite reports: names the ledger, the fault and the cure."""
    code = primary(error)
    said, cure = _SAID.get(code, (f"SQLite reports: {error}", "please report this"))
    return LedgerError(f"{path}: {said} ({cure})")


def primary(error: sqlite3.Error) -> int:
    """The primary result code of an error (0 where there is none, as for a closed connection)."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


@contextmanager
def clear(path: Path) -> Iterator[None]:
    """Turns every SQLite error inside into a LedgerError, but `sqlite3.ProgrammingError`: those faults are ours."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.Error as error:
        raise fault(path, error) from error
