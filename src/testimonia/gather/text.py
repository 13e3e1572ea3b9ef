"""Plain text: one file, one report, with a sidecar of metadata where there is one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from testimonia.gather.encoding import Decoded, decode
from testimonia.gather.limits import CUT, MAX_SIDECAR_BYTES, MAX_TEXT_BYTES
from testimonia.gather.metadata import Metadata
from testimonia.gather.opening import opened, shown, whole
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_CURE = "mend the sidecar, or take it away from beside the text"


class TextSource:
    """A `.txt` file is one document. The text is handed on as it stands in the file, without a byte order mark; only
    where the file has carriage returns are its line ends made `\\n`, as every program does that opens it as text.

    `NAME.json` beside `NAME.txt` may hold the metadata `id`, `title`, `published`, `modified`, `publisher`, `url`,
    `lang`; what else it holds (annotations) is never read into the document.
    """

    name = "text"
    suffixes = frozenset({".txt", ".text"})

    def __init__(self, said: Metadata | None = None) -> None:
        self._said = said or Metadata()

    def accepts(self, path: Path) -> bool:
        """Whether the path ends in `.txt` or `.text`, in any case."""
        return path.suffix.lower() in self.suffixes

    def documents(self, path: Path, published: str | None = None) -> Iterator[Document | InputError]:
        """The file's document, or the one InputError that says why there is none."""
        try:
            with opened(path) as stream:
                text = _text(stream, shown(path))
            yield _document(text, _sidecar(path), shown(path), published)
        except InputError as error:
            yield error

    def stream(self, stream: BinaryIO, name: str, published: str | None = None) -> Iterator[Document | InputError]:
        """The document that a binary stream holds; `name` is its origin."""
        try:
            yield _document(_text(stream, name), self._said, name, published)
        except InputError as error:
            yield error

    def beside(self, data: bytes, name: str) -> TextSource:
        """The source of one text whose sidecar, called `name`, has these bytes."""
        return TextSource(_said(data, name))


def _text(stream: BinaryIO, name: str) -> Decoded:
    found = decode(whole(stream, MAX_TEXT_BYTES, name, CUT), name)
    if not found.text.strip():
        raise InputError(name, "is empty", "give a file with the report's text")
    if "\r" not in found.text:
        return found
    return Decoded(found.text.replace("\r\n", "\n").replace("\r", "\n"), found.encoding, found.why)


def _document(text: Decoded, said: Metadata, name: str, published: str | None) -> Document:
    if text.why:
        said = msgspec.structs.replace(said, found=said.found | {"encoding": text.why})
    return said.document(text.text, name, published)


def _sidecar(path: Path) -> Metadata:
    """The metadata in `NAME.json` beside the text; none where there is no such file, or it holds something else than an
    object. Raises InputError where it cannot be read: reading on would lose the date without a word."""
    beside = path.with_suffix(".json")
    if beside == path or not os.path.lexists(beside):
        return Metadata()
    name = shown(beside)
    with opened(beside) as stream:
        return _said(whole(stream, MAX_SIDECAR_BYTES, name, _CURE), name)


def _said(data: bytes, name: str) -> Metadata:
    try:
        thing = json.loads(decode(data, name).text)
    except (ValueError, RecursionError) as fault:
        raise InputError(name, f"is no JSON: {fault}", _CURE) from fault
    where = f"sidecar {os.path.basename(name)}"
    return Metadata.of(thing, name, where) if isinstance(thing, dict) else Metadata()
