"""How far reviewers agree beyond chance: Krippendorff's alpha for nominal values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from itertools import combinations, product

import msgspec

from testimonia.model.judgement import Judgement, standing


def alpha(units: Iterable[Iterable[Hashable]]) -> float | None:
    """Krippendorff's alpha, nominal. `units`: for each thing judged, the values that different people gave it.

    1 is perfect agreement, 0 what chance gives, below 0 less than that. Units with fewer than two values do not count.
    None where nothing was judged twice, or where every value is the same (then chance agrees, too, and nothing is
    known). Formula and tested example: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011, section C
    (four observers, twelve units: 0.743).
    """
    weight, observed = 0, 0.0
    totals: Counter[Hashable] = Counter()
    for unit in units:
        values = Counter(unit)
        number = values.total()
        if number < 2:
            continue
        weight += number
        totals.update(values)
        agreeing = sum(n * (n - 1) for n in values.values())
        observed += (number * (number - 1) - agreeing) / (number - 1)
    expected = weight * weight - sum(n * n for n in totals.values())
    if not weight or not expected:
        return None
    return 1 - (weight - 1) * observed / expected


class Agreement(msgspec.Struct, frozen=True):
    """One question that people answer: how many things two or more people judged, by how many, and alpha."""

    question: str
    things: int
    people: int
    alpha: float | None


def agreements(judgements: Iterable[Judgement]) -> tuple[Agreement, ...]:
    """How far people agree on what is an incident, on which accounts tell of one, and on values.

    A thing is an incident (by its earliest account) or a pair of accounts. Of each person the newest judgement counts;
    questions of which nobody answered what another had answered are left out.
    """
    said: dict[str, dict[Hashable, dict[str, Hashable]]] = {"an incident or none": {}, "the same incident or not": {}}
    for j in standing(judgements):
        for question, thing, value in _answers(j):
            said.setdefault(question, {}).setdefault(thing, {})[j.who] = value
    found = (_agreement(question, things) for question, things in said.items())
    return tuple(a for a in found if a.things)


def _answers(j: Judgement) -> Iterable[tuple[str, Hashable, Hashable]]:
    if j.verdict in ("accept", "reject"):
        yield from (("an incident or none", name, j.verdict) for name in j.subjects[:1])
    elif j.verdict == "merge":
        yield from (("the same incident or not", frozenset(pair), "one") for pair in combinations(j.subjects, 2))
    elif j.verdict == "split":
        pairs = product(j.subjects, j.apart)
        yield from (("the same incident or not", frozenset(pair), "two") for pair in pairs)
    elif j.verdict == "set" and j.subjects:
        yield (
            f"the value of {(j.field or '').removeprefix('tolls/')}",
            j.subjects[0],
            json.dumps(json.loads(bytes(j.value)), sort_keys=True),
        )


def _agreement(question: str, things: Mapping[Hashable, Mapping[str, Hashable]]) -> Agreement:
    shared = [by for by in things.values() if len(by) > 1]
    people = {who for by in shared for who in by}
    return Agreement(question, len(shared), len(people), alpha(by.values() for by in shared))
