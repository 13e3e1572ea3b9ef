"""How well actors are found and named on the annotated training reports, and how fast.

    python benchmarks/actors.py [--show N] [--speed]

Reads the reports under TESTIMONIA_DATA (default: ../shared beside the checkout) but those of the development part.
Prints the share of gold perpetrators and targets whose words a mark covers and whose name is the same (by the referee's
`same_name`), the share of figures whose victim class `victim_class` finds from the words at the number, and processor
times against a rapidfuzz scan over the same names.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from annotated import referee, training

from testimonia.knowledge.actors import Registry
from testimonia.model.marks import ActorMark
from testimonia.resolve.actors import actor_marks, victim_class

DATA = Path(os.environ.get("TESTIMONIA_DATA") or Path(__file__).resolve().parents[1].parent / "shared")


def covered(marks: tuple[ActorMark, ...], places: list[tuple[int, int]]) -> list[ActorMark]:
    """The marks that touch any of the places."""
    return [m for m in marks if any(m.start < e and s < m.end for s, e in places)]


def names(show: int) -> None:
    """Prints shares of gold perpetrators, targets and claimants that are covered and named as annotated."""
    same_name, locate = referee(DATA).same_name, referee(DATA, "check").locate
    registry = Registry.open()
    tally: Counter[tuple[str, str]] = Counter()
    missed: list[str] = []
    for gold, text in training(DATA):
        marks = actor_marks(text, registry, published=gold.get("published"))
        for incident in gold["incidents"]:
            for field in ("perpetrators", "targets"):
                for item in incident.get(field, ()):
                    kind = field if item.get("class") != "property" else "targets (property)"
                    at = covered(marks, [locate(q, text) for q in item["at"]])
                    right = any(same_name(item["name"], m.name) for m in at)
                    tally[kind, "all"] += 1
                    tally[kind, "covered"] += bool(at)
                    tally[kind, "same name"] += right
                    if not right and kind == "perpetrators":
                        missed.append(
                            f"{gold['id'][:28]:28} {item['name']!r} at {item['at'][:2]}: {[m.name for m in at]}"
                        )
            for claim in incident.get("claims", ()):
                tally["claims", "all"] += 1
                tally["claims", "same name"] += any(same_name(claim["by"], m.name) for m in marks)
    for kind in ("perpetrators", "targets", "targets (property)", "claims"):
        total = tally[kind, "all"] or 1
        at = "" if kind == "claims" else f"  covered {tally[kind, 'covered'] / total:.3f}"
        print(f"{kind:20} {total:5}{at}  same name {tally[kind, 'same name'] / total:.3f}")
    print(*missed[:show], sep="\n")


def classes(show: int) -> None:
    """Prints how often the words at a number give the annotated victim class; no class found counts as `all`."""
    locate = referee(DATA, "check").locate
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    wrong: list[str] = []
    for gold, text in training(DATA):
        for incident in gold["incidents"]:
            country = next((p["country"] for p in incident.get("places", ()) if p.get("country")), None)
            for figure in incident["figures"]:
                if not figure["at"]:
                    continue
                start, end = locate(figure["at"][0], text)
                found = victim_class(_words(text, start, end), country)
                for group in ("all figures",) if found is None else ("all figures", "figures with a noun"):
                    total[group] += 1
                    right[group] += (found or "all") == figure["who"]
                if found and found != figure["who"]:
                    wrong.append(f"{figure['who']:12} {found:12} {country} {text[max(0, start - 20) : end + 50]!r}")
    for group in total:
        print(f"{group:20} {total[group]:5}  right class {right[group] / total[group]:.3f}")
    print(*wrong[:show], sep="\n")


def _words(text: str, start: int, end: int) -> str:
    """What follows a number, or the quote itself where it is the person."""
    quote = text[start:end]
    counts = any(c.isdigit() for c in quote) or quote.lower().split(" ")[0].split("-")[0] in NUMBERS
    return text[end : end + 80].lstrip("-– ") if counts and "old" not in quote else text[start : end + 80]


NUMBERS = frozenset((
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty",
    "sixty", "seventy", "eighty", "ninety", "hundred", "hundreds", "dozens", "scores", "several", "some", "many", "few",
    "no", "none", "at", "about", "nearly",
))  # fmt: skip


def timed(work: Callable[[], object], repeat: int = 5) -> float:
    """Median processor seconds of a call: what else the machine does leaves it alone."""
    times = []
    for _ in range(repeat):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times)


def speed() -> None:
    """Prints milliseconds to open the registry and to mark 400 words, beside rapidfuzz over the same list of names."""
    from rapidfuzz import fuzz, process

    from testimonia.knowledge import actors

    def opened() -> Registry:
        actors._shipped.cache_clear()
        return Registry.open([])

    registry = Registry.open([])
    words = " ".join(text for _, text in list(training(DATA))[:60]).split()
    texts = [" ".join(words[i : i + 400]) for i in range(0, min(len(words), 12000) - 400, 400)]
    actor_marks(texts[0], registry)
    ours = timed(lambda: [actor_marks(t, registry) for t in texts]) / len(texts)
    choices = [n.text for n in registry.names]
    scan = timed(lambda: process.extract(texts[0], choices, scorer=fuzz.partial_ratio, score_cutoff=95, limit=None), 3)
    search = timed(lambda: registry.search("Islamic State in Sahel"), 20)
    print(f"open the registry      {timed(opened) * 1000:8.1f} ms  ({len(registry)} actors, {len(choices)} names)")
    print(f"marks of 400 words     {ours * 1000:8.2f} ms")
    print(f"rapidfuzz partial scan {scan * 1000:8.2f} ms  (names alone: no case, no kinds, no state forces; ", end="")
    print(f"{scan / ours:.0f} times as long)")
    print(f"search                 {search * 1000:8.2f} ms")


def main() -> None:
    """Runs what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", type=int, default=0, help="list so many of what was missed")
    parser.add_argument("--speed", action="store_true", help="times alone")
    asked = parser.parse_args()
    if not asked.speed:
        names(asked.show)
        classes(asked.show)
    speed()


if __name__ == "__main__":
    main()
