"""The figures of a draft: numbers with who says them; what is said twice is one figure."""

from __future__ import annotations

from msgspec.structs import replace

from testimonia.model.claim import Figure, IncidentType
from testimonia.read.classing import Classes
from testimonia.read.drafts import Draft
from testimonia.read.lexicon import wordset
from testimonia.read.page import Page, Sentence
from testimonia.read.parts import Hit
from testimonia.read.subject import Voice, Voices


def figures_of(
    page: Page, draft: Draft, voices: Voices, kind: IncidentType, country: str | None, language: str = "en"
) -> tuple[Figure, ...]:
    """The figures of a draft that happened in `country`, in the order of the text. The same number from two sources is
    two figures; a headline's number belongs to the figure that the text then attributes (FORMAT.md).
    """
    out: list[Figure] = []
    headline, unread = set[int](), set[int]()  # whose speaker, if any, and whose number are only the headline's
    # a named victim who is part of a number already given is not another figure (FORMAT.md)
    counted = {h.effect for f in draft.fragments for h in f.hits if not h.single and h.number.best != 0}
    classes = Classes(draft, kind, country, language)
    for f in draft.fragments:
        for hit in f.hits:
            said = voices.get(f.sentence.order, ())
            if (hit.single and hit.effect in counted) or any(_of_speaker(hit, v) for v in said):
                continue
            heard = () if _presupposed(f.sentence, hit) else _telling(f.sentence, said, language)
            figure = _figure(page, hit._replace(who=classes.of(f, hit)), heard)
            i = next((i for i, old in enumerate(out) if _one_figure(old, figure, i in headline, i in unread)), None)
            if i is None:
                if f.sentence.part == "headline":
                    headline.add(len(out))
                    unread.add(len(out))
                out.append(figure)
                continue
            if i in headline and figure.according_to:
                headline.remove(i)
                out[i] = replace(out[i], according_to=figure.according_to)
            if i in unread:
                unread.remove(i)
                out[i] = replace(out[i], low=figure.low, high=figure.high, basis=figure.basis)
            out[i] = _joined(out[i], figure)
    return tuple(out)


def _telling(s: Sentence, voices: tuple[Voice, ...], language: str) -> tuple[Voice, ...]:
    """Those who tell something: "the council condemned the attack, in which six died" tells of the council alone."""
    judges = wordset(language, "speech", "judges")
    return tuple(v for v in voices if v.verb < 0 or s.tokens[v.verb].low not in judges)


def _presupposed(s: Sentence, hit: Hit, language: str = "en") -> bool:
    """Whether a number stands in a clause that only says which happening is meant ("the attack that killed eight", "the
    murder of the general") or whose part is told ("three of the 15"): it is not what the speaker says.
    """
    low = [t.low for t in s.tokens[: hit.last]]
    clause = hit.anchor > 1 and low[hit.anchor - 1 : hit.anchor] in (["that"], ["which"]) and hit.anchor < hit.first
    if clause:
        article = next((w for w in reversed(low[: hit.anchor]) if w in wordset(language, "clauses", "article")), "the")
        return article == "the"  # "… of a larger raid that killed eight" is news
    named = hit.single and low[hit.anchor : hit.anchor + 2][1:] == ["of"] and hit.anchor < hit.first
    return named or low[max(0, hit.first - 2) : hit.first] == ["of", "the"]


def _joined(old: Figure, new: Figure) -> Figure:
    """Two tellings of one figure."""
    return replace(
        old,
        who=new.who if old.who == "all" else old.who,
        according_to=old.according_to or new.according_to,
        at=tuple(dict.fromkeys((*old.at, *new.at))),
    )


def _one_figure(a: Figure, b: Figure, headline: bool, unread: bool) -> bool:
    """Whether two figures are one: the same effect and number, no two classes and no two speakers, of which the
    headline's does not count.
    """
    classes = a.who == b.who or "all" in (a.who, b.who)
    numbers = (a.low, a.best, a.high, a.vague) == (b.low, b.best, b.high, b.vague)
    numbers = numbers or (unread and a.best is not None and a.best == b.best)
    speakers = headline or a.according_to == b.according_to or None in (a.according_to, b.according_to)
    return a.effect == b.effect and classes and numbers and speakers


def _figure(page: Page, hit: Hit, voices: tuple[Voice, ...]) -> Figure:
    speaker = _speaker(hit, voices)
    c = hit.number
    return Figure(
        effect=hit.effect,
        who=hit.who,
        low=c.low,
        best=c.best,
        high=c.high,
        vague=c.vague,
        according_to=speaker.words if speaker else None,
        basis=hit.basis,
        at=(page.evidence(hit.start, hit.end),),
    )


def _of_speaker(hit: Hit, v: Voice) -> bool:
    """Whether a figure is the speaker, or only tells who speaks: "a resident whose two sons were killed said"."""
    one = hit.number.best == 1 and v.verb >= 0 and v.first < hit.last and hit.first < v.last
    return one or v.about[0] <= hit.first < v.about[1]


def _speaker(hit: Hit, voices: tuple[Voice, ...]) -> Voice | None:
    """Who says a figure: who spoke last before the number, unless somebody's words begin between the two ("where 30
    rebels, the army claims, died").
    """
    heard = [v for v in voices if v.reach[0] <= hit.first < v.reach[1] and not v.first <= hit.first < v.last]
    last = max((v for v in heard if v.first <= hit.first), key=lambda v: v.verb, default=None)
    if last is None:
        return heard[0] if heard else None
    return next((v for v in heard if v.first > hit.first and v.reach[0] > last.verb >= 0), last)
