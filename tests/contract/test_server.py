"""What only a ledger on a server can meet: no server, another program's schema, a restart, a user who may not."""

from __future__ import annotations

import secrets
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from testimonia.model.errors import LedgerError, UsageError
from testimonia.store import Ledger, Query, is_server, short, shown
from testimonia.store.address import Address
from tests.faulty import edition, judgement, report, sound
from tests.stores import Server, the_store


@pytest.fixture(scope="module")
def server() -> Server:
    found = the_store("postgres")
    assert isinstance(found, Server)
    return found


@pytest.fixture
def place(server: Server) -> Any:
    with server.place() as made:
        yield made


@pytest.mark.parametrize(("url", "schema", "told", "name"), [
    ("postgresql://ada@db.example.org/war", "testimonia", "postgresql://ada@db.example.org/war", "war"),
    ("postgres://ada:s3cret@db:5433/war?schema=mali", "mali", "postgres://ada@db:5433/war?schema=mali", "war"),
    ("postgresql://db/war?sslmode=require&sslpassword=x", "testimonia", "postgresql://db/war?sslmode=require", "war"),
    ("postgresql:///war?host=/run/pg", "testimonia", "postgresql:///war?host=/run/pg", "war"),
])  # fmt: skip
def test_an_address_is_shown_without_its_password(url: str, schema: str, told: str, name: str) -> None:
    address = Address.of(url)
    assert (address.schema, shown(url), short(url)) == (schema, told, name)
    assert "schema" not in address.server
    assert is_server(url)


def test_a_path_is_no_address(tmp_path: Path) -> None:
    for path in (tmp_path / "war.ledger", "war.ledger", "postgresql.ledger"):
        assert not is_server(path)
        assert (shown(path), short(path)) == (str(path), Path(path).name)


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(LedgerError, match=r"^postgresql://ada@127.0.0.1:1/war: .*cannot be reached \(start PostgreSQL"):
        Ledger.open("postgresql://ada:pw@127.0.0.1:1/war", "write", create=True)


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.startswith("testimonia.store.server")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerError, match=r"needs psycopg, .* \(pip install 'testimonia\[postgres\]'\)"):
        Ledger.open("postgresql://localhost/war")


def test_no_ledger_no_database_another_program(server: Server, place: str) -> None:
    with pytest.raises(LedgerError, match=r"there is no ledger \(make one with `testimonia ingest"):
        Ledger.open(place)
    parts = urlsplit(place)
    with pytest.raises(LedgerError, match=r"there is no such database \(make it first: createdb"):
        Ledger.open(place.replace(f"{parts.path}?", "/nowhere-at-all?", 1))
    with server.connect(place) as connection:
        name = place.rpartition("=")[2]
        connection.execute(f"CREATE SCHEMA {name}")
        connection.execute(f"CREATE TABLE {name}.things (id int)")
        for mode in ("read", "write"):
            with pytest.raises(LedgerError, match=f"the schema {name} is another program's"):
                Ledger.open(place, mode, create=mode == "write")  # type: ignore[arg-type]
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = %s", (name,)).fetchone() == (1,)


def test_another_format_and_a_limit_that_no_server_has(server: Server, place: str) -> None:
    Ledger.open(place, "write", create=True).close()
    with pytest.raises(UsageError, match="max_bytes limits a file"):
        Ledger.open(place, "write", max_bytes=1_000_000)
    with server.connect(place) as connection:
        connection.execute("UPDATE ledger SET format = 99")
    with pytest.raises(LedgerError, match=r"its format is 99, this version reads \d"):
        Ledger.open(place)


@pytest.mark.parametrize("act", [
    "DROP TRIGGER claims_no_change ON claims",
    "ALTER TABLE claims DISABLE TRIGGER claims_no_truncate",
    "ALTER TABLE claims ENABLE REPLICA TRIGGER claims_no_change",
    "CREATE OR REPLACE FUNCTION claims_guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
])  # fmt: skip
def test_guards_that_were_taken_away_are_missed(server: Server, place: str, act: str) -> None:
    Ledger.open(place, "write", create=True).close()
    Ledger.open(place, "write").close()
    with server.connect(place) as connection:
        connection.execute(act)
    with pytest.raises(LedgerError, match="its guards were taken away: claims_no_"):
        Ledger.open(place, "write")


def test_a_connection_that_the_server_drops_is_made_anew(server: Server, place: str) -> None:
    with Ledger.open(place, "write", create=True) as ledger, server.connect(place) as other:
        drop = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'testimonia' AND pid <> pg_backend_pid()"""
        for number in range(6):
            assert ledger.record(*report(number))
            assert ledger.counts().documents == number + 1
            other.execute(drop)
        ledger.publish_edition(edition(ledger))
        assert len(list(ledger.incidents())) == 12
        with ledger.batch(1000, 1000):
            ledger.record(*report(7))  # not acknowledged before the end of the batch
            other.execute(drop)
            with pytest.raises(LedgerError, match="the server has ended the connection"):
                ledger.record(*report(8))
        assert ledger.counts().documents == 6
        assert ledger.record(*report(7))


def test_a_server_that_crashes_under_load_loses_nothing_that_was_acknowledged(server: Server, place: str) -> None:
    if server.control is None:
        pytest.skip("skipped: no PostgreSQL that is ours to stop")
    done: list[int] = []
    faults: list[str] = []
    Ledger.open(place, "write", create=True).close()

    def work() -> None:
        with Ledger.open(place, "write") as ledger:
            number = 0
            while number < 60:
                try:
                    ledger.record(*report(number))
                except LedgerError as fault:  # it was not acknowledged: once more, and it is there once
                    faults.append(str(fault))
                    continue
                done.append(number)
                number += 1

    writer = threading.Thread(target=work)
    writer.start()
    for moment in (5, 15, 30):
        while len(done) < moment and writer.is_alive():
            time.sleep(0.005)
        server.control("stop")
        before = set(done)
        server.control("start")
        with Ledger.open(place) as ledger:
            assert {f"doc-{n:04}" for n in before} <= {t.document for t in ledger.accounts()}
    writer.join(120)
    assert done == list(range(60))
    assert all("connection" in fault or "cannot be reached" in fault for fault in faults), faults
    sound(server, place, {("report", number) for number in done})


def test_a_database_that_holds_no_unicode(server: Server) -> None:
    name = f"latin_{secrets.token_hex(4)}"
    with server._session() as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        try:
            place = server.at("war")
            path = urlsplit(place).path
            with pytest.raises(LedgerError, match="holds no Unicode"):
                Ledger.open(place.replace(f"{path}?", f"/{name}?", 1), "write", create=True)
        finally:
            connection.execute(f"DROP DATABASE {name}")


def test_a_reader_needs_no_right_to_write(server: Server, place: str) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        ledger.record(*report(0))
        ledger.publish_edition(edition(ledger))
    name = place.rpartition("=")[2]
    with server.connect(place) as connection:
        connection.execute(f"CREATE ROLE reader_{name} LOGIN")
        try:
            connection.execute(f"GRANT USAGE ON SCHEMA {name} TO reader_{name}")
            connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {name} TO reader_{name}")
            connection.execute(f"GRANT INSERT, UPDATE ON judgements, documents TO reader_{name}")
            parts = urlsplit(place)
            host = parts.netloc.rpartition("@")[2]
            as_reader = place.replace(f"//{parts.netloc}", f"//reader_{name}@{host}", 1)
            with Ledger.open(as_reader) as reader:
                assert len(list(reader.incidents(Query(place="gao", box=(-1, 16, 1, 17), text="attack")))) == 2
            with (
                Ledger.open(as_reader, "write") as writer,
                pytest.raises(LedgerError, match="its user may not do that"),
            ):
                writer.record(*report(1))
            with (
                Ledger.open(as_reader, "write") as writer,
                pytest.raises(LedgerError, match=r"only the owner of its tables .* \(redact as"),
            ):
                writer.redact("doc-0000", judgement(1))
            with Ledger.open(as_reader) as reader:
                assert list(reader.judgements()) == []
        finally:
            connection.execute(f"DROP OWNED BY reader_{name}")
            connection.execute(f"DROP ROLE reader_{name}")


def test_points_are_geometries_where_postgis_is(server: Server, place: str) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        ledger.record(*report(0))
        ledger.publish_edition(edition(ledger))
    with server.connect(place) as connection:
        present = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'").fetchone()
        shape = "ST_AsText(place)" if present else "place::text"
        assert connection.execute(f"SELECT DISTINCT {shape} FROM points").fetchall() == [
            ("POINT(0 16.3)" if present else "(0,16.3)",)
        ]


def test_without_postgis_a_box_finds_the_same(server: Server, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from testimonia.store import server_schema

    monkeypatch.setattr(server_schema, "postgis", lambda _: None)
    with Ledger.open(place, "write", create=True) as ledger:
        ledger.record(*report(0))
        ledger.publish_edition(edition(ledger))
        table = [((-1, 16, 1, 17), 2), ((0, 16.3, 0, 16.3), 2), ((1, 16, 2, 17), 0), ((170, 16, -170, 17), 0)]
        for box, many in table:
            assert len(list(ledger.incidents(Query(box=box)))) == many, box
    with server.connect(place) as connection:
        assert connection.execute("SELECT place::text FROM points LIMIT 1").fetchone() == ("(0,16.3)",)


def test_the_indexes_are_used(server: Server, place: str) -> None:
    """Where a table is large, a condition must not read it through."""
    with Ledger.open(place, "write", create=True) as ledger:
        ledger.record(*report(0))
        ledger.publish_edition(edition(ledger))
    table = [
        ("SELECT seq FROM points WHERE inside(place, 16, 17, -1, 1)", "points_place"),
        ("SELECT seq FROM spans WHERE touches(days, 737000, 737100)", "spans_days"),
        ("SELECT rowid FROM words WHERE found @@ fts('\"attack\"')", "words_found"),
        ("SELECT 1 FROM judgements WHERE verdict = 'redact' AND json_extract(body, '$.value.document') = 'd'",
         "judgements_redacted"),
    ]  # fmt: skip
    with server.connect(place) as connection:
        connection.execute("SET enable_seqscan = off")
        for statement, index in table:
            plan = "\n".join(row[0] for row in connection.execute(f"EXPLAIN {statement}"))
            assert index in plan, plan
