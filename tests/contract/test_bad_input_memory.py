"""Large archives are read in little memory."""

from __future__ import annotations

import io
import random
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from testimonia.gather import gather
from testimonia.model.text import Document
from tests.bad_input import HEADED
from tests.fixtures.gather import make


def many_pages(count: int) -> Iterator[bytes]:
    rng = random.Random(7)
    for number in range(count):
        words = " ".join(
            rng.choice(("five", "died", "near", "the", "market", "on", "Friday", "guns")) for _ in range(900)
        )
        yield make.record("conversion", f"https://a.example/{number}", f"{words} {number}.".encode(), "text/plain")


def many_lines(count: int) -> Iterator[bytes]:
    rng = random.Random(7)
    for number in range(count):
        yield b'{"text": "%d %s"}\n' % (number, rng.randbytes(2_000).hex().encode())


def write_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.jsonl", "w") as member:
        member.writelines(many_lines(3_000))


def write_tar(path: Path) -> None:
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for number, line in enumerate(many_lines(3_000)):
            entry = tarfile.TarInfo(f"{number}.jsonl")
            entry.size = len(line)
            archive.addfile(entry, io.BytesIO(line))


def write_warc(path: Path) -> None:
    with path.open("wb") as out:
        out.writelines(many_pages(3_000))


def write_csv(path: Path) -> None:
    with path.open("wb") as out:
        out.write(b"text\n")
        out.writelines(line[10:-3] + b"\n" for line in many_lines(3_000))


def write_mbox(path: Path) -> None:
    with path.open("wb") as out:
        for line in many_lines(3_000):
            out.write(b"From a@b.example Mon Jan  7 10:00:00 2019\n" + HEADED + b"\n" + line + b"\n")


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.zip", write_zip),
        ("a.tgz", write_tar),
        ("a.wet.gz", write_warc),
        ("a.csv", write_csv),
        ("a.mbox", write_mbox),
    ],
)
def test_memory_stays_flat_on_large_archives(name: str, write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path / name)
    for found in gather([tmp_path]):  # what is imported and kept for good comes before the measuring
        assert isinstance(found, Document)
        break
    tracemalloc.start()
    count = sum(isinstance(one, Document) for one in gather([tmp_path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 3_000
    assert peak < 6_000_000
