"""A story of spans made into an account: every span gets the meaning that the resolvers know for its words."""

from __future__ import annotations

from typing import cast

import numpy as np
from msgspec import structs

from testimonia.model.claim import (
    Account,
    Basis,
    Certainty,
    Count,
    Effect,
    Figure,
    FigureBasis,
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
    Weapon,
    WeaponClass,
    Who,
)
from testimonia.model.marks import ActorMark, CountMark, DateMark, PlaceMark
from testimonia.model.text import Evidence
from testimonia.read.known import ATTRIBUTES, Known
from testimonia.read.patterns import Study
from testimonia.read.placing import RANK, place_told
from testimonia.read.spans import Found, Part, Spot, Story


class Teller:
    """Tells the accounts of one page."""

    def __init__(self, study: Study, known: Known, found: Found, language: str = "en") -> None:
        self.study, self.known, self.found, self.language = study, known, found, language
        self.page, self.words = study.page, known.words

    def accounts(self) -> list[Account]:
        """One account for each story, in text order."""
        return [self.account(s) for s in self.found.stories]

    def account(self, story: Story) -> Account:
        """The account of one story; what the network does not find in the words of a story that the patterns tell too,
        the patterns infer (a date or a place that no words of the story carry)."""
        other = self._counterpart(story)
        kind, kind_chance = _vote(story.triggers, "type")
        status, status_chance = _vote(story.triggers, "status")
        salience, salience_chance = _vote(story.triggers, "salience")
        date = self._date(story) or (other.date if other else Period(unresolved="the text names no date"))
        places = self._places(story) or (other.places if other else ())
        perpetrators = self._perpetrators(story)
        return Account(
            type=cast(IncidentType, kind),
            status=cast(Status, status),
            salience=cast(Salience, salience),
            mentions=tuple(self._words(t) for t in story.triggers),
            date=date,
            places=places,
            perpetrators=perpetrators,
            targets=self._targets(story),
            weapons=self._weapons(story),
            figures=self._figures(story, other, kind),
            claims=self._claims(story, perpetrators),
            confidence=Certainty(max(t.score for t in story.triggers), kind_chance, status_chance, salience_chance),
        )

    def _words(self, spot: Spot) -> Evidence:
        return self.page.evidence(self.words[spot.first].start, self.words[spot.last - 1].end)

    def _counterpart(self, story: Story) -> Account | None:
        """The account of the patterns that shares most of the story's words for the incident."""
        mine = {(e.start, e.end) for e in map(self._words, story.triggers)}

        def shared(a: Account) -> int:
            return sum(any(m.start < end and start < m.end for start, end in mine) for m in a.mentions)

        best = max(self.study.accounts, key=shared, default=None)
        return best if best is not None and shared(best) else None

    # -- when and where ---------------------------------------------------------------------------------------------

    def _date(self, story: Story) -> Period | None:
        marks: list[tuple[float, DateMark]] = []
        for part in story.parts["date"]:
            e = self._words(part.spot)
            marks += [
                (part.score, m)
                for m in self.page.marks.dates
                if m.start < e.end and e.start < m.end and m.role == "time" and m.period.start
            ]
        if not marks:
            return None
        score, best = max(marks, key=lambda m: (m[0], -m[1].start))
        same = [m for _, m in marks if (m.period.start, m.period.end) == (best.period.start, best.period.end)]
        at = tuple(dict.fromkeys(self.page.evidence(m.start, m.end) for m in sorted(same, key=lambda m: m.start)))
        return structs.replace(best.period, at=at, confidence=score)

    def _places(self, story: Story) -> tuple[Place, ...]:
        named: dict[str, tuple[float, PlaceMark]] = {}
        bare: list[Part] = []
        for part in story.parts["place"]:
            e = self._words(part.spot)
            over = [m for m in self.page.marks.places if m.start < e.end and e.start < m.end]
            mark = max(over, key=lambda m: (m.use == "place", m.end - m.start), default=None)
            if mark is None:
                bare.append(part)
            elif mark.place.name not in named:
                named[mark.place.name] = (part.score, mark)
        ranked = sorted(named.values(), key=lambda v: (RANK.get(v[1].place.kind, 3), -v[0], v[1].start))
        places = [structs.replace(place_told(self.page, m), confidence=score) for score, m in ranked]
        sites = [self._site(p) for p in bare if not any(q.score > p.score for q in bare)]
        return (*sites, *places)

    def _site(self, part: Part) -> Place:
        """A place that no gazetteer knows and no place grammar marks: a building, as far as anybody can tell."""
        e = self._words(part.spot)
        return Place(name=e.quote, kind="site", at=(e,), confidence=part.score,
                     unresolved="no gazetteer knows these words", because="named as where it happened")  # fmt: skip

    # -- who, whom, with what ---------------------------------------------------------------------------------------

    def _actor(self, e: Evidence) -> ActorMark | None:
        over = [m for m in self.page.marks.actors if m.start < e.end and e.start < m.end]
        return max(over, key=lambda m: (not m.generic, m.actor_id is not None, m.end - m.start), default=None)

    def _name(self, e: Evidence) -> tuple[str, str | None, bool]:
        """The usual name of a party, its id, and whether the words name nobody in particular."""
        actor = self._actor(e)
        if actor is not None:
            return actor.name, actor.actor_id, actor.generic
        for m in self.page.marks.places:
            if m.start < e.end and e.start < m.end and m.place.country and m.use in ("adjective", "actor"):
                return m.place.name, None, False
        return " ".join(e.quote.split()), None, e.quote.islower()

    def _perpetrators(self, story: Story) -> tuple[Perpetrator, ...]:
        out: dict[tuple[str, str], Perpetrator] = {}
        parts = story.parts["perpetrator"]
        named = {p.spot.key for p in parts if not self._name(self._words(p.spot))[2]}
        for part in parts:
            if named and part.spot.key not in named:
                continue
            e = self._words(part.spot)
            name, actor_id, _ = self._name(e)
            basis = cast(Basis, part.spot.best("basis"))
            by = self._speaker(part.spot) if basis == "blamed" else None
            old = out.get((name, basis))
            if old is None:
                because = {
                    "claimed": "they say so themselves",
                    "denied": "they say it was not them",
                    "stated": "the report says it as fact",
                    "blamed": f"{by} says so" if by else "the report calls it a suspicion",
                }[basis]
                out[name, basis] = Perpetrator(name=name, basis=basis, by=by, at=(e,), actor_id=actor_id,
                                               because=because, confidence=part.score)  # fmt: skip
            else:
                out[name, basis] = structs.replace(old, by=old.by or by, at=(*old.at, e))
        claimed = {name for name, basis in out if basis == "claimed"}
        stated = {name for name, basis in out if basis == "stated"}
        return tuple(
            p
            for (name, basis), p in out.items()
            if not (basis in ("stated", "blamed") and name in claimed) and not (basis == "blamed" and name in stated)
        )

    def _targets(self, story: Story) -> tuple[Target, ...]:
        out: dict[str, Target] = {}
        for part in story.parts["target"]:
            e = self._words(part.spot)
            key = e.quote.split()[-1].lower()
            if key in out:
                out[key] = structs.replace(out[key], at=(*out[key].at, e))
            else:
                actor = self._actor(e)
                cls = cast(TargetClass, part.spot.best("target"))
                out[key] = Target(name=" ".join(e.quote.split()), cls=cls, at=(e,),
                                  actor_id=actor.actor_id if actor else None, confidence=part.score)  # fmt: skip
        return tuple(out.values())

    def _weapons(self, story: Story) -> tuple[Weapon, ...]:
        out: dict[str, Weapon] = {}
        for part in story.parts["weapon"]:
            e, cls = self._words(part.spot), cast(WeaponClass, part.spot.best("weapon"))
            if cls in out:
                out[cls] = structs.replace(out[cls], at=(*out[cls].at, e))
            else:
                out[cls] = Weapon(cls=cls, at=(e,), confidence=part.score)
        return tuple(out.values())

    # -- how many, and who says so ----------------------------------------------------------------------------------

    def _speaker(self, spot: Spot) -> str | None:
        partner = self.found.speech.get(spot.key)
        if partner is None:
            return None
        words = " ".join(self._words(partner[0]).quote.split())
        article, _, rest = words.partition(" ")
        return rest if rest and article.lower() in ("the", "a", "an") else words

    def _figures(self, story: Story, other: Account | None, kind: str) -> tuple[Figure, ...]:
        out: list[Figure] = []
        for part in sorted(story.parts["figure"], key=lambda p: p.spot.first):
            e = self._words(part.spot)
            count = self._count(e, other)
            if count is None:
                continue
            who = part.spot.best("who")
            if kind == "clash" and who == "attackers":
                who = "militants"  # in a clash nobody is an attacker (FORMAT.md)
            figure = Figure(
                effect=cast(Effect, part.spot.best("effect")),
                who=cast(Who, who),
                low=count.low,
                best=count.best,
                high=count.high,
                vague=count.vague,
                according_to=self._speaker(part.spot),
                basis=cast(FigureBasis, part.spot.best("figure_basis")),
                at=(e,),
                confidence=part.score,
            )
            same = next((i for i, f in enumerate(out) if _one_figure(f, figure)), None)
            if same is None:
                out.append(figure)
            else:
                out[same] = _joined(out[same], figure)
        return tuple(out)

    def _count(self, e: Evidence, other: Account | None) -> Count | None:
        """The number that words say: a count of the resolvers, what the patterns read there, else one person."""
        over = [m for m in self.page.marks.counts if m.start < e.end and e.start < m.end]
        mark: CountMark | None = next((m for m in over if m.kind == "count"), None)
        if mark:
            return mark.count
        for f in other.figures if other else ():
            if any(a.start < e.end and e.start < a.end for a in f.at):
                return Count(f.low, f.best, f.high, f.vague)
        if over:  # an age, a distance, a calibre: no count of people
            return None
        low = e.quote.lower().split()
        if low[0] in ("no", "none", "nobody", "neither"):
            return Count(0, 0, 0)
        return Count(1, 1, 1)

    def _claims(self, story: Story, perpetrators: tuple[Perpetrator, ...]) -> tuple[Responsibility, ...]:
        out: dict[tuple[str, str], Responsibility] = {}
        for part in story.parts["claim"]:
            e, stance = self._words(part.spot), cast(Stance, part.spot.best("stance"))
            owner = self.found.owners.get(part.spot.key)
            name, actor_id = None, None
            if owner is not None:
                name, actor_id, _ = self._name(self._words(owner[0]))
            else:
                fits = [p for p in perpetrators if p.basis == ("denied" if stance == "denied" else "claimed")]
                if fits:
                    name, actor_id = fits[0].name, fits[0].actor_id
            if name is None:
                continue
            old = out.get((name, stance))
            out[name, stance] = (
                structs.replace(old, at=(*old.at, e))
                if old
                else Responsibility(by=name, stance=stance, at=(e,), actor_id=actor_id, confidence=part.score)
            )
        return tuple(out.values())


def _vote(triggers: tuple[Spot, ...], attribute: str) -> tuple[str, float]:
    """The class that the triggers agree on (their chances weighed by their scores), and how likely it is."""
    weights = np.array([t.score for t in triggers])
    chances = np.average([t.classes[attribute] for t in triggers], axis=0, weights=weights)
    best = int(chances.argmax())
    return ATTRIBUTES[attribute][1][best], float(chances[best])


def _one_figure(a: Figure, b: Figure) -> bool:
    """Whether two figures are one: the same effect and number, no two classes and no two speakers."""
    return (
        a.effect == b.effect
        and (a.low, a.best, a.high, a.vague) == (b.low, b.best, b.high, b.vague)
        and (a.who == b.who or "all" in (a.who, b.who))
        and (a.according_to == b.according_to or a.according_to is None or b.according_to is None)
    )


def _joined(a: Figure, b: Figure) -> Figure:
    return structs.replace(
        a,
        who=b.who if a.who == "all" else a.who,
        according_to=a.according_to or b.according_to,
        at=tuple(dict.fromkeys((*a.at, *b.at))),
        confidence=max(a.confidence, b.confidence),
    )
