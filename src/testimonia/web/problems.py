"""What goes wrong, as `application/problem+json` (RFC 9457) for programs and as a page for people."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from testimonia.model import codec
from testimonia.model.errors import InputError, LedgerError, TestimoniaError, UsageError
from testimonia.store import short, shown
from testimonia.web import pages

MEDIA = "application/problem+json"
_STATUS: dict[type[Exception], int] = {UsageError: 400, InputError: 422, LedgerError: 503, TestimoniaError: 400}


class ProblemError(Exception):
    """A request that cannot be answered: `status` as in HTTP, `detail` says what to do, `field` names the parameter or
    the place in the body."""

    def __init__(
        self, status: int, detail: str, *, field: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.field, self.headers = status, detail, field, dict(headers or {})


def wants_page(request: Request) -> bool:
    """Whether who asks is a browser: it names text/html, and before any JSON."""
    accept = request.headers.get("accept", "").lower()
    html, json = accept.find("text/html"), accept.find("json")
    return html >= 0 and (json < 0 or html < json)


def _expected(fault: Exception) -> ProblemError:
    if isinstance(fault, ProblemError):
        return fault
    if isinstance(fault, HTTPException):
        detail = fault.detail
        if fault.status_code == HTTPStatus.NOT_FOUND:
            detail = "There is nothing at this address. The API is described at /openapi.json."
        return ProblemError(fault.status_code, detail, headers=fault.headers)
    for kind, status in _STATUS.items():
        if isinstance(fault, kind):
            return ProblemError(status, str(fault), headers={"Retry-After": "5"} if status == 503 else None)
    return ProblemError(500, "A fault in the program; the request was not carried out. Please report it.")


def answer(request: Request, fault: Exception) -> Response:
    """The answer to a request that failed; never a stack trace, nor a path of this machine."""
    problem = _expected(fault)
    detail = problem.detail
    settings = getattr(request.app.state, "settings", None)
    if settings is not None:
        detail = detail.replace(shown(settings.ledger), short(settings.ledger))
        if settings.users:
            detail = detail.replace(str(settings.users), settings.users.name)
    title = HTTPStatus(problem.status).phrase
    headers = {**problem.headers, "Cache-Control": "no-store", "Vary": "Accept"}
    if wants_page(request):
        page = pages.render(request, "error.html", status=problem.status, problem=title, detail=detail)
        return Response(page, problem.status, headers, media_type="text/html")
    body = {"type": "about:blank", "title": title, "status": problem.status, "detail": detail,
            "instance": request.url.path}  # fmt: skip
    if problem.field:
        body["field"] = problem.field
    return Response(codec.encode(body), problem.status, headers, media_type=MEDIA)
