"""`testimonia spark`: the whole work on a cluster, or on several cores, with Apache Spark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from testimonia.cli import say
from testimonia.cli.options import (
    Day,
    example,
    gazetteer_option,
    ledger_option,
    local_option,
    paths_argument,
    read_all_option,
)
from testimonia.cli.progress import counted
from testimonia.model.errors import InputError, UsageError
from testimonia.plugins import READER


@click.command(
    epilog=example(
        "testimonia spark crawl/*.warc.gz --ledger war.ledger --work /shared/work",
        "testimonia spark reports/ --ledger war.ledger --work work --master 'local[4]'",
    )
)
@paths_argument
@ledger_option
@click.option("--work", required=True, metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False),
              help="Where what is under way lies: a folder that all machines see by this name.")  # fmt: skip
@click.option("--master", metavar="URL", help="The cluster, as spark://host:7077, or 'local[4]': four cores of this "
              "machine. Without it as Spark is set up (spark-submit).")  # fmt: skip
@click.option("--policy", default="ucdp", show_default=True, metavar="NAME", help="How many figures become one toll.")
@click.option("--published", type=Day(moment=True), help="Publication date of texts that do not say.")
@click.option("--reader", default=READER, show_default=True, help="Which reader reads.")
@gazetteer_option
@local_option
@read_all_option
def spark(
    paths: tuple[str, ...], ledger_path: Path | str, work: Path, master: str | None, policy: str, **how: Any
) -> int:
    """Gather, read, record and link documents on many machines; the ledger is that of `ingest`, to the last byte.

    Each PATH is gathered by one task: give many, or folders. It may be killed and run again at any moment: what is
    complete in the folder of --work, or recorded, is not done again.
    """
    from testimonia import pipeline
    from testimonia.cli.summary import Summary
    from testimonia.spark import Step, run, session
    from testimonia.spark.reading import How
    from testimonia.store import Ledger

    if "-" in paths:
        raise UsageError("-: tasks cannot read from standard input (write it to a file)")
    pipeline.policy_named(policy), pipeline.reader_named(how["reader"]), pipeline.resolver_with(how["gazetteer"])
    if how["gazetteer"]:
        how["gazetteer"] = str(how["gazetteer"].absolute())
    summary, status = Summary(), 0
    engine = session(master)
    with Ledger.open(ledger_path, "write", create=True) as ledger:
        for item in counted(run(engine, paths, ledger, work, How(**how), policy), "recorded"):
            if isinstance(item, InputError):
                status = max(status, int(item.refused))
                summary.fail(item)
                say(str(item))
            elif not isinstance(item, Step):
                summary.count(item.document, item.reading if item.new else None, new=item.new)
        count = ledger.size()
    click.echo(f"{summary.line()}; the ledger holds {count} incidents", err=True)
    return status
