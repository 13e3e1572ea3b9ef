"""Targets: by which words they are told, and what is one and not two."""

from __future__ import annotations

import pytest

from tests.reading import read

NAMES = [
    ("A drone strike killed twelve members of the Taliban in Kunduz on Tuesday.", ["members of the Taliban"]),
    ("An air strike in Idlib on Tuesday killed the leader of al-Qaeda, Omar al-Masri.", ["Omar al-Masri"]),
    ("Gunmen shot dead a teacher, Ann Lamba, in Kano on Tuesday.", ["Ann Lamba"]),
    ("An air strike in Idlib on Tuesday killed one of the top leaders of al-Qaeda, Omar al Masri.", ["Omar al Masri"]),
    ("An air strike in Idlib on Tuesday killed the leader of al-Qaeda, Omar al-Kuwaiti.", ["Omar al-Kuwaiti"]),
    ("Pirates attacked the tanker Bright Star off Somalia on Tuesday.", ["tanker Bright Star"]),
    ("A bomb hit a convoy of Turkish troops near Kano on Tuesday, killing three people.", ["convoy of Turkish troops"]),
]


@pytest.mark.parametrize(("words", "names"), NAMES, ids=[s[0][:40] for s in NAMES])
def test_what_a_target_is_called(words: str, names: list[str]) -> None:
    """What "of" joins to a noun, and the name beside a role, are of one target."""
    assert [t.name for i in read("Headline of the day\n\n" + words).incidents for t in i.targets] == names


def test_all_words_of_a_target_are_its_evidence() -> None:
    (told,) = read("Headline of the day\n\n" + NAMES[1][0]).incidents
    assert [e.quote for e in told.targets[0].at] == ["leader of al-Qaeda", "Omar al-Masri"]


def test_the_deed_is_no_part_of_the_target() -> None:
    """In a headline the words for the deed seem to belong to one long noun."""
    told = read("Drone Hits Minibus in Kano\n\nA drone hit a minibus in Kano on Tuesday, killing five people.")
    assert [t.name for i in told.incidents for t in i.targets] == ["Minibus"]
