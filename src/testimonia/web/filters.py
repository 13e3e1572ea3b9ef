"""Which incidents a request asks for: the parameters of every list, map, feed and export, in one table."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import date
from typing import Any, cast, get_args
from urllib.parse import quote_plus

import msgspec

from testimonia import plugins
from testimonia.model.asof import CLOCKS, AsOf
from testimonia.model.claim import IncidentType, Status
from testimonia.model.errors import UsageError
from testimonia.model.world import GRADES
from testimonia.store import Query
from testimonia.store.query import bound
from testimonia.web.desk import By
from testimonia.web.editions import View
from testimonia.web.problems import ProblemError

LONGEST = 500
MOST = 1_000_000_000


class Parameter(msgspec.Struct, frozen=True):
    """One parameter: its name, what it means, its JSON schema, an example."""

    name: str
    about: str
    schema: dict[str, Any]
    example: str | float


# Patterns say what is accepted as far as a pattern can; every parameter may be empty, as forms send them.
_TEXT = {"type": "string", "maxLength": LONGEST, "pattern": r"^[^\u0000]*$"}
_DAY = {"type": "string", "pattern": r"^((?!0000)\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|1\d|2[0-8]))?)?)?$"}
_LON, _LAT = r"-?(180(\.0+)?|(1[0-7]\d|\d{1,2})(\.\d+)?)", r"-?(90(\.0+)?|[0-8]?\d(\.\d+)?)"
_BOX = {"type": "string", "pattern": f"^({_LON},{_LAT},{_LON},{_LAT})?$"}

_DAY_ALONE = {"type": "string", "pattern": r"^((?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8]))?$"}


def _one_of(*names: str) -> dict[str, Any]:
    return {"type": "string", "enum": [*names, ""]}


def _whole(least: int, most: int) -> dict[str, Any]:
    return {"anyOf": [{"type": "integer", "minimum": least, "maximum": most}, {"const": ""}]}


PARAMETERS = (
    Parameter("since", "From that day, month or year on.", _DAY, "2019-11"),
    Parameter("until", "Until that day, month or year, inclusive.", _DAY, "2019-12-28"),
    Parameter("country", "ISO 3166 code of the country.", {"type": "string", "pattern": "^([A-Za-z]{2})?$"}, "ML"),
    Parameter("place", "Words of a place's name.", _TEXT, "Gao"),
    Parameter("box", "west,south,east,north in degrees; west > east crosses the date line.", _BOX, "-6,10,4,25"),
    Parameter("actor", "Who did it or claimed it: words of the name, or an id.", _TEXT, "Boko Haram"),
    Parameter("type", "The type of incident.", _one_of(*get_args(IncidentType)), "bombing"),
    Parameter("status", "Whether it happened.", _one_of(*get_args(Status)), "occurred"),
    Parameter("min_killed", "At least so many killed, by the best figure.", _whole(0, MOST), 10),
    Parameter("source", "Words of the name of a publisher that reports it.", _TEXT, "Post"),
    Parameter("grade", "How far its sources agree: one party admits it (confirmed), several tell it (fair), one does "
              "(weak), sides contradict each other (contested), it may not have happened (discounted).",
              _one_of(*GRADES), "fair"),
    Parameter("min_confidence", "How sure the reader is, at least, of the least sure of date, place and number killed "
              "(0 to 1).", {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"const": ""}]}, 0.7),
    Parameter("text", "Words that all stand in its headline, evidence or names; \"words in quotes\" together, "
              "word* as a beginning.", _TEXT, "market"),
    Parameter("policy", "How many figures become one toll; without it, as the ledger's edition was made.",
              _one_of(*plugins.names("policies")), "gtd"),
    Parameter("as_of", "As it was known at the end of that day: from what had been published by then, or on another "
              "`clock`. On a public server for users alone.", _DAY_ALONE, "2019-12-28"),
    Parameter("clock", "What `as_of` turns back: what had been published, ingested, or judged, or all three.",
              _one_of(*CLOCKS, "all"), "published"),
    Parameter("order", "The latest first (newest) or the earliest.", _one_of("newest", "oldest"), "newest"),
)  # fmt: skip
_KNOWN = {p.name: p for p in PARAMETERS}


def paging(most: int = 1000) -> tuple[Parameter, ...]:
    """The parameters of a list that comes in pages of at most so many."""
    return (
        Parameter("limit", "At most so many on a page.", _whole(1, most), 50),
        Parameter("cursor", "Where the page before ended: `next` of its answer.", _TEXT, ""),
    )


def asked(given: Mapping[str, str], *, order: str = "newest", limit: int | None = 50, most: int = 1000) -> Query:
    """The query that parameters ask for; empty ones count as not given. `limit` None: the whole list, without pages.

    Raises ProblemError 400, naming the parameter and what it takes, for one that is unknown or has no sense, 404 for a
    cursor that leads nowhere.
    """
    known = _KNOWN.keys() | ({"limit", "cursor"} if limit is not None else set())
    for name in given.keys() - known:
        raise ProblemError(400, f"There is no parameter {name!r} here (known: {', '.join(sorted(known))}).", field=name)
    said = {name: value.strip() for name, value in given.items() if value.strip()}
    for name, value in said.items():
        _check(name, value)
    newest = said.get("order", order) == "newest"
    return Query(
        since=said.get("since"), until=said.get("until"), country=said.get("country"), place=said.get("place"),
        box=_box(said["box"]) if "box" in said else None, actor=said.get("actor"), type=said.get("type"),
        status=said.get("status"), text=said.get("text"), newest=newest, source=said.get("source"),
        grade=said.get("grade"), min_confidence=_part(said["min_confidence"]) if "min_confidence" in said else None,
        min_killed=_number("min_killed", said["min_killed"], 0, MOST) if "min_killed" in said else None,
        limit=_number("limit", said["limit"], 1, most) if "limit" in said else limit,
        after=_after(said["cursor"], newest) if "cursor" in said else None,
    )  # fmt: skip


def _check(name: str, value: str) -> None:
    if len(value) > LONGEST or "\0" in value:
        raise ProblemError(400, f"{name} takes at most {LONGEST} characters, none of them NUL.", field=name)
    allowed = _KNOWN[name].schema.get("enum") if name in _KNOWN else None
    if allowed and value not in allowed:
        raise ProblemError(400, f"{name} is one of: {', '.join(allowed[:-1])}.", field=name)
    if name == "country" and not (len(value) == 2 and value.isascii() and value.isalpha()):
        raise ProblemError(400, "country takes an ISO code of two letters, as ML.", field=name)
    if name in ("since", "until"):
        try:
            bound(value, last=name == "until")
        except UsageError as fault:
            raise ProblemError(400, f"{name}: {fault}.", field=name) from None


VIEW = ("policy", "as_of", "clock")
"""The parameters that say how the ledger is seen, of a list as of one incident."""


def view(given: Mapping[str, str], *, alone: bool = False) -> View:
    """How the ledger is to be seen. ProblemError 400 for what is no policy or day, and, `alone`, for other
    parameters."""
    if alone and (other := given.keys() - set(VIEW)):
        name = min(other)
        raise ProblemError(400, f"There is no parameter {name!r} (known: {', '.join(VIEW)}).", field=name)
    said = {name: given.get(name, "").strip() for name in VIEW}
    for name, value in said.items():
        if value:
            _check(name, value)
    clock = said["clock"] or CLOCKS[0]
    try:
        as_of = AsOf.at(said["as_of"], CLOCKS if clock == "all" else (clock,)) if said["as_of"] else AsOf()
        date.fromisoformat(said["as_of"] or "2000-01-01")
    except (UsageError, ValueError):
        raise ProblemError(400, "as_of takes a day, as 2019-12-28.", field="as_of") from None
    return View(said["policy"] or None, as_of)


def _number(name: str, value: str, least: int, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 12 and least <= int(value) <= most):
        raise ProblemError(400, f"{name} takes a whole number from {least} to {most}.", field=name)
    return int(value)


def _part(value: str) -> float:
    try:
        part = float(value) if len(value) < 40 else -1.0
    except ValueError:
        part = -1.0
    if not 0 <= part <= 1:
        raise ProblemError(400, "min_confidence takes a number from 0 to 1, as 0.7.", field="min_confidence")
    return part


def _box(value: str, name: str = "box") -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(x) for x in value.split(","))
    except ValueError:
        west = south = east = north = float("nan")
    south, north = min(south, north), max(south, north)
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise ProblemError(400, f"{name} takes west,south,east,north in degrees, as -6,10,4,25.", field=name)
    return west, south, east, north


BY = Parameter("by", "Counted by month, or by who did it, by country or by place, the most killed first.",
               _one_of(*get_args(By)), "actor")  # fmt: skip
PICTURE = (
    Parameter("zoom", "How large the map is: 256 pixels at 0, twice as wide with each step.",
              {"anyOf": [{"type": "number", "minimum": 0, "maximum": 14}, {"const": ""}]}, 4),
    Parameter("window", "west,south,east,north in degrees: the part of the map that is looked at (none: all of it).",
              _BOX, "-20,0,40,35"),
)  # fmt: skip
"""What `/tally` and `/clusters` take beside the filters."""


def counted_by(given: Mapping[str, str]) -> tuple[By, dict[str, str]]:
    """By what is counted, and the other parameters."""
    others = dict(given)
    by = others.pop("by", "").strip() or "month"
    if by not in get_args(By):
        raise ProblemError(400, f"by is one of: {', '.join(get_args(By))}.", field="by")
    return cast("By", by), others


def pictured(given: Mapping[str, str]) -> tuple[float, tuple[float, float, float, float] | None, dict[str, str]]:
    """The zoom and the window of a picture, and the other parameters."""
    others = dict(given)
    window, said = others.pop("window", "").strip(), others.pop("zoom", "").strip()
    try:
        zoom = float(said or "1") if len(said) < 40 else -1.0
    except ValueError:
        zoom = -1.0
    if not 0 <= zoom <= 14:
        raise ProblemError(400, "zoom takes a number from 0 to 14.", field="zoom")
    return zoom, _box(window, "window") if window else None, others


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    day: str
    id: str
    newest: bool


def cursor(after: tuple[str, str], *, newest: bool) -> str:
    """The place in a list, as a word that can stand in an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode(_Cursor(*after, newest))).decode().rstrip("=")


def _after(value: str, newest: bool) -> tuple[str, str]:
    try:
        place = msgspec.json.decode(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)), type=_Cursor)
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        raise ProblemError(404, "There is no such page (take `next` of the page before).", field="cursor") from None
    if place.newest != newest:
        raise ProblemError(404, "There is no such page: the cursor is from a list in the other order.", field="cursor")
    return place.day, place.id


def address(path: str, given: Mapping[str, str], **other: str | int | None) -> str:
    """A path with the given parameters that are not empty, and others that are added or, with None, left out."""
    kept: dict[str, str | int | None] = {**given, **other}
    words = "&".join(f"{quote_plus(n)}={quote_plus(str(v))}" for n, v in kept.items() if v is not None and v != "")
    return f"{path}?{words}" if words else path
