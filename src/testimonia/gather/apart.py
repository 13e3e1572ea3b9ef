"""Parsers of hostile formats in a process of their own, which may die without taking the batch along.

PDF, office documents, saved pages, web archives, mail, feeds, Markdown, tables of Parquet and archives are read by
`parser.py` in a child process with limits of memory and time. It is started with the first such file and serves until
it dies or the program ends; what it says of a file depends on the file alone. Where the system knows no such limits
(Windows), the parsers still run apart.
"""

from __future__ import annotations

import atexit
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

import msgspec

from testimonia.gather.limits import MAX_PARSE_SECONDS, MAX_PARSER_BYTES
from testimonia.gather.members import Glancing
from testimonia.gather.opening import irregular, shown
from testimonia.model.doors import Source
from testimonia.model.errors import InputError, SkippedError
from testimonia.model.text import Document

_CHUNK = 1 << 16
_LENGTH = struct.Struct("<I")


@runtime_checkable
class Hostile(Protocol):
    """A source whose formats are read apart where `apart` is True. Its class can be called without arguments."""

    apart: bool


class Asked(msgspec.Struct, frozen=True):
    """What the child is asked: to read the file at `path` (None: the bytes that follow) by the class `maker`
    (`module:Class`), within `seconds` for each document; its pages first at a glance where `worth` is named."""

    maker: str
    path: bytes | None
    name: str
    published: str | None
    seconds: float
    worth: str | None = None


class Told(msgspec.Struct, frozen=True):
    """What the child answers: a document, a fault (source, what, cure; `skipped`: of a kind that nothing reads), or
    neither, at the end; `exhausted`: it ran out of memory."""

    document: Document | None = None
    fault: tuple[str, str, str] | None = None
    skipped: bool = False
    exhausted: bool = False


def is_hostile(source: object) -> bool:
    """Whether a source's formats are read apart."""
    return isinstance(source, Hostile) and source.apart


def documents(source: Source, path: Path, published: str | None) -> Iterator[Document | InputError]:
    """What `source.documents(path, published)` gives, read apart."""
    with suppress(OSError):
        if irregular(path, os.stat(path).st_mode) is None and not path.is_file():
            # an open pipe of the shell's: the child cannot open it
            yield from source.documents(path, published)
            return
    name = shown(path)
    given = os.fsencode(path.absolute())
    question = Asked(_maker(source), given, name, published, MAX_PARSE_SECONDS, _worth(source))
    yield from _asked(question, None, name)


def stream(source: object, data: BinaryIO, name: str, published: str | None) -> Iterator[Document | InputError]:
    """What `source.stream(data, name, published)` gives, read apart."""
    yield from _asked(Asked(_maker(source), None, name, published, MAX_PARSE_SECONDS, _worth(source)), data, name)


def _maker(source: object) -> str:
    return f"{type(source).__module__}:{type(source).__qualname__}"


def _worth(source: object) -> str | None:
    return source.worth if isinstance(source, Glancing) else None


def _asked(asked: Asked, data: BinaryIO | None, name: str) -> Iterator[Document | InputError]:
    parser = _Parser.ready()
    count = 0
    finished = False
    try:
        for told in parser.ask(asked, data):
            if told.exhausted:
                yield _died(name, f"needed more than {MAX_PARSER_BYTES // 1_000_000:,} MB of memory", count)
                return
            if told.fault:
                yield (SkippedError if told.skipped else InputError)(*told.fault)
            elif told.document:
                count += 1
                yield told.document
        finished = True
    except (EOFError, BrokenPipeError):
        yield _died(name, parser.end(), count)
    finally:
        if not finished:  # what it still has to say belongs to nobody
            parser.kill()


def _died(name: str, how: str, count: int) -> InputError:
    after = f" after {count} documents; what comes after them was not read" if count else ""
    return InputError(name, f"{how}{after}", "give its parts one by one, or save it in another format")


class _Parser:
    """The child, while it lives."""

    _one: _Parser | None = None

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "testimonia.gather.parser", str(MAX_PARSER_BYTES)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._owner = os.getpid()

    @classmethod
    def ready(cls) -> _Parser:
        """The child of this process, started where there is none."""
        one = cls._one
        if one is None or one._owner != os.getpid() or one._process.poll() is not None:
            one = cls._one = cls()
            atexit.register(one.kill)
        return one

    def ask(self, asked: Asked, data: BinaryIO | None) -> Iterator[Told]:
        """Its answers. Raises EOFError or BrokenPipeError where it died."""
        _send(self._stdin, msgspec.msgpack.encode(asked))
        feeder = threading.Thread(target=self._feed, args=(data,), daemon=True) if data is not None else None
        if feeder:
            feeder.start()
        while (told := msgspec.msgpack.decode(received(self._stdout), type=Told)) != Told():
            yield told
        if feeder:
            feeder.join()

    def _feed(self, data: BinaryIO) -> None:
        with suppress(OSError, ValueError):  # it died, or does not want to know the rest
            try:
                while chunk := data.read(_CHUNK):
                    _send(self._stdin, chunk)
            finally:
                _send(self._stdin, b"")

    @property
    def _stdin(self) -> BinaryIO:
        assert self._process.stdin is not None
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _stdout(self) -> BinaryIO:
        assert self._process.stdout is not None
        return self._process.stdout  # type: ignore[return-value]

    def end(self) -> str:
        """How it died, in words."""
        self._process.wait(timeout=30)
        status = -self._process.returncode
        if status == getattr(signal, "SIGALRM", None):
            return f"took its parser longer than {MAX_PARSE_SECONDS:.0f} seconds"
        if status == getattr(signal, "SIGKILL", None):
            return "had its parser killed, perhaps because memory ran out"
        how = signal.Signals(status).name if status in {s.value for s in signal.Signals} else f"status {-status}"
        return f"made its parser break down ({how})"

    def kill(self) -> None:
        """Ends it at once; in the process that started it alone."""
        if self._owner != os.getpid():
            return
        with suppress(OSError):
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        self._process.wait()
        atexit.unregister(self.kill)
        if _Parser._one is self:
            _Parser._one = None


def _send(pipe: BinaryIO, data: bytes) -> None:
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def received(pipe: BinaryIO) -> bytes:
    """The next message of a pipe. Raises EOFError where there is none."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


def send(pipe: BinaryIO, told: Told) -> None:
    """Sends an answer."""
    _send(pipe, msgspec.msgpack.encode(told))
