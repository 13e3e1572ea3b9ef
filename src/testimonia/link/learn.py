"""Weights from pairs that people have labelled: logistic regression, held to a table made by hand.

One variable for each level of each comparison; the penalty draws every weight to its hand-made value (a Gaussian
prior), so that a level seldom seen keeps what a person would say of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testimonia.link.compare import Levels
from testimonia.link.score import PRIOR, Weights
from testimonia.link.tables import Weight

HOLD = 5.0  # how strongly a weight is held to its prior: the inverse variance of the Gaussian
SILENT = 20.0  # how many times more strongly a weight is held that is nothing by hand ("unknown")
SHARE = 50.0  # how strongly the prior is held: else it makes up for what nearly all false pairs have ("far apart")
NEVER, FIRM = -4.0, 20.0  # what is nearly impossible by hand is held so much more firmly, however much readers err
_STEPS = 60
_ENOUGH = 1e-8


@dataclass(frozen=True, slots=True)
class Pair:
    """The levels of a pair of accounts, and whether a person says that they tell of one incident."""

    levels: Levels
    same: bool


def learn(pairs: Sequence[Pair], prior: Weights, hold: float = HOLD) -> dict[tuple[str, str], Weight]:
    """The weights that make the labels likeliest, given the prior; a level that no pair has keeps its prior weight."""
    names = list(prior)
    column = {name: i for i, name in enumerate(names)}
    start = np.array([prior[n].value for n in names])
    # A level that says nothing stays near nothing, so that the sum can be read term by term.
    held = np.array([hold * (SILENT if prior[n].value == 0 else 1.0) for n in names])
    held[start <= NEVER] *= FIRM
    held[column[PRIOR]] = SHARE
    x = np.zeros((len(pairs), len(names)))
    x[:, column[PRIOR]] = 1.0
    for row, pair in enumerate(pairs):
        x[row, [column[level] for level in pair.levels]] = 1.0
    y = np.array([float(p.same) for p in pairs])
    found = _newton(x, y, start, held)
    return {n: Weight(round(float(found[i]), 3), prior[n].words) for i, n in enumerate(names)}


def _newton(
    x: NDArray[np.float64], y: NDArray[np.float64], start: NDArray[np.float64], hold: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Newton's method on the penalised log-likelihood; the penalty keeps the Hessian regular."""
    w = start.copy()
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -40, 40)))
        slope = x.T @ (p - y) + hold * (w - start)
        hessian = (x.T * (p * (1 - p))) @ x + np.diag(hold)
        step = np.linalg.solve(hessian, slope)
        # Halve steps that overshoot: far from the optimum the quadratic is no good picture.
        w = w - step / max(1.0, float(np.abs(step).max()))
        if float(np.abs(step).max()) < _ENOUGH:
            break
    return w
