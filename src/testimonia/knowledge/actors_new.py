"""A new actor for a layer, checked before it is written: `testimonia actors add`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from testimonia.knowledge.actors import Registry, states
from testimonia.knowledge.actors_names import key, slug
from testimonia.model.actor import PROVISIONAL, Actor
from testimonia.model.errors import UsageError

KINDS = (
    "jihadist", "rebel", "militia", "gang", "party", "state", "military", "police", "intelligence", "peacekeepers",
    "mission", "armed", "civilians", "officials", "media", "aid", "other",
)  # fmt: skip
"""The kinds that `ActorMark` knows, without `person`: people are no rows of a registry."""

_LONGEST, _YEARS = 200, range(1800, 2200)


def new_actor(
    registry: Registry,
    name: str,
    *,
    kind: str | None = None,
    id: str | None = None,
    aliases: Sequence[str] = (),
    weak: Sequence[str] = (),
    countries: Sequence[str] = (),
    since: int | None = None,
    until: int | None = None,
    parent: str | None = None,
    branch: bool = False,
) -> Actor:
    """The row to add; its id is made of the name where none is given. With the id of a known actor the row gives that
    actor further names.

    Raises UsageError, saying what to do, for an empty or overlong name, a kind, country or parent that there is not, a
    branch without parent or country, years that are none, and a name that another actor has for its own."""
    name = " ".join(name.split())
    made = id or slug(name)
    known = registry.get(made)
    if known is not None and id is None:
        raise UsageError(f"{known.name} has the id {made} already: choose another with --id, or, to give that actor "
                         f"a further name, say --id {made}")  # fmt: skip
    if known is None:
        _free(registry, (name, *aliases))
    _check_names((name, *aliases, *weak))
    if not re.fullmatch(r"[\w.:-]{2,80}", made):
        raise UsageError(f"{made!r} can be no id: use letters, digits and hyphens (--id river-front)")
    kind = kind or (known.kind if known else None)
    if kind not in KINDS:
        raise UsageError(f"say with --kind what it is: {', '.join(KINDS)}")
    places = tuple(dict.fromkeys(c.upper() for c in countries))
    unknown = [c for c in places if c not in {s.iso for s in states()}]
    if unknown:
        raise UsageError(f"{unknown[0]!r} is no country code of two letters (--country ML)")
    if any(year is not None and year not in _YEARS for year in (since, until)) or (since or 0) > (until or 9999):
        raise UsageError("the years must be years, and --from no later than --to")
    if parent is not None and registry.get(parent) is None:
        raise UsageError(f"no actor has the id {parent!r} (--parent): see `testimonia actors search`")
    if branch and not (parent and places):
        raise UsageError("a branch needs its --parent and, so that it is told apart, a --country")
    return Actor(id=made, name=name, kind=kind, aliases=tuple(dict.fromkeys(aliases)), weak=tuple(dict.fromkeys(weak)),
                 countries=places, since=since, until=until, parent=parent, branch=branch)  # fmt: skip


def merged(registry: Registry, name: str, actor_id: str) -> Actor:
    """The row that makes a group which only reports know one with a known actor: its name, or that of its provisional
    id, becomes a name of the actor.

    Raises UsageError where no actor has that id or name, or another has the name for its own."""
    known = registry.show(actor_id)
    name = name.removeprefix(PROVISIONAL).replace("-", " ") if name.startswith(PROVISIONAL) else " ".join(name.split())
    if key(name) in map(key, (known.name, *known.aliases)):
        raise UsageError(f"{name!r} is a name of {known.name} already")
    _free(registry, (name,))
    return new_actor(registry, name, id=known.id)


def _free(registry: Registry, names: Sequence[str]) -> None:
    """Raises where a name is the strong name of somebody: a second bearer of it would make reading ambiguous."""
    for name in names:
        for actor in registry.lookup(name):
            if key(name) not in map(key, actor.weak):
                raise UsageError(f"{name!r} is a name of {actor.name}: to give that actor further names say --id "
                                 f"{actor.id}; for another actor make it --weak, with its --country")  # fmt: skip


def _check_names(names: Sequence[str]) -> None:
    for name in names:
        if not slug(name) or len(name) > _LONGEST or any(unicodedata.category(c) in ("Cc", "Cs") for c in name):
            shown = name if len(name) <= 40 else name[:40] + "…"
            raise UsageError(f"{shown!r} is no name: 1 to {_LONGEST} characters in one line, letters among them")
