"""Who is said to have done it, anywhere on a page: the doers of deeds, and those whom somebody blames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from testimonia.read.chunks import Kind
from testimonia.read.clauses import Clauses
from testimonia.read.culprits import Culprit, mentioned, words_of
from testimonia.read.deeds import Deed, acting, deeds, described, stopped
from testimonia.read.lexicon import Found, phrases, wordset
from testimonia.read.page import Page, Sentence
from testimonia.read.parties import ARMED, GROUPS, Party, parties
from testimonia.read.subject import Span, Voices


class Charge(NamedTuple):
    """A culprit with the words that tie them to a deed: the sentence's order, code points of the verb."""

    culprit: Culprit
    sentence: int
    start: int
    end: int


def charges(page: Page, cut: Mapping[int, Clauses], voices: Voices, language: str = "en") -> list[Charge]:
    """Every charge of a page in order."""
    out: list[Charge] = []
    for s in page.sentences:
        if s.order not in cut:
            continue
        who = parties(s, language)
        if not who:
            continue
        c = cut[s.order]
        for deed in deeds(s, c, who, language):
            if any(m.role == "since" and m.period.precision != "day" and s.at(m.start) >= deed.last for m in s.dates):
                continue  # "has killed 250 since May": what a group does at large
            out.extend(_done(s, c, deed, voices, language))
        out.extend(_blamed(page, s, c, who, voices, language))
    return out


def _done(s: Sentence, c: Clauses, deed: Deed, voices: Voices, language: str) -> Iterator[Charge]:
    if stopped(c, deed, language):
        return
    for p in deed.doers:
        if mentioned(c.low, p.first, language) or not (deed.harm or p.kind in _ATTACKERS):
            continue
        culprit = words_of(c.low, p, voices.get(s.order, ()), language)
        yield Charge(culprit, s.order, s.tokens[deed.first].start, s.tokens[deed.last - 1].end)


# Who is told of only as an attacker: what else they do, they do in an attack.
_ATTACKERS = frozenset(["armed", "jihadist", "rebel", "militia"])


def _blamed(page: Page, s: Sentence, c: Clauses, who: list[Party], voices: Voices, language: str) -> Iterator[Charge]:
    """Those whom a sentence accuses: "residents blamed X", "X is suspected", "pointed to X", "the work of X"."""
    named = [p for p in who if not p.generic or p.kind in ARMED]
    for found, n, spans in _accused(s, c, language):
        naming = n is not None and c.low[c.chunks[n].head] in wordset(language, "deeds", "naming")
        able = [p for p in named if p.kind in GROUPS] if naming else named
        for p in (p for span in spans for p in acting(c, able, span, False, language)):
            if p.name not in _words(page, s, c, n, language):
                by = _meant(_accuser(page, s, c, n, language), s, voices, language)
                yield Charge(
                    Culprit(p, "blamed", by), s.order, s.tokens[found.first].start, s.tokens[found.last - 1].end
                )


Accused = tuple[Found, int | None, list[Span]]


def _accused(s: Sentence, c: Clauses, language: str) -> Iterator[Accused]:
    """The words of blame in a sentence, each with its verb chunk (None for "the work of") and the noun phrases that it
    accuses.
    """
    heads = {c.chunks[n].head: n for n in c.verbs}
    for section in ("blaming", "blamed", "naming", "to_whom", "holding"):
        for f in phrases(language, "deeds", section).find(s.tokens):
            n = heads.get(f.first)
            if n is not None and not c.chunks[n].negated and not _of_others(c, n, language):
                yield f, n, _by_verb(c, n, section, language)
    for f in phrases(language, "deeds", "after").find(s.tokens):
        at = c.chunk(f.last)
        denied = not wordset(language, "parties", "negation").isdisjoint(c.low[max(0, f.first - _BACK) : f.first])
        if at is not None and c.chunks[at].kind == Kind.NOUN and not denied:
            yield f, None, [c.whole(at)]
    for f in phrases(language, "deeds", "before").find(s.tokens):
        at = c.chunk(f.first)
        verb = next((n for n in reversed(c.verbs) if at is not None and 0 <= at - n <= 3), None)
        if (
            verb is not None
            and not c.chunks[verb].negated
            and c.low[c.chunks[verb].head]
            in wordset(language, "deeds", "copula") | wordset(language, "deeds", "belief")
        ):
            yield f, None, c.subjects(verb)


def _of_others(c: Clauses, n: int, language: str) -> bool:
    """Whether the deeds that are laid at somebody's door are others: "similar attacks have been blamed on X", "the
    scene of massacres blamed on X".
    """
    others, plain = wordset(language, "deeds", "other_deeds"), c.chunks[n - 1] if n > 1 else None
    if plain and not c.chunks[n].passive and plain.kind == Kind.NOUN and c.chunks[n - 2].kind == Kind.PREPOSITION:
        return plain.last == plain.first + 1 and c.low[plain.first].endswith("s")
    return any(not others.isdisjoint(c.low[a:b]) for a, b in c.subjects(n) if c.chunks[n].passive)


_BACK = 8  # words before "the work of" in which a "no" undoes it: "no sign that the attacks were the work of X"


def _by_verb(c: Clauses, n: int, section: str, language: str) -> list[Span]:
    passive = c.chunks[n].passive
    if section == "blamed":
        return c.subjects(n) if passive or described(c, n, c.chunks[n].last) else []
    if section == "to_whom":
        return [span for word, span in c.prepositions(n) if word in wordset(language, "deeds", "at_whom")]
    if section == "holding" and "responsible" not in c.low[c.chunks[n].last : c.chunks[n].last + 9]:
        return []
    return [x for x in [c.object(n)] if x and not passive]


def _words(page: Page, s: Sentence, c: Clauses, n: int | None, language: str) -> str:
    return (_accuser(page, s, c, n, language) or "") if n is not None else ""


def _meant(by: str | None, s: Sentence, voices: Voices, language: str) -> str | None:
    """An accuser, or whom a pronoun means: the last who spoke in the sentences before."""
    if by is None or by.lower() not in wordset(language, "clauses", "pronoun"):
        return by
    told = [v for k in range(max(0, s.order - _SPOKE), s.order) for v in voices.get(k, ())]
    return told[-1].words if told else None


_SPOKE = 2  # sentences over which "he" in "he blamed" leads back


def _accuser(page: Page, s: Sentence, c: Clauses, n: int | None, language: str) -> str | None:
    if n is None:
        return None
    spans = c.agents(n) if c.chunks[n].passive else c.subjects(n)
    if not spans:
        return None
    owner = wordset(language, "clauses", "owner")
    if c.low[spans[0][0]] in owner:  # "Kyiv denied its troops had shelled the town and accused"
        told = (c.subjects(m) for m in reversed(c.verbs) if m < n and c.chunks[m].last <= spans[0][0])
        spans = next((some for some in told if some), spans)
    first, last = spans[0][0], spans[-1][1]
    if c.low[first] in wordset(language, "clauses", "article") and first + 1 < last:
        first += 1
    return page.document.text[s.tokens[first].start : s.tokens[last - 1].end].replace("\n", " ")
