"""Actors of a report: who is named, what kind of people, and whom "the group" or "the army" stands for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from testimonia.knowledge.actors import Name, Registry
from testimonia.knowledge.actors_names import fold, is_acronym, key
from testimonia.model.actor import Actor
from testimonia.model.marks import ActorMark
from testimonia.resolve.actors_back import lead_back, stand_in
from testimonia.resolve.actors_context import Setting, choose, setting
from testimonia.resolve.actors_lexicon import Atom, Land, Person, lexicon, vocabulary
from testimonia.resolve.actors_people import victim_class
from testimonia.resolve.actors_unlisted import short_form, unlisted

__all__ = ["actor_marks", "resolve_actor", "victim_class"]

_TOKEN = re.compile(r"[^\W_](?:[^\W_]|['’.‑-](?=[^\W_]))*")
_GAPS = frozenset((" ", "'s ", "’s ", "' ", "’ ", "-", " \n", "\n", ", "))
_LED = re.compile(
    r"(?:backed|led|linked|aligned|affiliated|allied|inspired|sponsored|run|controlled|held|speaking|occupied|born|made|based)$"
)
_FORCES = frozenset(("military", "police", "intelligence"))
_MISSIONS = frozenset(("mission", "peacekeepers"))


class _Page(NamedTuple):
    """One report while it is read: the text, its tokens (starts and ends), its atoms, what it is about."""

    text: str
    starts: list[int]
    ends: list[int]
    atoms: list[Atom]
    about: Setting
    registry: Registry


def actor_marks(
    text: str, registry: Registry, *, countries: Sequence[str] = (), published: str | None = None
) -> tuple[ActorMark, ...]:
    """Every actor of a text, sorted, none overlapping another.

    Marked are names of groups, forces, missions and organisations (`name` their full usual name, `actor_id` from the registry,
    none for groups that only this text knows), a state's forces ("Malian soldiers": the words are the name, the id is that of the
    Armed Forces of Mali), states and governments where they act ("Israeli air strikes", "blamed on Russia"), and kinds of people
    (`generic`). "The group", "the army", "the attackers" bear the name of what they stand for in this report.

    `countries` (ISO codes known from elsewhere) and `published` (ISO date) help to tell names apart that several actors share.
    Pure; never raises for any text.
    """
    atoms = lexicon(registry).atoms(text)
    tokens = list(_TOKEN.finditer(text))
    page = _Page(
        text,
        [t.start() for t in tokens],
        [t.end() for t in tokens],
        atoms,
        setting(atoms, countries, published),
        registry,
    )
    marks = _assembled(page)
    marks = _with_unlisted(page, marks)
    return _led_back(page, marks)


def resolve_actor(
    name: str, *, country: str | None = None, published: str | None = None, registry: Registry | None = None
) -> ActorMark:
    """Whom a name alone means: one mark over the whole of `name`, with the reason and how sure it is.

    `country` is the ISO code of where it was read, `published` the ISO date. `resolve_actor("ADF", country="CD").name` is "Allied
    Democratic Forces". What nobody knows keeps its own words as name, has no `actor_id` and a `because` that says so. Names of over
    300 characters are not looked up. Never raises.
    """
    words = " ".join(name.split())
    book = registry if registry is not None else Registry.open([])
    blank = ActorMark(start=0, end=len(name), name=words, kind="other", confidence=0.0)
    if not words or len(words) > 300:
        return msgspec.structs.replace(
            blank,
            because="no name" if not words else f"too long to be a name ({len(words)} characters)",
            name=words[:300],
        )
    known = book.lookup(words)
    about = setting((), (country,) if country else (), published)
    names = tuple(Name(words, a.id, key(words) not in map(key, a.weak), is_acronym(words)) for a in known)
    if names and (chosen := choose(names, book, about, words)):
        return _mark(0, len(name), chosen.actor, chosen.because, chosen.confidence)
    marks = actor_marks(words, book, countries=(country,) if country else (), published=published)
    whole = max(marks, key=lambda m: (not m.generic, m.end - m.start), default=None)
    if whole is not None:
        return msgspec.structs.replace(whole, start=0, end=len(name))
    if names:
        several = ", ".join(a.name for a in known[:4])
        return msgspec.structs.replace(
            blank, because=f"“{words}” may be {several}: country and date do not tell which", confidence=0.2
        )
    near = [h for h in book.search(words, limit=1) if h.score >= 0.9]
    if near and len(words) > 5:
        return _mark(
            0, len(name), near[0].actor, f"“{words}” is nearly “{near[0].name}”, a name of {near[0].actor.name}", 0.5
        )
    return msgspec.structs.replace(blank, because=f"no actor of that name is known: “{words}” stands for itself")


def _mark(start: int, end: int, actor: Actor, because: str, confidence: float) -> ActorMark:
    return ActorMark(start=start, end=end, name=actor.name, kind=actor.kind, actor_id=actor.id,
                     country=actor.countries[0] if len(actor.countries) == 1 else None, because=because, confidence=confidence)  # fmt: skip


def _assembled(page: _Page) -> list[ActorMark]:
    """Marks of known names, forces of states and kinds of people, each with the words before it that belong to it."""
    out: list[ActorMark] = []
    for i, atom in enumerate(page.atoms):
        before = page.atoms[i - 1] if i and page.text[page.atoms[i - 1].end : atom.start] in _GAPS else None
        entry = atom.entry
        mark: ActorMark | None = None
        if entry.names:
            mark = _named(page, atom)
        if mark is None and entry.person is not None:
            mark = _member(page, atom, before, out) or _people(page, atom, entry.person, before)
        if mark is None and entry.lands:
            mark = _state(page, atom)
        if mark is None:
            continue
        while out and out[-1].end > mark.start:  # a state's adjective is taken into the mark of its people
            out.pop()
        out.append(mark)
    return out


def _named(page: _Page, atom: Atom) -> ActorMark | None:
    words = page.text[atom.start : atom.end]
    if _hyphened(page.text, atom.end):  # "Taliban-linked": says what others are, names nobody who acts
        return None
    chosen = choose(atom.entry.names, page.registry, page.about, words)
    return _mark(atom.start, atom.end, chosen.actor, chosen.because, chosen.confidence) if chosen else None


def _hyphened(text: str, end: int) -> bool:
    m = re.match(r"[-‑–]([a-z]+)", text[end : end + 20])
    return bool(m and _LED.match(m[1]))


def _member(page: _Page, atom: Atom, before: Atom | None, out: Sequence[ActorMark]) -> ActorMark | None:
    """A noun right after a named actor that only says it is people of theirs: "Taliban fighters", "UN troops"."""
    last = out[-1] if out else None
    if (
        before is None
        or last is None
        or last.generic
        or last.end != before.end
        or last.actor_id is None
        or not before.entry.names
    ):
        return None
    word = fold(page.text[atom.start : atom.end])
    person = atom.entry.person
    if last.kind in _MISSIONS and person is not None and person.kind in ("military", "police", "peacekeepers", "armed"):
        kind = "peacekeepers" if last.actor_id != "nato" else "military"
        return msgspec.structs.replace(last, end=atom.end, name=page.text[last.start : atom.end], kind=kind)
    if word in vocabulary()["member"]:
        return msgspec.structs.replace(last, end=atom.end, because=f"{last.because}; “{word}” are its members")
    return None


def _people(page: _Page, atom: Atom, person: Person, before: Atom | None) -> ActorMark | None:
    """A noun for people with the adjectives before it; a state's soldiers and police have the id of its forces."""
    start, land, armed, described = _leftward(page, atom, before)
    word = page.text[atom.start : atom.end]
    if not person.alone and not (described or land):
        return None
    if land is None and not described and person.alone and _is_adjective(page, atom):
        return None
    kind = "armed" if armed and person.who in ("all", "civilians", "other") else person.kind
    words = page.text[start : atom.end]
    force = page.registry.force(land, kind) if land and kind in _FORCES else None
    if force is not None:
        return ActorMark(start=start, end=atom.end, name=words, kind=kind, actor_id=force.id, country=land,
                         because=f"“{words}” are of {force.name}", confidence=0.9)  # fmt: skip
    return ActorMark(start=start, end=atom.end, name=words, kind=kind, country=land, generic=True,
                     because=f"“{word}” names a kind of people ({person.who}), nobody in particular", confidence=0.8)  # fmt: skip


def _is_adjective(page: _Page, atom: Atom) -> bool:
    """Whether a word that is both ("rebel", "militant", "Islamist") describes a thing after it here: "militant attack"."""
    word = fold(page.text[atom.start : atom.end])
    if word not in vocabulary()["modifier"]:
        return False
    rest = page.text[atom.end : atom.end + 20]
    return bool(re.match(r" (?:attack|assault|violence|activit|group|strike|raid|threat|propaganda|ideolog)", rest))


def _leftward(page: _Page, atom: Atom, before: Atom | None) -> tuple[int, str | None, bool, bool]:
    """How far to the left a noun's adjectives reach: start, the state among them, whether they arm it, whether any describes it."""
    vocab = vocabulary()
    start, land, armed, described = atom.start, None, False, False
    lands = {a.end: a for a in page.atoms if a.entry.lands} if before is not None or start else {}
    for _ in range(5):
        gap_end = start
        i = bisect_left(page.ends, start + 1) - 1
        while i >= 0 and page.ends[i] > start:
            i -= 1
        if i < 0:
            break
        begin, end = page.starts[i], page.ends[i]
        gap = page.text[end:gap_end]
        token = page.text[begin:end]
        low = fold(token)
        owner = lands.get(end) or (lands.get(end - 2) if token.endswith(("'s", "’s")) else None) or lands.get(end + 1)
        if owner is not None and land is None and gap in (" ", "' ", "’ ", ". ", "\n"):
            start, land = owner.start, _iso(owner.entry.lands, page.about)
            continue
        if gap not in (" ", "\n") or (gap == "\n" and page.text[end : end + 2] == "\n\n"):
            break
        if (
            low in vocab["modifier"]
            or _HYPHENED.match(low)
            or token.lower().startswith(("pro-", "anti-", "ex-", "non-"))
        ):
            start, described = begin, True
            armed = armed or low in vocab["arming"]
            continue
        break
    return start, land, armed, described


_HYPHENED = re.compile(r".*\b(?:backed|led|linked|aligned|affiliated|allied|inspired|wing|wielding|riding|clad|armed)$")


def _iso(lands: Sequence[Land], about: Setting) -> str:
    """The state that an adjective means: of two ("Congolese") the one that the report speaks of most, else the first."""
    return max(lands, key=lambda land: about.countries.get(land.iso, 0.0)).iso


def _state(page: _Page, atom: Atom) -> ActorMark | None:
    """A state where it acts: its adjective before a strike, its name or capital before a verb of doing or saying, or accused."""
    forms = {land.form for land in atom.entry.lands}
    vocab = vocabulary()
    after = _next_words(page, atom.end)
    before = _previous_word(page, atom.start)
    iso = _iso(atom.entry.lands, page.about)
    named = page.registry.get(f"state.{iso}")
    if named is None:
        return None
    sure, why = 0.0, ""
    if (
        "adjective" in forms
        and after
        and (
            after[0] in vocab["striking"]
            or (len(after) > 1 and after[1] in vocab["striking"] and after[0] in vocab["modifier"])
        )
    ):
        sure, why = 0.75, f"“{after[0]}” after it is its doing"
    elif forms & {"name", "capital"} and after and after[0] in vocab["acting"] and before not in _PLACED:
        sure, why = (0.7 if "name" in forms else 0.6), f"it is who “{after[0]}”"
    elif "name" in forms and before in vocab["accusing"]:
        sure, why = 0.5, f"“{before}” stands before it"
    elif (
        "name" in forms
        and page.text[atom.end : atom.end + 2] in ("'s", "’s")
        and len(after) > 1
        and after[1] in vocab["striking"]
    ):
        sure, why = 0.6, f"“{after[1]}” is its doing"
    if not sure:
        return None
    return ActorMark(start=atom.start, end=atom.end, name=named.name, kind="state", actor_id=named.id, country=iso,
                     because=f"“{page.text[atom.start : atom.end]}” is {named.name}: {why}", confidence=sure)  # fmt: skip


_PLACED = frozenset(
    "in of at near from to into across around outside inside through for throughout northern southern eastern western central".split()
)


def _next_words(page: _Page, end: int) -> list[str]:
    i = bisect_left(page.starts, end)
    words = [fold(page.text[page.starts[j] : page.ends[j]]) for j in range(i, min(i + 3, len(page.starts)))]
    gap = page.text[end : page.starts[i]] if i < len(page.starts) else ""
    return words if gap in _GAPS or (words and words[0] == "s") else []


def _previous_word(page: _Page, start: int) -> str:
    i = bisect_left(page.starts, start) - 1
    return (
        fold(page.text[page.starts[i] : page.ends[i]])
        if i >= 0 and page.text[page.ends[i] : start].strip() in ("", "the")
        else ""
    )


def _with_unlisted(page: _Page, marks: list[ActorMark]) -> list[ActorMark]:
    """Adds groups that only this text knows, and their acronyms wherever they stand after."""
    taken = [(m.start, m.end) for m in marks if not m.generic]
    fresh: list[ActorMark] = []
    for group in sorted(unlisted(page.text), key=lambda u: (-u.confidence, u.start, -u.end)):
        if any(s < group.end and group.start < e for s, e in taken):
            continue
        mark = ActorMark(
            start=group.start,
            end=group.end,
            name=group.name,
            kind=group.kind,
            because=group.because,
            confidence=group.confidence,
        )
        found = [mark]
        short = short_form(page.text, group.end)
        if short:
            found += [
                msgspec.structs.replace(
                    mark, start=m.start(), end=m.end(), because=f"“{short}” is short for {group.name}"
                )
                for m in re.finditer(rf"(?<!\w){re.escape(short)}(?!\w)", page.text[group.end :])
                for m in [_Shift(m.start() + group.end, m.end() + group.end)]
            ]
        for one in found:
            if not any(s < one.end and one.start < e for s, e in taken):
                taken.append((one.start, one.end))
                fresh.append(one)
    if not fresh:
        return marks
    kept = [m for m in marks if not any(f.start < m.end and m.start < f.end for f in fresh)]
    return sorted((*kept, *fresh), key=lambda m: m.start)


class _Shift(NamedTuple):
    first: int
    last: int

    def start(self) -> int:
        """Where it begins in the whole text."""
        return self.first

    def end(self) -> int:
        """Where it ends in the whole text."""
        return self.last


def _led_back(page: _Page, marks: list[ActorMark]) -> tuple[ActorMark, ...]:
    """Gives words that lead back the name of what they stand for; those that are no noun for people ("the group") become marks."""
    at = {(m.start, m.end): m for m in marks}
    pointing = vocabulary()["pointing"]
    out: list[ActorMark] = []
    queue = iter(marks)
    upcoming = next(queue, None)
    for atom in page.atoms:
        while upcoming is not None and upcoming.start < atom.start:
            out.append(upcoming)
            upcoming = next(queue, None)
        mark = at.get((atom.start, atom.end))
        if (
            atom.entry.anaphor is None
            or (mark is not None and not mark.generic)
            or _previous_word(page, atom.start) not in pointing
        ):
            continue
        if mark is None and out and out[-1].end > atom.start:
            continue
        if mark is None and upcoming is not None and upcoming.start < atom.end:
            continue
        word = page.text[atom.start : atom.end]
        found = lead_back(word, atom.entry.anaphor, out, atom.start)
        if found is None:
            continue
        blank = mark or ActorMark(start=atom.start, end=atom.end, name=word, kind="other", generic=True)
        out.append(stand_in(blank, *found))
        if mark is not None:
            upcoming = next(queue, None)
    while upcoming is not None:
        out.append(upcoming)
        upcoming = next(queue, None)
    return tuple(out)
