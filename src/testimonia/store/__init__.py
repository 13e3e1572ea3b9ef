"""The ledger: the book (append-only) and the edition (computed), in one SQLite file or on a PostgreSQL server."""

from testimonia.store.added import cut
from testimonia.store.address import is_server, short, shown
from testimonia.store.columns import Columns, Placed
from testimonia.store.counts import Counts, Receipt
from testimonia.store.edition import Mark, account_ids, labels
from testimonia.store.ledger import Ledger
from testimonia.store.memory import Memory
from testimonia.store.plane import Plane, Spots, mercator
from testimonia.store.query import Query, covers, key
from testimonia.store.sums import Numbers, Rows, Sum

__all__ = [
    "Columns",
    "Counts",
    "Ledger",
    "Mark",
    "Memory",
    "Numbers",
    "Placed",
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
