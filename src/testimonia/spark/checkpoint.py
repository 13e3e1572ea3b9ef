"""What is under way, as tables in a folder that all machines see: each is complete, or made anew."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from testimonia.model.codec import encode
from testimonia.model.errors import UsageError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class Checkpoints:
    """Tables by name. `made_of` says what they are computed from: what was made of something else is made anew."""

    def __init__(self, spark: SparkSession, folder: Path, made_of: object) -> None:
        self._spark = spark
        self._folder = folder / hashlib.sha256(encode(made_of)).hexdigest()[:16]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{folder}: cannot be written: {error.strerror} (choose another --work)") from error

    def table(self, name: str, make: Callable[[], DataFrame]) -> DataFrame:
        """The table of that name, from the disk where it is complete there, else made and written."""
        place = self.place(name)
        if not self.has(name):
            make().write.mode("overwrite").parquet(str(place))
        return self._spark.read.parquet(str(place))

    def has(self, name: str) -> bool:
        """Whether the table is complete: Spark writes `_SUCCESS` last."""
        return (self.place(name) / "_SUCCESS").exists()

    def place(self, name: str) -> Path:
        """Where the table lies."""
        return self._folder / name

    def done(self) -> None:
        """The tables are not needed any more."""
        shutil.rmtree(self._folder, ignore_errors=True)
