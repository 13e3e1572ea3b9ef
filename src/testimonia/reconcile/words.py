"""The sentence that says why a toll is what it is, so that a person can check it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from testimonia.model.world import SetAside
from testimonia.reconcile.estimates import Estimate
from testimonia.reconcile.speakers import speaker


class Chosen(Protocol):
    """What the sentence tells of: the estimates that count, the chosen one, and the three numbers."""

    live: list[Estimate]
    overtaken: list[Estimate]
    chosen: Estimate | None
    low: int | None
    best: int | None
    high: int | None


_ASIDE = {
    "denied": "called untrue",
    "replaced": "replaced by later ones",
    "copy": "copies of one text",
    "repeated": "repeats of one speaker",
    "ongoing": "counted while it went on",
    "part": "parts of a total",
    "interested": "a party's own",
    "witness": "what witnesses saw of it",
    "zero": "told before the dead were known",
    "vague": "words without a number",
    "attackers": "of the attackers, who are no victims",
}


def because(choice: Chosen, aside: Iterable[SetAside]) -> str:
    """The sentence: whose figure is best and why, whose are low and high, what was set aside by which rule."""
    chosen = choice.chosen
    if chosen is None:
        return "No report gives a number."
    out = [f"Best is {choice.best} from {source(chosen)}{_standing(choice, chosen)}"]
    if chosen.note:
        out.append(chosen.note)
    if chosen.inferred:
        out.append(f'inferred from the word "{chosen.inferred}"')
    if chosen.value is None:
        out.append("only a ceiling is given")
    out += _ends(choice, chosen)
    sentence = "; ".join(out) + "."
    rules: dict[str, int] = {}
    for s in aside:
        rules[s.rule] = rules.get(s.rule, 0) + 1
    if rules:
        told = ", ".join(f"{n} {_ASIDE.get(rule, rule)}" for rule, n in sorted(rules.items()))
        sentence += f" Set aside: {told}."
    return sentence


def source(e: Estimate) -> str:
    """Who gives an estimate, when and where: "the minister (2019-11-03, New Arab)"."""
    voice = e.voice
    where = ", ".join(x for x in (e.day, voice.publisher or voice.document) if x)
    return f"{voice.figure.according_to or 'the paper’s own voice'} ({where})"


def _standing(choice: Chosen, chosen: Estimate) -> str:
    if len(choice.live) == 1:
        return ", the only figure that counts"
    kind = speaker(chosen.voice.figure.according_to).told
    if all(e.value == chosen.value for e in choice.live):
        return ", and all agree"
    why = f", the latest figure of the highest-ranking source ({kind})"
    if choice.overtaken:
        early = sorted({str(e.value) for e in choice.overtaken if e.value is not None}, key=int)
        why += f"; the toll rose, and {_and(early)} {'is' if len(early) == 1 else 'are'} overtaken" if early else ""
    return why


def _ends(choice: Chosen, chosen: Estimate) -> list[str]:
    out = []
    if choice.low != choice.best:
        by = next((e for e in choice.live if e.floor == choice.low), None)
        out.append(f"{choice.low} {'from ' + source(by) if by else 'as only ceilings are given'} is the low")
    if choice.high != choice.best:
        by = next((e for e in choice.live if choice.high in (e.ceiling, e.value)), chosen)
        out.append(f"{choice.high} from {source(by)} is the high")
    return out


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
