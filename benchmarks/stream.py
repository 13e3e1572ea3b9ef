"""A stream of web pages from bytes to accounts: `python benchmarks/stream.py DATA --ordinary FOLDER … --shells FOLDER`.

N pages (`--count`, default 1,000), one in fifty of them with a training report of the data folder, the others with
texts of the FOLDERs (.txt, of all subjects; without one, of made-up words), each in a page of a newspaper: one of the
saved pages of `--shells` with its own article taken out, or one of made-up words. In one process, page by page, each in
all stages: trafilatura alone; gathering with care (metadata, date, and the text by trafilatura); gathering as
`testimonia ingest` does (with care only what is worth more than a glance); with triage; with the reading of what
passes. Printed: documents a second of processor time (of each page the best of `--rounds` times), the time as a
multiple of what trafilatura alone takes, how many texts of each kind are read closely, and the largest resident memory.

Texts for the FOLDERs, kept outside the repository, each a `.txt` with its headline first: Wikinews (CC BY 2.5; its
dumps, or the tables of a year in vanatteveldt/wikinews); the news posts of agencies of the United States (public
domain; `content/news` of GSA/digitalgov.gov, the posts of 18F/18f.gsa.gov, without front matter and links); the items
of Wikipedia's Portal:Current events (CC BY-SA; by day and subject in ianrastall/current-events-context: take the
strings that end with a source in brackets, without it); GUM (amir-zeldes/gum). Take even years: the odd ones are for
measuring readers. Shells: the 181 pages of scrapinghub/article-extraction-benchmark, unpacked.

`--memory N` gathers and triages N pages through the whole pipeline instead, and prints the memory as it goes.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

import trafilatura

from benchmarks.annotated import training
from benchmarks.gather import reports
from benchmarks.shells import shells
from testimonia import pipeline
from testimonia.gather.html import HtmlSource
from testimonia.model.errors import InputError
from testimonia.model.text import Document
from testimonia.read.triage import triage
from testimonia.read.worth import why_not
from testimonia.reading import WORTH

VIOLENT = 0.02


class Page(NamedTuple):
    """A page of the stream, and whether its text is a report of an incident."""

    data: bytes
    violent: bool


def pages(asked: argparse.Namespace) -> Iterator[Page]:
    """The stream."""
    rng = random.Random(7)
    told = [text for gold, text in training(asked.data) if gold["kind"] == "report"]
    files = sorted(path for folder in asked.ordinary for path in folder.glob("*.txt"))
    calm = [path.read_text(encoding="utf-8")[:6_000] for path in files] or reports(200)
    rng.shuffle(calm)
    around = shells(asked.shells)
    print(f"{len(around)} shells")
    violent = {rng.randrange(asked.count) for _ in range(round(VIOLENT * asked.count))}
    for n in range(asked.count):
        text = rng.choice(told) if n in violent else calm[n % len(calm)]
        yield Page(around[n % len(around)].around(text, n), n in violent)


def memory(what: str = "HWM") -> float:
    """The largest resident memory so far (`RSS`: what it is now), in megabytes."""
    return int(re.search(rf"Vm{what}:\s*(\d+)", Path("/proc/self/status").read_text())[1]) / 1024  # type: ignore[index]


def gathered(source: HtmlSource, data: bytes) -> Document | None:
    """The page's document, if it has one."""
    try:
        return source.document(data, "page")
    except InputError:
        return None


def kept(source: HtmlSource, data: bytes) -> Document | None:
    """The page's document, where it is to be read closely."""
    document = gathered(source, data)
    return document if document and not why_not(document, read_all=False) else None


def table(stream: list[Page], rounds: int) -> None:
    """Prints the stages. Each page goes through all of them, one after another, so that what else the machine does
    slows all alike; of `rounds` times the best counts."""
    reader, resolver = pipeline.reader_named(), pipeline.resolver_with()
    careful, glancing = HtmlSource(), HtmlSource(WORTH)

    def close(page: Page) -> None:
        if document := kept(glancing, page.data):
            pipeline.read_document(document, reader, resolver)

    stages: dict[str, Callable[[Page], object]] = {
        "trafilatura alone": lambda page: trafilatura.extract(page.data, fast=True, include_comments=False),
        "gathered with care": lambda page: gathered(careful, page.data),
        "gathered": lambda page: gathered(glancing, page.data),
        "and triage": lambda page: kept(glancing, page.data),
        "and read": close,
    }
    told = next(page for page in stream if page.violent)
    for stage in stages.values():  # what is loaded with the first page is not counted
        stage(told)
    spent = dict.fromkeys(stages, 0.0)
    for page in stream:
        for name, stage in stages.items():
            spent[name] += min(timed(stage, page) for _ in range(rounds))
    print(f"{'stage':<20}{'documents/s':>12}{'ratio':>8}")
    for name, seconds in spent.items():
        print(f"{name:<20}{len(stream) / seconds:>12,.0f}{seconds / spent['trafilatura alone']:>8.2f}")
    read = [page for page in stream if kept(glancing, page.data)]
    for kind, violent in (("reports of incidents", True), ("others", False)):
        among, of = (sum(page.violent is violent for page in some) for some in (read, stream))
        print(f"read closely: {among} of {of} {kind} ({among / of:.1%})")
    texts = [document.text for page in stream if (document := gathered(careful, page.data))]
    print(
        f"triage of extracted texts: {len(texts) / sum(timed(triage().passes, text) for text in texts):,.0f} a second"
    )
    print(f"memory: {memory():,.0f} MB")


def timed(stage: Callable[[Any], object], what: object) -> float:
    """The processor time of one stage, in seconds."""
    start = time.process_time()
    stage(what)
    return time.process_time() - start


def grows(asked: argparse.Namespace) -> None:
    """Prints the memory of a long stream, gathered and triaged."""
    glancing = HtmlSource(WORTH)
    some = [page.data for page in pages(asked)]
    start = time.process_time()
    for n in range(1, asked.memory + 1):
        kept(glancing, some[n % len(some)])
        if n == 1_000 or not n % max(1, asked.memory // 10):
            print(
                f"{n:>9,} pages {memory('RSS'):>6.0f} MB {n / (time.process_time() - start):>8,.0f} pages/s", flush=True
            )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--ordinary", type=Path, nargs="*", default=[])
    parser.add_argument("--shells", type=Path)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--memory", type=int, metavar="N")
    asked = parser.parse_args()
    if asked.memory:
        grows(asked)
        return
    stream = list(pages(asked))
    size = sum(len(page.data) for page in stream) / len(stream) / 1000
    print(f"{len(stream)} pages of {size:.0f} kB, {sum(page.violent for page in stream)} of them violent")
    table(stream, asked.rounds)


if __name__ == "__main__":
    main()
