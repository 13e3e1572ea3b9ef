"""When: which of a text's dates is an incident's."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from testimonia.model.claim import Account, Period
from testimonia.model.marks import DateMark
from testimonia.read.draft import Draft
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import wordset
from testimonia.read.page import Page


def date_of(page: Page, draft: Draft, language: str) -> Period:
    """The date that most speaks for the happening; in a digest without one the page's day; else unresolved."""
    scored = [
        (_date_cost(page, n, f, m, language), m.period)
        for n, f in enumerate(draft.fragments)
        for m in f.dates
        if m.role == "time" and m.period.start and not (page.digest and f.sentence.part != "body")
    ]
    day = page.document.day
    best = min(scored, key=lambda c: c[0], default=None)
    if best and not (page.digest and (best[0] > 4 or (day and best[1].start and best[1].start > day))):
        period = best[1]
        at = [
            page.evidence(m.start, m.end)
            for f in draft.fragments
            for m in f.dates
            if (m.period.start, m.period.end) == (period.start, period.end)
        ]
        return structs.replace(period, at=tuple(dict.fromkeys(at)))
    if page.digest and day:
        return Period(
            start=day,
            end=day,
            precision="day",
            date_prec=1,
            confidence=0.8,
            because="an item of a daily digest without a date of its own has the page's date",
        )
    unresolved = next((m.period.unresolved for f in draft.fragments for m in f.dates if m.period.unresolved), None)
    return Period(unresolved=unresolved or "the text names no date", confidence=0.0)


_NO_SUCH_DAY = "there is no day"  # of that month: a slip of the report, which tells its day all the same
_COARSE = {"day": 0.0, "week": 1.0, "month": 2.5, "year": 3.5}


def _date_cost(page: Page, n: int, f: Fragment, mark: DateMark, language: str) -> float:
    """How little a date speaks for a draft: far from a trigger, late in the text, coarse, or the day on which somebody
    spoke.
    """
    here, said = f.sentence.at(mark.start), wordset(language, "speech", "said")
    distance = min((abs(t.first - here) for t in f.triggers if t.weight > 1), default=12)
    cost = distance * 0.1 + n * 0.6 + _COARSE.get(mark.period.precision or "year", 4.0)
    cost += 4.0 if page.in_dateline(mark.start) else 0.0
    cost += 2.0 if "background" in f.cues and n else 0.0
    cost += 0.5 if mark.period.start != mark.period.end and mark.period.precision == "day" else 0.0
    low = [t.low for t in f.sentence.tokens]
    before = [w for w in low[max(0, here - 3) : here] if w not in ("on", "late", "early", ",", "in", "a")]
    after = low[f.sentence.at(mark.end - 1) + 1 :][:1]
    if (before and before[-1] in said) or (after and after[0] in said):
        cost += 2.5
    return cost


def complete_dates(page: Page, drafts: Sequence[Draft], accounts: Sequence[Account]) -> list[Account]:
    """Accounts without a date get what a careful reader infers, with little confidence and the reason: the first has
    the first day that the opening names, else the report's own day; further news has the date of the first ("a
    wave of attacks … on Monday").
    """
    if page.digest or not accounts:
        return list(accounts)
    out = list(accounts)
    first = out[0]
    lead = drafts[0].fragments[0].sentence.order <= 1 and first.salience == "news"
    if lead and not first.date.start and _NO_SUCH_DAY not in (first.date.unresolved or ""):
        out[0] = first = structs.replace(first, date=_opening(page) or own_day(page) or first.date)
    for i, account in enumerate(out[1:], 1):
        if account.date.start or account.salience != "news" or not (lead and first.date.start):
            continue
        because = "told as news together with the first incident, and without a day of its own"
        out[i] = structs.replace(account, date=structs.replace(first.date, confidence=0.4, because=because))
    return out


def _opening(page: Page) -> Period | None:
    """The first day that the opening sentences name."""
    for s in page.sentences[:5]:
        for mark in s.dates:
            if (
                s.part == "body"
                and not page.in_dateline(mark.start)
                and mark.role == "time"
                and mark.period.precision == "day"
                and mark.period.start
            ):
                return structs.replace(
                    mark.period,
                    at=(page.evidence(mark.start, mark.end),),
                    confidence=0.5,
                    because=f"{mark.period.because}; the first day that the report names",
                )
    return None


def own_day(page: Page) -> Period | None:
    """The day of the report, for news that names none."""
    day = page.document.day
    if not day:
        return None
    because = "inferred: the report names no day and tells this as news of its own"
    return Period(start=day, end=day, precision="day", date_prec=2, because=because, confidence=0.3)
