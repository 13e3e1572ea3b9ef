"""Two accounts side by side: each comparison names one level, and a level has a weight in `weights.tsv`.

Nothing here decides; a comparison of which one side is silent says `unknown`, and the weight of that is near nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from rapidfuzz import fuzz

from testimonia.link.sketch import Sketch
from testimonia.link.tables import SAME_TYPES

NEAR_KM = 25.0  # UCDP's bound of "near a named point" (where_prec 2)
APART_KM = 100.0
DOUBT = 0.6  # of places that readers were less sure of one in four was wrong on annotated reports, of others one in ten
_SEVERAL = 2  # particulars in common
SPELLING = 86.0  # rapidfuzz ratio above which two place names may be two spellings of one


def gap_days(a: tuple[int, int], b: tuple[int, int]) -> int:
    """Days between two spans, 0 where they share a day."""
    return max(0, a[0] - b[1], b[0] - a[1])


# Days by which a report was out before the day that another gives: of a siege, or because a reader took the day of what
# came later (a raid, a trial) for that of the deed itself.
_EARLY = ((3, "just_after_telling"), (30, "soon_after_telling"))


def compare_date(a: Sketch, b: Sketch) -> str:
    """When: the days, with their precision; what is told cannot lie after the day of telling."""
    late = [
        other.days[0] - told.published
        for told, other in ((a, b), (b, a))
        if told.published and other.days and other.days[0] > told.published + 1
    ]
    if late:
        return next((name for most, name in _EARLY if max(late) <= most), "after_telling")
    if a.days and b.days:
        return _dated(a, b, gap_days(a.days, b.days))
    if not a.days and not b.days:
        near = a.published and b.published and abs(a.published - b.published) <= 10
        return "both_silent_near" if near and a.news and b.news else "unknown"
    dated, silent = (a, b) if a.days else (b, a)
    if dated.days and silent.published and silent.news:
        return "silent_fits" if 0 <= silent.published - dated.days[1] <= 10 else "silent_late"
    return "unknown"


def _dated(a: Sketch, b: Sketch, gap: int) -> str:
    if gap == 0:
        if a.precise and b.precise:
            return "same_day"
        wide = max(d[1] - d[0] for d in (a.days, b.days) if d)
        return "week_holds" if wide <= 10 else "month_holds" if wide <= 40 else "year_holds"
    if gap == 1 and (_told_before(a, b) or _told_before(b, a)):
        return "day_after_telling"
    bounds = ((1, "next_day"), (3, "few_days"), (10, "week_apart"), (60, "months_apart"))
    return next((name for most, name in bounds if gap <= most), "far_apart")


def _told_before(a: Sketch, b: Sketch) -> bool:
    """Whether a report was out before the day that the other gives: it tells of the day before, and no later one."""
    return a.published is not None and b.days is not None and a.precise and b.precise and a.published < b.days[0]


def spelled_alike(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether a name of the one is a name of the other, or a likely spelling of it."""
    if left & right:
        return True
    long = ((x, y) for x in left for y in right if min(len(x), len(y)) >= 5)
    return any(fuzz.ratio(x, y) >= SPELLING for x, y in long)


def fine_km(a: Sketch, b: Sketch) -> float | None:
    """The least distance between points of towns or sites, or None where a side has none."""
    fine = [[s for s in side.spots if s.fine] for side in (a, b)]
    return min((s.km_to(t) for s in fine[0] for t in fine[1]), default=None)


def reach_holds(a: Sketch, b: Sketch) -> bool | None:
    """Whether an area of the one may hold a point of the other, by kilometres; None without points."""
    met = [s.km_to(t) <= s.reach + t.reach for s in a.spots for t in b.spots]
    return any(met) if met else None


def compare_place(a: Sketch, b: Sketch) -> str:
    """Where: names, kilometres, containment. That places differ says little where a reader is unsure of one of them."""
    level = _placed(a, b)
    return "doubtful" if level in _DIFFER and min(a.sure_of_place, b.sure_of_place) < DOUBT else level


_DIFFER = frozenset(["apart", "far", "other_name", "other_area", "other_country"])


def _placed(a: Sketch, b: Sketch) -> str:
    km = fine_km(a, b)
    alike = spelled_alike(a.towns | a.sites, b.towns | b.sites)
    if alike and (km is None or km <= 2 * NEAR_KM):
        return "same_place"
    if a.countries and b.countries and not a.countries & b.countries:
        return "other_country" if km is None or km > NEAR_KM else "near"
    if km is not None and km <= NEAR_KM:
        return "near"
    coarse = [not (s.towns or s.sites) for s in (a, b)]
    if (any(coarse) or km is None) and (named := _named_in(a, b, coarse)):
        return named
    if km is not None:
        return "apart" if km <= APART_KM else "far"
    return _reached(a, b) if any(coarse) else "other_name" if a.towns and b.towns else "site_unknown"


def _named_in(a: Sketch, b: Sketch, coarse: list[bool]) -> str | None:
    """By names: the town of the one is an area of the other, or both name one area; `coarse` says who names no town."""
    fine = (a.towns | a.sites, b.towns | b.sites)
    if spelled_alike(fine[0], fine[1] | b.areas) or spelled_alike(fine[1], a.areas):
        return "same_area"
    if not spelled_alike(a.areas, b.areas):
        return None
    if all(coarse) and spelled_alike(a.narrowest, b.narrowest):
        return "same_area"
    return "contained" if any(coarse) else "shared_area"


def _reached(a: Sketch, b: Sketch) -> str:
    if a.areas and b.areas:
        holds = reach_holds(a, b)
        return "other_area" if not holds else "area_reaches"
    if a.countries & b.countries:
        return "country_only"
    return "unknown"


def compare_site(a: Sketch, b: Sketch) -> str:
    """Which building or road: two named sites of one town are two places."""
    if not a.sites or not b.sites:
        return "unknown"
    if spelled_alike(a.sites, b.sites):
        return "same_site"
    within = any(set(x.split()) & set(y.split()) for x in a.sites for y in b.sites)
    return "may_be_site" if within else "other_site"


def compare_type(a: Sketch, b: Sketch) -> str:
    """What kind of act: equal, of kinds that reports confuse (`types.tsv`), or neither."""
    left, right = a.type, b.type
    if left == right:
        return "same"
    return "may_be_same" if (left, right) in SAME_TYPES or "other" in (left, right) else "other"


def compare_actor(a: Sketch, b: Sketch) -> str:
    """Who did it: names of actors; silence and "gunmen" go with everybody."""
    if not a.actors or not b.actors:
        return "unknown"
    alike = a.actors & b.actors or any(fuzz.token_set_ratio(x, y) >= 85 for x in a.actors for y in b.actors)
    return "shared" if alike else "other"


def compare_people(a: Sketch, b: Sketch) -> str:
    """Named victims and particular targets."""
    if not a.people or not b.people:
        return "unknown"
    return "shared" if any(fuzz.token_set_ratio(x, y) >= 90 for x in a.people for y in b.people) else "other"


def compare_target(a: Sketch, b: Sketch) -> str:
    """Who was attacked: words of the targets' names, else their classes."""
    if a.targets & b.targets:
        return "shared_words"
    if not a.classes or not b.classes:
        return "unknown"
    free = frozenset({"all", "other"})
    if a.classes & b.classes - free:
        return "shared_class"
    return "unknown" if (a.classes | b.classes) & free else "other"


def compare_weapon(a: Sketch, b: Sketch) -> str:
    """With what."""
    if not a.weapons or not b.weapons:
        return "unknown"
    return "shared" if a.weapons & b.weapons else "other"


def compare_killed(a: Sketch, b: Sketch) -> str:
    """How many died, given that tolls rise from report to report."""
    return _numbers(a, b, a.killed, b.killed)


def compare_injured(a: Sketch, b: Sketch) -> str:
    """How many were hurt, given that tolls rise from report to report."""
    return _numbers(a, b, a.injured, b.injured)


def _numbers(a: Sketch, b: Sketch, left: frozenset[int], right: frozenset[int]) -> str:
    if not left or not right:
        return "unknown"
    shared = max(left & right, default=0)
    if shared:
        return "same_large" if shared >= 10 else "same_small"
    early, late = (left, right) if (a.published or 0) < (b.published or 0) else (right, left)
    if a.published is None or b.published is None or a.published == b.published:
        early, late = sorted((left, right), key=max)
    ratio = (max(late) + 2) / (max(early) + 2)
    if ratio >= 1:
        return "risen" if ratio <= 3 else "risen_far"
    return "fallen" if ratio >= 0.6 else "fallen_far"


def compare_telling(a: Sketch, b: Sketch) -> str:
    """How they tell it: both as news within days, as background to another story, or as news long apart."""
    if a.news and b.news:
        if a.published is None or b.published is None:
            return "unknown"
        return "news_together" if abs(a.published - b.published) <= 3 else "news_apart"
    return "background" if not a.news and not b.news else "news_and_background"


def compare_title(a: Sketch, b: Sketch) -> str:
    """The headlines of two reports that are written to tell of it: how many long words they share."""
    if not a.news or not b.news or not a.title or not b.title:
        return "unknown"
    shared = len(a.title & b.title)
    return "many_words" if shared >= 3 else "some_words" if shared else "no_word"


def compare_status(a: Sketch, b: Sketch) -> str:
    """Whether it happened, was stopped or only threatened."""
    left, right = a.status, b.status
    return "same" if left == right or "disputed" in (left, right) else "other"


def compare_apart(a: Sketch, b: Sketch) -> str:
    """Whether one text calls it a second, another or a separate attack and the other does not."""
    left, right = a.apart, b.apart
    return "unknown" if not left and not right else "both" if left and right else "one"


def compare_common(a: Sketch, b: Sketch, told: Mapping[str, str]) -> str:
    """Whether the two have several of eight particulars in common: where a reader found them and errs in one, others
    still agree. `told`: the levels of the other comparisons.
    """
    found = islice(filter(None, _alike(a, b, told)), _SEVERAL)
    return "several" if len(list(found)) == _SEVERAL else "few"


def _alike(a: Sketch, b: Sketch, told: Mapping[str, str]) -> Iterator[object]:
    """What of the particulars is in common, the ones that are soonest compared first."""
    yield a.targets & b.targets
    yield a.killed & b.killed
    yield a.injured & b.injured
    yield a.weapons & b.weapons
    yield told["title"] in ("many_words", "some_words")
    yield told["people"] == "shared"
    yield told["actor"] == "shared"
    yield told["place"] in ("same_place", "near", "same_area")


COMPARISONS: dict[str, Callable[[Sketch, Sketch], str]] = {
    "date": compare_date,
    "place": compare_place,
    "site": compare_site,
    "type": compare_type,
    "actor": compare_actor,
    "people": compare_people,
    "target": compare_target,
    "weapon": compare_weapon,
    "killed": compare_killed,
    "injured": compare_injured,
    "telling": compare_telling,
    "title": compare_title,
    "status": compare_status,
    "apart": compare_apart,
}
COMMON = "common"  # made of what the others found


Levels = tuple[tuple[str, str], ...]


def levels(a: Sketch, b: Sketch) -> Levels:
    """The level of every comparison, as (comparison, level), in the order of COMPARISONS and at last what is in
    common.
    """
    told = {name: look(a, b) for name, look in COMPARISONS.items()}
    return (*told.items(), (COMMON, compare_common(a, b, told)))
