"""`testimonia copy`: a ledger brought to another place."""

from __future__ import annotations

from pathlib import Path

import click

from testimonia.cli.options import LedgerPlace, example


@click.command(
    epilog=example(
        "testimonia copy war.ledger postgresql://ada@localhost/war",
        "testimonia copy postgresql://ada@localhost/war backup.ledger",
    )
)
@click.argument("source", metavar="FROM", type=LedgerPlace())
@click.argument("target", metavar="TO", type=LedgerPlace())
def copy(source: Path | str, target: Path | str) -> int:
    """Copy the ledger FROM to TO, which is made where there is none: a file, or postgresql://user@host/database.

    Everything is copied with its numbers and times: documents, readings, judgements, tombstones, the names of former
    days. Both are then compared by their digests. It may be killed and run again; FROM is only read.
    """
    from testimonia.store import Ledger, shown

    with Ledger.open(source) as here, Ledger.open(target, "write", create=True) as there:
        digest = here.copy_to(there)
        counts = there.counts()
    click.echo(
        f"{counts.versions} versions of {counts.documents} documents, {counts.readings} readings, {counts.judgements} "
        f"judgements, {counts.incidents} incidents now stand in {shown(target)}; the book is the same in both: {digest}"
    )
    return 0
