"""Everybody in a sentence who can act: actors, states, and attackers by their own names."""

from __future__ import annotations

from typing import NamedTuple

from testimonia.read.lexicon import wordset
from testimonia.read.page import Sentence

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
        short = all(t.text.replace(".", "").isupper() for t in s.tokens[first:last])  # "U.S." is its own adjective
        noun = a.kind == "state" and not short and not any(x < a.end and a.start < y for x, y in adjectives)
        why = a.because if a.actor_id else ""
        out.append(Party(first, last, a.start, a.end, a.name, a.kind, a.actor_id, a.country, a.generic, noun, why))
    for mark in s.places:
        follow = s.tokens[s.at(mark.end) : s.at(mark.end) + 1]
        if not mark.place.country or (mark.use == "adjective" and follow and follow[0].low in region):
            continue
        if mark.use in ("adjective", "actor") or mark.place.kind == "country":
            first, last = s.cover(mark.start, mark.end)
            placed = mark.use == "place" and first > 0 and (s.tokens[first - 1].low in where or _contains(s, first))
            if not placed and not any(o.start < mark.end and mark.start < o.end for o in out):
                place, noun = mark.place, mark.use != "adjective"
                out.append(
                    Party(first, last, mark.start, mark.end, place.name, "state", None, place.country, False, noun)
                )
    out.extend(_attackers(s, out, language))
    return sorted(out, key=lambda x: x.first)


def _contains(s: Sentence, first: int) -> bool:
    """Whether a place name that begins at token `first` only says where another lies: "Kano, Nigeria"."""
    if first < 2 or s.tokens[first - 1].text != ",":
        return False
    before = s.tokens[first - 2].start
    return any(p.use == "place" and p.start <= before < p.end for p in s.places)


def _attackers(s: Sentence, known: list[Party], language: str) -> list[Party]:
    """Attackers by name: "gunman John Doe", "the perpetrator, John Doe", "identified as John Doe", "John Doe was
    charged".
    """
    nouns, named = wordset(language, "parties", "attacker"), wordset(language, "parties", "named")
    charged, passive = wordset(language, "parties", "charged"), wordset(language, "parties", "passive")
    taken = (
        [(p.start, p.end) for p in s.places] + [(d.start, d.end) for d in s.dates] + [(p.start, p.end) for p in known]
    )
    out, i, toks = [], 0, s.tokens

    def free(k: int) -> bool:
        t = toks[k]
        return t.text[0].isupper() and t.text.isalpha() and not any(a <= t.start < b for a, b in taken)

    while i < len(toks):
        if not toks[i].text[0].isupper():
            i += 1
            continue
        j = i
        while j < len(toks) and free(j):
            j += 1
        if j - i >= 2:
            before = [t.low for t in toks[max(0, i - 3) : i] if t.text != ","]
            after = [t.low for t in toks[j : j + 8]]
            told = bool(before) and (before[-1] in nouns or (before[-1] == "as" and before[0] in named))
            accused = any(w in charged and after[n - 1] in passive for n, w in enumerate(after) if n)
            if told or accused:
                start, end = toks[i].start, toks[j - 1].end
                name = " ".join(t.text for t in toks[i:j])
                out.append(Party(i, j, start, end, name, "armed", None, None, False))
        i = max(j, i + 1)
    return out
