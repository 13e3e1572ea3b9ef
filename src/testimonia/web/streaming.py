"""Exports as they are written: a thread writes, the answer takes what is there, neither holds the whole."""

from __future__ import annotations

import io
import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, cast

from testimonia.model.doors import Export
from testimonia.model.world import Incident

_CHUNK = 65_536
_WAITING = 8  # chunks written ahead of who reads


class _GoneError(Exception):
    """Nobody takes the rest."""


class _Pipe(io.RawIOBase):
    """A binary file that can only be written to; it hands on in chunks."""

    def __init__(self) -> None:
        super().__init__()
        self.chunks: queue.Queue[bytes | BaseException | None] = queue.Queue(_WAITING)
        self.gone = threading.Event()
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        more = bytes(cast("bytes", data))
        self._kept += more
        if len(self._kept) >= _CHUNK:
            self.hand_on()
        return len(more)

    def hand_on(self) -> None:
        """Hands on what has been written so far."""
        if self._kept:
            self.put(bytes(self._kept))
            self._kept.clear()

    def put(self, chunk: bytes | BaseException | None) -> None:
        """Hands a chunk on, waiting while there are many; _GoneError when nobody reads any more."""
        while not self.gone.is_set():
            try:
                self.chunks.put(chunk, timeout=0.5)
                return
            except queue.Full:
                continue
        raise _GoneError


def _write(export: Export, incidents: Iterator[Incident], pipe: _Pipe) -> None:
    end: BaseException | None = None
    try:
        export.write(incidents, cast("IO[bytes]", pipe))
        pipe.hand_on()
    except _GoneError:
        return
    except BaseException as fault:  # it belongs to who reads, in another thread
        end = fault
    with suppress(_GoneError):
        pipe.put(end)


def stream(export: Export, incidents: Iterator[Incident]) -> Iterator[bytes]:
    """The bytes of an export, chunk by chunk. A fault of the export is raised here, at the place where it came up."""
    pipe = _Pipe()
    threading.Thread(target=_write, args=(export, incidents, pipe), daemon=True, name="export").start()
    try:
        while (chunk := pipe.chunks.get()) is not None:
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk
    finally:
        pipe.gone.set()
