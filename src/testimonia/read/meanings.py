"""Words that somebody pointed at, made into values: what they mean is told by the resolvers' marks that stand in them.

For readers that find words by other means than the tables of `lang/` (a model's answer, a network's spans). They say
*where* the words of a value stand and what it is part of; days, points, actors and numbers are never theirs to give.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from msgspec import structs

from testimonia.model.claim import Count, Period, Place
from testimonia.model.marks import ActorMark, CountMark, DateMark, PlaceMark
from testimonia.model.text import Evidence, Span
from testimonia.read.dating import own_day
from testimonia.read.figures import hits
from testimonia.read.page import Page, Sentence
from testimonia.read.placing import place_told

M = TypeVar("M", DateMark, PlaceMark, ActorMark, CountMark)
UNMEASURED = 0.5
"""The confidence of a value that nobody has measured yet: neither sure nor unsure."""


def _in(marks: Iterable[M], span: Span) -> list[M]:
    """The marks that share words with the span, those that share most first."""
    near = [m for m in marks if m.start < span.end and span.start < m.end]
    return sorted(near, key=lambda m: (max(m.start, span.start) - min(m.end, span.end), m.start))


def period(page: Page, spans: Sequence[Span], *, news: bool) -> Period:
    """When: the finest time that the resolvers know in the words. Words without a time, and no words at all, come back
    `unresolved` with the reason; `news` without words has the day of the report, with little confidence.
    """
    at = _evidence(page, spans)
    if not at:
        inferred = own_day(page) if news else None
        return inferred or Period(unresolved="the text names no date", confidence=0.0)
    marks = [m for s in spans for m in _in(page.marks.dates, s) if m.role == "time"]
    told = [m.period for m in marks if m.period.start]
    if not told:
        why = next((m.period.unresolved for m in marks if m.period.unresolved), None)
        return Period(at=at, unresolved=why or f"no time is known in “{at[0].quote}”", confidence=0.0)
    finest = min(told, key=lambda p: (_days(p), told.index(p)))
    return structs.replace(finest, at=at, confidence=min(UNMEASURED, finest.confidence))


def _days(p: Period) -> int:
    return (date.fromisoformat((p.end or p.start or "")[:10]) - date.fromisoformat((p.start or "")[:10])).days


def places(page: Page, span: Span) -> tuple[Place, ...]:
    """Where: the places that the resolvers know in the words, finest first ("Gao, Mali" are two); a name that they do
    not know comes back without a point, `unresolved`.
    """
    marks = [m for m in _in(page.marks.places, span) if m.use != "name"]
    found = {m.place.name: place_told(page, m) for m in sorted(marks, key=lambda m: m.start)}
    if not found:
        at = page.evidence(span.start, span.end)
        return (Place(name=at.quote, at=(at,), unresolved="no place of that name is known", confidence=0.1),)
    return tuple(structs.replace(p, confidence=min(UNMEASURED, p.confidence)) for p in found.values())


def named(page: Page, span: Span) -> tuple[str, str | None]:
    """Who: the usual name and the id of the actor that the registry knows in the words; else the words, and None."""
    known = [m for m in _in(page.marks.actors, span) if not m.generic]
    if known and _covers(known[0], span):
        return known[0].name, known[0].actor_id
    return " ".join(page.document.text[span.start : span.end].split()), None


def _covers(mark: ActorMark, span: Span) -> bool:
    """Whether a name is what the words are about: "the Malian army's base" is no army."""
    return 2 * (min(mark.end, span.end) - max(mark.start, span.start)) > span.end - span.start


def number(page: Page, span: Span, effect: str) -> tuple[Count, Evidence] | None:
    """How many, and the words that carry it: the number in the words, else the single person (or nobody) whom the
    words are found to count. None where they count no people: an age, a distance, a word without number.
    """
    marks = _in(page.marks.counts, span)
    mark = next((m for m in marks if m.kind == "count"), None)
    if mark:
        return mark.count, page.evidence(mark.start, mark.end)
    sentence = sentence_of(page, span)
    if sentence is None:
        return None
    near = [h for h in hits(sentence) if h.start < span.end and span.start < h.end]
    hit = next((h for h in near if h.effect == effect), None)
    return (hit.number, page.evidence(hit.start, hit.end)) if hit else None


def sentence_of(page: Page, span: Span) -> Sentence | None:
    """The sentence in which a stretch of the text begins, or None (a line without words)."""
    return next((s for s in page.sentences if s.start <= span.start < s.end), None)


def _evidence(page: Page, spans: Iterable[Span]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(page.evidence(s.start, s.end) for s in spans))
