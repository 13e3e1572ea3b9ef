"""What the edition remembers of how its accounts were linked (linking.sql), and what happened to the book since.

Functions over a connection; transactions are the caller's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec

from testimonia.model.claim import Told
from testimonia.store import book
from testimonia.store.session import Session

_CHUNK = 400  # names in one question, rows that are written at a time


class Row(msgspec.Struct, frozen=True):
    """An account as it was linked: `first` and `keys` as in linking.sql; None and no keys for a rejected one."""

    account: str
    document: str
    first: str | None
    keys: tuple[int, ...] = ()


class LinkedAccounts:
    """What was linked (model.doors.Linked), as it stands in one snapshot of the ledger."""

    def __init__(self, connection: Session) -> None:
        self._at = connection

    def members(self, key: int, at_most: int) -> list[str]:
        """See `Linked`."""
        rows = self._at.execute(
            "SELECT l.account FROM keyed k JOIN linked l ON l.seq = k.linked WHERE k.key = ? LIMIT ?", (key, at_most)
        )
        return [name for (name,) in rows]

    def told(self, names: Collection[str], last: int | None = None) -> list[Told]:
        """See `Linked`; `last`: as it was when the reading of that number was the last one."""
        return [told for some in _chunks(names) for told in book.told(self._at, some, last)]

    def first(self, names: Collection[str]) -> dict[str, str]:
        """See `Linked`."""
        return {name: first for name, first in self._rows("account, first", "account", names) if first is not None}

    def led(self, cluster: str) -> dict[str, str]:
        """See `Linked`."""
        return dict(self._rows("account, document", "first", (cluster,)))

    def together(self, name: str) -> list[str]:
        """See `Linked`."""
        rows = self._at.execute(
            "SELECT b.account FROM incident_accounts a JOIN incident_accounts b ON b.incident = a.incident "
            "WHERE a.account = ?",
            (name,),
        )
        return [account for (account,) in rows]

    def of(self, document: str) -> list[str]:
        """See `Linked`."""
        return [name for name, first in self._rows("account, first", "document", (document,)) if first is not None]

    def holds(self, name: str) -> bool:
        """Whether the account was there, linked or rejected."""
        return bool(self._at.execute("SELECT 1 FROM linked WHERE account = ?", (name,)).fetchone())

    def of_documents(self, documents: Collection[str]) -> set[str]:
        """The accounts of documents, rejected ones too."""
        return {name for (name,) in self._rows("account", "document", documents)}

    def _rows(self, what: str, by: str, names: Collection[str]) -> Iterator[Any]:
        for some in _chunks(names):
            marks = ", ".join("?" * len(some))
            yield from self._at.execute(f"SELECT {what} FROM linked WHERE {by} IN ({marks})", tuple(some)).fetchall()


def _chunks(names: Iterable[str]) -> Iterator[list[str]]:
    left = iter(names)
    while some := list(islice(left, _CHUNK)):
        yield some


def kept(connection: Session) -> bool:
    """Whether the edition remembers how its accounts were linked."""
    return connection.execute("SELECT 1 FROM linking").fetchone() is not None


def stage(connection: Session, rows: Iterable[Row]) -> None:
    """Lays all accounts out beside the staged edition, in temporary tables. Inside a transaction."""
    left, number = iter(rows), 0
    while some := list(islice(left, _CHUNK)):
        numbered = list(enumerate(some, number + 1))
        number += len(some)
        connection.executemany("INSERT INTO temp.staged_linked VALUES (?, ?, ?, ?)",
                               [(n, r.account, r.document, r.first) for n, r in numbered])  # fmt: skip
        connection.executemany("INSERT INTO temp.staged_keyed VALUES (?, ?)",
                               [(key, n) for n, r in numbered for key in r.keys])  # fmt: skip


def swap(connection: Session, whole: bool) -> None:
    """Puts what is staged in the place of the old; `whole`: whether it is all, so that it may be relied on. Inside a
    transaction."""
    for table in ("linked", "keyed", "linking"):
        connection.execute(f"DELETE FROM {table}")
    if whole:
        connection.execute("INSERT INTO linked (seq, account, document, first) SELECT * FROM temp.staged_linked")
        connection.execute("INSERT INTO keyed SELECT DISTINCT key, linked FROM temp.staged_keyed ORDER BY key, linked")
        connection.execute("INSERT INTO linking VALUES (1)")


def change(
    connection: Session, gone: Mapping[str, Iterable[int]], come: Iterable[Row], first: Mapping[str, str]
) -> None:
    """Takes accounts out with their keys, puts others in, and moves those that stay to other clusters of the first
    pass. Inside a transaction."""
    for name, keys in gone.items():
        seq = connection.execute("SELECT seq FROM linked WHERE account = ?", (name,)).fetchone()[0]
        connection.executemany("DELETE FROM keyed WHERE key = ? AND linked = ?", [(key, seq) for key in keys])
        connection.execute("DELETE FROM linked WHERE seq = ?", (seq,))
    number = connection.execute("SELECT coalesce(max(seq), 0) FROM linked").fetchone()[0]
    for seq, row in enumerate(come, number + 1):
        connection.execute("INSERT INTO linked (seq, account, document, first) VALUES (?, ?, ?, ?)",
                           (seq, row.account, row.document, row.first))  # fmt: skip
        connection.executemany("INSERT INTO keyed (key, linked) VALUES (?, ?)", [(k, seq) for k in set(row.keys)])
    connection.executemany("UPDATE linked SET first = ? WHERE account = ?", [(f, name) for name, f in first.items()])
