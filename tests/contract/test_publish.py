"""Each export against its golden file, made of invented incidents; `TESTIMONIA_GOLDEN=write` writes the files anew."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from testimonia import plugins
from testimonia.model.claim import Figure, Period, Perpetrator, Place, Responsibility, Target, Victim, Weapon
from testimonia.model.doors import Export
from testimonia.model.text import Evidence
from testimonia.model.world import TOLLS, Incident, Range, Testimony, Toll
from testimonia.publish.csv import COLUMNS, safe

GOLDEN = Path(__file__).parent / "golden"
FORMATS = ("jsonl", "csv", "geojson")


def at(start: int, words: str) -> tuple[Evidence, ...]:
    return (Evidence(start, start + len(words), words),)


RAID = Incident(
    id="i-0001",
    type="armed_assault",
    status="occurred",
    date=Period(start="2018-05-04", end="2018-05-05", precision="day", at=at(3, "Friday night"), date_prec=2),
    places=(
        Place(name="Gate 4", kind="site", country="XA"),
        Place(name="Öde Wells", country="XA", lat=15.25, lon=-1.5, geonames_id=42, admin1="North", precision=2,
              radius_km=12.0),
        Place(name="North", kind="province", country="XA", lat=15.0, lon=-1.0, precision=4),
    ),
    perpetrators=(
        Perpetrator(name="River Front", basis="claimed", actor_id="x-1", at=at(9, "River Front")),
        Perpetrator(name="gunmen", basis="blamed", by="the governor"),
    ),
    claims=(Responsibility(by="River Front", stance="claimed"), Responsibility(by="Hill Guard", stance="denied")),
    targets=(Target(name='=HYPERLINK("x"), the "old" post', cls="military"), Target(name="shop", cls="property")),
    weapons=(Weapon(cls="firearm"), Weapon(cls="mortar_artillery")),
    grade="fair",
    tolls={
        "injured": Toll(),
        "killed": Toll(
            low=9, best=11, high=12, policy="ucdp", because="-11 by the hospital,\nthe latest figure",
            by_class={"civilians": Range(1, 1, 1), "military": Range(8, 10, 11)},
        ),
        "killed_all": Toll(low=14, best=16, high=17, by_class={"attackers": Range(5, 5, 5)}),
    },
    victims=(Victim(name="A. Nobody", age=24, cls="military", at=at(40, "A. Nobody")),),
    accounts=(
        Testimony(
            document="doc-1", publisher="The Post", published="2018-05-06", url="https://example.org/1",
            mentions=at(0, "raid"), account="a-1",
            figures=(Figure(effect="killed", who="all", low=11, best=11, high=11, according_to="a doctor",
                            at=at(50, "11")),),
        ),
        Testimony(document="doc-2", publisher=None, published=None, url=None, mentions=at(5, "attack"), figures=()),
    ),
)  # fmt: skip
RUMOUR = Incident(
    id="i-0002",
    type="other",
    status="disputed",
    date=Period(unresolved="the text names no date"),
    places=(),
    perpetrators=(),
    claims=(),
    targets=(),
    weapons=(),
    grade=None,
    tolls={},
    victims=(),
    accounts=(),
)


def written(name: str, *incidents: Incident) -> bytes:
    out = io.BytesIO()
    plugins.make("exports", name).write(iter(incidents), out)
    return out.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str) -> None:
    export = plugins.make("exports", name)
    assert isinstance(export, Export)
    assert export.name == name
    assert export.loss.endswith(".")
    golden = GOLDEN / f"two{export.suffix}"
    got = written(name, RAID, RUMOUR)
    if os.environ.get("TESTIMONIA_GOLDEN") == "write":
        golden.write_bytes(got)
    assert got == golden.read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_bytes_are_the_same_every_time(name: str) -> None:
    assert written(name, RAID, RUMOUR) == written(name, RAID, RUMOUR)


def test_jsonl_has_the_keys_of_the_contract_in_their_order() -> None:
    got = json.loads(written("jsonl", RAID))
    assert list(got) == [
        "id", "type", "status", "date", "places", "perpetrators", "claims", "targets", "weapons", "grade", "tolls",
        "victims", "accounts",
    ]  # fmt: skip
    assert tuple(got["tolls"]) == TOLLS
    assert got["tolls"]["killed"]["by_class"] == {
        "civilians": {"low": 1, "best": 1, "high": 1},
        "military": {"low": 8, "best": 10, "high": 11},
    }
    assert got["tolls"]["injured"] == {
        "low": None, "best": None, "high": None, "policy": None, "because": None, "by_class": {}
    }  # fmt: skip
    assert got["accounts"][0]["mentions"] == [{"start": 0, "end": 4, "quote": "raid"}]
    assert got["targets"][1] == {"name": "shop", "class": "property", "actor_id": None}


def test_csv_is_one_row_an_incident_with_the_header_s_columns() -> None:
    rows = list(csv.reader(io.StringIO(written("csv", RAID, RUMOUR).decode())))
    assert rows[0] == list(COLUMNS)
    assert [len(r) for r in rows] == [len(COLUMNS)] * 3
    raid = dict(zip(COLUMNS, rows[1], strict=True))
    assert (raid["place"], raid["lat"], raid["lon"]) == ("Öde Wells", "15.25", "-1.5")
    assert (raid["killed_low"], raid["killed_best"], raid["killed_high"]) == ("9", "11", "12")
    assert (raid["killed_attackers_best"], raid["injured_best"]) == ("5", "")
    assert raid["targets"] == '\'=HYPERLINK("x"), the "old" post; shop'
    assert raid["killed_because"] == "'-11 by the hospital, the latest figure"


FORMULAS = [
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("  =1", "'  =1"), ("\t=1", "' =1"),
    ("\n@x", "' @x"), ("＝1", "'＝1"), ("a=1", "a=1"), ("12", "12"), (-1.5, -1.5), (None, None), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value"), FORMULAS)
def test_no_cell_is_a_formula(cell: str | float | None, value: str | float | None) -> None:
    assert safe(cell) == value


def test_geojson_is_a_feature_collection() -> None:
    got = json.loads(written("geojson", RAID, RUMOUR))
    assert got["type"] == "FeatureCollection"
    raid, rumour = got["features"]
    assert raid["geometry"] == {"type": "Point", "coordinates": [-1.5, 15.25]}
    assert (raid["properties"]["precision"], raid["properties"]["radius_km"]) == (2, 12.0)
    assert rumour["geometry"] is None
    assert json.loads(written("geojson"))["features"] == []
