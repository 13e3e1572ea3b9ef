"""Laws of dates and numbers: whatever the text, nothing is raised, and every mark cuts its own words."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia.model.claim import Count, Period
from testimonia.model.marks import CountMark, DateMark
from testimonia.resolve.dates import date_marks, resolve_date
from testimonia.resolve.numbers import count_marks, resolve_count

WORDS = """
Friday last this next week month year day days ago later earlier before after the a two 3 5th 31 June Nov. 2014
05/11/2014 2019-02-30 night overnight weekend early mid- late between and to - from since until 24-year-old at least
more than dozen dozens hundred thousand million one no none 1,200 1 200 € % km mm , . \n ' ’s ( ) Ramadan Christmas Eve
yesterday today 9/11 10:30 1990s '80s ٣ ½ ² İ ß 𝟜 99999999999999999999 0000 32 13/13/13 century quarter anniversary
"""
PIECES = WORDS.split()
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
)
DAYS = st.one_of(
    st.none(),
    st.dates().map(date.isoformat),
    st.sampled_from(["", "not a day", "2019-13-40", "0001-01-01", "9999-12-31", "2019-11-03T10:00:00+02:00"]),
)


def check_order(marks: tuple[DateMark, ...] | tuple[CountMark, ...], text: str) -> None:
    """Marks lie in the text, are not empty, are sorted and do not overlap."""
    at = 0
    for mark in marks:
        assert at <= mark.start < mark.end <= len(text)
        at = mark.end


def check_period(period: Period) -> None:
    """A period is whole or says why it is not."""
    if period.unresolved:
        assert period.start is None
        assert period.end is None
        return
    assert period.start is not None
    assert period.end is not None
    assert date.fromisoformat(period.start) <= date.fromisoformat(period.end)
    assert period.precision in ("day", "week", "month", "year")
    assert period.date_prec in (1, 2, 3, 4, 5)
    assert period.because
    assert 0 < period.confidence <= 1


def check_count(count: Count) -> None:
    """Bounds are in order and never below nothing."""
    known = [n for n in (count.low, count.best, count.high) if n is not None]
    assert known == sorted(known)
    assert all(n >= 0 for n in known)
    assert not (known and count.vague)


@settings(max_examples=300, deadline=None)
@given(TEXTS, DAYS, st.booleans())
def test_date_marks_hold_for_any_text(text: str, published: str | None, day_first: bool) -> None:
    marks = date_marks(text, published=published, day_first=day_first)
    check_order(marks, text)
    for mark in marks:
        check_period(mark.period)
        assert mark.role in ("time", "since", "until", "duration")
        assert mark.anchor in ("published", "text", "event")


@settings(max_examples=200, deadline=None)
@given(TEXTS, DAYS, TEXTS, TEXTS, st.sampled_from(["past", "future", None]))
def test_resolve_date_never_raises(
    words: str, published: str | None, before: str, after: str, tense: str | None
) -> None:
    check_period(resolve_date(words, published=published, tense=tense, before=before, after=after))
    anchor = Period(start="2019-11-01", end="2019-11-01")
    check_period(resolve_date(words, published=published, anchor=anchor, tense=tense))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_count_marks_hold_for_any_text(text: str) -> None:
    marks = count_marks(text)
    check_order(marks, text)
    for mark in marks:
        assert 0 <= mark.outer_start <= mark.start
        check_count(mark.count)
    check_count(resolve_count(text))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["Friday", "2014-11-05", "last week", "yesterday", "in June"]), st.dates(date(1900, 1, 1)))
def test_more_words_behind_change_nothing(words: str, day: date) -> None:
    """Monotone under added context: a paragraph that names no time leaves the marks before it as they are."""
    told = day.isoformat()
    alone = date_marks(f"Two men were killed {words}.", published=told)
    longer = date_marks(f"Two men were killed {words}.\n\nThe mayor of the town was not there.", published=told)
    assert longer == alone


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_any_whole_number_is_itself(number: int) -> None:
    assert resolve_count(f"{number:,} soldiers").best == number


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1901, 1, 1), date(2099, 12, 1)), st.integers(0, 6))
def test_a_weekday_is_within_the_week_before(day: date, weekday: int) -> None:
    name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][weekday]
    got = date.fromisoformat(resolve_date(name, published=day.isoformat()).start or "")
    assert got.weekday() == weekday
    assert 0 <= (day - got).days < 7
    before = date.fromisoformat(resolve_date(f"last {name}", published=day.isoformat()).start or "")
    assert 1 <= (day - before).days <= 7


def test_the_same_text_gives_the_same_marks_whatever_was_read_before() -> None:
    text = "On Friday 12 died. The next day two more were killed, the army said."
    first = date_marks(text, published="2019-11-03"), count_marks(text)
    for other in range(20):
        date_marks(f"{other} men left on Monday", published="2001-01-01")
        count_marks(f"{other} men left on Monday")
    assert (date_marks(text, published="2019-11-03"), count_marks(text)) == first


def test_very_long_words_and_lines_are_read() -> None:
    for text in ("9" * 10_000, "a" * 10_000, "two " * 3_000, "Friday " * 3_000, "(" * 10_000, "1," * 5_000):
        check_order(date_marks(text, published="2019-11-03"), text)
        check_order(count_marks(text), text)
