"""Measures how often a reader is right, value by value, and prints `src/testimonia/read/certainty_READER.tsv`.

usage: TESTIMONIA_DATA=../shared python benchmarks/certainty.py > src/testimonia/read/certainty_patterns.tsv
       … certainty.py --model-folder FOLD > src/testimonia/read/certainty_neural.tsv
       … certainty.py --model-folder FOLD --model-folder FOLD2 … --calibration docs/pictures/reliability.svg

FOLD is a network trained without a fold of the reports (training/README.md): it is measured on these alone, which its
`left-out.txt` names. Give the option once for each fold. `--calibration` prints how well the values of each fold fit
the table of the other folds, all folds together, and draws it.

Read are the training reports of even years without the development part; a value is right by the rules of `score.py`.
A kind's share is drawn towards its field's by ten imagined cases.
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import numpy as np
from annotated import own, referee, training

from testimonia.model.claim import Account
from testimonia.model.doors import Reader, Resolver
from testimonia.model.text import Document
from testimonia.pipeline import resolver_with
from testimonia.read.certainty import kind_of
from testimonia.read.neural import NeuralReader
from testimonia.read.patterns import PatternReader

IMAGINED = 10
DATA = Path(os.environ.get("TESTIMONIA_DATA", "../shared"))


Turn = tuple[Reader, dict[str, Any], str]


def right(score: ModuleType, field: str, value: Any, gold: Any, text: str) -> bool:
    """Whether the gold incident has the value."""
    if field == "figure":
        return score.figure_value(value) in {score.figure_value(f) for f in gold["figures"]}
    if field == "weapon":
        return value["class"] in {w["class"] for w in gold["weapons"]}
    if field == "claim":
        return any(value["stance"] == c["stance"] and score.same_name(value["by"], c["by"]) for c in gold["claims"])
    return any(
        score.same_name(g["name"], value["name"]) or score.touch(score.spans(g["at"], text), score.spans(value["at"]))
        for g in gold[field + "s"]
    )


Told = tuple[str, str, bool]  # field, kind, whether it is right
EMPTY: dict[str, Any] = {k: [] for k in ("figures", "perpetrators", "targets", "weapons", "claims", "places")}
FIELDS = ("figures", "perpetrators", "targets", "weapons", "claims")


def values(score: ModuleType, account: Account, found: Any, gold: Any, text: str) -> Iterator[Told]:
    """What is said of one found incident; `gold` is None where the text has none like it."""
    yield (*kind_of(account), gold is not None)
    for name in FIELDS:
        for value, plain in zip(getattr(account, name), found[name], strict=True):
            yield (*kind_of(value), right(score, name[:-1], plain, gold or EMPTY, text))
    if account.date.start:
        yield (*kind_of(account.date), bool(gold) and score.dates(gold) == score.dates(found))
    place, there = score.locality(found), score.locality(gold or EMPTY)
    if place:
        told = account.places[found["places"].index(place)]
        yield (*kind_of(told), bool(there) and score.place_match(there, place, text))
    if gold:
        for field in ("type", "status", "salience"):
            yield field, found[field], gold[field] == found[field]


def said(score: ModuleType, turns: Iterable[Turn], resolver: Resolver) -> Iterator[Told]:
    """Every value that the readers give of their reports."""
    for reader, gold, text in turns:
        document = Document(id=gold["id"], text=text, published=gold["published"], publisher=gold["publisher"])
        reading = reader.read(document, resolver.marks(document))
        found = msgspec.to_builtins(reading.incidents)
        account_of = {id(f): a for f, a in zip(found, reading.incidents, strict=True)}
        pairs, _, extra = score.pair_incidents(gold["incidents"], found, text)
        for g, f in [*pairs, *((None, e) for e in extra)]:
            yield from values(score, account_of[id(f)], f, g, text)


def shares(told: Iterable[Told]) -> dict[tuple[str, str], tuple[float, int]]:
    """The share of right values and the number of cases, by field and kind; the kind "" is the whole field."""
    tally: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for field, kind, ok in told:
        for key in {(field, kind), (field, "")}:
            tally[key][0] += ok
            tally[key][1] += 1
    return {
        key: ((ok + IMAGINED * tally[key[0], ""][0] / tally[key[0], ""][1]) / (n + IMAGINED), n)
        for key, (ok, n) in sorted(tally.items())
    }


Cases = dict[str, "np.ndarray"]  # field → (values, 2): how sure the reader is, whether it is right


def out_of_fold(folds: list[list[Told]]) -> Cases:
    """The values of every fold, each with the share that the table of the other folds gives for its kind."""
    cases: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for i, fold in enumerate(folds):
        table = shares(chain.from_iterable(f for j, f in enumerate(folds) if j != i))
        for field, kind, ok in fold:
            cases[field].append((table.get((field, kind), table[field, ""])[0], ok))
    return {field: np.array(seen, float) for field, seen in sorted(cases.items())}


def calibration(cases: Cases) -> Iterator[str]:
    """The expected calibration error of each field in five bins of equal mass, with the middle nine tenths of 500
    bootstrap samples."""
    chance = np.random.default_rng(1)
    for field, pairs in cases.items():
        errors = sorted(_error(pairs[chance.integers(0, len(pairs), len(pairs))]) for _ in range(500))
        yield f"{field:12} {len(pairs):5} values  error {_error(pairs):.3f}  ({errors[25]:.3f} to {errors[474]:.3f})"


def bins(pairs: np.ndarray) -> list[np.ndarray]:
    """Five bins of equal mass, the least sure first. Values of one share stay in the order in which they were read."""
    return [b for b in np.array_split(pairs[np.argsort(pairs[:, 0], kind="stable")], 5) if len(b)]


def _error(pairs: np.ndarray) -> float:
    return float(sum(len(b) * abs(b[:, 0].mean() - b[:, 1].mean()) for b in bins(pairs)) / len(pairs))


def draw(cases: Cases, path: Path) -> None:
    """The reliability of each field: how sure the reader is in each bin, and how often it is right there."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "testimonia"  # the same bytes from the same figures
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(3, (len(cases) + 2) // 3, figsize=(11, 8), sharex=True, sharey=True)
    for axis in axes.flat[len(cases) :]:
        axis.axis("off")
    for axis, (field, pairs) in zip(axes.flat, cases.items(), strict=False):
        axis.plot([0, 1], [0, 1], color="0.7", linewidth=1)
        axis.plot(*zip(*[b.mean(axis=0) for b in bins(pairs)], strict=True), marker="o", color="black")
        axis.set_title(f"{field} ({len(pairs):,})", fontsize=10)
    figure.supxlabel("how sure the reader says it is")
    figure.supylabel("how often it is right")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def held_out(fold: Path) -> Iterator[Turn]:
    """The reports that a network was not trained on, each with the reader of that network."""
    reader = NeuralReader(fold, weigh=False)
    left_out = set((fold / "left-out.txt").read_text(encoding="utf-8").split())
    for gold, text in (*training(DATA), *own(Path(__file__).parents[1] / "training/reports")):
        if gold["id"] in left_out:
            yield reader, gold, text


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gazetteer", type=Path)
    parser.add_argument("--model-folder", type=Path, action="append", default=[])
    parser.add_argument("--calibration", type=Path, metavar="SVG", help="how well the folds fit each other's tables")
    args = parser.parse_args()
    score, resolver, folds = referee(DATA), resolver_with(args.gazetteer), args.model_folder
    if args.calibration:
        cases = out_of_fold([list(said(score, held_out(fold), resolver)) for fold in folds])
        draw(cases, args.calibration)
        print("\n".join(calibration(cases)))
        return
    patterns = PatternReader(weigh=False)
    turns = chain.from_iterable(map(held_out, folds)) if folds else ((patterns, g, t) for g, t in training(DATA))
    table = shares(said(score, turns, resolver))
    reader, what = (
        ("neural", "reports that its network was not trained on") if folds else ("patterns", "the training reports")
    )
    print(f"# How often the reader {reader} is right, measured by benchmarks/certainty.py on {what}.")
    print("# field\tkind\tshare\tcases")
    for (field, kind), (share, n) in table.items():
        print(f"{field}\t{kind}\t{share:.2f}\t{n}")


if __name__ == "__main__":
    main()
