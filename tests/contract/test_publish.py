"""Each export against its golden file, made of invented incidents; `TESTIMONIA_GOLDEN=write` writes the files anew."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from testimonia import plugins
from testimonia.model.doors import Export
from testimonia.model.world import TOLLS
from testimonia.publish.csv import COLUMNS, safe
from tests.publishing import RAID, RUMOUR, written

GOLDEN = Path(__file__).parent / "golden"
FORMATS = ("jsonl", "csv", "geojson")


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
    ("\n@x", "' @x"),
    ("\ufeff=1", "'\ufeff=1"), ("\u200f \xa0=1", "'\u200f \xa0=1"), ("＝1", "'＝1"),
    ("a=1", "a=1"), ("12", "12"), (-1.5, -1.5), (None, None), ("", ""),
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
