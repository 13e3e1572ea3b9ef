"""Who did it, and on whose word."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from testimonia.model.claim import Basis
from testimonia.read.clauses import Clauses
from testimonia.read.deeds import described
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import Found, phrases, wordset
from testimonia.read.parties import ARMED, Party, parties
from testimonia.read.subject import Voice
from testimonia.read.triggers import Trigger


class Culprit(NamedTuple):
    """A perpetrator as one sentence gives it; `by` is the accuser in the text's words, for the basis `blamed`."""

    party: Party
    basis: Basis
    by: str | None


def culprits(
    f: Fragment, c: Clauses | None, voices: tuple[Voice, ...], sides: bool, language: str = "en"
) -> list[Culprit]:
    """The perpetrators that a fragment names: agents of passive verbs, subjects of active ones, names before a noun
    ("Taliban attack"), the blamed; with `sides` those of a clash, too. Who is counted among the victims is none.
    """
    s, low = f.sentence, [t.low for t in f.sentence.tokens]
    victims = [(h.first, h.last) for h in f.hits if h.effect != "participants" and h.number.best != 0]
    crowd = wordset(language, "parties", "crowd")
    armed = [
        p for p in parties(s, language) if (p.kind in ARMED or low[p.last - 1] in crowd) and f.first <= p.first < f.last
    ]
    free = [p for p in armed if not (mentioned(low, p.first, language) or aimed_at(f, low, p.first, language))]
    doers = [p for p in free if not any(a <= p.first < b for a, b in victims)]
    nouns = wordset(language, "parties", "attacker")
    words = {name: wordset(language, "parties", name) for name in _SECTIONS}
    words["said"] = wordset(language, "speech", "said")
    triggers = [t._replace(passive=t.passive or _suffered(c, t, language)) for t in f.triggers]
    # who fights an attacker after the attack is no side of that: "died in a gunfight with police after the attack"
    sides = sides and not any(t.type != "clash" and t.weight >= 2 and t.anaphor for t in f.triggers)
    out = [
        _culprit(low, party, voices, words)
        for trigger in triggers
        if (trigger.weight >= 2 or trigger.type != "-")
        and not _stops(low, trigger, nouns, wordset(language, "grammar", "pronoun"))
        for party in doers
        if _acts(low, trigger, party, words) or (sides and _side(low, trigger, party, words))
    ]
    out += [found for t in triggers if not t.passive and (found := _attributive(f, t, low, language))]
    others = wordset(language, "deeds", "other_deeds")
    blame = phrases(language, "parties", "blame").find(s.tokens)
    blame = [f for f in blame if others.isdisjoint(low[max(0, f.first - _OTHERS) : f.first])]
    for party in doers:
        if not party.generic and any(_accuses(low, f, party, words) for f in blame):
            out.append(Culprit(party, "blamed", _accuser(low, blame, party, voices, words)))
    return list({(c.party.name, c.basis): c for c in reversed(out)}.values())[::-1]


_OTHERS = 8  # words: "past attacks on security forces have been blamed on"


def _suffered(c: Clauses | None, t: Trigger, language: str) -> bool:
    """Whether a verb only tells what was done to the noun before it: "two officers ambushed while on patrol"."""
    n = c.chunk(t.first) if c is not None else None
    return c is not None and n is not None and n in c.verbs and described(c, n, t.last, language)


def words_of(low: list[str], party: Party, voices: tuple[Voice, ...], language: str = "en") -> Culprit:
    """A doer as a culprit: stated, unless it is suspected or stands in somebody's words."""
    return _culprit(low, party, voices, {"suspicion": wordset(language, "parties", "suspicion")})


def _attributive(f: Fragment, t: Trigger, low: list[str], language: str) -> Culprit | None:
    """The attackers whom an adjective names: "a militant attack", "the rebel assault", "a coalition airstrike"."""
    words = wordset(language, "parties", "attributive")
    i = next((i for i in range(t.first, max(f.first, t.first - 3) - 1, -1) if low[i] in words), None)
    if i is None or (i == t.first and t.last == t.first + 1):
        return None
    token = f.sentence.tokens[i]
    if any(a.start < token.end and token.start < a.end for a in f.sentence.actors):
        return None
    kind = "military" if token.low in wordset(language, "parties", "of_force") else "armed"
    return Culprit(Party(i, i + 1, token.start, token.end, token.text, kind, None, None, True), "stated", None)


def mentioned(low: list[str], first: int, language: str) -> bool:
    """Whether a party that begins at token `first` only tells of another: "a group linked to X", "a man inspired by
    X", "a splinter group of X", "an operation against X", "a rally organised by X", "its fighters" (those of whoever
    speaks), of nobody in particular ("any attacker"), of what they do at other times ("insurgents have often
    attacked") or who are only there.
    """
    link, kin = wordset(language, "parties", "link"), wordset(language, "parties", "kin")
    if first and low[first - 1] in ("its", "our"):
        return True
    if first and low[first - 1] in wordset(language, "parties", "nobody"):
        return True
    behind = low[first : first + _HABIT]
    end = next((i for i, w in enumerate(behind) if not w[0].isalnum()), len(behind))
    if not wordset(language, "parties", "habit").isdisjoint(behind[:end]):
        return True
    if " ".join(low[max(0, first - 2) : first]) in wordset(language, "parties", "likewise"):
        return True
    told = f" {' '.join(low[first : first + _IDLE])} "
    if any(f" {words} " in told for words in wordset(language, "parties", "idle")):
        return True
    idle = wordset(language, "clauses", "article") | wordset(language, "parties", "over")
    before = [w for w in low[max(0, first - _LISTED) : first] if w not in idle]
    if before[-1:] == ["by"] and not wordset(language, "parties", "not_done").isdisjoint(before[-2:-1]):
        return True
    linked = any(a in link and b in wordset(language, "parties", "to_party") for a, b in pairwise(before[-2:]))
    if before[-1:] in (["and"], ["or"]):  # "groups linked to X and Y"
        linked = any(a in link and b in wordset(language, "parties", "to_party") for a, b in pairwise(before))
    come = before[-1:] in (["of"], ["from"]) and not kin.isdisjoint(low[max(0, first - _KIN) : first])
    return linked or come or before[-1:] in (["against"], ["since"])


_HABIT = 5  # words of a party and behind it: "Islamist insurgents have frequently attacked"
_IDLE = 6  # words of a name and behind it: "Islamic State has said nothing"
_LISTED = 8  # words: "linked to the one group and" before the other
_KIN = 5  # words: "splinter group of the" before a party


def aimed_at(f: Fragment, low: list[str], first: int, language: str) -> bool:
    """Whether a deed goes at those who begin at token `first`: "fired on the crowd", "hurled stones at police"."""
    at = first
    while at > f.first and low[at - 1] in wordset(language, "clauses", "article"):
        at -= 1
    if at <= f.first or low[at - 1] not in wordset(language, "parties", "aimed"):
        return False
    return any(-1 <= at - 1 - t.last <= (_THROWN if low[at - 1] == "at" else 0) for t in f.triggers)


_THROWN = 2  # words between a deed and those at whom it goes: "fired live rounds at"


def _stops(low: list[str], t: Trigger, nouns: frozenset[str], pronouns: frozenset[str]) -> bool:
    """Whether a deed is done to an attacker: "shot the gunman dead", "the attacker was killed by police", "the gunman
    fired until police shot him".
    """
    if t.noun:
        return False
    near = low[max(0, t.first - 4) : t.first] if t.passive else low[t.last : t.last + 3]
    him = not t.passive and not pronouns.isdisjoint(near[:1]) and not nouns.isdisjoint(low[: t.first])
    return him or any(w in nouns for w in near)


def unnamed(f: Fragment, language: str = "en") -> list[Culprit]:
    """Attackers who are spoken of without a name ("a gunman full of rage"), for an incident that names nobody."""
    low, nouns = [t.low for t in f.sentence.tokens], wordset(language, "parties", "attacker")
    victims = [(h.first, h.last) for h in f.hits if h.effect != "participants"]
    told = [p for p in parties(f.sentence, language) if p.generic and low[p.last - 1] in nouns]
    inside = [p for p in told if f.first <= p.first < f.last and not any(a <= p.first < b for a, b in victims)]
    return [Culprit(p, "stated", None) for p in inside[:1]] if f.strength >= 2 else []


_SECTIONS = ("skip", "no_skip", "before", "launch", "with", "halt", "suspicion", "passive")
Words = dict[str, frozenset[str]]


def _culprit(low: list[str], party: Party, voices: tuple[Voice, ...], words: Words) -> Culprit:
    """Stated, unless it is suspected or stands in somebody's words."""
    voice = next(
        (v for v in voices if v.reach[0] <= party.first < v.reach[1] and not v.first <= party.first < v.last), None
    )
    suspected = any(w in words["suspicion"] for w in low[max(0, party.first - 2) : party.last])
    if suspected or (voice and not party.generic):
        return Culprit(party, "blamed", voice.words if voice else None)
    return Culprit(party, "stated", None)


def _acts(low: list[str], t: Trigger, p: Party, words: Words) -> bool:
    """Whether the party does what the trigger says."""
    if p.first >= t.last:  # behind: "attack by", "was killed in X by", "at the hands of"
        gap = low[t.last : p.first]
        if "by" not in gap or any(w in words["halt"] for w in gap) or not (t.noun or t.passive):
            return False  # "stabbed three before being stopped by guards"
        return len(gap) <= 18 and gap[::-1].index("by") <= 3
    if p.last > t.first:
        return p.first <= t.first and t.noun  # "suicide bomber" inside the actor's own words
    gap = low[p.last : t.first]
    if t.noun:  # before: "Taliban suicide attack", "Israel 's strike"; "Mali attacks" names a place
        if len(gap) <= 4 and all(w in words["before"] for w in gap):
            return not p.noun or not _OWNING.isdisjoint(gap)  # "the United States' killing of"
        return len(gap) <= 7 and any(w in words["launch"] for w in gap) and not any(w in words["said"] for w in gap)
    before = low[p.first - 2 : p.first - 1] if low[p.first - 1 : p.first] == ["the"] else low[p.first - 1 : p.first]
    if t.passive or len(gap) > 10 or before == ["by"]:
        return False  # "a rally held by the party killed nine"
    if gap and gap[0] not in words["skip"] and gap[0] not in (",", "(", "-") and not gap[0].endswith("ly"):
        return False  # "the French army convoy … that killed": no subject, only part of one
    led = next((i for i, w in enumerate(gap) if w in ("who", "which")), 0)
    if any(w not in words["skip"] and w[0].isalpha() for w in gap[:led]):
        return False  # "police named the man who stabbed": another one did it
    other = [w for w in gap if w not in words["skip"]]
    return len(other) <= 3 and not any(w in words["no_skip"] or w in words["said"] for w in gap)


_OWNING = frozenset(["'s", "'", "’"])


def _side(low: list[str], t: Trigger, p: Party, words: Words) -> bool:
    """Whether the party is a side of a clash: "fighting between A and B", "a battle with A"."""
    if t.type != "clash" or p.noun:
        return False
    gap = low[t.last : p.first] if p.first >= t.last else []
    return 0 < len(gap) <= 14 and any(w in words["with"] for w in gap) and not any(w in words["halt"] for w in gap)


def _accuser(low: list[str], blame: list[Found], p: Party, voices: tuple[Voice, ...], words: Words) -> str | None:
    """Who blames the party, None where it is not said."""
    f = next(f for f in blame if _accuses(low, f, p, words))
    voice = next((v for v in voices if v.last <= f.first + 1 or v.reach[0] <= f.first < v.reach[1]), None)
    return None if voice is None or voice.first <= p.first < voice.last else voice.words


def _accuses(low: list[str], f: Found, p: Party, words: Words) -> bool:
    """Whether words of blame are about the party: "blamed X", "X is responsible", "X was accused", "suspected X"."""
    word, after, before = low[f.first], p.first - f.last, f.first - p.last
    if word in words["suspicion"]:
        return 0 <= after <= 1 or f.first == p.first
    if word in ("responsible", "behind"):
        return 0 <= before <= 3 and any(w in words["passive"] for w in low[p.last : f.first])
    if f.first and low[f.first - 1] in words["passive"] and low[f.last - 1] not in ("on", "to"):
        return 0 <= before <= 3
    return 0 <= after <= 4 and ";" not in low[f.last : p.first]
