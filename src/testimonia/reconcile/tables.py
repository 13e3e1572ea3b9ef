"""The tables of this room: small files beside this module, each with a comment that says what it holds."""

from __future__ import annotations

from testimonia.model.tables import rows

_CLASSES = rows(__package__, "classes.tsv")
CIVIL = frozenset({"civilians", "officials", "journalists", "aid_workers", "children", "women", "foreigners", "other"})
"""Classes of people who are no combatants."""
DISJOINT = frozenset(name for name, how, _ in _CLASSES if how == "disjoint")
OVERLAPPING = frozenset(name for name, how, _ in _CLASSES if how == "overlapping")
CLASS_WORDS = {name: words for name, _, words in _CLASSES}
GENERIC = frozenset(word for row in rows(__package__, "generic.tsv") for word in row[0].split())
_VAGUE = rows(__package__, "vague.tsv")
VAGUE = {word: tuple(None if n == "?" else int(n) for n in bounds[:3]) for word, *bounds in _VAGUE}
TOO_VAGUE = "-"
CODED: dict[str, dict[str, str]] = {
    "acled": {word: acled for word, *_, acled, _ in _VAGUE if acled != "="},
    "gtd": {word: gtd for word, *_, gtd in _VAGUE if gtd != "="},
}
"""What a recorder codes for a vague word, by recorder and word: a number, or TOO_VAGUE."""
SPEAKERS = tuple(
    (int(rank), kind, told, tuple(words.split())) for rank, kind, told, words in rows(__package__, "speakers.tsv")
)
