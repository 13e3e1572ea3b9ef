"""Which of the places of one name is meant: prominence, and what the report says about countries, provinces and
neighbours.

The weights are set by hand and are in one unit, the decimal logarithm of a population: a country that the report
names is
worth a town two hundred times as large elsewhere. Every choice says why, and how sure it is: the distance to the best
candidate that lies elsewhere, through a logistic curve.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from testimonia.knowledge.gazetteer import Candidate, Gazetteer
from testimonia.knowledge.gazetteer_format import KINDS, NOWHERE
from testimonia.model.sphere import km
from testimonia.resolve.places_scan import Found
from testimonia.resolve.places_words import words

NAMED_COUNTRY, MAIN_COUNTRY, NAMED_AREA, WITHIN, NEARBY, KIND, FITS, STANDING = 2.0, 0.7, 1.5, 5.0, 1.2, 2.5, 6.0, 1.5
OUTLIVED, OTHER_NAME = 2.0, 0.85  # how well the other name of a place fits it (see `Candidate`)
_SUBURB_KM = 60.0  # so near, a town before a comma is rather a part of the other town
ELSEWHERE_KM = 60.0
_PROVINCE, _COUNTRY = KINDS.index("province"), KINDS.index("country")


@dataclass
class Choice:
    """The place chosen for a name: entry, score, confidence between 0 and 1, and the reasons as phrases."""

    entry: int
    score: float
    confidence: float
    quality: float
    reasons: tuple[str, ...]


@dataclass
class Context:
    """What the report as a whole says of where it plays: how often each country (index) and each area (entry) is named,
    and the towns that are settled already."""

    countries: Counter[int] = field(default_factory=Counter)
    areas: Counter[int] = field(default_factory=Counter)
    points: list[tuple[float, float, int]] = field(default_factory=list)


def _nearest(lat: float, lon: float, at: int, points: list[tuple[float, float, int]]) -> float:
    """About how far, in km, the nearest of `points` is that is not the place `at` itself (on a flat map: near is
    enough)."""
    width = math.cos(math.radians(lat))
    least = 1e9
    for a, b, other in points:
        if other != at:
            x, y = (b - lon) * width, a - lat
            if (square := x * x + y * y) < least:
                least = square
    return 111.2 * math.sqrt(least)


class Chooser:
    """Chooses for every found name of one text. `choices[i]` belongs to `found[i]`; None where it has no candidates."""

    def __init__(self, text: str, found: list[Found], gazetteer: Gazetteer) -> None:
        self.text, self.found, self.gazetteer = text, found, gazetteer
        self.within = self._apposed()
        self.context = self._first_context()
        self.total = sum(self.context.countries.values())
        self.choices: list[Choice | None] = self._choose_all()
        self._second_context()
        if self.context.points:
            self.choices = self._choose_all()

    def _apposed(self) -> dict[int, set[int]]:
        """For each name, the areas that the words beside it say it lies in: "Paris, Texas", "Gao in Mali", "Mali's
        Gao"."""
        areas: dict[int, set[int]] = {}
        w = words()
        lies_in, owns, holds = w.inside, w.owns, w.holding
        for a, (left, right) in enumerate(zip(self.found, self.found[1:], strict=False)):
            gap = self.text[left.end : right.start]
            if right.use == "place" and lies_in.fullmatch(gap) and not (gap == ", " and self._is_list(left, right)):
                areas.setdefault(a, set()).update(self._as_areas(right))
                if a + 2 < len(self.found) and lies_in.fullmatch(self.text[right.end : self.found[a + 2].start]):
                    areas[a].update(self._as_areas(self.found[a + 2]))
            if owns.fullmatch(gap) or (left.use == "adjective" and holds.fullmatch(gap)):
                areas.setdefault(a + 1, set()).update(self._as_areas(left))
            for b in range(a + 1, len(self.found) if quarters(gap) else 0):
                areas.setdefault(b, set()).update(self._as_areas(left))
                if b + 1 < len(self.found) and not w.listed.fullmatch(
                    self.text[self.found[b].end : self.found[b + 1].start]
                ):
                    break
        return areas

    def _is_list(self, left: Found, right: Found) -> bool:
        """Whether two names parted by a comma are of one rank ("Ohio, Texas"), so that the second does not hold the
        first."""
        ranks = [self.gazetteer.kind[f.candidates[0].entry] if f.candidates else 0 for f in (left, right)]
        return ranks[0] >= _PROVINCE and ranks[1] <= ranks[0] and not self._seat(left.candidates[0].entry, left)

    def _seat(self, province: int, found: Found) -> bool:
        """Whether a town of the same name lies in a province."""
        g = self.gazetteer
        return any(
            g.kind[c.entry] <= 1 and g.admin1[c.entry] == province and g.weight[c.entry] > 3.5 for c in found.candidates
        )

    def _listed(self, i: int) -> bool:
        """Whether a name stands in a list beside provinces that no town shares its name with ("Borno, Adamawa and
        Yobe")."""
        g, found = self.gazetteer, self.found[i]
        homes = {g.country[c.entry] for c in found.candidates if g.kind[c.entry] == _PROVINCE and c.quality > 0.8}
        for k in (i - 1, i + 1):
            if homes and 0 <= k < len(self.found) and self.found[k].candidates:
                other = self.found[k]
                gap = self.text[min(found.end, other.end) : max(found.start, other.start)]
                best = other.candidates[0].entry
                if (
                    words().listed.fullmatch(gap)
                    and g.kind[best] == _PROVINCE
                    and g.country[best] in homes
                    and not self._seat(best, other)
                ):
                    return True
        return False

    def _holds_last(self, i: int) -> bool:
        """Whether a name that town and province share stands behind a town of the province far from that town:
        "Buffalo, New York"."""
        last, found, g = self.found[i - 1] if i else None, self.found[i], self.gazetteer
        if last is None or not last.candidates or self.text[last.end : found.start] != ", ":
            return False
        if i > 1 and self.text[self.found[i - 2].end : last.start] == ", ":
            return False  # a list of towns
        if any(g.kind[c.entry] == _COUNTRY for c in found.candidates):
            return False
        areas = {c.entry for c in found.candidates if g.kind[c.entry] == _PROVINCE and c.quality > 0.8}
        town = next((c.entry for c in found.candidates if g.kind[c.entry] <= 1), None)
        best = next((c.entry for c in last.candidates if g.admin1[c.entry] in areas), None)
        if town is None or best is None or g.kind[last.candidates[0].entry] >= _PROVINCE:
            return False
        return km(g.lat[town], g.lon[town], g.lat[best], g.lon[best]) > _SUBURB_KM

    def _as_areas(self, found: Found) -> set[int]:
        """The countries and divisions that a stretch may name."""
        g = self.gazetteer
        if found.use == "adjective":
            land = g.lands.get(found.country or "")
            return {land.entry} if land else set()
        return {
            c.entry for c in found.candidates if KINDS[g.kind[c.entry]] in ("country", "province", "district", "region")
        }

    def _first_context(self) -> Context:
        context, g = Context(), self.gazetteer
        for found in self.found:
            if found.plain < 1.0 and found.use == "place":
                continue
            if found.use == "adjective":
                land = g.lands.get(found.country or "")
                if land:
                    context.countries[g.country[land.entry]] += 1
                continue
            if not found.candidates:
                continue
            best = found.candidates[0]
            if g.kind[best.entry] == _COUNTRY and best.quality > 0.8:
                shared = any(
                    g.kind[c.entry] == _PROVINCE and c.quality > 0.8 and g.country[c.entry] != g.country[best.entry]
                    for c in found.candidates
                )
                context.countries[g.country[best.entry]] += 1 if shared else 2
                continue
            rivals = {
                g.country[c.entry]
                for c in found.candidates
                if g.weight[c.entry] * c.quality > g.weight[best.entry] - 1.3
            }
            if len(rivals) == 1 and g.weight[best.entry] >= 4.5 and best.quality > OTHER_NAME:
                context.countries[g.country[best.entry]] += 1
            for c in found.candidates[:6]:
                if g.kind[c.entry] == _PROVINCE and c.quality > 0.8:
                    context.areas[c.entry] += 1
        context.countries.pop(0, None)
        return context

    def _second_context(self) -> None:
        g = self.gazetteer
        for found, choice in zip(self.found, self.choices, strict=True):
            if choice is None or found.use != "place" or found.plain < 1.0 or choice.confidence < 0.75:
                continue
            if g.kind[choice.entry] <= _PROVINCE and not math.isnan(g.lat[choice.entry]):
                self.context.points.append((g.lat[choice.entry], g.lon[choice.entry], choice.entry))
        self.context.points = list(dict.fromkeys(self.context.points))[:40]

    def _choose_all(self) -> list[Choice | None]:
        """One choice a name and text ("one sense per discourse"), unless the words beside a mention say another
        place."""
        shared: dict[str, set[int]] = {}
        hints: dict[str, Counter[str]] = {}
        for i, found in enumerate(self.found):
            if self.within.get(i):
                shared.setdefault(found.key, set()).update(self.within[i])
            if found.hint:
                hints.setdefault(found.key, Counter())[found.hint] += 1
        out: list[Choice | None] = []
        memo: dict[tuple[str, str | None, frozenset[int]], Choice | None] = {}
        for i, found in enumerate(self.found):
            own = self.within.get(i) or shared.get(found.key, set())
            hint = found.hint or (hints[found.key].most_common(1)[0][0] if found.key in hints else None)
            if hint is None and not self.within.get(i) and (self._listed(i) or self._holds_last(i)):
                hint = "province"
            asked = (found.key, hint, frozenset(own))
            if asked not in memo:
                memo[asked] = self.choose(found.candidates, hint=hint, within=own)
            out.append(memo[asked])
        return out

    def choose(
        self, candidates: tuple[Candidate, ...], *, hint: str | None = None, within: set[int] | None = None
    ) -> Choice | None:
        """The best of `candidates` under the text's context, or None without any."""
        if not candidates:
            return None
        g = self.gazetteer
        towns = [c.entry for c in candidates if g.kind[c.entry] <= 1 and g.weight[c.entry] > 3.5]
        seats = {a for t in towns for a in (g.admin1[t], g.admin2[t])}
        scored = [
            (self._score(c, hint, within or set(), c.entry in seats) - self._outlived(c, candidates), c)
            for c in candidates
        ]
        scored.sort(key=lambda pair: (-pair[0], pair[1].entry))
        score, best = scored[0]
        rival = next(
            (
                s
                for s, c in scored[1:]
                if g.kind[c.entry] != _COUNTRY
                and not km(g.lat[c.entry], g.lon[c.entry], g.lat[best.entry], g.lon[best.entry]) < ELSEWHERE_KM
            ),
            None,
        )
        margin = 4.0 if rival is None else score - rival
        known = 0.6 if rival is None and not self._supported(best.entry) and g.weight[best.entry] < 4.0 else 1.0
        confidence = known * (0.55 + 0.45 * best.quality) / (1.0 + math.exp(-1.6 * margin))
        return Choice(
            best.entry, score, round(confidence, 3), best.quality, self._reasons(best, within or set(), len(scored))
        )

    def _outlived(self, candidate: Candidate, rivals: tuple[Candidate, ...]) -> float:
        """What another name of a place ("Newtown" of Hartford) loses to a place of the same kind that bears it today,
        in a country that the text names, and in a province that it names if the other lies in one.
        """
        g, at = self.gazetteer, candidate.entry
        if candidate.quality > OTHER_NAME:
            return 0.0
        named = g.admin1[at] in self.context.areas
        living = any(
            c.quality == 1.0
            and g.kind[c.entry] == g.kind[at]
            and self._supported(c.entry)
            and (not named or g.admin1[c.entry] in self.context.areas)
            for c in rivals
        )
        return OUTLIVED if living else 0.0

    def _supported(self, entry: int) -> bool:
        return self.gazetteer.country[entry] in self.context.countries

    def _score(self, candidate: Candidate, hint: str | None, within: set[int], seated: bool) -> float:
        g, at, context = self.gazetteer, candidate.entry, self.context
        country, kind = g.country[at], g.kind[at]
        score = g.weight[at] - FITS * (1.0 - candidate.quality)
        if kind == _COUNTRY:
            score += STANDING
        elif kind in (_PROVINCE, _PROVINCE - 1) and hint is None:
            score += -0.9 if seated else 0.8  # a bare name is the town before it is the province around it
        if country in context.countries and kind != _COUNTRY:
            score += NAMED_COUNTRY + MAIN_COUNTRY * context.countries[country] / max(1, self.total)
        if context.areas and (g.admin1[at] in context.areas or g.admin2[at] in context.areas):
            score += NAMED_AREA
        if within and self.inside(at, within):
            score += WITHIN
        if hint is not None:
            score += KIND if KINDS[kind] == hint else _AKIN.get((hint, KINDS[kind]), -0.5 if kind != _COUNTRY else -3.0)
        if context.points and kind < _COUNTRY and not math.isnan(g.lat[at]):
            score += NEARBY * math.exp(-_nearest(g.lat[at], g.lon[at], at, context.points) / 120.0)
        return score

    def distance(self, at: int) -> float:
        """How far, in km, a place lies from the nearest place that the text settles on; 0 where there is none."""
        points = [p for p in self.context.points if p[2] != at]
        return _nearest(self.gazetteer.lat[at], self.gazetteer.lon[at], at, points) if points else 0.0

    def inside(self, at: int, areas: set[int]) -> bool:
        """Whether a place lies in one of `areas` (entries) as the gazetteer has it."""
        g = self.gazetteer
        if g.admin1[at] in areas or g.admin2[at] in areas:
            return True
        land = g.lands.get(g.isos[g.country[at]])
        return land is not None and land.entry in areas and land.entry != at

    def _reasons(self, best: Candidate, within: set[int], rivals: int) -> tuple[str, ...]:
        g, at = self.gazetteer, best.entry
        reasons = []
        if within and self.inside(at, within):
            reasons.append("the words beside it name an area around it")
        if g.kind[at] != _COUNTRY and (count := self.context.countries.get(g.country[at])):
            reasons.append(
                f"{g.lands[g.isos[g.country[at]]].name if g.isos[g.country[at]] in g.lands else 'its country'} "
                f"is named in the text (weight {count})"
            )
        if g.admin1[at] != NOWHERE and g.admin1[at] in self.context.areas:
            reasons.append(f"so is {g.entry(g.admin1[at]).name}")
        if g.population[at]:
            reasons.append(f"{g.population[at]:,} people")
        reasons.append("the only place of that name" if rivals == 1 else f"best of {rivals} places of that name")
        if best.quality < 0.7:
            reasons.append("spelt one letter otherwise")
        return tuple(reasons)


def quarters(gap: str) -> bool:
    """Whether the words between two names say that the second lies in the first: "the Baghdad suburbs of Karrada"."""
    return words().quarters.fullmatch(gap) is not None


_AKIN = {("province", "region"): 1.0, ("region", "province"): 2.0, ("district", "settlement"): 0.5,
         ("settlement", "district"): 0.5, ("district", "province"): 0.5, ("province", "district"): 1.0,
         ("province", "settlement"): 0.0, ("region", "settlement"): 0.3, ("region", "district"): 0.8,
         ("site", "settlement"): 0.2, ("region", "water"): 0.3, ("water", "region"): 0.3}  # fmt: skip
