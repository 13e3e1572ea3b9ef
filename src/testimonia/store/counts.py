"""How much a ledger holds, and when it came in."""

from __future__ import annotations

import msgspec


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows there are: `documents` by id, `versions` of them, and so on."""

    documents: int
    versions: int
    readings: int
    accounts: int
    claims: int
    judgements: int
    incidents: int


class Receipt(msgspec.Struct, frozen=True):
    """A version of a document as it came in, and one reading of it."""

    version: str
    ingested_at: str
    published: str | None
    reader: str
    recorded_at: str
    accounts: int
