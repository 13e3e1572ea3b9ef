"""Laws of linking, on accounts of every kind."""

from __future__ import annotations

import random
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia.link import compare, link
from testimonia.link.compare import levels
from testimonia.link.sketch import from_kept, kept, sketch
from testimonia.link.tables import hand_weights, read_weights, shipped_weights
from testimonia.model.claim import Certainty, Told, tell
from testimonia.model.judgement import Judgement
from tests.laws.strategies import books
from tests.telling import day, told, town


def accounts_of(book: list) -> list[Told]:
    """The accounts of a book's readings, one version of each document."""
    return [t for document, reading in {d.id: (d, r) for d, r in book}.values() for t in tell(document, reading)]


@given(books(few=12, size=12), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_arrival_changes_nothing(book: list, shuffled: random.Random) -> None:
    accounts = accounts_of(book)
    again = list(accounts)
    shuffled.shuffle(again)
    assert link(again) == link(accounts)


@given(books(few=12, size=12))
@settings(max_examples=60, deadline=None)
def test_each_account_stands_in_one_cluster_and_no_document_twice(book: list) -> None:
    accounts = accounts_of(book)
    clusters = link(accounts)
    assert sorted(t.id for c in clusters for t in c.accounts) == sorted(t.id for t in accounts)
    for cluster in clusters:
        assert len({t.document for t in cluster.accounts}) == len(cluster.accounts)
        assert list(cluster.accounts) == sorted(cluster.accounts, key=lambda t: t.order)
        assert len(cluster.links) == len(cluster.accounts) - 1


@given(books(few=12, size=12), st.data())
@settings(max_examples=60, deadline=None)
def test_what_a_person_merged_or_split_stands(book: list, data: st.DataObject) -> None:
    accounts = accounts_of(book)
    if len(accounts) < 3:
        return
    ids = data.draw(st.permutations([t.id for t in accounts]))
    merge = Judgement(id="1", when="2024-01-01", who="ada", verdict="merge", subjects=tuple(ids[:2]))
    split = Judgement(id="2", when="2024-01-02", who="ada", verdict="split", subjects=(ids[2],), apart=tuple(ids[:2]))
    groups = [{t.id for t in c.accounts} for c in link(accounts, [merge, split])]
    assert any(set(ids[:2]) <= g for g in groups)
    assert not any(ids[2] in g and g & set(ids[:2]) for g in groups)


@given(books(few=12, size=8))
@settings(max_examples=60, deadline=None)
def test_comparing_is_symmetric_and_every_level_has_a_weight(book: list) -> None:
    sketches = [sketch(t) for t in accounts_of(book)]
    for a in sketches:
        for b in sketches:
            found = levels(a, b)
            assert found == levels(b, a)
            assert set(found) <= shipped_weights().keys()


@given(books(few=12, size=8))
@settings(max_examples=60, deadline=None)
def test_a_sketch_is_kept_whole_and_equal_ones_in_equal_words(book: list) -> None:
    for one in accounts_of(book):
        words = kept(sketch(one))
        assert from_kept(words) == sketch(one)
        assert kept(from_kept(words)) == words


@pytest.mark.parametrize("weights", [shipped_weights, read_weights])
def test_the_shipped_weights_have_the_levels_of_those_made_by_hand(weights: Callable[[], dict]) -> None:
    assert list(weights()) == list(hand_weights())
    assert all(w.words for w in weights().values())


def test_an_account_that_a_reader_found_is_compared_by_weights_of_its_own() -> None:
    """A difference says less where the reader may have erred."""
    by_people = told("a", when=day("2019-11-01"), where=town("Tarkint"))
    other = told("b", when=day("2019-11-03"), where=town("Bamba"))
    unsure = msgspec.structs.replace(other.account, confidence=Certainty(incident=0.9))
    by_reader = msgspec.structs.replace(other, account=unsure)
    assert compare(by_people, by_reader).score > compare(by_people, other).score
    assert compare(by_people, by_reader).score == compare(by_reader, by_people).score
