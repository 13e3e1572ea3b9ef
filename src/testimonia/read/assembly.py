"""A draft made into an account: every field of the scheme, each value with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import cast

from msgspec import structs

from testimonia.model.claim import (
    Account,
    Figure,
    IncidentType,
    Period,
    Perpetrator,
    Responsibility,
    Salience,
    Status,
    Target,
    Weapon,
    WeaponClass,
)
from testimonia.model.text import Evidence
from testimonia.read.attribution import figures_of
from testimonia.read.charges import Charge
from testimonia.read.clauses import Clauses
from testimonia.read.culprits import Culprit, culprits, unnamed
from testimonia.read.dating import date_of
from testimonia.read.drafts import FINE, Draft
from testimonia.read.lexicon import phrases, wordset
from testimonia.read.page import Page
from testimonia.read.placing import places_of
from testimonia.read.responsibility import Stand
from testimonia.read.subject import Voices
from testimonia.read.targets import Aim, aims


def assemble(
    page: Page,
    cut: Mapping[int, Clauses],
    draft: Draft,
    voices: Voices,
    stands: list[Stand],
    charged: list[Charge],
    language: str = "en",
) -> Account:
    """The account of one draft. `stands` are the claims and denials that belong to it."""
    kind = _type(draft, language)
    when = date_of(page, draft, language)
    figures = figures_of(page, draft, voices, kind, language)
    kind = _by_harm(kind, figures, draft, language)
    status = _status(draft, figures)
    return Account(
        type=kind,
        status=status,
        salience=_salience(page, draft, when),
        mentions=_mentions(page, draft),
        date=when,
        places=places_of(page, draft, voices),
        perpetrators=_perpetrators(page, draft, kind, voices, stands, charged, language),
        targets=_targets(page, cut, draft, language),
        weapons=_weapons(page, draft, language),
        figures=figures,
        claims=_claims(page, stands),
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


def _salience(page: Page, draft: Draft, when: Period) -> Salience:
    first = draft.fragments[0]
    day = page.document.day
    if when.end and day and date.fromisoformat(when.end) < date.fromisoformat(day) - timedelta(days=12):
        return "background"
    if not page.digest and when.end and day and _after_all(page, draft, date.fromisoformat(day), when.end):
        return "background"
    if page.digest or first.sentence.order <= _OPENING:
        return "news"
    told = when.start or any(p.place.kind in FINE for p in draft.places)
    return "background" if "background" in first.cues or not told else "news"


def _after_all(page: Page, draft: Draft, day: date, end: str) -> bool:
    """Whether the headline tells of something else, days after the deed: "Parliament votes to send troops home"."""
    headed = any(s.part == "headline" for s in page.sentences)
    told = any(f.sentence.part == "headline" for f in draft.fragments)
    return headed and not told and date.fromisoformat(end) <= day - timedelta(days=_SINCE)


_SINCE = 5  # days after which what the headline does not tell is no news


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

# -- who, whom, with what -------------------------------------------------------------------------------------------


def _perpetrators(
    page: Page,
    draft: Draft,
    kind: IncidentType,
    voices: Voices,
    stands: list[Stand],
    charged: list[Charge],
    language: str,
) -> tuple[Perpetrator, ...]:
    found: list[Culprit] = []
    for f in draft.fragments:
        found.extend(culprits(f, voices.get(f.sentence.order, ()), language))
    found.extend(_told(found, charged))
    if not found:
        found.extend(next((some for f in draft.fragments if (some := unnamed(f, language))), []))
    for s in stands:
        if s.stance in ("claimed", "denied"):
            found.append(Culprit(s.party, "claimed" if s.stance == "claimed" else "denied", None))
    claimed = {c.party.name for c in found if c.basis == "claimed"}
    found = [c for c in found if not (kind in _NOT_BY_FORCES and c.party.kind in _FORCES and c.basis == "stated")]
    named = [c for c in found if not c.party.generic and c.basis == "stated"]
    found = _one_crowd(found)
    out: dict[tuple[str, str], Perpetrator] = {}
    for c in found:
        if c.party.name in claimed and c.basis in ("stated", "blamed"):
            continue
        if c.party.generic and named:
            continue
        key = (c.party.name, c.basis)
        at = (page.evidence(c.party.start, c.party.end),)
        if key in out:
            old = out[key]
            out[key] = Perpetrator(
                name=old.name,
                basis=old.basis,
                by=old.by or c.by,
                at=tuple(dict.fromkeys((*old.at, *at))),
                actor_id=old.actor_id,
                because=old.because,
            )
            continue
        because = {
            "claimed": "they say so themselves",
            "denied": "they say it was not them",
            "stated": "the report says it as fact",
            "blamed": f"{c.by} says so" if c.by else "the report calls it a suspicion",
        }[c.basis]
        out[key] = Perpetrator(
            name=c.party.name,
            basis=c.basis,
            by=c.by if c.basis == "blamed" else None,
            at=at,
            actor_id=c.party.actor_id,
            because=f"{because}; {c.party.because}" if c.party.because else because,
        )
    stated = {n for n, b in out if b == "stated"}
    return tuple(p for (n, b), p in out.items() if not (b == "blamed" and n in stated))


def _told(found: list[Culprit], charged: list[Charge]) -> list[Culprit]:
    """The charged, without a state's own forces where others are told to have done it: they came after."""
    told = [c.culprit for c in charged]
    others = [c for c in (*found, *told) if c.party.kind in _NOT_STATE and c.basis != "blamed"]
    return [c for c in told if c.party.kind not in _FORCES or c.basis == "blamed" or not others]


_FORCES = frozenset(["police", "military"])
_NOT_STATE = frozenset(["armed", "jihadist", "rebel", "militia", "gang"])
# What police and soldiers do not do, but come to: they are told of there because they shot or caught somebody.
_NOT_BY_FORCES = frozenset(["bombing", "suicide_bombing"])


def _one_crowd(found: list[Culprit]) -> list[Culprit]:
    """Nameless attackers under one name: "gunmen", "the attackers", "armed men" of one incident are the same people."""
    name: dict[bool, str] = {}
    out = []
    for c in found:
        if c.party.generic and c.basis == "stated":
            first = name.setdefault(c.party.kind in _FORCES, c.party.name)
            c = c._replace(party=c.party._replace(name=first))
        out.append(c)
    return out


def _targets(page: Page, cut: Mapping[int, Clauses], draft: Draft, language: str) -> tuple[Target, ...]:
    """What the deed was done to, else who was harmed by it."""
    found = [
        aim
        for f in draft.fragments[:4]
        if f.sentence.order in cut
        for aim in aims(f, page, cut[f.sentence.order], language)
    ]
    # "among the dead were six children" tells of the harmed, seldom of whom the deed was meant for
    found = [a for a in found if a.direct or a.cls not in ("children", "women")] or found
    out: dict[str, tuple[Aim, list[Evidence]]] = {}
    for aim in found:
        key = next((k for k in out if k.split()[-1] == aim.name.lower().split()[-1]), aim.name.lower())
        if key in out:
            out[key][1].append(page.evidence(aim.start, aim.end))
        elif len(out) < 2:
            out[key] = (aim, [page.evidence(aim.start, aim.end)])
    return tuple(
        Target(name=a.name, cls=a.cls, at=tuple(dict.fromkeys(at)), actor_id=a.actor_id) for a, at in out.values()
    )


def _weapons(page: Page, draft: Draft, language: str) -> tuple[Weapon, ...]:
    found: dict[str, list[Evidence]] = {}
    for f in draft.fragments:
        for w in phrases(language, "weapons").find(f.sentence.tokens[f.first : f.last]):
            if w.row[0] != "-":
                a, b = f.sentence.tokens[f.first + w.first], f.sentence.tokens[f.first + w.last - 1]
                found.setdefault(w.row[0], []).append(page.evidence(a.start, b.end))
    if "explosive" in found and ("vehicle_bomb" in found or "suicide_vest" in found):
        del found["explosive"]
    return tuple(Weapon(cls=cast(WeaponClass, c), at=tuple(dict.fromkeys(at))) for c, at in found.items())


def _claims(page: Page, stands: list[Stand]) -> tuple[Responsibility, ...]:
    out: dict[tuple[str, str], Responsibility] = {}
    for s in stands:
        key = (s.party.name, s.stance)
        at = (*(out[key].at if key in out else ()), page.evidence(s.start, s.end))
        out[key] = Responsibility(
            by=s.party.name, stance=s.stance, at=tuple(dict.fromkeys(at)), actor_id=s.party.actor_id
        )
    return tuple(out.values())
