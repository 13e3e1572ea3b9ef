"""Texts wholly in capitals, as old wires sent them, told in the usual letters: the same characters, place for place."""

from __future__ import annotations

import re
from functools import cache

from testimonia.lang import sections, table

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_OPENS = re.compile(r"(?:^|[.!?:\n]|--?|—|–)[\s\"“‘'(\[]*$")
_NUMBER = re.compile(r"\d")
_FEW = 0.05  # share of small letters up to which a text is in capitals


def in_capitals(text: str) -> bool:
    """Whether a text of some length has hardly a small letter."""
    small, great = sum(map(str.islower, text)), sum(map(str.isupper, text))
    return great > 100 and small <= _FEW * great


def usual_case(text: str) -> str:
    """A text in capitals with its ordinary words in small letters, and all others, which may be names, with a great one
    in front; any other text as it is. No character moves.

    >>> usual_case("GUNMEN KILLED THE MAYOR OF HUANTA ON FRIDAY. " * 4)[:45]
    'Gunmen killed the mayor of Huanta on Friday. '
    """
    return _WORD.sub(_cased, text) if in_capitals(text) else text


def _cased(found: re.Match[str]) -> str:
    word = found[0]
    small = word.lower()
    if len(small) != len(word) or not word.isupper():
        return word
    if small in _dates("W") or (
        small in _dates("M") and _NUMBER.search(found.string, found.start() - 4, found.end() + 4)
    ):
        return small.capitalize()
    if _is_ordinary(re.split("['’]", small)[0]):
        opens = _OPENS.search(found.string, max(0, found.start() - 8), found.start()) is not None
        return small.capitalize() if opens else small
    short = len(word) <= 3 or (len(word) == 4 and not set("aeiouy") & set(small))  # more often letters than a name
    return word if short else small.capitalize()


@cache
def _dates(kind: str) -> frozenset[str]:
    """The weekdays ("W") or months ("M") of the table of dates."""
    return frozenset(row[0] for row in sections("en", "dates").get("word", ()) if row[1] == kind)


_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ers", "ly")


@cache
def _is_ordinary(small: str) -> bool:
    stems = (small[: -len(end)] for end in _ENDINGS if small.endswith(end) and len(small) > len(end) + 3)
    return small in _ordinary() or any(stem in _ordinary() for stem in stems)


_TELLING = ("place_ordinary", "triggers", "deeds", "parties", "speech", "weapons", "types", "effects", "clauses")


@cache
def _ordinary() -> frozenset[str]:
    """Words that no name is made of: those met in small letters, and those of the tables of deeds and of who speaks."""
    cells = (cell for name in _TELLING for row in table("en", name) for cell in row[:2])
    return frozenset(word.strip("+") for cell in cells for word in re.split(r"[|\s]", cell))
