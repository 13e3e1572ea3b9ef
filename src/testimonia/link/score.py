"""Levels to a score and a sentence: the sum of the weights is the log-odds, and the reasons are its greatest terms."""

from __future__ import annotations

import math
from collections.abc import Mapping

from testimonia.link.acquaintance import STRANGERS, Acquaintance
from testimonia.link.compare import levels
from testimonia.link.sketch import Sketch
from testimonia.link.tables import Weight, shipped_weights

Weights = Mapping[tuple[str, str], Weight]
PRIOR = ("prior", "prior")
_TOLD = 0.25  # a term smaller than this is no reason worth a word


class Scorer:
    """Scores pairs of sketches with a table of weights; remembers what it has scored.

    `acquaintance` says which reports tell of another incident together: their other accounts are likelier to be of one
    incident. `pairs` counts the pairs that were compared.
    """

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = shipped_weights() if weights is None else weights
        self._known: dict[tuple[str, str], float] = {}
        self.acquaintance: Acquaintance = STRANGERS

    @property
    def pairs(self) -> int:
        """How many different pairs were compared."""
        return len(self._known)

    def weights_for(self, _a: Sketch, _b: Sketch) -> Weights:
        """The weights for a pair: one table for all; an evaluation may hold back what a pair has taught."""
        return self._weights

    def log_odds(self, a: Sketch, b: Sketch) -> float:
        """The log-odds that the two tell of one incident: prior and weights summed. Symmetric."""
        key = (a.id, b.id) if a.id <= b.id else (b.id, a.id)
        weights = self.weights_for(a, b)
        if key not in self._known:
            self._known[key] = weights[PRIOR].value + sum(weights[level].value for level in levels(a, b))
        return self._known[key] + weights[self.acquaintance.level(a, b)].value

    def because(self, a: Sketch, b: Sketch) -> str:
        """The reasons in words, for and against, the weightiest first."""
        weights = self.weights_for(a, b)
        found = [(weights[level], level) for level in (*levels(a, b), self.acquaintance.level(a, b))]
        found.sort(key=lambda t: (-abs(t[0].value), t[1]))
        names = _names(a, b)
        told = [(w.value, w.words.format(**names)) for w, _ in found if abs(w.value) >= _TOLD]
        pro = "; ".join(f"{text} ({value:+.1f})" for value, text in told if value > 0) or "nothing speaks for it"
        con = "; ".join(f"{text} ({value:+.1f})" for value, text in told if value < 0)
        return pro[:1].upper() + pro[1:] + (f". Against it: {con}." if con else ".")


def probability(log_odds: float) -> float:
    """Log-odds as a number between 0 and 1, rounded to four places."""
    return round(1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds)))), 4)


def _names(a: Sketch, b: Sketch) -> dict[str, str]:
    shared = sorted((a.areas | a.towns | a.sites) & (b.areas | b.towns | b.sites))
    return {
        "date_a": _date(a), "date_b": _date(b), "place_a": _place(a), "place_b": _place(b),
        "type_a": a.account.type.replace("_", " "), "type_b": b.account.type.replace("_", " "),
        "area": shared[0].title() if shared else "the same area",
    }  # fmt: skip


def _date(s: Sketch) -> str:
    date = s.account.date
    if not date.start:
        return "no date"
    return date.start if date.end in (None, date.start) else f"{date.start} to {date.end}"


def _place(s: Sketch) -> str:
    return s.account.places[0].name if s.account.places else "no place"
