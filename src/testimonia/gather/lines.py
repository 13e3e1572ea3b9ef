"""Lines of a stream, one in memory at a time, in UTF-8 whatever the stream's encoding."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from testimonia.gather.encoding import mark
from testimonia.gather.limits import MAX_LINE_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 1 << 20


class Chain(io.RawIOBase):
    """A head that has been read already, then the rest of its stream: what was looked at is not lost.

    With `encoding` the rest is turned into UTF-8 on the way (bad bytes become U+FFFD); then `head` must be empty."""

    def __init__(self, head: bytes, rest: BinaryIO, encoding: str | None = None) -> None:
        self._waiting = head
        self._rest = rest
        self._decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fills `buffer` as far as what is waiting reaches; 0 at the end."""
        while not self._waiting:
            chunk = self._rest.read(_CHUNK) if self._decoder else _some(self._rest)
            self._waiting = self._decoder.decode(chunk, not chunk).encode() if self._decoder else chunk
            if not chunk:
                break
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._waiting))
        view[:count] = self._waiting[:count]
        self._waiting = self._waiting[count:]
        return count


def _some(stream: BinaryIO) -> bytes:
    """What one reading gives: of a pipe, what has arrived, so that the first document need not wait for the last."""
    read1 = getattr(stream, "read1", None)
    return read1(_CHUNK) if read1 else stream.read(_CHUNK)


def head(stream: BinaryIO, size: int) -> tuple[bytes, BinaryIO]:
    """The first bytes of a stream, at most `size` and at least its first line that is not blank (as far as `size`
    reaches), and the whole stream, from its start. A pipe is waited for no longer than that needs."""
    taken = b""
    while len(taken) < size and b"\n" not in taken.lstrip():
        some = _some(stream)
        if not some:
            break
        taken += some
    return taken[:size], io.BufferedReader(Chain(taken, stream), _CHUNK)


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Each line's number (from 1) and its bytes in UTF-8, without line end and byte order mark; None for a line of more
    than MAX_LINE_BYTES, which is skipped without being kept."""
    start, stream = head(stream, 4)
    marked = mark(start)
    if marked:
        encoding, length = marked
        stream.read(length)
        if encoding != "utf-8":
            stream = io.BufferedReader(Chain(b"", stream, encoding), _CHUNK)
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) <= MAX_LINE_BYTES or line.endswith(b"\n"):
            yield number, line.rstrip(b"\r\n")
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_CHUNK)
        yield number, None
