"""Office documents of Word and its relatives (DOCX)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from testimonia.gather.limits import MAX_FILE_BYTES
from testimonia.gather.office import CURE, Office, told
from testimonia.gather.single import SingleSource
from testimonia.lang import marks
from testimonia.model.text import Document

_TEXT = "word/document.xml"
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


class DocxSource(SingleSource):
    """A `.docx` file is one document: its paragraphs, headings, items of lists and cells of tables in their order, a
    blank line between them; what was deleted while changes were tracked, notes and comments are left out. The title is
    the document's own, else its first paragraph in the style of one. Its dates are those of the file, not of the
    report, and are not taken. `.docm` and `.dotx` are the same."""

    name = "docx"
    apart = True
    suffixes = frozenset({".docx", ".docm", ".dotx"})
    limit = MAX_FILE_BYTES
    cure = CURE

    def document(self, data: bytes, name: str, published: str | None = None) -> Document:
        """The document of a file's bytes. Raises InputError where there is none in them."""
        office = Office(data, name, _TEXT)
        paragraphs = list(_paragraphs(office.tree(_TEXT)))
        heading = next((words for style, words in paragraphs if _HEADING.match(style) and words.strip()), "")
        title = office.title("docProps/core.xml", f"{_DC}title")
        return told((words for _, words in paragraphs), title, heading, "docx", name, published)


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
