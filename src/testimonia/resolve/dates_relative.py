"""Times counted from another: from the day of reporting, from the day that the telling has reached, or from an event.

One function a rule of dates_phrases.tsv. Weeks begin on Monday; the readings of vague words are UCDP's.
"""

from __future__ import annotations

from datetime import date, timedelta

from testimonia.model.claim import DatePrecision
from testimonia.resolve import dates_calendar as cal
from testimonia.resolve.dates_scene import Meaning, Rule, Scene, Unresolvable, View, around, moved, offset, said, told

_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}


_RECENT: dict[str, tuple[int, DatePrecision]] = {
    "day": (7, "week"), "week": (21, "month"), "month": (92, "year"), "year": (1096, "year"),
}  # fmt: skip


def on_weekday(weekday: int, relation: str, scene: Scene) -> date:
    """The day that a weekday's name means: the last one up to the day of reporting, unless words or verbs say
    otherwise."""
    if relation in ("V", "F", "s", "A"):
        here = scene.here
        if relation == "V":
            return cal.nearest_past(here - _DAY, weekday)
        if relation == "F":
            return cal.nearest_past(here + 7 * _DAY, weekday)
        return cal.nearest_past(here, weekday)
    today = scene.today
    if relation in ("L", "P"):
        return cal.nearest_past(today - _DAY, weekday)
    if relation == "n":
        return cal.nearest_past(today + 7 * _DAY, weekday)
    coming = scene.future or (relation == "h" and scene.tense is None and weekday > today.weekday())
    return cal.nearest_past(today + 6 * _DAY, weekday) if coming else cal.nearest_past(today, weekday)


def weekday(view: View) -> Meaning:
    """ "Friday", "last Friday", "the following Friday", "Friday night"."""
    relation = view.letter("k")
    day = on_weekday(int(view.value("w")), relation, view.scene)
    if relation and relation in "VFsA":
        return told(view, day, confidence=0.75)
    return said(view, day, confidence=0.85 if relation == "n" else 0.95)


def week_of(view: View) -> Meaning:
    """ "Monday of last week": that day of the week; another unit than a week leaves the day open."""
    unit, relation = view.value("u"), view.letter("k")
    if unit != "week":
        first, last, precision = _unit_days(view, unit, relation)
        return said(view, first, last, precision=precision, confidence=0.6)
    weeks = {"L": -1, "V": -1, "n": 1, "F": 1}.get(relation, 0)
    monday = cal.week_days(view.scene.today)[0] + 7 * weeks * _DAY
    return said(view, monday + int(view.value("w")) * _DAY)


def weekday_ago(view: View) -> Meaning:
    """ "a week ago Friday", "Wednesday four weeks ago": so many units back from that weekday."""
    day = cal.nearest_past(view.scene.today, int(view.value("w")))
    first, last, precision = moved(day, -view.number("n"), view.value("u"))
    if precision == "day" and view.value("u") in ("day", "hour"):
        first = last = cal.nearest_past(view.scene.today, int(view.value("w")))
    return said(view, first, last, precision=precision, confidence=0.8)


def weekday_range(view: View) -> Meaning:
    """ "Friday to Sunday", "between Saturday night and Sunday noon"."""
    last = on_weekday(int(view.value("w2")), "", view.scene)
    start = int(view.value("w"))
    first = cal.nearest_past(last, start)
    if start == last.weekday():
        first -= 7 * _DAY
    return said(view, first, last, confidence=0.9)


def night_to(view: View) -> Meaning:
    """ "the night to Sunday", "overnight into Thursday": two days; "overnight Thursday" begins on the Thursday where
    it can."""
    day = on_weekday(int(view.value("w")), "", view.scene)
    low = view.phrase.first
    into = view.line.letters[low + 1 : low + 2] == "t" or day == view.scene.today
    first = day - _DAY if into else day
    return said(view, first, first + _DAY, confidence=0.85 if into else 0.7)


def deictic(view: View) -> Meaning:
    """ "yesterday", "today", "tonight", "tomorrow"."""
    return said(view, view.scene.today + int(view.value("t")) * _DAY, confidence=0.97)


def deictic_range(view: View) -> Meaning:
    """ "yesterday and early today"."""
    today = view.scene.today
    days = sorted(today + int(view.value(part)) * _DAY for part in ("t", "t2"))
    return said(view, days[0], days[1])


def day_before(view: View) -> Meaning:
    """ "the day before yesterday", "the day after tomorrow"; "the day after the attack" hangs on the event."""
    back = view.back
    base = view.scene.today + int(view.value("t")) * _DAY
    return said(view, base - _DAY if back else base + _DAY)


def nights_ago(view: View) -> Meaning:
    """ "the night before last"."""
    return said(view, view.scene.today - 2 * _DAY)


def before_last(view: View) -> Meaning:
    """ "the week before last"."""
    first, last, precision = _unit_days(view, view.value("u"), "L", back=2)
    return said(view, first, last, precision=precision)


def ago_today(view: View) -> Meaning:
    """ "a week ago today", "ten years ago today"."""
    base = view.scene.today + (int(view.value("t")) if view.has("t") else 0) * _DAY
    first, last, precision = offset(base, -view.number("n"), view.value("u"), vague=False)
    return said(view, first, last, precision=precision)


def on_this_day(view: View) -> Meaning:
    """ "on this day last year"."""
    months = {"year": 12, "month": 1}.get(view.value("u"), 0)
    today = view.scene.today
    return said(view, cal.shift_months(today, -months) if months else today - 7 * _DAY)


def ago_unit(view: View) -> Meaning:
    """ "two days ago", "a few weeks ago", "six years ago" (the day itself in a text written for an anniversary)."""
    unit = view.value("u") or "day"
    if not view.has("n") and view.word_before[:1].isdecimal():
        raise Unresolvable("beyond the calendar")
    number = view.number("n") if view.has("n") else 1
    vague = view.vague("n") and unit != "hour"
    today = view.scene.today
    if unit == "year" and view.scene.years_since and not vague:
        return said(view, cal.shift_months(today, -12 * number), confidence=0.6)
    first, last, precision = moved(today, -number, unit, vague=vague)
    return said(view, first, last, precision=precision, confidence=0.5 if vague else 0.9 if unit == "day" else 0.75)


def other_day(view: View) -> Meaning:
    """ "the other day": one of the three days before."""
    if view.value("u") not in ("", "day"):
        raise Unresolvable("not a time")
    today = view.scene.today
    return said(view, today - 3 * _DAY, today - _DAY, confidence=0.5)


def part(view: View) -> Meaning:
    """ "this morning", "last night" (the day before, as UCDP reads it), "next morning"."""
    shift = {"L": -1, "n": 1}.get(view.letter("k"), 0)
    if shift == 1:
        return told(view, view.scene.here + _DAY)
    return said(view, view.scene.today + shift * _DAY, confidence=0.92)


def weekend(view: View) -> Meaning:
    """Saturday and Sunday: of this week where it has begun, else the last one."""
    today, relation = view.scene.today, view.letter("k")
    saturday = cal.nearest_past(today, 5)
    running = today.weekday() >= 5
    if relation in ("n", "F") or (view.scene.future and not running):
        saturday += 7 * _DAY
    elif relation in ("L", "V") and running:
        saturday -= 7 * _DAY
    return said(view, saturday, saturday + _DAY, confidence=0.9)


def span(view: View) -> Meaning:
    """ "the past 24 hours" (the day and the one before), "the last three days", "the past few weeks"."""
    today, number, unit = view.scene.today, view.number("n"), view.value("u")
    vague = view.vague("n")
    if unit == "hour":
        number, unit = max(1, round(number / 24)), "day"
    if unit in ("day", "night", "week", "fortnight"):
        length = number * {"week": 7, "fortnight": 14}.get(unit, 1) * _DAY
        far = today + length if view.letter("k") == "n" else today - length
    elif unit == "minute":
        far = today
    else:
        months = number * _MONTHS[unit]
        far = cal.shift_months(today, months if view.letter("k") == "n" else -months)
    first, last = min(far, today), max(far, today)
    days = (last - first).days
    precision: DatePrecision = "day" if days <= 2 else "week" if days <= 8 else "month" if days <= 45 else "year"
    return said(view, first, last, precision=precision, confidence=0.5 if vague else 0.75)


def past_week(view: View) -> Meaning:
    """ "this past week": the week that is ending, in its first half the one before; of longer units the last one."""
    today, unit = view.scene.today, view.value("u")
    shift = -1 if unit != "week" or today.weekday() <= 2 else 0
    first, last, precision = around(today, unit, shift)
    return said(view, first, last, precision=precision, confidence=0.7).clipped(today)


def recent(view: View) -> Meaning:
    """ "recent days" (a week back), "recent weeks" (three weeks back), "recent months" (three months back)."""
    today, unit = view.scene.today, view.value("u")
    if unit not in _RECENT:
        return said(view, today, confidence=0.5)
    days, precision = _RECENT[unit]
    return said(view, today - days * _DAY, today, precision=precision, confidence=0.4)


def relative_unit(view: View) -> Meaning:
    """ "last week" (Monday to Sunday), "this month" (up to the report), "late last month", "earlier this year"."""
    unit, relation, scene = view.value("u"), view.letter("k"), view.scene
    if relation == "P":
        if unit in ("day", "week"):
            return said(
                view,
                moved(scene.today, -1, unit)[0],
                scene.today,
                precision="day" if unit == "day" else "week",
                confidence=0.7,
            )
        relation = "L"
    first, last, precision = _unit_days(view, unit, relation)
    which = {"e": "earlier", "f": "later"}.get(view.letter("e"), view.value("e"))
    if which:
        first, last = _part_of(which, unit, first, last, scene.today)
    if which == "end" and unit == "year" and "U" in view.before(3):
        return said(view, last)
    got = said(
        view,
        first,
        last,
        precision="month" if which in ("early", "mid", "late", "end") and unit == "year" else precision,
        confidence=0.9,
    )
    return got if scene.future or which == "later" else got.clipped(scene.today)


def _part_of(which: str, unit: str, first: date, last: date, today: date) -> tuple[date, date]:
    """The early, middle, late, earlier or later part of a week, month or year."""
    if which == "earlier":
        return first, min(last, today)
    if which == "later":
        return (max(first, today), last) if first <= today <= last else (first, last)
    if unit == "week":
        low, high = {"early": (0, 2), "mid": (1, 3), "late": (3, 6), "end": (4, 6)}[which]
        return first + low * _DAY, first + high * _DAY
    if unit == "month":
        return cal.part_of_month(which, first.year, first.month)
    if unit == "year":
        return cal.part_of_year(which, first.year)
    return first, last


def _unit_days(view: View, unit: str, relation: str, back: int = 1) -> tuple[date, date, DatePrecision]:
    """The unit that "last", "this" or "next" means, counted from the day of reporting."""
    shift = {"L": -back, "V": -1, "n": 1, "F": 1}.get(relation, 0)
    return around(view.scene.today, unit, shift)


def anniversary(view: View) -> Meaning:
    """ "the fourth anniversary": the day itself, so many years before the report."""
    return said(view, cal.shift_months(view.scene.today, -12 * view.number("k")), confidence=0.5)


def year_end(view: View) -> Meaning:
    """ "by year end": the last day of the month or year."""
    if view.value("u") not in ("month", "year", "week"):
        raise Unresolvable("not a time")
    last = around(view.scene.today, view.value("u"), 0)[1]
    return said(view, last)


def overnight(view: View) -> Meaning:
    """The night before the report: two days."""
    today = view.scene.today
    return said(view, today - _DAY, today)


def duration(view: View) -> Meaning:
    """ "three days": how long, not when."""
    assert view
    raise Unresolvable("a length of time, not a point in it")


def length(view: View) -> int | None:
    """The days that "three days", "two-night" or "a third day" speak of; None for other units."""
    part = {"duration": "n", "nth_unit": "k"}.get(view.phrase.rule)
    return view.number(part) if part and view.value("u") in ("day", "night") and not view.vague(part) else None


_ALL: tuple[Rule, ...] = (
    weekday, week_of, weekday_ago, weekday_range, night_to, deictic, deictic_range, day_before, nights_ago, before_last,
    ago_today, on_this_day, ago_unit, other_day, part, weekend, span, past_week, recent, relative_unit, anniversary,
    year_end, overnight, duration,
)  # fmt: skip
RULES: dict[str, Rule] = {rule.__name__: rule for rule in _ALL}
