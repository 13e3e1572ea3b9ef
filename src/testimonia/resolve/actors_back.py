"""Words that lead back: "the group", "the army", "the attackers" stand for an actor named earlier in the report."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from testimonia.knowledge.actors_names import fold
from testimonia.model.marks import ActorMark

# Which kinds of actor a word may stand for, by the class in `actor_words.tsv`. Organisations that only speak (`aid`, `other`,
# `media`) are among those of "the group", so that it does not skip them and land on the armed group before.
STANDS_FOR = {
    "organised": frozenset(("jihadist", "rebel", "militia", "gang", "party", "other", "aid")),
    "military": frozenset(("military",)),
    "police": frozenset(("police",)),
    "mission": frozenset(("mission", "peacekeepers")),
    "attackers": frozenset(("armed",)),
}
_ARMED = frozenset(("jihadist", "rebel", "militia", "gang"))
_REACH = 2500  # characters: how far back a word may lead


def lead_back(word: str, stands: str, before: Sequence[ActorMark], start: int) -> tuple[ActorMark, str, float] | None:
    """What `word` (without "the") stands for, among the marks before it: the mark, the sentence why, how sure; None for nobody."""
    kinds = STANDS_FOR[stands]
    last = fold(word).split()[-1]
    named = [m for m in before if m.start >= start - _REACH and _fits(m, kinds, stands, last)]
    if not named:
        return None
    same = [m for m in named if last.rstrip("s") in {w.rstrip("s") for w in fold(m.name).split()}]
    if same and stands != "attackers":
        found, sure = same[-1], 0.8
    else:
        found = named[-1]
        sure = 0.7 if len({m.name for m in named}) == 1 else 0.55
    return found, f"“the {word}” leads back to {found.name}, the last such actor named before it", sure


def _fits(mark: ActorMark, kinds: frozenset[str], stands: str, last: str) -> bool:
    if stands == "attackers":
        return mark.kind == "armed" or (
            mark.kind in _ARMED and not mark.generic and " " in mark.because and "members" in mark.because
        )
    if mark.generic or mark.kind not in kinds:
        return False
    plural = last in ("militants", "rebels", "insurgents", "guerrillas", "jihadists", "jihadis", "islamists", "extremists",
                      "separatists", "terrorists", "fighters", "militiamen", "paramilitaries")  # fmt: skip
    return mark.kind in _ARMED if plural else True


def stand_in(mark: ActorMark, antecedent: ActorMark, because: str, confidence: float) -> ActorMark:
    """The mark of a word that leads back, with the name of what it stands for."""
    return msgspec.structs.replace(
        mark, name=antecedent.name, actor_id=antecedent.actor_id, kind=antecedent.kind, country=antecedent.country or mark.country,
        generic=antecedent.generic, because=because, confidence=round(min(confidence, antecedent.confidence), 2),
    )  # fmt: skip
