"""What linking looks at: an account reduced to the few things that can agree or disagree, computed once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import lru_cache
from typing import TypeVar

import msgspec

from testimonia.link.tables import GENERIC, REACH
from testimonia.model.actor import in_registry
from testimonia.model.claim import Account, IncidentType, Place, Status, Told
from testimonia.model.names import fold, words
from testimonia.model.sphere import km

V = TypeVar("V", bound=Hashable)
SKETCH = 1  # the making of sketches, counted: raise it when accounts get others, for a ledger keeps them
_encoder = msgspec.json.Encoder(order="deterministic")


@lru_cache(maxsize=1 << 16)
def _one(value: V) -> V:
    """The same object for equal values: a million sketches name few towns, actors and days between them."""
    return value


class Spot(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A point in degrees WGS84 with the kilometres within which the place may lie; `fine`: of a town or a site."""

    lat: float
    lon: float
    reach: float
    fine: bool

    def km_to(self, other: Spot) -> float:
        """Kilometres between the two (`sphere.km`)."""
        return km(self.lat, self.lon, other.lat, other.lon)


class Sketch(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The comparable side of one account. Days are ordinals (`date.toordinal`); names are folded, but for `where`, its
    most specific place as it is written. `order` is that of `Told.order`.

    `towns` are settlements, `sites` named buildings and roads, `areas` everything that contains them but the country.
    `actors` are who is said to have done it (denials left out), `people` names of persons and of particular targets,
    `killed` and `injured` the numbers that the account gives, attackers left out, `toll` the greatest killed number.
    `sure_of_place` is the confidence in its finest place, 1 where it names none.
    `news`: whether its report was written to tell of it; `read`: whether a reader found it, and may have erred (what a
    person marked is sure); `precise`: whether the day is known (a span of at most two days: a night);
    `apart`: whether its text tells it apart from another one.
    """

    id: str
    document: str
    order: tuple[str, str, int, str]
    type: IncidentType
    status: Status
    days: tuple[int, int] | None
    published: int | None
    where: str | None
    towns: frozenset[str]
    sites: frozenset[str]
    areas: frozenset[str]
    countries: frozenset[str]
    spots: tuple[Spot, ...]
    actors: frozenset[str]
    people: frozenset[str]
    targets: frozenset[str]
    classes: frozenset[str]
    weapons: frozenset[str]
    title: frozenset[str]
    killed: frozenset[int]
    injured: frozenset[int]
    sure_of_place: float
    news: bool
    read: bool
    precise: bool
    apart: bool

    @property
    def narrowest(self) -> frozenset[str]:
        """The name of its most specific place."""
        return frozenset() if self.where is None else frozenset((fold(self.where),))

    @property
    def toll(self) -> int | None:
        """The greatest number of dead that it gives, or None."""
        return max(self.killed, default=None)


def kept(sketch: Sketch) -> str:
    """A sketch as a ledger keeps it: equal ones in equal words."""
    return _encoder.encode(sketch).decode()


_decoder = msgspec.json.Decoder(Sketch)


def from_kept(words: str) -> Sketch:
    """What `kept` made words of."""
    return _decoder.decode(words)


@lru_cache(maxsize=1 << 16)
def particular(name: str) -> str | None:
    """The folded name if it names somebody in particular ("gunmen" and "the two attackers" do not), else None."""
    parts = words(name)
    if not parts or all(w in GENERIC or w.isdigit() or len(w) < 2 for w in parts):
        return None
    return fold(name)


def _reach(place: Place) -> float:
    known = REACH.get(f"precision:{place.precision}", REACH[f"kind:{place.kind}"])
    return max(known, place.radius_km or 0.0)


def _spots(places: tuple[Place, ...]) -> Iterator[Spot]:
    for p in places:
        if p.lat is not None and p.lon is not None and p.kind != "country":
            yield Spot(p.lat, p.lon, _reach(p), p.kind in ("site", "settlement"))


def _numbers(account: Account, effect: str) -> frozenset[int]:
    of = (f for f in account.figures if f.effect == effect and f.who != "attackers" and f.basis != "denied")
    return frozenset(n for f in of for n in (f.low, f.best, f.high) if n)


def _finer(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places without the countries, unless there is nothing but those."""
    return tuple(p for p in places if p.kind != "country") or places


def _named(places: tuple[Place, ...]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The names of towns, of sites, and of what contains them but the country."""
    towns, sites, areas = set[str](), set[str](), set[str]()
    of_kind = {"settlement": towns, "site": sites, "country": set[str]()}
    for place in places:
        of_kind.get(place.kind, areas).add(fold(place.name))
        areas.update(fold(area) for area in (place.admin1, place.admin2) if area)
    return frozenset(towns), frozenset(sites), frozenset(areas)


def _people(account: Account) -> frozenset[str]:
    names = [t.name for t in account.targets if _is_name(t.name)]
    return frozenset(filter(None, map(particular, [*names, *(v.name for v in account.victims)])))


@lru_cache(maxsize=1 << 12)
def _is_name(name: str) -> bool:
    return sum(w[:1].isupper() for w in name.split()) >= 2


def sketch(told: Told) -> Sketch:
    """The sketch of an account."""
    account, places = told.account, told.account.places
    who = [p for p in account.perpetrators if p.basis != "denied"]
    actors = {particular(p.name) for p in who} | {p.actor_id for p in who if p.actor_id and in_registry(p.actor_id)}
    days = account.date.days
    towns, sites, areas = map(_one, _named(places))
    return Sketch(
        id=told.id,
        document=told.document,
        order=told.order,
        type=account.type,
        status=account.status,
        days=_one(days),
        published=told.day,
        where=places[0].name if places else None,
        towns=towns,
        sites=sites,
        areas=areas,
        countries=_one(frozenset(p.country for p in places if p.country)),
        spots=tuple(_spots(places)),
        actors=_one(frozenset(filter(None, actors)) | {c for c in map(particular, _claimants(account)) if c}),
        people=_one(_people(account)),
        targets=_one(frozenset(w for t in account.targets for w in words(t.name) if w not in GENERIC)),
        classes=_one(
            frozenset(t.cls for t in account.targets) | {f.who for f in account.figures if f.effect == "killed"}
        ),
        weapons=_one(frozenset(w.cls for w in account.weapons if w.cls != "other")),
        title=_title(told),
        killed=_one(_numbers(account, "killed")),
        injured=_one(_numbers(account, "injured")),
        sure_of_place=next((p.confidence for p in _finer(places)), 1.0),
        news=account.salience == "news",
        read=account.confidence.incident < 1,
        precise=days is not None and days[1] - days[0] <= 1,
        apart=bool(account.apart),
    )


def _title(told: Told) -> frozenset[str]:
    """The long words of the headline, if it speaks of this account: a digest's headline speaks of none."""
    title = frozenset(w for w in words(told.title) if len(w) >= 4 and not w.isdigit()) if told.title else frozenset()
    if not title:
        return title
    account = told.account
    own = [m.quote for m in account.mentions] + [p.name for p in account.places]
    own += [p.name for p in account.perpetrators] + [t.name for t in account.targets]
    return title if any(w in title for name in own for w in words(name)) else frozenset()


def _claimants(account: Account) -> list[str]:
    return [c.by for c in account.claims if c.stance == "claimed"]
