"""What the edition remembers of how its accounts were linked (linking.sql), and what happened to the book since.

Functions over a connection; transactions are the caller's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import msgspec

from testimonia.model.claim import Told
from testimonia.store import book
from testimonia.store.session import Session

V = TypeVar("V")
_KEYED, _LIKELY = ("keyed", "keyed_since"), ("likely", "likely_since")
_CHUNK = 400  # names in one question, rows that are written at a time


class Row(msgspec.Struct, frozen=True):
    """An account as it was linked, as in linking.sql; None, no sketch and no keys for a rejected one."""

    account: str
    document: str
    first: str | None
    sketch: str | None = None
    keys: tuple[int, ...] = ()
    weakest: float | None = None
    at_last: float | None = None


Pair = tuple[str, str, float]
"""Two accounts that are likely to be joined, and their log-odds, as in linking.sql."""


Linking = tuple[Iterable[Row], Iterable[Pair]]
"""All accounts of an edition, and all likely pairs of them."""


class LinkedAccounts:
    """What was linked (model.doors.Linked), as it stands in one snapshot of the ledger."""

    def __init__(self, connection: Session) -> None:
        self._at = connection

    def members(self, key: int, at_most: int) -> list[str]:
        """See `Linked`."""
        found = (
            f"SELECT l.account FROM {keyed} k JOIN linked l ON l.seq = k.linked WHERE k.key = ?" for keyed in _KEYED
        )
        rows = self._at.execute(f"{' UNION ALL '.join(found)} LIMIT ?", (key, key, at_most))
        return [name for (name,) in rows]

    def told(self, names: Collection[str], last: int | None = None) -> list[Told]:
        """See `Linked`; `last`: as it was when the reading of that number was the last one."""
        return [told for some in _chunks(names) for told in book.told(self._at, some, last)]

    def sketches(self, names: Collection[str]) -> Iterator[str]:
        """See `Linked`."""
        return (words for (words,) in self._rows("sketch", "account", names) if words is not None)

    def first(self, names: Collection[str]) -> dict[str, str]:
        """See `Linked`."""
        return {name: first for name, first in self._rows("account, first", "account", names) if first is not None}

    def led(self, clusters: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """See `Linked`."""
        return self._rows("account, document, first", "first", clusters)

    def weakest(self, names: Collection[str]) -> Iterator[tuple[str, float | None, float | None]]:
        """See `Linked`."""
        return self._rows("account, weakest, at_last", "account", names)

    def together(self, names: Collection[str]) -> Iterable[list[str]]:
        """See `Linked`."""
        found: dict[int, list[str]] = {}
        for some in _chunks(names):
            for incident, account in self._at.execute(
                "SELECT incident, account FROM incident_accounts WHERE incident IN (SELECT incident FROM "
                f"incident_accounts WHERE account IN ({', '.join('?' * len(some))}))", tuple(some)
            ).fetchall():  # fmt: skip
                found.setdefault(incident, []).append(account)
        return found.values()

    def of(self, documents: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """See `Linked`."""
        return (row for row in self._rows("account, document, first", "document", documents) if row[2] is not None)

    def likely(self, names: Collection[str]) -> Iterator[Pair]:
        """See `Linked`."""
        for some in _chunks(names):
            marks = ", ".join("?" * len(some))
            for likely in _LIKELY:
                yield from self._at.execute(
                    f"SELECT a.account, b.account, p.odds FROM linked a JOIN {likely} p ON p.one = a.seq "
                    f"JOIN linked b ON b.seq = p.other WHERE a.account IN ({marks})", tuple(some)
                ).fetchall()  # fmt: skip

    def numbers(self, names: Iterable[str]) -> Iterator[tuple[str, int]]:
        """Accounts that are there, rejected ones too, each with its number."""
        return self._rows("account, seq", "account", names)

    def holds(self, name: str) -> bool:
        """Whether the account was there, linked or rejected."""
        return bool(self._at.execute("SELECT 1 FROM linked WHERE account = ?", (name,)).fetchone())

    def of_documents(self, documents: Collection[str]) -> set[str]:
        """The accounts of documents, rejected ones too."""
        return {name for (name,) in self._rows("account", "document", documents)}

    def _rows(self, what: str, by: str, names: Iterable[str]) -> Iterator[Any]:
        for some in _chunks(names):
            marks = ", ".join("?" * len(some))
            yield from self._at.execute(f"SELECT {what} FROM linked WHERE {by} IN ({marks})", tuple(some)).fetchall()


def _chunks(names: Iterable[V]) -> Iterator[list[V]]:
    left = iter(names)
    while some := list(islice(left, _CHUNK)):
        yield some


def kept(connection: Session) -> bool:
    """Whether the edition remembers how its accounts were linked."""
    return connection.execute("SELECT 1 FROM linking").fetchone() is not None


def stage(connection: Session, rows: Iterable[Row], likely: Iterable[Pair]) -> None:
    """Lays all accounts and the likely pairs of them out beside the staged edition, in temporary tables. Inside a
    transaction."""
    number: dict[str, int] = {}
    for some in _chunks(rows):
        numbered = list(enumerate(some, len(number) + 1))
        number |= {r.account: n for n, r in numbered}
        told = [(n, r.account, r.document, r.first, r.weakest, r.at_last, r.sketch) for n, r in numbered]
        connection.executemany("INSERT INTO temp.staged_linked VALUES (?, ?, ?, ?, ?, ?, ?)", told)
        connection.executemany("INSERT INTO temp.staged_keyed VALUES (?, ?)",
                               [(key, n) for n, r in numbered for key in r.keys])  # fmt: skip
    for pairs in _chunks(likely):
        connection.executemany("INSERT INTO temp.staged_likely VALUES (?, ?, ?)",
                               [(number[one], number[other], odds) for one, other, odds in pairs])  # fmt: skip


def swap(connection: Session, whole: bool) -> None:
    """Puts what is staged in the place of the old; `whole`: whether it is all, so that it may be relied on. Inside a
    transaction."""
    for table in ("linked", *_KEYED, *_LIKELY, "linking"):
        connection.execute(f"DELETE FROM {table}")
    if whole:
        connection.execute("INSERT INTO linked (seq, account, document, first, weakest, at_last, sketch)"
                           " SELECT * FROM temp.staged_linked")  # fmt: skip
        connection.execute("INSERT INTO keyed SELECT DISTINCT key, linked FROM temp.staged_keyed ORDER BY key, linked")
        connection.execute("INSERT INTO likely SELECT one, other, odds FROM temp.staged_likely UNION ALL "
                           "SELECT other, one, odds FROM temp.staged_likely ORDER BY 1, 2")  # fmt: skip
        connection.execute("INSERT INTO linking VALUES (1)")


def change(connection: Session, gone: Mapping[str, Iterable[int]], come: Iterable[Row]) -> None:
    """Takes accounts out with their keys and likely pairs, and puts others in. Inside a transaction."""
    number = _numbers(connection, gone)
    for name, keys in gone.items():
        seq = number[name]
        for likely in _LIKELY:
            others = connection.execute(f"SELECT other FROM {likely} WHERE one = ?", (seq,)).fetchall()
            _part(connection, [(seq, other) for (other,) in others])
        for keyed in _KEYED:
            connection.executemany(f"DELETE FROM {keyed} WHERE key = ? AND linked = ?", [(key, seq) for key in keys])
        connection.execute("DELETE FROM linked WHERE seq = ?", (seq,))
    last = connection.execute("SELECT coalesce(max(seq), 0) FROM linked").fetchone()[0]
    for seq, row in enumerate(come, last + 1):
        connection.execute(
            "INSERT INTO linked (seq, account, document, first, weakest, at_last, sketch) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (seq, row.account, row.document, row.first, row.weakest, row.at_last, row.sketch),
        )
        connection.executemany("INSERT INTO keyed_since (key, linked) VALUES (?, ?)", [(k, seq) for k in set(row.keys)])


def move(
    connection: Session, first: Mapping[str, tuple[str, float | None]], at_last: Mapping[str, float | None]
) -> None:
    """Moves accounts to other clusters, of the first pass and in the end. Inside a transaction."""
    connection.executemany("UPDATE linked SET first = ?, weakest = ? WHERE account = ?",
                           [(*of, name) for name, of in first.items()])  # fmt: skip
    connection.executemany("UPDATE linked SET at_last = ? WHERE account = ?",
                           [(weakest, name) for name, weakest in at_last.items()])  # fmt: skip


def pair(connection: Session, met: Iterable[Pair], parted: Iterable[tuple[str, str]]) -> None:
    """Takes likely pairs out, and puts others in or in their place. Inside a transaction, after `change`."""
    met, parted = list(met), list(parted)
    ends = [*((one, other) for one, other, _ in met), *parted]
    number = _numbers(connection, {name for pair in ends for name in pair})
    pairs = [(number[one], number[other], odds) for one, other, odds in met]
    _part(connection, [(number[one], number[other]) for one, other in parted])
    connection.executemany("INSERT INTO likely_since (one, other, odds) VALUES (?, ?, ?)",
                           [row for a, b, odds in pairs for row in ((a, b, odds), (b, a, odds))])  # fmt: skip


def _part(connection: Session, pairs: Sequence[tuple[int, int]]) -> None:
    ways = [pair for a, b in pairs for pair in ((a, b), (b, a))]
    for likely in _LIKELY:
        connection.executemany(f"DELETE FROM {likely} WHERE one = ? AND other = ?", ways)


def _numbers(connection: Session, names: Iterable[str]) -> dict[str, int]:
    return dict(LinkedAccounts(connection).numbers(names))
