"""Incidents for people: a block each, every value with the sentence that carries it and whose sentence it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import Console
from rich.text import Text

from testimonia.cli import show, words
from testimonia.cli.show import Quoted, Row
from testimonia.model.claim import Figure, Period, Perpetrator, Responsibility, Value, Weapon
from testimonia.model.text import Document
from testimonia.model.world import TOLLS, Incident, Toll
from testimonia.pipeline import Cited

Citations = dict[str, Cited]


def headline(incident: Incident) -> str:
    """`2019-11-01  armed assault, Gao, ML`."""
    where = incident.locality
    name = "" if where is None else f", {where.name}" + (f", {incident.country}" if incident.country else "")
    return f"{words.period(incident.date)}  {words.kind(incident.type)}{name}"


def brief(incident: Incident) -> Text:
    """One line: id, date, type, place, what it cost, who did it and on whose word."""
    told = [
        (effect, incident.tolls.get(effect, Toll())) for effect in ("killed", "injured", "abducted", "freed", "missing")
    ]
    tolls = "".join(f"  {words.kind(effect)} {words.toll(toll)}" for effect, toll in told if toll.best is not None)
    who = "; ".join(dict.fromkeys(words.perpetrator(p) for p in incident.perpetrators))
    status = "" if incident.status == "occurred" else f"  ({incident.status})"
    status += "  [outside]" if incident.scope and not incident.scope.inside else ""
    return Text.assemble(
        (incident.id, "dim"), "  ", (headline(incident), "bold"), tolls, f"  by {who}" if who else "", status
    )


def incident(page: Console, what: Incident, citations: Citations) -> None:
    """One incident as a block."""
    reports = "1 report" if len(what.accounts) == 1 else f"{len(what.accounts)} reports"
    grade = f" · {what.grade}" if what.grade else ""
    show.title(page, headline(what), f"{what.status} · {reports}{grade} · {what.id}")
    show.block(page, rows(what, citations))
    page.print()


def rows(what: Incident, citations: Citations) -> Iterator[Row]:
    """Every value of an incident, each with the sentence of one claim that supports it, then who told it."""
    found = Findings(what, citations)
    if what.scope:
        yield Row("scope", what.scope.because)
    yield Row("date", words.period(what.date), None, found.quotes("date", _dated(what)))
    for n, place in enumerate(what.places):
        yield Row("place" if n == 0 else "in", words.place(place), None, found.quotes("places", _named(place.name)))
    for who in what.perpetrators:
        yield Row("by", words.perpetrator(who), None, found.quotes("perpetrators", _perpetrator(who)))
    for claim in what.claims:
        yield Row("claim", words.responsibility(claim), None, found.quotes("claims", _claim(claim)))
    for target in what.targets:
        yield Row("target", words.target(target), None, found.quotes("targets", _named(target.name)))
    for weapon in what.weapons:
        yield Row("weapon", words.kind(weapon.cls), None, found.quotes("weapons", _weapon(weapon)))
    yield from tolls(what, found)
    for victim in what.victims:
        yield Row("victim", victim.name, None, found.quotes("victims", _named(victim.name)))
    for n, document in enumerate(found.documents.values()):
        yield Row("told by" if n == 0 else "", found.number(document.id) + source(document))


class Findings:
    """What an incident's claims say, field by field, with its documents numbered in the order of their accounts."""

    def __init__(self, what: Incident, citations: Citations) -> None:
        self.by_field = {f.field: f for f in what.findings}
        self.citations = citations
        self.documents = {c.document.id: c.document for c in citations.values()}

    def number(self, document: str) -> str:
        """`(2) `, or nothing where there is one document only."""
        return f"({list(self.documents).index(document) + 1}) " if len(self.documents) > 1 else ""

    def quotes(self, field: str, like: Callable[[Value], bool]) -> tuple[Quoted, ...]:
        """The sentence of the first supporting claim with the wanted value, else of the first that has words."""
        finding = self.by_field.get(field)
        cited = [self.citations[c] for c in finding.supports if c in self.citations] if finding else []
        worded = [c for c in cited if c.claim.at]
        chosen = next((c for c in worded if like(c.claim.value)), worded[0] if worded else None)
        if chosen is None:
            return ()
        return (show.quote(chosen.document, chosen.claim.at[0], source=self.number(chosen.document.id).strip(" ()")),)


def tolls(what: Incident, found: Findings) -> Iterator[Row]:
    """The tolls that anybody gave, each with the reason and the sentence of the figure that was chosen."""
    killed = what.tolls.get("killed", Toll())
    for effect in TOLLS:
        toll = what.tolls.get(effect, Toll())
        numbers = (toll.low, toll.best, toll.high)
        if numbers == (None, None, None):
            continue
        if effect == "killed_all" and numbers == (killed.low, killed.best, killed.high):
            continue
        parts = "; ".join(f"{words.kind(who)} {words.toll(part)}" for who, part in toll.by_class.items())
        reason = toll.because.split(" Rule of ")[0]  # the rule itself is told by `why`
        value = words.toll(toll) + (f" ({parts})" if parts else "") + (f". {reason}" if reason else "")
        field = "figures/killed" if effect == "killed_all" else f"figures/{effect}"
        yield Row(words.kind(effect), value, None, found.quotes(field, _counting(toll.best)))


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


def source(document: Document) -> str:
    """Publisher, day and id, as far as they are known."""
    return ", ".join(x for x in (document.publisher, document.day, document.id) if x)
