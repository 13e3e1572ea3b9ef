"""Finding what may be place names: capitalised stretches that the gazetteer knows, with the words around them as
evidence.

The scan decides only whether a stretch *reads* as a place (`Found.plain`, a sum of evidence; 1 is enough) and in
which use;
which of the places of that name is meant is `places_choose`'s part.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from testimonia.knowledge.gazetteer import Candidate, Gazetteer
from testimonia.knowledge.gazetteer_fold import strict
from testimonia.resolve import places_beside as beside
from testimonia.resolve.places_capitals import is_capital, is_government, is_seat
from testimonia.resolve.places_words import PlaceWords, Token, couples, surnames, tokens, words

LONGEST = 5
_ABBREVIATED = frozenset(["st", "ste", "mt", "ft"])
_FORENAMES = frozenset(["abu", "ibn", "bin", "abd", "abdul"])
_COUNTRY, _PROVINCE = 4, 3


@dataclass
class Found:
    """A stretch of text that may name a place: tokens `i` to `j` (exclusive), offsets, candidates (best first), `use`
    as in
    PlaceMark, and the evidence. `hint` is the kind of place that the words say it is ("village of"), None where they
    do not."""

    i: int
    j: int
    start: int
    end: int
    candidates: tuple[Candidate, ...]
    use: str = "place"
    plain: float = 0.0
    hint: str | None = None
    bearing: float | None = None
    lead: int = 0
    country: str | None = None
    site: str | None = None
    name: str = ""
    key: str = ""
    first: bool = False
    why: list[str] = field(default_factory=list)


class Scan:
    """One text's scan: its tokens, and `found`, the stretches in order, without overlaps."""

    def __init__(self, text: str, gazetteer: Gazetteer, vocabulary: PlaceWords | None = None) -> None:
        self.text, self.gazetteer, self.words = text, gazetteer, vocabulary or words()
        self.tokens = tokens(text)
        self.surnames = surnames(text, self.tokens, self.words)
        self.couples = couples(text, self.tokens)
        self.found: list[Found] = []
        self.ends: set[int] = set()
        self.heads = [
            i
            for i, token in enumerate(self.tokens)
            if token.capital or (token.text in self.words.al and self.starts(i))
        ]
        free = 0
        for i in self.heads:
            if i >= free and (hit := self._at(i)) is not None:
                self.found.append(hit)
                free = hit.j
        self._drop_swallowed()
        self._credit_neighbours()

    def given(self, start: int, end: int) -> Found:
        """The stretch from `start` to `end` as a place that somebody else has found, with the hints around it."""
        i = next((k for k, t in enumerate(self.tokens) if t.end > start), len(self.tokens))
        j = next((k for k in range(i, len(self.tokens)) if self.tokens[k].start >= end), len(self.tokens))
        shown = self.text[start:end]
        iso = self.gazetteer.demonyms.get(strict(shown))
        candidates = self.gazetteer.lookup(shown, near=True)
        found = Found(i, j, start, end, candidates, name=shown, key=strict(shown))
        if not candidates and iso is not None:
            found.candidates = (Candidate(self.gazetteer.lands[iso].entry, 1.0),)
        if found.candidates and i < j:
            self._weigh(found)
        found.use, found.plain, found.end, found.site = "place", 3.0, end, None
        return found

    # Which stretches are names at all

    def starts(self, i: int) -> bool:
        """Whether a name may begin at token i: a capital, a letter without case, or an article as in "al-Hasakah"."""
        token = self.tokens[i]
        if token.capital:
            return True
        if len(token.text) > 3 or token.text not in self.words.al or i + 1 == len(self.tokens):
            return False
        return self.text[token.end : self.tokens[i + 1].start] == "-" and self.tokens[i + 1].capital

    def _next(self, i: int) -> Token | None:
        return self.tokens[i + 1] if i + 1 < len(self.tokens) else None

    def joined(self, i: int) -> bool:
        """Whether token i+1 can belong to the same name as token i."""
        token, following = self.tokens[i], self._next(i)
        if following is None:
            return False
        gap = self.text[token.end : following.start]
        if gap == ". ":
            return token.lower in _ABBREVIATED
        return gap in (" ", "-", "–", "\u00a0") or (gap in ("'", "’") and len(token.text) <= 2)

    def _stretches(self, i: int) -> list[int]:
        """Ends (exclusive token indexes) of the stretches that may be one name from token i on, longest first."""
        ends, j = [], i
        while j < len(self.tokens) and j - i < LONGEST:
            token = self.tokens[j]
            inside = token.capital or token.lower in self.words.join or token.text[0].isdigit()
            if j > i and self._owns(j):
                j += 1
                continue
            if not inside and not (j > i and self.text[self.tokens[j - 1].end] == "-" and token.lower.isalpha()):
                break
            if token.capital or token.text[0].isdigit() or self.text[token.start - 1 : token.start] == "-":
                ends.append(j + 1)
            if not self.joined(j) and not (j + 1 < len(self.tokens) and self._owns(j + 1)):
                break
            j += 1
        return ends[::-1]

    def _owns(self, i: int) -> bool:
        """Whether token i is the ending of one who owns, as within some names: "Cox's Bazar"."""
        token = self.tokens[i]
        return token.text == "s" and self.text[token.start - 1] in "'’" and self.joined(i)

    def _at(self, i: int) -> Found | None:
        """The longest name that begins at token i, which is one of the heads."""
        if states := beside.abbreviated(self, i):
            token, name = self.tokens[i], self.gazetteer.entry(states[0].entry).name
            return Found(
                i, i + 1, token.start, token.end, states, plain=3.0, hint="province", name=name, key=strict(name)
            )
        for j in self._stretches(i):
            if any(beside.linked(self, k) for k in (i - 1, j - 1, j)) or self.led_on(j):
                continue
            start, end = self.tokens[i].start, self.tokens[j - 1].end
            shown = self.text[start:end]
            iso = self.gazetteer.demonyms.get(strict(shown)) or self._people(shown)
            if iso is not None and not self._is_country_name(shown, j):
                return Found(
                    i, j, start, end, (), use="adjective", country=iso, name=shown, key=strict(shown), plain=2.0
                )
            if j - i == 1 and not self._speaks_for_itself(i):
                return None
            if self.tokens[j - 1].lower == "division" and self.tokens[i].lower in self.words.ordinal:
                continue  # an army's, not an area
            candidates = self.gazetteer.lookup(shown)
            if candidates:
                found = Found(i, j, start, end, candidates, name=shown, key=strict(shown), first=self.tokens[i].first)
                self._weigh(found)
                return found
        return None

    def led_on(self, j: int) -> bool:
        """Whether a name goes on at token j with an article in small letters: the "al" of "Ain al-Asad"."""
        return (
            j < len(self.tokens)
            and self.tokens[j].text in self.words.al
            and self.starts(j)
            and self.text[self.tokens[j - 1].end : self.tokens[j].start] in (" ", "-")
        )

    def _people(self, shown: str) -> str | None:
        """`Malians`: the plural of a demonym."""
        return self.gazetteer.demonyms.get(strict(shown[:-1])) if shown.endswith("s") and len(shown) > 4 else None

    def _is_country_name(self, shown: str, j: int) -> bool:
        """`US`, `U.S.`: the country where no noun follows ("in the US."), the adjective elsewhere ("US soldiers")."""
        if strict(shown) not in ("us",):
            return False
        following = self.tokens[j] if j < len(self.tokens) else None
        gap = self.text[self.tokens[j - 1].end : following.start] if following else "."
        if following is None or gap != " ":
            return True
        return following.lower in self.words.voice or following.lower in self.words.no_noun

    def _speaks_for_itself(self, i: int) -> bool:
        """Whether a single word is worth a look-up: not an ordinary word where capitals are the rule, not an
        initial."""
        token = self.tokens[i]
        if len(token.text) == 1:
            return False
        if token.text.isupper() and token.text.isascii() and len(token.text) <= 4 and not token.titled:
            return (
                token.text.replace(".", "") in self.words.acronym
                or beside.is_state_of(self, i)
                or beside.opens_dateline(self, i)
            )
        if token.lower in ("us", "car", "dc") and not token.text.isupper():
            return False
        if token.lower in self.words.bearing or token.lower in self.words.title:
            return False
        if token.lower in self.words.area:
            return beside.names_state(self, i)
        return not (token.lower in self.words.ordinary and (token.titled or token.first)) or beside.lies_in_next(
            self, i
        )

    # What the words around say

    def _weigh(self, found: Found) -> None:
        """Fills use, plainness, hint and bearing of a stretch."""
        gazetteer, w = self.gazetteer, self.words
        best = found.candidates[0].entry
        kind = gazetteer.kind[best]
        weight = max(gazetteer.weight[c.entry] * c.quality for c in found.candidates[:8])
        found.plain = (
            2.2
            if kind >= _PROVINCE
            else 1.6
            if weight >= 5.5
            else 1.1
            if weight >= 4.6
            else 0.3
            if weight >= 3.3
            else 0.0
        )
        if found.j - found.i > 1:
            found.plain += 0.7
        elif self.tokens[found.i].lower in w.ordinary and found.name.replace(".", "") not in w.acronym:
            found.plain -= 2.2
        elif self.tokens[found.i].lower in w.given and kind < _PROVINCE:
            found.plain -= 0.5
        if beside.opens_dateline(self, found.i):
            found.plain += 2.0
        elif found.first and kind < _COUNTRY:
            found.plain -= 0.4
        if self.tokens[found.i].lower in _FORENAMES and weight < 4.6:
            found.plain -= 2.5
        self._look_left(found)
        self._look_right(found, kind)
        if beside.of_person(self, found):
            found.plain -= 3.5
        if w.made.match(self.text, found.end):
            found.use = "name"

    def left(self, i: int, count: int) -> list[Token]:
        """Up to `count` tokens before token i, in order, as long as only spaces part them."""
        out: list[Token] = []
        at = i
        while at > 0 and len(out) < count:
            gap = self.text[self.tokens[at - 1].end : self.tokens[at].start]
            if gap.strip(" \u00a0-") or (gap == "" and at != i):
                break
            out.insert(0, self.tokens[at - 1])
            at -= 1
        return out

    def _look_left(self, found: Found) -> None:
        w, left = self.words, self.left(found.i, 4)
        if not left:
            return
        near = [t for t in left if t.lower != "the"]
        if len(near) > 1 and (joined := f"{near[-2].lower}-{near[-1].lower}") in w.bearing:
            found.bearing, found.lead = w.bearing[joined], near[-2].start
            found.plain += 1.2
            near = near[:-2]
        elif near and near[-1].lower in w.bearing:
            found.lead = near[-1].start
            found.bearing = w.bearing[near[-1].lower]
            found.plain += 1.2
            near = near[:-1]
        if not near:
            return
        last = near[-1]
        two = f"{near[-2].lower} {last.lower}" if len(near) > 1 else ""
        bonus = w.before.get(two, w.before.get(last.lower, 0.0))
        if bonus:
            found.plain += bonus
            found.why.append(f"after “{two if two in w.before else last.lower}”")
        noun = w.noun.get(last.lower) or (w.noun.get(near[-2].lower) if last.lower == "of" and len(near) > 1 else None)
        if noun is not None:
            found.hint = noun
            found.plain += 2.0
        if last.lower == "of" and len(near) > 1:
            head = near[-2]
            if (head.lower in w.org_of and (head.capital or head.lower == "armed forces")) and not head.titled:
                found.use = "name"
        elif last.lower == "in" and len(near) > 1 and near[-2].capital and near[-2].lower in w.org_of:
            if self.gazetteer.kind[found.candidates[0].entry] > _PROVINCE:
                found.use = "name"
        elif last.lower in w.title and (last.capital or last.lower not in ("private", "father", "justice", "general")):
            found.plain -= 2.5
        elif last.lower in w.given and last.capital:
            found.plain -= 3.5
        elif self.is_foreign(last) and self._touches(last, found) and not (last.titled and found.j - found.i > 1):
            found.plain -= 1.8 if last.titled else 2.6

    def is_foreign(self, token: Token) -> bool:
        """A capitalised word that is no ordinary one: probably part of the same name."""
        return token.text[0].isupper() and token.lower not in self.words.ordinary and (
            token.lower not in self.words.bearing and token.lower not in self.words.area
            and strict(token.text) not in self.gazetteer.demonyms)  # fmt: skip

    def _touches(self, token: Token, found: Found) -> bool:
        """Whether a word may be part of the same name; of two countries with a hyphen ("Mali-Niger") each is one."""
        last, g = (self.found[-1] if self.found else None), self.gazetteer
        if last is not None and last.candidates and last.end == token.end and self.text[last.end] == "-":
            return not all(g.kind[f.candidates[0].entry] == _COUNTRY for f in (last, found))
        return self.text[token.end : found.start] in (" ", "-")

    def _look_right(self, found: Found, kind: int) -> None:
        w = self.words
        following = self.tokens[found.j] if found.j < len(self.tokens) else None
        gap = self.text[found.end : following.start] if following is not None else ""
        if following is not None and gap == ", " and following.capital:
            found.plain += 0.4
        if following is None or gap not in (" ", "-", "\u00a0"):
            if self.tokens[found.i].lower in self.surnames and kind < _PROVINCE:
                found.plain -= 2.0
            return
        if gap == "-" and kind < _PROVINCE and beside.goes_on(self, found, following):
            found.plain -= 6.0
        after = self.tokens[found.j + 1] if found.j + 1 < len(self.tokens) else None
        two = f"{following.lower} {after.lower}" if after is not None else ""
        if following.lower in w.area and gap == " ":
            self._take_area(found, following)
            return
        site = two if two in w.site else following.lower
        loose = w.site.get(site, False) and kind != _COUNTRY  # "Nigeria market blast" names no market
        if site in w.site and (loose or following.capital) and not following.titled:
            found.site = site
            found.j += 1 + site.count(" ")
            found.end = self.tokens[found.j - 1].end
            found.plain += 1.5
            return
        tail = w.tail.get(two, w.tail.get(following.lower))
        if tail and (following.capital or tail == "loose"):
            found.use = "name"
        elif following.lower in w.voice or two in w.voice:
            self._take_voice(found, kind)
        elif gap == " " and is_government(self, found, kind == _COUNTRY):
            found.use = "actor"
        elif following.capital and self.is_foreign(following) and gap == " ":
            couple = self.tokens[found.i].lower, following.lower
            # in a headline in title case every word has a capital: there the text below tells what belongs together
            if not following.titled or couple in self.couples:
                found.plain -= 2.2
        if self.tokens[found.i].lower in self.surnames and kind < _PROVINCE:
            found.plain -= 2.0

    def _take_area(self, found: Found, following: Token) -> None:
        """`Khost Province`, `Mopti region`: the word says what is meant; written with a capital it belongs to the
        name. The coast of what is called a sea is at that sea, in no province of its name (`the Red Sea coast`)."""
        area = self.words.area
        called = area.get(self.tokens[found.j - 1].lower)
        found.hint = called if called == "water" and area[following.lower] == "region" else area[following.lower]
        found.plain += 1.8
        if following.capital and not following.titled:
            found.j += 1
            found.end = following.end

    def _take_voice(self, found: Found, kind: int) -> None:
        """`Washington said`: a capital or a country that speaks is a government; a person if the town is small."""
        if found.why or (found.plain <= 0 and kind < _PROVINCE):
            found.plain -= 0.5
        elif kind == _COUNTRY or is_capital(self, found):
            found.use = "actor"
        else:
            found.plain -= 1.5

    def _credit_neighbours(self) -> None:
        """A name before an area that a place of that name lies in reads as a place: "Hurricane, Utah"."""
        g = self.gazetteer
        for left, right in zip(self.found, self.found[1:], strict=False):
            if left.use != "place" or not left.candidates or not right.candidates:
                continue
            gap = self.text[left.end : right.start]
            if right.use == "actor" and gap in (" and ", " and the ") and is_seat(self, left):
                left.use = "actor" if not (left.why or left.hint) else left.use
            if gap not in (", ", " in ", ", in "):
                continue
            areas = {c.entry for c in right.candidates[:6] if g.kind[c.entry] >= 2}
            homes = {g.country[a] for a in areas if g.kind[a] == _COUNTRY}
            if any(
                g.admin1[c.entry] in areas or g.admin2[c.entry] in areas or g.country[c.entry] in homes
                for c in left.candidates
            ):
                left.plain += 2.6
                right.plain += 0.6

    def _drop_swallowed(self) -> None:
        """Sites that took in the next word may cover a following stretch: the longer one stays."""
        kept: list[Found] = []
        for hit in self.found:
            if kept and hit.start < kept[-1].end:
                continue
            kept.append(hit)
        self.found = kept
