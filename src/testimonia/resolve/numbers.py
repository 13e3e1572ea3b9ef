"""How many: the numbers of a text as low, best and high, each told apart from ages, dates, distances and names.

The reading of qualifiers is the annotation scheme's: "at least 53" is 53, 53, none; "more than 50" is 51, 51, none;
"up to 20" is none, 20, 20; "30 to 40" is 30, none, 40; "around 50" is best 50 alone; "nearly 50" is none, 50, 50;
"dozens" has only its word.
"""

from __future__ import annotations

import re

from msgspec import Struct

from testimonia.model.claim import Count
from testimonia.model.marks import CountMark
from testimonia.resolve.dates_words import words
from testimonia.resolve.numbers_kinds import Times, kind_of, words_of
from testimonia.resolve.numbers_qualifiers import counted, qualifier_before, qualifier_behind
from testimonia.resolve.numbers_words import Number, lowered, number_at, seeds

_FROM = re.compile(r"\b(?:from|of)\s+$")
_SUPERLATIVE = re.compile(r"\s+of\s+(?:\w+\s+){0,2}?(?:most|\w{3,}est|few|main|many|several reasons)\b")
_IN_N = re.compile(r"\s+(?:in|out of)\s+(?:every\s+)?(?:\d|three|four|five|six|ten)\b")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[\s-]*$")
_WORD_AFTER = re.compile(r"['’]s\b|[\s-]*([^\W\d_]+)")
_SPACE = re.compile(r"\s+(?=\S)")
_GROUP = re.compile(r"\d+")
_WORDS = re.compile(r"[a-z]+")
_BETWEEN = "between"


class _Page(Struct, frozen=True):
    """A text, the same in lower case (letter for letter), and its times."""

    text: str
    low: str
    times: Times


def count_marks(text: str) -> tuple[CountMark, ...]:
    """Every number of `text`, in order, none overlapping another; offsets are code points.

    "one" that counts nothing ("no one knew", "one day") has no mark, nor have "a" and "an". Never raises for any text.
    """
    line, page = words(text), _Page(text, lowered(text), Times(text))
    out: list[CountMark] = []
    resume = 0
    for start, end in zip(line.starts, line.ends, strict=True):
        if start >= resume and (text[start].isdecimal() or _may_begin(page.low, start, end)):
            for mark in _marks_at(page, start):
                out.append(mark)
                resume = mark.end
    return tuple(out)


def resolve_count(words_of_number: str) -> Count:
    """What a number phrase is worth: `resolve_count("at least two dozen") == Count(24, 24, None)`.

    The first count in the words; the first number of any kind where none counts; an empty `Count` where there is no
    number.
    """
    marks = count_marks(words_of_number)
    if not marks:
        return Count()
    return next((mark for mark in marks if mark.kind == "count"), marks[0]).count


def _may_begin(low: str, start: int, end: int) -> bool:
    """Whether a number phrase can begin with this word; "a" and "not" only before certain words."""
    first, second = seeds()
    word = low[start:end]
    if word not in first:
        return False
    return word not in second or low[end + 1 : end + 14].partition(" ")[0].partition("-")[0] in second[word]


def _marks_at(page: _Page, start: int) -> tuple[CountMark, ...]:
    """The marks of the number phrase that begins at `start`: none, one, or two where a range is none."""
    front = page.low[max(0, start - len(_BETWEEN) - 4) : start].rstrip()
    between = front.endswith(_BETWEEN)
    number = number_at(page.low, start, between=between)
    if number is None or number.end <= start:
        return ()
    if number.form == "range":
        if number.split and _is_no_range(page, number):
            halves = number_at(page.low[: number.split[0]], start), number_at(page.low, number.split[1])
            return tuple(mark for half in halves if half for mark in _mark(page, half))
        if between:
            outer = page.low.rindex(_BETWEEN, 0, start)
            return (_made(page, number, outer, counted(number, "")),)
    if number.form == "plain" and " " in page.text[start : number.end] and page.times.kind(start, number.end):
        number = _unjoined(page, number)
    return _mark(page, number)


def _unjoined(page: _Page, number: Number) -> Number:
    """ "5 200" behind a month is a day and a number, not one number: the first group alone."""
    group = _GROUP.match(page.low, number.start)
    if group and not page.times.kind(group.end(), number.end):
        return number_at(page.low[: group.end()], number.start) or number
    return number


def _is_no_range(page: _Page, number: Number) -> bool:
    """Whether two numbers only look like a range: a toll that rose "from 12 to 15", a number beside a date."""
    head, tail = number.split or (number.start, number.end)
    if page.times.kind(number.start, head) != page.times.kind(tail, number.end):
        return True
    if number.link != "to":
        return False
    front = page.low[max(0, number.start - 70) : number.start]
    return bool(_FROM.search(front)) and not words_of("change").isdisjoint(_WORDS.findall(front))


def _mark(page: _Page, number: Number) -> tuple[CountMark, ...]:
    """The mark of a number with its qualifiers; none where the words count nothing."""
    if _is_no_number(page.low, number):
        return ()
    outer, front = qualifier_before(page.low, number.start)
    return (_made(page, number, outer, counted(number, front or qualifier_behind(page.low, number.end))),)


def _made(page: _Page, number: Number, outer: int, count: Count) -> CountMark:
    if number.form in ("vague", "zero"):
        kind = "measure" if number.form == "vague" and page.times.kind(number.start, number.end) else "count"
    else:
        kind = kind_of(page.text, page.low, number, outer, page.times)
    return CountMark(start=number.start, end=number.end, outer_start=outer, count=count, kind=kind)


def _is_no_number(low: str, number: Number) -> bool:
    """Words of number that count nothing here: "one day", "no one", "as many", "some 50" (the 50 counts)."""
    if number.end - number.start > 4:
        return False
    said = low[number.start : number.end]
    if said == "one":
        return _idle_one(low, number)
    if said in ("many", "few"):
        front = _WORD_BEFORE.search(low[max(0, number.start - 16) : number.start])
        return front is not None and front[1] in words_of("idle_before")
    if said == "some":
        space = _SPACE.match(low, number.end)
        return space is not None and number_at(low, space.end()) is not None
    return False


def _idle_one(low: str, number: Number) -> bool:
    """Whether "one" is a pronoun or part of a phrase of its own."""
    front = _WORD_BEFORE.search(low[max(0, number.start - 16) : number.start])
    tail = low[number.end : number.end + 40]
    after = _WORD_AFTER.match(tail)
    word = (after[1] or after[0]) if after else ""
    if (front and front[1] in words_of("one_before")) or word in words_of("one_after") or tail[:1] in ("-", "'", "’"):
        return True
    return bool(_SUPERLATIVE.match(tail) or _IN_N.match(tail))
