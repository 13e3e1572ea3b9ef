"""Whom a sentence counts: numbers with their nouns, single persons, nobody."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple, cast

from testimonia import lang
from testimonia.knowledge.actors import nationals
from testimonia.model.claim import Count, Who
from testimonia.read.lexicon import Found, phrases, sectioned, wordset
from testimonia.read.page import Sentence


class Group(NamedTuple):
    """People that a sentence counts: tokens `first` to `last` (exclusive, with the noun), the class of the noun (None
    for a bare number), their number, and the code points `start` to `end` that carry it. `shape`: `number`,
    `one` ("a soldier"), `none`.
    """

    first: int
    last: int
    who: Who | None
    number: Count
    start: int
    end: int
    shape: str
    kind: str | None = None


QUOTES = frozenset(['"', "“", "”", "'", "‘", "’"])
_INSERTED = 10  # words of an insertion that says who says so
_SPEAKS = 4  # words from a number to what those counted said
_REACH = 7  # how many words may stand between a number and its noun


@cache
def _sets(language: str) -> dict[str, frozenset[str]]:
    """The small words that hold a sentence together, by section, and the verbs of saying. Shared: do not change it."""
    sets = {name: wordset(language, "grammar", name) for name in lang.sections(language, "grammar")}
    return {**sets, "said": wordset(language, "speech", "said")}


class Counted:
    """The words of one sentence, with what the tables know of them, and the groups of people that it counts."""

    def __init__(self, sentence: Sentence, language: str) -> None:
        self.s, self.toks = sentence, sentence.tokens
        self.low = [t.low for t in sentence.tokens]
        self.sets = _sets(language)
        self.deeds = [
            f for f in phrases(language, "triggers").find(self.toks) if f.row[0] != "n" and f.row[2] in ("2", "3")
        ]
        self.older = phrases(language, "grammar", "earlier").find(self.toks)
        self.took = phrases(language, "grammar", "taking").find(self.toks)
        self.among = phrases(language, "grammar", "among").find(self.toks)
        effects = phrases(language, "effects").find(self.toks)
        self.effects = {i: f for f in effects for i in range(f.first, f.last)}
        # "dead", "injured" are what was done before they are people; "bodies" are counted as people
        people = phrases(language, "people").find(self.toks)
        said = {i for f in effects for i in range(f.first, f.last) if f.row[1] in ("adj", "pp", "intr")}
        self.people = {f.first: f for f in people if f.last - 1 not in said}
        self.harms = sectioned(language, "harm").all(self.toks)
        self.inclusion = {f.last: f for f in phrases(language, "grammar", "inclusion").find(self.toks)}

    def numbered(self) -> list[Group]:
        """Numbers of people."""
        out = []
        for mark in self.s.counts:
            if mark.kind != "count" or mark.count.high == 0:  # "no casualties" is told by its negative
                continue
            first, last = self.s.at(mark.outer_start), self.s.at(mark.end - 1) + 1
            if first and (self.low[first - 1] in self.sets["negative"] or self.of_age(first, last)):
                continue
            if self.of_speakers(last):
                continue
            head = self.noun(last)
            if head == "thing" and self.low[max(0, first - 2) : first] != ["lives", "of"]:
                continue
            who, kind, stop = (head.row[0], head.row[1], head.last) if isinstance(head, Found) else (None, None, last)
            if first == 1 and self.low[0] == "of" and self.low[stop : stop + 1] == [","]:
                continue  # "Of 839 pupils, 333 were missing"
            if who is None:
                who = self.who_behind(stop)
            out.append(Group(first, stop, cast("Who | None", who), mark.count, mark.start, mark.end, "number", kind))
        return out

    def of_speakers(self, i: int) -> bool:
        """Whether those counted before token `i` are some who speak: "one of them said", "two of the drivers told"."""
        behind = self.low[i : i + _SPEAKS]
        return behind[:1] == ["of"] and any(w in self.sets["said"] for w in behind[2:])

    def inserted_before(self, comma: int) -> int:
        """The token before an insertion that ends with a comma and says who says so: "killed, according to the police,
        six travellers"; the comma itself where there is none.
        """
        for i in range(comma - 2, max(0, comma - _INSERTED), -1):
            if self.low[i] == ",":
                told = self.low[i + 1] == "according" or self.low[comma - 1] in self.sets["said"]
                return i - 1 if told else comma
        return comma

    def a_name(self, i: int) -> bool:
        """Whether a name that is neither a day nor a place begins at token `i`."""
        start = self.toks[i].start
        if not self.toks[i].text[:1].isupper() or any(m.start <= start < m.end for m in self.s.dates):
            return False
        return not any(m.start <= start < m.end for m in self.s.places)

    def object_follows(self, i: int) -> bool:
        """Whether an object stands right after token i: a number, "a soldier", a name."""
        j = i
        while j < len(self.low) and self.low[j] in self.sets["qualifier"]:
            j += 1
        if j >= len(self.low):
            return False
        offset = self.toks[j].start
        return (
            j in self.people
            or self.a_name(j)
            or any(m.start <= offset < m.end for m in self.s.counts if m.kind == "count")
        )

    def of_things(self, g: Group) -> bool:
        """Whether what a bare number counts had done to it what is done to things: "five were intercepted"."""
        i = next((i for i in range(g.last, len(self.low)) if self.low[i] not in self.sets["aux"]), g.last)
        return g.who is None and i > g.last and self.low[i : i + 1] != [] and self.low[i] in self.sets["done_to_things"]

    def of_age(self, first: int, last: int) -> bool:
        """Whether a number is somebody's age: "a woman of 53", "boys between six and 11 years of age"."""
        noun = (
            next((f for f in self.people.values() if f.last == first - 1), None)
            if self.low[first - 1] == "of"
            else None
        )
        one = noun is not None and not self.plural(noun) and not self.many(noun)
        years = self.low[first - 1] == "between" and self.low[last : last + 1] == ["and"]
        return one or (years and self.low[last + 2 : last + 3] in (["years"], ["year"]))

    def who_behind(self, i: int) -> str | None:
        """The class of people behind what was done to them: "20 dead rebels", "two wounded policemen", "43 Chinese
        dead" has none.
        """
        found = self.effects.get(i)
        if found is None or found.row[1] not in ("adj", "pp"):
            return None
        head = self.people.get(found.last)
        return head.row[0] if head and self.plural(head) else None

    def noun(self, i: int) -> Found | str | None:
        """The noun that a number before token i counts: its row of the people table, None for a bare number, or
        "thing".
        """
        best: Found | None = None
        if self.low[i : i + 1] and self.low[i] in self.sets["bare"]:
            return None  # "all 176 aboard", "four reported dead"
        j, stops = i, self.sets["stop"]
        while j < min(len(self.low), i + _REACH):
            word = self.low[j]
            if not best and word == "of" and self.low[j + 1 : j + 2] and self.low[j + 1] in self.sets["back"]:
                return None  # "15 of them": a part of those told before
            found = self.people.get(j)
            if found and not best and self.adjective(found):
                return "thing"
            if found:
                best, j = found, found.last
                continue
            if best and word in ("'s", "’s"):  # "12 soldiers' families": the noun goes on
                j += 1
                continue
            named = next((a for a in self.s.actors if a.start <= self.toks[j].start < a.end), None)
            weak = best is None or self.low[best.last - 1] in self.sets["other"]
            if named and weak:  # "three Boko Haram militants", "two members of the Lashkar"
                j = self.s.at(named.end - 1) + 1
                inner = next((f for f in self.people.values() if i <= f.first < j <= f.last), None)
                j = inner.last if inner else j
                who = _OF_KIND.get(named.kind)
                best = inner or (Found(i, j, (who, named.kind)) if who and j > i else best)
                continue
            if word in ('"', "“", "”") and j + 1 in self.people:  # 14 "mercenaries"
                j += 1
                continue
            dash = word in ("-", "–", "—") and self.toks[j - 1].end < self.toks[j].start
            if best or dash or word in stops or not (word[0].isalpha() or word in ("-", '"', "“", "”", "'s", "’s")):
                break
            if j in self.effects and self.effects[j].row[1] == "pp" and self._body(j + 1):
                j += 1
                continue  # "nine burned bodies"
            if j in self.effects and self.effects[j].row[1] in ("adj", "pp", "intr", "ing", "fin", "noun"):
                if not best and self.effects[j].row[1] in ("adj", "pp", "fin") and self.thing(self.effects[j].last):
                    return "thing"  # "two hijacked vans", "300 lost cows"
                break
            if word in self.sets["coordinator"]:
                break
            if word in self.sets["member"]:  # "ten members of the Brotherhood"
                return Found(j, j + 1, (self.of_members(j + 1), "person"))
            j += 1
        if best:
            return best
        between = [w for w in self.low[i:j] if w not in self.sets["people_between"] and w not in QUOTES]
        if (
            between
            and self.low[i] == "of"
            and any(m.kind == "count" and m.start == self.toks[j - 1].start for m in self.s.counts)
        ):
            return None  # "two of the six were officers"
        if not between or (len(between) == 1 and (self.low[i] in self.sets["other"])):
            return None
        return self.nation(i, j) or "thing"

    def _body(self, i: int) -> bool:
        """Whether token i is a word for the dead as bodies."""
        return i < len(self.low) and self.low[i] in self.sets["corpse"]

    def adjective(self, f: Found) -> bool:
        """Whether a name for people only describes a thing: "a Shiite mosque", "four Buddhist temples"."""
        word = self.toks[f.last - 1].text
        person = f.last in self.effects or any(f.last <= i < f.last + 3 for i in self.people)
        return word[0].isupper() and not self.plural(f) and not person and self.thing(f.last, one=True)

    def thing(self, i: int, *, one: bool = False) -> bool:
        """Whether token i is a noun for things: in the plural, with `one` in the singular too."""
        if i >= len(self.toks) or not self.toks[i].text.isalpha() or self.toks[i].text[0].isupper():
            return False
        word = self.low[i]
        if i in self.people or any(word in self.sets[name] for name in _NO_NOUN) or len(word) < 4:
            return False
        return word.endswith("s") or (one and not word.endswith(_NO_THING))

    def of_members(self, i: int) -> str:
        """The class of "members of …" before token i: those of an armed group, of a family."""
        behind = self.low[i : i + 5]
        if behind[:1] != ["of"]:
            return "all"
        if not self.sets["family"].isdisjoint(behind):
            return "civilians"
        near = [a for a in self.s.actors if self.toks[i].start < a.start and self.s.at(a.start) <= i + 2]
        return next((_OF_KIND[a.kind] for a in near if a.kind in _OF_KIND), "all")

    def national(self, g: Group) -> bool:
        """Whether people are told only by where they come from: "including one American"."""
        word = self.low[g.last - 1]
        return word in nationals() or f"{word}s" in nationals()

    def nation(self, i: int, j: int) -> Found | None:
        """People named by where they come from: "12 Palestinians", "two Germans", "one American"."""
        for k in range(i, j):
            token = self.toks[k]
            one = k == i and self.low[i - 1] in self.sets["indefinite"] and f"{token.low}s" in nationals()
            if token.text[0].isupper() and k + 1 == j and (one or token.low in nationals()):
                return Found(k, k + 1, ("all", "person"))
        return None

    def many(self, head: Found) -> bool:
        """Whether a singular noun stands for many people or for what is theirs ("an army camp")."""
        return self.low[head.last - 1] in self.sets["collective"]

    def plural(self, head: Found) -> bool:
        """Whether a noun of people stands in the plural."""
        word = self.low[head.last - 1]
        return word in self.sets["plural"] or (word.endswith("s") and not word.endswith("ss"))


_NO_NOUN = ("stop", "aux", "verbal", "qualifier", "bare", "other", "coordinator", "time")
_NO_THING = ("ed", "ing", "ly", "er", "or", "ist", "ian", "ant", "man")

_OF_KIND: dict[str, str] = {
    "military": "military",
    "police": "police",
    "jihadist": "militants",
    "rebel": "militants",
    "militia": "militants",
    "gang": "militants",
    "peacekeepers": "peacekeepers",
}
