"""How an incident came to be what it is: its reports as they came in, what people judged, where the two disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from testimonia import pipeline
from testimonia.model.asof import instant
from testimonia.model.claim import Told
from testimonia.model.errors import UsageError
from testimonia.model.judgement import Judgement, standing
from testimonia.model.world import Cluster, Incident, Toll

if TYPE_CHECKING:
    from testimonia.store import Ledger


class Event(NamedTuple):
    """Something that happened to an incident: `when` (ISO 8601, UTC), and either the `judgement` of a person (with
    `undone_by`, the id of the one that took it back) or what came in, in words (`arrived`)."""

    when: str
    arrived: str = ""
    judgement: Judgement | None = None
    undone_by: str | None = None


class History(NamedTuple):
    """`name` is the incident's id now, None where it is in no edition (rejected); `former` are ids that lead to it.

    `conflicts` are sentences: where what the reports say, or say by now, is not what a person judged. Both stand there;
    the person's is what the edition holds.
    """

    name: str | None
    former: tuple[str, ...]
    events: tuple[Event, ...]
    conflicts: tuple[str, ...]


def history(path: Path | str, name: str) -> History:
    """The history of the incident of that id, or of an id of former days. UsageError where there never was one."""
    from testimonia.store import Ledger, account_ids

    with pipeline.edition(path) as edition, Ledger.open(path) as ledger:
        try:
            incident: Incident | None = edition.incident(name)
        except UsageError:
            incident = None
        ids = account_ids(incident) if incident else ledger.accounts_of(name)
        events, conflicts = around(ledger, incident, ids)
        former = tuple(old for old, new in edition.forwards() if incident and new == incident.id)
        return History(incident.id if incident else None, former, events, conflicts)


def around(
    ledger: Ledger, incident: Incident | None, ids: Iterable[str], judged: tuple[Judgement, ...] | None = None
) -> tuple[tuple[Event, ...], tuple[str, ...]]:
    """What happened to an incident that stands (or stood) for these accounts, and the conflicts (see History).

    `judged`: what `concerning` gives for these accounts, where it is known already.
    """
    names = tuple(ids)
    current = (ledger.account(name) for name in names if ledger.heir(name) == name)
    told = tuple(sorted(current, key=lambda t: t.order))
    ours = concerning(ledger, names) if judged is None else judged
    events = sorted((*_arrivals(ledger, told), *_judged(ours)), key=lambda e: instant(e.when))
    return tuple(events), tuple(_conflicts(ledger, incident, told, ours))


def concerning(ledger: Ledger, ids: Iterable[str]) -> tuple[Judgement, ...]:
    """The judgements about any of these accounts, or about accounts for which they stand now (law 6), and those that
    took one of them back; in the order of recording."""
    names = set(ids)
    near = names | {kin for name in names for kin in ledger.kin(name)}
    heirs = {name: ledger.heir(name) or name for name in near - names}
    out: dict[str, Judgement] = {}
    for judgement in ledger.judgements():
        if near.isdisjoint((*judgement.subjects, *judgement.apart)):
            if (judgement.undoes or "") in out:
                out[judgement.id] = judgement
            continue
        subjects, apart = (
            tuple(dict.fromkeys(heirs.get(name, name) for name in side))
            for side in (judgement.subjects, judgement.apart)
        )
        if not names.isdisjoint((*subjects, *apart)):
            out[judgement.id] = msgspec.structs.replace(judgement, subjects=subjects, apart=apart)
    return tuple(out.values())


def _arrivals(ledger: Ledger, told: Iterable[Told]) -> Iterator[Event]:
    for document in dict.fromkeys(t.document for t in told):
        shown = ledger.document(document)
        source = ", ".join(x for x in (shown.publisher, shown.day, document) if x)
        versions: set[str] = set()
        for receipt in ledger.receipts(document):
            how = "read again" if receipt.version in versions else "came in as a new version" if versions else "came in"
            versions.add(receipt.version)
            yield Event(receipt.recorded_at, f"{source}: {how}, by {receipt.reader}, {_accounts(receipt.accounts)}")


def _accounts(number: int) -> str:
    return "no incident" if not number else "1 incident" if number == 1 else f"{number} incidents"


def _judged(ours: tuple[Judgement, ...]) -> Iterator[Event]:
    stand = {j.id for j in standing(ours)}
    undone = {j.undoes: j.id for j in ours if j.verdict == "undo"}
    for judgement in ours:
        gone = judgement.verdict != "undo" and judgement.id not in stand
        yield Event(judgement.when, judgement=judgement, undone_by=undone.get(judgement.id) if gone else None)


def _conflicts(
    ledger: Ledger, incident: Incident | None, told: tuple[Told, ...], ours: tuple[Judgement, ...]
) -> Iterator[str]:
    read = {t.id: max((r.recorded_at for r in ledger.receipts(t.document)), default="") for t in told}
    apart = standing(ours)
    for judgement in apart:
        if gone := [a for a in (*judgement.subjects, *judgement.apart) if a not in read and not _alive(ledger, a)]:
            yield f"{_who(judgement)}, but no reading tells of {', '.join(gone)} any more"
        if both := set(judgement.subjects) & set(judgement.apart):
            yield f"{_who(judgement)}, but a newer reading tells both sides as one account ({', '.join(sorted(both))})"
    sets = {j.field: j for j in apart if j.verdict == "set"}  # of one field the newest stands
    if incident and told and sets:
        by_reports = _by_reports(incident, told)
        for field, judgement in sets.items():
            newest = max((read[a] for a in judgement.subjects if a in read), default="")
            newer = " (read after that)" if instant(newest) > instant(judgement.when) else ""
            ours_, theirs = _held(incident, field or ""), _held(by_reports, field or "")
            if ours_ != theirs:
                yield f"{_who(judgement)}: {ours_}; the reports{newer} say {theirs}; the person's word stands"


def _alive(ledger: Ledger, account: str) -> bool:
    return ledger.heir(account) is not None


def _by_reports(incident: Incident, told: tuple[Told, ...]) -> Incident:
    """The incident as its reports alone tell it, by the same policy."""
    from testimonia.reconcile import reconcile

    policy = next((t.policy for t in incident.tolls.values() if t.policy), "ucdp")
    return reconcile(Cluster(accounts=told, links=incident.links), pipeline.policy_named(policy))


def _held(incident: Incident, field: str) -> str:
    """A field's value as JSON, without evidence and reasons."""
    if field.startswith("tolls/"):
        toll = incident.tolls.get(field.removeprefix("tolls/"), Toll())
        return f"{toll.low}/{toll.best}/{toll.high}"
    return msgspec.json.encode(_bare(msgspec.to_builtins(getattr(incident, field)))).decode()


def _bare(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_bare(item) for item in value]
    if isinstance(value, dict):
        left_out = ("at", "because", "confidence")
        return {k: _bare(v) for k, v in value.items() if k not in left_out and v is not None}
    return value


def _who(judgement: Judgement) -> str:
    what = f"{judgement.verdict} {(judgement.field or '').removeprefix('tolls/')}".strip()
    return f"{judgement.who} judged on {judgement.when[:10]} ({judgement.id}, {what})"
