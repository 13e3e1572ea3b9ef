"""What office documents have in common: zips of XML (DOCX, ODT) opened within bounds, and the document that is made of
their words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from typing import Any

from testimonia.gather.limits import FREE_BYTES, MAX_RATIO, MAX_XML_BYTES
from testimonia.gather.metadata import Metadata
from testimonia.gather.opening import reason
from testimonia.gather.paragraphs import flat, headed, lines
from testimonia.gather.unpacking import FAULTS
from testimonia.lang import marks
from testimonia.model.errors import InputError
from testimonia.model.text import Document

CURE = "open it in a word processor and save it again, or save it as .txt"
_NO_TITLE = re.compile(rf"{marks('untitled')}$", re.IGNORECASE)


class Office:
    """The parts of an office document's bytes; `name` names it in errors. Raises InputError where it is none that has
    the part `main`."""

    def __init__(self, data: bytes, name: str, main: str) -> None:
        self._name, self._size = name, len(data)
        if not data:
            raise InputError(name, "is empty", CURE)
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            what = "is locked with a password, or of an older kind of Word"
            raise InputError(name, what, "save it anew, without password")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self.names = frozenset(self._archive.namelist())
        except FAULTS as fault:
            raise InputError(name, f"is no office document that can be read: {reason(fault)}", CURE) from fault
        if main not in self.names:
            raise InputError(name, "is no text document", "tables go in as .csv, slides as .txt or .pdf")

    def bytes(self, part: str) -> bytes:
        """One part, unpacked. Raises InputError where it is damaged, or unpacks beyond all measure."""
        limit = min(MAX_XML_BYTES, max(FREE_BYTES, MAX_RATIO * self._size))
        try:
            with self._archive.open(part) as stream:
                data = stream.read(limit + 1)
        except FAULTS as fault:
            raise InputError(self._name, f"is cut or damaged: {reason(fault)}", CURE) from fault
        if len(data) > limit:
            raise InputError(self._name, f"unpacks to more than {limit:,} bytes, as bombs do", "save its text as .txt")
        return data

    def tree(self, part: str) -> Any:
        """The tree of one part. No entity is put in, nothing is fetched; what is slightly damaged is mended. Raises
        InputError where it is no XML, or beyond the parser's bounds (elements within each other, entities, one text of
        ten million bytes), for what comes after that would be lost."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
                                 remove_comments=True, remove_pis=True)  # fmt: skip
        try:
            tree = etree.fromstring(self.bytes(part), parser)
        except (etree.LxmlError, ValueError) as fault:
            _refuse_bomb(parser, self._name)
            raise InputError(self._name, f"is damaged: {reason(fault)}", CURE) from fault
        _refuse_bomb(parser, self._name)
        if tree is None:
            raise InputError(self._name, "is damaged: its text is no XML", CURE)
        return tree

    def title(self, part: str, path: str) -> str:
        """The title that stands in a part of properties, where there is one that somebody gave; else empty."""
        if part not in self.names:
            return ""
        try:
            element = self.tree(part).find(path)
        except InputError:  # the text is good without it
            return ""
        return shown_title("".join(element.itertext()) if element is not None else "")


def shown_title(words: str) -> str:
    """A title that somebody gave; empty where a program made it up."""
    title = " ".join(words.split())
    return "" if _NO_TITLE.match(title) or len(title.split()) < 3 else title


def _refuse_bomb(parser: Any, name: str) -> None:
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise InputError(name, "has elements within each other, entities or texts without end, as bombs do", CURE)


def told(paragraphs: Iterable[str], title: str, heading: str, kind: str, name: str, published: str | None) -> Document:
    """The document of these paragraphs: with the `title` of its properties, which is put before them where they do not
    begin with it, else with its `heading`. Raises InputError where there is no text."""
    words = [line for text in paragraphs for line in lines(text)]
    if not words:
        raise InputError(name, "holds no text", "pictures of text are not read: recognise them first, or type the text")
    heading = " ".join(heading.split())
    found = {"text": kind} | ({"title": f"{kind} title" if title else "heading"} if title or heading else {})
    if title and flat(title) not in {flat(line) for line in words[:5]}:
        words.insert(0, title)
    return Metadata(title=title or heading or None, found=found).document(headed(None, words), name, published)
