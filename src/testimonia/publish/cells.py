"""Cells of a table: safe for spreadsheets, joined in one way, written as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import IO

Cell = str | int | float | None

# What a spreadsheet would run as a formula (OWASP, "CSV injection"); full-width forms too, which some programs fold.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BLANK = " \xa0\u3000\ufeff\u200b\u200e\u200f\u2060"  # what stands before it and is not seen
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def flat(text: str) -> str:
    """The text on one line: line ends and control characters become a space, lone surrogates a question mark."""
    return _CONTROL.sub(" ", text).encode("utf-8", "replace").decode()


def safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs and that stays on its row.

    Line ends and control characters become a space; text that looks like a formula gets an apostrophe before it.
    Numbers stay as they are.
    """
    if not isinstance(cell, str):
        return cell
    line = cell if cell.isprintable() else flat(cell)
    return "'" + line if line.lstrip(_BLANK).startswith(_FORMULA) else line


def joined(values: Iterable[str | None], by: str = "; ") -> str:
    """Several values in one cell, in order, each once."""
    return by.join(dict.fromkeys(v for v in values if v))


def write_rows(rows: Iterator[tuple[Cell, ...]], out: IO[bytes], delimiter: str = ",") -> None:
    """Write rows as they come: RFC 4180 quoting, UTF-8, a line feed after each; every cell is made `safe`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        out.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()
