"""Who or what was attacked."""

from __future__ import annotations

from typing import NamedTuple

from testimonia.model.claim import TargetClass
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import Found, phrases, wordset
from testimonia.read.page import Page, Sentence


class Aim(NamedTuple):
    """A target: the words, their class."""

    name: str
    cls: TargetClass
    start: int
    end: int
    actor_id: str | None


def aims(f: Fragment, page: Page, language: str = "en") -> list[Aim]:
    """The targets that a fragment names."""
    s, low = f.sentence, [t.low for t in f.sentence.tokens]
    against, sites = wordset(language, "parties", "against"), wordset(language, "parties", "site")
    people = {x.first: x for x in phrases(language, "people").find(s.tokens)}
    out: list[Aim] = []
    for t in f.triggers:
        if t.weight < 2 or t.type in ("clash",):
            continue
        start = t.last
        if t.noun:
            j = next((j for j in range(t.last, min(t.last + 4, f.last)) if low[j] in against), None)
            if j is None:
                continue
            start = j + 1
            if low[j] == "of" and t.type not in ("killing", "abduction", "-"):
                continue
        elif t.passive:
            aim = _before(s, low, t.first, people, sites)
            if aim:
                out.append(_aim(page, s, aim))
            continue
        elif start < len(low) and low[start] in against:
            start += 1
        aim = _object(s, low, start, f.last, people, sites)
        if aim:
            out.append(_aim(page, s, aim))
    for h in f.hits:
        if (
            h.effect in ("killed", "injured", "abducted")
            and h.who not in ("all", "attackers")
            and h.count.best != 0
            and h.last > h.first
        ):
            out.append(_aim(page, s, (max(h.first, s.at(h.start)), h.last, h.who)))
    return _apart(out)


Piece = tuple[int, int, str]


def _object(
    s: Sentence, low: list[str], i: int, stop: int, people: dict[int, Found], sites: frozenset[str]
) -> Piece | None:
    """The object that begins at token i: up to its noun of people or of a site."""
    j, piece = i, None
    while j < min(stop, i + 9):
        word = low[j]
        if j in people:
            piece = (i, people[j].last, people[j].row[0])
            j = people[j].last
            continue
        if word in sites:
            piece = (i, j + 1, "property")
        elif (
            piece
            or not (word[0].isalnum() or word in ("-", "'s", "’s", "“", '"'))
            or word in ("in", "near", "with", "after", "was", "were", "when", "by", "for", "before")
        ):
            break
        j += 1
    if piece is None:
        named = next((a for a in s.actors if i <= s.at(a.start) < i + 5), None)
        if named:
            a, b = s.cover(named.start, named.end)
            return (a, b, _class_of(named.kind))
        return None
    return _trim(low, piece)


def _before(s: Sentence, low: list[str], verb: int, people: dict[int, Found], sites: frozenset[str]) -> Piece | None:
    """The subject of a passive verb."""
    for j in range(verb - 1, max(-1, verb - 9), -1):
        if low[j] in (",", ";", "."):
            return None
        found = next((p for p in people.values() if p.first <= j < p.last), None)
        if found:
            return (found.first, found.last, found.row[0])
        if low[j] in sites:
            return _trim(low, (max(0, j - 2), j + 1, "property"))
    return None


def _trim(low: list[str], piece: Piece) -> Piece:
    first, last, cls = piece
    while first < last - 1 and (
        low[first]
        in (
            "the",
            "a",
            "an",
            "of",
            "on",
            "at",
            "one",
            "another",
            "in",
            "two",
            "three",
            "least",
            "and",
            ",",
            "some",
            "several",
            "its",
            "their",
            "his",
            "her",
        )
        or not low[first][0].isalpha()
    ):
        first += 1
    return first, last, cls


def _class_of(kind: str) -> str:
    return {"military": "military", "police": "police", "jihadist": "militants", "rebel": "militants", "militia": "militants", "armed": "militants",
            "peacekeepers": "peacekeepers", "officials": "officials", "media": "journalists", "aid": "aid_workers", "civilians": "civilians",
            "state": "officials", "intelligence": "military"}.get(kind, "other")  # fmt: skip


def _aim(page: Page, s: Sentence, piece: Piece) -> Aim:
    start, end = s.tokens[piece[0]].start, s.tokens[piece[1] - 1].end
    actor = next((a for a in s.actors if a.start < end and start < a.end and a.actor_id), None)
    return Aim(
        page.document.text[start:end].replace("\n", " "), piece[2], start, end, actor.actor_id if actor else None
    )  # type: ignore[arg-type]


def _apart(found: list[Aim]) -> list[Aim]:
    out: list[Aim] = []
    for a in sorted(found, key=lambda x: (x.start, -x.end)):
        if not any(a.start < o.end and o.start < a.end for o in out) and not any(
            a.name.lower() == o.name.lower() for o in out
        ):
            out.append(a)
    return out
