"""How many: the numbers of a text as low, best and high, each told apart from ages, dates, distances and names.

The reading of qualifiers is the annotation scheme's: "at least 53" is 53, 53, none; "more than 50" is 51, 51, none; "up to 20" is none, 20, 20;
"30 to 40" is 30, none, 40; "around 50" is best 50 alone; "nearly 50" is none, 50, 50; "dozens" has no number, only its word.
"""

from __future__ import annotations

import re
from functools import cache

from testimonia import lang
from testimonia.model.claim import Count
from testimonia.model.marks import CountMark
from testimonia.resolve.dates_words import words
from testimonia.resolve.numbers_kinds import Times, kind_of
from testimonia.resolve.numbers_words import Number, number_at, seeds

_BETWEEN = re.compile(r"\bbetween\s+$", re.I)
_FROM = re.compile(r"\b(?:from|of)\s+$", re.I)
_SUPERLATIVE = re.compile(r"\s+of\s+(?:\w+\s+){0,2}?(?:most|\w{3,}est|few|main|many|several reasons)\b", re.I)
_IN_N = re.compile(r"\s+(?:in|out of)\s+(?:every\s+)?(?:\d|three|four|five|six|ten)\b", re.I)


def count_marks(text: str) -> tuple[CountMark, ...]:
    """Every number of `text`, in order, none overlapping another; offsets are code points.

    "one" that counts nothing ("no one knew", "one day") has no mark, nor have "a" and "an". Never raises for any text.
    """
    line, known, times = words(text), seeds(), Times(text)
    out: list[CountMark] = []
    resume = 0
    for start, end in zip(line.starts, line.ends, strict=True):
        if start < resume or not (text[start].isdecimal() or text[start:end].lower() in known):
            continue
        for mark in _marks_at(text, start, times):
            if mark.start >= resume:
                out.append(mark)
                resume = mark.end
    return tuple(out)


def resolve_count(words_of_number: str) -> Count:
    """What a number phrase is worth: `resolve_count("at least two dozen") == Count(24, 24, None)`.

    The first count in the words; the first number of any kind where none counts; an empty `Count` where there is no number.
    """
    marks = count_marks(words_of_number)
    if not marks:
        return Count()
    return next((mark for mark in marks if mark.kind == "count"), marks[0]).count


def _marks_at(text: str, start: int, times: Times) -> tuple[CountMark, ...]:
    """The marks of the number phrase that begins at `start`: none, one, or two where a range is none."""
    between = bool(_BETWEEN.search(text, max(0, start - 12), start))
    number = number_at(text, start, between=between)
    if number is None or number.end <= start:
        return ()
    if number.form == "range" and number.split and _is_no_range(text, number, times):
        ends = number.split
        halves = number_at(text[: ends[0]], start), number_at(text, ends[1])
        return tuple(m for half in halves if half for m in _mark(text, half, times))
    if number.form == "plain" and times.kind(start, number.end) and " " in text[start : number.end]:
        number = _unjoined(text, number, times)
    return _mark(text, number, times)


def _unjoined(text: str, number: Number, times: Times) -> Number:
    """ "5 200" behind a month is a day and a number, not one number: the first group alone."""
    group = re.match(r"\d+", text[number.start : number.end])
    if group and not times.kind(number.start + group.end(), number.end):
        alone = number_at(text[: number.start + group.end()], number.start)
        return alone or number
    return number


def _is_no_range(text: str, number: Number, times: Times) -> bool:
    """Whether two numbers only look like a range: a toll that rose "from 12 to 15", a number beside a date."""
    head, tail = number.split or (number.start, number.end)
    if times.kind(number.start, head) != times.kind(tail, number.end):
        return True
    if number.link != "to":
        return False
    front = text[max(0, number.start - 70) : number.start].lower()
    changes = frozenset(lang.words("en", "numbers", "change"))
    return bool(_FROM.search(front)) and not changes.isdisjoint(re.findall(r"[a-z]+", front))


def _mark(text: str, number: Number, times: Times) -> tuple[CountMark, ...]:
    if _is_no_number(text, number):
        return ()
    outer, front = _qualifier(text, number.start)
    behind = _behind(text, number.end)
    between = _BETWEEN.search(text, max(0, number.start - 12), number.start)
    if between and number.form == "range":
        outer, front = between.start(), ""
    kind = "count" if number.form in ("vague", "zero") else kind_of(text, number, outer, times)
    if number.form == "vague" and times.kind(number.start, number.end):
        kind = "measure"
    count = _counted(number, front or behind)
    return (CountMark(start=number.start, end=number.end, outer_start=outer, count=count, kind=kind),)


def _counted(number: Number, qualifier: str) -> Count:
    """Low, best and high of a number under its qualifier."""
    if number.form in ("vague", "zero", "fraction"):
        return Count(number.low, number.best, number.high, number.vague)
    if number.form == "range":
        bounds = {"least": (number.low, None, None), "over": (_plus(number.low, 1), None, None),
                  "most": (None, number.high, number.high), "near": (None, number.high, number.high)}  # fmt: skip
        return Count(*bounds.get(qualifier, (number.low, None, number.high)))
    n = number.best
    if n is None:
        return Count(number.low, number.best, number.high)
    table: dict[str, tuple[int | None, int | None, int | None]] = {
        "least": (n, n, None), "over": (n + 1, n + 1, None), "most": (None, n, n), "under": (None, max(0, n - 1), max(0, n - 1)),
        "near": (None, n, n), "about": (None, n, None),
    }  # fmt: skip
    return Count(*table.get(qualifier, (number.low, n, number.high)))


def _plus(value: int | None, more: int) -> int | None:
    return None if value is None else value + more


@cache
def _fronts() -> dict[str, tuple[tuple[str, str], ...]]:
    """Qualifiers by their last word, the longest first."""
    out: dict[str, list[tuple[str, str]]] = {}
    for effect, phrase in lang.sections("en", "numbers")["before"]:
        out.setdefault(phrase.split()[-1], []).append((phrase, effect))
    return {last: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for last, found in out.items()}


def _qualifier(text: str, start: int) -> tuple[int, str]:
    """Where the qualifier in front of a number begins and what it does; `start` and nothing where there is none.

    Of two ("at least some 50") the firmer counts: "about" gives way to any other.
    """
    begin, effect = start, ""
    for _ in range(3):
        found = _one_qualifier(text, begin)
        if found is None:
            break
        begin = found[0]
        if effect in ("", "about", "exact"):
            effect = found[1]
    return begin, effect


def _one_qualifier(text: str, start: int) -> tuple[int, str] | None:
    head = text[max(0, start - 32) : start].lower()
    body = head.rstrip()
    last = re.search(r"[^\s(“\"'‘]+$", body)
    if last is None or (len(body) == len(head) and last[0] not in ("~", "<", ">", "≥")):
        return None
    for phrase, effect in _fronts().get(last[0], ()):
        if body.endswith(phrase) and not body[: -len(phrase)][-1:].isalpha():
            return start - len(head) + len(body) - len(phrase), effect
    return None


@cache
def _backs() -> re.Pattern[str]:
    rows = lang.sections("en", "numbers")["after"]
    effects = sorted({effect for effect, _ in rows})
    groups = (
        rf"(?P<{effect}>{'|'.join(re.escape(p) for e, p in sorted(rows, key=lambda r: -len(r[1])) if e == effect)})"
        for effect in effects
    )
    return re.compile(rf",?[\s-]?(?:{'|'.join(groups)})(?!\w)", re.I)


def _behind(text: str, end: int) -> str:
    """What a qualifier behind a number does: "50 or more", "a hundred or so"."""
    found = _backs().match(text, end)
    return (found.lastgroup or "") if found else ""


@cache
def _set(section: str) -> frozenset[str]:
    return frozenset(lang.words("en", "numbers", section))


def _is_no_number(text: str, number: Number) -> bool:
    """Words of number that count nothing here: "one day", "no one", "as many", "some 50" (the 50 counts)."""
    said = text[number.start : number.end].lower()
    front = re.search(r"([^\W\d_]+)[\s-]*$", text[max(0, number.start - 16) : number.start].lower())
    before = front[1] if front else ""
    if said == "one":
        return _idle_one(text, number, before)
    if number.form == "vague":
        if said in ("many", "few") and before in ("as", "so", "how", "too", "very", "that"):
            return True
        follows = re.match(r"\s+(?=\S)", text[number.end : number.end + 3])
        return (
            said == "some"
            and bool(follows)
            and number_at(text, number.end + (follows.end() if follows else 0)) is not None
        )
    return False


def _idle_one(text: str, number: Number, before: str) -> bool:
    tail = text[number.end : number.end + 40]
    after = re.match(r"['’]s\b|[\s-]*([^\W\d_]+)", tail.lower())
    word = (after[1] or after[0]) if after else ""
    if before in _set("one_before") or word in _set("one_after") or tail[:1] in ("-", "'", "’"):
        return True
    return bool(_SUPERLATIVE.match(tail) or _IN_N.match(tail))
