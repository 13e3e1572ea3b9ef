"""Files as bytes: opened only where they are files, read only as far as the limit."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from testimonia.model.errors import InputError
from testimonia.model.text import Document

_FAULTS = {
    errno.ENOENT: ("does not exist", "check the spelling, and the folder you are in"),
    errno.EACCES: ("may not be read", "give yourself the right to read it, e.g. with chmod +r"),
    errno.EPERM: ("may not be read", "give yourself the right to read it, e.g. with chmod +r"),
    errno.ELOOP: ("is a link that leads back to itself", "remove the link, or point it at a file"),
    errno.ENAMETOOLONG: ("is too long a name for a file", "give a path; the text itself goes in with -"),
    errno.ENOTDIR: ("leads through something that is no folder", "check the spelling"),
    errno.EISDIR: ("is a folder", "give the folder itself to gather, or a file in it"),
}
_KINDS = (
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISFIFO, "a named pipe"),
)
#: Pipes that the shell has opened already, as `<(command)` does: reading them cannot wait for a writer that never
#: comes.
_OPENED = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")


def shown(path: Path | str) -> str:
    """A path for people and for `Document.origin`: bytes of its name that are no UTF-8 become U+FFFD."""
    return os.fspath(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def fault(name: str, error: OSError | ValueError) -> InputError:
    """What the operating system refused, as an error with its cure."""
    if isinstance(error, OSError) and error.errno in _FAULTS:
        return InputError(name, *_FAULTS[error.errno])
    said = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return InputError(name, f"cannot be read: {said}", "check the path and the disk")


def reason(fault: BaseException) -> str:
    """What a library says of an input, for a message: one line, not long."""
    return " ".join(str(fault).encode("utf-8", "replace").decode().split())[:160] or type(fault).__name__


def irregular(path: Path, mode: int) -> str | None:
    """What stands at a path that is neither a file nor a folder ("a device"), or None."""
    for test, what in _KINDS:
        if test(mode):
            piped = test is stat.S_ISFIFO and str(path).startswith(_OPENED)
            return None if piped else what
    return None


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file as a binary stream. Raises InputError where it cannot be opened, or is a device, a socket or a pipe;
    errors of the operating system that come while it is read become InputErrors too."""
    name = shown(path)
    try:
        what = irregular(path, os.stat(path).st_mode)
        if what:
            raise InputError(
                name, f"is {what}, not a file", "give a file, or pipe its content in: … | testimonia read -"
            )
        stream = open(path, "rb")  # noqa: SIM115  (closed below)
    except (OSError, ValueError) as error:  # ValueError: a zero in the path
        raise fault(name, error) from error
    with stream:
        try:
            yield stream
        except OSError as error:
            raise fault(name, error) from error


def whole(stream: BinaryIO, limit: int, name: str, cure: str) -> bytes:
    """All bytes of a stream. Raises InputError where there are more than `limit`; no more than that are taken in."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise InputError(name, f"is longer than {limit:,} bytes", cure)
    return data


def through(
    path: Path, stream: Callable[[BinaryIO, str, str | None], Iterator[Document | InputError]], published: str | None
) -> Iterator[Document | InputError]:
    """What a source's `stream` gives of the file at a path; a file that cannot be opened is an InputError as a
    value."""
    try:
        with opened(path) as data:
            yield from stream(data, shown(path), published)
    except InputError as error:
        yield error
