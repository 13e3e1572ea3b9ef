"""How well a fragment fits an incident in the making: what dates, places, kinds of deed and words around them say."""

from __future__ import annotations

from datetime import date, timedelta

from testimonia.model.marks import DateMark, PlaceMark
from testimonia.read.drafts import CLOSE, FAMILIES, FINE, Draft
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import phrases, wordset
from testimonia.read.linked import may_lie_in
from testimonia.read.triggers import Trigger


def fit(d: Draft, f: Fragment, latest: bool, day: str | None = None) -> float:
    """How well a fragment fits a draft; 1 or more is the same happening. `day` is that of the report."""
    if any((g.sentence.order, g.first) == (f.sentence.order, f.first) for g in d.fragments):
        return _APART  # two towns of one word ("attacks in Gao and Kidal")
    if _announced(d) != f.threat:
        return _APART
    place, kind = place_fit(d, f), _type_fit(d, f)
    fresh = kind > 0 and place >= 0 and f.sentence.order <= _LEAD and _undated(d, day)
    when = 0.25 if fresh else date_fit(d, f)
    if place < -1:
        when = min(when, 0.25)  # much happens on one day
    if when <= -3:
        place = min(place, 0.75)  # and in one town
    same = _same_toll(d, f)
    if same and f.sentence.order <= _OPENING and d.fragments[0].sentence.order == 0:
        when = max(when, 0.0)  # the toll of the headline, by whoever gave it on whatever day
    score = 0.5 + when + place + kind
    if f.anaphor:
        score += _led_back(d, f, place, kind)
    if not f.anaphor and _set_apart(f):
        score -= 1.0
    if _moved(d, f, latest):
        score -= 0.75
    if _defined(d, f) or (f.town and place < _SAME and any(g.sited for g in d.fragments)):
        score -= 2.0
    if "background" in f.cues:
        score -= 1.0
    if _turns(d, f, place):
        score -= 1.5
    if _long_ago(d, f, day) or _undone(d, f):
        score -= 1.0
    if _answered(d, f):
        score -= 2.0
    if len(d.fragments) == 1 and "headline" == f.sentence.part == d.fragments[0].sentence.part:
        score += -1.0 if _told_apart(f) else 1.0
    first, last = d.fragments[0].sentence, d.fragments[-1].sentence
    lead = first.order == 0
    if f.sentence.order <= _OPENING and lead and f.sentence.order != first.order and when > -1:
        score += 1.0
    if latest or lead:
        score += 0.25
    if last.order == f.sentence.order:
        score -= 0.75
    return score + 1.0 * same


_APART = -9.0  # less than any other fit
_LEAD = 4  # sentences in which a report comes to its deed's day, after who gave its toll when
_OPENING = 2  # sentences behind the headline that tell of it still


def _told_apart(f: Fragment) -> bool:
    """Whether a headline's second clause has anything of its own: "…; group claims attack" has not."""
    verbs = any(t.weight >= 2 and t.real and not t.noun for t in f.triggers)
    return verbs or bool(f.dates or f.hits or f.sited)


def _long_ago(d: Draft, f: Fragment, day: str | None) -> bool:
    """Whether a fragment further down tells of a day long before the report, and the draft of none."""
    ends = [b for _, b in _spans(_own_dates(f))]
    if not day or not ends or _dates(d) or f.anaphor or f.sentence.order <= _OPENING + 1:
        return False
    return max(ends) < date.fromisoformat(day) - _LONG


def _set_apart(f: Fragment, language: str = "en") -> bool:
    """Whether a fragment sets its deed beside another one ("a second attack", "separately"); "ten others" does not."""
    said, tokens = wordset(language, "speech", "said"), f.sentence.tokens
    besides = [cue for cue in f.sentence.cues if cue.row[0] == "besides" and f.first <= cue.first < f.last]
    if any(said.isdisjoint(t.low for t in tokens[cue.last : cue.last + 1]) for cue in besides):
        return True  # not "the ministry meanwhile confirmed"
    told = [cue.last for cue in f.sentence.cues if cue.row[0] == "another"]
    return any(0 <= t.first - last <= _OTHER for t in f.triggers if t.noun and t.weight >= 2 for last in told)


_OTHER = 2  # words between "another" and the deed: "another deadly suicide bombing"


def _moved(d: Draft, f: Fragment, latest: bool) -> bool:
    """Whether a fragment further down names a place that its draft has not named, though that names others, and tells
    its deed by a verb or comes back to the draft from another one: "on Sunday mobs burned a store in the suburb".
    """
    if f.sentence.order <= _OPENING or f.anaphor or not any(p.place.kind in FINE for g in d.fragments for p in g.sited):
        return False
    own = {_name(p) for p in f.sited if p.place.kind in FINE}
    told = any(t.weight >= 2 and t.real and not t.noun for t in f.triggers)
    return bool(own) and (told or not latest) and own.isdisjoint(_name(p) for p in d.places)


def _defined(d: Draft, f: Fragment) -> bool:
    """Whether "the raid on a farm in Mosul killed ninety" leads back to nothing: the place right behind it is none of
    the draft's, and so is the number of dead.
    """
    dead = {h.number.best for h in f.hits if h.effect == "killed" and h.number.best}
    told = {h.number.best for g in d.fragments for h in g.hits if h.effect == "killed"}
    if f.sentence.order <= _OPENING or not dead or dead & told or place_fit(d, f) >= 1.5:
        return False
    known = {_name(p) for p in d.places} | {c.name.casefold() for p in d.places for c in p.containers}
    back = [t.last for t in f.triggers if t.anaphor and t.weight >= 2]
    return any(0 <= f.sentence.at(p.start) - n <= _NEAR for p in f.sited for n in back if _name(p) not in known)


def _undone(d: Draft, f: Fragment) -> bool:
    """Whether a fragment tells of a deed that failed, and the draft of people harmed."""
    harmed = any(h.effect in ("killed", "injured") and h.number.best != 0 for g in d.fragments for h in g.hits)
    return "foiled" in f.cues and harmed and not f.hits and not f.anaphor


def answers(f: Fragment, language: str = "en") -> Trigger | None:
    """The first deed of a fragment where another one answers it: "in revenge for the raid that killed nine"."""
    deed = next((t for t in f.triggers if t.weight >= 2), None)
    found = phrases(language, "turns", "answering").find(f.sentence.tokens[f.first : deed.first]) if deed else []
    return deed if deed and found and deed.first - f.first - found[-1].last <= _NEAR else None


def _answered(d: Draft, f: Fragment) -> bool:
    """Whether another deed answers the first one of a fragment, and the draft is that other one, or nothing of it says
    that the answered one was told before.
    """
    deed = answers(f)
    if deed is None:
        return False
    if not deed.anaphor or any(g.sentence.order == f.sentence.order for g in d.fragments):
        return True
    told = [(t.type, _root(g, t)) for g in d.fragments for t in g.triggers]
    return all(deed.type not in ("-", kind) and _root(f, deed) != word for kind, word in told)


_LONG = timedelta(days=10)
_PLACED = 5  # words from "in" to the place: "in the northern city of Mosul"


def _turns(d: Draft, f: Fragment, place: float, language: str = "en") -> bool:
    """Whether the sentence turns to something else: "Elsewhere", "Hours later", "In X, …", "the same day"; right behind
    the lead only where its place is another one, too.
    """
    if f.sentence.order < _OPENING + (place > -1) or f.anaphor:
        return False
    if phrases(language, "scene", "beside").find(f.sentence.tokens[f.first : f.last]):
        return True
    opening = f.sentence.tokens[f.first : f.first + 8]
    start = next((i for i, t in enumerate(opening) if t.low[0].isalnum()), 0)
    found = phrases(language, "scene", "turning").find(opening)
    if found and found[0].first <= start + 1:
        return True
    mark = next((p for p in f.places if p.use == "place" and f.sentence.at(p.start) <= f.first + start + _PLACED), None)
    told = {p.place.name for p in d.places}
    return (
        mark is not None
        and opening[start].low in wordset(language, "turns", "locating")
        and mark.place.name not in told
    )


def _led_back(d: Draft, f: Fragment, place: float, kind: float) -> float:
    """What "the attack" says of a draft: much where nothing tells its place or kind apart, more where the very word
    was used of it.
    """
    if place < -1:
        return 0.0
    told = {_root(g, t) for g in d.fragments for t in g.triggers}
    same = any(_root(f, t) in told for t in f.triggers if t.anaphor)
    return 1.0 + 0.5 * same if kind >= 0 else 0.5


def _root(f: Fragment, t: Trigger, language: str = "en") -> str:
    """The word of a trigger without its ending: "attack" for "attacks", "attacked", "attacking"."""
    word = f.sentence.tokens[t.last - 1].low
    endings = sorted(wordset(language, "turns", "ending"), key=len, reverse=True)
    return next((word[: -len(end)] for end in endings if word.endswith(end)), word)


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


def date_fit(d: Draft, f: Fragment) -> float:
    """What the dates say: days that meet, one day or more between them, or none told."""
    spans = _spans(_own_dates(f))
    if not spans:
        return 0.25
    own = min(spans, key=lambda s: (s[1] - s[0], s))
    there = _spans(_dates(d)) or _spans(d.dates)
    if not there:
        return -0.25 if d.fragments[0].sentence.order else 0.25
    if any(a <= own[1] and own[0] <= b for a, b in there):
        return 1.0
    gap = min((own[0] - b).days if own[0] > b else (a - own[1]).days for a, b in there)
    if gap <= _LASTS and (_began(f) or (not _dates(d) and own[1] < there[0][0])):
        return 0.0  # what is said of a deed is said after it
    week = own[0] != own[1] and all(a == b for a, b in there)  # "last week", and Monday
    return -1.5 if gap <= 1 and not week else -3.0


def _began(f: Fragment, language: str = "en") -> bool:
    """Whether a fragment says when a deed told before began: "the rampage began on Monday"."""
    low, began = [t.low for t in f.sentence.tokens], wordset(language, "turns", "began")
    return any(t.anaphor and not began.isdisjoint(low[t.last : t.last + 3]) for t in f.triggers)


_LASTS = 2  # days that a deed may go on after it began
_WIDE = timedelta(days=40)


def _own_dates(f: Fragment, language: str = "en") -> list[DateMark]:
    """The dates of a fragment that are neither of the dateline, of what somebody said nor of what was done after the
    deed."""
    if not f.dates:
        return []
    told = [m for m in f.dates if m.start not in f.datelined and not f.honours(m)]
    late = phrases(language, "scene", "late_death").find(f.sentence.tokens[f.first : f.last])
    if late:  # "two died of their wounds on Sunday"
        told = [m for m in told if f.sentence.at(m.start) < f.first + late[0].first - _DIED]
    return [m for m in told if not _of_other(f, f.sentence.at(m.start)) and not _of_saying(f, m)]


_DIED = 3  # words between the day and "died of his wounds"


def _dates(d: Draft) -> list[DateMark]:
    """The dates of a draft's fragments that are of the deed."""
    return [m for f in d.fragments for m in _own_dates(f)]


def _undated(d: Draft, day: str | None) -> bool:
    """Whether the headline's draft has no day of its own yet, but that on which somebody spoke of it: the report's."""
    said = not _dates(d) and all(m.period.start == m.period.end == day for m in d.dates)
    return said and bool(d.dates) and not d.fragments[0].sentence.order


def _of_saying(f: Fragment, mark: DateMark | PlaceMark, language: str = "en") -> bool:
    """Whether a day or place stands right before who says something: "The mayor on Monday said", "On Tuesday they
    said", "the ministry in Delhi said".
    """
    low = [t.low for t in f.sentence.tokens]
    behind = low[f.sentence.at(mark.end - 1) + 1 :][:2]
    said = wordset(language, "speech", "said")
    return behind[:1] != [] and (behind[0] in said or (behind[0].isalpha() and behind[-1] in said))


_SAME = 1.5


def place_fit(d: Draft, f: Fragment) -> float:
    """What the places say: the same one, one within the other, or two that lie beside each other in one area."""
    own, there = f.sited, [p for g in d.fragments for p in g.sited]
    if not own or not there:
        return 0.0
    named = {_name(p) for p in _finest(there)}
    if any(_name(p) in named for p in _finest(own) if p.place.kind in FINE):
        return _SAME
    if any(_nested(p, q) for p in _finest(own) for q in _finest(there)):
        return 0.25
    if all(g.sentence.part == "headline" for g in d.fragments) and any(may_lie_in(p, q) for p in own for q in there):
        return 0.25
    own = _finest([p for p in own if _located(f, p)])
    there = _finest([p for g in d.fragments for p in g.sited if _located(g, p)])
    if not own or not there or any(_nested(p, q) for p in own for q in there):
        return 0.0
    if any((p.place.km_to(q.place) or _BESIDE_KM) < _BESIDE_KM for p in own for q in there):
        return -0.5
    if all(p.place.kind in FINE for p in (*own, *there)):
        return -1.5
    countries = {p.place.country for p in own if p.place.country}
    return -1.5 if countries and not countries & {p.place.country for p in there} else 0.0


_OWNING = 5  # words from a day that owns a deed to it: "Sunday's deadly Ankara bombing"
_NEAR = 7  # words before a day or place in which the verb or noun that it belongs to is sought


def _located(f: Fragment, mark: PlaceMark, language: str = "en") -> bool:
    """Whether a place stands behind a word that tells where ("in the town of X", "near X"), and is the deed's: behind
    "the attack" only where it follows ("the attack in X"), and never behind another verb ("was arrested in X").
    """
    if f.town is mark:
        return True
    tokens, i, locating = f.sentence.tokens, f.sentence.at(mark.start), wordset(language, "turns", "locating")
    if not any(t.low in locating for t in tokens[max(0, i - 4) : i]) or _of_other(f, i) or _of_saying(f, mark):
        return False
    back = [t for t in f.triggers if t.anaphor and t.weight >= 2]
    return not back or any(0 < i - t.last <= 5 for t in back)


def _of_other(f: Fragment, i: int, language: str = "en") -> bool:
    """Whether what stands at token `i` belongs to what somebody said, or to what was done after the deed."""
    deeds = {n for t in f.triggers if t.weight >= 2 for n in range(t.first, t.last)}
    if not deeds.isdisjoint(range(i + 1, i + _OWNING)) and f.sentence.tokens[i + 1].low in ("'s", "’s"):
        return False  # "says it carried out Sunday's Ankara bombing"
    other = wordset(language, "speech", "said") | wordset(language, "scene", "aftermath")
    low = [t.low for t in f.sentence.tokens[:i]]
    near = next((n for n in range(i - 1, max(-1, i - _NEAR), -1) if n in deeds or low[n] in other), None)
    at = wordset(language, "turns", "locating")  # "killed thirty at the funeral of a mayor in Jalalabad"
    return near is not None and near not in deeds and at.isdisjoint(low[max(0, near - 2) : near])


def _finest(marks: list[PlaceMark]) -> list[PlaceMark]:
    """Those places that hold no other of them; a town and the district of its name are not told apart."""
    around = {c.name for p in marks for c in p.containers if c.name != p.place.name}
    return [p for p in marks if p.place.name not in around]


def _nested(a: PlaceMark, b: PlaceMark) -> bool:
    """Whether one place lies in the other, or both are one; a town and the province of its name are not told apart, nor
    a town and a region of its country ("northern Nigeria").
    """
    around = [{c.name.casefold() for c in p.containers} for p in (a, b)]
    if _name(a) == _name(b) or _name(a) in around[1] or _name(b) in around[0]:
        return True
    if _may_lie(a, b) or _may_lie(b, a):
        return True
    abroad = None not in (a.place.country, b.place.country) and a.place.country != b.place.country
    if (a.place.kind == "region") == (b.place.kind == "region") or abroad:
        return False
    return _quarter(a) or _quarter(b) or (a.place.km_to(b.place) or 0.0) <= _REGION_KM


def _may_lie(site: PlaceMark, mark: PlaceMark) -> bool:
    """Whether a site that is only known to be in a town may be at a place of it: "near Guild Park", "in the centre"."""
    if site.place.kind != "site" or not site.place.radius_km or mark.place.kind == "site":
        return False
    away = site.place.km_to(mark.place)
    return away is not None and away <= site.place.radius_km


def _quarter(mark: PlaceMark, language: str = "en") -> bool:
    """Whether a place is the quarter of a country: "northern Nigeria", "the south-east of Turkey"."""
    return mark.place.kind == "region" and _name(mark).split()[0] in wordset(language, "places", "bearing")


_BESIDE_KM = 10.0  # between a town and the village beside it, which a report names as well
_REGION_KM = 200.0  # from the middle of a region to a town in it, at most


def _name(mark: PlaceMark) -> str:
    """The name of a place, however a headline spells it ("Southern Gaza", "southern Gaza")."""
    return mark.place.name.casefold()


def _type_fit(d: Draft, f: Fragment) -> float:
    own = {FAMILIES[t.type] for t in f.triggers if t.type in FAMILIES and t.weight > 1}
    there = d.families
    if not own or not there:
        return 0.0
    if own & there:
        return 0.5
    close = any((a, b) in CLOSE or (b, a) in CLOSE for a in own for b in there)
    return -0.25 if close else -1.0


def conflict(d: Draft, f: Fragment) -> bool:
    """Whether a fragment's own date or place forbids that it belongs to a draft."""
    return _announced(d) != f.threat or date_fit(d, f) <= -1.5 or place_fit(d, f) <= -1.5


def _announced(d: Draft) -> bool:
    """Whether a draft tells of a deed that is only threatened."""
    return all(f.threat for f in d.fragments)
