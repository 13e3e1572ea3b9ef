"""A ledger beside another recorder's table: what both have, what one of them misses, where the tolls differ.

Our incidents are first told as rows of that table (`publish`), so that both sides count the same dead in the same way;
then each of ours is matched with at most one of theirs (`match`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from testimonia.compare.event import Event
from testimonia.compare.match import Pair, assign, candidates
from testimonia.compare.ours import events, held
from testimonia.compare.table import TABLES, read
from testimonia.model.errors import InputError
from testimonia.model.world import Incident

__all__ = ["TABLES", "Comparison", "Event", "Match", "compare", "read"]


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """One event that both have: `score` (0 to 1) and `because` say why it is one, `toll` how the dead differ, `rivals`
    which other rows of theirs would fit no worse."""

    ours: Event
    theirs: Event
    score: float
    because: str
    toll: str
    difference: int | None
    rivals: tuple[str, ...] = ()


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on both sides, once: every event of ours is in `matches`, `ours_alone` or `ours_beyond`, every row of
    theirs in `matches`, `theirs_alone` or `theirs_beyond`. Beyond is what lies outside the countries and days of which
    the other side tells anything: there its silence says nothing. All by day.

    `not_held`: how many of our incidents the table has no row for, by reason. `faults`: rows that could not be read.
    """

    table: str
    matches: tuple[Match, ...]
    ours_alone: tuple[Event, ...]
    theirs_alone: tuple[Event, ...]
    ours_beyond: tuple[Event, ...]
    theirs_beyond: tuple[Event, ...]
    not_held: dict[str, int]
    faults: tuple[str, ...]


def compare(incidents: Iterable[Incident], rows: Iterable[Event | InputError], table: str) -> Comparison:
    """Matches incidents with the rows of a table (see `read`), one-to-one, whatever the order of either."""
    ours, not_held = _told(incidents, table)
    listed = list(rows)
    theirs = sorted((e for e in listed if isinstance(e, Event)), key=lambda e: (e.first, e.last, e.id))
    pairs = candidates(ours, theirs)
    chosen = assign(pairs)
    rivals = defaultdict(list)
    for pair in pairs:
        rivals[pair.ours].append(pair)
    ours_alone, ours_beyond = _alone(ours, {p.ours for p in chosen}, theirs)
    theirs_alone, theirs_beyond = _alone(theirs, {p.theirs for p in chosen}, ours)
    return Comparison(
        table=table,
        matches=tuple(_match(p, ours, theirs, rivals[p.ours]) for p in chosen),
        ours_alone=ours_alone,
        theirs_alone=theirs_alone,
        ours_beyond=ours_beyond,
        theirs_beyond=theirs_beyond,
        not_held=dict(sorted(not_held.items())),
        faults=tuple(str(e) for e in listed if isinstance(e, InputError)),
    )


def _told(incidents: Iterable[Incident], table: str) -> tuple[list[Event], Counter[str]]:
    """Our events in the table's terms, by day, and why others have no row there."""
    out: list[Event] = []
    why = Counter[str]()
    for incident in incidents:
        reason = held(incident, table)
        if reason:
            why[reason] += 1
        else:
            out += events(incident, table)
    return sorted(out, key=lambda e: (e.first, e.last, e.id)), why


def _alone(events: list[Event], matched: set[int], others: list[Event]) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """The events that are not matched: those in a country of the other side, between its first and last day there, and
    those beyond."""
    scope: dict[str, tuple[int, int]] = {}
    for e in others:
        first, last = scope.get(e.country, (e.first, e.last))
        scope[e.country] = min(first, e.first), max(last, e.last)
    inside: list[Event] = []
    beyond: list[Event] = []
    for number, e in enumerate(events):
        first, last = scope.get(e.country, (1, 0))
        if number not in matched:
            (inside if e.first <= last and e.last >= first else beyond).append(e)
    return tuple(inside), tuple(beyond)


def _match(pair: Pair, ours: list[Event], theirs: list[Event], pairs: list[Pair]) -> Match:
    a, b = ours[pair.ours], theirs[pair.theirs]
    toll, difference = _toll(a, b)
    rivals = tuple(theirs[p.theirs].id for p in pairs if p != pair and p.bits >= pair.bits)
    return Match(ours=a, theirs=b, score=pair.score, because=pair.because, toll=toll, difference=difference,
                 rivals=rivals)  # fmt: skip


def _toll(a: Event, b: Event) -> tuple[str, int | None]:
    """How two tolls stand to each other, and ours less theirs (None where one gives no number)."""
    if a.best is None or b.best is None:
        who = "neither gives" if a.best == b.best else "we have" if a.best is None else "they have"
        return f"{who} {'a' if who == 'neither gives' else 'no'} number of dead", None
    difference = a.best - b.best
    if not difference:
        return "the same number of dead", 0
    least, most = b.low if b.low is not None else b.best, b.high if b.high is not None else b.best
    if min(least, most) <= a.best <= max(least, most):
        return f"ours is within their range: {a.best} in {least} to {most}", difference
    said = "more" if difference > 0 else "fewer"
    return f"we have {abs(difference)} {said}: {a.best} against {b.best}", difference
