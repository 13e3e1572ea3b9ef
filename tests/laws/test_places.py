"""What holds of places for every text: no exception, offsets that cut the quote, order, no overlaps, honest
unknowns."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.knowledge.gazetteer_fold import loosen, strict
from testimonia.resolve.places import place_marks, resolve_place

WORDS = st.sampled_from(
    [
        "Gao",
        "Mali",
        "Paris",
        "Texas",
        "Borno",
        "State",
        "in",
        "near",
        "the",
        "of",
        "and",
        "north",
        "km",
        "30",
        "15.123",
        ",",
        ".",
        "-",
        "'",
        "“",
        "”",
        "(",
        ")",
        "\n",
        "\n\n",
        "Baghdad’s",
        "U.S.",
        "US",
        "said",
        "Mr",
        "al-",
        "El-Hadj",
        "Washington",
        "Post",
        "road",
        "between",
        "border",
        "with",
        "Niger",
        "Northern",
        "SYRIA",
        "village",
        "province",
        "St.",
        "Зима",
        "Харьков",
        "بغداد",
        "北京",
        "İstanbul",
        "ﬁ",
        "é",
        "ß",
        "d'Ivoire",
        "Côte",
        "Jordan",
        "Smith",
        "16.27,",
        "-0.05",
        "15°52′N",
        "1°31′E",
        "99.9999,",
        "200.1234",
    ]
)
TEXTS = st.one_of(
    st.lists(WORDS, max_size=40).map(" ".join), st.text(max_size=200), st.lists(WORDS, max_size=20).map("".join)
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_marks_are_valid_for_every_text(gazetteer: Gazetteer, text: str) -> None:
    marks = place_marks(text, gazetteer)
    last = 0
    for mark in marks:
        assert last <= mark.start < mark.end <= len(text)
        last = mark.end
        evidence = mark.place.at[0]
        assert (evidence.start, evidence.end) == (mark.start, mark.end)
        assert text[evidence.start : evidence.end] == evidence.quote
        assert mark.use in ("place", "adjective", "actor", "name")
        assert 0.0 <= mark.place.confidence <= 1.0
        assert mark.place.because
        assert (mark.place.lat is None) == (mark.place.lon is None)
        assert mark.place.lat is not None or mark.place.unresolved
        assert mark.place.lat is None or (-90 <= mark.place.lat <= 90 and -180 <= mark.place.lon <= 180)
        assert mark.place.precision is None or 1 <= mark.place.precision <= 7


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_the_same_text_has_the_same_marks(gazetteer: Gazetteer, text: str) -> None:
    assert place_marks(text, gazetteer) == place_marks(text, gazetteer)


@given(TEXTS, st.sampled_from(["Bamako", "Aleppo", "Kandahar", "Maiduguri"]))
@settings(max_examples=60, deadline=None)
def test_a_paragraph_more_takes_no_place_away(gazetteer: Gazetteer, text: str, town: str) -> None:
    sentence = f"Five people were killed in {town} on Monday."
    marks = place_marks(f"{sentence}\n\n{text}", gazetteer)
    start = sentence.index(town)
    assert any(m.start <= start and m.end >= start + len(town) for m in marks)


@given(
    st.one_of(st.text(max_size=60), TEXTS, st.integers(0, 12_000).map(lambda n: "ا" * n)),
    st.sampled_from([None, "ML", "XX"]),
)
@settings(max_examples=200, deadline=None)
def test_any_name_resolves_or_says_why_not(gazetteer: Gazetteer, name: str, country: str | None) -> None:
    place = resolve_place(name, gazetteer=gazetteer, country=country)
    assert place.lat is not None or place.unresolved
    assert place.lat is not None or place.confidence <= 0.5


@given(st.text(max_size=80))
@settings(deadline=None)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert strict(strict(name)) == strict(name)
    assert " " not in loosen(strict(name))
