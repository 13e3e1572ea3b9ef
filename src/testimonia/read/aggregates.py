"""Totals over many incidents or over time: kept apart from every incident's figures."""

from __future__ import annotations

from msgspec import structs

from testimonia.model.claim import Aggregate, Period
from testimonia.model.marks import DateMark
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import wordset
from testimonia.read.lumps import deeds, lumped, towns
from testimonia.read.page import Page


def is_aggregate(f: Fragment) -> bool:
    """Whether a fragment's figures count more than one happening: "since 2019", "this year alone", "the war has
    killed".
    """
    if f.hits and _counted(f):
        return True
    if not f.hits or any(d.role == "time" and d.period.precision == "day" for d in f.dates):
        return False
    since = any(d.role == "since" and not _when(f, d) for d in f.dates)
    if any(t.noun and t.anaphor and not t.plural for t in f.triggers):  # "the blast has killed 12"
        return since
    return since or ("aggregate" in f.cues and not any(_when(f, d) for d in f.dates))


def _when(f: Fragment, mark: DateMark) -> bool:
    """Whether a date opens what happened then: "the worst since March 2019, when rebels killed 30"."""
    last = f.sentence.at(mark.end - 1) + 1
    return "when" in [t.low for t in f.sentence.tokens[last : last + 2]]


def counts_several(f: Fragment, language: str = "en") -> bool:
    """Whether a fragment's figures are totals over several attacks: "a wave of bombings", "nine separate blasts killed
    30". Two attacks may be one happening that is told as one.
    """
    if not f.hits or any(not (t.noun and t.plural) for t in f.triggers if t.noun and t.weight >= 2):
        return False
    tokens = f.sentence.tokens
    deeds, series, apart = (wordset(language, "scene", name) for name in ("deeds", "series", "apart"))
    for t in f.triggers:
        if tokens[t.last - 1].low not in deeds or not t.noun or t.first > f.hits[0].first:
            continue
        before = [w.low for w in tokens[max(f.first, t.first - 5) : t.first]]
        if before[-1:] and any(w in series for w in before) and "of" in before:
            return True
        start = tokens[max(f.first, t.first - 4)].start
        many = [c for c in f.sentence.counts if start <= c.start < t.start and (c.count.best or c.count.low or 0) > 1]
        if many and (not apart.isdisjoint(before) or (many[0].count.best or many[0].count.low or 0) > 3):
            return True
    return False


def _counted(f: Fragment, language: str = "en") -> bool:
    """Whether somebody keeps count over a month or longer: "recorded 61 deaths in October", "have been killed since
    January", whenever it was said.
    """
    low = {t.low for t in f.sentence.tokens[f.first : f.last]}
    long = [d for d in f.dates if d.period.start and d.period.precision in ("month", "year")]
    if any(d.role == "since" for d in long) and low & {"has", "have"}:
        return True
    days = any(d.role == "time" and d.period.precision == "day" for d in f.dates)
    return bool(long) and not days and bool(low & wordset(language, "scene", "tally"))


def aggregates(page: Page, found: list[Fragment]) -> tuple[Aggregate, ...]:
    """The aggregates of a page: one for each figure of a fragment that counts more than one happening."""
    out, lumps = [], lumped(found)
    for f in found:
        if not (is_aggregate(f) or counts_several(f) or deeds(f) in lumps):
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
