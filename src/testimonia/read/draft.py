"""An incident in the making: fragments that tell of the same happening."""

from __future__ import annotations

from testimonia.model.marks import DateMark, PlaceMark
from testimonia.read.fragments import Fragment
from testimonia.read.profile import Profile, profile


class Draft:
    """An incident in the making: its fragments in text order, and all that they say (`known`)."""

    def __init__(self, fragment: Fragment, seen: Profile | None = None) -> None:
        self.fragments = [fragment]
        self.known = seen or profile(fragment)

    def add(self, fragment: Fragment, seen: Profile | None = None) -> None:
        """One more fragment that tells of it; `seen` is its profile, where it is known already."""
        self.fragments.append(fragment)
        self.known = self.known.with_(seen or profile(fragment))

    @property
    def dates(self) -> list[DateMark]:
        """Its dates that name a time."""
        return [d for f in self.fragments for d in f.dates if d.role == "time" and d.period.start]

    @property
    def places(self) -> list[PlaceMark]:
        """Its place names."""
        return [p for f in self.fragments for p in f.places if p.use == "place"]

    @property
    def strength(self) -> int:
        """The weight of its strongest real trigger."""
        return max(f.strength for f in self.fragments)
