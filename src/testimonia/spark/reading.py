"""Paths to documents and readings, in tasks: each path is gathered by one task, and its documents are read by many."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from testimonia import reading
from testimonia.model.claim import Reading
from testimonia.model.errors import InputError
from testimonia.model.text import Document

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame, SparkSession

    Frames = Iterator[pd.DataFrame]

# `item` is a Document or an InputError, `said` its Reading or the InputError that its reading is, as they travel
# between processes of one machine, too.
_GATHERED = "path long, position long, item binary"
_READ = f"{_GATHERED}, said binary"


class How(msgspec.Struct, frozen=True):
    """How documents are gathered and read: as the options of `testimonia ingest`."""

    reader: str
    published: str | None = None
    gazetteer: str | None = None
    local: bool = False
    read_all: bool = False


def table(spark: SparkSession, paths: Sequence[str], how: How) -> DataFrame:
    """The documents at the paths, each with what it says or the fault, by the number of its path and its position."""
    numbered = list(enumerate(paths))
    given = spark.createDataFrame(numbered, "path long, name string").repartition(len(numbered), "path")
    gathered = given.mapInPandas(_gathering(how), _GATHERED)
    # One path may hold most of the documents: they are dealt out anew before they are read.
    hands = 4 * spark.sparkContext.defaultParallelism
    return gathered.repartition(hands).mapInPandas(_reading(how), _READ)


def items(found: DataFrame) -> Iterator[tuple[Document, Reading] | InputError]:
    """The rows of a table in the order of its paths, as `reading.read` gives them."""
    for row in found.orderBy("path", "position").toLocalIterator(prefetchPartitions=True):
        item, said = pickle.loads(row.item), pickle.loads(row.said)
        faults = [one for one in (item, said) if isinstance(one, InputError)]
        yield faults[0] if faults else (item, said)


def _gathering(how: How) -> Callable[[Frames], Frames]:
    def gather(frames: Frames) -> Frames:
        import pandas as pd

        for frame in frames:
            for number, name in zip(frame["path"], frame["name"], strict=True):
                for position, item in enumerate(reading.gathered([name], how.published, local=how.local)):
                    row = [(number, position, pickle.dumps(item))]
                    yield pd.DataFrame(row, columns=["path", "position", "item"])

    return gather


def _reading(how: How) -> Callable[[Frames], Frames]:
    def read(frames: Frames) -> Frames:
        by = reading.reader_named(how.reader)
        words = reading.resolver_with(Path(how.gazetteer) if how.gazetteer else None)

        def said(item: Any) -> Reading | InputError | None:
            if not isinstance(item, Document):
                return None
            return reading.read_document(item, by, words, read_all=how.read_all)

        for frame in frames:
            frame["said"] = [pickle.dumps(said(pickle.loads(item))) for item in frame["item"]]
            yield frame

    return read
