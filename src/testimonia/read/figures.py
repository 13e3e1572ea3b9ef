"""Who was killed, injured, abducted …, and how many: figures with the words that carry them."""

from __future__ import annotations

from typing import cast

from testimonia.model.claim import Effect
from testimonia.read.counted import QUOTES, Group
from testimonia.read.lexicon import Found
from testimonia.read.page import Sentence
from testimonia.read.parts import BROKEN, Hit, Parts


def hits(sentence: Sentence, language: str = "en", before: Hit | None = None) -> list[Hit]:
    """The figures of one sentence, left to right. Numbers that count no people are none. `before` is the last figure
    of the sentence before, which this one may break down ("Fourteen were children").
    """
    if sentence.part in ("furniture", "aside"):
        return []
    return Finder(sentence, language).hits(before)


_TO_ONE = ("killed", "abducted", "arrested", "injured", "freed")


class Finder(Parts):
    """Gives each group of people what was done to it. `told` is the figure told last, `asked` are the groups that were
    looked at and `ruled` the figures found.
    """

    told: Hit | None = None
    asked: tuple[Group, ...] = ()
    ruled: tuple[Hit, ...] = ()

    def hits(self, whole: Hit | None) -> list[Hit]:
        """The figures of the sentence. `whole` is the last one of the sentence before."""
        out: list[Hit] = []
        groups = self.groups()
        self.asked = tuple(groups)
        for i, group in enumerate(groups):
            self.told = out[-1] if out else None
            if self.worsened(group) or self.whole_of(group, groups[i - 1] if i else None):
                continue
            before = out[-1] if out and out[-1].last == groups[i - 1].last and i else None
            hit = self.judge(group, groups, i, before) or self.broken_down(group, self.told, whole)
            if hit:
                hit = self.alike(group, hit, out)
                out.append(hit)
                out.extend(more for more in (self.neither(group, hit), self.then(group, hit)) if more)
            elif group.shape == "none" and "casualties" in self.low[group.last : group.last + 2]:
                out.append(self.hit(group, "killed", group.last))
        self.ruled = tuple(out)
        return out

    def then(self, g: Group, hit: Hit) -> Hit | None:
        """What befell the same people after they were taken: "two reporters were abducted and shot dead"."""
        taken = self.effects.get(hit.anchor)
        if taken is None or hit.effect not in ("abducted", "arrested") or hit.anchor < g.last:
            return None
        j = taken.last
        if self.low[j : j + 1] != ["and"]:
            return None
        j += 1
        while j < len(self.low) and j not in self.effects and self.low[j] in self.sets["verbal"]:
            j += 1  # "and later killed"
        more = self.effects.get(j)
        fits = more is not None and more.row[1] in ("pp", "intr") and more.row[0] in ("killed", "freed", "injured")
        return hit._replace(effect=cast(Effect, more.row[0]), anchor=more.first) if more is not None and fits else None

    def judge(self, g: Group, groups: list[Group], i: int, before: Hit | None) -> Hit | None:
        """The figure of group i, or None. `before` is that of the group right before it."""
        if (g.shape in ("name", "one") and self.speaks(g)) or (g.shape == "number" and self.say(g)):
            return None  # "an official of the city administration said", "killing 20, two local officials said"
        if g.shape == "none" and self.low[g.first] in self.sets["unhurt"]:
            return self.hit(g, "injured", g.first)  # "the president was unharmed"
        if g.shape == "none" and self.low[g.first] == "not":  # "did not kill anyone"
            return self.hit(g, self.effects[g.last].row[0], g.last)
        if g.shape == "name" and g.who == "attackers" and self.told and self.counted_in(g):
            return self.hit(g, self.told.effect, self.told.anchor, part=True)  # "killed ten, including the bomber"
        part = self.partitive(g) or self.share(g)
        if part or g.shape == "name":
            return part or self.judge_one(g)
        if self.picked(g):
            return None
        if g.first and self.low[g.first - 1] == "by" and g.who in ("attackers", "militants") and g.shape == "number":
            return self.hit(g._replace(who="attackers"), "participants", g.last - 1)
        if g.shape == "number" and self.low[g.last - 1] in self.sets["corpse"] and g.who == "all":
            return self.hit(g, "killed", g.last - 1)  # "evacuated 78 corpses"
        older = self.superseded(g, self.told)
        if older:
            return older
        left, right = self.left(g), self.right(g)
        follows = before and self.joined(before.last, g.first)
        own = right and right[1] <= 1 and right[0].row[1] in ("pp", "adj")  # "the toll rose to 103 dead and 235 hurt"
        chosen = self.choose(left or (None if own else self.toll(g)), right)
        told = self.told
        inner = self.inner(g) if chosen is None and g.shape == "number" else None
        if inner:  # "received four bodies and two wounded men"
            return self.hit(g, inner.row[0], inner.first, before=before)
        if chosen is None and not before and told and self.counted_in(g):
            return self.hit(g, told.effect, told.anchor, part=True, before=told)
        if chosen is None and before and (follows or self.included(g, before)):
            return self.hit(
                g, before.effect, before.anchor, part=not follows or self.included(g, before), before=before
            )
        if chosen is None and not before and i + 1 < len(groups) and self.joined(g.last, groups[i + 1].first):
            after = groups[i + 1]  # "two soldiers and a civilian were killed"
            chosen = self.choose(None, self.right(after))
        if chosen is None:
            return self.of_told(g, told) or self.took_part(g) or self.named_among(g) or self.reported(g, told)
        effect, anchor = chosen
        return self.hit(
            g, effect, anchor, before=before, part=bool(before and before.effect == effect and self.included(g, before))
        )

    def picked(self, g: Group) -> bool:
        """Whether some of those counted elsewhere are picked out and no class of theirs is told: "one of the dead was
        named as …"; "some of the bodies".
        """
        told = self.low[g.first : g.last + 3]
        i = next((n for n, w in enumerate(told) if w == "of" and told[n + 1 : n + 2] in (["the"], ["those"])), None)
        return i is not None and told[i + 2 : i + 3] != [] and told[i + 2] in self.sets["partitive"]

    def weighed(self, g: Group, effect: str) -> Hit:
        """The figure of a group that no rule judges but a table of weights does."""
        return self.hit(g, effect, g.first)

    def inner(self, g: Group) -> Found | None:
        """What was done to people by a word between their number and their noun: "two wounded men"."""
        found = next((f for i, f in self.effects.items() if g.first < i < g.last), None)
        return found if found and found.row[1] in ("pp", "adj") and found.row[0] in ("injured", "killed") else None

    def counted_in(self, g: Group) -> bool:
        """Whether a group is told as part of another right before it: "including", "among them"."""
        return any(f.last <= g.first and g.first - f.last <= 2 for f in self.inclusion.values())

    def speaks(self, g: Group) -> bool:
        """Whether the person is who says so, and no victim."""
        for j in range(g.last, min(g.last + 9, len(self.low))):
            if self.low[j] in self.sets["said"]:
                return True
            if j in self.effects or self.low[j] in self.sets["aux"] or not self.low[j][0].isalpha():
                return False
        return False

    def say(self, g: Group) -> bool:
        """Whether those counted speak, right behind a comma or at the head of the sentence."""
        opens = not g.first or self.low[g.first - 1] in (",", "and", "“", '"')
        behind = self.low[g.last : g.last + 2]
        return opens and not self.sets["said"].isdisjoint(behind[:1]) and behind[1:] != ["to"]

    def judge_one(self, g: Group) -> Hit | None:
        """A definite or named person: the object ("killed rebel leader Ahmed Ali") or subject of a deed."""
        found = self.deed_before(g) or self.deed_after(g)
        if found is None or (found.row[0] == "injured" and g.who == "all"):
            return None
        return self.hit(g, self.in_the_end(found), found.first)._replace(single=True)

    def deed_before(self, g: Group) -> Found | None:
        """The active verb whose object the person is, over the titles before the name."""
        j = g.first - 1
        while j >= 0 and g.first - j <= 9:
            found = self.effects.get(j)
            if found:
                passive = found.first > 0 and self.low[found.first - 1] in self.sets["aux"]
                active = found.row[1] in ("fin", "ing") or (found.row[1] == "pp" and not passive)
                named = found.row[1] == "noun" and "of" in self.low[found.last : g.first] and found.row[0] == "killed"
                planned = found.row[1] == "fin" and self.low[found.first - 1 : found.first] == ["to"]
                meant = named or (active and not planned and "of" not in self.low[found.last + 1 : g.first])
                return found if meant and found.row[0] in _TO_ONE else None
            role = (
                j == g.first - 1 and self.low[j] == "," and self.role(g.first, g.first) is not None
            )  # "killed the emir, Ali Lamba"
            titled = (
                self.low[j] == "." and self.low[j - 1] in self.sets["person_title"]
            )  # "killed Marine Col. Ali Lamba"
            told = role or titled or self.low[j] in ("(", ")") or self.low[j][0].isalpha()
            if (self.low[j] in self.sets["stop"] and self.low[j] != "of") or not told:
                return None
            j -= 1
        return None

    def deed_after(self, g: Group) -> Found | None:
        """The passive verb whose subject the person is, over an apposition ("…, 24, a teacher, was killed")."""
        j, low = g.last, self.low
        if low[j : j + 1] == [","]:
            close = next(
                (k for k in range(j + 1, min(j + 15, len(low))) if low[k] == "," and low[k + 1 : k + 2] != []), None
            )
            nearest = [k for k in range(j + 1, min(j + 20, len(low))) if low[k] == ","]
            j = next(
                (k + 1 for k in nearest if low[k + 1 : k + 2] and low[k + 1] in self.sets["aux"]), (close or j) + 1
            )
        if low[j : j + 1] and low[j] in self.sets["belongs"]:  # "the suspect in last week's bombing was killed"
            told = range(j + 1, min(j + 14, len(low)))
            aux = next((k for k in told if low[k] in self.sets["aux"] - {"'s"} or low[k] in (",", ";", "(")), j)
            j = aux if low[aux] in self.sets["aux"] else j
        seen = False
        while j < len(low) and j - g.last < 22:
            found = self.effects.get(j)
            if found:
                ok = (found.row[1] == "pp" and seen) or found.row[1] in ("intr", "adj")
                return found if ok and found.row[0] in _TO_ONE else None
            if low[j] == "not":
                return None
            some = next((f for f in self.among if f.first == j), None) if seen else None
            if some:  # "was among those killed"
                return self.effects.get(some.last - 1)
            if low[j] in self.sets["aux"]:
                seen = True
            elif low[j] not in self.sets["verbal"] and low[j] not in self.sets["passed_over"]:
                return None
            j += 1
        return None

    def toll(self, g: Group) -> tuple[Found, int] | None:
        """ "The death toll from the bombing of a bus station in X, Y, reaches 22", "the number of wounded rose to
        40".
        """
        noun = next((f for f in self.effects.values() if f.last <= g.first and self.counts_harm(f)), None)
        near = self.low[max(0, g.first - (8 if self.low[g.first - 1] == "to" else 4)) : g.first]
        if noun and any(w in self.sets["rise"] and w not in self.sets["no_rise"] for w in near):
            return noun, 1
        return None

    def counts_harm(self, f: Found) -> bool:
        """Whether an effect word stands for the count of all who suffered it."""
        if f.row[1] == "noun":
            return any(w in self.low[f.first : f.last] for w in ("toll", "count"))
        before = self.low[max(0, f.first - 4) : f.first]
        counted = before[-1:] in (["of"], ["the"]) or f.first - 1 in {p.last - 1 for p in self.people.values()}
        amount = "number" in before or any(w.startswith("number") for w in self.low[f.last : f.last + 1])
        return f.row[1] in ("adj", "pp") and counted and amount

    def choose(self, left: tuple[Found, int] | None, right: tuple[Found, int] | None) -> tuple[str, int] | None:
        """Which of two effect words speaks of the group: the nearer; at equal distance the one before it."""
        if left and (not right or left[1] <= right[1] or (right[1] > 1 and left[1] <= 2)):
            return left[0].row[0], left[0].first
        return (right[0].row[0], right[0].first) if right else None

    def left(self, g: Group) -> tuple[Found, int] | None:
        """The effect word before a group ("killing at least 12") with its distance in words that count."""
        j, gap = g.first - 1, 0
        while j >= 0 and g.first - j < 12:
            found = self.effects.get(j)
            if found:
                return self.fits_left(found, g, gap)
            j = self.inserted_before(j) if self.low[j] == "," else j
            word = self.low[j]
            if j in self.effects:
                continue
            if word in self.sets["qualifier"] or word in ("“", '"', ":", "-", "–", "—"):
                j -= 1
                continue
            gap += 1
            if gap > 6 or not word[0].isalpha() or j in self.people:
                return None
            j -= 1
        return None

    def fits_left(self, found: Found, g: Group, gap: int) -> tuple[Found, int] | None:
        """The word before a group with its distance, where its shape lets it speak of what follows."""
        shape = found.row[1]
        between = self.low[found.last : g.first]
        if found.row[0] == "freed" and self.wanted(found):
            return None
        if shape == "noun":
            if g.shape == "none" or "of" in between or any(w in self.sets["rise"] for w in between):
                return (
                    (found, 1)
                    if all(w in self.sets["rise"] or w in self.sets["qualifier"] or gap <= 4 for w in between)
                    else None
                )
            return None
        if gap > 0 or shape in ("adj", "intr"):
            return None
        passive = (
            found.first > 0
            and self.low[found.first - 1] in self.sets["aux"]
            and self.low[found.first - 1] not in self.sets["had"]
        )
        return None if shape == "pp" and passive else (found, 0)

    def wanted(self, release: Found) -> bool:
        """Whether a release is only asked for: "demanded the release of ten prisoners", "48 hours to release them"."""
        before = self.low[max(0, release.first - 6) : release.first]
        return before[-1:] == ["to"] or any(w in self.sets["wanted"] for w in before)

    def right(self, g: Group) -> tuple[Found, int] | None:
        """The effect word after a group ("12 people were killed") with its distance."""
        j, gap, aux, depth, end = g.last, 0, False, 0, g.last + 14
        while j < min(len(self.low), end):
            found, word = self.effects.get(j), self.low[j]
            if found:
                return self.fits_right(found, g, gap, aux)
            if self.one_alone(word, g):
                return None  # "together with three others, has been killed"
            if word in self.sets["aux"] or word in self.sets["verbal"] or (word in self.sets["other"] and gap == 0):
                aux = aux or word in self.sets["aux"]
            elif word in (",", "who", "–", "-", "—") and depth == 0 and self.low[j + 1 : j + 2]:
                depth, gap, start = 1, gap + 1, j
                j = self.inserted(j) if word == "," else j
                end += j - start
            elif word in QUOTES and (j == g.last or (self.low[j + 1 : j + 2] and self.low[j + 1] in self.sets["aux"])):
                gap += 0  # eleven "extremists" had been killed
            elif word in (";", ".", ":", "(", ")", "“", '"', "but", "while") or self.low[j : j + 2] == ["and", "that"]:
                return None
            else:
                gap += 1
            j += 1
        return None

    def one_alone(self, word: str, g: Group) -> bool:
        """Whether a verb that is only one person's cannot have several people before it as its subject."""
        noun = self.low[g.last - 1]
        several = g.shape == "number" and (g.number.best or 0) > 1
        return several and word in self.sets["singular"] and (noun.endswith("s") or noun in self.sets["plural"])

    def inserted(self, comma: int) -> int:
        """The comma that closes an insertion before a verb ("two men, named as A and B, died"), else the one given."""
        for j in range(comma + 2, min(comma + 14, len(self.low) - 1)):
            if self.low[j] == ",":
                verb = self.effects.get(j + 1)
                follows = self.low[j + 1] in self.sets["aux"] or (verb is not None and verb.row[1] == "intr")
                if follows:
                    return j
        return comma

    def fits_right(self, found: Found, g: Group, gap: int, aux: bool) -> tuple[Found, int] | None:
        """The word behind a group with its distance, where its shape lets it speak of what stands before."""
        shape = found.row[1]
        of = self.low[found.last : found.last + 5]
        if of[:1] == ["of"] and not self.sets["illness"].isdisjoint(of):
            return None  # "died of the disease"
        if shape == "noun" or (shape == "fin" and found.row[0] == "arrested" and self.low[g.last].endswith("s")):
            return (found, 0) if gap == 0 and found.first <= g.last + 2 else None
        if shape in ("fin", "ing"):
            return None
        if (shape == "pp" and gap and not aux) or self.counts_harm(found):
            return None
        if found.row[0] == "displaced" and not aux and (found.last in self.people or g.who is None):
            return None  # "30,000 displaced Palestinians had been sheltering"
        if found.row[0] == "injured" and shape == "pp":
            found = self.worse(found)
        if shape == "pp" and not aux and gap == 0 and self.object_follows(found.last):
            return None  # "12 gunmen killed a soldier": they did it
        return (found, gap + 1) if gap <= 7 else None

    def worse(self, found: Found) -> Found:
        """ "shot, hacked and burnt to death": the last of a row of deeds that killed."""
        for j in range(found.last, min(found.last + 6, len(self.low))):
            later = self.effects.get(j)
            if later and later.row[0] == "killed" and later.row[1] == "pp":
                return later
            if not (later or self.low[j] in (",", "and", "or") or self.low[j].endswith(("ed", "en", "t"))):
                break
        return found

    def reported(self, g: Group, told: Hit | None) -> Hit | None:
        """A number that somebody gives with no word for the harm: "the mayor says four", "put the dead at 143"."""
        if g.who == "all" and self.low[g.last - 1] in self.sets["corpse"]:
            return self.hit(g, "killed", g.last - 1)
        if g.shape != "number" or g.who is not None or (g.number.best is None and g.number.low is None):
            return None
        j = g.first - 1
        while j >= 0 and (
            self.low[j] in QUOTES
            or (self.low[j] in self.sets["qualifier"] and not (j + 1 == g.first and self.low[j] in ("at", "to")))
        ):
            j -= 1
        spoke = self.low[j + 1 : j + 2] == ["of"] and self.low[j] in self.sets["spoke"]
        ends = g.last >= len(self.low) or self.low[g.last] in self.sets["ending"] | self.sets["bare"]
        if j < 0 or not ends:
            return None
        words = self.low[max(0, j - 14) : j + 1]
        said = next((w for w in reversed(words) if w in self.sets["measured"]), None)
        if self.low[j] in ("at", "to") and said:
            return self.hit(g, "injured" if said in self.sets["wounded"] else "killed", j)
        if self.low[j] in self.sets["counting"] or spoke:
            return self.hit(g, told.effect if told and told.effect in BROKEN else "killed", j)
        return None

    def took_part(self, g: Group) -> Hit | None:
        """Attackers that the text counts: "three gunmen stormed …", "two men on a motorcycle opened fire"."""
        if g.shape != "number" or g.number.high == 0:
            return None
        deed = next((t for t in (*self.deeds, *self.took) if g.last <= t.first <= g.last + 8), None)
        between = self.low[g.last : deed.first] if deed else []
        does = deed is not None and not any(
            w in self.sets["aux"] or w in (",", ";", ".", "and", "said") for w in between
        )
        joined = does and deed in self.took
        some = "of" in self.low[g.first : g.last]  # "two of the attackers" are not how many took part
        counted = g.who == "attackers" and not some and (does or self.low[g.last - 1] not in self.sets["doing_only"])
        if counted or joined or (does and self.low[g.last - 1] in self.sets["doer"]):
            return self.hit(g._replace(who="attackers"), "participants", g.last - 1)
        return None
