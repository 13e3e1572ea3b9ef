"""Who says a number, and how much their word weighs: the words of `according_to` to a rank (`speakers.tsv`)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from testimonia.model.claim import Figure
from testimonia.model.names import words
from testimonia.reconcile.tables import GENERIC, SPEAKERS

OWN_VOICE = 50  # the publisher's own voice, and the press
NAMED = 58  # a person named in full without an office: as a rule an official or a spokesman
UNKNOWN = 45  # words that say nothing known
OPPONENT = 30  # a party about its enemy's dead
PERPETRATOR = 20  # those who did it, about what they did


_FORCES = {"military": ("army", "military", "defence", "defense", "navy", "troops"), "police": ("police",)}


class Speaker(NamedTuple):
    """A speaker's rank (greater is more authority), kind, and that kind in words."""

    rank: int
    kind: str
    told: str


@lru_cache(maxsize=16384)
def speaker(said: str | None) -> Speaker:
    """The speaker that the words of `according_to` name; None is the publisher in its own voice."""
    if said is None:
        return Speaker(OWN_VOICE, "own voice", "the paper's own voice")
    found = words(said)
    for rank, kind, told, cues in SPEAKERS:
        if any(_names(cue, found) for cue in cues):
            return Speaker(rank, kind, told)
    if len(said.split()) >= 2 and all(w[:1].isupper() for w in said.split()):
        return Speaker(NAMED, "named", "a named person")
    if said[:1].isupper() and len(found) == 1:
        return Speaker(OWN_VOICE, "named", "a named source")
    return Speaker(UNKNOWN, "unknown", "a source not known")


def _names(cue: str, found: tuple[str, ...]) -> bool:
    parts = cue.split("+")
    return all(any(w.startswith(p[:-1]) if p.endswith("*") else w == p for w in found) for p in parts)


def own_dead(figure: Figure) -> bool:
    """Whether forces of the state speak of their own: "the army said that five soldiers died". Such figures count, but
    whoever has lost people may tell of fewer."""
    forces = _FORCES.get(figure.who, ())
    return any(word.startswith(force) for word in words(figure.according_to or "") for force in forces)


def nobody(name: str) -> bool:
    """Whether a name names nobody in particular ("gunmen", "two armed men", "the group")."""
    parts = words(name)
    return all(w in GENERIC or w.isdigit() for w in parts)
