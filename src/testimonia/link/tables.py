"""The tables that linking reads: small files beside this module, each with a comment that says what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from testimonia.model.tables import rows

TABLES = ("generic.tsv", "reach.tsv", "types.tsv", "weights.tsv", "weights_read.tsv")  # that say what is linked


@dataclass(frozen=True, slots=True)
class Weight:
    """Log-odds (natural logarithm) that one level of one comparison adds, and the words that tell it."""

    value: float
    words: str


def _weights(name: str) -> dict[tuple[str, str], Weight]:
    return {(c, level): Weight(float(value), text) for c, level, value, text in rows(__package__, name)}


@cache
def shipped_weights() -> dict[tuple[str, str], Weight]:
    """The shipped weights by comparison and level (`weights.tsv`)."""
    return _weights("weights.tsv")


@cache
def read_weights() -> dict[tuple[str, str], Weight]:
    """The shipped weights for accounts that a reader found, which errs where annotators do not (`weights_read.tsv`)."""
    return _weights("weights_read.tsv")


@cache
def hand_weights() -> dict[tuple[str, str], Weight]:
    """The weights as a person would set them (`weights_by_hand.tsv`): what learning starts from."""
    return _weights("weights_by_hand.tsv")


def _same_types() -> frozenset[tuple[str, str]]:
    groups = [types.split() for _, types in rows(__package__, "types.tsv")]
    return frozenset((a, b) for group in groups for a in group for b in group)


SAME_TYPES = _same_types()
REACH = {what: float(km) for what, km in rows(__package__, "reach.tsv")}
GENERIC = frozenset(word for row in rows(__package__, "generic.tsv") for word in row[0].split())
