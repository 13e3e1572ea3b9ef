"""The laws of the house that the ledger alone can keep or break."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from testimonia.model.claim import Account, Aggregate, Reading, tell
from testimonia.model.errors import InputError
from testimonia.model.judgement import Judgement
from testimonia.model.text import Document, Evidence
from testimonia.store import Ledger, Query
from testimonia.store.edition import account_ids
from testimonia.store.schema import BOOK
from tests.laws.strategies import (
    books,
    documents,
    editions,
    evidence,
    incident_of,
    judgements,
    readings,
    reports,
    world,
)
from tests.stores import Store, opened

quick = settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # each example is a file: shrinking would take minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def keep(ledger: Ledger, book: list[tuple[Document, Reading]]) -> None:
    for document, reading in book:
        ledger.record(document, reading)


@quick
@given(reports(), st.data())
def test_1_words_that_are_not_there_never_enter(store, report, data) -> None:
    document, reading = report
    true = data.draw(evidence(document.text))
    false = Evidence(true.start, true.end, true.quote + "?")
    aggregate = msgspec.structs.replace(reading, aggregates=(Aggregate(at=(false,), about="deaths"),))
    with opened(store) as ledger:
        with pytest.raises(InputError, match=f"(?s){document.id}: no words"):
            ledger.record(document, aggregate)
        assert ledger.counts().versions == 0
        ledger.record(document, reading)
        for told in ledger.accounts():
            for claim in told.claims():
                assert all(document.text[e.start : e.end] == e.quote for e in claim.at)


@quick
@given(reports(), documents())
def test_2_evidence_of_another_document_never_enters(store, report, other) -> None:
    document, reading = report
    with opened(store) as ledger:
        assume(other.version != document.version)
        with pytest.raises(InputError, match="the reading is of"):
            ledger.record(other, reading)
        assert ledger.counts().versions == 0


@quick
@given(books())
def test_4_rebuilding_gives_identical_bytes(store, book) -> None:
    with opened(store) as ledger:
        keep(ledger, book)
        ledger.publish_edition(world(ledger.accounts()))
        first, listed = ledger.digest(), list(ledger.incidents())
        ledger.publish_edition(())
        assert list(ledger.incidents()) == []
        ledger.publish_edition(world(ledger.accounts()))
        assert (ledger.digest(), list(ledger.incidents())) == (first, listed)
        assert not ledger.stale


@quick
@given(books(), st.data())
def test_5_the_order_of_arrival_changes_nothing(store, book, data) -> None:
    shuffled = data.draw(st.permutations(book))
    with opened(store) as one, opened(store) as two:
        keep(one, book)
        with two.batch(size=3):
            for document, reading in shuffled:
                two.record(document, reading)
                two.publish_edition(world(two.accounts()))  # editions in between leave no trace
        assert list(one.accounts()) == list(two.accounts())
        one.publish_edition(world(one.accounts()))
        two.publish_edition(world(two.accounts()))
        assert one.digest() == two.digest()
        for document, _ in book:
            assert one.document(document.id).version == two.document(document.id).version


@quick
@given(books(), st.lists(judgements, max_size=4, unique_by=lambda j: j.id))
def test_6_judgements_outlive_rebuild_and_reading_again(store, book, judged) -> None:
    with opened(store) as ledger:
        assert [ledger.judge(j) for j in judged] == [True] * len(judged)
        keep(ledger, book)
        ledger.publish_edition(world(ledger.accounts()))
        for document, reading in book:
            ledger.record(document, msgspec.structs.replace(reading, reader="generated 2"))
        ledger.publish_edition(())
        assert [msgspec.structs.replace(j, number=0) for j in ledger.judgements()] == judged
        assert [ledger.judge(j) for j in judged] == [False] * len(judged)
        assert [msgspec.structs.replace(j, number=0) for j in ledger.judgements()] == judged


@quick
@given(books(few=2))
def test_what_is_recorded_again_adds_nothing(store, book) -> None:
    with opened(store) as ledger:
        assert [ledger.record(d, r) for d, r in book] == [True] * len(book)
        counts, told = ledger.counts(), list(ledger.accounts())
        assert [ledger.record(d, r) for d, r in reversed(book)] == [False] * len(book)
        assert (ledger.counts(), list(ledger.accounts())) == (counts, told)


@quick
@given(books(few=2), st.data())
def test_everything_comes_back_as_it_went_in(store, book, data) -> None:
    with opened(store) as ledger:
        keep(ledger, book)
        for document, reading in book:
            assert ledger.document(document.id, document.version) == document
            assert ledger.reading(document.id, document.version) == reading
            for told in tell(document, reading):
                assert ledger.account(told.id).document == document.id


@quick
@given(st.data())
def test_current_is_the_newest_version_and_the_preferred_reading(store, data) -> None:
    ids = st.just("doc-1")
    versions = data.draw(st.lists(documents(ids), min_size=1, max_size=4, unique_by=lambda d: d.version))
    newest = max(versions, key=lambda d: (_utc(d), d.version))
    with opened(store) as ledger:
        for document in versions:
            for reader in ("patterns 1", "neural 1", "patterns 2"):
                ledger.record(document, data.draw(readings(document, reader)))
        for reader in ("neural", "patterns 1", "patterns"):
            told = tuple(ledger.accounts(reader))
            reading = ledger.reading("doc-1", reader=reader)
            assert reading.document_version == newest.version
            assert reading.reader.startswith(reader)
            assert told == tell(newest, reading)


def _utc(document: Document) -> str:
    """Generated modified dates are 10:30 two hours east of UTC, published ones are days."""
    if document.modified:
        return document.modified[:10] + "T08:30"
    return document.published + "T00:00" if document.published else ""


@quick
@given(editions(), editions())
def test_an_edition_is_swapped_as_a_whole(store, old, new) -> None:
    with opened(store) as ledger:
        ledger.publish_edition(old)
        ledger.publish_edition(new)
        listed = list(ledger.incidents())
        assert sorted(listed, key=lambda i: i.id) == sorted(new, key=lambda i: i.id)
        assert listed == sorted(listed, key=lambda i: (i.date.start or "9999-99-99", i.id))
        assert list(ledger.incidents(Query(newest=True))) == listed[::-1]


@quick
@given(books(), st.lists(st.randoms(use_true_random=False), min_size=2, max_size=4))
def test_a_name_leads_for_ever_to_the_incident_that_holds_its_earliest_account(store, book, tellings) -> None:
    with opened(store) as ledger:
        keep(ledger, book)
        told, first = list(ledger.accounts()), {}
        for random in tellings:  # each time the accounts are told apart in another way, and one in five is left out
            groups = defaultdict(list)
            for one in told:
                groups[random.randrange(5)].append(one)
            edition = [incident_of(group) for number, group in groups.items() if number]
            ledger.publish_edition(edition)
            first |= {i.id: account_ids(i)[0] for i in edition}
            holder = {account: i.id for i in edition for account in account_ids(i)}
            for name, account in first.items():
                if account in holder:
                    assert ledger.incident(name).id == holder[account]
            assert {old for old, _ in ledger.forwards()} <= first.keys() - {i.id for i in edition}


@quick
@given(reports(), st.data())
def test_an_account_that_a_better_reader_tells_anew_has_an_heir(store, report, data) -> None:
    document, reading = report
    assume(reading.incidents)
    old = reading.incidents[0]
    before = data.draw(st.sampled_from(range(len(document.text))))
    earlier = Evidence(before, before + 1, document.text[before])
    new = msgspec.structs.replace(old, mentions=tuple(sorted({earlier, *old.mentions})))
    with opened(store) as ledger:
        keep(ledger, [(document, msgspec.structs.replace(reading, incidents=(old,)))])
        ledger.publish_edition(world(ledger.accounts()))
        (name,) = [i.id for i in ledger.incidents()]
        (was,) = [t.id for t in ledger.accounts()]
        ledger.record(document, msgspec.structs.replace(reading, reader="generated 2", incidents=(new,)))
        ledger.publish_edition(world(ledger.accounts()))
        (now,) = [t.id for t in ledger.accounts()]
        assert ledger.heir(was) == now
        assert [ledger.incident(name)] == list(ledger.incidents())


@pytest.fixture(scope="module")
def full(store) -> Iterator[Path | str]:
    """A ledger with a row in every table of the book."""
    document = Document(id="d", text="Two killed in a blast")
    mention = Evidence(4, 10, "killed")
    account = Account(type="bombing", status="occurred", salience="news", mentions=(mention,))
    reading = Reading(document="d", document_version=document.version, reader="r 1", incidents=(account,))
    with store.place() as place:
        with Ledger.open(place, "write", create=True) as ledger:
            ledger.record(document, reading)
            ledger.judge(Judgement(id="j", when="2020-01-01T00:00:00Z", who="ada", verdict="comment"))
            ledger.publish_edition(world(ledger.accounts()))
        yield place


def overwriting(store: Store, table: str, columns: list[str]) -> list[str]:
    """Statements that would change a row of the table, in the words of the store."""
    others = ", ".join(column for column in columns if column != "seq")
    if store.name == "sqlite":
        return [
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            f"UPDATE OR REPLACE {table} SET {columns[-1]} = 'x'",
            f"UPDATE OR IGNORE {table} SET {columns[-1]} = 'x'",
            f"INSERT OR REPLACE INTO {table} ({others}) SELECT {others} FROM {table}",
        ]
    key = BOOK[table][-1]
    again = f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}"
    merged = f"MERGE INTO {table} t USING {table} s ON t.{columns[0]} = s.{columns[0]} WHEN MATCHED THEN DELETE"
    return [f"TRUNCATE {table} CASCADE", again.replace(f"SET {key} =", f"SET {columns[-1]} =")
            .replace(f"excluded.{key}", f"excluded.{columns[-1]}"), merged]  # fmt: skip


@pytest.mark.parametrize("table", BOOK)
@pytest.mark.parametrize("setting", [0, 1])
def test_the_database_itself_refuses_to_change_the_book(store, full, table, setting) -> None:
    told = {
        "sqlite": ("PRAGMA recursive_triggers = OFF", "PRAGMA recursive_triggers = ON"),
        "postgres": ("SET session_replication_role = origin", "SET session_replication_role = replica"),
    }
    with store.connect(full) as connection:
        connection.execute(told[store.name][setting])
        before = connection.execute(f"SELECT * FROM {table}").fetchall()
        assert before
        columns = [column[0] for column in connection.execute(f"SELECT * FROM {table}").description]
        refused = [f"DELETE FROM {table}", *(f"UPDATE {table} SET {column} = {column}" for column in columns)]
        for statement in (*refused, *overwriting(store, table, columns)):
            with pytest.raises(store.refused, match="append-only"):
                connection.execute(statement)
        assert connection.execute(f"SELECT * FROM {table}").fetchall() == before
