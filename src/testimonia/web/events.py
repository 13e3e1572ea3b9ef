"""What is new, as it comes: Server-Sent Events (WHATWG HTML, section 9.2) of incidents that are new or have changed."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from testimonia.model import codec
from testimonia.model.errors import TestimoniaError
from testimonia.store import Mark
from testimonia.web import representation
from testimonia.web.api import desk
from testimonia.web.desk import Desk
from testimonia.web.problems import ProblemError

EVERY, ALIVE, HELD = 1.0, 15.0, 60.0
"""Seconds between two looks at the ledger, between two signs of life, and between two looks at what is held back."""
MOST, MOST_HELD, AT_ONCE = 100, 10_000, 200
"""How many may listen at once, how many accounts are held back for one of them, and how many are looked at at once."""
_ID = re.compile(r"(\d{1,15})\.(\d{1,15})")


class Listeners:
    """How many listen, and whether the server is about to close: then they are let go."""

    def __init__(self) -> None:
        self._free = threading.BoundedSemaphore(MOST)
        self.closing = threading.Event()

    def enter(self) -> None:
        """One more; ProblemError 503 where there are too many."""
        if not self._free.acquire(blocking=False):
            raise ProblemError(503, "Too many listen already; try again later.", headers={"Retry-After": "60"})

    def leave(self) -> None:
        """One less."""
        self._free.release()


class Follower:
    """One who listens: how far they have come, and the accounts of incidents that do not show yet (`--delay`)."""

    def __init__(self, desk: Desk, since: Mark) -> None:
        self._desk, self._mark, self._safe = desk, since, since
        self._waiting: list[str] = []
        self._held: dict[str, None] = {}
        self._looked = time.monotonic()

    @property
    def id(self) -> str:
        """The word from which one may go on later without missing anything: what is held back now comes again then."""
        return f"{self._safe.readings}.{self._safe.judgements}"

    @property
    def waits(self) -> bool:
        """Whether there is more to be told at once."""
        return bool(self._waiting)

    def news(self) -> list[bytes]:
        """Incidents that changed since the last look and show, and those of before that show by now, as events: some of
        them, while more `waits`."""
        if not self._waiting:
            self._mark, touched = self._desk.ledger.touched(self._mark)
            self._waiting += touched
            if self._held and time.monotonic() - self._looked >= HELD:
                self._waiting += self._held
                self._looked, self._held = time.monotonic(), {}
        some, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
        shown, held = self._sorted(some)
        self._held |= held
        if not self._held and not self._waiting:
            self._safe = self._mark
        return [_event(self.id, codec.encode(body)) for body in shown.values()]

    def _sorted(self, accounts: list[str]) -> tuple[dict[str, object], dict[str, None]]:
        """The incidents of these accounts that show, by id, and the accounts of those that do not yet."""
        shown: dict[str, object] = {}
        held: dict[str, None] = {}
        for account in accounts:
            name = self._desk.ledger.incident_of(self._desk.ledger.heir(account) or account)
            if name is None or name in shown:
                continue
            try:
                shown[name] = representation.listed(self._desk.incident(name))
            except ProblemError:
                if len(self._held) + len(held) < MOST_HELD:
                    held[account] = None
        return shown, held


def _event(name: str, data: bytes) -> bytes:
    return b"id: " + name.encode() + b"\nevent: incident\ndata: " + data + b"\n\n"


def _since(request: Request, here: Desk) -> Mark:
    """From where on: the id of the last event that was got (`Last-Event-ID`, as browsers send it, or `since`), else
    now."""
    if other := request.query_params.keys() - {"since"}:
        raise ProblemError(400, f"There is no parameter {min(other)!r} here (known: since).", field=min(other))
    given = request.headers.get("last-event-id", "").strip() or request.query_params.get("since", "").strip()
    if not given:
        return here.ledger.basis
    found = _ID.fullmatch(given)
    if not found or not given.isascii():
        raise ProblemError(400, "since takes the id of an event, as 12.3.", field="since")
    return Mark(int(found[1]), int(found[2]))


def events(request: Request) -> Response:
    """GET /events: a stream that does not end."""
    here = desk(request)
    follower = Follower(here, _since(request, here))
    listeners: Listeners = request.app.state.listeners
    listeners.enter()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Vary": "Authorization, Cookie"}
    return StreamingResponse(_follow(follower, listeners), media_type="text/event-stream", headers=headers)


async def _follow(follower: Follower, listeners: Listeners) -> AsyncIterator[bytes]:
    try:
        yield f"retry: 5000\nid: {follower.id}\n\n".encode()
        said = time.monotonic()
        while not listeners.closing.is_set():
            try:
                found = await run_in_threadpool(follower.news)
            except TestimoniaError:  # a ledger that cannot be read for a moment; the next look tells
                found = []
            for event in found:
                yield event
            if found or time.monotonic() - said >= ALIVE:
                said = time.monotonic()
                yield b": still here\n\n"
            await asyncio.sleep(0 if follower.waits else EVERY)
    finally:
        listeners.leave()
