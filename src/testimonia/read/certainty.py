"""How sure the reader is of a value: how likely one of its kind, told so, was right on the training reports.

The likelihood is measured, not felt: a logistic regression on what speaks for and against a value (grounds.py), whose
weights `benchmarks/certainty.py` fits for each reader (`certainty_READER.tsv`: field, ground, weight). A person can add
them up: the sum of the weights of a value's grounds, as log-odds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from math import exp
from typing import TypeVar

from msgspec import structs

from testimonia.model.claim import (
    Account,
    Certainty,
    Figure,
    Perpetrator,
    Place,
    Responsibility,
    Target,
    Weapon,
)
from testimonia.model.tables import rows
from testimonia.read.grounds import kind_of, of_incident, of_property, of_value

BIAS = "bias"
LEAST, MOST = 0.02, 0.98  # a few thousand values tell nothing surer
Weights = dict[str, dict[str, float]]


@cache
def weights(reader: str) -> Weights:
    """The table of a reader: field → ground → weight."""
    out: Weights = {}
    for field, ground, weight in rows(__package__, f"certainty_{reader}.tsv"):
        out.setdefault(field, {})[ground] = float(weight)
    return out


def likely(field: str, grounds: Iterable[str], table: Weights) -> float:
    """How likely (0 to 1, two decimals) a value of the field is right that has these grounds; .5 for a field that was
    never measured.

    >>> likely("figure", ["near"], {"figure": {"bias": 1.0, "near": 1.0}})
    0.88
    """
    known = table.get(field, {})
    chance = 1 / (1 + exp(-sum(known.get(ground, 0.0) for ground in (BIAS, *grounds))))
    return round(min(MOST, max(LEAST, chance)), 2)


V = TypeVar("V", Place, Perpetrator, Target, Weapon, Figure, Responsibility)


def certain(accounts: Sequence[Account], reader: str = "patterns") -> tuple[Account, ...]:
    """The accounts of a report with the confidence of every value as it was measured for the reader of that name."""
    return tuple(_certain(account, accounts, weights(reader)) for account in accounts)


def _certain(account: Account, accounts: Sequence[Account], table: Weights) -> Account:
    def weighed(values: tuple[V, ...]) -> tuple[V, ...]:
        return tuple(
            structs.replace(v, confidence=likely(kind_of(v)[0], of_value(v, account, accounts), table)) for v in values
        )

    def of(field: str) -> float:
        return likely(field, of_property(field, account, accounts), table)

    date = account.date
    sure = likely("date", of_value(date, account, accounts), table) if date.start else 0.0
    return structs.replace(
        account,
        date=structs.replace(date, confidence=sure),
        places=weighed(account.places),
        perpetrators=weighed(account.perpetrators),
        targets=weighed(account.targets),
        weapons=weighed(account.weapons),
        figures=weighed(account.figures),
        claims=weighed(account.claims),
        confidence=Certainty(
            incident=likely("incident", of_incident(account, accounts), table),
            type=of("type"),
            status=of("status"),
            salience=of("salience"),
        ),
    )
