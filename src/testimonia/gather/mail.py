"""Messages: one in a file (EML), or a whole mailbox (mbox)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from pathlib import Path
from typing import BinaryIO

from testimonia.gather.addresses import canonical
from testimonia.gather.dates import loose
from testimonia.gather.encoding import decode
from testimonia.gather.html import main_paragraphs
from testimonia.gather.limits import MAX_FILE_BYTES
from testimonia.gather.messages import parsed
from testimonia.gather.metadata import Metadata, writable
from testimonia.gather.opening import through, whole
from testimonia.gather.paragraphs import headed, unwrapped
from testimonia.lang import marks
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_CURE = "save the message again, or its text as .txt"
_CUT_OUT = "take the message out of the mailbox and save its text as .txt"
_FROM = re.compile(rb"From .{0,200}\d\d:\d\d")
_QUOTED_FROM = re.compile(rb">+From ")
_REPLY = re.compile(rf"^(?:{marks('reply')}\s*:\s*|\[[^\]]{{1,40}}\]\s*)+", re.IGNORECASE)
#: Code points of a header that are looked at: to undo its encodings takes time that grows with their square.
_MAX_HEADER = 10_000
_SIGNATURE = re.compile(r"\n-- ?\n(?!.*\n-- ?\n).{0,1500}\Z", re.DOTALL)
#: What a damaged message makes the standard library's parser raise.
_FAULTS = (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError, AssertionError)


class MailSource:
    """A `.eml` file is one document, a `.mbox` file one for each message, taken one at a time. The subject is the
    title, the sender the publisher, the date and its time zone are the message's. Of a message that comes as text and
    as HTML the text counts; lines that were cut at a width are joined to paragraphs again. Attachments are left out:
    save them and give them as files."""

    name = "mail"
    apart = True
    suffixes = frozenset({".eml", ".mbox"})

    def accepts(self, path: Path) -> bool:
        """Whether the path ends in `.eml` or `.mbox`, in any case."""
        return path.suffix.lower() in self.suffixes

    def documents(self, path: Path, published: str | None = None) -> Iterator[Document | InputError]:
        """The documents of the file's messages in their order."""
        return through(path, self.stream, published)

    def stream(self, stream: BinaryIO, name: str, published: str | None = None) -> Iterator[Document | InputError]:
        """The documents that a binary stream holds: a mailbox, whose messages begin with a line `From … 10:00…`
        (`name:LINE` is the origin of each), or one message."""
        try:
            first = stream.readline(MAX_FILE_BYTES)
            if _FROM.match(first):
                yield from _mailbox(stream, name, published)
                return
            data = first + whole(stream, MAX_FILE_BYTES, name, _CURE)
            if not data.strip():
                raise InputError(name, "is empty", _CURE)
            yield _document(data, name, published)
        except InputError as error:
            yield error


def _mailbox(stream: BinaryIO, name: str, published: str | None) -> Iterator[Document | InputError]:
    for number, data in _messages(stream):
        place = f"{name}:{number}"
        try:
            if data is None:
                raise InputError(place, f"is a message of more than {MAX_FILE_BYTES:,} bytes", _CUT_OUT)
            yield _document(data, place, published)
        except InputError as error:
            yield error


def _messages(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The number of each message's first line and its bytes; None for a message over the limit, which is not kept.
    A line `From …` after a blank line begins the next; `>From` within one loses its mark (mboxrd)."""
    kept: list[bytes] | None = []
    size, start, number, blank = 0, 1, 1, False
    while line := stream.readline(1 << 20):
        number += 1
        if blank and _FROM.match(line):
            yield start, None if kept is None else b"".join(kept)
            kept, size, start, blank = [], 0, number, False
            continue
        size += len(line)
        blank = not line.strip()
        kept = None if kept is None or size > MAX_FILE_BYTES else kept
        if kept is not None:
            kept.append(line[1:] if _QUOTED_FROM.match(line) else line)
    yield start, None if kept is None else b"".join(kept)


def _document(data: bytes, name: str, published: str | None) -> Document:
    try:
        message = parsed(data, name, _CURE)
        if not (message.get("From") or message.get("Date") or message.get("Subject")):
            raise InputError(name, "is no message: it has no sender, date or subject", _CURE)
        paragraphs, how = _body(message, name)
        said = _said(message)
    except _FAULTS as fault:
        raise InputError(name, f"is a damaged message: {type(fault).__name__}", _CURE) from fault
    if not paragraphs:
        raise InputError(name, "is a message without text", "save what is attached to it, and give that")
    found = said.found | {"text": how}
    text = headed(said.title, paragraphs)
    return Metadata(
        title=said.title, published=said.published, publisher=said.publisher, url=said.url, lang=said.lang, found=found
    ).document(text, name, published)


def _said(message: Message) -> Metadata:
    name, address = parseaddr(_header(message, "From"))
    told = {
        "title": ("Subject", _REPLY.sub("", _header(message, "Subject"))),
        "published": ("Date", loose(re.sub(r"\s*\([^)]*\)$", "", _header(message, "Date"))) or ""),
        "publisher": ("From", name.strip() or address.rpartition("@")[2]),
        "url": ("Archived-At", canonical(_header(message, "Archived-At").strip("<>")) or ""),
        "lang": ("Content-Language", _header(message, "Content-Language")[:2].lower()),
    }
    said = {field: value for field, (_, value) in told.items() if value}
    return Metadata(**said, found={field: f"mail {told[field][0]}" for field in said})


def _header(message: Message, name: str) -> str:
    """A header's words on one line; the encodings of mail (`=?utf-8?q?…?=`) undone where they can be. What is written
    in it without any is UTF-8 (RFC 6532)."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    value = raw[:_MAX_HEADER].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    with contextlib.suppress(*_FAULTS):  # an unknown encoding: the words as they were sent
        value = str(make_header(decode_header(value)))
    return " ".join(writable(value).split())


def _body(message: Message, name: str) -> tuple[list[str], str]:
    """The paragraphs of the message's text, and what gave them: the plain text, else the HTML."""
    markup = None
    for part in message.walk():
        kind = part.get_content_type()
        if part.get_filename() or part.get_content_disposition() == "attachment":
            continue
        if kind == "text/plain" and (text := _text(part, name)).strip():
            return unwrapped(_SIGNATURE.sub("\n", text)), "mail text/plain"
        if kind == "text/html" and markup is None:
            markup = _text(part, name)
    if not markup or not markup.strip():
        return [], "mail"
    paragraphs, how = main_paragraphs(markup, name)
    return paragraphs, f"mail text/html, {how}"


def _text(part: Message, name: str) -> str:
    content = part.get_payload(decode=True)
    return decode(content, name, part.get_content_charset()).text if isinstance(content, bytes) else ""
