"""The registry of actors: groups, forces, missions, governments, with their names in several spellings and languages.

The rows that ship are `actors.jsonl` and, for states and their forces, `actor_states.tsv`; further layers are named by
the environment variable TESTIMONIA_ACTORS (see `actors_layers`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import msgspec

from testimonia.knowledge.actors_layers import named_layers, read_layer
from testimonia.knowledge.actors_names import is_acronym, key, slug
from testimonia.model.actor import PROVISIONAL, Actor
from testimonia.model.errors import UsageError
from testimonia.model.tables import Row, rows

FORCES = {"military": "Armed Forces of", "police": "Police of", "intelligence": "Intelligence services of"}


class State(NamedTuple):
    """A state as an actor: ISO code, name, other names, adjectives, people in singular and plural, capitals."""

    iso: str
    name: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    singular: tuple[str, ...]
    plural: tuple[str, ...]
    capitals: tuple[str, ...]


class Name(NamedTuple):
    """One spelling of one actor. `strong`: means it wherever it stands; `exact`: only in these very capitals."""

    text: str
    actor: str
    strong: bool
    exact: bool


class Hit(NamedTuple):
    """An actor that a search found, by which of its names, and how near the query is (0 to 1)."""

    actor: Actor
    name: str
    score: float


@cache
def states() -> tuple[State, ...]:
    """Every state of `actor_states.tsv`."""
    return tuple(map(_state, rows(__package__, "actor_states.tsv")))


@cache
def nationals() -> frozenset[str]:
    """The people of every state in the plural, lower case: `"frenchmen" in nationals()`."""
    return frozenset(word.lower() for state in states() for word in state.plural)


def _state(row: Row) -> State:
    iso, name, names, adjectives, people, capitals = row
    pairs = [p.rstrip("=").split("/") for p in _cells(people)]
    return State(
        iso,
        name,
        _cells(names),
        _cells(adjectives),
        tuple(p[0] for p in pairs),
        tuple(p[-1] for p in pairs),
        _cells(capitals),
    )


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell for cell in text.split("|") if cell)


class Registry:
    """All known actors, shipped and layered. Immutable once open; share one between documents."""

    def __init__(self, actors: Iterable[Actor]) -> None:
        self._actors: dict[str, Actor] = {}
        self._by_key: dict[str, list[str]] = defaultdict(list)
        for actor in actors:
            self._add(actor)
        self._forces = {a.ids["force"]: a.id for a in self._actors.values() if "force" in a.ids}

    @classmethod
    def open(cls, layers: Iterable[Path] | None = None) -> Registry:
        """The shipped registry under `layers` (files); None takes those that TESTIMONIA_ACTORS names.

        Raises InputError, with file, line and cure, for a layer that cannot be read.
        """
        named = tuple(layers) if layers is not None else named_layers()
        return _shipped() if not named else cls((*_rows(), *(actor for path in named for actor in read_layer(path))))

    def _add(self, actor: Actor) -> None:
        """Adds an actor, or, where a layer names one that is here already, its names and identifiers to that one."""
        known = self._actors.get(actor.id) or self._twin(actor)
        if known is None:
            merged = actor
        else:
            fresh = tuple(
                n
                for n in (actor.name, *actor.aliases)
                if key(n) not in {key(a) for a in (known.name, *known.aliases, *known.weak)}
            )
            aliases = (*known.aliases, *(fresh if actor.source == "testimonia" else _usable(fresh)))
            weak = tuple(dict.fromkeys((*known.weak, *actor.weak)))
            merged = msgspec.structs.replace(known, ids={**known.ids, **actor.ids}, aliases=aliases, weak=weak)
        self._actors[merged.id] = merged
        for name in (merged.name, *merged.aliases, *merged.weak):
            if merged.id not in self._by_key[key(name)]:
                self._by_key[key(name)].append(merged.id)

    def _twin(self, actor: Actor) -> Actor | None:
        """The one actor from elsewhere that has this one's name among its strong names, if it is one alone."""
        if actor.source == "testimonia":
            return None
        twins = {
            i for name in (actor.name, *actor.aliases) if len(name) > 4 for i in self._by_key.get(key(name), ())
            if key(name) not in map(key, self._actors[i].weak) and self._actors[i].source != actor.source
        }  # fmt: skip
        return self._actors[twins.pop()] if len(twins) == 1 else None

    def __len__(self) -> int:
        return len(self._actors)

    @property
    def actors(self) -> tuple[Actor, ...]:
        """All actors, in the order of their files."""
        return tuple(self._actors.values())

    def get(self, actor_id: str) -> Actor | None:
        """The actor of that id, forces of states (`ML.military`) among them, or None. A provisional id is that of the
        actor that has its name by now."""
        if actor_id in self._actors:
            return self._actors[actor_id]
        if actor_id.startswith(PROVISIONAL):
            return self._actors.get(self._slugs.get(actor_id.removeprefix(PROVISIONAL), ""))
        iso, _, force = actor_id.partition(".")
        if actor_id in self._forces:
            return self._actors[self._forces[actor_id]]
        name = _state_names().get(iso)
        if name is None or force not in FORCES:
            return None
        return Actor(id=actor_id, name=f"{FORCES[force]} {name}", kind=force, countries=(iso,), parent=f"state.{iso}")

    @cached_property
    def _slugs(self) -> dict[str, str]:
        """Each actor's id by what a provisional id would make of its names; names of two actors are nobody's."""
        owners: dict[str, set[str]] = defaultdict(set)
        for actor in self._actors.values():
            for name in (actor.name, *actor.aliases):
                owners[slug(name)].add(actor.id)
        return {made: ids.pop() for made, ids in owners.items() if made and len(ids) == 1}

    def branches(self, actor_id: str) -> tuple[Actor, ...]:
        """The branches of a group ("Islamic State in Somalia" of "Islamic State"), in the order of their files."""
        return self._branches.get(actor_id, ())

    @cached_property
    def _branches(self) -> dict[str, tuple[Actor, ...]]:
        out: dict[str, tuple[Actor, ...]] = {}
        for actor in self._actors.values():
            if actor.branch and actor.parent:
                out[actor.parent] = (*out.get(actor.parent, ()), actor)
        return out

    def above(self, actor_id: str) -> tuple[str, ...]:
        """The ids of the actors that an actor is part of, the nearest first: a branch's group, a force's state."""
        out: list[str] = []
        actor = self.get(actor_id)
        while actor is not None and actor.parent and actor.parent not in out:
            out.append(actor.parent)
            actor = self.get(actor.parent)
        return tuple(out)

    def is_state(self, actor_id: str) -> bool:
        """Whether the id is that of one of the states that ship."""
        return actor_id.startswith("state.")

    def force(self, iso: str, kind: str) -> Actor | None:
        """The army, police or intelligence service of a state: `force("ML", "military")`; None for other kinds."""
        return self.get(f"{iso}.{kind}")

    def show(self, actor_id: str) -> Actor:
        """The actor of that id or, where nobody has it, of that name. Raises UsageError, with the nearest ids, where
        there is none, or all that share the name."""
        found = self.get(actor_id)
        named = self.lookup(actor_id) if found is None else ()
        if len(named) > 1:
            several = ", ".join(a.id for a in named)
            raise UsageError(f"{actor_id!r} is a name of several actors: show one of {several}")
        found = named[0] if named else found
        if found is None and actor_id.startswith(PROVISIONAL):
            raise UsageError(f"{actor_id!r} is a group that only reports know: say with `testimonia actors merge` whom "
                             f"it is one with, or add it under its name with `testimonia actors add`")  # fmt: skip
        if found is None:
            near = ", ".join(hit.actor.id for hit in self.search(actor_id, limit=3)) or "none is near"
            raise UsageError(
                f"no actor has the id {actor_id!r}; try `testimonia actors search {actor_id!r}` (nearest: {near})"
            )
        return found

    def lookup(self, name: str) -> tuple[Actor, ...]:
        """Every actor that goes by exactly this name, whatever the case, accents, hyphens; strong names first."""
        found = [self._actors[i] for i in self._by_key.get(key(name), ())]
        return tuple(sorted(found, key=lambda a: key(name) in map(key, a.weak)))

    def search(self, query: str, limit: int = 10) -> list[Hit]:
        """The actors whose names are nearest to the query, best first: exact, then prefix and fuzzy (rapidfuzz)."""
        wanted = key(query)[:200]
        if not wanted:
            return []
        from rapidfuzz import fuzz, process  # costly to import, and needed by searching alone

        hits: dict[str, Hit] = {}
        choices = self._choices
        for name, score, _ in process.extract(
            wanted, choices.keys(), scorer=fuzz.token_set_ratio, limit=limit * 8, score_cutoff=60
        ):
            near = (
                100.0
                if name == wanted
                else min(92.0, max(fuzz.ratio(wanted, name), 0.85 * score if len(name) >= len(wanted) else 0))
            )
            if name != wanted and name.startswith(wanted):
                near = max(near, 90.0)
            for actor_id in choices[name] if near >= 60 else ():
                if actor_id not in hits or near / 100 > hits[actor_id].score:
                    hits[actor_id] = Hit(self._actors[actor_id], name, round(near / 100, 3))
        return sorted(hits.values(), key=lambda h: (-h.score, h.actor.source != "testimonia", h.actor.id))[:limit]

    @cached_property
    def _choices(self) -> dict[str, list[str]]:
        return {name: ids for name, ids in self._by_key.items() if name}

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Every spelling of every actor, for finding them in text."""
        out: list[Name] = []
        for actor in self._actors.values():
            ours = actor.source == "testimonia"
            strong = (actor.name, *actor.aliases) if ours else _usable((actor.name, *actor.aliases))
            for text, sure in [(n, True) for n in strong] + [(n, False) for n in actor.weak]:
                out.append(Name(text, actor.id, sure, is_acronym(text)))
        return tuple(out)


_DATED = re.compile(r"\d{1,2} \w+|[A-Z][a-z]+ \d{1,2}")


def _usable(names: Iterable[str]) -> tuple[str, ...]:
    """Names of a layer that are safe to look for in text: not short or plain words, states, dates or descriptions."""
    return tuple(n for n in names if 4 <= len(n) <= 90 and "," not in n and _telling(n))


def _telling(name: str) -> bool:
    if key(name) in _state_keys() or _DATED.fullmatch(name):
        return False
    return " " in name or "-" in name or is_acronym(name) or (len(name) > 6 and not name.endswith(_PLAIN_ENDS))


_PLAIN_ENDS = ("tion", "ions", "ment", "ance", "ists", "ness")


@cache
def _state_keys() -> frozenset[str]:
    return frozenset(key(w) for s in states() for w in (s.name, *s.names, *s.adjectives, *s.plural, *s.singular))


def _rows() -> Iterable[Actor]:
    decoder = msgspec.json.Decoder(Actor)
    content = files(__package__).joinpath("actors.jsonl").read_bytes()
    yield from (decoder.decode(line) for line in content.split(b"\n") if line)
    for state in states():
        yield Actor(
            id=f"state.{state.iso}",
            name=state.name,
            kind="state",
            countries=(state.iso,),
            aliases=(f"Government of {state.name}",),
        )


@cache
def _state_names() -> dict[str, str]:
    return {state.iso: state.name for state in states()}


@cache
def _shipped() -> Registry:
    return Registry(_rows())
