"""What people judged about who belongs together, as linking needs it: the newest judgement wins where two conflict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from testimonia.model.judgement import Judgement, standing


@dataclass(frozen=True, slots=True)
class Judged:
    """Account ids that a person `rejected`, pairs that one `joined` (and why), pairs that one put `apart`."""

    rejected: frozenset[str]
    joined: tuple[tuple[str, str, Judgement], ...]
    apart: frozenset[tuple[str, str]]

    def among(self, names: Container[str]) -> Judged:
        """What of it joins accounts among `names`."""
        return Judged(self.rejected, tuple(join for join in self.joined if join[0] in names), self.apart)

    def keeps_apart(self, left: Iterable[str], right: Iterable[str]) -> bool:
        """Whether a person put an account of the one side apart from one of the other."""
        return bool(self.apart) and any(pair in self.apart for pair in product(left, right))


def judged(judgements: Iterable[Judgement], known: Container[str]) -> Judged:
    """The standing judgements about the accounts in `known`.

    Merges and splits are taken from the newest to the oldest: a merge is left out where a newer split forbids it, a
    split where newer merges have joined its sides. `accept` takes back an older `reject` of the same account.
    """
    stand = standing(judgements)
    rejected: set[str] = set()
    for judgement in stand:
        if judgement.verdict == "reject":
            rejected |= set(judgement.subjects)
        elif judgement.verdict == "accept":
            rejected -= set(judgement.subjects)
    groups = _Groups()
    joined: list[tuple[str, str, Judgement]] = []
    for judgement in reversed(stand):
        if judgement.verdict == "split":
            groups.part(judgement.subjects, judgement.apart)
        elif judgement.verdict in ("merge", "add"):  # what is added belongs to the incident that it was added to
            present = sorted(s for s in judgement.subjects if s in known and s not in rejected)
            joined += [(x, y, judgement) for x, y in _chain(present) if groups.join(x, y)]
    return Judged(frozenset(rejected), tuple(joined), frozenset(groups.apart()))


def _chain(ids: list[str]) -> Iterator[tuple[str, str]]:
    for x in ids[1:]:
        yield ids[0], x


class _Groups:
    """Account ids joined by people, and pairs put apart by them."""

    def __init__(self) -> None:
        self._group: dict[str, set[str]] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)

    def _of(self, x: str) -> set[str]:
        return self._group.setdefault(x, {x})

    def join(self, x: str, y: str) -> bool:
        left, right = self._of(x), self._of(y)
        if left is not right:
            if any(b in self._apart[a] for a, b in product(left, right)):
                return False
            left |= right
            for member in right:
                self._group[member] = left
        return True

    def part(self, one: Iterable[str], other: Iterable[str]) -> None:
        for a, b in product(one, other):
            if a != b and self._of(a) is not self._of(b):
                self._apart[a].add(b)
                self._apart[b].add(a)

    def apart(self) -> Iterator[tuple[str, str]]:
        for a, others in self._apart.items():
            for b in others:
                yield a, b
