"""How linking and reconciling grow: synthetic accounts with the skew of a war.

usage: python benchmarks/linking.py [N …]        default 1000 10000

Incidents fall on days and towns by Zipf's law (a few huge cities, many villages), are told by 1 to 30 reports, by a few
actors; accounts leave out dates, places and tolls, are off by a day, spell towns in another way, and name the province
alone, about as often as the training reports do. Prints accounts, pairs compared, seconds, the share of true pairs that
were compared (completeness) and the F1 of the links found, and the exponent of growth from each size to the next.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections import Counter
from datetime import date, timedelta
from itertools import combinations

from testimonia.link import Scorer, link
from testimonia.link.blocks import pairs
from testimonia.link.sketch import sketch
from testimonia.model.claim import Account, Figure, Period, Perpetrator, Place, Target, Told
from testimonia.model.text import Evidence
from testimonia.model.world import Cluster
from testimonia.reconcile import UcdpPolicy, reconcile

TYPES = ("armed_assault", "bombing", "clash", "shelling", "air_strike", "killing", "abduction")
ACTORS = ("Northern Front", "River Brigade", "Army of the Plain", "Red Banner", "Sons of the Hills", "Coastal Guard")
COUNTRIES = ("ML", "NE", "BF", "NG", "SO", "YE", "SY", "AF")
START = date(2019, 1, 1)


def _zipf(rng: random.Random, n: int) -> int:
    """A rank from 0 to n - 1, with weights 1, 1/2, 1/3 …"""
    return min(n - 1, int(math.exp(rng.random() * math.log(n))) - 1)


def _town(number: int) -> Place:
    rng = random.Random(number)
    name = "".join(rng.choice("bdfgklmnrst") + rng.choice("aeiou") for _ in range(rng.randint(2, 4))).title()
    country = COUNTRIES[number % len(COUNTRIES)]
    lat, lon = 5 + 25 * rng.random(), -10 + 60 * rng.random()
    return Place(name=name, country=country, lat=lat, lon=lon, admin1=f"Province {number % 40}")


def synthetic(n: int, seed: int = 1) -> tuple[list[Told], dict[str, int]]:
    """About `n` accounts, and the number of the incident that each tells of."""
    rng, told, truth = random.Random(seed), list[Told](), dict[str, int]()
    days, incident = max(60, n // 12), 0
    while len(told) < n:
        base = _incident(rng, days)
        for _ in range(min(30, int(rng.paretovariate(1.1)))):
            one = _account(rng, base, len(told))
            told.append(one)
            truth[one.id] = incident
        incident += 1
    return told, truth


def _incident(rng: random.Random, days: int) -> tuple[date, Place, str, str, int]:
    day = START + timedelta(days=rng.randrange(days))
    return day, _town(_zipf(rng, 4000)), rng.choice(TYPES), ACTORS[_zipf(rng, len(ACTORS))], 1 + _zipf(rng, 200)


def _account(rng: random.Random, base: tuple[date, Place, str, str, int], number: int) -> Told:
    day, place, kind, actor, killed = base
    told_day = day + timedelta(days=rng.choice((0, 0, 1, 1, 2, 7)))
    dead = max(1, killed + rng.choice((0, 0, 0, 1, -1, killed // 4)))
    said = None if rng.random() < 0.07 else day + timedelta(days=rng.random() < 0.03)
    word = (Evidence(0, 6, "attack"),)
    figures = (Figure(effect="killed", who="all", low=dead, best=dead, high=dead, at=word),)
    account = Account(
        type="armed_assault" if rng.random() < 0.15 else kind,  # type: ignore[arg-type]
        status="occurred",
        salience="news" if rng.random() < 0.75 else "background",
        mentions=word,
        date=Period(start=said.isoformat(), end=said.isoformat(), precision="day")
        if said
        else Period(unresolved="none"),
        places=_places(rng, place),
        perpetrators=(Perpetrator(name=actor, basis="blamed"),) if rng.random() < 0.6 else (),
        targets=(Target(name="villagers", cls="civilians"),) if rng.random() < 0.5 else (),
        figures=figures if rng.random() < 0.8 else (),
    )
    return Told(id=f"a-{number:07}", document=f"d-{number:07}", version="1", publisher=f"Paper {_zipf(rng, 300)}",
                published=told_day.isoformat(), url=None, account=account)  # fmt: skip


def _places(rng: random.Random, place: Place) -> tuple[Place, ...]:
    province = Place(name=place.admin1 or "", kind="province", country=place.country)
    roll = rng.random()
    if roll < 0.05:
        return (Place(name=place.country or "", kind="country", country=place.country),)
    if roll < 0.12:
        return (province,)
    if roll < 0.2:
        return (Place(name=place.name + "h", country=place.country, admin1=place.admin1), province)
    return place, province


def _f1(clusters: tuple[Cluster, ...], truth: dict[str, int]) -> float:
    both = Counter[tuple[int, int]]()
    for n, cluster in enumerate(clusters):
        both.update((n, truth[t.id]) for t in cluster.accounts)
    choose = [math.comb(k, 2) for k in both.values()]
    found = sum(math.comb(len(c.accounts), 2) for c in clusters)
    true = sum(math.comb(k, 2) for k in Counter(truth.values()).values())
    return 2 * sum(choose) / (found + true)


def _completeness(told: list[Told], truth: dict[str, int]) -> float:
    """The share of the pairs of one incident that blocking proposes."""
    sketches = [sketch(t) for t in told]
    of: dict[int, list[int]] = {}
    for i, t in enumerate(told):
        of.setdefault(truth[t.id], []).append(i)
    true = {pair for members in of.values() for pair in combinations(members, 2)}
    return len(true & set(pairs(sketches))) / len(true)


def measure(n: int) -> float:
    """Print the figures of one size; the seconds that linking and reconciling took."""
    told, truth = synthetic(n)
    scorer, begin = Scorer(), time.perf_counter()
    clusters = link(told, scorer=scorer)
    linked = time.perf_counter() - begin
    for cluster in clusters:
        reconcile(cluster, UcdpPolicy())
    took = time.perf_counter() - begin
    print(f"{len(told):>8} accounts {len(clusters):>8} incidents {scorer.pairs:>9} pairs", end="  ")
    print(f"linked {linked:6.2f} s  reconciled {took - linked:6.2f} s", end="  ")
    print(f"completeness {_completeness(told, truth):.4f}  F1 {_f1(clusters, truth):.3f}")
    return took


def main() -> None:
    """Measure every size asked for."""
    sizes = [int(a) for a in sys.argv[1:]] or [1000, 10000]
    before = None
    for n in sizes:
        took = measure(n)
        if before:
            print(f"growth exponent {math.log(took / before[1]) / math.log(n / before[0]):.2f}")
        before = (n, took)


if __name__ == "__main__":
    main()
