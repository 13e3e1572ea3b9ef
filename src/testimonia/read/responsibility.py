"""Who claims, denies or praises a deed, in whose words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from testimonia.model.claim import Stance
from testimonia.read.clauses import Clauses
from testimonia.read.deeds import deed_verbs
from testimonia.read.lexicon import Found, phrases, wordset
from testimonia.read.page import Page, Sentence
from testimonia.read.parties import ARMED, GROUPS, Party, parties, renamed, the_suspect
from testimonia.read.subject import Span, Voices


class Stand(NamedTuple):
    """A claim, denial or praise of responsibility: who, and the code points of the words that say so."""

    party: Party
    stance: Stance
    start: int
    end: int
    sentence: int


Cut = Mapping[int, Clauses]


def stands(page: Page, cut: Cut, voices: Voices, language: str = "en") -> list[Stand]:
    """Claims, denials and praise of responsibility in a report, in order. "No group has claimed" is none; "it", "the
    group" and "a spokesman" speak for the party that was last told of.
    """
    out: list[Stand] = []
    recent: tuple[Party, int] | None = None
    for s in page.sentences:
        if s.part == "furniture" or s.order not in cut:
            continue
        last = recent[0] if recent and s.order - recent[1] <= _REACH and not page.digest else None
        reader = _Reader(s, cut[s.order], last, language)
        for stand in (*reader.idioms(), *reader.own_words(), *reader.quoted(voices)):
            stand = stand._replace(party=renamed(stand.party, the_suspect(page, [s.line]), language))
            if reader.contests(stand, out):
                continue
            if not any(o.sentence == s.order and o.party.name == stand.party.name and _alike(o, stand) for o in out):
                out.append(stand)
        spoken = reader.foremost()
        recent = (spoken, s.order) if spoken else recent
    return [_by_name(page, stand, out) for stand in out]


def _by_name(page: Page, stand: Stand, told: list[Stand]) -> Stand:
    """A claim in the headline by a nameless group ("Kurdish militant group says it carried out …"), with the name of
    the only group that claims something below it.
    """
    if stand.stance != "claimed" or not stand.party.generic or page.sentences[stand.sentence].part != "headline":
        return stand
    named = {o.party.name: o.party for o in told if o.stance == "claimed" and o.party.kind in _GROUPS}
    if len(named) != 1:
        return stand
    found = next(iter(named.values()))
    own = stand.party
    return stand._replace(party=found._replace(first=own.first, last=own.last, start=own.start, end=own.end))


_EXPLAINED = 9  # tokens from a comma to the noun that explains the name before it
_INSERTED = 25  # tokens of what stands between a group and its verb
_OWNING = 5  # words behind "for which the group" in which "has claimed" stands
_MEN = 8  # tokens behind "was" in which "one of its soldiers" stands
_WORK = 3  # words behind "was" that lay a deed at somebody's door
_REACH = 4  # sentences over which "it" and "a spokesman" lead back
_GROUPS = GROUPS | {"party"}


def _alike(a: Stand, b: Stand) -> bool:
    return a.stance == b.stance or (a.start < b.end and b.start < a.end)


_VERBS: tuple[tuple[Stance, str, str], ...] = (
    ("denied", "deny", "accusation"),
    ("praised", "laud", "deed_word"),
    ("claimed", "own", "deed_word"),
)


class _Reader:
    """One sentence, with those who can claim a deed in it and the one last told of before it."""

    def __init__(self, s: Sentence, c: Clauses, last: Party | None, language: str) -> None:
        self.s, self.c, self.last, self.language = s, c, last, language
        self.who = [p for p in parties(s, language) if p.kind in ARMED]
        self.harm = {f.first for f in phrases(language, "deeds", "harm").find(s.tokens)} if self.who or last else set()
        self.verbs = {c.chunks[n].head: n for n in c.verbs}

    def foremost(self) -> Party | None:
        """Whom "it" in the next sentence means: the named group that acts in this one, else the first one named."""
        named = [p for p in self.who if not p.generic]
        first = next((self._inside(span) for n in self.c.verbs for span in self.c.subjects(n)), None)
        groups = [p for p in named if p.kind in _GROUPS]
        return first if first and not first.generic else next(iter(groups or named), None)

    def contests(self, stand: Stand, told: list[Stand]) -> bool:
        """Whether a denial only says that what another has just claimed is not so: "the rebels said they had shot down
        a jet; the army called this a lie". "The army denied involvement" behind such a claim is a denial.
        """
        last = told[-1] if told else None
        if stand.stance != "denied" or last is None or last.stance != "claimed" or last.party.name == stand.party.name:
            return False
        at = self.s.at(stand.end - 1) + 1
        what = self._words("contested").intersection(self.c.low[at : at + 2])
        return stand.sentence - last.sentence <= 1 and bool(what)

    def idioms(self) -> Iterator[Stand]:
        """What is said by the verb itself: "claimed responsibility", "denied it", "was claimed by X"."""
        c, low = self.c, self.c.low
        for f in phrases(self.language, "parties", "claimed_passive").find(self.s.tokens):
            party = next((p for p in self.who if 0 <= p.first - f.last <= 4), None)
            behind = low[party.last : party.last + _OWNING] if party else []
            if party and (low[f.last - 1] == "by" or low[f.last - 1] == "from" or self._words("owning") & set(behind)):
                yield self._stand(party, "claimed", f.first, f.last)
        for stance, f in self._found():
            n = self.verbs.get(f.first)
            negated = any(w in self._words("negation") for w in low[max(0, f.first - 6) : f.first])
            if (stance != "denied" and negated) or (n is not None and c.chunks[n].negated):
                continue
            if stance == "denied" and "nor" in low[max(0, f.first - 2) : f.first]:
                continue  # "neither confirmed nor denied"
            if low[f.last - 1] == "the" and not self._words("deed_word") & set(low[f.last : f.last + 4]):
                continue  # "has claimed the province"
            admits = stance != "claimed" or low[f.first] in self._words("admitting") or f.last > f.first + 1
            if stance != "praised" and self._of_others(f.last):
                continue
            for party in self._claimants(f.first, n):
                if not admits and party.kind not in _GROUPS | {"armed"}:
                    continue
                yield self._stand(party, stance, f.first, f.last)

    def own_words(self) -> Iterator[Stand]:
        """What somebody says of their own deed: "said its fighters had stormed the post", "said it was not behind"."""
        c, deeds = self.c, deed_verbs(self.s, self.c, self.language)
        tellers = [n for n in c.verbs if c.low[c.chunks[n].head] in self._words("telling") and not c.chunks[n].passive]
        for n in tellers:
            speakers = self._claimants(c.chunks[n].first, n)
            admits = c.low[c.chunks[n].head] in self._words("admitting")
            owns = admits or (speakers and speakers[0].kind in _GROUPS | {"armed"})
            stances = {"claimed", "denied"} if owns else {"denied"}
            after = [m for m in c.verbs if m > n and (m not in tellers or m in deeds)]
            for m in after if speakers else ():
                stance = self._own_deed(m, n, m in deeds, speakers[0]) or self._own_man(m)
                if stance in stances and not self._of_others(c.chunks[m].last):
                    named = [p for p in speakers[1:] if p.kind in _GROUPS]  # "X and Y both said that they had done it"
                    for party in (speakers[0], *named):
                        yield self._stand(party, stance, c.chunks[n].head, c.chunks[n].head + 1)
                    break

    def quoted(self, voices: Voices) -> Iterator[Stand]:
        """What a voice says with "we": "“We did not fire,” said a spokesman for the army"."""
        c, deeds = self.c, deed_verbs(self.s, self.c, self.language)
        for v in voices.get(self.s.order, ()):
            party = next(
                (p for p in self.who if v.sentence == self.s.order and v.first <= p.first < max(v.last, v.verb)),
                self.last,
            )
            if party is None:
                continue
            for m in c.verbs:
                if not v.reach[0] <= c.chunks[m].head < v.reach[1] or m not in deeds:
                    continue
                spans = c.subjects(m)
                negated = c.chunks[m].negated
                named = self._inside(spans[0]) if spans and negated else None
                if named is not None and not named.generic:  # “The army did not shoot”
                    yield self._stand(named, "denied", c.chunks[m].first, c.chunks[m].last)
                    break
                if spans and c.low[spans[0][0]] in ("we", "our") and (negated or party.kind in _GROUPS):
                    stance: Stance = "denied" if negated else "claimed"
                    yield self._stand(party, stance, c.chunks[m].first, c.chunks[m].last)
                    break

    def _own_deed(self, m: int, n: int, deed: bool, speaker: Party) -> Stance | None:
        """The stance of a teller (verb `n`) who says that they did what verb `m` says."""
        c = self.c
        verb = c.chunks[m]
        spans = c.subjects(m)
        if not spans:
            return None
        first, last = spans[0]
        own = self._own(first, last) or any(
            p.first >= first and p.last <= last and p.name == speaker.name for p in self.who
        )
        behind = c.low[verb.last : verb.last + 3]
        if (
            not own
            or first < c.chunks[n].last
            or not (
                deed
                or self._did_it(verb.head)
                or any(w in self._words("involved") for w in (*behind, c.low[verb.head]))
            )
        ):
            return None
        if (verb.passive and deed) or phrases(self.language, "deeds", "after").find(self.s.tokens[verb.last :][:_WORK]):
            return None  # "said it was the work of the rebels"
        nobody = not self._words("none").isdisjoint(c.low[c.chunks[n].last : verb.last + 1])  # "had no hand in it"
        return "denied" if verb.negated or nobody else "claimed"

    def _own_man(self, m: int) -> Stance | None:
        """The stance of who says that an attacker is theirs: "the gunman was its “soldier”", "one of its men"."""
        c, verb = self.c, self.c.chunks[m]
        attacker = any(not self._words("attacker").isdisjoint(c.low[a:b]) for a, b in c.subjects(m))
        behind = [w for w in c.low[verb.last :][:_MEN] if w[0].isalnum()]
        own = next((i for i, w in enumerate(behind) if w in self._words("self") and w.endswith(("s", "r"))), None)
        if not attacker or own is None or self._words("man").isdisjoint(behind[own + 1 : own + 3]):
            return None
        return "denied" if verb.negated else "claimed"

    def _did_it(self, head: int) -> bool:
        """Whether a verb says that a deed told before was done: "had carried it out", "did it"."""
        low, it = self.c.low, self._words("it")
        return low[head] in self._words("doing") and low[head + 1 : head + 2] != [] and low[head + 1] in it

    def _of_others(self, at: int) -> bool:
        """Whether what is claimed or denied are other deeds than this one: "was behind similar attacks in the past"."""
        behind, deed = self.c.low[at : at + 8], self._words("deed_word")
        other = next((k for k, w in enumerate(behind) if w in self._words("other_deeds")), None)
        return other is not None and any(w in deed and w.endswith("s") for w in behind[other + 1 : other + 4])

    def _own(self, first: int, last: int) -> bool:
        """Whether a subject is the speaker's own: "it", "its men", "one of its planes", "its “special unit”"."""
        low, own = self.c.low, self._words("self")
        quoted = first > 1 and low[first - 1] in ('"', "“") and low[first - 2] in own
        return (
            low[first] in own
            or quoted
            or any(w in own and w.endswith(("s", "r")) for w in low[first : first + 4][: last - first])
        )

    def _found(self) -> list[tuple[Stance, Found]]:
        """The words of the sentence that claim, deny or praise."""
        s, low, language = self.s, self.c.low, self.language
        out: list[tuple[Stance, Found]] = []
        away = {f.first for f in phrases(language, "parties", "not_denial").find(s.tokens)}
        idioms: tuple[tuple[Stance, str], ...] = (("denied", "denial"), ("praised", "praise"), ("claimed", "claim"))
        for stance, section in idioms:
            for f in phrases(language, "parties", section).find(s.tokens):
                if stance != "denied" or not away & set(range(f.last, f.last + 3)):
                    out.append((stance, f))
        for stance, section, what in _VERBS:
            for f in phrases(language, "parties", section).find(s.tokens):
                if any(o.first <= f.first < o.last for _, o in out) or away & set(range(f.last, f.last + 3)):
                    continue
                behind = [w for w in low[f.last : f.last + 7] if w not in ('"', "“", "”") and not w.endswith("ly")]
                behind = behind[: 4 if stance == "denied" else 5]
                n = self.verbs.get(f.first)
                if n is not None and not self.c.chunks[n].passive and self._about(behind, what, f.last):
                    out.append((stance, f))
        for f in phrases(language, "parties", "called").find(s.tokens):
            behind = low[f.last : f.last + 7]
            if f.first in self.verbs and any(w in self._words("scorn") for w in behind):
                out.append(("denied", f))
        for f in phrases(language, "parties", "telling").find(s.tokens):
            if f.first in self.verbs and self._scorned(low[f.last : f.last + 7]):
                out.append(("denied", f))
        return out

    def _scorned(self, behind: list[str]) -> bool:
        """Whether what is said is that an accusation is false: "said that was a lie", "says the charge is absurd"."""
        words, copula = self._words("accusation"), self._words("copula")
        be = next((n for n, w in enumerate(behind) if w in copula), 0)
        return be > 0 and behind[0] in words and any(w in self._words("scorn") for w in behind[be + 1 : be + 4])

    def _about(self, behind: list[str], what: str, at: int) -> bool:
        words = self._words(what)
        if what == "accusation":
            if not behind or not behind[0].isalnum() or behind[0] in words - {"the"}:
                return True
            about = words | self._words("deed_word") if self.c.low[at - 1].startswith("den") else words
            return any(w in about - {"the"} for w in behind[1:3])
        if what == "deed_word" and at in self.harm:
            return True  # "admits downing a jet"
        if behind and not behind[0].isalnum() and self.c.low[at - 1].startswith("claim"):
            return True
        near = next((k for k, w in enumerate(behind) if w in words), None)
        pointed = near is not None and (near == 0 or behind[0] in self._words("definite"))
        return pointed or behind[:1] in (["it"], ["them"], ["both"])

    def _claimants(self, verb: int, n: int | None) -> list[Party]:
        """Who says what the verb at a token says: the parties of its subject, or whom a pronoun there means."""
        c = self.c
        spans = c.subjects(n) if n is not None else []
        if not spans:
            return self._inserted(verb) or _near(c.low, self.who, verb)
        named = [p for span in spans if (p := self._inside(span)) is not None]
        first, last = spans[0][0], spans[-1][1]
        if first and c.low[first - 1] == "whose":  # "the front, whose spokesman denied it"
            return [p for p in self.who if p.last <= first][-1:]
        teller = next((x for m in c.verbs if c.chunks[m].last <= first for x in c.subjects(m)), None)
        speaker = self._inside(teller) if teller else None
        if named and named[0].generic and self._owned(named[0].first):
            return [x for x in [speaker or self.last] if x]  # "the front said its fighters had no part"
        if not named and speaker and speaker.kind in _GROUPS and c.low[first] in self._words("self"):
            return [speaker]  # "the front said they had no part"
        if not named:
            between = [p for p in self.who if last <= p.first and p.last <= verb]
            person = self.s.tokens[last - 1].text[0].isupper()
            speaks = person or any(w in self._words("mouth") for w in c.low[first:last])
            named = between[:1] if between and speaks else []
        named = self._explained(first, last) or self._beside(last, verb) or named or self._behalf()
        if named and named[0].generic and self.last is not None and self.last.kind in _GROUPS:
            return [self.last if named[0].kind in _GROUPS | {"armed"} else named[0]]
        if not named and self.last is not None and self._speaks_for(self.last, c.low[first:last]):
            return [self.last]
        return named

    def _speaks_for(self, party: Party, words: list[str]) -> bool:
        """Whether a subject that names nobody speaks for a party: "a spokesman" does, an army's or a ministry's does
        not for rebels.
        """
        if party.kind in _GROUPS and not self._words("body").isdisjoint(words):
            return False
        return not self._words("mouth").isdisjoint(words)

    def _explained(self, first: int, last: int) -> list[Party]:
        """The name that a subject behind a comma explains: "the Front, the main rebel movement, said", "the Front, a
        group linked to the Army, said".
        """
        low, articles = self.c.low, wordset(self.language, "clauses", "article")
        comma = next((i for i in range(first - 1, max(0, first - _EXPLAINED), -1) if low[i] == ","), None)
        if comma is None or not (low[comma + 1] in articles or (comma == first - 1 and low[last : last + 1] == [","])):
            return []
        return [p for p in self.who if not p.generic and p.last == comma]

    def _inserted(self, verb: int) -> list[Party]:
        """The group that a long insertion parts from its verb: "the Front, a group linked to the Army (A), claimed"."""
        low, articles = self.c.low, wordset(self.language, "clauses", "article")
        told = [p for p in self.who if not p.generic and p.kind in _GROUPS and p.last + 1 < verb]
        told = [p for p in told if low[p.last] == "," and low[p.last + 1] in articles and verb - p.last <= _INSERTED]
        return told[-1:] if low[verb - 1] == "," else []

    def _beside(self, last: int, verb: int) -> list[Party]:
        """The name between commas behind a subject that only says whose it is: "a faction of X, the Y,"."""
        low = self.c.low
        owned = [p for p in self.who if p.last == last and "of" in low[max(0, p.first - 2) : p.first]]
        if not owned or low[last : last + 1] != [","]:
            return []
        told = [p for p in self.who if last < p.first <= last + 2 and p.last < verb and not p.generic]
        return [p for p in told[:1] if low[p.last] == ","]

    def _behalf(self) -> list[Party]:
        """For whom a sentence says that somebody speaks: "in the name of X"."""
        low, behalf = self.c.low, self._words("behalf")
        told = [
            p
            for p in self.who
            if any(low[i] in behalf and low[i + 1] == "of" for i in range(max(0, p.first - 4), p.first - 1))
        ]
        return told[:1]

    def _owned(self, first: int) -> bool:
        """Whether the people that begin at a token are the speaker's: "its fighters"."""
        owners = {w for w in self._words("self") if w.endswith(("s", "r"))}
        return first > 0 and self.c.low[first - 1] in owners

    def _inside(self, span: Span) -> Party | None:
        inside = [p for p in self.who if span[0] <= p.first and p.last <= span[1]]
        named = [p for p in inside if not p.generic]
        groups = [p for p in named if p.kind in _GROUPS]
        return next((some[-1] for some in (groups, named, inside) if some), None)

    def _stand(self, party: Party, stance: Stance, first: int, last: int) -> Stand:
        return Stand(party, stance, self.s.tokens[first].start, self.s.tokens[last - 1].end, self.s.order)

    def _words(self, section: str) -> frozenset[str]:
        return wordset(self.language, "parties", section)


def _near(low: list[str], who: list[Party], verb: int) -> list[Party]:
    """The nearest party before a verb whose subject is not to be found."""
    near = [p for p in who if p.last <= verb and verb - p.last <= 8 and not {";", ".", ","} & set(low[p.last : verb])]
    return near[-1:]
