"""Where a sentence turns from one happening to another: it is cut there, and each part tells of one. The
words at which it turns stand in `lang/<language>/turns.tsv`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from testimonia.model.marks import DateMark, PlaceMark
from testimonia.read.lexicon import Found, phrases, wordset
from testimonia.read.page import Sentence
from testimonia.read.triggers import Trigger


def cuts(s: Sentence, found: list[Trigger], background: list[Found], language: str = "en") -> list[int]:
    """The tokens at which a sentence turns from one happening to another: where it says so outright ("; ", "the worst
    since 2019, when", "the raid came hours after a bombing"), or between two triggers that have each a date or a place
    of their own.
    """
    low = [t.low for t in s.tokens]
    strong = [t for t in found if t.weight >= 2]
    out = [*_since_then(s, low, found, language), *_by_person(s, low, strong, language)]
    if s.part == "headline":
        out += [i for i, word in enumerate(low) if word == ";"]
    for left, right in pairwise(strong):
        first = max((i for i in out if i <= left.first), default=0)
        cut = _between(s, low, left, right, first, background, language)
        if cut is not None:
            out.append(cut)
    return sorted(set(out))


def _between(
    s: Sentence, low: list[str], left: Trigger, right: Trigger, first: int, background: list[Found], language: str
) -> int | None:
    """The word between two triggers at which the sentence turns, None where both tell of one happening."""
    gap = range(left.last, right.first)
    second = {left.last + f.first for f in phrases(language, "turns", "second").find(s.tokens[left.last : right.first])}
    outright = next((i for i in gap if low[i] == ";" or i in second), None)
    if outright is not None:
        return outright
    links, weak = wordset(language, "turns", "link"), wordset(language, "turns", "link_after_comma")
    link = next((i for i in gap if low[i] in links or (low[i] in weak and low[i - 1] == ",")), None)
    if link is not None and (
        _apart(s, (first, link), (link, len(low)))
        or any(first <= f.first <= link <= f.last for f in background)
        or _came(low, left, link, language)
    ):
        return link
    told = next((i for i in gap if low[i] in wordset(language, "turns", "of_one") and low[i - 1] == ","), None)
    if told is not None and _apart(s, (first, told), (told, len(low)), nested=False):
        return told
    answer = next((f.first for f in background if left.last <= f.first and f.last <= right.first), None)
    if answer is not None and right.noun and _answers(low, answer, right, language):
        return answer
    where = wordset(language, "turns", "where")
    comma = next((i for i in gap if low[i] == "," and low[i + 1] in where and _opens_place(s, i + 2)), None)
    listed = comma is not None and not low[right.last - 1].endswith("ing")  # "in Kano, in the market, killing four"
    if listed and comma is not None and _apart(s, (first, comma), (comma, len(low)), nested=False):
        return comma
    return None


def _since_then(s: Sentence, low: list[str], found: list[Trigger], language: str) -> Iterator[int]:
    """Where what was worse, or the last of its kind, is told: "the worst since 2019, when rebels killed 30"."""
    for mark in s.dates:
        i = s.at(mark.start)
        cut = next((n for n in (i, i - 1, i - 2) if n > 0 and low[n] in wordset(language, "turns", "since")), None)
        if cut is None or not when_then(s, mark, language):
            continue
        if any(t.first < cut for t in found) and any(t.first > cut and t.weight >= 2 for t in found):
            yield cut
    words = wordset(language, "turns", "since")
    for t in found:
        cut = next((n for n in range(t.first - 1, max(0, t.first - _SINCE), -1) if low[n] in words), None)
        lasting = low[t.first - 1] in wordset(language, "turns", "locating")  # "since Friday in fighting"
        told = t.noun and t.weight >= 2 and not t.plural and not lasting
        if told and cut and any(d.first < cut for d in found) and _dated(s, t):
            yield cut


def _dated(s: Sentence, t: Trigger) -> bool:
    """Whether a deed is told with its time: "the February stabbing", "the assassination of a priest in March"."""
    times = [s.at(m.start) for m in s.dates if m.period.start]
    return any(t.first - 3 <= i < t.last + 10 for i in times)


def when_then(s: Sentence, mark: DateMark, language: str = "en") -> bool:
    """Whether a date opens what happened then: "the worst since March 2019, when rebels killed 30"."""
    last = s.at(mark.end - 1) + 1
    return any(t.low in wordset(language, "turns", "then") for t in s.tokens[last : last + 2])


def _answers(low: list[str], first: int, right: Trigger, language: str) -> bool:
    """Whether a deed is what another one answers: "in retaliation for the airstrike", "in response to the raid"."""
    gap = low[first : right.first]
    return len(gap) <= _ANSWER and not wordset(language, "turns", "answers").isdisjoint(gap) and "," not in gap


_SINCE = 5  # words from "since" to a deed: "since the February stabbing"
_ANSWER = 8  # words from "in response" to the deed that is answered
_PLACE = 3  # words between a preposition and the place behind it: "in the town of"


def _opens_place(s: Sentence, i: int) -> bool:
    """Whether a place that is no country begins at token `i` or right behind."""
    return any(i <= s.at(p.start) <= i + _PLACE and _fine(p) for p in s.places)


_LATER = 5  # words between "came" and "after": "less than a day"


def _came(low: list[str], left: Trigger, link: int, language: str) -> bool:
    """Whether a deed is only set beside another one in time: "the raid came hours after a bombing in Nyanya"."""
    between = low[left.last : link]
    came = next((n for n, word in enumerate(between) if word in wordset(language, "turns", "came")), None)
    return (
        left.noun
        and low[link] in wordset(language, "turns", "in_time")
        and came is not None
        and len(between) - came <= _LATER
        and "," not in between[came:]
    )


def _by_person(s: Sentence, low: list[str], strong: list[Trigger], language: str) -> Iterator[int]:
    """Where what befell somebody sought for one deed begins: "the suspect in the bombings in Varanasi | was shot dead
    in Handwara", "Varanasi bombings suspect | shot in Kashmir", "men wanted for the bombings | killed a guard on
    Friday"; nowhere if that was there and then.
    """
    sought = wordset(language, "scene", "sought")
    be = wordset(language, "clauses", "be") | wordset(language, "turns", "have")
    relative = wordset(language, "clauses", "relative") | wordset(language, "turns", "that")
    for n, deed in enumerate(strong[:-1]):
        if not deed.noun:
            continue
        if low[deed.last] in sought and not strong[n + 1].noun:
            yield deed.last
        elif not sought.isdisjoint(low[max(0, deed.first - _SOUGHT) : deed.first]):
            told = range(deed.last, strong[-1].first)
            cut = next((i for i in told if low[i] in be and low[i - 1] not in relative), None)
            cut = cut or next(
                (t.first for t in strong[n + 1 :] if not t.noun and low[t.first - 1] not in relative), None
            )
            after = next((t for t in strong if cut is not None and t.first >= cut), None)
            if cut is None or after is None:
                return
            if after.type in ("clash", "security_raid") or _apart(s, (0, cut), (cut, len(low))):
                yield cut
            return


_SOUGHT = 9  # words between somebody sought and the deed


def _apart(s: Sentence, before: tuple[int, int], after: tuple[int, int], *, nested: bool = True) -> bool:
    """Whether both sides have a date, or both a place that is no country, that differ; unless `nested`, none may lie in
    another."""

    def dates(side: tuple[int, int]) -> set[str | None]:
        return {d.period.start for d in s.dates if side[0] <= s.at(speaks_at(s, d)) < side[1] and d.role == "time"}

    def places(side: tuple[int, int]) -> list[PlaceMark]:
        return [p for p in s.places if side[0] <= s.at(p.start) < side[1] and _fine(p)]

    a, b = dates(before), dates(after)
    if a and b and not a & b:
        return True
    p, q = places(before), places(after)
    if not p or not q or {m.place.name for m in p} & {m.place.name for m in q}:
        return False
    around = {c.name for m in (*p, *q) for c in m.containers}
    return nested or not any(m.place.name in around for m in (*p, *q))


def _fine(p: PlaceMark) -> bool:
    return p.use == "place" and p.place.kind in ("settlement", "district", "province", "site")


def speaks_at(s: Sentence, mark: DateMark) -> int:
    """The code point at which a date speaks: "…, two days after the attack" speaks of what follows it."""
    return mark.end if mark.anchor == "event" and mark.start > s.start else mark.start
