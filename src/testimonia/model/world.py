"""What all documents together say: computed from accounts and judgements, and thrown away at will."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta
from typing import Literal, get_args

import msgspec

from testimonia.model.claim import (
    Aggregate,
    Effect,
    Figure,
    IncidentType,
    Period,
    Perpetrator,
    Place,
    Responsibility,
    Status,
    Target,
    Told,
    Victim,
    Weapon,
)
from testimonia.model.text import Evidence

# The tolls of an incident in their order: `killed` counts the victims, `killed_all` everybody, then the other effects.
TOLLS: tuple[str, ...] = ("killed", "killed_all", *(e for e in get_args(Effect) if e != "killed"))


GRADES = ("confirmed", "fair", "weak", "contested", "discounted")
"""How far the sources agree (see `reconcile.grade`)."""
UNSAID = 0.3
"""How sure one is of a date or a place that no report gives."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Why two accounts tell of one incident: account ids, score 0 to 1, a sentence that a person can check."""

    left: str
    right: str
    score: float
    because: str


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """Accounts of one incident, with the links that join them.

    The order is canonical: published, document, first mention. `weakest`: the log-odds of the least sure link that
    joined them; None where no link did, but people, or nothing.
    """

    accounts: tuple[Told, ...]
    links: tuple[Link, ...] = ()
    weakest: float | None = None


def incident_id(cluster: Cluster) -> str:
    """The incident's name: a hash of its earliest account (document, first mention), whatever the order of arrival."""
    first = min(cluster.accounts, key=lambda told: told.order)
    basis = f"{first.document}\x1f{first.account.mentions[0].start}\x1f{first.id}"
    return "i-" + hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Range(msgspec.Struct, frozen=True):
    """Low, best, high of one victim class; all numbers or all None."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


class Toll(msgspec.Struct, frozen=True, kw_only=True):
    """One effect's reconciled numbers, by a named policy, with the sentence that says why."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    policy: str = ""
    because: str = ""
    by_class: dict[str, Range] = {}


class SetAside(msgspec.Struct, frozen=True):
    """A claim that a named rule leaves out, and the sentence why."""

    claim: str
    rule: str
    because: str


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with who says it and when: what a policy weighs.

    `claim` names the claim. `rank` is the authority of the speaker (greater is more), `speaker` who speaks, as words
    that compare (empty: the publisher in its own voice). `interest` says whether the speaker is a party: `none`,
    `perpetrator`, or `opponent` (speaks of its enemy's dead). `text` is equal for copies of one text. `ongoing` is
    true where the incident had not ended when it was said. `order` sorts by publication, document, place in the text.
    """

    claim: str
    figure: Figure
    published: str | None
    publisher: str | None
    document: str
    rank: int
    speaker: str = ""
    interest: Literal["none", "perpetrator", "opponent"] = "none"
    text: str = ""
    ongoing: bool = False
    order: tuple[str, str, int, int] = ("", "", 0, 0)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger holds of one field, and how each claim stands to it.

    Over an incident the three lists of all its findings partition its claims (law 3). `field` is `type`, `status`,
    `date`, `places`, `perpetrators`, `targets`, `weapons`, `claims`, `victims`, or `figures/killed` and so on for
    each effect.
    """

    field: str
    rule: str
    because: str
    supports: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


class Testimony(msgspec.Struct, frozen=True, kw_only=True):
    """One document's part in an incident, as exported in `accounts`."""

    document: str
    publisher: str | None
    published: str | None
    url: str | None
    mentions: tuple[Evidence, ...]
    figures: tuple[Figure, ...]
    account: str = ""


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """A total over several incidents or over time, with the report that tells it: kept apart, never part of a toll."""

    document: str
    publisher: str | None
    published: str | None
    url: str | None
    aggregate: Aggregate


class Within(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an incident is inside a project's scope (see `model.scope`), and the sentence that says why."""

    inside: bool
    because: str


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One happening with all that is said of it (contract.md, Out 2).

    `tolls` has one entry per effect, and `killed_all`. `scope` is there where one was asked for; no ledger keeps it.
    """

    id: str
    type: IncidentType
    status: Status
    date: Period
    places: tuple[Place, ...]
    perpetrators: tuple[Perpetrator, ...]
    claims: tuple[Responsibility, ...]
    targets: tuple[Target, ...]
    weapons: tuple[Weapon, ...]
    grade: str | None
    tolls: dict[str, Toll]
    victims: tuple[Victim, ...]
    accounts: tuple[Testimony, ...]
    findings: tuple[Finding, ...] = ()
    links: tuple[Link, ...] = ()
    headline: str = ""
    scope: Within | None = None

    @property
    def point(self) -> Place | None:
        """The most specific place that has coordinates: what a map shows. None where no place has any."""
        return next((p for p in self.places if p.lat is not None and p.lon is not None), None)

    @property
    def locality(self) -> Place | None:
        """Where it happened, as a person would name it: the first place that is no single site, else the first."""
        return next((p for p in self.places if p.kind != "site"), self.places[0] if self.places else None)

    @property
    def country(self) -> str | None:
        """ISO 3166 code of the first place that has one."""
        return next((p.country for p in self.places if p.country), None)

    @property
    def certainties(self) -> dict[str, float]:
        """How sure the reader is (0 to 1) of the date, of the place that it is surest of, and of the number killed, if
        there is one."""
        killed = [f.confidence for a in self.accounts for f in a.figures if f.effect == "killed"]
        return {
            "the date": self.date.confidence if self.date.start or self.date.end else UNSAID,
            "the place": max((p.confidence for p in self.places), default=UNSAID),
        } | ({"the number killed": max(killed)} if killed else {})

    @property
    def confidence(self) -> float:
        """How sure the reader is of the least sure of what `certainties` tells."""
        return min(self.certainties.values())

    @property
    def settled(self) -> datetime | None:
        """When it was over and its first report had come out: the later of the two, days ending at midnight UTC. None
        where neither is known, or where one of them is no date."""
        reports = [a.published for a in self.accounts if a.published]
        known = [day for day in (self.date.end or self.date.start, min(reports, default=None)) if day]
        try:
            return max(map(_end, known), default=None)
        except (ValueError, OverflowError):
            return None


def _end(day: str) -> datetime:
    """The end of a day, or the moment itself where a time is given."""
    moment = datetime.fromisoformat(day)
    if len(day) <= 10:
        moment = datetime.combine(moment.date() + timedelta(days=1), time(), UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
