"""The layout of a ledger file: its mark, its version, its tables and the guards that keep the book append-only."""

from __future__ import annotations

import sqlite3
from functools import cache
from importlib.resources import files

APPLICATION_ID = 0x7E57104A
"""What `PRAGMA application_id` says in every ledger, and in no other program's file."""

VERSION = 7
"""What `PRAGMA user_version` says in a ledger that this version writes. Format 1 knew no redaction; format 2 had
fewer columns of an incident and did not remember how accounts were linked, format 3 not what moved, format 4
not which pairs are likely, format 5 not which links of clusters are weakest, format 6 no sketches; see `upgrade`."""

BOOK = {
    "documents": ("seq", "id, version"),
    "readings": ("seq", "document, reader"),
    "accounts": ("seq", "reading, position"),
    "claims": ("account, field, position",),
    "judgements": ("seq", "id"),
    "names": ("incident, account",),
}
"""The append-only tables, each with its keys: what would let `INSERT OR REPLACE` overwrite a row."""

_DOCUMENT = {
    "documents": "OLD.id",
    "readings": "(SELECT id FROM documents WHERE seq = OLD.document)",
    "accounts": "(SELECT d.id FROM documents d JOIN readings r ON r.document = d.seq WHERE r.seq = OLD.reading)",
    "claims": """(SELECT d.id FROM documents d JOIN readings r ON r.document = d.seq
    JOIN accounts a ON a.reading = r.seq WHERE a.seq = OLD.account)""",
    "judgements": "CASE OLD.verdict WHEN 'add' THEN json_extract(OLD.body, '$.value.document') END",
}
"""Of the tables that hold words of a document: which document a row belongs to."""

_KEPT = {
    "documents": "seq, id, version, stamp, ingested_at, published, modified, publisher, lang",
    "readings": "seq, document, reader, reader_name, read, recorded_at",
    "accounts": "seq, reading, position, id",
    "claims": "account, field, position, id, evidence",
    "judgements": "seq, id, who, said_at, verdict",
}
"""What even a redaction leaves as it was."""

_NO_WORDS = """
  AND NEW.text NOT GLOB '*[^█' || char(10) || ']*' AND NEW.title IS NULL AND NEW.url IS NULL AND NEW.origin IS NULL"""


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
    trigger, hence a third guard before each insert. Redaction is the only exception: once its tombstone has been
    written, the words of a document may be blanked, and nothing else of it be changed.
    """
    out = {}
    for table, keys in BOOK.items():
        out[f"{table}_no_update"] = _guard(table, "UPDATE", _unless_redacted(table))
        out[f"{table}_no_delete"] = _guard(table, "DELETE", "")
        taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {_same(key)})" for key in keys)
        out[f"{table}_no_replace"] = _guard(table, "INSERT", f" WHEN {taken}")
    return out


def _same(key: str) -> str:
    return " AND ".join(f"{column} = NEW.{column}" for column in key.split(", "))


def redactable(table: str) -> str:
    """The condition under which a row of a table may be changed: its document was redacted, and only words go. "" where
    no redaction may touch the table."""
    if table not in _DOCUMENT:
        return ""
    same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in _KEPT[table].split(", "))
    blank = _NO_WORDS if table == "documents" else ""
    return f"""{same}{blank}
  AND EXISTS (SELECT 1 FROM judgements WHERE verdict = 'redact'
    AND json_extract(body, '$.value.document') = {_DOCUMENT[table]})"""


def _unless_redacted(table: str) -> str:
    """The condition of an update guard."""
    allowed = redactable(table)
    return f" WHEN NOT ({allowed})" if allowed else ""


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
    edition = (*statements("edition.sql"), *statements("linking.sql"), *statements("moved.sql"))
    for statement in (*statements("book.sql"), *guards().values(), *edition):
        connection.execute(statement)
    connection.execute("COMMIT")


def upgrade(connection: sqlite3.Connection) -> None:
    """Brings a ledger of an older format to this one. Inside a transaction; what stands in the book is not touched."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    of_2 = statements("upgrade_2.sql") if version < 2 else ()
    of_3 = ("upgrade_3.sql", "edition.sql") if version < 3 else ("upgrade_7.sql",)
    of_4 = ("moved.sql",) if version < 4 else ()
    for statement in (*of_2, *(s for name in (*of_3, *of_4, "linking.sql") for s in statements(name))):
        connection.execute(statement)
    for name, sql in guards().items():
        connection.execute(f"DROP TRIGGER {name}")
        connection.execute(sql)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def missing_guards(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Names of the guards that somebody took away or changed; empty in a sound ledger."""
    there = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return tuple(name for name, sql in guards().items() if there.get(name) != sql)
