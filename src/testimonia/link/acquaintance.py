"""Reports that turned out to tell of one incident often share the others that they tell, in few words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from testimonia.link.sketch import Sketch
from testimonia.model.world import Cluster

CROWD = 60  # reports of one cluster beyond which it says nothing about two of them: everybody tells of it

DocumentPair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Which clusters of a first pass two documents share, and the cluster of each account."""

    shared: Mapping[DocumentPair, frozenset[int]]
    cluster_of: Mapping[str, int]

    def level(self, a: Sketch, b: Sketch) -> tuple[str, str]:
        """The level of the comparison `reports`: whether the documents share a cluster that is not these accounts'."""
        left, right = a.told.document, b.told.document
        met = self.shared.get((left, right) if left <= right else (right, left))
        if not met:
            return "reports", "strangers"
        own = self.cluster_of[a.id]
        alone = own == self.cluster_of[b.id] and met == {own}
        return "reports", "strangers" if alone else "acquainted"

    def pairs(self, sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
        """Positions (i < j) of accounts in other clusters whose documents share one: worth comparing for that."""
        at: dict[str, list[int]] = defaultdict(list)
        for i, s in enumerate(sketches):
            at[s.told.document].append(i)
        for left, right in self.shared:
            for i, j in product(at[left], at[right]):
                if self.cluster_of[sketches[i].id] != self.cluster_of[sketches[j].id]:
                    yield min(i, j), max(i, j)


STRANGERS = Acquaintance({}, {})


def acquaintance(clusters: Sequence[Cluster]) -> Acquaintance:
    """What the clusters of a first pass say about pairs of documents."""
    shared: dict[DocumentPair, set[int]] = defaultdict(set)
    cluster_of = {t.id: n for n, c in enumerate(clusters) for t in c.accounts}
    for n, cluster in enumerate(clusters):
        documents = sorted({t.document for t in cluster.accounts})
        if len(documents) <= CROWD:
            for pair in combinations(documents, 2):
                shared[pair].add(n)
    return Acquaintance({pair: frozenset(found) for pair, found in shared.items()}, cluster_of)
