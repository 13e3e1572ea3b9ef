"""Parquet: everything an incident holds, typed, for DuckDB, pandas, Polars, Spark; GeoParquet 1.1 on maps.

Flat columns come first (those of the CSV, dates as dates), then the nested lists of the JSON, so that nothing is lost.
Groups of rows are written as they come; memory does not grow with the ledger.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from testimonia.model.world import TOLLS, Incident
from testimonia.publish import csv
from testimonia.publish.jsonl import line
from testimonia.publish.loss import Lost

ROWS = 4000  # in a group
_AT_ONCE = 250  # rows that stand in memory as Python's objects
_WHOLE = {f"{effect}_{part}" for effect in TOLLS for part in ("low", "best", "high")} | {"reports", "place_precision"}
_WHOLE |= {c for c in csv.COLUMNS if c.startswith("killed_") and c.endswith(("_low", "_best", "_high"))}
_REAL = {"lat", "lon", "radius_km"}
_DAYS = {"date_start", "date_end"}


def _column(name: str) -> Any:
    if name in _WHOLE:
        return pa.field(name, pa.int64())
    if name in _REAL:
        return pa.field(name, pa.float64())
    return pa.field(name, pa.date32() if name in _DAYS else pa.string())


def _struct(texts: str, whole: str = "", real: str = "") -> list[Any]:
    kinds = ((texts, pa.string()), (whole, pa.int64()), (real, pa.float64()))
    return [pa.field(name, kind) for names, kind in kinds for name in names.split()]


_SPANS = pa.list_(pa.struct(_struct("quote", "start end")))
_RANGE = _struct("", "low best high")
_TOLL = pa.struct(
    [*_RANGE, *_struct("policy because"), pa.field("by_class", pa.list_(pa.struct([*_struct("class"), *_RANGE])))]
)
_FIGURE = pa.struct(
    [
        *_struct("effect who vague according_to basis", "low best high", "confidence"),
        pa.field("at", _SPANS),
    ]
)
_VICTIM = pa.struct([*_struct("name sex class effect", "age", "confidence"), pa.field("at", _SPANS)])
_ACCOUNT = pa.struct(
    [
        *_struct("document publisher published url"),
        pa.field("mentions", _SPANS),
        pa.field("figures", pa.list_(_FIGURE)),
    ]
)
NESTED: dict[str, Any] = {
    "place_list": pa.list_(pa.struct(_struct("name kind country admin1 admin2 geonames_id unresolved", "precision",
                                             "lat lon radius_km"))),
    "perpetrator_list": pa.list_(pa.struct(_struct("name actor_id basis by"))),
    "claim_list": pa.list_(pa.struct(_struct("by stance actor_id"))),
    "target_list": pa.list_(pa.struct(_struct("name class actor_id"))),
    "weapon_list": pa.list_(pa.string()),
    "tolls": pa.struct([pa.field(effect, _TOLL) for effect in TOLLS]),
    "victim_list": pa.list_(_VICTIM),
    "account_list": pa.list_(_ACCOUNT),
}  # fmt: skip
_GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}
SCHEMA = pa.schema(
    [
        *map(_column, csv.COLUMNS),
        pa.field("date_unresolved", pa.string()),
        pa.field("geometry", pa.binary()),
        *(pa.field(name, kind) for name, kind in NESTED.items()),
    ],
    metadata={"geo": json.dumps(_GEO)},
)


def record(incident: Incident) -> dict[str, Any]:
    """One incident as the values of SCHEMA."""
    out: dict[str, Any] = dict(zip(csv.COLUMNS, csv.values(incident), strict=True))
    for name in _DAYS:
        out[name] = date.fromisoformat(out[name][:10]) if out[name] else None
    whole = line(incident)
    for place in whole["places"]:
        place["geonames_id"] = None if place["geonames_id"] is None else str(place["geonames_id"])
    for toll in whole["tolls"].values():
        toll["by_class"] = [{"class": who, **bounds} for who, bounds in toll["by_class"].items()]
    out |= {
        "date_unresolved": whole["date"].get("unresolved"), "geometry": wkb(incident), "place_list": whole["places"],
        "perpetrator_list": whole["perpetrators"], "claim_list": whole["claims"], "target_list": whole["targets"],
        "weapon_list": [w.cls for w in incident.weapons], "tolls": whole["tolls"], "victim_list": whole["victims"],
        "account_list": whole["accounts"],
    }  # fmt: skip
    return {name: _clean(value) for name, value in out.items()}


def _clean(value: Any) -> Any:
    """Texts without what is no Unicode; Parquet takes any line end."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list | tuple) else value


def wkb(incident: Incident) -> bytes | None:
    """The incident's point as well-known binary, little-endian, longitude first; None where it has none."""
    point = incident.point
    return None if point is None else struct.pack("<BIdd", 1, 1, point.lon, point.lat)


class ParquetExport:
    """One row an incident, nested."""

    name = "parquet"
    suffix = ".parquet"
    loss = "Nothing of an incident is lost; the reasons behind each value stay in the ledger (testimonia why)."

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write the rows in groups, in the order given."""
        with pq.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
            group: list[Any] = []
            while rows := [record(incident) for incident in islice(incidents, _AT_ONCE)]:
                group.append(pa.Table.from_pylist(rows, schema=SCHEMA))
                if len(group) * _AT_ONCE >= ROWS:
                    writer.write_table(pa.concat_tables(group))
                    group = []
            if group:
                writer.write_table(pa.concat_tables(group))

    def losses(self, incident: Incident) -> Iterator[Lost]:  # noqa: ARG002
        """Nothing."""
        return iter(())
