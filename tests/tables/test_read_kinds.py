"""What kind of deed it was: what its words say outright, then what else is seen; and what a headline makes of it."""

from __future__ import annotations

import pytest

from testimonia.model.text import Document
from testimonia.pipeline import resolver_with
from testimonia.read.kinds import likeliest, plain
from testimonia.read.patterns import PatternReader, Study

RAID = "Raid near Gao\n\nPolice arrested four suspects in a raid on a house in Gao on Tuesday."
BOMB = "Car bomb in Gao\n\nA car bomb exploded at a market in Gao on Tuesday, police said."
SHOT = "One dead in Lamba\n\nA village chief was shot dead outside his home in Gao on Tuesday night, police said."


def study(text: str, *, glossed: bool = False) -> Study:
    document = Document(id="kinds", text=text, published="2018-05-10", publisher="Test")
    return PatternReader(glossed=glossed).study(document, resolver_with(None).marks(document))


def test_what_the_words_say_outright_stays() -> None:
    told = study(BOMB)
    assert plain(told.cases[0], "bombing")
    assert [a.type for a in told.accounts] == [a.type for a in told.ruled] == ["bombing"]
    assert not plain(told.cases[0], "armed_assault"), "an assault is only what remains"


def test_where_words_say_several_things_the_table_decides() -> None:
    told = study(RAID)
    assert not plain(told.cases[0], told.ruled[0].type)
    assert (told.ruled[0].type, told.accounts[0].type) == ("armed_assault", "security_raid")


def test_the_clues_that_weigh_most_give_the_type() -> None:
    bombed = {"rule=armed_assault", "vote=bombing", "weapon=explosive", "deed=bombing"}
    assert likeliest(bombed, "armed_assault", "en") == "bombing"


def test_a_gloss_keeps_its_type_by_rule() -> None:
    told = study(SHOT, glossed=True)
    assert [a.type for a in told.accounts] == [a.type for a in told.ruled]


@pytest.mark.parametrize(
    ("headline", "salience"),
    [("Two suspects on trial over market bomb", "background"), ("Two dead as bomb hits market", "news")],
)
def test_a_headline_of_a_trial_tells_of_what_was_before(headline: str, salience: str) -> None:
    told = study(f"{headline}\n\nA bomb killed two people at a market in Gao on 4 May 2018, the police said.")
    assert {a.salience for a in told.accounts} == {salience}
