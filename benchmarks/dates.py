"""How well and how fast times are resolved: `python benchmarks/dates.py [--wrong N]`.

Three figures: on the public set of dated Wikinews texts (data folder, `corpora/time`) the value accuracy on gold
expressions and the share found and right end to end; on the incident dates of the annotated training reports (never
the development part) the same; and microseconds a call, beside dateparser on the same phrases. `--wrong N` lists N
wrong training expressions, to learn from; the public set is never listed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from annotated import referee, training

from testimonia.model.claim import Period
from testimonia.model.marks import DateMark
from testimonia.resolve.dates import date_marks, resolve_date
from testimonia.resolve.dates_sense import time_phrases
from testimonia.resolve.dates_words import phrases, words
from testimonia.resolve.numbers import count_marks

DATA = Path(os.environ.get("TESTIMONIA_DATA", Path(__file__).parents[2] / "shared"))


def overlapping(marks: tuple[DateMark, ...], start: int, end: int) -> DateMark | None:
    """The mark that shares most with `start:end`."""
    shared = [(min(end, m.end) - max(start, m.start), m) for m in marks]
    best = max(shared, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] > 0 else None


def bounds(value: str) -> tuple[str, str]:
    """First and last day of a gold value; `2012` and `2012-04` are whole years and months."""
    if re.fullmatch(r"\d{4}", value):
        return f"{value}-01-01", f"{value}-12-31"
    if re.fullmatch(r"\d{4}-\d{2}", value):
        return f"{value}-01", f"{value}-31"
    return value[:10], value[:10]


def same(kind: str, gold: str, got: Period) -> bool:
    """Whether a resolved period is the gold value. A year or month that is still running may end with the report; a
    value without a year is compared by what it has; of `WITHIN` the sides that are given."""
    if not got.start or not got.end or not got.precision:
        return False
    if kind == "DATE":
        if gold.startswith("--"):
            return got.start[5:7] == gold[2:4]
        first, _ = bounds(gold.lstrip("-"))
        size = {4: "year", 7: "month"}.get(len(gold.lstrip("-")), "day")
        return got.start == first and (got.precision == size) and (size != "day" or got.end == first)
    low, _, high = gold.partition("/")
    if gold.startswith("--"):
        return got.start[5:].startswith(low[2:]) and got.end[5:].startswith(high[2:])
    if kind == "WITHIN":
        return (not low or got.start[: len(low)] >= low) and (not high or got.end[: len(high)] <= high)
    return got.start.startswith(low) and got.end.startswith(high)


def side(gold: dict[str, Any], mark: DateMark) -> bool:
    """Whether gold is the beginning or the end of a longer range that was found as one, and that bound is right."""
    value, period = gold["value"], mark.period
    if (
        gold["type"] != "DATE"
        or not period.start
        or not period.end
        or mark.end - mark.start <= gold["end"] - gold["start"] + 2
    ):
        return False
    left, right = abs(gold["start"] - mark.start) <= 1, abs(gold["end"] - mark.end) <= 1
    return bool((left and period.start.startswith(value)) or (right and period.end.startswith(value)))


def on_gold(doc: dict[str, Any], gold: dict[str, Any], marks: tuple[DateMark, ...]) -> Period:
    """The meaning of gold words, given where they stand: with the words around and the last day named before."""
    start, end, text = gold["start"], gold["end"], doc["text"]
    before = [m.period for m in marks if m.end <= start and m.period.precision == "day" and m.role == "time"]
    return resolve_date(
        text[start:end],
        published=doc["published"],
        anchor=before[-1] if before else None,
        tense=None,
        day_first=False,
        before=text[max(0, start - 80) : start],
        after=text[end : end + 80],
    )


def public_set() -> tuple[int, int, int, int]:
    """Gold expressions, right on gold, found at all, found and right."""
    total = right = found = end_to_end = 0
    for line in (DATA / "corpora/time/gum_wikinews_dates.jsonl").open(encoding="utf-8"):
        doc = json.loads(line)
        text = doc["text"]
        marks = date_marks(text, published=doc["published"], day_first=False)
        for gold in doc["timex"]:
            total += 1
            mark = overlapping(marks, gold["start"], gold["end"])
            found += mark is not None
            good = mark is not None and (same(gold["type"], gold["value"], mark.period) or side(gold, mark))
            end_to_end += good
            right += good or same(gold["type"], gold["value"], on_gold(doc, gold, marks))
    return total, right, found, end_to_end


def expressions() -> Iterator[tuple[str, str, int, int, dict[str, str], str]]:
    """The date expressions of training incidents: name, text, start, end, gold date, published."""
    locate = referee(DATA, "check").locate
    for doc, text in training(DATA):
        for incident in doc.get("incidents", []):
            when = incident.get("date") or {}
            for quote in when.get("at", []) if when.get("start") else []:
                start, end = locate(quote, text)
                yield doc["id"], text, start, end, when, doc["published"]


def reports(wrong: int) -> tuple[int, int, int]:
    """Gold expressions in training reports, found, right; the first `wrong` wrong ones are printed."""
    total = found = right = 0
    for name, text, start, end, when, published in expressions():
        mark = overlapping(date_marks(text, published=published), start, end)
        good = mark is not None and (mark.period.start, mark.period.end) == (when["start"], when["end"])
        total, found, right = total + 1, found + (mark is not None), right + good
        if not good and wrong > 0:
            wrong -= 1
            said = text[max(0, start - 60) : start] + "[" + text[start:end] + "]" + text[end : end + 50]
            got = mark and (text[mark.start : mark.end], mark.period.start, mark.period.end, mark.period.unresolved)
            print(f"{name} ({published})  gold {when['start']}/{when['end']}  got {got}\n    {' '.join(said.split())}")
    return total, found, right


REPORT = """Gunmen killed at least 12 people near a market in the north of the country on Friday night, police said.

Witnesses told of men on motorcycles who rode in from the hills, fired at the stalls and set a school on fire. Two
dozen were hurt, among them a 24-year-old teacher who had come home last week. Soldiers reached the town, 15 km from
their base, the next morning. Nobody has claimed the attack; the governor, whose party lost the vote in 2018, called it
the worst since early March.
"""
PHRASES = (
    "Friday", "last Friday", "yesterday", "two days ago", "last week", "5 November", "Nov. 5, 2014", "in early March",
    "the weekend", "overnight", "a week ago", "3-5 June", "last month", "2014-11-05", "the night of 31 October",
)  # fmt: skip


def speed() -> tuple[float, float]:
    """Microseconds for the times and numbers of a report of 400 words, nothing cached, and for one phrase."""
    text = REPORT * 5
    date_marks(text, published="2019-11-03"), count_marks(text)
    begin = time.process_time()
    for turn in range(100):
        date_marks(f"{text}{turn}", published="2019-11-03")
        count_marks(f"{text}{turn}")
    report = (time.process_time() - begin) * 1e4 * 400 / len(text.split())
    begin = time.process_time()
    for _ in range(100):
        for phrase in PHRASES:
            resolve_date(phrase, published="2019-11-03")
        for cached in (words, phrases, time_phrases):
            cached.cache_clear()
    return report, (time.process_time() - begin) * 1e4 / len(PHRASES)


def speed_on_reports() -> float:
    """Milliseconds for the times and numbers of 400 words of training reports, the best of three turns."""
    texts = sorted({text for _, text, *_ in expressions()})
    words_in_all = sum(len(text.split()) for text in texts)
    turns = []
    for turn in range(3):
        begin = time.process_time()
        for text in texts:
            date_marks(f"{text}{turn}", published="2019-11-03")
            count_marks(f"{text}{turn}")
        turns.append(time.process_time() - begin)
    return min(turns) / words_in_all * 400 * 1e3


def speed_of_dateparser() -> float | None:
    """Microseconds a phrase that dateparser takes for the same list, or None where it is not installed."""
    try:
        import dateparser
    except ImportError:
        return None
    settings = {"RELATIVE_BASE": datetime(2019, 11, 3), "PREFER_DATES_FROM": "past"}
    dateparser.parse("Friday", languages=["en"], settings=settings)
    begin = time.process_time()
    for phrase in PHRASES:
        dateparser.parse(phrase, languages=["en"], settings=settings)
    return (time.process_time() - begin) * 1e6 / len(PHRASES)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", type=int, default=0)
    options = parser.parse_args()
    total, found, right = reports(options.wrong)
    print(f"training reports: {total} expressions, found {found / total:.3f}, right {right / total:.3f}")
    total, right, found, end_to_end = public_set()
    print(f"public set: {total} expressions, value right on gold {right / total:.3f}", end=", ")
    print(f"found {found / total:.3f}, found and right {end_to_end / total:.3f}")
    report, phrase = speed()
    print(
        f"speed: {report:.0f} microseconds for times and numbers of a report of 400 words that is full of them, "
        f"{speed_on_reports() * 1e3:.0f} for 400 words of training reports, {phrase:.0f} for a phrase",
        end="",
    )
    other = speed_of_dateparser()
    print(f" (dateparser {other:.0f}, {other / phrase:.0f} times as long)" if other else " (dateparser: not installed)")


if __name__ == "__main__":
    main()
