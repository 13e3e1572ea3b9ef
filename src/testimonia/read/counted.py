"""Whom a sentence counts: numbers with their nouns, single persons, nobody."""

from __future__ import annotations

from typing import NamedTuple, cast

from testimonia.knowledge.actors import nationals
from testimonia.model.claim import Count, Who
from testimonia.read.lexicon import Found, phrases, turned, wordset
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


_ONE, _NONE = Count(1, 1, 1), Count(0, 0, 0)
BACK = frozenset(["them", "these", "those", "whom", "which", "theirs", "ours", "us"])
QUOTES = frozenset(['"', "“", "”", "'", "‘", "’"])
_REACH = 7  # how many words may stand between a number and its noun


class Counted:
    """The words of one sentence, with what the tables know of them, and the groups of people that it counts."""

    def __init__(self, sentence: Sentence, language: str) -> None:
        self.s, self.toks = sentence, sentence.tokens
        self.low = [t.low for t in sentence.tokens]
        self.sets = {name: wordset(language, "grammar", name) for name in _SETS}
        self.deeds = [
            f for f in phrases(language, "triggers").find(self.toks) if f.row[0] != "n" and f.row[2] in ("2", "3")
        ]
        self.sets["said"] = wordset(language, "speech", "said")
        self.older = phrases(language, "grammar", "earlier").find(self.toks)
        self.took = phrases(language, "grammar", "taking").find(self.toks)
        self.among = phrases(language, "grammar", "among").find(self.toks)
        effects = phrases(language, "effects").find(self.toks)
        self.effects = {i: f for f in effects for i in range(f.first, f.last)}
        # "dead", "injured" are what was done before they are people; "bodies" are counted as people
        people = phrases(language, "people").find(self.toks)
        said = {i for f in effects for i in range(f.first, f.last) if f.row[1] in ("adj", "pp", "intr")}
        self.people = {f.first: f for f in people if f.last - 1 not in said}
        self.harms = turned(language, "harm").all(self.toks)
        self.inclusion = {f.last: f for f in phrases(language, "grammar", "inclusion").find(self.toks)}

    def groups(self) -> list[Group]:
        """Everybody who is counted, left to right."""
        found = self.numbered() + self.single()
        found.sort(key=lambda g: (g.first, -g.last))
        out: list[Group] = []
        for group in found:
            if not out or group.first >= out[-1].last or group.shape == "number":
                out.append(group)
        return self.told_apart(out)

    def told_apart(self, groups: list[Group]) -> list[Group]:
        """ "one of which was a civilian": the person behind is the number's class, not another figure."""
        out: list[Group] = []
        for group in groups:
            last = out[-1] if out else None
            between = self.low[last.first : group.first] if last else []
            if (
                last
                and group.shape == "one"
                and last.shape == "number"
                and last.who is None
                and len(between) <= 6
                and ("of" in between and any(w in self.sets["partitive"] for w in between))
            ):
                out[-1] = last._replace(who=group.who)
                continue
            apposed = (
                all(w in (",", "-") or w[0].isdigit() for w in self.low[last.last : group.first]) if last else False
            )
            if last and last.kind == "person" and last.shape == "name" and group.shape == "one" and apposed:
                out[-1] = last._replace(who=group.who)  # "Ahmed Ali, 24, a teacher"
                continue
            out.append(group)
        return out

    def numbered(self) -> list[Group]:
        """Numbers of people."""
        out = []
        for mark in self.s.counts:
            if mark.kind != "count" or mark.count.high == 0:  # "no casualties" is told by its negative
                continue
            first, last = self.s.at(mark.outer_start), self.s.at(mark.end - 1) + 1
            if first and (self.low[first - 1] in self.sets["negative"] or self.of_age(first, last)):
                continue
            head = self.noun(last)
            if head == "thing" and self.low[max(0, first - 2) : first] != ["lives", "of"]:
                continue
            who, kind, stop = (head.row[0], head.row[1], head.last) if isinstance(head, Found) else (None, None, last)
            if who is None:
                who = self.who_behind(stop)
            out.append(Group(first, stop, cast("Who | None", who), mark.count, mark.start, mark.end, "number", kind))
        return out

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
            if not best and word == "of" and self.low[j + 1 : j + 2] and self.low[j + 1] in BACK:
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
            if j in self.effects and self.effects[j].row[1] in ("adj", "pp", "intr", "ing", "fin", "noun"):
                if not best and self.effects[j].row[1] in ("adj", "pp") and self.thing(self.effects[j].last):
                    return "thing"  # "two hijacked vans"
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
        if any(w in ("family", "families", "household", "congregation") for w in behind):
            return "civilians"
        near = [a for a in self.s.actors if self.toks[i].start < a.start and self.s.at(a.start) <= i + 2]
        return next((_OF_KIND[a.kind] for a in near if a.kind in _OF_KIND), "all")

    def nation(self, i: int, j: int) -> Found | None:
        """People named by where they come from: "12 Palestinians", "two Germans"."""
        for k in range(i, j):
            token = self.toks[k]
            if token.text[0].isupper() and k + 1 == j and token.low in nationals():
                return Found(k, k + 1, ("all", "person"))
        return None

    def single(self) -> list[Group]:
        """One person ("a soldier"), or nobody ("no one", "no casualties")."""
        out = []
        for i, word in enumerate(self.low):
            if word in self.sets["indefinite"] and i + 1 < len(self.low):
                years = self.low[i + 1 : i + 4]
                if len(years) == 3 and years[0].isdigit() and years[1:] == ["-", "year-old"]:
                    out.append(self.aged(i, int(years[0])))
                    continue
                head = self.noun(i + 1)
                if isinstance(head, Found) and not self.plural(head) and not self.many(head):
                    at = self.toks[i], self.toks[head.last - 1]
                    out.append(
                        Group(i, head.last, cast(Who, head.row[0]), _ONE, at[0].start, at[1].end, "one", head.row[1])
                    )
            elif word in self.sets["unhurt"] and i - 1 not in self.effects:  # not "released unharmed"
                out.append(Group(i, i + 1, None, _NONE, self.toks[i].start, self.toks[i].end, "none"))
            elif word in self.sets["negative"]:
                out.extend(self.nobody(i))
            elif word in self.sets["definite"]:  # "the attacker was killed"
                head = self.people.get(i + 1) or self.people.get(i + 2)
                if head and not self.plural(head) and not self.many(head):
                    out.append(self.one(i + 1, head.last, cast(Who, head.row[0]), head.row[1]))
        return out + self.named()

    def aged(self, i: int, years: int) -> Group:
        """Somebody by age: "a 15-year-old", "a 15-year-old boy"."""
        head = self.noun(i + 4)
        last = head.last if isinstance(head, Found) else i + 4
        who = "children" if years < 18 else head.row[0] if isinstance(head, Found) else "all"
        return Group(i, last, cast(Who, who), _ONE, self.toks[i].start, self.toks[last - 1].end, "one", "person")

    def one(self, first: int, last: int, who: Who, kind: str | None) -> Group:
        """One person, told apart by an article or a name."""
        return Group(first, last, who, _ONE, self.toks[first].start, self.toks[last - 1].end, "name", kind)

    def named(self) -> list[Group]:
        """People by name: two or more words with capitals that are no place, no date and no organisation."""
        out, i = [], 0
        taken = [(p.start, p.end) for p in self.s.places] + [(d.start, d.end) for d in self.s.dates]
        taken += [(c.start, c.end) for c in self.s.counts]
        taken += [(a.start, a.end) for a in self.s.actors if a.kind not in ("person", "officials")]

        def free(k: int) -> bool:
            t = self.toks[k]
            if not _capital(t.text) or not t.text.replace("-", "").isalpha():
                return False
            return not any(a <= t.start < b for a, b in taken)

        if not any(t.text[0].islower() for t in self.toks):
            return []  # a headline in capitals tells no name from another word
        while i < len(self.toks):
            if not _capital(self.toks[i].text):
                i += 1
                continue
            j = i
            while j < len(self.toks) and (
                free(j) or (j > i and self.low[j] in ("al", "-", "bin", "ibn", "el", "de", "von", "van", "al-"))
            ):
                j += 1
            alone = (
                i > 0 and i - 1 in self.effects and len(self.low[i]) > 3
            )  # "killed Nasrallah", not "killed Islamist …"
            alone = (
                alone
                and not any(p.first <= i < p.last for p in self.people.values())
                and (j >= len(self.low) or self.low[j] in self.sets["stop"] or not self.low[j].isalpha())
            )
            if (
                (j - i >= 2 or (j - i == 1 and alone))
                and not (i == 0 and self.low[0] in self.sets["stop"])
                and not any(k in self.effects for k in range(i, j))
            ):
                title = (
                    self.people.get(i - 1)
                    or next((f for f in self.people.values() if f.last == i), None)
                    or next((f for f in self.people.values() if i <= f.first < j), None)
                )
                out.append(self.one(i, j, cast(Who, title.row[0]) if title else "all", "person"))
            i = max(j, i + 1)
        return out

    def nobody(self, i: int) -> list[Group]:
        """ "No one", "no casualties", "no soldier" at token i."""
        if self.low[i + 1 : i + 2] and self.low[i + 1] in ("group", "organisation", "organization", "longer", "doubt"):
            return []
        token, follow = self.toks[i], self.toks[min(i + 1, len(self.toks) - 1)]
        if self.low[i] == "no" and follow.low == "one":
            return [Group(i, i + 2, None, _NONE, token.start, follow.end, "none")]
        if self.low[i] == "not":  # "did not kill anyone"
            object_ = next(
                (j for j in range(i + 2, min(i + 5, len(self.low))) if self.low[j] in self.sets["anybody"]), None
            )
            spared = (
                i
                and self.low[i - 1] in self.sets["aux"]
                and self.low[i + 1 : i + 2]
                and self.low[i + 1] in self.sets["hurt"]
            )
            harmed = spared or (i + 1 in self.effects and object_ is not None)
            return [Group(i, i + 1, None, _NONE, token.start, token.end, "none")] if harmed else []
        if self.low[i] == "nobody":
            return [Group(i, i + 1, None, _NONE, token.start, token.end, "none")]
        near = range(i + 1, min(i + 4, len(self.low)))
        noun = next(
            (
                j
                for j in near
                if (j in self.effects and self.effects[j].row[1] == "noun") or self.low[j] == "casualties"
            ),
            None,
        )
        if noun is not None:
            if any(w in self.sets["unknown"] for w in self.low[i:noun]):
                return []  # "no word on casualties"
            return [Group(i, noun, None, _NONE, token.start, token.end, "none")]
        head = self.noun(i + 1)
        if isinstance(head, Found):
            return [Group(i, head.last, cast(Who, head.row[0]), _NONE, token.start, token.end, "none")]
        return []

    def many(self, head: Found) -> bool:
        """Whether a singular noun stands for many people or for what is theirs ("an army camp")."""
        return self.low[head.last - 1] in self.sets["collective"]

    def plural(self, head: Found) -> bool:
        """Whether a noun of people stands in the plural."""
        word = self.low[head.last - 1]
        return word in ("people", "men", "women", "children", "police") or (
            word.endswith("s") and not word.endswith("ss")
        )


def _capital(word: str) -> bool:
    """Whether a word begins a name: "Ali", "al-Muhandis"."""
    return word[0].isupper() or (word[:3] in ("al-", "el-", "ad-", "as-", "an-", "ar-") and word[3:4].isupper())


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
_SETS = (
    "aux",
    "verbal",
    "qualifier",
    "stop",
    "people_between",
    "coordinator",
    "rise",
    "indefinite",
    "negative",
    "other",
    "corpse",
    "counting",
    "unknown",
    "partitive",
    "definite",
    "anybody",
    "member",
    "collective",
    "doer",
    "bare",
    "gravity",
    "comprise",
    "ending",
    "hurt",
    "unhurt",
    "time",
)
