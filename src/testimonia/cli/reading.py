"""`testimonia read`: what each document says."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from testimonia.cli import say
from testimonia.cli.options import example, paths_argument, reading_options
from testimonia.cli.progress import counted, ready
from testimonia.model.claim import Reading
from testimonia.model.errors import InputError
from testimonia.model.text import Document

Item = tuple[Document, Reading] | InputError


@click.command(
    epilog=example(
        "testimonia read report.txt --published 2019-11-03",
        "testimonia read folder/ --format jsonl > said.jsonl",
        "testimonia read https://news.example/2019/11/03/attack.html",
    )
)
@paths_argument
@click.option(
    "--format",
    "layout",
    type=click.Choice(["text", "jsonl", "json"]),
    help="Layout; default: text on a terminal, else jsonl.",
)
@reading_options
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Leave out incidents and values that the reader is less sure of (0 to 1).",
)
@click.option("--with-text", is_flag=True, help="Put each document's text into its JSON.")
def read(
    paths: tuple[str, ...],
    layout: str | None,
    gazetteer: Path | None,
    min_confidence: float,
    with_text: bool,
    **how: Any,
) -> int:
    """Print what each document says, in input order.

    PATH is a file (text, page, PDF, JSON Lines …), a folder, an address (a page, a feed, a sitemap), or - for standard
    input.
    """
    from testimonia import pipeline

    ready(gazetteer)
    items = pipeline.read(paths, gazetteer=gazetteer, **how)
    layout = layout or ("text" if sys.stdout.isatty() else "jsonl")
    tally = Tally(pipeline.confident(item, min_confidence) for item in counted(items, "read", paths))
    if layout == "text":
        _text(tally)
    else:
        _json(tally, with_text, array=layout == "json")
    if sys.stderr.isatty() and not sys.stdout.isatty():
        click.echo(tally.summary.line("documents"), err=True)
    return tally.status


class Tally:
    """Documents as they come; what could not be read is said on standard error and remembered for the exit status."""

    def __init__(self, items: Iterable[Item]) -> None:
        from testimonia.cli.summary import Summary

        self.items, self.status, self.summary = items, 0, Summary()

    def __iter__(self) -> Iterator[tuple[Document, Reading]]:
        from testimonia.pipeline import was_set_aside

        for item in self.items:
            if isinstance(item, InputError):
                self.status = max(self.status, int(item.refused))
                self.summary.fail(item)
                say(str(item))
                continue
            document, reading = item
            self.summary.count(document, reading)
            if not reading.read and not was_set_aside(reading):
                self.status = 1
                say(f"{document.origin or document.id}: not read: {reading.reason}")
            yield item


def _text(items: Iterable[tuple[Document, Reading]]) -> None:
    from testimonia.cli import show

    page = show.console()
    for document, reading in items:
        show.reading(page, document, reading)


def _json(items: Iterable[tuple[Document, Reading]], with_text: bool, *, array: bool) -> None:
    from testimonia.model import codec

    out = sys.stdout.buffer
    between = b""
    for document, reading in items:
        line = codec.read_line(document, reading, with_text=with_text)
        if array:
            body = json.dumps(line, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
            out.write((between or b"[\n") + body)
            between = b",\n"
        else:
            out.write(codec.encode(line) + b"\n")
            out.flush()
    if array:
        out.write(b"\n]\n" if between else b"[]\n")
    out.flush()
