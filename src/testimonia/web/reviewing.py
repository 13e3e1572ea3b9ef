"""The pages of those who judge: what is worth a look, what was judged, and judgements as they come in."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from testimonia import pipeline
from testimonia.judging import sign
from testimonia.model import codec
from testimonia.model.errors import UsageError
from testimonia.model.judgement import Judgement, standing
from testimonia.store import Ledger
from testimonia.web import agenda, body, pages, wish
from testimonia.web.access import WRITING, check_csrf, first, form, keeper, require, visitor
from testimonia.web.agreement import agreements
from testimonia.web.api import JSON, desk, respond
from testimonia.web.judging import StaleError, carry_out, concerned
from testimonia.web.problems import ProblemError, wants_page
from testimonia.web.signing import local

SHOWN = 100
"""Judgements on a page of the trail."""
_FORM = "application/x-www-form-urlencoded"
_NO_STORE = {"Cache-Control": "no-store", "Vary": "Accept, Authorization, Cookie"}


def review(request: Request) -> Response:
    """GET /review: what is worth a look, the weightiest first."""
    require(request, "reviewer")
    found = agenda.queue(desk(request))
    if wants_page(request):
        page = pages.render(request, "review.html", items=found)
        return Response(page, headers=_NO_STORE, media_type="text/html")
    items = [
        {"kind": i.kind, "incident": i.incident.id, "other": i.other.id if i.other else None, "seen": i.seen,
         "headline": i.incident.headline, "weight": round(i.weight, 4), "because": i.because}
        for i in found
    ]  # fmt: skip
    return Response(codec.encode({"items": items}), headers=_NO_STORE, media_type=JSON)


def trail(request: Request) -> Response:
    """GET /judgements: everything that people judged, the newest first, and how far they agree."""
    here = desk(request)
    if here.veil is not None:
        require(request, "reader")
    before = _number(request)
    every = tuple(here.ledger.judgements())
    stand, made = {j.id for j in standing(every)}, {j.id: j for j in every}
    part = [j for j in reversed(every) if before is None or j.number < before][: SHOWN + 1]
    following = part[SHOWN - 1].number if len(part) > SHOWN else None
    part = part[:SHOWN]
    if wants_page(request):
        rows = [(j, concerned(here, j, made), j.id in stand) for j in part]
        page = pages.render(request, "judgements.html", rows=rows, next=following, agreements=agreements(every))
        return respond(request, page.encode("utf-8", "replace"), "text/html")
    told = [_told(j) | {"standing": j.id in stand} for j in part]
    return respond(request, codec.encode({"judgements": told, "next": following}))


def _told(judgement: Judgement) -> dict[str, Any]:
    """A judgement as JSON has it, its value among the rest."""
    told: dict[str, Any] = msgspec.json.decode(codec.encode(judgement))
    return told


def _number(request: Request) -> int | None:
    if other := request.query_params.keys() - {"before"}:
        raise ProblemError(400, f"There is no parameter {min(other)!r} here (known: before).", field=min(other))
    given = request.query_params.get("before", "").strip()
    if given and not (given.isascii() and given.isdigit() and len(given) < 16):
        raise ProblemError(400, "before takes a number: `next` of the page before.", field="before")
    return int(given) if given else None


async def judge(request: Request) -> Response:
    """POST /judgements: by a program (JSON, with a token) or by a form."""
    require(request, "reviewer")
    raw = await body.received(request)
    return await run_in_threadpool(_judge, request, raw)


def _judge(request: Request, raw: bytes) -> Response:
    who = require(request, "reviewer")
    keeper(request).count(WRITING, "judge", who.name)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == _FORM:
        return _by_form(request, raw, who.name)
    if media != JSON:
        raise ProblemError(415, "Send application/json (see Wish in /openapi.json).")
    check_csrf(request, request.headers.get("x-csrf", ""))
    made = carry_out(desk(request), wish.of_json(raw), who.name)
    told = _told(made) | {"incident": concerned(desk(request), made), "stale": desk(request).ledger.stale}
    return Response(codec.encode(told), 201, _NO_STORE, media_type=JSON)


def _by_form(request: Request, raw: bytes, who: str) -> Response:
    fields = form(request, raw)
    asked = wish.of_form(fields)
    try:
        made = carry_out(desk(request), asked, who)
    except StaleError as stale:
        return _stale(request, stale, fields)
    if session := visitor(request).session:
        session.done = made.id
    return RedirectResponse(_after(request, made, local(first(fields, "next"))), 303, _NO_STORE)


def _after(request: Request, made: Judgement, back: str) -> str:
    """Where one goes on: where the form says, or to the incident as it is now."""
    if back != "/":
        return back
    found = concerned(desk(request), made)
    return f"/incidents/{found}" if found else "/judgements"


def _stale(request: Request, stale: StaleError, fields: dict[str, list[str]]) -> Response:
    """The page that says what has changed meanwhile, with what one wanted to judge to be sent once more."""
    again = [(n, v) for n, values in fields.items() if n not in ("csrf", "seen") for v in values]
    now = stale.incident
    seen = [s for s in fields.get("seen", ()) if s.split(" ")[0] != stale.name]
    again += [("seen", s) for s in (*seen, *((f"{now.id} {stale.state}",) if now and now.id == stale.name else ()))]
    lately = list(desk(request).ledger.judgements())[-5:] if now is None else _lately(request, now.id)
    page = pages.render(request, "stale.html", stale=stale, again=again, lately=lately, verdict=fields["verdict"][-1])
    return Response(page, 409, _NO_STORE, media_type="text/html")


def _lately(request: Request, name: str) -> list[Judgement]:
    from testimonia.history import concerning
    from testimonia.store import account_ids

    ledger = desk(request).ledger
    return list(concerning(ledger, account_ids(ledger.incident(name))))[-5:]


async def redact(request: Request) -> Response:
    """POST /redactions: an admin destroys the words of a document for good."""
    who = require(request, "admin")
    fields = form(request, await body.received(request))
    document, typed, why = (first(fields, n).strip() for n in ("document", "typed", "why"))
    if typed != document:
        raise ProblemError(422, "Type the id of the document to destroy its words; nothing was done.", field="typed")
    if not why:
        raise ProblemError(422, "Say why; the reason stands for ever. Nothing was done.", field="why")
    keeper(request).count(WRITING, "judge", who.name)
    await run_in_threadpool(_redact, request, document, sign("redact", who.name, why))
    return RedirectResponse("/judgements", 303, _NO_STORE)


def _redact(request: Request, document: str, judgement: Judgement) -> Any:
    here = desk(request)
    with here.pen, Ledger.open(here.settings.ledger, "write") as ledger:
        try:
            return pipeline.redact(ledger, document, judgement)
        except UsageError:
            raise ProblemError(404, f"There is no document {document!r}.", field="document") from None
