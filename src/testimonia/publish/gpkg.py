"""GeoPackage 1.3 (OGC 12-128r17): one SQLite file with a layer of incidents and tables of claims and sources.

Written with SQLite alone. The file is made beside and copied out when it is whole; memory stays the same. The bytes are
the same for the same incidents: the time of the last change is that of the latest report.
"""

from __future__ import annotations

import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from testimonia.model.world import Incident
from testimonia.publish import claims, csv, sources
from testimonia.publish.cells import Cell, flat
from testimonia.publish.loss import Lost
from testimonia.publish.xlsx import XlsxExport

_NEVER = "1970-01-01T00:00:00.000Z"
_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
_SCHEMA = """
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""
_REAL = {"lat", "lon", "radius_km", "confidence"}
_WHOLE = {"reports", "place_precision", "start", "end", "low", "best", "high"}
_DAYS = {"date_start", "date_end"}
_TABLES = (("claims", claims.COLUMNS, "Figures of reports"), ("sources", sources.COLUMNS, "Reports of incidents"))


def _type(column: str) -> str:
    if column in _REAL:
        return "DOUBLE"
    if column in _WHOLE or column.endswith(("_low", "_best", "_high")):
        return "INTEGER"
    return "DATE" if column in _DAYS else "TEXT"


def geometry(lon: float, lat: float) -> bytes:
    """A point as GeoPackage's binary: the header (version 0, little-endian, no envelope, EPSG 4326) and WKB."""
    return b"GP\x00\x01" + struct.pack("<i", 4326) + struct.pack("<BIdd", 1, 1, lon, lat)


class _Package:
    """A GeoPackage that is being written."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        self._db.execute("BEGIN")
        self._box: tuple[float, float, float, float] | None = None
        self._latest = ""
        self._db.executemany(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
            [
                ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate system"),
                ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate system"),
                ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, "longitude and latitude in degrees"),
            ],
        )
        self._create("incidents", csv.COLUMNS, "geom POINT, ")
        for name, columns, _ in _TABLES:
            self._create(name, columns)

    def _create(self, name: str, columns: tuple[str, ...], geom: str = "") -> None:
        cells = ", ".join(f'"{c}" {_type(c)}' for c in columns)
        self._db.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {geom}{cells})")

    def _insert(self, name: str, cells: tuple[Cell | bytes, ...]) -> None:
        ready = [flat(c) if isinstance(c, str) else c for c in cells]
        self._db.execute(f"INSERT INTO {name} VALUES (NULL, {', '.join('?' * len(ready))})", ready)

    def add(self, incident: Incident) -> None:
        """One incident with its claims and sources."""
        point = incident.point
        at = None
        if point is not None and point.lat is not None and point.lon is not None:
            at = geometry(point.lon, point.lat)
            self._widen(point.lon, point.lat)
        self._insert("incidents", (at, *csv.values(incident)))
        for row in claims.rows(incident):
            self._insert("claims", row)
        for row in sources.rows(incident):
            self._insert("sources", row)
        self._latest = max([self._latest, *(a.published[:10] for a in incident.accounts if a.published)])

    def _widen(self, x: float, y: float) -> None:
        left, low, right, top = self._box or (x, y, x, y)
        self._box = (min(left, x), min(low, y), max(right, x), max(top, y))

    def finish(self) -> None:
        """Writes the contents and closes the file."""
        when = f"{self._latest}T00:00:00.000Z" if self._latest else _NEVER
        box = self._box or (None, None, None, None)
        insert = "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        self._db.execute(insert, ("incidents", "features", "incidents", "Incidents by their place", when, *box, 4326))
        for name, _, about in _TABLES:
            self._db.execute(insert, (name, "attributes", name, about, when, None, None, None, None, None))
        self._db.execute("INSERT INTO gpkg_geometry_columns VALUES ('incidents', 'geom', 'POINT', 4326, 0, 0)")
        self._db.execute("COMMIT")
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()


class GpkgExport:
    """A layer of points, with tables of claims and sources."""

    name = "gpkg"
    suffix = ".gpkg"
    loss = (
        "One point an incident: all places but the first, victims' ages and the toll by class beyond civilians, "
        "military, police and attackers are left out; incidents without coordinates have no geometry."
    )

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write the file, rows in the order given."""
        with tempfile.TemporaryDirectory(prefix="testimonia-") as scratch:
            path = Path(scratch, "incidents.gpkg")
            package = _Package(path)
            try:
                for incident in incidents:
                    package.add(incident)
                package.finish()
            finally:
                package.close()
            with path.open("rb") as whole:
                shutil.copyfileobj(whole, out)

    def losses(self, incident: Incident) -> Iterator[Lost]:
        """What no table has a column for."""
        yield from (lost for lost in XlsxExport().losses(incident) if not lost.what.startswith("ends of texts"))
        if incident.point is None:
            yield Lost("incidents without coordinates: on no map", incident.type)
