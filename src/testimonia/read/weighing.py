"""What was done to the people of a sentence where rules leave it open: a table of weights judges what is seen around
them, and drops what rules only seemed to find.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import exp

from testimonia import lang
from testimonia.read.clues import Around, candidates, clues
from testimonia.read.counted import Group
from testimonia.read.figures import Finder
from testimonia.read.page import Sentence
from testimonia.read.parts import Hit

EFFECTS = (
    "none", "killed", "injured", "abducted", "missing", "displaced", "arrested", "freed", "participants",
)  # fmt: skip
ADD, DROP = 0.45, 0.8  # how likely an effect is that is added, and that there is none where a rule's figure is dropped
Weights = dict[str, dict[str, float]]


@cache
def weights(language: str) -> Weights:
    """The table: clue → effect → weight."""
    out: Weights = {}
    for clue, effect, weight in lang.table(language, "tolls"):
        out.setdefault(clue, {})[effect] = float(weight)
    return out


def chances(seen: Iterable[str], table: Weights) -> dict[str, float]:
    """How likely each effect is, by the sum of the weights of the clues (a multinomial logistic regression)."""
    sums = dict.fromkeys(EFFECTS, 0.0)
    for clue in ("bias", *seen):
        for effect, weight in table.get(clue, {}).items():
            sums[effect] += weight
    top = max(sums.values())
    powers = {effect: exp(s - top) for effect, s in sums.items()}
    total = sum(powers.values())
    return {effect: p / total for effect, p in powers.items()}


class Weigher:
    """Goes through the sentences of a page and remembers the figures told."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.last: Hit | None = None  # the last figure of the sentence before, which rules may break down
        self.told: Hit | None = None  # the last figure at all
        self.seen: dict[int, str] = {}

    def hits(self, s: Sentence) -> list[Hit]:
        """The figures of the next sentence, left to right."""
        if s.part in ("furniture", "aside"):
            self.last = None
            return []
        out = []
        for finder, group, around in self.open(s):
            hit = self.judge(finder, group, around, s)
            if hit:  # "no deaths or injuries" are two figures of one group
                out += [h for h in finder.ruled if (h.start, h.end) == (hit.start, hit.end)] or [hit]
        self.remember(out)
        return out

    def open(self, s: Sentence) -> list[tuple[Finder, Group, Around]]:
        """Everybody who may be counted in a sentence, with what stands around them."""
        finder = Finder(s, self.language)
        found = finder.hits(self.last)
        gap = s.order - self.told.sentence if self.told else 0
        out = []
        for g in candidates(finder, finder.asked):
            rule = next((h for h in found if h.start == g.start and h.end == g.end), None)
            before = next((h for h in reversed(found) if h.last <= g.first), None)
            behind = next((h for h in found if h.first >= g.last), None)
            same = self.seen.get(g.number.best or 0)
            out.append((finder, g, Around(rule, before, behind, self.told, gap, same)))
        return out

    def remember(self, told: list[Hit]) -> None:
        """The figures of a sentence are told."""
        self.last = told[-1] if told else None
        self.told = self.last or self.told
        self.seen.update({h.number.best: h.effect for h in told if h.number.best and h.number.best > 2})

    def judge(self, finder: Finder, g: Group, around: Around, s: Sentence) -> Hit | None:
        """The figure of a group, or None."""
        rule = around.rule
        if not rule and (g.shape not in ("number", "thing") or finder.worsened(g) or finder.of_things(g)):
            return None  # of single people the rules know more
        likely = chances(clues(finder, g, around, s.part), weights(self.language))
        if rule:
            # the displaced are mostly counted in totals, which the weights were not made from
            return None if likely["none"] >= DROP and rule.effect != "displaced" else rule
        best = max(EFFECTS[1:], key=lambda e: likely[e])
        return finder.weighed(g, best) if likely[best] >= ADD else None
