"""A draft made into an account: every field of the scheme, each value with its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, cast

from msgspec import structs

from testimonia.model.claim import (
    Account,
    Figure,
    IncidentType,
    Period,
    Responsibility,
    Salience,
    Status,
)
from testimonia.model.text import Evidence
from testimonia.read import aims, doers
from testimonia.read.attribution import figures_of
from testimonia.read.case import Case
from testimonia.read.choosing import Option, chances
from testimonia.read.dating import date_of
from testimonia.read.drafts import FINE, Draft
from testimonia.read.kinds import votes as votes_of
from testimonia.read.lexicon import phrases, wordset
from testimonia.read.page import Page
from testimonia.read.placing import places_of
from testimonia.read.responsibility import Stand
from testimonia.read.weapons import weapons_of


class Asked(NamedTuple):
    """Everybody who may have done a deed, and everybody and everything that may have been its target."""

    who: list[Option[list[doers.Sight]]]
    whom: list[Option[list[aims.Sight]]]


def assemble(case: Case) -> tuple[Account, Asked]:
    """The account of one deed, and among whom its perpetrators and targets were chosen."""
    page, draft, language = case.page, case.draft, case.language
    kind = _type(draft, language)
    when = date_of(page, case.cut, draft, case.near, language)
    places = places_of(page, case.cut, draft, case.near, case.voices, language)
    country = next((p.country for p in places if p.country), None)
    figures = figures_of(page, draft, case.voices, kind, country, language)
    kind = _by_harm(kind, figures, draft, language)
    status = _status(draft, figures)
    who = doers.options(case, kind)
    likely, blamed = chances(who, "perpetrators", language), chances(who, "basis", language)
    perpetrators = doers.perpetrators_of(case, who, likely, blamed)
    whom = aims.options(case, kind, [e for p in perpetrators for e in p.at])
    account = Account(
        type=kind,
        status=status,
        salience=_salience(page, draft, when, language),
        mentions=_mentions(page, draft),
        date=when,
        places=places,
        perpetrators=perpetrators,
        targets=aims.targets_of(case, whom, chances(whom, "targets", language)),
        weapons=weapons_of(case, kind),
        figures=figures,
        claims=_claims(page, case.stands),
    )
    return account, Asked(who, whom)


def _mentions(page: Page, draft: Draft) -> tuple[Evidence, ...]:
    spans = sorted({(t.start, t.end) for f in draft.fragments for t in f.triggers})
    return tuple(page.evidence(a, b) for a, b in spans)


# -- type and status ------------------------------------------------------------------------------------------------


def _type(draft: Draft, language: str) -> IncidentType:
    """The type that triggers and words of the fragments vote for (`types` table: word, type, weight)."""
    votes = votes_of(draft, language)
    if "arson_destruction" in votes and any(h.effect == "killed" for f in draft.fragments for h in f.hits):
        votes["arson_destruction"] *= 0.6  # what burned beside the dead is rarely what the deed is called
    suicide = any(t.type == "suicide_bombing" and t.real for f in draft.fragments for t in f.triggers)
    if suicide:  # who dies with their bomb makes it one, whatever else it is called
        votes["suicide_bombing"] = votes.get("suicide_bombing", 0) + votes.pop("bombing", 0)
    if votes.get("air_strike", 0) >= 1.5 and not suicide and not _planted(draft, language):  # what aircraft drop
        votes["air_strike"] += 0.4 * (votes.get("bombing", 0) + votes.get("shelling", 0))
    best = max(votes.items(), key=lambda v: (v[1], v[0]), default=("armed_assault", 0.0))
    return cast(IncidentType, best[0] if best[1] > 0 else "armed_assault")


def _planted(draft: Draft, language: str) -> bool:
    """Whether a bomb was brought by road or hidden: "truck bombing", "roadside bomb"."""
    brought = wordset(language, "scene", "planted")
    told = (w.low for f in draft.fragments for t in f.triggers for w in f.sentence.tokens[t.first : t.last])
    return not brought.isdisjoint(told)


def _by_harm(kind: IncidentType, figures: tuple[Figure, ...], draft: Draft, language: str) -> IncidentType:
    """The type of an assault as the harm shows it: a raid where only militants die, a killing where one person does."""
    if kind == "abduction" and _more_killed(figures):
        return "armed_assault"
    if kind != "armed_assault":
        return kind
    harmed = {f.who for f in figures if f.effect in ("killed", "injured") and f.best != 0}
    if harmed == {"militants"}:
        return "security_raid"
    melee = phrases(language, "scene", "melee")
    many = any(melee.find(f.sentence.tokens[t.first : t.last]) for f in draft.fragments for t in f.triggers)
    return "killing" if not many and _picked_out(figures) else kind


def _more_killed(figures: tuple[Figure, ...]) -> bool:
    """Whether an attack killed more than it took away."""
    most = {
        effect: max((f.best or 0 for f in figures if f.effect == effect and f.who != "attackers"), default=0)
        for effect in ("killed", "abducted")
    }
    return most["killed"] >= max(2, most["abducted"]) and most["abducted"] > 0


def _picked_out(figures: tuple[Figure, ...]) -> bool:
    """Whether one person was killed and nobody else harmed: an attack on one is a killing."""
    victims = [f for f in figures if f.who != "attackers" and f.basis == "affirmed"]
    dead = [f.best for f in victims if f.effect == "killed"]
    return bool(dead) and set(dead) == {1} and not any(f.effect == "injured" and f.best != 0 for f in victims)


def _status(draft: Draft, figures: tuple[Figure, ...]) -> Status:
    harmed = any(
        f.effect in ("killed", "injured", "abducted") and f.who != "attackers" and (f.best or f.low or f.vague)
        for f in figures
    )
    lead = draft.fragments[:2]
    if any("disputed" in f.cues for f in lead):
        return "disputed"
    if harmed:
        return "occurred"
    done = any(t.real and t.weight == 3 for t in lead[0].triggers)  # told as done: what is said later does not undo it
    if any("foiled" in f.cues for f in (lead[:1] if done else lead)):
        return "foiled"
    if any("threatened" in f.cues for f in lead):
        return "threatened"
    return "occurred"


def _salience(page: Page, draft: Draft, when: Period, language: str) -> Salience:
    first = draft.fragments[0]
    day = page.document.day
    if when.end and day and date.fromisoformat(when.end) < date.fromisoformat(day) - timedelta(days=12):
        return "background"
    if not page.digest and when.end and day and _followed_up(page, date.fromisoformat(day), when.end, language):
        return "background"
    if page.digest:  # every item is news, but one that only leads back to a deed
        return "news" if when.start or not day else "background"
    if first.sentence.order <= _OPENING:
        return "news"
    told = when.start or any(p.place.kind in FINE for p in draft.places)
    return "background" if "background" in first.cues or not told else "news"


def _followed_up(page: Page, day: date, end: str, language: str) -> bool:
    """Whether the headline tells of a trial, a suspect or a memorial, days after the deed (FORMAT.md: follow-up reports
    tell the incident as background)."""
    words = wordset(language, "scene", "followup")
    headed = any(t.low in words for s in page.sentences if s.part == "headline" for t in s.tokens)
    return headed and date.fromisoformat(end) <= day - timedelta(days=_SINCE)


_SINCE = 2  # days


def set_back(page: Page, drafts: Sequence[Draft], accounts: Sequence[Account]) -> list[Account]:
    """The accounts, those told further down and of a day before the first one's as its background."""
    if page.digest or not accounts or accounts[0].salience != "news" or not accounts[0].date.start:
        return list(accounts)
    lead = date.fromisoformat(accounts[0].date.start)
    return [
        structs.replace(a, salience="background") if _older(a.date, d.fragments[0].sentence.order, lead) else a
        for d, a in zip(drafts, accounts, strict=True)
    ]


def _older(when: Period, order: int, lead: date) -> bool:
    """Whether a deed first told in sentence `order` is older than the news: by a day where it comes late."""
    days = (lead - date.fromisoformat(when.end)).days if when.end else 0
    return days >= (1 if order > _LATE else 2) and order > _OPENING


_OPENING, _LATE = 3, 7  # sentences of the opening; from where on what is told is seldom the news


def _claims(page: Page, stands: list[Stand]) -> tuple[Responsibility, ...]:
    out: dict[tuple[str, str], Responsibility] = {}
    for s in stands:
        key = (s.party.name, s.stance)
        at = (*(out[key].at if key in out else ()), page.evidence(s.start, s.end))
        out[key] = Responsibility(
            by=s.party.name, stance=s.stance, at=tuple(dict.fromkeys(at)), actor_id=s.party.actor_id
        )
    return tuple(out.values())
