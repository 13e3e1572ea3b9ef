"""An edition laid out in arrays, a row an incident: read as a whole, or brought up to date by what has moved since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from testimonia.store.session import Session
from testimonia.store.sums import NONE, Rows

_AT_ONCE = 20_000  # rows that are fetched before others get a turn
_ASKED = 400  # numbers in one question
_SQL = """SELECT seq, id, day, type, status, grade, country, lat, lon, killed_low, killed, killed_high, sure, exactness,
  radius, begun, ended, settled FROM incidents{} ORDER BY day, id"""
_KINDS = ("i8", "S", "S10", *(None,) * 4, "f8", "f8", "i8", "i8", "i8", "f8", "i4", "f8", "i4", "i4", "i8")


class Codes:
    """A column of a few different words, each as a number in the order of the words; no word is -1."""

    def __init__(self, said: Iterable[Iterable[str | None]]) -> None:
        numbers: dict[str | None, int] = {None: -1}
        parts = [np.array([numbers.setdefault(word, len(numbers) - 1) for word in p], dtype=np.int32) for p in said]
        codes = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
        self._settle([word for word in numbers if word is not None], codes)

    def _settle(self, words: list[str], codes: NDArray[Any]) -> None:
        """Takes words, in any order, some perhaps twice, and the number of each row's word among them."""
        self.words = sorted(set(words))
        place = {word: n for n, word in enumerate(self.words)}
        to = np.array([*(place[word] for word in words), -1], dtype=np.int8 if len(self.words) < 128 else np.int32)
        self.codes = to[codes]  # what is small is gone through fast

    def same(self, word: str, rows: Rows | slice) -> NDArray[np.bool_]:
        """In which of the rows the word stands."""
        found: NDArray[np.bool_] = self.codes[rows] == (self.words.index(word) if word in self.words else -2)
        return found

    def joined(self, other: Codes, order: Rows) -> Codes:
        """The rows of both, those of the other one behind, in this order."""
        made = Codes(())
        theirs = np.where(other.codes < 0, np.int32(-1), other.codes.astype(np.int32) + len(self.words))
        both = np.concatenate((self.codes.astype(np.int32), theirs))[order]
        made._settle([*self.words, *other.words], both)
        return made


class Laid:
    """The columns of an edition (see edition.sql), by first day and id, the undated last: an array each, or `Codes`."""

    def __init__(self, columns: tuple[Any, ...]) -> None:
        self.columns = columns

    @classmethod
    def read(cls, connection: Session, only: str = "", numbers: tuple[int, ...] = ()) -> Laid:
        """All incidents, or those that `only` (a WHERE) lets through."""
        rows = connection.execute(_SQL.format(only), numbers)
        parts = [tuple(map(_packed, _KINDS, zip(*part, strict=True))) for part in _parts(iter(rows))]
        return cls(tuple(_column(kind, [part[n] for part in parts]) for n, kind in enumerate(_KINDS)))

    def __len__(self) -> int:
        return len(self.columns[0])

    def renewed(self, connection: Session, moved: Rows) -> tuple[Laid, Rows]:
        """The same, with the incidents of the numbers that have `moved` as they are now, or without them; and for each
        row of before where it is now (-1: nowhere)."""
        kept = np.flatnonzero(~np.isin(self.columns[0], moved))
        made = Laid(tuple(_taken(column, kept) for column in self.columns))
        for n in range(0, len(moved), _ASKED):
            some = tuple(moved[n : n + _ASKED].tolist())
            made = made._with(Laid.read(connection, f" WHERE seq IN ({', '.join('?' * len(some))})", some))
        seqs = made.columns[0]
        place = np.full(int(max(seqs.max(initial=0), self.columns[0].max(initial=0))) + 1, -1, dtype=np.int64)
        place[seqs] = np.arange(len(seqs))
        place[moved[moved < len(place)]] = -1
        return made, place[self.columns[0]]

    def _with(self, other: Laid) -> Laid:
        """The rows of both, in order."""
        ids, days = (np.concatenate((self.columns[n], other.columns[n])) for n in (1, 2))
        order = _merged(self.columns[2], self.columns[1], days[len(self) :], ids[len(self) :])
        return Laid(tuple(_joined(a, b, order) for a, b in zip(self.columns, other.columns, strict=True)))


def _merged(days: Any, ids: Any, more_days: Any, more_ids: Any) -> Rows:
    """In which order the rows and more of them, which are both in order, are in order together."""
    places = []
    for day, name in zip(more_days, more_ids, strict=True):
        first, last = (int(np.searchsorted(days, day, side)) for side in ("left", "right"))
        places.append(first + int(np.searchsorted(ids[first:last], name)))
    return np.insert(np.arange(len(days)), places, np.arange(len(days), len(days) + len(more_days)))


def _taken(column: Any, rows: Rows) -> Any:
    if isinstance(column, Codes):
        return column.joined(Codes(()), rows)
    return column[rows]


def _joined(column: Any, more: Any, order: Rows) -> Any:
    return column.joined(more, order) if isinstance(column, Codes) else np.concatenate((column, more))[order]


def _column(kind: str | None, parts: list[Any]) -> Any:
    if kind is None:
        return Codes(parts)
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


def _parts(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(rows, _AT_ONCE)):
        yield some


def _packed(kind: str | None, values: tuple[Any, ...]) -> Any:
    """A part of a column; of one that becomes `Codes` its words."""
    if kind is None:
        return values
    if kind[0] == "i":
        values = tuple(NONE if n is None else n for n in values)
    return np.array([v.encode() for v in values] if kind[0] == "S" else values, dtype=kind)
