"""One report while its actors are read: its words, what is known in it, and the marks of each known spelling."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from testimonia.knowledge.actors import Registry
from testimonia.knowledge.actors_names import fold
from testimonia.model.actor import Actor
from testimonia.model.marks import ActorMark
from testimonia.resolve.actors_context import Setting, choose, setting
from testimonia.resolve.actors_lexicon import Atom, Land, Person, lexicon, people, vocabulary
from testimonia.resolve.capitals import SPAN, speaks

_TOKEN = re.compile(r"[^\W_](?:[^\W_]|['’.‑-](?=[^\W_]))*")
_JOINS = frozenset((" ", "' ", "’ ", "\n"))
_GAPS = frozenset((" ", "'s ", "’s ", "' ", "’ ", "-", "\n"))
_TIED = "backed|led|linked|aligned|affiliated|allied|inspired"
_LED = re.compile(rf"[-‑–](?:{_TIED}|sponsored|run|controlled|held|occupied|made|based)\b")
_LINKED = re.compile(rf".*[-‑](?:{_TIED})")
_LINK = 3  # words that tell whom somebody is linked to: "al Qaeda-linked"
_DESCRIBED = re.compile(rf"(?:pro|anti|ex|non)[-‑].+|.*[-‑](?:{_TIED}|wing|wielding|riding|clad|armed)")
_FORCES = frozenset(("military", "police", "intelligence"))
_MISSIONS = frozenset(("mission", "peacekeepers"))
_HELPERS = frozenset(("mission", "peacekeepers", "aid"))
_LEFT_MOST = 5  # words before a noun that may belong to it


class Page(NamedTuple):
    """The text, the starts and ends of its words, its atoms, those that name states by their ends, what it is about."""

    text: str
    starts: list[int]
    ends: list[int]
    atoms: list[Atom]
    lands: dict[int, Atom]
    about: Setting
    registry: Registry

    @classmethod
    def of(cls, text: str, registry: Registry, countries: Sequence[str], published: str | None) -> Page:
        """The page of a text; `countries` and `published` as in `actor_marks`."""
        atoms = lexicon(registry).atoms(text)
        starts, ends = [], []
        for word in _TOKEN.finditer(text):
            starts.append(word.start())
            ends.append(word.end())
        lands = {a.end: a for a in atoms if a.entry.lands}
        about = setting(atoms, countries, published)
        return cls(text, starts, ends, atoms, lands, about, registry)

    def after(self, end: int, count: int = 3) -> list[str]:
        """Up to `count` folded words that follow an offset directly."""
        i = bisect_left(self.starts, end)
        if i >= len(self.starts) or self.text[end : self.starts[i]] not in _GAPS:
            return []
        stop = i + count
        return [fold(self.text[s:e]) for s, e in zip(self.starts[i:stop], self.ends[i:stop], strict=True)]

    def before(self, start: int) -> str:
        """The folded word right before an offset, "the" skipped; empty where a sign or a blank line stands between."""
        i = bisect_right(self.ends, start) - 1
        if i < 0 or (gap := self.text[self.ends[i] : start]).strip() or gap.count("\n") > 1:
            return ""
        word = fold(self.text[self.starts[i] : self.ends[i]])
        return self.before(self.starts[i]) or word if word == "the" and i else word

    def points(self, start: int) -> bool:
        """Whether "the", "this", "the same" stands before an offset: right before it, or before what only says whom
        another is linked to ("the al-Qaeda-linked group").
        """
        i = bisect_right(self.ends, start) - 1
        if i < 0 or self.text[self.ends[i] : start].strip():
            return False
        words = [self.text[self.starts[n] : self.ends[n]] for n in range(i, max(-1, i - _LINK - 1), -1)]
        pointing = next((n for n, word in enumerate(words) if fold(word) in vocabulary()["pointing"]), None)
        return pointing == 0 or (pointing is not None and _LINKED.fullmatch(words[0]) is not None)


def assembled(page: Page) -> list[ActorMark]:
    """Marks of known names, forces of states and kinds of people, each with the words before it that belong to it."""
    out: list[ActorMark] = []
    last: Atom | None = None
    for atom in page.atoms:
        before = last if last is not None and page.text[last.end : atom.start] in _GAPS else None
        last = atom
        mark = _named(page, atom) if atom.entry.names else None
        if mark is None and atom.entry.person is not None:
            mark = _member(page, atom, before, out) or _people(page, atom, atom.entry.person)
        if mark is None and atom.entry.lands:
            mark = _state(page, atom) or _nation(page, atom)
        if mark is None:
            continue
        while out and out[-1].end > mark.start:  # a state's adjective is taken into the mark of its people
            out.pop()
        out.append(mark)
    return out


def actor_mark(start: int, end: int, actor: Actor, because: str, confidence: float) -> ActorMark:
    """The mark of a known actor."""
    country = actor.countries[0] if len(actor.countries) == 1 else None
    return ActorMark(
        start=start, end=end, name=actor.name, kind=actor.kind, actor_id=actor.id, country=country, because=because,
        confidence=confidence,
    )  # fmt: skip


def _named(page: Page, atom: Atom) -> ActorMark | None:
    words = page.text[atom.start : atom.end]
    if _LED.match(page.text, atom.end):  # "Taliban-linked": says what others are, names nobody who acts
        return None
    chosen = choose(atom.entry.names, page.registry, page.about, words)
    if chosen is None or (chosen.actor.kind == "state" and not _acts(page, atom)):
        return None
    mark = actor_mark(atom.start, atom.end, chosen.actor, chosen.because, chosen.confidence)
    spelt = [n.text for n in atom.entry.names if n.actor == chosen.actor.id]
    return msgspec.structs.replace(mark, name=words) if any(map(_describes, spelt)) else mark


def _acts(page: Page, atom: Atom) -> bool:
    """Whether the name of a government or unrecognised state stands where it acts, not as a place."""
    vocab, after, before = vocabulary(), page.after(atom.end), page.before(atom.start)
    acting = bool(after) and after[0] in vocab["acting"] and before not in vocab["placed"]
    return acting or before in vocab["accusing"] or " forces" in page.text[atom.start : atom.end]


def _describes(spelling: str) -> bool:
    """Whether a name is a description ("Turkish-backed rebels"): then the text's own words are its name."""
    last = spelling.split()[-1]
    return " " in spelling and last[0].islower() and (fold(last) in people() or fold(last) in vocabulary()["member"])


def _member(page: Page, atom: Atom, before: Atom | None, out: Sequence[ActorMark]) -> ActorMark | None:
    """A noun right after a named actor that only says it is people of theirs: "Taliban fighters", "UN troops"."""
    owner = out[-1] if out else None
    if before is None or owner is None or owner.generic or owner.end != before.end or not before.entry.names:
        return None
    word = fold(page.text[atom.start : atom.end])
    person = atom.entry.person
    if (
        owner.kind in _MISSIONS
        and person is not None
        and person.kind in ("military", "police", "peacekeepers", "armed")
    ):
        kind = "military" if owner.actor_id == "nato" else "peacekeepers"
        return msgspec.structs.replace(owner, end=atom.end, name=page.text[owner.start : atom.end], kind=kind)
    if owner.kind in _HELPERS and word in vocabulary()["staff"]:
        return msgspec.structs.replace(owner, end=atom.end, name=page.text[owner.start : atom.end], kind="aid")
    if word in vocabulary()["member"]:
        return msgspec.structs.replace(owner, end=atom.end, because=f"{owner.because}; “{word}” are its members")
    return None


def _people(page: Page, atom: Atom, person: Person) -> ActorMark | None:
    """A noun for people with the adjectives before it; a state's soldiers and police have the id of its forces."""
    start, land, armed, described = _leftward(page, atom)
    if not (land or described or (person.alone and not _attributive(page, atom))):
        return None
    word, words = page.text[atom.start : atom.end], page.text[start : atom.end]
    named = word[0].isupper() and page.text[atom.end + 1 : atom.end + 2].isupper()
    if named and fold(word) in vocabulary()["grouping"]:
        return None  # "National Front"
    kind = "armed" if armed and person.who in ("all", "civilians", "other") else person.kind
    force = page.registry.force(land, kind) if land and kind in _FORCES else None
    if land and fold(word) in vocabulary()["ruling"]:
        force, kind = page.registry.get(f"state.{land}"), "state"
    if force is not None:
        because = f"“{words}” means {force.name}"
        return ActorMark(
            start=start, end=atom.end, name=words, kind=kind, actor_id=force.id, country=land, because=because,
            confidence=0.9,
        )  # fmt: skip
    because = f"“{word}” names a kind of people ({person.who}), nobody in particular"
    return ActorMark(
        start=start, end=atom.end, name=words, kind=kind, country=land, generic=True, because=because, confidence=0.8
    )


def _attributive(page: Page, atom: Atom) -> bool:
    """Whether a word that is both ("rebel", "militant") describes a deed after it here: "militant attack"."""
    if fold(page.text[atom.start : atom.end]) not in vocabulary()["modifier"]:
        return False
    following = page.after(atom.end)
    return bool(following) and (following[0] in vocabulary()["striking"] or following[0] in vocabulary()["deed"])


def _leftward(page: Page, atom: Atom) -> tuple[int, str | None, bool, bool]:
    """How far left a noun's adjectives reach: start, the state among them, whether they arm it, if there are any."""
    vocab = vocabulary()
    start, land, armed, described = atom.start, None, False, False
    nearest = bisect_right(page.ends, start) - 1
    for i in range(nearest, max(-1, nearest - _LEFT_MOST), -1):
        begin, end = page.starts[i], page.ends[i]
        if begin >= start:
            continue
        gap, token = page.text[end:start], page.text[begin:end]
        owner = page.lands.get(end) or page.lands.get(end + 1)
        if owner is None and token.endswith(("'s", "’s")):
            owner = page.lands.get(end - 2)
        if owner is not None and land is None and (gap in _JOINS or (gap == ". " and "." in token)):
            start, land = owner.start, iso_of(owner.entry.lands, page.about)
            continue
        low = fold(token).replace("’", "'")
        if gap not in (" ", "\n") or not (low in vocab["modifier"] or _DESCRIBED.fullmatch(token.lower())):
            break
        start, described, armed = begin, True, armed or low in vocab["arming"]
    return start, land, armed, described


def iso_of(lands: Sequence[Land], about: Setting) -> str:
    """The state that a word means: of two ("Congolese") the one that the report speaks of most, else the first."""
    return max(lands, key=lambda land: about.countries.get(land.iso, 0.0)).iso


def _state(page: Page, atom: Atom) -> ActorMark | None:
    """A state where it acts, alone or beside another one ("Israel and the United States")."""
    sure, why = _doing(page, atom)
    if not sure:
        for other in _beside(page, atom):
            sure, why = _doing(page, other)
            if sure:
                sure, why = sure - 0.1, f"named with {page.text[other.start : other.end]}"
                break
    named = page.registry.get(f"state.{iso_of(atom.entry.lands, page.about)}") if sure else None
    if named is None:
        return None
    because = f"“{page.text[atom.start : atom.end]}” is {named.name}: {why}"
    return actor_mark(atom.start, atom.end, named, because, round(sure, 2))


def _nation(page: Page, atom: Atom) -> ActorMark | None:
    """A people in the plural ("Palestinians", "two Germans"): civilians of that state."""
    land = next((land for land in atom.entry.lands if land.form == "people"), None)
    words = page.text[atom.start : atom.end]
    if land is None or not words.endswith(("s", "men")) or any(other.form == "adjective" for other in atom.entry.lands):
        return None
    because = f"“{words}” are people of a state, nobody in particular"
    return ActorMark(
        start=atom.start, end=atom.end, name=words, kind="civilians", country=iso_of(atom.entry.lands, page.about),
        generic=True, because=because, confidence=0.7,
    )  # fmt: skip


def _beside(page: Page, atom: Atom) -> list[Atom]:
    """States that "and" joins to this one."""
    if not any(land.form == "name" for land in atom.entry.lands):
        return []
    gaps = (" and ", " and the ", " or ")
    left = [a for gap in gaps if page.text[: atom.start].endswith(gap) and (a := page.lands.get(atom.start - len(gap)))]
    right = [a for a in page.lands.values() if a.start > atom.end and page.text[atom.end : a.start] in gaps]
    return left + right


def _doing(page: Page, atom: Atom) -> tuple[float, str]:
    """How surely a word for a state stands for somebody who acts, and why: its adjective before a strike, its name or
    capital before a verb of doing or saying, or after who accuses it. 0 where it does not."""
    vocab = vocabulary()
    forms = {land.form for land in atom.entry.lands}
    after, before = page.after(atom.end), page.before(atom.start)
    if _WITHIN.search(page.text, max(0, atom.start - _CHAIN), atom.start) and not _subordinate(page.text, atom.start):
        return 0.0, ""
    if after and after[0] == "s":
        deed = after[1] if len(after) > 1 and after[1] in vocab["striking"] else ""
        return (0.6, f"“{deed}” is its doing") if deed and "name" in forms else (0.0, "")
    struck = next((w for w in after if w not in vocab["modifier"]), "")
    if "adjective" in forms and struck in vocab["striking"]:
        return 0.75, f"“{struck}” after it is its doing"
    named = forms & {"name", "capital"}
    if "name" not in named and after and after[0] in vocab["auxiliary"]:
        acts = "capital" in named and before != "and" and speaks([before] if before else [], page.after(atom.end, SPAN))
        return (0.6, f"it is who “{' '.join(after[:2])}”") if acts else (0.0, "")
    if named and after and before not in vocab["placed"] and (after[0] in vocab["acting"] or _verb(after, before)):
        if after[0] not in vocab["striking"]:
            return (0.7 if "name" in named else 0.6), f"it is who “{after[0]}”"
        if (
            "name" in named and not before and len(after) > 1
        ):  # "Ruritania shells island": or are the shells the subject?
            return 0.4, f"“{after[0]}” after it may be its doing"
    if "name" in forms and (before in vocab["accusing"] or (before == "on" and _blamed(page, atom.start))):
        return 0.5, f"“{before}” stands before it"
    return 0.0, ""


# "a school in Kumba, Southwest, Cameroon kills": a state that says where a place lies; "In Geneva, Iran said" acts
_WITHIN = re.compile(r"\w,? (?:in|at|near) [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*(?:, [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)*, $")
_CHAIN = 80  # code points before a state in which such names are looked for


def _subordinate(text: str, at: int) -> bool:
    """Whether the sentence before an offset begins with a subordinate clause, which a comma then ends."""
    begin = max(text.rfind(sign, 0, at) for sign in (".", "\n", "“")) + 1
    return fold(text[begin:at].strip().split(" ", 1)[0]) in vocabulary()["subordinate"]


def _verb(after: Sequence[str], before: str) -> bool:
    """A past tense after a name that begins its clause."""
    return after[0].endswith("ed") and (not before or before in vocabulary()["clause"]) and len(after) > 1


def _blamed(page: Page, start: int) -> bool:
    words = page.text[max(0, start - 60) : start].split()
    return any(fold(w) in vocabulary()["blame"] for w in words[-5:])
