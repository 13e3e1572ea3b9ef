"""The edition's columns in memory: what a page of a million incidents is counted, drawn and listed from.

A database finds few among many; a picture of the many is a matter of going through whole columns, which takes
milliseconds here whatever is asked for. `query.py` says the same in SQL; the tests hold the two together.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from testimonia.model.world import Incident
from testimonia.store import edition
from testimonia.store.edition import headlines, numbered
from testimonia.store.laid import Codes, Laid
from testimonia.store.memory import Memory
from testimonia.store.plane import Plane, Spots
from testimonia.store.query import UNDATED, Query, asked, bears, labelled, number, terms
from testimonia.store.session import Session
from testimonia.store.sums import NONE, Months, Names, Rows, Shown, Sum, Tolls

_KEPT, _BYTES = 4_000, 200_000_000  # how many answers are remembered, and how large their arrays may be together
_INCIDENTS, _PAGE = 5_000, 1_001  # how many incidents are remembered whole, and of how long a list
_NEVER = np.int32(2**31 - 1)
_INDEXED = {"country", "place", "actor", "source", "text"}  # what an index of the database finds
_MATCHED = "SELECT rowid AS n FROM words WHERE words MATCH ?"
_NAMES = """SELECT l.name, (SELECT group_concat(b.incident) FROM labelled b WHERE b.label = l.seq) FROM labels l
  WHERE l.kind = ? ORDER BY l.name"""


class Placed(msgspec.Struct, frozen=True):
    """What is meant and has a point: the rows, and the box around them (west, south, east, north in degrees)."""

    rows: Rows
    box: tuple[float, float, float, float] | None


class Columns:
    """The columns of one edition, a row an incident, by first day and id (the undated last). Usable from several
    threads; `changes` is the edition's count of its changes."""

    def __init__(self, laid: Laid, changes: int) -> None:
        self.changes, self._laid = changes, laid
        self.outdated = 0.0  # when (on the clock of `time.monotonic`) it was noticed that the edition has changed
        (self.seq, self.ids, self.days, self.type, self.status, self.grade, self.country, self.lat, self.lon, low,
         self.best, high, self.sure, self.exact, self.radius, self.begun, self.ended, self.settled,
        ) = laid.columns  # fmt: skip
        self.dated = int(np.searchsorted(self.days, UNDATED.encode()))
        self.tolls, self._months = Tolls(low, self.best, high), Months(self.begun)
        # Nothing before the first row whose `_reach` is a day lasts until then; nothing from the first row whose
        # `_ahead` is behind a day has begun by then.
        self._reach = np.maximum.accumulate(self.ended[: self.dated])
        begun = np.where(self.begun == NONE, _NEVER, self.begun)[: self.dated]
        self._ahead = np.minimum.accumulate(begun[::-1])[::-1]
        self._place = np.full(int(self.seq.max(initial=0)) + 1, -1, dtype=np.int64)
        self._place[self.seq] = np.arange(len(self.seq))
        self._turn = threading.Lock()
        self._answers = Memory(_KEPT, _BYTES, _size)
        self._incidents = Memory(_INCIDENTS)  # most lists begin with the same ones, the newest
        self._names: dict[str, Names] = {}

    def __len__(self) -> int:
        return len(self.seq)

    def rows(self, connection: Session, query: Query) -> Rows:
        """The rows that are meant, in order; no page, the whole list. UsageError as of `query.select`."""
        bare = msgspec.structs.replace(query, newest=False, limit=None, offset=0, after=None)
        found: Rows = self.once(bare, lambda: self._meant(connection, bare))
        return found

    def page(self, rows: Rows, query: Query) -> Rows:
        """A page of these rows: the latest first where the newest are wanted, the undated last all the same."""
        edge = int(np.searchsorted(rows, self.dated)) if query.newest else 0
        first, then = rows[:edge][::-1], rows[edge:]
        if query.after is not None:
            day, name = (part.encode() for part in query.after)
            here = self._behind(day, name)
            if query.newest and day < UNDATED.encode():
                first = rows[: min(edge, int(np.searchsorted(rows, here.start)))][::-1]
            else:
                first, then = first[:0], then[int(np.searchsorted(then, here.stop)) :]
        last = len(rows) if query.limit is None else query.offset + query.limit
        some = first[query.offset : last]
        return np.concatenate((some, then[max(0, query.offset - len(first)) : max(0, last - len(first))]))

    def _behind(self, day: bytes, name: bytes) -> slice:
        """The row of that day and id; empty, where it would stand, if there is none."""
        first, last = (int(np.searchsorted(self.days, day, side)) for side in ("left", "right"))
        here = first + int(np.searchsorted(self.ids[first:last], name, "left"))
        return slice(here, here + int(here < last and self.ids[here] == name))

    def settled_by(self, rows: Rows, moment: float) -> Rows:
        """Those of the rows that were settled by then (seconds of 1970; see `Incident.settled`)."""
        settled = self.settled[rows]
        found: Rows = rows[(settled != NONE) & (settled <= moment)]
        return found

    # --- what fulfils a query -----------------------------------------------------------------------------------

    def _meant(self, connection: Session, query: Query) -> Rows:
        said: dict[str, list[Any]] = dict(asked(query))
        rows: Rows | slice = self._stretch(said)  # each condition is asked only of what those before it have left
        fields = sorted(_INDEXED & said.keys())
        found = (one for field in fields for one in self._found(connection, field, said[field], query))
        for some in sorted(found, key=len):
            if isinstance(rows, slice):
                rows = some[slice(*np.searchsorted(some, (rows.start, rows.stop)))]
            else:
                rows = rows[self._marked(some)[rows]]
        kept: NDArray[np.bool_] | None = None
        for field in said.keys() - _INDEXED:
            fits = self._fulfils(field, said[field], rows)
            kept = fits if kept is None else kept & fits
        if isinstance(rows, slice):
            return np.arange(rows.start, rows.stop) if kept is None else np.flatnonzero(kept) + rows.start
        return rows if kept is None else rows[kept]

    def _stretch(self, said: dict[str, list[Any]]) -> slice:
        """Between which rows all lie that can fulfil the conditions of time."""
        first, last = 0, len(self)
        if "since" in said:
            first, last = int(np.searchsorted(self._reach, _day(said["since"]), "left")), self.dated
        if "until" in said:
            last = int(np.searchsorted(self._ahead, _day(said["until"]), "right"))
        return slice(min(first, last), last)

    def _fulfils(self, field: str, given: list[Any], rows: Rows | slice) -> NDArray[np.bool_]:
        """Which of the rows fulfil one condition (see query.py)."""
        if field in ("type", "status", "grade"):
            column: Codes = getattr(self, field)
            return column.same(str(given[0]), rows)
        if field == "box":
            return self._inside(given, rows)
        kept: NDArray[np.bool_] = {
            "min_killed": lambda: self.best[rows] >= given[0],
            "min_confidence": lambda: self.sure[rows] >= given[0],
            "since": lambda: (self.begun[rows] != NONE) & (self.ended[rows] >= number(str(given[0]))),
            "until": lambda: (self.begun[rows] != NONE) & (self.begun[rows] <= number(str(given[0]))),
        }[field]()
        return kept

    def _found(self, connection: Session, field: str, given: list[Any], query: Query) -> Iterator[Rows]:
        """The rows that an index of the database finds, in order; of words those of each word, which are asked for in
        ever other company."""
        for value in terms(query.text or "") if field == "text" else given:
            yield self.once((field, value), lambda v=value: self._indexed(connection, field, v))  # type: ignore[misc]

    def _indexed(self, connection: Session, field: str, value: object) -> Rows:
        sql = labelled(field) if field != "text" else _MATCHED
        # One long text instead of very many rows: it is put together and taken apart without this interpreter.
        told = connection.execute(f"SELECT group_concat(n) FROM ({sql})", [value]).fetchone()[0]
        found = np.fromstring(told or "", dtype=np.int64, sep=",")
        rows = self._place[found[found < len(self._place)]]
        return np.flatnonzero(self._marked(rows[rows >= 0]))

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

    def at(self, connection: Session, rows: Rows) -> Iterator[Incident]:
        """The incidents of these rows, in this order; those that are gone meanwhile are left out. Those of a page are
        remembered, not those of an export."""
        known = self._incidents if len(rows) <= _PAGE else None
        for seq, incident in numbered(connection, (int(self.seq[row]) for row in rows), known):
            if self.ids[self._place[seq]] == incident.id.encode():  # else the number has gone to another meanwhile
                yield incident

    def headlines(self, connection: Session, rows: Iterable[int]) -> dict[int, str]:
        """The headlines of the incidents of these rows, without those that are gone meanwhile."""
        place = {int(self.seq[row]): row for row in rows}
        found = ((place[seq], name, said) for seq, name, said in headlines(connection, place))
        return {row: said for row, name, said in found if name.encode() == self.ids[row]}

    @classmethod
    def read(cls, connection: Session, before: Columns | None = None) -> Columns:
        """The columns of the edition as it is now. Of those `before`, what has not moved is taken over, and what they
        had ready is had ready again."""
        changes = edition.changes(connection)
        moved = edition.moved(connection, before.changes) if before is not None else None
        if before is None or moved is None:
            made = cls(Laid.read(connection), changes)
        else:
            numbers = np.array(sorted(moved), dtype=np.int64)
            laid, to = before._laid.renewed(connection, numbers)
            made = cls(laid, changes)
            made._incidents = before._incidents.without(moved)
            made._take_over(connection, before, to, numbers)
        for kind in before._names if before is not None else ():
            made._borne(connection, kind)
        return made

    def _take_over(self, connection: Session, before: Columns, to: Rows, moved: Rows) -> None:
        """What an index of the database found, and who bears which name: `to` is where each row of before is now."""
        fresh = moved[moved < len(self._place)]
        fresh = fresh[self._place[fresh] >= 0]
        borne = edition.borne(connection, fresh.tolist())
        for kind, names in list(before._names.items()):
            self._names[kind] = names.moved(to, len(self), [(n, int(self._place[i])) for i, k, n in borne if k == kind])
        for key, found in before._answers.items():
            if isinstance(key, tuple) and len(key) == 2 and key[0] in _INDEXED - {"text"}:
                more = sorted({int(self._place[i]) for i, k, name in borne if k == key[0] and bears(k, name, key[1])})
                stay = to[found]
                stay = stay[stay >= 0]
                self._answers.put(key, np.insert(stay, np.searchsorted(stay, more), more) if more else stay)

    @property
    def age(self) -> float:
        """For how many seconds the edition has been known to be another by now; 0 where it is not."""
        return time.monotonic() - self.outdated if self.outdated else 0.0

    # --- what is counted ----------------------------------------------------------------------------------------

    def months(self, rows: Rows) -> tuple[Sum, ...]:
        """By month of the first day ("2019-11"; None: no date is known), in order."""
        return self._months.sums(rows, self.tolls)

    def countries(self, rows: Rows) -> tuple[Sum, ...]:
        """By country (ISO 3166 code; None: no report names one), the most killed first."""
        names = Names.of(self.country.words, self.country.codes)
        return names.sums(rows, self.tolls, len(names.words) + 1, unnamed=True)[0]

    def names(
        self, connection: Session, kind: str, rows: Rows, most: int, shown: Shown = None
    ) -> tuple[tuple[Sum, ...], int]:
        """By the names of that kind (see edition.sql), the most killed first: so many of those that are `shown`, and
        how many there are of all. An incident may bear several."""
        return self._borne(connection, kind).sums(rows, self.tolls, most, shown)

    def _borne(self, connection: Session, kind: str) -> Names:
        """The names of a kind."""
        with self._turn:
            if kind not in self._names:
                words, told = [], []
                for name, numbers in connection.execute(_NAMES, (kind,)):
                    words.append(name)
                    told.append(np.fromstring(numbers or "", dtype=np.int64, sep=","))
                labels = np.repeat(np.arange(len(words)), [len(numbers) for numbers in told])
                numbers = np.concatenate(told) if told else np.zeros(0, dtype=np.int64)
                rows = np.where(numbers < len(self._place), self._place[np.minimum(numbers, len(self._place) - 1)], -1)
                self._names[kind] = Names(words, labels[rows >= 0], rows[rows >= 0], len(self))
            return self._names[kind]

    def plane(self, digits: int | None = None) -> Plane:
        """Where every row lies, with its point rounded to so many digits (None: as it is)."""
        return self.once(("plane", digits), lambda: Plane.of(self.lat, self.lon, digits))  # type: ignore[no-any-return]

    def placed(self, key: object, rows: Rows, plane: Plane) -> Placed:
        """Those of the rows that have a point. `key`: by which this is remembered."""

        def made() -> Placed:
            known = rows[plane.known[rows]]
            return Placed(known, plane.around(known))

        return self.once(("placed", key, len(rows)), made)  # type: ignore[no-any-return]

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """What `make` gives (never None), remembered with some others: for what is computed from the columns alone."""
        found = self._answers.get(key)
        if found is None:
            self._answers.put(key, found := make())
        return found


def _day(given: list[Any]) -> np.int32:
    """A day as the columns have it: a number of another width would have them all copied."""
    return np.int32(number(given[0]))


def _size(made: object) -> int:
    if isinstance(made, Placed | Spots):
        return sum(map(_size, msgspec.structs.astuple(made)))
    return made.nbytes if isinstance(made, np.ndarray) else 0
