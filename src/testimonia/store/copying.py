"""One ledger's book written into another, row for row with its numbers and times, and the sum by which both are told
to be the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from testimonia.model.codec import encode
from testimonia.model.errors import LedgerError
from testimonia.store.session import Session

COLUMNS = {
    "documents": ("seq", "id", "version", "stamp", "ingested_at", "published", "modified", "publisher", "title", "url",
                  "lang", "origin", "found", "text"),
    "readings": ("seq", "document", "reader", "reader_name", "read", "body", "recorded_at"),
    "accounts": ("seq", "reading", "position", "id", "body"),
    "claims": ("account", "field", "position", "id", "value", "evidence"),
    "judgements": ("seq", "id", "who", "said_at", "verdict", "body"),
    "names": ("incident", "account", "position"),
}  # fmt: skip
"""The tables of the book, each after those that it refers to, with their columns in order."""
_ORDER = {"claims": "account, field, position", "names": "incident, account"}
_CHUNK = 500  # rows that are written at a time


def write(source: Session, target: Session) -> None:
    """Writes every row of the one book into the other, which is empty. Inside a transaction of the target."""
    for table, columns in COLUMNS.items():
        places = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
        rows = _rows(source, table)
        while some := list(islice(rows, _CHUNK)):
            target.executemany(statement, some)


def digest(connection: Session) -> str:
    """SHA-256 over every row of the book in one order: two books with one digest are the same to the last letter."""
    total = hashlib.sha256()
    for table in COLUMNS:
        for row in _rows(connection, table):
            total.update(encode((table, *row)) + b"\n")
    return total.hexdigest()


def empty(connection: Session) -> bool:
    """Whether nothing stands in the book."""
    return not any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in COLUMNS)


def _rows(connection: Session, table: str) -> Iterator[tuple[object, ...]]:
    yield from connection.rows(f"SELECT {', '.join(COLUMNS[table])} FROM {table} ORDER BY {_ORDER.get(table, 'seq')}")


def into(source: Session, target: Session, path: Path | str) -> str:
    """Writes the book of `source` into the ledger at `path`, which is empty or holds the same already; the digest of
    both. LedgerError where it holds something else, or where what it holds afterwards is not the same."""
    wanted = digest(source)
    if empty(target):
        write(source, target)
    elif digest(target) != wanted:
        raise LedgerError(f"{path}: holds another book already (copy into a ledger that is new)")
    if digest(target) != wanted:
        raise LedgerError(f"{path}: the copy is not what was copied (try again; nothing was kept)")
    return wanted
