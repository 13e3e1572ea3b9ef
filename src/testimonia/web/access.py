"""Who asks, and what they may: looked up once for each request, before anything answers it.

Reading is open unless the server is closed; writing needs a user with the role for it, who is signed in (a cookie) or
brings a token (`Authorization: Bearer …`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs, quote, urlsplit

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from testimonia.web.problems import ProblemError, answer, wants_page
from testimonia.web.sessions import NOBODY, Sessions, Visitor
from testimonia.web.users import Role, User, Users

COOKIE = "testimonia"
SIGNING, WRITING, PASTING = parse("10 per 5 minutes"), parse("120 per minute"), parse("30 per minute")
"""How often one may sign in (by name, and by address), judge (by user), and have a text read (a public server)."""
_OPEN = ("/sign-in", "/static/", "/health")
_SAFE = ("GET", "HEAD", "OPTIONS")


class Doorkeeper:
    """What one server knows of who asks: its users, its sessions, how often who has asked."""

    def __init__(self, users: Users, *, closed: bool) -> None:
        self.users, self.closed = users, closed
        self.sessions = Sessions()
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, limit: RateLimitItem, *who: str) -> None:
        """Counts one request; ProblemError 429 where there were too many."""
        if not self._limiter.hit(limit, *who):
            wait = str(max(1, limit.get_expiry() // limit.amount))
            raise ProblemError(
                429, f"Too many requests (at most {limit}); wait a while.", headers={"Retry-After": wait}
            )


class Access:
    """ASGI: finds out who asks; refuses requests that a foreign page made a browser send, and, on a closed server,
    those of strangers."""

    def __init__(self, app: ASGIApp, keeper: Doorkeeper) -> None:
        self.app, self.keeper = app, keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        scope.setdefault("state", {})
        scope["state"]["visitor"], scope["state"]["keeper"] = NOBODY, self.keeper
        try:
            _same_site(request)
            scope["state"]["visitor"] = _visitor(request, self.keeper)
            if self.keeper.closed and not request.url.path.startswith(_OPEN):
                require(request, "reader")
        except SignInError as gone:
            await RedirectResponse(gone.to, 303, {"Cache-Control": "no-store"})(scope, receive, send)
            return
        except Exception as fault:  # answered as every other fault is
            await answer(request, fault)(scope, receive, send)
            return
        await self.app(scope, receive, send)


class SignInError(ProblemError):
    """A person has to sign in first."""

    def __init__(self, to: str) -> None:
        super().__init__(401, "Sign in first.")
        self.to = to


def sign_in_first(_request: Request, fault: Exception) -> RedirectResponse:
    """The answer to a page that needs a user."""
    assert isinstance(fault, SignInError)
    return RedirectResponse(fault.to, 303, {"Cache-Control": "no-store"})


def _same_site(request: Request) -> None:
    """ProblemError 403 for a request to change something that comes from another site's page (browsers say so)."""
    if request.method in _SAFE:
        return
    fetched, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    foreign = fetched not in (None, "same-origin", "none")
    if fetched is None and origin is not None:
        foreign = urlsplit(origin).netloc != request.headers.get("host", "")
    if foreign:
        raise ProblemError(403, "The request comes from another site's page; nothing was done.")


def _visitor(request: Request, keeper: Doorkeeper) -> Visitor:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":  # other schemes are for a server in front of this one
        user = keeper.users.by_token(token.strip())
        if user is None:
            said = "The token is not known (make one with `testimonia users token NAME`)."
            raise ProblemError(401, said, headers=_ASK)
        return Visitor(user)
    session = keeper.sessions.find(request.cookies.get(COOKIE, ""))
    user = keeper.users.all().get(session.user) if session else None
    return Visitor(user, session) if user else NOBODY


_ASK = {"WWW-Authenticate": 'Bearer realm="testimonia"'}


def visitor(request: Request) -> Visitor:
    """Who asks."""
    found: Visitor = getattr(request.state, "visitor", NOBODY)
    return found


def keeper(request: Request) -> Doorkeeper:
    """What the server knows of who asks."""
    found: Doorkeeper = request.state.keeper
    return found


def require(request: Request, role: Role) -> User:
    """The user who asks. ProblemError 401 where nobody is signed in (a browser is led to the page for it), 403 where
    they may not."""
    who = visitor(request)
    if who.user is None:
        if wants_page(request):
            back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            back = back if request.method in _SAFE else "/"
            raise SignInError(f"/sign-in?next={quote(back, safe='')}")
        raise ProblemError(401, f"This needs a {role}: send `Authorization: Bearer TOKEN`.", headers=_ASK)
    if not who.user.may(role):
        raise ProblemError(403, f"{who.user.name} is a {who.user.role}; this needs a {role}.")
    return who.user


def form(request: Request, raw: bytes) -> dict[str, list[str]]:
    """The fields of a form that one of our pages sent. ProblemError 422 for what is no form, 403 where the session's
    secret does not stand in it."""
    try:
        fields = parse_qs(raw.decode("ascii"), keep_blank_values=True, max_num_fields=500, errors="strict")
    except ValueError:
        raise ProblemError(422, "The body is no form.") from None
    check_csrf(request, fields.get("csrf", [""])[0])
    return fields


def check_csrf(request: Request, given: str) -> None:
    """ProblemError 403 where a browser that is signed in sends something without its session's secret. Who brings a
    token needs none: no foreign page can make a browser send it."""
    session = visitor(request).session
    if session and not secrets.compare_digest(given.encode(), session.csrf.encode()):
        raise ProblemError(403, "The form is out of date (its session is over); load the page anew and send it again.")


def first(fields: Mapping[str, list[str]], name: str) -> str:
    """A field of a form, or ""."""
    return fields.get(name, [""])[0]
