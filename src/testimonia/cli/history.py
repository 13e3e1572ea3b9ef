"""`testimonia history`: how an incident came to be what it is, and what people said to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from testimonia.cli import words
from testimonia.cli.options import example, ledger_option

if TYPE_CHECKING:
    from testimonia.history import Event


@click.command(epilog=example("testimonia history INCIDENT --ledger war.ledger"))
@click.argument("incident", metavar="INCIDENT")
@ledger_option
def history(incident: str, ledger_path: Path | str) -> int:
    """Print what happened to an incident: its reports as they came in and were read, every judgement on it, its former
    ids, and where a newer reading and a judgement disagree (then both are told, and the person's stands).

    An incident that was rejected has a history too.
    """
    from testimonia import history as histories

    told = histories.history(ledger_path, incident)
    click.echo(told.name if told.name else f"{incident} (in no edition now)")
    for name in told.former:
        click.echo(f"  once {name}")
    for event in told.events:
        click.echo(f"{event.when}  {_said(event)}")
    for conflict in told.conflicts:
        click.echo(f"conflict: {conflict}")
    return 0


def _said(event: Event) -> str:
    if event.judgement is None:
        return event.arrived
    made = event.judgement
    about = f" {made.undoes}" if made.undoes else ""
    why = f": {made.why}" if made.why else ""
    back = f" [taken back by {event.undone_by}]" if event.undone_by else ""
    return f"{words.judgement(made)}{about}{why} ({made.id}){back}"
