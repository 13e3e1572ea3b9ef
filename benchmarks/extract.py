"""Extractors of main text beside ours: `python benchmarks/extract.py FOLDER`.

FOLDER is a checkout of the public set scrapinghub/article-extraction-benchmark (MIT; 181 pages of 2019 with their text
by hand: `html/*.html.gz`, `ground-truth.json`). Each extractor that is installed here gives the text of every page; the
others are named at the end (`pip install readability-lxml justext resiliparse newspaper4k goose3 boilerpy3 inscriptis
selectolax`, in an environment of their own: not all of them go together). Printed: the text's precision, recall and F1
(shares of runs of four words, each run as often as it stands there; mean over the pages, F1 of both means, as the set's
authors reckon), the pages that lose more than a third of their text, and pages a second of processor time.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.shells import saved
from testimonia.gather.html import Page
from testimonia.model.errors import InputError
from testimonia.model.text import Document

RUN = 4
LOST = 2 / 3
Extractor = Callable[[bytes], str]


def ours(data: bytes) -> str:
    """With care."""
    try:
        return _body(Page(data, "page").document())
    except InputError:
        return ""


def glance(data: bytes) -> str:
    """At a glance."""
    try:
        first = Page(data, "page", address=("https://news.example/a", "here")).glance()
    except InputError:
        return ""
    return _body(first) if first else ""


def _body(document: Document) -> str:
    """The text without its headline, which the set's texts leave out."""
    return document.text.removeprefix(document.title or "")


def _trafilatura(fast: bool) -> Extractor:
    import trafilatura

    return lambda data: trafilatura.extract(data, fast=fast, include_comments=False) or ""


def _readability() -> Extractor:
    from lxml import html
    from readability import Document

    return lambda data: html.fromstring(Document(data.decode("utf-8", "replace")).summary()).text_content()


def _justext() -> Extractor:
    import justext

    stop = justext.get_stoplist("English")
    return lambda data: "\n".join(p.text for p in justext.justext(data, stop) if not p.is_boilerplate)


def _resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda data: extract_plain_text(data.decode("utf-8", "replace"), main_content=True, alt_texts=False)


def _newspaper() -> Extractor:
    import newspaper

    def text(data: bytes) -> str:
        article = newspaper.Article("https://news.example/a", fetch_images=False)
        article.download(input_html=data.decode("utf-8", "replace"))
        article.parse()
        return str(article.text)

    return text


def _goose() -> Extractor:
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})
    return lambda data: goose.extract(raw_html=data.decode("utf-8", "replace")).cleaned_text


def _boilerpy() -> Extractor:
    from boilerpy3.extractors import ArticleExtractor

    return lambda data: ArticleExtractor().get_content(data.decode("utf-8", "replace"))


def _inscriptis() -> Extractor:
    from inscriptis import get_text

    return lambda data: get_text(data.decode("utf-8", "replace"))


def _selectolax() -> Extractor:
    from selectolax.lexbor import LexborHTMLParser

    def text(data: bytes) -> str:
        page = LexborHTMLParser(data)
        return "\n".join(node.text() for node in page.css("p"))

    return text


MAKERS: dict[str, Callable[[], Extractor]] = {
    "testimonia": lambda: ours,
    "testimonia, at a glance": lambda: glance,
    "trafilatura, fast": lambda: _trafilatura(True),
    "trafilatura": lambda: _trafilatura(False),
    "readability-lxml": _readability,
    "newspaper4k": _newspaper,
    "goose3": _goose,
    "resiliparse": _resiliparse,
    "boilerpy3": _boilerpy,
    "justext": _justext,
    "selectolax, all p": _selectolax,
    "inscriptis, all text": _inscriptis,
}


def runs(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words of a text, with how often each stands there; of a shorter one the whole."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[n : n + RUN]) for n in range(max(1, len(words) - RUN + 1))) if words else Counter()


def scores(true: str, got: str) -> tuple[float | None, float | None]:
    """Precision and recall; None where there is nothing to be right about."""
    wanted, found = runs(true), runs(got)
    both = sum((wanted & found).values())
    return (both / found.total() if found else None), (both / wanted.total() if wanted else None)


def rows(folder: Path) -> Iterator[str]:
    """The table, a line at a time."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    pages = {name: data for name, data in saved(folder / "html") if name in truth}
    yield f"{len(pages)} pages of {sum(map(len, pages.values())) / len(pages) / 1000:.0f} kB"
    yield f"{'extractor':<26}{'F1':>7}{'precision':>11}{'recall':>8}{'lost':>6}{'pages/s':>9}"
    missing: list[str] = []
    for name, maker in MAKERS.items():
        try:
            extract = maker()
            extract(next(iter(pages.values())))  # what is loaded with the first page is not counted
        except ImportError:
            missing.append(name)
            continue
        yield row(name, extract, pages, {key: truth[key]["articleBody"] for key in pages})
    if missing:
        yield f"not installed here: {', '.join(missing)}"


def row(name: str, extract: Extractor, pages: dict[str, bytes], truth: dict[str, str]) -> str:
    """One extractor's line; a page that it fails on counts as no text."""
    got = {}
    start = time.process_time()
    for key, data in pages.items():
        try:
            got[key] = extract(data)
        except Exception:  # whatever it is, the next page is another
            got[key] = ""
    seconds = time.process_time() - start
    found = [scores(truth[key], got[key]) for key in pages]
    precision, recall = (mean(some for pair in found if (some := pair[n]) is not None) for n in (0, 1))
    lost = sum(one is not None and one < LOST for _, one in found)
    f1 = 2 * precision * recall / (precision + recall)
    return f"{name:<26}{f1:>7.3f}{precision:>11.3f}{recall:>8.3f}{lost:>6}{len(pages) / seconds:>9.0f}"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for line in rows(parser.parse_args().folder):
        print(line, flush=True)


if __name__ == "__main__":
    main()
