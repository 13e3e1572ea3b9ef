"""A known actor, as the registry holds it."""

from __future__ import annotations

import msgspec

PROVISIONAL = "new."
"""How the id begins of a group that no registry holds, made of the name that reports give it: `new.front-of-the-river`.
A registry in which an actor has that name knows the id as that actor's."""


def in_registry(actor_id: str | None) -> bool:
    """Whether an id is that of a registry's actor: not a provisional one, and not none."""
    return actor_id is not None and not actor_id.startswith(PROVISIONAL)


class Actor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"since": "from", "until": "to"}):
    """A group, force, service, mission, government or organisation.

    `id` is stable; `name` the full usual name; `kind` as in `ActorMark`. `aliases` are other names that mean this actor
    wherever they stand; `weak` are names that mean it only where the report speaks of one of its `countries` (ISO
    codes) or names it in full ("ADF", "Tigers"). `since` and `until` are rough years, None for open. `parent` is the id
    of what it is part of; a `branch` is what the parent's bare name means in the branch's countries and years ("Islamic
    State" in Somalia). `parts` are, for countries that it is in only in part, the names of these parts. `ids` holds
    identifiers elsewhere: `wikidata` ("Q38799") ships with well-known actors, `ucdp` ("ucdp:234") and `petrarch` come
    with the layer of that name; ACLED's list of actors may not be passed on, so there is none of its. `force`
    ("ML.military") is our own and says that it is a state's army or police. `source` says where the row comes from.
    """

    id: str
    name: str
    kind: str = "other"
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    parent: str | None = None
    branch: bool = False
    parts: dict[str, tuple[str, ...]] = {}
    ids: dict[str, str] = {}
    source: str = "testimonia"
