"""Incidents in the making: the fragments that tell of each."""

from __future__ import annotations

from testimonia.model.marks import DateMark, PlaceMark
from testimonia.read.fragments import Fragment

FAMILIES = {
    "armed_assault": "gun",
    "killing": "gun",
    "clash": "gun",
    "security_raid": "gun",
    "bombing": "blast",
    "suicide_bombing": "blast",
    "air_strike": "sky",
    "shelling": "sky",
    "abduction": "abduction",
    "arson_destruction": "fire",
    "crowd_suppression": "crowd",
    "riot": "crowd",
    "sexual_violence": "sexual",
}
CLOSE = frozenset(
    {
        ("gun", "blast"),
        ("blast", "sky"),
        ("fire", "crowd"),
        ("gun", "crowd"),
        ("gun", "abduction"),
        ("gun", "sky"),
        ("gun", "fire"),
        ("blast", "fire"),
        ("sky", "fire"),
    }
)
FINE = ("settlement", "district", "province", "site", "region", "water")


class Draft:
    """An incident in the making: its fragments in text order."""

    def __init__(self, fragment: Fragment) -> None:
        self.fragments = [fragment]

    def add(self, fragment: Fragment) -> None:
        """One more fragment that tells of it."""
        self.fragments.append(fragment)

    @property
    def dates(self) -> list[DateMark]:
        """Its dates that name a time."""
        return [d for f in self.fragments for d in f.dates if d.role == "time" and d.period.start]

    @property
    def places(self) -> list[PlaceMark]:
        """Its place names."""
        return [p for f in self.fragments for p in f.places if p.use == "place"]

    @property
    def families(self) -> set[str]:
        """The families of its triggers' types."""
        return {FAMILIES[t.type] for f in self.fragments for t in f.triggers if t.type in FAMILIES and t.weight > 1}

    @property
    def strength(self) -> int:
        """The weight of its strongest real trigger."""
        return max(f.strength for f in self.fragments)
