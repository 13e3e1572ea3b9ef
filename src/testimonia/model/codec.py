"""JSON both ways. Bytes are deterministic: the types fix the order of keys."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from testimonia.model.claim import Reading
from testimonia.model.text import Document

T = TypeVar("T")
_encoder = msgspec.json.Encoder()


def encode(value: object) -> bytes:
    """One JSON value, UTF-8, without a line end."""
    return _encoder.encode(value)


def decode(data: bytes | str, kind: type[T]) -> T:
    """The value of type `kind` that `data` holds; raises msgspec.ValidationError naming the path of what is wrong."""
    found: T = _decoder(cast("Any", kind)).decode(data)
    return found


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    """The decoder of a type, made once: to make one takes longer than to decode an incident."""
    return msgspec.json.Decoder(kind)


def read_line(document: Document, reading: Reading, *, with_text: bool = False) -> dict[str, Any]:
    """What `testimonia read --format jsonl` prints for one document (contract.md, Out 1), as builtins."""
    out: dict[str, Any] = {"id": document.id, "title": document.title, "published": document.published,
                           "publisher": document.publisher, "url": document.url, "lang": document.lang}  # fmt: skip
    if with_text:
        out["text"] = document.text
    kind = None if not reading.read else "report" if reading.incidents else "other"
    out |= {"kind": kind, "read": reading.read, "reader": reading.reader, "document_version": reading.document_version}
    if reading.language:
        out["language"] = reading.language
    if reading.reason:
        out["reason"] = reading.reason
    if reading.sent_to:
        out["sent_to"] = reading.sent_to
    out["incidents"] = msgspec.to_builtins(reading.incidents)
    out["aggregates"] = msgspec.to_builtins(reading.aggregates)
    return out
