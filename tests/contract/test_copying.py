"""A ledger copied from any store to any other is the same to the last letter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from testimonia.model.errors import LedgerError
from testimonia.model.judgement import Judgement
from testimonia.store import Ledger
from testimonia.store.copying import COLUMNS
from testimonia.store.schema import BOOK
from tests.faulty import edition, judgement, report
from tests.stores import Store, the_store


@pytest.fixture(params=["sqlite", "postgres"])
def elsewhere(request: pytest.FixtureRequest) -> Iterator[Path | str]:
    """Where the copy goes."""
    with the_store(request.param).place() as place:
        yield place


@pytest.fixture
def full(place: Path | str) -> Iterator[Ledger]:
    """A ledger with everything: two readers, two versions, a redaction, a name of former days, odd characters."""
    with Ledger.open(place, "write", create=True) as ledger:
        for number in range(4):
            document, reading = report(number)
            ledger.record(document, reading)
            ledger.record(document, msgspec.structs.replace(reading, reader="another 2"))
        document, reading = report(7)
        odd = msgspec.structs.replace(document, text=document.text + "\x00 \x10 💥", title="a\x00b")
        ledger.record(odd, msgspec.structs.replace(reading, document_version=odd.version))
        ledger.judge(judgement(0))
        ledger.publish_edition(edition(ledger)[:3])
        ledger.redact("doc-0001", Judgement(id="j-r", when="2024-01-01T00:00:00Z", who="ada", verdict="redact"))
        list(ledger.judgements())
        ledger.publish_edition(edition(ledger)[1:], recipe="ucdp 1")
        yield ledger


def test_everything_comes_over(full: Ledger, elsewhere: Path | str) -> None:
    with Ledger.open(elsewhere, "write", create=True) as copy:
        assert full.copy_to(copy) == full.book_digest() == copy.book_digest()
        assert copy.digest() == full.digest()
        assert (copy.counts(), copy.recipe, copy.stale) == (full.counts(), "ucdp 1", False)
        assert list(copy.accounts()) == list(full.accounts())
        assert list(copy.judgements()) == list(full.judgements())
        assert list(copy.names()) == list(full.names())
        assert list(copy.forwards()) == list(full.forwards())
        assert copy.receipts("doc-0002") == full.receipts("doc-0002")
        document, reading = report(20)
        assert copy.record(document, reading)  # and it goes on from there
        assert copy.book_digest() != full.book_digest()


def test_what_goes_on_after_a_copy_is_numbered_as_it_would_have_been(full: Ledger, elsewhere: Path | str) -> None:
    with Ledger.open(elsewhere, "write", create=True) as copy:
        full.copy_to(copy)
        for ledger in (full, copy):
            ledger.judge(judgement(5))
        assert list(copy.judgements()) == list(full.judgements())


def test_again_it_does_nothing_and_another_book_is_not_overwritten(full: Ledger, elsewhere: Path | str) -> None:
    with Ledger.open(elsewhere, "write", create=True) as copy:
        full.copy_to(copy)
        digest = copy.digest()
        full.copy_to(copy)
        assert (copy.digest(), copy.counts()) == (digest, full.counts())
        full.judge(judgement(1))
        before = copy.book_digest()
        with pytest.raises(LedgerError, match="holds another book already"):
            full.copy_to(copy)
        assert copy.book_digest() == before


def test_a_stale_edition_is_left_to_be_computed(full: Ledger, elsewhere: Path | str) -> None:
    full.judge(judgement(1))
    with Ledger.open(elsewhere, "write", create=True) as copy:
        full.copy_to(copy)
        assert copy.stale
        assert copy.counts().incidents == 0
        assert copy.book_digest() == full.book_digest()


def test_what_breaks_off_leaves_nothing(full: Ledger, elsewhere: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    from testimonia.store import copying

    with Ledger.open(elsewhere, "write", create=True) as copy:
        digest, asked = copying.digest, []

        def wrong(connection: object) -> str:
            asked.append(connection)
            return digest(connection) + "x" * (len(asked) - 1)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(copying, "digest", wrong)
            with pytest.raises(LedgerError, match="the copy is not what was copied"):
                full.copy_to(copy)
        assert copy.counts().versions == 0
        full.copy_to(copy)


def test_no_column_is_forgotten(store: Store, full: Ledger, place: Path | str) -> None:
    assert set(COLUMNS) == set(BOOK)
    with store.connect(place) as connection:
        for table, columns in COLUMNS.items():
            there = [column[0] for column in connection.execute(f"SELECT * FROM {table}").description]
            assert sorted(there) == sorted(columns)
