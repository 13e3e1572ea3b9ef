"""What lies around the places of a text: the town that a part is told with, the areas that hold a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.knowledge.gazetteer_format import KINDS
from testimonia.model.claim import Place
from testimonia.resolve.places_choose import Choice, Chooser, quarters
from testimonia.resolve.places_entry import entry_place, only_town
from testimonia.resolve.places_scan import Found, Scan

LARGE = 5.0
"""Weight (about the logarithm of its people) from which a town has parts of its own and is known abroad."""

_IN_TOWN = re.compile(
    r",? (?:in|(?:an?|the) (?:[a-z-]+ ){0,3}(?:district|neighbou?rhood|suburb|quarter|area|part) (?:of|in))"
    r" (?:the )?(?:[a-z-]+ )?"
)
_OF_LAND = re.compile(r"['’]s (?:[a-z-]+ ){0,2}")


class Around:
    """The surroundings of the found names of one text. `choices[i]` is the place settled on for `found[i]`, or None;
    `names` are the names that the text has for the places (entries) chosen."""

    def __init__(self, text: str, scan: Scan, gazetteer: Gazetteer, found: list[Found], chooser: Chooser) -> None:
        self.text, self.scan, self.gazetteer, self.found, self.chooser = text, scan, gazetteer, found, chooser
        self.choices: Sequence[Choice | None] = chooser.choices
        self.names: dict[int, str] = {}

    def is_quarter(self, found: Found, i: int) -> bool:
        """`Dora in southern Baghdad`: a quarter of the large town that follows, unless the words say otherwise."""
        following = self.chooser.choices[i + 1] if i + 1 < len(self.found) else None
        before = self.scan.tokens[found.i - 1].lower if found.i else ""
        if following is None or before == "of" or before in self.scan.words.noun:
            return False
        gap, g = self.text[found.end : self.found[i + 1].start], self.gazetteer
        large = KINDS[g.kind[following.entry]] == "settlement" and g.weight[following.entry] >= LARGE
        return large and _IN_TOWN.fullmatch(gap) is not None

    def home(self) -> tuple[Place, ...]:
        """The country that the text names more often than all others together, if there is one."""
        named, g = self.chooser.context.countries, self.gazetteer
        for index, count in named.most_common(1):
            land = g.lands.get(g.isos[index])
            if land is not None and count * 2 > sum(named.values()):
                return (entry_place(g, land.entry),)
        return ()

    def only_town(self, country: str | None) -> tuple[Place, ...]:
        """The one town that the text names in a country, with the areas around it: what lies beside it is a part."""
        told = zip(self.found, self.choices, strict=True)
        at = only_town(self.gazetteer, {c.entry for f, c in told if c and f.use == "place" and not f.site}, country)
        return () if at is None else (self.area(at), *self.areas(at))

    def holds(self, found: Found, i: int) -> tuple[Place, ...]:
        """The areas that hold an unknown name: those of the resolved name nearest to it in the same paragraph."""
        best: tuple[int, int] | None = None
        for k in (i + 1, i - 1, i + 2, i - 2, i - 3):
            if not 0 <= k < len(self.found) or self.found[k].use not in ("place", "adjective"):
                continue
            other = self.found[k]
            gap = self.text[min(found.end, other.end) : max(found.start, other.start)]
            if (
                "\n" not in gap
                and (best is None or len(gap) < best[0])
                and (self.choices[k] or other.use == "adjective")
            ):
                best = (len(gap), k)
        if best is None:
            return ()
        if i and self.choices[i - 1] and quarters(self.text[self.found[i - 1].end : found.start]):
            return self._areas_of(i - 1, found)
        near, after = best[1], best[1] + 1
        if after < len(self.found) and self.choices[after] and near > i:  # "in Mali's Menaka region"
            joint = self.text[self.found[near].end : self.found[after].start]
            near = after if _OF_LAND.fullmatch(joint) else near
        return self._areas_of(near, found)

    def _areas_of(self, k: int, found: Found) -> tuple[Place, ...]:
        g, other, choice = self.gazetteer, self.found[k], self.choices[k]
        if choice is None:
            land = g.lands.get(other.country or "")
            return (entry_place(g, land.entry),) if land else ()
        areas = self.areas(choice.entry)
        quarter = found.site or found.hint == "district" or k == self.found.index(found) + 1
        if KINDS[g.kind[choice.entry]] in ("district", "province", "country", "region") or quarter:
            areas = (self.area(choice.entry), *areas)
        return areas

    def areas(self, at: int) -> tuple[Place, ...]:
        """The areas around a place, the smallest first."""
        return tuple(self.area(area.index) for area in self.gazetteer.containers(at))

    def area(self, at: int) -> Place:
        """A place under the name that the text has for it."""
        place = entry_place(self.gazetteer, at)
        name = self.names.get(at, place.name)
        return place if name == place.name else msgspec.structs.replace(place, name=name)
