"""Holidays and the months of the moon: "Christmas Eve", "Ramadan", "the second day of Eid al-Fitr"."""

from __future__ import annotations

from datetime import timedelta

from testimonia.resolve import dates_calendar as cal
from testimonia.resolve.dates_rules import year_of
from testimonia.resolve.dates_scene import Meaning, Rule, Unresolvable, View, precision_of
from testimonia.resolve.dates_words import holidays

_LENGTHS = {"day": 1, "week": 7}


def holiday(view: View) -> Meaning:
    """A day that the calendar names; moon calendars are reckoned by table and may be a day off."""
    (first, last), anchor, sure = _span(view, view.letter("k"))
    got = Meaning(first, last, precision_of(first, last), f"“{view.words}” is {first}", anchor, confidence=sure)
    return got.clipped(view.scene.reference)


def holiday_part(view: View) -> Meaning:
    """ "the first week of Ramadan", "the second day of Eid al-Fitr": counted from the first day."""
    length = 1 if view.letter("u") == "p" else _LENGTHS.get(view.value("u"), 0)
    if not length:
        raise Unresolvable("not a part of a holiday")
    (first, last), anchor, sure = _span(view, "")
    if view.letter("k") == "L":
        begin = last - timedelta(days=length - 1)
    else:
        begin = first + timedelta(days=length * (view.number("k") - 1))
    if begin > max(last, first + timedelta(days=7)):  # a feast of one day in the table lasts some
        raise Unresolvable("it has no such part")
    end = begin + timedelta(days=length - 1)
    because = f"“{view.words}”: it begins on {first}"
    return Meaning(begin, end, "day" if length == 1 else "week", because, anchor, confidence=sure)


def _span(view: View, relation: str) -> tuple[cal.Days, str, float]:
    """First and last day of the holiday that is meant, what they are told by, and how sure that is."""
    how, numbers, _ = holidays()[view.value("x")]
    sure, told = (0.7 if how == "islamic" else 0.9), year_of(view)
    if told is not None:
        spans = cal.holiday_days(how, numbers, told)
        if not spans:
            raise Unresolvable(f"it does not fall in {told}")
        return spans[-1], "text", sure
    today, future = view.scene.today, view.scene.future
    found = sorted(s for y in range(today.year - 2, today.year + 3) for s in cal.holiday_days(how, numbers, y))
    past, coming = [s for s in found if s[0] <= today], [s for s in found if s[0] > today]
    if relation == "L":
        past = [s for s in past if s[1] < today] or past
    if not past and not coming:
        raise Unresolvable(f"it does not fall in the years around {today.year}")
    near = (
        coming and past and view.scene.tense is None and (coming[0][0] - today).days < 30 < (today - past[-1][1]).days
    )
    ahead = coming and (future or relation == "n" or near or not past)
    return (coming[0] if ahead else past[-1]), "published", sure


_ALL: tuple[Rule, ...] = (holiday, holiday_part)
RULES: dict[str, Rule] = {rule.__name__: rule for rule in _ALL}
