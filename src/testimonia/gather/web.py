"""Addresses to documents: pages, files, feeds and sitemaps, with the pages that these lead to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from importlib import import_module
from typing import BinaryIO

import msgspec

from testimonia.gather import apart, feed, sitemap, unread
from testimonia.gather.addresses import canonical
from testimonia.gather.feed import Link
from testimonia.gather.fetch import Fetched, Fetcher
from testimonia.gather.html import Page
from testimonia.gather.limits import HEAD_BYTES, MAX_PAGE_BYTES
from testimonia.gather.members import Streaming
from testimonia.gather.page import by_address
from testimonia.gather.robots import Manners
from testimonia.gather.sniff import kind
from testimonia.model.errors import InputError
from testimonia.model.text import Document, document_id

#: Files that hold one report and do not say where it stands.
_SINGLE = ("pdf", "docx", "odt", "rtf", "text")
_FILES = {"pdf": "pdf:PdfSource", "docx": "docx:DocxSource", "odt": "odt:OdtSource", "rtf": "rtf:RtfSource",
          "text": "text:TextSource", "jsonl": "jsonl:JsonlSource", "mail": "mail:MailSource",
          "mhtml": "mhtml:MhtmlSource", "parquet": "parquet:ParquetSource", "zip": "archive:ArchiveSource",
          "tar": "archive:ArchiveSource", "warc": "warc:WarcSource"}  # fmt: skip
_PAGES = ("text/html", "application/xhtml+xml")
_FEED_LINK = re.compile(
    rb"""<link\b(?=[^>]{0,400}rel\s*=\s*["']?alternate)(?=[^>]{0,400}type\s*=\s*["']?application/(?:rss|atom|feed)\+)"""
    rb"""[^>]{0,400}?href\s*=\s*["']?([^"'\s>]{1,500})""",
    re.IGNORECASE,
)
_DEEP = 3  # indexes of sitemaps within each other

Found = Document | Link | InputError


def documents(
    url: str, published: str | None = None, *, local: bool = False, manners: Manners | None = None
) -> Iterator[Document | InputError]:
    """The documents that stand at an address, those of the pages that a feed or a sitemap there gives, and an
    InputError as a value for each that cannot be had.

    The address itself is fetched as a browser does; what it leads to is fetched one by one, with a pause between two
    requests to one host, and only where the site's robots.txt allows it. `local`: also from addresses that are not
    public; `manners` fetches instead.
    """
    try:
        polite = manners or Manners(Fetcher(local=local))
        yield from _followed(polite.fetcher.fetch(url), url, published, polite, 1)
    except InputError as error:
        yield error


def _followed(
    got: Fetched, url: str, published: str | None, manners: Manners, depth: int
) -> Iterator[Document | InputError]:
    for found in contents(got, url, published):
        if not isinstance(found, Link):
            yield found
            continue
        try:
            further = manners.fetch(found.url)
            if not is_list(further):
                yield from report(further, found, published)
            elif depth < _DEEP:
                yield from _followed(further, found.url, published, manners, depth + 1)
            else:
                yield InputError(found.url, f"is a list in a list, more than {_DEEP} deep", "give its own address")
        except InputError as error:
            yield error


def is_list(got: Fetched) -> bool:
    """Whether what was fetched is a feed or a sitemap."""
    head = _head(got)
    return sitemap.is_sitemap(head) or kind(head) == "feed"


def contents(got: Fetched, url: str, published: str | None = None) -> Iterator[Found]:
    """The documents and links in what was fetched from `url`; faults as values."""
    head = _head(got)
    try:
        if sitemap.is_sitemap(head):
            pages, maps = sitemap.links(got.data, url)
            yield from (*pages, *maps)
        elif kind(head) == "feed":
            yield from feed.parts(got.data, url, published)
        else:
            yield from report(got, Link(url=url), published)
    except InputError as error:
        yield error


def report(got: Fetched, link: Link, published: str | None = None) -> Iterator[Document | InputError]:
    """The documents of a page or a file that was fetched because of `link`; what it does not say of itself, the link
    does. Faults as values."""
    what = kind(_head(got))
    try:
        if what == "html" or (what == "text" and got.kind in _PAGES):
            if len(got.data) > MAX_PAGE_BYTES:
                raise InputError(link.url, f"is a page of more than {MAX_PAGE_BYTES:,} bytes", "save the report alone")
            page = Page(got.data, link.url, None, got.charset, (got.url, "address"))
            yield _completed(page.document(), got, link, published)
            return
        if refused := unread.refusal(link.url, what, _head(got)):
            raise refused
        if what not in _FILES:
            raise InputError(link.url, f"holds nothing that can be read ({got.kind or what})", "give a page or a file")
        module, _, name = _FILES[what].partition(":")
        source: Streaming = getattr(import_module(f"testimonia.gather.{module}"), name)()
        given = None if what in _SINGLE else published
        data = io.BytesIO(got.data)
        hostile = apart.is_hostile(source)
        for found in (apart.stream if hostile else _in_here)(source, data, link.url, given):
            single = isinstance(found, Document) and what in _SINGLE
            yield _completed(found, got, link, published) if single else found  # type: ignore[arg-type]
    except InputError as error:
        yield error


def _in_here(source: Streaming, data: BinaryIO, name: str, published: str | None) -> Iterator[Document | InputError]:
    return source.stream(data, name, published)


def feeds_of(got: Fetched) -> list[str]:
    """The addresses of the feeds that a page names as its own."""
    from urllib.parse import urljoin

    return [urljoin(got.url, href.decode("utf-8", "replace")) for href in _FEED_LINK.findall(got.data[:200_000])]


def _completed(document: Document, got: Fetched, link: Link, published: str | None) -> Document:
    """The document with what the link, the address and the user say where it does not say it itself. What has no
    address of its own gets the one that it was fetched from, and is named by it."""
    said = {"url": document.url, "published": document.published, "modified": document.modified,
            "publisher": document.publisher, "title": document.title, "lang": document.lang}  # fmt: skip
    told = dict(link.said)
    if address := canonical(got.url):
        told["url"] = (address, "address")
        for one in by_address(address):
            told.setdefault(one.field, (one.value, one.where))
    if published:
        told.setdefault("published", (published, "--published"))
    guessed = [field for field in ("publisher", "published") if document.found.get(field) == "address"]
    new = {field: told[field] for field in said if field in told and (said[field] is None or field in guessed)}
    full = {**said, **{field: value for field, (value, _) in new.items()}}
    name = document_id(url=canonical(full["url"]), publisher=full["publisher"], published=full["published"],
                       text=document.text)  # fmt: skip
    found = document.found | {field: where for field, (_, where) in new.items()}
    return msgspec.structs.replace(document, id=name, found=found, **full)


def _head(got: Fetched) -> bytes:
    """The first bytes, unpacked where a sitemap came packed as a file (`.xml.gz`)."""
    from testimonia.gather.unpacking import unpacked

    if got.data.startswith(b"\x1f\x8b"):
        try:
            return unpacked(io.BytesIO(got.data), got.url).read(HEAD_BYTES)
        except InputError:
            return b""
    return got.data[:HEAD_BYTES]
