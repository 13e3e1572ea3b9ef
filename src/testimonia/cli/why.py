"""`testimonia why`: a value, the rule that chose it, and every sentence behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from testimonia.cli.options import example, known_options, ledger_option
from testimonia.model.asof import AsOf
from testimonia.model.claim import Figure, Period, Perpetrator, Place, Responsibility, Target, Victim, Weapon
from testimonia.model.errors import UsageError
from testimonia.model.world import TOLLS, Finding, Incident, Toll
from testimonia.pipeline import Cited

# What people call a field, and its name in the findings.
_ALSO = {
    "when": "date", "where": "places", "place": "places", "country": "places", "by": "perpetrators",
    "who": "perpetrators", "perpetrator": "perpetrators", "target": "targets", "weapon": "weapons", "claim": "claims",
    "victim": "victims", "killed_all": "figures/killed", "toll": "figures/killed", "tolls": "figures/killed",
}  # fmt: skip


@click.command(
    epilog=example(
        "testimonia why INCIDENT --ledger war.ledger",
        "testimonia why INCIDENT killed --ledger war.ledger",
    )
)
@click.argument("incident", metavar="INCIDENT")
@click.argument("field", metavar="[FIELD]", required=False)
@ledger_option
@known_options
def why(incident: str, field: str | None, ledger_path: Path | str, policy: str, as_of: AsOf) -> int:
    """Print the value, the rule that chose it, and every sentence behind it with its source.

    FIELD is type, status, date, places, perpetrators, targets, weapons, claims, victims, killed, injured or another
    effect; without it all are told, and why the reports are taken to tell of one incident. An id of former days leads
    to the incident that it stands for now.
    """
    from testimonia import pipeline
    from testimonia.cli import chronicle, show
    from testimonia.store import Ledger

    page = show.console()
    with pipeline.edition(ledger_path, policy=policy, as_of=as_of) as edition, Ledger.open(ledger_path) as book:
        found = edition.incident(incident)
        citations = pipeline.cited(book, found, as_of)
    show.title(page, chronicle.headline(found), found.id)
    if found.id != incident:
        page.print(f"{incident} is now {found.id}", style="dim")
    for finding in _chosen(found, field):
        _tell(page, found, finding, citations)
    if field is None:
        _links(page, found, citations)
    return 0


def _chosen(incident: Incident, field: str | None) -> Iterable[Finding]:
    """The findings that are asked for; raises UsageError that names those there are."""
    if field is None:
        return incident.findings
    name = field.lower().removeprefix("tolls/")  # as it is called where it is set
    name = _ALSO.get(name, name)
    found = [f for f in incident.findings if f.field in (name, f"figures/{name}")]
    if not found:
        known = ", ".join(f.field.removeprefix("figures/") for f in incident.findings)
        raise UsageError(f"incident {incident.id} says nothing about {field!r} (it knows: {known})")
    return found


def _tell(page: Console, incident: Incident, finding: Finding, citations: dict[str, Cited]) -> None:
    """One field: the value, the rule, and the claims for it, against it and set aside."""
    page.print()
    name = finding.field.removeprefix("figures/")
    for n, value in enumerate(values(incident, finding.field)):
        page.print(Text.assemble((f"{name if n == 0 else '':<13}", "bold"), value), soft_wrap=True)
    page.print(Text(f"  rule {finding.rule}: {finding.because}"))
    _claims(page, "for it", ((c, "") for c in finding.supports), citations)
    _claims(page, "against it", ((c, "") for c in finding.contradicts), citations)
    _claims(page, "set aside", ((s.claim, f"{s.rule}: {s.because}") for s in finding.set_aside), citations)


def _claims(page: Console, head: str, claims: Iterable[tuple[str, str]], citations: dict[str, Cited]) -> None:
    from testimonia.cli import chronicle, show

    for n, (name, reason) in enumerate(claims):
        if n == 0:
            page.print(Text(f"  {head}", style="italic"))
        cited = citations.get(name)
        if cited is None:
            page.print(Text(f"    {name} (its document tells it otherwise by now)", style="dim"))
            continue
        about = Text.assemble((f"    {said(cited.claim.value)}", "bold"), f"  — {chronicle.source(cited.document)}")
        page.print(about, soft_wrap=True)
        if reason:
            page.print(Padding(Text(reason, style="yellow"), (0, 0, 0, 6)))
        for evidence in cited.claim.at or cited.told.account.mentions[:1]:
            quoted = show.quote(cited.document, evidence, whole=True)
            page.print(Padding(show.sentence(quoted, marked=not page.is_terminal), (0, 0, 0, 6)))


def _links(page: Console, incident: Incident, citations: dict[str, Cited]) -> None:
    """Why its reports tell of one incident."""
    documents = {c.told.id: c.document.id for c in citations.values()}
    for n, link in enumerate(incident.links):
        if n == 0:
            page.print()
            page.print(Text("one incident", style="bold"))
        left, right = documents.get(link.left, link.left), documents.get(link.right, link.right)
        page.print(Padding(Text(f"{left} and {right} ({link.score:.2f}): {link.because}"), (0, 0, 0, 2)))


def _counts(toll: Toll) -> tuple[object, ...]:
    return toll.low, toll.best, toll.high, {who: (p.low, p.best, p.high) for who, p in toll.by_class.items()}


def values(incident: Incident, field: str) -> Iterator[str]:
    """What the ledger holds of a field, in words; a dash where it holds nothing."""
    from testimonia.cli import words

    if field.startswith("figures/"):
        effect = field.removeprefix("figures/")
        names = ("killed", "killed_all") if effect == "killed" else (effect,)
        tolls = [(n, incident.tolls[n]) for n in TOLLS if n in names and n in incident.tolls]
        if [n for n, _ in tolls] == ["killed", "killed_all"] and _counts(tolls[0][1]) == _counts(tolls[1][1]):
            tolls = tolls[:1]  # nobody of them was an attacker
        for name, toll in tolls:
            parts = "; ".join(f"{words.kind(who)} {words.toll(part)}" for who, part in toll.by_class.items())
            yield f"{words.toll(toll)} (low / best / high{', everybody' if name == 'killed_all' else ''})" + (
                f"; {parts}" if parts else ""
            )
        if not tolls:
            yield "–"
        return
    held: Any = getattr(incident, field)
    items = held if isinstance(held, tuple) else (held,)
    yield from (said(item) for item in items)
    if not items:
        yield "–"


def said(value: Any) -> str:
    """One value of a claim in words."""
    from testimonia.cli import words

    match value:
        case Period():
            return words.period(value)
        case Place():
            return words.place(value)
        case Perpetrator():
            return words.perpetrator(value)
        case Target():
            return words.target(value)
        case Weapon():
            return words.kind(value.cls)
        case Figure():
            return f"{value.effect} {words.figure(value)}"
        case Responsibility():
            return words.responsibility(value)
        case Victim():
            return value.name
    return words.kind(str(value))
