"""`testimonia demo`: the whole way on sample reports. `testimonia completion`: for the shell."""

from __future__ import annotations

import tempfile
from importlib.resources import as_file, files
from pathlib import Path

import click

from testimonia.cli import say
from testimonia.cli.options import example, gazetteer_option
from testimonia.cli.progress import counted, ready
from testimonia.model.errors import InputError, UsageError

_COMPLETION = {
    "bash": 'eval "$(testimonia completion bash)"   # in ~/.bashrc',
    "zsh": 'eval "$(testimonia completion zsh)"   # in ~/.zshrc',
    "fish": "testimonia completion fish | source   # in ~/.config/fish/config.fish",
}


@click.command(epilog=example("testimonia demo", "testimonia demo my-reports/ --ledger my.ledger"))
@click.argument("reports", metavar="[FOLDER]", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--ledger", "ledger_path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Keep the ledger in this file.")  # fmt: skip
@gazetteer_option
def demo(reports: Path | None, ledger_path: Path | None, gazetteer: Path | None) -> int:
    """Read the sample reports that ship with the package (or those of FOLDER) into a ledger, and show it.

    The samples were written for this demonstration: they tell real incidents with the figures that were reported at
    the time, and quote nobody.
    """
    with tempfile.TemporaryDirectory(prefix="testimonia-") as scratch, as_file(files("testimonia") / "samples") as ours:
        return _show(reports or ours, ledger_path or Path(scratch, "demo.ledger"), gazetteer)


def _show(reports: Path, ledger_path: Path | str, gazetteer: Path | None) -> int:
    from testimonia import pipeline
    from testimonia.cli import chronicle, show
    from testimonia.store import Ledger

    ready(gazetteer)
    page, status, read = show.console(), 0, 0
    with Ledger.open(ledger_path, "write", create=True) as ledger:
        for item in counted(pipeline.ingest([str(reports)], ledger, gazetteer=gazetteer), "read"):
            if isinstance(item, InputError):
                status = 1
                say(str(item))
            else:
                read += 1
        found = pipeline.renew(ledger)
        for incident in ledger.incidents():
            chronicle.incident(page, incident, pipeline.cited(ledger, incident))
        for incident in ledger.incidents():
            page.print(chronicle.brief(incident), soft_wrap=True)
    page.print()
    page.print(f"{read} reports tell of {found} incidents. Tolls are low / best / high, by the policy ucdp.")
    page.print("Now your own:  testimonia read REPORT.txt --published 2019-11-03", style="dim")
    return status


@click.command(epilog=example(*_COMPLETION.values()))
@click.argument("shell", type=click.Choice(list(_COMPLETION)))
def completion(shell: str) -> int:
    """Print the script that teaches a shell to complete testimonia's commands and options."""
    from click.shell_completion import get_completion_class

    from testimonia.cli import main

    maker = get_completion_class(shell)
    if maker is None:
        raise UsageError(f"there is no completion for {shell!r} (known: {', '.join(_COMPLETION)})")
    click.echo(maker(main, {}, "testimonia", "_TESTIMONIA_COMPLETE").source())
    return 0
