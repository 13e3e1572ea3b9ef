"""Spark on this machine's cores against processes on the same: `python benchmarks/spark.py [--count N] [--link N]`.

N documents (default 300; the sample reports under other ids, in one file of JSON Lines) are read by `--workers` and by
a Spark job, which gathers, deals out, reads and writes its table. What both need to start is left out: each first reads
some documents. Printed: documents a second of wall time, and a second of processor time of all processes of a run,
which other programs on the machine disturb less; with --link the same for linking, on one core and on Spark.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.synthetic import reports
from testimonia import pipeline
from testimonia.spark import run, session
from testimonia.spark.reading import How, table
from testimonia.store import Ledger

TICKS = os.sysconf("SC_CLK_TCK")


def processor() -> float:
    """Seconds of processor time of this process, its descendants, and those of them that have ended."""
    times, parents = {}, {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, rest = int(place.parent.name), place.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        parents[number], times[number] = int(rest[1]), sum(map(int, rest[11:15])) / TICKS
    ours = {os.getpid()}
    while more := {n for n, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(times[n] for n in ours if n in times)


def lines(path: Path, count: int) -> Path:
    """A file of so many documents."""
    samples = [p for p in (files("testimonia") / "samples").iterdir() if p.name.endswith(".txt")]
    texts = [p.read_text(encoding="utf-8") for p in sorted(samples, key=lambda p: p.name)]
    with path.open("w", encoding="utf-8") as out:
        for n in range(count):
            out.write(json.dumps({"id": f"{n:06}", "text": texts[n % len(texts)], "published": "2016-03-20"}) + "\n")
    return path


def timed(name: str, count: int, act: Callable[[], object]) -> float:
    """Prints and returns how many documents a second of processor time."""
    wall, own = time.perf_counter(), processor()
    act()
    took, own = time.perf_counter() - wall, processor() - own
    print(f"{name:<28}{count / took:>10.1f}/s {count / own:>10.1f}/s of processor time", flush=True)
    return count / own


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--link", type=int, default=0, metavar="ACCOUNTS", help="also link so many synthetic accounts")
    asked = parser.parse_args()
    engine, how = session(f"local[{asked.cores}]"), How(reader="neural", read_all=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, many = lines(folder / "few.jsonl", 20), lines(folder / "many.jsonl", asked.count)

        def spark(path: Path) -> None:
            table(engine, [str(path)], how).write.mode("overwrite").parquet(str(folder / "table"))

        spark(few)
        items = pipeline.read([str(few), str(many)], read_all=True, workers=asked.cores)
        for _ in range(20):
            next(items)
        one = timed(f"{asked.cores} processes", asked.count, lambda: list(items))
        other = timed(f"Spark local[{asked.cores}]", asked.count, lambda: spark(many))
        print(f"Spark at {other / one:.2f} of the processes", flush=True)
        if asked.link:
            linking(engine, asked, folder, how)
    engine.stop()


def linking(engine: Any, asked: argparse.Namespace, folder: Path, how: How) -> None:
    """Prints what linking costs."""
    with Ledger.open(folder / "l", "write", create=True) as ledger:
        with ledger.batch():
            for document, reading, _ in reports(asked.link):
                ledger.record(document, reading)
        count = ledger.counts().accounts
        timed("linked on one core", count, lambda: pipeline.rebuild(ledger))
        ledger.publish_edition(())
        by_spark = f"linked by Spark local[{asked.cores}]"
        timed(by_spark, count, lambda: list(run(engine, [], ledger, folder / "w", how)))


if __name__ == "__main__":
    main()
