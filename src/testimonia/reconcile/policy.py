"""What all policies share: figures sifted, added up to totals, one of them chosen, and every claim accounted for.

Figures that are denied or replaced are left out; copies and repeats count once. What then counts, and which number is
the toll, a policy says by its row in `policies.tsv` and by its one function.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from testimonia.model.world import Finding, Range, SetAside, Toll, Voice
from testimonia.reconcile.choice import RULES, Choice, Chooser, Rules
from testimonia.reconcile.estimates import estimate
from testimonia.reconcile.sieve import Sieve, denied, repeated, say, sift, superseded, while_ongoing, withdrawn
from testimonia.reconcile.tables import CIVIL, CODED, TOO_VAGUE
from testimonia.reconcile.totals import Totals
from testimonia.reconcile.words import because

SIEVES: tuple[Sieve, ...] = (denied, withdrawn, superseded, repeated, while_ongoing)
VICTIMS_ONLY = frozenset({"killed", "injured"})  # effects whose toll leaves the attackers out


class TablePolicy:
    """`--policy NAME`: low, best and high of one effect, and how each figure stands to them."""

    def __init__(self, name: str, choose: Chooser) -> None:
        self.name = name
        self.rules: Rules = RULES[name]
        self._chooser = choose

    def toll(self, effect: str, voices: tuple[Voice, ...]) -> tuple[Toll, Finding]:
        """The toll of `effect` (`killed_all` counts the attackers too) from its voices, and their finding."""
        if effect == "killed_all":
            return self._everybody(voices)
        victims_only = effect in VICTIMS_ONLY
        heard, aside = self._heard(voices)
        if victims_only:
            for v in heard:
                if v.figure.who == "attackers":
                    aside.append(SetAside(v.claim, "attackers", f"{say(v)}: attackers, who are no victims."))
        totals = Totals(heard, victims_only=victims_only)
        aside += totals.parts
        choice = Choice(totals.estimates, self.rules, self._chooser)
        aside += choice.aside
        classes = self._classes(heard, effect)
        why = because(choice, aside)
        if victims_only and choice.chosen and self.rules.counts == "civilians":
            why += f" {self._civilians(classes)}"
        low, best, high = choice.bounds
        toll = Toll(low=low, best=best, high=high, policy=self.name, because=why, by_class=classes)
        return toll, self._finding(effect, voices, choice, aside, toll)

    def _heard(self, voices: Iterable[Voice]) -> tuple[tuple[Voice, ...], list[SetAside]]:
        """The voices that count, vague words as this recorder codes them, and those set aside."""
        coded, aside = list[Voice](), list[SetAside]()
        table = CODED.get(self.name, {})
        for voice in voices:
            code = table.get((voice.figure.vague or "").lower().strip())
            if code == TOO_VAGUE:
                aside.append(SetAside(voice.claim, "too vague", f"{say(voice)}: {self.rules.called} codes no number."))
            elif code:
                figure = msgspec.structs.replace(voice.figure, low=int(code), best=int(code), high=int(code))
                coded.append(msgspec.structs.replace(voice, figure=figure))
            else:
                coded.append(voice)
        heard, held = sift(coded, SIEVES)
        return heard, aside + held

    def _choice(self, voices: Iterable[Voice]) -> Choice:
        return Choice([estimate(v) for v in voices], self.rules, self._chooser)

    def _everybody(self, voices: tuple[Voice, ...]) -> tuple[Toll, Finding]:
        """Victims and attackers together."""
        victims, finding = self.toll("killed", voices)
        heard, _ = self._heard(v for v in voices if v.figure.who == "attackers")
        dead = self._choice(heard)
        if dead.best is None:
            low, best, high, why = victims.low, victims.best, victims.high, victims.because
        elif victims.best is None:
            (low, best, high), why = dead.bounds, "Only the attackers' dead are counted in the reports."
        else:
            both = zip((victims.low, victims.best, victims.high), dead.bounds, strict=True)
            low, best, high = ((a or 0) + (b or 0) for a, b in both)
            why = f"{victims.best} victims and {dead.best} attackers. {victims.because}"
        classes = self._classes(heard, "killed_all") | victims.by_class
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

    def _classes(self, heard: Iterable[Voice], effect: str) -> dict[str, Range]:
        by_class: dict[str, list[Voice]] = {}
        for v in heard:
            if v.figure.who != "all" and not (v.figure.who == "attackers" and effect in VICTIMS_ONLY):
                by_class.setdefault(v.figure.who, []).append(v)
        return {who: Range(*self._choice(by_class[who]).bounds) for who in sorted(by_class)}

    def _civilians(self, classes: dict[str, Range]) -> str:
        """What a recorder of civilian harm itself publishes of the toll."""
        if found := classes.get("civilians"):
            number = str(found.low) if found.low == found.high else f"{found.low} to {found.high}"
            return f"{self.rules.called} publishes the civilians alone: {number}."
        if classes.keys() - CIVIL:
            return f"{self.rules.called} publishes civilians alone, whom no report counts apart."
        return f"{self.rules.called} publishes civilians alone; no report tells of combatants among the dead."
