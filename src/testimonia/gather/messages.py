"""Messages as the internet writes them, taken apart within bounds: mail, and pages that are saved like mail."""

from __future__ import annotations

import email
from email.message import Message

from testimonia.model.errors import InputError

#: Parts that hold parts. Forwarded messages have some ten; the parser's time grows with the square of their depth.
_MAX_NESTED = 100


def parsed(data: bytes, name: str, cure: str) -> Message:
    """The message of these bytes. Raises InputError where it is empty, or its parts lie in each other beyond all
    measure."""
    if not data.strip():
        raise InputError(name, "is empty", cure)
    if data.lower().count(b"multipart/") > _MAX_NESTED:
        raise InputError(name, f"is a message with more than {_MAX_NESTED} parts that hold parts", cure)
    return email.message_from_bytes(data)
