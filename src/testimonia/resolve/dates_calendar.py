"""Calendars: months, weeks, seasons and holidays as first and last day. Pure arithmetic; every date is Gregorian."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

Days = tuple[date, date]

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_THIRDS = {"early": (0, 1), "mid": (1, 2), "late": (2, 3), "end": (2, 3)}


def month_days(year: int, month: int) -> Days:
    """The first and last day of a month; months beyond 1 to 12 run into the years before and after."""
    years, index = divmod(month - 1, 12)
    first = date(year + years, index + 1, 1)
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def year_days(year: int) -> Days:
    """1 January and 31 December."""
    return date(year, 1, 1), date(year, 12, 31)


def week_days(day: date) -> Days:
    """Monday and Sunday of the week that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def season_days(name: str, year: int) -> Days:
    """A northern season, as the weather services count: spring is March to May; a year's winter begins in its
    December."""
    first = _SEASONS[name]
    return month_days(year, first)[0], month_days(year, first + 2)[1]


def part_of_month(which: str, year: int, month: int) -> Days:
    """UCDP's reading: early is the 1st to 10th, mid the 10th to 20th, late the 15th to the last; the end is the last
    week."""
    first, last = month_days(year, month)
    bounds = {"early": (1, 10), "mid": (10, 20), "late": (15, last.day), "end": (24, last.day)}[which]
    return first.replace(day=bounds[0]), first.replace(day=bounds[1])


def part_of_year(which: str, year: int) -> Days:
    """UCDP's reading: early is January to April, mid May to August, late September to December."""
    low, high = _THIRDS[which]
    return month_days(year, low * 4 + 1)[0], month_days(year, high * 4)[1]


def decade_days(which: str | None, year: int) -> Days:
    """The ten years from `year`, or their early (0 to 3), mid (4 to 6) or late (7 to 9) part."""
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9), "end": (7, 9)}.get(which or "", (0, 9))
    return date(year + low, 1, 1), date(year + high, 12, 31)


def shift_months(day: date, months: int) -> date:
    """The same day so many months on, or the month's last where it is shorter."""
    first, last = month_days(day.year, day.month + months)
    return first.replace(day=min(day.day, last.day))


def nearest_past(day: date, weekday: int) -> date:
    """The last such weekday up to and including `day` (Monday is 0)."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def easter(year: int) -> date:
    """Easter Sunday of the western churches (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the eastern churches (Meeus's Julian reckoning, 13 days on: right from 1900 to 2099)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday of a month, or its last where `nth` is -1."""
    first, last = month_days(year, month)
    if nth < 0:
        return nearest_past(last, weekday)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def islamic(year: int, month: int, day: int) -> date:
    """A day of the tabular Islamic calendar; the sighting of the moon may move it by a day either way."""
    days = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + 227014
    return date.fromordinal(days)


def _hebrew_new_year(year: int) -> int:
    """Ordinal of 1 Tishri (Dershowitz and Reingold, Calendrical Calculations)."""

    def elapsed(y: int) -> int:
        months = (235 * y - 234) // 19
        parts = 12084 + 13753 * months
        day = 29 * months + parts // 25920
        return day + (1 if 3 * (day + 1) % 7 < 3 else 0)

    before, this, after = elapsed(year - 1), elapsed(year), elapsed(year + 1)
    late = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return -1373428 + this + late + 1


def hebrew(year: int, month: int, day: int) -> date:
    """A day of the Hebrew calendar; months are counted from Nisan, and 12 is the Adar that Purim is in."""
    new_year = _hebrew_new_year(year)
    length = _hebrew_new_year(year + 1) - new_year
    leap = length > 360
    long_heshvan, short_kislev = length % 10 == 5, length % 10 == 3
    lengths = [30, 30 if long_heshvan else 29, 29 if short_kislev else 30, 29, *([30, 30] if leap else [30]), 29]
    lengths += [30, 29, 30, 29, 30, 29]
    index = month - 7 if month >= 7 else month + (6 if leap else 5)
    if leap and month == 12:
        index += 1
    return date.fromordinal(new_year + sum(lengths[:index]) + day - 1)


def holiday_days(how: str, numbers: str, year: int) -> tuple[Days, ...]:
    """When a holiday falls in a Gregorian year: one span, or none or two where its own year is shorter or straddles."""
    if how == "fixed":
        day = date.fromisoformat(f"{year:04d}-{numbers}")
        return ((day, day),)
    if how in ("easter", "orthodox_easter"):
        sunday = easter(year) if how == "easter" else orthodox_easter(year)
        day = sunday + timedelta(days=int(numbers))
        return ((day, day),)
    values = [int(n) for n in numbers.split()]
    if how == "nth":
        day = nth_weekday(year, *values)
        return ((day, day),)
    if how == "hebrew":
        found = [hebrew(y, values[0], values[1]) for y in (year + 3760, year + 3761)]
        return tuple((day, day) for day in found if day.year == year)
    around = int((year - 622) * 1.0307)
    spans = []
    for y in range(max(1, around - 1), around + 3):
        first = islamic(y, values[0], values[1] if len(values) > 1 else 1)
        last = first if len(values) > 1 else islamic(y, values[0] + 1, 1) - timedelta(days=1)
        if first.year == year:
            spans.append((first, last))
    return tuple(spans)
