"""Web archives: WARC and WET, as crawlers write them, packed or not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from testimonia.gather.addresses import canonical
from testimonia.gather.encoding import decode
from testimonia.gather.html import Page
from testimonia.gather.limits import CUT, MAX_PAGE_BYTES
from testimonia.gather.metadata import Metadata
from testimonia.gather.opening import reason, through
from testimonia.gather.unpacking import unpacked
from testimonia.model.errors import InputError
from testimonia.model.text import Document

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 1 << 16
#: What fastwarc raises over damaged records.
_FAULTS = (OSError, ValueError, RuntimeError, TypeError, AttributeError, OverflowError)
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TEXTS = frozenset({"text/plain"})
_CURE = "fetch the archive again"
_PAGE = "fetch the page by itself; the others are read"
#: ISO 639-3, as Common Crawl writes it, to the two letters of ISO 639-1.
_TWO = {"eng": "en", "fra": "fr", "ara": "ar", "spa": "es", "por": "pt", "rus": "ru", "ukr": "uk", "deu": "de",
        "ita": "it", "fas": "fa", "tur": "tr", "zho": "zh", "hin": "hi", "urd": "ur", "pol": "pl", "nld": "nl",
        "swa": "sw", "som": "so", "heb": "he", "ind": "id"}  # fmt: skip


class WarcSource:
    """A `.warc` (`.warc.gz`) is one document for each page that a server answered with status 200 and a text or a web
    page; a `.wet` (`.wet.gz`) one for each page's text. One record is in memory at a time. The address is the record's
    (`WARC-Target-URI`) where the page names none; the date is the page's own, never that of the crawl. What is no
    page (pictures, redirects, requests, other records) is passed over without a word. `worth`: as `HtmlSource`'s."""

    name = "warc"
    apart = True
    suffixes = frozenset({".warc", ".warc.gz", ".wet", ".wet.gz"})

    def __init__(self, worth: str | None = None) -> None:
        self.worth = worth

    def glancing(self, worth: str) -> WarcSource:
        """The source that extracts with care only what is worth it."""
        return WarcSource(worth)

    def accepts(self, path: Path) -> bool:
        """Whether the path ends in `.warc`, `.warc.gz`, `.wet` or `.wet.gz`, in any case."""
        return path.name.lower().endswith(tuple(self.suffixes))

    def documents(self, path: Path, published: str | None = None) -> Iterator[Document | InputError]:
        """The documents of the archive's records in their order."""
        return through(path, self.stream, published)

    def stream(self, stream: BinaryIO, name: str, published: str | None = None) -> Iterator[Document | InputError]:
        """The documents that a binary stream holds; `name:BYTE` is the origin of each, counted in the unpacked
        archive."""
        try:
            yield from _records(_Ending(unpacked(stream, name)), name, published, self.worth)
        except InputError as error:
            yield error


class _Ending(io.RawIOBase):
    """A stream that remembers its place and its last bytes: every record of a WARC ends in two line ends."""

    def __init__(self, inner: io.BufferedReader) -> None:
        self._inner = inner
        self._place = 0
        self.last = b""

    def readable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """The bytes that were read so far."""
        return self._place

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fills `buffer` as far as one reading reaches; 0 at the end."""
        view = memoryview(buffer).cast("B")
        data = self._inner.read1(len(view))  # of a cut archive all that comes before the cut
        view[: len(data)] = data
        self._place += len(data)
        self.last = (self.last + data[-4:])[-4:]
        return len(data)


def _records(stream: _Ending, name: str, published: str | None, worth: str | None) -> Iterator[Document | InputError]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = (WarcRecordType.response, WarcRecordType.conversion)
    pages = position = -1
    end = 0
    try:
        for record in ArchiveIterator(stream, parse_http=False, auto_decode="none",
                                      stream_detect=False, max_header_len=_CHUNK, fsspec_args=False):  # fmt: skip
            position = record.stream_pos
            end = position + sum(len(key) + len(value) + 3 for key, value in record.headers) + record.content_length
            if record.record_type in kinds:
                for found in _page(record, f"{name}:{position}", published, worth):
                    pages = position
                    yield found
    except InputError:
        raise
    except _FAULTS as fault:
        what = (
            f"is damaged after byte {position:,}: {reason(fault)}"
            if position >= 0
            else f"is no web archive: {reason(fault)}"
        )
        raise InputError(name, what, _CURE) from fault
    if not stream.last:
        raise InputError(name, "is empty", _CURE)
    if stream.last != b"\r\n\r\n" or stream.tell() < end:
        raise InputError(name, f"is cut off within the record at byte {max(position, 0):,}", _CURE)
    if pages < 0:
        raise InputError(name, "holds no page of text that a server answered with", "give an archive with pages")


def _page(record: Any, name: str, published: str | None, worth: str | None) -> Iterator[Document | InputError]:
    """The document of a record; nothing where it is no page."""
    address = str(record.headers.get("WARC-Target-URI") or "").strip("<> ")
    try:
        if record.is_http:
            if record.content_length <= MAX_PAGE_BYTES:
                record.freeze()  # else the records after a page that is packed, and not unpacked to its end, are lost
            record.parse_http(auto_decode="all")
            if str(record.http_headers.status_code) != "200":
                return
        kind = (record.http_content_type or record.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        if kind not in _PAGES and kind not in _TEXTS:
            return
        data = record.reader.read(MAX_PAGE_BYTES + 1)
    except _FAULTS as fault:
        yield InputError(name, f"is a damaged record ({address[:300]}): {reason(fault)}", _PAGE)
        return
    try:
        if len(data) > MAX_PAGE_BYTES:
            raise InputError(name, f"is a page of more than {MAX_PAGE_BYTES:,} bytes", CUT)
        where = (address, "WARC-Target-URI") if canonical(address) else None
        declared = record.http_charset if record.is_http else None
        if kind in _PAGES:
            yield Page(data, name, published, declared, where).extracted(worth)
        else:
            yield _text(data, record, name, published, declared, where)
    except InputError as error:
        yield InputError(error.source, f"{error.fault} ({address[:300]})" if address else error.fault, error.cure)


def _text(
    data: bytes, record: Any, name: str, published: str | None, declared: str | None, where: tuple[str, str] | None
) -> Document:
    """The document of a page that is plain text already."""
    from testimonia.gather.page import by_address

    text = decode(data, name, declared).text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(name, "holds no text", _PAGE)
    told = {"url": where} if where else {}
    if where:
        told |= {said.field: (said.value, said.where) for said in by_address(where[0])}
    code = str(record.headers.get("WARC-Identified-Content-Language") or "").partition(",")[0].strip().lower()
    if code:
        told["lang"] = (_TWO.get(code, code), "WARC-Identified-Content-Language")
    said = Metadata(**{f: v for f, (v, _) in told.items()}, found={f: w for f, (_, w) in told.items()})
    return said.document(text, name, published)
