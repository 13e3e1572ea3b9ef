"""`testimonia compare`: a ledger beside another recorder's table."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from testimonia.cli import say, show
from testimonia.cli.ledger import into
from testimonia.cli.options import example, known_options, ledger_option
from testimonia.model.asof import AsOf

if TYPE_CHECKING:
    from testimonia.compare import Comparison
    from testimonia.publish.cells import Cell

_SHOWN = 40  # rows of a side on the terminal


@click.command(
    epilog=example(
        "testimonia compare ged.csv --as ucdp-ged --ledger war.ledger",
        "testimonia compare acled.csv --as acled --ledger war.ledger --country ML --since 2019 --html beside.html",
    )
)
@click.argument("file", metavar="TABLE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--as", "table", required=True, type=click.Choice(["ucdp-ged", "acled", "gtd"]),
              help="Whose table it is.")  # fmt: skip
@ledger_option
@click.option("--format", "format_", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True,
              help="For people, or one row an event for programs.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False),
              help="Into this file instead of standard output.")  # fmt: skip
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help="Write it as a web page into this file too."
)
@click.option("--since", metavar="DATE", help="Both sides from that day, month or year on: 2019-11-03, 2019.")
@click.option("--until", metavar="DATE", help="Both sides until that day, month or year.")
@click.option("--country", metavar="CODE", help="Both sides in that country: its ISO code, as ML.")
@click.option("--all", "beyond", is_flag=True,
              help="List what lies outside the countries and days of the other side too.")  # fmt: skip
@known_options
def compare(
    file: Path,
    table: str,
    ledger_path: Path | str,
    format_: str,
    output: Path | None,
    html: Path | None,
    since: str | None,
    until: str | None,
    country: str | None,
    beyond: bool,
    policy: str,
    as_of: AsOf,
) -> int:
    """Match our incidents one-to-one with the rows of another recorder's TABLE (CSV, or CSV in .gz).

    Tells what both have and where their tolls differ, what we have and they do not, what they have and we do not; each
    match with a score and the reasons for it. What lies outside the countries and days of the other side is counted,
    not listed: of that its silence says nothing.
    """
    from testimonia import pipeline
    from testimonia.compare import compare as match
    from testimonia.compare import tell
    from testimonia.compare.table import read, within
    from testimonia.store import Query

    asked = Query(since=since, until=until, country=country)
    theirs = within(read(file, table), table, since, until, country)
    with pipeline.edition(ledger_path, policy=policy, as_of=as_of) as edition:
        found = match(edition.incidents(asked), theirs, table)
    for fault in found.faults:
        say(fault)
    if html is not None:
        into(html, lambda out: out.write(tell.page(found, beyond=beyond).encode("utf-8", "replace")))
    if output is None:
        _write(found, format_, sys.stdout.buffer, beyond)
    else:
        into(output, lambda out: _write(found, format_, out, beyond))
    return 1 if found.faults else 0


def _write(found: Comparison, form: str, out: IO[bytes], beyond: bool) -> None:
    from testimonia.compare import tell

    if form == "csv":
        tell.write_csv(found, out, beyond=beyond)
    elif form == "json":
        out.write(tell.as_json(found, beyond=beyond))
    elif out is sys.stdout.buffer:
        _print(found, show.console(), beyond)
    else:
        text = io.TextIOWrapper(out, "utf-8", write_through=True)
        _print(found, show.console(text), beyond)
        text.detach()
    out.flush()


def _print(found: Comparison, page: Console, beyond: bool) -> None:
    """For people: the counts, then each side by day; of a long side its first rows."""
    from testimonia.compare import tell

    for line in tell.summary(found, beyond=beyond):
        page.print(Text(line), soft_wrap=True)
    rows = list(tell.rows(found, beyond=beyond))
    for case, said in tell.CASES.items():
        those = [row for row in rows if row["case"] == case]
        if those:
            page.print()
            show.title(page, said, str(len(those)))
            page.print(_table(case, those[:_SHOWN]))
            if len(those) > _SHOWN:
                page.print(Text(f"  … {len(those) - _SHOWN} more (--format csv or --html lists them all)", style="dim"))


def _table(case: str, rows: list[dict[str, Cell]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for ratio in (2, 4, 2, 7):
        grid.add_column(ratio=ratio)
    whose = "their" if case == "theirs" else "our"
    for row in rows:
        dead, last = _number(row[f"{whose}_best"]), Text(str(row["about"] or ""))
        if case == "both":
            dead = f"{dead} / {_number(row['their_best'])}"
            last = Text.assemble(
                (str(row["toll"]), "bold" if row["difference"] else ""), (f"\n{row['because']}", "dim")
            )
            if row["rivals"]:
                last.append(f"\nwould fit no worse: {row['rivals']}", style="dim")
        last.append("\n" + " = ".join(str(x) for x in (row["our_id"], row["their_id"]) if x), style="dim")
        grid.add_row(str(row[f"{whose}_date"]), Text(str(row[f"{whose}_place"])), Text(f"{dead} dead"), last)
    return grid


def _number(cell: Cell) -> str:
    return "?" if cell is None else str(cell)
