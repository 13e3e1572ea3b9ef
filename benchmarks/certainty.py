"""Measures how often a reader is right, value by value, and prints `src/testimonia/read/certainty_READER.tsv`.

usage: TESTIMONIA_DATA=../shared python benchmarks/certainty.py > src/testimonia/read/certainty_patterns.tsv
       … certainty.py --model-folder FOLD --model-folder FOLD2 > src/testimonia/read/certainty_neural.tsv
       … certainty.py … --calibration docs/pictures/reliability.svg

FOLD is a network trained without a fold of the reports (training/README.md): it is measured on these alone, which its
`left-out.txt` names. Give the option once for each fold. The table holds the weights of a logistic regression on the
grounds of a value (`read/grounds.py`). `--calibration` cuts the reports into five, by incident, prints how sure the
table of four is of the values of the fifth, and how often these are right, and draws it. It needs the extra `train`.

Read are the training reports of even years without the development part, and our own, each with tables of choices,
kinds and tolls (`training/choices.py`, `kinds.py`, `tolls.py`) that were fitted without it, since a table is surer of
what it has seen; a value is right by the rules of `score.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import msgspec
import numpy as np
from annotated import own, referee, training
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

import choices
import kinds
import tolls
from fitting import fitted

from testimonia import lang
from testimonia.model.claim import Account
from testimonia.model.doors import Reader, Resolver
from testimonia.model.text import Document
from testimonia.pipeline import resolver_with
from testimonia.read import weighing
from testimonia.read.certainty import BIAS, LEAST, MOST
from testimonia.read.choosing import weights
from testimonia.read.grounds import LISTS, of_incident, of_property, of_value
from testimonia.read.neural import NeuralReader
from testimonia.read.patterns import PatternReader

STRENGTH = 0.1  # of the regularisation, inverse; .03 to .3 are alike
LEAST_REPORTS = 4  # that a ground is seen in
LEAST_WEIGHT = 0.03
PARTS = 5
OWN = Path(__file__).parents[1] / "training/reports"
DATA = Path(os.environ.get("TESTIMONIA_DATA", "../shared"))

Turn = tuple[Reader, dict[str, Any], str]
Rows = dict[str, tuple[tuple[str, ...], ...]]


class Told(NamedTuple):
    """A value that a reader gave: what speaks for it, whether it is right, and the incident that its report tells."""

    field: str
    grounds: list[str]
    right: bool
    report: str
    story: str


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


EMPTY: dict[str, Any] = {k: [] for k in LISTS.values()}


def values(
    score: ModuleType, account: Account, accounts: Sequence[Account], found: Any, gold: Any, text: str
) -> Iterator[tuple[str, list[str], bool]]:
    """What is said of one found incident; `gold` is None where the text has none like it."""
    yield "incident", of_incident(account, accounts), gold is not None
    for field, name in LISTS.items():
        if field == "place":
            continue
        for value, plain in zip(getattr(account, name), found[name], strict=True):
            yield field, of_value(value, account, accounts), right(score, field, plain, gold or EMPTY, text)
    if account.date.start:
        yield (
            "date",
            of_value(account.date, account, accounts),
            bool(gold) and score.dates(gold) == score.dates(found),
        )
    place, there = score.locality(found), score.locality(gold or EMPTY)
    if place:
        told = account.places[found["places"].index(place)]
        yield "place", of_value(told, account, accounts), bool(there) and score.place_match(there, place, text)
    if gold:
        for field in ("type", "status", "salience"):
            yield field, of_property(field, account, accounts), gold[field] == found[field]


def said(score: ModuleType, turns: Iterable[Turn], resolver: Resolver) -> Iterator[Told]:
    """Every value that the readers give of their reports."""
    for reader, gold, text in turns:
        document = Document(id=gold["id"], text=text, published=gold["published"], publisher=gold["publisher"])
        reading = reader.read(document, resolver.marks(document))
        found = msgspec.to_builtins(reading.incidents)
        account_of = {id(f): a for f, a in zip(found, reading.incidents, strict=True)}
        story = gold["incidents"][0]["key"] if gold["incidents"] else gold["id"]
        pairs, _, extra = score.pair_incidents(gold["incidents"], found, text)
        for g, f in [*pairs, *((None, e) for e in extra)]:
            for field, grounds, ok in values(score, account_of[id(f)], reading.incidents, f, g, text):
                yield Told(field, grounds, bool(ok), gold["id"], story)


class Learned:
    """What the tables of the pattern reader were learned from, to learn them without some reports."""

    def __init__(self, gazetteer: Path | None) -> None:
        self.choices = list(choices.samples(DATA, gazetteer, Counter()))
        self.kinds = list(kinds.samples(DATA, gazetteer))
        self.tolls = list(tolls.samples(DATA))

    @contextmanager
    def without(self, left: set[str]) -> Iterator[None]:
        """The reader's tables as they would be had these reports not been seen."""
        told = [one for one in self.choices if one.report not in left]
        lines = [
            tuple(line.split("\t"))
            for field in sorted({one.field for one in told})
            for line in choices.rows([one for one in told if one.field == field], field)
        ]
        told_kinds = kinds.tables([one for one in self.kinds if one.report not in left])
        tables: dict[str, Rows] = {
            "choices": {f: tuple(r[1:] for r in lines if r[0] == f) for f in {r[0] for r in lines}},
            "kinds": {kind: tuple((c, str(w)) for c, w in row.items()) for kind, row in told_kinds.items()},
        }
        effects = tuple(tolls.rows([one for one in self.tolls if one.report not in left]))
        sections, table = lang.sections, lang.table
        lang.sections = lambda language, name: tables.get(name) or sections(language, name)
        lang.table = lambda language, name: effects if name == "tolls" else table(language, name)
        self._forget()
        try:
            yield
        finally:
            lang.sections, lang.table = sections, table
            self._forget()

    def _forget(self) -> None:
        weights.cache_clear()
        weighing.weights.cache_clear()


def weighed(told: Sequence[Told]) -> tuple[DictVectorizer, LogisticRegression]:
    """The regression of one field."""
    return fitted(((one.report, one.grounds, one.right) for one in told), STRENGTH, LEAST_REPORTS)


def by_field(told: Iterable[Told]) -> dict[str, list[Told]]:
    """The values of each field."""
    out: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        out[one.field].append(one)
    return dict(sorted(out.items()))


Cases = dict[str, "np.ndarray"]  # field → (values, 2): how sure the reader is, whether it is right


def out_of_fold(told: Iterable[Told]) -> Cases:
    """Every value with how sure the table of the reports of other incidents is of it."""
    cases: Cases = {}
    for field, all_of_them in by_field(told).items():
        seen = []
        for part in range(PARTS):
            turn, model = weighed([one for one in all_of_them if fold(one.story) != part])
            left = [one for one in all_of_them if fold(one.story) == part]
            chances = model.predict_proba(turn.transform([dict.fromkeys(one.grounds, 1) for one in left]))[:, 1]
            seen += list(zip(chances.clip(LEAST, MOST), (one.right for one in left), strict=True))
        cases[field] = np.array(seen, float)
    return cases


def fold(story: str) -> int:
    """The part that the reports of an incident are in."""
    return int(hashlib.sha256(story.encode()).hexdigest()[:8], 16) % PARTS


def calibration(cases: Cases) -> Iterator[str]:
    """The expected calibration error of each field in five bins of equal mass, with the middle nine tenths of 500
    bootstrap samples; and how often a right value is the surer one of a right and a wrong one (ROC area)."""
    chance = np.random.default_rng(1)
    for field, pairs in cases.items():
        errors = sorted(_error(pairs[chance.integers(0, len(pairs), len(pairs))]) for _ in range(500))
        area = roc_auc_score(pairs[:, 1], pairs[:, 0])
        error = f"{_error(pairs):.3f}  ({errors[25]:.3f} to {errors[474]:.3f})"
        yield f"{field:12} {len(pairs):5} values  error {error}  area {area:.2f}"


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
    for gold, text in (*training(DATA), *own(OWN)):
        if gold["id"] in left_out:
            yield reader, gold, text


def by_part() -> Iterator[list[Turn]]:
    """The reports with the pattern reader, cut by incident."""
    everything: dict[int, list[Turn]] = defaultdict(list)
    for gold, text in (*training(DATA), *own(OWN)):
        story = gold["incidents"][0]["key"] if gold["incidents"] else gold["id"]
        everything[fold(story)].append((PatternReader(weigh=False), gold, text))
    yield from everything.values()


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gazetteer", type=Path)
    parser.add_argument("--model-folder", type=Path, action="append", default=[])
    parser.add_argument("--calibration", type=Path, metavar="SVG", help="how well the folds fit each other's tables")
    args = parser.parse_args()
    score, resolver, folds = referee(DATA), resolver_with(args.gazetteer), args.model_folder
    told = []
    learned = Learned(args.gazetteer)
    for turns in [list(held_out(f)) for f in folds] or by_part():
        with learned.without({gold["id"] for _, gold, _ in turns}):
            told += said(score, turns, resolver)
    if args.calibration:
        cases = out_of_fold(told)
        draw(cases, args.calibration)
        print("\n".join(calibration(cases)))
        return
    reader, what = (
        ("neural", "reports that its network was not trained on") if folds else ("patterns", "the training reports")
    )
    print(
        f"# What speaks for and against what the reader {reader} says: weights (log-odds) of grounds (read/grounds.py),"
    )
    print(f"# fitted by benchmarks/certainty.py on {what}.")
    print("# field\tground\tweight")
    for field, some in by_field(told).items():
        turn, model = weighed(some)
        print(f"{field}\t{BIAS}\t{model.intercept_[0]:.2f}")
        for ground, weight in sorted(zip(turn.feature_names_, model.coef_[0], strict=True)):
            if abs(weight) >= LEAST_WEIGHT:
                print(f"{field}\t{ground}\t{weight:.2f}")


if __name__ == "__main__":
    main()
