"""The accounts of the patterns, corrected and completed by what the network found.

Which fields the network decides and which it only adds to was chosen on reports that it was not trained on
(training/README.md): it is better than patterns at the type, the status, whether something is news or background, and
the date; it finds perpetrators, targets, claims and places that patterns miss. Numbers, and who says them, are the
patterns'.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar, cast

import numpy as np
from msgspec import structs

from testimonia.model.claim import (
    Account,
    Basis,
    Figure,
    IncidentType,
    Period,
    Perpetrator,
    Place,
    Responsibility,
    Salience,
    Stance,
    Status,
    Target,
    TargetClass,
)
from testimonia.model.marks import ActorMark, DateMark, PlaceMark
from testimonia.model.text import Evidence
from testimonia.read.known import ATTRIBUTES, Known
from testimonia.read.patterns import Study
from testimonia.read.placing import RANK, place_told
from testimonia.read.spans import Found, Limits, Part, Spot, Story

V = TypeVar("V", Perpetrator, Target, Responsibility)


def corrected(study: Study, known: Known, found: Found, limits: Limits) -> list[Account]:
    """The accounts of a study in their order, each with what the network says of the story that shares most of its
    words for the incident; an account without such a story stays as it is."""
    teller = _Teller(study, known, found, limits)
    story_of = _paired(study.accounts, [[teller.words(t) for t in s.triggers] for s in found.stories])
    return [
        teller.corrected(a, found.stories[story_of[i]]) if i in story_of else a for i, a in enumerate(study.accounts)
    ]


def _paired(accounts: Sequence[Account], stories: Sequence[Sequence[Evidence]]) -> dict[int, int]:
    """Which story each account is told by: one to one, those that share most words first."""
    shared = [
        (sum(any(_touch(m, t) for t in triggers) for m in a.mentions), -i, -j)
        for i, a in enumerate(accounts)
        for j, triggers in enumerate(stories)
    ]
    out: dict[int, int] = {}
    for count, i, j in sorted(shared, reverse=True):
        if count and -i not in out and -j not in out.values():
            out[-i] = -j
    return out


def _touch(a: Evidence, b: Evidence) -> bool:
    return a.start < b.end and b.start < a.end


class _Name(NamedTuple):
    name: str
    actor_id: str | None
    generic: bool
    because: str


class _Teller:
    """Gives the spans of a page the meaning that the resolvers know for their words."""

    def __init__(self, study: Study, known: Known, found: Found, limits: Limits) -> None:
        self.page, self.known, self.found, self.limits = study.page, known, found, limits

    def words(self, spot: Spot) -> Evidence:
        return self.page.evidence(self.known.words[spot.first].start, self.known.words[spot.last - 1].end)

    def corrected(self, account: Account, story: Story) -> Account:
        perpetrators = self._perpetrators(story)
        claims = _with(account.claims, self._sure(self._claims(story, perpetrators), "claim"))
        kind = cast(IncidentType, _vote(story.triggers, "type"))
        return structs.replace(
            account,
            type=kind,
            figures=tuple(_sides(f) for f in account.figures) if kind == "clash" else account.figures,
            status=cast(Status, _vote(story.triggers, "status")),
            salience=cast(Salience, _vote(story.triggers, "salience", account.salience, self.limits.sure["salience"])),
            date=self._date(story, account.date),
            places=account.places or self._places(story),
            perpetrators=_with(account.perpetrators, self._accused(account, perpetrators, claims)),
            targets=_with(account.targets, self._sure(self._targets(story), "target")),
            claims=claims,
        )

    def _sure(self, values: Iterable[V], role: str) -> list[V]:
        return [v for v in values if v.confidence >= self.limits.add[role]]

    def _accused(
        self, account: Account, found: list[Perpetrator], claims: Iterable[Responsibility]
    ) -> list[Perpetrator]:
        """Those to be added. Whom nobody is named to accuse is not put beside somebody who is known already, and nobody
        claims without the words of a claim."""
        sure = self._sure(found, "perpetrator")
        claim = {c.by for c in claims if c.stance == "claimed"}
        accused = (p for p in sure if p.basis != "claimed" or p.name in claim)
        return [p for p in accused if not account.perpetrators or p.basis != "blamed" or p.by]

    # -- when and where ---------------------------------------------------------------------------------------------

    def _date(self, story: Story, told: Period) -> Period:
        """The date that the story's words say most surely; the patterns', where its words are among the story's too."""
        marks: list[tuple[float, DateMark]] = []
        for part in story.parts["date"]:
            e = self.words(part.spot)
            if told.start and any(_touch(e, w) for w in told.at):
                return told
            over = [m for m in self.page.marks.dates if m.start < e.end and e.start < m.end]
            marks += [(part.score, m) for m in over if m.role == "time" and m.period.start]
        if not marks:
            return told
        score, best = max(marks, key=lambda m: (m[0], -m[1].start))
        bounds = best.period.start, best.period.end
        same = sorted(m.start for _, m in marks if (m.period.start, m.period.end) == bounds)
        ends = {m.start: m.end for _, m in marks}
        at = tuple(self.page.evidence(start, ends[start]) for start in dict.fromkeys(same))
        return structs.replace(best.period, at=at, confidence=score)

    def _places(self, story: Story) -> tuple[Place, ...]:
        """The places that the resolvers mark, finest first; before them a building that they do not know."""
        named: dict[str, tuple[float, PlaceMark]] = {}
        bare: list[Part] = []
        for part in story.parts["place"]:
            e = self.words(part.spot)
            over = [m for m in self.page.marks.places if m.start < e.end and e.start < m.end]
            mark = max(over, key=lambda m: (m.use == "place", m.end - m.start), default=None)
            if mark is None:
                bare.append(part)
            else:
                named.setdefault(mark.place.name, (part.score, mark))
        ranked = sorted(named.values(), key=lambda v: (RANK.get(v[1].place.kind, 3), -v[0], v[1].start))
        places = [structs.replace(place_told(self.page, m), confidence=score) for score, m in ranked]
        return (*(self._site(p) for p in bare[:1]), *places)

    def _site(self, part: Part) -> Place:
        e = self.words(part.spot)
        return Place(name=" ".join(e.quote.split()), kind="site", at=(e,), confidence=part.score,
                     unresolved="no gazetteer knows these words", because="named as where it happened")  # fmt: skip

    # -- who, whom, whose claim -------------------------------------------------------------------------------------

    def _actor(self, e: Evidence) -> ActorMark | None:
        over = [m for m in self.page.marks.actors if m.start < e.end and e.start < m.end]
        return max(over, key=lambda m: (not m.generic, m.actor_id is not None, m.end - m.start), default=None)

    def _name(self, e: Evidence) -> _Name:
        """The usual name of a party; a state by its adjective is meant by the state's name ("Israeli")."""
        actor = self._actor(e)
        if actor is not None:
            return _Name(actor.name, actor.actor_id, actor.generic, actor.because)
        for m in self.page.marks.places:
            if m.start < e.end and e.start < m.end and m.place.country and m.use in ("adjective", "actor"):
                return _Name(m.place.name, None, False, "")
        return _Name(" ".join(e.quote.split()), None, e.quote.islower(), "")

    def _perpetrators(self, story: Story) -> list[Perpetrator]:
        """Those named; who is nobody in particular ("gunmen") only where nobody is named."""
        out: dict[tuple[str, str], Perpetrator] = {}
        parts = [(p, self.words(p.spot)) for p in story.parts["perpetrator"]]
        named = [(p, e) for p, e in parts if not self._name(e).generic]
        for part, e in named or parts:
            who, basis = self._name(e), cast(Basis, part.spot.best("basis"))
            by = self._speaker(part.spot) if basis == "blamed" else None
            old = out.get((who.name, basis))
            if old is not None:
                out[who.name, basis] = structs.replace(old, by=old.by or by, at=(*old.at, e))
                continue
            reasons = {
                "claimed": "they say so themselves",
                "denied": "they say it was not them",
                "stated": "the report says it as fact",
                "blamed": f"{by} says so" if by else "the report calls it a suspicion",
            }
            because = "; ".join(reason for reason in (reasons[basis], who.because) if reason)
            out[who.name, basis] = Perpetrator(name=who.name, basis=basis, by=by, at=(e,), actor_id=who.actor_id,
                                               because=because, confidence=part.score)  # fmt: skip
        claimed = {name for name, basis in out if basis == "claimed"}
        stated = {name for name, basis in out if basis == "stated"}
        return [
            p
            for (name, basis), p in out.items()
            if not (basis in ("stated", "blamed") and name in claimed) and not (basis == "blamed" and name in stated)
        ]

    def _speaker(self, spot: Spot) -> str | None:
        partner = self.found.speech.get(spot.key)
        if partner is None:
            return None
        said = " ".join(self.words(partner[0]).quote.split())
        article, _, rest = said.partition(" ")
        return rest if rest and article.lower() in ("the", "a", "an") else said

    def _targets(self, story: Story) -> list[Target]:
        out: dict[str, Target] = {}
        for part in story.parts["target"]:
            e = self.words(part.spot)
            key = e.quote.split()[-1].lower()
            if key in out:
                out[key] = structs.replace(out[key], at=(*out[key].at, e))
                continue
            actor, cls = self._actor(e), cast(TargetClass, part.spot.best("target"))
            out[key] = Target(name=" ".join(e.quote.split()), cls=cls, at=(e,),
                              actor_id=actor.actor_id if actor else None, confidence=part.score)  # fmt: skip
        return list(out.values())

    def _claims(self, story: Story, perpetrators: list[Perpetrator]) -> list[Responsibility]:
        """Claims with their owners; without an owner, that of a perpetrator who claims or denies it."""
        out: dict[tuple[str, str], Responsibility] = {}
        for part in story.parts["claim"]:
            e, stance = self.words(part.spot), cast(Stance, part.spot.best("stance"))
            owner = self.found.owners.get(part.spot.key)
            fits = [p for p in perpetrators if p.basis == ("denied" if stance == "denied" else "claimed")]
            if owner is not None:
                named = self._name(self.words(owner[0]))
                name, actor_id = named.name, named.actor_id
            elif fits:
                name, actor_id = fits[0].name, fits[0].actor_id
            else:
                continue
            old = out.get((name, stance))
            if old is not None:
                out[name, stance] = structs.replace(old, at=(*old.at, e))
                continue
            out[name, stance] = Responsibility(by=name, stance=stance, at=(e,), actor_id=actor_id,
                                               confidence=part.score)  # fmt: skip
        return list(out.values())


def _with(known: tuple[V, ...], added: list[V]) -> tuple[V, ...]:
    """What is known, and what is added that neither shares words with it nor has the name of one of it."""
    names = {getattr(v, "name", None) for v in known} - {None}
    words = [e for v in known for e in v.at]
    out = list(known)
    for v in added:
        if getattr(v, "name", None) not in names and not any(_touch(e, w) for e in v.at for w in words):
            out.append(v)
    return tuple(out)


def _sides(figure: Figure) -> Figure:
    """In a clash nobody is an attacker (FORMAT.md)."""
    return structs.replace(figure, who="militants") if figure.who == "attackers" else figure


def _vote(triggers: tuple[Spot, ...], attribute: str, told: str = "", sure: float = 0.0) -> str:
    """The class that the triggers agree on, their chances weighed by their scores; what the patterns `told` where that
    is not as likely as `sure`."""
    chances = np.average([t.classes[attribute] for t in triggers], axis=0, weights=[t.score for t in triggers])
    best = int(chances.argmax())
    return ATTRIBUTES[attribute][1][best] if chances[best] >= sure else told
