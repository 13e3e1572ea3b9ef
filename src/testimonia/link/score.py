"""Levels to a score and a sentence: the sum of the weights is the log-odds, and the reasons are its greatest terms."""

from __future__ import annotations

import math
from collections.abc import Mapping

from testimonia.link.compare import levels
from testimonia.link.sketch import Sketch
from testimonia.link.tables import Weight, shipped_weights

Weights = Mapping[tuple[str, str], Weight]
_TOLD = 0.25  # a term smaller than this is no reason worth a word


class Scorer:
    """Scores pairs of sketches with a table of weights; remembers what it has scored.

    `pairs` counts the pairs that were compared.
    """

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = shipped_weights() if weights is None else weights
        self._prior = self._weights["prior", "prior"].value
        self._known: dict[tuple[str, str], float] = {}

    @property
    def pairs(self) -> int:
        """How many different pairs were compared."""
        return len(self._known)

    def log_odds(self, a: Sketch, b: Sketch) -> float:
        """The log-odds that the two tell of one incident: prior and weights summed. Symmetric."""
        key = (a.id, b.id) if a.id <= b.id else (b.id, a.id)
        if key not in self._known:
            self._known[key] = self._prior + sum(self._weights[level].value for level in levels(a, b))
        return self._known[key]

    def because(self, a: Sketch, b: Sketch) -> str:
        """The reasons in words, for and against, the weightiest first."""
        terms = sorted(
            ((self._weights[level], level) for level in levels(a, b)), key=lambda t: (-abs(t[0].value), t[1])
        )
        names = _names(a, b)
        told = [(w.value, w.words.format(**names)) for w, _ in terms if abs(w.value) >= _TOLD]
        pro = [f"{text} ({value:+.1f})" for value, text in told if value > 0]
        con = [f"{text} ({value:+.1f})" for value, text in told if value < 0]
        sentence = "; ".join(pro) or "nothing speaks for it"
        return sentence[:1].upper() + sentence[1:] + (f". Against it: {'; '.join(con)}." if con else ".")


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
