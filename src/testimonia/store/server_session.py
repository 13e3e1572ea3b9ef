"""A connection to PostgreSQL that understands the SQL of the store, and keeps texts as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from psycopg.types.string import StrDumper, TextLoader

_ROWS = 500  # that are fetched at a time
# What PostgreSQL says otherwise than SQLite, in this order; the functions are those of server.sql.
_SAID = tuple(
    (re.compile(sqlite), postgres)
    for sqlite, postgres in (
        (r"%", "%%"),
        (r"\btemp\.", "pg_temp."),
        (r"\+(?=i\.)", ""),  # keeps SQLite from walking along an index
        (r"CROSS JOIN (?=labelled b ON)", "JOIN "),  # keeps SQLite from turning the join round
        (r"words MATCH \?", "found @@ fts(?)"),
        (r"last >= \? AND first <= \?", "touches(days, ?, ?)"),
        (r"north >= \? AND south <= \? AND east >= \? AND west <= \?", "inside(place, ?, ?, ?, ?)"),
        (r"\?", "%s"),
        (r"(?<!:):([a-z]+)", r"%(\1)s"),
    )
)
# PostgreSQL keeps no NUL: it becomes DLE and a letter, and DLE itself DLE and another.
_KEPT = {"\x10": "\x10d", "\x00": "\x10n"}
_MARKED = re.compile("[\x10\x00]")
_PLAIN = {"d": "\x10", "n": "\x00"}
_MARK = re.compile("\x10(.)")


@lru_cache(maxsize=512)
def said(sql: str) -> bytes:
    """A statement of the store as PostgreSQL and psycopg say it."""
    for sqlite, postgres in _SAID:
        sql = sqlite.sub(postgres, sql)
    return sql.encode()


class _Kept(StrDumper):
    def dump(self, obj: str) -> Any:
        """A text without NUL."""
        if "\x00" in obj or "\x10" in obj:
            obj = _MARKED.sub(lambda m: _KEPT[m[0]], obj)
        return super().dump(obj)


class _Plain(TextLoader):
    def load(self, data: Any) -> str | bytes:
        """The text as it was given."""
        text = super().load(data)
        if isinstance(text, str) and "\x10" in text:
            return _MARK.sub(lambda m: _PLAIN[m[1]], text)
        return text


class ServerSession:
    """See `Session`. `raw` is psycopg's connection, in autocommit: transactions are begun by words."""

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self.raw = raw
        self._names = count()
        raw.cursor_factory = psycopg.ClientCursor  # values go in as literals, so that PostgreSQL finds their types
        raw.adapters.register_dumper(str, _Kept)
        raw.adapters.register_loader("text", _Plain)

    @property
    def IntegrityError(self) -> type[Exception]:
        """See `Session`."""
        return psycopg.IntegrityError

    def execute(self, sql: str, values: Any = (), /) -> psycopg.Cursor[Any]:
        """See `Session`."""
        return self.raw.execute(said(sql), values)

    def executemany(self, sql: str, values: Iterable[Any], /) -> psycopg.Cursor[Any]:
        """See `Session`."""
        cursor = self.raw.cursor()
        cursor.executemany(said(sql), values)
        return cursor

    def rows(self, sql: str, values: Any = (), /) -> Iterator[Any]:
        """See `Session`; inside a transaction."""
        ready = psycopg.ClientCursor(self.raw).mogrify(said(sql), values).encode()
        with self.raw.cursor(name=f"rows_{next(self._names)}") as cursor:
            cursor.itersize = _ROWS
            cursor.execute(ready)
            yield from cursor
