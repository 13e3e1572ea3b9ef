"""Texts and the words in them."""

from __future__ import annotations

import hashlib
import re

import msgspec

# A full stop ends no sentence after these, nor after a single capital ("J. Smith", "U.S.").
_SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Maj|Col|Lt|Capt|Sgt|Cpl|Brig|Adm|Gov|Sen|Rep|Rev|St|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept|Sep|Oct|Nov|Dec|vs|approx|Inc|Ltd|Co)|\b[A-Z])\.$"
)
#: What `Document.found` says of a text that is all that a page shows, taken in at a glance.
FIRST_GLANCE = "first glance"
_STOP = re.compile(r"[.!?…][\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9])|\n")


class Span(msgspec.Struct, frozen=True, order=True):
    """A stretch of a text: code points `start` (inclusive) to `end` (exclusive)."""

    start: int
    end: int

    def overlaps(self, other: Span | Evidence) -> bool:
        """Whether the two stretches share at least one code point."""
        return self.start < other.end and other.start < self.end

    def cut(self, text: str) -> Evidence:
        """The evidence that this span marks in `text`."""
        return Evidence(self.start, self.end, text[self.start : self.end])


class Evidence(msgspec.Struct, frozen=True, order=True):
    """The exact words that carry a value: `document.text[start:end] == quote` (law 1)."""

    start: int
    end: int
    quote: str

    @property
    def span(self) -> Span:
        """Where the words stand."""
        return Span(self.start, self.end)


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it was gathered; never changed afterwards.

    `published` and `modified` are ISO 8601 (`2019-11-03`, or with time and offset) or None when the
    source does not say; they are never guessed from today's date. `found` says where a value of the
    metadata was found (`{"published": "meta article:published_time"}`). `origin` is the path or URL
    that it was read from, for messages only: it is no part of the document's version.
    """

    id: str
    text: str
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    url: str | None = None
    lang: str | None = None
    origin: str | None = None
    found: dict[str, str] = {}

    @property
    def glanced(self) -> bool:
        """Whether its text was taken in at a glance: all that a page shows, not the report alone."""
        return self.found.get("text") == FIRST_GLANCE

    @property
    def version(self) -> str:
        """Hash of all that the document says about itself: the same id with another version is a new version. That of a
        text taken in at a glance begins with zeros, and so comes before the report's own."""
        parts = (self.id, self.text, self.title, self.published, self.modified, self.publisher, self.url, self.lang)
        said = "\x1f".join("" if p is None else p for p in parts)
        digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{'0' * 8}{digest[:24]}" if self.glanced else digest[:32]

    def sentence(self, span: Span | Evidence) -> Span:
        """The whole sentence (or sentences) around a stretch of the text, without the white space around it.

        For showing evidence to people; a line end always ends a sentence.
        """
        start, end = 0, len(self.text)
        for stop in _STOP.finditer(self.text, max(0, span.start - 2000), min(end, span.end + 2000)):
            if self.text[stop.start()] == "." and _SHORT.search(self.text, max(0, stop.start() - 8), stop.start() + 1):
                continue
            if stop.end() <= span.start:
                start = stop.end()
            elif stop.end() >= span.end:
                end = stop.end()
                break
        start, end = max(start, span.start - 2000), min(end, span.end + 2000)
        while start < span.start and self.text[start].isspace():
            start += 1
        while end > span.end and self.text[end - 1].isspace():
            end -= 1
        return Span(start, end)

    @property
    def day(self) -> str | None:
        """The day of publication (`2019-11-03`), or None."""
        return self.published[:10] if self.published else None


def document_id(*, url: str | None, publisher: str | None, published: str | None, text: str) -> str:
    """The name of a document that brings none: a hash of its canonical URL, else of publisher, date and text."""
    basis = url if url else "\x1f".join((publisher or "", published or "", text))
    return "d-" + hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest()[:16]
