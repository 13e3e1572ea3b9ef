"""Reports that turned out to tell of one incident often share the others that they tell, in few words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from testimonia.link.sketch import Sketch

CROWD = 60  # reports of one cluster beyond which it says nothing about two of them: everybody tells of it
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """The cluster of each account after a first pass, by the id of the cluster's first account; and of each document
    the clusters that it tells of, without those of a crowd."""

    met: Mapping[str, frozenset[str]]  # by item of every document
    cluster_of: Mapping[str, str]

    def level(self, a: Sketch, b: Sketch) -> tuple[str, str]:
        """The level of the comparison `reports`: whether the documents share a cluster that is not these accounts'."""
        left, right = a.document, b.document
        mine = self.met[left]
        if not mine or left == right:
            return "reports", "strangers"
        shared = mine & self.met[right]
        if not shared:
            return "reports", "strangers"
        own = self.cluster_of[a.id]
        alone = own == self.cluster_of[b.id] and shared == {own}
        return "reports", "strangers" if alone else "acquainted"


class _Met(dict[str, frozenset[str]]):
    """What documents have met: nothing if they are not in it."""

    def __missing__(self, document: str) -> frozenset[str]:
        return _NOTHING


STRANGERS = Acquaintance(_Met(), {})


def acquaintance(cluster_of: Mapping[str, str], accounts: Iterable[tuple[str, str]]) -> Acquaintance:
    """What the clusters of a first pass say about pairs of documents. `accounts`: id and document of every account of
    these clusters."""
    telling: dict[str, set[str]] = defaultdict(set)
    for name, document in accounts:
        telling[cluster_of[name]].add(document)
    met: dict[str, set[str]] = defaultdict(set)
    for cluster, documents in telling.items():
        if 1 < len(documents) <= CROWD:  # a cluster of one report is shared by none
            for document in documents:
                met[document].add(cluster)
    return Acquaintance(_Met((document, frozenset(found)) for document, found in met.items()), cluster_of)
