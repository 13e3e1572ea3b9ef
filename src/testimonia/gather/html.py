"""Web pages: the main text with its headline and paragraphs, and what the page says about itself."""

from __future__ import annotations

import logging
import re
from codecs import BOM_UTF8
from collections.abc import Callable
from functools import cache, cached_property
from importlib import import_module
from typing import Any

import msgspec

from testimonia.gather.dates import iso
from testimonia.gather.encoding import Decoded, decode
from testimonia.gather.limits import MAX_ELEMENTS, MAX_PAGE_BYTES
from testimonia.gather.metadata import Metadata, writable
from testimonia.gather.paragraphs import flat, headed, lines
from testimonia.gather.single import SingleSource
from testimonia.model.errors import InputError
from testimonia.model.text import FIRST_GLANCE, Document

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""")
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "body", "br", "dd", "div", "dl", "dt", "figcaption", "h1", "h2", "h3", "h4",
    "h5",
     "h6", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"}
)  # fmt: skip
_NO_TEXT = frozenset(
    {"script", "style", "noscript", "template", "nav", "footer", "aside", "form", "head", "svg", "iframe", "object"}
)
#: A main text under this many characters is doubted: the article's text in JSON-LD, or the page's blocks, may hold
#: more.
_DOUBTED = 250
#: Code points of the shortest block that is looked at in a glance: teasers and menus are shorter.
_SENTENCE = 60
_BY_BLOCKS = "blocks of the page"
_TOP = 4096
_SAVED = (
    (re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://\S+?)\s*-->"), "saved from url"),
    (re.compile(rb"<!--\s*Page saved with SingleFile\s+url:\s*(https?://\S+)"), "SingleFile"),
)
_CUT = "save the report alone, without the rest of the site"
#: Bytes of an element's tag without the values of its attributes; the parser's time grows with the square of their
#: number, and the longest real ones have some hundreds.
_MAX_TAG = 20_000
_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{%d,}" % _MAX_TAG)
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")

for _logger in ("trafilatura", "htmldate"):  # their remarks are about single elements and help nobody
    logging.getLogger(_logger).addHandler(logging.NullHandler())


class HtmlSource(SingleSource):
    """A `.html` page is one document: headline, blank line, then the main text with its paragraphs set apart by blank
    lines. Title, publisher, dates, address and language come from the page's own metadata; `found` says where each
    stood. A page that a browser saved "complete" brings its address in a remark at its top; the folder `NAME_files`
    beside it is not walked. A date that only htmldate finds is marked so (it is wrong about one time in ten). Today's
    date is never used. `worth`: see `Page.extracted`."""

    name = "html"
    suffixes = frozenset({".html", ".htm", ".xhtml"})
    limit = MAX_PAGE_BYTES
    cure = _CUT

    def __init__(self, worth: str | None = None) -> None:
        self.worth = worth

    def glancing(self, worth: str) -> HtmlSource:
        """The source that extracts with care only what is worth it."""
        return HtmlSource(worth)

    def document(self, data: bytes, name: str, published: str | None = None) -> Document:
        """The document of a file's bytes. Raises InputError where there is none in them."""
        return Page(data, name, published).extracted(self.worth)


class Page:
    """A page that is extracted only as far as is asked: at first glance, in a quarter of the time, or with care. It is
    parsed once, whatever is asked.

    `data` are its bytes, `name` names it in errors, `published` (from the user) stands in where it does not say its
    date. `declared` is the encoding that whoever sent it named (else its own declaration counts), `address` the address
    that it came from and who says so.
    """

    def __init__(self, data: bytes, name: str, published: str | None = None, declared: str | None = None,
                 address: tuple[str, str] | None = None) -> None:  # fmt: skip
        self._data, self._name, self._published = data, name, published
        self._declared, self._address = declared, address

    def extracted(self, worth: str | None) -> Document:
        """The page at first glance where the function `worth` (`module:name`, of such a document) says that it is not
        worth more, else, and where `worth` is None, with care. Raises InputError as `document`."""
        first = self.glance() if worth else None
        return first if worth and first and not _judge(worth)(first) else self.document()

    def glance(self) -> Document | None:
        """Its document with the text of all its longer blocks, menus and teasers as good as left out: enough to tell
        what it is about. None where only care can tell: there is hardly any text, or no address to name it by. Raises
        InputError where the page is empty or no text."""
        tree, said = self._tree, self._described[0]
        if said.url is None or not self._is_small:
            return None
        blocks = _long_blocks(tree, _NO_TEXT)
        if _length(blocks) < _DOUBTED:
            blocks = _long_blocks(tree, _NO_TEXT - {"form"})  # some publishers' pages stand in one form as a whole
        if _length(blocks) < _DOUBTED:
            return None
        said = msgspec.structs.replace(said, found=said.found | {"text": FIRST_GLANCE})
        return said.document(headed(said.title, blocks), self._name, self._published)

    def document(self) -> Document:
        """Its document with the main text. Raises InputError where the page is empty, no text, or holds none."""
        tree, (said, article_body) = self._tree, self._described
        if self._is_small and said.published is None and (date := _dated(tree)):
            said = msgspec.structs.replace(said, published=date, found=said.found | {"published": "htmldate"})
        paragraphs, how = _paragraphs(tree, article_body) if self._is_small else (lines(_shown_text(tree)), _BY_BLOCKS)
        if not paragraphs:
            cure = "save the page as a browser shows it, or give the report as .txt"
            raise InputError(self._name, "holds no text", cure)
        if self._decoded.why:
            how = f"{how}, {self._decoded.why}"
        said = msgspec.structs.replace(said, found=said.found | {"text": how})
        return said.document(headed(said.title, paragraphs), self._name, self._published)

    @cached_property
    def _decoded(self) -> Decoded:
        if not self._data or self._data.isspace():
            raise InputError(self._name, "is empty", "save the page again")
        label = _CHARSET.search(self._data[:_TOP])
        return decode(self._data, self._name, self._declared or (label[1].decode() if label else None))

    @cached_property
    def _tree(self) -> Any:
        return _tree(self._encoded, self._name)

    @cached_property
    def _is_small(self) -> bool:
        return _is_small(self._tree)

    @property
    def _encoded(self) -> bytes:
        """Its text in UTF-8: the very bytes, where they are."""
        decoded = self._decoded
        whole = decoded.encoding == "utf-8" and decoded.why is None and not self._data.startswith(BOM_UTF8)
        return self._data if whole else _bytes(decoded.text)

    @cached_property
    def _described(self) -> tuple[Metadata, str | None]:
        from testimonia.gather.page import Said, describe

        address = self._address or _saved_from(self._data[:_TOP])
        return describe(self._tree, Said("url", *address) if address else None)


@cache
def _judge(worth: str) -> Callable[[Document], bool]:
    module, _, name = worth.partition(":")
    judge: Callable[[Document], bool] = getattr(import_module(module), name)
    return judge


def main_paragraphs(markup: str, name: str) -> tuple[list[str], str]:
    """The paragraphs of the main text in a piece of HTML that has no metadata of its own (a message), and what gave
    them. Raises InputError where it is no HTML."""
    tree = _tree(_bytes(markup), name)
    return _paragraphs(tree, None) if _is_small(tree) else (lines(_shown_text(tree)), _BY_BLOCKS)


def fragment(markup: str) -> list[str]:
    """The paragraphs of a piece of HTML all of which is the report (an entry of a feed); none where there is no text
    in it."""
    try:
        return lines(_shown_text(_tree(_bytes(f"<div>{markup}</div>"), "")))
    except InputError:
        return []


def _saved_from(start: bytes) -> tuple[str, str] | None:
    """The address in the remark that browsers write at the top of a page that they save."""
    for pattern, where in _SAVED:
        if found := pattern.search(start):
            return found[1].decode("utf-8", "replace"), where
    return None


def _is_small(tree: Any) -> bool:
    return bool(tree.xpath("count(//*)") <= MAX_ELEMENTS)


def _tree(data: bytes, name: str) -> Any:
    from lxml import etree, html

    if has_long_tag(data):
        raise InputError(name, "has an element with thousands of attributes, as bombs do", _CUT)
    parser = html.HTMLParser(encoding="utf-8", remove_pis=True, remove_comments=True, huge_tree=True, collect_ids=False)
    # Its own look-up asks Python about every element, for the sake of forms.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as fault:
        _refuse_deep(parser, name)
        raise InputError(name, "holds no text", "save the page again, or give the report as .txt") from fault
    _refuse_deep(parser, name)
    return tree


def has_long_tag(data: bytes) -> bool:
    """Whether a tag is beyond measure; it stands in a long piece without a closing bracket, of which most pages have
    none and others one (a script): these are found by a look at a few bytes."""
    start = 0
    while len(data) - start > _MAX_TAG:
        end = data.rfind(b">", start, start + _MAX_TAG + 1)
        if end < 0:
            end = data.find(b">", start)
            end = len(data) if end < 0 else end
            if any(len(_QUOTED.sub(b"", tag[0])) > _MAX_TAG for tag in _LONG_TAG.finditer(data, start, end)):
                return True
        start = end + 1
    return False


def _refuse_deep(parser: Any, name: str) -> None:
    """Raises InputError where the parser stopped amidst elements within elements: what comes after them is lost."""
    last = parser.error_log.last_error
    if last is not None and last.type_name == "ERR_RESOURCE_LIMIT":
        raise InputError(name, "has more than two thousand elements within each other, as bombs do", _CUT)


def _bytes(text: str) -> bytes:
    """`writable(text)` in UTF-8, at once where it is writable."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return writable(text).encode()
    return data if b"\0" not in data else writable(text).encode()


def _dated(tree: Any) -> str | None:
    """The day that htmldate finds in the page's elements (not in its sentences, which name other days); not the first
    of a month, which it makes up where it finds a month or a year alone."""
    from htmldate import find_date

    try:
        found = find_date(tree, original_date=True, extensive_search=False, max_date="2100-01-01")
    except Exception:  # a page that trips it up has no date that can be trusted; the text is still good
        return None
    return iso(found) if isinstance(found, str) and not found.endswith("-01") else None


def _paragraphs(tree: Any, article_body: str | None) -> tuple[list[str], str]:
    """The main text's paragraphs, and what gave them."""
    laid_out = _preformatted(tree)
    main = _main(tree)
    if _length(laid_out) > 0.7 * _length(main):
        return laid_out, "pre"
    told = lines(article_body or "")
    same = flat(" ".join(told)) == flat(" ".join(main))  # the extractor reads JSON-LD too, and loses its paragraphs
    if told and (same or _length(main) < min(_DOUBTED, _length(told))):
        return told, "json-ld articleBody"
    return (main, "trafilatura") if main else (lines(_shown_text(tree)), _BY_BLOCKS)


def _preformatted(tree: Any) -> list[str]:
    """The paragraphs of the page's longest `pre` element: blank lines set them apart, single line ends do not."""
    longest = max((element.text_content() for element in tree.iter("pre")), key=len, default="")
    return [line for block in re.split(r"\n[ \t\r]*\n", longest) if (line := " ".join(writable(block).split()))]


def _main(tree: Any) -> list[str]:
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(tree, fast=True, include_comments=False, with_metadata=False)
    except Exception:  # a page that trips the extractor up still has its blocks
        return []
    return lines(getattr(found, "text", None) or "")


def _shown_text(tree: Any) -> str:
    """The text of the page's blocks, one a line, without scripts, menus and forms."""
    from lxml import etree

    parts: list[str] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        silent = element.tag in _NO_TEXT
        if silent and event == "start":
            walk.skip_subtree()
        words = element.tail if event == "end" else None if silent else element.text
        parts.append("\n" if element.tag in _BLOCKS else "")
        parts.append((words or "") if element.tag == "pre" else (words or "").replace("\n", " "))
    return "".join(parts)


def _long_blocks(tree: Any, silent: frozenset[str]) -> list[str]:
    """The blocks of a page that are long enough for a sentence and not mostly links, in their order; none that stands
    in `silent` elements."""
    from lxml import etree

    blocks: list[str] = []
    parts: list[str] = []
    links = linked = size = 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag, begins = element.tag, event == "start"
        if begins and tag in silent:
            walk.skip_subtree()
            continue
        if tag in _BLOCKS:
            if size >= _SENTENCE and 2 * linked < size:
                blocks.append("".join(parts))
            if size:
                parts, linked, size = [], 0, 0
        elif tag == "a":
            links += 1 if begins else -1
        if words := element.text if begins else element.tail:
            parts.append(words)
            size += len(words)
            linked += len(words) if links else 0
    return [line for block in (*blocks, "".join(parts)) if len(line := " ".join(block.split())) >= _SENTENCE]


def _length(paragraphs: list[str]) -> int:
    return sum(map(len, paragraphs))
