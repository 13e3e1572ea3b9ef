"""All that the resolvers know about a document's words: dates, counts, places and actors in one `Marks`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from msgspec import structs

from testimonia.knowledge.actors import Registry
from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.knowledge.publishers import home
from testimonia.lang import words
from testimonia.lang.casing import usual_case
from testimonia.model.marks import ActorMark, Marks, PlaceMark
from testimonia.model.text import Document
from testimonia.resolve.actors import actor_marks
from testimonia.resolve.dates import date_marks
from testimonia.resolve.numbers import count_marks
from testimonia.resolve.places import place_marks


@dataclass(frozen=True)
class Resolvers:
    """The four resolvers with what they look things up in. Keeps to `model.doors.Resolver`."""

    registry: Registry
    gazetteer: Gazetteer

    @classmethod
    def open(cls, gazetteer: Path | None = None) -> Resolvers:
        """With the gazetteer of that file (None: the one that TESTIMONIA_GAZETTEER names, else the default) and the
        registry under the layers that TESTIMONIA_ACTORS names.

        Raises InputError where a file is none of the kind.
        """
        return cls(Registry.open(), Gazetteer.open(gazetteer))

    def marks(self, document: Document) -> Marks:
        """Every mark of one document; a pure function of the document and the files that were opened."""
        text, day = usual_case(document.text), document.day
        places = place_marks(text, self.gazetteer, publisher=document.publisher)
        actors = actor_marks(document.text, self.registry, places=places, published=day)
        return Marks(
            dates=date_marks(text, published=day, day_first=_day_first(document)),
            counts=count_marks(text),
            places=_not_actors(places, actors),
            actors=actors,
        )


@cache
def _month_first() -> frozenset[str]:
    return frozenset(words("en", "dates", "month_first"))


def _day_first(document: Document) -> bool:
    """Whether "05/11/2014" is 5 November: so everywhere but in the papers of a few lands. The publisher's home tells,
    or the language where it names a land ("en-US")."""
    land = home(document.publisher, document.url) or (document.lang or "").replace("_", "-").partition("-")[2].upper()
    return land not in _month_first()


def _not_actors(places: tuple[PlaceMark, ...], actors: tuple[ActorMark, ...]) -> tuple[PlaceMark, ...]:
    """The places, those that are an actor's name (a town called Hamas) marked as names."""
    names = [(a.start, a.end) for a in actors if not a.generic and a.kind != "state"]
    return tuple(
        structs.replace(p, use="name")
        if p.use == "place" and any(start <= p.start and p.end <= end for start, end in names)
        else p
        for p in places
    )
