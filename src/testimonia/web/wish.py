"""What somebody wants to judge, as a program sends it (JSON) or a page's form."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from testimonia.model.claim import Effect, IncidentType, Stance, Status, Who
from testimonia.web.access import first
from testimonia.web.problems import ProblemError

Name = Annotated[str, msgspec.Meta(max_length=1000)]
Words = Annotated[str, msgspec.Meta(max_length=4000)]
Number = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Asked = Literal["accept", "reject", "comment", "set", "merge", "split", "add", "undo"]


class Marked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Words of a document that the reader missed: where they stand (code points `start` to `end`, and the `quote` that
    must stand there; or a quote that stands in the text once), and what they say.

    An `incident` takes the facts from `type` on; a `figure` (of the incident of the wish) takes `effect`, `counts`,
    `number` or `low` and `high`, and `according_to`; a `victim` takes `name` (else the words), `age`, `sex`, `counts`
    and `effect`; a `speaker` takes `name` and `stance`.
    """

    kind: Literal["incident", "figure", "victim", "speaker"]
    document: Name
    quote: Words = ""
    start: Number | None = None
    end: Number | None = None
    type: IncidentType = "other"
    status: Status = "occurred"
    date: Day | None = None
    until: Day | None = None
    place: Name | None = None
    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]{2}$")] | None = None
    by: Name | None = None
    target: Name | None = None
    killed: Number | None = None
    injured: Number | None = None
    effect: Effect = "killed"
    counts: Who = "all"
    number: Number | None = None
    low: Number | None = None
    high: Number | None = None
    according_to: Name | None = None
    name: Name | None = None
    age: Annotated[int, msgspec.Meta(ge=0, le=130)] | None = None
    sex: Literal["female", "male"] | None = None
    stance: Stance = "claimed"


class Wish(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A judgement that somebody wants to make.

    `incident`: its id (for `accept` and `comment` also one that was rejected). `seen`: for each incident concerned the
    `state` that one looked at; where an incident has another by now, nothing is written (409). It must hold `incident`,
    but for a `comment`. `others`: the ids to `merge` with, or, for `split`, to keep apart from. `documents`: for
    `split` those of its own that tell of another incident, for `reject` those whose telling is wrong (none: all of it).
    `field` and `value`: for `set`, as in the export. `judgement`: the one to `undo`. `marked`: for `add`.
    """

    verdict: Asked
    incident: Name = ""
    seen: dict[str, str] = {}
    why: Words = ""
    others: tuple[Name, ...] = ()
    documents: tuple[Name, ...] = ()
    field: Name = ""
    value: Any = None
    judgement: Name = ""
    marked: Marked | None = None


def of_json(body: bytes) -> Wish:
    """The wish that a program sends. ProblemError 422."""
    try:
        return msgspec.json.decode(body, type=Wish)
    except (msgspec.MsgspecError, ValueError) as fault:
        raise ProblemError(422, f"The body is no judgement: {fault} (see Wish in /openapi.json).") from None


def of_form(fields: dict[str, list[str]]) -> Wish:
    """The wish that a form sends. ProblemError 422."""
    given: dict[str, Any] = {n: first(fields, n).strip() for n in ("incident", "why", "judgement", "field")}
    given["verdict"] = fields.get("verdict", [""])[-1]  # the button that was pressed comes behind the form's own
    given["seen"] = dict(pair.split(" ", 1) for pair in fields.get("seen", ()) if " " in pair)
    given["others"] = [
        other.strip().rstrip("/").rsplit("/", 1)[-1] for other in fields.get("others", ()) if other.strip()
    ]
    given["documents"] = fields.get("documents", [])
    marked = {n.removeprefix("marked."): v[0].strip() for n, v in fields.items() if n.startswith("marked.")}
    try:
        if given["verdict"] == "set":
            given["value"] = _value(given["field"], fields)
        if marked:
            given["marked"] = msgspec.convert({n: v for n, v in marked.items() if v}, Marked, strict=False)
        return msgspec.convert(given, Wish)
    except (msgspec.MsgspecError, ValueError) as fault:
        raise ProblemError(422, f"The form cannot be understood: {fault}. Go back and mend it.") from None


def _value(field: str, fields: dict[str, list[str]]) -> Any:
    """The value of a `set`: three numbers, a period, words, or JSON."""
    if "json" in fields:
        return msgspec.json.decode(first(fields, "json"))
    if field == "date":
        start, end = first(fields, "start").strip(), first(fields, "end").strip()
        return {"start": start, "end": end or start, "precision": "day" if end in ("", start) else "week"}
    if "best" in fields:
        numbers = {n: first(fields, n).strip() for n in ("low", "best", "high")}
        return {n: int(v) for n, v in numbers.items() if v}
    return first(fields, "value").strip()
