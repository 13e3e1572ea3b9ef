"""What an input is, told by its first bytes, where its name does not say."""

from __future__ import annotations

import re
import zlib

from testimonia.gather.encoding import mark
from testimonia.gather.limits import HEAD_BYTES

_LINE = re.compile(r'\{[ \t]*(?:"|\})')
_SPREAD = re.compile(r'\{\s*\n\s*(?:"|$)|\[\s*(?:\{\s*"|\])')
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|article|main|div|section|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)


#: What kinds of file start with that are no lines of text.
_SIGNS = (
    (re.compile(rb"\s{0,64}%PDF-"), "pdf"),
    (re.compile(rb"PAR1"), "parquet"),
    (re.compile(rb"PK\x03\x04.{0,3000}word/", re.DOTALL), "docx"),
    (re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.text", re.DOTALL), "odt"),
    (re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.spreadsheet", re.DOTALL), "ods"),
    (re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.presentation", re.DOTALL), "odp"),
    (re.compile(rb"PK\x03\x04.{26}mimetypeapplication/epub\+zip", re.DOTALL), "epub"),
    (re.compile(rb"PK\x03\x04.{0,3000}xl/(?:workbook|worksheets|styles|theme|_rels)", re.DOTALL), "xlsx"),
    (re.compile(rb"PK\x03\x04.{0,3000}ppt/(?:presentation|slides|theme|_rels)", re.DOTALL), "pptx"),
    (re.compile(rb"PK\x03\x04"), "zip"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "ole"),
    (re.compile(rb"\s{0,64}\{\\rtf"), "rtf"),
    (re.compile(rb".{257}ustar", re.DOTALL), "tar"),
    (re.compile(rb"WARC/1\.\d\r?\n"), "warc"),
    (re.compile(rb"From \S.{0,200}\d\d:\d\d.*\n[A-Z][\w-]{1,40}: "), "mail"),
)
#: Kinds that are read packed by gzip as well.
_PACKED = frozenset({"tar", "warc"})
_HEADER = re.compile(r"[A-Z][\w-]{1,40}: ?.*\r?\n")
_MAIL = re.compile(r"^(?:Received|Return-Path|Message-ID|MIME-Version|Delivered-To|DKIM-Signature): ", re.I | re.M)
_WHOLE_PAGE = re.compile(r"^Content-Type: multipart/related", re.I | re.M)
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<\?[^>]*>\s*|<!DOCTYPE rss[^>]*>\s*)*<(?:rss|feed|rdf:RDF)\b", re.I | re.S
)
_JSON_FEED = re.compile(r'\{[^{[]*"version"\s*:\s*"https?://jsonfeed\.org/')


def kind(head: bytes) -> str:
    """The kind of input that begins with these bytes: a name that `testimonia.gather.files` knows the source of; or
    one that no source reads (`json` for JSON that is spread over lines, and those of `unread.py`)."""
    for sign, name in _SIGNS:
        if sign.match(head):
            return name
    if head.startswith(b"\x1f\x8b") and (inner := kind(_first_of(head))) in _PACKED:
        return inner
    text = _roughly(head).lstrip()
    if _JSON_FEED.match(text) or _FEED.match(text):
        return "feed"
    if _LINE.match(text):
        return "jsonl"
    if _SPREAD.match(text):
        return "json"
    if _HEADER.match(text) and _MAIL.search(text[:4096]):
        return "mhtml" if _WHOLE_PAGE.search(text[:4096]) else "mail"
    return "html" if _PAGE.match(text) else "text"


def _first_of(head: bytes) -> bytes:
    """The first bytes of what is packed by gzip; none where they cannot be had."""
    try:
        return zlib.decompressobj(31).decompress(head, HEAD_BYTES)
    except zlib.error:
        return b""


def _roughly(head: bytes) -> str:
    """The head as text, good enough to see what it starts with."""
    marked = mark(head)
    if marked:
        encoding, length = marked
        return head[length:].decode(encoding, "ignore")
    if head[1:2] == b"\0":
        return head.decode("utf-16-le", "ignore")
    return head.decode("latin-1")
