"""How often `testimonia compare` picks the right row, where a table is at its thickest.

usage: python benchmarks/comparing.py

Takes 800 rows of UCDP GED for Myanmar and for Mexico as if they were ours, changes days, places, tolls and actors a
little, takes 300 of them away from the table, and matches them with what is left. Reads the folder named by
TESTIMONIA_DATA (by default `shared` beside the checkout).
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import msgspec
from gold import data_folder

from testimonia.compare import Event
from testimonia.compare.match import assign, candidates
from testimonia.compare.table import read

FILES = ("ged_myanmar.csv.gz", "ged_mexico_2019_2023.csv.gz")
TAKEN, REMOVED = 800, 300


def changed(e: Event, chance: random.Random) -> Event:
    """The event as another recorder could have told it."""
    new: dict[str, object] = {"sources": ()}
    if chance.random() < 0.2:
        off = chance.choice((-1, 1))
        new |= {"first": e.first + off, "last": e.last + off}
    how = chance.random()
    if how < 0.15:
        new |= {"reach": 150.0, "names": (), "place": ""}
    elif how < 0.4 and e.lat is not None and e.lon is not None:
        new |= {"lat": e.lat + chance.uniform(-0.1, 0.1), "lon": e.lon + chance.uniform(-0.1, 0.1), "names": ("else",)}
    if chance.random() < 0.3:
        best = round((e.best or 0) * chance.uniform(0.6, 1.6))
        new |= {"best": best, "low": best, "high": best}
    if chance.random() < 0.4:
        new |= {"actors": ()}
    return msgspec.structs.replace(e, **new)


def measure(path: Path) -> str:
    """One line of the table."""
    chance = random.Random(3)
    table = sorted((e for e in read(path, "ucdp-ged") if isinstance(e, Event)), key=lambda e: (e.first, e.last, e.id))
    taken = chance.sample(table, TAKEN)
    removed = {e.id for e in taken[:REMOVED]}
    left = [e for e in table if e.id not in removed]
    began = time.perf_counter()
    chosen = assign(candidates([changed(e, chance) for e in taken], left))
    seconds = time.perf_counter() - began
    right = [taken[p.ours].id == left[p.theirs].id for p in chosen]
    sure = [ok for ok, p in zip(right, chosen, strict=True) if p.score >= 0.99]
    return (
        f"{path.name}: {len(table)} rows, {len(chosen)} matches, right {sum(right) / len(right):.2f}, found "
        f"{sum(right) / (TAKEN - REMOVED):.2f}; score .99 or more: {len(sure)}, right {sum(sure) / len(sure):.2f}; "
        f"{seconds:.1f} s"
    )


if __name__ == "__main__":
    for name in FILES:
        print(measure(data_folder() / "reference" / "ucdp-ged" / name))
