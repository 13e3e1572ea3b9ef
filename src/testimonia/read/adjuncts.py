"""What an adverbial belongs to: "on Friday", "in Kano" with the verb or noun whose time or place it says."""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum

from testimonia.read.chunks import Chunk, Kind
from testimonia.read.clauses import Clauses
from testimonia.read.lexicon import wordset


class Tie(StrEnum):
    """What an adverbial belongs to: a deed's own noun ("Friday's attack", "the attack in Kano"), a deed's verb, a verb
    that says of a deed that it happened, a verb of saying, what is done after a deed, a noun or verb of something else,
    something else that came after the deed ("reopened on Sunday after the attack"), or nothing that can be told.
    """

    NOUN = "noun"
    VERB = "verb"
    HAPPENED = "happened"
    SAID = "said"
    AFTER = "after"
    OTHER = "other"
    LATER = "later"
    NONE = "none"


_BOUNDS = frozenset([Kind.CONJUNCTION, Kind.RELATIVE, Kind.STOP])
_VERBS = frozenset([Kind.VERB, Kind.GERUND])
_INSIDE = frozenset([Kind.NOUN, Kind.PREPOSITION])
_CLOSING = _VERBS | _BOUNDS | {Kind.COMMA, Kind.COORDINATOR}
_TURNS = frozenset([Kind.TURNING, Kind.CONJUNCTION, Kind.COORDINATOR, Kind.RELATIVE])
_NEAR = 14  # chunks behind a verb in which a deed is told with it


def tie(c: Clauses, first: int, last: int, deeds: Set[int], language: str) -> Tie:
    """What the words `first` to `last` (exclusive) of a sentence belong to; `deeds` are the tokens of its deeds."""
    return _Adjunct(c, first, last, deeds, language).tie()


class _Adjunct:
    """The way from an adverbial to what it belongs to: to the left in its clause, else to the verb of what follows."""

    def __init__(self, c: Clauses, first: int, last: int, deeds: Set[int], language: str) -> None:
        self.c, self.first, self.last, self.deeds, self.language = c, first, last, deeds, language
        self.low, self.chunks = c.low, c.chunks

    def tie(self) -> Tie:
        own = self._noun()
        at = self.c.chunk(self.first)
        if own is not None or at is None:
            return own or Tie.NONE
        if self._holds(self.chunks[at].first, self.first):  # "the attack Friday"
            return Tie.NOUN
        if self._before_its_verb(at):
            return self._to_the_right()
        left = self._to_the_left(at)
        if left is None:
            right = self._to_the_right()
            left = self._to_the_left(at, joined=True) if right == Tie.NONE else right
        return left or Tie.NONE

    def _noun(self) -> Tie | None:
        """The tie to a noun that the words describe: "Friday's bombing", "the bombing of 3 May", "a Friday attack"."""
        low, last = self.low, self.last
        if "'s" in low[last - 1 : last + 1]:
            return Tie.NOUN if self._holds(last, last + 5) else Tie.OTHER
        inside = self.c.chunk(last - 1)
        if inside is not None and self._holds(last, self.chunks[inside].last):
            return Tie.NOUN
        at = self.c.chunk(self.first)
        while at is not None and at > 1 and low[self.chunks[at - 1].first] == "of":
            noun = self.chunks[at - 2]
            if noun.kind != Kind.NOUN:
                break
            if self._holds(noun.first, noun.last):
                return Tie.NOUN
            if low[noun.last - 1] not in self._words("part_of_time") | self._words("part_of_place"):
                return Tie.OTHER
            at -= 2
            self.first = noun.first
        return None

    def _before_its_verb(self, at: int) -> bool:
        """Whether the words stand between a subject and its verb: "police on Friday arrested"."""
        end = self.c.chunk(self.last - 1)
        lead = at - 1 if at and self.chunks[at - 1].kind == Kind.PREPOSITION else at
        behind = self.chunks[end + 1] if end is not None and end + 1 < len(self.chunks) else None
        closed = lead == 0 or self.chunks[lead - 1].kind == Kind.COMMA
        follows = behind is not None and behind.kind == Kind.VERB and behind.finite
        return follows and not closed and not self._related(at)

    def _related(self, at: int) -> bool:
        """Whether the words end a relative clause: "the bomb that went off on Saturday | killed nine"."""
        for i in range(at - 1, 0, -1):
            if self.chunks[i].kind in _VERBS:
                return self.chunks[i - 1].kind == Kind.RELATIVE
            if self.chunks[i].kind in _BOUNDS or self.chunks[i].kind == Kind.COMMA:
                return False
        return False

    def _to_the_left(self, at: int, *, joined: bool = False) -> Tie | None:
        """The verb or noun of a deed before the words in their clause, over other adverbials and insertions; None where
        they open it. `joined`: over "and", too.
        """
        for i in range(at - 1, -1, -1):
            chunk = self.chunks[i]
            if chunk.kind in _BOUNDS or (chunk.kind == Kind.COORDINATOR and not joined and not self._of_nouns(i, at)):
                return None
            if chunk.kind == Kind.TURNING:
                if not self._leads_noun(i, at):
                    return None
                if not i and self.low[chunk.first] in self._words("afterwards"):
                    return Tie.OTHER  # "After talks in Geneva on Monday, gunmen attacked"
            if chunk.kind == Kind.NOUN and self._holds(chunk.first, chunk.last):
                return Tie.NOUN
            if chunk.kind in _VERBS:
                return self._verb(i)
        return None

    def _of_nouns(self, i: int, at: int) -> bool:
        """Whether the "and" at chunk i joins no clauses but what stands in one: "shot a guard and two clerks on Monday,
        police said", "landed in and around the base on Monday"; not "… and clerks on Monday said".
        """
        end = self.c.chunk(self.last - 1)
        behind = self.chunks[at + 1 if end is None else end + 1 :]
        closes = next((c.kind for c in behind if c.kind in _CLOSING), Kind.STOP)
        return i + 1 < at and self.chunks[i + 1].kind in _INSIDE and closes not in _VERBS

    def _leads_noun(self, i: int, at: int) -> bool:
        """Whether "after", "before" at chunk i is a preposition: "before dawn on Friday"."""
        return i + 1 >= at or (i + 2 <= at and self.chunks[i + 2].kind not in _VERBS)

    def _to_the_right(self) -> Tie:
        """The first verb behind words that open their clause, over relative clauses and what only describes."""
        at, related = self.c.chunk(self.last - 1), False
        counted = self.low[self.last - 1] in ("after", "before")
        for i in range((at or 0) + 1, len(self.chunks)):
            kind = self.chunks[i].kind
            if kind == Kind.STOP:
                break
            if kind == Kind.RELATIVE:
                related = True
            elif kind in _VERBS:
                if counted and not any(c.kind == Kind.COMMA for c in self.chunks[(at or 0) + 1 : i]):
                    return Tie.OTHER  # "three days after gunmen killed a chief, the army …"
                if not related and not self._thought(i):
                    return self._verb(i)
                related = False
        return Tie.NONE

    def _thought(self, i: int) -> bool:
        """Whether a verb only describes the noun before it: "gunmen thought to belong to …"."""
        follow = self.chunks[i + 1].kind if i + 1 < len(self.chunks) else Kind.STOP
        chunk = self.chunks[i]
        return follow == Kind.TO and chunk.head == chunk.first and self.chunks[i - 1].kind == Kind.NOUN

    def _verb(self, i: int) -> Tie:
        """What a verb makes of the words that belong to it."""
        verb = self.chunks[i]
        if self._holds(verb.first, verb.last):
            return Tie.VERB
        head, behind = self.low[verb.head], self._behind(i)
        if self._describes_deed(i) and head not in self._words("aftermath"):
            return Tie.HAPPENED
        said = head in wordset(self.language, "speech", "said") or head in wordset(self.language, "speech", "told")
        what = self.chunks[i + 1 : i + 2]
        if said and not any(self._holds(x.first, x.last) for x in what):
            return Tie.SAID
        if head in self._words("aftermath") or any(self.low[x.last - 1] in self._words("penalty") for x in what):
            return Tie.AFTER
        if any(self._holds(*s) for s in self.c.subjects(i)):
            return Tie.HAPPENED
        return behind or Tie.OTHER

    def _describes_deed(self, i: int) -> bool:
        """Whether the verb at chunk i tells of the deed whose noun stands before it: "the attack that came on Friday",
        "a bomb placed".
        """
        before = self.chunks[i - 1] if i else None
        if before is not None and i > 1 and (before.kind == Kind.RELATIVE or self.low[before.first] == "that"):
            before = self.chunks[i - 2]
        return before is not None and before.kind == Kind.NOUN and self._holds(before.first, before.last)

    def _behind(self, i: int) -> Tie | None:
        """What follows a verb of something else: a deed as its object, "when" or "and" and a deed, or what it came
        after.
        """
        turn: Chunk | None = None
        for n, chunk in enumerate(self.chunks[i + 1 : i + _NEAR]):
            if chunk.kind == Kind.STOP:
                return None
            if self._holds(chunk.first, chunk.last):
                if turn is None:
                    return Tie.VERB if n == 0 else None
                word = self.low[turn.first]
                if word in self._words("afterwards") or turn.kind == Kind.RELATIVE:
                    return Tie.LATER
                return Tie.VERB if word in self._words("same_time") else None
            turns = chunk.kind in _TURNS
            if turn is None and (turns or self.low[chunk.first] in self._words("afterwards")):
                turn = chunk
        return None

    def _holds(self, first: int, last: int) -> bool:
        """Whether a deed is told in tokens `first` to `last`."""
        return any(i in self.deeds for i in range(first, last))

    def _words(self, section: str) -> frozenset[str]:
        return wordset(self.language, "scene", section)
