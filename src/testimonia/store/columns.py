"""The edition's columns in memory: what a page of a million incidents is counted, drawn and listed from.

A database finds few among many; a picture of the many is a matter of going through whole columns, which takes
milliseconds here whatever is asked for. `query.py` says the same in SQL; the tests hold the two together.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from testimonia.store.query import UNDATED, Query, asked, labelled, number
from testimonia.store.session import Session

Rows = NDArray[np.int64]
Numbers = NDArray[Any]
Shown = Callable[[str], bool] | None

_KEPT, _BYTES = 4_000, 200_000_000  # how many answers are remembered, and how large their arrays may be together
_AT_ONCE = 20_000  # rows that are fetched before others get a turn
_SQL = """SELECT seq, id, day, type, status, grade, country, lat, lon, killed_low, killed, killed_high, sure, exactness,
  radius, begun, ended, settled FROM incidents ORDER BY day, id"""
_KINDS = ("i8", "S", "S10", *(None,) * 4, "f8", "f8", "i8", "i8", "i8", "f8", "i8", "f8", "i8", "i8", "i8")
_INDEXED = {"country", "place", "actor", "source", "text"}  # what an index of the database finds
_MATCHED = "SELECT rowid AS n FROM words WHERE words MATCH ?"
_NAMES = """SELECT l.name, (SELECT group_concat(b.incident) FROM labelled b WHERE b.label = l.seq) FROM labels l
  WHERE l.kind = ? ORDER BY l.name"""
_DENSE = 4_000_000  # cells of a grid that may be counted one by one
_NONE = -(2**31)  # a number that is not there
_REFERENCE = np.datetime64("0001-01-01", "D")


class Sum(msgspec.Struct, frozen=True):
    """How many incidents bear a name and how many they killed.

    An incident counts in each of low, best and high with the nearest figure that it has, and with 0 where it has none.
    """

    name: str | None
    incidents: int
    low: int
    best: int
    high: int


class _Sums(msgspec.Struct, frozen=True):
    """Sums by the number of a group; a group without rows has none."""

    counts: Rows
    low: Rows
    best: Rows
    high: Rows

    @property
    def groups(self) -> list[int]:
        """The groups that have rows."""
        found: list[int] = np.flatnonzero(self.counts).tolist()
        return found

    def ranked(self) -> list[int]:
        """The same, the most killed first, then the most incidents."""
        groups = np.flatnonzero(self.counts)
        order: list[int] = groups[np.lexsort((-self.counts[groups], -self.best[groups]))].tolist()
        return order

    def of(self, group: int, name: str | None) -> Sum:
        """The sum of a group."""
        return Sum(name, *(int(n[group]) for n in (self.counts, self.low, self.best, self.high)))


class Plane(msgspec.Struct, frozen=True):
    """Where every row lies: degrees, and on the map of Web Mercator (EPSG:3857), 1 wide and high, from the north-west.
    NaN where no point is known."""

    lat: Numbers
    lon: Numbers
    x: Numbers
    y: Numbers

    @classmethod
    def of(cls, lat: Numbers, lon: Numbers, digits: int | None) -> Plane:
        """The plane of these points, rounded to so many digits."""
        if digits is not None:
            lat, lon = np.round(lat, digits), np.round(lon, digits)
        return cls(lat, lon, *mercator(lat, lon))


def mercator(lat: Any, lon: Any) -> tuple[Any, Any]:
    """Degrees on the map of Web Mercator, which ends at 85.05 degrees north and south."""
    sine = np.sin(np.radians(np.clip(lat, -85.05, 85.05)))
    return (np.asarray(lon) + 180) / 360, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)


class Spots(msgspec.Struct, frozen=True):
    """What lies in each cell of a grid that holds anything: how many rows, the middle of them on the plane, the box
    around them (west, south, east, north in degrees), how many they killed (best), and the last of them."""

    count: Rows
    x: Numbers
    y: Numbers
    box: Numbers
    killed: Rows
    row: Rows


class Codes:
    """A column of a few different words, each as a number; no word is -1."""

    def __init__(self, said: Iterable[Iterable[str | None]]) -> None:
        self.words: list[str] = []
        self._numbers: dict[str | None, int] = {None: -1}
        parts = [np.array([self._code(word) for word in part], dtype=np.int32) for part in said]
        self.codes = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)

    def _code(self, word: str | None) -> int:
        code = self._numbers.get(word)
        if code is None:
            code = self._numbers[word] = len(self.words)
            self.words.append(word or "")
        return code

    def same(self, word: str, rows: Rows | slice) -> NDArray[np.bool_]:
        """In which of the rows the word stands."""
        found: NDArray[np.bool_] = self.codes[rows] == (self.words.index(word) if word in self.words else -2)
        return found


class Columns:
    """The columns of one edition, a row an incident, by first day and id (the undated last). Usable from several
    threads; `changes` is the edition's count of its changes."""

    def __init__(self, connection: Session, changes: int) -> None:
        self.changes = changes
        parts = [tuple(map(_packed, _KINDS, zip(*part, strict=True))) for part in _parts(connection)]

        def column(n: int) -> Any:
            one = [part[n] for part in parts]
            return one if _KINDS[n] is None else np.concatenate(one) if one else np.zeros(0, dtype=_KINDS[n])

        (self.seq, self.ids, self.days, types, statuses, grades, countries, self.lat, self.lon, self.low, self.best,
         self.high, self.sure, self.exact, self.radius, self.begun, self.ended, self.settled) = (
            column(n) for n in range(len(_KINDS))
        )  # fmt: skip
        self.type, self.status, self.grade, self.country = map(Codes, (types, statuses, grades, countries))
        self.dated = int(np.searchsorted(self.days, UNDATED.encode()))
        self.month = _months(self.begun)
        self._place = np.full(int(self.seq.max(initial=0)) + 1, -1, dtype=np.int64)
        self._place[self.seq] = np.arange(len(self.seq))
        self._lock = threading.Lock()
        self._answers: OrderedDict[object, Any] = OrderedDict()
        self._held = 0
        self._names: dict[str, tuple[list[str], Rows, Rows]] = {}

    def __len__(self) -> int:
        return len(self.seq)

    def rows(self, connection: Session, query: Query) -> Rows:
        """The rows that are meant, in order; no page, the whole list. UsageError as of `query.select`."""
        bare = msgspec.structs.replace(query, newest=False, limit=None, offset=0, after=None)
        found: Rows = self.once(bare, lambda: self._meant(connection, bare))
        return found

    def page(self, rows: Rows, query: Query) -> Rows:
        """A page of these rows: the latest first where the newest are wanted, the undated last all the same."""
        ordered = rows
        if query.newest:
            edge = int(np.searchsorted(rows, self.dated))
            ordered = np.concatenate((rows[:edge][::-1], rows[edge:]))
        if query.after is not None:
            ordered = self._behind(ordered, query)
        last = None if query.limit is None else query.offset + query.limit
        return ordered[query.offset : last]

    def _behind(self, ordered: Rows, query: Query) -> Rows:
        day, name = (part.encode() for part in query.after or ("", ""))
        first, last = (int(np.searchsorted(self.days, day, side)) for side in ("left", "right"))
        here = first + int(np.searchsorted(self.ids[first:last], name, "left"))
        there = here < last and self.ids[here] == name
        if not query.newest:
            return ordered[ordered >= here + there]
        if day >= UNDATED.encode():
            return ordered[(ordered >= here + there) & (ordered >= self.dated)]
        return ordered[(ordered < here) | (ordered >= self.dated)]

    def settled_by(self, rows: Rows, moment: float) -> Rows:
        """Those of the rows that were settled by then (seconds of 1970; see `Incident.settled`)."""
        settled = self.settled[rows]
        found: Rows = rows[(settled != _NONE) & (settled <= moment)]
        return found

    # --- what fulfils a query -----------------------------------------------------------------------------------

    def _meant(self, connection: Session, query: Query) -> Rows:
        said: dict[str, list[Any]] = dict(asked(query))
        rows: Rows | slice = slice(None)  # all of them; each condition is asked only of what those before it have left
        for field in _INDEXED & said.keys():
            found = self.once((field, *said[field]), lambda f=field: self._found(connection, f, said))  # type: ignore[misc]
            rows = found if isinstance(rows, slice) else rows[self._marked(found)[rows]]
        for field in said.keys() - _INDEXED:
            kept = self._fulfils(field, said[field], rows)
            rows = np.flatnonzero(kept) if isinstance(rows, slice) else rows[kept]
        return np.arange(len(self)) if isinstance(rows, slice) else rows

    def _fulfils(self, field: str, given: list[Any], rows: Rows | slice) -> NDArray[np.bool_]:
        """Which of the rows fulfil one condition (see query.py)."""
        if field in ("type", "status", "grade"):
            column: Codes = getattr(self, field)
            return column.same(str(given[0]), rows)
        if field == "box":
            return self._inside(given, rows)
        begun = self.begun[rows]
        kept: NDArray[np.bool_] = {
            "min_killed": lambda: self.best[rows] >= given[0],
            "min_confidence": lambda: self.sure[rows] >= given[0],
            "since": lambda: (begun != _NONE) & (self.ended[rows] >= number(str(given[0]))),
            "until": lambda: (begun != _NONE) & (begun <= number(str(given[0]))),
        }[field]()
        return kept

    def _found(self, connection: Session, field: str, said: dict[str, list[object]]) -> Rows:
        """The rows that an index of the database finds."""
        sql = labelled(field) if field != "text" else _MATCHED
        # One long text instead of very many rows: it is put together and taken apart without this interpreter.
        told = connection.execute(f"SELECT group_concat(n) FROM ({sql})", said[field]).fetchone()[0]
        found = np.fromstring(told or "", dtype=np.int64, sep=",")
        rows = self._place[found[found < len(self._place)]]
        return np.unique(rows[rows >= 0])

    def _marked(self, rows: Rows) -> NDArray[np.bool_]:
        mask = np.zeros(len(self), dtype=np.bool_)
        mask[rows] = True
        return mask

    def _inside(self, corners: list[Any], rows: Rows | slice) -> NDArray[np.bool_]:
        """`corners`: as the condition takes them, one box or two."""
        lat, lon = self.lat[rows], self.lon[rows]
        kept = np.zeros(len(lat), dtype=np.bool_)
        for n in range(0, len(corners), 8):
            south, north, west, east = map(float, corners[n : n + 4])
            kept |= (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
        return kept

    # --- what is counted ----------------------------------------------------------------------------------------

    def months(self, rows: Rows) -> tuple[Sum, ...]:
        """By month of the first day ("2019-11"; None: no date is known), in order."""
        months = self.month[rows]
        known = months[months != _NONE]
        least = int(known.min()) if len(known) else 0
        sums = self._sums(np.where(months == _NONE, 0, months - least + 1), rows)
        dated = [sums.of(n, _month(n - 1 + least)) for n in sums.groups if n]
        return (*dated, *(sums.of(0, None) for n in sums.groups if not n))

    def countries(self, rows: Rows) -> tuple[Sum, ...]:
        """By country (ISO 3166 code; None: no report names one), the most killed first."""
        sums = self._sums(self.country.codes[rows].astype(np.int64) + 1, rows)
        return tuple(sums.of(n, self.country.words[n - 1] if n else None) for n in sums.ranked())

    def names(
        self, connection: Session, kind: str, rows: Rows, most: int, shown: Shown = None
    ) -> tuple[tuple[Sum, ...], int]:
        """By the names of that kind (see edition.sql), the most killed first: so many of those that are `shown`, and
        how many there are of all. An incident may bear several."""
        words, labels, places = self._pairs(connection, kind)
        kept = self._marked(rows)[places]
        sums = self._sums(labels[kept], places[kept])
        first = (sums.of(n, words[n]) for n in sums.ranked() if shown is None or shown(words[n]))
        return tuple(islice(first, most)), len(sums.groups)

    def _pairs(self, connection: Session, kind: str) -> tuple[list[str], Rows, Rows]:
        """The names of a kind, and pairs: the number of a name, the row that bears it."""
        with self._lock:
            if kind not in self._names:
                names, told = [], []
                for name, numbers in connection.execute(_NAMES, (kind,)):
                    names.append(name)
                    told.append(np.fromstring(numbers or "", dtype=np.int64, sep=","))
                labels = np.repeat(np.arange(len(names)), [len(numbers) for numbers in told])
                numbers = np.concatenate(told) if told else np.zeros(0, dtype=np.int64)
                rows = np.where(numbers < len(self._place), self._place[np.minimum(numbers, len(self._place) - 1)], -1)
                self._names[kind] = (names, labels[rows >= 0], rows[rows >= 0])
            return self._names[kind]

    def _sums(self, groups: Rows, rows: Rows) -> _Sums:
        """By group: how many rows, and the sums of their low, best and high numbers."""
        best = np.maximum(self.best[rows], 0)
        low, high = (np.where(n[rows] == _NONE, best, n[rows]) for n in (self.low, self.high))
        counts = np.bincount(groups)
        return _Sums(counts, *(np.bincount(groups, weights=n).astype(np.int64) for n in (low, best, high)))

    def plane(self, digits: int | None = None) -> Plane:
        """Where every row lies, with its point rounded to so many digits (None: as it is)."""
        return self.once(("plane", digits), lambda: Plane.of(self.lat, self.lon, digits))  # type: ignore[no-any-return]

    def spots(self, plane: Plane, rows: Rows, cell: float) -> Spots:
        """Rows that have a point, gathered by square cells of that width (of a map that is 1 wide)."""
        x, y = (np.floor(n[rows] / cell).astype(np.int64) for n in (plane.x, plane.y))
        x, y = x - x.min(initial=0), y - y.min(initial=0)
        wide, tall = int(x.max(initial=0)) + 1, int(y.max(initial=0)) + 1
        cells = y * wide + x
        if wide * tall <= _DENSE:  # no need to sort
            taken = np.bincount(cells, minlength=wide * tall) > 0
            group = (np.cumsum(taken) - 1)[cells]
            many = int(taken.sum())
        else:
            found, group = np.unique(cells, return_inverse=True)
            many = len(found)
        row = np.zeros(many, dtype=np.int64)
        row[group] = rows
        lat, lon = plane.lat[rows], plane.lon[rows]
        box = np.array([np.full(many, end) for end in (np.inf, np.inf, -np.inf, -np.inf)])
        for edge, values, grow in zip(box, (lon, lat, lon, lat), (np.minimum,) * 2 + (np.maximum,) * 2, strict=True):
            grow.at(edge, group, values)
        count = np.bincount(group, minlength=many)
        killed = np.bincount(group, weights=np.maximum(self.best[rows], 0), minlength=many).astype(np.int64)
        east, south = (
            np.bincount(group, weights=n[rows], minlength=many) / np.maximum(count, 1) for n in (plane.x, plane.y)
        )
        return Spots(count, east, south, box.T, killed, row)

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """What `make` gives, remembered with some others: for what is computed from the columns alone."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = make()
        with self._lock:
            self._answers[key] = made
            self._held += _size(made)
            while len(self._answers) > _KEPT or self._held > _BYTES:
                self._held -= _size(self._answers.popitem(last=False)[1])
        return made


def _parts(connection: Session) -> Iterator[list[Any]]:
    rows = iter(connection.execute(_SQL))
    while some := list(islice(rows, _AT_ONCE)):
        yield some


def _packed(kind: str | None, values: tuple[Any, ...]) -> Any:
    """A part of a column; of one that becomes `Codes` its words."""
    if kind is None:
        return values
    if kind == "i8":
        values = tuple(_NONE if n is None else n for n in values)
    return np.array([v.encode() for v in values] if kind[0] == "S" else values, dtype=kind)


def _size(made: object) -> int:
    return made.nbytes if isinstance(made, np.ndarray) else 0


def _months(days: Numbers) -> Numbers:
    """The month of each day as a number (0: January 1970), _NONE where there is none."""
    months = (_REFERENCE + (np.where(days == _NONE, 1, days) - 1)).astype("datetime64[M]").astype(np.int64)
    return np.where(days == _NONE, _NONE, months)


def _month(number: int) -> str:
    return str(np.datetime64(number, "M"))
