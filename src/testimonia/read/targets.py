"""Who or what was attacked."""

from __future__ import annotations

from typing import NamedTuple, cast

from testimonia.model.claim import TargetClass
from testimonia.read.chunks import Kind
from testimonia.read.clauses import Clauses
from testimonia.read.deeds import deed_verbs, described
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import phrases, wordset
from testimonia.read.page import Page, Sentence
from testimonia.read.subject import Span, in_name
from testimonia.read.triggers import Trigger


class Aim(NamedTuple):
    """A target: the words, their class; `direct` where a deed is done to it, not only among the harmed."""

    name: str
    cls: TargetClass
    start: int
    end: int
    actor_id: str | None
    direct: bool


Piece = tuple[int, int, str, bool]


class Targets:
    """The words of one fragment, with what the tables know of them."""

    def __init__(self, f: Fragment, c: Clauses, language: str) -> None:
        self.f, self.s, self.c, self.low, self.language = f, f.sentence, c, c.low, language
        self.sites = {x.last - 1: x for x in phrases(language, "parties", "site").find(self.s.tokens)}
        self.people = {x.last - 1: x for x in phrases(language, "people").find(self.s.tokens)}
        self.heads = {c.chunks[n].head: n for n in c.verbs}

    def struck(self) -> list[Piece]:
        """What the deeds of the fragment are done to."""
        out: list[Piece] = []
        for t in self.f.triggers:
            if t.weight >= 2 and t.type != "clash":
                out += self._by_noun(t) if self._noun(t) else self._by_verb(t.first, t.last)
        told = {i for t in self.f.triggers if t.weight >= 2 for i in range(t.first, t.last)}
        for n, (last, harm) in deed_verbs(self.s, self.c, self.language).items():
            head = self.c.chunks[n].head
            if harm and self.f.first <= head < self.f.last and head not in told:
                out += self._by_verb(head, last)
        for found in phrases(self.language, "parties", "aiming").find(self.s.tokens):
            if self.f.first <= found.first < self.f.last:
                out += self._phrase(found.last)
        return out

    def strikes(self, piece: Piece) -> bool:
        """Whether a piece is what a deed is done with: "planes bomb a hall"."""
        with_what = self.low[piece[1] - 1] in wordset(self.language, "parties", "instrument")
        return with_what and any(t.first == piece[1] and not t.passive for t in self.f.triggers)

    def _noun(self, t: Trigger) -> bool:
        """Whether a deed is told by a noun; "the attack killed" shows it only by its place in a noun phrase."""
        verb = t.passive or any(i in self.heads for i in range(t.first, t.last))
        at = self.c.chunk(t.last - 1)
        return t.noun or (not verb and at is not None and self.c.chunks[at].kind == Kind.NOUN)

    def harmed(self) -> list[Piece]:
        """The victims of the fragment's figures."""
        out: list[Piece] = []
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
            first, last = self._trim(first, h.last)
            out.append((first, last, "civilians" if named else h.who, False))
        return out

    def _by_verb(self, first: int, last: int) -> list[Piece]:
        n = next((self.heads[i] for i in range(first, last) if i in self.heads), None)
        if n is None:
            return self._scene(last)
        if self.c.chunks[n].passive:
            return [p for span in self.c.subjects(n) if (p := self.piece(span))] or self._scene(last)
        if self.low[last - 1] == "fire":
            to = next((j for j in range(last, min(last + 6, self.f.last)) if self.low[j] == "to"), None)
            return self._phrase(to + 1) if to else []
        if self.low[last : last + 1] and self.low[last] in wordset(self.language, "parties", "against"):
            return self._phrase(last + 1)
        at = self.c.chunk(last)
        if at is not None and self.c.chunks[at].kind == Kind.NOUN and self.c.chunks[at].first >= last:
            found = self._phrase(last)
            if found:
                return found
        if self.low[last - 1] in wordset(self.language, "parties", "against"):
            return self._phrase(last)
        suffering = self.c.subjects(n) if described(self.c, n, last, self.language) else []
        return [p for span in suffering if (p := self.piece(span))] or self._scene(last)

    def _by_noun(self, t: Trigger) -> list[Piece]:
        """ "attack on a market", "the bombing of a bus", "church attack"."""
        words = wordset(self.language, "parties", "against")
        for j in range(t.last, min(t.last + 4, self.f.last)):
            if self.low[j] in words:
                if self.low[j] == "of" and any(t.last <= self.c.chunks[n].first < j for n in self.c.verbs):
                    break  # "the attack was the work of the group"
                if self.low[j] == "of" and t.type in ("air_strike", "shelling", "armed_assault") and t.plural:
                    break
                return self._phrase(j + 1)
        if t.first - 1 in self.sites and self.low[t.first - 1] not in wordset(self.language, "parties", "bombed"):
            site = self.sites[t.first - 1]
            return [(site.first, site.last, self._site(site.first, site.last), True)]
        return self._scene(t.last)

    def _scene(self, i: int) -> list[Piece]:
        """Where it struck: "exploded outside a mosque", "shooting at a party"."""
        for j in range(i, min(i + 6, self.f.last)):
            if self.low[j] in wordset(self.language, "parties", "scene"):
                at = self.c.chunk(j + 1)
                if at is not None and self.c.chunks[at].kind == Kind.NOUN:
                    piece = self.piece((self.c.chunks[at].first, self.c.chunks[at].last), people=self.low[j] == "among")
                    if piece:
                        return [piece]
        return []

    def _phrase(self, i: int) -> list[Piece]:
        """The target in the noun phrase that begins at token i, and in those joined to it."""
        at, out = self.c.chunk(i), list[Piece]()
        chunks = self.c.chunks
        while at is not None and at < len(chunks) and chunks[at].kind == Kind.NOUN:
            piece = self.piece(self.c.whole(at), i)
            if piece:
                out.append(piece)
            while at + 2 < len(chunks) and self.low[chunks[at + 1].first] == "of" and chunks[at + 2].kind == Kind.NOUN:
                at += 2
            if (
                at + 2 < len(chunks)
                and chunks[at + 1].kind in (Kind.COORDINATOR, Kind.COMMA)
                and piece
                and len(out) < 3
            ):
                at += 2
                if any(u.first < chunks[at].last and chunks[at].first < u.last for u in self.f.triggers):
                    break
                if chunks[at - 1].kind == Kind.COMMA and not (
                    at + 1 < len(chunks) and chunks[at + 1].kind == Kind.COORDINATOR
                ):
                    break
            else:
                break
        return out

    def piece(self, span: Span, start: int = 0, people: bool = True) -> Piece | None:
        """The target in a noun phrase: its first part whose head is a noun for people or a site, or a known actor."""
        first, stop = max(span[0], start), min(span[1], self.f.last)
        cut = next((i for i in range(first, stop) if self.low[i] == "of"), stop)
        for a, b in ((first, cut), (cut + 1, stop)):
            last = b
            while last > a and last - 1 not in self.sites and last - 1 not in self.people:
                last -= 1
            if last > a:
                begin, end = self._trim(a, last)
                if last - 1 in self.people and (last - 1 not in self.sites):
                    if not people:
                        return None
                    return begin, self._surname(end, b), self.people[last - 1].row[0], True
                return begin, end, self._site(begin, end, (cut, stop)), True
        if people and self._person(first, cut):
            return first, cut, self._role(cut), True
        if people and self._national(first, cut):
            return (*self._trim(first, cut), "civilians", True)
        actor = people and next((a for a in self.s.actors if first <= self.s.at(a.start) < stop), None)
        if actor:
            a, b = self.s.cover(actor.start, actor.end)
            return a, b, _class_of(actor.kind), True
        return None

    def _surname(self, end: int, stop: int) -> int:
        """Where the name behind a person's role ends: "Prime Minister John Doe", "deputy Omar al-Lamba"."""
        begin = end
        while end < stop:
            parts = self.s.tokens[end].text.split("-")
            capital = parts[-1][:1] if end > begin else parts[0][:1]
            if not (all(x.isalpha() for x in parts) and capital.isupper()):
                break
            end += 1
        return end

    def whole(self, piece: Piece) -> list[Span]:
        """A piece with what "of" joins to it ("members of the Front") or its name ("the tanker Bright Star"), then the
        person's name that stands beside it.
        """
        first, last = piece[:2]
        n = self.c.chunk(last - 1)
        if n is None or self.c.chunks[n].last != last:
            end = self._name_end(last, self.c.chunks[n].last) if n is not None and last - 1 in self.sites else last
            return [(first, end)]
        begin, end = self.c.chunks[n].first, max(last, min(self.c.whole(n)[1], self.f.last))
        dates = [self.s.cover(d.start, d.end)[0] for d in self.s.dates]
        end = min([end, *(i - 1 for i in dates if last < i < end)])
        one = not self.low[last - 1].endswith("s") or self.low[max(0, begin - 2) : begin] == ["one", "of"]
        return [(first, end), *(self._named(begin, end) if one and last - 1 in self.people else [])]

    def _named(self, first: int, last: int) -> list[Span]:
        """The name that stands behind a comma beside a person's role, on either side."""
        for comma, beside in ((last, last + 1), (first - 1, first - 2)):
            n = self.c.chunk(beside) if self.low[max(0, comma) : comma + 1] == [","] else None
            if n is not None and self.c.chunks[n].kind == Kind.NOUN:
                name = self.c.chunks[n].first, self.c.chunks[n].last
                does = comma == last and n + 1 < len(self.c.chunks) and self.c.chunks[n + 1].kind == Kind.VERB
                if self._called(*name) and not does:
                    return [name]
        return []

    def _called(self, first: int, last: int) -> bool:
        """Whether words are a person's name, particles among them: "Ayman al-Zawahiri"."""
        words = self.s.tokens[first:last]
        start, end = words[0].start, words[-1].end
        origin = [w for w in words[1:] if w.text[0].islower() and "-" in w.text]  # "Abu Omar al-Masri"
        marks = [(m.start, m.end) for some in (self.s.places, self.s.dates) for m in some]
        taken = [m for m in marks if not any(w.start <= m[0] < w.end for w in origin)]
        capital = words[0].text[0].isupper() and all(in_name(w.text) or "-" in w.text for w in words)
        signs = any(not w.text[0].isalpha() for w in words)
        return capital and len(words) >= 2 and not signs and not any(a < end and start < b for a, b in taken)

    def _name_end(self, last: int, stop: int) -> int:
        """Where the name ends that stands right behind a site's noun: "the tanker Bright Star"."""
        if self.s.part == "headline":
            return last
        marks = [self.s.cover(m.start, m.end) for some in (self.s.places, self.s.dates) for m in some]
        told = [(t.first, t.last) for t in self.f.triggers]
        end = last
        while end < stop and self.s.tokens[end].text[0].isupper() and self.s.tokens[end].text.isalpha():
            if any(a <= end < b for a, b in (*marks, *told)):
                return last
            end += 1
        return end

    def _person(self, first: int, last: int) -> bool:
        """Whether a noun phrase is a person's name: two or more words with capitals that are no other name."""
        words = self.s.tokens[first:last]
        start, end = words[0].start, words[-1].end
        marks = [(m.start, m.end) for some in (self.s.places, self.s.dates, self.s.actors) for m in some]
        named = len(words) >= 2 and all(w.text[0].isupper() and w.text.isalpha() for w in words)
        return named and self.s.part != "headline" and not any(a < end and start < b for a, b in marks)

    def _national(self, first: int, last: int) -> bool:
        """Whether a noun phrase ends in the word for somebody of a nation: "a Frenchman", "two young Somalis"."""
        end, start = self.s.tokens[last - 1].end, self.s.tokens[last - 1].start
        nation = any(p.use == "adjective" and p.start <= start and end <= p.end for p in self.s.places)
        return nation and last - first > 1 and self.s.part != "headline"

    def _role(self, i: int) -> str:
        """The class of a person from the role behind the name: "John Doe, a deputy of the ruling party"."""
        if self.low[i : i + 1] == [","]:
            near = next((self.people[j] for j in range(i + 1, min(i + 7, self.f.last)) if j in self.people), None)
            if near:
                return near.row[0]
        return "civilians"

    def _trim(self, first: int, last: int) -> Span:
        """A phrase without articles, numbers and signs before it, and without the deed: "Drone hits minibus"."""
        first = max([first, *(t.last for t in self.f.triggers if first <= t.first and t.last < last)])
        leading = wordset(self.language, "parties", "leading")
        while first < last - 1 and (self.low[first] in leading or not self.low[first][0].isalpha()):
            first += 1
        return first, last

    def _site(self, first: int, last: int, owner: Span = (0, 0)) -> str:
        """The class of a site: whose it is, or whether people gather there."""
        words = [*self.low[first:last], *self.low[owner[0] : owner[1]]]
        for cls in ("police", "military", "civilians"):
            if any(w in wordset(self.language, "parties", f"{cls}_site") for w in words):
                return cls
        return "property"


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


def aim_of(page: Page, s: Sentence, piece: Piece) -> Aim:
    """A piece as an aim: its words in the text, and the actor that they name."""
    start, end = s.tokens[piece[0]].start, s.tokens[piece[1] - 1].end
    actor = next((a for a in s.actors if a.start < end and start < a.end and a.actor_id), None)
    name = page.document.text[start:end].replace("\n", " ")
    return Aim(name, cast(TargetClass, piece[2]), start, end, actor.actor_id if actor else None, piece[3])


def apart(found: list[Piece]) -> list[Piece]:
    """Pieces in order, none over another; a role and the name right behind it are one target."""
    out: list[Piece] = []
    for p in sorted(found, key=lambda x: (x[0], -x[1])):
        if out and p[0] < out[-1][1]:
            continue
        if out and p[0] == out[-1][1]:
            out[-1] = (out[-1][0], p[1], out[-1][2], out[-1][3] or p[3])
        else:
            out.append(p)
    return out
