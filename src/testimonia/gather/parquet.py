"""Tables in Parquet, one report a row."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from testimonia.gather.columns import Columns, Said, said_beside, said_in
from testimonia.gather.limits import MAX_FILE_BYTES
from testimonia.gather.opening import opened, reason, shown, whole
from testimonia.gather.unpacking import Budget
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_BATCH = 256
_CURE = "write it anew, or export it as .csv or .jsonl"


class ParquetSource:
    """A `.parquet` file is one document a row; columns as in CSV (`testimonia.gather.csv`), of text, numbers, dates and
    moments. Only the columns that are needed are read, some rows at a time."""

    name = "parquet"
    apart = True
    suffixes = frozenset({".parquet", ".pq"})

    def __init__(self, said: Said | None = None) -> None:
        self._said = said

    def accepts(self, path: Path) -> bool:
        """Whether the path ends in `.parquet` or `.pq`, in any case."""
        return path.suffix.lower() in self.suffixes

    def beside(self, data: bytes, name: str) -> ParquetSource:
        """The source of one table whose sidecar, called `name`, has these bytes."""
        return ParquetSource(said_in(data, name))

    def documents(self, path: Path, published: str | None = None) -> Iterator[Document | InputError]:
        """The file's documents in the order of its rows."""
        try:
            with opened(path) as stream:
                yield from _rows(stream, shown(path), published, self._said or said_beside(path))
        except InputError as error:
            yield error

    def stream(self, stream: BinaryIO, name: str, published: str | None = None) -> Iterator[Document | InputError]:
        """The documents that a binary stream holds; `name:ROW` is the origin of each. A Parquet file is read from its
        end, so a stream is taken in as a whole."""
        try:
            data = whole(stream, MAX_FILE_BYTES, name, "unpack the file and give it by itself")
            yield from _rows(io.BytesIO(data), name, published, self._said or Said())
        except InputError as error:
            yield error


def _rows(stream: BinaryIO, name: str, published: str | None, said: Said) -> Iterator[Document | InputError]:
    import pyarrow as pa

    # Arrow checks little of a damaged file before it allocates and decodes; whatever it raises, the file is bad.
    faults = (pa.ArrowException, OSError, ValueError, TypeError, KeyError, MemoryError, OverflowError, RecursionError)
    try:
        budget, file = _budget(stream), _opened(stream, name)
        columns = Columns.of(file.schema_arrow.names, said, name)
        needed = list(dict.fromkeys(columns.parts.values()))
        if not file.metadata.num_rows:
            raise InputError(name, "is a table without rows", "give a file with one row for each report")
        number = 0
        for batch in file.iter_batches(_BATCH, columns=needed):
            for row in _values(batch):
                number += 1
                try:
                    document = columns.document(row, f"{name}:{number}", published)
                except InputError as error:
                    yield error
                    continue
                budget.take(len(document.text), name)
                yield document
        if number < (rows := file.metadata.num_rows):
            raise InputError(name, f"is a damaged Parquet file: it counts {rows:,} rows and holds {number:,}", _CURE)
    except InputError:
        raise
    except faults as fault:
        raise InputError(name, f"is a damaged Parquet file: {reason(fault)}", _CURE) from fault


def _budget(stream: BinaryIO) -> Budget:
    """How much text a file may hold: a value that thousands of rows share is written once."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return Budget(lambda: size)


def _opened(stream: BinaryIO, name: str) -> Any:
    import pyarrow.parquet as pq

    start = stream.read(4)
    stream.seek(0)
    if not start:
        raise InputError(name, "is empty", _CURE)
    if start == b"PARE":
        raise InputError(name, "is an encrypted Parquet file", "write it anew without encryption")
    if start != b"PAR1":
        raise InputError(name, "is no Parquet file", "give it the ending that it should have, or write it anew")
    return pq.ParquetFile(stream, thrift_string_size_limit=10_000_000, thrift_container_size_limit=1_000_000)


def _values(batch: Any) -> Iterator[dict[str, object]]:
    """The rows of a batch; moments to the microsecond, which is all that Python's have."""
    import pyarrow as pa

    table = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
            column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
        table[name] = column
    for index in range(batch.num_rows):
        yield {name: column[index].as_py() for name, column in table.items()}
