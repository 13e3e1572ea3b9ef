"""The ledger: the book (append-only) and the edition (computed), in one SQLite file or on a PostgreSQL server."""

from testimonia.store.added import cut
from testimonia.store.address import is_server, short, shown
from testimonia.store.edition import Mark, account_ids
from testimonia.store.ledger import Counts, Ledger, Receipt
from testimonia.store.query import Query, key
from testimonia.store.tally import Month

__all__ = [
    "Counts",
    "Ledger",
    "Mark",
    "Month",
    "Query",
    "Receipt",
    "account_ids",
    "cut",
    "is_server",
    "key",
    "short",
    "shown",
]
