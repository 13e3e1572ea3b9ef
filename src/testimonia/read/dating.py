"""When: which of a text's dates is an incident's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import structs

from testimonia.model.claim import Account, Period
from testimonia.model.marks import DateMark
from testimonia.read.adjuncts import Tie, tie
from testimonia.read.clauses import Clauses
from testimonia.read.drafts import Draft
from testimonia.read.fragments import Fragment
from testimonia.read.lasting import begins, lasted
from testimonia.read.lexicon import wordset
from testimonia.read.page import Page, Sentence


def date_of(page: Page, cut: Mapping[int, Clauses], draft: Draft, near: Sequence[Fragment], language: str) -> Period:
    """The date that most speaks for the happening; in a digest without one the page's day; else unresolved."""
    day = page.document.day
    scored = [
        (_date_cost(cut, n, f, m, language), m, f)
        for n, f in (*enumerate(draft.fragments), *((_BESIDE, f) for f in near))
        for m in f.dates
        if _speaks(page, n, f, m)
    ]
    if page.digest:  # what opens an item is its date
        scored = [(c - _OPENING * (f.sentence.at(m.start) <= _OPENS), m, f) for c, m, f in scored]
        scored = [c for c in scored if not _foreign(c, day)]
    best = min(scored, key=lambda c: c[0], default=None)
    if best and _tied(cut, best[2], best[1].start, best[1].end, language) == Tie.AFTER:
        here = [c for c in scored if c[2] is best[2]]
        own = [c for c in here if _attached(cut, c[2], c[1].start, c[1].end, language) <= _TIES[Tie.VERB]]
        best = min(own, key=lambda c: c[0], default=best)  # "sentenced on Tuesday for a hijacking in 2009"
    if best:
        _, mark, f = best
        other = _attached(cut, f, mark.start, mark.end, language) >= _ELSEWHERE
        if other and not page.digest and draft.fragments[0].sentence.order <= 1:
            mark, f = _better(page, cut, language) or (mark, f)
        # "voted on Sunday after the killing last week": in a week the day of something else is not the deed's
        told = [c for c in scored if _attached(cut, c[2], c[1].start, c[1].end, language) < _TIES[Tie.LATER]]
        period = _whole(f, mark, _exact(mark.period, told if mark.period.precision == "week" else scored))
        period = lasted(cut, draft, begins(f, mark, language), period, language, day)
        at = [
            page.evidence(m.start, m.end)
            for f in draft.fragments
            for m in f.dates
            if (m.period.start, m.period.end) in ((period.start, period.end), (mark.period.start, mark.period.end))
        ]
        return structs.replace(period, at=tuple(dict.fromkeys(at)) or (page.evidence(mark.start, mark.end),))
    if page.digest and day:
        if _recalled(draft, language):
            return Period(unresolved="the item only leads back to this deed and names no day", confidence=0.0)
        because = "an item of a daily digest without a date of its own has the page's date"
        period = Period(start=day, end=day, precision="day", date_prec=1, confidence=0.8, because=because)
        return lasted(cut, draft, False, period, language, day)
    unresolved = next((m.period.unresolved for f in draft.fragments for m in f.dates if m.period.unresolved), None)
    return Period(unresolved=unresolved or "the text names no date", confidence=0.0)


def _speaks(page: Page, n: int, f: Fragment, mark: DateMark) -> bool:
    """Whether a date may be that of the deed of fragment `n`: no dateline, no date of a page, none of another deed; a
    sentence that tells of no deed is heard where it names a day.
    """
    if not mark.period.start or page.in_dateline(mark.start) or (page.digest and f.sentence.part != "body"):
        return False
    return (n != _BESIDE or mark.period.precision == "day") and _tells(f, mark) and not _of_another(f, mark)


def _recalled(draft: Draft, language: str) -> bool:
    """Whether the item of a digest only leads back to a deed, in a noun behind words of what came of it: "nine are
    convicted for the ambush". The page's day is not that deed's.
    """
    back = frozenset[str]().union(*(wordset(language, "scene", name) for name in ("aftermath", "followup", "recalled")))
    told = [(f, t) for f in draft.fragments if f.sentence.part == "body" for t in f.triggers if t.real and t.weight > 1]
    words = [[t.low for t in f.sentence.tokens[f.first : t.first]] for f, t in told]
    return bool(told) and all(t.noun and not back.isdisjoint(low) for (_, t), low in zip(told, words, strict=True))


_BESIDE = 4  # a sentence that tells of no deed counts as that far from the first that does


def _foreign(found: tuple[float, DateMark, Fragment], day: str | None) -> bool:
    """Whether a date is not that of a digest's item: it lies ahead, or far from the deed and does not open the item."""
    cost, mark, f = found
    ahead = day is not None and (mark.period.start or "") > day
    return ahead or (cost > _FAR and f.sentence.at(mark.start) > _OPENS)


_OPENING = 2.0  # what an item's opening takes from a date's cost
_FAR, _OPENS = 4.0, 3  # cost of a date from which on it is somebody else's; words before one that opens an item

_NO_SUCH_DAY = "there is no day"  # of that month: a slip of the report, which tells its day all the same
_COARSE = {"day": 0.0, "week": 1.0, "month": 2.5, "year": 3.5}


def _date_cost(cut: Mapping[int, Clauses], n: int, f: Fragment, mark: DateMark, language: str) -> float:
    """How little a date speaks for a draft: far from a trigger, late in the text, coarse, or the day on which somebody
    spoke.
    """
    here = f.sentence.at(mark.start)
    distance = min((abs(t.first - here) for t in f.triggers if t.weight > 1), default=12)
    cost = distance * 0.1 + n * 0.6 + _COARSE.get(mark.period.precision or "year", 4.0)
    cost += 2.0 if "background" in f.cues and n else 0.0
    cost += 0.5 if mark.period.start != mark.period.end and mark.period.precision == "day" else 0.0
    return cost + _attached(cut, f, mark.start, mark.end, language)


# what the verb or noun that a date belongs to takes from or adds to the date's cost
_TIES = {
    Tie.NOUN: -1.0, Tie.HAPPENED: -0.5, Tie.VERB: 0.0, Tie.NONE: 0.3,
    Tie.OTHER: 1.0, Tie.LATER: 2.0, Tie.SAID: 2.5, Tie.AFTER: 2.5,
}  # fmt: skip
_ELSEWHERE = 2.5


def _attached(cut: Mapping[int, Clauses], f: Fragment, start: int, end: int, language: str) -> float:
    """What the verb or noun that a date (code points `start` to `end`) belongs to says: the day on which somebody said
    something, or on which something was done after the deed, is not the deed's ("was charged on Friday", "on Monday X
    reported"); "Tuesday's bombing", "the attack happened on Tuesday" is.
    """
    found = _tied(cut, f, start, end, language)
    return _TIES[found] if found else 0.0


def _tied(cut: Mapping[int, Clauses], f: Fragment, start: int, end: int, language: str) -> Tie | None:
    if f.sentence.order not in cut:
        return None
    first, last = f.sentence.cover(start, end)
    return tie(cut[f.sentence.order], first, last, f.deeds, language)


def _of_another(f: Fragment, mark: DateMark) -> bool:
    """Whether a date tells when something was that the deed came before or after ("…, two days after the attack"): at
    the head of a sentence such words date what is told behind them.
    """
    first, last = f.sentence.cover(mark.start, mark.end)
    after = [i for i in f.deeds if i >= last]
    return mark.anchor == "event" and first > 1 and (len(after) < len(f.deeds) or not after)


def _tells(f: Fragment, mark: DateMark) -> bool:
    """Whether a mark may tell when a deed was: a time, or "by Tuesday's raid", "since Friday, when rebels struck"."""
    last = f.sentence.at(mark.end - 1) + 1
    if f.honours(mark):
        return False
    if mark.role not in ("since", "until") or mark.period.precision != "day":
        return mark.role == "time"
    if not f.deeds.isdisjoint((last, last + 1)):  # "since the 3 October attack"
        return True
    low = [t.low for t in f.sentence.tokens[last - 1 : last + 2]]
    return "'s" in low[:2] or low[1:2] == ["when"] or low[1:] == [",", "when"]


def _exact(period: Period, scored: Sequence[tuple[float, DateMark, Fragment]]) -> Period:
    """The day that the draft names inside a week, month or year that speaks louder ("last week … on Aug. 10")."""
    if period.precision == "day" and period.start == period.end:
        return period
    inside = [
        (cost, m.period)
        for cost, m, f in scored
        if m.period.precision == "day"
        and m.period.start == m.period.end
        and (cost < _LATE or period.precision == "year")
        and (period.start or "") <= (m.period.start or "") <= (period.end or "")
    ]
    return min(inside, key=lambda c: c[0])[1] if inside else period


_LATE = 4.0


def _whole(f: Fragment, mark: DateMark, period: Period, language: str = "en") -> Period:
    """The period with its end, where the text gives one ("from Saturday night until noon on Sunday")."""
    tokens, last = f.sentence.tokens, f.sentence.at(mark.end - 1) + 1
    for m in f.dates:
        gap = {t.low for t in tokens[last : f.sentence.at(m.start)]}
        later = period.precision == "day" and (m.period.start or "") > (period.end or "")
        if (
            mark.end <= m.start
            and later
            and f.sentence.at(m.start) - last <= _GAP
            and gap & wordset(language, "scene", "until")
        ):
            because = f"{period.because}, until {m.period.end}"
            return structs.replace(period, end=m.period.end, because=because)
    return period


_GAP = 8  # words between the beginning and the end of a time


def _better(page: Page, cut: Mapping[int, Clauses], language: str) -> tuple[DateMark, Fragment] | None:
    """A day that the opening names and that is nobody's who speaks, of the last week, with its sentence."""
    day = page.document.day
    for s in page.sentences[:7] if day else ():
        for m in s.dates:
            recent = m.role == "time" and m.period.precision == "day" and _ago(m.period.end, day or "") in range(8)
            if s.part != "body" or not recent or page.in_dateline(m.start):
                continue
            if _attached(cut, _bare(s), m.start, m.end, language) < _ELSEWHERE:
                return m, _bare(s)
    return None


def _bare(s: Sentence) -> Fragment:
    """A sentence as a fragment that tells of no deed."""
    return Fragment(s, 0, len(s.tokens), (), (), (), (), frozenset())


def _ago(day: str | None, today: str) -> int:
    return (date.fromisoformat(today) - date.fromisoformat(day)).days if day else -1


def complete_dates(
    page: Page, cut: Mapping[int, Clauses], drafts: Sequence[Draft], accounts: Sequence[Account], language: str
) -> list[Account]:
    """Accounts without a date get what a careful reader infers, with little confidence and the reason: the first has
    the first day that the opening names, else the report's own day; further news has the date of the first ("a
    wave of attacks … on Monday"), else the day named right before it.
    """
    if page.digest or not accounts:
        return list(accounts)
    out = list(accounts)
    first = out[0]
    lead = drafts[0].fragments[0].sentence.order <= 1 and first.salience == "news"
    if lead and not first.date.start and _NO_SUCH_DAY not in (first.date.unresolved or ""):
        out[0] = first = structs.replace(first, date=_opening(page) or own_day(page) or first.date)
    for i, account in enumerate(out):
        if account.date.start or account.salience != "news" or not (i and lead and first.date.start):
            continue
        because = "told as news together with the first incident, and without a day of its own"
        out[i] = structs.replace(account, date=structs.replace(first.date, confidence=0.4, because=because))
    for i, (account, draft) in enumerate(zip(out, drafts, strict=True)):
        if not account.date.start and account.salience == "news":
            out[i] = structs.replace(account, date=_before(page, cut, draft, language) or account.date)
    return out


def _before(page: Page, cut: Mapping[int, Clauses], draft: Draft, language: str) -> Period | None:
    """The day that the sentences right before a deed name last, nobody's who speaks: the scene of what is told."""
    first = draft.fragments[0].sentence.order
    for s in reversed(page.sentences[max(0, first - _SCENE) : first]):
        if s.part != "body":
            return None
        f = _bare(s)
        days = [
            m
            for m in s.dates
            if m.role == "time"
            and m.period.precision == "day"
            and m.period.start
            and _attached(cut, f, m.start, m.end, language) < _ELSEWHERE
        ]
        if days and not page.in_dateline(days[-1].start):
            because = f"{days[-1].period.because}; the day named before this is told"
            at = (page.evidence(days[-1].start, days[-1].end),)
            return structs.replace(days[-1].period, at=at, confidence=0.4, because=because)
    return None


_SCENE = 3  # sentences


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
