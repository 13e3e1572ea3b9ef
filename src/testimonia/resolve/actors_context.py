"""Which of several actors a name means in this report: by country, year, full names beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from testimonia.knowledge.actors import Name, Registry
from testimonia.model.actor import Actor
from testimonia.resolve.actors_lexicon import Atom

_FORM_WEIGHT = {"name": 1.0, "adjective": 0.8, "people": 0.8, "capital": 0.6}


class Setting(NamedTuple):
    """What a report is about: weight of each country (they sum to 1, or there is none), year of publication, actors
    that it names without doubt."""

    countries: dict[str, float]
    year: int | None
    sure: frozenset[str]


class Choice(NamedTuple):
    """The actor that a name means, the sentence why, and how sure that is."""

    actor: Actor
    because: str
    confidence: float


def setting(atoms: Sequence[Atom], countries: Sequence[str], published: str | None) -> Setting:
    """What the atoms of a report, the countries known from elsewhere and its date say about its setting."""
    weight: Counter[str] = Counter()
    sure: set[str] = set()
    for atom in atoms:
        isos = {land.iso: _FORM_WEIGHT[land.form] for land in atom.entry.lands}
        for iso, worth in isos.items():
            weight[iso] += worth / len(isos)  # type: ignore[assignment]  # a Counter of floats
        owners = {n.actor for n in atom.entry.names}
        if len(owners) == 1 and all(n.strong and not n.exact for n in atom.entry.names):
            sure |= owners
    for iso in countries:
        weight[iso] += 3
    total = sum(weight.values()) or 1
    return Setting({iso: w / total for iso, w in weight.items()}, year_of(published), frozenset(sure))


def year_of(published: str | None) -> int | None:
    """The year of an ISO date, or None where there is none."""
    return int(published[:4]) if published and published[:4].isdigit() else None


def choose(names: Sequence[Name], registry: Registry, about: Setting, words: str) -> Choice | None:
    """The actor that `words` mean here, or None where only weak names fit and nothing in the report speaks for them."""
    scored: list[tuple[float, int, Actor, str]] = []
    for order, name in enumerate(names):
        actor = registry.get(name.actor)
        if actor is None:
            continue
        score, reason = _fit(actor, name.strong, about)
        scored.append((score, -order, actor, reason))
    if not scored:
        return None
    scored.sort(key=lambda s: s[:2], reverse=True)
    best = scored[0]
    if best[0] < 0.5:  # out of its years: a full name still is that actor's, capitals may be anything's
        return None if any(name.exact for name in names) else alone(names, registry, about, words)
    rivals = [s for s in scored[1:] if s[2].id != best[2].id]
    margin = best[0] - rivals[0][0] if rivals else 1.0
    confidence = round(max(0.4, min(0.97, 0.6 + 0.3 * min(margin, 1.0) + (0.07 if best[0] >= 1 else 0.0))), 2)
    other = f", not {rivals[0][2].name}" if rivals else ""
    return Choice(best[2], f"“{words}” is a name of {best[2].name}{other}{best[3]}", confidence)


def alone(names: Sequence[Name], registry: Registry, about: Setting, words: str) -> Choice | None:
    """The one actor that has `words` for a name of its own, though country or year speak against it; None where there
    are several."""
    owners = {name.actor for name in names if name.strong}
    actor = registry.get(owners.pop()) if len(owners) == 1 else None
    if actor is None:
        return None
    return Choice(actor, f"“{words}” is a name of {actor.name}{_fit(actor, True, about)[1]}", 0.4)


def _fit(actor: Actor, strong: bool, about: Setting) -> tuple[float, str]:
    """How well an actor fits the report, and the words that say so. A strong name starts at 1, a weak one at 0."""
    score, reasons = (1.0 if strong else 0.0), []
    if actor.id in about.sure:
        score += 2
        reasons.append("the report names it in full")
    here = sum(about.countries.get(iso, 0.0) for iso in actor.countries)
    if here:
        score += 0.5 + here
        main = max(actor.countries, key=lambda iso: about.countries.get(iso, 0.0))
        reasons.append(f"the report speaks of {main}")
    if about.year is not None and not ((actor.since or 0) - 1 <= about.year <= (actor.until or 9999) + 5):
        score -= 0.6
        reasons.append(f"though it is known from {actor.since or 'early'} to {actor.until or 'today'} only")
    return score, f" ({'; '.join(reasons)})" if reasons else ""
