"""Pages that a browser saved with their pictures into one file (MHTML)."""

from __future__ import annotations

from email.errors import MessageError
from email.message import Message

from testimonia.gather.addresses import canonical
from testimonia.gather.html import Page
from testimonia.gather.limits import MAX_FILE_BYTES, MAX_PAGE_BYTES
from testimonia.gather.messages import parsed
from testimonia.gather.single import SingleSource
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_CURE = 'save the page again, or save it as "web page, complete"'


class MhtmlSource(SingleSource):
    """A `.mhtml` file is one document: the page in it, read as `HtmlSource` reads pages; pictures, styles and frames
    are left out. The address stands in the file's head (`Snapshot-Content-Location`, or the page's own
    `Content-Location`); the head's date is that of the saving and is not taken."""

    name = "mhtml"
    apart = True
    suffixes = frozenset({".mhtml", ".mht"})
    limit = MAX_FILE_BYTES
    cure = _CURE

    def document(self, data: bytes, name: str, published: str | None = None) -> Document:
        """The document of a file's bytes. Raises InputError where there is none in them."""
        return _document(data, name, published)


def _document(data: bytes, name: str, published: str | None) -> Document:
    try:
        saved = parsed(data, name, _CURE)
        part = next((p for p in saved.walk() if p.get_content_type() in ("text/html", "application/xhtml+xml")), None)
        content = part.get_payload(decode=True) if part is not None else None
        if part is None or not isinstance(content, bytes):
            raise InputError(name, "holds no page", _CURE)
        declared, address = part.get_content_charset(), _address(saved, part)
    except (
        MessageError,
        ValueError,
        LookupError,
        RecursionError,
        AttributeError,
        TypeError,
    ) as fault:  # what damaged heads trip over
        raise InputError(name, f"is no page that was saved whole: {type(fault).__name__}", _CURE) from fault
    if len(content) > MAX_PAGE_BYTES:
        raise InputError(name, f"holds a page of more than {MAX_PAGE_BYTES:,} bytes", "save the report alone")
    return Page(content, name, published, declared, address).document()


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
