"""What an edition and a batch are worth when something fails, somebody writes meanwhile, or the clock goes back."""

from __future__ import annotations

from contextlib import suppress

import pytest

from testimonia.model.errors import InputError
from testimonia.store import Ledger
from tests.faulty import edition, judgement, report


def test_a_stream_stands_still_while_its_own_ledger_goes_on(store, place) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        for number in range(3):
            ledger.record(*report(number))
        stream = ledger.accounts()
        first = next(stream)
        ledger.record(*report(3))
        ledger.publish_edition(edition(ledger))
        assert len([first, *stream]) == 6
        assert len(list(ledger.accounts())) == 8


def test_an_edition_is_as_old_as_what_it_was_computed_from(store, place) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        assert not ledger.stale
        ledger.record(*report(0))
        assert ledger.stale
        incidents = edition(ledger)
        ledger.record(*report(1))  # comes in while the edition is being computed
        ledger.publish_edition(incidents, recipe="ucdp 1")
        assert ledger.stale
        assert ledger.recipe == "ucdp 1"
        list(ledger.accounts())
        ledger.record(*report(2))
        ledger.publish_edition(edition(ledger), recipe="ucdp 2")  # only the last time that it was asked counts
        assert not ledger.stale
        assert ledger.recipe == "ucdp 2"
        ledger.judge(judgement(0))
        assert ledger.stale
        list(ledger.judgements())
        ledger.publish_edition(edition(ledger))
        assert not ledger.stale
        assert not ledger.record(*report(1))
        assert not ledger.stale


def test_a_clock_that_goes_backwards_changes_nothing(store, place, monkeypatch) -> None:
    from testimonia.store import book

    class Backwards(book.datetime):
        year_now = 2030

        @classmethod
        def now(cls, tz=None):
            cls.year_now -= 1
            return cls(cls.year_now, 1, 1, tzinfo=tz)

    with store.place() as other, Ledger.open(other, "write", create=True) as true:
        for number in range(5):
            true.record(*report(number))
            true.judge(judgement(number))
        true.publish_edition(edition(true))
        with monkeypatch.context() as patch, Ledger.open(place, "write", create=True) as back:
            patch.setattr(book, "datetime", Backwards)
            for number in range(5):
                back.record(*report(number))
                back.judge(judgement(number))
            back.publish_edition(edition(back))
            assert Backwards.year_now < 2030
            assert list(back.judgements()) == list(true.judgements())
            assert list(back.accounts()) == list(true.accounts())
            assert back.digest() == true.digest()


def test_what_fails_inside_a_batch_takes_only_itself_along(store, place) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        with suppress(ZeroDivisionError), ledger.batch(size=1000, seconds=1000):
            ledger.record(*report(0))
            with pytest.raises(InputError, match="the reading is of"):
                ledger.record(report(1)[0], report(2)[1])
            ledger.record(*report(3))
            raise ZeroDivisionError
        assert {t.document for t in ledger.accounts()} == {"doc-0000", "doc-0003"}


def test_an_edition_with_one_id_twice_is_refused_and_the_old_one_stays(store, place) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        ledger.record(*report(0))
        ledger.publish_edition(edition(ledger))
        before = ledger.digest()
        with pytest.raises(ValueError, match="have the id i-a-"):
            ledger.publish_edition(edition(ledger) * 2)
        assert ledger.digest() == before
        ledger.publish_edition(edition(ledger))
        assert ledger.digest() == before


def test_a_fault_in_the_reckoning_leaves_the_old_edition(store, place) -> None:
    def failing(ledger: Ledger):
        yield edition(ledger, "new")[0]
        ledger.judge(judgement(0))  # the ledger is not locked while incidents are computed
        raise ZeroDivisionError

    with Ledger.open(place, "write", create=True) as ledger:
        ledger.record(*report(0))
        ledger.publish_edition(edition(ledger))
        before = ledger.digest()
        with pytest.raises(ZeroDivisionError):
            ledger.publish_edition(failing(ledger))
        assert ledger.digest() == before
        assert [j.id for j in ledger.judgements()] == ["j-0000"]
