"""Makes `read/grouping.tsv`, the weights of the traits of `testimonia.read.likeness`: `python training/grouping.py DATA`.

DATA is the data folder (its training reports, development part left out; those of `training/reports` are added). Each
report is grouped as its annotation says; from every fragment with a strong word two logistic regressions learn whether
it tells of the same incident as a draft, and whether it begins one. Printed beside each weight: how often the trait was
seen. The accuracy on stderr is out of fold: ten folds, by the report's name.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.annotated import own, referee, training
from testimonia.model.text import Document
from testimonia.read.aggregates import is_aggregate
from testimonia.read.draft import Draft
from testimonia.read.fragments import Fragment, fragments
from testimonia.read.likeness import begins, joins
from testimonia.read.page import Page, lay_out
from testimonia.resolve.marks import Resolvers

OURS = Path(__file__).parent / "reports"
HEADER = """\
# The weights of traits (testimonia/read/likeness.py), logarithms of odds; made by training/grouping.py.
# trait	weight	seen
"""
HELD = 1.0  # variance of a weight before anything is seen
RARE = 8  # a trait seen less often has no weight


class Case(NamedTuple):
    """A fragment beside a draft, or alone: its traits, and whether it joins the draft (begins one)."""

    report: str
    traits: tuple[str, ...]
    yes: bool


def cases(name: str, page: Page, told: Sequence[set[tuple[int, int]]], weights: dict[str, float]) -> Iterator[Case]:
    """The cases of one report; `told` are the stretches of the text that stand for each of its incidents, `weights` what
    is known of joining already.
    """
    drafts: dict[int, Draft] = {}
    last: Draft | None = None
    for f in fragments(page):
        if f.strength < 2 or is_aggregate(f):
            continue
        labels = [i for i, at in enumerate(told) if any(t.start < b and a < t.end for t in f.triggers for a, b in at)]
        fits = []
        for i, d in drafts.items():
            traits = tuple(joins(d, f, d is last))
            fits.append(sum(weights.get(t, 0.0) for t in traits))
            if labels:
                yield Case(name, traits, i in labels)
        best = max(fits, default=None)
        fresh = [i for i in labels if i not in drafts]
        if best is None or best < 0 or fresh:
            yield Case(name, tuple(begins(f, best)), bool(fresh))
        for i in labels:
            if i in drafts:
                drafts[i].add(f)
            else:
                drafts[i] = Draft(f)
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
    w = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        slope = x.T @ (y - p) - w / HELD
        bend = (x * (p * (1 - p))[:, None]).T @ x + np.eye(len(names)) / HELD
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
        got.append(right(weights, held) * len(held))
    return sum(got) / len(cases)


def pages(data: Path) -> Iterator[tuple[dict[str, Any], Page]]:
    """Every report that is no digest, laid out."""
    resolvers = Resolvers.open()
    ours = ((g, t) for g, t in own(OURS) if int(g["published"][:4]) % 2 == 0)
    for gold, text in (*training(data), *ours):
        keys = ("title", "published", "publisher", "url", "lang")
        document = Document(id=gold["id"], text=text, **{k: gold.get(k) for k in keys})
        page = lay_out(document, resolvers.marks(document))
        if not page.digest:
            yield gold, page


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    spans = referee(data).spans
    read = [
        (g["id"], page, [set(spans(i["mentions"], page.document.text)) for i in g["incidents"]])
        for g, page in pages(data)
    ]
    found = make(read)
    joined = [c for c in found if c.traits[0] == "join"]
    begun = [c for c in found if c.traits[0] == "begin"]
    print(f"joins {check(joined):.3f} of {len(joined)}, begins {check(begun):.3f} of {len(begun)}", file=sys.stderr)
    seen = Counter(t for c in found for t in c.traits)
    weights = fit(joined) | fit(begun)
    print(HEADER + "\n".join(f"{t}\t{w:.2f}\t{seen[t]}" for t, w in sorted(weights.items())))


def make(read: Sequence[tuple[str, Page, list[set[tuple[int, int]]]]]) -> list[Case]:
    """The cases of all reports; twice over, because how a fragment fits its best draft is known only after the first."""
    weights: dict[str, float] = {}
    found: list[Case] = []
    for _ in range(2):
        found = [c for name, page, told in read for c in cases(name, page, told, weights)]
        weights = fit([c for c in found if c.traits[0] == "join"])
    return [c for name, page, told in read for c in cases(name, page, told, weights)]


if __name__ == "__main__":
    main()
