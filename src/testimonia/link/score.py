"""Levels to a score and a sentence: the sum of the weights is the log-odds, and the reasons are its greatest terms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from testimonia.link.acquaintance import STRANGERS, Acquaintance
from testimonia.link.compare import COMMON, COMPARISONS, compare_common, levels
from testimonia.link.sketch import Sketch
from testimonia.link.tables import Weight, read_weights, shipped_weights

Weights = Mapping[tuple[str, str], Weight]
PRIOR = ("prior", "prior")
_TOLD = 0.25  # a term smaller than this is no reason worth a word
# Scores that are kept at a time, some fifty bytes each. Links are taken from the surest down, wherever they are, and
# some eight scores an account are asked for again and again: who keeps too few computes them anew each time.
_REMEMBERED = 16_000_000
_NOTHING: dict[str, float] = {}
_BELOW = -math.inf  # remembered of a pair that is below what is asked for, whatever it is
_STRANGERS = ("reports", "strangers")
# The comparisons in the order in which they tell soonest that two accounts are not of one incident; the rest follow.
_SOONEST = ("date", "people", "killed", "injured", "type", "place")


class Scorer:
    """Scores pairs of sketches with a table of weights; remembers what it has scored last.

    Without a table of its own there are two: one for accounts that people marked, and one in which a difference says
    less, for pairs of which a reader found at least one account and may have erred.
    `acquaintance` says which reports tell of another incident together: their other accounts are likelier to be of one
    incident. `pairs` counts the comparisons that were made.
    """

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = shipped_weights() if weights is None else weights
        self._of_read = read_weights() if weights is None else weights
        self._known: dict[str, dict[str, float]] = {}
        self._count = 0
        self._steps: dict[int, _Steps] = {}
        self.acquaintance: Acquaintance = STRANGERS
        self.pairs = 0

    def weights_for(self, a: Sketch, b: Sketch) -> Weights:
        """The weights for a pair; an evaluation may hold back what the pair has taught."""
        return self._of_read if a.read or b.read else self._weights

    def company(self, a: Sketch, b: Sketch) -> float:
        """What the reports of the two have in common adds to their log-odds."""
        known = self.acquaintance
        level = _STRANGERS if known is STRANGERS else known.level(a, b)
        return self.weights_for(a, b)[level].value

    def know(self, a: Sketch, b: Sketch, base: float) -> None:
        """Remembers what `at_best` made of the two."""
        one, other = (a.id, b.id) if a.id <= b.id else (b.id, a.id)
        if self._count >= _REMEMBERED:
            self._known.clear()
            self._count = 0
        self._count += 1
        self._known.setdefault(one, {})[other] = base

    def log_odds(self, a: Sketch, b: Sketch) -> float:
        """The log-odds that the two tell of one incident: prior and weights summed. Symmetric."""
        one, other = (a.id, b.id) if a.id <= b.id else (b.id, a.id)
        base = self._known.get(one, _NOTHING).get(other)
        if base is None or base == _BELOW:
            self.pairs += 1
            weights = self.weights_for(a, b)
            base = weights[PRIOR].value + sum(weights[level].value for level in levels(a, b))
            self.know(a, b, base)
        return base + self.company(a, b)

    def at_best(self, a: Sketch, b: Sketch, least: float) -> float | None:
        """The log-odds of the two without what their reports have in common; None where even the best that this may be
        leaves them below `least`, which is often seen before all is compared."""
        weights = self.weights_for(a, b)
        steps = self._steps.get(id(weights))
        if steps is None:
            steps = self._steps[id(weights)] = _steps(weights)
        self.pairs += 1
        total = weights[PRIOR].value
        found: dict[str, float] = {}
        told: dict[str, str] = {}
        for name, value_of, rest in steps:
            told[name] = level = compare_common(a, b, told) if name == COMMON else COMPARISONS[name](a, b)
            found[name] = value = value_of[level]
            total += value
            if total + rest < least:
                return None
        return weights[PRIOR].value + sum([found[name] for name in (*COMPARISONS, COMMON)])

    def likely(self, a: Sketch, b: Sketch, least: float) -> float | None:
        """As `log_odds`, or None where that is below `least`, which is often seen before all is compared; always asked
        with the same `least`."""
        one, other = (a.id, b.id) if a.id <= b.id else (b.id, a.id)
        base = self._known.get(one, _NOTHING).get(other)
        if base is None:
            base = self.at_best(a, b, least)
            self.know(a, b, _BELOW if base is None else base)
        if base is None or base == _BELOW:
            return None
        value = base + self.company(a, b)
        return value if value >= least else None

    def because(self, a: Sketch, b: Sketch) -> str:
        """The reasons in words, for and against, the weightiest first."""
        weights = self.weights_for(a, b)
        found = [(weights[level], level) for level in (PRIOR, *levels(a, b), self.acquaintance.level(a, b))]
        found.sort(key=lambda t: (-abs(t[0].value), t[1]))
        names = _names(a, b)
        told = [(w.value, w.words.format(**names)) for w, _ in found if abs(w.value) >= _TOLD]
        pro = "; ".join(f"{text} ({value:+.1f})" for value, text in told if value > 0) or "nothing speaks for it"
        con = "; ".join(f"{text} ({value:+.1f})" for value, text in told if value < 0)
        return pro[:1].upper() + pro[1:] + (f". Against it: {con}." if con else ".")


# Of each comparison, in the order in which they are made: its name, its weights by level, and what all that follow can
# add at best, with a hair for the rounding of sums.
_Steps = list[tuple[str, dict[str, float], float]]


def _steps(weights: Weights) -> _Steps:
    table: dict[str, dict[str, float]] = {}
    for (comparison, level), weight in weights.items():
        table.setdefault(comparison, {})[level] = weight.value
    rest = 1e-6 + max(0.0, *table["reports"].values())
    out: _Steps = []
    for name in reversed([*_SOONEST, *(n for n in COMPARISONS if n not in _SOONEST), COMMON]):
        out.append((name, table[name], rest))
        rest += max(table[name].values())
    return out[::-1]


def probability(log_odds: float) -> float:
    """Log-odds as a number between 0 and 1, rounded to four places."""
    return round(1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds)))), 4)


def _names(a: Sketch, b: Sketch) -> dict[str, str]:
    shared = sorted((a.areas | a.towns | a.sites) & (b.areas | b.towns | b.sites))
    return {
        "date_a": _date(a), "date_b": _date(b), "place_a": _place(a), "place_b": _place(b),
        "type_a": a.type.replace("_", " "), "type_b": b.type.replace("_", " "),
        "area": shared[0].title() if shared else "the same area",
    }  # fmt: skip


def _date(s: Sketch) -> str:
    if s.days is None:
        return "no date"
    return " to ".join(dict.fromkeys(date.fromordinal(day).isoformat() for day in s.days))


def _place(s: Sketch) -> str:
    return s.where or "no place"
