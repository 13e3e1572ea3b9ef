"""Generated documents, readings, judgements and incidents: small, all that the model allows, true to laws 1 and 2."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import get_args

import msgspec
from hypothesis import strategies as st

from testimonia.model import claim as c
from testimonia.model.judgement import Judgement
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
GAPS = (" ", "\n\n", ", ", " ")


def choice(kind: object) -> st.SearchStrategy[str]:
    """One of the words of a Literal type."""
    return st.sampled_from(get_args(kind))


def days() -> st.SearchStrategy[str]:
    """ISO days of twenty years."""
    return st.integers(0, 7300).map(lambda n: (date(2004, 1, 1) + timedelta(n)).isoformat())


@st.composite
def texts(draw: st.DrawFn, words: int = 12) -> str:
    """A text of 1 to `words` words in several scripts, never empty."""
    parts = draw(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), min_size=1, max_size=words))
    return "".join(word + gap for word, gap in parts).strip()


@st.composite
def documents(draw: st.DrawFn, ids: st.SearchStrategy[str] | None = None) -> Document:
    """A document; with few `ids` several come to be versions of one."""
    published = draw(st.none() | days())
    modified = draw(st.none() | days().map(lambda day: day + "T10:30:00+02:00"))
    return Document(
        id=draw(ids if ids is not None else st.integers(0, 10**9).map("doc-{}".format)),
        text=draw(texts()),
        title=draw(st.none() | texts(words=4)),
        published=published,
        modified=modified,
        publisher=draw(st.sampled_from([None, "Agency", "Local Paper", "Ministry"])),
        url=draw(st.sampled_from([None, "https://example.org/1", "https://example.org/2"])),
        lang=draw(st.sampled_from([None, "en"])),
    )


@st.composite
def evidence(draw: st.DrawFn, text: str) -> Evidence:
    """Words of `text`: cuts its own quote (law 1)."""
    start = draw(st.integers(0, len(text) - 1))
    return Span(start, draw(st.integers(start + 1, min(len(text), start + 15)))).cut(text)


def evidences(text: str, least: int = 0) -> st.SearchStrategy[tuple[Evidence, ...]]:
    """Up to two stretches of `text`, in order."""
    return st.lists(evidence(text), min_size=least, max_size=2, unique=True).map(lambda many: tuple(sorted(many)))


def confidences() -> st.SearchStrategy[float]:
    """Between 0 and 1."""
    return st.sampled_from([0.0, 0.25, 0.5, 1.0])


@st.composite
def periods(draw: st.DrawFn, text: str) -> c.Period:
    """A dated period, or an unresolved one."""
    if draw(st.integers(0, 3)) == 0:
        return c.Period(unresolved="the text names no date")
    start = draw(days())
    end = (date.fromisoformat(start) + timedelta(draw(st.sampled_from([0, 0, 1, 6, 30])))).isoformat()
    return c.Period(start=start, end=end, precision="day" if start == end else "week", at=draw(evidences(text)))


@st.composite
def places(draw: st.DrawFn, text: str) -> c.Place:
    """A place with or without a point."""
    at = draw(evidences(text, 1))
    point = draw(st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
    lat, lon = point or (None, None)
    country = draw(st.sampled_from([None, "ML", "SY", "NE"]))
    return c.Place(name=at[0].quote, kind=draw(choice(c.PlaceKind)), country=country, lat=lat, lon=lon, at=at)


@st.composite
def figures(draw: st.DrawFn, text: str) -> c.Figure:
    """A figure: a number with bounds in order, or a vague word."""
    best = draw(st.none() | st.integers(0, 300))
    low = None if best is None else draw(st.none() | st.integers(0, best))
    return c.Figure(
        effect=draw(choice(c.Effect)),
        who=draw(choice(c.Who)),
        low=low,
        best=best,
        high=best,
        vague="dozens" if best is None else None,
        according_to=draw(st.sampled_from([None, "the minister"])),
        basis=draw(choice(c.FigureBasis)),
        at=draw(evidences(text, 1)),
        confidence=draw(confidences()),
    )


@st.composite
def perpetrators(draw: st.DrawFn, text: str) -> c.Perpetrator:
    """Who did it."""
    at = draw(evidences(text, 1))
    return c.Perpetrator(name=at[0].quote, basis=draw(choice(c.Basis)), at=at)


def _some(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, max_size=1).map(tuple)


@st.composite
def accounts(draw: st.DrawFn, document: Document) -> c.Account:
    """One incident as the document tells it; every field is filled now and then."""
    text = document.text
    at = evidences(text, 1)
    return c.Account(
        type=draw(choice(c.IncidentType)),
        status=draw(choice(c.Status)),
        salience=draw(choice(c.Salience)),
        mentions=draw(at),
        date=draw(periods(text)),
        places=draw(_some(places(text))),
        perpetrators=draw(_some(perpetrators(text))),
        targets=draw(_some(st.builds(c.Target, name=texts(2), cls=choice(c.TargetClass), at=at))),
        weapons=draw(_some(st.builds(c.Weapon, cls=choice(c.WeaponClass), at=at))),
        figures=draw(_some(figures(text))),
        claims=draw(_some(st.builds(c.Responsibility, by=texts(2), stance=choice(c.Stance), at=at))),
        victims=draw(_some(st.builds(c.Victim, name=texts(2), age=st.none() | st.integers(0, 99), at=at))),
    )


@st.composite
def readings(draw: st.DrawFn, document: Document, reader: str = "generated 1") -> c.Reading:
    """A reading of the document: read, with some accounts or none, or set aside."""
    read = draw(st.integers(0, 5)) > 0
    told = draw(st.lists(accounts(document), max_size=2)) if read else []
    return c.Reading(
        document=document.id,
        document_version=document.version,
        reader=reader,
        read=read,
        reason=None if read else "no reader reads this language",
        incidents=tuple(sorted(told, key=lambda account: account.mentions[0])),
        aggregates=(c.Aggregate(at=draw(evidences(document.text, 1)), about="deaths"),) if read else (),
    )


@st.composite
def reports(draw: st.DrawFn, ids: st.SearchStrategy[str] | None = None) -> tuple[Document, c.Reading]:
    """A document with its reading."""
    document = draw(documents(ids))
    return document, draw(readings(document))


def books(few: int = 5, size: int = 4) -> st.SearchStrategy[list[tuple[Document, c.Reading]]]:
    """Up to `size` reports that share `few` document ids; each version comes once."""
    ids = st.integers(1, few).map("doc-{}".format)
    return st.lists(reports(ids), max_size=size, unique_by=lambda pair: (pair[0].id, pair[0].version))


@st.composite
def judgements(draw: st.DrawFn, subjects: st.SearchStrategy[str] | None = None) -> Judgement:
    """Any judgement, about the accounts `subjects`."""
    names = st.lists(subjects or st.integers(0, 99).map("a-{:016x}".format), max_size=2).map(tuple)
    verdict = draw(st.sampled_from(["set", "reject", "accept", "merge", "split", "comment"]))
    return Judgement(
        id=f"j-{draw(st.integers(0, 10**9))}",
        when=draw(days()) + "T00:00:00Z",
        who=draw(st.sampled_from(["ada", "béla"])),
        verdict=verdict,
        subjects=draw(names),
        apart=draw(names) if verdict == "split" else (),
        field="date" if verdict == "set" else None,
        value=msgspec.Raw(b'{"start":"2019-11-01"}') if verdict == "set" else None,
        why=draw(texts(5)),
    )


def incident_of(told: Iterable[c.Told]) -> Incident:
    """An incident made of accounts, in a plain way that hangs on nothing but them: for tests of what is kept."""
    ranked = sorted(told, key=lambda t: (t.published or "9", t.document, t.account.mentions[0], t.id))
    first = ranked[0]
    killed = sum(f.best or 0 for t in ranked for f in t.account.figures if f.effect == "killed")
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
            for t in {t.document: t for t in reversed(ranked)}.values()
        )[::-1],
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


def editions(size: int = 3) -> st.SearchStrategy[list[Incident]]:
    """Up to `size` incidents with different ids."""
    return st.lists(incidents(), max_size=size, unique_by=lambda incident: incident.id)
