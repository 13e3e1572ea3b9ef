"""Who claims, denies or praises a deed, in whose words."""

from __future__ import annotations

from typing import NamedTuple

from testimonia.model.claim import Stance
from testimonia.read.lexicon import Found, phrases, wordset
from testimonia.read.page import Sentence
from testimonia.read.parties import ARMED, Party, parties


class Stand(NamedTuple):
    """A claim, denial or praise of responsibility: who, and the code points of the words that say so."""

    party: Party
    stance: Stance
    start: int
    end: int
    sentence: int


def stands(s: Sentence, language: str = "en") -> list[Stand]:
    """Claims, denials and praise of responsibility in a sentence. "No group has claimed" is none."""
    low = [t.low for t in s.tokens]
    who = [p for p in parties(s) if p.kind in ARMED]
    if not who:
        return []
    out: list[Stand] = []
    for f in phrases(language, "parties", "claimed_passive").find(s.tokens):
        party = next((p for p in who if 0 <= p.first - f.last <= 4), None)
        if party:
            out.append(_stand(s, party, "claimed", f))
    for stance, f in _verbs(s, language):
        if any(o.start <= s.tokens[f.first].start < o.end for o in out):
            continue
        negated = any(w in wordset(language, "parties", "negation") for w in low[max(0, f.first - 6) : f.first])
        if stance != "denied" and negated:
            continue
        out.extend(_stand(s, party, stance, f) for party in _subjects(low, who, f.first))
    return out


def _stand(s: Sentence, party: Party, stance: Stance, f: Found) -> Stand:
    return Stand(party, stance, s.tokens[f.first].start, s.tokens[f.last - 1].end, s.order)


def _verbs(s: Sentence, language: str) -> list[tuple[Stance, Found]]:
    """The words of a sentence that claim, deny or praise."""
    out: list[tuple[Stance, Found]] = []
    away = {f.first for f in phrases(language, "parties", "not_denial").find(s.tokens)}
    for f in phrases(language, "parties", "denial").find(s.tokens):
        if not away & set(range(f.last, f.last + 3)):
            out.append(("denied", f))
    out.extend(("praised", f) for f in phrases(language, "parties", "praise").find(s.tokens))
    out.extend(("claimed", f) for f in phrases(language, "parties", "claim").find(s.tokens))
    events = [t.first for t in phrases(language, "triggers").find(s.tokens) if t.row[0] != "v"]
    for f in phrases(language, "parties", "claim_verb").find(s.tokens):
        follow = s.tokens[f.last].low if f.last < len(s.tokens) else ""
        if follow in _DEEDS and any(f.last < e < f.last + 5 for e in events):
            out.append(("claimed", f))
    return out


_DEEDS = frozenset(
    [
        "the",
        "a",
        "an",
        "both",
        "this",
        "these",
        "that",
        "those",
        "all",
        '"',
        "“",
        "its",
        "their",
        "several",
        "two",
        "three",
    ]
)


def _subjects(low: list[str], who: list[Party], verb: int) -> list[Party]:
    """The parties that stand before a verb in its clause: the nearest named one, and those joined to it by "and"."""
    near = [
        p
        for p in who
        if p.last <= verb and verb - p.last <= 12 and not any(w in (";", ".") for w in low[p.last : verb])
    ]
    if not near:
        return []
    named = [p for p in near if not p.generic and verb - p.last <= verb - near[-1].last + 8]
    out = [named[-1] if named else near[-1]]
    for p in reversed([p for p in near if p.last <= out[0].first]):
        gap = low[p.last : out[-1].first]
        if len(gap) <= 3 and "and" in gap:
            out.append(p)
    return out
