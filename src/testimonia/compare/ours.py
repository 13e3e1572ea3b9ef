"""Our incidents as rows of another recorder's table, so that like is compared with like: the same columns, the same
way of counting the dead, and what the table does not hold at all is known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from testimonia.compare.event import Event
from testimonia.compare.table import event
from testimonia.model.world import Incident
from testimonia.publish import acled, gtd, ucdp_ged
from testimonia.publish.cells import Cell


class Form(NamedTuple):
    """How an incident stands in a table: why not at all (or ""), and its rows by column."""

    held: Callable[[Incident], str]
    rows: Callable[[Incident], Iterator[dict[str, Cell]]]


def _ged(incident: Incident) -> Iterator[dict[str, Cell]]:
    yield dict(zip(ucdp_ged.COLUMNS, ucdp_ged.row(incident), strict=True))


def _acled(incident: Incident) -> Iterator[dict[str, Cell]]:
    for row in acled.rows(incident):
        yield dict(zip(acled.COLUMNS, row, strict=True))


def _gtd(incident: Incident) -> Iterator[dict[str, Cell]]:
    yield gtd.cells(incident, 1)


_FORMS = {
    "ucdp-ged": Form(ucdp_ged.held, _ged),
    "acled": Form(acled.held, _acled),
    "gtd": Form(gtd.held, _gtd),
}


def held(incident: Incident, table: str) -> str:
    """Why the table has no row for such an incident, or ""."""
    return _FORMS[table].held(incident)


def events(incident: Incident, table: str) -> Iterator[Event]:
    """An incident that the table can hold, as its rows there: one, or in ACLED one for each day that it lasted. Their
    id is the incident's, with the number of the day where there are several."""
    made = [event({c: "" if v is None else str(v) for c, v in row.items()}, table)
            for row in _FORMS[table].rows(incident)]  # fmt: skip
    for number, one in enumerate(made, start=1):
        name = incident.id if len(made) == 1 else f"{incident.id} day {number}"
        about = one.about if table != "ucdp-ged" else incident.headline
        yield Event(**{f: getattr(one, f) for f in one.__struct_fields__} | {"id": name, "about": about})
