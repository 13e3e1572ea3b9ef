"""`testimonia merge`, `split`, `set`, `reject`, `undo`: what people judge, written once and never changed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from testimonia.cli.options import example, ledger_option, who_am_i
from testimonia.model.errors import UsageError
from testimonia.model.judgement import Judgement, Verdict
from testimonia.model.world import TOLLS, Incident

F = TypeVar("F", bound=Callable[..., Any])


def signed(command: F) -> F:
    """--why and --who: every judgement says both."""
    for option in (
        click.option("--who", default=who_am_i, help="Who judges (default: TESTIMONIA_WHO, else the login name)."),
        click.option("--why", default="", help="The reason, for those who come later."),
        ledger_option,
    ):
        command = option(command)
    return command


def _record(path: Path, verdict: Verdict, who: str, why: str, **what: Any) -> int:
    """Write one judgement and bring the incidents up to date."""
    from testimonia import pipeline
    from testimonia.store import Ledger

    when = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    judgement = Judgement(id=f"j-{uuid.uuid4().hex[:16]}", when=when, who=who, verdict=verdict, why=why, **what)
    with Ledger.open(path, "write") as ledger:
        count = pipeline.judge(ledger, judgement)
    click.echo(f"{judgement.id}: {verdict} recorded; the ledger holds {count} incidents")
    return 0


def _accounts(path: Path, *names: str) -> list[tuple[str, ...]]:
    """The accounts of each incident (or the account itself, where an account's id is given)."""
    from testimonia import pipeline
    from testimonia.store import Ledger

    with pipeline.edition(path) as edition, Ledger.open(path) as book:
        return [(book.account(n).id,) if n.startswith("a-") else _told(edition.incident(n)) for n in names]


def _told(incident: Incident) -> tuple[str, ...]:
    return tuple(a.account for a in incident.accounts)


@click.command(
    epilog=example('testimonia merge INCIDENT INCIDENT --ledger war.ledger --why "same blast, two spellings"')
)
@click.argument("names", metavar="INCIDENT INCIDENT...", nargs=-1, required=True)
@signed
def merge(names: tuple[str, ...], ledger_path: Path, why: str, who: str) -> int:
    """Judge that incidents are one: their reports tell of the same."""
    if len(set(names)) < 2:
        raise UsageError("merge needs two incidents or more (ids stand in `testimonia incidents --brief`)")
    subjects = tuple(dict.fromkeys(a for told in _accounts(ledger_path, *names) for a in told))
    return _record(ledger_path, "merge", who, why, subjects=subjects)


@click.command(epilog=example('testimonia split INCIDENT DOCUMENT --ledger war.ledger --why "another town"'))
@click.argument("incident", metavar="INCIDENT")
@click.argument("documents", metavar="DOCUMENT...", nargs=-1, required=True)
@signed
def split(incident: str, documents: tuple[str, ...], ledger_path: Path, why: str, who: str) -> int:
    """Judge that these documents of an incident tell of another one than the rest."""
    from testimonia import pipeline

    with pipeline.edition(ledger_path) as edition:
        found = edition.incident(incident)
    known = {a.document for a in found.accounts}
    if unknown := set(documents) - known:
        told = ", ".join(sorted(known))
        raise UsageError(f"{', '.join(sorted(unknown))}: tells nothing of incident {found.id} (it is told by: {told})")
    apart = tuple(a.account for a in found.accounts if a.document in documents)
    subjects = tuple(a.account for a in found.accounts if a.document not in documents)
    if not subjects:
        raise UsageError("split needs a report that stays (name some of its documents, not all)")
    return _record(ledger_path, "split", who, why, subjects=subjects, apart=apart)


@click.command("set", epilog=example(
    "testimonia set INCIDENT type bombing --ledger war.ledger",
    "testimonia set INCIDENT killed '{\"low\": 3, \"best\": 4, \"high\": 4}' --ledger war.ledger",
))  # fmt: skip
@click.argument("incident", metavar="INCIDENT")
@click.argument("field", metavar="FIELD")
@click.argument("value", metavar="VALUE")
@signed
def set_value(incident: str, field: str, value: str, ledger_path: Path, why: str, who: str) -> int:
    """Judge what the value of a field is: a word, or JSON as in `export --format jsonl`.

    FIELD is type, status, date, places, perpetrators, claims, targets, weapons, victims, grade, headline, killed or
    another effect.
    """
    try:
        json.loads(value)
        raw = msgspec.Raw(value.encode())
    except ValueError:
        raw = msgspec.Raw(msgspec.json.encode(value))
    (subjects,) = _accounts(ledger_path, incident)
    name = f"tolls/{field}" if field in TOLLS else field
    return _record(ledger_path, "set", who, why, subjects=subjects, field=name, value=raw)


@click.command(epilog=example('testimonia reject INCIDENT --ledger war.ledger --why "a film, not an attack"'))
@click.argument("incident", metavar="INCIDENT")
@signed
def reject(incident: str, ledger_path: Path, why: str, who: str) -> int:
    """Judge that an incident is none; its reports stay, it leaves the edition."""
    (subjects,) = _accounts(ledger_path, incident)
    return _record(ledger_path, "reject", who, why, subjects=subjects)


@click.command(epilog=example("testimonia undo JUDGEMENT --ledger war.ledger"))
@click.argument("judgement", metavar="JUDGEMENT")
@signed
def undo(judgement: str, ledger_path: Path, why: str, who: str) -> int:
    """Take a judgement back, by another judgement; an undo can be undone."""
    from testimonia.store import Ledger

    with Ledger.open(ledger_path) as ledger:
        if judgement not in {j.id for j in ledger.judgements()}:
            raise UsageError(f"there is no judgement {judgement!r} (see testimonia judgements --ledger {ledger_path})")
    return _record(ledger_path, "undo", who, why, undoes=judgement)


@click.command(epilog=example("testimonia judgements --ledger war.ledger"))
@ledger_option
def judgements(ledger_path: Path) -> int:
    """List what people have judged, oldest first."""
    from testimonia.store import Ledger

    with Ledger.open(ledger_path) as ledger:
        for j in ledger.judgements():
            about = j.undoes or " ".join((*j.subjects, *(("|", *j.apart) if j.apart else ())))
            value = f" {j.field} = {bytes(j.value).decode()}" if j.field and j.carries else ""
            click.echo(f"{j.id}  {j.when}  {j.who}  {j.verdict}{value}  {about}" + (f"  — {j.why}" if j.why else ""))
    return 0
