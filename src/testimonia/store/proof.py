"""Nothing enters the book without the words that carry it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from testimonia.model.claim import Reading
from testimonia.model.errors import InputError
from testimonia.model.text import Document, Evidence

_CURE = "report it as a fault of the reader; nothing of this document was recorded"


def evidence(value: Any) -> Iterator[Evidence]:
    """Every Evidence anywhere inside a model value (struct, tuple or dict of them), in the order of its fields."""
    if isinstance(value, Evidence):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from evidence(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from evidence(item)
    elif value is not None:
        for name in _holders(value.__class__):
            yield from evidence(getattr(value, name))


@cache
def _holders(kind: type) -> tuple[str, ...]:
    """The fields of a struct in which evidence may be: most hold only words and numbers and need no look."""
    if not issubclass(kind, msgspec.Struct):
        return ()
    return tuple(name for name, hint in get_type_hints(kind).items() if _may_hold(hint))


def _may_hold(hint: Any) -> bool:
    if isinstance(hint, type) and not get_args(hint):
        return hint is Evidence or bool(_holders(hint))
    return any(_may_hold(part) for part in get_args(hint))


def prove(document: Document, reading: Reading) -> None:
    """Raises InputError unless the reading is of this version of the document, each account has a mention and every
    piece of evidence cuts its own quote (laws 1 and 2)."""
    if (reading.document, reading.document_version) != (document.id, document.version):
        said = f"the reading is of {reading.document} in version {reading.document_version}"
        raise InputError(document.id, said, _CURE)
    for item in evidence(reading):
        within = 0 <= item.start < item.end <= len(document.text)
        if not within or document.text[item.start : item.end] != item.quote:
            raise InputError(document.id, f"no words {item.quote!r} at {item.start} to {item.end}", _CURE)
    if not all(account.mentions for account in reading.incidents):
        raise InputError(document.id, "an account without a mention", _CURE)
    _whole(document)


def cuts(text: str, value: Any) -> bool:
    """Whether every piece of evidence in a value cuts its own quote from the text."""
    return all(text[item.start : item.end] == item.quote for item in evidence(value))


def _whole(document: Document) -> None:
    """Raises InputError where the document holds half a surrogate pair: it is no Unicode text and cannot be kept."""
    for name in document.__struct_fields__:
        value = getattr(document, name)
        try:
            for part in (value,) if isinstance(value, str) else (value or {}).values():
                part.encode()
        except UnicodeEncodeError as error:
            source = document.id.encode(errors="replace").decode()
            said = f"its {name} holds half a character at {error.start}"
            raise InputError(source, said, "decode it anew, with replacement") from None
