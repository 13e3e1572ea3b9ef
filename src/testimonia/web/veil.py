"""What anonymous readers do not see: exact points, victims' names, whole texts, and what happened only just now.

The rules stand here alone; lists, pages, exports and feeds all pass through them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from testimonia.model.actor import in_registry
from testimonia.model.claim import Account, Place, Victim
from testimonia.model.text import Span
from testimonia.model.world import Incident
from testimonia.reconcile.speakers import speaker
from testimonia.store import Query, labels
from testimonia.store.query import fold
from testimonia.web.quoting import WITHHELD

DIGITS = 1
GRID = 0.1
"""Degrees to which points are rounded, DIGITS behind the point: some 11 km."""
RADIUS_KM = 8.0
"""Half the diagonal of a cell of the grid at the equator: how far a rounded point may be off."""
_KEPT = {"id", "document", "url", "account", "claim", "left", "right", "start", "end", "published", "actor_id"}


class Mask:
    """Takes names of persons out of texts: the full name, and each word of it that is written with a capital."""

    def __init__(self, victims: Iterable[Victim]) -> None:
        names: set[str] = set()
        for victim in victims:
            names |= {victim.name, *(at.quote for at in victim.at if at.quote[:1].isupper())}
            names |= {w for w in re.findall(r"\w[\w’'-]+", victim.name) if w[0].isupper() and len(w) > 2}
        longest = sorted((re.escape(n) for n in names if n.strip()), key=len, reverse=True)
        self._names = re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)") if longest else None

    def text(self, text: str) -> str:
        """The text without the names."""
        return self._names.sub(WITHHELD, text) if self._names else text

    def spans(self, text: str) -> Iterator[Span]:
        """Where the names stand."""
        yield from (Span(*found.span()) for found in self._names.finditer(text)) if self._names else ()

    def all(self, value: Any, key: str = "") -> Any:
        """Builtins without the names in any string, but for ids and addresses."""
        if isinstance(value, str):
            return value if key in _KEPT else self.text(value)
        if isinstance(value, dict):
            return {k: None if _provisional(k, v) else self.all(v, k) for k, v in value.items()}
        return [self.all(v, key) for v in value] if isinstance(value, list | tuple) else value


def _provisional(key: str, value: Any) -> bool:
    """Whether it is the id of an actor that no registry has: it is made of the name."""
    return key == "actor_id" and value is not None and not in_registry(value)


# What armed groups, forces and states have in their names, and persons have not.
_BODIES = frozenset(
    """front army movement group brigade brigades force forces party council state states militia union liberation
    resistance government police guard guards command battalion republic cartel gang network organisation organization
    ministry agency authority nations mission corps navy regiment committee coalition alliance""".split()  # noqa: SIM905
)


def private(account: Account) -> Iterator[Victim]:
    """Everybody whom anonymous readers must not see named: victims, and who looks like a person without an office among
    those who speak, did it or were attacked. Those stand here as victims of nothing, by name alone.
    """
    yield from account.victims
    said = [f.according_to for f in account.figures] + [p.by for p in account.perpetrators]
    named = [name for name in said if name and speaker(name).kind == "named"]
    named += [p.name for p in account.perpetrators if not in_registry(p.actor_id)]
    named += [t.name for t in account.targets if not in_registry(t.actor_id) and t.cls != "property"]
    for name in dict.fromkeys(named):
        if personal(name):
            yield Victim(name=name, at=())


def personal(name: str) -> bool:
    """Whether a name looks like a person's."""
    parts = name.split()
    return len(parts) > 1 and all(w[0].isupper() for w in parts) and _BODIES.isdisjoint(name.lower().split())


def coarse(place: Place) -> Place:
    """The place with its point on the grid, and the circle that says so."""
    if place.lat is None or place.lon is None:
        return place
    near = bool(place.radius_km) or (place.precision or 1) <= 2
    return msgspec.structs.replace(
        place,
        lat=round(place.lat, DIGITS),
        lon=round(place.lon, DIGITS),
        precision=max(place.precision or 2, 2),
        radius_km=max(place.radius_km or 0.0, RADIUS_KM) if near else None,
    )


class Veil(msgspec.Struct, frozen=True):
    """The rules of one server: nothing shows before `delay` has passed."""

    delay: timedelta

    def shows(self, incident: Incident, now: datetime | None = None) -> bool:
        """Whether enough time has passed since the end of its last day and since its first report.

        Days end at midnight UTC. What says neither when it was nor when it was reported does not show.
        """
        return incident.settled is not None and incident.settled <= self.until(now)

    def until(self, now: datetime | None = None) -> datetime:
        """What was settled by then shows."""
        return (now or datetime.now(UTC)) - self.delay

    def query(self, query: Query) -> Query:
        """The query with its box widened to the grid: many small boxes must not find a point."""
        if query.box is None:
            return query
        west, south, east, north = query.box
        wide = (max(-180.0, _down(west)), max(-90.0, _down(south)), min(180.0, _up(east)), min(90.0, _up(north)))
        return msgspec.structs.replace(query, box=wide)

    def finds(self, incident: Incident, query: Query) -> bool:
        """Whether what was searched for stands in what is shown: nobody can ask whether a victim had a name, or what
        somebody did who is not named. `incident` is as it is shown.

        Each word must begin a word of the incident's headline, quotes or names; an actor must stand among its actors.
        """
        if query.text:
            shown = f" {fold(' '.join(_strings(msgspec.to_builtins(incident))))}"
            if not all(f" {word}" in shown for word in fold(query.text).split()):
                return False
        actors = (name for kind, name in labels(incident) if kind == "actor") if query.actor else ()
        return not query.actor or any(f" {fold(query.actor)}" in f" {name}" for name in actors)

    def incident(self, incident: Incident, people: Iterable[Victim] = ()) -> Incident:
        """The incident as anonymous readers see it. `people`: further ones whose names are withheld."""
        mask = Mask((*incident.victims, *people))
        places = tuple(coarse(p) for p in incident.places)
        bare = msgspec.structs.replace(incident, victims=(), places=places)
        return msgspec.convert(mask.all(msgspec.to_builtins(bare)), Incident)


def _strings(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, str):
        if key not in _KEPT and key != "because":
            yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner, key)


def _down(degrees: float) -> float:
    return (degrees // GRID) * GRID


def _up(degrees: float) -> float:
    return -((-degrees // GRID) * GRID)
