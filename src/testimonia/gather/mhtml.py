"""Pages that a browser saved with their pictures into one file (MHTML)."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import BinaryIO

from testimonia.gather.addresses import canonical
from testimonia.gather.html import page
from testimonia.gather.limits import MAX_FILE_BYTES, MAX_PAGE_BYTES
from testimonia.gather.messages import parsed
from testimonia.gather.opening import through, whole
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_CURE = 'save the page again, or save it as "web page, complete"'


class MhtmlSource:
    """A `.mhtml` file is one document: the page in it, read as `HtmlSource` reads pages; pictures, styles and frames
    are left out. The address stands in the file's head (`Snapshot-Content-Location`, or the page's own
    `Content-Location`); the head's date is that of the saving and is not taken."""

    name = "mhtml"
    suffixes = frozenset({".mhtml", ".mht"})

    def accepts(self, path: Path) -> bool:
        """Whether the path ends in `.mhtml` or `.mht`, in any case."""
        return path.suffix.lower() in self.suffixes

    def documents(self, path: Path, published: str | None = None) -> Iterator[Document | InputError]:
        """The page's document, or the one InputError that says why there is none."""
        return through(path, self.stream, published)

    def stream(self, stream: BinaryIO, name: str, published: str | None = None) -> Iterator[Document | InputError]:
        """The document that a binary stream holds; `name` is its origin."""
        try:
            yield _document(whole(stream, MAX_FILE_BYTES, name, _CURE), name, published)
        except InputError as error:
            yield error


def _document(data: bytes, name: str, published: str | None) -> Document:
    try:
        saved = parsed(data, name, _CURE)
        part = next((p for p in saved.walk() if p.get_content_type() in ("text/html", "application/xhtml+xml")), None)
        content = part.get_payload(decode=True) if part is not None else None
        if part is None or not isinstance(content, bytes):
            raise InputError(name, "holds no page", _CURE)
        declared, address = part.get_content_charset(), _address(saved, part)
    except (
        ValueError,
        LookupError,
        RecursionError,
        AttributeError,
        TypeError,
    ) as fault:  # what damaged heads trip over
        raise InputError(name, f"is no page that was saved whole: {type(fault).__name__}", _CURE) from fault
    if len(content) > MAX_PAGE_BYTES:
        raise InputError(name, f"holds a page of more than {MAX_PAGE_BYTES:,} bytes", "save the report alone")
    return page(content, name, published, declared, address)


def _address(saved: Message, part: Message) -> tuple[str, str] | None:
    for message, header in (
        (saved, "Snapshot-Content-Location"),
        (part, "Content-Location"),
        (saved, "Content-Location"),
    ):
        value = str(message.get(header, "")).strip()
        if canonical(value):
            return value, f"MHTML {header}"
    return None
