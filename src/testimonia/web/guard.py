"""What holds for every answer: headers that keep hostile text harmless, and names by which the server may be called."""

from __future__ import annotations

import threading

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from testimonia.web.problems import MEDIA

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
))  # fmt: skip
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer, forms come with `Origin: null`, as from another site's page
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}
_REFUSED = (
    b'{"type":"about:blank","title":"Misdirected Request","status":421,'
    b'"detail":"The server is not known by that name (start it with --name)."}'
)


class Guard:
    """Around the whole application: it also covers answers to requests that failed. Whoever runs it sets `closing` when
    it is to end, so that streams that do not end by themselves let go."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...], closing: threading.Event) -> None:
        self.app, self.hosts, self.closing = app, hosts, closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if self._known(Headers(scope=scope).get("host", "")):
            await self.app(scope, receive, guarded)
            return
        await guarded({"type": "http.response.start", "status": 421, "headers": [(b"content-type", MEDIA.encode())]})
        await send({"type": "http.response.body", "body": _REFUSED})

    def _known(self, host: str) -> bool:
        """Whether the Host header is one of our names, whatever the port."""
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return "*" in self.hosts or name.lower() in self.hosts
