"""`testimonia watch` and `testimonia sources`: feeds followed and checked."""

from __future__ import annotations

import signal
import time
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from testimonia.cli import say
from testimonia.cli.options import (
    example,
    gazetteer_option,
    ledger_option,
    local_option,
    read_all_option,
    reader_options,
)
from testimonia.cli.progress import ready
from testimonia.model.doors import Reader
from testimonia.model.errors import InputError, LedgerError

if TYPE_CHECKING:
    from testimonia.store import Ledger

_REBUILD = 600.0  # seconds, at least, from one computing of the incidents to the next
_FEEDS = click.argument("feeds", metavar="FEEDS.TOML", type=click.Path(path_type=Path))


@click.command(
    epilog=example(
        "testimonia watch feeds.toml --ledger war.ledger",
        "testimonia watch feeds.toml --ledger war.ledger --once   # in cron",
    )
)
@_FEEDS
@ledger_option
@click.option("--once", is_flag=True, help="Look at every feed once, fetch what is due, and end.")
@reader_options
@gazetteer_option
@local_option
@read_all_option
def watch(
    feeds: Path,
    ledger_path: Path | str,
    once: bool,
    reader: str | Reader,
    gazetteer: Path | None,
    local: bool,
    read_all: bool,
) -> int:
    """Follow the feeds of a file and record what is new or changed, politely, until it is stopped.

    FEEDS.TOML has one [[feed]] with its url for each (RSS, Atom, JSON Feed or sitemap). May be stopped (Ctrl-C) or
    killed at any moment and started again. What was fetched and what failed stands in LEDGER.watch; see `testimonia
    sources log`.
    """
    from testimonia import intake
    from testimonia.gather.watch import Idle
    from testimonia.store import Ledger

    signal.signal(signal.SIGTERM, _stop)
    ready(gazetteer)
    tally, since = Counter[str](), time.monotonic()
    with Ledger.open(ledger_path, "write", create=True) as ledger:
        items = intake.watch(
            feeds, ledger, once=once, local=local, read_all=read_all, reader=reader, gazetteer=gazetteer
        )
        try:
            for item in items:
                if not isinstance(item, Idle):
                    _count(item, tally)
                elif tally["unsaid"]:
                    _say(ledger, tally, f"; next in {_span(item.seconds)}")
                if time.monotonic() - since > _REBUILD:
                    _rebuild(ledger)
                    since = time.monotonic()
        except KeyboardInterrupt:
            _say(ledger, tally, "")
            raise
        _rebuild(ledger)
        _say(ledger, tally, "")
    return 1 if tally["failed"] else 0


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  (what signal gives)
    raise KeyboardInterrupt


def _count(item: Any, tally: Counter[str]) -> None:
    from testimonia import pipeline
    from testimonia.gather.watch import Again

    tally["unsaid"] += 1
    if isinstance(item, InputError):
        say(str(item))
        tally["failed for now" if isinstance(item, Again) else "failed"] += 1
        return
    tally["new" if item.new else "already there"] += 1
    if item.reading and not item.reading.read:
        tally["set aside" if pipeline.was_set_aside(item.reading) else "not read"] += 1


def _rebuild(ledger: Ledger) -> None:
    from testimonia import pipeline

    if ledger.stale:
        pipeline.renew(ledger)


def _say(ledger: Ledger, tally: Counter[str], more: str) -> None:
    """One line that says what came since the beginning."""
    tally["unsaid"] = 0
    parts = [f"{tally['new']} new documents", f"{tally['already there']} already there"]
    parts += [f"{tally[what]} {what}" for what in ("set aside", "not read", "failed for now", "failed") if tally[what]]
    held = ", ".join(parts) + f"; the ledger holds {ledger.counts().documents} documents"
    click.echo(held + more, err=True)


def _span(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.0f} h"
    )


@click.group(
    epilog=example("testimonia sources check feeds.toml", "testimonia sources log --ledger war.ledger --failed")
)
def sources() -> None:
    """Check feeds, or look what a watch has fetched."""


@sources.command(epilog=example("testimonia sources check feeds.toml"))
@_FEEDS
@local_option
def check(feeds: Path, local: bool) -> int:
    """Fetch each feed now and say which are broken, and why. The exit status is 1 where one is."""
    from testimonia.gather.checking import checked
    from testimonia.gather.fetch import Fetcher
    from testimonia.gather.robots import Manners
    from testimonia.gather.subscriptions import subscriptions

    wanted = subscriptions(feeds)
    broken = 0
    for one in checked(wanted, Manners(Fetcher(local=local, contact=wanted.contact))):
        broken += not one.works
        click.echo(
            f"{'works ' if one.works else 'BROKEN'}  {one.url}: {one.says}" + (f" ({one.cure})" if one.cure else "")
        )
    click.echo(f"{len(wanted.feed)} feeds, {broken} broken", err=True)
    return 1 if broken else 0


@sources.command(epilog=example("testimonia sources log --ledger war.ledger --failed"))
@ledger_option
@click.option("--failed", is_flag=True, help="Only what failed.")
def log(ledger_path: Path | str, failed: bool) -> int:
    """Print what a watch has fetched, one request a line: when, what became of it, its size, the address, the fault."""
    from testimonia.gather.journal import Journal
    from testimonia.intake import record_of

    path = record_of(ledger_path)
    if not path.exists():
        raise LedgerError(f"{path}: there is no record (testimonia watch makes it)")
    with Journal(path, alone=False) as journal:
        for line in journal.lines(failed):
            click.echo("\t".join((line.at, line.outcome, str(line.bytes), line.url, line.fault or "")))
    return 0
