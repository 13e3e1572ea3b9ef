"""A ledger of an older format is brought to ours: its book stays to the last letter, its edition is computed anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from testimonia import pipeline
from testimonia.store import Ledger, Query
from testimonia.store.schema import VERSION
from tests.serving import ledger

NEW = ("grade", "sure", "exactness", "radius", "begun", "ended", "settled")


def test_format_2_knew_fewer_columns(tmp_path: Path) -> None:
    path = ledger(tmp_path)
    with Ledger.open(path) as made:
        book, edition = made.book_digest(), made.digest()
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("DROP INDEX incidents_day")
        for column in NEW:
            old.execute(f"ALTER TABLE incidents DROP COLUMN {column}")
        old.execute("ALTER TABLE edition DROP COLUMN changes")
        old.execute("PRAGMA user_version = 2")
    with pipeline.edition(path) as found:
        assert (found.book_digest(), found.digest()) == (book, edition)
        assert len(list(found.incidents(Query(source="the post")))) == 1
        assert len(found.columns()) == 3
    with closing(sqlite3.connect(path)) as now:
        assert now.execute("PRAGMA user_version").fetchone() == (VERSION,)
