"""All that the resolvers know about a document's words: dates, counts, places and actors in one `Marks`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from testimonia.knowledge.actors import Registry
from testimonia.model.marks import Marks, PlaceMark
from testimonia.model.text import Document
from testimonia.resolve.actors import actor_marks
from testimonia.resolve.dates import date_marks
from testimonia.resolve.numbers import count_marks

# Languages of lands whose papers write the month before the day ("05/11/2014" is 11 May).
_MONTH_FIRST = ("en-us", "en-ph")


@dataclass(frozen=True)
class Resolvers:
    """The four resolvers with what they look things up in. Keeps to `model.doors.Resolver`."""

    registry: Registry

    @classmethod
    def open(cls, gazetteer: Path | None = None) -> Resolvers:
        """With the gazetteer of that file (None: the one that TESTIMONIA_GAZETTEER names, else the default) and the
        registry under the layers that TESTIMONIA_ACTORS names.

        Raises InputError where a file is none of the kind.
        """
        return cls(Registry.open())

    def marks(self, document: Document) -> Marks:
        """Every mark of one document; a pure function of the document and the files that were opened."""
        text, day = document.text, document.day
        day_first = (document.lang or "").lower().replace("_", "-") not in _MONTH_FIRST
        places: tuple[PlaceMark, ...] = ()
        return Marks(
            dates=date_marks(text, published=day, day_first=day_first),
            counts=count_marks(text),
            places=places,
            actors=actor_marks(text, self.registry, countries=_countries(places), published=day),
        )


def _countries(places: Iterable[PlaceMark]) -> tuple[str, ...]:
    """ISO codes of the countries that a text speaks of, in the order of their first place."""
    return tuple(dict.fromkeys(m.place.country for m in places if m.place.country))
