"""FollowTheMoney: JSON lines of entities, each incident an Event with its actors, reports and what joins them.

Schemata and properties as in followthemoney 3.8 and 4.11. Ids begin with `testimonia-`. An actor or report that several
incidents share is written with each of them, under one id: who reads the file merges by id, as FollowTheMoney does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any
from urllib.parse import urlsplit

from testimonia.model import codec
from testimonia.model.claim import Victim
from testimonia.model.world import Incident, Testimony
from testimonia.publish.cells import flat
from testimonia.publish.loss import Lost, dropped
from testimonia.publish.parties import is_name, known
from testimonia.publish.sentences import deed, disagreement, harm, responsibility

Entity = dict[str, Any]
# Codes that ISO 3166 leaves to its users; of them Kosovo's alone is a country's.
_NO_COUNTRY = re.compile(r"AA|Q[M-Z]|X[A-JL-Z]|ZZ")
_BODIES = ("state", "military", "police", "intelligence")


def entities(incident: Incident) -> Iterator[Entity]:
    """The entities of one incident: the Event first, then whom and what it involves."""
    event = _id("event", incident.id)
    actors = _actors(incident)
    reports = [_article(a) for a in incident.accounts]
    victims = [_victim(incident, n, v) for n, v in enumerate(incident.victims)]
    address = _address(incident)
    yield _event(incident, event, [a["id"] for a in (*actors.values(), *victims)], [r["id"] for r in reports], address)
    yield from actors.values()
    yield from victims
    yield from (e for e in (address,) if e)
    yield from _roles(incident, event, actors, victims)
    for report, account in zip(reports, incident.accounts, strict=True):
        yield report
        yield _entity(_id("documentation", incident.id, account.document), "Documentation", document=report["id"],
                      entity=event, role="reports", date=account.published)  # fmt: skip
    yield from _note(incident, event)


def _entity(key: str, schema: str, /, **properties: Any) -> Entity:
    """An entity; empty properties are left out, each value is a string on one line, each once."""
    kept: dict[str, list[str]] = {}
    for prop, value in sorted(properties.items()):
        values = [value] if isinstance(value, str) or value is None else value
        texts = list(dict.fromkeys(flat(v).strip() for v in values if v and flat(v).strip()))
        if texts:
            kept[prop] = texts
    return {"id": key, "schema": schema, "properties": kept}


def _id(kind: str, *parts: str) -> str:
    """`testimonia-event-…`: the incident's own id where it is plain, else a hash of the parts."""
    plain = parts[0] if len(parts) == 1 and parts[0].replace("-", "").isalnum() and parts[0].isascii() else ""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return f"testimonia-{kind}-{plain or digest}"


def _event(i: Incident, name: str, involved: list[str], proof: list[str], address: Entity | None) -> Entity:
    day = i.date.start if i.date.end in (None, i.date.start) else None
    title = i.headline or deed(i)[:1].upper() + deed(i)[1:]
    summary = f"{deed(i)}. {harm(i)}{'.' if harm(i) else ''} {responsibility(i)}".strip()
    return _entity(
        name, "Event", name=title, date=day, startDate=None if day else i.date.start,
        endDate=None if day else i.date.end, location=[p.name for p in i.places],
        addressEntity=address and address["id"],
        country=_countries(p.country for p in i.places), summary=summary, involved=involved,
        sourceUrl=_links(a.url for a in i.accounts), recordId=i.id, proof=proof,
        keywords=[i.type, i.status, *(w.cls for w in i.weapons), *([f"grade: {i.grade}"] if i.grade else [])],
        modifiedAt=max((a.published[:10] for a in i.accounts if a.published), default=None),
    )  # fmt: skip


def _countries(codes: Iterable[str | None]) -> list[str]:
    return sorted({c.lower() for c in codes if c and len(c) == 2 and not _NO_COUNTRY.fullmatch(c.upper())})


def _links(urls: Iterator[str | None]) -> list[str]:
    return [u for u in urls if u and urlsplit(u).scheme in ("http", "https") and urlsplit(u).netloc]


def _actors(i: Incident) -> dict[str, Entity]:
    """Named perpetrators, claimants and attacked actors by the name that the incident has for them."""
    said = [(p.name, p.actor_id) for p in i.perpetrators] + [(c.by, c.actor_id) for c in i.claims]
    said += [(t.name, t.actor_id) for t in i.targets if t.actor_id]
    return {name: _actor(name, actor_id) for name, actor_id in said if is_name(name, actor_id)}


def _actor(name: str, actor_id: str | None) -> Entity:
    actor = known(actor_id)
    if actor is None:
        return _entity(_id("actor", name.casefold()), "Organization", name=name)
    schema = "PublicBody" if actor.kind in _BODIES else "Organization"
    return _entity(_id("actor", actor.id), schema, name=actor.name, alias=actor.aliases, weakAlias=actor.weak,
                   classification=actor.kind, country=_countries(actor.countries),
                   wikidataId=actor.ids.get("wikidata"))  # fmt: skip


def _victim(i: Incident, n: int, v: Victim) -> Entity:
    sex = {"m": "male", "f": "female", "male": "male", "female": "female"}.get((v.sex or "").casefold())
    died = i.date.start if v.effect == "killed" and i.date.end in (None, i.date.start) else None
    age = f"{v.age} years old" if v.age is not None else None
    return _entity(_id("person", i.id, str(n), v.name), "Person", name=v.name, gender=sex, deathDate=died,
                   notes=[f"{v.effect}, {v.cls}", *([age] if age else [])])  # fmt: skip


def _article(a: Testimony) -> Entity:
    return _entity(_id("article", a.document), "Article", title=a.url or a.document, fileName=a.document,
                   publisher=a.publisher, publishedAt=a.published, sourceUrl=_links(iter([a.url])))  # fmt: skip


def _address(i: Incident) -> Entity | None:
    place, point = i.locality, i.point
    if place is None:
        return None
    parts = [p for p in (place.name, place.admin2, place.admin1) if p]
    return _entity(
        _id("address", i.id), "Address", full=", ".join(dict.fromkeys(parts)), region=place.admin2, state=place.admin1,
        city=place.name if place.kind == "settlement" else None, country=_countries([i.country]),
        latitude=str(point.lat) if point else None, longitude=str(point.lon) if point else None,
    )  # fmt: skip


def _roles(i: Incident, event: str, actors: dict[str, Entity], victims: list[Entity]) -> Iterator[Entity]:
    """Who was what in it. A perpetrator's basis stands in the role: accused is not convicted."""
    said = [(p.name, f"perpetrator ({p.basis}{f' by {p.by}' if p.by else ''})") for p in i.perpetrators]
    said += [(c.by, f"{c.stance} responsibility" if c.stance != "praised" else "praised it") for c in i.claims]
    said += [(t.name, "target") for t in i.targets]
    for name, role in said:
        if name in actors:
            yield _link(i, actors[name]["id"], event, role)
    for victim, v in zip(victims, i.victims, strict=True):
        yield _link(i, victim["id"], event, f"victim ({v.effect})")


def _link(i: Incident, subject: str, event: str, role: str) -> Entity:
    return _entity(_id("link", i.id, subject, role), "UnknownLink", subject=subject, object=event, role=role,
                   date=i.date.start)  # fmt: skip


def _note(i: Incident, event: str) -> Iterator[Entity]:
    """The numbers, which FollowTheMoney has no property for, with the reason of the choice."""
    said = []
    for effect, toll in i.tolls.items():
        if toll.best is not None:
            said.append(f"{effect}: low {toll.low}, best {toll.best}, high {toll.high}. {toll.because}".strip())
    text = disagreement(i)
    if said or text:
        yield _entity(_id("note", i.id), "Note", entity=event, description=[*said, *([text] if text else [])])


class FtmExport:
    """JSON lines of entities."""

    name = "ftm"
    suffix = ".ftm.jsonl"
    loss = (
        "FollowTheMoney has no place for numbers of victims: tolls stand in a Note as words; single figures with their "
        "speakers, quotes, tolls by class and the precision of places and dates are left out."
    )

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write the entities of each incident, one a line, in the order given."""
        for incident in incidents:
            for entity in entities(incident):
                out.write(codec.encode(entity) + b"\n")

    def losses(self, incident: Incident) -> Iterator[Lost]:
        """What no schema has a property for."""
        yield from dropped(incident, ("figures", "speakers", "denied", "quotes", "classes", "radius"))
        for place in incident.places:
            if place.precision is not None:
                yield Lost("precision of places", f"{place.name}: {place.precision}")
        named = _actors(incident)
        yield from (Lost("perpetrators without a name", p.name) for p in incident.perpetrators if p.name not in named)
        yield from (Lost("names of targets", t.name) for t in incident.targets if t.name not in named)
