"""What a reader missed, as a person marks it in a report: the words, and what they say. The same on the command line
and the web."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from testimonia import pipeline
from testimonia.model.claim import (
    Account,
    Certainty,
    Count,
    Effect,
    Figure,
    IncidentType,
    Period,
    Perpetrator,
    Place,
    Responsibility,
    Stance,
    Status,
    Target,
    Victim,
    Who,
)
from testimonia.model.errors import UsageError
from testimonia.model.text import Document, Evidence, Span
from testimonia.model.world import Incident
from testimonia.store import account_ids

_UNSAID = Certainty(incident=1.0, type=0.0, status=0.0, salience=0.0)  # a figure alone says nothing of what happened


class Marked(NamedTuple):
    """Words of a document that a person marked, in the order of the text."""

    document: Document
    words: tuple[Evidence, ...]


def quoted(document: Document, quote: str) -> Evidence:
    """The words of a quote, which must stand in the document once. UsageError."""
    starts = [m.start() for m in re.finditer(re.escape(quote), document.text)] if quote else []
    if not starts:
        raise UsageError(f"{document.id}: holds no words {quote!r} (copy them from its text)")
    if len(starts) > 1:
        places = ", ".join(f"{s}:{s + len(quote)}" for s in starts[:5])
        raise UsageError(f"{document.id}: {quote!r} stands there {len(starts)} times; say which by its place: {places}")
    return Span(starts[0], starts[0] + len(quote)).cut(document.text)


def spanned(document: Document, start: int, end: int) -> Evidence:
    """The words between two code points. UsageError where there are none."""
    if not 0 <= start < end <= len(document.text):
        said = f"{start}:{end} marks no words of {document.id} (write START:END, up to {len(document.text)})"
        raise UsageError(said)
    return Span(start, end).cut(document.text)


def figure(found: Marked, effect: Effect, whom: Who, *, number: int | None = None, low: int | None = None,
           high: int | None = None, according_to: str | None = None) -> dict[str, Any]:  # fmt: skip
    """A number that the words give, or that is given for them. UsageError where they hold none."""
    count = _count(found, number, low, high)
    value = Figure(effect=effect, who=whom, low=count.low, best=count.best, high=count.high, vague=count.vague,
                   according_to=according_to, at=found.words)  # fmt: skip
    return {"figures": (value,)}


def victim(found: Marked, name: str | None = None, age: int | None = None, sex: str | None = None,
           cls: Who = "civilians", effect: Effect = "killed") -> dict[str, Any]:  # fmt: skip
    """Somebody whom the words name."""
    named = name or " ".join(found.words[0].quote.split())
    return {"victims": (Victim(name=named, age=age, sex=sex, cls=cls, effect=effect, at=found.words),)}


def speaker(found: Marked, stance: Stance, name: str | None = None) -> dict[str, Any]:
    """Somebody who claims, denies or praises it by these words."""
    named = name or " ".join(found.words[0].quote.split())
    return {"claims": (Responsibility(by=named, stance=stance, at=found.words),)}


def part(found: Marked, kind: str, incident: Incident, values: dict[str, Any]) -> dict[str, Any]:
    """What an `add` judgement carries for a value (see `figure`, `victim`, `speaker`): an account of its own that
    belongs to the incident."""
    account = Account(type=incident.type, status=incident.status, salience="background", mentions=found.words,
                      confidence=_UNSAID, **values)  # fmt: skip
    return pipeline.addition(found.document, kind, account, account_ids(incident))


def happening(found: Marked, *, type_: IncidentType = "other", status: Status = "occurred",
              date: str | None = None, until: str | None = None, place: str | None = None, country: str | None = None,
              lat: float | None = None, lon: float | None = None, by: str | None = None, target: str | None = None,
              killed: int | None = None, injured: int | None = None) -> Account:  # fmt: skip
    """What a person says that the marked words tell; each value has the marked words as its evidence."""
    at = found.words
    if until and (date is None or until < date):
        raise UsageError("the last day needs a first one that is not later")
    when = Period(unresolved="the person who marked it gave no date")
    if date:
        last = until or date
        when = Period(start=date, end=last, precision="day" if last == date else "week", at=at,
                      date_prec=1 if last == date else 2, because="as a person marked it")  # fmt: skip
    counts: tuple[tuple[Effect, int | None], ...] = (("killed", killed), ("injured", injured))
    return Account(
        type=type_,
        status=status,
        salience="news",
        mentions=at,
        date=when,
        places=(_place(found, place, country, lat, lon),) if place else (),
        perpetrators=(Perpetrator(name=by, basis="stated", at=at),) if by else (),
        targets=(Target(name=target, cls="civilians", at=at),) if target else (),
        figures=tuple(Figure(effect=e, who="all", low=n, best=n, high=n, at=at) for e, n in counts if n is not None),
    )


def _place(found: Marked, name: str, country: str | None, lat: float | None, lon: float | None) -> Place:
    """The place as a person gives it, else as the gazetteer knows it where the document names it."""
    if (lat is None) != (lon is None):
        raise UsageError("a point needs both latitude and longitude")
    if lat is None:
        marks = pipeline.resolver_with().marks(found.document).places
        same = [m.place for m in marks if m.place.name.casefold() == name.casefold() and m.place.lat is not None]
        known = [p for p in same if country is None or p.country == country.upper()]
        if known:
            return Place(name=name, kind=known[0].kind, country=known[0].country, lat=known[0].lat, lon=known[0].lon,
                         geonames_id=known[0].geonames_id, admin1=known[0].admin1, admin2=known[0].admin2,
                         precision=known[0].precision, at=found.words, because="as a person marked it")  # fmt: skip
    return Place(name=name, country=country and country.upper(), lat=lat, lon=lon,
                 precision=1 if lat is not None else None, at=found.words, because="as a person marked it",
                 unresolved=None if lat is not None else "a person named it without a point")  # fmt: skip


def _count(found: Marked, number: int | None, low: int | None, high: int | None) -> Count:
    """The number as it is given, else as the marked words have it."""
    if number is not None or low is not None or high is not None:
        if number is not None and low is None and high is None:
            return Count(number, number, number)
        return Count(low, number if number is not None else high if low is None else low, high)
    for mark in pipeline.resolver_with().marks(found.document).counts:
        if any(mark.start < w.end and w.start < mark.end for w in found.words):
            return mark.count
    raise UsageError(f"{found.words[0].quote!r} holds no number (give one)")
