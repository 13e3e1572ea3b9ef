"""Deeds: who does harm in a sentence, told by the verbs of the deeds table and their subjects."""

from __future__ import annotations

from typing import NamedTuple

from testimonia.read.chunks import Kind
from testimonia.read.clauses import Clauses
from testimonia.read.lexicon import phrases, wordset
from testimonia.read.page import Sentence
from testimonia.read.parties import ARMED, Party
from testimonia.read.subject import Span


class Deed(NamedTuple):
    """One verb of harm: its tokens, who does it, the noun phrases that suffer it, and whether the verb is harm by
    itself (`harm`) or only what attackers do besides.
    """

    first: int
    last: int
    doers: tuple[Party, ...]
    suffered: tuple[Span, ...]
    harm: bool
    passive: bool


def deeds(s: Sentence, c: Clauses, who: list[Party], language: str = "en") -> list[Deed]:
    """The deeds of a sentence whose doers or sufferers are told, left to right. Negated ones are none."""
    found = deed_verbs(s, c, language)
    out = []
    for n, (last, harm) in sorted(found.items()):
        verb = c.chunks[n]
        if verb.negated or described(c, n, last, language):
            continue
        spans = c.agents(n) if verb.passive else c.subjects(n)
        suffered = c.subjects(n) if verb.passive else [x for x in [c.object(n)] if x]
        doers = tuple(p for span in spans for p in acting(c, who, span, harm, language))
        if doers or suffered:
            out.append(Deed(verb.head, max(last, verb.last), doers, tuple(suffered), harm, verb.passive))
    return out


def deed_verbs(s: Sentence, c: Clauses, language: str = "en") -> dict[int, tuple[int, bool]]:
    """The verb chunks of a sentence that tell of a deed: where its words end, and whether it is harm by itself."""
    if c.deeds is None:
        heads = {c.chunks[n].head: n for n in c.verbs}
        c.deeds = {
            heads[f.first]: (f.last, section == "harm")
            for section in ("advance", "harm")
            for f in phrases(language, "deeds", section).find(s.tokens)
            if f.first in heads
        }
        for f in phrases(language, "deeds", "undertaking").find(s.tokens):
            if f.first in heads and _undertakes(c, heads[f.first], language):
                c.deeds[heads[f.first]] = f.last, True
    return c.deeds


def _undertakes(c: Clauses, n: int, language: str) -> bool:
    """Whether a verb's object is a deed: "launched an attack", "conducted a search operation"; but not "has carried out
    several operations".
    """
    what = c.object(n)
    words = frozenset(c.low[what[0] : what[1]]) if what else frozenset()
    at_large = not words.isdisjoint(wordset(language, "deeds", "other_deeds"))
    return not at_large and not words.isdisjoint(wordset(language, "parties", "deed_word"))


def described(c: Clauses, n: int, last: int, language: str = "en") -> bool:
    """Whether a bare participle only tells what was done to the noun before it: "four cyclists mown down"."""
    verb = c.chunks[n]
    bare = verb.kind == Kind.VERB and not verb.passive and verb.head == verb.first and last <= verb.head + 1
    before = next((c.chunks[i].kind for i in range(n - 1, -1, -1) if c.chunks[i].kind != Kind.ADVERB), None)
    what = c.object(n)
    left = wordset(language, "clauses", "left_as")
    done = what is None or (what[1] == what[0] + 1 and c.low[what[0]] in left)  # "shot dead in Kano"
    if not bare or not done:
        return False
    if before == Kind.COORDINATOR and n > 1 and c.chunks[n - 2].kind == Kind.VERB:
        return described(c, n - 2, c.chunks[n - 2].last, language)  # "passengers robbed and killed on a road"
    if before != Kind.NOUN:
        return False
    behind = c.low[verb.last : verb.last + 1]
    into = bool(behind) and behind[0] in wordset(language, "clauses", "into")
    return not (into and c.low[verb.head] in wordset(language, "deeds", "aimed"))


def acting(c: Clauses, who: list[Party], span: Span, harm: bool, language: str) -> list[Party]:
    """The parties of a noun phrase who can do a deed: its last armed one, and with `harm` any people it means."""
    inside = [p for p in who if span[0] <= p.first and p.last <= span[1]]
    inside = [p for p in inside if c.low[p.last : p.last + 1] not in (["'s"], ["'"])] or inside
    crowd = wordset(language, "parties", "crowd")
    armed = [p for p in inside if p.kind in ARMED or c.low[p.last - 1] in crowd]
    named = [p for p in armed if not p.generic and not (p.kind == "state" and _of_people(c, p, span, language))]
    if named or armed:
        return [(named or armed)[-1]]
    people = [p for p in inside if p.kind in _PEOPLE and p.last == span[1]]
    return people[-1:] if harm else []


def _of_people(c: Clauses, p: Party, span: Span, language: str) -> bool:
    """Whether a state's adjective describes a house or people who are no force of it: "a French radio station"."""
    if p.noun:
        return False
    end = next((i for i in range(p.last, span[1]) if c.low[i] == "of"), span[1])
    tokens = c.s.tokens[p.last : end]
    sites, people = phrases(language, "parties", "site").find(tokens), phrases(language, "people").find(tokens)
    return any(f.last == len(tokens) and f.row[:1] not in _FORCES for f in (*sites, *people))


_FORCES = (("military",), ("police",))
_PEOPLE = frozenset(["person", "civilians", "other"])


def stopped(c: Clauses, deed: Deed, language: str) -> bool:
    """Whether a deed is done to attackers: "police shot the gunman dead"."""
    nouns = wordset(language, "parties", "attacker")
    return any(w in nouns for a, b in deed.suffered for w in c.low[a:b])
