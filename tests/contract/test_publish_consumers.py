"""Each format opened by the programs that it is made for."""

import io
import json
import re
from pathlib import Path

import duckdb
import geopandas
import hxl
import msgspec
import openpyxl
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pyogrio
import pytest
from followthemoney import model as ftm

from testimonia import plugins
from tests.publishing import ALL, written
from tests.stores import Server, the_store


@pytest.fixture
def saved(tmp_path: Path):
    def save(name: str) -> Path:
        path = tmp_path / f"three{plugins.make('exports', name).suffix}"
        path.write_bytes(written(name, *ALL))
        return path

    return save


TABLES = [
    ("csv", 3, "killed_best", [11, 10, None]), ("csv-excel", 3, "killed_best", [11, 10, None]),
    ("csv-claims", 6, "best", [11, None, None, 10, 8, None]), ("ucdp-ged", 2, "best", [16, 10]),
    ("acled", 4, "fatalities", [16, 4, 3, 3]), ("gtd", 2, "nkill", [16, 10]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "many", "column", "numbers"), TABLES)
def test_pandas_reads_the_tables(saved, name: str, many: int, column: str, numbers: list[int | None]) -> None:
    frame = pd.read_csv(saved(name))
    assert len(frame) == many
    assert [None if pd.isna(n) else int(n) for n in frame[column]] == numbers


def test_pandas_reads_polecat_and_hxl(saved) -> None:
    polecat = pd.read_csv(saved("polecat"), sep="\t", keep_default_na=False)
    assert list(polecat["Primary Recipient Sector"]) == ["MIL", "MIL"]
    hxl = pd.read_csv(saved("hxl"), header=[0, 1])
    assert next(tag for _, tag in hxl.columns) == "#event+id"
    assert list(hxl[("killed", "#affected+killed")])[:2] == [11, 10]


def test_excel_finds_the_mark_that_tells_it_utf_8(saved) -> None:
    marked = saved("csv-excel").read_bytes()
    assert marked[:3] == b"\xef\xbb\xbf"
    assert marked[3:] == saved("csv").read_bytes()


def test_openpyxl_reads_four_sheets_without_a_formula(saved) -> None:
    book = openpyxl.load_workbook(saved("xlsx"))
    assert book.sheetnames == ["incidents", "claims", "sources", "read-me"]
    assert [sheet.max_row for sheet in book][:3] == [4, 7, 4]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    incidents = pd.read_excel(saved("xlsx"), sheet_name="incidents")
    assert list(incidents["place"])[:2] == ["Öde Wells", "TAMARISK"]
    assert incidents["targets"][0].startswith("'=HYPERLINK")


def test_duckdb_asks_parquet(saved) -> None:
    def ask(words: str) -> list[tuple[object, ...]]:
        return duckdb.connect().execute(words.replace("FILE", f"'{saved('parquet')}'")).fetchall()

    assert ask("SELECT sum(killed_best), sum(tolls.killed_all.best) FROM FILE") == [(21, 26)]
    figures = "SELECT unnest(a.figures) AS f FROM (SELECT unnest(account_list) AS a FROM FILE)"
    speakers = ask(f"SELECT f.according_to FROM ({figures}) WHERE f.according_to IS NOT NULL ORDER BY 1")
    assert speakers == [("a doctor",), ("the army",)]
    assert ask("SELECT CAST(min(date_start) AS VARCHAR) FROM FILE") == [("2018-05-04",)]


def test_polars_and_arrow_read_parquet(saved) -> None:
    path = saved("parquet")
    assert pl.read_parquet(path)["id"].to_list() == [i.id for i in ALL]
    assert pq.read_table(path).column("place_list")[0][1].as_py()["radius_km"] == 12.0


def test_geopandas_reads_the_maps(saved) -> None:
    for name in ("parquet", "geojson", "gpkg"):
        path = saved(name)
        frame = (
            geopandas.read_parquet(path)
            if name == "parquet"
            else geopandas.read_file(path, layer=None if name == "geojson" else "incidents")
        )
        assert len(frame) == 3, name
        assert [None if p is None else (p.x, p.y) for p in frame.geometry] == [(-1.5, 15.25), (0.25, 16.5), None], name
        assert frame.crs.to_epsg() in (4326, None), name


def test_gdal_finds_the_layers_of_a_geopackage(saved) -> None:
    path = saved("gpkg")
    assert {name for name, _ in pyogrio.list_layers(path)} == {"incidents", "claims", "sources"}
    about = pyogrio.read_info(path, layer="incidents")
    assert (about["geometry_type"], about["crs"], about["features"]) == ("Point", "EPSG:4326", 3)
    assert len(pyogrio.read_dataframe(path, layer="claims")) == 6


def test_followthemoney_takes_every_entity_and_every_value(saved) -> None:
    ids, references = set(), set()
    for line in saved("ftm").read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        entity = ftm.get_proxy(said)
        entity.schema.validate(said)
        assert {p: entity.get(p) for p in said["properties"]} == said["properties"]
        ids.add(entity.id)
        references |= {value for prop, value in entity.itervalues() if prop.type.name == "entity"}
    assert references
    assert references <= ids
    assert all(name.startswith("testimonia-") for name in ids)


def test_no_address_runs_a_script(saved) -> None:
    events = [json.loads(line) for line in saved("ftm").read_text(encoding="utf-8").splitlines()]
    assert all(url.startswith("http") for e in events for url in e["properties"].get("sourceUrl", []))
    assert sum("sourceUrl" in e["properties"] for e in events) == 2


def test_lone_surrogates_and_control_characters_break_no_format() -> None:
    odd = msgspec.structs.replace(ALL[1], headline="a\ud800b\x0c", accounts=(
        msgspec.structs.replace(ALL[1].accounts[0], publisher="x\ud800\x00\x0b\ufffe\n=1"),))  # fmt: skip
    for name in plugins.names("exports"):
        if name in ("jsonl", "geojson"):
            continue  # JSON's own escapes: the contract's encoder refuses what no document can hold
        got = written(name, odd)
        assert got, name
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", odd)))
    assert book["sources"]["C2"].value == "x? ? =1"


def test_libhxl_checks_and_counts_a_table(saved) -> None:
    path = saved("hxl")

    def table() -> hxl.Dataset:
        return hxl.data(str(path), hxl.InputOptions(allow_local=True))

    assert table().validate()
    assert [column.display_tag for column in table().columns][:4] == [
        "#event+id", "#event+type", "#event+name", "#event+status"
    ]  # fmt: skip
    assert [row.get("#affected+killed") for row in table().with_rows("#affected+killed > 10")] == ["11"]
    sums = table().count("#country+code", aggregators="sum(#affected+killed) as Killed#affected+killed")
    assert {row.get("#country+code"): row.get("#affected+killed") for row in sums if row.get("#country+code")} == {
        "ML": 10, "XA": 11
    }  # fmt: skip


def test_postgis_takes_the_points(saved) -> None:
    server = the_store("postgres")
    assert isinstance(server, Server)
    frame = pq.read_table(saved("parquet")).select(["id", "geometry"]).to_pylist()
    features = saved("geojson").read_text(encoding="utf-8")
    with server.place() as place, server.connect(place) as connection:
        there = "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'"
        if not connection.execute(there).fetchone():
            pytest.skip("skipped: no PostgreSQL with PostGIS")
        connection.execute("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public")
        connection.execute("SET search_path = public")
        by_json = sorted(connection.execute(
            "SELECT f->>'id', ST_AsText(ST_GeomFromGeoJSON(f->>'geometry'))"
            " FROM json_array_elements(%s::json->'features') f", (features,)).fetchall())  # fmt: skip
        by_bytes = [
            (row["id"], connection.execute(
                "SELECT ST_AsText(ST_GeomFromWKB(%s, 4326))", (row["geometry"],)).fetchone()[0])
            for row in sorted(frame, key=lambda row: row["id"])
        ]  # fmt: skip
        near = connection.execute(
            "SELECT count(*) FROM json_array_elements(%s::json->'features') f WHERE ST_DWithin("
            "ST_GeomFromGeoJSON(f->>'geometry')::geography, ST_MakePoint(-1.5, 15)::geography, 50000)",
            (features,)).fetchone()  # fmt: skip
    points = {one.id: one.point for one in ALL}
    assert by_json == by_bytes
    assert [text for _, text in by_json if text] == [
        f"POINT({place.lon:g} {place.lat:g})" for _, place in sorted(points.items()) if place
    ]
    assert near == (1,)


FORMATS = {"ucdp-ged": ("UCDP GED: 49 columns", ","), "polecat": ("POLECAT (tab-separated)", "\t")}
OWN_COLUMN = re.compile(r"^\| \d+ \| (\w+) \|", re.MULTILINE)


def test_the_columns_are_those_of_the_reference(saved, data: Path) -> None:
    reference = (data / "reference/export-columns.md").read_text(encoding="utf-8")
    for name, (heading, sign) in FORMATS.items():
        section = reference[reference.index(heading) :].split("\n## ")[0]
        named = OWN_COLUMN.findall(section) or re.findall(r"`([^`]+)`", section.split("Missing")[0])
        header = saved(name).read_text(encoding="utf-8").splitlines()[0]
        assert header.split(sign) == named, name
