"""What speaks for and against a value that was read: plain grounds that a table weighs (certainty.py).

A ground says how a value was told (its kind, how far from the words of its incident, how often, beside how many others)
and what kind of incident has it. It knows nothing of names, places or numbers of a report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from testimonia.model.actor import in_registry
from testimonia.model.claim import (
    Account,
    Figure,
    Period,
    Perpetrator,
    Place,
    Responsibility,
    Target,
    Weapon,
)
from testimonia.model.text import Evidence

Value = Period | Place | Perpetrator | Target | Weapon | Figure | Responsibility
LISTS = {"place": "places", "perpetrator": "perpetrators", "target": "targets", "weapon": "weapons",
         "figure": "figures", "claim": "claims"}  # fmt: skip
_AWAY = ((60, "in its clause"), (200, "near"), (600, "far"))  # code points from the words of the incident
_BEGIN = ((120, "headline"), (500, "lead"), (1500, "body"))  # code points from the beginning of the text


def of_incident(account: Account, accounts: Sequence[Account]) -> list[str]:
    """What speaks for an incident; `accounts` are all of its report."""
    date = account.date
    return [
        *_common(account, accounts),
        f"figures {_few(account.figures)}",
        f"targets {_few(account.targets, 3)}",
        f"date {kind_of(date)[1] if date.start else 'none'}",
    ]


def of_property(field: str, account: Account, accounts: Sequence[Account]) -> list[str]:
    """What speaks for the type, status or salience of an incident."""
    date = account.date
    said = getattr(account, field)
    return [*_common(account, accounts), f"kind {said}", f"date {kind_of(date)[1] if date.start else 'none'}"]


def of_value(value: Value, account: Account, accounts: Sequence[Account]) -> list[str]:
    """What speaks for a value of an incident."""
    field, kind = kind_of(value)
    beside: tuple[Value, ...] = getattr(account, LISTS[field]) if field in LISTS else ()
    elsewhere = [v for a in accounts if a is not account for v in getattr(a, LISTS[field])] if field in LISTS else []
    return [
        *_common(account, accounts),
        f"kind {kind}",
        *kind.split("/"),
        f"told {_away(value.at, account.mentions)}",
        f"times {_few(value.at, 3)}",
        f"beside {_few(beside)}",
        *_own(value, account, beside, elsewhere),
    ]


def kind_of(value: Value) -> tuple[str, str]:
    """The field and kind of a value; dates and places still have the resolver's confidence."""
    if isinstance(value, Figure):
        one = "zero" if value.high == 0 else "one" if value.best == 1 else "number"
        return "figure", f"{value.effect}/{'vague' if value.vague else one}"
    if isinstance(value, Perpetrator):
        return "perpetrator", f"{value.basis}/{'registered' if in_registry(value.actor_id) else 'words'}"
    if isinstance(value, Target):
        return "target", value.cls
    if isinstance(value, Weapon):
        return "weapon", value.cls
    if isinstance(value, Responsibility):
        return "claim", value.stance
    if isinstance(value, Period):
        return "date", f"{value.precision}/{_third(value.confidence)}/{'words' if value.at else 'no words'}"
    placed = "placed" if value.lat is not None else "unplaced"
    return "place", f"{value.kind}/{_third(value.confidence)}/{placed}"


def _common(account: Account, accounts: Sequence[Account]) -> list[str]:
    """What the incident itself is like."""
    there = {"date": account.date.at, "place": account.places, "figure": account.figures}
    told = (*there.values(), account.perpetrators, account.targets, account.weapons)
    first = min((m.start for m in account.mentions), default=0)
    return [
        f"mentions {_few(account.mentions)} with {' '.join(name for name, found in there.items() if found)}".strip(),
        f"mentions {_few(account.mentions)}",
        f"fields {sum(map(bool, told))}",
        f"one of {_few(accounts, 5)}",
        f"begins in {next((name for most, name in _BEGIN if first < most), 'the depth')}",
        account.salience,
        account.status,
        account.type,
    ]


def _own(value: Value, account: Account, beside: Iterable[Value], elsewhere: Iterable[Value]) -> Iterator[str]:
    """What can be said of a value of its field alone."""
    if isinstance(value, Figure):
        alike = [v for v in beside if isinstance(v, Figure) and (v.effect, v.who) == (value.effect, value.who)]
        number = value.best if value.best is not None else value.low
        yield "somebody says it" if value.according_to else "own voice"
        yield f"rivals {_few(alike, 3)}"
        yield f"who {value.who}"
        yield f"size {0 if number is None else len(str(number))}{' one' if number == 1 else ''}"
        yield from _also((v.effect, v.best) == (value.effect, value.best) for v in elsewhere if isinstance(v, Figure))
    elif isinstance(value, (Perpetrator, Target, Place)):
        yield f"words {_few(value.name.split())}"
        yield "name" if value.name[:1].isupper() else "noun"
        yield from _also(v.name == value.name for v in elsewhere if isinstance(v, (Perpetrator, Target, Place)))
        others = account.targets if isinstance(value, Perpetrator) else account.perpetrators
        if any(v.name.casefold() == value.name.casefold() for v in others):
            yield "on both sides"
    if isinstance(value, Perpetrator):
        yield "by somebody" if value.by else "by nobody"
    elif isinstance(value, Place):
        yield f"precision {value.precision}"
    elif isinstance(value, Responsibility):
        yield "did it" if any(p.name == value.by for p in account.perpetrators) else "did not do it"


def _also(same: Iterable[bool]) -> Iterator[str]:
    if any(same):
        yield "of another incident, too"


def _few(some: Sequence[object], most: int = 4) -> int:
    return min(len(some), most)


def _third(confidence: float) -> str:
    return "low" if confidence < 0.5 else "middle" if confidence < 0.75 else "high"


def _away(at: tuple[Evidence, ...], mentions: tuple[Evidence, ...]) -> str:
    """How far the words of a value are from those of its incident."""
    if not at or not mentions:
        return "without words"
    gap = min(max(0, v.start - m.end, m.start - v.end) for v in at for m in mentions)
    return next((name for most, name in _AWAY if gap < most), "away")
