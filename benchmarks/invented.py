"""A ledger of invented incidents, as many as are wanted: `python benchmarks/invented.py FILE [INCIDENTS]`.

To read and reconcile a million reports takes an hour; nobody who measures the store or the pages needs that. So some
hundred incidents are made as everywhere (recorded, reconciled, published), and then cast: their rows are written again
and again with another day, town, point, and with the ids that follow from them, until there are enough. What comes out
is a sound ledger with reports behind every incident.
"""

from __future__ import annotations

import hashlib
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from testimonia import pipeline, renewing
from testimonia.model.claim import Account, Figure, Period, Perpetrator, Place, Reading, Target, Told, Weapon, tell
from testimonia.model.text import Document, Evidence
from testimonia.model.world import Cluster, Incident, Link
from testimonia.reconcile import reconcile
from testimonia.store import Ledger, linked
from testimonia.store.schema import guards, statements

MOULDS = 600
KINDS = ["armed_assault", "bombing", "clash", "shelling", "air_strike", "abduction"]
ACTORS = [f"{kind} of {where}" for kind in ("Front", "Army", "Movement", "Brigade") for where in "ABCDEFGHIJKLMNOPQRST"]
SCENES = "market convoy bridge school checkpoint village patrol mosque hospital station".split()  # noqa: SIM905
PAPERS = [
    f"The {name} {kind}" for name in ("Northern", "Daily", "Evening", "River") for kind in ("Post", "Wire", "Star")
]
COUNTRIES = ["ML", "NG", "SO", "IQ", "SY", "AF", "YE", "UA", "MM", "CO", "BF", "NE", "CD", "SD", "PK", "PH"]
FIRST, DAYS, TOWNS = date(1998, 1, 1), 22 * 365, 4000
LAST = FIRST + timedelta(DAYS - 365)
# What stands in a mould where a cast has something of its own; as long as that, so that evidence stays where it is.
_INDEX = re.compile(r"^CREATE (?:UNIQUE )?INDEX (\w+)", re.MULTILINE)
_DAY, _TOWN, _LAT, _LON = "2001-02-03", "Town9999", 11.1111, 22.2222


def told(number: int, chance: random.Random, day: str = "", town: str = "") -> list[tuple[Document, Reading]]:
    """The reports of one incident: one of them, for one incident in five two or three."""
    day = day or (FIRST + timedelta(chance.randrange(DAYS))).isoformat()
    town, country = town or f"Town{chance.randrange(TOWNS):04}", _country(chance)
    actor, scene, dead = chance.choice(ACTORS), chance.choice(SCENES), int(chance.expovariate(0.2))
    kind, exact, out = chance.choice(KINDS), chance.choice([1, 1, 1, 2, 3, 4]), []
    for n in range(1 if chance.random() < 0.8 else chance.randrange(2, 4)):
        said = dead + (n and chance.randrange(3))
        text = (
            f"{actor} attack {scene} in {town}\n\nFighters killed {said} people at a {scene} in {town} on {day}, "
            "police said.\n\nThey came at dawn with rifles and fled before help arrived, witnesses said."
        )

        def at(words: str, text: str = text) -> tuple[Evidence, ...]:
            start = text.index(words)
            return (Evidence(start, start + len(words), words),)

        sure = round(chance.uniform(0.4, 1), 2)
        where = Place(name=town, country=country, lat=_LAT, lon=_LON, precision=exact, at=at(town), confidence=sure)
        killed = Figure(effect="killed", who="civilians", low=said, best=said, high=said, according_to="police",
                        at=at(f"{said} people"), confidence=sure)  # fmt: skip
        account = Account(
            type=kind, status="occurred", salience="news", mentions=at("attack"), places=(where,), figures=(killed,),  # type: ignore[arg-type]
            date=Period(start=day, end=day, precision="day", at=at(day)),
            perpetrators=(Perpetrator(name=actor, basis="stated", at=at(actor)),),
            targets=(Target(name="people", cls="civilians", at=at("people")),),
            weapons=(Weapon(cls="firearm", at=at("rifles")),),
        )  # fmt: skip
        document = Document(id=f"r{number:07}-{n}", text=text, published=day, publisher=chance.choice(PAPERS))
        reading = Reading(
            document=document.id, document_version=document.version, reader="bench 1", incidents=(account,)
        )
        out.append((document, reading))
    return out


def _country(chance: random.Random) -> str:
    return COUNTRIES[min(int(chance.expovariate(0.25)), len(COUNTRIES) - 1)]


def incident(accounts: tuple[Told, ...]) -> Incident:
    """What these accounts say together."""
    links = [Link(left=accounts[0].id, right=a.id, score=0.99, because="the same day and place") for a in accounts[1:]]
    return reconcile(Cluster(accounts=accounts, links=tuple(links)), pipeline.policy_named("ucdp"), ())


def moulds(path: Path, many: int) -> list[str]:
    """A small ledger, made as everywhere; the ids of its incidents."""
    chance, kept = random.Random(7), []
    with Ledger.open(path, "write", create=True) as ledger:
        with ledger.batch():
            for number in range(many):
                reports = told(number, chance, _DAY, _TOWN)
                for document, reading in reports:
                    ledger.record(document, reading)
                kept.append(incident(tuple(a for d, r in reports for a in tell(d, r))))
        ledger.publish_edition(kept, recipe=pipeline.recipe())
    return [i.id for i in kept]


Fill = dict[str, str]


class Mould:
    """The rows of one incident, and what is put in the place of what in them. A text is kept in pieces, every other of
    them a hole."""

    def __init__(self, source: sqlite3.Connection, name: str) -> None:
        def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
            return source.execute(sql, values).fetchall()

        [incident] = rows("SELECT * FROM incidents WHERE id = ?", name)
        self.name, self.country = name, incident[7]
        of = "FROM labels l JOIN labelled b ON b.label = l.seq WHERE b.incident = ?"
        labels = rows(f"SELECT l.kind, l.name {of}", incident[0])
        [words] = rows("SELECT headline, quotes, actors, places FROM words WHERE rowid = ?", incident[0])
        held = rows("SELECT account FROM incident_accounts WHERE incident = ? ORDER BY position", incident[0])
        self.accounts, self.reports, self.claims, published = [a for (a,) in held], [], [], []
        for account in self.accounts:
            [told] = rows("SELECT * FROM accounts WHERE id = ?", account)
            [reading] = rows("SELECT * FROM readings WHERE seq = ?", told[1])
            [document] = rows("SELECT * FROM documents WHERE seq = ?", reading[1])
            claims = rows("SELECT field, position, id, value, evidence FROM claims WHERE account = ?", told[0])
            published.append(document[1])
            self.reports.append((document[1:], reading[2:], told[2:], claims))
            self.claims.append([c[:3] for c in claims])
        self.published = published
        self.starts = [re.findall(r'"mentions":\[\{"start":(\d+)', r[2][2])[0] for r in self.reports]
        fixed = [name, *_holes(date.fromisoformat(_DAY), _TOWN, _LAT, _LON).values()]
        every = [*fixed, *published, *self.accounts, *(c[2] for claims in self.claims for c in claims)]
        self._holes = re.compile("(" + "|".join(map(re.escape, every)) + ")")
        self.incident, self.words = self._row(incident), self._row(words)
        self.labels = [(kind, self._cut(said)) for kind, said in labels]
        self.rows = [
            (self._row(document), self._row(reading), self._row(told), [self._row(c) for c in claims])
            for document, reading, told, claims in self.reports
        ]

    def _cut(self, value: Any) -> Any:
        pieces = self._holes.split(value) if isinstance(value, str) else [value]
        return pieces if len(pieces) > 1 else value

    def _row(self, row: Iterable[Any]) -> list[Any]:
        return [self._cut(value) for value in row]

    def filled(self, number: int, day: date, town: str, lat: float, lon: float) -> tuple[Fill, list[str], str]:
        """What stands in the holes of a cast; the ids of its accounts and its own."""
        ours = _holes(date.fromisoformat(_DAY), _TOWN, _LAT, _LON)
        theirs = _holes(day, town, lat, lon)
        fill = {ours[key]: theirs[key] for key in ours}
        accounts, first = [], ""
        for n, (old, account, start) in enumerate(zip(self.published, self.accounts, self.starts, strict=True)):
            name = f"r{number:07}-{n}"
            made = "a-" + _hash(f"{name}\x1f{start}")
            fill[old], fill[account] = name, made
            for field, position, claim in self.claims[n]:
                fill[claim] = "c-" + _hash(f"{made}/{field}/{position}")
            accounts.append(made)
            first = first or f"{name}\x1f{start}\x1f{made}"
        fill[self.name] = "i-" + _hash(first)
        return fill, accounts, fill[self.name]


def _holes(day: date, town: str, lat: float, lon: float) -> Fill:
    said = f"{day.day} {day:%B %Y}"
    return {"day": day.isoformat(), "said": said, "sought": said.lower(), "town": town, "folded": town.lower(),
            "lat": f"{lat:.4f}", "lon": f"{lon:.4f}"}  # fmt: skip


def made(value: Any, fill: Fill) -> Any:
    """A value of a row with its holes filled."""
    return "".join([fill.get(piece, piece) for piece in value]) if type(value) is list else value


def _hash(basis: str) -> str:
    return hashlib.sha256(basis.encode()).hexdigest()[:16]


class Foundry:
    """Writes casts into a ledger, some thousand at a time."""

    def __init__(self, to: sqlite3.Connection) -> None:
        self.to, self.labels = to, dict[tuple[str, str], int]()
        self.number, self.report = 0, 0
        self.rows: dict[str, list[tuple[Any, ...]]] = {}

    def put(self, table: str, *row: Any) -> None:
        """One more row of a table."""
        self.rows.setdefault(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", []).append(row)

    def cast(self, mould: Mould, chance: random.Random) -> None:
        """One more incident, and its reports."""
        self.number += 1
        seq, day = self.number, FIRST + timedelta(chance.randrange(DAYS))
        middle = _middle(mould.country)
        lat, lon = (round(at + chance.gauss(0, 3), 4) for at in middle)
        fill, accounts, own = mould.filled(seq, day, f"Town{chance.randrange(TOWNS):04}", lat, lon)
        row = [made(v, fill) for v in mould.incident]
        number, settled = day.toordinal(), (day - date(1970, 1, 1)).days * 86400 + 86400
        row[0], row[8], row[9], row[17], row[18], row[19] = seq, lat, lon, number, number, settled
        self.put("incidents", *row)
        self.put("spans", seq, number, number)
        self.put("points", seq, lat, lat, lon, lon)
        self.put("words (rowid, headline, quotes, actors, places)", seq, *(made(v, fill) for v in mould.words))
        for kind, name in mould.labels:
            label = self.labels.setdefault((kind, made(name, fill)), len(self.labels) + 1)
            self.put("labelled", label, seq)
        for n, account in enumerate(accounts):
            self.put("incident_accounts", seq, n, account)
            self.put("names", own, account, n)
        for document, reading, told, claims in mould.rows:
            self.report += 1
            head = [made(v, fill) for v in document]
            head[2] = f"{day}T00:00:00.000000+00:00"
            self.put("documents", self.report, *head)
            self.put("readings", self.report, self.report, *(made(v, fill) for v in reading))
            self.put("accounts", self.report, self.report, *(made(v, fill) for v in told))
            for claim in claims:
                self.put("claims", self.report, *(made(v, fill) for v in claim))

    def pour(self) -> None:
        """Writes what is cast."""
        for sql, rows in self.rows.items():
            self.to.executemany(sql, rows)
        self.rows = {}


@cache
def _middle(country: str) -> tuple[float, float]:
    chance = random.Random(country)
    return chance.uniform(-25, 45), chance.uniform(-75, 110)


def write(path: Path, many: int, say: Any = print) -> None:
    """The ledger at `path`, which must not exist."""
    start, chance = time.perf_counter(), random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "moulds.ledger")
        names = moulds(small, min(MOULDS, many))
        with sqlite3.connect(small) as source:
            patterns = [Mould(source, name) for name in names]
    Ledger.open(path, "write", create=True).close()
    to = sqlite3.connect(path, isolation_level=None)
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -300000", "temp_store = FILE"):
        to.execute(f"PRAGMA {setting}")
    indexes = [s for name in ("book.sql", "edition.sql", "linking.sql") for s in statements(name) if _INDEX.search(s)]
    for name in guards():
        to.execute(f"DROP TRIGGER {name}")
    for index in indexes:
        to.execute(f"DROP INDEX {_INDEX.findall(index)[0]}")
    foundry = Foundry(to)
    to.execute("BEGIN")
    for n in range(many):
        foundry.cast(chance.choice(patterns), chance)
        if (n + 1) % 2000 == 0 or n + 1 == many:
            foundry.pour()
        if (n + 1) % 100_000 == 0:
            say(f"         {n + 1:,} after {time.perf_counter() - start:.0f} s")
    to.executemany("INSERT INTO labels VALUES (?, ?, ?)", ((n, *name) for name, n in foundry.labels.items()))
    to.execute("UPDATE edition SET readings = ?, recipe = ?, changes = 1", (foundry.report, pipeline.recipe()))
    for made_again in (*indexes, *guards().values()):
        to.execute(made_again[made_again.index("CREATE") :])
    to.execute("COMMIT")
    to.execute("PRAGMA journal_mode = WAL")
    to.close()
    say(f"ledger   {many:,} incidents, {foundry.report:,} reports, {path.stat().st_size / 2**30:.1f} GiB, in "
        f"{time.perf_counter() - start:.0f} s")  # fmt: skip


ODDS = 5.0  # of two accounts of one incident that they tell of the same: as good as sure


def settle(path: Path) -> None:
    """Takes the edition for one of all that is recorded by now: else who opens the ledger would compute it anew. Where
    it does not know how its accounts were linked, those of the LAST days are said to have been, each incident as one:
    so that reports of these days come in as they do everywhere (of older ones nothing would be found by its keys)."""
    Ledger.open(path).close()  # brings an older one to our format
    with closing(sqlite3.connect(path, isolation_level=None)) as ledger:
        ledger.execute("BEGIN")
        ledger.execute("UPDATE edition SET readings = (SELECT max(seq) FROM readings)")
        if not linked.kept(ledger):  # type: ignore[arg-type]
            first = dict(ledger.execute("""SELECT a.account, f.account FROM incidents i
                JOIN incident_accounts a ON a.incident = i.seq JOIN incident_accounts f ON f.incident = i.seq
                WHERE i.day >= ? AND f.position = 0""", (LAST.isoformat(),)))  # fmt: skip
            known = linked.LinkedAccounts(ledger).told(tuple(first))  # type: ignore[arg-type]
            linked.change(ledger, {}, renewing.rows(known, first), {})  # type: ignore[arg-type]
            linked.pair(ledger, ((a, f, ODDS) for a, f in first.items() if a != f), ())  # type: ignore[arg-type]
            ledger.execute("INSERT INTO linking VALUES (1)")
        ledger.execute("COMMIT")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
