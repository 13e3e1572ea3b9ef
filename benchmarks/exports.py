"""How fast each export writes, how much memory it takes, and that memory does not grow with the ledger.

    python benchmarks/exports.py [--incidents 20000] [--format NAME …]

The incidents are those of the reports that ship with the package, repeated under changing ids. Absolute figures are
those of the machine; the ratio to `jsonl`, measured in the same run, is what compares between machines. The peak is
that of a process of its own for each format, for half of the incidents and for all of them.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import msgspec

from testimonia import pipeline, plugins
from testimonia.model.claim import tell
from testimonia.model.errors import InputError
from testimonia.model.world import Incident


def samples() -> list[Incident]:
    """The incidents of the samples."""
    told = []
    for item in pipeline.read([str(Path(str(files("testimonia").joinpath("samples"))))]):
        if not isinstance(item, InputError):
            told += tell(*item)
    return list(pipeline.compute(told, ()))


def repeated(incidents: list[Incident], count: int) -> Iterator[Incident]:
    """`count` incidents, one after the other, none kept."""
    for n in range(count):
        yield msgspec.structs.replace(incidents[n % len(incidents)], id=f"i-{n:016x}")


class Sink:
    """Counts the bytes that are written and keeps none; it can be asked where it is, as archives do."""

    def __init__(self) -> None:
        self.size = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        """How many bytes came."""
        self.size += len(memoryview(data).cast("B"))
        return len(data)

    def tell(self) -> int:
        """Where the next byte goes."""
        return self.size

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing to close."""
        self.closed = True

    def writable(self) -> bool:
        """Yes."""
        return True

    def readable(self) -> bool:
        """No."""
        return False

    def seekable(self) -> bool:
        """No: a pipe is not either."""
        return False


def measured(name: str, count: int) -> dict[str, float]:
    """Seconds of processor time, megabytes at the peak beyond the start, bytes written."""
    exporter, incidents, sink = plugins.make("exports", name), samples(), Sink()
    exporter.write(repeated(incidents, 1), Sink())  # what is loaded on first use
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    exporter.write(repeated(incidents, count), sink)
    took = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": took, "megabytes": (peak - before) / 1024, "bytes": sink.size}


def apart(name: str, count: int) -> dict[str, float]:
    """The same in a process of its own."""
    words = [sys.executable, __file__, "--measure", name, "--incidents", str(count)]
    got: dict[str, float] = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    return got


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    options.add_argument("--incidents", type=int, default=20_000)
    options.add_argument("--format", nargs="*", default=list(plugins.names("exports")))
    options.add_argument("--measure", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.measure:
        print(json.dumps(measured(asked.measure, asked.incidents)))
        return
    base = apart("jsonl", asked.incidents)["seconds"]
    print(f"{'format':12}{'incidents/s':>12}{'x jsonl':>9}{'MB half':>9}{'MB all':>8}{'bytes each':>12}")
    for name in asked.format:
        half, whole = apart(name, asked.incidents // 2), apart(name, asked.incidents)
        took = whole["seconds"]
        print(f"{name:12}{asked.incidents / took:12,.0f}{took / base:9.1f}", end="")
        print(f"{half['megabytes']:9.1f}{whole['megabytes']:8.1f}{whole['bytes'] / asked.incidents:12,.0f}")


if __name__ == "__main__":
    main()
