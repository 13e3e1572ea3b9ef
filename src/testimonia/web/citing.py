"""How an incident is cited: an address that stays, in words and for a bibliography."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import msgspec
from starlette.requests import Request

from testimonia.model.world import Incident, Toll
from testimonia.web.editions import View
from testimonia.web.filters import address
from testimonia.web.pages import release

TEX = re.compile(r"([{}\\$&#^_%~])")


class Citation(msgspec.Struct, frozen=True):
    """`link` leads to the incident, by the policy and as of the moment that one looks at; `today` to it as it is known
    today, "" where it is of the past already or nobody may ask for that."""

    policy: str
    link: str
    today: str
    bibtex: str


def cited(request: Request, incident: Incident, view: View, *, public: bool) -> Citation:
    """The citation of an incident as it is shown."""
    policy = incident.tolls.get("killed", Toll()).policy or "ucdp"
    shown = {n: request.query_params.get(n, "") for n in ("policy", "as_of", "clock")}
    base = str(request.url_for("incident", id=incident.id))
    day = datetime.now(UTC).date().isoformat()
    today = "" if view.past or public else address(base, shown, as_of=day, clock="all")
    link = address(base, shown)
    return Citation(policy, link, today, _bibtex(incident, policy, link))


def _bibtex(incident: Incident, policy: str, link: str) -> str:
    title = TEX.sub(r"\\\1", incident.headline or incident.id)
    year = (incident.date.start or "")[:4]
    lines = [
        f"@misc{{testimonia-{incident.id},", f"  title = {{{{{title}}}}},",
        f"  howpublished = {{Testimonia ledger, incident {incident.id}, policy {policy}}},",
        f"  note = {{Testimonia {release()}, {len(incident.accounts)} reports}},",
        *([f"  year = {{{year}}},"] if year else []), f"  url = {{{link}}}", "}",
    ]  # fmt: skip
    return "\n".join(lines)
