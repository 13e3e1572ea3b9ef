"""The policy `ibc`: a minimum and a maximum, later and better reports in the place of earlier ones.

Iraq Body Count's method: an entry rests as a rule on two independent reports, so a number of one publisher alone is
marked as provisional (`sources` in the table). IBC publishes the civilians, who stand in `by_class`.
"""

from __future__ import annotations

from testimonia.reconcile.airwars import lowest
from testimonia.reconcile.policy import TablePolicy


class IbcPolicy(TablePolicy):
    """`--policy ibc`."""

    def __init__(self) -> None:
        super().__init__("ibc", lowest)
