"""The policy `gtd`: one number, of the newest credible and independent sources the one that most give, else the lowest.

GTD codebook, August 2021, on `nkill`. A figure that rests on the attackers' word is not heard beside others, and a word
that is too vague ("dozens") leaves the number empty.
"""

from __future__ import annotations

from collections import defaultdict

from testimonia.reconcile.choice import number
from testimonia.reconcile.estimates import Estimate
from testimonia.reconcile.policy import TablePolicy


class GtdPolicy(TablePolicy):
    """`--policy gtd`."""

    def __init__(self) -> None:
        super().__init__("gtd", newest_that_most_give)


def newest_that_most_give(standing: list[Estimate]) -> tuple[Estimate, str]:
    """Of the figures of the newest day the one that more than half of the publishers give, else the lowest."""
    last = max(e.day for e in standing)
    newest = [e for e in standing if e.day == last]
    givers: dict[int, set[str]] = defaultdict(set)
    for e in newest:
        givers[number(e)].add(e.voice.publisher or e.voice.document)
    total = len(set().union(*givers.values()))
    most = [
        n
        for n, who in givers.items()
        if 2 * len(who) > total and all(who is o or not who <= o for o in givers.values())
    ]
    wanted = most[0] if len(most) == 1 else min(givers)
    of = [e for e in newest if number(e) == wanted]
    chosen = max(of, key=lambda e: (e.voice.rank, e.voice.order, e.voice.claim))
    if len(givers) == 1:
        return chosen, "the newest figure"
    return chosen, "the figure that most of the newest sources give" if most else "the lowest of the newest figures"
