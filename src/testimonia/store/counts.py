"""How much a ledger holds, and when it came in."""

from __future__ import annotations

import msgspec

from testimonia.store.session import Session


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


def of(connection: Session) -> Counts:
    """How much there is of everything."""
    what = {name: f"count(*) FROM {name}" for name in Counts.__struct_fields__}
    what |= {"documents": "count(DISTINCT id) FROM documents", "versions": "count(*) FROM documents"}
    return Counts(**{name: connection.execute(f"SELECT {sql}").fetchone()[0] for name, sql in what.items()})
