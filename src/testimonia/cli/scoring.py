"""`testimonia evaluate`: annotated reports read blind, and scored by the referee that belongs to them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from testimonia.cli import say
from testimonia.cli.options import example, gazetteer_option, reader_options
from testimonia.cli.progress import counted, ready
from testimonia.model.doors import Reader
from testimonia.model.errors import InputError, UsageError
from testimonia.model.text import Document


@click.command(
    epilog=example(
        "testimonia evaluate reports/train/real",
        "testimonia evaluate reports/train/real --split development --show 5",
    )
)
@click.argument("gold", metavar="GOLD_FOLDER", type=click.Path(path_type=Path, exists=True, file_okay=False))
@reader_options
@gazetteer_option
@click.option("--only", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Score only the documents whose ids stand in this file, one a line.")  # fmt: skip
@click.option("--split", metavar="NAME", help="Score only that part of the split.json beside the referee.")
@click.option("--kind", type=click.Choice(["report", "other"]), help="Score only annotations of that kind.")
@click.option("--referee", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="score.py; default: the one above GOLD_FOLDER, else in TESTIMONIA_DATA/reports.")  # fmt: skip
@click.option("--keep", type=click.Path(path_type=Path, dir_okay=False), help="Keep the readings in this file.")
@click.option("--show", type=int, default=0, help="List what was missed in the first N documents.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def evaluate(
    gold: Path,
    reader: str | Reader,
    gazetteer: Path | None,
    only: Path | None,
    split: str | None,
    kind: str | None,
    referee: Path | None,
    keep: Path | None,
    show: int,
    as_json: bool,
) -> int:
    """Read annotated reports (NAME.txt and NAME.json) and print the score table.

    Of an annotation only title, date, publisher and address go into the reading.
    """
    score = referee or find_referee(gold)
    wanted = _wanted(score, only, split)
    chosen = [a for a in annotated(gold) if (wanted is None or a[1]["id"] in wanted) and kind in (None, a[1]["kind"])]
    if not chosen:
        raise UsageError(f"{gold}: no annotated report is left to score (check --only, --split, --kind)")
    with tempfile.TemporaryDirectory(prefix="testimonia-") as scratch:
        folder, readings = Path(scratch, "gold"), keep or Path(scratch, "read.jsonl")
        folder.mkdir()
        status = _read_all(chosen, readings, folder, reader, gazetteer)
        done = subprocess.run(
            [sys.executable, "-B", str(score), "reports", str(folder), str(readings)]
            + ["--json"] * as_json + ["--show", str(show)], check=False, stdout=subprocess.PIPE, text=True
        )  # fmt: skip
    table = done.stdout.splitlines()
    if kind == "other" and not as_json:  # where no incident is gold a score of fields says nothing
        table = [line for line in table if "  R 0." not in line]
    click.echo("\n".join(table))
    return 1 if done.returncode else status


def annotated(gold: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every annotation under the folder with its file, sorted by path."""
    for path in sorted(gold.rglob("*.json")):
        try:
            got = json.loads(path.read_bytes())
        except ValueError as fault:
            raise InputError(str(path), f"is no JSON: {fault}", "mend or remove it") from fault
        if isinstance(got, dict) and "kind" in got:
            yield path, got


def blind(path: Path, annotation: dict[str, Any]) -> Document:
    """The document that a reader gets to see: the text and what its publisher says about it."""
    try:
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
    except OSError as fault:
        raise InputError(str(path), "has no text beside it", f"put {path.stem}.txt there, or remove it") from fault
    about: dict[str, Any] = {key: annotation.get(key) for key in ("title", "published", "publisher", "url", "lang")}
    return Document(id=annotation["id"], text=text, origin=str(path), **about)


def find_referee(gold: Path) -> Path:
    """score.py above the folder, else in the data folder; raises InputError with the cure."""
    data = Path(os.environ.get("TESTIMONIA_DATA", "../shared"))
    places = [parent / "score.py" for parent in gold.resolve().parents] + [data / "reports" / "score.py"]
    found = next((p for p in places if p.is_file()), None)
    if found is None:
        cure = "set TESTIMONIA_DATA to the data folder, or name score.py with --referee"
        raise InputError(str(gold), "the referee score.py is neither above it nor in the data folder", cure)
    return found


def _wanted(score: Path, only: Path | None, split: str | None) -> frozenset[str] | None:
    """The ids that are to be scored; None: all."""
    if only:
        return frozenset(only.read_text(encoding="utf-8").split())
    if not split:
        return None
    file = score.parent / "split.json"
    try:
        parts = json.loads(file.read_bytes())
        return frozenset(parts[split])
    except (OSError, ValueError) as fault:
        raise InputError(str(file), f"cannot be read: {fault}", "leave --split out, or use --only FILE") from fault
    except KeyError as fault:
        known = ", ".join(k for k, v in parts.items() if isinstance(v, list))
        raise UsageError(f"{file} has no part {split!r} (known: {known})") from fault


def _read_all(
    chosen: list[tuple[Path, dict[str, Any]]],
    readings: Path,
    folder: Path,
    reader: str | Reader,
    gazetteer: Path | None,
) -> int:
    """Read the documents into `readings`; copy their gold into `folder` for the referee. The exit status so far."""
    from testimonia import pipeline
    from testimonia.model import codec

    ready(gazetteer)
    by, words, status = pipeline.reader_named(reader), pipeline.resolver_with(gazetteer), 0
    documents = (_set_out(path, annotation, folder) for path, annotation in chosen)
    with readings.open("wb") as out:
        for item in counted(pipeline.read_each(documents, by, words), "read"):
            if isinstance(item, InputError):
                status = 1
                say(str(item))
                continue
            out.write(codec.encode(codec.read_line(*item, with_text=True)) + b"\n")
    return status


def _set_out(path: Path, annotation: dict[str, Any], folder: Path) -> Document:
    """The document of an annotation, whose gold is copied into `folder`."""
    document = blind(path, annotation)
    for file in (path, path.with_suffix(".txt")):
        shutil.copyfile(file, folder / file.name)
    return document
