"""The embedded ledger: the book (append-only) and the edition (computed), one SQLite file."""

from testimonia.store.edition import Mark
from testimonia.store.ledger import Counts, Ledger
from testimonia.store.query import Query, key
from testimonia.store.tally import Month

__all__ = ["Counts", "Ledger", "Mark", "Month", "Query", "key"]
