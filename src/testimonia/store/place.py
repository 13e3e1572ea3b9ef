"""Where a ledger lies: what kind of file is at a path, and how a new ledger comes into being there."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from stat import S_ISDIR

from testimonia.model.errors import LedgerError
from testimonia.store import schema
from testimonia.store.faults import clear, fault, primary

_ELSE = "choose another --ledger; the file was left as it is"
_SMALLEST = 512  # bytes: no SQLite database is smaller than one page


def address(path: Path, options: str) -> str:
    """The SQLite URI of a file, with its options ("mode=ro")."""
    return f"{path.absolute().as_uri()}?{options}"


def check(path: Path) -> None:
    """Raises LedgerError unless `path` is a ledger that this version can open. Touches nothing.

    The head is read by SQLite itself, without locks (`immutable`): to open and close the file by other means would
    drop the locks that other connections of this process hold on it (sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        cure = f"make one with `testimonia ingest PATH… --ledger {path}`"
        raise LedgerError(f"{path}: there is no ledger ({cure})") from None
    except OSError as error:
        raise LedgerError(f"{path}: cannot be read: {error.strerror} (change its permissions)") from error
    if S_ISDIR(status.st_mode):
        raise LedgerError(f"{path}: is a folder, not a ledger (give the path of a file)")
    if not status.st_size:
        raise LedgerError(f"{path}: is an empty file, not a ledger (delete it or choose another --ledger)")
    if status.st_size < _SMALLEST:
        raise LedgerError(f"{path}: is not a ledger ({_ELSE})")
    application, version = _head(path)
    if application != schema.APPLICATION_ID:
        raise LedgerError(f"{path}: is a database of another program, not a ledger ({_ELSE})")
    check_version(path, version)


def _head(path: Path) -> tuple[int, int]:
    """What the file says of itself: application id and user version.

    Without locks one may see the file while somebody else's pages come into it, half old, half new: SQLite then calls
    it malformed. What is damaged in truth is damaged under a lock as well.
    """
    try:
        return _told(path, "mode=ro&immutable=1")
    except sqlite3.DatabaseError as error:
        if primary(error) != sqlite3.SQLITE_CORRUPT:
            raise fault(path, error) from error
    with clear(path):
        return _told(path, "mode=ro")


def _told(path: Path, options: str) -> tuple[int, int]:
    with closing(sqlite3.connect(address(path, options), uri=True)) as connection:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    return int(application), int(version)


def upgrade(path: Path, patience: float) -> None:
    """Brings the ledger of an older version to ours, whole or not at all; one of ours is left alone. LedgerError where
    it cannot be written: an older ledger is not read by guesswork."""
    if _head(path)[1] == schema.VERSION:
        return
    if not writable(path) or not writable(path.resolve().parent):
        raise LedgerError(
            f"{path}: was made by an older version of Testimonia and must be brought up to date, but it is not "
            "writable (open it once where it can be written, or copy it there)"
        )
    with clear(path), closing(sqlite3.connect(path, timeout=patience, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA user_version").fetchone()[0] < schema.VERSION:  # nobody was faster
            gone = schema.guards().keys() - {
                name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            }
            if gone:
                said = ", ".join(sorted(gone))
                raise LedgerError(f"{path}: its guards were taken away: {said} (restore it from a copy)")
            schema.upgrade(connection)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the head of the file says so too


def check_version(path: Path, version: int) -> None:
    """Raises LedgerError for a ledger of a newer version than ours."""
    if version > schema.VERSION:
        raise LedgerError(
            f"{path}: was made by a newer version of Testimonia (its format is {version}, this version reads up to "
            f"{schema.VERSION}; upgrade Testimonia; the file was left as it is)"
        )


def check_writable(path: Path) -> None:
    """Raises LedgerError unless the ledger and its folder (SQLite keeps two files beside it) can be written."""
    if not writable(path):
        raise LedgerError(f"{path}: is not writable (change its permissions or choose another --ledger)")
    if not writable(path.resolve().parent):
        raise LedgerError(f"{path}: its folder is not writable (change its permissions or choose another --ledger)")


def writable(path: Path) -> bool:
    """Whether this process, as the user that it runs as at this moment, may write there."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def make(path: Path) -> None:
    """Makes an empty ledger at `path` unless something is there already: all of it or nothing, whoever else tries too.

    It is laid out under another name and then linked into place, so that a kill leaves at most a stray `.new` file.
    """
    if os.path.lexists(path):
        return
    folder = path.absolute().parent
    if not folder.is_dir():
        raise LedgerError(f"{path}: its folder does not exist (make it first: mkdir -p {folder})")
    if not writable(folder):
        raise LedgerError(f"{path}: its folder is not writable (change its permissions or choose another --ledger)")
    draft = folder / f".{path.name}.{secrets.token_hex(4)}.new"
    try:
        with clear(path), closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            schema.create(connection)
        _settle(draft, path)
    finally:
        for tail in ("", "-wal", "-shm"):
            draft.with_name(draft.name + tail).unlink(missing_ok=True)


def _settle(draft: Path, path: Path) -> None:
    """Gives the finished draft its name, unless another process was faster: then theirs stands."""
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    except OSError:  # no hard links here: somebody may be faster in between, but nobody sees half a ledger
        if not path.exists():
            draft.rename(path)
    with suppress(OSError):  # not every system can sync a folder
        handle = os.open(path.absolute().parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
