"""`export --aggregates`: totals over several incidents, apart from the incidents, by both stores."""

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from testimonia.cli import main
from testimonia.model.claim import Account, Aggregate, Period, Place, Reading
from testimonia.model.judgement import Judgement
from testimonia.model.text import Document, Evidence
from testimonia.model.world import Total
from testimonia.store import Ledger, Query, covers

TEXT = "A raid in Gao. Some 600 people were killed in the north since January."
YEAR = Period(start="2018-01-01", end="2018-06-30", precision="month", because="so the text says")
NORTH = Place(name="Tombouctou and the North", kind="region", country="ML")


def at(words: str) -> tuple[Evidence, ...]:
    return (Evidence(TEXT.index(words), TEXT.index(words) + len(words), words),)


KILLED = Aggregate(at=at("600 people were killed"), about="killed in the north", effect="killed", who="all", low=600,
                   best=600, high=600, period=YEAR, place=NORTH, confidence=0.5)  # fmt: skip
BARE = Aggregate(at=at("people"), about="people", confidence=0.9)


def recorded(ledger: Ledger, name: str, *aggregates: Aggregate, version: str = "", reader: str = "r/1") -> Document:
    document = Document(id=name, text=TEXT + version, publisher="Rádio Dune", published="2018-07-01",
                        url="https://example.org/1", modified="2018-07-02" if version else None)  # fmt: skip
    raid = Account(type="armed_assault", status="occurred", salience="news", mentions=at("raid"))
    reading = Reading(document=name, document_version=document.version, reader=reader, incidents=(raid,),
                      aggregates=aggregates)  # fmt: skip
    assert ledger.record(document, reading)
    return document


@pytest.fixture
def filled(place: Path | str) -> Path | str:
    with Ledger.open(place, "write", create=True) as ledger:
        recorded(ledger, "b", KILLED)
        recorded(ledger, "a", KILLED, BARE)
    return place


def export(ledger: Path | str, *words: str) -> Result:
    return CliRunner().invoke(main, ["export", "--ledger", str(ledger), *words])


def lines(done: Result) -> list[dict[str, object]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_totals_stand_behind_the_incidents_where_they_are_asked_for(filled: Path | str) -> None:
    alone = lines(export(filled))
    assert all("kind" not in line for line in alone)
    both = lines(export(filled, "--aggregates"))
    assert both[: len(alone)] == alone
    totals = both[len(alone) :]
    assert [(t["document"], t["about"]) for t in totals] == [
        ("a", "killed in the north"), ("a", "people"), ("b", "killed in the north")]  # fmt: skip
    assert totals[0] | {"at": None} == {
        "kind": "aggregate", "document": "a", "publisher": "Rádio Dune", "published": "2018-07-01",
        "url": "https://example.org/1", "about": "killed in the north", "effect": "killed", "who": "all", "low": 600,
        "best": 600, "high": 600, "vague": None, "confidence": 0.5, "at": None,
        "period": {"start": "2018-01-01", "end": "2018-06-30", "precision": "month", "date_prec": None},
        "place": {"name": "Tombouctou and the North", "kind": "region", "country": "ML", "admin1": None, "admin2": None,
                  "lat": None, "lon": None, "geonames_id": None, "precision": None, "radius_km": None},
    }  # fmt: skip
    assert totals[0]["at"] == [{"start": 20, "end": 42, "quote": "600 people were killed"}]
    assert (totals[1]["period"], totals[1]["place"]) == (None, None)


def test_no_toll_counts_them_and_no_table_has_a_place_for_them(filled: Path | str) -> None:
    assert all(i["tolls"]["killed_all"]["best"] is None for i in lines(export(filled)))  # type: ignore[index]
    done = export(filled, "--aggregates", "--format", "csv")
    assert done.exit_code == 2
    assert "'csv' has no place for totals over several incidents (jsonl has)" in done.stderr


def test_the_newest_version_tells_and_what_is_redacted_is_gone(filled: Path | str) -> None:
    with Ledger.open(filled, "write") as ledger:
        recorded(ledger, "a", BARE, version=" Corrected.")
        assert [(t.document, t.aggregate.about) for t in ledger.totals()] == [
            ("a", "people"), ("b", "killed in the north")]  # fmt: skip
        ledger.redact("b", Judgement(id="j", when="2024-01-01T00:00:00Z", who="ada", verdict="redact"))
        assert "killed in the north" not in [t.aggregate.about for t in ledger.totals()]


FILTERS = [
    (Query(), True, True), (Query(since="2018-06"), True, False), (Query(since="2018-07"), False, False),
    (Query(until="2018-01"), True, False), (Query(until="2017"), False, False), (Query(country="ML"), True, False),
    (Query(country="NE"), False, False), (Query(place="north"), True, False), (Query(place="orth"), False, False),
    (Query(source="radio"), True, True), (Query(source="post"), False, False), (Query(min_confidence=0.8), False, True),
    (Query(limit=0), True, True), (Query(actor="jnim"), False, False), (Query(min_killed=1), False, False),
    (Query(type="bombing"), False, False), (Query(text="north"), False, False),
]  # fmt: skip


@pytest.mark.parametrize(("query", "killed", "bare"), FILTERS)
def test_which_totals_a_filter_means(filled: Path | str, query: Query, killed: bool, bare: bool) -> None:
    with Ledger.open(filled) as ledger:
        told = {t.aggregate.about: covers(query, t) for t in ledger.totals() if t.document == "a"}
    assert told == {"killed in the north": killed, "people": bare}


def test_a_total_of_one_day_alone_counts_as_dated() -> None:
    with_start = msgspec.structs.replace(KILLED, period=Period(start="2018-03-01"))
    total = Total(document="d", publisher=None, published=None, url=None, aggregate=with_start)
    assert covers(Query(since="2018-03", until="2018-03"), total)
    assert not covers(Query(source="x"), total)
