"""The heads of the network in NumPy: what is small enough to need no runtime of its own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import cache

import numpy as np
from threadpoolctl import ThreadpoolController

from testimonia.read.known import ROLES
from testimonia.read.windows import Floats


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


def one_core() -> AbstractContextManager[object]:
    """While it is entered, products of matrices take one core: these are so small that several would spend more time
    waiting for each other, with all of them busy, than on sums."""
    limited: AbstractContextManager[object] = _libraries().limit(limits=1, user_api="blas")
    return limited


class Numbers:
    """Heads from named arrays, as `training/network.py` names them (`tag.weight`, `pairs.speech.left.bias` …). Keeps to
    `spans.Heads`."""

    def __init__(self, arrays: Mapping[str, Floats]) -> None:
        self.arrays = arrays

    def tags(self, vectors: Floats) -> Floats:
        """(n, SPAN) → (n, roles, 3): outside, begin, inside."""
        return _softmax(self._linear("tag", vectors).reshape(len(vectors), len(ROLES), 3))

    def classes(self, attribute: str, vectors: Floats) -> Floats:
        """(spans, SPAN) → (spans, classes of the attribute)."""
        return _softmax(self._linear(f"classes.is_{attribute}", vectors))

    def pairs(self, net: str, left: Floats, right: Floats, relation: Floats) -> Floats:
        """(a, SPAN), (b, SPAN), (a, b, PAIR_WIDTH) → (a, b)."""
        at = f"pairs.{net}"
        added = self._linear(f"{at}.left", left)[:, None] + self._linear(f"{at}.right", right)[None]
        added = np.maximum(0, added + self._linear(f"{at}.relation", relation))
        met = self._linear(f"{at}.left2", left)[:, None] * self._linear(f"{at}.right2", right)[None]
        logits = self._linear(f"{at}.out", np.concatenate([added, met], -1))[..., 0]
        out: Floats = 1 / (1 + np.exp(-logits.clip(-30, 30)))
        return out

    def _linear(self, name: str, x: Floats) -> Floats:
        out: Floats = x @ self.arrays[f"{name}.weight"].T + self.arrays[f"{name}.bias"]
        return out


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    out: Floats = powers / powers.sum(-1, keepdims=True)
    return out
