"""Which branch of a group its bare name means: the one that is active where and when the report's deeds are.

"Islamic State" is in Mali in 2019 its branch in the Sahel, in Nigeria that in West Africa, in Syria the group itself.
The mark keeps the name that news uses; its `actor_id` becomes the branch's, and `because` says why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from testimonia.knowledge.actors import Registry
from testimonia.knowledge.actors_names import fold
from testimonia.model.actor import Actor
from testimonia.model.marks import ActorMark, PlaceMark
from testimonia.resolve.actors_context import year_of
from testimonia.resolve.actors_page import Page, iso_of

_MAIN = 0.5  # share of a report's places above which it is about the lands of one branch, and no digest of many
_GUESSED = 0.9  # what is left of a mark's confidence where its branch is inferred


class Told(NamedTuple):
    """Where and when a report's deeds are, as far as branches go: its words, offset and country (ISO code) of each
    place that it names, its year or None, and all that the registry holds."""

    text: str
    places: tuple[tuple[int, str], ...]
    year: int | None
    registry: Registry

    @classmethod
    def of(cls, page: Page, marks: Sequence[ActorMark], places: Sequence[PlaceMark], countries: Sequence[str],
           published: str | None) -> Told:  # fmt: skip
        """Of a report: its places or, where none are given, the states that it names, and `countries`. What stands in
        an actor's name ("Islamic State of Iraq") is no place told of."""
        if places:
            stood = [(p.start, p.end, p.place.country) for p in places if p.use != "name" and p.place.country]
        else:
            stood = [(a.start, a.end, iso_of(a.entry.lands, page.about)) for a in page.lands.values()]
            stood += [(-1, 0, iso) for iso in countries]
        names = [(m.start, m.end) for m in marks if m.actor_id and m.country is None]
        kept = [(s, iso) for s, e, iso in stood if not any(a <= s and e <= b for a, b in names)]
        return cls(page.text, tuple(kept), year_of(published), page.registry)

    def beside(self, offset: int) -> list[str]:
        """Countries of the places in the paragraph around an offset."""
        start, end = self.text.rfind("\n", 0, offset) + 1, self.text.find("\n", offset)
        return [iso for at, iso in self.places if start <= at < (len(self.text) if end < 0 else end)]

    def active(self, branch: Actor) -> bool:
        """Whether a branch was there in the year of the report; so it is taken to be where no year is known."""
        return self.year is None or (branch.since or 0) <= self.year <= (branch.until or 9999)

    def within(self, branch: Actor, iso: str) -> bool:
        """Whether a branch that is only in a part of that country can be meant: the report names the part."""
        return iso not in branch.parts or _named(branch.parts[iso]).search(fold(self.text)) is not None


@lru_cache(maxsize=64)
def _named(parts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(fold(part)) for part in parts)})\b")


class Lands(NamedTuple):
    """A group in a report: the group, for each country that is told of the branch (None: the group itself) and why, the
    country that most of the report's places are in, counting the lands of one branch as one, and their share."""

    group: Actor
    meant: dict[str, tuple[Actor | None, str]]
    main: str | None
    share: float

    @classmethod
    def of(cls, group: Actor, told: Told) -> Lands:
        """The group in that report."""
        isos = [iso for _, iso in told.places]
        lands = cls(group, {iso: _meant(group, iso, told) for iso in dict.fromkeys(isos)}, None, 0.0)
        main, share = lands.most(isos)
        return lands._replace(main=main, share=share)

    def most(self, isos: Sequence[str]) -> tuple[str | None, float]:
        """The country that most of these are, counting the lands of one branch as one, and their share."""
        if not isos:
            return None, 0.0
        owners = {iso: self._owner(iso) for iso in isos}
        owner, count = Counter(owners[iso] for iso in isos).most_common(1)[0]
        return Counter(iso for iso in isos if owners[iso] == owner).most_common(1)[0][0], count / len(isos)

    def _owner(self, iso: str) -> str:
        """Who of the group is active in a country: the id of a branch or of the group, else the country alone."""
        branch = self.meant[iso][0]
        return branch.id if branch else self.group.id if iso in self.group.countries else iso

    def country(self, told: Told, offset: int) -> str | None:
        """The country where the group named at an offset acts: the report's or, in a report of many lands, that of the
        paragraph."""
        return self.main if self.share > _MAIN else self.most(told.beside(offset))[0] or self.main


def branched(marks: Sequence[ActorMark], told: Told) -> list[ActorMark]:
    """The marks; those of a group that has branches bear the id of the branch that is meant, and say why."""
    groups: dict[str, Lands] = {}
    out = []
    for mark in marks:
        known = mark.actor_id or ""
        if known not in groups and not mark.generic and told.registry.branches(known):
            group = told.registry.get(known)
            if group is not None:
                groups[known] = Lands.of(group, told)
        out.append(_branched(mark, groups[known], told) if known in groups and not mark.generic else mark)
    return out


def _branched(mark: ActorMark, lands: Lands, told: Told) -> ActorMark:
    iso = lands.country(told, mark.start)
    branch, why = lands.meant[iso] if iso else (None, "the report names no country that tells its branch")
    because = f"{mark.because}; {why}"
    if branch is None:
        return msgspec.structs.replace(mark, because=because)
    return msgspec.structs.replace(
        mark, actor_id=branch.id, because=because, confidence=round(mark.confidence * _GUESSED, 2)
    )


def _meant(group: Actor, iso: str, told: Told) -> tuple[Actor | None, str]:
    """The branch that is meant in a country, None for the group itself; and why."""
    land = told.registry.get(f"state.{iso}")
    where = f"in {land.name if land else iso}" + (f" in {told.year}" if told.year else "")
    here = [b for b in told.registry.branches(group.id) if iso in b.countries]
    able = [b for b in here if told.active(b) and told.within(b, iso)]
    exact = [b for b in able if iso in b.parts]  # a branch of this very part of the country
    able = exact or able
    if len(able) == 1:
        since = f", known from {able[0].since}" if able[0].since else ""
        return able[0], f"{where} its branch there is meant, {able[0].name}{since}"
    if able:
        return None, f"{where} both {' and '.join(b.name for b in able[:3])} are active: which is not told"
    if iso in group.countries:
        return None, f"{where} it acts itself, not through a branch"
    return None, f"{where} no branch of it is known{_but(here, iso, told)}"


def _but(here: Sequence[Actor], iso: str, told: Told) -> str:
    """What keeps the branches of a country from being meant."""
    there = next((b for b in here if told.active(b)), None)
    if there is not None:
        return f" outside {', '.join(there.parts[iso][:2])}, which the report does not name"
    if here:
        return f": {here[0].name} is known from {here[0].since or 'early'} to {here[0].until or 'today'}"
    return ""
