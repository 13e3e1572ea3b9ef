"""What the rooms of the store ask of a database connection: little enough that a file and a server both have it.

The SQL is SQLite's; what PostgreSQL says otherwise stands in one table (`server_sql`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol


class Found(Protocol):
    """What a statement gives back: rows, as tuples."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows that are left, one by one."""


class Session(Protocol):
    """An open connection. Transactions are its owner's (`Connections`)."""

    def execute(self, sql: str, values: Any = ..., /) -> Found:
        """Runs one statement with `?` or `?1` (a sequence) or `:name` (a dict) in it."""

    def executemany(self, sql: str, values: Iterable[Any], /) -> Found:
        """Runs a statement once for each set of values."""

    def rows(self, sql: str, values: Any = ..., /) -> Iterable[Any]:
        """Like `execute`, for a result that may be larger than memory: rows come as they are asked for."""
