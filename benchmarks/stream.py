"""A stream of web pages from bytes to accounts: `python benchmarks/stream.py DATA [--ordinary FOLDER] [--count N]`.

N pages (default 1,000), one in fifty of them with a training report of the data folder, the others with texts of
FOLDER (.txt, of all subjects; without it, with made-up words), each in a page of a newspaper's size: menus, teasers,
scripts, a footer. In one process, stage by stage: trafilatura alone; gathering (metadata, date, and the text by
trafilatura); with language check and triage; with the reading of what passes. Printed: documents a second of processor
time, the time as a multiple of what trafilatura alone takes, and the largest resident memory.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Callable
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import trafilatura

from benchmarks.annotated import training
from benchmarks.gather import reports
from testimonia import pipeline
from testimonia.gather.html import HtmlSource
from testimonia.model.errors import InputError
from testimonia.model.text import Document
from testimonia.read.worth import worth_reading

VIOLENT = 0.02


def words(rng: random.Random, count: int) -> str:
    """Some words of a menu or a teaser."""
    made = ("".join(rng.choices("aeioulmnrst", k=rng.randint(3, 9))) for _ in range(count))
    return " ".join(made).capitalize()


def page(text: str, rng: random.Random) -> bytes:
    """A newspaper's page around a text."""
    title, _, body = text.strip().partition("\n")
    menu = "".join(f'<li><a href="/s/{n}">{words(rng, 2)}</a></li>' for n in range(60))
    teasers = "".join(
        f'<div class="teaser"><h3><a href="/t/{n}">{words(rng, 8)}</a></h3><p>{words(rng, 18)}</p></div>'
        for n in range(25)
    )
    script = "".join(f"window.q{n}={rng.randint(0, 10**9)};" for n in range(600))
    article = "".join(f"<p>{escape(line)}</p>" for line in body.split("\n") if line.strip())
    return (
        f'<!doctype html><html lang="en"><head><title>{escape(title)} | The Post</title><meta charset="utf-8">'
        f'<meta property="article:published_time" content="2018-05-0{rng.randint(1, 9)}T10:00:00Z">'
        f'<link rel="canonical" href="https://news.example/{rng.randint(0, 10**12)}"><script>{script}</script></head>'
        f"<body><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{escape(title)}</h1>{article}</article>"
        f'</main><aside class="related">{teasers}</aside><footer><ul>{menu}</ul></footer></body></html>'
    ).encode()


def pages(data: Path, ordinary: Path | None, count: int) -> tuple[list[bytes], int]:
    """The stream, and how many of it are violent."""
    rng = random.Random(7)
    told = [text for gold, text in training(data) if gold["kind"] == "report"]
    calm = [path.read_text(encoding="utf-8")[:6_000] for path in sorted(ordinary.glob("*.txt"))] if ordinary else []
    calm = calm or reports(200)
    violent = {rng.randrange(count) for _ in range(round(VIOLENT * count))}
    return [page(rng.choice(told if n in violent else calm), rng) for n in range(count)], len(violent)


def memory() -> float:
    """The largest resident memory so far, in megabytes."""
    return int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) / 1024  # type: ignore[index]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--ordinary", type=Path)
    parser.add_argument("--count", type=int, default=1_000)
    asked = parser.parse_args()
    stream, violent = pages(asked.data, asked.ordinary, asked.count)
    reader, resolver, source = pipeline.reader_named(), pipeline.resolver_with(), HtmlSource()
    passed = 0

    def gathered(data: bytes) -> Document | None:
        try:
            return source.document(data, "page")
        except InputError:
            return None

    def kept(data: bytes) -> Document | None:
        document = gathered(data)
        return document if document and worth_reading(document) else None

    def read(data: bytes) -> None:
        nonlocal passed
        if document := kept(data):
            passed += 1
            pipeline.read_document(document, reader, resolver)

    stages: dict[str, Callable[[bytes], object]] = {
        "trafilatura alone": lambda data: trafilatura.extract(data, fast=True, include_comments=False),
        "gathered": gathered, "and triage": kept, "and read": read,
    }  # fmt: skip
    for stage in stages.values():  # what is loaded with the first page is not counted
        stage(stream[0])
    passed = 0
    print(f"{len(stream)} pages of {sum(map(len, stream)) / len(stream) / 1000:.0f} kB, {violent} of them violent")
    print(f"{'stage':<20}{'documents/s':>12}{'ratio':>8}{'memory, MB':>12}")
    first = 0.0
    for name, stage in stages.items():
        start = time.process_time()
        for data in stream:
            stage(data)
        seconds = time.process_time() - start
        first = first or seconds
        print(f"{name:<20}{len(stream) / seconds:>12,.0f}{seconds / first:>8.2f}{memory():>12.0f}")
    print(f"read closely: {passed} ({passed / len(stream):.1%})")


if __name__ == "__main__":
    main()
