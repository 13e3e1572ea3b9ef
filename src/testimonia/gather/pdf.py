"""PDF: the words of the pages in the order in which a person reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from testimonia.gather.limits import CUT, MAX_FILE_BYTES, MAX_PDF_PAGES, MAX_TEXT
from testimonia.gather.metadata import Metadata, writable
from testimonia.gather.opening import reason, through, whole
from testimonia.gather.paragraphs import flat
from testimonia.gather.pdf_layout import Line, Piece, in_order, paragraphs, without_running
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_CURE = "save or print it as PDF again"
_RECOGNISE = "recognise its text first, e.g. with ocrmypdf"
#: Titles that programs write when nobody has given one.
_NO_TITLE = re.compile(r"microsoft word\b|untitled|.*\.(?:docx?|indd|qxd|rtf|pdf|html?|tex)$|slide \d|\W*$|print", re.I)
_LOCKED, _BROKEN_FILE = 4, 3  # FPDF_ERR_PASSWORD, FPDF_ERR_FORMAT
#: Share of letters without a meaning beyond which a text is not worth reading.
_UNKNOWN = 0.2
_HYPHEN, _ENDS = 2, (10, 13)
#: A gap of this many times the height of the letters sets columns and cells apart.
_GAP = 1.2


class PdfSource:
    """A `.pdf` file is one document: its paragraphs, columns one after the other, words that a line's end divides put
    together, running heads, feet and page numbers left out. The title is the document's own, else the lines in the
    largest letters at the top of its first page; its dates are those of the file, not of the report, and are not
    taken.

    A file whose pages are pictures without text is an InputError; where only some are, the document is followed by an
    InputError that names them."""

    name = "pdf"
    apart = True
    suffixes = frozenset({".pdf"})

    def accepts(self, path: Path) -> bool:
        """Whether the path ends in `.pdf`, in any case."""
        return path.suffix.lower() in self.suffixes

    def documents(self, path: Path, published: str | None = None) -> Iterator[Document | InputError]:
        """The file's document, or the one InputError that says why there is none."""
        return through(path, self.stream, published)

    def stream(self, stream: BinaryIO, name: str, published: str | None = None) -> Iterator[Document | InputError]:
        """The document that a binary stream holds; `name` is its origin."""
        try:
            yield from _documents(whole(stream, MAX_FILE_BYTES, name, _CURE), name, published)
        except InputError as error:
            yield error


def _documents(data: bytes, name: str, published: str | None) -> Iterator[Document | InputError]:
    import pypdfium2 as pdfium

    if not data.strip():
        raise InputError(name, "is empty", _CURE)
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        if getattr(fault, "err_code", None) == _LOCKED or "password" in str(fault).lower():
            raise InputError(name, "is locked with a password", "unlock it first, e.g. with qpdf --decrypt") from fault
        raise InputError(name, "is a PDF that is damaged or cut", _CURE) from fault
    try:
        pages, pictures = _pages(file, name)
        title = writable(" ".join(file.get_metadata_dict().get("Title", "").split()))
    except pdfium.PdfiumError as fault:
        raise InputError(name, f"is a PDF with a damaged page: {reason(fault)}", _CURE) from fault
    finally:
        file.close()
    if not any(pages):
        what = "is a scan: its pages are pictures without text" if pictures else "is a PDF without text"
        raise InputError(name, what, _RECOGNISE)
    yield _document(pages, title, name, published)
    if pictures:
        listed = ", ".join(map(str, pictures[:10])) + (", …" if len(pictures) > 10 else "")
        yield InputError(name, f"has pages that are pictures without text, left out: {listed}", _RECOGNISE)


def _document(pages: list[list[Line]], title: str, name: str, published: str | None) -> Document:
    lines = without_running(pages)
    text = paragraphs(lines) or paragraphs(pages)
    where = "pdf title"
    if _NO_TITLE.match(title) or len(title.split()) < 3:
        title, where = _largest(pages[0]), "largest letters"
    found = {"text": "pdf"} | ({"title": where} if title else {})
    if title and not any(flat(title) in flat(paragraph) for paragraph in text[:6]):
        text.insert(0, title)
    return Metadata(title=title or None, found=found).document("\n\n".join(text), name, published)


def _largest(page: list[Line]) -> str:
    """The lines in the largest letters of a page, where they are few, together, and larger than the rest."""
    sizes = sorted(line.size for line in page)
    if len(sizes) < 3:
        return ""
    top = [line for line in page if line.size > 0.9 * sizes[-1]]
    text = " ".join(line.text for line in top[:4])
    return text if sizes[-1] > 1.25 * sizes[len(sizes) // 2] and len(top) <= 4 and 3 <= len(text.split()) <= 40 else ""


def _pages(file: Any, name: str) -> tuple[list[list[Line]], list[int]]:
    """The lines of each page in reading order, and the numbers of the pages that are pictures without text."""
    if len(file) > MAX_PDF_PAGES:
        raise InputError(name, f"has more than {MAX_PDF_PAGES:,} pages", CUT)
    pages: list[list[Line]] = []
    pictures, letters, unknown = [], 0, 0
    for number in range(len(file)):
        page = file.get_page(number)
        codes, pieces = _pieces(page)
        letters += len(codes)
        unknown += sum(code in (0, 0xFFFD, 0xFFFF) or 0xE000 <= code < 0xF900 for code in codes)
        if letters > 2 * MAX_TEXT:
            raise InputError(name, "is too long for one report", CUT)
        if not pieces and _has_picture(page):
            pictures.append(number + 1)
        pages.append(in_order(pieces))
        page.close()
    if letters and unknown > _UNKNOWN * letters:
        raise InputError(
            name, "is a PDF whose letters have no meaning (its fonts do not say which they are)", _RECOGNISE
        )
    return pages, pictures


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw as raw

    return next(iter(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)), None) is not None


def _pieces(page: Any) -> tuple[list[int], list[Piece]]:
    """The code of each letter of a page, and the stretches of letters on one line without a wide gap."""
    import pypdfium2.raw as raw

    text = page.get_textpage()
    letter = raw.FPDFText_GetUnicode
    codes = [letter(text.raw, index) for index in range(text.count_chars())]
    pieces = []
    start = 0
    for index, code in enumerate([*codes, 10]):
        if code in _ENDS or code == _HYPHEN:
            end = index + (code == _HYPHEN)
            pieces += [p for part in _parts(text, codes, start, end) if (p := _piece(text, codes, *part))]
            start = index + 1
    text.close()
    return codes, pieces


def _parts(text: Any, codes: list[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line's stretches between its wide gaps, as PDFium's indices."""
    for index in range(start + 1, end - 1):
        if codes[index] == 32 and codes[index - 1] != 32:
            after = next((i for i in range(index + 1, end) if codes[i] != 32), None)
            if after is None:
                break
            one, two = _box(text, index - 1), _box(text, after)
            if two[0] - one[2] > _GAP * (one[3] - one[1]) or two[2] < one[0]:
                yield start, index
                start = after
    if start < end:
        yield start, end


def _piece(text: Any, codes: list[int], start: int, end: int) -> Piece | None:
    while start < end and codes[start] <= 32 and codes[start] != _HYPHEN:
        start += 1
    while end > start and codes[end - 1] <= 32 and codes[end - 1] != _HYPHEN:
        end -= 1
    if start == end:
        return None
    one, two = _box(text, start), _box(text, end - 1)
    letters = ("-" if code == _HYPHEN else chr(code) for code in codes[start:end] if 0 < code < 0x110000)
    words = " ".join(writable("".join(letters)).split())
    left, right = min(one[0], two[0]), max(one[2], two[2])
    bottom, top = min(one[1], two[1]), max(one[3], two[3])
    sideways = end - start > 3 and top - bottom > 3 * (one[3] - one[1]) and top - bottom > right - left
    return None if not words or sideways else Piece(left, bottom, right, top, words)


def _box(text: Any, index: int) -> tuple[float, float, float, float]:
    """Where a letter stands: left, bottom, right, top, with what its font leaves around it."""
    import pypdfium2.raw as raw

    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text.raw, index, box)
    return box.left, box.bottom, box.right, box.top
