"""A whole job: paths in, a ledger that is up to date out; each step goes on from what an earlier run has done."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from testimonia import pipeline
from testimonia.model.codec import decode, encode
from testimonia.model.errors import InputError
from testimonia.model.world import Incident
from testimonia.spark import linking, reading
from testimonia.spark.checkpoint import Checkpoints
from testimonia.spark.reading import How
from testimonia.store.edition import account_ids

if TYPE_CHECKING:
    from pyspark.sql import Row, SparkSession

    from testimonia.store import Ledger

PATHS = 64
"""Paths whose documents are read before the next ones are recorded: what a killed job may lose."""
_ACCOUNTS = 20_000  # in a file
_SCHEMA = pa.schema([("number", pa.int64()), ("id", pa.string()), ("document", pa.string()), ("told", pa.binary())])


class Step(NamedTuple):
    """What a job has done: so many of what is `done`, as "reading" or "linking"."""

    done: str
    number: int


def run(
    spark: SparkSession, paths: Sequence[str], ledger: Ledger, folder: Path, how: How, policy: str = "ucdp"
) -> Iterator[pipeline.Recorded | InputError | Step]:
    """Reads what stands at the paths, records it, and computes the edition, as `pipeline.ingest` and `pipeline.rebuild`
    would; to the same bytes. `folder` must be seen by all machines under that name, and so must the paths. It may be
    killed at any moment and run again.

    Yields what is recorded and what could not be read, in the order of the paths, and a Step after each part of it.
    """
    folder = folder.absolute()
    left = iter(paths)
    while some := list(islice(left, PATHS)):
        yield from _ingested(spark, some, ledger, folder / "readings", how)
        yield Step("reading", len(some))
    if ledger.stale or ledger.recipe != pipeline.recipe(policy):
        yield Step("linking", _linked(spark, ledger, folder / "links", policy))


def _ingested(
    spark: SparkSession, paths: list[str], ledger: Ledger, folder: Path, how: How
) -> Iterator[pipeline.Recorded | InputError]:
    """Documents read by tasks, and recorded here."""
    by = pipeline.signature(pipeline.reader_named(how.reader))
    made_of = ([(path, _state(path)) for path in paths], how, by, version("testimonia"))
    work = Checkpoints(spark, folder, made_of)
    found = work.table("read", lambda: reading.table(spark, [os.path.abspath(p) if os.path.exists(p) else p
                                                             for p in paths], how))  # fmt: skip
    with ledger.batch():
        for item in reading.items(found):
            yield item if isinstance(item, InputError) else pipeline.record(*item, ledger)


def _state(path: str) -> list[tuple[str, int, int]]:
    """What changes when a file, or one in a folder, does: its size and time."""
    if not os.path.isdir(path):
        files = [path] if os.path.exists(path) else []
    else:
        files = sorted(os.path.join(where, name) for where, _, names in os.walk(path) for name in names)
    return [(name, os.stat(name).st_size, os.stat(name).st_mtime_ns) for name in files]


def _linked(spark: SparkSession, ledger: Ledger, folder: Path, policy: str) -> int:
    """The edition computed by tasks, and published here; how many incidents it has."""
    from testimonia.link.judged import judged

    book = ledger.grown
    work = Checkpoints(spark, folder, (book, str(ledger.path), pipeline.recipe(policy)))
    ids = [told.id for told in ledger.accounts()]
    known = {name: number for number, name in enumerate(ids)}
    judgements = pipeline.inherited(ledger.kin, ledger.judgements(), known)
    people = judged(judgements, known)
    _write_accounts(ledger, work, known, people.rejected)
    accounts = spark.read.parquet(str(work.place("accounts")))
    joined = [(known[left], known[right]) for left, right, _ in people.joined]
    made, first, near = linking.incidents(spark, accounts, joined, linking.Said(judgements, people, policy), work)
    first_of, weakest, at_last = dict[str, str](), dict[str, float](), dict[str, float]()
    for row in first.toLocalIterator():
        first_of[row.id] = row.first
        if row.weakest != linking.NOTHING:
            weakest[row.first] = row.weakest
    incidents = _noted(made.toLocalIterator(prefetchPartitions=True), at_last)  # before the rows are asked for
    likely = ((ids[row.left], ids[row.right], row.base) for row in near.toLocalIterator(prefetchPartitions=True))
    rows = pipeline.rows(ledger.accounts(), first_of, weakest, at_last)
    ledger.publish_edition(incidents, recipe=pipeline.recipe(policy), linked=(rows, likely))
    work.done()
    return ledger.size()


def _noted(made: Iterator[Row], at_last: dict[str, float]) -> Iterator[Incident]:
    """The incidents; `at_last` learns the weakest link of each by all of its accounts."""
    for row in made:
        incident = decode(bytes(row.incident), Incident)
        if row.weakest != linking.NOTHING:
            at_last |= dict.fromkeys(account_ids(incident), row.weakest)
        yield incident


def _write_accounts(ledger: Ledger, work: Checkpoints, known: dict[str, int], rejected: frozenset[str]) -> None:
    """The accounts that are linked, as a table that tasks read; whole, or made anew."""
    if work.has("accounts"):
        return
    place = work.place("accounts")
    place.mkdir(exist_ok=True)
    rows = ({"number": known[t.id], "id": t.id, "document": t.document, "told": encode(t)}
            for t in ledger.accounts() if t.id not in rejected)  # fmt: skip
    for number, some in enumerate(chain(_chunks(rows), [[]])):  # at least one file, so that Spark knows the columns
        pq.write_table(pa.Table.from_pylist(some, schema=_SCHEMA), place / f"{number:06}.parquet")
    (place / "_SUCCESS").touch()


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, _ACCOUNTS)):
        yield some
