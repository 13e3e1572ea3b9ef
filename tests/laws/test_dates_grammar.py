"""Phrases of time that are tried by their first letter are those that all patterns, tried one by one, would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia.resolve.dates_grammar import CORE, first_letters, grammar

FIRST = [
    ("abc", "a"),
    ("a?bc", "ab"),
    ("a*b", "ab"),
    ("a{0,3}b", "ab"),
    ("a{2}b", "a"),
    ("[xy]b", "xy"),
    ("q?[Ww],?o", "qWw"),
    ("(?P<n>C-?C|a)b", "Ca"),
    ("(?:a|b?)c", "abc"),
    ("(?<=I)a(?!b)", "a"),
    ("(?![^x])a", "a"),
    ("(?:a?b?)?[-c]", "abc-"),
]


@pytest.mark.parametrize(("pattern", "letters"), FIRST)
def test_the_letters_that_a_pattern_begins_with(pattern: str, letters: str) -> None:
    assert first_letters(pattern) == frozenset(letters)


@pytest.mark.parametrize("pattern", ["", "a?", "(?:a|b*)", "(?=a)", "[^a]b", "a)b"])
def test_a_pattern_that_may_begin_with_anything_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="must begin with certain letters"):
        first_letters(pattern)


LETTERS = sorted(
    {*"".join(pattern.pattern for _, pattern in grammar().rules.values())} - set("?*{}[]^\\") | CORE | {"."}
)


@settings(max_examples=400, deadline=None)
@given(st.text(LETTERS, max_size=24))
def test_nothing_is_missed_and_nothing_else_is_found(line: str) -> None:
    heads, starting, rules = grammar()
    for at in range(len(line)):
        first = next((row for row, (_, pattern) in rules.items() if pattern.match(line, at)), None)
        near = re.match(rf"[^.|!]{{0,16}}?[{''.join(CORE)}]", line[at:])
        found = starting[line[at]].match(line, at) if heads.match(line, at) else None
        assert (found.lastgroup if found else None) == (first if near else None)
