"""How fast each kind of input becomes documents, and in how much memory: `python benchmarks/gather.py [--count N]`.

For each source N reports of made-up words (some 300 words each; default 200) are written in its format into a folder of
their own and gathered by a fresh process: documents a second of processor time (with the half second that extraction
takes to import), megabytes of input a second, and the largest resident memory. Then near-duplicates: signatures a
second, and look-ups a second among N of them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from testimonia.gather.copies import Index, signature
from tests.fixtures.gather import make

MEASURED = """
import re, sys, time
from testimonia.gather import gather
from testimonia.model.text import Document
start = time.process_time()
count = sum(isinstance(one, Document) for one in gather([sys.argv[1]]))
seconds = time.process_time() - start
print(count, seconds, int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) / 1024)
"""


def reports(count: int) -> list[str]:
    """Texts of sentences of made-up words, the same each time."""
    rng = random.Random(5)
    words = ["".join(rng.choices("aeioulmnrst", k=rng.randint(2, 9))) for _ in range(4_000)]

    def sentence() -> str:
        return " ".join(rng.choices(words, k=15)).capitalize() + "."

    return ["\n\n".join(" ".join(sentence() for _ in range(4)) for _ in range(5)) for _ in range(count)]


def page(text: str) -> bytes:
    """A page with some furniture."""
    menu = "".join(f'<li><a href="/{n}">Part {n}</a></li>' for n in range(40))
    body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    article = f"<article><h1>One of many reports</h1>{body}</article>"
    return f"<html><body><nav><ul>{menu}</ul></nav>{article}</body></html>".encode()


def pdf(text: str) -> bytes:
    """One page of one column."""
    words, rows = text.split(), []
    while words:
        rows.append(" ".join(words[:12]))
        words = words[12:]
    return make.pdf("".join(make.show(56, 780 - 13 * n, 10, row) for n, row in enumerate(rows)))


def each(suffix: str, made: Callable[[str], bytes]) -> Callable[[Path, list[str]], None]:
    """A writer of one file for each report."""

    def write(folder: Path, texts: list[str]) -> None:
        for number, text in enumerate(texts):
            (folder / f"{number:06}{suffix}").write_bytes(made(text))

    return write


def one(name: str, made: Callable[[list[str]], bytes]) -> Callable[[Path, list[str]], None]:
    """A writer of one file for all reports."""

    def write(folder: Path, texts: list[str]) -> None:
        (folder / name).write_bytes(made(texts))

    return write


def lines(texts: list[str]) -> bytes:
    """The reports as JSON Lines."""
    return "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()


def feed(texts: list[str]) -> bytes:
    """A feed with whole reports."""
    items = "".join(f"<item><title>One</title><description>{text}</description></item>" for text in texts)
    return f"<rss version='2.0'><channel><title>Paper</title>{items}</channel></rss>".encode()


def crawl(texts: list[str]) -> bytes:
    """A web archive of pages."""
    site = "https://news.example/"
    return b"".join(
        make.record("response", f"{site}{n}", make.answer(page(text)), make.HTTP) for n, text in enumerate(texts)
    )


def crawled_texts(texts: list[str]) -> bytes:
    """A web archive of texts."""
    site = "https://news.example/"
    return b"".join(make.record("conversion", f"{site}{n}", t.encode(), "text/plain") for n, t in enumerate(texts))


def box(texts: list[str]) -> bytes:
    """A mailbox."""
    head = "From a@b.example Mon Jan  7 10:00:00 2019\nFrom: a@b.example\nSubject: One of many\n\n"
    return "".join(f"{head}{text}\n\n" for text in texts).encode()


WRITERS: dict[str, Callable[[Path, list[str]], None]] = {
    "text": each(".txt", str.encode),
    "markdown": each(".md", str.encode),
    "html": each(".html", page),
    "pdf": each(".pdf", pdf),
    "jsonl": one("a.jsonl", lines),
    "csv": one("a.csv", lambda texts: ("text\n" + "".join(f'"{text}"\n' for text in texts)).encode()),
    "parquet": one("a.parquet", lambda texts: make.parquet({"text": texts})),
    "feed": one("a.rss", feed),
    "mbox": one("a.mbox", box),
    "zip of texts": one("a.zip", lambda texts: make.zipped({f"{n}.txt": text for n, text in enumerate(texts)})),
    "tgz of texts": one("a.tgz", lambda texts: make.tarred({f"{n}.txt": text for n, text in enumerate(texts)})),
    "jsonl in zip": one("a.zip", lambda texts: make.zipped({"a.jsonl": lines(texts)})),
    "warc.gz": one("a.warc.gz", crawl),
    "wet.gz": one("a.wet.gz", crawled_texts),
    "wet": one("a.wet", lambda texts: gzip.decompress(crawled_texts(texts))),
}


def measured(name: str, texts: list[str]) -> str:
    """One row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        WRITERS[name](Path(folder), texts)
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        done = subprocess.run([sys.executable, "-c", MEASURED, folder], capture_output=True, text=True, check=True)
        count, seconds, memory = (float(word) for word in done.stdout.split())
    if count != len(texts):
        raise SystemExit(f"{name}: {count:.0f} documents of {len(texts)} reports")
    return f"{name:<14}{count / seconds:>12,.0f}{size / seconds:>10.1f}{memory:>12.0f}"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200, help="reports of each kind")
    texts = reports(parser.parse_args().count)
    print(f"{'source':<14}{'documents/s':>12}{'MB/s':>10}{'memory, MB':>12}")
    for name in WRITERS:
        print(measured(name, texts))
    start = time.process_time()
    known = [signature(text) for text in texts]
    middle = time.process_time()
    index = Index()
    for number, one_of_them in enumerate(known):
        index.find(one_of_them)
        index.add(str(number), one_of_them)
    end = time.process_time()
    print(f"signatures/s {len(texts) / (middle - start):,.0f} · look-ups/s {len(texts) / (end - middle):,.0f}")


if __name__ == "__main__":
    main()
