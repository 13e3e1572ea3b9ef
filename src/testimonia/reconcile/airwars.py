"""The policy `airwars`: a range from the lowest to the highest credible figure; best is its cautious end.

Airwars' method, as known: every credible figure counts, earlier ones too; nobody's word is preferred. Airwars publishes
the range of civilians, which stands in `by_class`.
"""

from __future__ import annotations

from testimonia.reconcile.choice import number
from testimonia.reconcile.estimates import Estimate
from testimonia.reconcile.policy import TablePolicy


class AirwarsPolicy(TablePolicy):
    """`--policy airwars`."""

    def __init__(self) -> None:
        super().__init__("airwars", lowest)


def lowest(standing: list[Estimate]) -> tuple[Estimate, str]:
    """The figure that goes lowest: of several the one whose speaker has the greatest authority."""
    chosen = min(
        standing,
        key=lambda e: (
            number(e) if e.floor is None else e.floor,
            number(e),
            -e.voice.rank,
            e.voice.order,
            e.voice.claim,
        ),
    )
    return chosen, "the lowest credible figure"
