"""Which of the candidates for a field of a deed are right: a table of weights of what is seen around them decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from math import exp, fsum
from typing import Generic, NamedTuple, TypeVar

from testimonia import lang

What = TypeVar("What")


class Option(NamedTuple, Generic[What]):
    """A candidate with its clues: what is seen around it, as words such as "role=subject"."""

    what: What
    clues: frozenset[str]


class Bars(NamedTuple):
    """How likely the best candidate must be to be taken, how likely the others, how many are taken at most, and how
    likely one must be that has the clue `known`.
    """

    first: float
    further: float
    most: int
    known: str = ""
    low: float = 1.0

    def bar(self, rank: int, clues: frozenset[str]) -> float:
        """How likely a candidate must be; `rank` is 0 for the likeliest."""
        return self.low if self.known in clues else self.further if rank else self.first


@cache
def weights(language: str, field: str, table: str = "choices") -> dict[str, float]:
    """The weights of a field: clue → weight."""
    return {clue: float(weight) for clue, weight in lang.sections(language, table).get(field, ())}


def odds(clues: Iterable[str], table: dict[str, float]) -> float:
    """How likely a candidate is right as log-odds: the sum of the weights of its clues (a logistic regression)."""
    return table.get("bias", 0.0) + fsum(table[clue] for clue in clues if clue in table)  # in any order the same


def chance(told: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, told))))


def chances(options: Sequence[Option[What]], field: str, language: str) -> list[float]:
    """How likely each candidate is right, by the table of its field."""
    table = weights(language, field)
    return [chance(odds(o.clues, table)) for o in options]


def chosen(options: Sequence[Option[What]], likely: Sequence[float], bars: Bars) -> list[Option[What]]:
    """The candidates that are likely enough, in the order in which they were given."""
    ranked = sorted(range(len(options)), key=lambda i: (-likely[i], i))
    taken = [i for n, i in enumerate(ranked) if likely[i] >= bars.bar(n, options[i].clues)]
    return [options[i] for i in sorted(taken[: bars.most])]


def least(n: float, limits: Sequence[int]) -> str:
    """A count as a clue: the first limit that it does not pass."""
    return next((str(limit) for limit in limits if n <= limit), "more")
