"""A language model as reader: what its answers become, and that nothing invented gets into the book."""

from __future__ import annotations

import pytest

from tests.asking import TEXT, Made, answering, one, read
from tests.model_server import incident, killed, words

pytestmark = pytest.mark.usefixtures("cache")


def test_values_are_the_texts_words_with_the_resolvers_meanings(made: Made) -> None:
    good = incident(
        "attack", "killed", type="bombing", date=[words("Friday")], places=[words("Gao, Mali", "in Gao, Mali on")],
        perpetrators=[{"name": words("Malian army"), "basis": "blamed", "by": words("witnesses")}],
        targets=[{"name": words("checkpoint"), "class": "property"}],
        weapons=[{"words": words("car bomb"), "class": "vehicle_bomb"}],
        figures=[killed("at least two dozen", "civilians", "witnesses"), killed("a soldier", "military")],
        claims=[{"by": words("JNIM"), "stance": "claimed", "words": words("behind it")}],
    )  # fmt: skip
    reader, _ = made(answering(good))
    got = one(reader)
    assert [m.quote for m in got.mentions] == ["attack", "killed"]
    assert (got.type, got.date.start, got.date.at[0].quote) == ("bombing", "2022-06-10", "Friday")
    assert [(p.name, p.country) for p in got.places] == [("Gao", "ML"), ("Mali", "ML")]
    assert got.places[0].lat == pytest.approx(16.27, abs=0.1)
    (army,) = got.perpetrators
    assert (army.name, army.actor_id, army.basis, army.by) == ("Malian army", "fama", "blamed", "witnesses")
    assert [(f.low, f.best, f.high, f.who, f.according_to) for f in got.figures] == [
        (24, 24, None, "civilians", "witnesses"), (1, 1, 1, "military", None)]  # fmt: skip
    assert [(c.actor_id, c.stance) for c in got.claims] == [("jnim", "claimed")]
    assert "0 values rejected" in reader.report()


def test_words_that_stand_in_the_text_often_are_found_by_what_is_around_them_else_near_their_incident(
    made: Made,
) -> None:
    second = incident("Menaka", figures=[killed("30")], targets=[{"name": words("attack"), "class": "other"}])
    second["mentions"] = [words("attack", "The attack in Menaka")]
    reader, _ = made(answering(second))
    got = one(reader)
    assert got.mentions[0].start == TEXT.index("attack in Menaka")
    assert got.targets[0].at[0].start == got.mentions[0].start


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("car bomb", "car bomb"),
        ("witnesses said", "witnesses\nsaid"),  # a line end is white space
        ("kill", None),  # a part of a word is no word
        ("twelve", None),  # the same number in other words
        ("Car Bomb", None),
        ("the Malian Army", None),
        ("civilians were killed", None),
        ("", None),
        ("…", None),
        (TEXT[:350], None),  # a passage is no value
    ],
)
def test_a_quote_stands_in_the_text_word_for_word_or_is_rejected(made: Made, quote: str, found: str | None) -> None:
    target = {"name": words(quote), "class": "other"}
    reader, _ = made(answering(incident("attack", targets=[target])))
    assert [t.at[0].quote for t in one(reader).targets] == ([found] if found else [])
    assert f"{0 if found else 1} values rejected" in reader.report()


def test_an_incident_that_is_given_twice_is_one(made: Made) -> None:
    reader, _ = made(answering(*[incident("attack", figures=[killed("two dozen")])] * 3))
    assert one(reader).figures[0].best == 24


@pytest.mark.parametrize(("quote", "best"), [("2,500", [2500]), ("2", []), ("500", []), ("7", [7])])
def test_a_part_of_a_number_is_no_number(made: Made, quote: str, best: list[int]) -> None:
    reader, _ = made(answering(incident("attack", figures=[killed(quote)])))
    text = "The attack killed 2,500 people in Gao and the army said that 7 soldiers were killed in it. "
    assert [f.best for f in one(reader, text).figures] == best


def test_typographic_marks_may_differ(made: Made) -> None:
    reader, _ = made(answering(incident("attack", targets=[{"name": words("army's base"), "class": "military"}])))
    assert one(reader, "The attack hit the army’s base in Gao and nobody was hurt there.").targets[0].name == (
        "army’s base"
    )


def test_an_incident_whose_words_are_invented_is_none_and_every_invention_is_counted(made: Made) -> None:
    invented = incident("massacre", places=[words("Gao")])
    partly = incident("attack", date=[words("Sunday")], places=[words("Atlantis")], figures=[killed("999")],
                      perpetrators=[{"name": words("Martians"), "basis": "stated", "by": None}],
                      weapons=[{"words": words("ray gun"), "class": "other"}],
                      claims=[{"by": words("JNIM"), "stance": "claimed", "words": words("we did it")}])  # fmt: skip
    reader, _ = made(answering(invented, partly))
    got = one(reader)
    assert (got.places, got.figures, got.perpetrators, got.weapons, got.claims) == ((), (), (), (), ())
    assert "7 values rejected: 7 whose words are not in the text" in reader.report()


@pytest.mark.parametrize("number", ["24", "Friday", "checkpoint"])  # an age, a day, no number
def test_a_number_that_counts_no_people_is_rejected(made: Made, number: str) -> None:
    reader, _ = made(answering(incident("attack", figures=[killed(number)])))
    assert one(reader).figures == ()
    assert "1 whose words count no people" in reader.report()


def test_a_time_that_is_not_known_stays_unresolved(made: Made) -> None:
    reader, _ = made(answering(incident("attack", date=[words("checkpoint")])))
    assert (one(reader).date.start, one(reader).date.unresolved) == (None, "no time is known in “checkpoint”")


def test_totals_are_kept_apart(made: Made) -> None:
    total = {"number": words("30"), "effect": "killed", "who": "all", "date": [words("last week")], "places": []}
    reader, _ = made(answering(aggregates=(total, {**total, "number": words("77")})))
    said = read(reader)
    assert said.incidents == ()
    assert [(a.best, a.about, a.at[0].quote) for a in said.aggregates] == [(30, "people killed", "30")]
