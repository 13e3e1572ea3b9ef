"""Annotated reports as what the network is to find in them: spans of words, their classes, what belongs together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from stretch import stretched, whole

from testimonia.model.doors import Resolver
from testimonia.model.text import Document
from testimonia.read.known import ATTRIBUTES, ROLES, Known, known
from testimonia.read.patterns import PatternReader

Locate = Callable[[str, str], tuple[int, int]]


class Piece(NamedTuple):
    """A span of words `first` to `last` (exclusive) in a role, with the incidents (numbers) it is part of and its
    classes (attribute → index of the class)."""

    role: str
    first: int
    last: int
    incidents: frozenset[int]
    classes: dict[str, int]


class Example(NamedTuple):
    """One report. `group` is the name of its first incident; `spans` are gold; `foils` are spans that the patterns find
    and the annotation does not (role, first, last); `claimed` pairs a claim span with the span of the party (indices of
    `spans`)."""

    id: str
    group: str
    weight: float
    known: Known
    spans: list[Piece]
    foils: list[tuple[str, int, int]]
    claimed: set[tuple[int, int]]


def example(gold: dict[str, Any], text: str, resolver: Resolver, locate: Locate, weight: float = 1.0) -> Example:
    """The example of one annotation; `locate` is the referee's (check.py), `resolver` keeps to the door Resolver."""
    about = {k: gold.get(k) for k in ("title", "published", "publisher", "url", "lang")}
    document = Document(id=gold["id"], text=text, **about)
    seen = known(PatternReader(weigh=False).study(document, resolver.marks(document)))
    return _Builder(gold, text, seen, locate).build(weight)


class _Builder:
    def __init__(self, gold: dict[str, Any], text: str, seen: Known, locate: Locate) -> None:
        self.gold, self.text, self.seen, self.locate = gold, text, seen, locate
        self.spans: dict[tuple[str, int, int], tuple[set[int], dict[str, int]]] = {}
        self.claimed: set[tuple[tuple[str, int, int], tuple[str, int, int]]] = set()

    def build(self, weight: float) -> Example:
        for number, incident in enumerate(self.gold["incidents"]):
            self.incident(number, incident)
        keys = sorted(self.spans, key=lambda k: (ROLES.index(k[0]), k[1], k[2]))
        index = {k: i for i, k in enumerate(keys)}
        group = next((i["key"] for i in self.gold["incidents"]), self.gold["id"])
        spans = [Piece(*k, frozenset(self.spans[k][0]), self.spans[k][1]) for k in keys]
        return Example(
            self.gold["id"], group, weight, self.seen, spans, list(self.foils()),
            {(index[a], index[b]) for a, b in self.claimed},
        )  # fmt: skip

    def put(self, role: str, at: list[str], number: int, classes: dict[str, str]) -> list[tuple[str, int, int]]:
        out = []
        for quote in at:
            span = self.word_range(*self.locate(quote, self.text))
            if span is None:
                continue
            key = (role, *span)
            incidents, kinds = self.spans.setdefault(key, (set(), {}))
            incidents.add(number)
            for attribute, value in classes.items():
                kinds.setdefault(attribute, ATTRIBUTES[attribute][1].index(value))
            out.append(key)
        return out

    def word_range(self, start: int, end: int) -> tuple[int, int] | None:
        first, last = self.seen.cover(start, end)
        return (first, last) if first < last else None

    def incident(self, number: int, inc: dict[str, Any]) -> None:
        kinds = {"type": inc["type"], "status": inc["status"], "salience": inc["salience"]}
        self.put("trigger", inc["mentions"], number, kinds)
        if inc.get("date"):
            self.put("date", inc["date"].get("at", []), number, {})
        for p in inc.get("places", []):
            self.put("place", p.get("at", []), number, {})
        parties = {}
        for p in inc.get("perpetrators", []):
            keys = self.put("perpetrator", p.get("at", []), number, {"basis": p["basis"]})
            parties.setdefault(p["name"].lower(), []).extend(keys)
            self.speakers(keys, p.get("by"), number)
        for t in inc.get("targets", []):
            self.put("target", t.get("at", []), number, {"target": t["class"]})
        for w in inc.get("weapons", []):
            self.put("weapon", w.get("at", []), number, {"weapon": w["class"]})
        for f in inc.get("figures", []):
            kinds = {"effect": f["effect"], "who": f["who"], "figure_basis": f.get("basis") or "affirmed"}
            keys = self.put("figure", f["at"], number, kinds)
            self.speakers(keys, f.get("according_to"), number)
        for c in inc.get("claims", []):
            keys = self.put("claim", c["at"], number, {"stance": c["stance"]})
            for key in keys:
                owners = parties.get(c["by"].lower()) or self.source(c["by"], key, number, "perpetrator")
                self.claimed |= {(key, o) for o in owners}

    def speakers(self, keys: list[tuple[str, int, int]], by: str | None, number: int) -> None:
        """Marks the words nearest to each span that name who says it."""
        for key in keys:
            if by:
                self.source(by, key, number, "source")

    def source(self, by: str, near: tuple[str, int, int], number: int, role: str) -> list[tuple[str, int, int]]:
        ranges = []
        for m in re.finditer(re.escape(by), self.text, re.IGNORECASE):
            span = self.word_range(m.start(), m.end())
            if span:
                ranges.append(span)
        if not ranges:
            return []
        here = int(self.seen.sentence[near[1]])
        best = min(ranges, key=lambda r: (int(self.seen.sentence[r[0]]) != here, abs(r[0] - near[1])))
        key = (role, *best)
        incidents, _ = self.spans.setdefault(key, (set(), {}))
        incidents.add(number)
        return [key]

    def foils(self) -> Iterator[tuple[str, int, int]]:
        """What patterns mark in a role and the annotation does not touch: the hard negatives of the arcs."""
        for role in ROLES:
            covered = np.zeros(len(self.seen.words), bool)
            for name, first, last in self.spans:
                if name == role:
                    covered[first:last] = True
            column = _PATTERN[role]
            marked = self.seen.features[:, column] > 0
            i = 0
            while i < len(marked):
                j = i
                while j < len(marked) and marked[j]:
                    j += 1
                if j > i and not covered[i:j].any() and j - i < 13:
                    yield role, i, j
                i = max(j, i + 1)


def _columns() -> dict[str, int]:
    from testimonia.read.known import NAMES

    return {role: NAMES.index(f"pattern:{role}") for role in ROLES}


_PATTERN = _columns()


def fold(e: Example, count: int) -> int:
    """The fold of a report: reports that tell of one incident are in one (their first incident's key decides)."""
    return int(hashlib.sha256(e.group.encode()).hexdigest()[:8], 16) % count


def load(data: Path, folder: Path, resolvers: Sequence[Resolver], copies: int = 0) -> list[Example]:
    """The training examples: real, composed and our own annotated reports, the last two at half the weight.

    Of each there are `copies` with other names and numbers (`stretch.py`), at half of its weight.

    The resolvers take turns, so that the network meets the gazetteers of different users.
    """
    from annotated import own, referee, training

    locate = referee(data, "check").locate
    told = [(gold, text, 1.0) for gold, text in training(data, "real")]
    for part in ("composed-single", "composed-bundles"):
        told += [(gold, text, 0.5) for gold, text in training(data, part)]
    told += [(gold, text, 0.5) for gold, text in own(folder)]
    weights, plain = {gold["id"]: weight / 2 for gold, _, weight in told}, [(gold, text) for gold, text, _ in told]
    told += [
        (g, t, weights[g["id"].rstrip("~")])
        for n in range(copies)
        for g, t in stretched(plain, n)
        if whole(g, t, locate)
    ]
    turns = zip(told, cycle(resolvers), strict=False)
    return [example(gold, text, resolver, locate, weight) for (gold, text, weight), resolver in turns]
