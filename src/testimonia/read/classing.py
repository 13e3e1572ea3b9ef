"""Whom a figure counts where its own words leave it open: by the incident's type, its country, the figures around."""

from __future__ import annotations

from collections.abc import Sequence

from testimonia.knowledge.actors import nationals
from testimonia.model.claim import IncidentType, Who
from testimonia.read.drafts import Draft
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import Token, wordset
from testimonia.read.parts import BROKEN, Hit

_HARMED = ("killed", "injured", "abducted")
_PASSED_ON = frozenset(["military", "police", "peacekeepers", "civilians", "militants"])
_UNTOLD = ("all", "civilians", "women", "children")  # not what somebody does
_FOR_A_DEED = ("armed_assault", "bombing", "suicide_bombing", "killing", "abduction", "arson_destruction")
_AT_RISK = ("bombing", "shelling", "air_strike", "security_raid", "crowd_suppression", "riot")


class Classes:
    """The classes of the figures of one draft. `country` is that of where it happened, ISO 3166-1 alpha-2."""

    def __init__(self, draft: Draft, kind: IncidentType, country: str | None, language: str = "en") -> None:
        self.kind, self.country, self.language = kind, country, language
        self.told = [h for f in draft.fragments for h in f.hits]

    def of(self, f: Fragment, hit: Hit) -> Who:
        """The class of a figure."""
        words = f.sentence.tokens[hit.first : hit.last]
        head = words[-1].low
        if hit.effect == "participants" and hit.who in _UNTOLD:
            return self._by_type(hit._replace(who="attackers"), head)
        if hit.effect == "arrested" and hit.number.best == 1 and hit.who in _UNTOLD and self.kind in _FOR_A_DEED:
            return "attackers"  # who is caught after a deed is taken for one of those who did it
        citizen = head in wordset(self.language, "grammar", "citizen")
        if (hit.who == "all" or citizen) and hit.effect in _HARMED:
            if hit.number.best and self.country and _nation(words) and not self._at_home(f, hit):
                return "foreigners"
            if hit.who == "all" and head in ("man", "men"):
                return "civilians"
        if hit.who == "all" and hit.effect in BROKEN and words[-1].start < hit.end:
            return self._passed_on(hit) or "all"
        return self._by_type(hit, head)

    def _at_home(self, f: Fragment, hit: Hit) -> bool:
        """Whether people named by their nation are in their own country."""
        start, end = f.sentence.tokens[hit.first].start, f.sentence.tokens[hit.last - 1].end
        return any(p.start < end and start < p.end and p.place.country == self.country for p in f.sentence.places)

    def _passed_on(self, hit: Hit) -> Who | None:
        """The class of a bare number that follows another in its sentence: "seven conscripts had fallen and 12 were in
        hospital".
        """
        before = [h for h in self.told if h.sentence == hit.sentence and h.first < hit.first and h.number.best != 0]
        classes = {h.who for h in before if not h.part and h.effect in BROKEN}
        return next(iter(classes)) if len(classes) == 1 and classes <= _PASSED_ON else None

    def _by_type(self, hit: Hit, head: str) -> Who:
        """Militants who die in an attack of theirs are attackers; those whom a bomb or soldiers kill are none, and in a
        clash nobody is (FORMAT.md).
        """
        if self.kind == "clash" and hit.who == "attackers":
            return "militants"
        fighters = head in wordset(self.language, "grammar", "fighters")
        if hit.effect in _HARMED and self.kind in _AT_RISK and fighters:
            return "militants"
        if self.kind in ("armed_assault", "suicide_bombing", "bombing", "abduction") and hit.who == "militants":
            return "attackers"
        return hit.who


def _nation(words: Sequence[Token]) -> bool:
    """Whether people are named by their nation: "three Frenchmen", "a dual American-Peruvian citizen"."""
    named = (part for t in words if t.text[0].isupper() for part in t.low.split("-"))
    return any({part, f"{part}s"} & nationals() for part in named)
