"""How sure the reader is of a value: the share of values of its kind that were right on the training reports.

The shares are measured, not felt: `benchmarks/certainty.py` prints the table of a reader (field, kind, share, cases),
`certainty_READER.tsv`. A kind with few cases is drawn towards its field's own share.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TypeVar

from msgspec import structs

from testimonia.model.actor import in_registry
from testimonia.model.claim import (
    Account,
    Certainty,
    Figure,
    Period,
    Perpetrator,
    Place,
    Responsibility,
    Target,
    Value,
    Weapon,
)

_UNKNOWN = 0.5


@cache
def _shares(reader: str) -> dict[tuple[str, str], float]:
    text = files(__package__).joinpath(f"certainty_{reader}.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {(field, kind): float(share) for field, kind, share, _ in rows}


def sure(field: str, kind: str = "", reader: str = "patterns") -> float:
    """The share (0 to 1) of values of this field and kind that were right; the field's own for a kind never seen.

    >>> 0 < sure("figure", "killed/number") < 1
    True
    """
    shares = _shares(reader)
    return shares.get((field, kind), shares.get((field, ""), _UNKNOWN))


def kind_of(value: Value | Account) -> tuple[str, str]:
    """The field and kind of a value, as the table names them; dates and places still have the resolver's confidence."""
    if isinstance(value, Account):
        told = (bool(value.date.at), bool(value.places), bool(value.figures))
        return "incident", f"{min(4, len(value.mentions))} words" + "".join(
            f" {name}" for name, there in zip(("date", "place", "figure"), told, strict=True) if there
        )
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
        return "date", f"{value.precision}/{_third(value.confidence)}/{'words' if value.at else 'none'}"
    if isinstance(value, Place):
        placed = "placed" if value.lat is not None else "unplaced"
        return "place", f"{value.kind}/{_third(value.confidence)}/{placed}"
    return "other", ""


def _third(confidence: float) -> str:
    return "low" if confidence < 0.5 else "middle" if confidence < 0.75 else "high"


V = TypeVar("V", Place, Perpetrator, Target, Weapon, Figure, Responsibility)


def _weighed(values: tuple[V, ...], reader: str) -> tuple[V, ...]:
    return tuple(structs.replace(v, confidence=sure(*kind_of(v), reader)) for v in values)


def certain(account: Account, reader: str = "patterns") -> Account:
    """The account with the confidence of every value as it was measured for the reader of that name."""

    date = account.date
    return structs.replace(
        account,
        date=structs.replace(date, confidence=sure(*kind_of(date), reader) if date.start else 0.0),
        places=_weighed(account.places, reader),
        perpetrators=_weighed(account.perpetrators, reader),
        targets=_weighed(account.targets, reader),
        weapons=_weighed(account.weapons, reader),
        figures=_weighed(account.figures, reader),
        claims=_weighed(account.claims, reader),
        confidence=Certainty(
            incident=sure(*kind_of(account), reader),
            type=sure("type", account.type, reader),
            status=sure("status", account.status, reader),
            salience=sure("salience", account.salience, reader),
        ),
    )
