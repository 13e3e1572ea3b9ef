"""Finding names of actors, states and kinds of people in a text: one automaton, one pass."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from testimonia import lang
from testimonia.knowledge.actors import Name, Registry, states
from testimonia.knowledge.actors_names import fold, is_acronym


class Person(NamedTuple):
    """A noun for a kind of people: its victim class, actor kind, and whether it stands for somebody without a number
    before it."""

    word: str
    who: str
    kind: str
    alone: bool


class Land(NamedTuple):
    """A word for a state: ISO code, and what the word is: `name`, `adjective`, `people` or `capital`."""

    iso: str
    form: str


class Entry(NamedTuple):
    """All that one spelling may mean."""

    names: tuple[Name, ...] = ()
    lands: tuple[Land, ...] = ()
    person: Person | None = None
    anaphor: str | None = None


class Atom(NamedTuple):
    """One known spelling in the text, code points `start` to `end`."""

    start: int
    end: int
    entry: Entry


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, frozenset[str]]:
    """The sections of `actor_words.tsv`, folded."""
    return {name: frozenset(fold(row[0]) for row in rows) for name, rows in lang.sections("en", "actor_words").items()}


@lru_cache(maxsize=1)
def people() -> dict[str, Person]:
    """Every noun of `people.tsv`, folded."""
    return {fold(w): Person(w, who, kind, use == "mark") for w, who, kind, use in lang.table("en", "people")}


@lru_cache(maxsize=1)
def state_words() -> frozenset[str]:
    """Names, adjectives, peoples and capitals of every state, folded."""
    groups = ((s.name, *s.names, *s.adjectives, *s.plural, *s.singular, *s.capitals) for s in states())
    return frozenset(fold(word) for group in groups for word in group)


class Lexicon:
    """All spellings of a registry, of states and of people, ready to be found."""

    def __init__(self, registry: Registry) -> None:
        self._entries = _entries(registry)
        self._patterns = list(self._entries)
        # Overlapping matches, so that a spelling inside a longer one that fails its case rule is still found.
        self._automaton = AhoCorasick(self._patterns, implementation=Implementation.NoncontiguousNFA)

    def atoms(self, text: str) -> list[Atom]:
        """The spellings in the text, longest first from the left, none overlapping, each with its case right."""
        folded = fold(text)
        size = len(folded)
        found: list[tuple[int, int, str]] = []
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if (start and folded[start - 1].isalnum()) or (end < size and folded[end].isalnum()):
                continue
            found.append((start, -end, self._patterns[number]))
        found.sort()
        atoms: list[Atom] = []
        free = 0
        for start, minus, pattern in found:
            if start < free:
                continue
            entry = _cased(self._entries[pattern], text, start, -minus)
            if entry is not None:
                atoms.append(Atom(start, -minus, entry))
                free = -minus
        return atoms


@lru_cache(maxsize=4)
def lexicon(registry: Registry) -> Lexicon:
    """The lexicon of a registry, built once."""
    return Lexicon(registry)


def _entries(registry: Registry) -> dict[str, Entry]:
    names: dict[str, list[Name]] = defaultdict(list)
    for name in registry.names:
        if not registry.is_state(name.actor):
            names[fold(name.text)].append(name)
    lands: dict[str, list[Land]] = defaultdict(list)
    for state in states():
        for form, spellings in (("name", (state.name, *state.names)), ("adjective", state.adjectives),
                                ("people", (*state.plural, *state.singular)), ("capital", state.capitals)):  # fmt: skip
            for spelling in spellings:
                if Land(state.iso, form) not in lands[fold(spelling)]:
                    lands[fold(spelling)].append(Land(state.iso, form))
    bodies = tuple(n + " " for n, owners in names.items() if any(_is_body(registry, o.actor) for o in owners))
    persons = {
        w: p for w, p in people().items() if not w.startswith(bodies)
    }  # "UN troops" are two words: name and noun
    anaphors = {fold(row[0]): row[1] for row in lang.sections("en", "actor_words").get("anaphor", ())}
    keys = dict.fromkeys((*names, *lands, *persons, *anaphors))
    return {
        k: Entry(tuple(names.get(k, ())), tuple(lands.get(k, ())), persons.get(k), anaphors.get(k))
        for k in keys
        if k.strip()
    }


def _is_body(registry: Registry, actor_id: str) -> bool:
    actor = registry.get(actor_id)
    return actor is not None and actor.kind in ("mission", "peacekeepers", "aid")


def _cased(entry: Entry, text: str, start: int, end: int) -> Entry | None:
    """What is left of an entry's meanings when the letters' case is looked at; None where nothing is."""
    words = text[start:end]
    names = tuple(n for n in entry.names if _name_fits(n, words)) if entry.names else ()
    lands = entry.lands if entry.lands and _land_fits(words, text, start, end) else ()
    if (names or lands) and is_acronym(words) and len(words) < 4 and shouted(text, start):
        names = lands = ()
    if not (names or lands or entry.person or entry.anaphor):
        return None
    return Entry(names, lands, entry.person, entry.anaphor)


def _land_fits(words: str, text: str, start: int, end: int) -> bool:
    """Names of states have a capital; "US-backed" and "anti-American" name no state that acts."""
    if not words[0].isupper() or (
        len(words) <= 3 and not words.isupper() and words.lower() in ("us", "uk", "car", "usa", "uae", "png", "drc")
    ):
        return False
    if end + 1 < len(text) and text[end] in "-‑–" and text[end + 1].isalpha():
        return False
    return not (start > 1 and text[start - 1] in "-‑" and text[start - 2].isalpha())


_MIXED = re.compile(r"[A-Z]+[a-z]+[A-Z]+|[A-Z]{2,}[a-z]+")  # "LeT" and "VDPs", but not "Let"
_ARTICLES = frozenset(("al", "el", "ul", "the", "los", "la"))


def _name_fits(name: Name, words: str) -> bool:
    """The case rule for names: acronyms as they are ("LeT" in capitals, too); one word with its capital; of several
    words all capitals but that of a plain last word ("Mahdi army"), unless the first is an everyday word too ("New
    forces").
    """
    if name.exact:
        return words == name.text or words.replace("‑", "-") == name.text
    if _MIXED.fullmatch(name.text):
        return words in (name.text, name.text.upper())
    wanted = [w for w in re.split(r"[\s\-‑–]+", name.text) if w]
    got = [w for w in re.split(r"[\s\-‑–]+", words) if w]
    if len(wanted) != len(got):
        return True
    pairs = zip(wanted, got, strict=True)
    missing = [i for i, (a, b) in enumerate(pairs) if a[0].isupper() and not b[0].isupper() and b not in _ARTICLES]
    if not missing:
        return True
    last = len(got) - 1
    vocab = vocabulary()
    return (
        missing == [last] and last > 0 and got[last].lower() in vocab["tail"] and got[0].lower() not in vocab["plain"]
    )


def shouted(text: str, at: int) -> bool:
    """Whether the line around an offset is in capitals throughout, as some headlines are."""
    line = text[text.rfind("\n", 0, at) + 1 : (text.find("\n", at) + 1 or len(text) + 1) - 1]
    return len(line) > 12 and line.isupper()
