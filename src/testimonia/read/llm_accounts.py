"""A model's answer made into accounts: each value has words of the text, and its meaning is told by our resolvers."""

from __future__ import annotations

from collections.abc import Iterable

from testimonia.model.claim import (
    Account,
    Aggregate,
    Certainty,
    Figure,
    Perpetrator,
    Place,
    Responsibility,
    Target,
    Weapon,
    Who,
)
from testimonia.model.text import Span
from testimonia.read import meanings
from testimonia.read.llm_answer import Answer, SaidFigure, SaidIncident, SaidTotal, Words
from testimonia.read.llm_words import NO_NUMBER, Finder
from testimonia.read.meanings import UNMEASURED
from testimonia.read.page import Page

_BECAUSE = {
    "stated": "the report says it as fact",
    "claimed": "they say so themselves",
    "denied": "they say it was not them",
    "blamed": "the report calls it a suspicion",
}
_UNSURE = Certainty(UNMEASURED, UNMEASURED, UNMEASURED, UNMEASURED)


def accounts(page: Page, answer: Answer, finder: Finder) -> tuple[Account, ...]:
    """The accounts of an answer, in the order of the text; an incident none of whose mentions is found is none, and one
    that is told twice alike is one."""
    found = dict.fromkeys(a for said in answer.incidents if (a := _Incident(page, said, finder).account()))
    return tuple(sorted(found, key=lambda a: (a.mentions[0].start, a.mentions[0].end)))


def aggregates(page: Page, answer: Answer, finder: Finder) -> tuple[Aggregate, ...]:
    """The totals of an answer whose number is found."""
    return tuple(a for said in answer.aggregates if (a := _aggregate(page, said, finder)))


class _Incident:
    """One incident of an answer. Ambiguous words are sought near its first mention."""

    def __init__(self, page: Page, said: SaidIncident, finder: Finder) -> None:
        self.page, self.said, self.finder = page, said, finder
        self.near = 0

    def account(self) -> Account | None:
        spans = sorted(set(self._spans(self.said.mentions)))
        if not spans:
            return None
        self.near = spans[0].start
        said = self.said
        return Account(
            type=said.type,
            status=said.status,
            salience=said.salience,
            mentions=tuple(self.page.evidence(s.start, s.end) for s in spans),
            date=meanings.period(self.page, self._spans(said.date), news=said.salience == "news"),
            places=_once(p for s in self._spans(said.places) for p in meanings.places(self.page, s)),
            perpetrators=self._perpetrators(),
            targets=self._targets(),
            weapons=self._weapons(),
            figures=self._figures(),
            claims=self._claims(),
            confidence=_UNSURE,
        )

    def _span(self, words: Words) -> Span | None:
        return self.finder.find(words, self.near)

    def _spans(self, words: Iterable[Words]) -> list[Span]:
        return [s for w in words if (s := self._span(w))]

    def _words(self, words: Words | None) -> str | None:
        """Words that name a speaker, as the text has them."""
        span = self._span(words) if words else None
        return " ".join(self.page.document.text[span.start : span.end].split()) if span else None

    def _perpetrators(self) -> tuple[Perpetrator, ...]:
        out: dict[tuple[str, str], Perpetrator] = {}
        for p in self.said.perpetrators:
            if span := self._span(p.name):
                name, actor = meanings.named(self.page, span)
                by = self._words(p.by) if p.basis == "blamed" else None
                because = f"{by} says so" if by else _BECAUSE[p.basis]
                at = (self.page.evidence(span.start, span.end),)
                out.setdefault(
                    (name, p.basis),
                    Perpetrator(
                        name=name, basis=p.basis, by=by, at=at, actor_id=actor, because=because, confidence=UNMEASURED
                    ),
                )
        return tuple(out.values())

    def _targets(self) -> tuple[Target, ...]:
        out: dict[str, Target] = {}
        for t in self.said.targets:
            if span := self._span(t.name):
                at = self.page.evidence(span.start, span.end)
                name, actor = " ".join(at.quote.split()), meanings.named(self.page, span)[1]
                out.setdefault(name, Target(name=name, cls=t.cls, at=(at,), actor_id=actor, confidence=UNMEASURED))
        return tuple(out.values())

    def _weapons(self) -> tuple[Weapon, ...]:
        out: dict[str, Weapon] = {}
        for w in self.said.weapons:
            if span := self._span(w.words):
                before = out[w.cls].at if w.cls in out else ()
                at = tuple(dict.fromkeys((*before, self.page.evidence(span.start, span.end))))
                out[w.cls] = Weapon(cls=w.cls, at=at, confidence=UNMEASURED)
        return tuple(out.values())

    def _figures(self) -> tuple[Figure, ...]:
        return tuple(dict.fromkeys(f for said in self.said.figures if (f := self._figure(said))))

    def _figure(self, said: SaidFigure) -> Figure | None:
        span = self._span(said.number)
        got = meanings.number(self.page, span, said.effect) if span else None
        if got is None:
            if span:
                self.finder.refuse(NO_NUMBER)
            return None
        count, at = got
        # in a clash nobody is an attacker (the annotation scheme)
        who: Who = "militants" if self.said.type == "clash" and said.who == "attackers" else said.who
        return Figure(
            effect=said.effect,
            who=who,
            low=count.low,
            best=count.best,
            high=count.high,
            vague=count.vague,
            according_to=self._words(said.according_to),
            basis=said.basis,
            at=(at,),
            confidence=UNMEASURED,
        )

    def _claims(self) -> tuple[Responsibility, ...]:
        out: dict[tuple[str, str], Responsibility] = {}
        for c in self.said.claims:
            by, span = self._span(c.by), self._span(c.words)
            if by and span:
                name, actor = meanings.named(self.page, by)
                at = (self.page.evidence(span.start, span.end),)
                claim = Responsibility(by=name, stance=c.stance, at=at, actor_id=actor, confidence=UNMEASURED)
                out.setdefault((name, c.stance), claim)
        return tuple(out.values())


def _once(places: Iterable[Place]) -> tuple[Place, ...]:
    """Each place once, by its name, as first met."""
    out: dict[str, Place] = {}
    for place in places:
        out.setdefault(place.name, place)
    return tuple(out.values())


def _aggregate(page: Page, said: SaidTotal, finder: Finder) -> Aggregate | None:
    span = finder.find(said.number)
    got = meanings.number(page, span, said.effect) if span else None
    if span is None or got is None:
        if span:
            finder.refuse(NO_NUMBER)
        return None
    count, at = got
    dates = [s for w in said.date if (s := finder.find(w, span.start))]
    where = [p for w in said.places if (s := finder.find(w, span.start)) for p in meanings.places(page, s)]
    people = "people" if said.who == "all" else said.who.replace("_", " ")
    return Aggregate(
        at=(at,),
        about=f"{people} {said.effect}" + (f" in {where[0].name}" if where else ""),
        effect=said.effect,
        who=said.who,
        low=count.low,
        best=count.best,
        high=count.high,
        vague=count.vague,
        period=meanings.period(page, dates, news=False) if dates else None,
        place=where[0] if where else None,
        confidence=UNMEASURED,
    )
