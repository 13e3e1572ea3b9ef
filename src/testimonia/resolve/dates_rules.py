"""Times with a calendar's name: days, months, years, seasons, holidays and ranges of them. One function a rule of
dates_phrases.tsv."""

from __future__ import annotations

import re
from datetime import date, timedelta

from testimonia.resolve import dates_calendar as cal
from testimonia.resolve.dates_scene import Meaning, Rule, Scene, Unresolvable, View, precision_of

# How far ahead a day or month without a year may be to come, by its distance alone.
_AHEAD = 90  # days, where no verb is near
_SOON = 30  # days: so near, even a past verb (of saying) leaves it to come, if the last one is most of a year back
_MONTHS_AHEAD = 6  # months, where no verb is near


def make(year: int, month: int, day: int) -> date:
    """The date; raises Unresolvable where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        raise Unresolvable(f"there is no day {day} in month {month} of {year}") from None


def _exists(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def yearless(month: int, day: int, scene: Scene, weekday: int | None = None) -> tuple[date, float]:
    """The day of the year that it most likely means, and how sure: the nearest past one, or a coming one where the
    verbs say so."""
    if _exists(2000, month, day) is None:  # a leap year has all days that there are
        raise Unresolvable(f"there is no day {day} in month {month} of any year")
    today = scene.today
    found = [d for y in range(today.year - 8, today.year + 3) if (d := _exists(y, month, day))]
    if weekday is not None:
        same = [d for d in found if d.weekday() == weekday]
        found = same if same and min(abs((d - today).days) for d in same) < 400 else found
    past, coming = [d for d in found if d <= today], [d for d in found if d > today]
    if not past or not coming:
        return (past or coming)[-1 if past else 0], 0.5
    ahead, back = (coming[0] - today).days, (today - past[-1]).days
    if (
        (scene.future and ahead <= 270)
        or ahead <= 1
        or (ahead <= (_AHEAD if scene.tense is None else _SOON) and back > 270)
    ):
        return coming[0], 0.75
    if back == 0 and scene.years_since:
        return cal.shift_months(today, -12 * scene.years_since), 0.7
    return past[-1], 0.9 if back < 300 else 0.7


def year_of(view: View) -> int | None:
    """The year that the phrase names ("2014", "last year"), or None."""
    if view.has("y"):
        return view.number("y")
    if view.has("yk") and view.value("yu") == "year":
        return view.scene.today.year - (1 if view.letter("yk") == "L" else 0)
    if view.has("ago") and view.value("ago") == "0":
        low, _ = view.phrase.parts["ago"]
        number = next((int(v) for v in view.line.values[low:] if v.isdecimal()), 1)
        return view.scene.today.year - number
    return None


def _range(view: View, first: tuple[int, int], last: tuple[int, int]) -> Meaning:
    """From one (month, day) to another. Without a year the range that is nearest to the day of reporting is meant,
    one that it lies in first of all, and one to come only where verbs do not tell of the past."""
    told = view.number("ya") if view.has("ya") else None
    year = year_of(view)
    if year is None:
        year = told
    ends = [year] if year is not None else [view.scene.today.year + n for n in (-1, 0, 1)]
    spans = []
    for y in ends:
        start = told if told is not None else y - (1 if first > last else 0)
        spans.append((make(start, *first), make(y, *last)))
    if any(a > b for a, b in spans):
        raise Unresolvable("the range ends before it begins")
    low, high = spans[0] if len(spans) == 1 else min(spans, key=lambda span: _distance(span, view.scene))
    because = f"“{view.words}” runs from {low} to {high}"
    return Meaning(low, high, precision_of(low, high), because, confidence=0.9)


def _distance(span: cal.Days, scene: Scene) -> float:
    if span[0] > scene.today:
        return (span[0] - scene.today).days * (0.3 if scene.future else 1 if scene.tense is None else 6)
    return max(0, (scene.today - span[1]).days)


def _weekday(view: View) -> int | None:
    return int(view.value("w")) if view.has("w") else None


def _day(view: View, month: int, part: str) -> Meaning:
    day, year = view.number(part), year_of(view)
    if year is not None:
        when = make(year, month, day)
        return Meaning(when, when, "day", f"“{view.words}” names the day", "text", confidence=0.98)
    when, sure = yearless(month, day, view.scene, _weekday(view))
    because = f"“{view.words}” has no year: the {when.year} one is nearest to {view.scene.source}, {view.scene.today}"
    return Meaning(when, when, "day", because, confidence=sure)


def day_month(view: View) -> Meaning:
    """A day of a month, with a year or without."""
    return _day(view, int(view.value("m")), "d")


def day_range(view: View) -> Meaning:
    """Two days of one month."""
    month = int(view.value("m"))
    first, last = view.number("d"), view.number("d2")
    if first > last:
        raise Unresolvable("the range ends before it begins")
    return _range(view, (month, first), (month, last))


def date_range(view: View) -> Meaning:
    """Two days of two months."""
    return _range(view, (int(view.value("m")), view.number("d")), (int(view.value("m2")), view.number("d2")))


def digits(view: View) -> Meaning:
    """A whole date in digits: year first, or by the order of the country where both readings are possible."""
    value = view.value("x")
    parts = [int(n) for n in re.split(r"[-/.]", value[:10].split("T")[0]) if n]
    if len(parts) != 3:
        raise Unresolvable("not a date")
    if value[4:5] == "-":
        when, sure = make(*parts), 0.98
    else:
        year = parts[2] + (0 if parts[2] > 99 else 1900 if parts[2] > 68 else 2000)
        first, second = parts[:2]
        swap = first <= 12 and (second > 12 or not view.scene.day_first)
        day, month = (second, first) if swap else (first, second)
        when, sure = make(year, month, day), 0.95 if first > 12 or second > 12 or first == second else 0.75
    return Meaning(when, when, "day", f"“{view.words}” is {when}", "text", confidence=sure)


def month_day_digits(view: View) -> Meaning:
    """ "04/05" in front of a colon or at a line's end: a day and month in the order of the country."""
    first, second = (int(n) for n in view.value("x").split("/"))
    swap = first <= 12 and (second > 12 or not view.scene.day_first)
    day, month = (second, first) if swap else (first, second)
    if not 1 <= month <= 12:
        raise Unresolvable("not a date")
    when, sure = yearless(month, day, view.scene)
    return Meaning(when, when, "day", f"“{view.words}” is read as {when}", confidence=sure * 0.6)


def named(view: View) -> Meaning:
    """A day that is known by its numbers."""
    when = date.fromisoformat(view.value("x"))
    return Meaning(when, when, "day", f"“{view.words}” is the name of {when}", "text", confidence=0.9)


def weekday_nth(view: View) -> Meaning:
    """ "Sunday the 27th": the nearest past month in which that day is that weekday."""
    day, weekday, today = view.number("d"), int(view.value("w")), view.scene.today
    for back in range(-1 if view.scene.future else 0, 24):
        first = cal.month_days(today.year, today.month - back)[0]
        when = _exists(first.year, first.month, day)
        if when and when.weekday() == weekday and (when <= today + timedelta(days=7) or view.scene.future):
            because = f"“{view.words}”: the last month up to {today} in which it is so"
            return Meaning(when, when, "day", because, confidence=0.9 if back < 3 else 0.6)
    raise Unresolvable(f"no month near {today} has such a day")


def nth(view: View) -> Meaning:
    """ "on the 17th": of this month or the one before, or of the month that the text has reached."""
    day, scene = view.number("d"), view.scene
    today = scene.today
    told = scene.month and _exists(scene.month.first.year, scene.month.first.month, day)
    if told and scene.month:
        return Meaning(told, told, "day", f"“{view.words}” of the month named before, {told}", "text", confidence=0.8)
    for back in (0, -1) if scene.future else (0, 1, 2):
        first = cal.month_days(today.year, today.month - back)[0]
        when = _exists(first.year, first.month, day)
        if when and (when >= today if scene.future else when <= today):
            return Meaning(when, when, "day", f"“{view.words}”: the last such day up to {today}", confidence=0.75)
    raise Unresolvable(f"no month near {today} has a day {day}")


def _month_year(view: View, month: int, relation: str) -> tuple[int, bool]:
    """The year of a month, and whether the text says it."""
    year = year_of(view)
    if year is not None:
        return year, True
    scene = view.scene
    if relation in ("A", "V", "s"):
        here = scene.here
        return here.year - (1 if relation == "V" and month >= here.month else 0), False
    this, now = scene.today.year, scene.today.month
    ahead = (month - now) % 12
    if relation == "n" or (scene.future and relation == "" and ahead <= 8):
        return (this + (month < now) if ahead or not relation else this + 1), False
    if relation == "h":
        return this, False
    if relation == "L":
        return (this if month < now else this - 1), False
    if scene.tense is None and 0 < ahead <= _MONTHS_AHEAD:
        return this + (month < now), False
    return (this if month <= now else this - 1), False


def month(view: View) -> Meaning:
    """A month or its early, middle or late part."""
    number, scene = int(view.value("m")), view.scene
    year, told = _month_year(view, number, view.letter("r"))
    if view.has("e"):
        first, last = cal.part_of_month(view.value("e"), year, number)
    else:
        first, last = cal.month_days(year, number)
    because = (
        f"“{view.words}” names the month" if told else f"“{view.words}”: the {year} one is nearest to {scene.today}"
    )
    got = Meaning(first, last, "month", because, "text" if told else "published", confidence=0.95 if told else 0.85)
    return got if scene.future or view.until else got.clipped(scene.reference)


def month_range(view: View) -> Meaning:
    """From one month to another."""
    second = int(view.value("m2"))
    year, _ = _month_year(view, second, "")
    first_year = view.number("ya") if view.has("ya") else year
    number = int(view.value("m"))
    if number > second and not view.has("ya"):
        first_year -= 1
    first, last = cal.month_days(first_year, number)[0], cal.month_days(year, second)[1]
    if first > last:
        raise Unresolvable("the range ends before it begins")
    return Meaning(
        first, last, precision_of(first, last), f"“{view.words}” runs from {first} to {last}", confidence=0.85
    )


def month_part(view: View) -> Meaning:
    """ "the first week of August": the 1st to the 7th; "the last week": the last seven days."""
    if view.value("u") not in ("week", "day") or (view.has("u2") and view.value("u2") != "month"):
        raise Unresolvable("not a part of a month")
    if view.has("m"):
        number = int(view.value("m"))
        year, _ = _month_year(view, number, "")
    else:
        today = view.scene.today
        back = 1 if view.letter("r") == "L" else 0
        start = cal.month_days(today.year, today.month - back)[0]
        year, number = start.year, start.month
    first, last = cal.month_days(year, number)
    length = 7 if view.value("u") == "week" else 1
    if view.letter("k") == "L":
        first = last - timedelta(days=length - 1)
    else:
        first += timedelta(days=length * (view.number("k") - 1))
        last = min(last, first + timedelta(days=length - 1))
    if first > last:
        raise Unresolvable("the month is too short")
    return Meaning(
        first, last, "week" if length == 7 else "day", f"“{view.words}” is {first} to {last}", confidence=0.85
    )


def half(view: View) -> Meaning:
    """A quarter or half of a year."""
    if view.has("y"):
        year = view.number("y")
    elif view.value("u2") == "year":
        year = view.scene.today.year - (1 if view.letter("r") == "L" else 0)
    else:
        raise Unresolvable("not a part of a year")
    length = int(view.value("q"))
    index = 12 // length if view.letter("k") == "L" else view.number("k")
    if index * length > 12:
        raise Unresolvable("a year has no such part")
    first, last = cal.month_days(year, (index - 1) * length + 1)[0], cal.month_days(year, index * length)[1]
    return Meaning(first, last, "year", f"“{view.words}” is {first} to {last}", confidence=0.9)


def year(view: View) -> Meaning:
    """A year, or its early, middle or late part; the present year ends with the report."""
    number = view.number("y")
    part = view.value("e") if view.has("e") else ""
    first, last = cal.part_of_year(part, number) if part else cal.year_days(number)
    if part == "end":
        first = cal.month_days(number, 10)[0]
    got = Meaning(first, last, "month" if part else "year", f"“{view.words}” names the year", "text", confidence=0.9)
    return got if view.scene.future or view.until else got.clipped(view.scene.reference)


def year_brief(view: View) -> Meaning:
    """ "in 92", "in 80 and 84": years of which the century is left out."""
    first, last = (_full(view.value(part)) if view.has(part) else None for part in ("y", "y2"))
    if first is None or (last is not None and last < first):
        raise Unresolvable("not a year")
    end = last or first
    return Meaning(
        date(first, 1, 1), date(end, 12, 31), "year", f"“{view.words}” is {first} to {end}", "text", confidence=0.6
    )


def _full(digits: str) -> int:
    return int(digits) + (2000 if digits[0] in "012" else 1900)


def year_range(view: View) -> Meaning:
    """From one year to another."""
    first = view.number("y")
    last = view.number("y2") if view.has("y2") else first // 100 * 100 + view.number("n")
    if last < first:
        raise Unresolvable("the range ends before it begins")
    return Meaning(date(first, 1, 1), date(last, 12, 31), "year", f"“{view.words}” runs over whole years", "text")


def season(view: View) -> Meaning:
    """A season, of the north: the year it is said of, or the last one."""
    name, relation = view.value("x"), view.letter("k")
    if view.has("y"):
        first, last = cal.season_days(name, view.number("y"))
        return Meaning(first, last, "month", f"“{view.words}” is {first} to {last}", "text", confidence=0.8)
    today = view.scene.today
    if view.has("u") and view.value("u") == "year":
        first, last = cal.season_days(name, today.year - (relation == "L") + (relation == "n"))
    else:
        spans = [cal.season_days(name, y) for y in range(today.year - 2, today.year + 3)]
        now = [s for s in spans if s[0] <= today <= s[1]]
        past, coming = [s for s in spans if s[1] < today], [s for s in spans if s[0] > today]
        first, last = (
            coming[0] if relation and relation in "nF" else now[0] if now and relation in ("h", "") else past[-1]
        )
        if relation == "h" and not now and (coming[0][0] - today).days < 150:
            first, last = coming[0]
    return Meaning(first, last, "month", f"“{view.words}” is {first} to {last}", confidence=0.7)


def decade(view: View) -> Meaning:
    """Ten years; "'90s" are the last ones."""
    numbers = re.sub(r"\D", "", view.value("x"))
    first = int(numbers) if len(numbers) == 4 else (1900 if int(numbers) >= 30 else 2000) + int(numbers)
    low, high = cal.decade_days(view.value("e") or None, first)
    return Meaning(low, high, "year", f"“{view.words}” is {low.year} to {high.year}", "text", confidence=0.85)


def nth_unit(view: View) -> Meaning:
    """A hundred years, as TimeML counts them: the 20th century is 1900 to 1999. "A third day" says how long by then."""
    number = view.number("k")
    if view.value("u") != "century" or not 1 <= number <= 99:
        raise Unresolvable("a place in a row, not a time")
    first = max(1, (number - 1) * 100)
    return Meaning(
        date(first, 1, 1), date((number - 1) * 100 + 99, 12, 31), "year", f"“{view.words}” begins in {first}", "text"
    )


_ALL: tuple[Rule, ...] = (
    day_month, day_range, date_range, digits, month_day_digits, named, weekday_nth, nth, month, month_range,
    month_part, half, year, year_brief, year_range, season, decade, nth_unit,
)  # fmt: skip
RULES: dict[str, Rule] = {rule.__name__: rule for rule in _ALL} | {
    "bare_month": month,
    "year_bare": year,
    "season_bare": season,
}
