"""Collecting the places of a gazetteer and writing them: rows in, arrays out.

Order matters: countries, regions and first divisions of the package's own tables come first, so that rows can hang on
them;
then each source. A row that repeats a settlement already there (same country, same loose name, within 10 km) only
adds its
spellings. Prominence (`weight`) is the logarithm of the population plus what the kind of place adds; it orders the
candidates of a name.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from testimonia.knowledge import gazetteer_fuzzy as fuzzy
from testimonia.knowledge.gazetteer_fold import fold, fold_all, loosen, loosen_all, strict
from testimonia.knowledge.gazetteer_format import ALIAS, FAR, INDEX, KINDS, LOOSE, NOWHERE, Land, Layer, key_hash
from testimonia.knowledge.gazetteer_sources import Row
from testimonia.knowledge.gazetteer_write import fuzzy_index, write

MOST_CANDIDATES = 120
AT_ONCE = 3_000
"""Rows whose names are folded together."""

SAME_PLACE_KM = 10.0
_GENERIC = frozenset((
    "province", "governorate", "state", "region", "oblast", "district", "republic", "county", "department",
    "prefecture", "of", "the", "city", "municipality", "voivodeship", "division", "parish", "wilaya", "krai",
    "autonomous", "okrug", "territory", "cercle", "commune", "municipio", "departamento", "muhafazat", "emirate",
    "federal", "capital", "area", "raion", "mintaqah", "respublika", "gorod", "provincia", "wilayat", "village", "town",
))  # fmt: skip
_KIND_OF_CLASS = {
    "P": "settlement",
    "H": "water",
    "S": "site",
    "A": "district",
    "L": "region",
    "T": "region",
    "V": "region",
}
_KIND_OF_CODE = {"ADM1": "province", "WLL": "settlement", "WTRH": "settlement", "WLLS": "settlement",
                 "AIRP": "site", "AIRB": "site", "MILB": "site", "CMPRF": "settlement"}  # fmt: skip
_BONUS = {"PPLC": 1.5, "PPLA": 0.8, "PPLA2": 0.4, "PPLA3": 0.2, "PPLX": -1.0, "ADM1": 1.0, "ADM2": 0.3}
_KIND_BONUS = {"settlement": 0.0, "site": -0.8, "water": -0.6, "region": -0.4, "district": 0.0, "province": 0.0}
_SKIPPED_CODES = frozenset(
    [
        "road",
        "filling_station",
        "bus_stop",
        "plaza",
        "landmark",
        "transit_station",
        "hotel",
        "school",
        "hospital",
        "admin",
    ]
)


Spelt = tuple[str, str, int, int]
"""A name's strict form, its loose form, the hash of each; the last 0 where the loose form adds nothing."""


def _spelling(name: str) -> Spelt:
    folded = fold(name)
    slack = loosen(folded)
    return folded, slack, key_hash(folded), key_hash(slack) if slack != folded and len(slack) > 2 else 0


class Builder:
    """Collects places and writes them as a file. `add` returns the place's index, `name` adds spellings to it."""

    def __init__(self) -> None:
        self.lat, self.lon, self.weight = array("f"), array("f"), array("f")
        self.population, self.admin1, self.admin2 = array("I"), array("I"), array("I")
        self.country, self.kind, self.layer, self.rough = array("H"), array("B"), array("B"), array("B")
        self.radius = array("H")
        self.texts: list[str] = []
        self.hashes, self.posts = array("Q"), array("I")
        self.spelt: dict[str, Spelt] = {}
        self.fuzzy: set[str] = set()
        self.layers: list[Layer] = []
        self.counts: list[int] = []
        self.isos: dict[str, int] = {"": 0}
        self.divisions: dict[str, int] = {}
        self.named: dict[tuple[str, str], int] = {}
        self.settled: dict[int, int] = {}
        self._last, self._given = -1, set[str]()
        self.capitals: dict[str, str] = {}

    def begin(self, layer: Layer) -> None:
        """All places added from here on are of `layer`."""
        self.layers.append(layer)
        self.counts.append(0)

    def add(self, *, name: str, id: str, kind: str, lat: float, lon: float, weight: float, country: str = "",
            population: int = 0, admin1: int = NOWHERE, admin2: int = NOWHERE, code: str = "", radius: int = 0,
            rough: bool = False) -> int:  # fmt: skip
        """One place more, without spellings yet; `code` is the division's code where it is one."""
        at = len(self.lat)
        self.lat.append(lat)
        self.lon.append(lon)
        self.weight.append(weight)
        self.population.append(min(population, NOWHERE - 1))
        self.admin1.append(admin1)
        self.admin2.append(admin2)
        self.country.append(self.isos.setdefault(country, len(self.isos)))
        self.kind.append(KINDS.index(kind))
        self.layer.append(len(self.layers) - 1)
        self.rough.append(rough)
        self.radius.append(min(radius, 65535))
        self.texts.append(f"{name}\t{id}\t{code}")
        self.counts[-1] += 1
        return at

    def name(self, at: int, name: str, *, alias: bool, own: str = "") -> None:
        """Makes place `at` findable by `name`, in its strict and its loose form; `own` is the loose form of its main
        name, by which
        a mere spelling of it is told from another name ("Danzig")."""
        self._spell(at, (name,), ALIAS if alias else 0, own)

    def _spell(self, at: int, names: Iterable[str], alias: int, own: str) -> None:
        """Adds spellings; of two alike in one row the first counts."""
        if at != self._last:
            self._last, self._given = at, set()
        given, spelt, hashes, posts = self._given, self.spelt, self.hashes.append, self.posts.append
        for name in names:
            folded, slack, key, slack_key = spelt.get(name) or _spelling(name)
            if folded in given or not folded or folded.isdigit():
                continue
            given.add(folded)
            flag = (alias if not own or own[:3] == slack[:3] else ALIAS | FAR) if alias else 0
            hashes(key)
            posts(at | flag)
            if slack_key and slack not in given:
                given.add(slack)
                hashes(slack_key)
                posts(at | flag | LOOSE)
            self.fuzzy.add(slack)

    def rows(self, rows: Iterable[Row], names2: dict[str, str]) -> None:
        """All rows of a source, in order."""
        left: Iterator[Row] = iter(rows)
        while some := list(islice(left, AT_ONCE)):
            names = list(dict.fromkeys(name for row in some for name in (row.name, *row.alternates)))
            folded = fold_all(names)
            slack = loosen_all(folded)
            keys = map(key_hash, folded)
            self.spelt = {
                name: (f, s, key, key_hash(s) if s != f and len(s) > 2 else 0)
                for name, f, s, key in zip(names, folded, slack, keys, strict=True)
            }
            for row in some:
                self.row(row, names2)
        self.spelt = {}

    def division(self, country: str, code: str, within: int = NOWHERE) -> int:
        """The division that a row names by code or by name; a name seen for the first time becomes a division
        itself."""
        if not code:
            return NOWHERE
        found = self.divisions.get(f"{country}.{code}")
        if found is None:
            scope = country if within == NOWHERE else f"{country}/{within}"
            found = self.named.get((scope, core(code)))
        if found is None and not code.replace(".", "").isdigit() and len(code) > 3:
            found = self.add(name=code, id="", kind="province" if within == NOWHERE else "district", lat=math.nan,
                             lon=math.nan, weight=1.5, country=country, admin1=within, code="")  # fmt: skip
            self._name_division(found, country, code, (), within)
        return NOWHERE if found is None else found

    def _name_division(self, at: int, country: str, name: str, others: tuple[str, ...], within: int) -> None:
        scope = country if within == NOWHERE else f"{country}/{within}"
        for i, spelling in enumerate((name, *others)):
            self.name(at, spelling, alias=i > 0)
            short = " ".join(w for w in strict(spelling).split() if w not in _GENERIC)
            if short and short != strict(spelling):
                self.name(at, short, alias=i > 0)
            self.named.setdefault((scope, core(spelling)), at)

    def first_division(self, cells: tuple[str, ...]) -> None:
        """A row of divisions.tsv."""
        code, name, others, lat, lon, _, id = cells[:7]
        country, short = code.split(".", 1)
        at = self.add(name=name, id=id, kind="province", lat=float(lat) if lat else math.nan,
                      lon=float(lon) if lon else math.nan, weight=4.0, country=country, code=short)  # fmt: skip
        self.divisions[code] = at
        self._name_division(at, country, name, tuple(filter(None, others.split("|"))), NOWHERE)

    def row(self, row: Row, names2: dict[str, str]) -> None:
        """A row of a source: a division, or a place within divisions."""
        if row.fcode.startswith("PCL"):
            return  # countries are the package's own
        admin1 = self.division(row.country, row.admin1)
        if row.fclass == "A" and row.fcode == "ADM1":
            self._point(self.division(row.country, row.admin1 or row.name), row)
            return
        full = f"{row.country}.{row.admin1}.{row.admin2}"
        admin2 = self._second(row, admin1, full, names2)
        if row.fclass == "A" and row.fcode == "ADM2":
            self._point(admin2, row)
            return
        if row.fcode in _SKIPPED_CODES or row.name.isdigit():
            return
        rough = row.lat is None or row.lon is None
        lat, lon = (row.lat, row.lon) if row.lat is not None and row.lon is not None else self._borrowed(admin2, admin1)
        at = self._known(row, lat, lon, rough)
        if at is None:
            kind = _KIND_OF_CODE.get(row.fcode) or _KIND_OF_CLASS.get(row.fclass, "settlement")
            bonus = _BONUS.get("PPLC" if self._is_capital(row) else row.fcode, 0.0)
            weight = math.log10(row.population + 10) + bonus + _KIND_BONUS.get(kind, 0.0)
            at = self.add(
                name=row.name,
                id=row.id,
                kind=kind,
                lat=lat,
                lon=lon,
                weight=weight - rough,
                country=row.country,
                population=row.population,
                admin1=admin1,
                admin2=admin2,
                rough=rough,
            )
            if kind == "settlement":
                self.settled.setdefault(hash((row.country, self._slack(row.name))), at)
        self._spell(at, (row.name,), 0, "")
        if row.alternates:
            self._spell(at, row.alternates, ALIAS, self._slack(row.name) if row.fclass == "P" else "")

    def _slack(self, name: str) -> str:
        return (self.spelt.get(name) or _spelling(name))[1]

    def _is_capital(self, row: Row) -> bool:
        """Whether a row of a source that does not say so is its country's capital."""
        capital = self.capitals.get(row.country, "")
        return row.fcode == "PPL" and row.population > 20_000 and (
            row.name == capital or (capital in row.alternates and row.name[:3] == capital[:3]))  # fmt: skip

    def _second(self, row: Row, admin1: int, full: str, names2: dict[str, str]) -> int:
        if row.fcode == "ADM2":
            second = row.name
        elif not row.admin2:
            return NOWHERE
        else:
            second = row.admin2
        if full in self.divisions:
            return self.divisions[full]
        name = row.name if row.fcode == "ADM2" else names2.get(full, second)
        at = self.division(row.country, name, admin1)
        if at != NOWHERE and row.admin2:
            self.divisions[full] = at
        return at

    def _point(self, at: int, row: Row) -> None:
        """A row about a division itself gives it its point, id and spellings."""
        if at == NOWHERE:
            return
        if row.lat is not None and row.lon is not None and (math.isnan(self.lat[at]) or row.fcode == "ADM2"):
            self.lat[at], self.lon[at] = row.lat, row.lon
        name, id, code = self.texts[at].split("\t")
        self.texts[at] = f"{name}\t{id or row.id}\t{code}"
        self.population[at] = max(self.population[at], min(row.population, NOWHERE - 1))
        for other in (row.name, *row.alternates):
            self._name_division(at, row.country, other, (), self.admin1[at])

    def _borrowed(self, *areas: int) -> tuple[float, float]:
        for at in areas:
            if at != NOWHERE and not math.isnan(self.lat[at]):
                return self.lat[at], self.lon[at]
        return math.nan, math.nan

    def _known(self, row: Row, lat: float, lon: float, rough: bool) -> int | None:
        if row.fclass != "P" or len(self.layers) < 3:
            return None
        at = self.settled.get(hash((row.country, self._slack(row.name))))
        if at is None or (not rough and _km(self.lat[at], self.lon[at], lat, lon) > SAME_PLACE_KM):
            return None
        return at

    def finish(self, out: Path, lands: tuple[Land, ...]) -> None:
        """Derives what is missing and writes the file."""
        self._derive_divisions()
        keys, starts, posts = self._postings()
        names = sorted(filter(fuzzy.fits, self.fuzzy))
        texts = [t.encode() for t in self.texts]
        layers = tuple(msgspec.structs.replace(y, rows=n) for y, n in zip(self.layers, self.counts, strict=True))
        arrays: dict[str, NDArray[np.generic]] = {
            "lat": np.frombuffer(self.lat, "f4"), "lon": np.frombuffer(self.lon, "f4"),
            "weight": np.frombuffer(self.weight, "f4"), "population": np.frombuffer(self.population, "u4"),
            "admin1": np.frombuffer(self.admin1, "u4"), "admin2": np.frombuffer(self.admin2, "u4"),
            "country": np.frombuffer(self.country, "u2"), "radius": np.frombuffer(self.radius, "u2"),
            "kind": np.frombuffer(self.kind, "u1"), "layer": np.frombuffer(self.layer, "u1"),
            "rough": np.frombuffer(self.rough, "u1"),
            "text_offsets": _offsets([len(t) for t in texts]), "texts": np.frombuffer(b"".join(texts), "u1"),
            "keys": keys, "starts": starts, "posts": posts,
            "fuzzy_pairs": fuzzy_index(names), "fuzzy_offsets": _offsets([len(n) for n in names]),
            "fuzzy_texts": np.frombuffer("".join(names).encode() or b"\0", "u1"),
        }  # fmt: skip
        write(out, arrays, layers=layers, lands=lands, isos=tuple(self.isos))

    def _derive_divisions(self) -> None:
        """Divisions without a point get the mean of their towns, weighted by the root of the population; all get a
        weight."""
        lat, lon = np.frombuffer(self.lat, "f4").astype("f8"), np.frombuffer(self.lon, "f4").astype("f8")
        people = np.frombuffer(self.population, "u4").astype("f8")
        mass = np.where(np.isnan(lat), 0.0, np.sqrt(people + 1))
        for column in (self.admin2, self.admin1):
            area = np.frombuffer(column, "u4").astype("i8")
            inside = (area != NOWHERE) & (mass > 0)
            sums = [np.bincount(area[inside], weights=w[inside], minlength=len(lat))
                    for w in (mass, mass * np.nan_to_num(lat), mass * np.nan_to_num(lon), people)]  # fmt: skip
            for at in np.flatnonzero((sums[0] > 0) & np.isnan(lat)):
                self.lat[at] = lat[at] = sums[1][at] / sums[0][at]
                self.lon[at] = lon[at] = sums[2][at] / sums[0][at]
            for at in np.flatnonzero(sums[3] > 0):
                self.population[at] = max(self.population[at], int(min(sums[3][at], NOWHERE - 1)))
                bonus = 0.5 if self.kind[at] == KINDS.index("province") else -0.3
                self.weight[at] = math.log10(self.population[at] + 10) + bonus

    def _postings(self) -> tuple[NDArray[np.uint64], NDArray[np.uint32], NDArray[np.uint32]]:
        hashes, posts = np.frombuffer(self.hashes, "u8"), np.frombuffer(self.posts, "u4")
        index = posts & np.uint32(INDEX)
        weight = np.frombuffer(self.weight, "f4")[index]
        # For one key: strict before loose, own name before alias, then by weight; a place stands once, at its best.
        grade = (posts >> np.uint32(29)).astype("u1")
        order = np.lexsort((grade, index, hashes))
        hashes, posts, index, weight, grade = (a[order] for a in (hashes, posts, index, weight, grade))
        keep = np.ones(len(hashes), bool)
        keep[1:] = (hashes[1:] != hashes[:-1]) | (index[1:] != index[:-1])
        hashes, posts, weight, grade = hashes[keep], posts[keep], weight[keep], grade[keep]
        order = np.lexsort((0.4 * grade - weight, hashes))
        hashes, posts = hashes[order], posts[order]
        keys, first, count = np.unique(hashes, return_index=True, return_counts=True)
        rank = np.arange(len(hashes)) - np.repeat(first, count)
        posts = posts[rank < MOST_CANDIDATES]
        return keys, _offsets(np.minimum(count, MOST_CANDIDATES)), posts


def core(name: str) -> str:
    """A division's name without the words that only say what it is: `"Homs Governorate"` → `"homs"`."""
    words = strict(name).split()
    return loosen(" ".join(w for w in words if w not in _GENERIC)) or loosen(" ".join(words))


def _offsets(lengths: list[int] | NDArray[np.signedinteger]) -> NDArray[np.uint32]:
    return np.concatenate([[0], np.cumsum(np.asarray(lengths, dtype=np.int64))]).astype(np.uint32)


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    width = math.cos(math.radians((lat1 + lat2) / 2))
    return 111.2 * math.hypot(lat1 - lat2, (lon1 - lon2) * width)
