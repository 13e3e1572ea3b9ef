"""With what a deed was done, chosen from all the weapons that its words speak of or hint at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from testimonia.model.claim import Weapon, WeaponClass
from testimonia.read.case import Case
from testimonia.read.choosing import Bars, Option, chances, chosen, least
from testimonia.read.drafts import Draft
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import phrases

BARS = Bars(0.27, 0.27, 4)


class Word(NamedTuple):
    """A word that speaks of a weapon of class `cls`: tokens `first` to `last` (exclusive) of the sentence of the deed's
    fragment `order`; `hint` where it only hints at it ("gunmen").
    """

    cls: str
    f: Fragment
    order: int
    first: int
    last: int
    hint: bool


def weapons_of(case: Case, kind: str) -> tuple[Weapon, ...]:
    """The classes of weapons of a deed, each with the words that say so."""
    asked, out = options(case, kind), []
    for words, _ in chosen(asked, chances(asked, "weapons", case.language), BARS):
        told = [w for w in words if not w.hint] or words
        spans = [(w.f.sentence.tokens[w.first].start, w.f.sentence.tokens[w.last - 1].end) for w in told]
        at = tuple(dict.fromkeys(case.page.evidence(a, b) for a, b in spans))
        out.append(Weapon(cls=cast(WeaponClass, words[0].cls), at=at))
    return tuple(out)


def options(case: Case, kind: str) -> list[Option[list[Word]]]:
    """Every class that the words of a deed speak of or hint at."""
    classes: dict[str, list[Word]] = {}
    for word in _words(case.draft, case.language):
        classes.setdefault(word.cls, []).append(word)
    told = {cls for cls, words in classes.items() if not all(w.hint for w in words)}
    return [Option(words, frozenset(_clues(cls, words, told - {cls}, kind))) for cls, words in classes.items()]


def _words(draft: Draft, language: str) -> Iterator[Word]:
    for order, f in enumerate(draft.fragments):
        tokens = f.sentence.tokens[f.first : f.last]
        said = phrases(language, "weapons").find(tokens)
        idle = [x for x in said if x.row[0] == "-"]
        for x in said:
            if x.row[0] != "-":
                yield Word(x.row[0], f, order, f.first + x.first, f.first + x.last, False)
        for x in phrases(language, "weapon_hints").all(tokens):
            if not any(o.first <= x.first < o.last for o in idle):
                yield Word(x.row[0], f, order, f.first + x.first, f.first + x.last, True)


def _clues(cls: str, words: list[Word], others: set[str], kind: str) -> Iterator[str]:
    """What is seen of a class. `others` are the classes that the deed's words speak of beside it."""
    told = [w for w in words if not w.hint]
    sure = "told" if told else "hinted"
    yield from (f"class={cls}", f"class={cls}/{kind}", f"class={cls}/{sure}", f"class={cls}/{kind}/{sure}", sure)
    yield f"told={cls}/{least(len(told), (0, 1, 2, 4))}"
    yield f"hints={cls}/{least(len(words) - len(told), (0, 1, 2, 4))}"
    first = least(min(w.order for w in told or words), (0, 1, 3))
    yield from (f"first={first}/{sure}", f"first={first}/{cls}")
    for other in others:
        yield from (f"other={other}", f"other={cls}/{other}")
    if not others:
        yield from ("alone", f"alone={cls}")
    for w in words:
        low = [t.low for t in w.f.sentence.tokens]
        word = " ".join(low[w.first : w.last])
        yield from (f"word={cls}/{word}", f"word={cls}/{word}/{kind}")
        if not (w.hint and told):
            yield from _around(w, low, sure)


def _around(w: Word, low: list[str], sure: str) -> Iterator[str]:
    """What stands around one word."""
    yield f"l1={low[w.first - 1] if w.first > w.f.first else '-'}"
    yield f"r1={low[w.last] if w.last < w.f.last else '-'}"
    yield f"trigger={any(t.first < w.last and w.first < t.last for t in w.f.triggers)}/{sure}"
    yield from (f"with={t.type}/{w.cls}" for t in w.f.triggers if t.weight > 1)
    yield from (f"cue={cue}" for cue in w.f.cues)
    if w.f.sentence.part == "headline":
        yield f"headline/{sure}"
