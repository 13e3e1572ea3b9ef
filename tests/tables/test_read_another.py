"""Whether a sentence tells of a deed told before or of another one: what is seen, and what the table makes of it."""

from __future__ import annotations

from testimonia.read.another import told_before
from testimonia.read.choosing import weights
from tests.reading import read

LEAD = "Bomb kills four in Gao\n\nA bomb killed four policemen in Gao on Monday. Shops stayed shut. Nobody spoke. "
LIST = "Events\n\n{0}Gunmen shot dead two American tourists.\n{0}A bomb killed four men in Gao."


def test_clues_speak_for_and_against() -> None:
    table = weights("en", "same", "another")
    near = {"fit>=-3", "fit>=-2", "fit>=-1", "fit>=0", "fit>=1", "kinds=same", "word=True", "strength=3/1"}
    far = {"kinds=other", "word=False", "strength=3/3", "moved", "sentence>=1", "sentence>=4", "sentence>=6", "km>=1"}
    assert told_before(near, table)
    assert not told_before(far, table)


def test_another_kind_of_deed_at_a_place_of_its_own_is_another() -> None:
    told = LEAD + "The market was busy. Rebels on Sunday abducted three nurses in Mopti. Their families were told."
    assert [a.type for a in read(told).incidents] == ["bombing", "abduction"]


def test_what_somebody_says_of_the_deed_is_still_the_deed() -> None:
    told = LEAD + "“It was the worst attack that this town has seen,” a baker said."
    assert len(read(told).incidents) == 1


def test_every_item_of_a_list_tells_its_own() -> None:
    assert len(read(LIST.format("* ")).incidents) == 2
