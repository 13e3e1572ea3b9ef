"""The accounts of the patterns, corrected and completed by what the network found.

Which fields the network decides and which it only adds to was chosen on reports that it was not trained on
(training/README.md): it is better than patterns at the type, the status, whether something is news or background, and
the date; it finds claims and places that patterns miss. Who did it to whom both choose together (rechoosing.py).
Numbers, and who says them, are the patterns'.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

import numpy as np
from msgspec import structs

from testimonia.model.claim import (
    Account,
    Figure,
    IncidentType,
    Period,
    Perpetrator,
    Place,
    Responsibility,
    Salience,
    Stance,
    Status,
)
from testimonia.model.marks import ActorMark, DateMark, PlaceMark
from testimonia.model.text import Evidence
from testimonia.read.kinds import clues, sums
from testimonia.read.known import ATTRIBUTES, Known
from testimonia.read.patterns import Study
from testimonia.read.placing import RANK, place_told
from testimonia.read.spans import Found, Limits, Part, Spot, Story
from testimonia.read.windows import Floats


def corrected(study: Study, known: Known, found: Found, limits: Limits) -> list[Account]:
    """The accounts of a study in their order, each with what the network says of the story that shares most of its
    words for the incident; an account without such a story stays as it is."""
    teller = _Teller(study, known, found, limits)
    kinds = [sums(clues(c, a), c.language) for c, a in zip(study.cases, study.ruled, strict=True)]
    story_of = _paired(study.accounts, [[teller.words(t) for t in s.triggers] for s in found.stories])
    claims = [[e for c in a.claims for e in c.at] for a in study.accounts]
    return [
        teller.corrected(a, found.stories[story_of[i]], kinds[i], _but(claims, i)) if i in story_of else a
        for i, a in enumerate(study.accounts)
    ]


def _but(words: Sequence[Sequence[Evidence]], i: int) -> list[Evidence]:
    """The words of all accounts but number i."""
    return [e for n, some in enumerate(words) if n != i for e in some]


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
    because: str


class _Teller:
    """Gives the spans of a page the meaning that the resolvers know for their words."""

    def __init__(self, study: Study, known: Known, found: Found, limits: Limits) -> None:
        self.page, self.known, self.found, self.limits = study.page, known, found, limits

    def words(self, spot: Spot) -> Evidence:
        return self.page.evidence(self.known.words[spot.first].start, self.known.words[spot.last - 1].end)

    def corrected(
        self, account: Account, story: Story, kinds: Mapping[IncidentType, float], elsewhere: Sequence[Evidence]
    ) -> Account:
        """`kinds` is what the table of types weighs for each, `elsewhere` the words of other accounts' claims."""
        claims = list(self._claims(story, account.claims, elsewhere))
        owning = [p for _, p in claims if p is not None]
        kind = _kind(story.triggers, kinds)
        return structs.replace(
            account,
            type=kind,
            figures=tuple(_sides(f) for f in account.figures) if kind == "clash" else account.figures,
            status=cast(Status, _vote(story.triggers, "status")),
            salience=cast(Salience, _vote(story.triggers, "salience", account.salience, self.limits.sure["salience"])),
            date=self._date(story, account.date),
            places=account.places or self._places(story),
            perpetrators=_owned(account.perpetrators, owning),
            claims=(*account.claims, *(c for c, _ in claims)),
        )

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
            return _Name(actor.name, actor.actor_id, actor.because)
        for m in self.page.marks.places:
            if m.start < e.end and e.start < m.end and m.place.country and m.use in ("adjective", "actor"):
                return _Name(m.place.name, None, "")
        return _Name(" ".join(e.quote.split()), None, "")

    def _claims(
        self, story: Story, known: tuple[Responsibility, ...], elsewhere: Sequence[Evidence]
    ) -> Iterator[tuple[Responsibility, Perpetrator | None]]:
        """Claims, surely enough, of those of whom patterns know none, and none that they know to be of another deed;
        each with who did it by their own word.
        """
        names = {c.by for c in known}
        taken = [*(e for c in known for e in c.at), *elsewhere]
        for part in story.parts["claim"]:
            e, owner = self.words(part.spot), self.found.owners.get(part.spot.key)
            if owner is None or part.score < self.limits.claim or any(_touch(e, w) for w in taken):
                continue
            words, stance = self.words(owner[0]), cast(Stance, part.spot.best("stance"))
            name, actor_id, because = self._name(words)
            if name in names:
                continue
            names.add(name)
            claim = Responsibility(by=name, stance=stance, at=(e,), actor_id=actor_id, confidence=part.score)
            if stance == "praised":
                yield claim, None
                continue
            own = "they say so themselves" if stance == "claimed" else "they say it was not them"
            because = f"{own}; {because}" if because else own
            yield claim, Perpetrator(name=name, basis=stance, at=(words,), actor_id=actor_id, because=because,
                                     confidence=part.score)  # fmt: skip


def _owned(known: tuple[Perpetrator, ...], owning: list[Perpetrator]) -> tuple[Perpetrator, ...]:
    """Perpetrators, and those who own up or deny; who owns up is accused by nobody else any more."""
    claimed = {p.name for p in owning if p.basis == "claimed"}
    return (*(p for p in known if p.name not in claimed), *owning)


def _sides(figure: Figure) -> Figure:
    """In a clash nobody is an attacker (FORMAT.md)."""
    return structs.replace(figure, who="militants") if figure.who == "attackers" else figure


def _kind(triggers: tuple[Spot, ...], told: Mapping[IncidentType, float]) -> IncidentType:
    """The type for which the triggers and the table of types together say most: their log-odds are added."""
    names = cast("tuple[IncidentType, ...]", ATTRIBUTES["type"][1])
    heard = np.log(_chances(triggers, "type") + _FLOOR)
    least = min(told.values(), default=0.0)  # for what the table never saw
    return max(zip(names, heard, strict=True), key=lambda kind: (kind[1] + told.get(kind[0], least), kind[0]))[0]


_FLOOR = 0.002  # added to a probability, so that none is impossible


def _chances(triggers: tuple[Spot, ...], attribute: str) -> Floats:
    """How likely each class is, the chances of the triggers weighed by their scores."""
    out: Floats = np.average([t.classes[attribute] for t in triggers], axis=0, weights=[t.score for t in triggers])
    return out


def _vote(triggers: tuple[Spot, ...], attribute: str, told: str = "", sure: float = 0.0) -> str:
    """The class that the triggers agree on; what the patterns `told` where that is not as likely as `sure`."""
    chances = _chances(triggers, attribute)
    best = int(chances.argmax())
    return ATTRIBUTES[attribute][1][best] if chances[best] >= sure else told
