"""Best, low and high out of the estimates of one effect, by the row of a policy's table, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from testimonia.model.tables import rows
from testimonia.model.world import SetAside
from testimonia.reconcile.estimates import Estimate
from testimonia.reconcile.sieve import say

WITNESS = 40  # rank up to which a speaker has seen a part, or is a party
Chooser = Callable[[list[Estimate]], tuple[Estimate, str]]
"""The one function of a policy: of the estimates that stand (one at least) the chosen one, and why it and no other."""


class Rules(NamedTuple):
    """A row of `policies.tsv`: what a recorder chooses (the table says what the words mean)."""

    name: str
    called: str
    numbers: Literal["three", "one", "range"]
    party: Literal["greater", "never"]
    overtaken: Literal["low", "counts", "drops"]
    counts: Literal["all", "civilians"]
    sources: int
    rule: str


RULES: dict[str, Rules] = {
    row[0]: Rules(*row[:6], int(row[6]), row[7])  # type: ignore[arg-type, call-arg]
    for row in rows(__package__, "policies.tsv")
}


class Choice:
    """What counts (`live`), what was chosen and why, the three numbers, and what was set `aside` by which rule."""

    def __init__(self, estimates: list[Estimate], rules: Rules, choose: Chooser) -> None:
        self.rules = rules
        self.aside: list[SetAside] = []
        numbers = [e for e in estimates if not e.inferred]
        if numbers:
            self._leave_out([e for e in estimates if e.inferred], "vague")
        self.live = self._credible(numbers or estimates)
        self.overtaken = [e for e in self.live if any(_overtakes(e, other) for other in self.live)]
        if rules.overtaken == "drops" and len(self.overtaken) < len(self.live):
            self._leave_out(self.overtaken, "overtaken")
            self.live = [e for e in self.live if e not in self.overtaken]
        self.chosen, self.reason = self._choose(choose)
        self.supporting = [e for e in self.live if self.chosen and e.value == self.chosen.value]
        self.bounds = self.low, self.best, self.high = self._bounds()

    def _leave_out(self, estimates: list[Estimate], rule: str) -> None:
        self.aside += [SetAside(c, rule, f"{say(e.voice)}: {_WHY[rule]}.") for e in estimates for c in e.claims]

    def _credible(self, estimates: list[Estimate]) -> list[Estimate]:
        """Without boasts of a party, what a witness saw of a greater whole, and zeros before the dead were found."""
        trusted = [e for e in estimates if e.voice.interest == "none"]
        most = max((e.value or 0 for e in trusted), default=0)
        official = max((e.value or 0 for e in trusted if e.voice.rank > WITNESS), default=0)
        left = []
        for e in estimates:
            rule = _doubt(e, most, official, bool(trusted), self.rules)
            if rule:
                self._leave_out([e], rule)
            else:
                left.append(e)
        return left

    def _choose(self, choose: Chooser) -> tuple[Estimate | None, str]:
        valued = [e for e in self.live if e.value is not None] or self.live
        if self.rules.overtaken == "low":
            valued = [e for e in valued if e not in self.overtaken] or valued
        return choose(valued) if valued else (None, "")

    def _bounds(self) -> tuple[int | None, int | None, int | None]:
        if self.chosen is None:
            return None, None, None
        best = number(self.chosen)
        if self.rules.numbers == "one":
            return best, best, best
        floors = [e.floor for e in self.live if e.floor is not None] or [min(best, 1)]
        tops = [n for e in self.live for n in (e.ceiling, e.value) if n is not None]
        low, high = min([best, *floors]), max([best, *tops])
        return low, low if self.rules.numbers == "range" else best, high


def number(e: Estimate) -> int:
    """The number of an estimate: its value, else its ceiling."""
    return e.value if e.value is not None else e.ceiling or 0


_WHY = {
    "vague": "a number is known",
    "overtaken": "the toll rose past it",
    "interested": "a party's figure of its own success or its enemy's dead, greater than all others",
    "perpetrator": "it rests on the word of those who did it, and others speak",
    "witness": "a witness sees a part",
    "zero": "said before the dead were known, or denied by the dead",
}


def _doubt(e: Estimate, most: int, official: int, trusted: bool, rules: Rules) -> str | None:
    """The rule that sets an estimate aside beside the greatest trusted and the greatest official figure, or None."""
    if trusted and rules.party == "never" and e.voice.interest == "perpetrator":
        return "perpetrator"
    if trusted and e.voice.interest != "none" and number(e) > most:
        return "interested"
    if e.voice.rank == WITNESS and number(e) < official:
        return "witness"
    return "zero" if e.value == 0 and most > 0 else None


def _overtakes(early: Estimate, late: Estimate) -> bool:
    """Whether the toll rose past `early`: a later and greater figure of a source of some authority.

    A round number ("about 20") gives way to a later exact one, even to a smaller."""
    if not early.day or not late.day or late.day <= early.day or late.value is None:
        return False
    exact = early.rounded and not late.rounded and late.floor == late.ceiling
    return late.voice.rank > WITNESS and (exact or late.value > (early.value or 0))
