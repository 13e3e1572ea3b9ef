"""Whom a figure counts where its own words do not say: a table of weights judges by the story it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast, get_args

from testimonia.model.claim import IncidentType, Who
from testimonia.read.fragments import Fragment
from testimonia.read.grouping import Draft
from testimonia.read.lexicon import phrases
from testimonia.read.parts import Hit
from testimonia.read.weighing import Weights, chances, weights

CLASSES: tuple[Who, ...] = get_args(Who)
SURE = 0.5  # how likely a class is that takes the place of the one by rule


class Classes:
    """The classes of the figures of one draft."""

    def __init__(self, draft: Draft, kind: IncidentType, language: str) -> None:
        self.draft, self.kind, self.language = draft, kind, language
        self.story = _story(draft, language)
        self.told: list[tuple[Hit, str]] = [(h, h.who) for f in draft.fragments for h in f.hits]

    def of(self, f: Fragment, hit: Hit) -> Who:
        """The class of a figure, by rule or by weight."""
        rule = by_rule(hit.who, self.kind)
        likely = chances(self.clues(f, hit), _table(self.language), CLASSES)
        best = max(CLASSES, key=lambda c: likely[c])
        return best if likely[best] >= SURE else rule

    def clues(self, f: Fragment, hit: Hit) -> list[str]:
        """What speaks for a class, named for the table."""
        rule, low = by_rule(hit.who, self.kind), [t.low for t in f.sentence.tokens]
        out = [f"rule={rule}", f"rule+kind={rule}/{self.kind}", f"rule+effect={rule}/{hit.effect}"]
        out += [f"rule+head={rule}/{_word(f, hit.last - 1)}", f"effect+kind={hit.effect}/{self.kind}"]
        out += [f"rule+part={rule}/{hit.part}/{hit.single}", f"rule+zero={rule}/{hit.number.best == 0}"]
        others = {(h.effect == hit.effect, w) for h, w in self.told if (h.sentence, h.start) != (hit.sentence, hit.start)}
        out += [f"rule+other={rule}/{same}/{who}" for same, who in others]
        before = [w for h, w in self.told if (h.sentence, h.start) < (hit.sentence, hit.start)]
        if before:
            out.append(f"rule+before={rule}/{before[-1]}")
        out += [f"rule+story={rule}/{clue}" for clue in self.story]
        words = range(max(0, hit.first - 8), min(len(low), hit.last + 8))
        out += [f"near={rule}/{_word(f, i)}" for i in words if not hit.first <= i < hit.last]
        return sorted(set(out))


def by_rule(who: Who, kind: IncidentType) -> Who:
    """The class that the words give, as the type of the incident turns it."""
    if kind == "clash" and who == "attackers":
        return "militants"  # in a clash nobody is an attacker (FORMAT.md)
    if kind in ("armed_assault", "suicide_bombing", "bombing", "abduction") and who == "militants":
        return "attackers"  # militants who die in an attack of theirs
    return who


def _story(draft: Draft, language: str) -> list[str]:
    """The classes of people that the first fragments of a draft speak of, and the sites that they name."""
    out = set()
    for f in draft.fragments[:3]:
        tokens = f.sentence.tokens[f.first : f.last]
        out |= {found.row[0] for found in phrases(language, "people").find(tokens)}
        out |= {tokens[found.first].low for found in phrases(language, "parties", "site").find(tokens)}
        out |= {f"{a.kind}" for a in f.sentence.actors}
    return sorted(out)


def _word(f: Fragment, i: int) -> str:
    token = f.sentence.tokens[i]
    return "#" if token.text[0].isdigit() else "^" if token.text[0].isupper() and i else token.low


def _table(language: str) -> Weights:
    return weights(language, "who")
