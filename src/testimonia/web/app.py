"""The web application: addresses, what answers them, and what is done before and after."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from testimonia import pipeline
from testimonia.model.errors import TestimoniaError
from testimonia.web import api, events, reviewing, signing, views
from testimonia.web.access import Access, Doorkeeper, SignInError, sign_in_first, visitor
from testimonia.web.desk import Desk
from testimonia.web.guard import Guard
from testimonia.web.hands import Hands
from testimonia.web.parts import Parts
from testimonia.web.problems import ProblemError, answer, wants_page
from testimonia.web.settings import Settings
from testimonia.web.users import Users, beside

Answer = Callable[[Request], Response]


AT_ONCE = 4
"""How many requests are answered at once; the others wait in a row. Answers are mostly work of this interpreter, which
does one thing at a time: all begun at once, all would take as long as the last. Four, since some wait for the disk."""


def _either(page: Answer, data: Answer) -> Answer:
    """A page for browsers, data for everybody else, at one address."""
    return lambda request: (page if wants_page(request) else data)(request)


def _soon(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """An answer from the ledger as it is now, all of it from one moment; each in its turn. Another edition may take
    long to be made: who asks for one keeps nobody waiting."""

    def still(request: Request) -> Response:
        with api.desk(request).ledger.still():
            return answer(request)

    async def answered(request: Request) -> Response:
        state, other = request.app.state, request.query_params.keys() & {"policy", "as_of"}
        if state.hands and not other and visitor(request).user is None:
            made: Response | None = await state.hands.answer(request)
            if made is not None:
                return made
        if state.turns is None:
            return still(request)
        return await to_thread.run_sync(still, request, limiter=None if other else state.turns)

    return answered


_ROUTES = (
    Route("/", _soon(views.overview)),
    Route("/incidents", _soon(_either(views.overview, api.incidents))),
    Route("/incidents.geojson", _soon(api.geojson)),
    Route("/incidents/{id}", _soon(_either(views.incident, api.incident)), name="incident"),
    Route("/documents/{id:path}", _soon(_either(views.document, api.document)), name="document"),
    Route("/tally", _soon(api.tally)),
    Route("/clusters", _soon(api.picture)),
    Route("/try", views.try_it),
    Route("/try", views.tried, methods=["POST"]),
    Route("/read", api.read, methods=["POST"]),
    Route("/export", views.export),
    Route("/export/{format}", api.export),
    Route("/feed.atom", api.atom),
    Route("/events", events.events),
    Route("/openapi.json", api.described),
    Route("/health", api.health),
    Route("/review", reviewing.review),
    Route("/judgements", reviewing.trail),
    Route("/judgements", reviewing.judge, methods=["POST"]),
    Route("/redactions", reviewing.redact, methods=["POST"]),
    Route("/sign-in", signing.sign_in),
    Route("/sign-in", signing.signed_in, methods=["POST"]),
    Route("/sign-out", signing.signed_out, methods=["POST"]),
)


def make(settings: Settings, warmed: Callable[[], object] = lambda: None, workers: int = 0) -> Guard:
    """The application for one ledger, open until the lifespan ends; `warmed` is called once when it has ready what it
    will need, `workers` are further processes (see `hands`). LedgerError where the ledger cannot be opened."""
    users = Users(settings.users or beside(settings.ledger))
    users.all()  # a file that is none is said now, not at the first visit
    keeper = Doorkeeper(users, closed=settings.closed)
    desk = Desk(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.hands = hands = Hands(settings, workers) if workers else None
        threading.Thread(
            target=_warm, args=(settings, None if hands else desk, warmed), daemon=True, name="warm"
        ).start()
        if hands:
            await hands.begin()
        yield
        if hands:
            hands.end()
        desk.close()

    static = Parts(directory=Path(str(files("testimonia.web") / "static")))
    handled: tuple[type[Exception], ...] = (ProblemError, HTTPException, TestimoniaError, Exception)
    app = Starlette(
        routes=[*_ROUTES, Mount("/static", static, name="static")],
        exception_handlers={**dict.fromkeys(handled, answer), SignInError: sign_in_first},
        middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4), Middleware(Access, keeper=keeper)],
        lifespan=lifespan,
    )
    app.state.settings, app.state.desk, app.state.inside = settings, desk, desk.inside()
    app.state.hands = None
    app.state.turns = CapacityLimiter(AT_ONCE)
    app.state.listeners = listeners = events.Listeners()
    return Guard(app, settings.hosts, listeners.closing)


def _warm(settings: Settings, desk: Desk | None, warmed: Callable[[], object]) -> None:
    """Has ready what the first page and the first text that is pasted would wait for."""
    if desk is not None:
        with suppress(TestimoniaError):  # a ledger that cannot be read now says so to who asks
            desk.warm()
    pipeline.resolver_with(settings.gazetteer)
    pipeline.reader_named(settings.reader)
    warmed()
