"""Progress: on standard error, and only where a person watches and nothing else is written to the same terminal."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

T = TypeVar("T")
_MOST_FILES = 2_000_000  # that are counted before work begins


def counted(items: Iterable[T], verb: str, paths: Iterable[str] = ()) -> Iterator[T]:
    """The items, with a running count, documents a second and, where `paths` are several files, the time that is left,
    where standard error is a terminal and standard output is none."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    done = _Done(paths)
    columns = (SpinnerColumn(), TextColumn(f"{verb} {{task.fields[count]}} documents, {{task.fields[rate]:.1f}}/s"),
               BarColumn(), TimeElapsedColumn(), *((TimeRemainingColumn(),) if done.total else ()))  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(verb, total=done.total, count=0, rate=0.0)
        for count, item in enumerate(items, 1):
            yield item
            elapsed = bar.tasks[0].elapsed or 0.0
            bar.update(task, completed=done.up_to(item), count=count, rate=count / elapsed if elapsed else 0.0)


class _Done:
    """How many of the files at some paths are done, told by where the items come from. `total` is None where there is
    one file, or where it cannot be known: what comes through a pipe or from an address."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._numbers: dict[str, int] = {}
        given = list(paths)
        known = all(os.path.exists(path) for path in given)
        for path in given if known else ():
            for name in _files(path):
                self._numbers.setdefault(name, len(self._numbers))
                if len(self._numbers) > _MOST_FILES:
                    break
        self.total = len(self._numbers) if 1 < len(self._numbers) <= _MOST_FILES else None
        self._last = 0

    def up_to(self, item: Any) -> int:
        """The files before the one that an item comes from."""
        name = _origin(item)
        while name and name not in self._numbers:
            name = name[: max(name.rfind(":"), name.rfind("/"), 0)]
        self._last = max(self._last, self._numbers.get(name, 0))
        return self._last


def _files(path: str) -> Iterator[str]:
    """The files below a path in the order in which they are gathered, near enough."""
    if not os.path.isdir(path):
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        yield from (os.path.join(folder, name) for name in sorted(names) if not name.startswith("."))


def _origin(item: Any) -> str:
    """Where an item comes from: a document's origin, or what a fault names."""
    document = getattr(item, "document", None) or (item[0] if isinstance(item, tuple) else item)
    return str(getattr(document, "origin", None) or getattr(document, "source", None) or "")


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
