"""Writing a gazetteer file, and the index of names one letter off. Apart from reading, which needs no NumPy."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from testimonia.knowledge.gazetteer_format import FORMAT, MAGIC, PREFIX, Header, Land, Layer, Section
from testimonia.knowledge.gazetteer_fuzzy import BASE, LONGEST, MIX, SHORTEST


def write(
    out: Path,
    arrays: dict[str, NDArray[np.generic]],
    *,
    layers: tuple[Layer, ...],
    lands: tuple[Land, ...],
    isos: tuple[str, ...],
) -> None:
    """Writes a gazetteer whole or not at all: to a neighbour of `out` first, then moved into place."""
    sections, offset = {}, 0
    for name, array in arrays.items():
        sections[name] = Section(array.dtype.str.lstrip("<|"), offset, len(array))
        offset += -(-array.nbytes // 64) * 64
    header = Header(size=0, entries=len(arrays["lat"]), keys=len(arrays["keys"]), layers=layers, lands=lands,
                    isos=isos, sections=sections)  # fmt: skip
    room = -(-(len(msgspec.json.encode(header)) + 64 + PREFIX.size) // 64) * 64
    data = msgspec.json.encode(msgspec.structs.replace(header, size=room + offset))
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(PREFIX.pack(MAGIC, FORMAT, zlib.crc32(data), len(data)) + data)
            for name, array in arrays.items():
                file.seek(room + sections[name].offset)
                file.write(array.tobytes())
            file.truncate(room + offset)
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)


def fuzzy_index(names: Sequence[str]) -> NDArray[np.uint64]:
    """Sorted pairs (hash << 32 | position in `names`) of every name and all its one-deletions; every name must fit."""
    parts = []
    lengths = np.array([len(n) for n in names], dtype=np.int64)
    for length in range(SHORTEST, LONGEST + 1):
        positions = np.flatnonzero(lengths == length)
        if not len(positions):
            continue
        joined = "".join(names[int(i)] for i in positions).encode("ascii")
        letters = np.frombuffer(joined, dtype=np.uint8).reshape(-1, length).astype(np.uint64)
        parts += [h << np.uint64(32) | positions.astype(np.uint64) for h in _columns(letters)]
    pairs = np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)
    pairs.sort()
    return pairs


def _columns(letters: NDArray[np.uint64]) -> Iterator[NDArray[np.uint64]]:
    rows, length = letters.shape
    powers = np.array([pow(BASE, i, 1 << 64) for i in range(length + 1)], dtype=np.uint64)
    suffixes = [np.zeros(rows, dtype=np.uint64)]
    for i in range(length - 1, -1, -1):
        suffixes.append(suffixes[-1] + letters[:, i] * powers[length - 1 - i])
    suffixes.reverse()
    mix, shift = np.uint64(MIX), np.uint64(32)
    yield (suffixes[0] * mix) >> shift
    prefix = np.zeros(rows, dtype=np.uint64)
    for i in range(length):
        yield ((prefix * powers[length - 1 - i] + suffixes[i + 1]) * mix) >> shift
        prefix = prefix * np.uint64(BASE) + letters[:, i]
