"""The ledger: the book (append-only) and the edition (computed), in one SQLite file or on a PostgreSQL server."""

from testimonia.store.added import cut
from testimonia.store.address import is_server, short, shown
from testimonia.store.columns import Columns, Plane, Rows, Spots, Sum, mercator
from testimonia.store.counts import Counts, Receipt
from testimonia.store.edition import Mark, account_ids, labels
from testimonia.store.ledger import Ledger
from testimonia.store.query import Query, covers, key

__all__ = [
    "Columns",
    "Counts",
    "Ledger",
    "Mark",
    "Plane",
    "Query",
    "Receipt",
    "Rows",
    "Spots",
    "Sum",
    "account_ids",
    "covers",
    "cut",
    "is_server",
    "key",
    "labels",
    "mercator",
    "short",
    "shown",
]
