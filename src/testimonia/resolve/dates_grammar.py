"""The phrases of time (`lang/en/dates_phrases.tsv`) as patterns over letters, sorted by the letter that begins them.

One pattern of all phrases would try each at every word. Here a word is only tried against the phrases that can begin
with its letter, in the table's order, so that the first that fits wins as ever.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from testimonia import lang

_MACROS = {
    "{y}": r"(?:,?o?(?P<y>Y)|,?o?(?P<yk>[Lh])(?P<yu>u))?",
    "{wd}": r"(?:q?(?P<w>[Ww])p?,?\(?q?)?",
    "{wd2}": r"(?:q?[Ww],?)?",
    "{n}": r"(?:C-?C(?!C)|aC|[CN3]|a?Jo?|a)",
}
CORE = frozenset("DZMWTkvXHYuzdpORw6N")
"""Letters without one of which nothing in a text is a time."""

_ANY = "^"  # stands for the letters of a class that says what must not be
_REPEATED = re.compile(r"(?:[?*+]|\{(\d+)(?:,\d*)?\})\??")
_OPENED = re.compile(r"\((?:\?(?:P<\w+>|:|<?[=!]))?")


class Grammar(NamedTuple):
    """`heads` finds a letter that a phrase can begin with; `starting` has, for each, all phrases that can, each a group
    `r7` (its row in the table); `rules` has a row's rule and its pattern with the parts named."""

    heads: re.Pattern[str]
    starting: dict[str, re.Pattern[str]]
    rules: dict[str, tuple[str, re.Pattern[str]]]


@cache
def grammar() -> Grammar:
    """The grammar of English, read once. Raises ValueError for a pattern whose first letters cannot be told."""
    rules, rows = {}, []
    for number, (rule, pattern, *_) in enumerate(lang.table("en", "dates_phrases")):
        for macro, spelled in _MACROS.items():
            pattern = pattern.replace(macro, spelled)
        rules[f"r{number}"] = (rule, re.compile(pattern))
        bare = re.sub(r"\(\?P<\w+>", "(?:", pattern)
        rows.append((first_letters(pattern), f"(?P<r{number}>{bare})"))
    letters = sorted(frozenset().union(*(first for first, _ in rows)))
    near = rf"(?=[^.|!]{{0,16}}?[{''.join(sorted(CORE))}])"  # most words begin no phrase: seen at once
    starting = {a: re.compile(near + f"(?:{'|'.join(row for first, row in rows if a in first)})") for a in letters}
    return Grammar(re.compile(f"[{re.escape(''.join(letters))}]"), starting, rules)


def first_letters(pattern: str) -> frozenset[str]:
    """The letters that a text which the pattern matches can begin with: `first_letters("q?[Ww],?o") == {"q", "W",
    "w"}`.

    The pattern is made of letters, classes of them, groups, choices, repetitions and look-arounds. Raises ValueError
    where it may match nothing at all, or may begin with anything but some letters.
    """
    found, empty, end = _choice(pattern, 0)
    if empty or end < len(pattern) or _ANY in found:
        raise ValueError(f"a phrase of time must begin with certain letters: {pattern}")
    return found


# Each reads the pattern from `i` on: the letters that it can begin with, whether it may be empty, where it ends.
_Read = tuple[frozenset[str], bool, int]


def _choice(pattern: str, i: int) -> _Read:
    found, empty = frozenset[str](), False
    while True:
        letters, none, i = _row(pattern, i)
        found, empty = found | letters, empty or none
        if pattern[i : i + 1] != "|":
            return found, empty, i
        i += 1


def _row(pattern: str, i: int) -> _Read:
    found, empty = frozenset[str](), True
    while i < len(pattern) and pattern[i] not in "|)":
        letters, none, i = _piece(pattern, i)
        if repeated := _REPEATED.match(pattern, i):
            none, i = none or repeated[0][0] in "?*" or repeated[1] == "0", repeated.end()
        found, empty = (found | letters if empty else found), empty and none
    return found, empty, i


def _piece(pattern: str, i: int) -> _Read:
    if opened := _OPENED.match(pattern, i):
        letters, empty, end = _choice(pattern, opened.end())
        looks = opened[0][-1] in "=!"  # a look-around takes up nothing
        return (frozenset(), True, end + 1) if looks else (letters, empty, end + 1)
    if pattern[i] == "[":
        end = pattern.index("]", i + 2)
        return frozenset(_ANY if pattern[i + 1] == "^" else pattern[i + 1 : end]), False, end + 1
    escaped = pattern[i] == "\\"
    return frozenset(pattern[i + escaped]), False, i + 1 + escaped
