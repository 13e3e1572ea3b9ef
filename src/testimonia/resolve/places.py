"""Where: place names in a report to points, each with a reason, a confidence and UCDP's precision code.

`place_marks` reads a whole text; `resolve_place` resolves one name on its own. Three steps: `places_scan` and
`places_unknown` find what reads as a place, `places_choose` picks the place that is meant, `places_derive` handles
phrases that describe a place by another. Nothing here raises for any text.
"""

from __future__ import annotations

import msgspec

from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.knowledge.gazetteer_fold import MAX_NAME, strict
from testimonia.knowledge.gazetteer_format import KINDS
from testimonia.model.claim import Place, PlaceKind
from testimonia.model.marks import PlaceMark
from testimonia.model.sphere import km
from testimonia.model.text import Span
from testimonia.resolve.places_around import LARGE, Around
from testimonia.resolve.places_beside import told_together
from testimonia.resolve.places_choose import OTHER_NAME, Choice, Chooser
from testimonia.resolve.places_derive import coordinates, derived, destination
from testimonia.resolve.places_entry import PRECISION, areas_around, entry_place
from testimonia.resolve.places_meant import capitals_meant
from testimonia.resolve.places_scan import Found, Scan
from testimonia.resolve.places_unknown import unknown

__all__ = ["place_marks", "resolve_place"]

PLAIN_ENOUGH, FAR_KM, _OVER_KM = 1.0, 150.0, 300.0
_DISTRICT = KINDS.index("district")


def place_marks(text: str, gazetteer: Gazetteer, *, publisher: str | None = None) -> tuple[PlaceMark, ...]:
    """Every place name of `text`, in order, without overlaps; `use` says which are no locations.

    `publisher` names the paper: its home is weak evidence where the text itself names no country. A name has one
    meaning in a text unless the words beside a mention say otherwise; names spelt alike share their `name`."""
    scan = Scan(text, gazetteer)
    found = [
        f for f in scan.found if f.plain >= PLAIN_ENOUGH or f.use == "adjective" or (f.use != "place" and f.plain > 0.3)
    ]
    found = sorted([*found, *unknown(scan)], key=lambda f: f.start)
    wars = [m.span() for m in scan.words.war.finditer(text)] if " War" in text else []
    found = [f for f in found if not any(a < f.end and f.start < b for a, b in wars)]
    found = [f for i, f in enumerate(found) if i == 0 or f.start >= found[i - 1].end]
    chooser = Chooser(text, found, gazetteer)
    if publisher and not chooser.context.countries:
        chooser = Chooser(text, [*Scan(publisher, gazetteer).found, *found], gazetteer)
        chooser.found, chooser.choices = found, chooser.choices[len(chooser.choices) - len(found) :]
    maker = _Maker(text, scan, gazetteer, found, chooser)
    return told_together(text, derived(text, capitals_meant(text, maker.marks(), gazetteer), gazetteer))


class _Maker:
    """Turns found names and choices into marks."""

    def __init__(self, text: str, scan: Scan, gazetteer: Gazetteer, found: list[Found], chooser: Chooser) -> None:
        self.text, self.scan, self.gazetteer = text, scan, gazetteer
        self.found, self.chooser = found, chooser
        self.around = Around(text, scan, gazetteer, found, chooser)
        self.abroad: dict[int, int] = {}
        self.choices = [
            None if choice and (self._is_doubtful(f, choice, i) or self._is_abroad(choice, i)) else choice
            for i, (f, choice) in enumerate(zip(found, chooser.choices, strict=True))
        ]
        self.around.choices, self.names = self.choices, self.around.names
        self.around.parts()
        for f, choice in zip(found, self.choices, strict=True):
            if choice is not None and f.use != "adjective":
                self.names.setdefault(choice.entry, f.name)

    def marks(self) -> list[PlaceMark]:
        """One mark for each found name, in order."""
        out: list[PlaceMark] = []
        for i, (found, choice) in enumerate(zip(self.found, self.choices, strict=True)):
            if found.use == "adjective":
                mark = self._adjective(found)
            elif choice is None:  # what is no place is none that a gazetteer lacks either
                mark = self._unresolved(found, i) if found.use == "place" else None
            else:
                mark = self._resolved(found, choice)
            if mark is not None and (not out or mark.start >= out[-1].end):
                out.append(self._whole(out.pop(), mark) if out and self._names_one(out[-1], mark) else mark)
        return out

    def _names_one(self, town: PlaceMark, site: PlaceMark) -> bool:
        """Whether a site's name begins with its town's: "Streatham High Road"."""
        beside = self.text[town.end : site.start] == " " and town.use == site.use == "place"
        return beside and site.place.kind == "site" and town.place.kind in ("settlement", "district")

    def _whole(self, town: PlaceMark, site: PlaceMark) -> PlaceMark:
        """The site whose name begins with that of its town, at the point of the town."""
        place, name = town.place, self.text[town.start : site.end]
        lies = msgspec.structs.replace(place, at=())
        whole = msgspec.structs.replace(
            site.place, name=name, country=place.country, lat=place.lat, lon=place.lon, precision=2, radius_km=10.0,
            because=f"at {place.name}; {place.because}", unresolved=place.unresolved,
        )  # fmt: skip
        return PlaceMark(start=town.start, end=site.end, place=self._place(town.start, site.end, whole),
                         containers=(lies, *town.containers))  # fmt: skip

    def _is_doubtful(self, found: Found, choice: Choice, i: int) -> bool:
        """Whether the chosen place is the wrong one after all: a mere likeness outside the area that the text names, a
        site named like a town far from everything else in the text, an embassy (it lies anywhere but in its
        country)."""
        g, at = self.gazetteer, choice.entry
        if choice.quality < 0.8 and self.chooser.within.get(i) and not self.chooser.inside(at, self.chooser.within[i]):
            return True
        if choice.quality < 0.8 and self.around.is_quarter(found, i) and self.chooser.distance(at) > FAR_KM:
            return True
        if found.site is None:
            return False
        if found.site in ("embassy", "consulate") or choice.quality < 0.8:
            return True
        if KINDS[g.kind[at]] in ("country", "province"):
            return True
        return g.kind[at] <= 1 and g.weight[at] < 5.5 and self.chooser.distance(at) > FAR_KM

    def _is_abroad(self, choice: Choice, i: int) -> bool:
        """Whether the best place of that name is a village of a country that the text does not name, and that does
        not lie near, in a neighbour of one that it names: what is meant is a village that no gazetteer holds."""
        g, at = self.gazetteer, choice.entry
        named, iso = self.chooser.context.countries, g.isos[g.country[at]]
        known = g.weight[at] >= LARGE and choice.quality > OTHER_NAME
        if g.kind[at] > _DISTRICT or known or not named or g.country[at] in named:
            return False
        if self.chooser.inside(at, self.chooser.within.get(i, set())):
            return False
        lands = [land for c in named if (land := g.lands.get(g.isos[c])) is not None]
        if any(iso in land.neighbours for land in lands) and self.chooser.distance(at) <= _OVER_KM:
            return False
        self.abroad[i] = at
        return True

    def _place(self, start: int, end: int, place: Place) -> Place:
        return msgspec.structs.replace(place, at=(Span(start, end).cut(self.text),))

    def _adjective(self, found: Found) -> PlaceMark | None:
        land = self.gazetteer.lands.get(found.country or "")
        if land is None:
            return None
        place = msgspec.structs.replace(
            entry_place(self.gazetteer, land.entry), because=f"{found.name}: of {land.name}", confidence=0.95
        )
        return PlaceMark(
            start=found.start, end=found.end, place=self._place(found.start, found.end, place), use="adjective"
        )

    def _resolved(self, found: Found, choice: Choice) -> PlaceMark:
        g, start, end = self.gazetteer, found.start, found.end
        name = self.names[choice.entry]
        place = msgspec.structs.replace(entry_place(g, choice.entry), name=name, because=_sentence(g, choice),
                                        confidence=_sure(found, choice))  # fmt: skip
        containers = self.around.areas(choice.entry)
        if found.site is not None:
            place = msgspec.structs.replace(
                place,
                name=self.text[start:end],
                kind="site",
                geonames_id=None,
                precision=2,
                radius_km=10.0,
                because=f"at {name}; {place.because}",
            )
            containers = (self.around.area(choice.entry), *containers)
        elif found.bearing is not None and place.kind in ("country", "region") and place.lat is not None:
            start, place, containers = self._part(found, place, containers, choice.entry)
        elif found.i and self.scan.tokens[found.i - 1].lower in self.scan.words.by and place.precision == 1:
            place = msgspec.structs.replace(place, precision=2, radius_km=25.0)
        if place.unresolved is None and place.lat is None:
            place = msgspec.structs.replace(place, unresolved="the gazetteer has no point for it")
        return PlaceMark(
            start=start, end=end, place=self._place(start, end, place), use=found.use, containers=containers
        )

    def _part(
        self, found: Found, place: Place, inside: tuple[Place, ...], entry: int
    ) -> tuple[int, Place, tuple[Place, ...]]:
        """`northern Mali`: a loose area in that direction from the country's middle, as far as its size allows."""
        start = found.lead
        assert found.bearing is not None
        land = self.gazetteer.lands.get(place.country or "")
        reach = 0.3 * (land.area_km2**0.5 if land is not None and place.kind == "country" else 150.0)
        lat, lon = place.lat or 0.0, place.lon or 0.0
        if found.bearing >= 0:
            lat, lon = destination(lat, lon, found.bearing, reach)
        part = msgspec.structs.replace(
            place,
            name=self.text[start : found.end],
            kind="region",
            lat=round(lat, 3),
            lon=round(lon, 3),
            geonames_id=None,
            precision=5,
            radius_km=round(max(20.0, reach), 1),
            because=f"a part of {place.name}; {place.because}",
        )
        whole = entry_place(self.gazetteer, entry)
        return start, part, (whole, *inside)

    def _unresolved(self, found: Found, i: int) -> PlaceMark:
        """A name without candidates: what the nearest resolved names say about where it lies."""
        around = self.around.holds(found, i) or self.around.home()
        country = next((c.country for c in around if c.country), None)
        told = f"; the text places it in {around[0].name}" if around else ""
        why = "not in the gazetteer"
        if i in self.abroad:
            land = areas_around(self.gazetteer, self.abroad[i])[-1:]
            why = f"not in the gazetteer but in {land[0].name if land else 'a country'}, which the text does not name"
        name = self.text[found.start : found.end]
        part = found.key in self.around.towns
        quarter = part or self.around.is_quarter(found, i)
        kind: PlaceKind = "site" if found.site else "district" if quarter else _kind(found.hint)
        place = Place(
            name=name,
            kind=kind,
            country=country,
            precision=_rough(around),
            because=f"reads as a place{told}",
            confidence=0.45 if found.plain > 2 and i not in self.abroad else 0.3,
            unresolved=why,
        )
        if kind == "site" and not (around and around[0].kind in ("settlement", "district")):
            around = self.around.only_town(country) or around
            told = f"; the text places it in {around[0].name}" if around else told
        town, reach = around[0] if around and (part or around[0].kind == "settlement") else None, 10.0
        if kind not in ("site", "district"):
            town, reach = self.around.near(found) if kind == "settlement" else None, 25.0
            told = f"; the text places it near {town.name}" if town is not None else told
        if town is not None:
            # UCDP: quarters and sites of a town, and what lies near it, get the town's point
            place = msgspec.structs.replace(
                place, lat=town.lat, lon=town.lon, radius_km=reach, unresolved=None if town.lat is not None else why,
                precision=2, because=f"not in the gazetteer itself{told}",
            )  # fmt: skip
        return PlaceMark(
            start=found.start, end=found.end, place=self._place(found.start, found.end, place), containers=around
        )


def _kind(hint: str | None) -> PlaceKind:
    return hint if hint in ("district", "province", "region", "water", "site") else "settlement"  # type: ignore[return-value]


def _rough(around: tuple[Place, ...]) -> int | None:
    """The precision of a name without a point: that of the smallest area that holds it. What is told to lie at a town
    is as exact as that town's district."""
    if not around:
        return None
    return PRECISION["district"] if around[0].kind == "settlement" else PRECISION[around[0].kind]


def _sure(found: Found, choice: Choice) -> float:
    """How sure: of the choice among namesakes, and that it is a place at all."""
    plain = 0.6 + 0.4 * min(1.0, max(0.0, found.plain - PLAIN_ENOUGH) / 1.5)
    return round(min(0.99, choice.confidence * plain), 3)


def _sentence(gazetteer: Gazetteer, choice: Choice) -> str:
    entry = gazetteer.entry(choice.entry)
    where = ", ".join(a.name for a in gazetteer.containers(choice.entry))
    return f"{entry.name}{f' ({where})' if where else ''}: {'; '.join(choice.reasons)}"


def resolve_place(
    name: str,
    *,
    gazetteer: Gazetteer | None = None,
    country: str | None = None,
    near: tuple[float, float] | None = None,
) -> Place:
    """What one name means on its own: `resolve_place("Gao", country="ML").lat == 16.27…`.

    `country` (ISO code) and `near` (latitude, longitude) are what is known beside it. The best-known place of that
    name wins where nothing is; a phrase is read as in a text ("30 km north of Gao"); a name that the gazetteer does
    not hold comes back without a point, with the reason in `unresolved`. Never raises for any string."""
    gazetteer = gazetteer or Gazetteer.open()
    points = coordinates(name, alone=True)
    if points and points[0].end - points[0].start >= len(name.strip()) - 1:
        return msgspec.structs.replace(points[0].place, at=())
    shown = name if len(name) <= MAX_NAME else name[:MAX_NAME] + "…"
    candidates = gazetteer.lookup(name, near=True)
    if country is not None:
        index = gazetteer.isos.index(country) if country in gazetteer.isos else -1
        here = tuple(c for c in candidates if gazetteer.country[c.entry] == index)
        if candidates and not here:
            return Place(name=shown, country=country, confidence=0.2, because=f"no place of that name in {country}",
                         unresolved=f"no place of that name in {country}; {len(candidates)} elsewhere")  # fmt: skip
        candidates = here
    if not candidates and (place := _described(name, gazetteer, country)) is not None:
        return place
    if not candidates:
        reason = (
            "the name is too long" if len(name) > MAX_NAME else "not in the gazetteer" if strict(name) else "no name"
        )
        return Place(name=shown, country=country, confidence=0.1, because=reason, unresolved=reason)
    chooser = Chooser("", [], gazetteer)
    if near is not None:
        chooser.context.points.append((near[0], near[1], -1))
        there = [c for c in candidates if km(*near, gazetteer.lat[c.entry], gazetteer.lon[c.entry]) <= FAR_KM]
        candidates = tuple(there) or candidates
    choice = chooser.choose(candidates)
    assert choice is not None
    return msgspec.structs.replace(
        entry_place(gazetteer, choice.entry),
        name=shown,
        because=_sentence(gazetteer, choice),
        confidence=round(min(0.99, choice.confidence), 3),
    )


def _described(name: str, gazetteer: Gazetteer, country: str | None) -> Place | None:
    """A place that the words describe by another ("30 km north of Gao", "northern Mali"), read as a text would be."""
    if len(name) > MAX_NAME or " " not in name.strip():
        return None
    land = gazetteer.lands.get(country or "")
    lead = "in "
    for mark in place_marks(f"{lead}{name}. {land.name if land else ''}", gazetteer):
        whole = mark.start <= len(lead) + len("the ") and mark.end >= len(lead) + len(name.rstrip())
        if whole and mark.use == "place" and (mark.place.lat is not None or mark.place.kind == "region"):
            return msgspec.structs.replace(mark.place, name=name, at=())
    return None


def place_of_spans(text: str, spans: list[tuple[int, int]], gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The places that given names mean in their text, one for each span, in their order (for measuring, and for
    readers that find names themselves)."""
    scan = Scan(text, gazetteer)
    ordered = sorted(set(spans))
    found = [scan.given(start, end) for start, end in ordered]
    rest = [f for f in scan.found if f.use == "adjective" and not any(s < f.end and f.start < e for s, e in ordered)]
    everything = sorted([*found, *rest], key=lambda f: f.start)
    chooser = Chooser(text, everything, gazetteer)
    out: dict[tuple[int, int], Place] = {}
    for f, choice in zip(everything, chooser.choices, strict=True):
        if choice is not None:
            out[f.start, f.end] = msgspec.structs.replace(
                entry_place(gazetteer, choice.entry), because=_sentence(gazetteer, choice)
            )
        else:
            out[f.start, f.end] = Place(name=text[f.start : f.end], unresolved="not in the gazetteer", confidence=0.1)
    return tuple(out[span] for span in spans)
