"""Numbers for formats whose ids are numbers: ours alone, stable, outside what the official files use."""

from __future__ import annotations

import hashlib

FIRST = (
    900_000_000_000_000  # fifteen digits, so that a spreadsheet keeps each of them; official ids have at most twelve
)
_ROOM = 100_000_000_000_000


def number_of(incident: str) -> int:
    """A whole number for an incident's id: 900000000000000 to 999999999999999, the same every time.

    A hash: among 100,000 incidents two share a number once in 20,000 ledgers.
    """
    digest = hashlib.sha256(incident.encode("utf-8", "surrogatepass")).digest()
    return FIRST + int.from_bytes(digest[:8], "big") % _ROOM
