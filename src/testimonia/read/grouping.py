"""Which fragments tell of the same happening: fragments in, drafts of incidents out."""

from __future__ import annotations

from datetime import date, timedelta

from testimonia.model.marks import DateMark, PlaceMark
from testimonia.read.fragments import Fragment
from testimonia.read.page import Page

FAMILIES = {
    "armed_assault": "gun",
    "killing": "gun",
    "clash": "gun",
    "security_raid": "gun",
    "bombing": "blast",
    "suicide_bombing": "blast",
    "air_strike": "sky",
    "shelling": "sky",
    "abduction": "abduction",
    "arson_destruction": "fire",
    "crowd_suppression": "crowd",
    "riot": "crowd",
    "sexual_violence": "sexual",
}
CLOSE = frozenset(
    {
        ("gun", "blast"),
        ("blast", "sky"),
        ("fire", "crowd"),
        ("gun", "crowd"),
        ("gun", "abduction"),
        ("gun", "sky"),
        ("gun", "fire"),
        ("blast", "fire"),
        ("sky", "fire"),
    }
)
FINE = ("settlement", "district", "province", "site", "region", "water")


class Draft:
    """An incident in the making: its fragments in text order."""

    def __init__(self, fragment: Fragment) -> None:
        self.fragments = [fragment]

    def add(self, fragment: Fragment) -> None:
        """One more fragment that tells of it."""
        self.fragments.append(fragment)

    @property
    def dates(self) -> list[DateMark]:
        """Its dates that name a time."""
        return [d for f in self.fragments for d in f.dates if d.role == "time" and d.period.start]

    @property
    def places(self) -> list[PlaceMark]:
        """Its place names."""
        return [p for f in self.fragments for p in f.places if p.use == "place"]

    @property
    def families(self) -> set[str]:
        """The families of its triggers' types."""
        return {FAMILIES[t.type] for f in self.fragments for t in f.triggers if t.type in FAMILIES and t.weight > 1}

    @property
    def strength(self) -> int:
        """The weight of its strongest real trigger."""
        return max(f.strength for f in self.fragments)


def group(page: Page, found: list[Fragment]) -> list[Draft]:
    """The drafts of a page, in the order of their first fragment."""
    drafts = _digest(found) if page.digest else _report(found)
    lead = any(f.strength >= 3 and "assailant" in f.cues and f.sentence.order < 3 for f in found)
    elsewhere = not page.digest and _tells_of_other_things(page, found, 2.5 if lead else 1.2)
    return [] if elsewhere else [d for d in drafts if _specific(page, d)]


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
            (same_line and not _conflict(drafts[-1], f))
            or ((leads_back or follows) and f.sentence.line == line + 1 and not _conflict(drafts[-1], f))
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


def _report(found: list[Fragment]) -> list[Draft]:
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
        scored = [(_fit(d, f, d is last), -i) for i, d in enumerate(drafts)]
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
            if not _conflict(d, f) and abs(d.fragments[0].sentence.order - f.sentence.order) < 6:
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
        near = [d for d in drafts if d.fragments[0].sentence.order - f.sentence.order <= 2]
    for d in near[:2]:
        # a number without a deed may have the date of who says it: "the clinic on Friday counted 12"
        apart = _conflict(d, f) if f.triggers else _date_fit(d, f) <= -2 or _place_fit(d, f) <= -1.5
        if not apart and ("background" not in f.cues or "background" in d.fragments[0].cues):
            d.add(f)
            return


def _own_place(f: Fragment) -> bool:
    return any(p.use == "place" and p.place.kind in FINE for p in f.places)


def _fit(d: Draft, f: Fragment, latest: bool) -> float:
    """How well a fragment fits a draft; 1 or more is the same happening."""
    if any((g.sentence.order, g.first) == (f.sentence.order, f.first) for g in d.fragments):
        return -9.0  # two towns of one word ("attacks in Gao and Kidal")
    score = 0.5 + _date_fit(d, f) + _place_fit(d, f) + _type_fit(d, f)
    if f.anaphor:
        score += 1.0
    if "another" in f.cues and not f.anaphor:
        score -= 1.0
    if "background" in f.cues:
        score -= 1.0
    lead = d.fragments[0].sentence.order == 0
    if f.sentence.order <= 2 and lead:
        score += 1.0
    if latest or lead:
        score += 0.25
    if d.fragments[-1].sentence.order == f.sentence.order:
        score -= 0.75
    if _same_toll(d, f):
        score += 1.0
    return score


def _same_toll(d: Draft, f: Fragment) -> bool:
    """Whether both give one number of dead; ones and twos are too common to tell."""
    kills = {h.number.best for h in f.hits if h.effect == "killed" and h.number.best and h.number.best > 2}
    kinds = {(h.who, h.number.best) for h in f.hits if h.effect == "killed" and h.number.best and h.who != "all"}
    told = [h for g in d.fragments for h in g.hits if h.effect == "killed"]
    return any(h.number.best in kills or (h.who, h.number.best) in kinds for h in told)


def _spans(marks: list[DateMark]) -> list[tuple[date, date]]:
    """The days, weeks and months that marks name; "in recent years" tells nothing of a day."""
    named = [m.period for m in marks if m.role == "time" and m.period.start and m.period.end]
    spans = [(date.fromisoformat(p.start), date.fromisoformat(p.end)) for p in named if p.start and p.end]
    return [s for s in spans if s[1] - s[0] <= _WIDE] or spans


def _date_fit(d: Draft, f: Fragment) -> float:
    spans = _spans(list(f.dates))
    if not spans:
        return 0.25
    own = min(spans, key=lambda s: (s[1] - s[0], s))
    there = _spans(d.dates)
    if not there:
        return -0.25 if d.fragments[0].sentence.order else 0.25
    if any(a <= own[1] and own[0] <= b for a, b in there):
        return 1.0
    gap = min((own[0] - b).days if own[0] > b else (a - own[1]).days for a, b in there)
    return -1.5 if gap <= 1 else -3.0


_WIDE = timedelta(days=40)


def _place_fit(d: Draft, f: Fragment) -> float:
    own = [p for p in f.places if p.use == "place"]
    there = d.places
    if not own or not there:
        return 0.0
    names = {p.place.name for p in own}
    if names & {p.place.name for p in there if p.place.kind in FINE}:
        return 1.5
    inside = {c.name for p in [*own, *there] for c in p.containers}
    if names & inside or inside & {p.place.name for p in there}:
        return 0.25
    fine_own = [p for p in own if p.place.kind in FINE]
    fine_there = [p for p in there if p.place.kind in FINE]
    if fine_own and fine_there:
        return -1.5
    countries = {p.place.country for p in own if p.place.country}
    return -1.5 if countries and not countries & {p.place.country for p in there} else 0.0


def _type_fit(d: Draft, f: Fragment) -> float:
    own = {FAMILIES[t.type] for t in f.triggers if t.type in FAMILIES and t.weight > 1}
    there = d.families
    if not own or not there:
        return 0.0
    if own & there:
        return 0.5
    close = any((a, b) in CLOSE or (b, a) in CLOSE for a in own for b in there)
    return -0.25 if close else -0.75


def _conflict(d: Draft, f: Fragment) -> bool:
    """Whether a fragment's own date or place forbids that it belongs to a draft."""
    return _date_fit(d, f) <= -1.5 or _place_fit(d, f) <= -1.5


def _can_begin(f: Fragment, later: bool) -> bool:
    """Whether a fragment is enough to begin an incident: something that tells it apart."""
    if f.sentence.part == "headline":
        return f.strength >= 2
    own_date = any(m.role == "time" and m.period.start for m in f.dates)
    place = any(p.use == "place" for p in f.places)
    told = own_date + place + bool([h for h in f.hits if h.number.best != 0])
    if f.strength >= 3:
        return told >= 1 or not later
    return told >= 2


def _specific(page: Page, d: Draft) -> bool:
    """Whether a draft can be told apart from others and tells of something that happened or was attempted."""
    if d.strength < 2 or _mishap(d):
        return False
    fine = [p for p in d.places if p.place.kind != "country"]
    harm = [h for f in d.fragments for h in f.hits if h.number.best != 0]
    points = d.strength - 1 + bool(d.dates) + bool(fine) + bool(harm) + 0.5 * bool(d.places)
    points += 0.5 * min(3, sum(len(f.triggers) for f in d.fragments) - 1) + (d.fragments[0].sentence.part == "headline")
    return points >= (2.0 if page.digest else 3.0)


def _mishap(d: Draft) -> bool:
    """Whether the fragments speak of an accident, a disaster, a match or a test, and of no attacker."""
    if any("ruled_out" in f.cues for f in d.fragments[:4]):
        return True
    return any("accident" in f.cues for f in d.fragments[:3]) and not _armed(d)


def _armed(d: Draft) -> bool:
    """Whether anything in the fragments speaks of an attacker."""
    return any("attacker" in f.cues for f in d.fragments)


def _tells_of_other_things(page: Page, found: list[Fragment], ratio: float) -> bool:
    """Whether a whole text has more words of sport, markets, weather, courts … than of attackers. The words of a deed
    itself ("stormed", "tear gas") are none of weather.
    """
    counted: dict[str, set[str]] = {}
    deeds = {(f.sentence.order, i) for f in found for t in f.triggers for i in range(t.first, t.last) if t.weight >= 2}
    for s in page.sentences:
        for cue in s.cues:
            if cue.row[0] == "elsewhere" and (s.order, cue.first) in deeds:
                continue
            counted.setdefault(cue.row[0], set()).add(s.tokens[cue.first].low)
    other, attackers = len(counted.get("elsewhere", ())), len(counted.get("attacker", ()))
    return other >= 4 and other > ratio * attackers
