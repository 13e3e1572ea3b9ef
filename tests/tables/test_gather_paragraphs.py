"""Lines on the left, paragraphs on the right."""

from __future__ import annotations

import pytest

from testimonia.gather.paragraphs import headed, joined, unwrapped, vocabulary

LONG = "Gunmen attacked a village in the hills and killed five farmers, elders"
MESSAGES = [
    (f"{LONG}\nsaid on Friday.\n\nThe army came.", [f"{LONG} said on Friday.", "The army came."]),
    (f"{LONG}\r\nsaid on Friday.", [f"{LONG} said on Friday."]),
    (f"{LONG}\n- said nobody\n- said somebody", [LONG, "- said nobody", "- said somebody"]),
    (f"{LONG}\nsaid.\nThe army came.", [f"{LONG} said.", "The army came."]),
    ("Five dead\nTwo hurt\nOne lost", ["Five dead", "Two hurt", "One lost"]),
    ("x" * 300 + "\nOne more.", ["x" * 300, "One more."]),
    ("", []),
    (" \n\n ", []),
]
WORDS = vocabulary(["The militia is well-armed.", "A peacekeeper, a cease-fire and a breakdown."])
JOINED = [
    ("the re-", "gional governor", "the regional governor"),
    ("the re\u00ad", "gional governor", "the regional governor"),
    ("on motor-", "cycles", "on motorcycles"),
    ("a self-", "declared state", "a self-declared state"),
    ("the Franco-", "German brigade", "the Franco-German brigade"),
    ("twenty-", "two people", "twenty-two people"),
    ("a cease-", "fire holds", "a cease-fire holds"),  # the text has it so elsewhere
    ("a break-", "down of law", "a breakdown of law"),
    ("AK-", "47 rifles", "AK-47 rifles"),
    ("five people", "died", "five people died"),
    ("it ended -", "and began", "it ended - and began"),
]


@pytest.mark.parametrize(("text", "paragraphs"), MESSAGES)
def test_lines_that_were_cut_at_a_width(text: str, paragraphs: list[str]) -> None:
    assert unwrapped(text) == paragraphs


@pytest.mark.parametrize(("one", "two", "both"), JOINED)
def test_words_that_a_line_divides(one: str, two: str, both: str) -> None:
    assert joined(one, two, WORDS) == both


def test_a_headline_stands_once() -> None:
    assert headed("Five die", ["FIVE DIE!", "A bomb went off."]) == "Five die\n\nA bomb went off."
    assert headed(None, ["A", "B"]) == "A\n\nB"
