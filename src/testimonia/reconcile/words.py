"""The sentence that says why a toll is what it is, so that a person can check it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from testimonia.model.world import SetAside
from testimonia.reconcile.choice import Rules
from testimonia.reconcile.estimates import Estimate
from testimonia.reconcile.speakers import own_dead


class Chosen(Protocol):
    """What the sentence tells of: the policy, the estimates that count, the chosen one and why, the three numbers."""

    rules: Rules
    reason: str
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
    "overtaken": "overtaken as the toll rose",
    "perpetrator": "by those who did it",
    "too vague": "too vague for a number",
}
_BIAS = {"none": "", "perpetrator": "a party, of its own deed", "opponent": "a party, of its enemy's dead"}
_LEAD = {"three": "Best is", "one": "The number is", "range": "The least is"}


def because(choice: Chosen, aside: Iterable[SetAside]) -> str:
    """The sentence: whose figure is chosen and why, whose are low and high, what was set aside by which rule, and the
    policy's rule in words."""
    chosen = choice.chosen
    if chosen is None:
        return "No report gives a number." + _aside(aside)
    out = [f"{_LEAD[choice.rules.numbers]} {choice.best} from {source(chosen)}{_standing(choice, chosen)}"]
    if chosen.note:
        out.append(chosen.note)
    if chosen.inferred:
        out.append(f'inferred from the word "{chosen.inferred}"')
    if chosen.value is None:
        out.append("only a ceiling is given")
    if len({e.voice.publisher or e.voice.document for e in choice.live}) < choice.rules.sources:
        out.append(f"provisional, as fewer than {choice.rules.sources} publishers give figures")
    out += _contradicted(choice, chosen)
    out += _others(choice, chosen) if choice.rules.numbers == "one" else _ends(choice, chosen)
    return "; ".join(out) + "." + _aside(aside) + f" Rule of {choice.rules.called}: {choice.rules.rule}."


def _aside(aside: Iterable[SetAside]) -> str:
    """How many figures were set aside, by rule."""
    rules: dict[str, int] = {}
    for s in aside:
        rules[s.rule] = rules.get(s.rule, 0) + 1
    told = ", ".join(f"{n} {_ASIDE.get(rule, rule)}" for rule, n in sorted(rules.items()))
    return f" Set aside: {told}." if told else ""


def source(e: Estimate) -> str:
    """Who gives an estimate, when and where, marked where a party speaks of its own deed, of its enemy's dead or of its
    own: "the minister (2019-11-03, New Arab)"."""
    voice = e.voice
    bias = _BIAS[voice.interest] or ("a party, of its own dead" if own_dead(voice.figure) else "")
    where = ", ".join(x for x in (e.day, voice.publisher or voice.document, bias) if x)
    return f"{voice.figure.according_to or 'the paper’s own voice'} ({where})"


def _standing(choice: Chosen, chosen: Estimate) -> str:
    rose = _rose(choice) if choice.rules.overtaken != "counts" else ""
    if len(choice.live) == 1:
        return f", the only figure that counts{rose}"
    if all(e.value == chosen.value for e in choice.live):
        return f", and all agree{rose}"
    return f", {choice.reason}{rose}"


def _rose(choice: Chosen) -> str:
    early = sorted({str(e.value) for e in choice.overtaken if e.value is not None}, key=int)
    return f"; the toll rose, and {_and(early)} {'is' if len(early) == 1 else 'are'} overtaken" if early else ""


def _others(choice: Chosen, chosen: Estimate) -> list[str]:
    """What other credible figures there are: a recorder with one number tells them in its notes."""
    other = {e.value: e for e in choice.live if e.value is not None and e.value != chosen.value}
    return [f"{value} from {source(e)} disagrees" for value, e in sorted(other.items())]


def _contradicted(choice: Chosen, chosen: Estimate) -> list[str]:
    """What other sources give that no later one has overtaken: they do not follow each other, they disagree."""
    other = {e.value for e in choice.live if e not in choice.overtaken and e.value not in (None, chosen.value)}
    if not other or choice.rules.numbers == "one" or chosen in choice.overtaken:
        return []
    return [f"contradicted by {_and([str(n) for n in sorted(other, key=lambda n: n or 0)])}"]


def _ends(choice: Chosen, chosen: Estimate) -> list[str]:
    out = []
    if choice.low != choice.best:
        by = next((e for e in choice.live if e.floor == choice.low), None)
        out.append(f"{choice.low} {'from ' + source(by) if by else 'as only ceilings are given'} is the low")
    if choice.high != choice.best:
        by = next((e for e in choice.live if choice.high in (e.ceiling, e.value)), chosen)
        out.append(
            f"{choice.high} from {source(by)} is the {'greatest' if choice.rules.numbers == 'range' else 'high'}"
        )
    return out


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
