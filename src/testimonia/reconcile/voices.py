"""A cluster's figures as voices: each with its speaker's rank, its interest, and the text that it was copied from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from testimonia.model.claim import Claim, Figure, Told
from testimonia.model.names import fold, same_name, words
from testimonia.model.world import Cluster, Voice
from testimonia.reconcile.fields import claims_of
from testimonia.reconcile.speakers import OPPONENT, PERPETRATOR, nobody, speaker

Interest = Literal["none", "perpetrator", "opponent"]
_STEM = 4  # letters that two words of one country share ("Kenya", "Kenyan")
_STATE = frozenset({"government, police", "own voice"})


def figure_claims(cluster: Cluster) -> Iterator[tuple[Told, Claim, Figure]]:
    """Every figure of the cluster's accounts with its claim."""
    for told, claim in claims_of(cluster, "figures"):
        if isinstance(claim.value, Figure):
            yield told, claim, claim.value


def voices(cluster: Cluster, *, clash: bool, ends: int | None) -> dict[str, tuple[Voice, ...]]:
    """The voices of each effect, in the order of telling.

    In a `clash` nobody is an attacker: such figures count as `militants`. `ends` is the incident's last day, ordinal.
    """
    parties = tuple({p.name for t in cluster.accounts for p in t.account.perpetrators if p.basis != "denied"})
    out: dict[str, list[Voice]] = {}
    for told, claim, figure in figure_claims(cluster):
        if clash and figure.who == "attackers":
            figure = msgspec.structs.replace(figure, who="militants")
        out.setdefault(figure.effect, []).append(_voice(told, claim, figure, parties, ends))
    return {effect: tuple(sorted(found, key=lambda v: (v.order, v.claim))) for effect, found in out.items()}


def _voice(told: Told, claim: Claim, figure: Figure, parties: tuple[str, ...], ends: int | None) -> Voice:
    said = figure.according_to
    interest = _interest(figure, parties)
    rank = {"perpetrator": PERPETRATOR, "opponent": OPPONENT}.get(interest, speaker(said).rank)
    return Voice(
        claim=claim.id,
        figure=figure,
        published=told.published,
        publisher=told.publisher,
        document=told.document,
        rank=rank,
        speaker=fold(said) if said else "",
        interest=interest,
        text=_text(told),
        ongoing=_ongoing(told, ends),
        order=(told.published or "9999", told.document, figure.at[0].start if figure.at else 0, claim.index),
    )


def _interest(figure: Figure, parties: Iterable[str]) -> Interest:
    said = figure.according_to
    if said is None:
        return "none"
    if _is_party(said, parties):
        return "perpetrator"
    own_kind = speaker(said).kind == "government, police"
    return "opponent" if own_kind and figure.who in ("militants", "attackers") else "none"


def _is_party(said: str, parties: Iterable[str]) -> bool:
    """Whether a speaker is one of the perpetrators: by name, by the word for nobody else ("the group"), or an office
    of the state whose forces did it (the "Kenyan presidency" about the "Kenya Defence Forces")."""
    if nobody(said):
        return True
    kind = speaker(said).kind
    state = kind == "government, police"
    for party in parties:
        if nobody(party):
            continue
        if kind in ("government, police", "named", "unknown") and same_name(said, party):
            return True
        if state and _same_country(said, party):
            return True
    return False


def _same_country(said: str, party: str) -> bool:
    capital = {fold(w) for w in (said + " " + party).split() if w[:1].isupper()}
    long = ((x, y) for x in words(said) for y in words(party) if {x, y} <= capital and min(len(x), len(y)) >= _STEM)
    return any((x.startswith(y) or y.startswith(x)) and not speaker(x).kind.startswith("gov") for x, y in long)


def _ongoing(told: Told, ends: int | None) -> bool:
    """Whether it was published before the last day of an incident that its own account does not end on that day."""
    days = told.account.date.days
    if told.day is None or ends is None or (days is not None and days[0] == ends):
        return False
    return told.day < ends


def _text(told: Told) -> str:
    """A sign that is equal for copies of one text: the words of mentions and figures, and their distances."""
    marks = list(told.account.mentions) + [e for f in told.account.figures for e in f.at]
    if len(marks) < 4:
        return told.document
    marks.sort()
    first = marks[0].start
    return "|".join(f"{m.start - first}:{m.quote}" for m in marks)


def sources(cluster: Cluster) -> int:
    """How many independent sources tell of it: copies of one text, and one publisher's follow-ups, count once."""
    first_of = {_text(t): t for t in reversed(cluster.accounts)}
    return len({t.publisher or t.document for t in first_of.values()})
