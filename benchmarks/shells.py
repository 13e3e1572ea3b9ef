"""Pages of the web around texts: real ones with another report in the place of their own, and made-up ones."""

from __future__ import annotations

import copy
import gzip
import random
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import trafilatura
from lxml import html

from benchmarks.gather import reports

_GONE = "//script[@type='application/ld+json'] | //meta[contains(@property,'description') or @name='description']"
_PROSE = 60  # code points of a paragraph that belongs to an article


def saved(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the pages of a folder (`.html`, `.html.gz`), by name."""
    for path in sorted([*folder.glob("*.html"), *folder.glob("*.html.gz")]):
        data = path.read_bytes()
        yield path.name.split(".")[0], gzip.decompress(data) if path.suffix == ".gz" else data


class Shell:
    """A saved page whose article is taken out."""

    def __init__(self, data: bytes) -> None:
        """Raises ValueError where the page has no article of at least three paragraphs side by side."""
        tree = html.document_fromstring(data.decode("utf-8", "replace").encode(), html.HTMLParser(encoding="utf-8"))
        beside: dict[Any, list[Any]] = {}
        for paragraph in tree.iter("p"):
            if len(paragraph.text_content().strip()) >= _PROSE:
                beside.setdefault(paragraph.getparent(), []).append(paragraph)
        place, own = max(beside.items(), key=lambda item: len(item[1]), default=(None, []))
        if place is None or len(own) < 3:
            raise ValueError("no article")
        at = place.index(own[0])
        for paragraph in own:
            place.remove(paragraph)
        for element in tree.xpath(_GONE):
            element.getparent().remove(element)
        self._tree, self._place, self._at = tree, tree.getroottree().getpath(place), at

    def around(self, text: str, number: int) -> bytes:
        """The page with a text, headline first, as its article, and an address of its own."""
        tree = copy.deepcopy(self._tree)
        title, _, body = text.strip().partition("\n")
        (place,) = tree.xpath(self._place)
        for step, line in enumerate(line for line in body.split("\n") if line.strip()):
            paragraph = html.Element("p")
            paragraph.text = line
            place.insert(self._at + step, paragraph)
        for heading in [*tree.iter("h1"), *tree.iter("title")][:2]:
            for child in list(heading):
                heading.remove(child)
            heading.text = title
        for element in tree.xpath("//link[@rel='canonical'] | //meta[@property='og:url' or @property='og:title']"):
            element.getparent().remove(element)
        for head in tree.xpath("//head")[:1]:
            head.append(html.Element("link", rel="canonical", href=f"https://news.example/{number}"))
        page: bytes = html.tostring(tree, encoding="utf-8", doctype="<!doctype html>")
        return page


class MadeUp:
    """A newspaper's page of made-up words: menus, teasers, scripts, a footer."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def _words(self, count: int) -> str:
        made = ("".join(self._rng.choices("aeioulmnrst", k=self._rng.randint(3, 9))) for _ in range(count))
        return " ".join(made).capitalize()

    def around(self, text: str, number: int) -> bytes:
        """The page with a text, headline first, as its article, and an address of its own."""
        title, _, body = text.strip().partition("\n")
        menu = "".join(f'<li><a href="/s/{n}">{self._words(2)}</a></li>' for n in range(60))
        teasers = "".join(
            f'<div class="teaser"><h3><a href="/t/{n}">{self._words(8)}</a></h3><p>{self._words(18)}</p></div>'
            for n in range(25)
        )
        script = "".join(f"window.q{n}={self._rng.randint(0, 10**9)};" for n in range(600))
        article = "".join(f"<p>{escape(line)}</p>" for line in body.split("\n") if line.strip())
        return (
            f'<!doctype html><html lang="en"><head><title>{escape(title)} | The Post</title><meta charset="utf-8">'
            f'<meta property="article:published_time" content="2018-05-0{self._rng.randint(1, 9)}T10:00:00Z">'
            f'<link rel="canonical" href="https://news.example/{number}"><script>{script}</script></head>'
            f"<body><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{escape(title)}</h1>{article}"
            f'</article></main><aside class="related">{teasers}</aside><footer><ul>{menu}</ul></footer></body></html>'
        ).encode()


def shells(folder: Path | None) -> list[Shell | MadeUp]:
    """The shells of a folder's pages that have an article, in whose place trafilatura finds what is put there, and
    little else (a live page's other entries, comments); without a folder a made-up one."""
    if folder is None:
        return [MadeUp(7)]
    (probe,) = reports(1)
    made: list[Shell | MadeUp] = []
    for _, data in saved(folder):
        try:
            shell = Shell(data)
        except ValueError:  # a page of another kind (a list, a gallery)
            continue
        found = trafilatura.extract(shell.around(probe, 0), fast=True, include_comments=False) or ""
        if 0.8 * len(probe) < len(found) < 1.25 * len(probe):
            made.append(shell)
    return made
