"""Makes `read/grouping.tsv`, the weights of the traits of `read/likeness.py`: `python training/grouping.py DATA`.

DATA is the data folder (its training reports, development part left out; those of `training/reports` are added). Each
report is grouped as its annotation says; from every fragment with a strong word two logistic regressions learn whether
it tells of the same incident as a draft (`join`), and whether it begins one (`begin`). Printed beside each weight: how
often the trait was seen. The shares on stderr are out of fold: ten folds, by the report's name.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.annotated import own, referee, training
from testimonia.model.text import Document
from testimonia.read.aggregates import is_aggregate
from testimonia.read.draft import Draft
from testimonia.read.fragments import fragments
from testimonia.read.likeness import begins, joins
from testimonia.read.page import Page, lay_out
from testimonia.read.profile import profile
from testimonia.resolve.marks import Resolvers

OURS = Path(__file__).parent / "reports"
HEADER = """\
# The weights of traits (testimonia/read/likeness.py), logarithms of odds; made by training/grouping.py.
# trait	weight	seen
"""
HELD = 1.0  # variance of a weight before anything is seen
REAL = 3.0  # weight of a case from a published report: composed ones tell more in fewer words than news does
RARE = 8  # a trait seen less often has no weight


class Case(NamedTuple):
    """A fragment beside a draft, or alone: its traits, and whether it joins the draft (begins one)."""

    report: str
    traits: tuple[str, ...]
    yes: bool
    weight: float


class Read(NamedTuple):
    """A report that was read: the stretches of the text that stand for each of its incidents, and its cases' weight."""

    name: str
    page: Page
    told: Sequence[set[tuple[int, int]]]
    weight: float


def cases(report: Read, weights: dict[str, float]) -> Iterator[Case]:
    """The cases of joining and beginning of one report; `weights` are what is known of joining already."""
    name, page, told, weight = report
    drafts: dict[int, Draft] = {}
    last: Draft | None = None
    for f in fragments(page):
        if f.strength < 2 or is_aggregate(f):
            continue
        labels = [i for i, at in enumerate(told) if any(t.start < b and a < t.end for t in f.triggers for a, b in at)]
        fits, seen = [], profile(f)
        for i, d in drafts.items():
            traits = tuple(joins(d, f, seen, d is last))
            fits.append(sum(weights.get(t, 0.0) for t in traits))
            if labels:
                yield Case(name, traits, i in labels, weight)
        best = max(fits, default=None)
        fresh = [i for i in labels if i not in drafts]
        if best is None or best < 0 or fresh:
            yield Case(name, tuple(begins(f, seen, best)), bool(fresh), weight)
        for i in labels:
            if i in drafts:
                drafts[i].add(f, seen)
            else:
                drafts[i] = Draft(f, seen)
            last = drafts[i]


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """The weights of the traits by penalised logistic regression (Newton's steps)."""
    counted = Counter(t for c in cases for t in c.traits)
    names = sorted(t for t, n in counted.items() if n >= RARE)
    column = {t: i for i, t in enumerate(names)}
    x = np.zeros((len(cases), len(names)))
    for row, case in enumerate(cases):
        for t in case.traits:
            if t in column:
                x[row, column[t]] = 1
    y = np.array([c.yes for c in cases], dtype=float)
    often = np.array([c.weight for c in cases])
    w = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        slope = x.T @ (often * (y - p)) - w / HELD
        bend = (x * (often * p * (1 - p))[:, None]).T @ x + np.eye(len(names)) / HELD
        w += np.linalg.solve(bend, slope)
    return {t: float(w[i]) for t, i in column.items()}


def right(weights: dict[str, float], cases: Sequence[Case]) -> float:
    """The share of cases that weights tell right."""
    return float(np.mean([(sum(weights.get(t, 0.0) for t in c.traits) >= 0) == c.yes for c in cases]))


def check(cases: Sequence[Case]) -> float:
    """The share of cases told right by weights from the other nine tenths."""
    fold = [int(hashlib.md5(c.report.encode()).hexdigest(), 16) % 10 for c in cases]
    got = []
    for k in range(10):
        weights = fit([c for c, n in zip(cases, fold, strict=True) if n != k])
        held = [c for c, n in zip(cases, fold, strict=True) if n == k]
        got.append(right(weights, held) * len(held) if held else 0.0)
    return sum(got) / len(cases)


def reports(data: Path) -> Iterator[Read]:
    """Every report, laid out, with what its annotation tells."""
    resolvers, spans = Resolvers.open(), referee(data).spans
    ours = [(g, t, 1.0) for g, t in own(OURS) if int(g["published"][:4]) % 2 == 0]
    real = [(g, t, REAL) for g, t in training(data, "real")]
    composed = [(g, t, 1.0) for part in ("composed-single", "composed-bundles") for g, t in training(data, part)]
    for gold, text, weight in (*real, *composed, *ours):
        keys = ("title", "published", "publisher", "url", "lang")
        document = Document(id=gold["id"], text=text, **{k: gold.get(k) for k in keys})
        page = lay_out(document, resolvers.marks(document))
        yield Read(gold["id"], page, [set(spans(i["mentions"], text)) for i in gold["incidents"]], weight)


def make(read: Sequence[Read]) -> tuple[list[Case], dict[str, float]]:
    """The cases of all reports and the weights that they give; those of joining are made twice, because how a fragment
    fits its best draft is known only after the first time.
    """
    weights: dict[str, float] = {}
    found: list[Case] = []
    prose = [r for r in read if not r.page.digest]
    for _ in range(3):
        found = [c for r in prose for c in cases(r, weights)]
        weights = fit([c for c in found if c.traits[0] == "join"])
    weights |= fit([c for c in found if c.traits[0] == "begin"])
    return found, weights


def table(found: Sequence[Case], weights: dict[str, float]) -> str:
    """The table: each trait with its weight and how often it was seen."""
    seen = Counter(t for c in found for t in c.traits)
    return HEADER + "".join(f"{t}\t{w:.2f}\t{seen[t]}\n" for t, w in sorted(weights.items()))


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    found, weights = make(list(reports(parser.parse_args().data)))
    for part in ("join", "begin"):
        some = [c for c in found if c.traits[0] == part]
        print(f"{part}: {check(some):.3f} of {len(some)} told right", file=sys.stderr)
    print(table(found, weights), end="")


if __name__ == "__main__":
    main()
