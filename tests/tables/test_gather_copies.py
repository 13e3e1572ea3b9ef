"""Texts that are copies of each other, and texts that are not."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia.gather.copies import Copy, Index, estimated, groups, shingles, signature, similarity

REPORT = (
    "Gunmen on motorcycles stormed a village in the hills on Saturday and shot dead nine farmers, police said. The "
    "attackers burned granaries and drove away cattle before leaving towards the north, an elder told this paper. "
    "Soldiers reached the place in the evening and found the school in ruins. It was the third raid in the district "
    "this month, and the governor promised to send more troops and to open the road before the rains begin. Aid "
    "workers said that some two hundred families had fled to the town, where they sleep in a church and in the market."
)
OTHER = (
    "A bomb hidden in a cart went off beside a queue at a bakery in the old town on Monday and wounded a dozen people, "
    "two of them badly, doctors at the city hospital said. Nobody has said who left it there. The mayor asked people "
    "to stay away from the quarter until the police have searched it, and schools nearby were closed for the day."
)
PAIRS = [
    (REPORT, REPORT, 1.0, 1.0),
    (REPORT, REPORT.upper().replace(",", " –"), 1.0, 1.0),
    (REPORT, REPORT.replace("nine", "eleven"), 0.9, 0.97),
    (REPORT, REPORT + " (Reporting by our own staff)", 0.9, 0.97),
    ("HILL TOWN (Wire) – " + REPORT, REPORT, 0.9, 0.99),
    (REPORT, REPORT[: len(REPORT) // 2], 0.4, 0.6),
    (REPORT, f"{REPORT} {OTHER}", 0.4, 0.8),
    (REPORT, OTHER, 0.0, 0.02),
    (REPORT, "", 0.0, 0.0),
    ("", "", 0.0, 0.0),
    ("Five died", "five died.", 1.0, 1.0),
    ("Five died", "Five", 0.0, 0.0),
    ("市場で爆発があり五人が死亡した", "市場で爆発があり五人が死亡したと発表", 0.7, 0.9),
]


@pytest.mark.parametrize(("one", "two", "low", "high"), PAIRS)
def test_similarity(one: str, two: str, low: float, high: float) -> None:
    assert low <= similarity(one, two) <= high
    assert similarity(one, two) == similarity(two, one)
    assert abs(estimated(signature(one), signature(two)) - similarity(one, two)) < 0.12


def test_signatures_are_the_same_on_every_machine() -> None:
    assert signature(REPORT).numbers[:8].hex() == "fabe4601ecbe6f04"
    assert len(signature(REPORT).numbers) == 512
    assert signature("").numbers == b""


def test_a_long_text_has_the_signature_of_its_parts() -> None:
    words = " ".join(f"w{n}" for n in range(10_000))
    assert len(shingles(words)) == 9_998
    assert estimated(signature(words), signature(words + " end")) > 0.95


def words(rng: random.Random, count: int) -> list[str]:
    return ["".join(rng.choices(string.ascii_lowercase, k=5)) for _ in range(count)]


def changed(rng: random.Random, text: list[str], share: float) -> list[str]:
    return [rng.choice(words(rng, 1)) if rng.random() < share else word for word in text]


def test_copies_are_found_among_many_and_nothing_else_is() -> None:
    rng = random.Random(3)
    index = Index()
    texts = [words(rng, 300) for _ in range(400)]
    for number, text in enumerate(texts):
        index.add(f"{number:03}", signature(" ".join(text)))
    for number, text in enumerate(texts):
        copy = " ".join(changed(rng, text, 0.008))
        near = " ".join(changed(rng, text, 0.25))
        assert similarity(copy, " ".join(text)) > 0.85
        assert [found.name for found in index.find(signature(copy))] == [f"{number:03}"]
        assert index.find(signature(near)) == ()


def test_the_most_alike_come_first() -> None:
    index = Index()
    index.add("b", signature(REPORT))
    index.add("a", signature(REPORT))
    index.add("c", signature(REPORT + " The end of it."))
    found = index.find(signature(REPORT))
    assert found[:2] == (Copy("a", 1.0), Copy("b", 1.0))
    assert found[2].name == "c"
    assert 0.8 <= found[2].similarity < 1


def test_a_new_version_takes_the_place_of_the_old() -> None:
    index = Index()
    index.add("a", signature(REPORT))
    index.add("a", signature(OTHER))
    assert len(index) == 1
    assert index.find(signature(REPORT)) == ()
    assert [copy.name for copy in index.find(signature(OTHER))] == ["a"]


def test_texts_without_words_are_copies_of_nothing() -> None:
    index = Index()
    index.add("a", signature(" … "))
    assert index.find(signature("")) == ()


@settings(max_examples=60, deadline=None)
@given(st.permutations([("a", REPORT), ("b", REPORT + " So far."), ("c", OTHER), ("d", "Wire: " + OTHER), ("e", "")]))
def test_groups_do_not_depend_on_the_order(texts: list[tuple[str, str]]) -> None:
    assert groups((name, signature(text)) for name, text in texts) == (("a", "b"), ("c", "d"), ("e",))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_any_texts(one: str, two: str) -> None:
    share = similarity(one, two)
    assert 0 <= share <= 1
    assert share == similarity(two, one)
    assert similarity(one, one) == estimated(signature(one), signature(one)) == (1.0 if len(shingles(one)) else 0.0)
