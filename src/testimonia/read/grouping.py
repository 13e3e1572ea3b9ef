"""Which fragments tell of the same happening: fragments in, drafts of incidents out."""

from __future__ import annotations

from collections.abc import Mapping

from testimonia.read.draft import Draft
from testimonia.read.fragments import Fragment
from testimonia.read.likeness import apart, begins, joins, measured, weigh
from testimonia.read.page import Page
from testimonia.read.profile import FINE, profile
from testimonia.read.standing import mishap, stands, worlds

# Odds from which a fragment joins a draft, begins an incident, and a draft stands: one that is missed costs its date,
# place and toll as well. What may be no attack at all must be surer.
_JOINS, _BEGINS, _STANDS, _DOUBTED = 0.5, -0.5, -1.5, 0.5


def group(page: Page, found: list[Fragment]) -> list[Draft]:
    """The drafts of a page, in the order of their first fragment."""
    weights = measured()
    drafts = gathered(page, found, weights)
    world = worlds(page, drafts)
    lead = any(f.strength >= 3 and "assailant" in f.cues and f.sentence.order < 3 for f in found)
    elsewhere = not page.digest and world.other >= 4 and world.other > (2.5 if lead else 1.2) * world.attackers
    return [
        d
        for d in drafts
        if weigh(stands(page, d, drafts, world), weights) >= (_DOUBTED if elsewhere or mishap(d) else _STANDS)
    ]


def gathered(page: Page, found: list[Fragment], weights: Mapping[str, float]) -> list[Draft]:
    """The drafts of a page before it is asked which of them stand as incidents; `weights` of traits by name."""
    drafts = _digest(found) if page.digest else _report(found, weights)
    return [d for d in drafts if d.strength >= 2]


def _digest(found: list[Fragment]) -> list[Draft]:
    """A digest: each line its own story; a heading that tells of an attack belongs to the item below it."""
    drafts: list[Draft] = []
    heading: Fragment | None = None
    line = -1
    for f in found:
        if f.sentence.part == "headline":
            continue
        if f.sentence.part == "heading":
            heading = (
                f if f.strength >= 2 and not any(t.plural and t.noun for t in f.triggers if not f.places) else None
            )
            continue
        seen = profile(f)
        same_line = f.sentence.line == line
        leads_back = f.anaphor and not f.hits and not _own_place(f)
        follows = (
            f.hits and f.strength < 2 and not _own_place(f)
        )  # "The minister reports that a suspect has been arrested"
        if drafts and (
            (same_line and not apart(drafts[-1], seen))
            or ((leads_back or follows) and f.sentence.line == line + 1 and not apart(drafts[-1], seen))
        ):
            drafts[-1].add(f, seen)
        elif f.strength or (f.hits and same_line):
            draft = Draft(f, seen)
            if heading and heading.sentence.line == f.sentence.line - 1:
                draft.fragments.insert(0, heading)
            drafts.append(draft)
        else:
            continue
        line = f.sentence.line
    return drafts


def _report(found: list[Fragment], weights: Mapping[str, float]) -> list[Draft]:
    """An ordinary report: each fragment joins the draft that it fits best, or begins one; a plural that only announces
    ("two attacks in Mali") belongs to every draft that it may announce.
    """
    drafts: list[Draft] = []
    announced = [f for f in found if _announces(f)]
    if len(announced) == sum(f.strength >= 2 for f in found):
        announced = []  # nothing else is told
    last: Draft | None = None
    for f in found:
        if f.strength < 2 or f in announced:
            continue
        seen = profile(f)
        scored = [(weigh(joins(d, f, seen, d is last), weights), -i) for i, d in enumerate(drafts)]
        best = max(scored, default=None)
        if best and best[0] >= _JOINS:
            last = drafts[-best[1]]
            last.add(f, seen)
        elif weigh(begins(f, seen, best[0] if best else None), weights) >= _BEGINS:
            last = Draft(f, seen)
            drafts.append(last)
    for f in announced:
        seen = profile(f)
        for d in drafts:
            if not apart(d, seen) and abs(d.fragments[0].sentence.order - f.sentence.order) < 6:
                d.add(f, seen)
    for f in found:
        if f.strength < 2:
            _attach(drafts, f)
    for d in drafts:
        d.fragments.sort(key=lambda f: (f.sentence.order, f.first))
    return drafts


def _announces(f: Fragment) -> bool:
    """Whether a fragment's strong words are all plurals, with no day and no toll of its own: "claims two deadly
    attacks".
    """
    strong = [t for t in f.triggers if t.weight >= 2]
    dated = any(m.role == "time" and m.period.precision == "day" for m in f.dates)
    return bool(strong) and all(t.plural and t.noun for t in strong) and not f.hits and not dated and not _own_place(f)


def _attach(drafts: list[Draft], f: Fragment) -> None:
    """A fragment without a strong word belongs to the draft told nearest before it, if nothing speaks against that; one
    that only speaks of a manner of things or of a plan belongs to none.
    """
    if not f.hits and not any(t.real and not t.general for t in f.triggers):
        return
    before = [d for d in drafts if any(g.sentence.order <= f.sentence.order for g in d.fragments)]
    near = sorted(
        before, key=lambda d: -max(g.sentence.order for g in d.fragments if g.sentence.order <= f.sentence.order)
    )
    if (
        not near and f.hits and "attacker" in f.cues
    ):  # "… but no one was injured, the embassy said", before the blast is named
        near = [d for d in drafts if d.fragments[0].sentence.order - f.sentence.order <= 2]
    seen = profile(f)
    for d in near[:2]:
        if not apart(d, seen) and ("background" not in f.cues or "background" in d.fragments[0].cues):
            d.add(f, seen)
            return


def _own_place(f: Fragment) -> bool:
    return any(p.use == "place" and p.place.kind in FINE for p in f.places)
