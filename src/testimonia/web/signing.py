"""The page to sign in, and how one signs out."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from testimonia.web import body, pages
from testimonia.web.access import COOKIE, SIGNING, first, form, keeper, visitor
from testimonia.web.sessions import WHOLE

_NO_STORE = {"Cache-Control": "no-store", "Vary": "Cookie"}


def sign_in(request: Request) -> Response:
    """GET /sign-in."""
    return _page(request, local(request.query_params.get("next", "/")))


def _page(request: Request, back: str, fault: str | None = None, name: str = "", status: int = 200) -> Response:
    known = bool(keeper(request).users.all())
    page = pages.render(request, "sign-in.html", back=back, fault=fault, given=name, known=known)
    return Response(page, status, _NO_STORE, media_type="text/html")


async def signed_in(request: Request) -> Response:
    """POST /sign-in: a session, and back to where one came from."""
    raw = await body.received(request)
    return await run_in_threadpool(_signed_in, request, raw)


def _signed_in(request: Request, raw: bytes) -> Response:
    given = form(request, raw)
    name, back = first(given, "name").strip(), local(first(given, "next"))
    guard = keeper(request)
    guard.count(SIGNING, "sign-in", "name", name[:64])
    guard.count(SIGNING, "sign-in", "address", request.client.host if request.client else "")
    user = guard.users.by_password(name, first(given, "password"))
    if user is None:
        return _page(request, back, "The name or the password is wrong.", name[:64], 401)
    if old := visitor(request).session:
        guard.sessions.end(old.key)
    made = guard.sessions.begin(user.name)
    answer = RedirectResponse(back, 303, _NO_STORE)
    answer.set_cookie(COOKIE, made.key, max_age=int(WHOLE), path="/", httponly=True, samesite="lax",
                      secure=request.url.scheme == "https")  # fmt: skip
    return answer


async def signed_out(request: Request) -> Response:
    """POST /sign-out: the session is over."""
    form(request, await body.received(request))
    if session := visitor(request).session:
        keeper(request).sessions.end(session.key)
    answer = RedirectResponse("/", 303, _NO_STORE)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    return answer


def local(address: str) -> str:
    """The address where it is one of this server, else the first page."""
    good = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if good else "/"
