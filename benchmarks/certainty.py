"""Measures how often a reader is right, value by value, and prints `src/testimonia/read/certainty_READER.tsv`.

usage: TESTIMONIA_DATA=../shared python benchmarks/certainty.py > src/testimonia/read/certainty_patterns.tsv
       … certainty.py --model-folder FOLD > src/testimonia/read/certainty_neural.tsv

FOLD is a network trained without a fold of the reports (training/README.md): it is measured on these alone, which its
`left-out.txt` names. Give the option once for each fold.

Read are the training reports of even years without the development part; a value is right by the rules of `score.py`.
A kind's share is drawn towards its field's by ten imagined cases.
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
from annotated import own, referee, training

from testimonia.model.claim import Account
from testimonia.model.doors import Reader
from testimonia.model.text import Document
from testimonia.pipeline import resolver_with
from testimonia.read.certainty import kind_of
from testimonia.read.neural import NeuralReader
from testimonia.read.patterns import PatternReader

IMAGINED = 10
DATA = Path(os.environ.get("TESTIMONIA_DATA", "../shared"))


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


Tally = dict[tuple[str, str], list[int]]
EMPTY: dict[str, Any] = {k: [] for k in ("figures", "perpetrators", "targets", "weapons", "claims", "places")}
FIELDS = ("figures", "perpetrators", "targets", "weapons", "claims")


def count(score: ModuleType, tally: Tally, account: Account, found: Any, gold: Any, text: str) -> None:
    """Adds one found incident to the tally; `gold` is None where the text has none like it."""

    def add(field: str, kind: str, ok: object) -> None:
        for key in ((field, kind), (field, "")):
            tally[key][0] += bool(ok)
            tally[key][1] += 1

    add(*kind_of(account), gold)
    for name in FIELDS:
        for value, plain in zip(getattr(account, name), found[name], strict=True):
            add(*kind_of(value), right(score, name[:-1], plain, gold or EMPTY, text))
    if account.date.start:
        add(*kind_of(account.date), gold and score.dates(gold) == score.dates(found))
    place, there = score.locality(found), score.locality(gold or EMPTY)
    if place:
        told = account.places[found["places"].index(place)]
        add(*kind_of(told), there and score.place_match(there, place, text))
    if gold:
        for field in ("type", "status", "salience"):
            add(field, found[field], gold[field] == found[field])


def held_out(fold: Path) -> Iterator[tuple[Reader, dict[str, Any], str]]:
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
    args = parser.parse_args()
    score, resolver = referee(DATA), resolver_with(args.gazetteer)
    folds = args.model_folder
    turns = [told for fold in folds for told in held_out(fold)] if folds else [
        (PatternReader(weigh=False), gold, text) for gold, text in training(DATA)
    ]  # fmt: skip
    tally: Tally = defaultdict(lambda: [0, 0])
    for reader, gold, text in turns:
        document = Document(id=gold["id"], text=text, published=gold["published"], publisher=gold["publisher"])
        reading = reader.read(document, resolver.marks(document))
        found = msgspec.to_builtins(reading.incidents)
        account_of = {id(f): a for f, a in zip(found, reading.incidents, strict=True)}
        pairs, _, extra = score.pair_incidents(gold["incidents"], found, text)
        for g, f in [*pairs, *((None, e) for e in extra)]:
            count(score, tally, account_of[id(f)], f, g, text)
    what = "reports that its network was not trained on" if folds else "the training reports"
    print(f"# How often the reader {reader.name} is right, measured by benchmarks/certainty.py on {what}.")
    print("# field\tkind\tshare\tcases")
    for (field, kind), (ok, n) in sorted(tally.items()):
        base = tally[field, ""]
        share = (ok + IMAGINED * base[0] / base[1]) / (n + IMAGINED)
        print(f"{field}\t{kind}\t{share:.2f}\t{n}")


if __name__ == "__main__":
    main()
