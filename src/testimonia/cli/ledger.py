"""`testimonia ingest`, `incidents`, `export`: the ledger filled, listed and written out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar, get_args

import click

from testimonia.cli import say
from testimonia.cli.options import (
    example,
    known_options,
    ledger_option,
    paths_argument,
    reading_options,
    scope_options,
)
from testimonia.cli.progress import counted, ready
from testimonia.model.asof import AsOf
from testimonia.model.claim import IncidentType, Status
from testimonia.model.doors import Export
from testimonia.model.errors import InputError, SkippedError, UsageError
from testimonia.model.world import GRADES, Incident

if TYPE_CHECKING:
    from testimonia.store import Ledger

F = TypeVar("F", bound=Callable[..., Any])
Marks = Callable[[Iterator[Incident]], Iterator[Incident]]


@click.command(
    epilog=example(
        "testimonia ingest reports/ --ledger war.ledger", "testimonia ingest - --ledger war.ledger < feed.jsonl"
    )
)
@paths_argument
@ledger_option
@reading_options
@click.option("--dry-run", is_flag=True, help="Say what would be done with each document, and do nothing.")
def ingest(paths: tuple[str, ...], ledger_path: Path | str, dry_run: bool, gazetteer: Path | None, **how: Any) -> int:
    """Gather, read and record documents, then bring the incidents up to date.

    May be killed or interrupted (Ctrl-C) and run again at any moment: what is recorded already is not read again.
    """
    from testimonia import pipeline
    from testimonia.cli.summary import Summary
    from testimonia.store import Ledger

    if dry_run:
        return _dry_run(paths, ledger_path, how)
    ready(gazetteer)
    summary, status = Summary(), 0
    with Ledger.open(ledger_path, "write", create=True) as ledger:
        items = pipeline.ingest(paths, ledger, gazetteer=gazetteer, **how)
        try:
            for item in counted(items, "recorded", paths):
                if isinstance(item, InputError):
                    status = max(status, int(item.refused))
                    summary.fail(item)
                    say(str(item))
                    continue
                summary.count(item.document, item.reading, new=item.new)
                if item.reading and not item.reading.read and not pipeline.was_set_aside(item.reading):
                    status = 1
                    say(f"{item.document.origin or item.document.id}: recorded, not read: {item.reading.reason}")
        except KeyboardInterrupt:
            click.echo(f"{summary.line()}; run the same line again to go on", err=True)
            raise
        count = pipeline.renew(ledger) if ledger.stale or summary.new else ledger.counts().incidents
    click.echo(f"{summary.line()}; the ledger holds {count} incidents", err=True)
    return status


def _dry_run(paths: tuple[str, ...], ledger_path: Path | str, how: dict[str, Any]) -> int:
    """Prints what would be done, one document a line, and the sums."""
    from collections import Counter
    from contextlib import nullcontext

    from testimonia import intake
    from testimonia.store import Ledger, is_server

    how.pop("workers")
    tally: Counter[str] = Counter()
    status = 0
    there = is_server(ledger_path) or Path(ledger_path).exists()
    with Ledger.open(ledger_path) if there else nullcontext() as ledger:
        for item in intake.planned(paths, ledger, **how):
            if isinstance(item, InputError):
                tally["skipped" if isinstance(item, SkippedError) else "failed"] += 1
                status = max(status, int(item.refused))
                say(str(item))
                continue
            document, what = item
            tally[what.partition(":")[0]] += 1
            click.echo("\t".join((what, document.origin or document.id, document.title or "")))
    sums = ", ".join(f"{count} {what}" for what, count in sorted(tally.items())) or "nothing"
    click.echo(f"would be done: {sums}", err=True)
    return status


def filters(command: F) -> F:
    """Which incidents are meant; every filter that is given must hold."""
    for option in reversed(
        (
            click.option("--since", metavar="DATE", help="From that day, month or year on: 2019-11-03, 2019."),
            click.option("--until", metavar="DATE", help="Until that day, month or year."),
            click.option("--country", metavar="CODE", help="ISO code of the country, as ML."),
            click.option("--place", metavar="NAME", help="Words of a place's name."),
            click.option("--actor", metavar="NAME", help="Who did it or claimed it: words of the name, or an id."),
            click.option("--type", "type_", type=click.Choice(get_args(IncidentType)), metavar="TYPE",
                         help="One of: " + ", ".join(get_args(IncidentType)) + "."),
            click.option("--status", type=click.Choice(get_args(Status)), help="Whether it happened."),
            click.option("--min-killed", type=click.IntRange(min=0), metavar="N", help="At least so many killed."),
            click.option("--source", metavar="NAME", help="Words of the name of a publisher that reports it."),
            click.option("--grade", type=click.Choice(GRADES), help="How far its sources agree."),
            click.option("--min-confidence", type=click.FloatRange(0, 1), metavar="N",
                         help="How sure the reader is, at least, of the least sure of date, place and number killed."),
            click.option("--text", metavar="WORDS", help="Words that stand in its headline, evidence or names."),
            click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most so many."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def _query(since: str | None, until: str | None, type_: str | None, newest: bool = False, **rest: Any) -> Any:
    from testimonia.store import Query

    return Query(since=since, until=until, type=type_, newest=newest, **rest)


def _chosen(edition: Ledger, scope: Marks | None, **asked: Any) -> Iterator[Incident]:
    """The incidents that are meant, marked by a scope; what it leaves out does not count towards --limit."""
    if scope is None:
        return edition.incidents(_query(**asked))
    most = asked.pop("limit", None)
    return islice(scope(edition.incidents(_query(limit=None, **asked))), most)


@click.command(
    epilog=example(
        "testimonia incidents --ledger war.ledger --country ML --since 2019-11",
        "testimonia incidents --ledger war.ledger --min-killed 10 --newest --brief",
    )
)
@ledger_option
@filters
@click.option("--newest", is_flag=True, help="The latest first.")
@click.option("--brief", is_flag=True, help="One line an incident, without the sentences.")
@known_options
@scope_options
def incidents(
    ledger_path: Path | str, newest: bool, brief: bool, policy: str, as_of: AsOf, scope: Marks | None, **asked: Any
) -> int:
    """List the incidents of a ledger by date, each with the sentences that carry its values."""
    from testimonia import pipeline
    from testimonia.cli import chronicle, show
    from testimonia.store import Ledger, shown

    page, many = show.console(), 0
    with pipeline.edition(ledger_path, policy=policy, as_of=as_of) as edition, Ledger.open(ledger_path) as book:
        for incident in _chosen(edition, scope, newest=newest, **asked):
            many += 1
            if brief:
                page.print(chronicle.brief(incident), soft_wrap=True)
            else:
                chronicle.incident(page, incident, pipeline.cited(book, incident, as_of))
    if not many:
        say(f"{shown(ledger_path)}: no incident is like that (leave a filter out)")
    return 0


@click.command(
    epilog=example(
        "testimonia export --ledger war.ledger --format csv --output incidents.csv",
        "testimonia export --ledger war.ledger --format geojson --country ML > mali.geojson",
        "testimonia export --ledger war.ledger --format ucdp-ged --loss lost.txt --output ged.csv",
        "testimonia export --ledger war.ledger --aggregates > all.jsonl",
    )
)
@ledger_option
@click.option("--format", "format_", default="jsonl", show_default=True, metavar="NAME",
              help="jsonl, csv, csv-excel, parquet, xlsx, geojson, gpkg, ucdp-ged, acled, gtd, polecat, hxl, ftm, or "
                   "another that is installed.")  # fmt: skip
@click.option("--rows", type=click.Choice(["incidents", "claims"]), default="incidents", show_default=True,
              help="One row an incident, or one row a claim (csv).")  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Into this file instead of standard output."
)
@click.option("--loss", type=click.Path(path_type=Path, dir_okay=False),
              help="What the format cannot hold, in numbers and examples, goes into this file; else one line on "
                   "standard error.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Refuse an export that would lose anything.")
@click.option("--aggregates", is_flag=True,
              help="Behind the incidents also the totals over several of them that reports tell, as objects with "
                   '"kind": "aggregate" (jsonl).')  # fmt: skip
@known_options
@scope_options
@filters
def export(
    ledger_path: Path | str,
    format_: str,
    rows: str,
    output: Path | None,
    loss: Path | None,
    strict: bool,
    aggregates: bool,
    policy: str,
    as_of: AsOf,
    scope: Marks | None,
    **asked: Any,
) -> int:
    """Write the incidents of a ledger in a format for other programs.

    The bytes are the same for the same documents, judgements and policy, in whatever order the documents came in.
    """
    from testimonia import pipeline
    from testimonia.publish.loss import Tally

    exporter = _exporter(format_, rows)
    tally = Tally(exporter)
    with pipeline.edition(ledger_path, policy=policy, as_of=as_of) as edition:
        if strict:
            _refuse_loss(exporter, _chosen(edition, scope, **asked), loss)
        found: Iterator[Incident] = tally.watch(_chosen(edition, scope, **asked))
        totals = _totals(exporter, ledger_path, as_of, **asked) if aggregates else None

        def write(out: IO[bytes]) -> None:
            exporter.write(found, out)
            if totals:
                totals(out)

        if output is None:
            write(sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            into(output, write)
    if loss is not None:
        into(loss, lambda out: out.write(tally.report().encode("utf-8", "replace")))
    elif tally.lossy:
        click.echo(tally.summary(), err=True)
    return 0


def _exporter(name: str, rows: str) -> Export:
    """The export of that name; rows of claims are a format of their own. Raises UsageError where there is none."""
    from testimonia import plugins

    if rows == "incidents":
        made: Export = plugins.make("exports", name)
        return made
    known = [n.removesuffix("-claims") for n in plugins.names("exports") if n.endswith("-claims")]
    if name not in known:
        raise UsageError(f"the format {name!r} has no rows of claims (these have: {', '.join(known)})")
    by_claim: Export = plugins.make("exports", f"{name}-claims")
    return by_claim


def _totals(exporter: Export, ledger: Path | str, as_of: AsOf, **asked: Any) -> Callable[[IO[bytes]], None]:
    """What writes the totals over several incidents that are meant. Raises UsageError for a format that has none."""
    from testimonia.store import Ledger, covers

    written = getattr(exporter, "write_totals", None)
    if written is None:
        raise UsageError(f"the format {exporter.name!r} has no place for totals over several incidents (jsonl has)")
    query = _query(**asked)

    def write(out: IO[bytes]) -> None:
        with Ledger.open(ledger) as book:
            written((total for total in book.totals(as_of) if covers(query, total)), out)

    return write


def _refuse_loss(exporter: Export, incidents: Iterator[Incident], loss: Path | None) -> None:
    """Raises InputError where the format cannot hold all; nothing but the report has been written then."""
    from testimonia.publish.loss import Tally

    tally = Tally(exporter)
    for incident in incidents:
        tally.count(incident)
    if not tally.lossy:
        return
    if loss is not None:
        into(loss, lambda out: out.write(tally.report().encode("utf-8", "replace")))
    what = f"refused, because {tally.summary()}"
    raise InputError(exporter.name, what, "leave --strict out, or choose jsonl or parquet, which hold all")


def into(path: Path, write: Callable[[IO[bytes]], Any]) -> None:
    """A file written whole or not at all: another name first, then the right one. What is no plain file (a device, a
    pipe) is written to as it is and never replaced.
    """
    part = path.with_name(path.name + ".part") if path.is_file() or not path.exists() else path
    try:
        with part.open("wb") as out:
            write(out)
        if part != path:
            part.replace(path)
    except OSError as fault:
        raise UsageError(f"{path}: cannot be written: {fault.strerror} (choose another place)") from fault
    finally:
        if part != path:
            part.unlink(missing_ok=True)
