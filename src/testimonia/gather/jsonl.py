"""JSON Lines: one document a line, as `docs` describe it ("In: a document")."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from testimonia.gather.encoding import decode, refuse_binary
from testimonia.gather.limits import CUT, HEAD_BYTES, MAX_LINE_BYTES
from testimonia.gather.lines import head, lines
from testimonia.gather.metadata import Metadata, kind, writable
from testimonia.gather.opening import opened, shown
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_decode = msgspec.json.Decoder().decode
_ONE_LINE = "write one JSON object on one line; the other lines are read"


class JsonlSource:
    """A `.jsonl` file (or `.ndjson`) is one document a line, with the keys `text` (needed), `id`, `title`, `published`,
    `modified`, `publisher`, `url`, `lang`; other keys are left alone. The text is handed on code point by code point;
    only what UTF-8 cannot hold (lone surrogates) and zeros become U+FFFD. A line that cannot be read is an InputError
    with its number; the others go on."""

    name = "jsonl"
    suffixes = frozenset({".jsonl", ".ndjson"})

    def accepts(self, path: Path) -> bool:
        """Whether the path ends in `.jsonl` or `.ndjson`, in any case."""
        return path.suffix.lower() in self.suffixes

    def documents(self, path: Path, published: str | None = None) -> Iterator[Document | InputError]:
        """The file's documents in the order of its lines, one line in memory at a time."""
        try:
            with opened(path) as stream:
                yield from self.stream(stream, shown(path), published)
        except InputError as error:
            yield error

    def stream(self, stream: BinaryIO, name: str, published: str | None = None) -> Iterator[Document | InputError]:
        """The documents that a binary stream holds; `name:LINE` is the origin of each."""
        start, stream = head(stream, HEAD_BYTES)
        try:
            refuse_binary(start, name)
        except InputError as error:
            yield error
            return
        empty = True
        for number, line in lines(stream):
            if line is not None and not line.strip():
                continue
            empty = False
            try:
                yield _document(line, f"{name}:{number}", published)
            except InputError as error:
                yield error
        if empty:
            yield InputError(name, "is empty", "give a file with one JSON object a line")


def _document(line: bytes | None, name: str, published: str | None) -> Document:
    if line is None:
        raise InputError(name, f"is a line of more than {MAX_LINE_BYTES:,} bytes", CUT)
    thing = _value(line, name)
    if not isinstance(thing, dict):
        raise InputError(name, f"is {kind(thing)}, not an object", _ONE_LINE)
    text = thing.get("text")
    if not isinstance(text, str):
        fault = f'"text" is {kind(text)}, not a string' if "text" in thing else 'has no "text"'
        raise InputError(name, fault, 'put the report into the key "text", as a string')
    return Metadata.of(thing, name, "").document(writable(text), name, published)


def _value(line: bytes, name: str) -> object:
    """The JSON value of a line. The quick decoder is strict; what it refuses gets a second, lenient reading: other
    encodings than UTF-8, lone surrogates, raw control characters, NaN."""
    try:
        return _decode(line)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(decode(line, name).text, strict=False)
    except json.JSONDecodeError as fault:
        raise InputError(name, f"is no JSON: {fault.msg}, column {fault.colno}", _ONE_LINE) from fault
    except (ValueError, RecursionError) as fault:
        raise InputError(name, f"is no JSON that can be read: {fault}", _ONE_LINE) from fault
