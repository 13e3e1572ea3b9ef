"""Who stands against whom, as codebooks ask: the named doer, the attacked, whether a state is among them."""

from __future__ import annotations

from functools import cache

import msgspec

from testimonia.knowledge.actors import Registry
from testimonia.lang import table
from testimonia.model.actor import Actor
from testimonia.model.claim import Perpetrator, Target
from testimonia.model.world import Incident
from testimonia.publish.codes import NOWHERE, State, section, state

_BASES = ("claimed", "stated", "blamed")
_STATE = ("state", "military", "police", "intelligence")
_FORCE = {"military": "Military Forces of", "police": "Police Forces of", "state": "Government of",
          "intelligence": "Security Forces of"}  # fmt: skip


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """One side. `name` is "" where no report names it, `told` what reports call it; `kind` as in the registry.

    `state` is the state it belongs to (a government or its forces), else NOWHERE. `ids` are identifiers elsewhere.
    """

    name: str = ""
    told: str = ""
    actor_id: str | None = None
    kind: str = ""
    state: State = NOWHERE
    ids: dict[str, str] = {}

    @property
    def is_state(self) -> bool:
        """Whether it is a government or one of its forces."""
        return self.kind in _STATE

    @property
    def force(self) -> str:
        """As ACLED names it: `Military Forces of Mali`; groups keep their name."""
        return f"{_FORCE[self.kind]} {self.state.name}" if self.is_state and self.state.name else self.name

    def acled_kind(self, country: str | None) -> str:
        """ACLED's actor type in an incident in `country`, or "" where the registry does not say what it is. A state's
        forces are external abroad, and so is an army of no one state."""
        if self.is_state and (self.state is NOWHERE or (country and self.state.iso2 != country)):
            return "External/Other forces"
        return section("actor", 3).get(self.kind, ("", "", ""))[0]

    @property
    def sector(self) -> str:
        """PLOVER's sector, or ""."""
        return section("actor", 3).get(self.kind, ("", "", ""))[1]


NOBODY = Party()


def doers(incident: Incident) -> tuple[Party, ...]:
    """Those who did it, the best founded first: their own claim, the reporter's word, an accusation.

    Who only denies it is left out; so is nobody in particular ("gunmen") where somebody is named.
    """
    ranked = sorted((p for p in incident.perpetrators if p.basis in _BASES), key=lambda p: _BASES.index(p.basis))
    parties = tuple(_party(p) for p in ranked)
    return tuple(p for p in parties if p.name) or parties[:1]


def attacked(incident: Incident) -> tuple[Party, ...]:
    """The named actors that were attacked (an army, a group), in order; civilians are no actors."""
    return tuple(p for p in (_party(t) for t in incident.targets) if p.actor_id and p.kind)


def basis(incident: Incident, name: str) -> str:
    """On whose word it is that `name` did it: claimed, stated, blamed; "" where nobody says so."""
    return next((p.basis for b in _BASES for p in incident.perpetrators if p.basis == b and p.name == name), "")


def aim(incident: Incident) -> str:
    """`civilian`, `armed`, or "" where nobody says who was attacked: by the targets, else by the dead and hurt."""
    kinds = {section("target", 4)[t.cls][2] for t in incident.targets if t.cls in section("target", 4)} - {""}
    if kinds and incident.targets and {t.cls for t in incident.targets} - {"property", "all", "other"}:
        return "armed" if "armed" in kinds else "civilian"
    hit = {who for toll in incident.tolls.values() for who, r in toll.by_class.items() if r.best} - {"attackers"}
    kinds |= {section("target", 4)[who][2] for who in hit if who in section("target", 4)} - {""}
    return "armed" if "armed" in kinds else "civilian" if kinds else ""


def is_name(words: str, actor_id: str | None) -> bool:
    """Whether words name somebody: an actor that is known or that reports know by that name (both have an id), words
    with a capital inside, or one word with a capital that is no noun for people. "gunmen" names nobody, nor does
    "Gunmen" at the beginning of a sentence."""
    if actor_id is not None or any(c.isupper() for c in words[1:]):
        return True
    return words[:1].isupper() and " " not in words and words.casefold() not in _nouns()


@cache
def _nouns() -> frozenset[str]:
    return frozenset(word for word, *_ in table("en", "people"))


def _party(said: Perpetrator | Target) -> Party:
    actor = known(said.actor_id)
    if actor is None:
        named = is_name(said.name, said.actor_id)
        return Party(name=said.name if named else "", told=said.name, actor_id=said.actor_id)
    return Party(
        name=actor.name, told=said.name, actor_id=actor.id, kind=actor.kind, state=_owner(actor), ids=actor.ids
    )


def _owner(actor: Actor) -> State:
    """The state whose government or force it is; NOWHERE for groups and for forces of several states."""
    if actor.kind not in _STATE:
        return NOWHERE
    force = actor.ids.get("force") or actor.id
    iso = section("force", 1).get(actor.id, (force.removeprefix("state.").partition(".")[0],))[0]
    return state(iso)


@cache
def _registry() -> Registry:
    return Registry.open()


def known(actor_id: str | None) -> Actor | None:
    """The actor of the registry, layers of TESTIMONIA_ACTORS among it, or None."""
    return _registry().get(actor_id) if actor_id else None
