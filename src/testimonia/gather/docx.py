"""Office documents of Word and its relatives (DOCX)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from testimonia.gather.limits import FREE_BYTES, MAX_FILE_BYTES, MAX_RATIO, MAX_XML_BYTES
from testimonia.gather.metadata import Metadata
from testimonia.gather.opening import reason
from testimonia.gather.paragraphs import flat, headed, lines
from testimonia.gather.single import SingleSource
from testimonia.gather.unpacking import FAULTS
from testimonia.lang import marks
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_CURE = "open it in a word processor and save it again, or save it as .txt"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
#: Elements whose words are no part of the text as it stands: what was deleted, fields' formulas, the second rendering
#: of a drawing for older programs, notes.
_SILENT = frozenset(
    {"del", "moveFrom", "instrText", "delText", "Fallback", "pict", "footnoteReference", "annotationRef"}
)
_BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_HEADING = re.compile(rf"{marks('title_style')}$", re.IGNORECASE)
_NO_TITLE = re.compile(rf"{marks('untitled')}$", re.IGNORECASE)


class DocxSource(SingleSource):
    """A `.docx` file is one document: its paragraphs, headings, items of lists and cells of tables in their order, a
    blank line between them; what was deleted while changes were tracked, notes and comments are left out. The title is
    the document's own, else its first paragraph in the style of one. Its dates are those of the file, not of the
    report, and are not taken. `.docm` and `.dotx` are the same."""

    name = "docx"
    apart = True
    suffixes = frozenset({".docx", ".docm", ".dotx"})
    limit = MAX_FILE_BYTES
    cure = _CURE

    def document(self, data: bytes, name: str, published: str | None = None) -> Document:
        """The document of a file's bytes. Raises InputError where there is none in them."""
        return _document(data, name, published)


def _document(data: bytes, name: str, published: str | None) -> Document:
    if not data:
        raise InputError(name, "is empty", _CURE)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            name, "is locked with a password, or of an older kind of Word", "save it anew, without password"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
    except FAULTS as fault:
        raise InputError(name, f"is no office document that can be read: {reason(fault)}", _CURE) from fault
    if "word/document.xml" not in names:
        raise InputError(name, "is no text document", "tables go in as .csv, slides as .txt or .pdf")
    paragraphs = list(_paragraphs(_part(archive, "word/document.xml", len(data), name)))
    words = [line for _, text in paragraphs for line in lines(text)]
    if not words:
        raise InputError(name, "holds no text", "pictures of text are not read: recognise them first, or type the text")
    title, where = _title(archive, names, len(data), name), "docx title"
    if not title:
        title, where = (
            next((" ".join(t.split()) for style, t in paragraphs if _HEADING.match(style) and t.strip()), ""),
            "heading",
        )
    found = {"text": "docx"} | ({"title": where} if title else {})
    if title and flat(title) not in {flat(line) for line in words[:5]} and where == "docx title":
        words.insert(0, title)
    said = Metadata(title=title or None, found=found)
    return said.document(headed(None, words), name, published)


def _part(archive: zipfile.ZipFile, part: str, packed: int, name: str) -> Any:
    """The tree of one part of the document."""
    from lxml import etree

    limit = min(MAX_XML_BYTES, max(FREE_BYTES, MAX_RATIO * packed))
    try:
        with archive.open(part) as stream:
            data = stream.read(limit + 1)
    except FAULTS as fault:
        raise InputError(name, f"is cut or damaged: {reason(fault)}", _CURE) from fault
    if len(data) > limit:
        raise InputError(name, f"unpacks to more than {limit:,} bytes", "save its text as .txt")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        tree = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as fault:
        raise InputError(name, f"is damaged: {reason(fault)}", _CURE) from fault
    if tree is None:
        raise InputError(name, "is damaged: its text is no XML", _CURE)
    return tree


def _title(archive: zipfile.ZipFile, names: list[str], packed: int, name: str) -> str:
    """The title that the document's properties give, where it is one."""
    if "docProps/core.xml" not in names:
        return ""
    try:
        element = _part(archive, "docProps/core.xml", packed, name).find(f"{_DC}title")
    except InputError:  # the text is good without it
        return ""
    title = " ".join(("".join(element.itertext()) if element is not None else "").split())
    return "" if _NO_TITLE.match(title) or len(title.split()) < 3 else title


def _paragraphs(tree: Any) -> Iterator[tuple[str, str]]:
    """Each paragraph's style and words; one that stands within another (a text box) follows it. The cells of a table's
    row are one paragraph, with bars between them."""
    from lxml import etree

    waiting: list[tuple[list[str], list[str]]] = []
    rows: list[list[str]] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = _plain(element.tag)
        if event == "start":
            if tag in _SILENT:
                walk.skip_subtree()
            elif tag == "p":
                waiting.append(([], []))
            elif tag == "tr":
                rows.append([])
            elif tag == "pStyle" and waiting:
                waiting[-1][0].append(element.get(f"{_W}val") or element.get(f"{_W_STRICT}val") or "")
        elif tag == "p" and waiting:
            style, parts = waiting.pop()
            if not rows:
                yield "".join(style), "".join(parts)
            elif words := " ".join("".join(parts).split()):
                rows[-1].append(words)
        elif tag == "tr" and rows:
            yield "", " | ".join(rows.pop())
        elif waiting:
            waiting[-1][1].append((element.text or "") if tag == "t" else _BREAKS.get(tag, ""))


def _plain(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
