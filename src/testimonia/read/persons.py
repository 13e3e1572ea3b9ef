"""Persons whom a sentence speaks of one by one, and everybody whom it counts."""

from __future__ import annotations

from typing import cast

from testimonia.model.claim import Count, Who
from testimonia.read.counted import Counted, Group
from testimonia.read.lexicon import Found

_LATER = 30  # words from what was done to somebody to "and died"
_ONE, _NONE = Count(1, 1, 1), Count(0, 0, 0)


class Persons(Counted):
    """Adds single persons and nobody to the numbers of a sentence."""

    def groups(self) -> list[Group]:
        """Everybody who is counted, left to right."""
        found = self.numbered() + self.single()
        found.sort(key=lambda g: (g.first, -g.last))
        out: list[Group] = []
        for group in found:
            if not out or group.first >= out[-1].last or group.shape == "number":
                child = group.who == "all" and group.number == _ONE and self.young(group.first, group.last)
                out.append(group._replace(who="children") if child else group)
        return self.told_apart(out)

    def in_the_end(self, done: Found) -> str:
        """What became of one person: who "was shot and died an hour later" is no injured one."""
        if done.row[0] != "injured":
            return str(done.row[0])
        for i in range(done.last, min(done.last + _LATER, len(self.low))):
            later = self.effects.get(i)
            if later and later.first == i and later.row[:2] == ("killed", "intr"):
                before = self.low[max(done.last, i - 2) : i]
                if any(w in self.sets["coordinator"] or w == "," for w in before):
                    return "killed"
            if self.low[i] in (";", "while"):
                break
        return "injured"

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

    def single(self) -> list[Group]:
        """One person ("a soldier"), or nobody ("no one", "no casualties")."""
        out = []
        indefinite, definite, unhurt, negative = (
            self.sets[name] for name in ("indefinite", "definite", "unhurt", "negative")
        )
        for i, word in enumerate(self.low):
            if word in indefinite and i + 1 < len(self.low):
                age = self.low[i + 1 : i + 4]
                if len(age) == 3 and age[0].isdigit() and age[1:] == ["-", "year-old"]:
                    out.append(self.aged(i, int(age[0]), i + 4))
                    continue
                years = self.years(i + 1)
                if years is not None and self.low[i + 1].endswith(
                    "-year-old"
                ):  # "a six-year-old", "one ten-year-old boy"
                    out.append(self.aged(i, years, i + 2))
                    continue
                head = self.noun(i + 1)
                if isinstance(head, Found) and not self.plural(head) and not self.many(head):
                    at = self.toks[i], self.toks[head.last - 1]
                    who = cast(Who, head.row[0])
                    out.append(Group(i, head.last, who, _ONE, at[0].start, at[1].end, "one", head.row[1]))
            elif word in unhurt and i - 1 not in self.effects:  # not "released unharmed"
                out.append(Group(i, i + 1, None, _NONE, self.toks[i].start, self.toks[i].end, "none"))
            elif word in negative:
                out.extend(self.nobody(i))
            elif word in definite:  # "the attacker was killed"
                head = self.people.get(i + 1) or self.people.get(i + 2)
                if head and not self.plural(head) and not self.many(head):
                    out.append(self.one(i + 1, head.last, cast(Who, head.row[0]), head.row[1]))
        return out + self.named()

    def years(self, i: int) -> int | None:
        """The age that token i tells, or None."""
        at = self.toks[i].start if i < len(self.toks) else -1
        return next((m.count.best for m in self.s.counts if m.kind == "age" and m.start <= at < m.end), None)

    def young(self, first: int, last: int) -> bool:
        """Whether an age below 18 is told of a person: "six-year-old Ali Lamba", "a man, just 15 years old,"."""
        before = self.years(first - (3 if self.low[first - 2 : first] == ["-", "year-old"] else 1)) if first else None
        behind = [self.years(i) for i in (last + 1, last + 2)] if self.low[last : last + 1] == [","] else []
        return any(years is not None and years < 18 for years in (before, *behind))

    def aged(self, i: int, years: int, behind: int) -> Group:
        """Somebody by age: "a 15-year-old", "a 15-year-old boy". What comes after the age begins at token `behind`."""
        head = self.noun(behind)
        last = head.last if isinstance(head, Found) else behind
        who = "children" if years < 18 else head.row[0] if isinstance(head, Found) else "all"
        return Group(i, last, cast(Who, who), _ONE, self.toks[i].start, self.toks[last - 1].end, "one", "person")

    def one(self, first: int, last: int, who: Who, kind: str | None) -> Group:
        """One person, told apart by an article or a name."""
        who = "children" if kind == "person" and who != "attackers" and self.young(first, last) else who
        return Group(first, last, who, _ONE, self.toks[first].start, self.toks[last - 1].end, "name", kind)

    def named(self) -> list[Group]:
        """People by name: two or more words with capitals that are no place, no date and no organisation."""
        out, i = [], 0
        taken = [(p.start, p.end) for p in self.s.places] + [(d.start, d.end) for d in self.s.dates]
        taken += [(c.start, c.end) for c in self.s.counts]
        taken += [(a.start, a.end) for a in self.s.actors if a.kind not in ("person", "officials", "armed")]

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
            while j < len(self.toks) and (free(j) or (j > i and self.low[j] in self.sets["particle"])):
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
                short = i > 2 and self.low[i - 1] == "." and self.low[i - 2] in self.sets["person_title"]
                before = i - 2 if short else i  # "Marine Col. Ali Lamba"
                title = (
                    self.people.get(before - 1)
                    or next((f for f in self.people.values() if f.last == before), None)
                    or next((f for f in self.people.values() if i <= f.first < j), None)
                    or self.role(i, j)
                )
                out.append(self.one(i, j, cast(Who, title.row[0]) if title else "all", "person"))
            i = max(j, i + 1)
        return out

    def role(self, first: int, last: int) -> Found | None:
        """What a person is, told before or behind the name: "the general, Ali Lamba", "Ali Lamba, former mayor of"."""
        behind = self.low[last + 1 : last + 5] if self.low[last : last + 1] == [","] else []
        if behind and behind[0] in self.sets["definite"] - {"the"}:
            behind = []  # "Ali Lamba, his wife and two sons"
        near = range(last + 1, last + 1 + next((n for n, w in enumerate(behind) if not w[0].isalpha()), len(behind)))
        told = [f for f in self.people.values() if f.last == first - 1 and self.low[first - 1] == ","]
        told += [self.people[i] for i in near if i in self.people][:1]
        return next((f for f in told if not self.plural(f)), None)

    def nobody(self, i: int) -> list[Group]:
        """ "No one", "no casualties", "no soldier" at token i."""
        if self.low[i + 1 : i + 2] and self.low[i + 1] in self.sets["no_nobody"]:
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


def _capital(word: str) -> bool:
    """Whether a word begins a name: "Ali", "al-Muhandis"."""
    return word[0].isupper() or (word[:3] in ("al-", "el-", "ad-", "as-", "an-", "ar-") and word[3:4].isupper())
