"""Words that lead back: "the group", "the army", "the attackers" stand for an actor named earlier in the report."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from testimonia.knowledge.actors_names import fold
from testimonia.model.marks import ActorMark
from testimonia.resolve.actors_lexicon import vocabulary

_ARMED = frozenset(("jihadist", "rebel", "militia", "gang"))
# Which kinds of actor a word may stand for, by its class in `actor_words.tsv`; `named` ones need it in the name.
STANDS_FOR = {
    "organised": _ARMED | {"party", "other", "aid"},
    "fighters": _ARMED,
    "rebels": frozenset(("rebel", "militia")),
    "militias": frozenset(("militia",)),
    "gangs": frozenset(("gang",)),
    "military": frozenset(("military",)),
    "police": frozenset(("police",)),
    "mission": frozenset(("mission", "peacekeepers")),
    "named": _ARMED | {"military", "party", "mission"},
    "attackers": frozenset(("armed",)),
}
_BY_NAME = frozenset(("military", "police", "named"))
_REACH = 2500  # characters: how far back a word may lead
_NEAR = 250  # how far back "the group" may mean an organisation that bears no arms


def lead_back(word: str, stands: str, before: Sequence[ActorMark], start: int) -> tuple[ActorMark, str, float] | None:
    """What `word` (without "the") stands for among the marks before it: the mark, the sentence why, how sure; None for
    nobody. `stands` is the word's class, `start` its offset."""
    last = _stem(word)
    able = [m for m in before if m.start >= start - _REACH and (_fits(m, stands, start) or _called(m, word))]
    alike = [m for m in able if _alike(last, m.name)]
    if stands in _BY_NAME:
        able = alike
    if not able:
        return None
    found = alike[-1] if alike and stands != "attackers" else able[-1]
    sure = 0.8 if alike else 0.7 if len({m.name for m in able}) == 1 else 0.55
    return found, f"“the {word}” leads back to {found.name}, the last such actor named before it", sure


def _stem(word: str) -> str:
    return fold(word).split()[-1].rstrip("s")


def _alike(last: str, name: str) -> bool:
    """Whether the name holds the word or, for armies, a word that means the same."""
    words = {w.rstrip("s") for w in fold(name).split()}
    same = {w.rstrip("s") for w in vocabulary()["alike"]}
    return last in words or (last in same and bool(same & words))


def _called(mark: ActorMark, word: str) -> bool:
    """Whether the report has called a named group's people by this very word: "ADF rebels", then "the rebels"."""
    return not mark.generic and f"“{fold(word)}” are its members" in mark.because


def _fits(mark: ActorMark, stands: str, start: int) -> bool:
    if mark.kind not in STANDS_FOR[stands] or (mark.generic and stands != "attackers"):
        return False
    return mark.kind in _ARMED or stands != "organised" or start - mark.end < _NEAR


def stand_in(mark: ActorMark, antecedent: ActorMark, because: str, confidence: float) -> ActorMark:
    """The mark of a word that leads back, with the name of what it stands for."""
    return msgspec.structs.replace(
        mark,
        name=antecedent.name,
        actor_id=antecedent.actor_id,
        kind=antecedent.kind,
        country=antecedent.country or mark.country,
        generic=antecedent.generic,
        because=because,
        confidence=round(min(confidence, antecedent.confidence), 2),
    )
