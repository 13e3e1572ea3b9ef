"""Learn the weights of linking from the annotated reports.

usage: python benchmarks/linking_weights.py          writes the tables that ship: `link/weights.tsv`, `weights_read.tsv`

Labelled pairs are the pairs that blocking proposes, over both annotated folders; two accounts are of one incident where
they have one key. `weights.tsv` is learned from the accounts as annotated, `weights_read.tsv` from those that the
readers find. The development part is left out of what ships. `HeldBack` is the scorer of an evaluation: a pair is
scored by weights that have seen neither of its incidents, nor any told in one report with them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from gold import FOLDERS, Gold, data_folder, load, read

from testimonia.link import Scorer
from testimonia.link.blocks import pairs
from testimonia.link.compare import levels
from testimonia.link.learn import HOLD, Pair, learn
from testimonia.link.score import Weights
from testimonia.link.sketch import Sketch, sketch
from testimonia.link.tables import Weight, hand_weights

FOLDS = 5
SEVERAL = ("common", "several")
READERS = ("neural", "patterns")
# How strongly weights are held to those made by hand where readers find the accounts. Twice as strongly as where people
# mark them: an error of one report is in each of its pairs, and taught by two readers, so that the pairs teach less.
HOLD_READ = 2 * HOLD
# What is added to the log-odds of accounts that readers find, where they have several particulars in common: these link
# from one in eight on, not as likely as not. Held back by incident, the F1 of links is greatest there; what does not
# suit the others of its side is kept apart. Added to all pairs, it joins too much of a dense war.
LENIENT = 2.0
TABLES = Path(__file__).parents[1] / "src/testimonia/link"
HEAD = """\
# Log-odds (natural logarithm) that a level adds to: both tell of one incident; and the words that say so.
# Learned from labelled pairs of {}, held to the table made by hand (weights_by_hand.tsv).
# comparison\tlevel\tweight\twords
"""


class Labelled:
    """The labelled pairs of a folder with the folds and the documents of both accounts."""

    def __init__(self, gold: Gold, fold_of: Mapping[str, int]) -> None:
        self.pairs: list[tuple[Pair, int, int, str, str]] = []
        sketches = [sketch(t) for t in sorted(gold.told, key=lambda t: t.order) if t.id in gold.key_of]
        for i, j in sorted(pairs(sketches)):
            a, b = sketches[i], sketches[j]
            pair = Pair(levels(a, b), gold.key_of[a.id] == gold.key_of[b.id])
            left, right = a.document, b.document
            self.pairs.append((pair, fold_of[left], fold_of[right], left, right))


def folds(gold: Gold) -> dict[str, int]:
    """The fold of each document: incidents that one report tells of are in one fold, and so on along the chain."""
    group: dict[str, str] = {}

    def root(x: str) -> str:
        while group.setdefault(x, x) != x:
            x = group[x]
        return x

    for told in gold.told:
        group[root(told.document)] = root(gold.key_of[told.id])
    number = {name: n % FOLDS for n, name in enumerate(sorted({root(t.document) for t in gold.told}))}
    return {t.document: number[root(t.document)] for t in gold.told}


@cache
def annotated(name: str) -> Gold:
    """The accounts of a folder as annotated."""
    return load(data_folder() / "reports" / name)


@cache
def found(name: str, reader: str) -> Gold:
    """The accounts that a reader finds in a folder, with the gazetteer that TESTIMONIA_GAZETTEER names."""
    gazetteer = os.environ.get("TESTIMONIA_GAZETTEER")
    return read(data_folder() / "reports" / name, annotated(name), reader, Path(gazetteer) if gazetteer else None)


@cache
def labelled(readers: tuple[str, ...] = ()) -> tuple[Labelled, ...]:
    """The labelled pairs of every folder: as annotated, or as these readers find them."""
    return tuple(
        Labelled(found(name, reader) if reader else annotated(name), folds(annotated(name)))
        for name in FOLDERS
        for reader in readers or ("",)
    )


class HeldBack(Scorer):
    """Scores a pair by weights learned without the folds of either of its documents."""

    def __init__(self, fold_of: Mapping[str, int], readers: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._fold_of, self._readers = fold_of, readers
        self._by_folds: dict[frozenset[int], Weights] = {}

    def weights_for(self, a: Sketch, b: Sketch) -> Weights:
        """The weights that have seen nothing of the two."""
        out = frozenset(self._fold_of.get(s.document, -1) for s in (a, b))
        if out not in self._by_folds:
            seen = [p for part in labelled(self._readers) for p, i, j, _, _ in part.pairs if not out & {i, j}]
            self._by_folds[out] = learned(seen, self._readers)
        return self._by_folds[out]


def learned(pairs: Sequence[Pair], readers: tuple[str, ...]) -> dict[tuple[str, str], Weight]:
    """The weights that pairs teach, as annotated or as readers find them."""
    if not readers:
        return learn(pairs, hand_weights(), HOLD)
    weights = learn(pairs, hand_weights(), HOLD_READ)
    several = weights[SEVERAL]
    return weights | {SEVERAL: Weight(several.value + LENIENT, several.words)}


def shipped(readers: tuple[str, ...], left_out: Iterable[str]) -> dict[tuple[str, str], Weight]:
    """The weights learned from all pairs that touch none of the documents `left_out`."""
    out = set(left_out)
    parts = labelled(readers)
    return learned([p for part in parts for p, _, _, d, e in part.pairs if not out & {d, e}], readers)


def main() -> None:
    """Write the tables that ship."""
    split = json.loads((data_folder() / "reports" / "split.json").read_text(encoding="utf-8"))
    barred = [*split["development"], *split["never_train"]]
    for name, readers, of in (
        ("weights.tsv", (), "annotated accounts"),
        ("weights_read.tsv", READERS, "accounts that the readers find"),
    ):
        rows = shipped(readers, barred).items()
        body = "".join(f"{comparison}\t{level}\t{w.value:.2f}\t{w.words}\n" for (comparison, level), w in rows)
        (TABLES / name).write_text(HEAD.format(of) + body, encoding="utf-8")


if __name__ == "__main__":
    main()
