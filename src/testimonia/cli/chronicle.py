"""Incidents for people: a block each, every value with the sentence that carries it and whose sentence it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import Console
from rich.text import Text

from testimonia.cli import show, words
from testimonia.cli.show import Quoted, Row
from testimonia.model.claim import Figure, Period, Perpetrator, Responsibility, Value, Weapon
from testimonia.model.text import Document
from testimonia.model.world import TOLLS, Finding, Incident
from testimonia.pipeline import Cited

Citations = dict[str, Cited]


def headline(incident: Incident) -> str:
    """`2019-11-01  armed assault, Gao, ML`."""
    where = incident.locality
    name = "" if where is None else f", {where.name}" + (f", {incident.country}" if incident.country else "")
    return f"{words.period(incident.date)}  {words.kind(incident.type)}{name}"


def brief(incident: Incident) -> Text:
    """One line: id, date, type, place, toll, who."""
    killed = incident.tolls.get("killed")
    toll = f"  killed {words.toll(killed)}" if killed and killed.best is not None else ""
    who = ", ".join(dict.fromkeys(p.name for p in incident.perpetrators))
    status = "" if incident.status == "occurred" else f"  ({incident.status})"
    return Text.assemble(
        (incident.id, "dim"), "  ", (headline(incident), "bold"), toll, f"  by {who}" if who else "", status
    )


def incident(page: Console, what: Incident, citations: Citations) -> None:
    """One incident as a block."""
    reports = "1 report" if len(what.accounts) == 1 else f"{len(what.accounts)} reports"
    grade = f" · {what.grade}" if what.grade else ""
    show.title(page, headline(what), f"{what.status} · {reports}{grade} · {what.id}")
    show.block(page, rows(what, citations))
    page.print()


def rows(what: Incident, citations: Citations) -> Iterator[Row]:
    """Every value of an incident, each with the sentence of one claim that supports it."""
    by_field = {f.field: f for f in what.findings}

    def quoted(field: str, like: Callable[[Value], bool]) -> tuple[Quoted, ...]:
        return _quotes(by_field.get(field), citations, like)

    yield Row("date", words.period(what.date), None, quoted("date", _dated(what)))
    for n, place in enumerate(what.places):
        yield Row("place" if n == 0 else "in", words.place(place), None, quoted("places", _named(place.name)))
    for who in what.perpetrators:
        yield Row("by", words.perpetrator(who), None, quoted("perpetrators", _perpetrator(who)))
    for claim in what.claims:
        yield Row("claim", words.responsibility(claim), None, quoted("claims", _claim(claim)))
    for target in what.targets:
        yield Row("target", words.target(target), None, quoted("targets", _named(target.name)))
    for weapon in what.weapons:
        yield Row("weapon", words.kind(weapon.cls), None, quoted("weapons", _weapon(weapon)))
    yield from tolls(what, by_field, citations)
    for victim in what.victims:
        yield Row("victim", victim.name, None, quoted("victims", _named(victim.name)))
    seen = dict.fromkeys(source(c.document) for c in citations.values())
    yield Row("told by", "; ".join(seen))


def tolls(what: Incident, by_field: dict[str, Finding], citations: Citations) -> Iterator[Row]:
    """The tolls that anybody gave, each with the sentence of the figure that was chosen."""
    for effect in TOLLS:
        toll = what.tolls.get(effect)
        if toll is None or (toll.low, toll.best, toll.high) == (None, None, None):
            continue
        same = what.tolls.get("killed")
        if effect == "killed_all" and same and (same.low, same.best, same.high) == (toll.low, toll.best, toll.high):
            continue
        found = by_field.get(f"figures/{effect}")
        parts = "; ".join(f"{words.kind(who)} {words.toll(part)}" for who, part in toll.by_class.items())
        value = words.toll(toll) + (f" ({parts})" if parts else "") + (f". {toll.because}" if toll.because else "")
        yield Row(words.kind(effect), value, None, _quotes(found, citations, _counting(toll.best)))


def _dated(what: Incident) -> Callable[[Value], bool]:
    return lambda v: (
        isinstance(v, Period) and v.start is not None and (v.start, v.end) == (what.date.start, what.date.end)
    )


def _counting(best: int | None) -> Callable[[Value], bool]:
    return lambda v: isinstance(v, Figure) and best in (v.best, v.low, v.high)


def _named(name: str) -> Callable[[Value], bool]:
    return lambda value: getattr(value, "name", None) == name


def _perpetrator(who: Perpetrator) -> Callable[[Value], bool]:
    return lambda v: isinstance(v, Perpetrator) and (v.name, v.basis) == (who.name, who.basis)


def _claim(claim: Responsibility) -> Callable[[Value], bool]:
    return lambda v: isinstance(v, Responsibility) and (v.by, v.stance) == (claim.by, claim.stance)


def _weapon(weapon: Weapon) -> Callable[[Value], bool]:
    return lambda v: isinstance(v, Weapon) and v.cls == weapon.cls


def _quotes(finding: Finding | None, citations: Citations, like: Callable[[Value], bool]) -> tuple[Quoted, ...]:
    """The sentence of the first supporting claim with the wanted value, else of the first that has words."""
    if finding is None:
        return ()
    supporting = [citations[c] for c in finding.supports if c in citations and citations[c].claim.at]
    chosen = next((c for c in supporting if like(c.claim.value)), supporting[0] if supporting else None)
    return () if chosen is None else (quote(chosen),)


def quote(cited: Cited, *, whole: bool = False) -> Quoted:
    """A claim's first words in their sentence, with the source's name."""
    return show.quote(cited.document, cited.claim.at[0], whole=whole, source=source(cited.document))


def source(document: Document) -> str:
    """Publisher, day and id, as far as they are known."""
    return ", ".join(x for x in (document.publisher, document.day, document.id) if x)
