"""Tables of other recorders, read into events: which column holds what stands in `columns.tsv`."""

from __future__ import annotations

import csv
import gzip
import io
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path

from testimonia.compare.event import Event
from testimonia.model.errors import InputError, UsageError
from testimonia.model.names import fold
from testimonia.model.tables import rows
from testimonia.publish.codes import state
from testimonia.store.query import bound

NEEDED = ("id", "day", "country", "best")
_MAX_FIELD = 10_000_000  # characters: GED's lists of sources grow long


@cache
def _columns() -> dict[str, dict[str, tuple[str, ...]]]:
    """Table, field: its columns."""
    out: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in TABLES}
    for field, *cells in rows(__package__, "columns.tsv"):
        for name, cell in zip(TABLES, cells, strict=True):
            out[name][field] = tuple(c for c in cell.split(";") if c)
    return out


TABLES = ("ucdp-ged", "acled", "gtd")
"""The tables that are understood, in the order of the columns of `columns.tsv`."""


@cache
def codes(what: str, table: str) -> dict[str, float]:
    """The numbers that a table's codes stand for: `reach` in km, `spread` in days."""
    return {code: float(value) for w, t, code, value in rows(__package__, "codes.tsv") if (w, t) == (what, table)}


@cache
def _said(what: str) -> frozenset[str]:
    return frozenset(name for w, _, name, _ in rows(__package__, "codes.tsv") if w == what)


@cache
def _generic() -> frozenset[str]:
    return frozenset(word for names in _said("generic") for word in names.split())


def read(path: Path, table: str) -> Iterator[Event | InputError]:
    """Every row of a file (CSV; `.gz` is unpacked) as an event, in the order of the file; rows that cannot be read come
    as an InputError in their place.

    UsageError for a table that is not known; InputError for a file that cannot be read or lacks a column.
    """
    if table not in TABLES:
        raise UsageError(f"there is no table {table!r} (known: {', '.join(TABLES)})")
    with _opened(path) as text:
        head = text.readline()
        cells = next(csv.reader([head], delimiter=_delimiter(head)), [])
        _check(path, table, cells)
        csv.field_size_limit(_MAX_FIELD)
        try:
            for row in csv.DictReader(text, cells, delimiter=_delimiter(head), restval=""):
                if any(row.values()):
                    yield _row(path, table, row)
        except csv.Error as fault:
            raise InputError(str(path), f"is no CSV: {fault}", "export it anew as CSV in UTF-8") from fault


def within(
    rows: Iterable[Event | InputError], table: str, since: str | None, until: str | None, country: str | None
) -> Iterator[Event | InputError]:
    """The rows of those days and that country (ISO code), and every fault. UsageError for a bad date or a country that
    the table has no name for."""
    first = date.fromisoformat(bound(since, last=False)).toordinal() if since else date.min.toordinal()
    last = date.fromisoformat(bound(until, last=True)).toordinal() if until else date.max.toordinal()
    land = state((country or "").upper())
    name = {"ucdp-ged": land.ucdp, "acled": land.name, "gtd": land.gtd_name}[table]
    if country and not name:
        raise UsageError(f"{country!r} is no country of {table} (write its ISO code, as ML)")
    for row in rows:
        if isinstance(row, InputError) or (
            row.last >= first and row.first <= last and (not country or row.country == name)
        ):
            yield row


@contextmanager
def _opened(path: Path) -> Iterator[io.TextIOBase]:
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rb") as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
            yield text
    except (OSError, EOFError) as fault:
        said = getattr(fault, "strerror", None) or str(fault)
        raise InputError(str(path), f"cannot be read: {said}", "check the path") from fault
    except UnicodeDecodeError as fault:
        raise InputError(str(path), "is no text in UTF-8", "save it as CSV in UTF-8") from fault


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)


def _check(path: Path, table: str, head: list[str]) -> None:
    """Raises InputError where a column is missing without which nothing can be compared."""
    known = _columns()[table]
    missing = [c for field in NEEDED for c in known[field] if c not in head]
    if missing:
        fit = [name for name in TABLES if all(c in head for f in NEEDED for c in _columns()[name][f])]
        cure = f"use --as {fit[0]}" if fit else f"its first line must name {', '.join(missing)}"
        raise InputError(str(path), f"is no table of {table}: it has no column {missing[0]}", cure)


def _row(path: Path, table: str, row: Mapping[str, str | None]) -> Event | InputError:
    cells = {name: (value or "") for name, value in row.items() if isinstance(name, str)}
    try:
        return event(cells, table)
    except ValueError as fault:
        where = f"{path}: row {cells.get(_columns()[table]['id'][0]) or '?'}"
        return InputError(where, str(fault), "correct the row, or leave it out; the others are compared")


def event(row: Mapping[str, str], table: str) -> Event:
    """One row of a table, as cells by column. ValueError where it has no id or no day."""
    known = _columns()[table]

    def all_of(field: str) -> list[str]:
        return [x for column in known[field] if (x := row.get(column, "").strip().lstrip("'"))]

    def first_of(field: str) -> str:
        return next(iter(all_of(field)), "")

    if not first_of("id"):
        raise ValueError("has no id")
    first, last = _days([row.get(c, "").strip() for c in known["day"]], codes("spread", table).get(first_of("spread")))
    lat, lon = _degrees(first_of("lat")), _degrees(first_of("lon"))
    return Event(
        id=first_of("id"), first=first, last=last, country=first_of("country"), place=first_of("place"),
        names=_named(all_of("place")), areas=_named(all_of("area")),
        lat=lat if lon is not None else None, lon=lon if lat is not None else None,
        reach=codes("reach", table).get(first_of("exact"), 25.0), actors=_actors(all_of("actor")),
        kind=first_of("kind"), sources=_sources(all_of("source")), low=_number(first_of("low")),
        best=_number(first_of("best")), high=_number(first_of("high")), about=first_of("about"),
    )  # fmt: skip


def _days(cells: list[str], spread: float | None) -> tuple[int, int]:
    """First and last day. ValueError where the row has none."""
    if len(cells) == 3:
        return _ymd(*cells)
    first = _day(cells[0])
    last = max(first, _day(cells[-1])) if cells[-1] else first
    wide = int(spread or 0)
    return first - wide, last + wide


def _day(cell: str) -> int:
    """An ISO day, with or without a time, or the form that ACLED's files had (`01 November 2019`)."""
    try:
        return date.fromisoformat(cell[:10]).toordinal()
    except ValueError:
        pass
    try:
        return datetime.strptime(cell, "%d %B %Y").toordinal()
    except ValueError:
        raise ValueError(f"its date {cell!r} is none") from None


def _ymd(year: str, month: str, day: str) -> tuple[int, int]:
    """Year, month and day as GTD has them: 0 where a month or day is not known."""
    try:
        y, m, d = (int(float(x or 0)) for x in (year, month, day))
        first = date(y, m or 1, d or 1)
        last = date(y, m or 12, d or monthrange(y, m or 12)[1])
    except ValueError:
        raise ValueError(f"its date {year}-{month}-{day} is none") from None
    return first.toordinal(), last.toordinal()


def _degrees(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _number(cell: str) -> int | None:
    """A number of people; None for an empty cell and for GTD's -9 and -99."""
    value = _degrees(cell)
    return int(value) if value is not None and 0 <= value < 1e9 else None


def _named(cells: list[str]) -> tuple[str, ...]:
    """Names of places without the words that say what they are."""
    found = (" ".join(w for w in fold(cell).split() if w not in _generic()) for cell in cells)
    return tuple(dict.fromkeys(name for name in found if name and name not in _said("nobody")))


def _actors(cells: list[str]) -> tuple[str, ...]:
    """Names of particular actors: without what stands in brackets (`Armed Group (Mali)`) and without nobody."""
    found = (cell.partition("(")[0].strip() for cell in cells)
    return tuple(dict.fromkeys(name for name in found if name and fold(name) not in _said("nobody")))


def _sources(cells: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for cell in cells for part in cell.split(";") if part.strip()))
