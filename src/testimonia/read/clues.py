"""What is seen around people in a sentence, named for a table of weights: "l1=killed", "rule=none", "head=men"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from testimonia.model.claim import Count
from testimonia.read.counted import Counted, Group
from testimonia.read.parts import Hit
from testimonia.read.persons import Persons

_NEAR, _FAR = 8, 10  # words to the left and to the right that are looked at
_BREAKS = frozenset([";", "(", ")", "“", "”", '"', "–", "—", ":"])


class Around(NamedTuple):
    """What stands around a group of people beyond its sentence's words: the figure that rules make of it, those before
    and behind it in the sentence, the last one of earlier sentences with its distance in sentences, and the effect of
    an earlier figure of the same number.
    """

    rule: Hit | None
    before: Hit | None
    behind: Hit | None
    told: Hit | None
    gap: int
    same: str | None


def candidates(counted: Persons, groups: Sequence[Group]) -> list[Group]:
    """Everybody who may be counted in a sentence: the groups that rules know, every other number that is no date, no
    measure and no age, and every other noun for one person.
    """
    out = list(groups)

    def taken(start: int, end: int) -> bool:
        return any(g.start < end and start < g.end for g in out)

    for mark in counted.s.counts:
        if mark.kind == "count" and mark.count.high != 0 and not taken(mark.start, mark.end):
            first, last = counted.s.cover(mark.outer_start, mark.end)
            out.append(Group(first, last, None, mark.count, mark.start, mark.end, "thing"))
    for i, found in sorted(counted.people.items()):
        tokens = counted.toks[i : found.last]
        if not (counted.plural(found) or counted.many(found) or taken(tokens[0].start, tokens[-1].end)):
            out.append(counted.one(i, found.last, found.row[0], found.row[1])._replace(shape="noun"))  # type: ignore[arg-type]
    return sorted(out, key=lambda g: g.first)


def clues(c: Counted, g: Group, around: Around, part: str) -> list[str]:
    """The clues of one group, in no order that matters."""
    out = [f"shape={g.shape}", f"who={g.who}", f"kind={g.kind}", f"size={_size(g.number)}", f"part={part}"]
    out += [f"shape+who={g.shape}/{g.who}", f"head={_word(c, g.last - 1)}"]
    out += _words(c, g) + _effects(c, g) + _harms(c, g, around) + _figures(c, g, around)
    out += [f"deed={'l' if t.first < g.first else 'r'}/{t.row[1]}" for t in c.deeds]
    out += ["said"] if any(w in c.sets["said"] for w in c.low) else []
    return sorted(set(out))


def _size(n: Count) -> str:
    top = next((x for x in (n.best, n.low, n.high) if x is not None), None)
    if top is None:
        return "vague"
    return next((str(limit) for limit in (0, 1, 4, 19, 99, 999) if top <= limit), "more")


def _word(c: Counted, i: int) -> str:
    """A word as a clue: in lower case, a number as "#", a name as "^"."""
    if not 0 <= i < len(c.toks):
        return "-"
    token = c.toks[i]
    if token.text[0].isdigit():
        return "#"
    return "^" if token.text[0].isupper() and i else token.low


def _words(c: Counted, g: Group) -> list[str]:
    left = [_word(c, g.first - k) for k in (1, 2, 3)]
    right = [_word(c, g.last + k) for k in (0, 1, 2)]
    out = [f"l{k + 1}={w}" for k, w in enumerate(left)] + [f"r{k + 1}={w}" for k, w in enumerate(right)]
    out += [f"l21={left[1]} {left[0]}", f"r12={right[0]} {right[1]}", f"lr={left[0]} # {right[0]}"]
    for i in range(g.first - 1, max(-1, g.first - 1 - _NEAR), -1):
        if c.low[i] in _BREAKS or c.low[i] in c.sets["but"]:
            break
        out.append(f"L={_word(c, i)}")
    for i in range(g.last, min(len(c.low), g.last + _FAR)):
        if c.low[i] in _BREAKS or c.low[i] in c.sets["but"]:
            break
        out.append(f"R={_word(c, i)}")
    return out


def _effects(c: Counted, g: Group) -> list[str]:
    """The nearest words for harm on both sides, and all in the sentence."""
    out = []
    left = next((c.effects[i] for i in range(g.first - 1, -1, -1) if i in c.effects), None)
    right = next((c.effects[i] for i in range(g.last, len(c.low)) if i in c.effects), None)
    if left:
        out += [f"le={left.row[0]}/{_far(g.first - left.last)}", f"le={left.row[0]}/{left.row[1]}"]
    if right:
        aux = any(w in c.sets["aux"] for w in c.low[g.last : right.first])
        out += [f"re={right.row[0]}/{_far(right.first - g.last)}", f"re={right.row[0]}/{right.row[1]}/{aux}"]
    out += [f"any={f.row[0]}/{'l' if f.first < g.first else 'r'}" for f in c.effects.values()]
    return out or ["any=none"]


def _harms(c: Counted, g: Group, a: Around) -> list[str]:
    """The words of all kinds that speak of harm, by how far from the group they stand."""
    out, seen = [], set()
    told = a.told.effect if a.told else "none"
    for f in c.harms:
        side, far = ("l", g.first - f.last) if f.first < g.first else ("r", f.first - g.last)
        inside = g.first <= f.first < g.last
        out.append(f"harm={f.row[0]}/{'in' if inside else side + _far(far)}")
        seen.add(f.row[0])
    kinds = "+".join(sorted(seen)) or "none"
    return [*out, f"harms={kinds}", f"harms+told={kinds if len(seen) < 2 else 'many'}/{told}/{g.shape}"]


def _far(words: int) -> str:
    return next((str(limit) for limit in (0, 2, 5, 10) if words <= limit), "more")


def _figures(c: Counted, g: Group, a: Around) -> list[str]:
    rule = a.rule.effect if a.rule else "none"
    out = [f"rule={rule}", f"rule+shape={rule}/{g.shape}", f"same={a.same}"]
    if a.rule and a.rule.part:
        out.append(f"rule+part={rule}")
    if a.before:
        between = c.low[a.before.last : g.first]
        out += [f"before={a.before.effect}", f"before+far={a.before.effect}/{_far(len(between))}"]
        middle = [_word(c, i) for i in range(a.before.last, g.first)]
        out += [f"mid={' '.join(middle)}"] if len(middle) < 4 else []
    if a.behind:
        out.append(f"behind={a.behind.effect}/{_far(a.behind.first - g.last)}")
    if a.told:
        out += [f"told={a.told.effect}", f"told+gap={a.told.effect}/{min(a.gap, 3)}"]
        out += [f"told+shape={a.told.effect}/{g.shape}/{'first' if g.first == 0 else 'later'}"]
    return out
