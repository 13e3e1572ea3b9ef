"""Every filter of the ledger means what a plain scan over all incidents says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from testimonia.knowledge.actors import Registry
from testimonia.model.claim import Period, Perpetrator, Place, Responsibility
from testimonia.model.errors import UsageError
from testimonia.model.text import Evidence
from testimonia.model.world import Incident, Testimony, Toll
from testimonia.store import Ledger, Query, Sum, key
from testimonia.store.query import bound, fold, match
from tests.stores import Store, opened

AT = (Evidence(0, 6, "attack"),)
NAMES = ("Gao", "Bagdad", "Baghdad", "Burkina Faso", "Al-Ḥasakah", "Ménaka", "N'Djamena", "Київ")
ACTORS = ("Islamic State", "Islamic State – Sahel", "gunmen", "Al-Shabaab", "Dísneyland Police", "القاعدة")
WORDS = ("blast", "bombing", "car bomb", "shot dead", "Überfall", "NOT", "OR", 'a "quoted" word')
PUBLISHERS = (None, "The Post", "Newswire", "Post of Gao")
EDGES = (-180, -179, -1, 0, 1, 179, 180)
SURE = (0.25, 0.5, 1.0)
DAYS = ("2018-12-31", "2019-01-01", "2019-11-01", "2019-11-30", "2020-02-29")


@contextmanager
def published(store: Store, incidents: list[Incident]) -> Iterator[Ledger]:
    with opened(store) as ledger:
        ledger.publish_edition(incidents)
        yield ledger


@st.composite
def incidents(draw: st.DrawFn, number: int) -> Incident:
    pick = draw(st.randoms(use_true_random=False))
    first, last = sorted((pick.choice(DAYS), pick.choice(DAYS)))
    dated = pick.random() < 0.8
    places = tuple(
        Place(name=pick.choice(NAMES), country=pick.choice([None, "ML", "IQ"]), at=AT, confidence=pick.choice(SURE),
              **pick.choice([{}, {"lat": float(pick.randint(-20, 20)), "lon": float(pick.choice(EDGES))}]))
        for _ in range(pick.randint(0, 2))
    )  # fmt: skip
    killed = pick.choice([None, 0, 1, 5, 50])
    toll = pick.choice([Toll(best=killed), Toll(low=killed), Toll(high=killed), Toll(low=killed, best=killed, high=99)])
    return Incident(
        id=f"i-{number:03}",
        type=pick.choice(["bombing", "clash"]),
        status=pick.choice(["occurred", "foiled"]),
        date=Period(start=first, end=last, at=AT) if dated else Period(unresolved="no date"),
        places=places,
        perpetrators=tuple(
            Perpetrator(name=pick.choice(ACTORS), basis="stated", actor_id=pick.choice([None, "is-sahel"]), at=AT)
            for _ in range(pick.randint(0, 1))
        ),
        claims=tuple(
            Responsibility(by=pick.choice(ACTORS), stance="claimed", at=AT) for _ in range(pick.randint(0, 1))
        ),
        targets=(),
        weapons=(),
        grade=pick.choice([None, "weak", "fair"]),
        tolls={"killed": toll} if pick.random() < 0.8 else {},
        victims=(),
        accounts=tuple(
            Testimony(
                document="d", publisher=pick.choice(PUBLISHERS), published=None, url=None, figures=(), mentions=AT
            )
            for _ in range(pick.randint(0, 2))
        ),
        headline=" ".join(pick.choice(WORDS) for _ in range(3)),
    )


editions = st.integers(0, 12).flatmap(lambda n: st.tuples(*(incidents(i) for i in range(n)))).map(list)

queries = st.builds(
    Query,
    since=st.none() | st.sampled_from([*DAYS, "2019", "2019-11", "2020-02"]),
    until=st.none() | st.sampled_from([*DAYS, "2019", "2019-11", "2020-02"]),
    country=st.none() | st.sampled_from(["ML", "ml", "XX"]),
    place=st.none()
    | st.sampled_from(["gao", "bag", "faso", "ASO", "hasakah", "al hasakah", "menaka", "ndjam", "київ", "-"]),
    actor=st.none() | st.sampled_from(["islamic state", "State", "tate", "IS-Sahel", "al shabaab", "القاعدة"]),
    type=st.none() | st.sampled_from(["bombing", "clash", "riot"]),
    status=st.none() | st.sampled_from(["occurred", "foiled"]),
    min_killed=st.none() | st.sampled_from([0, 1, 5, 51]),
    source=st.none() | st.sampled_from(["post", "newswire", "wire"]),
    grade=st.none() | st.sampled_from(["weak", "fair", "confirmed"]),
    min_confidence=st.none() | st.sampled_from([0.0, 0.3, 0.5, 1.0]),
    box=st.none() | st.sampled_from([(-2.0, -10.0, 2.0, 10.0), (0.0, 0.0, 0.0, 0.0), (179.0, -20.0, -179.0, 20.0)]),
    text=st.none()
    | st.sampled_from(["bomb", "bomb*", "CAR", '"car bomb"', "attack not", "uberfall", '"unclosed', "*", "gao"]),
    newest=st.booleans(),
    limit=st.none() | st.integers(0, 5) | st.just(50),
    offset=st.integers(0, 3),
)


pages = st.builds(  # what is found by walking along the list until the page is full
    Query,
    since=st.none() | st.sampled_from([*DAYS, "2019", "2020-02"]),
    until=st.none() | st.sampled_from([*DAYS, "2019", "2020-02"]),
    type=st.sampled_from([None, None, "bombing"]),
    status=st.sampled_from([None, None, "occurred"]),
    newest=st.booleans(),
    limit=st.integers(0, 5) | st.just(50),
    offset=st.integers(0, 2),
)


def meant(incident: Incident, query: Query) -> bool:
    """What each filter promises, field by field, without any index."""
    first, last, places = incident.date.start, incident.date.end, incident.places
    toll = incident.tolls.get("killed", Toll())
    killed = next((n for n in (toll.best, toll.low, toll.high) if n is not None), None)
    actors = [*(n for p in incident.perpetrators for n in (p.name, p.actor_id or "")), *(c.by for c in incident.claims)]
    point = next(((p.lat, p.lon) for p in places if p.lat is not None), None)
    return all((
        query.since is None or (last is not None and last >= bound(query.since, last=False)),
        query.until is None or (first is not None and first <= bound(query.until, last=True)),
        query.country is None or any((p.country or "").lower() == query.country.lower() for p in places),
        not fold(query.place or "") or any(begins(p.name, query.place) for p in places),
        not query.actor or any(begins(name, query.actor) for name in actors),
        query.type in (None, incident.type),
        query.status in (None, incident.status),
        query.min_killed is None or (killed is not None and killed >= query.min_killed),
        query.source is None or any(begins(a.publisher or "", query.source) for a in incident.accounts),
        query.grade in (None, incident.grade),
        query.min_confidence is None or incident.confidence >= query.min_confidence,
        query.box is None or (point is not None and inside(*point, *query.box)),
        query.text is None or says(incident, query.text),
    ))  # fmt: skip


def begins(name: str, sought: str) -> bool:
    return f" {fold(sought)}" in f" {fold(name)}"


def inside(lat: float, lon: float, west: float, south: float, east: float, north: float) -> bool:
    across = west <= lon <= east if west <= east else lon >= west or lon <= east
    return south <= lat <= north and across


def says(incident: Incident, text: str) -> bool:
    """For the texts above only: each is one phrase, or two words, or a beginning."""
    said = [incident.headline, *(p.name for p in incident.places), *(p.name for p in incident.perpetrators),
            *(c.by for c in incident.claims)]  # fmt: skip
    said += (
        ["attack"]
        if incident.accounts or incident.places or incident.perpetrators or incident.claims or incident.date.start
        else []
    )
    words = [f" {fold(part)} " for part in said]
    terms = [text.strip('"')] if text.startswith('"') else text.split()
    plain = [fold(term) + ("" if term.endswith("*") else " ") for term in terms if fold(term)]
    return all(any(f" {term}" in part for part in words) for term in plain)


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate),
          suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
@given(editions, st.lists(queries | pages, min_size=16, max_size=16))
def test_every_filter_means_what_a_plain_scan_says(store, edition, asked) -> None:
    with published(store, edition) as ledger:
        every = sorted(edition, key=lambda i: (i.date.start or "9999-99-99", i.id))
        for query in asked:
            expected = [i for i in (every[::-1] if query.newest else every) if meant(i, query)][query.offset :]
            assert list(ledger.incidents(query)) == expected[: query.limit]
            columns = ledger.columns()
            rows = ledger.rows(columns, query)
            undated_last = sorted(expected, key=lambda i: i.date.start is None) if query.newest else expected
            if query.newest and query.offset:
                continue  # pages of the newest end in the undated here, and begin with them there
            assert list(ledger.at(columns, columns.page(rows, query))) == _last_in_order(undated_last)[: query.limit]


def _last_in_order(found: list[Incident]) -> list[Incident]:
    """Undated incidents come last, always in the order of their ids."""
    undated = sorted((i for i in found if i.date.start is None), key=lambda i: i.id)
    return [*(i for i in found if i.date.start is not None), *undated]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(editions, queries, st.booleans())
def test_pages_of_columns_follow_one_another(store, edition, query, newest) -> None:
    with published(store, edition) as ledger:
        asked = msgspec.structs.replace(query, newest=newest, limit=None, offset=0)
        columns = ledger.columns()
        rows = ledger.rows(columns, asked)
        every = list(ledger.at(columns, columns.page(rows, asked)))
        paged, after = [], None
        while True:
            page = columns.page(rows, msgspec.structs.replace(asked, limit=2, after=after))
            paged += list(ledger.at(columns, page))
            if len(page) < 2:
                break
            after = key(paged[-1])
        assert paged == every


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(editions, queries)
def test_sums_are_those_of_the_incidents(store, edition, query) -> None:
    with published(store, edition) as ledger:
        asked = msgspec.structs.replace(query, limit=None, offset=0)
        found, columns = list(ledger.incidents(asked)), ledger.columns()
        rows = ledger.rows(columns, asked)
        assert {s.name: _numbers(s) for s in columns.months(rows)} == _by(
            found, lambda i: [i.date.start and i.date.start[:7]]
        )
        assert {s.name: _numbers(s) for s in columns.countries(rows)} == _by(found, lambda i: [i.country])
        known = Registry.open(layers=())
        doers, many = ledger.counted(columns, "unlisted", rows, 100)
        assert len(doers) == many
        assert {s.name: _numbers(s) for s in doers} == _by(
            found, lambda i: {p.name for p in i.perpetrators if not (p.actor_id and known.get(p.actor_id))}
        )


def _numbers(s: Sum) -> list[int]:
    return [s.incidents, s.low, s.best, s.high]


def _by(found: list[Incident], names) -> dict:
    out: dict = {}
    for incident in found:
        toll = incident.tolls.get("killed", Toll())
        best = next((n for n in (toll.best, toll.low, toll.high) if n is not None), 0)
        more = [1, best if toll.low is None else toll.low, best, best if toll.high is None else toll.high]
        for name in names(incident):
            out[name] = [a + b for a, b in zip(out.get(name, [0] * 4), more, strict=True)]
    return out


@pytest.mark.parametrize(("said", "first", "last"), [
    ("2019", "2019-01-01", "2019-12-31"),
    ("2019-02", "2019-02-01", "2019-02-28"),
    ("2020-02", "2020-02-01", "2020-02-29"),
    ("2019-11-03", "2019-11-03", "2019-11-03"),
    (" 2019-11-03 ", "2019-11-03", "2019-11-03"),
])  # fmt: skip
def test_dates_that_may_be_asked_for(said, first, last) -> None:
    assert (bound(said, last=False), bound(said, last=True)) == (first, last)


@pytest.mark.parametrize("said", ["", "yesterday", "2019-13", "2019-02-30", "19-02-01", "2019/02/01", "2019-11-03x"])
def test_dates_that_are_none(tmp_path, said) -> None:
    with pytest.raises(UsageError, match="is no date"):
        bound(said, last=False)


@pytest.mark.parametrize("box", [(0, 5, 0, -5), (-181, 0, 0, 0), (0, 0, 0, 91), (0, float("nan"), 0, 0)])
def test_boxes_that_are_none(store, box) -> None:
    with published(store, []) as ledger, pytest.raises(UsageError, match="is no box"):
        list(ledger.incidents(Query(box=box)))


@pytest.mark.parametrize(("text", "asked"), [
    ("car bomb", '"car" "bomb"'),
    ('"car bomb"', '"car bomb"'),
    ("bomb*", '"bomb"*'),
    ("a OR b) NEAR(c", '"a" "or" "b" "near c"'),
    ("Al-Shabaab", '"al shabaab"'),
    ('headline: "', '"headline"'),
    ("***", ""),
])  # fmt: skip
def test_no_word_is_an_operator(text, asked) -> None:
    assert match(text) == asked


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=12))
def test_any_text_may_be_asked_for(store, text) -> None:
    with published(store, []) as ledger:
        assert list(ledger.incidents(Query(text=text, place=text, actor=text, country=text))) == []
