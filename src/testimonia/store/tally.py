"""How much there is of what is asked for: incidents and deaths by month, counted where they lie."""

from __future__ import annotations

import msgspec

from testimonia.store.query import UNDATED, Query, select
from testimonia.store.session import Session

_SQL = """
SELECT substr(i.day, 1, 7), count(*), CAST(sum(coalesce(i.killed_low, i.killed, 0)) AS BIGINT),
  CAST(sum(coalesce(i.killed, 0)) AS BIGINT), CAST(sum(coalesce(i.killed_high, i.killed, 0)) AS BIGINT)
FROM incidents i WHERE i.seq IN ({}) GROUP BY 1 ORDER BY 1"""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows there are: `documents` by id, `versions` of them, and so on."""

    documents: int
    versions: int
    readings: int
    accounts: int
    claims: int
    judgements: int
    incidents: int


class Month(msgspec.Struct, frozen=True):
    """The incidents that began in a month ("2019-11", None: no date is known) and how many they killed.

    An incident counts in each of low, best and high with the nearest figure that it has, and with 0 where it has none.
    """

    month: str | None
    incidents: int
    low: int
    best: int
    high: int


def months(connection: Session, query: Query) -> tuple[Month, ...]:
    """Every month in which an incident that is meant began, in order, the undated last; no page, the whole list."""
    sql, values = select(msgspec.structs.replace(query, limit=None, offset=0, after=None))
    rows = connection.execute(_SQL.format(sql), values)
    return tuple(Month(None if month == UNDATED[:7] else month, *numbers) for month, *numbers in rows)
