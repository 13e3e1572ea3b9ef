"""Candidates and what is chosen of them: by likelihood, and in sentences."""

from __future__ import annotations

import pytest

from testimonia.lang import sections
from testimonia.read import choosing
from testimonia.read.choosing import Bars, Option, chance, chances, chosen, least, odds
from tests.reading import read


def test_a_chance_is_the_sum_of_weights() -> None:
    table = {"bias": -1.0, "role=subject": 2.0, "hit=killed": -3.0}
    assert odds([], table) == -1.0
    assert odds(["role=subject", "unheard of"], table) == 1.0
    assert chance(odds(["role=subject", "hit=killed"], table)) < 0.2 < 0.7 < chance(1.0)


@pytest.mark.parametrize(
    ("bars", "taken"),
    [
        (Bars(0.5, 0.5, 9), ["certain", "likely"]),
        (Bars(0.5, 0.9, 9), ["certain"]),
        (Bars(0.99, 0.99, 9), []),
        (Bars(0.1, 0.1, 2), ["certain", "likely"]),
        (Bars(0.9, 0.1, 9), ["unlikely", "certain", "likely"]),
        (Bars(0.9, 0.9, 9, known="c", low=0.1), ["unlikely", "certain"]),
    ],
)
def test_bars(monkeypatch: pytest.MonkeyPatch, bars: Bars, taken: list[str]) -> None:
    """The best has a bar of its own; what is taken keeps its order."""
    monkeypatch.setattr(choosing, "weights", lambda *_: {"a": 3.0, "b": 1.0, "c": -1.0})
    options = [Option("unlikely", frozenset("c")), Option("certain", frozenset("a")), Option("likely", frozenset("b"))]
    assert [o.what for o in chosen(options, chances(options, "any", "en"), bars)] == taken


def test_a_count_is_the_first_limit_it_does_not_pass() -> None:
    assert [least(n, (0, 1, 4)) for n in (0, 1, 3, 9)] == ["0", "1", "4", "more"]


def test_every_field_has_weights() -> None:
    assert set(sections("en", "choices")) == {"perpetrators", "basis", "targets", "weapons"}


SENTENCES = [
    ("A bomb exploded at a bus station in Kano on Tuesday, killing 12 people. Police found a rifle in a house nearby.",
     [], ["bus station"], ["explosive"]),
    ("Twelve farmers were stabbed to death in Kano on Tuesday by men with knives.",
     [("men", "stated")], ["Twelve farmers"], ["blade"]),
    ("Two gunmen shot a priest in Kano on Tuesday.", [("gunmen", "stated")], ["priest"], ["firearm"]),
    ("More than 100 people were killed on Tuesday as planes bombed a funeral hall in Sanaa.", [], ["funeral"], None),
    ("A bomb killed 12 people in Kano on Tuesday. Residents believe that Boko Haram sent it.",
     [("Boko Haram", "blamed")], [], ["explosive"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "doers", "targets", "weapons"), SENTENCES, ids=[s[0][:40] for s in SENTENCES])
def test_what_is_chosen(
    words: str, doers: list[tuple[str, str]], targets: list[str], weapons: list[str] | None
) -> None:
    (told,) = read("Headline of the day\n\n" + words).incidents
    assert [(p.name, p.basis) for p in told.perpetrators] == doers
    assert [t.name for t in told.targets] == targets
    assert weapons is None or [w.cls for w in told.weapons] == weapons


def test_a_claim_is_of_the_deed_at_the_place_that_it_names() -> None:
    told = read(
        "A car bomb exploded in Baghdad's Mashtal quarter on Tuesday, killing at least 11 people, police said.\n\n"
        "Hours earlier a suicide bomber struck an army checkpoint near Baquba, killing five soldiers.\n\n"
        "The Islamic State said in a statement that it had carried out the Baquba attack; no group has said it was "
        "behind the one in Mashtal.",
        published="2016-06-08",
    )
    claimed = {i.places[0].name: [c.by for c in i.claims] for i in told.incidents}
    assert claimed["Baquba"] == ["Islamic State"]
    assert claimed["Mashtal"] == []


def test_a_claim_in_a_relative_clause_is_of_all_that_it_follows() -> None:
    told = read(
        "Bombs in Nigeria\n\nA car bomb killed 12 people in Kano on Monday.\n\nOn Tuesday gunmen set off a bomb in "
        "Maiduguri, killing nine people.\n\nThe president condemned the bombings, for which Boko Haram has claimed "
        "responsibility.",
        published="2016-05-24",
    )
    assert [[c.by for c in i.claims] for i in told.incidents] == [["Boko Haram"], ["Boko Haram"]]


def test_what_is_called_a_lie_denies_nothing() -> None:
    told = read(
        "A U.S. airstrike killed a general in Baghdad on Friday. The warrant has nothing to do with peace. "
        "An envoy of the United States spoke to reporters. It is propaganda.",
        published="2020-01-04",
    )
    assert [c.stance for i in told.incidents for c in i.claims] == []
