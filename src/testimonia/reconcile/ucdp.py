"""The policy `ucdp`: three numbers by the rule of the UCDP codebook, made executable.

Speakers are ranked; best is the latest figure of the highest rank; low and high are the least and the greatest that are
left. A toll rises: an earlier, smaller figure is overtaken by a later, greater one of a source that is no party and no
mere witness; then it only bounds low.
"""

from __future__ import annotations

from collections import Counter

from testimonia.reconcile.choice import number
from testimonia.reconcile.estimates import Estimate
from testimonia.reconcile.policy import TablePolicy
from testimonia.reconcile.speakers import speaker


class UcdpPolicy(TablePolicy):
    """`--policy ucdp`."""

    def __init__(self) -> None:
        super().__init__("ucdp", latest_of_the_highest)


def latest_of_the_highest(standing: list[Estimate]) -> tuple[Estimate, str]:
    """The latest figure of the highest rank; of several of one day the one that most give, then the greatest."""
    given = Counter(e.value for e in standing)
    chosen = max(standing, key=lambda e: (e.voice.rank, e.day, given[e.value], number(e), e.voice.claim))
    kind = speaker(chosen.voice.figure.according_to).told
    return chosen, f"the latest figure of the highest-ranking source ({kind})"
