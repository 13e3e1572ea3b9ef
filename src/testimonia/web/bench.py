"""What a reviewer sees beside an incident: its state, its history, and the incidents near it."""

from __future__ import annotations

import msgspec

from testimonia import history
from testimonia.history import Event
from testimonia.model.world import Incident
from testimonia.store import account_ids
from testimonia.web.desk import Desk
from testimonia.web.judging import state, state_of
from testimonia.web.neighbours import Neighbour, neighbours

NEAR = 6
"""How many neighbours a page shows."""


class Bench(msgspec.Struct, frozen=True):
    """`state` is what a judgement of this incident has to have seen; `states` those of the neighbours, by id: for those
    alone who may judge."""

    state: str
    events: tuple[Event, ...]
    conflicts: tuple[str, ...]
    neighbours: tuple[Neighbour, ...]
    states: dict[str, str]


def bench(desk: Desk, name: str, *, judges: bool) -> Bench | None:
    """The bench of an incident, as the ledger holds it; None where things are withheld: what people judged, and what
    lies near, may tell them; and of the past, which nobody can judge."""
    if desk.veil is not None or desk.view.past:
        return None
    incident: Incident = desk.ledger.incident(name)
    ids = account_ids(incident)
    judged = history.concerning(desk.ledger, ids)
    events, conflicts = history.around(desk.ledger, incident, ids, judged)
    near = neighbours(desk, incident)[:NEAR]
    states = {n.incident.id: state_of(desk, n.incident) for n in near if judges}
    return Bench(state(incident, judged), events, conflicts, near, states)
