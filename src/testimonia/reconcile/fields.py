"""One field of many accounts to one value, by votes: type, status, targets and weapons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Protocol, TypeVar

import msgspec

from testimonia.model.claim import Claim, Target, Told, Weapon
from testimonia.model.names import same_name
from testimonia.model.world import Cluster, Finding

NEWS = 2.0  # the vote of a report written to tell of it; background has one
FINER = {"suicide_bombing": frozenset({"bombing", "armed_assault"})}  # what a finer type says more exactly
FINER |= {
    t: frozenset({"armed_assault"}) for t in ("bombing", "abduction", "air_strike", "shelling", "killing", "riot")
}
STATUS_ORDER = ("occurred", "disputed", "foiled", "threatened")


@lru_cache(maxsize=2)
def all_claims(cluster: Cluster) -> tuple[tuple[Told, Claim], ...]:
    """Every claim with its account, in canonical order; remembered while one cluster is reconciled."""
    return tuple((told, claim) for told in cluster.accounts for claim in told.claims())


def claims_of(cluster: Cluster, field: str) -> list[tuple[Told, Claim]]:
    """The claims of one field over all accounts, in canonical order."""
    return [(told, claim) for told, claim in all_claims(cluster) if claim.field == field]


def vote(told: Told, sure: float) -> float:
    """What an account's word weighs: as news twice as much as in the background, times the reader's confidence."""
    return (NEWS if told.account.salience == "news" else 1.0) * max(sure, 0.05)


def decide_type(cluster: Cluster) -> tuple[Any, Finding]:
    """The type that most votes name; a finer type gets the votes of those that it only says more exactly."""
    claims = claims_of(cluster, "type")
    votes: dict[str, float] = defaultdict(float)
    for told, claim in claims:
        votes[str(claim.value)] += vote(told, told.account.confidence.type)
    full = {t: n + sum(votes.get(o, 0.0) for o in FINER.get(t, ())) for t, n in votes.items()}
    best = max(full, key=lambda t: (round(full[t], 6), round(votes[t], 6), t))
    because = f"{_words(best)} by {_share(claims, best)}" + _others(votes, best)
    return best, _finding("type", "vote, finer types first", because, claims, lambda c: c.value == best)


def decide_status(cluster: Cluster) -> tuple[Any, Finding]:
    """The status that most votes name; on a tie the one that says more happened."""
    claims = claims_of(cluster, "status")
    votes: dict[str, float] = defaultdict(float)
    for told, claim in claims:
        votes[str(claim.value)] += vote(told, told.account.confidence.status)
    best = max(votes, key=lambda s: (round(votes[s], 6), -STATUS_ORDER.index(s)))
    because = f"{_words(best)} by {_share(claims, best)}" + _others(votes, best)
    return best, _finding("status", "vote", because, claims, lambda c: c.value == best)


def _words(value: str) -> str:
    return value.replace("_", " ").capitalize()


def _share(claims: Sequence[tuple[Told, Claim]], value: str) -> str:
    n, total = sum(c.value == value for _, c in claims), len(claims)
    return "the only account" if total == 1 else f"{n} of {total} accounts"


def _others(votes: dict[str, float], best: str) -> str:
    others = sorted(o.replace("_", " ") for o in votes if o != best)
    return f"; others say {', '.join(others)}." if others else "."


def _finding(
    field: str, rule: str, because: str, claims: Iterable[tuple[Told, Claim]], agrees: Callable[[Claim], bool]
) -> Finding:
    supports, contradicts = list[str](), list[str]()
    for _, claim in claims:
        (supports if agrees(claim) else contradicts).append(claim.id)
    return Finding(field=field, rule=rule, because=because, supports=tuple(supports), contradicts=tuple(contradicts))


class _Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=_Named)


def grouped(found: Iterable[tuple[Told, Claim, T]], same: Callable[[T, T], bool]) -> list[list[tuple[Told, Claim, T]]]:
    """Items that are the same, each with the first group that has one like it; groups and items in canonical order."""
    groups: list[list[tuple[Told, Claim, T]]] = []
    for item in found:
        home = next((g for g in groups if any(same(item[2], other) for _, _, other in g)), None)
        if home is None:
            groups.append([item])
        else:
            home.append(item)
    return groups


def decide_targets(cluster: Cluster) -> tuple[tuple[Target, ...], Finding]:
    """Every target once: names that are the same, of one class; those that more accounts name come first."""
    claims = claims_of(cluster, "targets")
    found = [(t, c, c.value) for t, c in claims if isinstance(c.value, Target)]
    groups = grouped(found, lambda a, b: a.cls == b.cls and same_name(a.name, b.name))
    groups.sort(key=lambda g: -len({t.document for t, _, _ in g}))
    targets = tuple(msgspec.structs.replace(max((v for _, _, v in g), key=_full), at=()) for g in groups)
    because = f"{len(targets)} told apart by name and class." if targets else "No account names a target."
    return targets, _finding("targets", "union by name and class", because, claims, lambda _: True)


def _full(target: Target) -> tuple[int, int, str]:
    return sum(w[:1].isupper() for w in target.name.split()), -len(target.name), target.name


def decide_weapons(cluster: Cluster) -> tuple[tuple[Weapon, ...], Finding]:
    """Every class of weapon once, those that more accounts tell first."""
    claims = claims_of(cluster, "weapons")
    votes: dict[Any, float] = defaultdict(float)
    sure: dict[Any, float] = defaultdict(float)
    for told, claim in claims:
        if isinstance(claim.value, Weapon):
            votes[claim.value.cls] += vote(told, claim.value.confidence)
            sure[claim.value.cls] = max(sure[claim.value.cls], claim.value.confidence)
    ranked = sorted(votes, key=lambda w: (-round(votes[w], 6), w))
    because = f"{len(ranked)} classes are told." if ranked else "No account tells of a weapon."
    weapons = tuple(Weapon(cls=w, confidence=sure[w]) for w in ranked)
    return weapons, _finding("weapons", "union by class", because, claims, lambda _: True)
