"""A page for the tests of the reader: text in, marks of the real resolvers, laid out."""

from __future__ import annotations

from functools import cache

from testimonia.model.claim import Reading
from testimonia.model.text import Document
from testimonia.read.page import Page, lay_out
from testimonia.read.patterns import PatternReader
from testimonia.resolve.marks import Resolvers


@cache
def resolvers() -> Resolvers:
    """One set of resolvers for a test process."""
    return Resolvers.open()


def page_of(text: str, published: str = "2022-06-15") -> Page:
    """The page of a text."""
    document = Document(id="t", text=text, published=published)
    return lay_out(document, resolvers().marks(document))


def read(text: str, published: str = "2022-06-15") -> Reading:
    """What the pattern reader finds in a text."""
    document = Document(id="t", text=text, published=published)
    return PatternReader().read(document, resolvers().marks(document))
