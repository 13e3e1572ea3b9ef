"""How fast a ledger is: `python benchmarks/store.py [INCIDENTS] [REPORTS] [ADDRESS]` (default 100000, 3000, a file).

With the address of a PostgreSQL database (`postgresql://…`) the ledger is there, in two schemas that must not exist
(`bench_book` and `bench_edition`) and stay behind.

Prints documents recorded a second, the time to open, and for a look-up and each kind of filter its median time beside
that of a plain scan over the same incidents in the same run. Times hang on the machine; the ratios much less.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from testimonia.model.claim import Account, Figure, Period, Perpetrator, Place, Reading, Target
from testimonia.model.codec import decode, encode
from testimonia.model.text import Document, Span
from testimonia.model.world import Incident, Testimony, Toll
from testimonia.store import Ledger, Query

ACTORS = [f"{kind} of {where}" for kind in ("Front", "Army", "Movement", "Brigade") for where in "ABCDEFGHIJKLMNOPQRST"]
TYPES = ("armed_assault", "bombing", "clash", "shelling", "air_strike")
WORDS = "blast convoy market bridge school checkpoint village patrol mosque hospital station".split()  # noqa: SIM905


def report(number: int) -> tuple[Document, Reading]:
    """A report of two kilobytes that tells of two incidents, ten values each."""
    text = f"Attack {number}\n\nGunmen killed 12 people in Gao on Friday. " + "More was said about it later. " * 65
    document = Document(id=f"doc-{number}", text=text, published="2019-11-03", publisher="Agency")

    def at(word: str) -> tuple:
        start = text.index(word)
        return (Span(start, start + len(word)).cut(text),)

    def account(mention: str) -> Account:
        figures = (Figure(effect="killed", who="all", low=12, best=12, high=12, at=at("12")),) * 3
        day = Period(start="2019-11-01", end="2019-11-01", precision="day", at=at("Friday"))
        places = (Place(name="Gao", country="ML", lat=16.3, lon=0.0, at=at("Gao")), Place(name="Mali", kind="country"))
        return Account(type="armed_assault", status="occurred", salience="news", mentions=at(mention), figures=figures,
                       date=day, places=places,
                       perpetrators=(Perpetrator(name="gunmen", basis="stated", at=at("Gunmen")),),
                       targets=(Target(name="people", cls="civilians", at=at("people")),))  # fmt: skip

    told = (account("Attack"), account("killed"))
    return document, Reading(document=document.id, document_version=document.version, reader="b 1", incidents=told)


def incidents(many: int) -> Iterator[Incident]:
    """Incidents over twenty years, forty countries and a few thousand places."""
    chance = random.Random(1)
    for number in range(many):
        day = f"{chance.randrange(2000, 2020)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        site = chance.randrange(5000)
        country = f"{chr(65 + site % 40 // 26)}{chr(65 + site % 26)}"
        mention = Span(0, 6).cut(chance.choice(WORDS) + " attack")
        dead = int(chance.expovariate(0.2))
        lat, lon = site % 71 * 2.0 - 70, site % 179 * 2.0 - 178
        yield Incident(
            id=f"i-{number:016x}", type=chance.choice(TYPES), status="occurred",
            date=Period(start=day, end=day, precision="day"),
            places=(Place(name=f"Place {site}", country=country, lat=lat, lon=lon),),
            perpetrators=(Perpetrator(name=chance.choice(ACTORS), basis="claimed"),), claims=(), targets=(), weapons=(),
            grade="fair", tolls={"killed": Toll(low=dead, best=dead, high=dead, policy="ucdp", because="one figure")},
            victims=(), headline=f"{chance.choice(WORDS)} {chance.choice(WORDS)}",
            accounts=(Testimony(document=f"doc-{number}", publisher="Agency", published=day, url=None, figures=(),
                                mentions=(mention,), account=f"a-{number:016x}"),),
        )  # fmt: skip


QUESTIONS: dict[str, tuple[Query, Callable[[Incident], bool]]] = {
    "one month": (Query(since="2010-05", until="2010-05"), lambda i: (i.date.start or "")[:7] == "2010-05"),
    "newest 50": (Query(newest=True, limit=50), lambda _: True),
    "box": (
        Query(box=(0, 10, 10, 20)),
        lambda i: 0 <= (i.places[0].lon or 0) <= 10 <= (i.places[0].lat or 0) <= 20,
    ),
    "country and year": (
        Query(country="AC", since="2015", until="2015"),
        lambda i: i.places[0].country == "AC" and (i.date.start or "")[:4] == "2015",
    ),
    "place": (Query(place="place 4321"), lambda i: i.places[0].name == "Place 4321"),
    "actor and type": (
        Query(actor="front of q", type="clash"),
        lambda i: i.perpetrators[0].name == "Front of Q" and i.type == "clash",
    ),
    "more than 40 killed": (Query(min_killed=41), lambda i: (i.tolls["killed"].best or 0) > 40),
    "two words": (Query(text='"bridge school"', limit=100), lambda i: i.headline == "bridge school"),
}


def median(act: Callable[[], object], times: int) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def recording(place: Path | str, many: int) -> None:
    """Documents a second, in a batch and one by one."""
    reports = [report(number) for number in range(many)]
    with Ledger.open(place, "write", create=True) as ledger:
        start = time.perf_counter()
        with ledger.batch():
            for document, reading in reports:
                ledger.record(document, reading)
        batched = many / (time.perf_counter() - start)
        start = time.perf_counter()
        for number in range(many, many + 300):
            ledger.record(*report(number))
        single = 300 / (time.perf_counter() - start)
    print(f"record   {batched:8.0f} documents/s in a batch, {single:.0f} one by one (each on the disk before the next)")


def asking(path: Path | str) -> None:
    """Every question beside a plain scan."""
    with Ledger.open(path) as ledger:
        rows = [encode(incident) for incident in ledger.incidents()]
        names = random.Random(2).sample(range(len(rows)), min(500, len(rows)))
        look = iter(names * 2)
        print(f"look-up  {median(lambda: ledger.incident(f'i-{next(look):016x}'), len(names)):8.3f} ms a point")
        scan = median(lambda: [decode(body, Incident) for body in rows], 1)
        print(f"scan     {scan:8.1f} ms for all {len(rows)} incidents, decoded")
        for name, (query, test) in QUESTIONS.items():
            expected = sum(map(test, (decode(body, Incident) for body in rows)))
            found = len(list(ledger.incidents(query)))
            assert found == min(expected, query.limit or expected), (name, found, expected)
            took = median(lambda query=query: list(ledger.incidents(query)), 9)
            print(f"{name:20} {took:8.2f} ms, {found:5} found: {scan / took:8.0f} times as fast as the scan")


def main(many: int = 100_000, reports: int = 3000, server: str = "") -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as name:
        mark = "&" if "?" in server else "?"
        book, path = (f"{server}{mark}schema=bench_{n}" if server else Path(name, n) for n in ("book", "edition"))
        recording(book, reports)
        with Ledger.open(path, "write", create=True) as ledger:
            start = time.perf_counter()
            ledger.publish_edition(incidents(many))
            print(f"publish  {many / (time.perf_counter() - start):8.0f} incidents/s, the first time")
            start = time.perf_counter()
            ledger.publish_edition(incidents(many))
            print(f"         {many / (time.perf_counter() - start):8.0f} incidents/s, when nothing has changed")
        print(f"open     {median(lambda: Ledger.open(path).close(), 20):8.2f} ms")
        asking(path)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:])
