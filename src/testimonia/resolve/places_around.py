"""What lies around the places of a text: the town that a part is told with, the areas that hold a name."""

from __future__ import annotations

import re

import msgspec

from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.knowledge.gazetteer_format import KINDS
from testimonia.model.claim import Place
from testimonia.model.sphere import km
from testimonia.resolve.places_choose import ELSEWHERE_KM, Choice, Chooser, quarters
from testimonia.resolve.places_entry import TOWN_KM, entry_place, only_town
from testimonia.resolve.places_scan import Found, Scan

LARGE = 5.0
"""Weight (about the logarithm of its people) from which a town has parts of its own and is known abroad."""

_PARTS = ("settlement", "district", "site")
_AREA_OF = re.compile(r" (?:[a-z-]+ ){1,3}of (?:the )?")


class Around:
    """The surroundings of the found names of one text. `choices[i]` is the place settled on for `found[i]`, or None;
    `names` are the names that the text has for the places (entries) chosen, `towns` the index of the large town that a
    name (key) is told to be a part of, `beside` that of the town that it is told to be near."""

    def __init__(self, text: str, scan: Scan, gazetteer: Gazetteer, found: list[Found], chooser: Chooser) -> None:
        self.text, self.scan, self.gazetteer, self.found, self.chooser = text, scan, gazetteer, found, chooser
        self.choices: list[Choice | None] = chooser.choices
        self.names: dict[int, str] = {}
        self.towns: dict[str, int] = {}
        self.beside: dict[str, int] = {}

    def is_quarter(self, found: Found, i: int) -> bool:
        """`Dora in southern Baghdad`: a quarter of the large town that follows, unless the words say otherwise."""
        following = self.chooser.choices[i + 1] if i + 1 < len(self.found) else None
        before = self.scan.tokens[found.i - 1].lower if found.i else ""
        if following is None or before == "of" or before in self.scan.words.noun:
            return False
        gap = self.text[found.end : self.found[i + 1].start]
        return self._large(i + 1) and self.scan.words.part.fullmatch(gap) is not None

    def _large(self, i: int) -> bool:
        """Whether a name is that of a town large enough to have parts of its own."""
        g, choice = self.gazetteer, self.chooser.choices[i] if 0 <= i < len(self.found) else None
        if choice is None:
            return False
        if KINDS[g.kind[choice.entry]] == "district":  # a borough
            return 0 < g.entry(choice.entry).radius_km <= TOWN_KM
        return KINDS[g.kind[choice.entry]] == "settlement" and g.weight[choice.entry] >= LARGE

    def _town(self, i: int) -> int | None:
        """The index of the large town that the words tell a name to be a part of: "Dora in southern Baghdad",
        "Chelsea, Manhattan", "Nairobi's Eastleigh", "the Baghdad suburbs of Karrada"; None without one."""
        found, own, g = self.found[i], self.chooser.choices[i], self.gazetteer
        if own is not None and (KINDS[g.kind[own.entry]] not in _PARTS or g.weight[own.entry] >= LARGE):
            return None
        if self.is_quarter(found, i) or (self._large(i + 1) and self._apposed(i)):
            return i + 1
        gap = self._gap(i - 1)
        owned = found.hint == "district" and self.scan.words.owns.fullmatch(gap) is not None
        return i - 1 if self._large(i - 1) and (owned or quarters(gap)) else None

    def _near(self, i: int) -> int | None:
        """The index of the town that the words tell a name to be near: "Nyanya, near Abuja"; None without one."""
        g, own = self.gazetteer, self.chooser.choices[i]
        after = self.chooser.choices[i + 1] if self.scan.words.beside.fullmatch(self._gap(i)) else None
        if after is None or KINDS[g.kind[after.entry]] != "settlement" or after.quality < 0.8:
            return None
        if own is None:
            return i + 1
        small = KINDS[g.kind[own.entry]] in _PARTS and g.weight[own.entry] < g.weight[after.entry]
        return i + 1 if small and own.confidence < after.confidence else None

    def near(self, found: Found) -> Place | None:
        """The town that a name is told to be near, if it is one of a known place."""
        at = self.beside.get(found.key)
        choice = self.choices[at] if at is not None else None
        return None if choice is None else self.area(choice.entry)

    def _apposed(self, i: int) -> bool:
        """Whether a name stands before another and a comma, and both in no list."""
        before, own, after = self._gap(i - 1), self._gap(i), self._gap(i + 1)
        listed = self.scan.words.listed
        return own in (", ", " (") and not listed.fullmatch(before) and not listed.fullmatch(after)

    def _gap(self, i: int) -> str:
        """What stands between a name and the next."""
        return self.text[self.found[i].end : self.found[i + 1].start] if 0 <= i < len(self.found) - 1 else ""

    def parts(self) -> None:
        """Gives each name that is told with a large town the place of that name in it or near it; without one the name
        is unknown, however well some place far away bears it."""
        for i, f in enumerate(self.found):
            if f.use != "place":
                continue
            for told, at in ((self.towns, self._town(i)), (self.beside, self._near(i))):
                if at is not None:
                    told.setdefault(f.key, at)
        memo: dict[str, Choice | None] = {}
        for i, f in enumerate(self.found):
            own, at = self.choices[i], self.towns.get(f.key, self.beside.get(f.key))
            town = self.choices[at] if at is not None else None
            if own is None or town is None:
                continue
            if f.key not in memo:
                memo[f.key] = self._part(f, own, town.entry)
            self.choices[i] = memo[f.key]

    def _part(self, found: Found, own: Choice, town: int) -> Choice | None:
        g = self.gazetteer
        if self._far(own.entry, town) < (TOWN_KM if found.key in self.towns else ELSEWHERE_KM):
            return own
        land = [c for c in found.candidates if g.country[c.entry] == g.country[town]]
        alike = [c for c in land if c.quality >= max(0.7, own.quality)]
        if [c.entry for c in alike] == [own.entry] and self._far(own.entry, town) < ELSEWHERE_KM:
            return own  # the only place of that name in the land
        return self.chooser.choose(tuple(c for c in found.candidates if self._far(c.entry, town) < TOWN_KM))

    def _far(self, a: int, b: int) -> float:
        g = self.gazetteer
        return km(g.lat[a], g.lon[a], g.lat[b], g.lon[b])

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
        if (at := self.towns.get(found.key)) is not None and (town := self.choices[at]) is not None:
            return (self.area(town.entry), *self.areas(town.entry))
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
            apposed = self.found[near].use == "adjective" and _AREA_OF.fullmatch(joint)  # "the Malian region of Menaka"
            near = after if apposed or self.scan.words.owns.fullmatch(joint) else near
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
