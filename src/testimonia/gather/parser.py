"""The child of `apart.py`: `python -m testimonia.gather.parser`, asked through its standard input.

It lives with limits: so much memory (its one argument, in bytes), and so many seconds for each document that it reads
(its own alarm ends it, also in the midst of foreign code, and also where its parent has been killed). It writes no
files.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import msgspec

from testimonia.gather.apart import Asked, Told, received, send
from testimonia.gather.members import glancing
from testimonia.gather.opening import fault
from testimonia.model.errors import InputError, SkippedError
from testimonia.model.text import Document

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class _Fed(io.RawIOBase):
    """The bytes that follow a question, up to an empty message."""

    def __init__(self, pipe: BinaryIO, seconds: float) -> None:
        self._pipe, self._seconds, self._rest, self._ended = pipe, seconds, b"", False

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fills `buffer` as far as one message reaches; 0 at the end. Waiting does not count as reading."""
        view = memoryview(buffer).cast("B")
        if not self._rest and not self._ended:
            with _unhurried(self._seconds):
                self._rest = received(self._pipe)
            self._ended = not self._rest
        part, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(part)] = part
        return len(part)

    def drain(self) -> None:
        """Takes in what nobody wanted to read."""
        while not self._ended:
            self._ended = not received(self._pipe)


def main() -> None:
    """Answers until nobody asks any more."""
    asks = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what foreign code prints is no answer
    _limit(int(sys.argv[1]))
    with suppress(EOFError, BrokenPipeError):
        while True:
            asked = msgspec.msgpack.decode(received(asks), type=Asked)
            fed = _Fed(asks, asked.seconds) if asked.path is None else None
            try:
                for told in _read(asked, fed):
                    with _unhurried(asked.seconds):
                        send(answers, told)
            except MemoryError:
                _hurry(0)
                send(answers, Told(exhausted=True))
                return
            _hurry(0)
            if fed:
                fed.drain()
            send(answers, Told())


def _read(asked: Asked, fed: _Fed | None) -> Iterator[Told]:
    module, _, name = asked.maker.partition(":")
    source = glancing(getattr(import_module(module), name)(), asked.worth)
    _hurry(asked.seconds)
    if fed is not None:
        found = source.stream(cast("BinaryIO", io.BufferedReader(fed)), asked.name, asked.published)
    else:
        found = _opened(source, asked)
    try:
        for one in found:
            yield Told(document=one) if isinstance(one, Document) else _told(one)
    except InputError as error:
        yield _told(error)
    except OSError as error:
        yield _told(fault(asked.name, error))


def _told(error: InputError) -> Told:
    return Told(fault=(error.source, error.fault, error.cure), skipped=isinstance(error, SkippedError))


def _opened(source: object, asked: Asked) -> Iterator[Document | InputError]:
    """What a source says of a file, with the name that the user gave it."""
    path = Path(os.fsdecode(asked.path or b""))
    for one in source.documents(path, asked.published):  # type: ignore[attr-defined]
        yield _named(one, str(path), asked.name)


def _named(one: Document | InputError, path: str, name: str) -> Document | InputError:
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if isinstance(one, InputError):
        return type(one)(one.source.replace(shown, name, 1), one.fault, one.cure)
    return msgspec.structs.replace(one, origin=one.origin.replace(shown, name, 1)) if one.origin else one


def _limit(memory: int) -> None:
    """So much memory, and no more; the keyboard's interrupt is for the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ImportError, ValueError, OSError):
        import resource

        for kind in (resource.RLIMIT_DATA, resource.RLIMIT_AS):
            allowed = memory if kind == resource.RLIMIT_DATA else 4 * memory
            _, most = resource.getrlimit(kind)
            resource.setrlimit(kind, (allowed if most == resource.RLIM_INFINITY else min(allowed, most), most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _hurry(seconds: float) -> None:
    """Sets the alarm that ends this process; 0: none."""
    with suppress(AttributeError):  # Windows
        signal.setitimer(signal.ITIMER_REAL, seconds)


@contextmanager
def _unhurried(seconds: float) -> Iterator[None]:
    """Without the alarm, which begins anew afterwards."""
    _hurry(0)
    try:
        yield
    finally:
        _hurry(seconds)


if __name__ == "__main__":
    main()
