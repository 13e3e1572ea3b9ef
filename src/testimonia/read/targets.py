"""Who or what was attacked."""

from __future__ import annotations

from typing import NamedTuple, cast

from testimonia.model.claim import TargetClass
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import Found, phrases, wordset
from testimonia.read.page import Page, Sentence
from testimonia.read.triggers import Trigger


class Aim(NamedTuple):
    """A target: the words, their class."""

    name: str
    cls: TargetClass
    start: int
    end: int
    actor_id: str | None


def aims(f: Fragment, page: Page, language: str = "en") -> list[Aim]:
    """The targets that a fragment names: objects of deeds, subjects of passives, what stood where it went off, its
    victims.
    """
    return _apart(
        [
            _aim(page, f.sentence, piece)
            for piece in _Targets(f, language).pieces()
            if piece[2] not in ("all", "attackers")
        ]
    )


Piece = tuple[int, int, str]


class _Targets:
    """The words of one fragment, with what the tables know of them."""

    def __init__(self, f: Fragment, language: str) -> None:
        self.f, self.s = f, f.sentence
        self.low = [t.low for t in f.sentence.tokens]
        self.against, self.sites = wordset(language, "parties", "against"), wordset(language, "parties", "site")
        self.people = {x.first: x for x in phrases(language, "people").find(f.sentence.tokens)}

    def pieces(self) -> list[Piece]:
        out = [piece for t in self.f.triggers if t.weight >= 2 and t.type != "clash" and (piece := self.of(t))]
        for h in self.f.hits:
            if h.effect not in ("killed", "injured", "abducted") or h.number.best == 0 or h.last <= h.first or h.part:
                continue
            first = max(h.first, self.s.at(h.start))
            counted = self.s.at(h.end - 1) + 1
            if counted >= h.last and (h.number.best != 1 or self.low[h.first : h.last] == ["one"]):
                continue  # a bare number
            if not h.single and h.number.best != 1 and counted < h.last:
                first = counted  # "53 soldiers": the soldiers
            named = h.who == "all" and all(t.text[0].isupper() for t in self.s.tokens[first : h.last])
            out.append((first, h.last, "civilians" if named else h.who))
        return out

    def of(self, t: Trigger) -> Piece | None:
        """The target of one deed."""
        low = self.low
        if not t.noun and t.passive:
            return _before(low, t.first, self.people, self.sites) or self.scene(t)
        start = t.last
        if t.noun or t.type in ("bombing", "suicide_bombing"):
            j = next((j for j in range(t.last, min(t.last + 4, self.f.last)) if low[j] in self.against), None)
            if j is None or (low[j] == "of" and t.type not in ("killing", "abduction", "-")):
                return self.scene(t)
            start = j + 1
        elif start < len(low) and low[start] in self.against:
            start += 1
        return _object(self.s, low, start, self.f.last, self.people, self.sites) or self.scene(t)

    def scene(self, t: Trigger) -> Piece | None:
        """Where it struck: "exploded outside a mosque", "shooting at a party"."""
        for j in range(t.last, min(t.last + 6, self.f.last)):
            if self.low[j] in _AT:
                found = _object(self.s, self.low, j + 1, min(j + 6, self.f.last), {}, self.sites, False)
                if found:
                    return found
        return None


_AT = frozenset(["in", "at", "outside", "inside", "near", "on", "under", "beneath", "into", "beside"])


def _object(
    s: Sentence, low: list[str], i: int, stop: int, people: dict[int, Found], sites: frozenset[str], actors: bool = True
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
        named = actors and next((a for a in s.actors if i <= s.at(a.start) < i + 5), None)
        if named:
            a, b = s.cover(named.start, named.end)
            return (a, b, _class_of(named.kind))
        return None
    return _trim(low, piece)


def _before(low: list[str], verb: int, people: dict[int, Found], sites: frozenset[str]) -> Piece | None:
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


_LEADING = frozenset(
    [
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
        "from",
        "more",
        "than",
    ]
)


def _trim(low: list[str], piece: Piece) -> Piece:
    """The piece without articles, numbers and signs before it."""
    first, last, cls = piece
    while first < last - 1 and (low[first] in _LEADING or not low[first][0].isalpha()):
        first += 1
    return first, last, cls


def _class_of(kind: str) -> str:
    return {
        "military": "military",
        "police": "police",
        "jihadist": "militants",
        "rebel": "militants",
        "militia": "militants",
        "armed": "militants",
        "peacekeepers": "peacekeepers",
        "officials": "officials",
        "media": "journalists",
        "aid": "aid_workers",
        "civilians": "civilians",
        "state": "officials",
        "intelligence": "military",
    }.get(kind, "other")


def _aim(page: Page, s: Sentence, piece: Piece) -> Aim:
    start, end = s.tokens[piece[0]].start, s.tokens[piece[1] - 1].end
    actor = next((a for a in s.actors if a.start < end and start < a.end and a.actor_id), None)
    name = page.document.text[start:end].replace("\n", " ")
    return Aim(name, cast(TargetClass, piece[2]), start, end, actor.actor_id if actor else None)


def _apart(found: list[Aim]) -> list[Aim]:
    out: list[Aim] = []
    for a in sorted(found, key=lambda x: (x.start, -x.end)):
        if not any(a.start < o.end and o.start < a.end for o in out) and not any(
            a.name.lower() == o.name.lower() for o in out
        ):
            out.append(a)
    return out
