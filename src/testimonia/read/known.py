"""What is known of each word before the network reads it: shape, marks of the resolvers, what patterns see in it.

One word is one row of zeros and ones; `NAMES` says what each column is. Columns are only ever added together with a new
model: the names stand in the model's folder too, and a model with other names is refused.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, cast, get_args

import numpy as np
from numpy.typing import NDArray

from testimonia.model.claim import (
    Account,
    Basis,
    Effect,
    FigureBasis,
    IncidentType,
    PlaceKind,
    Salience,
    Stance,
    Status,
    TargetClass,
    WeaponClass,
    Who,
)
from testimonia.model.text import Evidence
from testimonia.read.lexicon import Token
from testimonia.read.page import Page
from testimonia.read.patterns import Study

ROLES = ("trigger", "date", "place", "perpetrator", "target", "weapon", "figure", "source", "claim")
# What a span of a role is, one class of each list: the classes of the annotation scheme (contract.md).
ATTRIBUTES: dict[str, tuple[str, tuple[str, ...]]] = {
    "type": ("trigger", get_args(IncidentType)),
    "status": ("trigger", get_args(Status)),
    "salience": ("trigger", get_args(Salience)),
    "basis": ("perpetrator", get_args(Basis)),
    "target": ("target", get_args(TargetClass)),
    "weapon": ("weapon", get_args(WeaponClass)),
    "effect": ("figure", get_args(Effect)),
    "who": ("figure", get_args(Who)),
    "figure_basis": ("figure", get_args(FigureBasis)),
    "stance": ("claim", get_args(Stance)),
}
_ACTOR_KINDS = (
    "jihadist", "rebel", "militia", "gang", "party", "state", "military", "police", "intelligence", "peacekeepers",
    "mission", "armed", "civilians", "officials", "media", "aid", "person", "other",
)  # fmt: skip


def _names() -> Iterator[str]:
    yield from (f"shape:{s}" for s in ("lower", "title", "upper", "mixed", "digits", "sign"))
    yield from (f"part:{p}" for p in ("headline", "heading", "body", "furniture", "aside"))
    yield from ("page:digest", "page:dateline", "page:first", "page:quoted")
    yield from (f"date:{r}" for r in ("time", "since", "until", "duration", "day", "past"))
    yield from ("count:count", "count:one", "count:vague", "count:other")
    yield from (f"place:{k}" for k in (*get_args(PlaceKind), "adjective", "actor", "name", "known"))
    yield from (f"actor:{k}" for k in (*_ACTOR_KINDS, "generic", "known"))
    yield from ("event:1", "event:2", "event:3", "event:unreal", "event:back", "event:figure", "event:part")
    yield from (f"{part}:{r}" for r in ROLES for part in ("pattern", "begin"))
    for attribute, (_, classes) in ATTRIBUTES.items():
        yield from (f"{attribute}:{c}" for c in classes)
    yield from ("figure:spoken", "order:1", "order:2", "order:more")


NAMES = tuple(_names())
_COLUMN = {name: i for i, name in enumerate(NAMES)}


Range = tuple[int, int]


class Known(NamedTuple):
    """The words of a page in order and what is known of them.

    `words` are all tokens of all sentences; `sentence` (n,) is each word's sentence order; `features` (n, len(NAMES))
    float32 of 0 and 1; `stories` lists for each account of the patterns the (first, last) word ranges of its evidence;
    `links` are pairs of ranges that the patterns put together: a claim and its party.
    """

    words: tuple[Token, ...]
    sentence: NDArray[np.int64]
    features: NDArray[np.float32]
    stories: tuple[tuple[Range, ...], ...]
    links: tuple[tuple[Range, Range], ...] = ()

    def cover(self, start: int, end: int) -> tuple[int, int]:
        """The word range (first, last exclusive) of the code points `start` to `end`; empty where no word stands."""
        first = last = bisect_right(self.words, start, key=lambda w: w.end)
        while last < len(self.words) and self.words[last].start < end:
            last += 1
        return first, last

    def near(self, sentences: int) -> Known:
        """The words of the sentences from which the patterns take evidence, and of so many before and behind each."""
        told = {int(self.sentence[i]) for story in self.stories for a, b in story for i in range(a, b)}
        kept = np.isin(self.sentence, [n for order in told for n in range(order - sentences, order + sentences + 1)])
        place = np.concatenate([[0], kept.cumsum()]).tolist()  # of each word among those that are kept

        def moved(ranges: Iterable[Range]) -> tuple[Range, ...]:
            return tuple((place[first], place[last]) for first, last in ranges)

        return Known(
            tuple(word for word, stays in zip(self.words, kept, strict=True) if stays),
            self.sentence[kept],
            self.features[kept],
            tuple(moved(story) for story in self.stories),
            tuple(cast("tuple[Range, Range]", moved(pair)) for pair in self.links),
        )


def known(study: Study) -> Known:
    """The words of a studied page with all that is known of them; pure."""
    page = study.page
    words = tuple(t for s in page.sentences for t in s.tokens)
    sentence = np.array([s.order for s in page.sentences for _ in s.tokens], dtype=np.int64)
    table = _Table(words)
    _layout(table, page)
    for m in study.page.marks.dates:
        kinds = [m.role, *(["day"] if m.period.precision == "day" else [])]
        past = m.period.start and page.document.day and m.period.start <= page.document.day
        table.set(m.start, m.end, *(f"date:{k}" for k in kinds), *(["date:past"] if past else []))
    for c in page.marks.counts:
        kinds = ["count" if c.kind == "count" else "other", *(["one"] if c.count.best == 1 else [])]
        table.set(c.start, c.end, *(f"count:{k}" for k in (*kinds, *(["vague"] if c.count.vague else []))))
    for p in page.marks.places:
        there = ["known"] if p.place.lat is not None else []
        table.set(p.start, p.end, *(f"place:{k}" for k in (p.place.kind if p.use == "place" else p.use, *there)))
    for a in page.marks.actors:
        more = [n for n, yes in (("generic", a.generic), ("known", a.actor_id)) if yes]
        table.set(a.start, a.end, *(f"actor:{k}" for k in (a.kind if a.kind in _ACTOR_KINDS else "other", *more)))
    for start, end in page.datelines():
        table.set(start, end, "page:dateline")
    _events(table, study)
    stories = tuple(_account(table, a, i) for i, a in enumerate(study.ruled))
    links = tuple(pair for a in study.ruled for pair in _links(table, a))
    return Known(words, sentence, table.rows, stories, links)


class _Table:
    """Rows of zeros that are set by stretches of the text."""

    def __init__(self, words: tuple[Token, ...]) -> None:
        self.words = words
        self.starts, self.ends = [w.start for w in words], [w.end for w in words]
        self.rows = np.zeros((len(words), len(NAMES)), dtype=np.float32)

    def range(self, start: int, end: int) -> tuple[int, int]:
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def role(self, start: int, end: int, role: str, *names: str) -> tuple[int, int]:
        first, last = self.set(start, end, f"pattern:{role}", *names)
        if first < last:
            self.rows[first, _COLUMN[f"begin:{role}"]] = 1.0
        return first, last

    def set(self, start: int, end: int, *names: str) -> tuple[int, int]:
        first, last = self.range(start, end)
        for name in names:
            if name in _COLUMN:  # a resolver may come to know more than a model was trained with
                self.rows[first:last, _COLUMN[name]] = 1.0
        return first, last


def _layout(table: _Table, page: Page) -> None:
    shapes, quotations, at = [], [], 0
    for s in page.sentences:
        quoted, first = False, at
        for at, t in enumerate(s.tokens, first):
            if t.text in ('"', "“", "”"):
                quoted = t.text == "“" or (t.text == '"' and not quoted)
            if quoted:
                quotations.append(at)
            shapes.append(_COLUMN[f"shape:{shape(t.text)}"])
        at = first + len(s.tokens)
        table.rows[first:at, _COLUMN[f"part:{s.part}"]] = 1.0
        if s.order < 3:
            table.rows[first:at, _COLUMN["page:first"]] = 1.0
    table.rows[np.arange(at), shapes] = 1.0
    table.rows[quotations, _COLUMN["page:quoted"]] = 1.0
    if page.digest:
        table.rows[:, _COLUMN["page:digest"]] = 1.0


@lru_cache(maxsize=10_000)
def shape(word: str) -> str:
    """The outer form of a word, which the network's lower-case vocabulary does not show."""
    if not any(c.isalnum() for c in word):
        return "sign"
    if word[0].isdigit():
        return "digits"
    if word.islower() or not any(c.isalpha() for c in word):
        return "lower"
    if word.isupper() and len(word) > 1:
        return "upper"
    return "title" if word[0].isupper() and (len(word) == 1 or word[1:].islower()) else "mixed"


def _events(table: _Table, study: Study) -> None:
    for f in study.found:
        for t in f.triggers:
            more = [n for n, yes in (("unreal", not t.real or t.general), ("back", t.anaphor)) if yes]
            table.set(t.start, t.end, f"event:{t.weight}", *(f"event:{n}" for n in more))
        for h in f.hits:
            names = ["event:figure", *(["event:part"] if h.part else []), f"effect:{h.effect}", f"who:{h.who}"]
            table.set(h.start, h.end, *names)
    for heard in study.heard.values():
        for v in heard:
            table.role(v.start, v.end, "source")


def _links(table: _Table, a: Account) -> Iterator[tuple[Range, Range]]:
    for c in a.claims:
        for e in c.at:
            for party in (x for p in a.perpetrators if p.name == c.by for x in p.at):
                yield table.range(e.start, e.end), table.range(party.start, party.end)


def _account(table: _Table, a: Account, order: int) -> tuple[tuple[int, int], ...]:
    place = f"order:{order + 1}" if order < 2 else "order:more"
    found: set[tuple[int, int]] = set()

    def put(at: Iterable[Evidence], role: str, *names: str) -> None:
        for e in at:
            found.add(table.role(e.start, e.end, role, place, *names))

    put(a.mentions, "trigger", f"type:{a.type}", f"status:{a.status}", f"salience:{a.salience}")
    put(a.date.at, "date")
    for p in a.places:
        put(p.at, "place")
    for d in a.perpetrators:
        put(d.at, "perpetrator", f"basis:{d.basis}")
    for t in a.targets:
        put(t.at, "target", f"target:{t.cls}")
    for w in a.weapons:
        put(w.at, "weapon", f"weapon:{w.cls}")
    for f in a.figures:
        more = ["figure:spoken"] if f.according_to else []
        put(f.at, "figure", f"effect:{f.effect}", f"who:{f.who}", f"figure_basis:{f.basis}", *more)
    for c in a.claims:
        put(c.at, "claim", f"stance:{c.stance}")
    return tuple(sorted(found))
