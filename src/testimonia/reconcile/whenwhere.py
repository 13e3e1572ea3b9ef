"""When and where: the most precise value that most accounts agree on."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from testimonia.model.claim import Claim, Period, Place, Told
from testimonia.model.names import fold, same_name
from testimonia.model.world import Cluster, Finding
from testimonia.reconcile.fields import claims_of, vote

_PRECISION = {"day": 0, "week": 1, "month": 2, "year": 3}
_KINDS = {"site": 0, "settlement": 1, "district": 2, "province": 3, "region": 4, "water": 5, "country": 6}
SAME_KM = 5.0  # two points nearer than this, of one kind, are one place
ELSEWHERE_KM = 60.0  # a town or site farther from the chosen one than this is another place: contradicted

Dated = tuple[Told, Claim, Period]
Located = tuple[Told, Claim, Place]


def decide_date(cluster: Cluster) -> tuple[Period, Finding]:
    """The most precise date that at least half of the dated accounts allow; then the one that most give."""
    dated: list[Dated] = [(t, c, c.value) for t, c in claims_of(cluster, "date") if isinstance(c.value, Period)]
    if not dated:
        return Period(unresolved="no account gives a date"), Finding(
            field="date", rule="most precise that most agree on", because="No account gives a date."
        )
    total = sum(vote(t, p.confidence) for t, _, p in dated)
    ranked = sorted(
        dated, key=lambda d: (_PRECISION[d[2].precision or "year"], -_support(d[2], dated), *_equal(d, dated))
    )
    best = next((d for d in ranked if _support(d[2], dated) * 2 >= total), ranked[0])[2]
    supports = tuple(c.id for _, c, p in dated if overlaps(p, best))
    contradicts = tuple(c.id for _, c, p in dated if not overlaps(p, best))
    because = f"{best.start}" + (f" to {best.end}" if best.end != best.start else "")
    because += f": {len(supports)} of {len(dated)} dated accounts agree with it, and none is more precise."
    chosen = msgspec.structs.replace(best, at=(), because=because)
    rule = "most precise that most agree on"
    return chosen, Finding(field="date", rule=rule, because=because, supports=supports, contradicts=contradicts)


def overlaps(a: Period, b: Period) -> bool:
    """Whether two periods share a day."""
    left, right = a.days, b.days
    return left is not None and right is not None and left[0] <= right[1] and right[0] <= left[1]


def _support(period: Period, dated: Sequence[Dated]) -> float:
    return sum(vote(t, p.confidence) for t, _, p in dated if overlaps(p, period))


def _equal(d: Dated, dated: Sequence[Dated]) -> tuple[float, tuple[str, str, int, str]]:
    same = sum(vote(t, p.confidence) for t, _, p in dated if (p.start, p.end) == (d[2].start, d[2].end))
    return -round(same, 6), d[0].order


def decide_places(cluster: Cluster) -> tuple[tuple[Place, ...], Finding]:
    """Every place once, most specific first; of towns and sites only those near the one that most name."""
    located: list[Located] = [(t, c, c.value) for t, c in claims_of(cluster, "places") if isinstance(c.value, Place)]
    if not located:
        return (), Finding(field="places", rule="most named, most specific first", because="No account names a place.")
    groups: list[list[Located]] = []
    for item in located:
        home = next((g for g in groups if _same_place(item[2], g[0][2])), None)
        if home is None:
            groups.append([item])
        else:
            home.append(item)
    chosen = min(groups, key=_rank)
    centre = _best(chosen)
    kept = [g for g in groups if _compatible(_best(g), centre)]
    left = [g for g in groups if g not in kept]
    kept.sort(key=lambda g: (_KINDS[_best(g).kind], *_rank(g)))
    because = f"{centre.name} is named by {len({t.document for t, _, _ in chosen})} of {len(cluster.accounts)} accounts"
    because += f"; {', '.join(_best(g).name for g in left)} lies elsewhere." if left else "."
    return tuple(msgspec.structs.replace(_best(g), at=()) for g in kept), Finding(
        field="places", rule="most named, most specific first", because=because,
        supports=tuple(c.id for _, c, _ in located if any(c.id == d.id for g in kept for _, d, _ in g)),
        contradicts=tuple(c.id for _, c, _ in located if any(c.id == d.id for g in left for _, d, _ in g)),
    )  # fmt: skip


def _rank(group: list[Located]) -> tuple[bool, float, int, tuple[str, str, int, str]]:
    """Towns and sites before areas; then the votes; then kind; then the earliest."""
    place = _best(group)
    votes = sum(vote(t, p.confidence) for t, _, p in group)
    return place.kind not in ("settlement", "site"), -round(votes, 6), _KINDS[place.kind], group[0][0].order


def _best(group: list[Located]) -> Place:
    return max((p for _, _, p in group), key=lambda p: (p.lat is not None, p.confidence, -(p.precision or 9), p.name))


def _same_place(a: Place, b: Place) -> bool:
    if a.kind == "country" or b.kind == "country":
        return a.kind == b.kind and (
            a.country == b.country if a.country and b.country else fold(a.name) == fold(b.name)
        )
    km = a.km_to(b)
    if km is not None and km > ELSEWHERE_KM:
        return False
    if a.kind != b.kind and "site" in (a.kind, b.kind):
        return fold(a.name) == fold(b.name)
    return same_name(a.name, b.name) or (a.kind == b.kind == "settlement" and km is not None and km <= SAME_KM)


def _compatible(place: Place, centre: Place) -> bool:
    if place.country and centre.country and place.country != centre.country:
        return False
    km = place.km_to(centre)
    return place.kind not in ("settlement", "site") or km is None or km <= ELSEWHERE_KM
