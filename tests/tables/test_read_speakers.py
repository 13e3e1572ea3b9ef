"""Sentences on the left, who says each of their figures on the right: effect, number, speaker as in the text."""

from __future__ import annotations

import pytest

from testimonia.model.claim import Figure
from tests.reading import read

N = None
LEAD = "Bomb in a market in Kano\n\nA bomb exploded in a market in Kano on Tuesday. "
CASES = [
    # verbs of saying, before and behind
    ("Police said 12 people were killed.", [("killed", 12, "Police")]),
    ("Twelve people were killed, police said.", [("killed", 12, "police")]),
    ("Twelve people were killed, police said Tuesday, 14 June 2022.", [("killed", 12, "police")]),
    ("Twelve people were killed, said the mayor; nine are in hospital.",
     [("killed", 12, "mayor"), ("injured", 9, "mayor")]),
    ("The Red Cross has so far confirmed 12 deaths.", [("killed", 12, "Red Cross")]),
    ("The governor had at noon counted 12 dead.", [("killed", 12, "governor")]),
    ("The ministry, which is run by the movement, gave lower figures: 12 dead.", [("killed", 12, "ministry")]),
    # sources
    ("According to residents, 12 people were killed.", [("killed", 12, "residents")]),
    ("Twelve people were killed, according to residents.", [("killed", 12, "residents")]),
    ("By the police count 12 people were killed.", [("killed", 12, "police")]),
    ("Twelve people were killed, by the hospital's own reckoning.", [("killed", 12, "hospital")]),
    ("Twelve people were killed, two elders said by phone.", [("killed", 12, "two elders")]),
    # verbs that give a number
    ("The hospital has 12 dead.", [("killed", 12, "hospital")]),
    ("The blast has killed 12 people.", [("killed", 12, N)]),
    ("The ministry spoke of 12 dead.", [("killed", 12, "ministry")]),
    # names, roles, titles
    ("Twelve people were killed, said the director of the hospital, Anna Brown.", [("killed", 12, "Anna Brown")]),
    ("The director of the hospital, Dr. Anna Brown, said 12 people were killed.", [("killed", 12, "Dr. Anna Brown")]),
    ("Mr Brown said 12 people were killed.", [("killed", 12, "Brown")]),
    ("The charity, whose staff walked through the rubble, put the dead at 12.", [("killed", 12, "charity")]),
    ("The first reports are wrong, and on Monday night the ministry said 12 people were killed.",
     [("killed", 12, "ministry")]),
    # pronouns and quotations over sentences
    ("The mayor visited the ward. Twelve people were killed, he said.", [("killed", 12, N)]),
    ("The mayor said that the market was full. He added that 12 people were killed.", [("killed", 12, "mayor")]),
    ("The charity said that roads were cut. Twelve people were killed, it said.", [("killed", 12, "charity")]),
    ("“Twelve people were killed. The roof came down,” the mayor said.", [("killed", 12, "mayor")]),
    ("“The roof came down,” the mayor said. “Twelve people were killed.”", [("killed", 12, "mayor")]),
    ("The attack was at noon, the mayor said. Twelve people were killed and 30 injured.",
     [("killed", 12, "mayor"), ("injured", 30, "mayor")]),
    ("“We have 12 dead,” the mayor said.", [("killed", 12, "mayor")]),
    ("Wanis al-Sharif, a deputy minister, said 12 people were killed.", [("killed", 12, "Wanis al-Sharif")]),
    ("Twelve people were killed, a Red Cross official and witnesses said.",
     [("killed", 12, "Red Cross official and witnesses")]),
    ("Twelve people were killed, said Sgt. Anna Brown.", [("killed", 12, "Sgt. Anna Brown")]),
    ("A priest who was at the altar told reporters he had counted 12 dead.", [("killed", 12, "priest")]),
    ("The mayor said that her office had confirmed 12 deaths.", [("killed", 12, "mayor")]),
    ("According to the army, says the agency, 12 people were killed.", [("killed", 12, "army")]),
    # whose number it is
    ("The ministry's figure was 12 dead.", [("killed", 12, "ministry")]),
    ("The mayor went to the ward, he said. His estimate is 12 dead.", [("killed", 12, N)]),
    ("The mayor said that roads were cut. His estimate is 12 dead.", [("killed", 12, "mayor")]),
    ("The prefect, on the telephone, had another sum: “Twelve dead.”", [("killed", 12, "prefect")]),
    ("The ministry said 53 people were killed. Twelve of the dead were children.",
     [("killed", 53, "ministry"), ("killed", 12, "ministry")]),
    # two speakers, and none
    ("Police said it was part of a larger raid that killed 12 people.", [("killed", 12, "Police")]),
    ("Police said 12 people were killed; the hospital put the dead at 15.",
     [("killed", 12, "Police"), ("killed", 15, "hospital")]),
    ("Police said the attack that killed 12 people was planned.", [("killed", 12, N)]),
    ("The toll cut to 12 dead the mayor's first figure.", [("killed", 12, N)]),
    ("A video shows 12 dead.", [("killed", 12, N)]),
    ("The mayor said that the valley, where 12 people, the army says, were killed, is closed.",
     [("killed", 12, "army")]),
    ("A councillor said on the telephone that the people of the town had buried 12 dead.",
     [("killed", 12, "councillor")]),
    # who the speaker is is no news
    ("“It was loud,” said Anna Brown, who lost 12 people of her family.", []),
    ("“It was loud,” said Anna Brown, 32, a teacher who fled.", []),
    ("A resident whose two sons were killed said 12 people were killed.", [("killed", 12, "resident")]),
    # no words of anybody
    ("Officers recognised the man, who opened fire and killed 12 people.", [("killed", 12, N)]),
    ("A car exploded in what residents described as a flash, and killed 12 people.", [("killed", 12, N)]),
    ("Rather than the nine whom the mayor lists, 12 people were killed.", [("killed", 9, "mayor"), ("killed", 12, N)]),
    ("URGENT: 12 people were killed.", [("killed", 12, N)]),
    ("Also in the news: 12 people were killed.", [("killed", 12, N)]),
    ("\n\nTHE PRESIDENT: Today 12 people were killed.", [("killed", 12, N)]),
    ("\n\n* Police: 12 people were killed.", [("killed", 12, "Police")]),
    ("\n\nCasualties: 12 people were killed.", [("killed", 12, N)]),
    ("The death toll, which police put at 9 on Monday, rose to 12, the clinic said.",
     [("killed", 9, "police"), ("killed", 12, "clinic")]),
    ("A monitor put the dead at 9, the governor at 12.", [("killed", 9, "monitor"), ("killed", 12, "governor")]),
    ("The relief agency has been told of 12 people killed.", [("killed", 12, "relief agency")]),
    ("Records of the hospital show that 12 people were killed.", [("killed", 12, "Records of the hospital")]),
    ("The army reported 9 people killed (12, by the police count).", [("killed", 9, "army"), ("killed", 12, "police")]),
    ("12 people were killed, the relief agency reports.", [("killed", 12, "relief agency")]),
]  # fmt: skip


def said(text: str) -> list[tuple[str, int | None, str | None]]:
    figures: list[Figure] = [f for i in read(text).incidents for f in i.figures]
    return [(f.effect, f.best, f.according_to) for f in figures]


@pytest.mark.parametrize(("words", "figures"), CASES, ids=[c[0][:50] for c in CASES])
def test_who_says_a_figure(words: str, figures: list[tuple[str, int | None, str | None]]) -> None:
    assert said(LEAD + words) == figures


HEADLINES = [
    ("Police say bomb kills 12 in Kano", "At least 12 people were killed, the mayor said.", [(12, 12, "mayor")]),
    ("Bomb kills 12 in Kano", "At least 12 people were killed, the mayor said.", [(12, 12, "mayor")]),
    ("Bomb kills 12 in Kano, says mayor", "Twelve people were killed.", [(12, 12, "mayor")]),
    ("Bomb kills 12 in Kano", "Police said 12 people were killed. The mayor said 12 people were killed.",
     [(12, 12, "Police"), (12, 12, "mayor")]),
]  # fmt: skip


@pytest.mark.parametrize(("headline", "words", "figures"), HEADLINES)
def test_a_headlines_number_is_whose_the_text_says(
    headline: str, words: str, figures: list[tuple[object, ...]]
) -> None:
    text = f"{headline}\n\nA bomb exploded in a market in Kano on Tuesday. {words}"
    found = [f for i in read(text).incidents for f in i.figures]
    assert [(f.low, f.best, f.according_to) for f in found] == figures
