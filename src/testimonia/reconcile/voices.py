"""A cluster's figures as voices: each with its speaker's rank, its interest, and the text that it was copied from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

import msgspec

from testimonia.model.claim import Claim, Figure, Told
from testimonia.model.names import fold, same_name, words
from testimonia.model.world import Cluster, Voice
from testimonia.reconcile.fields import claims_of
from testimonia.reconcile.speakers import OPPONENT, PERPETRATOR, nobody, speaker

Interest = Literal["none", "perpetrator", "opponent"]
_MARKS = 4  # words of evidence below which a text has too few to be known by them
_ALIKE = 0.6  # share of the steps between them from which two texts are copies
_STEM = 4  # letters that two words of one country share ("Kenya", "Kenyan")


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
    copies = texts(cluster.accounts)
    for told, claim, figure in figure_claims(cluster):
        if clash and figure.who == "attackers":
            figure = msgspec.structs.replace(figure, who="militants")
        out.setdefault(figure.effect, []).append(_voice(told, claim, figure, parties, ends, copies[told.id]))
    return {effect: tuple(sorted(found, key=lambda v: (v.order, v.claim))) for effect, found in out.items()}


def _voice(told: Told, claim: Claim, figure: Figure, parties: tuple[str, ...], ends: int | None, text: str) -> Voice:
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
        text=text,
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


def texts(accounts: Iterable[Told]) -> dict[str, str]:
    """For each account a sign that copies of one text share: the id of the first of them, in canonical order.

    Two are copies where most of the steps from one word of evidence to the next (of mentions and figures) are the same:
    the same words at the same distance. A paragraph that is cut or a headline that is changed breaks few of them.
    """
    of: dict[str, str] = {}
    first: dict[str, frozenset[str]] = {}
    by_step: dict[str, list[str]] = {}
    for told in sorted(accounts, key=lambda t: t.order):
        steps = _steps(told)
        near = {name for step in steps for name in by_step.get(step, ())}
        alike = (n for n in near if len(steps & first[n]) >= _ALIKE * len(steps | first[n]))
        of[told.id] = home = min(alike, default=told.id)
        if home == told.id:
            first[home] = steps
            for step in steps:
                by_step.setdefault(step, []).append(home)
    return of


def _steps(told: Told) -> frozenset[str]:
    """The steps from each word of evidence to the next; none where there are too few to tell texts apart."""
    marks = sorted({*told.account.mentions, *(e for f in told.account.figures for e in f.at)})
    if len(marks) < _MARKS:
        return frozenset()
    return frozenset(f"{a.quote}|{b.start - a.end}|{b.quote}" for a, b in pairwise(marks))


def sources(cluster: Cluster) -> tuple[int, str]:
    """How many independent sources tell of it, and in words why there are fewer than reports ("" where there are not).

    Copies of one text count once, with small changes too; so do one publisher's follow-ups, and the reports whose
    every number is that of one named speaker, an agency or an official: what they add is that person's word again.
    """
    copies = texts(cluster.accounts)
    first_of = {copies[t.id]: t for t in reversed(cluster.accounts)}
    speakers = [(t, _only_speaker(t)) for t in sorted(first_of.values(), key=lambda t: t.order)]
    told_by: dict[str, list[Told]] = {}
    for told, said in speakers:
        told_by.setdefault(f"word of {said}" if said else told.publisher or told.document, []).append(told)
    why = [f"{len(cluster.accounts) - len(first_of)} copied"] if len(first_of) < len(cluster.accounts) else []
    why += [f"{len(found)} on the {name} alone" for name, found in told_by.items()
            if len(found) > 1 and name.startswith("word of ")]  # fmt: skip
    return len(told_by), ", ".join(why)


def _only_speaker(told: Told) -> str:
    """The one named speaker whose word all numbers of an account are, or "" ("police" are many)."""
    said = {f.according_to or "" for f in told.account.figures}
    name = said.pop() if len({fold(s) for s in said}) == 1 else ""
    return name if name[:1].isupper() or any(w[:1].isupper() for w in name.split()[1:]) else ""
