"""The words that stand for incidents, and what the words around them say of their reality."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import NamedTuple

from testimonia import lang
from testimonia.read.lexicon import Found, phrases, wordset
from testimonia.read.page import Sentence
from testimonia.read.threats import threatened


class Trigger(NamedTuple):
    """One word or phrase that may stand for an incident: tokens `first` to `last` (exclusive), type or "-", weight 1 to
    3; `real` is False where its clause makes it a plan, a fear or a ban, `general` where it is a manner of
    things; `anaphor` where "the", "this" or a possessive lead back; `passive` where what stands before a verb
    suffers it; `noun` where it is used as one; `threat` where it is only announced, by those who would do it.
    """

    first: int
    last: int
    start: int
    end: int
    type: str
    weight: int
    real: bool
    general: bool
    anaphor: bool
    passive: bool
    noun: bool
    plural: bool
    threat: bool = False


_BREAKS = frozenset([";", ":", "(", ")", "“", "”", '"', "–", "—"])


def triggers(
    s: Sentence, cues: dict[str, list[Found]], taken: frozenset[int] = frozenset(), language: str = "en"
) -> list[Trigger]:
    """The triggers of one sentence, left to right. `cues` are the phrases of the contexts table in it by section; words
    inside a phrase of `never` are no trigger. `taken` are the tokens of words that say that people were abducted.
    """
    if s.part in ("furniture", "aside"):
        return []
    found = phrases(language, "triggers").find(s.tokens)
    if not found:
        return []
    low = [t.low for t in s.tokens]
    never = [range(f.first, f.last) for f in cues.get("never", ())]
    # "in May", "Will Smith" are no "may" and "will"
    unreal = [u for u in cues.get("unreal", ()) if s.tokens[u.first].text[0].islower() or u.first == 0]
    general = cues.get("general", [])
    out = []
    for f in found:
        if any(f.first in r or f.last - 1 in r for r in never) or _in_name(s, f):
            continue
        part, kind, weight = f.row[0], f.row[1], int(f.row[2])
        if weight < 3:
            weight = _raised(s, low, f, weight, language) or int(not taken.isdisjoint(range(f.first, f.last)))
        threat = threatened(low, f, language)
        if not weight and not threat:
            continue
        noun = _is_noun(low, f, part, language)
        if not noun and _figurative(low, f, language):
            continue
        out.append(
            Trigger(
                f.first,
                f.last,
                s.tokens[f.first].start,
                s.tokens[f.last - 1].end,
                kind,
                max(weight, 2) if threat else weight,
                real=threat or (_happened(low, f, unreal, noun, language) and not _goes_on(s, low, f, language)),
                general=any(_governs(low, g, f.first, 2, language) for g in general),
                anaphor=noun and _leads_back(low, f.first, language),
                passive=not noun and _is_passive(low, f, language),
                noun=noun,
                plural=noun
                and low[f.last - 1].endswith("s")
                and low[f.last - 1] not in wordset(language, "scene", "single"),
                threat=threat,
            )
        )
    return out


def _happened(low: list[str], f: Found, unreal: list[Found], noun: bool, language: str) -> bool:
    """Whether nothing before the words makes them a plan, a fear or a ban."""
    meant = any(_governs(low, u, f.first, 4, language) and not _of_noun(low, u, f, noun, language) for u in unreal)
    return not meant and not (f.row[0] != "n" and _aim(low, f, language))


def _goes_on(s: Sentence, low: list[str], f: Found, language: str) -> bool:
    """Whether words tell what has been going on for years: "has been fighting militants since 2015"."""
    before = low[max(0, f.first - 3) : f.first]
    perfect = wordset(language, "turns", "have")
    if not low[f.last - 1].endswith("ing") or not any(
        a in perfect and b in wordset(language, "around", "been") for a, b in pairwise(before)
    ):
        return False
    since = [m for m in s.dates if m.role == "since" and m.period.precision != "day"]
    behind, years = low[f.last :], wordset(language, "around", "years")
    span = wordset(language, "around", "for")
    long = any(w in span and not years.isdisjoint(behind[i + 1 : i + _SPAN]) for i, w in enumerate(behind))
    return long or any(s.at(m.start) >= f.last for m in since)


_SPAN = 6  # words from "for" to the years: "for much more than a decade"


def _figurative(low: list[str], f: Found, language: str) -> bool:
    """Whether a verb's object is no thing or person ("blew up prices", "attacked the ban"), or its subject has no will
    ("a wall of mud hit the village").
    """
    behind, ends = low[f.last : f.last + 4], wordset(language, "around", "ends_object")
    end = next((i for i, w in enumerate(behind) if not w[0].isalnum() or w in ends), len(behind))
    if not wordset(language, "scene", "abstract").isdisjoint(behind[:end]):
        return True
    before = [w for w in low[max(0, f.first - 3) : f.first] if w not in wordset(language, "clauses", "be")]
    return before[-1:] != [] and before[-1] in wordset(language, "scene", "nature")


class _Raise(NamedTuple):
    """A row of the table of what raises a weak trigger: words `near`, so many tokens `before` or `behind` it."""

    near: frozenset[str]
    before: int
    behind: int
    weight: int


@cache
def _raises(language: str) -> dict[str, tuple[_Raise, ...]]:
    """The rows of `lang/<language>/raised.tsv` by each of their triggers."""
    out: dict[str, list[_Raise]] = {}
    for words, near, before, behind, weight in lang.table(language, "raised"):
        row = _Raise(frozenset(near.split("|")), int(before), int(behind), int(weight))
        for word in words.split("|"):
            out.setdefault(word, []).append(row)
    return {word: tuple(rows) for word, rows in out.items()}


def _raised(s: Sentence, low: list[str], f: Found, weight: int, language: str) -> int:
    """The weight of a word that alone says little: what the words near it make of it, 2 where an armed force takes
    ground ("forces capture the northern part of the town").
    """
    for row in _raises(language).get(" ".join(low[f.first : f.last]), ()):
        before, behind = low[max(0, f.first - row.before) : f.first], low[f.last : f.last + row.behind]
        if row.weight > weight and not (row.near.isdisjoint(before) and row.near.isdisjoint(behind)):
            return row.weight
    takes, ground = wordset(language, "around", "takes"), wordset(language, "around", "ground")
    if low[f.first] in takes and not ground.isdisjoint(low[f.last : f.last + 9]):
        forces = ("military", "rebel", "jihadist", "militia", "armed")
        if any(s.at(a.start) < f.first <= s.at(a.end) + 4 and a.kind in forces for a in s.actors):
            return max(weight, 2)
    return weight


def _in_name(s: Sentence, f: Found) -> bool:
    """Whether the words are part of a place or organisation ("Mine Hill", "Raid Commission")."""
    start, end = s.tokens[f.first].start, s.tokens[f.last - 1].end
    return any(p.start <= start and end <= p.end for p in s.places if p.use != "adjective") or any(
        a.start <= start and end <= a.end and not a.generic and s.tokens[f.first].text[0].isupper() for a in s.actors
    )


def _is_noun(low: list[str], f: Found, part: str, language: str) -> bool:
    if part != "x":
        return part == "n"
    word = low[f.last - 1]
    if word.endswith("ed") or word in wordset(language, "around", "participle"):
        return False
    before = low[f.first - 1] if f.first else ""
    after = low[f.last] if f.last < len(low) else "."
    led = before.endswith("'s") or before in wordset(language, "around", "before_noun")
    return led or after in wordset(language, "around", "behind_noun")


def _is_passive(low: list[str], f: Found, language: str) -> bool:
    """ "was attacked", "have been killed", "12 killed in …" (a participle without an object)."""
    if "under" in low[f.first : f.last]:  # "came under fire"
        return True
    if low[f.first].endswith("ing"):  # "are accused of beating"
        return False
    if not wordset(language, "around", "suffered").isdisjoint(low[max(0, f.first - 4) : f.first]):
        return True
    after = low[f.last] if f.last < len(low) else "."
    ends_so = low[f.first].endswith(("ed", "n", "shot")) and low[f.first] not in wordset(language, "around", "active")
    return ends_so and after in wordset(language, "around", "no_object")


def _aim(low: list[str], f: Found, language: str) -> bool:
    """Whether a verb is only what somebody is to do: "sent to kill", "continue to ambush"; not "managed to kill", "used
    a drone to attack a mosque".
    """
    behind_to = f.first > 1 and low[f.first - 1] == "to" and not low[f.first].endswith(("ed", "ing"))
    used = not wordset(language, "scene", "used").isdisjoint(low[max(0, f.first - _MEANS) : f.first - 1])
    return behind_to and not used and low[f.first - 2] not in wordset(language, "around", "brought_about")


_MEANS = 6  # words between "used" and what was done with it


def _governs(low: list[str], cue: Found, at: int, reach: int, language: str) -> bool:
    """Whether a cue stands before a trigger, near and in its clause."""
    gap = low[cue.last : at]
    if cue.last > at or len(gap) > reach:
        return False
    if low[cue.last - 1] == "to" and not wordset(language, "around", "about").isdisjoint(gap):
        return False  # "wants to question him about the bombing"
    clause = wordset(language, "around", "clause")
    return not any(w in _BREAKS or w in (",", "and") or w in clause for w in gap)


def _of_noun(low: list[str], cue: Found, f: Found, noun: bool, language: str) -> bool:
    """Whether a cue speaks of the noun behind it, not of a verb further on: "in a car without plates shot dead"."""
    gap = low[cue.last : f.first]
    finite = not noun and not low[f.first].endswith("ing") and "being" not in gap
    return finite and bool(gap) and low[cue.last - 1] in wordset(language, "around", "plain")


def _leads_back(low: list[str], i: int, language: str) -> bool:
    """ "the attack", "Friday's bombing", "this latest raid", "treated it as a terrorist attack"."""
    called = low[max(0, i - 5) : i]
    if any(w in ("it", "this") and called[n + 1 : n + 2] in (["as"], ["a"], ["an"]) for n, w in enumerate(called)):
        return True
    back, other = wordset(language, "around", "leading_back"), wordset(language, "around", "not_back")
    for j in range(i - 1, max(-1, i - 4), -1):
        if low[j] in back:
            return True
        if low[j] in other:
            return False
    return i > 0 and low[i - 1] in ("'s", "’s")
