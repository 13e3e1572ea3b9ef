"""A sentence cut into noun phrases, verbs and the small words between them, by tables of word classes."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from testimonia.read.lexicon import phrases, wordset
from testimonia.read.page import Sentence
from testimonia.read.subject import QUOTES


class Kind(StrEnum):
    """What a word or chunk is; `TURNING` is a preposition before a noun and a conjunction before a clause ("after")."""

    NOUN = "noun"
    VERB = "verb"
    GERUND = "gerund"
    BE = "be"
    AUXILIARY = "auxiliary"
    ADVERB = "adverb"
    COORDINATOR = "coordinator"
    PREPOSITION = "preposition"
    TURNING = "turning"
    CONJUNCTION = "conjunction"
    RELATIVE = "relative"
    DETERMINER = "determiner"
    PRONOUN = "pronoun"
    COMMA = "comma"
    QUOTE = "quote"
    STOP = "stop"
    TO = "to"


_CLASSES = (
    Kind.PREPOSITION, Kind.TURNING, Kind.CONJUNCTION, Kind.RELATIVE, Kind.COORDINATOR, Kind.AUXILIARY, Kind.BE,
    Kind.ADVERB, Kind.DETERMINER, Kind.PRONOUN,
)  # fmt: skip
_VERBAL = frozenset([Kind.VERB, Kind.GERUND])
_HELPING = frozenset([Kind.BE, Kind.AUXILIARY])
_BEFORE_GERUND = frozenset(
    [Kind.NOUN, Kind.COMMA, Kind.AUXILIARY, Kind.COORDINATOR, Kind.BE, Kind.STOP, Kind.PRONOUN]
)  # fmt: skip
_SIGNS = frozenset(["'s", "'", "’", "&", "$", "%"])


class Chunk(NamedTuple):
    """Tokens `first` to `last` (exclusive): a noun phrase, the words of one verb (a `GERUND` where it is a participle
    in -ing without auxiliary), a preposition and so on. Of a verb `head` is the token of the full verb, `passive` tells
    whether what stands before it suffers it, `negated` whether "not" stands in it, `finite` is False for a bare
    participle ("shot by gunmen").
    """

    kind: Kind
    first: int
    last: int
    head: int = -1
    passive: bool = False
    negated: bool = False
    finite: bool = True


@cache
def _classes(language: str) -> dict[str, Kind]:
    """Each small word's class; where a word has several the later one of `_CLASSES` stands."""
    return {word: kind for kind in _CLASSES for word in wordset(language, "clauses", kind.value)}


def chunks(s: Sentence, language: str = "en") -> list[Chunk]:
    """The chunks of a sentence, left to right; every token is in one."""
    return _sharing(_together(_Tagger(s, language).tags(), [t.low for t in s.tokens], language), s, language)


def _sharing(found: list[Chunk], s: Sentence, language: str) -> list[Chunk]:
    """The chunks with the participles passive that share the auxiliary of a passive before: "were abducted and shot
    dead", "was dragged from a bus and killed".
    """
    out: list[Chunk] = []
    for n, chunk in enumerate(found):
        if chunk.kind == Kind.VERB and not chunk.passive and chunk.head == chunk.first and out:
            shares = out[-1].kind == Kind.COORDINATOR and _passive_before(out[:-1])
            behind = found[n + 1] if n + 1 < len(found) else None
            left = behind is not None and s.tokens[behind.first].low in wordset(language, "clauses", "left_as")
            if shares and (behind is None or behind.kind != Kind.NOUN or left):
                chunk = chunk._replace(passive=True)
        out.append(chunk)
    return out


def _passive_before(found: list[Chunk]) -> bool:
    """Whether the verb before is passive, its adverbs and prepositions between."""
    for i in range(len(found) - 1, -1, -1):
        if found[i].kind == Kind.VERB:
            return found[i].passive
        governed = found[i].kind == Kind.NOUN and i and found[i - 1].kind == Kind.PREPOSITION
        if not (governed or found[i].kind in (Kind.PREPOSITION, Kind.ADVERB)):
            return False
    return False


class _Tagger:
    """Gives each token of a sentence its class. What no table knows is a noun, an adjective or a number: `NOUN`."""

    def __init__(self, s: Sentence, language: str) -> None:
        self.tokens, self.language, self.table = s.tokens, language, _classes(language)
        spans = [s.cover(a.start, a.end) for a in s.actors if not a.generic and a.end - a.start > 5]
        self.names = {i for first, last in spans for i in range(first + 1, last)}  # "of" in "Army of Islam"
        who = [s.cover(a.start, a.end) for a in s.actors if not a.generic]
        self.behind_who = {last for first, last in who if not first}  # a sentence that begins with who acts
        days = [s.cover(d.start, d.end) for d in s.dates]
        self.days = {i for first, last in days for i in range(first, last)}
        capitals = [i for i, t in enumerate(s.tokens) if t.text.isupper() and t.low in self.table]  # "IS said"
        named = [(a.start, a.end) for a in s.actors if not a.generic] if capitals else []
        self.names |= {i for i in capitals if any(start <= s.tokens[i].start < end for start, end in named)}
        counting = phrases(language, "clauses", "counting").find(s.tokens)
        self.counting = {i for f in counting for i in range(f.first, f.last)}
        words = [t for t in s.tokens if t.text[0].isalpha() and len(t.text) > 3]
        # where nearly every word has a capital, capitals tell nothing
        self.capitals = len(words) > 3 and sum(t.text[0].isupper() for t in words) >= 0.8 * len(words)

    def tags(self) -> list[Kind]:
        """The classes, one for each token."""
        out: list[Kind] = []
        for i in range(len(self.tokens)):
            out.append(self._tag(i, out[-1] if out else Kind.STOP))
        return out

    def _tag(self, i: int, before: Kind) -> Kind:
        token = self.tokens[i]
        low, named = token.low, i > 0 and token.text[0].isupper() and not token.text.isupper()
        if i in self.names:
            return Kind.NOUN
        if i in self.counting:
            return Kind.DETERMINER
        if low == "that" and i:
            return self._that(i, before)
        if before == Kind.NOUN and self._is("floating", low):
            return Kind.ADVERB  # "the Front and the Army both said"
        if before == Kind.DETERMINER and (self._is("adverb", low) or low.endswith("ly")):  # "the early hours"
            return Kind.NOUN
        if self._is("adjective_too", low) and before not in (Kind.NOUN, Kind.PRONOUN, *_VERBAL, Kind.ADVERB):
            return Kind.NOUN
        if low in self.table and not named:
            return self.table[low]
        if not low[0].isalnum() or low in _SIGNS:
            return self._sign(i)
        return Kind.NOUN if named and not self.capitals else self._word(i, before)

    def _sign(self, i: int) -> Kind:
        token = self.tokens[i]
        if token.text in QUOTES:
            return Kind.QUOTE
        if token.text == ",":
            return Kind.COMMA
        hyphen = token.text == "-" and i and self.tokens[i - 1].end == token.start
        return Kind.NOUN if token.low in _SIGNS or hyphen else Kind.STOP

    def _word(self, i: int, before: Kind) -> Kind:
        """The class of a word that is in no table of small words."""
        low = self.tokens[i].low
        if self._modal(i):
            return Kind.VERB
        past, opens = self._is("past", low), before in (Kind.DETERMINER, Kind.PREPOSITION)
        ended = low.endswith("ed") and len(low) > 4 and "-" not in low
        if (past or ended) and (before == Kind.BE or not self._is("no_verb", low)):
            starts = before == Kind.STOP and not (i and self.tokens[i - 1].text == ")")  # "the Front (FLF) attacked"
            adjective = (opens or starts) and not past
            return Kind.NOUN if adjective and self._noun_next(i) else Kind.VERB
        if (self._is("present", low) and not opens) or (self._is("noun_too", low) and self._as_verb(i, before)):
            return Kind.VERB
        if low.endswith("ing") and len(low) > 4 and before != Kind.DETERMINER:
            if before == Kind.BE or (before in _BEFORE_GERUND and self._noun_next(i)):
                return Kind.GERUND
            return Kind.NOUN
        adverb = low.endswith("ly") and len(low) > 4 and not self._is("no_adverb", low)
        return Kind.ADVERB if adverb else Kind.NOUN

    def _modal(self, i: int) -> bool:
        """Whether a word stands behind "did", "will" and the like, "not" and adverbs between: then it is a verb."""
        while i > 0 and (self.tokens[i - 1].low in ("not", "n't", "never") or self.tokens[i - 1].low.endswith("ly")):
            i -= 1
        return i > 0 and self._is("modal", self.tokens[i - 1].low)

    def _is(self, section: str, low: str) -> bool:
        return low in wordset(self.language, "clauses", section)

    def _that(self, i: int, before: Kind) -> Kind:
        """What "that" is: behind a noun it leads a relative clause, before a sign it stands for a noun, else it opens a
        clause.
        """
        follow = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        if follow is None or not follow.low[0].isalnum():
            stands = before == Kind.VERB and (follow is None or follow.text not in QUOTES)
            return Kind.PRONOUN if stands else Kind.CONJUNCTION
        known = self.table.get(follow.low)
        acts = follow.low.endswith(("ed", "s")) or self._is("past", follow.low)
        verb = known in _HELPING or (known is None and acts)
        return Kind.RELATIVE if verb and before in (Kind.NOUN, Kind.PRONOUN) else Kind.CONJUNCTION

    def _noun_next(self, i: int) -> bool:
        """Whether a noun phrase goes on behind token i."""
        if i + 1 >= len(self.tokens):
            return False
        low = self.tokens[i + 1].low
        return low[0].isalnum() and self.table.get(low, Kind.NOUN) in (Kind.NOUN, Kind.DETERMINER, Kind.PRONOUN)

    def _as_verb(self, i: int, before: Kind) -> bool:
        """Whether a word that is a noun as often is a verb here: "gunmen attack a hotel", "to attack"."""
        if before in (Kind.AUXILIARY, Kind.PRONOUN) or (i and self.tokens[i - 1].low == "to"):
            return True
        if before != Kind.NOUN or not self._noun_next(i):
            return False
        follow = self.tokens[i + 1]
        opens = follow.text[0].isupper() or self.table.get(follow.low) == Kind.DETERMINER
        if i in self.behind_who and opens and self.tokens[i].low.endswith("s") and not self.capitals:
            return i + 1 not in self.days  # "North Korea shells Yeonpyeong"
        article = self.table.get(self.tokens[i + 1].low) == Kind.DETERMINER
        if article and self.tokens[i - 1].low in wordset(self.language, "parties", "body"):
            return True  # "the government suspects the Front"
        return self.tokens[i - 1].low.endswith(("s", "men", "people", "police"))


def _together(tags: list[Kind], low: list[str], language: str) -> list[Chunk]:
    """Tags put together: noun phrases, and verbs with their auxiliaries, adverbs and particle."""
    out: list[Chunk] = []
    particles, i = wordset(language, "clauses", "particle"), 0
    while i < len(tags):
        j = i + 1
        if tags[i] in (Kind.DETERMINER, Kind.NOUN, Kind.PRONOUN):
            j = _noun_end(tags, i)
            out.append(Chunk(Kind.NOUN, i, j))
        elif tags[i] in _HELPING or tags[i] in _VERBAL:
            j = _verb_end(tags, i)
            verb = _verb(tags, low, i, j)
            if j < len(tags) and low[j] in particles and tags[j - 1] in _VERBAL:
                j += 1
            out.append(verb._replace(last=j))
        elif tags[i] == Kind.PREPOSITION and low[i] == "to" and j < len(tags) and tags[j] == Kind.VERB:
            out.append(Chunk(Kind.TO, i, j))
        else:
            out.append(Chunk(tags[i], i, j))
        i = j
    return out


def _noun_end(tags: list[Kind], i: int) -> int:
    """Where the noun phrase that begins at tag i ends: at the next article, or where no noun follows."""
    j = i + 1
    while j < len(tags) and tags[i] != Kind.PRONOUN:
        article = tags[j] == Kind.DETERMINER and tags[j - 1] == Kind.DETERMINER
        if tags[j] != Kind.NOUN and not article:
            break
        j += 1
    return j


def _verb_end(tags: list[Kind], i: int) -> int:
    """Where the verb that begins at tag i ends: auxiliaries, adverbs, one full verb."""
    j = i
    while j < len(tags) and (tags[j] in _HELPING or tags[j] == Kind.ADVERB):
        j += 1
    if j < len(tags) and tags[j] in _VERBAL:
        return j + 1
    while j > i + 1 and tags[j - 1] == Kind.ADVERB:
        j -= 1
    return max(j, i + 1)


def _verb(tags: list[Kind], low: list[str], i: int, j: int) -> Chunk:
    full, helped = tags[j - 1], any(t in _HELPING for t in tags[i : j - 1])
    being = any(t == Kind.BE for t in tags[i : j - 1])
    bare = full == Kind.VERB and j - i == 1 and low[j : j + 1] == ["by"]
    kind = Kind.GERUND if full == Kind.GERUND and not helped else Kind.VERB
    negated = any(w in ("not", "never", "n't") for w in low[i : j + 1])
    return Chunk(kind, i, j, j - 1, full == Kind.VERB and (being or bare), negated, not bare)
