"""How well and how fast numbers are read: `python benchmarks/counts.py [--wrong N]`.

On the figures of the annotated training reports (never the development part): of the quotes that hold a number, how
many are marked as a count, and how many have the same low, best, high and vague word. Then processor time, microseconds
for a report of 400 words and for a phrase, beside a plain scan for digits and number words that understands nothing.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from annotated import referee, training

from testimonia.model.claim import Count
from testimonia.model.marks import CountMark
from testimonia.resolve.dates_sense import time_phrases
from testimonia.resolve.dates_words import phrases, words
from testimonia.resolve.numbers import count_marks, resolve_count

DATA = Path(os.environ.get("TESTIMONIA_DATA", Path(__file__).parents[2] / "shared"))
_SAYS_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|eleven|twelve|dozens?|scores|hundreds?|thousands?|"
    r"several|few|many|no|none|nobody)\b",
    re.I,
)


def figures() -> Iterator[tuple[str, str, int, int, Count]]:
    """The figures of training reports whose quote holds a number: name, text, start, end, gold."""
    locate = referee(DATA, "check").locate
    for doc, text in training(DATA):
        for incident in doc.get("incidents", []):
            for figure in incident.get("figures", []):
                for quote in figure["at"]:
                    start, end = locate(quote, text)
                    if _SAYS_NUMBER.search(text[start:end]):
                        gold = Count(figure["low"], figure["best"], figure["high"], figure.get("vague"))
                        yield doc["id"], text, start, end, gold


def reports(wrong: int) -> tuple[int, int, int, int]:
    """Quotes with a number, marked at all, marked as a count, with the gold value; the first `wrong` wrong ones are
    printed."""
    total = marked = counts = right = 0
    for name, text, start, end, gold in figures():
        near = [m for m in count_marks(text) if m.start < end and m.end > start]
        as_count: list[CountMark] = [m for m in near if m.kind == "count"]
        good = any(m.count == gold for m in as_count)
        total, marked = total + 1, marked + bool(near)
        counts, right = counts + bool(as_count), right + good
        if not good and wrong > 0:
            wrong -= 1
            said = text[max(0, start - 50) : start] + "[" + text[start:end] + "]" + text[end : end + 30]
            got = [
                (text[m.outer_start : m.end], m.kind, m.count.low, m.count.best, m.count.high, m.count.vague)
                for m in near
            ]
            print(
                f"{name}  gold {(gold.low, gold.best, gold.high, gold.vague)}  got {got}\n    {' '.join(said.split())}"
            )
    return total, marked, counts, right


def speed() -> tuple[float, float, float]:
    """Microseconds for a report of 400 words with 60 numbers, nothing cached, for one phrase, and for a plain scan."""
    text = (
        "Gunmen killed at least 12 people near the town on Friday, and two dozen were hurt, "
        "15 km from the base, police said. " * 19
    )
    begin = time.process_time()
    for turn in range(100):
        count_marks(f"{text}{turn}")
    report = (time.process_time() - begin) * 1e4
    for cached in (phrases, words, time_phrases):
        cached.cache_clear()
    begin = time.process_time()
    for turn in range(2000):
        resolve_count(f"at least {turn} dozen")
    phrase = (time.process_time() - begin) * 500
    begin = time.process_time()
    for turn in range(100):
        list(_SAYS_NUMBER.finditer(f"{text}{turn}"))
    return report, phrase, (time.process_time() - begin) * 1e4


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", type=int, default=0)
    options = parser.parse_args()
    total, marked, counts, right = reports(options.wrong)
    print(
        f"training figures with a number: {total}, marked {marked / total:.3f}, as a count {counts / total:.3f}",
        end=", ",
    )
    print(f"right {right / total:.3f}")
    report, phrase, scan = speed()
    print(f"speed: {report:.0f} microseconds for a report of 400 words, {phrase:.0f} for a phrase", end=" ")
    print(f"(a plain scan for numbers {scan:.0f}: {report / scan:.1f} times as long, with what they mean)")


if __name__ == "__main__":
    main()
