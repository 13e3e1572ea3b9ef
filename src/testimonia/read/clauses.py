"""Who does what to whom: the verbs of a sentence with their subjects, objects and prepositions.

No grammar of English, only what reports of attacks need: a sentence is cut into noun phrases, verbs and small words by
tables (`lang/<language>/clauses.tsv`), and a verb's subject is sought to its left over what may stand between the two:
prepositions with their nouns, insertions, relative clauses. What cannot be told has no subject.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from testimonia.read.lexicon import Token, phrases, wordset
from testimonia.read.page import Page, Sentence
from testimonia.read.subject import QUOTES, Span

_NOUN, _VERB, _GERUND, _BE, _AUX, _ADVERB, _AND = "N", "V", "G", "B", "A", "R", "C"
_PREPOSITION, _TURNING, _CONJUNCTION, _RELATIVE, _COMMA, _STOP, _QUOTE, _TO = "P", "T", "S", "W", ",", "X", "Q", "I"
_FINITE = frozenset([_VERB, _BE, _AUX])
_CLASSES = {
    "preposition": _PREPOSITION, "turning": _TURNING, "conjunction": _CONJUNCTION, "relative": _RELATIVE,
    "coordinator": _AND, "auxiliary": _AUX, "be": _BE, "adverb": _ADVERB, "determiner": "D", "pronoun": "O",
}  # fmt: skip
_FAR = 24  # chunks that a subject is sought over


class Chunk(NamedTuple):
    """Tokens `first` to `last` (exclusive): a noun phrase (`kind` "N"), the words of one verb ("V", or "G" for a
    participle in -ing without auxiliary), a preposition "P" and so on. Of a verb `head` is the token of the
    full verb, `passive` tells whether what stands
    before it suffers it, `negated` whether "not" stands in it, `finite` whether it has an auxiliary or is a plain past.
    """

    kind: str
    first: int
    last: int
    head: int = -1
    passive: bool = False
    negated: bool = False
    finite: bool = True


@cache
def _classes(language: str) -> dict[str, str]:
    """Each word's class; where a word has several the later row of `_CLASSES` stands."""
    return {word: kind for name, kind in _CLASSES.items() for word in wordset(language, "clauses", name)}


class Clauses:
    """The chunks of one sentence, and what each verb governs."""

    def __init__(self, s: Sentence, language: str = "en") -> None:
        self.s, self.language = s, language
        self.low = [t.low for t in s.tokens]
        self.chunks = _chunks(_tags(s, language), self.low, wordset(language, "clauses", "particle"))
        self._at = {i: n for n, c in enumerate(self.chunks) for i in range(c.first, c.last)}

    @property
    def verbs(self) -> list[int]:
        """The chunks that are verbs, left to right."""
        return [n for n, c in enumerate(self.chunks) if c.kind in (_VERB, _GERUND)]

    def chunk(self, token: int) -> int | None:
        """The chunk in which a token stands."""
        return self._at.get(token)

    def subjects(self, n: int) -> list[Span]:
        """The noun phrases that are subject of verb chunk `n` ("A and B said" has two), with what "of" joins to them;
        empty where there is none to be found.
        """
        at = self._subject(n, _FAR)
        if at is None:
            return []
        out = [at]
        while at >= 2 and self.chunks[at - 1].kind == _AND and self.chunks[at - 2].kind == _NOUN:
            if self._governed(at - 2) or self.low[self.chunks[at - 1].first] == "but":
                break
            at -= 2
            out.append(at)
        return [self.whole(i) for i in reversed(out)]

    def object(self, n: int) -> Span | None:
        """The noun phrase right behind verb chunk `n`, with what "of" joins to it."""
        i = n + 1
        while i < len(self.chunks) and self.chunks[i].kind in (_ADVERB, _QUOTE):
            i += 1
        return self.whole(i) if i < len(self.chunks) and self.chunks[i].kind == _NOUN else None

    def agents(self, n: int) -> list[Span]:
        """The noun phrases behind the "by" of a passive: "was shot in Kano by gunmen"."""
        for i in range(n + 1, min(n + 12, len(self.chunks) - 1)):
            c = self.chunks[i]
            if c.kind in (_VERB, _CONJUNCTION, _RELATIVE, _STOP):
                return []
            if c.kind == _PREPOSITION and self.low[c.first] == "by" and self.chunks[i + 1].kind == _NOUN:
                out = [self.whole(i + 1)]
                while i + 3 < len(self.chunks) and self.chunks[i + 2].kind == _AND:
                    if self.chunks[i + 3].kind != _NOUN:
                        break
                    out.append(self.whole(i + 3))
                    i += 2
                return out
        return []

    def prepositions(self, n: int) -> list[tuple[str, Span]]:
        """The prepositions behind verb chunk `n` up to the next verb, conjunction or comma, each with its nouns."""
        out: list[tuple[str, Span]] = []
        for i in range(n + 1, len(self.chunks) - 1):
            c = self.chunks[i]
            if c.kind in (_VERB, _GERUND, _CONJUNCTION, _RELATIVE, _STOP, _COMMA):
                break
            if c.kind == _PREPOSITION and self.low[c.first] != "of" and self.chunks[i + 1].kind == _NOUN:
                out.append((self.low[c.last - 1], self.whole(i + 1)))
        return out

    # -- to the left ---------------------------------------------------------------------------------------------------

    def _subject(self, n: int, far: int) -> int | None:
        """The chunk of the (last) noun phrase that does what verb chunk `n` says."""
        chunks, verb, i = self.chunks, self.chunks[n], n - 1
        if verb.kind == _GERUND and n and chunks[n - 1].kind != _NOUN:
            return self._shared(n, far)
        while i >= 0 and far > 0:
            far -= 1
            kind = chunks[i].kind
            if kind in (_ADVERB, _QUOTE):
                i -= 1
            elif kind == _NOUN:
                before = self._before(i)
                if before is None:
                    return i
                i = before
            elif kind == _COMMA:
                before = self._over_insertion(i)
                if before == i - 1 and i == n - 1:
                    return self._shared(i, far)
                i = before
            elif kind == _RELATIVE:
                return self._antecedent(i)
            elif kind in (_AND, _TO):
                return self._shared(i, far)
            elif kind in (_VERB, _GERUND) and (self._reduced(i) or (i and chunks[i - 1].kind == _RELATIVE)):
                i -= 1
            else:
                return None
        return None

    def _antecedent(self, i: int) -> int | None:
        """The noun phrase that the relative word at chunk `i` means: the nearest that tells of somebody, else the
        nearest.
        """
        nouns = []
        for j in range(i - 1, max(-1, i - 8), -1):
            if self.chunks[j].kind == _NOUN:
                nouns.append(j)
            elif self.chunks[j].kind not in (_PREPOSITION, _COMMA):
                break
        return next((j for j in nouns if self._acts(j)), nouns[0] if nouns else None)

    def _acts(self, i: int) -> bool:
        start, end = self.s.tokens[self.chunks[i].first].start, self.s.tokens[self.chunks[i].last - 1].end
        return any(a.start < end and start < a.end for a in self.s.actors)

    def _before(self, i: int) -> int | None:
        """Where to go on from noun phrase `i` if it is no subject: a preposition or a relative clause governs it."""
        chunks = self.chunks
        if i == 0:
            return None
        before = chunks[i - 1]
        if before.kind == _PREPOSITION:
            return i - 2
        if before.kind == _TURNING:
            return None
        if before.kind in (_VERB, _GERUND):
            if i > 1 and chunks[i - 2].kind == _RELATIVE:
                return i - 2
            if self._reduced(i - 1) or (before.kind == _GERUND and i > 1 and chunks[i - 2].kind == _NOUN):
                return i - 2
        if before.kind == _COMMA and i + 1 < len(chunks) and chunks[i + 1].kind == _COMMA and i > 1:
            return i - 2 if chunks[i - 2].kind == _NOUN else None  # "Name, role, said"
        return None

    def _governed(self, i: int) -> bool:
        return i > 0 and self.chunks[i - 1].kind == _PREPOSITION

    def _over_insertion(self, i: int) -> int:
        """Before the insertion that comma `i` closes, else one further."""
        for j in range(i - 1, max(-1, i - 14), -1):
            if self.chunks[j].kind == _COMMA:
                return j - 1
            if self.chunks[j].kind == _STOP:
                break
        return i - 1

    def _reduced(self, i: int) -> bool:
        """Whether a verb chunk only describes the noun before it: "fighters backed by mortars", "men dressed as"."""
        c = self.chunks[i]
        if i == 0 or self.chunks[i - 1].kind not in (_NOUN, _COMMA) or c.head > c.first:
            return False
        behind = self.chunks[i + 1].kind if i + 1 < len(self.chunks) else _STOP
        described = self.low[c.first] in wordset(self.language, "clauses", "describing")
        return described or (c.kind == _VERB and behind == _PREPOSITION and self.low[c.last] == "by")

    def _shared(self, i: int, far: int) -> int | None:
        """The subject of the verb before, which a second verb shares: "stormed a hotel and killed", ", killing"."""
        for j in range(i - 1, max(-1, i - _FAR), -1):
            c = self.chunks[j]
            if c.kind == _STOP:
                return None
            if c.kind == _VERB and c.finite and not self._reduced(j):
                return None if c.passive and self.chunks[i].kind == _COMMA else self._subject(j, far)
        return None

    def whole(self, i: int) -> Span:
        """A noun phrase with what "of" joins to it: "a column of guerrillas"."""
        first, last = self.chunks[i].first, self.chunks[i].last
        while i + 2 < len(self.chunks) and self.low[self.chunks[i + 1].first] == "of":
            if self.chunks[i + 2].kind != _NOUN:
                break
            i += 2
            last = self.chunks[i].last
        return first, last


def cut_up(page: Page, language: str = "en") -> dict[int, Clauses]:
    """The clauses of every sentence of a page that may tell something, by the sentence's order."""
    return {s.order: Clauses(s, language) for s in page.sentences if s.part not in ("furniture", "aside")}


# -- tags and chunks -------------------------------------------------------------------------------------------------


def _tags(s: Sentence, language: str) -> list[str]:
    """One class for each token. Words inside the name of an actor are nouns, whatever else they may be."""
    tokens, names = s.tokens, _names(s)
    counting = {i for f in phrases(language, "clauses", "counting").find(tokens) for i in range(f.first, f.last)}
    table = _classes(language)
    past, no_verb = wordset(language, "clauses", "past"), wordset(language, "clauses", "no_verb")
    present, noun_too = wordset(language, "clauses", "present"), wordset(language, "clauses", "noun_too")
    no_adverb = wordset(language, "clauses", "no_adverb")
    tags: list[str] = []
    for i, t in enumerate(tokens):
        low, before = t.low, tags[-1] if tags else _STOP
        named = i > 0 and t.text[0].isupper() and not t.text.isupper()
        if i in names or i in counting:
            tags.append(_NOUN if i in names else "D")
        elif low == "that" and i:
            tags.append(_that(tokens, i, before, table))
        elif before == "D" and (low in wordset(language, "clauses", "adjective") or low.endswith("ly")):
            tags.append(_NOUN)
        elif low in table and not (named and t.text not in ("I",)):
            tags.append(table[low])
        elif t.text in QUOTES:
            tags.append(_QUOTE)
        elif t.text == ",":
            tags.append(_COMMA)
        elif low in ("'s", "'", "’", "-", "&", "$", "%"):
            tags.append(_NOUN if low != "-" or (i and tokens[i - 1].end == t.start) else _STOP)
        elif not low[0].isalnum():
            tags.append(_STOP)
        elif named and not _headline(tokens):
            tags.append(_NOUN)
        elif (low in past or (low.endswith("ed") and len(low) > 4 and "-" not in low)) and (
            before == _BE or low not in no_verb
        ):
            adjective = before in ("D", _PREPOSITION, _STOP) and low not in past
            tags.append(_NOUN if adjective and _noun_next(tokens, i, table) else _VERB)
        elif low in present and before not in ("D", _PREPOSITION):
            tags.append(_VERB)
        elif low in noun_too and _as_verb(tokens, i, before, table):
            tags.append(_VERB)
        elif low.endswith("ing") and len(low) > 4 and before != "D" and (
            before == _BE or _noun_next(tokens, i, table)
        ):
            tags.append(_GERUND if before in (_NOUN, _COMMA, _AUX, _AND, _BE, _STOP, "O") else _NOUN)
        elif low.endswith("ly") and len(low) > 4 and low not in no_adverb:
            tags.append(_ADVERB)
        else:
            tags.append(_NOUN)
    return tags


def _names(s: Sentence) -> set[int]:
    """The tokens behind the first one of actors' names ("of" in "Army of Islam")."""
    spans = [s.cover(a.start, a.end) for a in s.actors if not a.generic and a.end - a.start > 5]
    return {i for first, last in spans for i in range(first + 1, last)}


def _that(tokens: tuple[Token, ...], i: int, before: str, table: dict[str, str]) -> str:
    """What "that" is: it leads a relative clause behind a noun, stands for a noun before a sign, else opens a clause."""
    follow = tokens[i + 1] if i + 1 < len(tokens) else None
    if follow is None or not follow.low[0].isalnum():
        return "O" if before == _VERB and (follow is None or follow.text not in QUOTES) else _CONJUNCTION
    verb = table.get(follow.low) in (_BE, _AUX) or (follow.low not in table and follow.low.endswith(("ed", "s")))
    return _RELATIVE if before in (_NOUN, "O") and verb else _CONJUNCTION


def _headline(tokens: tuple[Token, ...]) -> bool:
    """Whether nearly every word is written with a capital, so that capitals tell nothing."""
    words = [t for t in tokens if t.text[0].isalpha() and len(t.text) > 3]
    return len(words) > 3 and sum(t.text[0].isupper() for t in words) >= 0.8 * len(words)


def _noun_next(tokens: tuple[Token, ...], i: int, table: dict[str, str]) -> bool:
    """Whether a noun phrase goes on behind token i."""
    if i + 1 >= len(tokens):
        return False
    low = tokens[i + 1].low
    return low[0].isalnum() and table.get(low, "D") in ("D", "O")


def _as_verb(tokens: tuple[Token, ...], i: int, before: str, table: dict[str, str]) -> bool:
    """Whether a word that is a noun as often is a verb here: "gunmen attack a hotel", "to attack"."""
    if before in (_AUX, "O") or (i and tokens[i - 1].low == "to"):
        return True
    if before != _NOUN or not _noun_next(tokens, i, table):
        return False
    return tokens[i - 1].low.endswith(("s", "men", "people", "police"))


def _chunks(tags: list[str], low: list[str], particles: frozenset[str]) -> list[Chunk]:
    """Tags put together: noun phrases, and verbs with their auxiliaries and adverbs."""
    out: list[Chunk] = []
    i = 0
    while i < len(tags):
        j = i + 1
        if tags[i] in ("D", _NOUN, "O"):
            while j < len(tags) and tags[i] != "O" and (tags[j] == _NOUN or (tags[j] == "D" and tags[j - 1] == "D")):
                j += 1
            out.append(Chunk(_NOUN, i, j))
        elif tags[i] in (_BE, _AUX, _VERB, _GERUND):
            j = _verb_end(tags, i)
            verb = _verb(tags, low, i, j)
            if j < len(tags) and low[j] in particles and tags[j - 1] in (_VERB, _GERUND):
                j += 1
            out.append(verb._replace(last=j))
        elif tags[i] == _PREPOSITION and low[i] == "to" and j < len(tags) and tags[j] == _VERB:
            out.append(Chunk(_TO, i, j))
        else:
            out.append(Chunk(tags[i], i, j))
        i = j
    return out


def _verb_end(tags: list[str], i: int) -> int:
    """Where the verb that begins at tag i ends: auxiliaries, adverbs, one full verb."""
    j = i
    while j < len(tags) and tags[j] in (_BE, _AUX, _ADVERB):
        j += 1
    if j < len(tags) and tags[j] in (_VERB, _GERUND):
        return j + 1
    while j > i + 1 and tags[j - 1] == _ADVERB:
        j -= 1
    return max(j, i + 1)


def _verb(tags: list[str], low: list[str], i: int, j: int) -> Chunk:
    full, helped = tags[j - 1], any(t in (_BE, _AUX) for t in tags[i : j - 1])
    being = any(t == _BE for t in tags[i : j - 1])
    bare = full == _VERB and j - i == 1 and low[j : j + 1] == ["by"]
    kind = _GERUND if full == _GERUND and not helped else _VERB
    negated = any(w in ("not", "never", "n't") for w in low[i:j])
    return Chunk(kind, i, j, j - 1, full == _VERB and (being or bare), negated, not bare)
