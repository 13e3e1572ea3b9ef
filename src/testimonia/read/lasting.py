"""How long: a deed of several days ("a two-day battle", "shelled for a third day") has the days before or behind the
one that is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import structs

from testimonia.model.claim import Period
from testimonia.model.marks import DateMark
from testimonia.read.adjuncts import Tie, tie
from testimonia.read.clauses import Clauses
from testimonia.read.drafts import Draft
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import wordset

_MOST = 7  # days that one deed is taken to last
_NEAR = 3  # words from "two days of" to the deed
_LED = 2  # words in which "for", "over" stands before it
_BEFORE = 7  # words before a day in which a deed is said to begin
_STOPS = frozenset([",", ";", ".", ":"])


def lasted(
    cut: Mapping[int, Clauses], draft: Draft, begun: bool, period: Period, language: str, latest: str | None
) -> Period:
    """The period with all days of a deed that is told to have taken several; `begun`: the day is that of its
    beginning, else of its end or of the report's telling. None is later than `latest`.
    """
    if period.precision != "day" or not period.start or period.start != period.end:
        return period
    for f in draft.fragments:
        for m in f.dates:
            days = m.shift_days or 0
            if m.role != "duration" or not 1 < days <= _MOST or not _of_deed(cut, f, m, language):
                continue
            day, rest = date.fromisoformat(period.start), timedelta(days=days - 1)
            first, last = (day, day + rest) if begun else (day - rest, day)
            if latest and last.isoformat() > latest:
                return period
            words = " ".join(t.text for t in f.sentence.tokens[slice(*f.sentence.cover(m.start, m.end))])
            because = f"{period.because}; “{words}” of it make it {first} to {last}"
            return structs.replace(period, start=first.isoformat(), end=last.isoformat(), date_prec=2, because=because)
    return period


def begins(f: Fragment, mark: DateMark, language: str) -> bool:
    """Whether a day is that on which something is said to have begun: "broke out on Friday", "since Friday"."""
    tokens, at = f.sentence.tokens, f.sentence.at(mark.start)
    before = [t.low for t in tokens[max(0, at - _BEFORE) : at]]
    told = next((i for i in range(len(before), 0, -1) if before[i - 1] in _STOPS), 0)
    return mark.role == "since" or not wordset(language, "turns", "began").isdisjoint(before[told:])


def _of_deed(cut: Mapping[int, Clauses], f: Fragment, mark: DateMark, language: str) -> bool:
    """Whether a length of time is a deed's: "a two-day battle", "two days of riots", "fought for three days"."""
    first, last = f.sentence.cover(mark.start, mark.end)
    low = [t.low for t in f.sentence.tokens]
    of = low[last : last + 1] == ["of"]
    behind = range(last + of, last + of + _NEAR)
    stop = next((i for i in behind if i >= len(low) or low[i] in _STOPS), behind.stop)
    if any(i in f.deeds for i in range(behind.start, stop)):
        return of or any("-" in word for word in low[first:last])
    led = not wordset(language, "scene", "throughout").isdisjoint(low[max(0, first - _LED) : first])
    if of or f.sentence.order not in cut or not led:
        return False
    return tie(cut[f.sentence.order], first, last, f.deeds, language) in (Tie.VERB, Tie.HAPPENED)
