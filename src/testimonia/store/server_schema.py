"""The layout of a ledger on PostgreSQL: the tables of a file, said in its words, with the same guards."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import psycopg

from testimonia.store import schema
from testimonia.store.server_session import ServerSession


def create(connection: ServerSession, postgis: bool) -> None:
    """Lays out an empty ledger in the empty schema that the connection looks into. Inside a transaction."""
    for name in ("server.sql", "server_postgis.sql" if postgis else "server_points.sql"):
        connection.raw.execute(_text(name))
    for statement in _tables("book.sql", "edition.sql", "linking.sql", "moved.sql"):
        connection.execute(statement)
    for table, body in guards().items():
        connection.raw.execute(_guard(table, body).encode())
    connection.execute("INSERT INTO ledger VALUES (1, ?, ?)", (schema.APPLICATION_ID, schema.VERSION))


def upgrade(connection: ServerSession) -> None:
    """Brings a ledger of format 2 to 6 to this one. Inside a transaction; what stands in the book is not touched."""
    ((version,),) = connection.execute("SELECT format FROM ledger")
    older = version < 3
    for statement in schema.statements("upgrade_3.sql" if older else "upgrade_7.sql"):
        table = statement.rstrip(";").split()[-1]
        connection.execute(f"DELETE FROM {table}" if table in _VIRTUAL else statement)
    made = ("edition.sql", "linking.sql") if older else ("linking.sql",)
    for statement in _tables(*made, *(("moved.sql",) if version < 4 else ())):
        connection.execute(statement)
    connection.execute("UPDATE ledger SET format = ?", (schema.VERSION,))


_VIRTUAL = ("spans", "points", "words")  # in a file; here they stand in server.sql, as they always did


def _tables(*names: str) -> Iterator[str]:
    for name in names:
        yield from (s for s in schema.statements(name) if "CREATE VIRTUAL TABLE" not in s)


def _text(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()


@cache
def guards() -> dict[str, str]:
    """The body of the trigger that refuses to change, delete or empty each table of the book."""
    out = {}
    for table in schema.BOOK:
        allowed = schema.redactable(table)
        if allowed:
            allowed = allowed.replace(" IS OLD.", " IS NOT DISTINCT FROM OLD.")
            allowed = allowed.replace("NOT GLOB '*[^█' || char(10) || ']*'", "!~ E'[^█\\n]'")
            allowed = f"\n  IF TG_OP = 'UPDATE' AND ({allowed}) THEN RETURN NEW; END IF;"
        said = f"RAISE EXCEPTION 'the book is append-only: {table}' USING ERRCODE = 'integrity_constraint_violation';"
        out[table] = f"BEGIN{allowed}\n  {said}\nEND"
    return out


def _guard(table: str, body: str) -> str:
    """Triggers fire always, also where a session plays the part of a replica."""
    each = f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
    whole = f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    return f"""
    CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ {body} $$;
    {each} EXECUTE FUNCTION {table}_guard();
    {whole} EXECUTE FUNCTION {table}_guard();
    ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change;
    ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate;"""


def missing_guards(connection: ServerSession) -> tuple[str, ...]:
    """Names of the guards that somebody took away, disabled or changed; empty in a sound ledger."""
    rows = connection.execute(
        """SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND t.tgenabled = 'A'"""
    )
    there = {name: body.strip() for name, body in rows}
    wanted = {f"{table}_no_{act}": body for table, body in guards().items() for act in ("change", "truncate")}
    return tuple(name for name, body in wanted.items() if there.get(name) != body)


def postgis(connection: ServerSession) -> str | None:
    """The schema in which PostGIS is; brought in where the server has it and we may. None where there is none."""
    where = """SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'postgis'"""
    if not connection.execute(where).fetchone():
        connection.execute("SAVEPOINT postgis")
        try:
            connection.execute("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public")
        except psycopg.Error:  # the server has none, or this user may not bring it in
            connection.execute("ROLLBACK TO postgis")
        connection.execute("RELEASE postgis")
    row = connection.execute(where).fetchone()
    return str(row[0]) if row else None
