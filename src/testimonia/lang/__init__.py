"""Language data: one folder per language, tables of words as TSV files, and the small loader that reads them.

A table is UTF-8 text, one row a line, cells parted by tabs. Blank lines and lines that start with `#` are left out.
Space around a cell are no part of it; empty cells at the end of a row may be left out. Every table is read once per
process.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

Row = tuple[str, ...]


@cache
def table(language: str, name: str) -> tuple[Row, ...]:
    """The rows of `lang/<language>/<name>.tsv`, in the file's order.

    `table("en", "dates")[0] == ("weekday", "monday", "0")`. Raises LookupError that names the file where there is none.
    """
    path = files(__name__).joinpath(language, f"{name}.tsv")
    try:
        content = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise LookupError(f"no language table lang/{language}/{name}.tsv") from fault
    lines = (line for line in content.split("\n") if line.strip() and not line.startswith("#"))
    return tuple(tuple(cell.strip() for cell in line.rstrip("\r").split("\t")) for line in lines)


@cache
def sections(language: str, name: str) -> dict[str, tuple[Row, ...]]:
    """The rows of a table grouped by their first cell, which is cut off: `{"weekday": (("monday", "0"), …), …}`.

    The result is shared between callers: do not change it.
    """
    grouped: dict[str, list[Row]] = {}
    for row in table(language, name):
        grouped.setdefault(row[0], []).append(row[1:])
    return {section: tuple(rows) for section, rows in grouped.items()}


@cache
def words(language: str, name: str, section: str) -> tuple[str, ...]:
    """The first cells of one section, in the file's order: `words("en", "dates", "weekday") == ("monday", …)`.

    An unknown section is empty.
    """
    return tuple(row[0] for row in sections(language, name).get(section, ()))


def languages() -> tuple[str, ...]:
    """The codes of the languages that there is data for, sorted."""
    return tuple(sorted(entry.name for entry in files(__name__).iterdir() if entry.is_dir() and entry.name.isalpha()))
