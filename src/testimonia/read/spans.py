"""Spans that the network finds, and which of them belong together: probabilities in, stories out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from testimonia.read.known import ATTRIBUTES, ROLES, Known, Range
from testimonia.read.windows import Floats, Ints, relations

ARGUMENTS = ("date", "place", "claim")
_FOUND = ("trigger", *ARGUMENTS, "perpetrator")  # of the roles that the network was taught, those that are asked for
_ASKED = ("type", "status", "salience", "stance")  # of the attributes


_AT_ONCE = 20_000  # pairs that are weighed together: some 40 MB


class Heads(Protocol):
    """What the network says of vectors; all answers are probabilities. See `read/heads.py`."""

    def tags(self, vectors: Floats) -> Floats:
        """(n, SPAN) → (n, roles, 3): outside, begin, inside."""
        ...

    def classes(self, attribute: str, vectors: Floats) -> Floats:
        """(spans, SPAN) → (spans, classes of the attribute)."""
        ...

    def pairs(self, net: str, left: Floats, right: Floats, relation: Floats) -> Floats:
        """(a, SPAN), (b, SPAN), (a, b, PAIR_WIDTH) → (a, b)."""
        ...


Key = tuple[str, int, int]


class Spot(NamedTuple):
    """Words `first` to `last` (exclusive) in a role, how surely, and the probabilities of its classes."""

    role: str
    first: int
    last: int
    score: float
    classes: dict[str, Floats]

    @property
    def key(self) -> Key:
        """What tells it from others of its page."""
        return self.role, self.first, self.last

    def best(self, attribute: str) -> str:
        """The likeliest class of an attribute."""
        return ATTRIBUTES[attribute][1][int(self.classes[attribute].argmax())]

    def chance(self, attribute: str) -> float:
        """How likely the likeliest class is."""
        return float(self.classes[attribute].max())


class Part(NamedTuple):
    """A span as part of a story, and how surely it is (span and arc together)."""

    spot: Spot
    score: float


class Story(NamedTuple):
    """One incident as spans: its triggers in text order, its arguments by role, the surest first."""

    triggers: tuple[Spot, ...]
    parts: dict[str, tuple[Part, ...]]


class Found(NamedTuple):
    """All that the network found on a page. `owners` says whose a claim is: the key of the span → (the other span,
    probability)."""

    stories: tuple[Story, ...]
    owners: dict[Key, tuple[Spot, float]]


class Limits(NamedTuple):
    """Where a probability is enough: for a span of a role, for its being part of a story, for a class to overrule the
    patterns', for a claim that they do not know, for two triggers being one incident, for a story at all. `weigh` are,
    for a field, the weights of the patterns' log-odds and of the network's for a candidate, what is added to their
    sum, and how likely the first candidate and the others must be then. Chosen on reports that were held out
    (training/README.md)."""

    span: dict[str, float]
    part: dict[str, float]
    sure: dict[str, float]
    weigh: dict[str, tuple[float, float, float, float, float]]
    claim: float = 0.7
    same: float = 0.5
    story: float = 0.5


class Hearing:
    """What the network hears in the words of a page."""

    def __init__(self, known: Known, vectors: Floats, heads: Heads) -> None:
        self.known, self.heads, self.total = known, heads, _Sums(vectors)
        tags = heads.tags(vectors)
        self.inside, self.begin = 1 - tags[:, :, 0], tags[:, :, 1]

    def chances(self, role: str, candidates: Sequence[Sequence[Range]], triggers: Sequence[Range]) -> list[float]:
        """How likely any of the word ranges of each candidate is in a role of the deed that the triggers tell of."""
        told = self._spots("trigger", triggers)
        asked = [(n, spot) for n, ranges in enumerate(candidates) for spot in self._spots(role, ranges)]
        arcs = _links(self, "incident", [spot for _, spot in asked], told)
        out = [0.0] * len(candidates)
        for (n, spot), row in zip(asked if told else (), arcs, strict=False):
            out[n] = max(out[n], spot.score * float(row.max()))
        return out

    def _spots(self, role: str, ranges: Sequence[Range]) -> list[Spot]:
        chances = self.inside[:, ROLES.index(role)]
        return [Spot(role, a, b, float(chances[a:b].mean()), {}) for a, b in ranges if a < b]


def find(heard: Hearing, limits: Limits) -> Found:
    """The stories of a page."""
    spots = _spots(heard, limits)
    by_role = {role: [s for s in spots if s.role == role] for role in _FOUND}
    triggers = by_role["trigger"]
    if not triggers:
        return Found((), {})
    groups = cluster(_links(heard, "incident", triggers, triggers), triggers, limits)
    arguments = [s for role in ARGUMENTS for s in by_role[role]]
    arcs = _links(heard, "incident", arguments, triggers)
    owners = _partners(heard, "claim", by_role["claim"], by_role["perpetrator"], 0.4)
    stories = []
    for group in groups:
        if max(triggers[i].score for i in group) < limits.story:
            continue
        parts: dict[str, list[Part]] = {role: [] for role in ARGUMENTS}
        for k, spot in enumerate(arguments):
            chance = float(max(arcs[k, i] for i in group))
            if chance >= limits.part[spot.role]:
                parts[spot.role].append(Part(spot, spot.score * chance))
        ranked = {role: tuple(sorted(got, key=lambda p: (-p.score, p.spot.first))) for role, got in parts.items()}
        stories.append(Story(tuple(triggers[i] for i in sorted(group)), ranked))
    return Found(tuple(stories), owners)


class _Sums:
    """Running sums of word vectors: the mean of any span at once."""

    def __init__(self, vectors: Floats) -> None:
        self.total = np.concatenate([np.zeros((1, vectors.shape[1]), np.float32), vectors.cumsum(0)])

    def means(self, ranges: Ints) -> Floats:
        first, last = ranges[:, 0], ranges[:, 1]
        out: Floats = (self.total[last] - self.total[first]) / (last - first)[:, None].astype(np.float32)
        return out


def _ranges(spots: list[Spot]) -> Ints:
    return np.array([(s.first, s.last) for s in spots], np.int64).reshape(-1, 2)


def _spots(heard: Hearing, limits: Limits) -> list[Spot]:
    """Runs of words that are likely in a role, cut where a new span likely begins."""
    out: list[tuple[str, int, int, float]] = []
    for role in _FOUND:
        inside, begin = heard.inside[:, ROLES.index(role)], heard.begin[:, ROLES.index(role)]
        on = inside >= limits.span[role]
        i = 0
        while i < len(on):
            if not on[i]:
                i += 1
                continue
            j = i + 1
            while j < len(on) and on[j] and begin[j] < 0.5 * inside[j]:
                j += 1
            out.append((role, i, j, float(inside[i:j].mean())))
            i = j
    means = heard.total.means(np.array([(a, b) for _, a, b, _ in out], np.int64).reshape(-1, 2))
    classes: list[dict[str, Floats]] = [{} for _ in out]
    for attribute in _ASKED:
        rows = [i for i, o in enumerate(out) if o[0] == ATTRIBUTES[attribute][0]]
        if rows:
            for i, chance in zip(rows, heard.heads.classes(attribute, means[rows]), strict=True):
                classes[i][attribute] = chance
    return [Spot(*o, c) for o, c in zip(out, classes, strict=True)]


def _links(heard: Hearing, net: str, left: list[Spot], right: list[Spot]) -> Floats:
    if not left or not right:
        return np.zeros((len(left), len(right)), np.float32)
    a, b, total = _ranges(left), _ranges(right), heard.total
    roles = np.array([ROLES.index(s.role) for s in left], np.int64)
    right_means, step = total.means(b), max(1, _AT_ONCE // len(b))
    rows = [slice(i, i + step) for i in range(0, len(a), step)]
    return np.concatenate(
        [
            heard.heads.pairs(net, total.means(a[r]), right_means, relations(heard.known, a[r], b, roles[r]))
            for r in rows
        ]
    )


def _partners(
    heard: Hearing, net: str, left: list[Spot], right: list[Spot], limit: float
) -> dict[Key, tuple[Spot, float]]:
    chances = _links(heard, net, left, right)
    out = {}
    for i, spot in enumerate(left):
        if right and chances[i].max() >= limit:
            j = int(chances[i].argmax())
            out[spot.key] = (right[j], float(chances[i, j]))
    return out


def cluster(same: Floats, triggers: list[Spot], limits: Limits) -> list[list[int]]:
    """Triggers of one incident: the two groups that are likeliest one (by the mean over their pairs) are joined, until
    none is likely enough (average linkage)."""
    count = len(triggers)
    total = ((same + same.T) / 2).astype(np.float64)  # sums over the pairs of two groups
    sizes = np.ones(count)
    groups: list[list[int]] = [[i] for i in range(count)]
    np.fill_diagonal(total, -np.inf)
    for _ in range(count - 1):
        mean = total / np.outer(sizes, sizes)
        x, y = sorted(divmod(int(mean.argmax()), count))
        if mean[x, y] <= limits.same:
            break
        total[x] += total[y]
        total[:, x] += total[:, y]
        total[y] = total[:, y] = -np.inf
        sizes[x] += sizes[y]
        groups[x] += groups[y]
        groups[y] = []
    return sorted((g for g in groups if g), key=min)
