"""One word that tells of several attacks: "two attacks in Baidoa and Kismayo killed 54".

It is an account of each of them, at its own town; what it counts is a total over them and the figure of none.
"""

from __future__ import annotations

from itertools import combinations, pairwise

from testimonia.model.marks import PlaceMark
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import wordset

NEAR_KM = 25.0  # UCDP's bound of "near a named point": attacks of one hour in one city may be told as one


def deeds(f: Fragment, language: str = "en") -> int:
    """How many attacks a fragment's plural says that there were ("two attacks", "twin bombings"), 0 where it does not;
    0 too where another strong word of it tells of one."""
    plurals, pair = wordset(language, "scene", "deeds"), wordset(language, "scene", "pair")
    strong = [t for t in f.triggers if t.noun and t.weight >= 2]
    if any(not t.plural for t in strong):
        return 0
    tokens = f.sentence.tokens
    for t in strong:
        before = tokens[max(f.first, t.first - 4) : t.last - 1]
        if tokens[t.last - 1].low not in plurals or not before:
            continue
        counted = [c.count.best for c in f.sentence.counts if before[0].start <= c.start < tokens[t.last - 1].start]
        if counted and counted[-1] and counted[-1] > 1:
            return counted[-1]
        if any(w.low in pair for w in before):
            return 2
    return 0


def towns(f: Fragment, language: str = "en") -> tuple[PlaceMark, ...]:
    """The towns at which a fragment's attacks were, one each, told in one breath ("in Baidoa and Kismayo"), or the
    countries ("embassies in Kenya and Tanzania"); none where they are not as many as the attacks."""
    named = [p for p in f.places if p.use == "place"]
    around = {c.name for p in named for c in p.containers if c.name != p.place.name}  # a town is not its province
    inner = [p for p in named if p.place.name not in around]
    found = [p for p in inner if p.place.kind in TOWNS] or [p for p in inner if p.place.kind == "country"]
    behind = [t.last for t in f.triggers if t.weight >= 2]
    found = [p for p in found if behind and f.sentence.at(p.start) > min(behind)]
    if len(found) < 2:
        return ()
    text = {t.start: t.low for t in f.sentence.tokens if not any(p.start <= t.start < p.end for p in named)}
    joins = wordset(language, "scene", "joins")

    def joined(a: PlaceMark, b: PlaceMark) -> bool:
        return all(word in joins for start, word in text.items() if a.end <= start < b.start)

    counted = deeds(f, language)
    apart = all((a.place.km_to(b.place) or NEAR_KM + 1) > NEAR_KM for a, b in combinations(found, 2))
    said = counted or len(found) * _uncounted(f, found, language)
    if len(found) != said or not (apart or counted):
        return ()
    return tuple(found) if all(joined(a, b) for a, b in pairwise(found)) else ()


TOWNS = ("settlement", "district", "province")


def _uncounted(f: Fragment, found: list[PlaceMark], language: str) -> bool:
    """Whether a fragment's only strong words are one plural of deeds, and the towns stand right behind it: "bombings in
    Baidoa and Kismayo"; or what was attacked is a plural right before them: "bombed churches in Baidoa and Kismayo".
    """
    if not found:
        return False
    tokens, first = f.sentence.tokens, f.sentence.at(found[0].start)
    before = [t for t in f.triggers if t.weight >= 2 and t.first < first]
    plural = [t for t in before if t.noun and tokens[t.last - 1].low in wordset(language, "scene", "deeds")]
    if not plural or any(t.noun and not t.plural for t in before):
        return bool(before) and _many_targets(f, first, language)
    last = plural[-1].last
    low = [w.low for w in tokens[last:first]]
    days = {f.sentence.at(m.start) - last for m in f.dates}
    near = wordset(language, "scene", "struck_at")
    at = next((i for i, word in enumerate(low) if word in near), None)
    return at is not None and all(i in days for i in range(at)) and len(low) - at <= _BEHIND


def _many_targets(f: Fragment, first: int, language: str) -> bool:
    low = [t.low for t in f.sentence.tokens[f.first : first]]
    near, sites = wordset(language, "scene", "struck_at"), wordset(language, "scene", "sites")
    at = next((i for i in range(len(low) - 1, 0, -1) if low[i] in near), 0)
    return at > 0 and len(low) - at <= _BEHIND and low[at - 1] in sites


_BEHIND = 4  # words between a plural of deeds and the first of its towns


def lumped(found: list[Fragment], language: str = "en") -> frozenset[int]:
    """The numbers of attacks that are told in one breath: where else a figure is of so many, it is of these."""
    return frozenset(len(where) for f in found if (where := towns(f, language)))


def share_out(found: list[Fragment], language: str = "en") -> list[Fragment]:
    """The fragments, each lump made one for each of its towns; the totals of lumps are left out wherever they stand."""
    several = lumped(found, language)
    of_all = {id(f) for f in found if towns(f, language) or deeds(f, language) in several}
    totals = {(h.effect, h.number.best) for f in found if id(f) in of_all for h in f.hits}
    out: list[Fragment] = []
    for f in found:
        own = () if id(f) in of_all else tuple(h for h in f.hits if (h.effect, h.number.best) not in totals)
        where = towns(f, language)
        other = tuple(p for p in f.places if p not in where)
        out += [f._replace(places=(town, *other), hits=own, town=town) for town in where] or [f._replace(hits=own)]
    return out
