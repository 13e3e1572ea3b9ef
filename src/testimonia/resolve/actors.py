"""Actors of a report: who is named, what kind of people, and whom "the group" or "the army" stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from testimonia.knowledge.actors import Name, Registry
from testimonia.knowledge.actors_names import is_acronym, key, slug
from testimonia.model.actor import PROVISIONAL
from testimonia.model.marks import ActorMark, PlaceMark
from testimonia.resolve.actors_back import lead_back, stand_in
from testimonia.resolve.actors_branch import Told, branched
from testimonia.resolve.actors_context import alone, choose, setting
from testimonia.resolve.actors_page import Page, actor_mark, assembled
from testimonia.resolve.actors_people import victim_class
from testimonia.resolve.actors_suspects import suspects
from testimonia.resolve.actors_unlisted import Unlisted, short_form, unlisted

__all__ = ["actor_marks", "resolve_actor", "victim_class"]

_LONGEST_NAME = 300


def actor_marks(
    text: str,
    registry: Registry,
    *,
    places: Sequence[PlaceMark] = (),
    countries: Sequence[str] = (),
    published: str | None = None,
) -> tuple[ActorMark, ...]:
    """Every actor of a text, sorted, none overlapping another.

    Marked are names of groups, forces, missions and organisations (`name` their full usual name, `actor_id` from the
    registry, a provisional one for groups that only this text knows), a state's forces ("Malian soldiers": the words
    are the name, the id is that of the Malian Armed Forces), states and governments where they act ("Israeli air
    strikes", "blamed on Russia"), and kinds of people (`generic`). "The group", "the army", "the attackers" bear the
    name of what they stand for in this report. A group's bare name ("Islamic State") stays its name and bears the id of
    the branch that is active where and when the report's deeds are, with `because` saying so (see `actors_branch`).

    `places` (the marks of the same text), else `countries` (ISO codes known from elsewhere), and `published` (ISO date)
    tell names apart that several actors share, and branches. Pure; never raises for any text.
    """
    lands = tuple(dict.fromkeys(m.place.country for m in places if m.place.country)) or tuple(countries)
    page = Page.of(text, registry, lands, published)
    marks = _with_unlisted(page, assembled(page))
    if any(registry.branches(m.actor_id) for m in marks if m.actor_id):
        marks = branched(marks, Told.of(page, marks, places, lands, published))
    taken = [(m.start, m.end) for m in marks if not _capital(text, m)] + [(p.start, p.end) for p in places]
    accused = list(suspects(text, taken))
    marks = [m for m in marks if not any(m.start < a.end and a.start < m.end for a in accused)]
    return _led_back(page, sorted((*marks, *accused), key=lambda m: m.start))


def _capital(text: str, mark: ActorMark) -> bool:
    """Whether a noun for people may be part of a person's name instead: "Aaron Driver", "Man Haron Monis"."""
    word = text[mark.start : mark.end]
    return mark.generic and mark.kind in ("person", "civilians") and word[0].isupper() and " " not in word


def resolve_actor(
    name: str,
    *,
    country: str | None = None,
    place: str = "",
    published: str | None = None,
    registry: Registry | None = None,
) -> ActorMark:
    """Whom a name alone means: one mark over the whole of `name`, with the reason and how sure it is.

    `country` is the ISO code of where it was read, `place` the name of the place or province there, `published` the ISO
    date. `resolve_actor("ADF", country="CD").name` is "Allied Democratic Forces"; `resolve_actor("ISIS", country="ML",
    published="2019-11-03")` is named "Islamic State" and has the `actor_id` of its branch there. What nobody knows
    keeps its own words as name and has a `because` that says so; it has no `actor_id`, or a provisional one where the
    words are a group's name by their form. Names of over 300 characters are not
    looked up. Never raises.
    """
    words = " ".join(name.split())
    book = registry if registry is not None else Registry.open([])
    blank = ActorMark(start=0, end=len(name), name=words[:_LONGEST_NAME], kind="other", confidence=0.0)
    if not words or len(words) > _LONGEST_NAME:
        fault = "no name" if not words else f"too long to be a name ({len(words)} characters)"
        return msgspec.structs.replace(blank, because=fault)
    lands = (country,) if country else ()
    known = book.lookup(words)
    names = tuple(Name(words, a.id, key(words) not in map(key, a.weak), is_acronym(words)) for a in known)
    about = setting((), lands, published)
    if names and (chosen := choose(names, book, about, words) or alone(names, book, about, words)):
        mark = actor_mark(0, len(name), chosen.actor, chosen.because, chosen.confidence)
        there = tuple((0, iso) for iso in lands)
        return branched([mark], Told(place, there, about.year, book))[0]
    if names:
        several = ", ".join(a.name for a in known[:4])
        because = f"“{words}” may be {several}: country and date do not tell which"
        return msgspec.structs.replace(blank, because=because, confidence=0.2)
    marks = actor_marks(words, book, countries=lands, published=published)
    whole = max(marks, key=lambda m: (not m.generic, m.end - m.start), default=None)
    if whole is not None:
        return msgspec.structs.replace(whole, start=0, end=len(name))
    return _nearest(words, book, blank)


def _nearest(words: str, book: Registry, blank: ActorMark) -> ActorMark:
    """The actor whose name a misspelt name nearly is, else the blank with the reason."""
    own = words.removeprefix("the ").removeprefix("The ")  # a common noun alone is nobody's misspelt name
    near = book.search(own, limit=1) if len(own) > 5 and (" " in own or not own.islower() or not own.isascii()) else []
    if near and near[0].score >= 0.88:
        actor = near[0].actor
        because = f"“{words}” is nearly “{near[0].name}”, a name of {actor.name}"
        return actor_mark(0, blank.end, actor, because, 0.5)
    because = f"no actor of that name is known: “{words}” stands for itself"
    return msgspec.structs.replace(blank, because=because)


def _with_unlisted(page: Page, marks: list[ActorMark]) -> list[ActorMark]:
    """Adds groups that only this text knows, and their acronyms wherever they stand after."""
    taken = [(m.start, m.end) for m in marks if not m.generic]
    fresh: list[ActorMark] = []
    found = unlisted(page.text, list(zip(page.starts, page.ends, strict=True)))
    for group in sorted(found, key=lambda u: (-u.confidence, u.start, -u.end)):
        for mark in _everywhere(page.text, group):
            if not any(s < mark.end and mark.start < e for s, e in taken):
                taken.append((mark.start, mark.end))
                fresh.append(mark)
            elif mark.start == group.start:
                break
    if not fresh:
        return marks
    kept = [m for m in marks if not any(f.start < m.end and m.start < f.end for f in fresh)]
    return sorted((*kept, *fresh), key=lambda m: m.start)


def _everywhere(text: str, group: Unlisted) -> Iterator[ActorMark]:
    """The mark of a group that only the text knows, and those of the acronym that the text gives it in brackets."""
    start, end, because = group.start, group.end, group.because
    made = slug(group.name)
    mark = ActorMark(
        start=start, end=end, name=group.name, kind=group.kind, because=because, confidence=group.confidence,
        actor_id=f"{PROVISIONAL}{made}" if made else None,
    )  # fmt: skip
    yield mark
    short = short_form(text, end)
    if short is None:
        return
    for m in re.finditer(rf"(?<!\w){re.escape(short)}(?!\w)", text[end:]):
        because = f"“{short}” is short for {group.name}"
        yield msgspec.structs.replace(mark, start=m.start() + end, end=m.end() + end, because=because)


def _led_back(page: Page, marks: Sequence[ActorMark]) -> tuple[ActorMark, ...]:
    """Gives words that lead back the name of what they stand for; those that are no noun for people ("the group") get
    marks of their own, if they lead to anybody."""
    out: list[ActorMark] = []
    anaphors = iter([a for a in page.atoms if a.entry.anaphor is not None and page.points(a.start)])
    atom = next(anaphors, None)
    for mark in marks:
        while atom is not None and atom.end <= mark.start:
            out += _stand_ins(page.text, atom.start, atom.end, atom.entry.anaphor, out, None)
            atom = next(anaphors, None)
        if atom is not None and (atom.start, atom.end) == (mark.start, mark.end) and mark.generic:
            out += _stand_ins(page.text, atom.start, atom.end, atom.entry.anaphor, out, mark)
        else:
            out.append(mark)
        while atom is not None and atom.start < mark.end:
            atom = next(anaphors, None)
    while atom is not None:
        out += _stand_ins(page.text, atom.start, atom.end, atom.entry.anaphor, out, None)
        atom = next(anaphors, None)
    return tuple(out)


def _stand_ins(
    text: str, start: int, end: int, stands: str | None, before: Sequence[ActorMark], mark: ActorMark | None
) -> list[ActorMark]:
    word = text[start:end]
    if mark is None and text[end : end + 4] == " of ":  # "the group of youths", "the movement of troops"
        return []
    found = lead_back(word, stands, before, start) if stands else None
    if found is None:
        return [mark] if mark is not None else []
    blank = mark or ActorMark(start=start, end=end, name=word, kind="other", generic=True)
    return [stand_in(blank, *found)]
