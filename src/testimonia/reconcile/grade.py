"""How far the sources agree, after Airwars: confirmed, fair, weak, contested, discounted."""

from __future__ import annotations

from collections.abc import Iterable

from testimonia.model.claim import Perpetrator
from testimonia.model.names import same_name
from testimonia.reconcile.speakers import nobody


def grade(perpetrators: Iterable[Perpetrator], status: str, sources: int, fewer: str) -> tuple[str, str]:
    """The grade and the sentence that says by which rule. The first that fits:

    `discounted`: whether it happened at all is disputed. `confirmed`: one party says that it did it.
    `contested`: a party that is named denies it, or rival parties are named on different words.
    `fair`: two or more independent sources. `weak`: one source. `sources` is how many there are, `fewer` why there are
    fewer of them than reports, in words.
    """
    named = [p for p in perpetrators if not nobody(p.name)]
    accepts = [p for p in named if p.basis == "claimed"]
    accused = [p for p in named if p.basis in ("stated", "blamed")]
    denies = [p for p in named if p.basis == "denied" and any(same_name(p.name, a.name) for a in accused)]
    if status == "disputed":
        return "discounted", "Discounted: whether it happened at all is disputed."
    if len(accepts) == 1:
        return "confirmed", f"Confirmed: {accepts[0].name} says that it did it."
    if len(accepts) > 1:
        return "contested", f"Contested: {' and '.join(p.name for p in accepts)} each say that they did it."
    if denies:
        return "contested", f"Contested: {denies[0].name} is named as having done it and denies it."
    blamed = [p for p in accused if p.basis == "blamed"]
    if len(blamed) > 1 and len({p.by for p in blamed}) > 1:
        return "contested", f"Contested: {' and '.join(p.name for p in blamed)} are blamed by different sides."
    of = f" ({fewer})" if fewer else ""
    if sources >= 2:
        return "fair", f"Fair: {sources} independent sources tell of it{of}."
    return "weak", f"Weak: one source tells of it{of}."
