"""The policy `acled`: one number, the most conservative of the credible reports unless a later or better settles it.

Known rule of ACLED's codebook. A later and greater figure of some authority settles what was told before (the toll
rose); so does, on the same day or later, a hospital, coroner or local authority.
"""

from __future__ import annotations

from testimonia.reconcile.choice import number
from testimonia.reconcile.estimates import Estimate
from testimonia.reconcile.policy import TablePolicy
from testimonia.reconcile.speakers import speaker

SETTLES = 70  # rank from which a source settles what lesser ones leave open: local authority, hospital, coroner


class AcledPolicy(TablePolicy):
    """`--policy acled`."""

    def __init__(self) -> None:
        super().__init__("acled", most_conservative)


def most_conservative(standing: list[Estimate]) -> tuple[Estimate, str]:
    """The least of the figures that no better source contradicts on the same day or later."""
    open_ = [e for e in standing if not any(_settles(e, other) for other in standing)] or standing
    chosen = min(open_, key=lambda e: (number(e), -e.voice.rank, e.voice.order, e.voice.claim))
    if len(open_) < len(standing) and chosen.voice.rank >= SETTLES:
        return chosen, f"a more reliable source that settles it ({speaker(chosen.voice.figure.according_to).told})"
    return chosen, "the most conservative of the credible figures"


def _settles(e: Estimate, other: Estimate) -> bool:
    return other.voice.rank >= SETTLES and other.voice.rank > e.voice.rank and other.day >= e.day
