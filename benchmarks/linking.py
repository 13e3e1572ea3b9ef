"""How linking and reconciling grow: synthetic accounts with the skew of wars (benchmarks/synthetic.py).

usage: python benchmarks/linking.py [--insert] [N …]        default 10000 30000

Each size is measured in a process of its own, in seconds of processor time. Printed: accounts, incidents, comparisons,
seconds to link and to reconcile, the largest resident memory; the share of the pairs of one incident that linking would
join which blocking proposes (completeness; over a sample of 1,000 incidents), the F1 of the links found, and the
exponent of growth from each size to the next. `--insert`: also the processor time in which a ledger file of that
size is brought up to date after one more report (mean, median and greatest of those after the first, which opens what
is kept open) and after a verdict, in milliseconds;
the mean also as a share of the time in which all of it is computed anew, in the same run.
"""

from __future__ import annotations

import argparse
import gc
import math
import multiprocessing
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.synthetic import accounts, reports
from testimonia import pipeline
from testimonia.judging import sign
from testimonia.link import Scorer, link
from testimonia.link.blocks import keys, partners
from testimonia.link.cluster import LINKED
from testimonia.link.sketch import sketch
from testimonia.model.claim import Told
from testimonia.model.world import Cluster
from testimonia.reconcile import UcdpPolicy, reconcile
from testimonia.store import Ledger

SAMPLE = 1_000  # incidents
MORE = 100  # reports that come in one by one; the first is not timed with the others


def memory() -> float:
    """The largest resident memory so far, in gigabytes."""
    return int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) / 1024**2  # type: ignore[index]


def f1(clusters: Iterable[Cluster], truth: dict[str, int]) -> float:
    """How well pairs of accounts were joined."""
    both, found = Counter[tuple[int, int]](), 0
    for n, cluster in enumerate(clusters):
        both.update((n, truth[t.id]) for t in cluster.accounts)
        found += math.comb(len(cluster.accounts), 2)
    true = sum(math.comb(k, 2) for k in Counter(truth.values()).values())
    return 2 * sum(math.comb(k, 2) for k in both.values()) / (found + true)


def completeness(told: list[Told], truth: dict[str, int]) -> float:
    """The share of the pairs that are of one incident, and would be joined, which blocking proposes."""
    sketches, scorer = [sketch(t) for t in sorted(told, key=lambda t: t.order)], Scorer()
    chosen = set(random.Random(5).sample(sorted(set(truth.values())), min(SAMPLE, len(set(truth.values())))))
    of: dict[int, list[int]] = {}
    for i, s in enumerate(sketches):
        if truth[s.id] in chosen:
            of.setdefault(truth[s.id], []).append(i)
    wanted = {
        (i, j) for some in of.values() for i, j in combinations(some, 2)
        if sketches[i].document != sketches[j].document
        and scorer.log_odds(sketches[i], sketches[j]) >= LINKED
    }  # fmt: skip
    first = {i for i, _ in wanted}
    found = sum((i, j) in wanted for i, others in partners(sketches, map(keys, sketches)) if i in first for j in others)
    return found / len(wanted)


def measure(n: int, insert: bool, answer: multiprocessing.Queue[tuple[int, float]]) -> None:
    """Prints the figures of one size; answers with how many accounts and seconds."""
    told, truth = accounts(n)
    scorer, begin = Scorer(), time.process_time()
    clusters = link(told, scorer=scorer)
    linked = time.process_time() - begin
    for cluster in clusters:
        reconcile(cluster, UcdpPolicy())
    took = time.process_time() - begin
    print(f"{len(told):>8} accounts {len(clusters):>8} incidents {scorer.pairs:>9} comparisons", end="  ")
    print(f"linked {linked:6.1f} s  reconciled {took - linked:6.1f} s  {memory():.2f} GB", end="  ", flush=True)
    print(f"completeness {completeness(told, truth):.4f}  F1 {f1(clusters, truth):.3f}", flush=True)
    answer.put((len(told), took))
    del told, clusters
    if insert:
        inserted(n)


def inserted(n: int) -> None:
    """Prints how long one more report and one verdict take in a ledger of that size."""
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder, "l"), "write", create=True) as ledger:
        every = [(document, reading) for document, reading, _ in reports(n)]
        random.Random(3).shuffle(every)
        begin = time.process_time()
        with ledger.batch(size=2_000, seconds=60):
            for document, reading in every[MORE:]:
                ledger.record(document, reading)
        recorded = time.process_time() - begin
        pipeline.rebuild(ledger)
        del every[MORE:]
        gc.collect()
        gc.freeze()  # what made the ledger is not searched while the inserts are timed
        rebuilt = time.process_time() - begin - recorded
        print(f"{'':>8} recorded {recorded:6.1f} s  rebuilt {rebuilt:6.1f} s", end="  ", flush=True)
        took = []
        for document, reading in every[:MORE]:
            ledger.record(document, reading)
            took.append(_seconds(ledger))
        verdicts = []
        for told in random.Random(4).sample(list(ledger.accounts()), 10):
            ledger.judge(sign("reject", "ada", subjects=(told.id,)))
            verdicts.append(_seconds(ledger))
        later = [1000 * seconds for seconds in took[1:]]
        print(f"one more report, {len(later)} times: mean {statistics.mean(later):.0f} ms", end=", ")
        print(f"median {statistics.median(later):.0f}, at worst {max(later):.0f}", end="; ")
        print(f"on average {statistics.mean(later) / 1000 / rebuilt:.1g} of a rebuild", end="; ")
        print(f"a verdict: mean {1000 * statistics.mean(verdicts):.0f} ms", flush=True)


def _seconds(ledger: Ledger) -> float:
    """How long it takes to bring the edition up to date, of processor time."""
    begin = time.process_time()
    if not pipeline.renewed(ledger, pipeline.policy_named(), pipeline.recipe()):
        raise SystemExit("the edition was computed anew: nothing to measure")
    return time.process_time() - begin


def main() -> None:
    """Measures every size asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", metavar="N")
    parser.add_argument("--insert", action="store_true")
    asked = parser.parse_args()
    before = None
    for n in asked.sizes or [10_000, 30_000]:
        answer: multiprocessing.Queue[tuple[int, float]] = multiprocessing.get_context("spawn").Queue()
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(n, asked.insert, answer))
        process.start()
        count, took = answer.get()
        process.join()
        if before:
            print(f"growth exponent {math.log(took / before[1]) / math.log(count / before[0]):.2f}", flush=True)
        before = (count, took)


if __name__ == "__main__":
    main()
