"""How a fragment resembles a draft: traits in words, weighed by a table that was measured (`training/grouping.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from testimonia.model.marks import DateMark, PlaceMark
from testimonia.read.draft import FAMILIES, FINE, Draft
from testimonia.read.fragments import Fragment

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
_WIDE = timedelta(days=40)
_ARMED = ("jihadist", "rebel", "militia", "gang", "military", "police", "state", "intelligence", "peacekeepers")


@cache
def _weights() -> dict[str, float]:
    text = files(__package__).joinpath("grouping.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(weight) for name, weight, *_ in rows}


def weigh(traits: Iterable[str]) -> float:
    """The sum of the weights of traits: the logarithm of the odds."""
    weights = _weights()
    return sum(weights.get(t, 0.0) for t in traits)


def joins(d: Draft, f: Fragment, last: bool) -> Iterator[str]:
    """The traits that tell whether a fragment tells of the same happening as a draft; `last` where the fragment told
    before belongs to it.
    """
    yield "join"
    yield f"join date {_date(d, f)}"
    yield f"join place {_place(d, f)}"
    yield f"join type {_type(d, f)}"
    yield from (f"join {t}" for t in _words(d, f))
    yield f"join {_away(d, f)}"
    if last:
        yield "join last"
    lead = d.fragments[0].sentence.order == 0
    if lead:
        yield "join lead"
        if f.sentence.order <= 2:
            yield "join lead early"
    toll = _toll(d, f)
    if toll:
        yield f"join toll {toll}"
    parties = _parties(d, f)
    if parties:
        yield f"join parties {parties}"


def begins(f: Fragment, best: float | None) -> Iterator[str]:
    """The traits that tell whether a fragment begins a happening of its own; `best` is how well it fits the draft that
    it fits best (None: there is none yet).
    """
    yield "begin"
    yield "begin first" if best is None else f"begin fit {min(3, max(-3, round(best)))}"
    yield f"begin strength {f.strength}"
    yield f"begin part {f.sentence.part}"
    dated = [m for m in f.dates if m.role == "time" and m.period.start]
    finest = min((_FINENESS.get(m.period.precision or "year", 3) for m in dated), default=None)
    yield f"begin date {'none' if finest is None else ('day', 'week', 'month', 'year')[finest]}"
    places = [p for p in f.places if p.use == "place"]
    yield f"begin place {'fine' if any(p.place.kind in FINE for p in places) else 'land' if places else 'none'}"
    harm = [h for h in f.hits if h.number.best != 0]
    if harm:
        yield "begin harm"
    for cue in ("background", "another", "same", "attacker", "accident", "aggregate"):
        if cue in f.cues:
            yield f"begin {cue}"
    strong = [t for t in f.triggers if t.weight >= 2 and t.real]
    if f.anaphor:
        yield "begin back"
    if strong and all(t.plural for t in strong):
        yield "begin plural"
    if strong and all(t.general for t in strong):
        yield "begin general"
    if strong and not any(t.noun for t in strong):
        yield "begin verb"
    if len(strong) > 1:
        yield "begin words"
    if any(m.role == "since" for m in f.dates):
        yield "begin since"


def apart(d: Draft, f: Fragment) -> bool:
    """Whether a fragment's own date or place forbids that it belongs to a draft."""
    return _date(d, f) in ("next day", "days apart", "far apart") or _place(d, f) in ("apart", "beside", "abroad")


_FINENESS = {"day": 0, "week": 1, "month": 2, "year": 3}


def _spans(marks: Iterable[DateMark]) -> list[tuple[date, date]]:
    """The days, weeks and months that marks name; "in recent years" tells nothing of a day."""
    named = [m.period for m in marks if m.role == "time" and m.period.start and m.period.end]
    spans = [(date.fromisoformat(p.start), date.fromisoformat(p.end)) for p in named if p.start and p.end]
    return [s for s in spans if s[1] - s[0] <= _WIDE] or spans


def _date(d: Draft, f: Fragment) -> str:
    spans = _spans(f.dates)
    there = _spans(d.dates)
    if not spans:
        return "untold" if there else "nowhere"
    own = min(spans, key=lambda s: (s[1] - s[0], s))
    if not there:
        return "new"
    if any(a <= own[1] and own[0] <= b for a, b in there):
        exact = own[1] - own[0] <= timedelta(days=1) and any(b - a <= timedelta(days=1) for a, b in there)
        return "same day" if exact else "around"
    gap = min((own[0] - b).days if own[0] > b else (a - own[1]).days for a, b in there)
    return "next day" if gap <= 1 else "days apart" if gap <= 10 else "far apart"


def _place(d: Draft, f: Fragment) -> str:
    own: list[PlaceMark] = [p for p in f.places if p.use == "place"]
    there = d.places
    if not own:
        return "untold" if there else "nowhere"
    fine_own = [p for p in own if p.place.kind in FINE]
    if not there:
        return "new" if fine_own else "new land"
    fine_there = [p for p in there if p.place.kind in FINE]
    names = {p.place.name for p in own}
    if names & {p.place.name for p in fine_there}:
        return "same"
    inside = {c.name for p in own for c in p.containers}
    outside = {c.name for p in there for c in p.containers}
    if names & {c.name for p in fine_there for c in p.containers if c.kind != "country"}:
        return "around"
    if inside & {p.place.name for p in fine_there}:
        return "inside"
    if fine_own and fine_there:
        near = {c.name for p in fine_own for c in p.containers if c.kind != "country"}
        shared = near & {c.name for p in fine_there for c in p.containers if c.kind != "country"}
        return "beside" if shared else "apart"
    countries = {p.place.country for p in own if p.place.country}
    if countries and not countries & {p.place.country for p in there}:
        return "abroad"
    return "land" if names & outside else "finer" if fine_own else "other"


def _type(d: Draft, f: Fragment) -> str:
    own = {FAMILIES[t.type] for t in f.triggers if t.type in FAMILIES and t.weight > 1}
    there = d.families
    if not own or not there:
        return "untold"
    if own & there:
        return "same"
    close = any((a, b) in CLOSE or (b, a) in CLOSE for a in own for b in there)
    return "close" if close else "apart"


def _words(d: Draft, f: Fragment) -> Iterator[str]:
    """What a fragment's own words say: "the attack", "another", "in Aden …", the words of the draft again."""
    strong = [t for t in f.triggers if t.weight >= 2]
    if any(t.anaphor for t in f.triggers):
        yield "back"
    if "same" in f.cues:
        yield "named back"
    for cue in ("another", "background"):
        if cue in f.cues:
            yield cue
    low = [t.low for t in f.sentence.tokens]
    if any(t.noun and low[max(0, t.first - 3) : t.first] and _new(low[max(0, t.first - 3) : t.first]) for t in strong):
        yield "a new one"
    stems = {low[t.first][:5] for t in strong}
    if stems & {g.sentence.tokens[t.first].low[:5] for g in d.fragments for t in g.triggers if t.weight >= 2}:
        yield "same word"
    head = f.first + 1 < len(low) and low[f.first] in ("in", "at", "near", "outside")
    if head and any(p.use == "place" and f.sentence.at(p.start) - f.first <= 3 for p in f.places):
        yield "scene"
    if f.first:
        yield "later part"
    if f.sentence.part == "headline":
        yield "headline"
    if f.hits:
        yield "hits"


def _new(before: list[str]) -> bool:
    return any(w in ("a", "an", "another", "one") for w in before) and "the" not in before


def _away(d: Draft, f: Fragment) -> str:
    orders = [g.sentence.order for g in d.fragments if g.sentence.order <= f.sentence.order]
    gap = f.sentence.order - max(orders, default=f.sentence.order)
    return "same sentence" if gap == 0 else "next sentence" if gap == 1 else "near" if gap <= 3 else "away"


def _toll(d: Draft, f: Fragment) -> str | None:
    """Whether both give one number of dead; ones and twos are too common to tell."""
    told = [h for g in d.fragments for h in g.hits if h.effect == "killed" and h.number.best]
    own = [h for h in f.hits if h.effect == "killed" and h.number.best]
    if not told or not own:
        return None
    large = {h.number.best for h in own if h.number.best and h.number.best > 2}
    kinds = {(h.who, h.number.best) for h in own if h.who != "all"}
    if any(h.number.best in large or (h.who, h.number.best) in kinds for h in told):
        return "same"
    return "other"


def _parties(d: Draft, f: Fragment) -> str | None:
    """Whether the armed groups that are named in both are the same."""
    own = _named(f)
    there = {name for g in d.fragments for name in _named(g)}
    return None if not own or not there else "same" if own & there else "other"


def _named(f: Fragment) -> set[str]:
    inside = range(f.first, f.last)
    return {a.name for a in f.sentence.actors if not a.generic and a.kind in _ARMED and f.sentence.at(a.start) in inside}
