"""Tables as text: CSV and TSV, one report a row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from testimonia.gather.columns import Columns, Said, said_beside, said_in
from testimonia.gather.encoding import decode, mark, refuse_binary
from testimonia.gather.limits import CUT, HEAD_BYTES, MAX_LINE_BYTES, MAX_TEXT_BYTES
from testimonia.gather.lines import head, lines
from testimonia.gather.opening import opened, reason, shown
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_SEPARATORS = ",;\t|"
_ROW = "mend the row; the others are read"


class CsvSource:
    """A `.csv`, `.tsv` or `.tab` file is one document a row. The first row names the columns; comma, semicolon, tab or
    bar between them is told by it. Which column is the text, the title and so on is known by the usual names (text,
    body, content; title, headline; published, date; publisher, source; url, link; id); `NAME.json` beside the file, or
    `said`, names others, the form of the dates, and what is the same for all rows. A row that cannot be read is an
    InputError with its line's number; the others go on."""

    name = "csv"
    suffixes = frozenset({".csv", ".tsv", ".tab"})

    def __init__(self, said: Said | None = None) -> None:
        self._said = said

    def accepts(self, path: Path) -> bool:
        """Whether the path ends in `.csv`, `.tsv` or `.tab`, in any case."""
        return path.suffix.lower() in self.suffixes

    def beside(self, data: bytes, name: str) -> CsvSource:
        """The source of one table whose sidecar, called `name`, has these bytes."""
        return CsvSource(said_in(data, name))

    def documents(self, path: Path, published: str | None = None) -> Iterator[Document | InputError]:
        """The file's documents in the order of its rows, one in memory at a time."""
        try:
            with opened(path) as stream:
                yield from self._rows(stream, shown(path), published, self._said or said_beside(path))
        except InputError as error:
            yield error

    def stream(self, stream: BinaryIO, name: str, published: str | None = None) -> Iterator[Document | InputError]:
        """The documents that a binary stream holds; `name:LINE` is the origin of each."""
        try:
            yield from self._rows(stream, name, published, self._said or Said())
        except InputError as error:
            yield error

    def _rows(self, stream: BinaryIO, name: str, published: str | None, said: Said) -> Iterator[Document | InputError]:
        csv.field_size_limit(MAX_TEXT_BYTES)
        start, stream = head(stream, HEAD_BYTES)
        refuse_binary(start, name)
        table = _Table(stream, name, "utf-8" if mark(start) else _encoding(start, name))
        header = table.header()
        if header is None:
            raise InputError(name, "is empty", "give a file with a row of column names and one row for each report")
        columns = Columns.of(header, said, name)
        empty = True
        while True:
            place = f"{name}:{table.line + 1}"
            try:
                row = next(table.rows)
                if any(cell.strip() for cell in row):
                    empty = False
                    yield columns.document(dict(zip(header, row, strict=False)), place, published)
            except StopIteration:
                break
            except InputError as error:
                yield error
            except csv.Error as fault:
                empty = False
                yield InputError(place, f"is no row of a table: {reason(fault)}", _ROW)
        if empty:
            yield InputError(name, "has column names and no rows", "give a file with one row for each report")


class _Table:
    """The rows of a stream, and the number of the line at which the last one ended."""

    def __init__(self, stream: BinaryIO, name: str, encoding: str) -> None:
        self.line = 0
        self._name, self._encoding = name, encoding
        self._lines = self._text(stream)
        first = next((line for line in self._lines if line.strip()), None)
        again = iter(()) if first is None else self._first(first)
        self.rows = csv.reader(again, delimiter=_separator(first or ""))

    def header(self) -> list[str] | None:
        """The first row; None where there is none. Raises InputError where it is no row."""
        try:
            return next(self.rows, None)
        except csv.Error as fault:
            raise InputError(
                f"{self._name}:{self.line}", f"is no row of column names: {reason(fault)}", _ROW
            ) from fault

    def _first(self, line: str) -> Iterator[str]:
        yield line
        yield from self._lines

    def _text(self, stream: BinaryIO) -> Iterator[str]:
        for number, line in lines(stream):
            self.line = number
            if line is None:
                what = f"is a line of more than {MAX_LINE_BYTES:,} bytes"
                raise InputError(f"{self._name}:{number}", what, CUT)
            for part in self._decoded(line).split("\r"):  # the line ends of old Macs
                yield part + "\n"

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            return line.decode(self._encoding, "replace")


def _encoding(start: bytes, name: str) -> str:
    """The encoding of the lines that are no UTF-8, told by those among the first of them."""
    whole = start[: start.rfind(b"\n") + 1] or start
    found = decode(whole, name).encoding
    return "cp1252" if found == "utf-8" else found


def _separator(header: str) -> str:
    """What stands most often between the column names, outside of quotes."""
    outside = "".join(header.split('"')[::2])
    counts = Counter(sign for sign in outside if sign in _SEPARATORS)
    return max(_SEPARATORS, key=lambda sign: counts[sign])
