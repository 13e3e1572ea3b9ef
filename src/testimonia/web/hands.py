"""Further processes that answer readers who are not signed in. An interpreter does one thing at a time; where many read
a large ledger at once, one a core answers as many more.

Only what hangs on the ledger and the address alone is handed on: who asks, what is judged and what was asked too often
stays with the one process that knows of it. A hand holds the ledger's columns itself.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from testimonia.model.errors import TestimoniaError
from testimonia.web.settings import Settings

_PASSED = (b"host", b"accept", b"accept-encoding", b"if-none-match")
"""The headers on which an answer hangs."""
READY = b"ready"


class Asked(msgspec.Struct, frozen=True, array_like=True):
    """A request, as far as it is handed on."""

    method: str
    scheme: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]


class Answered(msgspec.Struct, frozen=True, array_like=True):
    """An answer as it comes back."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Hands:
    """So many processes for one server; who asks waits in a row for the next that is free."""

    def __init__(self, settings: Settings, many: int) -> None:
        apart = multiprocessing.get_context("spawn")
        self._idle: asyncio.Queue[Connection | None] = asyncio.Queue()
        self._there: list[Connection] = []
        for _ in range(many):
            here, there = apart.Pipe()
            apart.Process(target=work, args=(settings, there), daemon=True, name="hand").start()
            there.close()
            self._there.append(here)

    async def begin(self) -> None:
        """Waits until the first of them can answer; the others join in when they can."""
        waiting = [asyncio.ensure_future(self._join(hand)) for hand in self._there]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)

    async def _join(self, hand: Connection) -> None:
        if await self._read(hand) == READY:
            self._idle.put_nowait(hand)
            return
        self._there.remove(hand)
        if not self._there:
            self._idle.put_nowait(None)

    async def answer(self, request: Request) -> Response | None:
        """The answer of a hand; None where there is none any more, or the one that was asked has gone: then it is for
        this process to answer."""
        headers = [pair for pair in request.headers.raw if pair[0] in _PASSED]
        scope = request.scope
        asked = Asked(request.method, scope["scheme"], scope["path"], scope["query_string"], headers)
        hand = await self._idle.get()
        if hand is None:
            self._idle.put_nowait(None)  # the next shall know it, too
            return None
        raw = await asyncio.shield(self._asked(hand, msgspec.msgpack.encode(asked)))
        if not raw:
            return None
        found = msgspec.msgpack.decode(raw, type=Answered)
        made = Response(found.body, found.status)
        made.raw_headers = found.headers
        return made

    async def _asked(self, hand: Connection, asked: bytes) -> bytes:
        """What a hand answers, which then is free again, even if who asked has gone."""
        raw = b""
        with suppress(OSError):
            hand.send_bytes(asked)
            raw = await self._read(hand)
        if raw:
            self._idle.put_nowait(hand)
            return raw
        self._there.remove(hand)
        if not self._there:
            self._idle.put_nowait(None)
        return raw

    async def _read(self, hand: Connection) -> bytes:
        """What a hand says next; nothing where it has gone."""
        loop, said = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(hand.fileno(), said.set)
        try:
            await said.wait()
            return hand.recv_bytes()
        except (OSError, EOFError):
            return b""
        finally:
            loop.remove_reader(hand.fileno())

    def end(self) -> None:
        """Lets them go: they end when nobody can ask them any more."""
        for hand in self._there:
            hand.close()
        self._there.clear()


def work(settings: Settings, asks: Connection) -> None:
    """A hand: answers one request after the other until nobody asks any more."""
    from testimonia.web.app import make

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who ends the server ends it
    app = make(settings)
    asyncio.run(_work(app, asks))


async def _work(app: Any, asks: Connection) -> None:
    state = app.app.state
    state.turns = None  # nobody else asks meanwhile
    with suppress(TestimoniaError):  # a ledger that cannot be read now says so to who asks
        state.desk.warm()
    gc.collect()
    gc.freeze()
    asks.send_bytes(READY)
    with suppress(EOFError, OSError):
        while True:
            asked = msgspec.msgpack.decode(asks.recv_bytes(), type=Asked)
            asks.send_bytes(msgspec.msgpack.encode(await _answered(app, asked)))
    state.desk.close()


async def _answered(app: Any, asked: Asked) -> Answered:
    """What the application answers."""
    status, headers, body = 500, list[tuple[bytes, bytes]](), bytearray()

    async def send(message: Any) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], list(message["headers"])
        else:
            body.extend(message.get("body", b""))

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": asked.method,
        "scheme": asked.scheme, "path": asked.path, "raw_path": asked.path.encode("utf-8", "surrogatepass"),
        "query_string": asked.query, "headers": asked.headers, "root_path": "", "client": None, "server": None,
    }  # fmt: skip
    try:
        await app(scope, receive, send)
    except Exception:  # it is answered (500) and then raised again, for who runs the application to write it down
        logging.getLogger(__name__).exception("a request could not be answered")
    return Answered(status, headers, bytes(body))
