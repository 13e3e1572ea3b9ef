"""The layout of a ledger file: its mark, its version, its tables and the guards that keep the book append-only."""

from __future__ import annotations

import sqlite3
from functools import cache
from importlib.resources import files

APPLICATION_ID = 0x7E57104A
"""What `PRAGMA application_id` says in every ledger, and in no other program's file."""

VERSION = 1
"""What `PRAGMA user_version` says in a ledger that this version writes."""

BOOK = {
    "documents": ("seq", "id, version"),
    "readings": ("seq", "document, reader"),
    "accounts": ("seq", "reading, position"),
    "claims": ("account, field, position",),
    "judgements": ("seq", "id"),
    "names": ("incident, account",),
}
"""The append-only tables, each with its keys: what would let `INSERT OR REPLACE` overwrite a row."""


@cache
def statements(name: str) -> tuple[str, ...]:
    """The statements of the SQL file `name` of this package, one by one (`executescript` would commit first)."""
    out, buffer = [], ""
    for line in files(__package__).joinpath(name).read_text("utf-8").splitlines(keepends=True):
        buffer += line
        if sqlite3.complete_statement(buffer):
            out.append(buffer.strip())
            buffer = ""
    return tuple(out)


def guards() -> dict[str, str]:
    """The triggers that refuse to change or delete a row of the book, by name.

    They live in the file, so they hold for every program that opens it. `REPLACE` deletes without asking a delete
    trigger, hence a third guard before each insert. Redaction will be the only exception: its place is here, as a
    `WHEN` of the update guard that lets a text be emptied once its tombstone has been written.
    """
    out = {}
    for table, keys in BOOK.items():
        for act in ("UPDATE", "DELETE"):
            out[f"{table}_no_{act.lower()}"] = _guard(table, act, "")
        taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {_same(key)})" for key in keys)
        out[f"{table}_no_replace"] = _guard(table, "INSERT", f" WHEN {taken}")
    return out


def _same(key: str) -> str:
    return " AND ".join(f"{column} = NEW.{column}" for column in key.split(", "))


def _guard(table: str, act: str, when: str) -> str:
    name = f"{table}_no_{'replace' if act == 'INSERT' else act.lower()}"
    return (
        f"CREATE TRIGGER {name} BEFORE {act} ON {table}{when}\n"
        f"BEGIN SELECT RAISE(ABORT, 'the book is append-only: {table}'); END"
    )


def create(connection: sqlite3.Connection) -> None:
    """Lays out an empty ledger in an empty database, in one transaction."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    for statement in (*statements("book.sql"), *guards().values(), *statements("edition.sql")):
        connection.execute(statement)
    connection.execute("COMMIT")


def missing_guards(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Names of the guards that somebody took away or changed; empty in a sound ledger."""
    there = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return tuple(name for name, sql in guards().items() if there.get(name) != sql)
