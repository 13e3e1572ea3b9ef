"""Tables that lie beside the code: UTF-8 text, one row a line, cells parted by tabs."""

from __future__ import annotations

from importlib.resources import files

Row = tuple[str, ...]


def rows(package: str, *name: str) -> tuple[Row, ...]:
    """The rows of a table in a package's folder. Blank lines and those that start with `#` are left out; space around a
    cell is no part of it. Raises FileNotFoundError or NotADirectoryError where there is none.

    `rows("testimonia.link", "reach.tsv")[0] == ("kind:site", "3")`.
    """
    content = files(package).joinpath(*name).read_text(encoding="utf-8")
    lines = (line for line in content.split("\n") if line.strip() and not line.startswith("#"))
    return tuple(tuple(cell.strip() for cell in line.split("\t")) for line in lines)
