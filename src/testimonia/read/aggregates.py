"""Totals over many incidents or over time: kept apart from every incident's figures."""

from __future__ import annotations

from itertools import pairwise

from msgspec import structs

from testimonia.model.claim import Aggregate, Period
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import phrases, wordset
from testimonia.read.lumps import deeds, lumped, towns
from testimonia.read.page import Page
from testimonia.read.parts import Hit
from testimonia.read.turns import when_then


def is_aggregate(f: Fragment) -> bool:
    """Whether a fragment's figures count more than one happening: "since 2019", "this year alone", "the war has
    killed".
    """
    if _lost(f) or (f.hits and (_counted(f) or _lasting(f))):
        return True
    if not f.hits or any(d.role == "time" and d.period.precision == "day" for d in f.dates):
        return False
    since = any(d.role == "since" and not when_then(f.sentence, d) for d in f.dates)
    if any(t.noun and t.anaphor and not t.plural for t in f.triggers):  # "the blast has killed 12"
        return since
    return since or (_total(f) and not any(when_then(f.sentence, d) for d in f.dates))


def _lost(f: Fragment, language: str = "en") -> bool:
    """Whether a fragment only says how many a war has cost, and its number was told to be nobody's: "30,000 have been
    killed".
    """
    if f.hits or any(t.noun for t in f.triggers):
        return False
    low, perfect = [t.low for t in f.sentence.tokens], wordset(language, "scene", "perfect")
    many = [
        f.sentence.at(c.end - 1) + 1 for c in f.sentence.counts if (c.count.best or c.count.low or 0) >= _WAR["killed"]
    ]
    return any(0 <= t.first - i <= _LOST and not perfect.isdisjoint(low[i : t.first]) for i in many for t in f.triggers)


_LOST = 5  # words between a number and what was done: "30,000 people have been killed"


def _total(f: Fragment) -> bool:
    """Whether a word for a total is said of a fragment's figures, not of what stands before a colon: "the fourth school
    within a year: in September forty pupils were shot".
    """
    low, first = [t.low for t in f.sentence.tokens], min(h.first for h in f.hits)
    told = [c for c in f.sentence.cues if c.row[0] == "aggregate" and f.first <= c.first < f.last]
    return "aggregate" in f.cues and any(c.first > first or ":" not in low[c.last : first] for c in told)


def is_lump(f: Fragment) -> bool:
    """Whether a fragment of a report tells of several attacks at once, none of which can be told from the others."""
    return bool(f.hits) and (_kinds(f) or _told_apart(f, 3))


def _kinds(f: Fragment, language: str = "en") -> bool:
    """Whether people were harmed in deeds of more than one kind: "shootings and bomb blasts killed eleven"."""
    low, several = [t.low for t in f.sentence.tokens], wordset(language, "scene", "deeds")
    told = [t for t in f.triggers if low[t.last - 1] in several]
    return any(low[a.last : b.first] in (["and"], [","]) for a, b in pairwise(told))


def _lasting(f: Fragment, language: str = "en") -> bool:
    """Whether what is counted went on for long and for no one deed: "since the coup 80 people have been killed", "in
    eight years", "48 officers have been shot this year".
    """
    rest = [t.low for t in f.sentence.tokens[f.first :]]  # what follows "since" may be a part of its own
    since = wordset(language, "turns", "since")
    i = next((n for n, word in enumerate(rest) if word in since), len(rest))
    low, masses = rest[: f.last - f.first], wordset(language, "scene", "masses")
    one = any(
        t.noun and not t.plural and t.weight >= 2 and t.first - f.first < i and low[t.last - f.first - 1] not in masses
        for t in f.triggers
    )
    begun = f.sentence.tokens[f.first + i].start if i < len(rest) else f.sentence.end  # what a day tells behind it
    if one or any(d.role == "time" and d.period.precision == "day" and d.start < begun for d in f.dates):
        return False
    if all(_of_a_war(h, language) for h in f.hits):
        return True
    perfect = all(_perfect(low, h.first - f.first, h.anchor - f.first, language) for h in f.hits)
    span, long, superlative = (wordset(language, "scene", name) for name in ("span", "long", "superlative"))
    for n, word in enumerate(low):
        over = word in span and any(w in long for w in low[n + 1 : n + 4])
        start = f.sentence.tokens[f.first + n + over].start
        number = any(c.start <= start < c.end for c in f.sentence.counts)
        best = any(w in superlative or w.endswith("est") for w in low[:n])  # "the deadliest in ten years"
        if over and number and not best:
            return True
    if perfect and phrases(language, "scene", "this_year").find(f.sentence.tokens[f.first : f.last]):
        return True
    opens = i < len(rest) - 3 and rest[i - 1] not in wordset(language, "scene", "not_since")
    return perfect and opens and wordset(language, "turns", "then").isdisjoint(rest[i:])


def _perfect(low: list[str], first: int, anchor: int, language: str) -> bool:
    """Whether what was done to people at token `first` by the word at `anchor` is told as lasting: "have been shot"."""
    return not wordset(language, "scene", "perfect").isdisjoint(
        low[max(0, min(first, anchor) - 3) : max(first, anchor)]
    )


_WAR = {"killed": 4000, "injured": 10_000, "displaced": 200_000}  # no one attack has done as much


def _of_a_war(h: Hit, language: str) -> bool:
    """Whether a figure is that of a war or a campaign by its size alone."""
    number = h.number.best or h.number.low or 0
    return number >= _WAR.get(h.effect, 10**9) or (
        h.effect == "killed" and h.number.vague in wordset(language, "scene", "thousands")
    )


def counts_several(f: Fragment, language: str = "en") -> bool:
    """Whether a fragment's figures are totals over several attacks: "a wave of bombings", "nine separate blasts killed
    30", "30 died in nine separate blasts". Two attacks may be one happening that is told as one.
    """
    tokens = f.sentence.tokens
    deeds, series = (wordset(language, "scene", name) for name in ("deeds", "series"))
    governs = wordset(language, "clauses", "preposition")  # "a family of six carried out attacks" counts no attacks
    if f.hits and _told_apart(f):
        return True
    if not f.hits or any(not t.plural for t in f.triggers if t.noun and t.weight >= 2):
        return False
    for t in f.triggers:
        if tokens[t.last - 1].low not in deeds or not t.noun:
            continue
        before = [w.low for w in tokens[max(f.first, t.first - 5) : t.first]]
        if t.first < f.hits[0].first and any(w in series for w in before) and "of" in before:
            return True
        start = tokens[max(f.first, t.first - 4)].start
        people = {h.start for h in f.hits}
        many = [c for c in f.sentence.counts if start <= c.start < t.start and c.start not in people]
        many = [c for c in many if governs.isdisjoint(w.low for w in tokens[f.sentence.at(c.start) : t.first])]
        many = [c for c in many if (c.count.best or c.count.low or 0) > 1]
        if many and t.first < f.hits[0].first and (many[0].count.best or many[0].count.low or 0) > 3:
            return True
    return False


def _told_apart(f: Fragment, least: int = 2, language: str = "en") -> bool:
    """Whether `least` attacks or more are counted as such, whatever each of them is called: "two other attacks - a
    shooting and a car bomb - left three dead", "wounded in 27 different attacks launched in 18 cities".
    """
    deeds, apart = (wordset(language, "scene", name) for name in ("deeds", "apart"))
    low = [t.low for t in f.sentence.tokens]
    for c in f.sentence.counts:
        i = f.sentence.at(c.end - 1) + 1
        counted = f.first <= i < f.last - 1 and (c.count.best or 0) >= least
        if counted and low[i] in apart and any(w in deeds for w in low[i + 1 : i + 3]):
            return True
    return False


def _counted(f: Fragment, language: str = "en") -> bool:
    """Whether somebody keeps count over a month or longer: "recorded 61 deaths in October", "have been killed since
    January", whenever it was said.
    """
    low = {t.low for t in f.sentence.tokens[f.first : f.last]}
    long = [d for d in f.dates if d.period.start and d.period.precision in ("month", "year")]
    if any(d.role == "since" and not when_then(f.sentence, d) for d in long) and low & wordset(
        language, "scene", "perfect"
    ):
        return True
    days = any(d.role == "time" and d.period.precision == "day" for d in f.dates)
    if not long or days:
        return False
    return not low.isdisjoint(wordset(language, "scene", "tally")) or _at_large(f, language)


def _at_large(f: Fragment, language: str) -> bool:
    """Whether people were harmed "in violence", "in acts of violence", "in attacks", and no deed of its own is told."""
    tokens = f.sentence.tokens[f.first : f.last]
    masses = wordset(language, "scene", "masses")
    led = [found.last for found in phrases(language, "scene", "amid").find(tokens)]
    return any(i < len(tokens) and tokens[i].low in masses for i in led) and not any(
        t.noun and not t.plural and t.weight >= 2 and tokens[t.first - f.first].low not in masses for t in f.triggers
    )


def aggregates(page: Page, found: list[Fragment]) -> tuple[Aggregate, ...]:
    """The aggregates of a page: one for each figure of a fragment that counts more than one happening."""
    out, lumps = [], lumped(found)
    for f in found:
        if not (is_aggregate(f) or is_lump(f) or counts_several(f) or towns(f) or deeds(f) in lumps):
            continue
        when = _period(page, f)
        told = [p.place for p in f.places if p.use == "place"][: len(towns(f)) or 1]
        names = " and ".join(place.name for place in told)
        for h in f.hits:
            c = h.number
            noun = "people" if h.who == "all" else h.who.replace("_", " ")
            about = (
                f"{noun} {h.effect}"
                + (f" in {names}" if told else "")
                + (f", {when.start} to {when.end}" if when else "")
            )
            out.append(
                Aggregate(
                    at=(page.evidence(h.start, h.end),),
                    about=about,
                    effect=h.effect,
                    who=h.who,
                    low=c.low,
                    best=c.best,
                    high=c.high,
                    vague=c.vague,
                    period=when,
                    place=told[0] if len(told) == 1 else None,
                    confidence=0.7,
                )
            )
    return tuple(out)


def _period(page: Page, f: Fragment) -> Period | None:
    """The time that a total covers; "since …" runs to the day of the report."""
    mark = next((d for d in f.dates if d.period.start), None)
    day = page.document.day
    if mark and mark.role == "since" and day:
        return structs.replace(mark.period, end=day, because=f"{mark.period.because}, up to the report".lstrip(", "))
    return mark.period if mark else None
