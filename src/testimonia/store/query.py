"""What may be asked of the edition, and how it is asked in SQL."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec

from testimonia.model.errors import UsageError
from testimonia.model.world import Incident, Total

UNDATED = "9999-99-99"
"""The `day` of an incident without a date: it sorts after all others."""

_ALL = 2**63 - 1  # rows: what "no limit" is to every database
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$")
_LABELLED = "SELECT b.incident AS n FROM labels l CROSS JOIN labelled b ON b.label = l.seq WHERE l.kind = '{}' AND {}"
_LABEL = f"i.seq IN\n  ({_LABELLED})"
_CONTAINS, _SAME_NAME = "instr(' ' || l.name, ' ' || ?) > 0", "l.name = ?"


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Which incidents are meant; every field that is given must hold.

    - `since`, `until`: ISO days, months or years ("2019", "2019-11"), both inclusive; an incident counts whose
      interval touches theirs. Undated incidents do not.
    - `country`: ISO 3166 code of any of its places. `place`: the words of a place's name from the beginning of
      a word ("bagh", "burkina f"), accents and case aside. `box`: west, south, east, north in degrees (west > east
      crosses the date line).
    - `actor`: the words of a name of who did it or claimed it, or an actor's id.
    - `type`, `status`: as in the model. `min_killed`: killed, by the best figure there is.
    - `source`: the words of the name of a publisher that reports it. `grade`: how far its sources agree.
      `min_confidence`: the least that `Incident.confidence` may be.
    - `text`: words that must all stand in its headline, evidence, actors or places; "quoted words" stand together,
      `word*` is the beginning of a word.
    - `newest`: the latest first instead of the earliest. `limit`, `offset`: a page of the list. `after`: the day (or
      UNDATED) and id of an incident: the list goes on behind it, wherever it stood (see `key`).
    """

    since: str | None = None
    until: str | None = None
    country: str | None = None
    place: str | None = None
    box: tuple[float, float, float, float] | None = None
    actor: str | None = None
    type: str | None = None
    min_killed: int | None = None
    status: str | None = None
    source: str | None = None
    grade: str | None = None
    min_confidence: float | None = None
    text: str | None = None
    newest: bool = False
    limit: int | None = None
    offset: int = 0
    after: tuple[str, str] | None = None


def key(incident: Incident) -> tuple[str, str]:
    """What lists are ordered by: the first day, UNDATED where none is known, then the id."""
    return incident.date.start or incident.date.end or UNDATED, incident.id


_CONDITIONS = {
    "since": "i.last >= ?",
    "until": "i.day <= ?",
    "dates": "i.seq IN (SELECT seq FROM spans WHERE last >= ? AND first <= ?)",
    "country": _LABEL.format("country", _SAME_NAME),
    "place": _LABEL.format("place", _CONTAINS),
    "actor": _LABEL.format("actor", _CONTAINS),
    "source": _LABEL.format("source", _CONTAINS),
    "grade": "i.grade = ?",
    "min_confidence": "i.sure >= ?",
    "type": "i.type = ?",
    "status": "i.status = ?",
    "min_killed": "i.killed >= ?",
    "text": "i.seq IN (SELECT rowid FROM words WHERE words MATCH ?)",
    "box": """(i.seq IN (SELECT seq FROM points WHERE north >= ? AND south <= ? AND east >= ? AND west <= ?)
  AND i.lat BETWEEN ? AND ? AND i.lon BETWEEN ? AND ?)""",
    "after": "(i.day, i.id) > (?, ?)",
    "before": "(i.day, i.id) < (?, ?)",
}
_MANY = {"type", "status", "until", "since", "after", "before"}  # conditions that many incidents fulfil


def select(query: Query) -> tuple[str, list[object]]:
    """The SQL that lists the numbers (`seq`) of the incidents that are meant, in order, and its parameters.

    There are two ways. A page of a list that many incidents fulfil is found by walking along them in order until it is
    full. Anything else is collected by the index of its conditions and then sorted: there `+` keeps SQLite, which
    cannot know how few there are, from walking. Raises UsageError for a date that is none or a box outside the world.
    """
    given = asked(query)
    walk = query.limit is not None and given.keys() <= _MANY and (query.newest or "since" not in given)
    if not walk:
        first, last = given.pop("since", None), given.pop("until", None)
        if first or last:
            given["dates"] = [number(first[0] if first else date.min), number(last[0] if last else date.max)]
    conditions, values = [], list[object]()
    for field, one in given.items():
        same = _CONDITIONS[field]
        times = len(one) // same.count("?")
        conditions.append(f"({' OR '.join([same] * times)})")
        values += one
    mark, turn = ("" if walk or not given else "+"), (" DESC" if query.newest else "")
    sql = (
        f"SELECT i.seq FROM incidents i WHERE {' AND '.join(conditions) or 'TRUE'}"
        f" ORDER BY {mark}i.day{turn}, {mark}i.id{turn} LIMIT ? OFFSET ?"
    )
    return sql, [*values, _ALL if query.limit is None else query.limit, query.offset]


def labelled(field: str) -> str:
    """The SQL that finds the numbers of the incidents with a name of that kind, in no order."""
    return _LABELLED.format(field, _SAME_NAME if field == "country" else _CONTAINS)


def bears(kind: str, name: str, value: object) -> bool:
    """Whether a name of that kind is found by what is asked for: the same as `labelled` says."""
    return name == value if kind == "country" else f" {value}" in f" {name}"


def asked(query: Query) -> dict[str, list[object]]:
    """The parameters of the conditions that are given, by field."""
    ready = {
        "since": query.since and bound(query.since, last=False),
        "until": query.until and bound(query.until, last=True),
        "country": query.country and fold(query.country),
        "place": query.place and fold(query.place),
        "actor": query.actor and fold(query.actor),
        "source": query.source and fold(query.source),
        "grade": query.grade,
        "min_confidence": query.min_confidence,
        "type": query.type,
        "status": query.status,
        "min_killed": query.min_killed,
        "text": query.text and match(query.text),
    }
    given: dict[str, list[object]] = {
        field: [value] for field, value in ready.items() if value is not None and value != ""
    }
    if query.box is not None:
        given["box"] = _corners(query.box)
    if query.after is not None:
        given["before" if query.newest else "after"] = [*query.after]
    return given


_OF_TOTALS = {"since", "until", "country", "place", "source", "min_confidence"}


def covers(query: Query, total: Total) -> bool:
    """Whether a total over several incidents is meant: by its period, its place, the publisher and how sure the reader
    is. Whatever else is asked for no total has, and none is meant then. An undated one is not meant where a time is."""
    given, told = asked(query), total.aggregate
    if not given.keys() <= _OF_TOTALS:
        return False
    begun = ended = None
    if told.period:
        begun, ended = told.period.start or told.period.end, told.period.end or told.period.start
    country, words = (told.place.country, told.place.name) if told.place else (None, "")
    holds: dict[str, Callable[[Any], bool]] = {
        "since": lambda day: ended is not None and ended[:10] >= day,
        "until": lambda day: begun is not None and begun[:10] <= day,
        "country": lambda code: fold(country or "") == code,
        "place": lambda name: f" {name}" in f" {fold(words)}",
        "source": lambda name: f" {name}" in f" {fold(total.publisher or '')}",
        "min_confidence": lambda least: told.confidence >= least,
    }
    return all(holds[field](values[0]) for field, values in given.items())


def number(day: object) -> int:
    """A day as `spans` has it."""
    return date.fromisoformat(str(day)).toordinal()


def bound(said: str, *, last: bool) -> str:
    """The first or last day of a day, month or year: ("2019-02", last) is "2019-02-28". Raises UsageError."""
    found = _DAY.match(said.strip())
    try:
        if not found:
            raise ValueError
        year, month = int(found[1]), int(found[2] or (12 if last else 1))
        day = int(found[3] or (monthrange(year, month)[1] if last else 1))
        return date(year, month, day).isoformat()
    except ValueError:
        raise UsageError(f"{said!r} is no date (write 2019-11-03, 2019-11 or 2019)") from None


def fold(name: str) -> str:
    """A name as it is compared: no case, no accents, single spaces between words ("Al-Ḥasakah " → "al hasakah")."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = "".join(c if c.isalnum() else "" if unicodedata.combining(c) or c in "'’ʼ" else " " for c in plain)
    return " ".join(words.split())


def match(text: str) -> str:
    """An FTS5 expression that asks for all words of `text`. Nothing in it is an operator but `"…"` and a last `*`."""
    return " ".join(terms(text))


def terms(text: str) -> Iterator[str]:
    """The expressions of which all must hold, one by one."""
    for quoted, word in re.findall(r'"([^"]*)"|([^\s"]+)', text):
        term = fold(quoted or word)
        if term:
            yield f'"{term}"' + ("*" if word.endswith("*") else "")


def _corners(box: tuple[float, float, float, float]) -> list[object]:
    """What the condition `box` takes, once, or twice where the box lies across the date line. The R-tree, which rounds
    outwards to 32 bits, finds the candidates; the exact comparison decides."""
    west, south, east, north = box
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise UsageError(f"{box} is no box (write west,south,east,north in degrees, as -6,10,4,25)")
    parts = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    values: list[object] = []
    for left, right in parts:
        values += [south, north, left, right, south, north, left, right]
    return values
