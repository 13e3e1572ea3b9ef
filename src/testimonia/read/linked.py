"""Places told in one breath: of "Karrada in Baghdad", "Nyanya, near Abuja", "Kano's Sabon Gari" the finer is meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from testimonia.model.marks import PlaceMark
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import pattern
from testimonia.read.page import Page

_FINE = ("settlement", "district", "region", "water")
_NEAR_KM = 60.0


def finer(
    page: Page, told: Sequence[Fragment], known: Collection[str], top: PlaceMark, language: str
) -> PlaceMark | None:
    """The place whose name the words of `told` explain by that of `top`, or None; `known` are the names of the places
    that may be meant.
    """
    for f in told:
        places = [p for p in f.sentence.places if p.use == "place"]
        for left, right in pairwise(places):
            gap = page.document.text[left.end : right.start]
            told_by = f" {right.place.name}".endswith(f" {top.place.name}")  # or "just south of Lyon"
            if told_by and pattern(language, "scene", "lies_in").fullmatch(gap):
                fine = left
            elif left.place.name == top.place.name and pattern(language, "scene", "owns").fullmatch(gap):
                fine = right
            else:
                continue
            if fine.place.name in known and fine.place.name != top.place.name and _is_finer(page, fine, top):
                return fine
    return None


def _is_finer(page: Page, mark: PlaceMark, top: PlaceMark) -> bool:
    """Whether a place can lie in the other or near it: what lies far from a town is a namesake."""
    away = mark.place.km_to(top.place) if top.place.kind in ("settlement", "district") else None
    return mark.place.kind in _FINE and not page.in_dateline(mark.start) and (away is None or away <= _NEAR_KM)
