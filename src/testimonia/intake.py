"""What comes in from day to day: feeds that are followed, and what would be done with documents before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from testimonia import pipeline
from testimonia.model.doors import Reader
from testimonia.model.errors import InputError, UsageError
from testimonia.model.text import Document
from testimonia.plugins import READER
from testimonia.store import is_server, shown

if TYPE_CHECKING:
    from testimonia.gather.watch import Idle
    from testimonia.store import Ledger


def watch(
    feeds: Path,
    ledger: Ledger,
    *,
    once: bool = False,
    local: bool = False,
    read_all: bool = False,
    reader: str | Reader = READER,
    gazetteer: Path | None = None,
) -> Iterator[pipeline.Recorded | InputError | Idle]:
    """Record what the feeds of a file bring, new and changed documents alone, until it is closed; `once`: until nothing
    is due. The record of what was fetched stands beside the ledger (`LEDGER.watch`), so that it may be killed at any
    moment and goes on where it was. The edition is not computed here, see `pipeline.rebuild`.

    Raises InputError where the file is no list of feeds, LedgerError where another watch is at work.
    """
    from testimonia.gather.fetch import Fetcher
    from testimonia.gather.journal import Journal
    from testimonia.gather.robots import Manners
    from testimonia.gather.subscriptions import subscriptions
    from testimonia.gather.watch import watched

    wanted, by, words = subscriptions(feeds), pipeline.reader_named(reader), pipeline.resolver_with(gazetteer)
    with Journal(record_of(ledger.path)) as journal:
        if not ledger.counts().documents:
            journal.forget()
        items = watched(wanted, journal, Manners(Fetcher(local=local, contact=wanted.contact)), once=once)
        with closing(items):
            for item in items:
                if isinstance(item, Document):
                    yield pipeline.take_in(item, ledger, by, words, read_all=read_all)
                else:
                    yield item


def record_of(ledger: Path | str) -> Path:
    """Where the record of the watch of a ledger lies: beside its file. Raises UsageError for a ledger on a server."""
    if is_server(ledger):
        cure = "watch into a ledger file and bring it there: testimonia copy FILE ADDRESS"
        raise UsageError(f"{shown(ledger)}: the record of a watch lies beside a ledger's file ({cure})")
    path = Path(ledger)
    return path.with_name(path.name + ".watch")


def planned(
    paths: Iterable[str],
    ledger: Ledger | None,
    *,
    published: str | None = None,
    reader: str | Reader = READER,
    local: bool = False,
    read_all: bool = False,
) -> Iterator[tuple[Document, str] | InputError]:
    """What `pipeline.ingest` would do with each document, in words, without reading or recording anything: "new",
    "already there", or why it would not be read. `ledger` None: there is none yet."""
    from testimonia.read.worth import why_not

    by = pipeline.reader_named(reader)
    for item in pipeline.gathered(paths, published, local=local, read_all=read_all):
        if isinstance(item, InputError):
            yield item
        elif ledger is not None and pipeline.is_known(item, ledger, by, read_all=read_all):
            yield item, "already there"
        else:
            yield item, why_not(item, read_all=read_all) or "new"
