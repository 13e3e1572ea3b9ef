"""What is worth a reviewer's time, the weightiest first."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Literal

import msgspec

from testimonia import history
from testimonia.link import Scorer
from testimonia.link.judged import Judged, judged
from testimonia.model.judgement import Judgement, standing
from testimonia.model.text import Span
from testimonia.model.world import UNSAID, Incident, Testimony, Toll
from testimonia.store import Query, account_ids
from testimonia.web.desk import Desk
from testimonia.web.judging import state_of
from testimonia.web.neighbours import decided, neighbours
from testimonia.web.quoting import TAGS, Mark, Piece, pieces, sentences

LOOKED_AT, SHOWN = 400, 50
"""Of how many undecided incidents, the latest first, the queue is made, and how many it shows."""
LIKELY = 0.05
"""From which probability on two near incidents may be one: where linking left them apart, it was for a reason."""
YEAR = 365.0
Kind = Literal["unsure", "merge", "conflict"]


class Sentence(msgspec.Struct, frozen=True):
    """Where a report first tells of an incident: whose report, its id, the sentence with the word marked."""

    source: str
    document: str
    pieces: tuple[Piece, ...]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Something to decide: whether an `unsure` incident is right, whether two are one (`merge`), or who is right where
    a newer reading and a person disagree (`conflict`). `seen`: the states to be sent with the decision; `told`: a
    sentence of each of some reports."""

    kind: Kind
    incident: Incident
    weight: float
    because: str
    other: Incident | None = None
    seen: dict[str, str] = {}
    told: tuple[Sentence, ...] = ()


def queue(desk: Desk) -> tuple[Item, ...]:
    """What to decide now. An incident that somebody accepted or set a value of is decided, unless it is in conflict;
    so is one that somebody rejected, and a pair that somebody merged, while the edition is still to be computed.

    The weight is lack of confidence × toll × recency: (1 − the confidence of the least sure of its parts) × log2(2 +
    killed and injured) × ½ for each year before the latest one looked at. For a possible merge, the probability that
    the two are one stands for the lack of confidence; a conflict has it whole.
    """
    judgements = tuple(desk.ledger.judgements())
    stand = standing(judgements)
    done = {a for j in stand if j.verdict in ("accept", "reject", "set") for a in j.subjects}
    open_ = [i for i in islice(_latest(desk), 4 * LOOKED_AT) if done.isdisjoint(account_ids(i))][:LOOKED_AT]
    last = max((i.date.days[1] for i in open_ if i.date.days), default=0)
    said = judged(judgements, frozenset(a for j in stand for a in (*j.subjects, *j.apart)))
    items = [
        *(_unsure(desk, i, last) for i in open_),
        *_merges(desk, open_, last, said),
        *_conflicts(desk, stand, last),
    ]
    items.sort(key=lambda item: (-item.weight, item.incident.id))
    return tuple(_seen(desk, item) for item in items[:SHOWN])


def _latest(desk: Desk) -> Iterator[Incident]:
    return desk.incidents(Query(newest=True, limit=4 * LOOKED_AT))


def _seen(desk: Desk, item: Item) -> Item:
    both = [item.incident, *([item.other] if item.other else [])]
    told = tuple(s for i in both for a in i.accounts[: 3 - len(both)] for s in _sentence(desk, a))
    return msgspec.structs.replace(item, seen={i.id: state_of(desk, i) for i in both}, told=told)


def _sentence(desk: Desk, testimony: Testimony) -> Iterator[Sentence]:
    document = desk.ledger.document(testimony.document)
    first = testimony.mentions[:1]
    killed = [e for f in testimony.figures if f.effect == "killed" for e in f.at][:1]
    marked = [Mark(e.start, e.end, role, TAGS[role], "") for role, at in (("mentions", first), ("figures", killed))
              for e in at]  # fmt: skip
    source = ", ".join(x for x in (testimony.publisher, (testimony.published or "")[:10]) if x) or document.id
    for span in sentences(document, (Span(e.start, e.end) for e in killed or first))[:1]:
        yield Sentence(source, document.id, tuple(pieces(document.text, span, marked)))


def toll(incident: Incident) -> float:
    """How much it weighs: log2(2 + killed + injured), by the highest figures there are."""
    numbers = (incident.tolls.get(effect, Toll()) for effect in ("killed", "injured"))
    return math.log2(2 + sum(next((n for n in (t.high, t.best, t.low) if n is not None), 0) for t in numbers))


def recency(incident: Incident, last: int) -> float:
    """1 for the day `last` (an ordinal), half of it for each year before; 0.1 at least, and for what has no date."""
    days = incident.date.days
    return 0.1 if days is None else max(0.1, min(1.0, 0.5 ** ((last - days[1]) / YEAR)))


def least_sure(desk: Desk, incident: Incident) -> tuple[str, float]:
    """Which part of an incident the reader is least sure of, and how sure (0 to 1): of several reports the surest."""
    sure = [desk.ledger.account(name).account.confidence for name in account_ids(incident)]
    parts = {
        "that there is such an incident": max((c.incident for c in sure), default=UNSAID),
        "its type": max((c.type for c in sure), default=UNSAID),
    } | incident.certainties
    return min(parts.items(), key=lambda pair: pair[1])


def _unsure(desk: Desk, incident: Incident, last: int) -> Item:
    part, sure = least_sure(desk, incident)
    because = f"The reader is least sure of {part} ({sure:.2f})."
    weight = (1.02 - sure) * toll(incident) * recency(incident, last)
    return Item(kind="unsure", incident=incident, weight=weight, because=because)


def _merges(desk: Desk, incidents: list[Incident], last: int, said: Judged) -> Iterator[Item]:
    scorer, met = Scorer(), set[frozenset[str]]()
    for incident in incidents:
        for near in neighbours(desk, incident, scorer, most=6, accounts=2)[:2]:
            pair = frozenset((incident.id, near.incident.id))
            if near.link.score < LIKELY or pair in met or decided(said, incident, near.incident):
                continue
            met.add(pair)
            one, other = sorted((incident, near.incident), key=lambda i: (i.date.start or "", i.id))
            weight = near.link.score * max(toll(one), toll(other)) * recency(one, last)
            because = f"Two of their reports may tell of one incident ({near.link.score:.2f}). {near.link.because}"
            yield Item(kind="merge", incident=one, other=other, weight=weight, because=because)


def _conflicts(desk: Desk, stand: tuple[Judgement, ...], last: int) -> Iterator[Item]:
    ledger = desk.ledger
    about = (ledger.incident_of(ledger.heir(a) or a) for j in stand if j.verdict == "set" for a in j.subjects[:1])
    for name in dict.fromkeys(n for n in about if n):
        incident = ledger.incident(name)
        ids = account_ids(incident)
        _, conflicts = history.around(ledger, incident, ids)
        newer = [c for c in conflicts if "read after that" in c or "newer reading" in c or "no reading" in c]
        if newer:
            weight = toll(incident) * recency(incident, last or date.max.toordinal())
            yield Item(kind="conflict", incident=incident, weight=weight, because=". ".join(newer) + ".")
