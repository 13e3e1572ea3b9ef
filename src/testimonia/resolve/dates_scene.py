"""What a phrase of time is resolved against, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from testimonia.model.claim import DatePrecision
from testimonia.resolve import dates_calendar as cal
from testimonia.resolve.dates_words import Phrase, Words

_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}
_VAGUE = {"day": (1, 7), "week": (7, 28)}


class Unresolvable(Exception):
    """A phrase that has no day: the message is the reason."""


class Meaning(Struct, frozen=True):
    """The days `first` to `last` that a phrase stands for, and why."""

    first: date
    last: date
    precision: DatePrecision
    because: str
    anchor: str = "published"
    role: str = "time"
    shift: int | None = None
    confidence: float = 0.9

    def clipped(self, day: date | None) -> Meaning:
        """Not beyond `day`: a report cannot tell of what comes after it."""
        return replace(self, last=day) if day and self.first <= day < self.last else self


class Scene(Struct, frozen=True):
    """Where a phrase is said: `reference` is the day that it is counted from (the dateline's or publication's),
    `source` its name in a sentence, `tense` what the verbs near it say (`past`, `future` or None), `previous` the
    last day that the text named, `month` the last month, if no day was named behind it; `years_since` is how many
    years a text written for an anniversary looks back, else 0."""

    reference: date | None
    source: str = "the day of publication"
    tense: str | None = None
    previous: Meaning | None = None
    month: Meaning | None = None
    years_since: int = 0
    day_first: bool = True

    @property
    def today(self) -> date:
        """The day of reporting; raises Unresolvable where it is not known."""
        if self.reference is None:
            raise Unresolvable("relative to the day of publication, which is not known")
        return self.reference

    @property
    def future(self) -> bool:
        """Whether the verbs near it speak of what is to come."""
        return self.tense == "future"

    @property
    def here(self) -> date:
        """The day that the telling has reached: the last one named, else the day of reporting."""
        return self.previous.last if self.previous else self.today

    @property
    def reached(self) -> date:
        """The first day of what is told of last: what is counted back from."""
        return self.previous.first if self.previous else self.today

    @property
    def anchor(self) -> str:
        """The name of what `here` is."""
        return "text" if self.previous else "published"


class View(Struct, frozen=True):
    """A phrase with its words and its scene, as the rules see it."""

    phrase: Phrase
    line: Words
    scene: Scene

    def has(self, part: str) -> bool:
        """Whether the phrase has this part."""
        return part in self.phrase.parts

    def letter(self, part: str) -> str:
        """The letter of a part's last word; empty where the phrase lacks it."""
        return self.line.letters[self.phrase.parts[part][1] - 1] if part in self.phrase.parts else ""

    def value(self, part: str) -> str:
        """The value of a part's last word; empty where the phrase lacks it."""
        return self.line.values[self.phrase.parts[part][1] - 1] if part in self.phrase.parts else ""

    def number(self, part: str) -> int:
        """The whole number that a part stands for: "5", "5th", "fifth", "twenty-five", "a couple of"."""
        low, high = self.phrase.parts[part]
        total = 0
        for index in range(low, high):
            letter, value = self.line.letters[index], self.line.values[index]
            if letter in "NO3YC2J":
                digits = "".join(c for c in value if c.isdecimal())
                total += int(digits) if digits else 0
        return total or 1

    def vague(self, part: str) -> bool:
        """Whether the amount is a word such as "a few" or "several" (or is not told at all)."""
        return not self.has(part) or (self.letter_in(part, "J") and self.number(part) > 2)

    def letter_in(self, part: str, letter: str) -> bool:
        """Whether a word with this letter is in the part."""
        low, high = self.phrase.parts[part]
        return letter in self.line.letters[low:high]

    @property
    def words(self) -> str:
        """The phrase as the text has it."""
        return self.line.text[self.line.starts[self.phrase.first] : self.line.ends[self.phrase.last - 1]]

    def before(self, width: int = 1) -> str:
        """The letters of the words in front of the phrase."""
        return self.line.letters[max(0, self.phrase.first - width) : self.phrase.first]

    @property
    def back(self) -> bool:
        """Whether the phrase looks back: "earlier", "before" and not "later", "after"."""
        return self.letter("s") in ("e", "<")

    @property
    def word_before(self) -> str:
        """The word in front of the phrase, in lower case; empty at the beginning."""
        return self.line.values[self.phrase.first - 1].lower() if self.phrase.first else ""

    @property
    def named_before(self) -> bool:
        """Whether a weekday, "yesterday" or the like stands in front of the phrase in its sentence."""
        first = self.phrase.first
        opened = max((i for i in self.line.stops if i < first), default=-1) + 1
        return not {"W", "T"}.isdisjoint(self.line.letters[opened:first])

    @property
    def heads_sentence(self) -> bool:
        """Whether nothing of its sentence stands in front of the phrase but a short word."""
        first = self.phrase.first
        return first == 0 or any(index in self.line.stops for index in (first - 1, first - 2))

    @property
    def until(self) -> bool:
        """Whether "until", "by" or "before" stands in front."""
        return any(letter in "U<" for letter in self.before(2))

    @property
    def after(self) -> str:
        """The letter of the word behind the phrase; empty at the end of the text."""
        return self.line.letters[self.phrase.last : self.phrase.last + 1]


Rule = Callable[[View], Meaning]


def precision_of(first: date, last: date) -> DatePrecision:
    """How fine a span is: some days, a week, months, or longer."""
    days = (last - first).days + 1
    return "day" if days <= 6 else "week" if days <= 10 else "month" if days <= 100 else "year"


def moved(day: date, number: int, unit: str, *, vague: bool = False) -> tuple[date, date, DatePrecision]:
    """The days that are `number` units after `day` (before it, where negative): days and weeks to the day, months and
    years as the calendar's. A vague amount ("a few weeks") gives a wide span."""
    sign = 1 if number > 0 else -1
    if vague and unit in _VAGUE:
        near, far = (day + timedelta(days=sign * n) for n in _VAGUE[unit])
        return min(near, far), max(near, far), "week" if unit == "day" else "month"
    if unit in ("hour", "minute"):
        target = day + timedelta(days=int(number / 24) if unit == "hour" else 0)
        return target, target, "day"
    if unit in ("day", "night", "week", "fortnight"):
        target = day + timedelta(days=number * {"week": 7, "fortnight": 14}.get(unit, 1))
        return target, target, "day"
    if unit == "month":
        if vague:
            edges = cal.month_days(day.year, day.month + 6 * sign), cal.month_days(day.year, day.month + sign)
            return min(edges)[0], max(edges)[1], "year"
        return *cal.month_days(day.year, day.month + number), "month"
    years = number * {"decade": 10, "century": 100}.get(unit, 1)
    if vague:
        ends = sorted((day.year + 2 * years, day.year + sign * 2))
        return date(ends[0], 1, 1), date(ends[1], 12, 31), "year"
    return *cal.year_days(day.year + years), "year"


def said(
    view: View, first: date, last: date | None = None, *, precision: DatePrecision = "day", confidence: float = 0.9
) -> Meaning:
    """A meaning counted from the day of reporting."""
    scene = view.scene
    because = f"“{view.words}” counted from {scene.source}, {scene.today}"
    return Meaning(first, last or first, precision, because, confidence=confidence)


def told(
    view: View, first: date, last: date | None = None, *, precision: DatePrecision = "day", confidence: float = 0.7
) -> Meaning:
    """A meaning counted from the day that the telling has reached; less sure where the text has named none."""
    scene = view.scene
    named = "the day named before" if scene.previous else scene.source
    because = f"“{view.words}” counted from {named}, {scene.here}"
    sure = confidence if scene.previous else min(confidence, 0.5)
    return Meaning(first, last or first, precision, because, scene.anchor, confidence=sure)


def around(day: date, unit: str, shift: int) -> tuple[date, date, DatePrecision]:
    """The calendar's day, week, month, year or decade around `day`, moved by `shift` of them."""
    if unit in ("day", "hour", "minute", "night"):
        return day + shift * _DAY, day + shift * _DAY, "day"
    if unit == "week":
        monday, sunday = cal.week_days(day + 7 * shift * _DAY)
        return monday, sunday, "week"
    if unit == "fortnight":
        return day + 14 * min(shift, 0) * _DAY, day + 14 * max(shift, 0) * _DAY, "month"
    if unit == "month":
        return *cal.month_days(day.year, day.month + shift), "month"
    if unit == "year":
        return *cal.year_days(day.year + shift), "year"
    length = 10 if unit == "decade" else 100
    begin = day.year // length * length + shift * length
    return date(max(1, begin), 1, 1), date(begin + length - 1, 12, 31), "year"


def offset(day: date, number: int, unit: str, *, vague: bool) -> tuple[date, date, DatePrecision]:
    """So many units from a day; months and years to the day."""
    if unit in _MONTHS:
        target = cal.shift_months(day, number * _MONTHS[unit])
        return target, target, "day"
    if unit == "hour" and abs(number) > 24:
        number = (abs(number) + 23) // 24 * (1 if number > 0 else -1)
        unit = "day"
    return moved(day, number, unit, vague=vague)
