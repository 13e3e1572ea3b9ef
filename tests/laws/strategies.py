"""Generated documents, readings, judgements and incidents: small, all that the model allows, true to laws 1 and 2.

What a document is like and how many accounts it has is drawn by hypothesis, so that failures shrink; the many small
values of one account come from one drawn seed, which is much faster than to draw each of them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import get_args

import msgspec
from hypothesis import strategies as st

from testimonia.model import claim as c
from testimonia.model.judgement import NOTHING, Judgement
from testimonia.model.text import Document, Evidence, Span
from testimonia.model.world import Incident, Link, Testimony, Toll

WORDS = (
    "gunmen",
    "attack",
    "killed",
    "12",
    "dozens",
    "Ménaka",
    "at least",
    "القاعدة",
    "взрыв",
    "💥",
    "“blast”",
    "raid.",
)
GAPS = (" ", "\n\n", ", ")


def _day(random: Random) -> str:
    """A day of twenty years."""
    return (date(2004, 1, 1) + timedelta(random.randrange(7300))).isoformat()


seeds = st.integers(0, 2**32).map(Random)
texts = st.lists(st.sampled_from([word + gap for word in WORDS for gap in GAPS]), min_size=1, max_size=20).map(
    lambda parts: "".join(parts).strip()
)
days = seeds.map(_day)


@st.composite
def documents(draw: st.DrawFn, ids: st.SearchStrategy[str] | None = None) -> Document:
    """A document; with few `ids` several come to be versions of one."""
    text, random = draw(texts), draw(seeds)
    return Document(
        id=draw(ids) if ids is not None else f"doc-{random.randrange(10**9)}",
        text=text,
        title=random.choice([None, text[:20]]),
        published=random.choice([None, _day(random)]),
        modified=random.choice([None, None, _day(random) + "T10:30:00+02:00"]),
        publisher=random.choice([None, "Agency", "Local Paper", "Ministry"]),
        url=random.choice([None, "https://example.org/1", "https://example.org/2"]),
        lang=random.choice([None, "en"]),
    )


class _Teller:
    """Makes up values whose evidence stands in one text."""

    def __init__(self, text: str, random: Random) -> None:
        self.text, self.random = text, random

    def evidence(self) -> Evidence:
        start = self.random.randrange(len(self.text))
        return Span(start, min(len(self.text), start + self.random.randint(1, 12))).cut(self.text)

    def at(self, least: int = 1) -> tuple[Evidence, ...]:
        return tuple(sorted({self.evidence() for _ in range(self.random.randint(least, 2))}))

    def one(self, kind: object) -> str:
        return self.random.choice(get_args(kind))

    def some(self, make: str) -> tuple[object, ...]:
        return tuple(getattr(self, make)() for _ in range(self.random.choice([0, 1, 1, 2])))

    def date(self) -> c.Period:
        if self.random.random() < 0.25:
            return c.Period(unresolved="the text names no date")
        start = _day(self.random)
        end = (date.fromisoformat(start) + timedelta(self.random.choice([0, 0, 1, 6, 30]))).isoformat()
        return c.Period(start=start, end=end, precision="day" if start == end else "week", at=self.at(0))

    def place(self) -> c.Place:
        at = self.at()
        lat, lon = self.random.choice([(None, None), (self.random.uniform(-90, 90), self.random.uniform(-180, 180))])
        country = self.random.choice([None, "ML", "SY", "NE"])
        return c.Place(name=at[0].quote, kind=self.one(c.PlaceKind), country=country, lat=lat, lon=lon, at=at)

    def perpetrator(self) -> c.Perpetrator:
        at = self.at()
        return c.Perpetrator(name=at[0].quote, basis=self.one(c.Basis), at=at)

    def target(self) -> c.Target:
        return c.Target(name=self.evidence().quote, cls=self.one(c.TargetClass), at=self.at())

    def weapon(self) -> c.Weapon:
        return c.Weapon(cls=self.one(c.WeaponClass), at=self.at())

    def figure(self) -> c.Figure:
        best = self.random.choice([None, self.random.randint(0, 300)])
        low = None if best is None else self.random.choice([None, best, best // 2])
        return c.Figure(effect=self.one(c.Effect), who=self.one(c.Who), low=low, best=best, high=best,
                        vague="dozens" if best is None else None, basis=self.one(c.FigureBasis),
                        according_to=self.random.choice([None, "the minister"]), at=self.at(),
                        confidence=self.random.random())  # fmt: skip

    def responsibility(self) -> c.Responsibility:
        return c.Responsibility(by=self.evidence().quote, stance=self.one(c.Stance), at=self.at())

    def victim(self) -> c.Victim:
        return c.Victim(name=self.evidence().quote, age=self.random.choice([None, 24]), at=self.at())

    def account(self) -> c.Account:
        return c.Account(type=self.one(c.IncidentType), status=self.one(c.Status), salience=self.one(c.Salience),
                         mentions=self.at(), date=self.date(), places=self.some("place"),
                         perpetrators=self.some("perpetrator"), targets=self.some("target"),
                         weapons=self.some("weapon"), figures=self.some("figure"), claims=self.some("responsibility"),
                         victims=self.some("victim"))  # fmt: skip


def evidence(text: str) -> st.SearchStrategy[Evidence]:
    """Words of `text`: cuts its own quote (law 1)."""
    return seeds.map(lambda random: _Teller(text, random).evidence())


def accounts(document: Document) -> st.SearchStrategy[c.Account]:
    """One incident as the document tells it; every field is filled now and then."""
    return seeds.map(lambda random: _Teller(document.text, random).account())


@st.composite
def readings(draw: st.DrawFn, document: Document, reader: str = "generated 1") -> c.Reading:
    """A reading of the document: read, with some accounts or none, or set aside."""
    many = draw(st.integers(-1, 3))
    teller = _Teller(document.text, draw(seeds))
    told = sorted((teller.account() for _ in range(many)), key=lambda account: account.mentions[0])
    return c.Reading(
        document=document.id,
        document_version=document.version,
        reader=reader,
        read=many >= 0,
        reason=None if many >= 0 else "no reader reads this language",
        incidents=tuple(told),
        aggregates=(c.Aggregate(at=teller.at(), about="deaths"),) if many > 1 else (),
    )


@st.composite
def reports(draw: st.DrawFn, ids: st.SearchStrategy[str] | None = None) -> tuple[Document, c.Reading]:
    """A document with its reading."""
    document = draw(documents(ids))
    return document, draw(readings(document))


def books(few: int = 5, size: int = 6) -> st.SearchStrategy[list[tuple[Document, c.Reading]]]:
    """Up to `size` reports that share `few` document ids; each version comes once."""
    ids = st.integers(1, few).map("doc-{}".format)
    return st.lists(reports(ids), max_size=size, unique_by=lambda pair: (pair[0].id, pair[0].version))


def _judgement(random: Random) -> Judgement:
    verdict = random.choice(["set", "reject", "accept", "merge", "split", "comment"])
    names = [f"a-{random.randrange(99):016x}" for _ in range(random.randrange(4))]
    return Judgement(
        id=f"j-{random.randrange(10**9)}",
        when=_day(random) + "T00:00:00Z",
        who=random.choice(["ada", "béla"]),
        verdict=verdict,
        subjects=tuple(names),
        apart=(f"a-{random.randrange(99):016x}",) if verdict == "split" else (),
        field="date" if verdict == "set" else None,
        value=msgspec.Raw(b'{"start":"2019-11-01"}') if verdict == "set" else NOTHING,
        why=random.choice(["", "read the report again"]),
    )


judgements = seeds.map(_judgement)
"""Any judgement but `undo` and `add`, about accounts that there may not be."""


def incident_of(told: Iterable[c.Told]) -> Incident:
    """An incident made of accounts, in a plain way that hangs on nothing but them: for tests of what is kept."""
    ranked = sorted(told, key=lambda t: (t.published or "9", t.document, t.account.mentions[0], t.id))
    first = ranked[0]
    killed = sum(f.best or 0 for t in ranked for f in t.account.figures if f.effect == "killed")
    earliest = {t.document: t for t in reversed(ranked)}.values()
    return Incident(
        id="i-" + hashlib.sha256(first.id.encode()).hexdigest()[:16],
        type=first.account.type,
        status=first.account.status,
        date=first.account.date,
        places=first.account.places,
        perpetrators=first.account.perpetrators,
        claims=first.account.claims,
        targets=first.account.targets,
        weapons=first.account.weapons,
        grade=None,
        tolls={"killed": Toll(low=killed, best=killed, high=killed, policy="sum", because="the sum")},
        victims=first.account.victims,
        accounts=tuple(
            Testimony(document=t.document, publisher=t.publisher, published=t.published, url=t.url,
                      mentions=t.account.mentions, figures=t.account.figures, account=t.id)
            for t in ranked if t in earliest
        ),
        links=tuple(Link(left=first.id, right=t.id, score=1.0, because="same type and year") for t in ranked[1:]),
        headline=first.title or "",
    )  # fmt: skip


def world(told: Iterable[c.Told]) -> list[Incident]:
    """Incidents of many accounts: those of one type and year are one. Hangs on nothing but the set of accounts."""
    groups: dict[tuple[str, str], list[c.Told]] = defaultdict(list)
    for one in told:
        groups[one.account.type, (one.account.date.start or "")[:4]].append(one)
    return [incident_of(group) for group in groups.values()]


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    """An incident told by one to three documents."""
    told = []
    for document in draw(st.lists(documents(), min_size=1, max_size=3, unique_by=lambda d: d.id)):
        head = c.Reading(document=document.id, document_version=document.version, reader="generated 1")
        told += c.tell(document, msgspec.structs.replace(head, incidents=(draw(accounts(document)),)))
    return incident_of(told)


def editions(size: int = 4) -> st.SearchStrategy[list[Incident]]:
    """Up to `size` incidents with different ids."""
    return st.lists(incidents(), max_size=size, unique_by=lambda incident: incident.id)
