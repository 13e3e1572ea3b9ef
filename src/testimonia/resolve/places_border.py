"""Borders: "near the border with Niger", "the Syrian-Turkish border", "Israel's border with Lebanon".

Such a phrase becomes one place: the middle of the border and a radius that reaches its ends, precision 5. Of one land
alone ("near the Afghan border") the other side is the neighbour that the text speaks of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.knowledge.gazetteer_borders import border
from testimonia.model.claim import Place
from testimonia.model.marks import PlaceMark
from testimonia.model.text import Span

_LINE = r"(?:border|frontier)"
_NEAR = r"(?:(?:near|along|on|at|across|close to)\s)?"
_WITH = re.compile(rf"{_NEAR}(?:the|its|their)\s(?:[a-z]+\s)?{_LINE}\s(?:with|of)\s$")
_BETWEEN = re.compile(rf"{_NEAR}(?:the|their)\s(?:[a-z]+\s)?{_LINE}\sbetween\s$")
_NAMED = re.compile(rf"{_NEAR}(?:the|a)\s$")
_OWN = re.compile(rf"['’]s\s(?:[a-z]+\s)?{_LINE}\s(?:with|to)\s(?:the\s)?$")
_AND = re.compile(r"\s(?:and|to|with)\s(?:the\s)?$")
_HYPHEN = re.compile(r"\s?[-–—]\s?$")
# What stands at a border, or is named after it, is no border.
_ELSE = "guard|police|troop|force|patrol|agent|soldier|village|town|cit|post|district|province|state|county|camp|fence"
_TAIL = re.compile(rf"\s{_LINE}\b(?:\s(?:region|area|zone|crossing))?(?!\s(?:{_ELSE}))")
_OPEN = "a border has no single point, and the text does not tell its other side"
_NEAREST = 1000  # characters in which the text speaks of the other side


class Borders:
    """The borders of one text: its marks, and the gazetteer that knows who is whose neighbour."""

    def __init__(self, text: str, marks: Sequence[PlaceMark], gazetteer: Gazetteer) -> None:
        self.text, self.marks, self.gazetteer = text, marks, gazetteer

    def phrase(self, mark: PlaceMark, following: PlaceMark | None, floor: int) -> PlaceMark | None:
        """The mark of a border that this mark is the first or only land of, or None."""
        one = mark.place.country
        if one is None or mark.place.kind != "country" or mark.use not in ("place", "adjective"):
            return None
        lead = self.text[max(floor, mark.start - 90) : mark.start]
        begin = mark.start - len(lead)
        if following is not None and following.place.kind == "country" and following.place.country:
            joint, tail = self.text[mark.end : following.start], _TAIL.match(self.text, following.end)
            two = (mark, following)
            if _OWN.fullmatch(joint):
                return self._of(mark.start, following.end, two)
            if _HYPHEN.fullmatch(joint) and tail:
                named = _NAMED.search(lead)
                return self._of(begin + named.start() if named else mark.start, tail.end(), two)
            if _AND.fullmatch(joint) and (found := _BETWEEN.search(lead)):
                return self._of(begin + found.start(), following.end, two)
        if mark.use == "place" and (found := _WITH.search(lead)):
            return self._of(begin + found.start(), mark.end, (mark,))
        tail = _TAIL.match(self.text, mark.end)
        if tail and (found := _NAMED.search(lead)):
            return self._of(begin + found.start(), tail.end(), (mark,))
        return None

    def _of(self, start: int, end: int, lands: Sequence[PlaceMark]) -> PlaceMark:
        first = lands[0].place.country or ""
        other = lands[1].place.country if len(lands) > 1 else self._neighbour(first, start)
        side = self._side(first, other, lands) if len(lands) > 1 and other else other
        line = border(self.gazetteer, first, other) if other else None
        at = (Span(start, end).cut(self.text),)
        containers = tuple(msgspec.structs.replace(m.place, at=()) for m in lands)
        sure = round(min(m.place.confidence for m in lands) * (0.9 if len(lands) > 1 else 0.6), 3)
        sides = self._name(first) + (f" and {self._name(other)}" if other else "")
        place = Place(
            name=self.text[start:end], kind="region", country=side, precision=5, at=at,
            because=f"along the border of {sides}", confidence=sure, unresolved=_OPEN,
        )  # fmt: skip
        if line is not None:
            place = msgspec.structs.replace(
                place, lat=line.lat, lon=line.lon, radius_km=float(line.radius_km), unresolved=None
            )
        return PlaceMark(start=start, end=end, place=place, containers=containers)

    def _side(self, one: str, other: str, lands: Sequence[PlaceMark]) -> str | None:
        """Of two lands the one that the rest of the text speaks of more, or None."""
        told = Counter(m.place.country for m in self.marks if m not in lands and m.place.country in (one, other))
        return None if told[one] == told[other] else max(told, key=lambda iso: told[iso])

    def _name(self, iso: str) -> str:
        land = self.gazetteer.lands.get(iso)
        return land.name if land else iso

    def _neighbour(self, iso: str, at: int) -> str | None:
        """The neighbour of a land that the text speaks of most, what stands near counting twice."""
        land = self.gazetteer.lands.get(iso)
        weight: Counter[str] = Counter()
        for mark in self.marks:
            if mark.place.country and land is not None and mark.place.country in land.neighbours:
                weight[mark.place.country] += 2 if abs(mark.start - at) < _NEAREST else 1
        return weight.most_common(1)[0][0] if weight else None
