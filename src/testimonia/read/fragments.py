"""Fragments: the part of a sentence that tells of one happening, with its date, places, figures and cues."""

from __future__ import annotations

from typing import NamedTuple

from testimonia.model.marks import DateMark, PlaceMark
from testimonia.read.lexicon import Found, wordset
from testimonia.read.page import Page, Sentence
from testimonia.read.parts import Hit
from testimonia.read.triggers import Trigger, triggers
from testimonia.read.turns import cuts, speaks_at
from testimonia.read.weighing import Weigher


class Fragment(NamedTuple):
    """Tokens `first` to `last` (exclusive) of a sentence. `cues` are the sections of the contexts table that speak in
    it; `datelined` the starts of places and dates that only say where and when the report was written; `town` the place
    of one of several attacks that it tells in one breath.
    """

    sentence: Sentence
    first: int
    last: int
    triggers: tuple[Trigger, ...]
    dates: tuple[DateMark, ...]
    places: tuple[PlaceMark, ...]
    hits: tuple[Hit, ...]
    cues: frozenset[str]
    datelined: frozenset[int] = frozenset()
    town: PlaceMark | None = None

    @property
    def strength(self) -> int:
        """The weight of the strongest trigger that is real, 0 where there is none."""
        return max((t.weight for t in self.triggers if t.real and not (t.general and t.plural)), default=0)

    @property
    def threat(self) -> bool:
        """Whether all deeds that it tells are only threatened."""
        told = [t for t in self.triggers if t.real and t.weight >= 2]
        return bool(told) and all(t.threat for t in told)

    @property
    def deeds(self) -> frozenset[int]:
        """The tokens of the words that tell a deed by themselves or with what stands beside them."""
        return frozenset(i for t in self.triggers if t.weight >= 2 for i in range(t.first, t.last))

    @property
    def sited(self) -> list[PlaceMark]:
        """Its places, those of a dateline only where it names no other."""
        named = [p for p in self.places if p.use == "place"]
        return [p for p in named if p.start not in self.datelined] or named

    def honours(self, mark: DateMark, language: str = "en") -> bool:
        """Whether a date is that of something else than its deed: "the anniversary of a group's founding", "the 2016
        peace accord".
        """
        last = self.sentence.at(mark.end - 1) + 1
        behind = [t.low for t in self.sentence.tokens[last : last + _ACCORD]]
        if mark.period.precision == "year" and not wordset(language, "scene", "accord").isdisjoint(behind):
            return True
        told = self.sentence.tokens[last - 1].low in wordset(language, "scene", "anniversary")
        return told and self.deeds.isdisjoint(range(last, last + _HONOURED))

    @property
    def anaphor(self) -> bool:
        """Whether it leads back to something told before ("the attack")."""
        return "same" in self.cues or any(t.anaphor for t in self.triggers)


_ACCORD = 3  # words from a year to what was agreed or voted in it: "the 2018 presidential election"
_HONOURED = 7  # words from "anniversary" to the deed: "of the day on which the attack"


def fragments(page: Page, language: str = "en") -> list[Fragment]:
    """The fragments of a page in order. Sentences with neither trigger nor figure have none."""
    out = []
    weigher = Weigher(language)
    for sentence in page.sentences:
        cues: dict[str, list[Found]] = {}
        back = {i for cue in sentence.cues if cue.row[0] == "same" for i in range(cue.first, cue.last)}
        time = {i for m in sentence.dates if m.role == "time" and m.period.start for i in _tokens(sentence, m)}
        for cue in sentence.cues:
            told: set[int] = {"background": back, "aggregate": time}.get(cue.row[0], set())
            if not told or not told.issuperset(range(cue.first, cue.last)):
                cues.setdefault(cue.row[0], []).append(cue)
        figures = weigher.hits(sentence)
        taken = frozenset(i for h in figures if h.effect == "abducted" for i in (h.anchor, *range(h.last, h.last + 3)))
        found = triggers(sentence, cues, taken, language)
        if not found and not figures:
            continue
        own = sentence._replace(
            dates=tuple(d for d in sentence.dates if not page.in_dateline(d.start)),
            places=tuple(p for p in sentence.places if not page.in_dateline(p.start)),
        )
        cut = cuts(own, found, cues.get("background", []), language)
        for first, last in zip([0, *cut], [*cut, len(sentence.tokens)], strict=True):
            fragment = _fragment(page, sentence, first, last, found, figures, cues)
            if fragment.triggers or fragment.hits:
                out.append(fragment)
    return out


def _tokens(s: Sentence, mark: DateMark) -> range:
    return range(*s.cover(mark.start, mark.end))


def _fragment(
    page: Page,
    s: Sentence,
    first: int,
    last: int,
    found: list[Trigger],
    figures: list[Hit],
    cues: dict[str, list[Found]],
) -> Fragment:
    def inside(start: int) -> bool:
        return first <= s.at(start) < last

    return Fragment(
        s,
        first,
        last,
        tuple(t for t in found if first <= t.first < last),
        tuple(d for d in s.dates if inside(speaks_at(s, d))),
        tuple(p for p in s.places if inside(p.start)),
        tuple(h for h in figures if first <= h.first < last),
        frozenset(name for name, rows in cues.items() if any(first <= f.first < last for f in rows))
        | {"background" for f in cues.get("background", ()) if first and first <= f.last <= first + 1}
        | {"threatened" for t in found if t.threat and first <= t.first < last},
        frozenset(
            start for start in [m.start for m in s.places] + [m.start for m in s.dates] if page.in_dateline(start)
        ),
    )
