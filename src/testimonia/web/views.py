"""The pages: each shows what the API gives, with the words that carry it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from testimonia import plugins
from testimonia.model.claim import Effect, IncidentType, Status, Who, tell
from testimonia.model.errors import InputError
from testimonia.store import Query, Sum
from testimonia.web import body, pages, representation, words
from testimonia.web.access import visitor
from testimonia.web.api import HTML, again, desk, may_paste, moved, one, respond, seen
from testimonia.web.bench import bench
from testimonia.web.citing import cited
from testimonia.web.clusters import bounds
from testimonia.web.desk import Desk, Page, Report
from testimonia.web.dossier import SOURCES, dossier
from testimonia.web.editions import View
from testimonia.web.filters import PARAMETERS, VIEW, address, asked, cursor, view
from testimonia.web.judging import added_in, state_of
from testimonia.web.neighbours import DAYS
from testimonia.web.problems import ProblemError
from testimonia.web.report import shown
from testimonia.web.snippets import snippets

CHARTED = 12
"""How many names a chart has."""
NOTHING = dict.fromkeys((p.name for p in PARAMETERS), "")


def _page(request: Request, template: str, **values: Any) -> Response:
    return respond(request, _rendered(request, template, **values), HTML)


def _rendered(request: Request, template: str, **values: Any) -> bytes:
    return pages.render(request, template, **values).encode("utf-8", "replace")


def overview(request: Request) -> Response:
    """The map, the timeline, and the list; every view is an address."""
    return again(request, lambda: _overview(request), HTML)


def _overview(request: Request) -> bytes:
    query = asked(request.query_params)
    given = NOTHING | dict(request.query_params)
    here = seen(request, view(request.query_params))
    page = here.page(query)
    after = cursor(page.after, newest=query.newest) if page.after else None
    sums = here.sums(query, "month").first
    timed = query.since or query.until
    return _rendered(
        request, "overview.html", given=given, page=page, months=sums,
        line=here.sums(msgspec.structs.replace(query, since=None, until=None), "month").first if timed else sums,
        total=sum(m.incidents for m in sums),
        killed={part: sum(getattr(m, part) for m in sums) for part in ("low", "best", "high")},
        parts=tuple(_parts(here, query, given)),
        bounds=bounds(here, query), age=here.columns().age,
        entries=tuple(_entries(here, page, query, address("", {n: given[n] for n in VIEW}))),
        next=address("/", given, cursor=after) if after else None,
        first=address("/", given, cursor=None) if given.get("cursor") else None,
        always=address("/", given, since=None, until=None, cursor=None) if timed else None,
        map_source=address("/clusters", given, cursor=None, limit=None, order=None),
        exports={name: address(f"/export/{name}", given, cursor=None, limit=None) for name in plugins.names("exports")},
        feed=address("/feed.atom", given, cursor=None, limit=None, order=None),
        export_page=address("/export", given, cursor=None, limit=None, order=None),
        types=get_args(IncidentType),
        statuses=get_args(Status),
        policies=plugins.names("policies"),
        keep=address("", {n: given[n] for n in VIEW}),
        filtered=any(v for k, v in given.items() if k not in ("cursor", "limit", "order")),
    )  # fmt: skip


def _entries(here: Desk, page: Page, query: Query, keep: str) -> Iterator[str]:
    """The list. The same incidents, the newest, stand in most lists: as they are now they are set once."""
    found = snippets(here, page.incidents, query.text) if query.text else {}
    changes = here.columns().changes
    for i in page.incidents:
        if i.id in found or here.view != View():
            yield pages.entry(i, keep, found.get(i.id))
            continue
        key = (changes, here.veil, keep, i.id)
        entry = here.entries.get(key)
        if entry is None:
            here.entries.put(key, entry := pages.entry(i, keep))
        yield entry


class Part(msgspec.Struct, frozen=True):
    """A row of a chart by name: the name as people read it, the sum, and the address of these incidents alone."""

    name: str
    sum: Sum
    link: str


def _parts(here: Desk, query: Query, given: dict[str, str]) -> Iterator[tuple[str, str, list[Part], int]]:
    """Each chart by name: its key, its heading, its first rows, and how many names there are."""
    for by, heading in (("actor", "By who did it"), ("country", "By country"), ("place", "By place")):
        sums = here.sums(query, by, CHARTED)  # type: ignore[arg-type]
        yield by, heading, [_part(by, s, given) for s in sums.first[:CHARTED] if s.name], sums.many


def _part(by: str, found: Sum, given: dict[str, str]) -> Part:
    name = found.name or ""
    if by == "actor":
        return Part(name, found, address("/", given, actor=name, cursor=None))
    if by == "country":
        return Part(words.country(name), found, address("/", given, country=name, cursor=None))
    country, _, place = name.partition(":")
    link = address("/", given, place=place, country=country or given.get("country"), cursor=None)
    return Part(f"{place}, {country}" if country else place, found, link)


def incident(request: Request) -> Response:
    """One incident with all that is said of it."""
    name = request.path_params["id"]
    here, found = one(request, name)
    if found.id != name:
        return moved(request, found.id)
    return _page(
        request,
        "incident.html",
        it=dossier(here, found),
        collection={"type": "FeatureCollection", "features": [representation.feature(found)]},
        policies={n: address("", request.query_params, policy=n) for n in plugins.names("policies")},
        bench=bench(here, found.id, judges=visitor(request).may("reviewer")),
        past=request.query_params.get("as_of", "") if here.view.past else "",
        days=DAYS,
        sources=SOURCES,
        effects=get_args(Effect),
        types=get_args(IncidentType),
        statuses=get_args(Status),
        cited=cited(request, found, here.view, public=here.veil is not None),
    )


def document(request: Request) -> Response:
    """A report with its spans marked."""
    here = desk(request)
    report = here.report(request.path_params["id"])
    marking = here.veil is None and visitor(request).may("reviewer")
    return _page(
        request,
        "document.html",
        it=shown(report, whole=here.veil is None),
        stored=True,
        marking=marking,
        **(_choices(here, report) if marking else {}),
    )


def _choices(here: Desk, report: Report) -> dict[str, Any]:
    """What somebody may choose from who marks what the reader missed."""
    told = [here.ledger.incident(i) for i in dict.fromkeys(report.incidents) if i]
    return {
        "states": {i.id: state_of(here, i) for i in told},
        "added": added_in(here, report.document),
        "types": get_args(IncidentType),
        "statuses": get_args(Status),
        "effects": get_args(Effect),
        "whom": get_args(Who),
    }


def try_it(request: Request) -> Response:
    """The page to paste a text into."""
    return _page(request, "try.html", it=None, given={"text": "", "published": ""}, fault=None, marking=False)


async def tried(request: Request) -> Response:
    """What the pasted text says. Nothing is stored."""
    may_paste(request)
    raw = await body.received(request)
    return await run_in_threadpool(_tried, request, raw)


def _tried(request: Request, raw: bytes) -> Response:
    text = body.text_of(raw, request.headers.get("content-type", ""))
    fault, it = None, None
    try:
        read, reading = body.read(text, desk(request).settings)
        told = tell(read, reading)
        it = shown(Report(read, reading, told, (None,) * len(told)), whole=True)
    except (ProblemError, InputError) as problem:
        fault = str(problem)
    page = pages.render(request, "try.html", it=it, given={"text": text.text, "published": text.published or ""},
                        fault=fault, marking=False)  # fmt: skip
    return Response(page, 422 if fault else 200, {"Cache-Control": "no-store"}, media_type=HTML)


def export(request: Request) -> Response:
    """The page of formats, with the filters of the view from which one came."""
    given = {k: v for k, v in request.query_params.items() if k not in ("limit", "cursor")}
    asked(given, limit=None)
    formats = [(name, plugins.make("exports", name)) for name in plugins.names("exports")]
    return _page(request, "export.html", given=given, feed=address("/feed.atom", given, order=None),
                 formats=[(n, e.suffix, e.loss, address(f"/export/{n}", given)) for n, e in formats])  # fmt: skip
