"""The embedded ledger: the book (append-only) and the edition (computed), one SQLite file."""

from testimonia.store.added import cut
from testimonia.store.edition import Mark, account_ids
from testimonia.store.ledger import Counts, Ledger, Receipt
from testimonia.store.query import Query, key
from testimonia.store.tally import Month

__all__ = ["Counts", "Ledger", "Mark", "Month", "Query", "Receipt", "account_ids", "cut", "key"]
