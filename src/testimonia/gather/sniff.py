"""What an input is, told by its first bytes, where its name does not say."""

from __future__ import annotations

import re

from testimonia.gather.encoding import mark

_LINE = re.compile(r'\{[ \t]*(?:"|\})')
_SPREAD = re.compile(r'\{\s*\n\s*(?:"|$)|\[\s*(?:\{\s*"|\])')
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|article|main|div|section|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)


def kind(head: bytes) -> str:
    """The name of the source that reads an input with these first bytes: `jsonl`, `html`, `text`; or `json` for JSON
    that is spread over lines, which no source reads."""
    text = _roughly(head).lstrip()
    if _LINE.match(text):
        return "jsonl"
    if _SPREAD.match(text):
        return "json"
    return "html" if _PAGE.match(text) else "text"


def _roughly(head: bytes) -> str:
    """The head as text, good enough to see what it starts with."""
    marked = mark(head)
    if marked:
        encoding, length = marked
        return head[length:].decode(encoding, "ignore")
    if head[1:2] == b"\0":
        return head.decode("utf-16-le", "ignore")
    return head.decode("latin-1")
