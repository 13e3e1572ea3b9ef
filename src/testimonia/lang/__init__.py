"""Language data: one folder per language, tables of words as TSV files, the list of languages, and the small loader
that reads them.

A table is UTF-8 text, one row a line, cells parted by tabs. Blank lines and lines that start with `#` are left out.
Space around a cell are no part of it; empty cells at the end of a row may be left out. Every table is read once per
process.
"""

from __future__ import annotations

from functools import cache

from testimonia.model.tables import Row, rows


@cache
def table(language: str, name: str) -> tuple[Row, ...]:
    """The rows of `lang/<language>/<name>.tsv`, in the file's order.

    `table("en", "dates")[0] == ("weekday", "monday", "0")`. Raises LookupError that names the file where there is none.
    """
    try:
        return rows(__name__, language, f"{name}.tsv")
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise LookupError(f"no language table lang/{language}/{name}.tsv") from fault


@cache
def catalogue() -> tuple[Row, ...]:
    """The rows of `lang/languages.tsv`: every language that a text may be told to be in, and how well it is read."""
    return rows(__name__, "languages.tsv")


@cache
def marks(section: str) -> str:
    """One regular expression of all rows of a section of `lang/marks.tsv`: what programs and papers write around a
    report, in whatever language. Meant to be compiled with `re.IGNORECASE`.

    Raises LookupError where there is no such section.
    """
    found = [row[1] for row in rows(__name__, "marks.tsv") if row[0] == section]
    if not found:
        raise LookupError(f"no section {section} in lang/marks.tsv")
    return f"(?:{'|'.join(found)})"


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
