"""Documents in other languages: read by patterns in their gloss, and told in the words of the text."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from msgspec import Struct, structs

from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.model.actor import in_registry
from testimonia.model.claim import Account, Figure, Perpetrator, Place, Reading, Responsibility, Target
from testimonia.model.doors import Resolver
from testimonia.model.text import Evidence
from testimonia.read import gloss
from testimonia.read.gloss import Gloss
from testimonia.read.patterns import PatternReader

V = TypeVar("V")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def signature(language: str) -> str:
    """Who reads a language and in which version, as it stands in what is read: another table reads anew."""
    return f"{PatternReader.name}/{PatternReader.version}-{gloss.version(language)}"


def read_abroad(told: Gloss, language: str, resolver: Resolver) -> Reading:
    """The accounts that a document in another language gives; `told` is its gloss. Evidence and names are words of the
    document; the reasons speak of the gloss's words."""
    got = PatternReader(glossed=True).read(told.document, resolver.marks(told.document))
    return Reading(
        document=told.source.id,
        document_version=told.source.version,
        reader=signature(language),
        language=language,
        incidents=tuple(_account(told, account) for account in got.incidents),
        aggregates=tuple(_back(told, aggregate) for aggregate in got.aggregates),
    )


def _account(told: Gloss, account: Account) -> Account:
    told_by: dict[str, Any] = {
        "places": tuple(_place(told, p) for p in account.places),
        "perpetrators": tuple(_perpetrator(told, p) for p in account.perpetrators),
        "targets": tuple(_target(told, t) for t in account.targets),
        "figures": tuple(_figure(told, f) for f in account.figures),
        "claims": tuple(_claim(told, c) for c in account.claims),
    }
    rest = {f: _back(told, getattr(account, f)) for f in account.__struct_fields__ if f not in told_by}
    return structs.replace(account, **told_by, **rest)


def _back(told: Gloss, value: V) -> V:
    """A value with its evidence in the document's own words."""
    made: Any = value
    if isinstance(value, Evidence):
        made = told.back(value.start, value.end)
    elif isinstance(value, tuple):
        made = tuple(dict.fromkeys(_back(told, item) for item in value))
    elif isinstance(value, Struct):
        made = structs.replace(value, **{f: _back(told, getattr(value, f)) for f in value.__struct_fields__})
    got: V = made
    return got


def _near(at: tuple[Evidence, ...]) -> int:
    return at[0].start if at else 0


def _place(told: Gloss, place: Place) -> Place:
    """In a script that is not ours a known place has its usual name, so that it can be asked for; else the text's."""
    name = told.words(place.name, _near(place.at))
    return structs.replace(_back(told, place), name=name if _LATIN.search(name) else _usual(place) or name)


def _usual(place: Place) -> str | None:
    """The name that the gazetteer gives the place; None where it does not know it."""
    gazetteer = Gazetteer.open(None)
    entries = (gazetteer.entry(candidate.entry) for candidate in gazetteer.lookup(place.name))
    same = (e.name for e in entries if (e.kind, e.lat, e.lon) == (place.kind, place.lat, place.lon))
    return next(same, None) if place.lat is not None else None


def _perpetrator(told: Gloss, who: Perpetrator) -> Perpetrator:
    """A registered actor keeps its usual name."""
    near = _near(who.at)
    name = who.name if in_registry(who.actor_id) else told.words(who.name, near)
    return structs.replace(_back(told, who), name=name, by=who.by and told.words(who.by, near))


def _target(told: Gloss, target: Target) -> Target:
    return structs.replace(_back(told, target), name=told.words(target.name, _near(target.at)))


def _figure(told: Gloss, figure: Figure) -> Figure:
    said = figure.according_to and told.words(figure.according_to, _near(figure.at))
    return structs.replace(_back(told, figure), according_to=said)


def _claim(told: Gloss, claim: Responsibility) -> Responsibility:
    by = claim.by if in_registry(claim.actor_id) else told.words(claim.by, _near(claim.at))
    return structs.replace(_back(told, claim), by=by)
