"""Capitals that a text means without their name: "in the Somali capital", "Niger's capital"."""

from __future__ import annotations

import re
from functools import cache

from msgspec.structs import replace

from testimonia.knowledge.actors import states
from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.knowledge.gazetteer_format import KINDS
from testimonia.model.claim import Place
from testimonia.model.marks import PlaceMark
from testimonia.model.text import Span
from testimonia.resolve.places_entry import entry_place

_CAPITAL = re.compile(r"(?:['’]s)? capital(?: city)?(?![\w-]|,? (?:punishment|gains|markets?)\b)")
_NAMED = frozenset([" ", ", ", " of ", " (", " - ", " – "])  # between "the Somali capital" and its name


def capitals_meant(text: str, marks: list[PlaceMark], gazetteer: Gazetteer) -> list[PlaceMark]:
    """`marks` with the capitals that a text does not name right there. Where it names them elsewhere, both are one
    place.
    """
    if " capital" not in text:
        return marks
    out: list[PlaceMark] = []
    for n, mark in enumerate(marks):
        out.append(mark)
        land = mark.place.country if mark.place.kind == "country" else None
        told = _CAPITAL.match(text, mark.end) if land else None
        following = marks[n + 1] if n + 1 < len(marks) else None
        if land is None or told is None or (following and text[told.end() : following.start] in _NAMED):
            continue
        place = _capital_of(land, gazetteer)
        if place is None:
            continue
        name = next((m.place.name for m in marks if m.use == "place" and _alike(m.place, place)), place.name)
        at, because = (Span(mark.start, told.end()).cut(text),), f"the capital of {mark.place.name}"
        place = replace(place, name=name, at=at, because=because, confidence=0.9)
        out[-1] = PlaceMark(start=mark.start, end=told.end(), place=place, containers=(replace(mark.place, at=()),))
    return out


def _alike(a: Place, b: Place) -> bool:
    return a.geonames_id is not None and a.geonames_id == b.geonames_id and a.kind == b.kind


@cache
def _capital_of(iso: str, gazetteer: Gazetteer) -> Place | None:
    """The gazetteer's entry of a state's capital, None where it has none."""
    names = next((state.capitals for state in states() if state.iso == iso), ())
    found = [c.entry for name in names[:1] for c in gazetteer.lookup(name)]
    here = [at for at in found if gazetteer.isos[gazetteer.country[at]] == iso]
    towns = [at for at in here if KINDS[gazetteer.kind[at]] == "settlement"]
    best = max(towns, key=lambda at: (gazetteer.weight[at], -at), default=None)
    return entry_place(gazetteer, best) if best is not None else None
