"""Fragments: the part of a sentence that tells of one happening, with its date, places, figures and cues."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from testimonia.model.marks import DateMark, PlaceMark
from testimonia.read.lexicon import Found
from testimonia.read.page import Page, Sentence
from testimonia.read.parts import Hit
from testimonia.read.triggers import Trigger, triggers
from testimonia.read.weighing import Weigher


class Fragment(NamedTuple):
    """Tokens `first` to `last` (exclusive) of a sentence. `cues` are the sections of the contexts table that speak in
    it.
    """

    sentence: Sentence
    first: int
    last: int
    triggers: tuple[Trigger, ...]
    dates: tuple[DateMark, ...]
    places: tuple[PlaceMark, ...]
    hits: tuple[Hit, ...]
    cues: frozenset[str]

    @property
    def strength(self) -> int:
        """The weight of the strongest trigger that is real, 0 where there is none."""
        return max((t.weight for t in self.triggers if t.real and not (t.general and t.plural)), default=0)

    @property
    def deeds(self) -> frozenset[int]:
        """The tokens of the words that tell a deed by themselves or with what stands beside them."""
        return frozenset(i for t in self.triggers if t.weight >= 2 for i in range(t.first, t.last))

    @property
    def anaphor(self) -> bool:
        """Whether it leads back to something told before ("the attack")."""
        return "same" in self.cues or any(t.anaphor for t in self.triggers)


def fragments(page: Page, language: str = "en") -> list[Fragment]:
    """The fragments of a page in order. Sentences with neither trigger nor figure have none."""
    out = []
    weigher = Weigher(language)
    for sentence in page.sentences:
        cues: dict[str, list[Found]] = {}
        for cue in sentence.cues:
            cues.setdefault(cue.row[0], []).append(cue)
        found, figures = triggers(sentence, cues, language), weigher.hits(sentence)
        if not found and not figures:
            continue
        cuts = _cuts(sentence, found, cues.get("background", []))
        for first, last in zip([0, *cuts], [*cuts, len(sentence.tokens)], strict=True):
            fragment = _fragment(sentence, first, last, found, figures, cues)
            if fragment.triggers or fragment.hits:
                out.append(fragment)
    return out


def _fragment(
    s: Sentence, first: int, last: int, found: list[Trigger], figures: list[Hit], cues: dict[str, list[Found]]
) -> Fragment:
    def inside(start: int) -> bool:
        return first <= s.at(start) < last

    return Fragment(
        s,
        first,
        last,
        tuple(t for t in found if first <= t.first < last),
        tuple(d for d in s.dates if inside(_speaks_at(s, d))),
        tuple(p for p in s.places if inside(p.start)),
        tuple(h for h in figures if first <= h.first < last),
        frozenset(name for name, rows in cues.items() if any(first <= f.first < last for f in rows))
        | {"background" for f in cues.get("background", ()) if first and first <= f.last <= first + 1},
    )


def _speaks_at(s: Sentence, mark: DateMark) -> int:
    """The code point at which a date speaks: "…, two days after the attack" speaks of what follows it."""
    return mark.end if mark.anchor == "event" and mark.start > s.start else mark.start


# "The first killed 53 soldiers, and the second was a roadside bomb"
_SECOND = (
    ["and", "the", "second"],
    ["and", "the", "other"],
    ["while", "the", "second"],
    ["while", "the", "other"],
    ["and", "a", "second"],
)
_LINKS = frozenset(["after", "before", "while", "when", "following", "and", "but", "since", "where"])


def _cuts(s: Sentence, found: list[Trigger], background: list[Found]) -> list[int]:
    """Where a sentence turns from one happening to another: a semicolon, "while", "days after", "and" between two
    triggers that have each a date or a place of their own.
    """
    low = [t.low for t in s.tokens]
    strong = [t for t in found if t.weight >= 2]
    out: list[int] = []
    for left, right in pairwise(strong):
        gap = range(left.last, right.first)
        cut = next((i for i in gap if low[i] == ";" or low[i : i + 3] in _SECOND), None)
        if cut is not None and low[cut] != ";":
            if not out or cut > out[-1]:
                out.append(cut)
            continue
        if cut is None:
            cut = next((i for i in gap if low[i] in _LINKS and (low[i - 1] == "," or low[i] != "and")), None)
        if cut is None or (out and cut <= out[-1]):
            continue
        before, after = (out[-1] if out else 0, cut), (cut, len(low))
        if (
            _apart(s, before, after)
            or low[cut] == ";"
            or (low[cut] == "since" and "when" in low[cut : right.first])  # "the worst since 2019, when rebels killed"
            or any(before[0] <= f.first <= cut <= f.last for f in background)
        ):
            out.append(cut)
    return out


def _apart(s: Sentence, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether both sides have a date, or both a place that is no country, that differ."""

    def dates(side: tuple[int, int]) -> set[str | None]:
        return {d.period.start for d in s.dates if side[0] <= s.at(_speaks_at(s, d)) < side[1] and d.role == "time"}

    def places(side: tuple[int, int]) -> set[str]:
        return {
            p.place.name
            for p in s.places
            if side[0] <= s.at(p.start) < side[1]
            and p.use == "place"
            and p.place.kind in ("settlement", "district", "province", "site")
        }

    a, b = dates(before), dates(after)
    if a and b and not a & b:
        return True
    p, q = places(before), places(after)
    return bool(p and q and not p & q)
