"""The edition: incidents and their indexes, computed from the book and swapped as a whole.

Functions over a connection; transactions are the caller's.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import chain, islice

import msgspec

from testimonia.knowledge.actors import Registry
from testimonia.model.actor import in_registry
from testimonia.model.claim import Perpetrator
from testimonia.model.codec import decode, encode
from testimonia.model.world import Incident, Range, Toll
from testimonia.store import book, linked
from testimonia.store.memory import Memory
from testimonia.store.proof import evidence
from testimonia.store.query import UNDATED, Query, fold, select
from testimonia.store.schema import statements
from testimonia.store.session import Session

_CHUNK = 100  # incidents that are read or laid out at a time


class Mark(msgspec.Struct, frozen=True, order=True):
    """How far a book had grown: numbers of its last reading and its last judgement."""

    readings: int = 0
    judgements: int = 0


def mark(connection: Session) -> Mark:
    """How far the book has grown."""
    row = connection.execute("SELECT (SELECT max(seq) FROM readings), (SELECT max(seq) FROM judgements)").fetchone()
    return Mark(row[0] or 0, row[1] or 0)


def computed_from(connection: Session) -> tuple[Mark, str]:
    """How far the book had grown when the edition was computed, and by what recipe."""
    readings, judgements, recipe = connection.execute("SELECT readings, judgements, recipe FROM edition").fetchone()
    return Mark(readings, judgements), recipe


def stage(connection: Session, incidents: Iterable[Incident], how: linked.Linking = ((), ())) -> None:
    """Lays a new edition, and how its accounts were linked, out in temporary tables of a connection; the ledger itself
    is not touched. Inside a transaction.

    ValueError for an id that comes twice.
    """
    for statement in statements("staging.sql"):
        connection.execute(statement)
    left = iter(incidents)
    while some := list(islice(left, _CHUNK)):
        _lay(connection, some)
    linked.stage(connection, *how)


def _lay(connection: Session, incidents: list[Incident]) -> None:
    _refuse_twice(connection, [incident.id for incident in incidents])
    rows = [_row(incident) for incident in incidents]
    connection.executemany(f"INSERT INTO temp.staged VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.executemany("INSERT INTO temp.staged_labels VALUES (?, ?, ?)",
                           [(i.id, kind, name) for i in incidents for kind, name in labels(i)])  # fmt: skip
    connection.executemany("INSERT INTO temp.staged_accounts VALUES (?, ?, ?)",
                           [(i.id, n, name) for i in incidents for n, name in enumerate(account_ids(i))])  # fmt: skip


def _refuse_twice(connection: Session, ids: list[str]) -> None:
    """ValueError where one of the ids comes a second time."""
    marks = ", ".join("?" * len(ids))
    staged = connection.execute(f"SELECT id FROM temp.staged WHERE id IN ({marks}) LIMIT 1", ids).fetchone()
    twice = staged[0] if staged else next((name for name, times in Counter(ids).items() if times > 1), None)
    if twice:
        raise ValueError(f"two incidents of one edition have the id {twice}")


def _row(incident: Incident) -> tuple[object, ...]:
    """What is kept of an incident in columns, in the order of `staged`."""
    first, last = incident.date.start or incident.date.end, incident.date.end or incident.date.start
    point, killed, settled = incident.point, incident.tolls.get("killed", Toll()), incident.settled
    where = (point.lat, point.lon) if point else (None, None)
    exact = (point.precision, point.radius_km) if point else (None, None)
    said = (_folded(part) for part in ((incident.headline,), (e.quote for e in evidence(incident)), _parties(incident),
                                       (p.name for p in incident.places)))  # fmt: skip
    return (incident.id, first or UNDATED, first, last, incident.type, incident.status, incident.country, *where,
            killed.low, _best(killed), killed.high, incident.grade, incident.confidence, *exact,
            *_numbers(first, last), int(settled.timestamp()) if settled else None,
            incident.headline, encode(incident).decode(), *said)  # fmt: skip


def _folded(parts: Iterable[str]) -> str:
    """Words as they are searched, each part once; the dot keeps phrases from running over into the next."""
    return " · ".join(dict.fromkeys(fold(part) for part in parts))


def _numbers(first: str | None, last: str | None) -> tuple[int | None, int | None]:
    """Two days as numbers; none for what is no day."""
    try:
        return date.fromisoformat(first or "").toordinal(), date.fromisoformat(last or "").toordinal()
    except ValueError:
        return None, None


def _best(toll: Toll | Range) -> int | None:
    """The best figure there is: best, else low, else high."""
    return next((n for n in (toll.best, toll.low, toll.high) if n is not None), None)


def _parties(incident: Incident) -> Iterator[str]:
    """Everybody named: who did it, who claimed it, who was hit, who died."""
    yield from (p.name for p in incident.perpetrators)
    yield from (c.by for c in incident.claims)
    yield from (t.name for t in incident.targets)
    yield from (v.name for v in incident.victims)


@cache
def _shipped_actors() -> Registry:
    return Registry.open(layers=())


def labels(incident: Incident) -> set[tuple[str, str]]:
    """The names by which an incident is found, folded, and those by which it is counted, as they are written, each with
    its kind; an actor also by the id of what it is part of, so that a group is found with its branches."""
    out = {("place", fold(p.name)) for p in incident.places}
    out |= {("country", fold(p.country)) for p in incident.places if p.country}
    named = [(p.name, p.actor_id) for p in incident.perpetrators] + [(c.by, c.actor_id) for c in incident.claims]
    for name, actor_id in named:
        ids = (actor_id, *_shipped_actors().above(actor_id)) if actor_id else ()
        out |= {("actor", fold(name)), *(("actor", fold(i)) for i in ids)}
    out |= {("source", fold(a.publisher)) for a in incident.accounts if a.publisher}
    if where := incident.locality:
        out.add(("at", f"{where.country or ''}:{where.name}"))
    out |= {_doer(p) for p in incident.perpetrators if p.basis != "denied"}
    return {(kind, name) for kind, name in out if name}


def _doer(who: Perpetrator) -> tuple[str, str]:
    """A perpetrator as it is counted: by the name that the registry gives it, where it knows it."""
    known = _shipped_actors().get(who.actor_id) if in_registry(who.actor_id) and who.actor_id else None
    return ("by", known.name) if known else ("unlisted", who.name)


def account_ids(incident: Incident) -> tuple[str, ...]:
    """The accounts that an incident is made of, the earliest first: those of its testimonies, then what its links add
    (a document that tells of it twice has one testimony)."""
    told = [t.account for t in incident.accounts if t.account]
    linked = sorted({name for link in incident.links for name in (link.left, link.right)})
    return tuple(dict.fromkeys((*told, *linked)))


def swap(connection: Session, basis: Mark, recipe: str, over: Iterable[str] | None = None) -> None:
    """Puts the staged edition in the place of the old one, and every new name into the book; with `over` it replaces
    only the incidents that hold one of these accounts. Inside a transaction."""
    if over is not None:
        connection.executemany("INSERT INTO temp.over VALUES (?)", [(name,) for name in over])
    for statement in (*statements("choose_all.sql" if over is None else "choose_some.sql"), *statements("swap.sql")):
        connection.execute(statement)
    connection.execute("UPDATE edition SET readings = ?, judgements = ?, recipe = ?",
                       (basis.readings, basis.judgements, recipe))  # fmt: skip


def replace(connection: Session, incidents: Iterable[Incident], basis: Mark, recipe: str, over: Iterable[str]) -> None:
    """Puts a few incidents in the place of those that hold one of the accounts `over`. Inside a transaction."""
    stage(connection, incidents)
    swap(connection, basis, recipe, over)
    for statement in statements("unstaging.sql"):
        connection.execute(statement)


def unmoved(connection: Session, judgement: str) -> bool:
    """Moves the edition's mark on by one judgement that changes nothing. Inside a transaction."""
    done = connection.execute(
        """UPDATE edition SET judgements = (SELECT seq FROM judgements WHERE id = ?1) WHERE judgements =
        (SELECT coalesce(max(seq), 0) FROM judgements WHERE seq < (SELECT seq FROM judgements WHERE id = ?1))""",
        (judgement,),
    )
    return done.rowcount == 1


def incidents(connection: Session, query: Query) -> Iterator[Incident]:
    """The incidents that are meant, by first day and id (undated ones last), read a hundred at a time."""
    sql, values = select(query)
    found = array("q", (seq for (seq,) in connection.execute(sql, values)))
    yield from (incident for _, incident in numbered(connection, found))


def numbered(
    connection: Session, numbers: Iterable[int], known: Memory | None = None
) -> Iterator[tuple[int, Incident]]:
    """The incidents of these numbers, each with its own, in this order, read a hundred at a time; numbers that are none
    are left out. `known`: where incidents are looked for and remembered, by number."""
    left, known = iter(numbers), known or Memory(_CHUNK)
    while some := list(islice(left, _CHUNK)):
        found = {number: one for number in some if (one := known.get(number)) is not None}
        for number, one in _read(connection, [number for number in some if number not in found]):
            known.put(number, one)
            found[number] = one
        yield from ((number, found[number]) for number in some if number in found)


def _read(connection: Session, numbers: list[int]) -> Iterator[tuple[int, Incident]]:
    if numbers:
        marks = ", ".join("?" * len(numbers))
        sql = f"SELECT seq, body FROM incidents WHERE seq IN ({marks})"
        for number, body in connection.execute(sql, tuple(numbers)):
            yield number, decode(body, Incident)


def headlines(connection: Session, numbers: Iterable[int]) -> Iterator[tuple[int, str, str]]:
    """The number, id and headline of each incident of these numbers."""
    left = iter(numbers)
    while some := list(islice(left, _CHUNK)):
        marks = ", ".join("?" * len(some))
        yield from connection.execute(f"SELECT seq, id, headline FROM incidents WHERE seq IN ({marks})", tuple(some))


def changes(connection: Session) -> int:
    """How often the edition has changed."""
    return int(connection.execute("SELECT changes FROM edition").fetchone()[0])


def borne(connection: Session, numbers: Iterable[int]) -> list[tuple[int, str, str]]:
    """The names that the incidents of these numbers bear: the number, the kind (see edition.sql), the name."""
    found, left = list[tuple[int, str, str]](), iter(numbers)
    while some := list(islice(left, _CHUNK)):
        marks = ", ".join("?" * len(some))
        found += connection.execute(
            f"SELECT b.incident, l.kind, l.name FROM labelled b JOIN labels l ON l.seq = b.label"
            f" WHERE b.incident IN ({marks})", tuple(some)).fetchall()  # fmt: skip
    return found


def moved(connection: Session, since: int) -> set[int] | None:
    """The numbers of the incidents that were taken out or put in after so many changes; None where it is not known."""
    rows = connection.execute("SELECT change, incident FROM moved WHERE change > ?", (since,)).fetchall()
    told = len({change for change, _ in rows}) == changes(connection) - since
    return {number for _, number in rows} if told else None


def incident(connection: Session, name: str) -> Incident | None:
    """The incident of that id or, for an id of former days, the one that it forwards to; None for an id that never was
    and for one of whose accounts none is left."""
    live = current_id(connection, name)
    row = connection.execute("SELECT body FROM incidents WHERE id = ?", (live,)).fetchone() if live else None
    return decode(row[0], Incident) if row else None


def current_id(connection: Session, name: str) -> str | None:
    """The id that an id of any time has now, or None: its own while it lives, else that of the incident which holds its
    earliest account, or the earliest of its accounts that is still told, or what a newer reading tells in its place."""
    if connection.execute("SELECT 1 FROM incidents WHERE id = ?", (name,)).fetchone():
        return name
    accounts = [account for (account,) in connection.execute(
        "SELECT account FROM names WHERE incident = ? ORDER BY position, account", (name,))]  # fmt: skip
    direct = (holder(connection, account) for account in accounts)
    renewed = (holder(connection, other) for account in accounts for other in book.kin(connection, account))
    return next((found for found in chain(direct, renewed) if found), None)


def holder(connection: Session, account: str) -> str | None:
    """The id of the incident that holds the account."""
    row = connection.execute(
        """SELECT i.id FROM incident_accounts a JOIN incidents i ON i.seq = a.incident WHERE a.account = ?
        ORDER BY i.day, i.id LIMIT 1""",
        (account,),
    ).fetchone()
    return str(row[0]) if row else None


def forwards(connection: Session) -> Iterator[tuple[str, str]]:
    """Every id that no incident has any more, with the id that it forwards to, by old id."""
    gone = connection.execute(
        "SELECT DISTINCT incident FROM names n WHERE NOT EXISTS (SELECT 1 FROM incidents i WHERE i.id = n.incident)"
        " ORDER BY incident"
    )
    for (old,) in gone:
        if new := current_id(connection, old):
            yield old, new


def digest(connection: Session) -> str:
    """SHA-256 over all incidents in the order of their ids: two editions with one digest are byte for byte the same."""
    total = hashlib.sha256()
    for name, body in connection.rows("SELECT id, body FROM incidents ORDER BY id"):
        total.update(f"{len(name.encode())} {name} {len(body.encode())} {body}\n".encode())
    return total.hexdigest()
