"""How fast the whole way is: reports a second on one core, memory while streaming, time to the first result.

    python benchmarks/chain.py [FOLDER] [--reports 10000]

FOLDER holds reports (default: the samples that ship with the package); they are repeated under changing ids. Absolute
figures are those of the machine; the ratios, against work that any program over the same texts has to do, measured in
the same run, are what compares between machines.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import msgspec

from testimonia import pipeline
from testimonia.model import codec
from testimonia.model.text import Document
from testimonia.store import Ledger

_TOKEN = re.compile(r"\w+|[^\w\s]")


def documents(folder: Path) -> list[Document]:
    """The reports of the folder."""
    return [d for d in pipeline.gathered([str(folder)]) if isinstance(d, Document)]


def repeated(reports: list[Document], count: int) -> Iterator[Document]:
    """`count` documents, one after the other, none kept."""
    for n in range(count):
        yield msgspec.structs.replace(reports[n % len(reports)], id=f"d-{n:08}")


def seconds(work: Callable[[], object], runs: int = 5) -> float:
    """The median time of some runs, the first left out."""
    took = []
    for _ in range(runs + 1):
        gc.collect()
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took[1:])


def resident() -> float:
    """Megabytes of this process's memory now (Linux), else the most it ever had."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def speed(reports: list[Document]) -> None:
    """Reports a second on one core, part by part, and against plain work on the same texts."""
    from trafilatura import extract

    reader, patterns, resolver = pipeline.reader_named(), pipeline.reader_named("patterns"), pipeline.resolver_with()
    marked = [(d, resolver.marks(d)) for d in reports]
    pages = [f"<html><body><article>{_paragraphs(d.text)}</article></body></html>" for d in reports]
    read = [pipeline.read_document(d, reader, resolver) for d in reports]
    words = sum(len(d.text.split()) for d in reports)
    parts = {
        "marks (dates, counts, places, actors)": lambda: [resolver.marks(d) for d in reports],
        "reading (triggers, figures, grouping)": lambda: [reader.read(d, m) for d, m in marked],
        "marks and reading by patterns alone": lambda: [pipeline.read_document(d, patterns, resolver) for d in reports],
        "marks and reading together": lambda: [pipeline.read_document(d, reader, resolver) for d in reports],
        "JSON out": lambda: [codec.encode(r) for r in read],
        "for comparison: regular expression, words": lambda: [_TOKEN.findall(d.text) for d in reports],
        "for comparison: trafilatura, page to text": lambda: [extract(page, fast=True) for page in pages],
    }
    took = {name: seconds(work) for name, work in parts.items()}
    whole = took["marks and reading together"]
    print(f"{len(reports)} reports, {words} words; one core, median of five runs")
    for name, t in took.items():
        print(f"  {name:<44} {len(reports) / t:>9.1f} reports/s   x {t / whole:.3f} of the whole")


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{p}</p>" for p in text.split("\n\n"))


def memory(reports: list[Document], count: int) -> None:
    """Memory while `count` reports stream through, at every tenth."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "many.jsonl")
        with path.open("wb") as out:
            for d in repeated(reports, count):
                line = {"id": d.id, "text": d.text, "published": d.published, "publisher": d.publisher}
                out.write(codec.encode(line) + b"\n")
        marks, incidents, start = [], 0, time.perf_counter()
        for n, item in enumerate(pipeline.read([str(path)]), start=1):
            if isinstance(item, tuple):
                incidents += len(item[1].incidents)
            if n % max(1, count // 10) == 0:
                marks.append(resident())
    took = time.perf_counter() - start
    print(f"{count} reports streamed, {incidents} incidents, {count / took:.1f} reports/s from file to reading")
    print("  resident MB at each tenth: " + " ".join(f"{m:.0f}" for m in marks))
    print(f"  last tenth against second: x {marks[-1] / marks[1]:.3f}")


def ledger(reports: list[Document]) -> None:
    """The ledger's part: recording, and computing the edition."""
    reader, resolver = pipeline.reader_named(), pipeline.resolver_with()
    told = [(d, pipeline.read_document(d, reader, resolver)) for d in reports]
    with tempfile.TemporaryDirectory() as scratch, Ledger.open(Path(scratch, "x.ledger"), "write", create=True) as book:
        start = time.perf_counter()
        with book.batch():
            for d, reading in told:
                if isinstance(reading, msgspec.Struct):
                    book.record(d, reading)
        recorded = time.perf_counter() - start
        rebuilt = seconds(lambda: pipeline.rebuild(book), runs=3)
        found = book.counts().incidents
    print(f"ledger: {len(told) / recorded:.0f} reports/s recorded; edition of {found} incidents in {rebuilt:.3f} s")


def first_result() -> None:
    """From typing the command to the first incident on standard output, in a process of its own."""
    text = "Gunmen killed nine soldiers in a raid near the Malian city of Gao on Friday, the army said."
    took, bare = [], []
    for _ in range(6):
        start = time.perf_counter()
        run = subprocess.run([sys.executable, "-m", "testimonia", "read", "-", "--published", "2018-05-06"],
                             input=text, capture_output=True, text=True, check=True)  # fmt: skip
        took.append(time.perf_counter() - start)
        if not json.loads(run.stdout)["incidents"]:
            raise SystemExit("the report of the benchmark was read without an incident")
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import json"], check=True)
        bare.append(time.perf_counter() - start)
    mine, python = statistics.median(took[1:]), statistics.median(bare[1:])
    print(f"first incident {mine:.2f} s after typing the command; x {mine / python:.1f} of an empty Python program")


def main() -> None:
    """Run all of it."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder", nargs="?", type=Path, default=Path(str(files("testimonia") / "samples")))
    ap.add_argument("--reports", type=int, default=10_000, help="how many reports to stream for the memory")
    args = ap.parse_args()
    reports = documents(args.folder)
    first_result()
    speed(reports)
    ledger(reports)
    memory(reports, args.reports)


if __name__ == "__main__":
    main()
