"""Sentences on the left, who did it and on what basis on the right."""

from __future__ import annotations

import pytest

from tests.reading import read

CASES = [
    ("An Israeli airstrike killed 12 people in Gaza on Tuesday.", [("Israel", "stated")]),
    ("A U.S. drone strike killed 12 people near Kabul on Tuesday.", [("United States", "stated")]),
    ("Two car bombings in Mogadishu, Somalia, killed 38 people on Tuesday.", []),
    ("A group of gunmen open fire at a mosque in Kano on Tuesday, killing 12 people.", [("gunmen", "stated")]),
    ("Armed forces fire water cannon at protesters in Cairo on Tuesday, wounding 12 people.",
     [("Armed forces", "stated")]),
    ("Protesters attacked a police station in Kano on Tuesday, wounding 12 officers.", [("Protesters", "stated")]),
    ("Twelve people were shot dead in Kano on Tuesday when a gunman full of rage targeted a market.",
     [("gunman", "stated")]),
    ("An attacker throws a grenade in Kabul on Tuesday, wounding 12 people.", [("attacker", "stated")]),
    ("A bomb killed 12 people in Kano on Tuesday and police shot the bomber dead.", []),
    ("Gunmen linked to Boko Haram killed 12 people in Kano on Tuesday.", [("Gunmen", "stated")]),
    ("Twelve people died in Kano on Tuesday in an operation against Boko Haram.", []),
]  # fmt: skip


@pytest.mark.parametrize(("words", "perpetrators"), CASES, ids=[c[0][:40] for c in CASES])
def test_perpetrators(words: str, perpetrators: list[tuple[str, str]]) -> None:
    found = [(p.name, p.basis) for i in read("Headline of the day\n\n" + words).incidents for p in i.perpetrators]
    assert found == perpetrators


TARGETS = [
    ("Gunmen killed 12 soldiers in Kano on Tuesday.", ["soldiers"]),
    ("Gunmen killed 12 soldiers, including two women, in Kano on Tuesday.", ["soldiers"]),
    ("A bomb exploded outside a mosque in Kano on Tuesday.", ["mosque"]),
]


@pytest.mark.parametrize(("words", "targets"), TARGETS)
def test_a_part_of_the_victims_is_no_target(words: str, targets: list[str]) -> None:
    found = [t.name for i in read("Headline of the day\n\n" + words).incidents for t in i.targets]
    assert found == targets
