"""A law of the columns in memory: brought up to date by what has moved, they are those that reading all anew gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from testimonia.store import Columns, Ledger, Query
from testimonia.store.laid import Codes, Laid
from tests.laws.test_renewal import grown
from tests.stores import Store

ASKED = (
    Query(), Query(country="ML"), Query(country="NG"), Query(place="g"), Query(actor="a"), Query(source="p"),
    Query(type="bombing"), Query(since="2001-01-02"), Query(min_killed=3), Query(text="killed"),
    Query(country="ML", actor="a"),
)  # fmt: skip


def told(ledger: Ledger, columns: Columns) -> list[Any]:
    """All that columns say: their rows, and what is found and counted in them."""
    said: list[Any] = []
    for column in (columns.ids, columns.days, columns.lat, columns.best, columns.sure, columns.begun, columns.settled):
        said.append([None if isinstance(x, float) and np.isnan(x) else x for x in column.tolist()])
    for codes in (columns.type, columns.status, columns.grade, columns.country):
        said.append([codes.words[n] if n >= 0 else None for n in codes.codes.tolist()])
    for query in ASKED:
        rows = ledger.rows(columns, query)
        said.append([list(ledger.at(columns, rows)), columns.months(rows), columns.countries(rows)])
        said += [ledger.counted(columns, kind, rows, 7) for kind in ("at", "by", "unlisted")]
        plane = columns.plane()
        said.append(columns.placed(query, rows, plane).box)
    return said


@pytest.mark.parametrize("seed", range(4))
def test_columns_brought_up_to_date_are_those_read_anew(place: str, seed: int, monkeypatch) -> None:
    whole: list[bool] = []
    read = Laid.read.__func__  # type: ignore[attr-defined]
    monkeypatch.setattr(Laid, "read", classmethod(lambda cls, *a: whole.append(len(a) == 1) or read(cls, *a)))
    with Ledger.open(place, "write", create=True) as ledger:
        ledger.columns()

        def look() -> None:
            mine = told(ledger, ledger.columns())
            with Ledger.open(place) as other:
                whole.clear()
                assert told(other, other.columns()) == mine
                assert whole == [True]
            whole.clear()

        grown(ledger, seed, 14, look)
        assert True not in whole


def test_where_too_much_moved_all_is_read_anew(store: Store, place: str) -> None:
    with Ledger.open(place, "write", create=True) as ledger:
        grown(ledger, 3, 6)
        before = ledger.columns()
        with store.connect(place) as connection:  # as if the last change had moved more than is written down
            connection.execute("DELETE FROM moved")
            connection.execute("UPDATE edition SET changes = changes + 1")
        assert ledger.columns().changes == before.changes + 1
        assert told(ledger, ledger.columns()) == told(ledger, before)


def test_words_of_a_column_are_in_their_order_whoever_brings_them() -> None:
    one, other = Codes([["b", None, "d"]]), Codes([["c", "a", "b", None]])
    made = one.joined(other, np.array([3, 0, 1, 5, 2, 6, 4]))
    assert made.words == ["a", "b", "c", "d"]
    assert [made.words[n] if n >= 0 else None for n in made.codes] == ["c", "b", None, "b", "d", None, "a"]
