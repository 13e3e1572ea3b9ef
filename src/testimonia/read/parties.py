"""Everybody in a sentence who can act: actors, states, and attackers."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from testimonia.read.lexicon import wordset
from testimonia.read.page import Page, Sentence

GROUPS = frozenset(["jihadist", "rebel", "militia", "gang"])
"""Kinds of armed groups."""
ARMED = frozenset(
    [
        "jihadist",
        "rebel",
        "militia",
        "gang",
        "party",
        "state",
        "military",
        "police",
        "intelligence",
        "armed",
        "peacekeepers",
        "mission",
    ]
)


class Party(NamedTuple):
    """Somebody in a sentence: tokens `first` to `last` (exclusive), code points, usual name, what the registry knows.
    `noun` is True for a state by its noun ("Mali attacks": a place before it is a doer), False for one by its
    adjective ("Israeli strike"). `because` says why a name means this actor.
    """

    first: int
    last: int
    start: int
    end: int
    name: str
    kind: str
    actor_id: str | None
    country: str | None
    generic: bool
    noun: bool = False
    because: str = ""


def parties(s: Sentence, language: str = "en") -> list[Party]:
    """Everybody in a sentence who can act, left to right."""
    region, where = wordset(language, "parties", "region"), wordset(language, "parties", "where")
    adjectives = [(p.start, p.end) for p in s.places if p.use == "adjective"]
    out = []
    for a in s.actors:
        first, last = s.cover(a.start, a.end)
        if _describing(s, a.end, language):
            continue
        short = all(t.text.replace(".", "").isupper() for t in s.tokens[first:last])  # "U.S." is its own adjective
        noun = a.kind == "state" and not short and not any(x < a.end and a.start < y for x, y in adjectives)
        why = a.because if a.actor_id else ""
        party = Party(first, last, a.start, a.end, a.name, a.kind, a.actor_id, a.country, a.generic, noun, why)
        out.append(_of_followers(s, party, language))
    for mark in s.places:
        follow = s.tokens[s.at(mark.end) : s.at(mark.end) + 1]
        if not mark.place.country or (mark.use == "adjective" and follow and follow[0].low in region):
            continue
        if _describing(s, mark.end, language):
            continue
        if mark.use in ("adjective", "actor") or mark.place.kind == "country":
            first, last = s.cover(mark.start, mark.end)
            if first == 0 and follow and follow[0].text == ":":
                continue  # "Kenya: grenade thrown into church" tells where
            placed = mark.use == "place" and first > 0 and (s.tokens[first - 1].low in where or _contains(s, first))
            if not placed and not any(o.start < mark.end and mark.start < o.end for o in out):
                place, noun = mark.place, mark.use != "adjective"
                out.append(
                    Party(first, last, mark.start, mark.end, place.name, "state", None, place.country, False, noun)
                )
    return _apposed(s, sorted(out, key=lambda x: x.first))


def _of_followers(s: Sentence, party: Party, language: str) -> Party:
    """A party, or who only follows it: "an ISIL supporter" is not the Islamic State."""
    behind = s.tokens[party.last : party.last + 1]
    if party.generic or not behind or behind[0].low not in wordset(language, "parties", "follower"):
        return party
    tokens, end = s.tokens[party.first : party.last + 1], behind[0].end
    name, kind = " ".join(t.text for t in tokens), "party" if party.kind == "party" else "armed"
    return Party(party.first, party.last + 1, party.start, end, name, kind, None, party.country, generic=True)


def _describing(s: Sentence, end: int, language: str) -> bool:
    """Whether a name that ends at a code point only says what others are: "Iran-backed", "Afghan-born"."""
    made, i = wordset(language, "parties", "made"), s.at(end - 1)
    return any(t.start < end < t.end and t.low[end - t.start :].lstrip("-‑–") in made for t in s.tokens[i : i + 1])


def _apposed(s: Sentence, who: list[Party]) -> list[Party]:
    """Without the words that only say what a named party beside them is: "the terrorist group X", "X (Y) militants",
    "X, a paramilitary", or give its short name: "the Front of the River (FR)".
    """
    ends = {p.last: p for p in who if not p.generic and p.kind in _BEARING}
    starts = {p.first for p in ends.values()}

    def apposed(p: Party) -> bool:
        if not p.generic or p.kind != "armed":
            return False
        low = [t.low for t in s.tokens[max(0, p.first - 2) : p.first]]
        bracket = low[-1:] == [")"] and p.first - 1 in ends
        return p.last in starts or bracket or (low[:1] == [","] and low[1] in ("a", "an") and p.first - 2 in ends)

    def short(p: Party) -> bool:
        bracket = p.first > 1 and s.tokens[p.first - 1].text == "("
        return bracket and any(o.last == p.first - 1 and o.name == p.name for o in who)

    return [p for p in who if not apposed(p) and not short(p)]


_BEARING = frozenset(["jihadist", "rebel", "militia", "gang", "armed", "military"])  # who may be called armed


def the_suspect(page: Page, lines: Collection[int]) -> str | None:
    """The one person whom a page, or these lines of a digest, names as an attacker or suspect; None where there are
    several or none.
    """
    told = [s for s in page.sentences if not page.digest or s.line in lines]
    names = {a.name for s in told for a in s.actors if a.kind == "armed" and not a.generic}
    return names.pop() if len(names) == 1 else None


def renamed(party: Party, suspect: str | None, language: str = "en") -> Party:
    """A party with the name of the page's only suspect, where its words are for one attacker ("the gunman")."""
    head = party.name.lower().split()[-1]
    single = head in wordset(language, "parties", "attacker") and not head.endswith(("s", "men"))
    return party._replace(name=suspect, generic=False) if suspect and party.generic and single else party


def _contains(s: Sentence, first: int) -> bool:
    """Whether a place name that begins at token `first` only says where another lies: "Kano, Nigeria"."""
    i, places = first, [(p.start, p.end) for p in s.places if p.use == "place"]
    while i > 1 and s.tokens[i - 1].text == ",":
        i -= 2
        if any(start <= s.tokens[i].start < end for start, end in places):
            return True
        if not s.tokens[i].text[0].isupper():
            return False  # "Kumba, Southwest, Cameroon": an area that no gazetteer knows
    return False
