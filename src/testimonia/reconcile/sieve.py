"""Figures that are left out before anything is counted, each by a named rule and with a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from testimonia.model.names import same_name
from testimonia.model.world import SetAside, Voice
from testimonia.reconcile.estimates import bounds, size

Sieve = Callable[[tuple[Voice, ...]], list[SetAside]]


def say(voice: Voice) -> str:
    """A figure with its speaker and day in words, for sentences."""
    f = voice.figure
    number = f.vague or _number(f.low, f.best, f.high)
    who = f.according_to or voice.publisher or "the report"
    return f"{number} from {who}" + (f" ({voice.published[:10]})" if voice.published else "")


def _number(low: int | None, best: int | None, high: int | None) -> str:
    if low is not None and high is None:
        return f"at least {low}"
    if low is None:
        return f"up to {high}" if high is not None else f"about {best}"
    return str(low) if low == high else f"{low} to {high}"


def denied(voices: tuple[Voice, ...]) -> list[SetAside]:
    """Figures that their report calls untrue, and the same figures where others had given them before."""
    out = []
    for v in voices:
        if v.figure.basis in ("denied", "disputed"):
            out.append(SetAside(v.claim, "denied", f"{say(v)} is called untrue in the same report."))
        else:
            by = next((w for w in voices if w.figure.basis in ("denied", "disputed") and _same_before(v, w)), None)
            if by:
                out.append(
                    SetAside(v.claim, "denied", f"{say(v)} is called untrue by a later report ({by.order[0][:10]}).")
                )
    return out


def withdrawn(voices: tuple[Voice, ...]) -> list[SetAside]:
    """Figures that a report gives as older numbers which it replaces, and the same figures where others gave them."""
    out = []
    for v in voices:
        if v.figure.basis == "earlier":
            out.append(SetAside(v.claim, "replaced", f"{say(v)} is given as an older number that the report replaces."))
        elif by := next((w for w in voices if w.figure.basis == "earlier" and _same_before(v, w)), None):
            out.append(SetAside(v.claim, "replaced", f"{say(v)} was replaced by a later report ({by.order[0][:10]})."))
    return out


def superseded(voices: tuple[Voice, ...]) -> list[SetAside]:
    """Figures that the same named speaker replaced in a later report (not those in a publisher's own voice)."""
    out = []
    for v in voices:
        later = (w for w in voices if _same_subject(v, w) and _day(w) > _day(v) and v.speaker and w.speaker)
        if by := next((w for w in later if w.figure.basis == "affirmed" and same_name(v.speaker, w.speaker)), None):
            out.append(SetAside(v.claim, "replaced", f"{say(v)}: the same speaker later gave {say(by)}."))
    return out


def repeated(voices: tuple[Voice, ...]) -> list[SetAside]:
    """Copies of one text, and the same number by the same named speaker: the earliest alone counts."""
    out, kept = [], list[Voice]()
    for v in voices:
        if first := next((w for w in kept if _same_subject(v, w) and _copy(v, w)), None):
            rule = "copy" if v.text == first.text else "repeated"
            out.append(SetAside(v.claim, rule, f"{say(v)} repeats {say(first)} and counts once."))
        else:
            kept.append(v)
    return out


def _copy(v: Voice, w: Voice) -> bool:
    if bounds(v.figure) != bounds(w.figure) or v.document == w.document:
        return False
    return v.text == w.text or bool(v.speaker and v.speaker == w.speaker)


def while_ongoing(voices: tuple[Voice, ...]) -> list[SetAside]:
    """Numbers counted while an incident of several days still went on, where later ones exist."""
    if all(v.ongoing for v in voices):
        return []
    return [SetAside(v.claim, "ongoing", f"{say(v)} was counted while it still went on.") for v in voices if v.ongoing]


def _same_subject(v: Voice, w: Voice) -> bool:
    return v.claim != w.claim and v.figure.who == w.figure.who and v.document != w.document


def _same_before(v: Voice, w: Voice) -> bool:
    """Whether `v` is the same number as the withdrawn `w`, told no later and in another report."""
    return _same_subject(v, w) and size(v) == size(w) and _day(v) <= _day(w)


def _day(v: Voice) -> str:
    return v.order[0][:10]


def sift(voices: Iterable[Voice], sieves: Iterable[Sieve]) -> tuple[tuple[Voice, ...], list[SetAside]]:
    """The voices that pass every sieve, and those set aside by the first that holds them back.

    A sieve that would leave nothing is not used: a doubtful number says more than none.
    """
    left, out = tuple(voices), list[SetAside]()
    for sieve in sieves:
        held = sieve(left)
        names = {s.claim for s in held}
        rest = tuple(v for v in left if v.claim not in names)
        if rest:
            left, out = rest, out + held
    return left, out
