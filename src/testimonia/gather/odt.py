"""Texts of OpenDocument (ODT), as LibreOffice saves them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from testimonia.gather.limits import MAX_FILE_BYTES
from testimonia.gather.office import CURE, Office, told
from testimonia.gather.single import SingleSource
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_TEXT = "content.xml"
_TITLE = ".//{http://purl.org/dc/elements/1.1/}title"
_NS = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE, _LEVEL = f"{_NS}style-name", f"{_NS}outline-level"
#: Elements whose words are no part of the text as it stands: what was deleted, notes, comments, forms, what names a
#: style, and the rendering of a formula or a chart.
_SILENT = frozenset({"tracked-changes", "note", "annotation", "forms", "automatic-styles", "sequence-decls", "object",
                     "desc"})  # fmt: skip
_BREAKS = {"s": " ", "tab": " ", "line-break": "\n"}


class OdtSource(SingleSource):
    """A `.odt` file is one document: its paragraphs, headings, items of lists and rows of tables (with bars between the
    cells) in their order, a blank line between them; what was deleted while changes were tracked, notes and comments
    are left out. The title is the document's own, else its first heading of the highest level. Its dates are those of
    the file, not of the report, and are not taken. `.ott` is the same."""

    name = "odt"
    apart = True
    suffixes = frozenset({".odt", ".ott"})
    limit = MAX_FILE_BYTES
    cure = CURE

    def document(self, data: bytes, name: str, published: str | None = None) -> Document:
        """The document of a file's bytes. Raises InputError where there is none in them."""
        office = Office(data, name, _TEXT)
        manifest = "META-INF/manifest.xml"
        if manifest in office.names and b"encryption-data" in office.bytes(manifest):
            raise InputError(name, "is locked with a password", "save it anew, without password")
        paragraphs = list(_paragraphs(office.tree(_TEXT)))
        heading = next((words for is_title, words in paragraphs if is_title and words.strip()), "")
        return told((w for _, w in paragraphs), office.title("meta.xml", _TITLE), heading, "odt", name, published)


def _paragraphs(tree: Any) -> Iterator[tuple[bool, str]]:
    """Each paragraph's words, and whether it is in the style of a title; one that stands within another (a text box)
    comes before it. The cells of a table's row are one paragraph, with bars between them."""
    from lxml import etree

    waiting: list[list[str]] = []
    rows: list[list[str]] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        silent = tag in _SILENT
        if event == "start":
            if silent:
                walk.skip_subtree()
            elif tag in ("p", "h"):
                waiting.append([])
            elif tag == "table-row":
                rows.append([])
            if waiting and not silent:
                waiting[-1].append(_BREAKS.get(tag, "") + (element.text or ""))
            continue
        if tag in ("p", "h") and waiting:
            words = "".join(waiting.pop())
            if not rows:
                yield _is_title(element, tag), words
            elif words := " ".join(words.split()):
                rows[-1].append(words)
        elif tag == "table-row" and rows:
            yield False, " | ".join(rows.pop())
        if waiting:
            waiting[-1].append(element.tail or "")


def _is_title(element: Any, tag: str) -> bool:
    return element.get(_STYLE) == "Title" or (tag == "h" and element.get(_LEVEL) == "1")
