"""How a fragment resembles a draft: traits in words, weighed by a table that was measured (`training/grouping.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from testimonia.read.draft import Draft
from testimonia.read.fragments import Fragment
from testimonia.read.profile import Profile

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
_DAY = timedelta(days=1)
_FOR = ("same day", "around", "same", "inside")
_AGAINST = ("next day", "days apart", "far apart", "apart", "beside", "abroad")
_FINENESS = {"day": 0, "week": 1, "month": 2, "year": 3}
_CUES = ("background", "another", "same", "attacker", "accident", "aggregate", "foiled", "threatened")


@cache
def _weights() -> dict[str, float]:
    text = files(__package__).joinpath("grouping.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(weight) for name, weight, *_ in rows}


def weigh(traits: Iterable[str]) -> float:
    """The sum of the weights of traits: the logarithm of the odds, held back by a fifth."""
    weights = _weights()
    return 0.8 * sum(weights.get(t, 0.0) for t in traits)


def joins(d: Draft, f: Fragment, seen: Profile, last: bool) -> list[str]:
    """The traits that tell whether a fragment (`seen` is its profile) tells of the same happening as a draft; `last`
    where the fragment told before belongs to it.
    """
    there = d.known
    when, where, words = _date(there, seen), _place(there, seen), list(_words(f))
    traits = [
        "",
        f" date {when}",
        f" place {where}",
        f" type {_type(there, seen)}",
        f" {_coarse(when)} {_coarse(where)}",
        f" {_away(d, f)}",
        f" size {min(4, len(d.fragments))}",
        f" order {min(5, f.sentence.order // 4)}",
        *(f" {t}" for t in words),
    ]
    if last:
        traits.append(" last")
    lead = "lead" if d.fragments[0].sentence.order == 0 else "other"
    traits.append(f" {lead} early" if f.sentence.order <= 2 else f" {lead} {_coarse(where)}")
    if "a new one" in words:
        traits.append(f" a new one {_coarse(where)}")
    if seen.stems & there.stems:
        traits.append(" same word")
    toll = _toll(there, seen)
    if toll:
        traits.append(f" toll {toll}")
    for name in ("parties", "weapons", "hurt", "names"):
        own, told = getattr(seen, name), getattr(there, name)
        if own and told:
            traits.append(f" {name} {'same' if own & told else 'other'}")
    return ["join" + t for t in traits]


def begins(f: Fragment, seen: Profile, best: float | None) -> list[str]:
    """The traits that tell whether a fragment begins a happening of its own; `best` is how well it fits the draft that
    it fits best (None: there is none yet).
    """
    dated = [m for m in f.dates if m.role == "time" and m.period.start]
    finest = min((_FINENESS.get(m.period.precision or "year", 3) for m in dated), default=None)
    strong = [t for t in f.triggers if t.weight >= 2 and t.real]
    traits = [
        "",
        " first" if best is None else f" fit {min(3, max(-3, round(best)))}",
        f" strength {f.strength}",
        f" part {f.sentence.part}",
        f" order {min(5, f.sentence.order // 4)}",
        f" date {'none' if finest is None else ('day', 'week', 'month', 'year')[finest]}",
        f" place {'fine' if seen.fine else 'land' if seen.places else 'none'}",
        *(f" {cue}" for cue in _CUES if cue in f.cues),
        *(f" {t}" for t in _words(f)),
    ]
    told = {
        " harm": any(h.number.best != 0 for h in f.hits),
        " plural": bool(strong) and all(t.plural for t in strong),
        " general": bool(strong) and all(t.general for t in strong),
        " verb": bool(strong) and not any(t.noun for t in strong),
        " words": len(strong) > 1,
        " since": any(m.role == "since" for m in f.dates),
        " parties": bool(seen.parties),
        " early": f.sentence.order <= 3,
    }
    return ["begin" + t for t in (*traits, *(t for t, yes in told.items() if yes))]


def _coarse(fit: str) -> str:
    """Whether a date or place speaks for one happening, against it, or not at all."""
    return "for" if fit in _FOR else "against" if fit in _AGAINST else "silent"


def _finest(spans: Iterable[tuple[date, date]]) -> tuple[date, date]:
    return min(spans, key=lambda s: (s[1] - s[0], s))


def _date(there: Profile, seen: Profile) -> str:
    spans, told = seen.spans or seen.wide, there.spans or there.wide
    if not spans:
        return "untold" if told else "nowhere"
    own = _finest(spans)
    if not told:
        return "new"
    if any(a <= own[1] and own[0] <= b for a, b in told):
        exact = own[1] - own[0] <= _DAY and any(b - a <= _DAY for a, b in told)
        return "same day" if exact else "around"
    gap = min((own[0] - b).days if own[0] > b else (a - own[1]).days for a, b in told)
    return "next day" if gap <= 1 else "days apart" if gap <= 10 else "far apart"


def _place(there: Profile, seen: Profile) -> str:
    if not seen.places:
        return "untold" if there.places else "nowhere"
    if not there.places:
        return "new" if seen.fine else "new land"
    if seen.places & there.fine:
        return "same"
    if seen.places & there.areas:
        return "around"
    if seen.areas & there.fine:
        return "inside"
    if seen.fine and there.fine:
        return "beside" if seen.areas & there.areas else "apart"
    if seen.lands and there.lands and not seen.lands & there.lands:
        return "abroad"
    return "finer" if seen.fine else "land"


def _type(there: Profile, seen: Profile) -> str:
    own, told = seen.families, there.families
    if not own or not told:
        return "untold"
    if own & told:
        return "same"
    return "close" if any((a, b) in CLOSE or (b, a) in CLOSE for a in own for b in told) else "apart"


def _words(f: Fragment) -> Iterator[str]:
    """What a fragment's own words say: "the attack", "another", "in Aden …", "had been killed", "who was shot"."""
    strong = [t for t in f.triggers if t.weight >= 2]
    low = [t.low for t in f.sentence.tokens]
    if any(t.anaphor for t in f.triggers):
        yield "back"
    if "same" in f.cues:
        yield "named back"
    for cue in ("another", "background"):
        if cue in f.cues:
            yield cue
    if any(t.noun and _new(low[max(f.first, t.first - 3) : t.first]) for t in strong):
        yield "a new one"
    if any("had" in low[max(f.first, t.first - 3) : t.first] for t in strong):
        yield "had"
    if any({"who", "which", "whose", "whom", "where"} & set(low[max(f.first, t.first - 5) : t.first]) for t in strong):
        yield "who"
    if low[f.first] in ("in", "at", "near", "outside", "elsewhere", "meanwhile", "separately"):
        yield "scene" if any(f.sentence.at(p.start) - f.first <= 3 for p in f.places if p.use == "place") else "turn"
    if f.first:
        yield "later part"
    if f.last < len(low):
        yield "former part"
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


def _toll(there: Profile, seen: Profile) -> str | None:
    """Whether both give one number of dead; ones and twos are too common to tell."""
    if not seen.tolls or not there.tolls:
        return None
    large = {n for _, n in seen.tolls if n > 2}
    kinds = {(who, n) for who, n in seen.tolls if who != "all"}
    return "same" if any(n in large or (who, n) in kinds for who, n in there.tolls) else "other"
