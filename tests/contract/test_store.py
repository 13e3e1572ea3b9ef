"""What the ledger promises to those who use it, case by case."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import msgspec
import pytest

from testimonia.model.claim import Account, Reading, tell
from testimonia.model.errors import InputError, LedgerError
from testimonia.model.judgement import Judgement
from testimonia.model.text import Document, Evidence, Span
from testimonia.store import Counts, Ledger, book
from testimonia.store.book import reader_name, stamp
from tests.laws.strategies import world


def read(document: Document, reader: str = "patterns 1", *words: str, unread: bool = False) -> Reading:
    """A reading that finds a bombing at each of the words."""
    spans = [Span(document.text.index(w), document.text.index(w) + len(w)) for w in words]
    told = tuple(
        Account(type="bombing", status="occurred", salience="news", mentions=(span.cut(document.text),))
        for span in spans
    )
    return Reading(document=document.id, document_version=document.version, reader=reader, read=not unread,
                   reason="no reader reads this language" if unread else None, incidents=told)  # fmt: skip


BLAST = Document(id="d", text="A blast, then another explosion and a raid.", published="2019-11-03")


@pytest.fixture
def ledger(place: Path | str):
    with Ledger.open(place, "write", create=True) as opened:
        yield opened


@pytest.mark.parametrize(("readings", "asked", "chosen"), [
    ([("patterns 1", ["blast"])], None, ["blast"]),
    ([("patterns 1", ["blast"]), ("patterns 2", ["raid"])], None, ["raid"]),  # the one recorded last
    ([("patterns 2", ["raid"]), ("patterns 1", ["blast"])], None, ["blast"]),
    ([("patterns 1", ["blast"]), ("neural 1", ["raid"])], "patterns", ["blast"]),  # by name
    ([("patterns 1", ["blast"]), ("patterns 2", ["raid"])], "patterns", ["raid"]),
    ([("patterns 1", ["blast"]), ("patterns 2", ["raid"])], "patterns 1", ["blast"]),  # by name and version
    ([("patterns 1", ["blast"])], "neural", ["blast"]),  # a preference, not a filter
    ([("patterns 1", ["blast"]), ("neural 1", None)], None, ["blast"]),  # read before set aside
    ([("patterns 1", ["blast"]), ("neural 1", None)], "neural", []),
    ([("patterns 1", ["blast"]), ("patterns 2", [])], None, []),  # read, and nothing found
    ([("patterns 1", ["explosion", "blast"])], None, ["explosion", "blast"]),  # in the reader's order
])  # fmt: skip
def test_which_reading_is_current(ledger, readings, asked, chosen) -> None:
    for reader, words in readings:
        ledger.record(BLAST, read(BLAST, reader, *(words or ()), unread=words is None))
    assert [t.account.mentions[0].quote for t in ledger.accounts(asked)] == chosen
    assert [a.mentions[0].quote for a in ledger.reading("d", reader=asked).incidents] == chosen


@pytest.mark.parametrize(("modified", "published", "ordered"), [
    ("2019-11-04", "2019-11-03", "2019-11-04T00:00:00.000000+00:00"),
    (None, "2019-11-03", "2019-11-03T00:00:00.000000+00:00"),
    (None, "2019-11-03T10:30:00", "2019-11-03T10:30:00.000000+00:00"),
    (None, "2019-11-03T10:30:00+02:00", "2019-11-03T08:30:00.000000+00:00"),
    (None, "2019-11-03T01:00:00+02:00", "2019-11-02T23:00:00.000000+00:00"),
    (None, "2019-11-03T10:30:00Z", "2019-11-03T10:30:00.000000+00:00"),
    (None, None, ""),
    (None, "2019", "2019"),
    ("0001-01-01T00:00:00+14:00", None, "0001-01-01T00:00:00+14:00"),
])  # fmt: skip
def test_what_orders_the_versions_of_a_document(modified, published, ordered) -> None:
    assert stamp(msgspec.structs.replace(BLAST, modified=modified, published=published)) == ordered


@pytest.mark.parametrize(("reader", "name"), [
    ("patterns 1.2", "patterns"), ("patterns/1.2", "patterns"), ("llm@a b/c", "llm"), ("patterns", "patterns"),
])  # fmt: skip
def test_the_name_in_a_reader(reader, name) -> None:
    assert reader_name(reader) == name


def test_a_new_version_takes_the_place_of_the_old_one_and_both_are_kept(ledger) -> None:
    newer = msgspec.structs.replace(BLAST, text="No blast after all.", modified="2019-11-05")
    older = msgspec.structs.replace(BLAST, text="A blast.", published="2019-11-02")
    for document in (BLAST, newer, older):
        assert ledger.record(document, read(document, "patterns 1", "blast"))
    (told,) = ledger.accounts()
    assert told.version == newer.version
    assert ledger.document("d") == newer
    assert [ledger.document("d", v.version) for v in (older, BLAST, newer)] == [older, BLAST, newer]
    assert ledger.counts() == Counts(
        documents=1, versions=3, readings=3, accounts=3, claims=6, judgements=0, incidents=0
    )


def test_has_reading_spares_the_work(ledger) -> None:
    ledger.record(BLAST, read(BLAST, "patterns 1", "blast"))
    assert ledger.has_reading("d", BLAST.version, "patterns 1")
    assert not ledger.has_reading("d", BLAST.version, "patterns 2")
    assert not ledger.has_reading("d", "another", "patterns 1")


def test_the_account_that_stands_for_another_one(ledger) -> None:
    text = "A blast hit Gao. The blast killed two. A raid followed."
    document = Document(id="d", text=text)
    second = Span(text.rindex("blast"), text.rindex("blast") + 5).cut(text)
    old = read(document, "patterns 1", "blast", "raid")
    both = msgspec.structs.replace(old.incidents[0], mentions=(old.incidents[0].mentions[0], second))
    ledger.record(document, msgspec.structs.replace(old, incidents=(both, old.incidents[1])))
    blast, raid = (t.id for t in ledger.accounts())
    later = msgspec.structs.replace(both, mentions=(second,))
    ledger.record(document, msgspec.structs.replace(old, reader="patterns 2", incidents=(later,)))
    (now,) = (t.id for t in ledger.accounts())
    assert now not in (blast, raid)
    assert (ledger.heir(blast), ledger.heir(raid), ledger.heir(now)) == (now, None, now)
    assert ledger.heir(blast, "patterns 1") == blast


def test_claims_stand_in_the_book_with_the_place_of_their_words(ledger, store, place) -> None:
    ledger.record(BLAST, read(BLAST, "patterns 1", "blast"))
    (told,) = ledger.accounts()
    with store.connect(place) as connection:
        rows = connection.execute("SELECT id, field, position, value, evidence FROM claims ORDER BY field").fetchall()
    ids = {claim.field: claim.id for claim in told.claims()}
    assert rows == [
        (ids["status"], "status", 0, '"occurred"', "[[2,7]]"),
        (ids["type"], "type", 0, '"bombing"', "[[2,7]]"),
    ]


def test_a_batch_commits_when_it_is_full_and_at_its_end(ledger, place) -> None:
    def seen() -> int:
        with Ledger.open(place) as other:
            return other.counts().documents

    with ledger.batch(size=3, seconds=1000):
        steps = []
        for number in range(7):
            document = msgspec.structs.replace(BLAST, id=f"d{number}")
            ledger.record(document, read(document))
            steps.append(seen())
            assert ledger.has_reading(document.id, document.version, "patterns 1")  # which does not end the batch
    assert steps == [0, 0, 3, 3, 3, 6, 6]
    assert seen() == 7


def test_a_batch_commits_when_its_time_is_over(ledger, place) -> None:
    with ledger.batch(size=1000, seconds=0):
        ledger.record(BLAST, read(BLAST))
        with Ledger.open(place) as other:
            assert other.counts().documents == 1


def test_what_breaks_off_inside_a_batch_leaves_nothing_of_its_document(ledger, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    other = msgspec.structs.replace(BLAST, id="other")
    with ledger.batch(size=1000, seconds=1000):
        ledger.record(BLAST, read(BLAST, "patterns 1", "blast"))
        with monkeypatch.context() as patch:
            patch.setattr(book, "_account", broken)  # the document and its reading are written by then
            with pytest.raises(ZeroDivisionError):
                ledger.record(other, read(other, "patterns 1", "blast"))
    assert (ledger.counts().documents, ledger.counts().readings) == (1, 1)
    assert ledger.record(other, read(other, "patterns 1", "blast"))


@pytest.mark.parametrize(("name", "value"), [
    ("text", "half \ud800 a character"), ("title", "\udfff"), ("found", {"title": "\ud800"}), ("id", "d\ud800"),
])  # fmt: skip
def test_what_is_no_unicode_is_refused_by_name(ledger, name, value) -> None:
    document = msgspec.structs.replace(BLAST, **{name: value})
    with pytest.raises(InputError, match=rf"^d.*: its {name} holds half a character at \d+ \(decode it anew"):
        ledger.record(document, read(document))
    assert ledger.counts().versions == 0


def test_texts_that_a_database_might_take_amiss(ledger) -> None:
    text = "A blast\x00\x10 \\u0000 with\r\n a 'quote\" and ; -- 💥 " + "x" * 3_000_000
    document = Document(id="d\x00\x10\\u0000'", text=text, title="")
    ledger.record(document, read(document, "patterns 1", "blast", "💥"))
    assert ledger.document(document.id) == document
    ledger.publish_edition(world(ledger.accounts()))
    assert len(list(ledger.incidents())) == 1


@pytest.mark.parametrize("wrong", [
    Evidence(0, 0, ""), Evidence(-5, -1, "aid"), Evidence(3, 8, "blast"), Evidence(5, 2, ""), Evidence(40, 60, "id."),
])  # fmt: skip
def test_words_that_are_not_there_are_refused(ledger, wrong) -> None:
    account = Account(type="bombing", status="occurred", salience="news", mentions=(wrong,))
    with pytest.raises(InputError, match=r"^d: no words .* \(report it as a fault of the reader"):
        ledger.record(BLAST, msgspec.structs.replace(read(BLAST), incidents=(account,)))


def test_an_account_without_a_mention_is_refused(ledger) -> None:
    account = Account(type="bombing", status="occurred", salience="news", mentions=())
    with pytest.raises(InputError, match=r"^d: an account without a mention"):
        ledger.record(BLAST, msgspec.structs.replace(read(BLAST), incidents=(account,)))


def test_one_id_names_one_judgement(ledger) -> None:
    first = Judgement(id="j", when="2020-01-01T00:00:00Z", who="ada", verdict="comment", why="one")
    assert ledger.judge(first)
    assert not ledger.judge(first)
    with pytest.raises(LedgerError, match="judgement j: another one has this id"):
        ledger.judge(msgspec.structs.replace(first, why="two"))
    assert list(ledger.judgements()) == [msgspec.structs.replace(first, number=1)]


def test_forwards_lead_over_several_editions(ledger) -> None:
    """The older report of the same blast comes in later, and later still one that is older than both."""
    names = []
    for day in ("2019-11-04", "2019-11-03", "2019-11-02"):
        document = msgspec.structs.replace(BLAST, id=f"d-{day}", published=day)
        ledger.record(document, read(document, "patterns 1", "blast"))
        ledger.publish_edition(world(ledger.accounts()))
        (incident,) = ledger.incidents()
        names.append(incident.id)
    assert len(set(names)) == 3
    assert [ledger.incident(name).id for name in names] == [names[2]] * 3
    assert dict(ledger.forwards()) == {names[0]: names[2], names[1]: names[2]}
    first = next(t for t in tell(msgspec.structs.replace(BLAST, id="d-2019-11-04"), read(BLAST, "patterns 1", "blast")))
    ledger.publish_edition(world([ledger.account(first.id)]))  # parted again: the name lives again
    assert ledger.incident(names[0]).id == names[0]
    ledger.publish_edition(())
    assert list(ledger.forwards()) == []


def test_several_threads_may_use_one_ledger(ledger) -> None:
    faults: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 10):
                document = msgspec.structs.replace(BLAST, id=f"d{number}")
                ledger.record(document, read(document, "patterns 1", "blast"))
                assert ledger.account(next(iter(tell(document, read(document, "patterns 1", "blast")))).id)
                list(ledger.accounts())
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert ledger.counts().accounts == 30


def test_a_ledger_is_not_carried_over_a_fork(ledger) -> None:
    child = os.fork()
    if not child:  # an exit that runs nothing of the parent's
        try:
            ledger.counts()
            os._exit(1)
        except LedgerError as error:
            os._exit(0 if "open it again after a fork" in str(error) else 2)
        except BaseException:
            os._exit(3)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ledger.record(BLAST, read(BLAST))
