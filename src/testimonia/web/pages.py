"""Pages from templates. Everything that is put into a page is escaped; nothing is marked as safe but rows of months and
numbers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup
from starlette.requests import Request

from testimonia.model import codec
from testimonia.model.judgement import Judgement
from testimonia.model.world import Incident
from testimonia.store import Sum
from testimonia.web import words
from testimonia.web.sessions import NOBODY, Visitor

if TYPE_CHECKING:
    from testimonia.web.snippets import Snippet


@cache
def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("testimonia.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,  # nobody changes them while it runs: no need to look at every file for every page
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["json"] = lambda value: codec.encode(value).decode()
    made.globals["words"] = words
    made.globals["version"] = release()
    made.globals["countries"] = _countries
    made.globals["month_rows"] = _month_rows
    return made


@lru_cache(maxsize=512)
def _countries(chosen: str) -> str:
    """The countries that a form offers, one of them chosen: they are many, and the same on every page."""
    offered: str = _templates().get_template("macros.html").module.countries(chosen)  # type: ignore[attr-defined]
    return offered


def _month_rows(months: Iterable[Sum]) -> Markup:
    """The rows of a table by month, hundreds of them: put together at once. Months and numbers hold nothing that would
    have to be escaped."""
    rows = (
        f'<tr><th scope="row">{m.name or "no date"}</th><td>{m.incidents}</td><td>{m.low}</td><td>{m.best}</td>'
        f"<td>{m.high}</td></tr>"
        for m in months
    )
    return Markup("".join(rows))


@cache
def release() -> str:
    """The version of this program. To look it up reads a file, which no page should wait for."""
    return version("testimonia")


def entry(incident: Incident, keep: str, snippet: Snippet | None = None) -> str:
    """An incident in a list; `keep` is what its address says of the view."""
    made: str = _templates().get_template("entry.html").module.entry(incident, keep, snippet)  # type: ignore[attr-defined]
    return made


def built() -> bool:
    """Whether the third-party parts of the pages (map, chart) are there: `make web` builds them."""
    return files("testimonia.web").joinpath("static/vendor/leaflet.js").is_file()


def render(request: Request, template: str, **values: Any) -> str:
    """The page, with what every page knows."""
    # A fault before it is known who asks is answered to nobody in particular.
    who: Visitor = getattr(request.state, "visitor", NOBODY)
    settings = (request.app.state.inside if who.user else request.app.state.desk).settings
    return _templates().get_template(template).render(
        **values, who=who, settings=settings, built=built(), path=request.url.path,
        here=_here(request),
        done=(done := _done(request, who)),
        behind=done is not None and request.app.state.inside.ledger.stale,
    )  # fmt: skip


def _here(request: Request) -> str:
    """The address of this page, to which signing in leads back; the first page where it was none to open."""
    if request.method != "GET":
        return "/"
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def _done(request: Request, who: Visitor) -> Judgement | None:
    """The judgement that this browser has just made: it is said once, with a way back."""
    if who.session is None or not who.session.done or request.method != "GET":
        return None
    name, who.session.done = who.session.done, ""
    return next((j for j in request.app.state.inside.ledger.judgements() if j.id == name), None)
