"""A draft made into an account: every field of the scheme, each value with its words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

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
from testimonia.read.aims import targets_of
from testimonia.read.attribution import figures_of
from testimonia.read.case import Case
from testimonia.read.dating import date_of
from testimonia.read.doers import perpetrators_of
from testimonia.read.grouping import FINE, Draft
from testimonia.read.lexicon import phrases
from testimonia.read.page import Page
from testimonia.read.placing import places_of
from testimonia.read.responsibility import Stand
from testimonia.read.weapons import weapons_of


def assemble(case: Case) -> Account:
    """The account of one deed."""
    page, draft, language = case.page, case.draft, case.language
    kind = _type(draft, language)
    when = date_of(page, draft, language)
    figures = figures_of(page, draft, case.voices, kind, language)
    status = _status(draft, figures)
    perpetrators = perpetrators_of(case, kind)
    return Account(
        type=kind,
        status=status,
        salience=_salience(page, draft, when),
        mentions=_mentions(page, draft),
        date=when,
        places=places_of(page, draft, case.voices),
        perpetrators=perpetrators,
        targets=targets_of(case, kind, [e for p in perpetrators for e in p.at]),
        weapons=weapons_of(case, kind),
        figures=figures,
        claims=_claims(page, case.stands),
    )


def _mentions(page: Page, draft: Draft) -> tuple[Evidence, ...]:
    spans = sorted({(t.start, t.end) for f in draft.fragments for t in f.triggers})
    return tuple(page.evidence(a, b) for a, b in spans)


# -- type and status ------------------------------------------------------------------------------------------------


def _type(draft: Draft, language: str) -> IncidentType:
    """The type that triggers and words of the fragments vote for (`types` table: word, type, weight)."""
    votes: dict[str, float] = {}
    for f in draft.fragments:
        near = 1.0 if f is draft.fragments[0] else 0.6
        for t in f.triggers:
            if t.type != "-":
                votes[t.type] = votes.get(t.type, 0) + near * (0.3, 0.3, 1.0, 2.0)[t.weight]
        for found in phrases(language, "types").find(f.sentence.tokens[f.first : f.last]):
            votes[found.row[0]] = votes.get(found.row[0], 0) + near * float(found.row[1])
    if "arson_destruction" in votes and any(h.effect == "killed" for f in draft.fragments for h in f.hits):
        votes["arson_destruction"] *= 0.6  # what burned beside the dead is rarely what the deed is called
    best = max(votes.items(), key=lambda v: (v[1], v[0]), default=("armed_assault", 0.0))
    return cast(IncidentType, best[0] if best[1] > 0 else "armed_assault")


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


def _salience(page: Page, draft: Draft, when: Period) -> Salience:
    first = draft.fragments[0]
    day = page.document.day
    if when.end and day and date.fromisoformat(when.end) < date.fromisoformat(day) - timedelta(days=12):
        return "background"
    if page.digest or first.sentence.order <= 3:
        return "news"
    told = when.start or any(p.place.kind in FINE for p in draft.places)
    return "background" if "background" in first.cues or not told else "news"


def _claims(page: Page, stands: list[Stand]) -> tuple[Responsibility, ...]:
    out: dict[tuple[str, str], Responsibility] = {}
    for s in stands:
        key = (s.party.name, s.stance)
        at = (*(out[key].at if key in out else ()), page.evidence(s.start, s.end))
        out[key] = Responsibility(
            by=s.party.name, stance=s.stance, at=tuple(dict.fromkeys(at)), actor_id=s.party.actor_id
        )
    return tuple(out.values())
