"""What redaction destroys and what it leaves, down to the bytes of the file."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from testimonia import pipeline
from testimonia.model import claim as c
from testimonia.model.codec import decode
from testimonia.model.errors import InputError, UsageError
from testimonia.model.judgement import Judgement, Tombstone
from testimonia.model.text import Document, Evidence
from testimonia.store import Ledger
from tests.laws.strategies import world
from tests.stores import Files, Store

TEXT = "Zorbulon Quexly told us:\nseven men died in Gaotown on Friday.\nYorick Plumtree, 24, was one of them."
SECRETS = (
    "Zorbulon",
    "Quexly",
    "told us",
    "Plumtree",
    "seven men",
    "on Friday",
    "Headlinish",
    "example.org/zq",
    "Fridayish",
)
DOCUMENT = Document(id="d", text=TEXT, title="Headlinish", published="2019-11-03", publisher="The Post",
                    url="https://example.org/zq", origin="zq/x.txt", found={"title": "Headlinish"})  # fmt: skip
REDACT = Judgement(id="j-r", when="2024-01-01T00:00:00Z", who="ada", verdict="redact", why="a source in danger")


def words(quote: str) -> tuple[Evidence, ...]:
    return (Evidence(TEXT.index(quote), TEXT.index(quote) + len(quote), quote),)


def reading(reader: str = "patterns 1", document: Document = DOCUMENT) -> c.Reading:
    account = c.Account(
        type="bombing", status="occurred", salience="news", mentions=words("died"),
        date=c.Period(start="2019-11-01", end="2019-11-01", precision="day", at=words("on Friday"),
                      because="Fridayish"),
        places=(c.Place(name="Gaotown", at=words("Gaotown"), because="told us", unresolved="told us"),),
        perpetrators=(c.Perpetrator(name="gunmen", basis="blamed", by="Zorbulon Quexly", at=words("died")),),
        figures=(c.Figure(effect="killed", who="all", low=7, best=7, high=7, according_to="Zorbulon Quexly",
                          at=words("seven")),
                 c.Figure(effect="killed", who="all", low=7, best=7, high=7, according_to="police", at=words("seven"))),
        victims=(c.Victim(name="Yorick Plumtree", age=24, at=words("Yorick Plumtree")),),
    )  # fmt: skip
    return c.Reading(document="d", document_version=document.version, reader=reader, incidents=(account,),
                     aggregates=(c.Aggregate(at=words("seven men"), about="seven men"),))  # fmt: skip


def filled(path: Path | str) -> Path | str:
    """A ledger of the document and another one, with its edition."""
    other = Document(id="other", text="A blast.")
    blast = c.Account(type="killing", status="occurred", salience="news", mentions=(Evidence(2, 7, "blast"),))
    with Ledger.open(path, "write", create=True) as ledger:
        ledger.record(DOCUMENT, reading())
        ledger.record(
            other, c.Reading(document="other", document_version=other.version, reader="r", incidents=(blast,))
        )
        ledger.publish_edition(world(ledger.accounts()))
    return path


@pytest.fixture
def path(place: Path | str) -> Path | str:
    return filled(place)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    filled(tmp_path / "l")
    return tmp_path / "l"


def redact(path: Path | str) -> None:
    with Ledger.open(path, "write") as ledger:
        ledger.redact("d", REDACT)
        ledger.publish_edition(world(ledger.accounts()))
        ledger.scrub()


def test_no_byte_of_the_words_is_left(store: Store, path: Path | str) -> None:
    assert all(secret.encode() in store.stored(path) for secret in SECRETS)
    assert b"plumtree" in store.stored(path).lower()
    redact(path)
    left = store.stored(path).lower()
    assert [secret for secret in SECRETS if secret.lower().encode() in left] == []
    assert b"a blast." in left


def test_nothing_is_left_of_them_in_what_linking_remembers(store: Store, path: Path | str) -> None:
    with Ledger.open(path, "write") as ledger:
        pipeline.rebuild(ledger)
    with store.connect(path) as connection:
        ((kept,),) = connection.execute("SELECT sketch FROM linked WHERE document = 'd'")
    assert "yorick plumtree" in kept
    with Ledger.open(path, "write") as ledger:
        pipeline.redact(ledger, "d", REDACT)
    left = store.stored(path).lower()
    assert [secret for secret in SECRETS if secret.lower().encode() in left] == []


def test_the_numbers_the_places_of_the_words_and_the_names_of_incidents_stay(path: Path | str) -> None:
    with Ledger.open(path) as ledger:
        before, names = ledger.account(_id(ledger)), {i.id for i in ledger.incidents()}
    redact(path)
    with Ledger.open(path) as ledger:
        after = ledger.account(before.id)
        assert {i.id for i in ledger.incidents()} == names
        document = ledger.document("d")
    assert (document.title, document.url, document.origin, document.found) == (None, None, None, {})
    assert (document.published, document.publisher) == ("2019-11-03", "The Post")
    assert [len(line) for line in document.text.split("\n")] == [len(line) for line in TEXT.split("\n")]
    assert set(document.text) == {"█", "\n"}
    figure, officials = after.account.figures
    assert (figure.best, figure.according_to, officials.according_to) == (7, "a source that was redacted", "police")
    assert (after.account.victims[0].name, after.account.victims[0].age) == ("redacted 1", 24)
    assert after.account.places[0].name == "Gaotown"
    for claim, was in zip(after.claims(), before.claims(), strict=True):
        assert claim.id == was.id
        assert [(e.start, e.end) for e in claim.at] == [(e.start, e.end) for e in was.at]
        assert all(document.text[e.start : e.end] == e.quote for e in claim.at)


def _id(ledger: Ledger) -> str:
    return next(t.id for t in ledger.accounts() if t.document == "d")


def test_the_tombstone_says_what_who_when_and_why(path: Path | str) -> None:
    redact(path)
    with Ledger.open(path) as ledger:
        (stone,) = ledger.judgements()
        assert decode(bytes(stone.value), Tombstone) == Tombstone(
            document="d", texts={DOCUMENT.version: sha256(TEXT.encode()).hexdigest()}
        )
        assert (stone.who, stone.when, stone.why, stone.subjects) == ("ada", REDACT.when, REDACT.why, (_id(ledger),))


def test_the_words_are_not_taken_in_again(store: Store, path: Path | str) -> None:
    redact(path)
    newer = msgspec.structs.replace(DOCUMENT, text=TEXT + " More.")
    with Ledger.open(path, "write") as ledger:
        assert ledger.has_reading("d", DOCUMENT.version, "patterns 2")
        assert not ledger.record(DOCUMENT, reading("patterns 2"))
        with pytest.raises(InputError, match=r"^d: this document was redacted \("):
            ledger.record(newer, reading(document=newer))
    assert b"Plumtree" not in store.stored(path)


def test_a_document_that_is_not_there(path: Path | str) -> None:
    with Ledger.open(path, "write") as ledger:
        with pytest.raises(UsageError, match="holds no document 'x'"):
            ledger.redact("x", REDACT)
        assert list(ledger.judgements()) == []


def test_what_breaks_off_inside_leaves_everything_as_it_was(path: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    from testimonia.store import redaction

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(redaction, "destroy", broken)
    with Ledger.open(path, "write") as ledger:
        with pytest.raises(ZeroDivisionError):
            ledger.redact("d", REDACT)
        assert list(ledger.judgements()) == []
        assert ledger.document("d") == DOCUMENT


REFUSED = (
    "UPDATE documents SET text = 'forged' WHERE id = 'd'",
    "UPDATE documents SET text = '█', published = NULL, title = NULL, url = NULL, origin = NULL WHERE id = 'd'",
    "UPDATE documents SET text = '', title = NULL, url = NULL, origin = NULL WHERE id = 'other'",
    "UPDATE accounts SET id = 'a-0' WHERE reading IN (SELECT r.seq FROM readings r WHERE r.document = 1)",
    "UPDATE accounts SET body = body WHERE reading IN (SELECT r.seq FROM readings r WHERE r.document = 2)",
    "UPDATE claims SET evidence = '[]'",
    "UPDATE judgements SET body = '{}'",
    "DELETE FROM documents WHERE id = 'd'",
    "DELETE FROM judgements",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_the_guards_let_nothing_else_through(store: Store, path: Path | str, statement: str) -> None:
    redact(path)
    with store.connect(path) as connection, pytest.raises(store.refused, match="append-only"):
        connection.execute(statement)


def older(path: Path) -> None:
    """Makes the ledger one as the first format had it."""
    connection = sqlite3.connect(path, isolation_level=None)
    names = [n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    for name in names:
        connection.execute(f"DROP TRIGGER {name}")
    for table in ("linking", "likely", "likely_since", "keyed", "keyed_since", "linked", "moved"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("DROP INDEX judgements_redacted")
    connection.execute("ALTER TABLE readings DROP COLUMN recorded_at")
    for name in names:
        table, _, act = name.rpartition("_no_")
        verb = {"update": "UPDATE", "delete": "DELETE", "replace": "INSERT"}[act]
        connection.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END")
    connection.execute("PRAGMA user_version = 1")
    connection.close()


@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_ledger_of_the_first_format_is_brought_up_to_date(file: Path, mode: str) -> None:
    with Ledger.open(file, "write") as ledger:
        pipeline.rebuild(ledger)
        digest, told = ledger.digest(), list(ledger.accounts())
    older(file)
    with Ledger.open(file, mode) as ledger:  # type: ignore[arg-type]
        assert list(ledger.accounts()) == told
        assert ledger.receipts("d")[0].recorded_at
    with pipeline.edition(file) as found:  # the edition is computed anew, to the same bytes
        assert found.digest() == digest
    redact(file)
    assert b"Plumtree" not in Files().stored(file)


def test_an_older_ledger_that_cannot_be_written_says_the_cure(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from testimonia.model.errors import LedgerError
    from testimonia.store import place

    older(file)
    monkeypatch.setattr(place, "writable", lambda _: False)
    with pytest.raises(LedgerError, match=r"an older version of Testimonia .* \(open it once where it can be written"):
        Ledger.open(file)
