"""Which fragments tell of the same happening: fragments in, drafts of incidents out."""

from __future__ import annotations

from testimonia.read.drafts import FINE, Draft
from testimonia.read.fitting import answers, conflict, date_fit, fit, place_fit
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import phrases
from testimonia.read.page import Page


def group(page: Page, found: list[Fragment]) -> list[Draft]:
    """The drafts of a page, in the order of their first fragment."""
    drafts = [d for d in (_digest(found) if page.digest else _report(page, found)) if _specific(page, d)]
    if all(d.fragments[0].threat for d in drafts):  # nothing but words, of whomever
        drafts = [d for d in drafts if any(map(_of_attackers, d.fragments))]
    elsewhere = not page.digest and (_tells_of_other_things(page, found, drafts) or _staged(page))
    return [] if elsewhere else drafts


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
        same_line = f.sentence.line == line
        leads_back = f.anaphor and not f.hits and not _own_place(f)
        follows = (
            f.hits and f.strength < 2 and not _own_place(f)
        )  # "The minister reports that a suspect has been arrested"
        if drafts and (
            (same_line and not _breaks(drafts[-1], f))
            or ((leads_back or follows) and f.sentence.line == line + 1 and not conflict(drafts[-1], f))
        ):
            drafts[-1].add(f)
        elif f.strength or (f.hits and same_line):
            draft = Draft(f)
            if heading and heading.sentence.line == f.sentence.line - 1:
                draft.fragments.insert(0, heading)
            drafts.append(draft)
        else:
            continue
        line = f.sentence.line
    return drafts


def _breaks(d: Draft, f: Fragment) -> bool:
    """Whether an item of a digest comes to another deed. Two towns of one sentence are no two deeds."""
    return conflict(d, f) and (not f.first or place_fit(d, f) > -1.5 or date_fit(d, f) <= -1.5)


def _report(page: Page, found: list[Fragment]) -> list[Draft]:
    """An ordinary report: each fragment joins the draft that it fits best, or begins one; a plural that only announces
    ("two attacks in Mali") belongs to every draft that it may announce.
    """
    drafts: list[Draft] = []
    announced = [f for f in found if _announces(f)]
    if len(announced) == sum(f.strength >= 2 for f in found):
        announced = []  # nothing else is told
    last: Draft | None = None
    deeds = any(f.strength >= 3 for f in found)
    for f in found:
        if (f.strength < 2 and not (deeds and _befell(f))) or f in announced:
            continue
        scored = [(fit(d, f, d is last, page.document.day), -i) for i, d in enumerate(drafts)]
        best = max(scored, default=None)
        if best and best[0] >= 1.0:
            last = drafts[-best[1]]
            last.add(f)
        elif _can_begin(f, bool(drafts)):
            last = Draft(f)
            drafts.append(last)
        elif best and best[0] >= 0:
            last = drafts[-best[1]]
            last.add(f)
    for f in announced:
        for d in drafts:
            if not conflict(d, f) and abs(d.fragments[0].sentence.order - f.sentence.order) < 6:
                d.add(f)
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
    if any(m.role == "since" for m in f.dates) or answers(f):
        return False  # "84 air strikes since May", "in revenge for air strikes"
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
    if not near and f.hits:  # "… but no one was injured, the embassy said", before the blast is named
        reach = _FIRST if f.sentence.part == "headline" else 2
        near = [d for d in drafts if d.fragments[0].sentence.order - f.sentence.order <= reach]
    for d in near[:2]:
        # a number without a deed may have the date of who says it: "the clinic on Friday counted 12"
        apart = conflict(d, f) if f.triggers else date_fit(d, f) <= -2 or place_fit(d, f) <= -1.5
        if not apart and ("background" not in f.cues or "background" in d.fragments[0].cues):
            d.add(f)
            return


def _own_place(f: Fragment) -> bool:
    return any(p.use == "place" and p.place.kind in FINE for p in f.places)


def _can_begin(f: Fragment, later: bool) -> bool:
    """Whether a fragment is enough to begin an incident: something that tells it apart."""
    if f.sentence.part == "headline":
        return f.strength >= 2
    if ((later or f.sentence.order > _LEAD) and _manner(f)) or _charged(f):
        return False
    own_date = any(m.role == "time" and m.period.start for m in f.dates)
    place = any(p.use == "place" for p in f.places)
    told = own_date + place + bool([h for h in f.hits if h.number.best != 0]) + ("foiled" in f.cues)
    if f.threat:
        return True
    if f.strength >= 3:
        return told >= 1 or not later
    return told + (sum(t.weight >= 2 and t.real for t in f.triggers) > 1) >= 2 or _dated(f) or _befell(f)


def _charged(f: Fragment, language: str = "en") -> bool:
    """Whether deeds are only named as what somebody answers for in court: "pleaded not guilty to charges of murder"."""
    strong = [t for t in f.triggers if t.weight >= 2 and t.real]
    if f.hits or any(m.role == "time" for m in f.dates) or not all(t.noun for t in strong):
        return False
    told = [c.last for c in phrases(language, "scene", "charge").find(f.sentence.tokens)]
    return all(any(0 <= t.first - i <= _CHARGES for i in told) for t in strong)


_CHARGES = 8  # words from "charges of" to the last of them: "attempted murder and second-degree assault"


def _dated(f: Fragment) -> bool:
    """Whether a verb tells a deed of a day or a month of its own: "in March his post was overrun"."""
    exact = any(m.role == "time" and m.period.precision in ("day", "month") for m in f.dates)
    return exact and any(t.weight >= 2 and t.real and not t.noun for t in f.triggers)


def _befell(f: Fragment) -> bool:
    """Whether people are told to have come to harm on a day and at a place of their own, though the word for it is
    weak: "on 6 April two clerks were wounded with an axe in Mosul". Beside other deeds that is one more, no accident.
    """
    if f.strength != 1 or f.sentence.part == "headline" or "accident" in f.cues:
        return False
    dated = any(m.role == "time" and m.period.start for m in f.dates)
    return dated and _own_place(f) and any(h.effect in _GRAVE and h.number.best for h in f.hits)


def _manner(f: Fragment) -> bool:
    """Whether only plurals without a day tell of deeds, as of a manner of things: "killings shook the east"; not "raids
    in May cost nine lives".
    """
    strong = [t for t in f.triggers if t.weight >= 2 and t.real]
    harm = any(h.effect in _GRAVE and h.number.best for h in f.hits)
    exact = ("day", "month") if harm else ("day",)
    dated = any(m.role == "time" and m.period.precision in exact for m in f.dates)
    return not dated and all(t.plural and t.noun and not t.anaphor for t in strong)


def _specific(page: Page, d: Draft) -> bool:
    """Whether a draft can be told apart from others and tells of something that happened or was attempted."""
    if (d.strength < 2 and not any(map(_befell, d.fragments))) or _mishap(d):
        return False
    if d.fragments[0].threat:
        return True
    fine = [p for p in d.places if p.place.kind != "country"]
    harm = [h for f in d.fragments for h in f.hits if h.number.best != 0]
    points = d.strength - 1 + bool(d.dates) + bool(fine) + bool(harm) + 0.5 * bool(d.places)
    points += 0.5 * min(3, sum(len(f.triggers) for f in d.fragments) - 1) + (d.fragments[0].sentence.part == "headline")
    return points >= (2.0 if page.digest or any(map(_dated, d.fragments)) else 3.0)


def _mishap(d: Draft) -> bool:
    """Whether the fragments speak of an accident, a disaster, a match or a test, and of no attacker."""
    if any(cue.row[0] == "ruled_out" for f in d.fragments[:4] for cue in f.sentence.cues):
        return True
    return any("accident" in f.cues for f in d.fragments[:3]) and not _armed(d)


def _armed(d: Draft) -> bool:
    """Whether anything in the fragments speaks of an attacker: a word, or a deed that no mishap is called by."""
    meant = (t for f in d.fragments for t in f.triggers if t.weight >= 3 and t.real)
    return any("attacker" in f.cues for f in d.fragments) or any(t.type not in _BY_CHANCE for t in meant)


_BY_CHANCE = frozenset(["-", "bombing", "arson_destruction", "other"])


def _tells_of_other_things(page: Page, found: list[Fragment], drafts: list[Draft]) -> bool:
    """Whether a whole text has many words of one other world (sport, markets, weather, courts …), and more of such
    words than of attackers. The words of a deed itself ("stormed", "tear gas") are none of weather; and where several
    deeds have their day and place, and people came to harm, it tells of them, whatever else it tells.
    """
    harm = [h for f in found for h in f.hits if h.effect in _GRAVE and h.number.best]
    if len(harm) >= 3 and sum(bool(d.dates and d.places) for d in drafts) >= 2:
        return False
    if _headed_by_toll(found):
        return False
    counted: dict[str, set[str]] = {}
    deeds = {(f.sentence.order, i) for f in found for t in f.triggers for i in range(t.first, t.last) if t.weight >= 2}
    for s in page.sentences:
        for cue in s.cues:
            if (s.order, cue.first) not in deeds or cue.row[0] == "attacker":
                counted.setdefault(cue.row[0], set()).add(s.tokens[cue.first].low)
    worlds = [words for name, words in counted.items() if name.startswith("world.")]
    other, attackers = len(set().union(*worlds)), len(counted.get("attacker", ()))
    attackers += sum(f.strength >= 3 and any(h.effect in _GRAVE and h.number.best for h in f.hits) for f in found)
    lead = any(f.strength >= 3 and _of_attackers(f) and f.sentence.order < 3 for f in found)
    return any(len(w) >= 3 for w in worlds) and other >= 4 and other > (1.5 if lead else 0.8) * attackers


def _headed_by_toll(found: list[Fragment]) -> bool:
    """Whether the headline and the text below it give one number of people killed and one of people injured."""
    harm = [(f.sentence.part == "headline", h) for f in found for h in f.hits if (h.number.best or 0) > 2]
    above, below = ({(h.effect, h.number.best) for head, h in harm if head is part} for part in (True, False))
    return {"killed", "injured"} <= {effect for effect, _ in above & below}


_GRAVE = frozenset(["killed", "injured", "abducted"])


def _of_attackers(f: Fragment) -> bool:
    """Whether a fragment names attackers: a word for them, or an armed group."""
    armed = ("jihadist", "rebel", "militia")
    return "assailant" in f.cues or any(a.kind in armed and not a.generic for a in f.sentence.actors)


def _staged(page: Page) -> bool:
    """Whether a text tells of an exercise, a play, a film or a game from its opening on, and says so by three words."""
    told: dict[str, set[str]] = {}
    opens = set[str]()
    for s in page.sentences:
        for cue in s.cues:
            if cue.row[0].startswith("staged."):
                told.setdefault(cue.row[0], set()).add(
                    " ".join(t.low for t in s.tokens[cue.first : cue.last]).rstrip("s")
                )
                opens |= {cue.row[0]} if s.order <= _OPENING else set()
    return any(len(told[name]) >= 3 for name in opens)


_OPENING, _LEAD, _FIRST = 5, 2, 6
