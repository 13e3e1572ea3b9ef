"""Which words are heard as deeds: texts on the left, how many incidents each tells on the right."""

import pytest

from tests.reading import read

NEWS = "Bomb kills four in Falluja\n\nA bomb killed four policemen in Falluja on Monday. Shops stayed shut."

#: Deeds told by words that alone say little, after a lead of another deed.
HEARD = [
    " A holidaymaker seized off Basra in May walked free last week.",  # by what came of it
    " Masked men took a judge from his car in Ramadi on the night of 3 May.",
    " In March 2004 riots in Mosul left nineteen people dead.",  # a plural that is one happening
    " The ministry accused Iran of using a drone to attack a shrine in Basra on 3 May.",  # the means make it no aim
    " Police detained nine men in an operation in Basra on 3 May.",
]


@pytest.mark.parametrize("text", HEARD)
def test_deeds_are_heard_beside_the_news(text: str) -> None:
    told = read(NEWS + text).incidents
    assert len(told) == 2, [[m.quote for m in i.mentions] for i in told]


#: What only seems a deed of its own.
UNHEARD = [
    " Since the truce of 5 May more than forty herders have been killed in Mosul.",  # a total, whenever it began
    " He was told to attack a shrine in Basra.",
    " Police operations in Basra need money.",
]


@pytest.mark.parametrize("text", UNHEARD)
def test_totals_and_aims_are_no_deeds(text: str) -> None:
    told = read(NEWS + text).incidents
    assert len(told) == 1, [[m.quote for m in i.mentions] for i in told]


#: Deeds whose scene has a word that is used of mishaps, sport or politics too.
SCENES = [
    "Lawyer killed at home\n\nOmar Said, a lawyer, was killed in the kitchen of his flat in Mosul on Friday.",
    "Mortars hit village\n\nA gas cylinder fired by guerrillas killed nine villagers in Toledo on 2 May.",
    "Warship sunk\n\nA torpedo sank a corvette off Basra on 2 May: 46 sailors died.",
]


@pytest.mark.parametrize("text", SCENES)
def test_where_it_was_makes_it_no_mishap(text: str) -> None:
    assert len(read(text).incidents) == 1


def test_a_match_told_in_words_of_war_is_still_a_match() -> None:
    text = (
        "Visitors massacred at Kingsmead\n\nThe bowlers executed the visitors on Sunday. The assault began in the "
        "first overs, when the openers were ambushed. The spinners bombarded the wicket, the coach said."
    )
    assert not read(text).incidents
