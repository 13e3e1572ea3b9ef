"""Accounts in few words, for the tests of linking and reconciling."""

from __future__ import annotations

import zlib
from typing import Any

from testimonia.model.claim import (
    Account,
    Figure,
    Period,
    Perpetrator,
    Place,
    Responsibility,
    Target,
    Told,
)
from testimonia.model.text import Evidence
from testimonia.model.world import Cluster

TOWNS = {
    "Tarkint": ("ML", 17.5, 0.1), "Bamba": ("ML", 17.03, -1.4), "Bamba-Nord": ("ML", 17.05, -1.42),
    "Hadeel": ("IQ", 35.5, 44.4), "Hadil": ("IQ", 35.51, 44.39), "Qasra": ("IQ", 36.6, 44.9),
}  # fmt: skip


def town(name: str, admin1: str | None = None) -> Place:
    """A town of the table above, or one without a point."""
    country, lat, lon = TOWNS.get(name, ("ML", None, None))
    return Place(name=name, country=country, lat=lat, lon=lon, admin1=admin1)


def province(name: str, country: str = "ML") -> Place:
    """A province without a point."""
    return Place(name=name, kind="province", country=country)


def site(name: str) -> Place:
    """A named building, without a point."""
    return Place(name=name, kind="site", country="ML")


def day(start: str, end: str | None = None, precision: Any = "day") -> Period:
    """A day, or a span."""
    return Period(start=start, end=end or start, precision=precision)


def dead(number: int | None, who: Any = "all", by: str | None = None, **more: Any) -> Figure:
    """A count of the killed: an exact one if nothing else is said."""
    bounds = {"low": number, "best": number, "high": number} | more
    at = bounds.pop("at", 10 + 50 * (zlib.crc32(f"{number} {who} {by}".encode()) % 50))
    effect = bounds.pop("effect", "killed")
    return Figure(effect=effect, who=who, according_to=by, at=(Evidence(at, at + 2, "12"),), **bounds)


def told(
    name: str, *, published: str | None = "2019-11-03", when: Period | None = None, where: Any = (),
    kind: Any = "armed_assault", salience: Any = "news", status: Any = "occurred", by: Any = (), figures: Any = (),
    targets: Any = (), claims: Any = (), document: str | None = None, publisher: str | None = None, mention: int = 0,
    title: str | None = None, apart: str = "",
) -> Told:  # fmt: skip
    """An account with the id `name`, of a document of that name, as a publisher of that name tells it."""
    account = Account(
        type=kind,
        status=status,
        salience=salience,
        mentions=(Evidence(mention, mention + 6, "attack"),),
        date=when or Period(unresolved="the text names no date"),
        places=(where,) if isinstance(where, Place) else tuple(where),
        perpetrators=tuple(Perpetrator(name=n, basis=b) for n, b in by),
        targets=tuple(Target(name=n, cls=c) for n, c in targets),
        figures=(figures,) if isinstance(figures, Figure) else tuple(figures),
        claims=tuple(Responsibility(by=n, stance=s) for n, s in claims),
        apart=(Evidence(0, len(apart), apart),) if apart else (),
    )
    return Told(id=name, document=document or f"doc-{name}", version="1", publisher=publisher or f"Paper {name}",
                published=published, url=None, account=account, title=title)  # fmt: skip


def cluster(*accounts: Told) -> Cluster:
    """The accounts as one incident, in canonical order."""
    return Cluster(accounts=tuple(sorted(accounts, key=lambda t: t.order)))
