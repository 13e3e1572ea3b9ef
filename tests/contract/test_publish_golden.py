"""Each format against a golden file of three invented incidents; `TESTIMONIA_GOLDEN=write` writes the files anew.

What other programs write of our incidents is compared byte by byte; binary formats by what stands in them.
"""

import io
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from testimonia import plugins
from testimonia.model.doors import Export
from tests.publishing import ALL, written

GOLDEN = Path(__file__).parent / "golden"
OURS = ("acled", "csv", "csv-claims", "csv-excel", "ftm", "geojson", "gpkg", "gtd", "hxl", "jsonl", "parquet",
        "polecat", "ucdp-ged", "xlsx")  # fmt: skip


def rows_of_parquet(data: bytes) -> str:
    rows = pq.read_table(io.BytesIO(data)).to_pylist()
    return "".join(json.dumps(row, default=str, ensure_ascii=False) + "\n" for row in rows)


def rows_of_xlsx(data: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(data))
    lines = [[sheet.title, *row] for sheet in book for row in sheet.iter_rows(values_only=True)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def rows_of_gpkg(data: bytes) -> str:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    schema = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
    lines = [f"-- {name}\n{sql}" for name, sql in schema]
    for name, _ in schema:
        lines += [f"{name}: {row!r}" for row in connection.execute(f"SELECT * FROM {name} ORDER BY rowid")]
    return "\n".join(lines) + "\n"


BINARY: dict[str, tuple[str, Callable[[bytes], str]]] = {
    "parquet": (".parquet.jsonl", rows_of_parquet),
    "xlsx": (".xlsx.jsonl", rows_of_xlsx),
    "gpkg": (".gpkg.txt", rows_of_gpkg),
}


def test_every_format_has_a_golden_file() -> None:
    assert set(plugins.names("exports")) >= set(OURS)


@pytest.mark.parametrize("name", OURS)
def test_golden(name: str) -> None:
    export = plugins.make("exports", name)
    assert isinstance(export, Export)
    assert export.name == name
    assert export.loss.endswith(".")
    got = written(name, *ALL)
    suffix = export.suffix
    if name in BINARY:
        suffix, rows = BINARY[name]
        got = rows(got).encode()
    golden = GOLDEN / f"three{suffix}"
    if os.environ.get("TESTIMONIA_GOLDEN") == "write":
        golden.write_bytes(got)
    assert got == golden.read_bytes()


@pytest.mark.parametrize("name", OURS)
def test_bytes_are_the_same_every_time(name: str) -> None:
    assert written(name, *ALL) == written(name, *ALL)


@pytest.mark.parametrize("name", OURS)
def test_a_ledger_without_incidents_is_a_file_that_opens(name: str) -> None:
    got = written(name)
    if name in BINARY:
        BINARY[name][1](got)
    elif name in ("jsonl", "ftm"):
        assert got == b""
    elif name == "geojson":
        assert json.loads(got)["features"] == []
    else:
        assert got.count(b"\n") == (2 if name == "hxl" else 1)
