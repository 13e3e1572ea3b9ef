"""Figures that are part of another: "29 of the dead were children", "52: 31 women, eleven children"."""

from __future__ import annotations

from typing import NamedTuple, cast

from testimonia.model.claim import Count, Effect, FigureBasis, Who
from testimonia.read.counted import Group
from testimonia.read.lexicon import Found
from testimonia.read.parties import GROUPS
from testimonia.read.persons import Persons


class Hit(NamedTuple):
    """A figure found in a sentence; `anchor` is the token of the word that says the effect."""

    sentence: int
    effect: Effect
    who: Who
    number: Count
    start: int
    end: int
    anchor: int
    first: int
    last: int
    basis: FigureBasis = "affirmed"
    part: bool = False
    single: bool = False


_PUT = 9  # words between "put" and the number that it is put at
_SHARED = frozenset(["military", "police", "militants", "civilians", "peacekeepers", "aid_workers"])
BROKEN = ("killed", "injured", "abducted", "missing", "freed", "arrested")


class Parts(Persons):
    """Gives groups that are part of a whole told before, or that name their whole, what was done to it."""

    def hit(self, g: Group, effect: str, anchor: int, *, before: Hit | None = None, part: bool = False) -> Hit:
        """The figure of a group, with the class of its people where its own words name none."""
        who = g.who
        killed = self.low[g.last : g.last + 1] == ["dead"] or self.low[g.last : g.last + 2] == ["to", "death"]
        if effect == "injured" and killed:
            effect = "killed"  # "shot five officers dead"
        if effect == "abducted" and who in ("attackers", "militants"):
            effect = "arrested"  # gunmen who are captured
        if who == "officials" and self.of_armed(g):
            who = "militants"
        if who in (None, "all") and self.low[g.last : g.last + 2] == [",", "all"]:
            head = self.people.get(g.last + 2) or self.people.get(g.last + 4)  # "twelve people, all of them children"
            who = cast(Who, head.row[0]) if head else who
        if part and before and before.who == "militants" and who == "officials":
            who = "militants"  # "17 fighters, including eleven leaders"
        if part and who in (None, "all") and not self.national(g):  # "one of which was a civilian"
            who = self.class_behind(g.last) or (before.who if before else who)
        if who is None and before and before.who not in ("attackers", "all") and self.joined(before.last, g.first):
            who = before.who
        basis: FigureBasis = "earlier" if any(self.replaces(f, g) for f in self.older) else "affirmed"
        return Hit(
            self.s.order,
            cast(Effect, effect),
            who or "all",
            g.number,
            g.start,
            g.end,
            anchor,
            g.first,
            g.last,
            basis,
            part,
        )

    def whole_of(self, g: Group, part: Group | None) -> bool:
        """Whether a group is only the whole of which a part right before it is told: "two of the 23 were shot"."""
        if part is None or g.shape != "number" or part.shape != "number" or not g.first - 3 <= part.last <= g.first:
            return False
        return self.low[part.last : g.first] in (["of"], ["of", "the"], ["of", "those"])

    def replaces(self, older: Found, g: Group) -> bool:
        """Whether words for an older number are said of a group: right before it, or with "put … at" around what it
        counts ("had first put the number of dead at nine").
        """
        between = self.low[older.last : g.first]
        put = "put" in self.low[older.first : g.first] and between[-1:] == ["at"] and len(between) <= _PUT
        return older.last <= g.first and (len(between) <= 2 or (put and self.sets["stop"].isdisjoint(between[:-1])))

    def of_armed(self, g: Group) -> bool:
        """Whether a leader leads an armed group: "the emir of al-Qaeda", "a Taliban commander"."""
        near = range(g.first - 3, g.last + 3)
        return any(a.kind in GROUPS and self.s.at(a.start) in near for a in self.s.actors)

    def alike(self, g: Group, hit: Hit, told: list[Hit]) -> Hit:
        """A figure with no class of its own takes that of the one told before it: "three soldiers were killed and two
        wounded", "killing two soldiers and injuring three others".
        """
        others = self.low[g.last - 1] in self.sets["other"] or (
            g.who is None and told and told[-1].effect != hit.effect
        )
        classes = {h.who for h in told}
        if not others or hit.who != "all" or len(classes) != 1 or hit.effect not in BROKEN or not _SHARED & classes:
            return hit
        between = self.low[told[-1].last : g.first]
        return hit if ";" in between or len(between) > 12 else hit._replace(who=told[-1].who)

    def class_behind(self, i: int) -> Who | None:
        """The class of people that stands behind a part, with no preposition between: "of them children"."""
        for j in range(i, min(i + 7, len(self.low))):
            if j in self.people:
                return cast(Who, self.people[j].row[0])
            if j > i + 1 and self.low[j] in self.sets["parting"]:
                return None
        return None

    def suffered(self, word: str) -> str | None:
        """The effect that a noun for those who suffered it stands for: "the wounded", "the victims"."""
        if word in self.sets["wounded"]:
            return "injured"
        return "killed" if word in self.sets["slain"] else None

    def joined(self, end: int, start: int) -> bool:
        """Whether only "and", commas and qualifiers stand between two groups."""
        between = self.low[end:start]
        return (
            len(between) <= 5
            and bool(between)
            and all(w in self.sets["coordinator"] or w in (",", "with") or w in self.sets["qualifier"] for w in between)
            and any(w in self.sets["coordinator"] or w == "," for w in between)
        )

    def included(self, g: Group, before: Hit | None) -> bool:
        """Whether a group is told as part of the one before: "including two children", "one of them a soldier"."""
        if before is None:
            return False
        between = self.low[before.last : g.first]
        inner = self.low[g.first : g.last + 4]
        return len(between) < 9 and (
            any(before.last <= f.first and f.last <= g.first for f in self.inclusion.values())
            or ("of" in inner and not self.sets["of_them"].isdisjoint(inner))
        )

    def partitive(self, g: Group) -> Hit | None:
        """A part with its class behind ("29 of the dead were children"): the effect is in the word itself."""
        if g.shape != "number" or (
            self.low[g.first + 1 : g.first + 2] != ["of"] and self.low[g.last - 1 : g.last + 1].count("of") == 0
        ):
            return None
        i = next(
            (j for j in range(g.first, min(g.last + 4, len(self.low))) if self.low[j] in self.sets["partitive"]), None
        )
        if i is None:
            return None
        who = next(
            (cast(Who, f.row[0]) for j, f in sorted(self.people.items()) if i < j < i + 6 and f.row[0] != "all"), None
        )
        effect = self.suffered(self.low[i])
        if who is None or effect is None:
            return None
        return self.hit(g._replace(who=who), effect, i, part=True)

    def worsened(self, g: Group) -> bool:
        """Whether the wounded of a toll told elsewhere have died ("after two of the wounded died"): they are counted
        there.
        """
        low = self.low[g.last - 1 : g.last + 5]
        i = next((n for n, w in enumerate(low) if w in self.sets["wounded"]), None)
        if g.shape != "number" or i is None or "of" not in low[:i]:
            return False
        at = g.last - 1 + i
        later = self.effects.get(at + 1) or self.effects.get(at + 2)
        return later is not None and later.row[0] == "killed"

    def of_told(self, g: Group, told: Hit | None) -> Hit | None:
        """A number that leads back to one told before it in the sentence: "two of them officers", "two seriously"."""
        if told is None or g.shape != "number" or g.first < told.last or g.number.best is None:
            return None
        behind, between = self.low[g.last : g.last + 2], self.low[told.last : g.first]
        part = len(behind) == 2 and behind[0] == "of" and behind[1] in self.sets["back"]
        if part and between[-1:] in ([","], ["and"], ["("], [":"], ["–"], ["—"], ["-"]):
            return self.hit(g, told.effect, told.anchor, part=True, before=told)
        if told.effect == "injured" and g.who is None and behind[:1] and behind[0] in self.sets["gravity"]:
            return self.hit(g, "injured", told.anchor, part=True, before=told)
        return None

    def superseded(self, g: Group, told: Hit | None) -> Hit | None:
        """The older number that one told before it replaces: "200, up from 198"."""
        older = any(0 <= g.first - f.last <= 1 for f in self.older)
        if not older or told is None or g.who is not None or g.shape != "number" or g.first < told.last:
            return None
        apart = told.number.best and g.number.best and g.number.best != told.number.best
        return self.hit(g, told.effect, told.anchor, before=told) if apart else None

    def named_among(self, g: Group) -> Hit | None:
        """People of a class that are told as some of the dead: "two children were among the dead", "the dead include
        102 men, 17 women and twelve children".
        """
        if g.who in (None, "attackers") or g.shape not in ("number", "one") or not g.number.best:
            return None
        for f in self.among if g.who != "all" else ():
            between = self.low[min(g.last, f.last) : max(g.first, f.first)]
            near = len(between) <= 8 and not any(w == ";" or w in self.sets["turn"] for w in between)
            if near and any(w in self.sets["comprise"] for w in between):
                return self.hit(g, self.suffered(self.low[f.last - 1]) or "killed", f.last - 1, part=True)
        for i, word in enumerate(self.low[: g.first]):
            if word not in self.sets["comprise"] or i == 0 or self.suffered(self.low[i - 1]) is None:
                continue
            behind = self.low[i + 1 : g.first]
            if len(behind) <= 14 and not any(w in self.sets["stop"] for w in behind if w != "at"):
                return self.hit(g, self.suffered(self.low[i - 1]) or "killed", i - 1)._replace(part=True)
        return None

    def share(self, g: Group) -> Hit | None:
        """ "Of the 75 injured, 48 are civilians, 21 soldiers and six policemen": the whole stands in front."""
        if self.low[:2] != ["of", "the"] or g.shape not in ("number", "one"):
            return None
        whole = next((f for i, f in sorted(self.effects.items()) if i <= 5), None)
        if whole is None or self.low[whole.last : whole.last + 1] != [","] or g.first < whole.last:
            return None
        behind = self.low[g.last : g.last + 1]
        copula = behind and behind[0] in self.sets["aux"]
        head = self.people.get(g.last + 1) if copula else None
        who = cast(Who, head.row[0]) if head else g.who
        return self.hit(g._replace(who=who), whole.row[0], whole.first, part=True) if who not in (None, "all") else None

    def neither(self, g: Group, hit: Hit) -> Hit | None:
        """ "No injuries or deaths": the second of two kinds of harm that nobody suffered."""
        found = self.effects.get(hit.anchor)
        if g.shape != "none" or found is None or self.low[found.last : found.last + 1] not in (["or"], ["and"]):
            return None
        other = self.effects.get(found.last + 1)
        if other is None or other.row[1] != found.row[1] or other.row[0] == found.row[0]:
            return None
        return self.hit(g, other.row[0], other.first)

    def broken_down(self, g: Group, told: Hit | None, whole: Hit | None) -> Hit | None:
        """A class of people within a figure told before: "52: 31 women, eleven children", "Fourteen were children"."""
        if g.shape not in ("number", "one") or g.number.best is None:
            return None
        if told and told.effect in BROKEN and g.who not in (None, "all") and (g.who != told.who or told.part):
            between = self.low[told.last : g.first]
            behind = self.low[g.last : g.last + 6]
            if (
                ":" in between
                or between[-1:] == ["("]
                or ("among" in behind and "them" in behind)
                or behind[:1] == ["included"]
            ):
                return self.hit(g, told.effect, told.anchor, part=True)
        if told and told.effect in BROKEN and g.who is None:  # "22 civilians: fourteen were children"
            head = self.people.get(g.last + 1) if self.low[g.last : g.last + 1] in (["were"], ["are"]) else None
            if head and head.row[0] not in ("all", told.who) and (told.number.best or 0) > g.number.best:
                return self.hit(g._replace(who=cast(Who, head.row[0])), told.effect, told.anchor, part=True)
        if told or whole is None or whole.effect not in BROKEN or g.first > 1 or g.who is not None:
            return None
        j = next((k for k in range(g.last, min(g.last + 4, len(self.low))) if self.low[k] in self.sets["copula"]), 0)
        head = self.people.get(j + 1) or self.people.get(j + 2)
        if not j or head is None or (whole.number.best or 0) <= g.number.best or head.row[0] == "all":
            return None
        return self.hit(g._replace(who=cast(Who, head.row[0])), whole.effect, j, part=True)
