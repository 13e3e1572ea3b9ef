"""The HTTP API: the same store and the same filters as the pages. Programs get JSON, browsers the pages."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from testimonia import plugins
from testimonia.model import codec
from testimonia.model.codec import read_line
from testimonia.model.doors import Export
from testimonia.model.errors import UsageError
from testimonia.model.world import Incident
from testimonia.web import body, feed, openapi, packed, pages, representation
from testimonia.web.access import PASTING, keeper, require, visitor
from testimonia.web.clusters import clusters
from testimonia.web.desk import Desk
from testimonia.web.editions import View
from testimonia.web.filters import asked, counted_by, cursor, pictured, view
from testimonia.web.packed import Packed
from testimonia.web.problems import ProblemError
from testimonia.web.settings import MOST_ENTRIES, MOST_FEATURES
from testimonia.web.streaming import stream

JSON, GEOJSON, ATOM = "application/json", "application/geo+json", "application/atom+xml"
HTML = "text/html"
_MEDIA = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8", "geojson": GEOJSON}


def desk(request: Request) -> Desk:
    """The server's desk, as who asks may see it."""
    found: Desk = request.app.state.inside if visitor(request).user else request.app.state.desk
    return found


def seen(request: Request, view: View) -> Desk:
    """The server's desk, by a policy and as of a moment. ProblemError 401 where a stranger asks a public server for the
    past: each moment is an edition of its own."""
    here = desk(request)
    if view.past and here.veil is not None:
        require(request, "reader")
    return here.at(view)


def respond(request: Request, content: bytes, media: str = JSON, **headers: str) -> Response:
    """The content with its ETag; 304 where the reader has it already."""
    return packed.answer(request, Packed.of(content, zipped=packed.unpacks(request)), media, headers)


def again(request: Request, make: Callable[[], bytes], media: str = JSON) -> Response:
    """What `make` gives, as `respond` answers it: remembered until the edition changes, where it hangs on nothing but
    the edition and the address."""
    here, given = desk(request), request.query_params
    if here.veil is not None or visitor(request).user or view(given) != View() or given.get("text"):
        return respond(request, make(), media)
    columns = here.columns()
    age = {"Age": str(math.ceil(columns.age))} if columns.age else {}  # RFC 9111: seconds since it was so
    if age and media == HTML:  # a page says it itself
        return respond(request, make(), media, **age)
    key = (media, request.url.path, request.url.query, columns.changes, pages.built())
    found = here.answers.get(key)
    if found is None:
        here.answers.put(key, found := Packed.of(make()))
    return packed.answer(request, found, media, age)


def moved(request: Request, name: str) -> Response:
    """To the incident that an id of former days stands for now; not for ever, as that one's id may change, too."""
    to = request.url_for("incident", id=name).replace(query=request.url.query)
    return RedirectResponse(f"{to.path}?{to.query}" if to.query else to.path, 307, {"Vary": "Accept"})


def incidents(request: Request) -> Response:
    """GET /incidents: a page of the list."""
    return again(request, lambda: _incidents(request))


def _incidents(request: Request) -> bytes:
    query = asked(request.query_params)
    page = seen(request, view(request.query_params)).page(query)
    after = cursor(page.after, newest=query.newest) if page.after else None
    return codec.encode({"incidents": [representation.listed(i) for i in page.incidents], "next": after})


def incident(request: Request) -> Response:
    """GET /incidents/{id}. An id of former days leads to the one that stands for it now."""
    name = request.path_params["id"]
    here, found = one(request, name)
    if found.id != name:
        return moved(request, found.id)
    return respond(request, codec.encode(representation.whole(here, found)))


def one(request: Request, name: str) -> tuple[Desk, Incident]:
    """One incident as it is asked for, and the desk that has it. Another policy alone needs no other edition."""
    how = view(request.query_params, alone=True)
    here = seen(request, how) if how.past else desk(request)
    return here, here.incident(name, None if how.past else how.policy)


def document(request: Request) -> Response:
    """GET /documents/{id}: any characters may stand in an id."""
    report = desk(request).report(request.path_params["id"])
    return respond(request, codec.encode(representation.document(report, public=desk(request).settings.public)))


def geojson(request: Request) -> Response:
    """GET /incidents.geojson: one feature an incident, `next` where there are more."""
    query = asked(request.query_params, limit=1000, most=MOST_FEATURES)
    page = seen(request, view(request.query_params)).page(query)
    after = cursor(page.after, newest=query.newest) if page.after else None
    features = [representation.feature(i) for i in page.incidents]
    return respond(request, codec.encode({"type": "FeatureCollection", "features": features, "next": after}), GEOJSON)


def tally(request: Request) -> Response:
    """GET /tally: incidents and deaths by month, or by actor, country or place."""
    by, given = counted_by(request.query_params)
    sums = seen(request, view(given)).sums(asked(given, limit=None), by).first
    if by != "month":
        return respond(request, codec.encode({by: sums}))
    months = [{"month": s.name, "incidents": s.incidents, "low": s.low, "best": s.best, "high": s.high} for s in sums]
    return respond(request, codec.encode({"months": months}))


def picture(request: Request) -> Response:
    """GET /clusters: what a map shows at a zoom, those that lie close as one."""
    return again(request, lambda: _picture(request), GEOJSON)


def _picture(request: Request) -> bytes:
    zoom, window, given = pictured(request.query_params)
    return codec.encode(clusters(seen(request, view(given)), asked(given, limit=None), zoom, window))


def may_paste(request: Request) -> None:
    """ProblemError 429 where a stranger has a public server read too much."""
    if request.app.state.settings.public and not visitor(request).user:
        keeper(request).count(PASTING, "read", request.client.host if request.client else "")


async def read(request: Request) -> Response:
    """POST /read: what a text says, in the contract's shape (Out 1). Nothing is stored."""
    may_paste(request)
    text = body.text_of(await body.received(request), request.headers.get("content-type", ""))
    document, reading = await run_in_threadpool(body.read, text, desk(request).settings)
    line = read_line(document, reading, with_text=True)
    return Response(codec.encode(line), media_type=JSON, headers={"Cache-Control": "no-store"})


def export(request: Request) -> Response:
    """GET /export/{format}: all that the filters mean, streamed, the earliest first."""
    query = asked(request.query_params, order="oldest", limit=None)
    name = request.path_params["format"]
    try:
        exporter: Export = plugins.make("exports", name)
    except UsageError as fault:
        raise ProblemError(404, f"{fault}.", field="format") from None
    found = seen(request, view(request.query_params)).incidents(query)
    headers = {"Content-Disposition": f'attachment; filename="incidents{exporter.suffix}"', "Cache-Control": "no-store"}
    media = _MEDIA.get(name, "application/octet-stream")
    return StreamingResponse(_started(exporter, found), media_type=media, headers=headers)


def _started(exporter: Export, found: Iterator[Incident]) -> Iterator[bytes]:
    """The stream, its first chunk made already: what is wrong from the start is an answer, not a broken file."""
    chunks = stream(exporter, found)
    first = next(chunks, b"")
    return chain((first,), chunks)


def atom(request: Request) -> Response:
    """GET /feed.atom: the fifty latest that the filters mean."""
    page = seen(request, view(request.query_params)).page(asked(request.query_params, most=MOST_ENTRIES))
    return respond(request, feed.atom(page.incidents, str(request.base_url)), ATOM)


def described(request: Request) -> Response:
    """GET /openapi.json."""
    return respond(request, codec.encode(openapi.description(desk(request).settings.public)))


def health(request: Request) -> Response:
    """GET /health: that the ledger can be read, how much it holds, whether its incidents are behind its reports."""
    ledger = desk(request).ledger
    found: dict[str, Any] = {"status": "ok", "stale": ledger.stale}
    if not desk(request).settings.public:
        found["counts"] = ledger.counts()
    return Response(codec.encode(found), media_type=JSON, headers={"Cache-Control": "no-store"})
