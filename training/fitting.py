"""The logistic regression over clues that the tables of weights are made with (tolls, choices, kinds, certainty)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

STEPS = 800  # at most, of the solver

Told = tuple[str, Iterable[str], Any]  # the report that a sample is of, its clues, its answer


def fitted(told: Iterable[Told], strength: float, least: int) -> tuple[DictVectorizer, LogisticRegression]:
    """The regression over the clues that at least so many reports show; `strength` is that of the regularisation,
    inverse.
    """
    samples = [(report, sorted(clues), answer) for report, clues, answer in told]
    seen = defaultdict(set)
    for report, clues, _ in samples:
        for clue in clues:
            seen[clue].add(report)
    kept = {clue for clue, reports in seen.items() if len(reports) >= least}
    turn = DictVectorizer()
    rows = turn.fit_transform([{clue: 1 for clue in clues if clue in kept} for _, clues, _ in samples])
    return turn, LogisticRegression(C=strength, max_iter=STEPS).fit(rows, [answer for *_, answer in samples])
