"""Learn the weights of linking from the annotated reports.

usage: python benchmarks/linking_weights.py          prints the table that ships (`link/weights.tsv`)

Labelled pairs are the pairs that blocking proposes, over both annotated folders; two accounts are of one incident where
they have one key. The development part is left out of what ships. `HeldBack` is the scorer of an evaluation: a pair is
scored by weights that have seen neither of its incidents, nor any told in one report with them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache

from gold import FOLDERS, Gold, data_folder, load

from testimonia.link import Scorer
from testimonia.link.blocks import pairs
from testimonia.link.compare import levels
from testimonia.link.learn import Pair, learn
from testimonia.link.score import Weights
from testimonia.link.sketch import Sketch, sketch
from testimonia.link.tables import Weight, hand_weights

FOLDS = 5


class Labelled:
    """The labelled pairs of a folder with the folds of their two incidents, and the fold of each account."""

    def __init__(self, gold: Gold) -> None:
        self.fold_of = folds(gold)
        self.pairs: list[tuple[Pair, int, int, str, str]] = []
        sketches = [sketch(t) for t in sorted(gold.told, key=lambda t: t.order)]
        for i, j in sorted(pairs(sketches)):
            a, b = sketches[i], sketches[j]
            same = gold.key_of[a.id] == gold.key_of[b.id]
            pair = Pair(levels(a, b), same)
            self.pairs.append((pair, self.fold_of[a.id], self.fold_of[b.id], a.told.document, b.told.document))


def folds(gold: Gold) -> dict[str, int]:
    """The fold of each account: incidents that one report tells of are in one fold, and so on along the chain."""
    group: dict[str, str] = {}

    def root(x: str) -> str:
        while group.setdefault(x, x) != x:
            x = group[x]
        return x

    for told in gold.told:
        group[root(told.document)] = root(gold.key_of[told.id])
    number = {name: n % FOLDS for n, name in enumerate(sorted({root(t.document) for t in gold.told}))}
    return {t.id: number[root(t.document)] for t in gold.told}


@cache
def labelled() -> tuple[Labelled, ...]:
    """The labelled pairs of every folder."""
    return tuple(Labelled(load(data_folder() / "reports" / name)) for name in FOLDERS)


class HeldBack(Scorer):
    """Scores a pair by weights learned without the folds of either of its accounts."""

    def __init__(self, fold_of: dict[str, int]) -> None:
        super().__init__()
        self._fold_of = fold_of
        self._by_folds: dict[frozenset[int], Weights] = {}

    def weights_for(self, _a: Sketch, _b: Sketch) -> Weights:
        """The weights that have seen nothing of the two."""
        out = frozenset((self._fold_of[_a.id], self._fold_of[_b.id]))
        if out not in self._by_folds:
            seen = [p for part in labelled() for p, i, j, _, _ in part.pairs if i not in out and j not in out]
            self._by_folds[out] = learn(seen, hand_weights())
        return self._by_folds[out]


def shipped(left_out: Iterable[str]) -> dict[tuple[str, str], Weight]:
    """The weights learned from all pairs that touch none of the documents `left_out`."""
    out = set(left_out)
    seen = [p for part in labelled() for p, _, _, d, e in part.pairs if d not in out and e not in out]
    return learn(seen, hand_weights())


def main() -> None:
    """Print the table that ships."""
    split = json.loads((data_folder() / "reports" / "split.json").read_text(encoding="utf-8"))
    found = shipped([*split["development"], *split["never_train"]])
    print("# Log-odds (natural logarithm) that a level adds to: both tell of one incident; and the words that say so.")
    print("# Learned from labelled pairs of reports, held to the table made by hand (weights_by_hand.tsv).")
    print("# comparison\tlevel\tweight\twords")
    for (comparison, level), weight in found.items():
        print(f"{comparison}\t{level}\t{weight.value:.2f}\t{weight.words}")


if __name__ == "__main__":
    main()
