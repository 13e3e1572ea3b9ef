"""What kind of deed it was: rules say so first (assembly.py), then a table of weights hears what else is seen in the
deed's words and figures (`lang/en/kinds.tsv`, made by training/kinds.py: a multinomial logistic regression).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum
from typing import cast

from msgspec import structs

from testimonia import lang
from testimonia.model.claim import Account, IncidentType
from testimonia.read.case import Case
from testimonia.read.choosing import least, weights
from testimonia.read.drafts import Draft
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import Token, phrases

_OUTRIGHT = 1.3  # votes
_FRAGMENTS = 6  # of a deed whose words are heard
_HELP = 3  # words between "with the help of" and who helped
_WORD = 3  # letters of a word that tells something


def typed(cases: Sequence[Case], accounts: Sequence[Account]) -> list[Account]:
    """The accounts of a report with the type that rules and table together give them."""
    return [
        a if plain(c, a.type) else structs.replace(a, type=likeliest(clues(c, a), a.type, c.language))
        for c, a in zip(cases, accounts, strict=True)
    ]


def plain(case: Case, ruled: IncidentType) -> bool:
    """Whether words of the deed say its type outright and say nothing else; an assault is what remains."""
    told = votes(case.draft, case.language)
    return ruled != "armed_assault" and set(told) == {ruled} and told[ruled] > _OUTRIGHT


def likeliest(seen: Iterable[str], ruled: IncidentType, language: str) -> IncidentType:
    """The type for which the clues weigh most; among equals the one by rule."""
    told = sums(seen, language)
    return max(told, key=lambda kind: (told[kind], kind == ruled, kind))


def sums(seen: Iterable[str], language: str) -> dict[IncidentType, float]:
    """What the clues weigh for each type (its logarithm but for a constant); empty where the language has no table."""
    told = {"bias", *seen}
    tables = {kind: weights(language, kind, "kinds") for kind in lang.sections(language, "kinds")}
    return {
        cast(IncidentType, kind): fsum(map(table.__getitem__, told & table.keys()))  # in any order the same
        for kind, table in tables.items()
    }


def votes(draft: Draft, language: str) -> dict[str, float]:
    """The types that triggers and words of the fragments vote for (`types` table: word, type, weight)."""
    out: dict[str, float] = {}
    for f in draft.fragments:
        near = 1.0 if f is draft.fragments[0] else 0.6
        for t in f.triggers:
            if t.type != "-":
                out[t.type] = out.get(t.type, 0) + near * (0.3, 0.3, 1.0, 2.0)[t.weight]
        tokens = f.sentence.tokens[f.first : f.last]
        helped = _helped(f, language)
        for found in phrases(language, "types").find(tokens):
            if any(0 <= found.first - i <= _HELP for i in helped):
                continue
            out[found.row[0]] = out.get(found.row[0], 0) + near * float(found.row[1])
    return out


def _helped(f: Fragment, language: str) -> list[int]:
    """Behind which words of a fragment those are named with whose help a deed was repelled: "with the help of the air
    force" tells nothing of the deed.
    """
    if "foiled" not in f.cues or not f.anaphor:
        return []
    return [found.last for found in phrases(language, "scene", "helped").find(f.sentence.tokens[f.first : f.last])]


def clues(case: Case, account: Account) -> set[str]:
    """What is seen of the type: the rules' answer, the votes, words, weapons, parties and figures of the deed."""
    told = votes(case.draft, case.language)
    out = {f"rule={account.type}"}
    for kind, weight in told.items():
        out |= {f"vote={kind}", f"vote={kind}/{least(10 * weight, (6, 13, 26, 50))}"}
    ranked = sorted(told, key=lambda kind: (-told[kind], kind))
    out.add(f"second={ranked[1]}" if len(ranked) > 1 else "one vote" if ranked else "no vote")
    for n, f in enumerate(case.draft.fragments[:_FRAGMENTS]):
        tokens = f.sentence.tokens[f.first : f.last]
        words = _words(tokens)
        out |= {f"word={w}" for w in words} | ({f"first={w}" for w in words} if n == 0 else set())
        out |= {f"deed={' '.join(x.low for x in f.sentence.tokens[t.first : t.last])}" for t in f.triggers}
        out |= {f"weapon={w.row[0]}" for w in phrases(case.language, "weapons").find(tokens)}
        out |= {f"actor={a.kind}" for a in f.sentence.actors if f.first <= f.sentence.at(a.start) < f.last}
    for x in account.figures:
        if x.best != 0:
            out |= {f"{x.effect}={x.who}", x.effect}
        if x.who != "attackers":
            out.add(f"{x.effect}/{'vague' if x.best is None else least(x.best, (0, 1, 3, 10, 50))}")
    if not any(x.effect == "killed" for x in account.figures):
        out.add("nobody killed")
    return out


def _words(tokens: Iterable[Token]) -> set[str]:
    return {t.low for t in tokens if len(t.low) >= _WORD and t.low.isalpha()}
