"""Trains the network on annotated reports: losses, schedule, averaging of weights."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from copy import deepcopy

import numpy as np
import torch
from gold import Example
from network import Reader
from torch import Tensor, nn
from torch.nn import functional as F

from testimonia.read.known import ATTRIBUTES, NAMES, ROLES, Known
from testimonia.read.windows import Vocabulary, relations, windows

ARGUMENTS = frozenset(["date", "place", "perpetrator", "target", "weapon", "figure", "claim"])
HIDDEN = 0.5
_SEEN = ("shape", "part", "page", "date", "count", "place", "actor")  # what stands there, whatever patterns make of it
_TOLD = [i for i, n in enumerate(NAMES) if n.split(":")[0] not in _SEEN]


def encode(model: Reader, vocabulary: Vocabulary, known: Known, features: Tensor, noise: float = 0.0) -> Tensor:
    """The words of a page as vectors with their features beside them: (n, SPAN). `noise` masks that share of words."""
    got = vocabulary.pieces([w.text for w in known.words])
    ids = torch.from_numpy(got.ids)
    if noise:
        hidden = (torch.rand(len(known.words)) < noise)[torch.from_numpy(got.word)]
        ids = torch.where(hidden, torch.tensor(vocabulary.mask), ids)
    rows = features[torch.from_numpy(got.word)]
    empty = torch.zeros(1, rows.shape[1])
    kept = []
    for w in windows(len(ids)):
        framed = torch.cat([torch.tensor([vocabulary.start]), ids[w.start : w.end], torch.tensor([vocabulary.end])])
        with torch.autocast("cpu", torch.bfloat16, enabled=model.training):
            out = model.encoder(framed[None], torch.cat([empty, rows[w.start : w.end], empty])[None])[0, 1:-1]
        kept.append(out[w.keep_start - w.start : w.keep_end - w.start])
    return torch.cat([torch.cat(kept)[torch.from_numpy(got.first)].float(), features], 1)


def spans_of(words: Tensor, ranges: Sequence[tuple[int, int]]) -> Tensor:
    """The vectors of spans: the mean of their words, (spans, SPAN)."""
    total = torch.cat([torch.zeros(1, words.shape[1]), words.cumsum(0)])
    first, last = torch.tensor([r[0] for r in ranges]), torch.tensor([r[1] for r in ranges])
    return (total[last] - total[first]) / (last - first)[:, None]


def tag_targets(e: Example) -> Tensor:
    """(n, roles): 0 outside, 1 begin, 2 inside."""
    out = torch.zeros(len(e.known.words), len(ROLES), dtype=torch.long)
    for s in sorted(e.spans, key=lambda s: s.first - s.last):  # the longer first: a shorter one inside begins anew
        out[s.first, ROLES.index(s.role)] = 1
        out[s.first + 1 : s.last, ROLES.index(s.role)] = 2
    return out


def loss_of(model: Reader, vocabulary: Vocabulary, e: Example, noise: float) -> Tensor:
    """The loss of one report."""
    features = torch.from_numpy(e.known.features)
    if noise and random.random() < HIDDEN:  # in half of the reports the network has to do without the patterns
        features = features.clone()
        features[:, _TOLD] = 0
    words = encode(model, vocabulary, e.known, features, noise)
    tags, wanted = model.tags(words), tag_targets(e)
    loss = F.cross_entropy(tags.reshape(-1, 3), wanted.reshape(-1), reduction="sum") / 40
    if e.spans:
        loss = loss + _class_loss(model, words, e) + _pair_loss(model, words, e)
    return loss * e.weight


def _class_loss(model: Reader, words: Tensor, e: Example) -> Tensor:
    loss = words.new_zeros(())
    vectors = model.drop(spans_of(words, [(s.first, s.last) for s in e.spans]))
    for name in ATTRIBUTES:
        rows = [(i, s.classes[name]) for i, s in enumerate(e.spans) if name in s.classes]
        if rows:
            logits = model.classes[f"is_{name}"](vectors[[i for i, _ in rows]])
            loss = loss + F.cross_entropy(logits, torch.tensor([c for _, c in rows]), reduction="sum") / 4
    return loss


def _pair_loss(model: Reader, words: Tensor, e: Example) -> Tensor:
    left = [(s.role, s.first, s.last, s.incidents) for s in e.spans if s.role in ARGUMENTS or s.role == "trigger"]
    left += [(r, a, b, frozenset()) for r, a, b in e.foils if r in ARGUMENTS]
    right = [(s.first, s.last, s.incidents) for s in e.spans if s.role == "trigger"]
    loss = words.new_zeros(())
    if right:
        wanted = torch.tensor([[float(bool(a[3] & b[2])) for b in right] for a in left])
        logits = _pairs(model, "incident", words, e, [(r, a, b) for r, a, b, _ in left], [(a, b) for a, b, _ in right])
        loss = loss + F.binary_cross_entropy_with_logits(logits, wanted, reduction="sum") / 30
    claims = [i for i, s in enumerate(e.spans) if s.role == "claim"]
    parties = [i for i, s in enumerate(e.spans) if s.role == "perpetrator"]
    foils = [(a, b) for r, a, b in e.foils if r == "perpetrator"]
    if claims and (parties or foils):
        wanted = torch.tensor([[float((i, j) in e.claimed) for j in parties] + [0.0] * len(foils) for i in claims])
        ranges = [(e.spans[j].first, e.spans[j].last) for j in parties] + foils
        at = [("claim", e.spans[i].first, e.spans[i].last) for i in claims]
        logits = _pairs(model, "claim", words, e, at, ranges)
        loss = loss + F.binary_cross_entropy_with_logits(logits, wanted, reduction="sum") / 10
    return loss


def _pairs(
    model: Reader, net: str, words: Tensor, e: Example, left: list[tuple[str, int, int]], right: list[tuple[int, int]]
) -> Tensor:
    a = np.array([(x, y) for _, x, y in left], np.int64)
    b = np.array(right, np.int64)
    how = torch.from_numpy(relations(e.known, a, b, np.array([ROLES.index(r) for r, _, _ in left], np.int64)))
    lv, rv = spans_of(words, [(x, y) for _, x, y in left]), spans_of(words, right)
    return model.pairs[net](model.drop(lv), model.drop(rv), how)


def train(
    model: Reader,
    vocabulary: Vocabulary,
    examples: list[Example],
    *,
    epochs: int,
    seed: int,
    batch: int = 4,
    rate: float = 1e-4,
    noise: float = 0.05,
    say: Callable[[str], None] = print,
    frozen: int = 2,
) -> Reader:
    """The model trained, its weights averaged over the last steps (exponentially); AdamW, linear warm-up and decay."""
    random.seed(seed), np.random.seed(seed), torch.manual_seed(seed)
    for p in [*model.encoder.words.parameters(), *model.encoder.positions.parameters()]:
        p.requires_grad_(False)
    for layer in list(model.encoder.layers)[:frozen]:
        layer.requires_grad_(False)
    free = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    old = [n.startswith("encoder.") and "features" not in n for n, _ in free]  # what was trained before learns slowly
    groups = [
        {"params": [p for (_, p), o in zip(free, old, strict=True) if o is was], "lr": rate * (1 if was else 20)}
        for was in (True, False)
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = epochs * ((len(examples) + batch - 1) // batch)
    warm = max(1, steps // 12)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda k: min(1.0, (k + 1) / warm) * max(0.02, 1 - k / steps)
    )
    mean, step, begun = deepcopy(model), 0, time.time()
    for epoch in range(epochs):
        model.train()
        order, total = random.sample(range(len(examples)), len(examples)), 0.0
        for at in range(0, len(order), batch):
            optimiser.zero_grad()
            losses = [loss_of(model, vocabulary, examples[i], noise) for i in order[at : at + batch]]
            loss = torch.stack(losses).mean()
            loss.backward()
            total += loss.item() * len(losses)
            nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if step % 4 == 0:
                decay = min(0.95, step / (step + 40))
                with torch.no_grad():
                    for p, q in zip(mean.parameters(), model.parameters(), strict=True):
                        if q.requires_grad:
                            p.lerp_(q, 1 - decay)
        say(f"epoch {epoch + 1}: loss {total / len(examples):.3f}, {time.time() - begun:.0f} s")
    return mean.eval()
