"""Who does what to whom: the verbs of a sentence with their subjects, objects and prepositions.

No grammar of English, only what reports of attacks need: a sentence is cut into noun phrases, verbs and small words by
tables (`lang/<language>/clauses.tsv`), and a verb's subject is sought to its left over what may stand between the two:
prepositions with their nouns, insertions, relative clauses. What cannot be told has no subject.
"""

from __future__ import annotations

from functools import cached_property

from testimonia.read.chunks import Kind, chunks
from testimonia.read.lexicon import wordset
from testimonia.read.page import Page, Sentence
from testimonia.read.subject import Span

_FAR = 24  # chunks that a subject is sought over


class Clauses:
    """The chunks of one sentence, which of them are verbs (`verbs`, left to right), and what each verb governs."""

    def __init__(self, s: Sentence, language: str = "en") -> None:
        self.s, self.language = s, language
        self.low = [t.low for t in s.tokens]
        self.chunks = chunks(s, language)
        self.verbs = [n for n, c in enumerate(self.chunks) if c.kind in (Kind.VERB, Kind.GERUND)]
        self.deeds: dict[int, tuple[int, bool]] | None = None  # what `deeds.deed_verbs` found
        self._at = {i: n for n, c in enumerate(self.chunks) for i in range(c.first, c.last)}

    @cached_property
    def roles(self) -> dict[int, tuple[list[Span], Span | None, list[Span]]]:
        """Subjects, object and agents of every verb chunk."""
        return {n: (self.subjects(n), self.object(n), self.agents(n)) for n in self.verbs}

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
        while at >= 2 and self.chunks[at - 1].kind == Kind.COORDINATOR and self.chunks[at - 2].kind == Kind.NOUN:
            if self._governed(at - 2) or self.low[self.chunks[at - 1].first] == "but":
                break
            at -= 2
            out.append(at)
        return [self.whole(i) for i in reversed(out)]

    def object(self, n: int) -> Span | None:
        """The noun phrase right behind verb chunk `n`, with what "of" joins to it."""
        i = n + 1
        while i < len(self.chunks) and self.chunks[i].kind in (Kind.ADVERB, Kind.QUOTE):
            i += 1
        return self.whole(i) if i < len(self.chunks) and self.chunks[i].kind == Kind.NOUN else None

    def agents(self, n: int) -> list[Span]:
        """The noun phrases behind the "by" of a passive: "was shot in Kano by gunmen"."""
        for i in range(n + 1, min(n + 12, len(self.chunks) - 1)):
            c = self.chunks[i]
            if c.kind in (Kind.VERB, Kind.CONJUNCTION, Kind.RELATIVE, Kind.STOP):
                return []
            if c.kind == Kind.PREPOSITION and self.low[c.first] == "by" and self.chunks[i + 1].kind == Kind.NOUN:
                out = [self.whole(i + 1)]
                while i + 3 < len(self.chunks) and self.chunks[i + 2].kind == Kind.COORDINATOR:
                    if self.chunks[i + 3].kind != Kind.NOUN:
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
            if c.kind in (Kind.VERB, Kind.GERUND, Kind.CONJUNCTION, Kind.RELATIVE, Kind.STOP, Kind.COMMA):
                break
            if c.kind == Kind.PREPOSITION and self.low[c.first] != "of" and self.chunks[i + 1].kind == Kind.NOUN:
                out.append((self.low[c.last - 1], self.whole(i + 1)))
        return out

    # -- to the left ---------------------------------------------------------------------------------------------------

    def _subject(self, n: int, far: int) -> int | None:
        """The chunk of the (last) noun phrase that does what verb chunk `n` says; `far` chunks are looked over."""
        if self.chunks[n].kind == Kind.GERUND and n and self.chunks[n - 1].kind != Kind.NOUN:
            return self._shared(n, far)
        i = n - 1
        while i >= 0 and far > 0:
            far -= 1
            kind = self.chunks[i].kind
            if kind == Kind.RELATIVE:
                return self._antecedent(i)
            if kind in (Kind.COORDINATOR, Kind.TO) or (kind == Kind.COMMA and i == n - 1 and not self._insertion(i)):
                return self._shared(i, far)
            before = self._over(i)
            if before is None:
                return i if kind == Kind.NOUN else None
            i = before
        return None

    def _over(self, i: int) -> int | None:
        """Where to go on from chunk `i` on the way to a subject; None where the way ends."""
        kind = self.chunks[i].kind
        if kind in (Kind.ADVERB, Kind.QUOTE):
            return i - 1
        if kind == Kind.NOUN:
            return self._before(i)
        if kind == Kind.COMMA:
            return (self._insertion(i) or i) - 1
        if self.low[self.chunks[i].first] == ")":
            return next((j - 1 for j in range(i - 1, -1, -1) if self.low[self.chunks[j].first] == "("), None)
        related = i and self.chunks[i - 1].kind == Kind.RELATIVE
        if kind in (Kind.VERB, Kind.GERUND) and (related or self._reduced(i)):
            return i - 1
        return None

    def _antecedent(self, i: int) -> int | None:
        """The noun phrase that the relative word at chunk `i` means: the nearest that tells of somebody, else the
        nearest.
        """
        nouns = []
        for j in range(i - 1, max(-1, i - 8), -1):
            if self.chunks[j].kind == Kind.NOUN:
                nouns.append(j)
            elif self.low[self.chunks[j].first] not in "()" and self.chunks[j].kind not in (
                Kind.PREPOSITION,
                Kind.COMMA,
            ):
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
        if before.kind == Kind.PREPOSITION:
            return i - 2
        if before.kind == Kind.COORDINATOR and i > 2 and self._governed(i - 2) and not self._acts(i):
            return i - 4 if chunks[i - 2].kind == Kind.NOUN else None  # "a gunman full of rage and hate"
        if before.kind == Kind.TURNING:
            return None
        if before.kind in (Kind.VERB, Kind.GERUND):
            if i > 1 and chunks[i - 2].kind == Kind.RELATIVE:
                return i - 2
            if self._reduced(i - 1) or (before.kind == Kind.GERUND and i > 1 and chunks[i - 2].kind == Kind.NOUN):
                return i - 2
        if before.kind == Kind.COMMA and i + 1 < len(chunks) and chunks[i + 1].kind == Kind.COMMA and i > 1:
            return i - 2 if chunks[i - 2].kind == Kind.NOUN else None  # "Name, role, said"
        return None

    def _governed(self, i: int) -> bool:
        return i > 0 and self.chunks[i - 1].kind == Kind.PREPOSITION

    def _insertion(self, i: int) -> int | None:
        """The comma that opens the insertion which comma `i` closes, or None where it closes none."""
        for j in range(i - 1, max(-1, i - 14), -1):
            if self.chunks[j].kind == Kind.COMMA:
                return j
            if self.chunks[j].kind == Kind.STOP:
                break
        return None

    def _reduced(self, i: int) -> bool:
        """Whether a verb chunk only describes the noun before it: "fighters backed by mortars", "men dressed as"."""
        c = self.chunks[i]
        if i == 0 or self.chunks[i - 1].kind not in (Kind.NOUN, Kind.COMMA) or c.head > c.first:
            return False
        behind = self.chunks[i + 1].kind if i + 1 < len(self.chunks) else Kind.STOP
        described = self.low[c.first] in wordset(self.language, "clauses", "describing")
        return described or (c.kind == Kind.VERB and behind == Kind.PREPOSITION and self.low[c.last] == "by")

    def _shared(self, i: int, far: int) -> int | None:
        """The subject of the verb before, which a second verb shares: "stormed a hotel and killed", ", killing"."""
        for j in range(i - 1, max(-1, i - _FAR), -1):
            c = self.chunks[j]
            if c.kind == Kind.STOP:
                return None
            if c.kind == Kind.VERB and c.finite and not self._reduced(j):
                return None if c.passive and self.chunks[i].kind == Kind.COMMA else self._subject(j, far)
        return None

    def whole(self, i: int) -> Span:
        """A noun phrase with what "of" joins to it: "a column of guerrillas"."""
        first, last = self.chunks[i].first, self.chunks[i].last
        while i + 2 < len(self.chunks) and self.low[self.chunks[i + 1].first] == "of":
            if self.chunks[i + 2].kind != Kind.NOUN:
                break
            i += 2
            last = self.chunks[i].last
        return first, last


def cut_up(page: Page, language: str = "en") -> dict[int, Clauses]:
    """The clauses of every sentence of a page that may tell something, by the sentence's order."""
    return {s.order: Clauses(s, language) for s in page.sentences if s.part not in ("furniture", "aside")}
