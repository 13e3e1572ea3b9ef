"""A figure as three bounds, vague words by their table: what a policy counts with."""

from __future__ import annotations

from typing import NamedTuple

from testimonia.model.claim import Figure
from testimonia.model.world import Voice
from testimonia.reconcile.tables import VAGUE


class Estimate(NamedTuple):
    """One total that a voice gives, or that its parts add up to.

    `value` is the number to choose (None where only a ceiling is given), `floor` bounds low, `ceiling` bounds high;
    `inferred` is the word that the numbers were inferred from. `claims` are the claims that make it; `note` says how.
    """

    voice: Voice
    value: int | None
    floor: int | None
    ceiling: int | None
    claims: tuple[str, ...]
    inferred: str | None = None
    note: str = ""

    @property
    def rounded(self) -> bool:
        """Whether the number is a round one ("about 50")."""
        figure = self.voice.figure
        return figure.low is None and figure.high is None and len(self.claims) == 1

    @property
    def day(self) -> str:
        """The day of publication; undated voices come last and never count as later."""
        return (self.voice.published or "")[:10]


def bounds(figure: Figure) -> tuple[int | None, int | None, int | None, str | None]:
    """Value, floor, ceiling, and the vague word if there is one.

    "53": 53, 53, 53. "at least 53": 53, 53, none. "up to 20": none, none, 20. "30 to 40": 30, 30, 40.
    "around 50": 50, 50, 50. "dozens": 24, 24, none, "dozens".
    """
    if figure.vague and figure.best is not None:  # a policy codes the word in its own way
        return figure.best, figure.low, figure.high, figure.vague
    if figure.vague:
        low, best, high = VAGUE.get(figure.vague.lower().strip(), (2, 3, None))
        return best if best is not None else low, low, high, figure.vague
    if figure.low is None and figure.high is not None and figure.best is not None:
        return None, None, figure.high, None
    value = figure.best if figure.best is not None else figure.low
    floor = figure.low if figure.low is not None else figure.best
    ceiling = figure.high if figure.high is not None else (figure.best if figure.low is None else None)
    return value, floor, ceiling, None


def estimate(voice: Voice) -> Estimate:
    """The voice's own figure as an estimate."""
    value, floor, ceiling, word = bounds(voice.figure)
    return Estimate(voice, value, floor, ceiling, (voice.claim,), word)


def size(voice: Voice) -> int:
    """How great the figure is, for comparing figures of one speaker: its value, else its ceiling."""
    value, _, ceiling, _ = bounds(voice.figure)
    return value if value is not None else ceiling or 0


def added(parts: list[Voice], note: str) -> Estimate:
    """The sum of several figures as one estimate; the voice with the greatest part speaks for it."""
    terms = [bounds(v.figure) for v in parts]
    value = sum(t[0] if t[0] is not None else t[2] or 0 for t in terms)
    floor = sum(t[1] or 0 for t in terms)
    ceilings = [t[2] for t in terms]
    ceiling = None if None in ceilings else sum(c or 0 for c in ceilings)
    word = next((t[3] for t in terms if t[3]), None)
    lead = max(parts, key=lambda v: (size(v), v.order))
    return Estimate(lead, value, floor, ceiling, tuple(v.claim for v in parts), word, note)
