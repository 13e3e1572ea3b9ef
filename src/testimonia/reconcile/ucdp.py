"""The policy `ucdp`: three numbers by the rule of the UCDP codebook, made executable.

Figures that are denied or replaced are left out; copies and repeats count once; speakers are ranked; best is the latest
figure of the highest rank; low and high are the least and the greatest that are left. A toll rises: an earlier, smaller
figure is overtaken by a later, greater one of a source that is no party and no mere witness; then it only bounds low.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from testimonia.model.world import Finding, Range, SetAside, Toll, Voice
from testimonia.reconcile.estimates import Estimate, estimate
from testimonia.reconcile.sieve import Sieve, denied, repeated, say, sift, superseded, while_ongoing, withdrawn
from testimonia.reconcile.totals import Totals
from testimonia.reconcile.words import because

SIEVES: tuple[Sieve, ...] = (denied, withdrawn, superseded, repeated, while_ongoing)
WITNESS = 40  # rank up to which a speaker has seen a part, or is a party
VICTIMS_ONLY = frozenset({"killed", "injured"})  # effects whose toll leaves the attackers out


class UcdpPolicy:
    """`--policy ucdp`: low, best and high of one effect, and how each figure stands to them."""

    name = "ucdp"

    def toll(self, effect: str, voices: tuple[Voice, ...]) -> tuple[Toll, Finding]:
        """The toll of `effect` (`killed_all` counts the attackers too) from its voices, and their finding."""
        if effect == "killed_all":
            return self._everybody(voices)
        victims_only = effect in VICTIMS_ONLY
        heard, aside = sift(voices, SIEVES)
        if victims_only:
            for v in heard:
                if v.figure.who == "attackers":
                    aside.append(SetAside(v.claim, "attackers", f"{say(v)}: attackers, who are no victims."))
        totals = Totals(heard, victims_only=victims_only)
        aside += totals.parts
        choice = Choice(totals.estimates)
        aside += choice.aside
        classes = _classes(heard, effect)
        low, best, high = choice.low, choice.best, choice.high
        toll = Toll(low=low, best=best, high=high, policy=self.name, because=because(choice, aside), by_class=classes)
        return toll, self._finding(effect, voices, choice, aside, toll)

    def _everybody(self, voices: tuple[Voice, ...]) -> tuple[Toll, Finding]:
        """Victims and attackers together."""
        victims, finding = self.toll("killed", voices)
        heard, _ = sift((v for v in voices if v.figure.who == "attackers"), SIEVES)
        dead = Choice([estimate(v) for v in heard])
        if dead.best is None:
            low, best, high, why = victims.low, victims.best, victims.high, victims.because
        elif victims.best is None:
            (low, best, high), why = dead.bounds, "Only the attackers' dead are counted in the reports."
        else:
            both = zip((victims.low, victims.best, victims.high), dead.bounds, strict=True)
            low, best, high = ((a or 0) + (b or 0) for a, b in both)
            why = f"{victims.best} victims and {dead.best} attackers. {victims.because}"
        classes = _classes(heard, "killed_all") | victims.by_class
        toll = Toll(low=low, best=best, high=high, policy=self.name, because=why, by_class=classes)
        return toll, msgspec.structs.replace(finding, field="figures/killed_all", because=why)

    def _finding(
        self, effect: str, voices: Iterable[Voice], choice: Choice, aside: list[SetAside], toll: Toll
    ) -> Finding:
        kept = {s.claim: s for s in reversed(aside)}
        supports = {c for e in choice.supporting for c in e.claims}
        contradicts = {c for e in choice.live for c in e.claims} - supports
        out = []
        for v in voices:
            if v.claim in supports or v.claim in contradicts:
                continue
            why = kept.get(v.claim) or SetAside(v.claim, "class", f"{say(v)}: a class of its own, told in `by_class`.")
            out.append(why)
        return Finding(
            field=f"figures/{effect}",
            rule=self.name,
            because=toll.because,
            supports=tuple(v.claim for v in voices if v.claim in supports),
            contradicts=tuple(v.claim for v in voices if v.claim in contradicts),
            set_aside=tuple(out),
        )


class Choice:
    """Best, low and high out of the estimates of one effect, and why."""

    def __init__(self, estimates: list[Estimate]) -> None:
        self.aside: list[SetAside] = []
        numbers = [e for e in estimates if not e.inferred]
        self._leave_out([e for e in estimates if e.inferred], "vague", "a number is known", only_if=numbers)
        self.live = self._credible(numbers or estimates)
        self.overtaken = [e for e in self.live if any(_overtakes(e, other) for other in self.live)]
        self.chosen = self._choose()
        self.supporting = [e for e in self.live if self.chosen and e.value == self.chosen.value]
        self.bounds = self.low, self.best, self.high = self._bounds()

    def _leave_out(self, estimates: list[Estimate], rule: str, why: str, *, only_if: list[Estimate]) -> None:
        if only_if:
            self.aside += [SetAside(c, rule, f"{say(e.voice)}: {why}.") for e in estimates for c in e.claims]

    def _credible(self, estimates: list[Estimate]) -> list[Estimate]:
        """Without boasts of a party, what a witness saw of a greater whole, and zeros before the dead were found."""
        trusted = [e for e in estimates if e.voice.interest == "none"]
        most = max((e.value or 0 for e in trusted), default=0)
        official = max((e.value or 0 for e in trusted if e.voice.rank > WITNESS), default=0)
        left = []
        for e in estimates:
            rule = _doubt(e, most, official, bool(trusted))
            if rule:
                self.aside += [SetAside(c, rule, f"{say(e.voice)}: {_WHY[rule]}.") for c in e.claims]
            else:
                left.append(e)
        return left

    def _choose(self) -> Estimate | None:
        valued = [e for e in self.live if e.value is not None] or self.live
        standing = [e for e in valued if e not in self.overtaken] or valued
        given = Counter(e.value for e in standing)
        return max(
            standing,
            key=lambda e: (e.voice.rank, e.day, given[e.value], e.value or e.ceiling or 0, e.voice.claim),
            default=None,
        )

    def _bounds(self) -> tuple[int | None, int | None, int | None]:
        if self.chosen is None:
            return None, None, None
        best = self.chosen.value if self.chosen.value is not None else self.chosen.ceiling or 0
        floors = [e.floor for e in self.live if e.floor is not None] or [min(best, 1)]
        tops = [n for e in self.live for n in (e.ceiling, e.value) if n is not None]
        return min([best, *floors]), best, max([best, *tops])


_WHY = {
    "interested": "a party's figure of its own success or its enemy's dead, greater than all others",
    "witness": "a witness sees a part",
    "zero": "said before the dead were known, or denied by the dead",
}


def _doubt(e: Estimate, most: int, official: int, trusted: bool) -> str | None:
    """The rule that sets an estimate aside beside the greatest trusted and the greatest official figure, or None."""
    number = e.value if e.value is not None else e.ceiling or 0
    if trusted and e.voice.interest != "none" and number > most:
        return "interested"
    if e.voice.rank == WITNESS and number < official:
        return "witness"
    return "zero" if e.value == 0 and most > 0 else None


def _overtakes(early: Estimate, late: Estimate) -> bool:
    """Whether the toll rose past `early`: a later and greater figure of a source of some authority.

    A round number ("about 20") gives way to a later exact one, even to a smaller."""
    if not early.day or not late.day or late.day <= early.day or late.value is None:
        return False
    exact = early.rounded and not late.rounded and late.floor == late.ceiling
    return late.voice.rank > WITNESS and (exact or late.value > (early.value or 0))


def _classes(heard: Iterable[Voice], effect: str) -> dict[str, Range]:
    out = {}
    by_class: dict[str, list[Voice]] = {}
    for v in heard:
        if v.figure.who != "all" and not (v.figure.who == "attackers" and effect in VICTIMS_ONLY):
            by_class.setdefault(v.figure.who, []).append(v)
    for who in sorted(by_class):
        choice = Choice([estimate(v) for v in by_class[who]])
        out[who] = Range(choice.low, choice.best, choice.high)
    return out
