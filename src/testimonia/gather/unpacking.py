"""Packed bytes unpacked on the way, never to disk, and never without bounds."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, cast

from testimonia.gather.limits import FREE_BYTES, MAX_ASIDE_BYTES, MAX_RATIO
from testimonia.gather.opening import reason
from testimonia.model.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 1 << 16
#: What the standard library raises over damaged packed bytes.
FAULTS = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError,
          NotImplementedError, RuntimeError)  # fmt: skip
_CURE = "copy or fetch it again"
_UNPACKERS: tuple[tuple[bytes, Callable[[BinaryIO], io.BufferedIOBase]], ...] = (
    (b"\x1f\x8b", lambda stream: gzip.GzipFile(fileobj=stream, mode="rb")),
    (b"BZh", lambda stream: bz2.BZ2File(stream)),
    (b"\xfd7zXZ", lambda stream: lzma.LZMAFile(stream)),  # noqa: SIM115  (the caller closes it)
)


class Budget:
    """How much an archive, with all that lies in it, may unpack to: MAX_RATIO times the bytes that were `packed`, and
    FREE_BYTES whatever the ratio. One budget serves an archive and the archives in it."""

    def __init__(self, packed: Callable[[], int]) -> None:
        self._packed = packed
        self._taken = 0
        self.spent = False

    def take(self, count: int, name: str) -> None:
        """Counts bytes that were unpacked; raises InputError where they are more than the packed ones can hold."""
        self._taken += count
        if self._taken > FREE_BYTES and self._taken > MAX_RATIO * self._packed():
            self.spent = True
            raise InputError(name, f"unpacks to more than {MAX_RATIO} times its size, as bombs do",
                             "unpack it by hand, if you trust it")  # fmt: skip


class Unpacked(io.RawIOBase):
    """A stream that unpacks another: what is wrong with the packed bytes becomes an InputError with `name`, and what
    comes out is counted against `budget` (None: it was counted already)."""

    def __init__(self, inner: io.BufferedIOBase, name: str, budget: Budget | None) -> None:
        self._inner, self._name, self._budget = inner, name, budget

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fills `buffer` as far as one reading reaches; 0 at the end. Raises InputError."""
        view = memoryview(buffer).cast("B")
        try:
            data = self._inner.read1(min(len(view), _CHUNK))  # what comes before a fault is not lost
        except InputError:
            raise
        except FAULTS as fault:
            raise InputError(self._name, f"is cut or damaged: {reason(fault)}", _CURE) from fault
        if self._budget:
            self._budget.take(len(data), self._name)
        view[: len(data)] = data
        return len(data)

    def buffered(self) -> io.BufferedReader:
        """The same with a buffer."""
        return io.BufferedReader(self, _CHUNK)


class Counting(io.RawIOBase):
    """A stream that counts the bytes that were read of it."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner
        self.count = 0

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fills `buffer` as far as one reading reaches; 0 at the end."""
        view = memoryview(buffer).cast("B")
        data = self._inner.read(len(view))
        self.count += len(data)
        view[: len(data)] = data
        return len(data)


def unpacked(stream: BinaryIO, name: str, budget: Budget | None = None) -> io.BufferedReader:
    """A stream's content: unpacked on the way where it begins as gzip, bzip2 or xz, else as it is. Reading raises
    InputError where it is damaged, or unpacks beyond all measure."""
    counting = Counting(stream)
    packed: io.BufferedReader = io.BufferedReader(counting, _CHUNK)
    start = packed.peek(8)[:8]
    for sign, unpacker in _UNPACKERS:
        if start.startswith(sign):
            own = budget or Budget(lambda: counting.count)
            return Unpacked(unpacker(cast("BinaryIO", packed)), name, own).buffered()
    return packed


def seekable(stream: BinaryIO, name: str) -> BinaryIO:
    """The stream itself where one can go back in it, else a copy that is kept aside (in memory while it is small)."""
    if stream.seekable():
        return stream
    aside = tempfile.SpooledTemporaryFile(max_size=1 << 24)  # noqa: SIM115  (closed when nobody holds it)
    size = 0
    while chunk := stream.read(1 << 20):
        size += len(chunk)
        if size > MAX_ASIDE_BYTES:
            raise InputError(name, f"is longer than {MAX_ASIDE_BYTES:,} bytes", "unpack it first, and give the file")
        aside.write(chunk)
    aside.seek(0)
    return cast("BinaryIO", aside)
