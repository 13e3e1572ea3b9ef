"""What the words around a noun phrase say of its part in a deed: clues for the tables of choices."""

from __future__ import annotations

from collections.abc import Iterator

from testimonia.read.choosing import least
from testimonia.read.chunks import Kind
from testimonia.read.clauses import Clauses
from testimonia.read.deeds import deed_verbs
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import wordset
from testimonia.read.subject import Voice


class Surroundings:
    """One fragment with its clauses and voices: gives the clues of any noun phrase in it."""

    def __init__(self, f: Fragment, c: Clauses, voices: tuple[Voice, ...], language: str) -> None:
        self.f, self.c, self.voices = f, c, voices
        self.openers = wordset(language, "clauses", "opener")
        self.deeds = deed_verbs(f.sentence, c, language)

    def clues(self, first: int, last: int, tag: str) -> Iterator[str]:
        """The clues of tokens `first` to `last` (exclusive); `tag` says what they are ("site", "jihadist")."""
        low = self.c.low
        yield f"l1={low[first - 1] if first else '-'}"
        yield f"r1={low[last] if last < len(low) else '-'}"
        yield f"part={self.f.sentence.part}"
        yield from (f"cue={cue}" for cue in self.f.cues)
        if any(v.first <= first < v.last for v in self.voices):
            yield "speaks"
        yield from self._phrase(first, last, tag)
        yield from self._verbs(first, tag)
        yield from self._figures(first, last)
        yield from self._triggers(first, last)

    def _phrase(self, first: int, last: int, tag: str) -> Iterator[str]:
        """How the noun phrase begins and ends, and what governs it."""
        c, at = self.c, self.c.chunk(first)
        if at is None:
            return
        chunk, before = c.chunks[at], c.chunks[at - 1] if at else None
        opener = c.low[chunk.first]
        yield f"opens={opener if opener in self.openers else '#' if opener[0].isdigit() else '-'}"
        yield f"tail={chunk.last > last}"
        yield f"after={c.chunks[at + 1].kind.value if at + 1 < len(c.chunks) else 'end'}"
        if before is None or before.kind not in (Kind.PREPOSITION, Kind.TURNING):
            yield f"before={before.kind.value if before else 'start'}"
            return
        word = c.low[before.first]
        yield f"prep={word}"
        yield f"prep={word}/{tag}"
        if at > 1:
            over = c.chunks[at - 2]
            deed = any(t.first < over.last and over.first < t.last for t in self.f.triggers)
            yield f"under={'verb' if over.head >= 0 else 'noun'}/{deed}/{word}"

    def _verbs(self, first: int, tag: str) -> Iterator[str]:
        """Of which verbs the phrase is subject, object or agent."""
        for n, (subjects, what, agents) in self.c.roles.items():
            verb = self.c.chunks[n]
            if any(a <= first < b for a, b in subjects):
                role = "subject"
            elif what and what[0] <= first < what[1]:
                role = "object"
            elif any(a <= first < b for a, b in agents):
                role = "agent"
            else:
                continue
            trigger = any(t.first <= verb.head < t.last and t.weight >= 2 for t in self.f.triggers)
            harm = self.deeds[n][1] if n in self.deeds else None
            deed = "harm" if harm else "advance" if harm is False else "trigger" if trigger else "other"
            does = f"role={role}/{deed}/{'passive' if verb.passive else 'active'}"
            yield does
            yield f"{does}/{tag}"
            yield f"verb={role}/{self.c.low[verb.head]}"
            if verb.negated:
                yield f"negated={role}"

    def _figures(self, first: int, last: int) -> Iterator[str]:
        hits = [h for h in self.f.hits if h.first < last and first < h.last]
        for h in hits:
            yield f"hit={h.effect}"
            yield f"hit={h.effect}/{h.who}"
            yield f"hit={h.effect}/{'part' if h.part else 'whole'}/{'one' if h.number.best == 1 else 'many'}"
        if not hits:
            yield "hit=none"

    def _triggers(self, first: int, last: int) -> Iterator[str]:
        """On which side the words for the deed stand, and how far."""
        nearest = 99
        for t in self.f.triggers:
            if t.weight < 2:
                continue
            side, far = ("l", first - t.last) if t.last <= first else ("r", t.first - last)
            inside = t.first < last and first < t.last
            nearest = 0 if inside else min(nearest, far)
            form = "noun" if t.noun else "passive" if t.passive else "verb"
            yield f"trigger={'in' if inside else side}/{form}/{'' if inside else least(far, (0, 2, 5, 10))}"
        yield f"near={least(nearest, (0, 1, 2, 4, 8, 16))}"
