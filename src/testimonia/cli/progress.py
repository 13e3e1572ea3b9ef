"""Progress: on standard error, and only where a person watches and nothing else is written to the same terminal."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click

T = TypeVar("T")


def counted(items: Iterable[T], verb: str) -> Iterator[T]:
    """The items, with a running count where standard error is a terminal and standard output is none."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn(f"{verb} {{task.completed}} documents"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(verb, total=None)
        for item in items:
            yield item
            bar.advance(task)


@contextmanager
def patience(message: str, seconds: float = 2.0) -> Iterator[None]:
    """Says the message where a person watches and what is done inside takes longer than so many seconds."""
    timer = threading.Timer(seconds, click.echo, (message,), {"err": True})
    timer.daemon = True
    if sys.stderr.isatty():
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def ready(gazetteer: Path | None) -> None:
    """Open what words are looked up in; the default gazetteer is built when it is first asked for."""
    from testimonia import pipeline

    with patience("building the gazetteer; this is done once and takes half a minute"):
        pipeline.resolver_with(gazetteer)
