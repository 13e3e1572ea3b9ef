"""Sentences on the left, the persons they call attackers or accused on the right."""

from __future__ import annotations

import pytest

from testimonia.resolve.actors_suspects import suspects

CASES = [
    ("Police said the gunman, John Smithson, fled.", ["John Smithson"]),
    ("Prosecutors charged 28-year-old John Smithson with murder. Smithson denies it.", ["John Smithson", "Smithson"]),
    ("The attacker was identified as John Smithson, police said.", ["John Smithson"]),
    ("John Smithson, 31, was convicted of the bombing.", ["John Smithson"]),
    ("John Smithson, the suspect, was in court.", ["John Smithson"]),
    ("A judge read the charges against 28-year-old John Smithson.", ["John Smithson"]),
    ("Police arrested a 24-year-old man, John Smithson, in Kano.", ["John Smithson"]),
    ("John Smithson, 22, set off a bomb.", ["John Smithson"]),
    ("John Smithson was arrested in May, suspected of having planned it.", ["John Smithson"]),
    ("Police identified the lone gunman as John Smithson.", ["John Smithson"]),
    ("A woman, identified as Jane Smithson, was killed.", []),
    ("John Smithson was arrested in May with other journalists.", []),
    ("John Smithson was shot dead by a gunman.", []),
    ("The minister, John Smithson, said that a suspect was charged.", []),
]


@pytest.mark.parametrize(("words", "names"), CASES, ids=[c[0][:40] for c in CASES])
def test_suspects(words: str, names: list[str]) -> None:
    text = "Headline of the day\n\n" + words
    found = sorted(suspects(text, []), key=lambda m: m.start)
    assert [text[m.start : m.end] for m in found] == names
    assert all(m.name == "John Smithson" for m in found)


def test_a_headline_of_capitals_names_nobody_by_itself() -> None:
    assert list(suspects("Bombing Suspect Bought Parts Online\n\nA man was held.", [])) == []


def test_other_names_are_no_part_of_a_person() -> None:
    text = "Headline\n\nThe suspect, John Smithson, was held."
    at = text.index("John")
    assert list(suspects(text, [(at, at + 4)])) == []
