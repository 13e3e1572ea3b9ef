"""What lies in an archive: which members are read, and by which source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol, TypeVar, cast, runtime_checkable

from testimonia import plugins
from testimonia.model.doors import Source
from testimonia.model.errors import InputError
from testimonia.model.text import Document

T = TypeVar("T")


@runtime_checkable
class Streaming(Protocol):
    """A source that also reads a stream, whose origin is `name`: what can lie in an archive, or come through a pipe."""

    def stream(self, stream: BinaryIO, name: str, published: str | None = None) -> Iterator[Document | InputError]:
        """The documents of a binary stream; faults as values."""
        ...


@runtime_checkable
class Sidecarred(Protocol):
    """A source whose files may have a sidecar `NAME.json`."""

    def beside(self, data: bytes, name: str) -> Source:
        """The same source for one file whose sidecar has these bytes. Raises InputError where they are no sidecar."""
        ...


@runtime_checkable
class Glancing(Protocol):
    """A source of pages, most of which a glance may settle."""

    worth: str | None

    def glancing(self, worth: str) -> Source:
        """The same source, which extracts with care only the pages that the function `worth` (`module:name`) says are
        worth it, of the document that a glance gives; the others it gives as the glance does."""
        ...


def glancing(source: T, worth: str | None) -> T:
    """The source, glancing first where it can and `worth` is named."""
    return cast("T", source.glancing(worth)) if worth and isinstance(source, Glancing) else source


def streaming() -> tuple[Source, ...]:
    """The registered sources that read streams."""
    made = (make() for make in plugins.sources().values())
    return tuple(source for source in made if isinstance(source, Streaming))


def leads_out(member: str) -> bool:
    """Whether a member's name would stand outside of the folder that it is unpacked into."""
    path = PurePosixPath(member.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or member[1:3] in (":\\", ":/")


def is_hidden(member: str) -> bool:
    """Whether a member, or an entry of a folder, is left out: hidden names, what a Mac adds to archives, and what Word
    leaves beside a document that is open."""
    parts = PurePosixPath(member).parts
    return any((part.startswith((".", "~$")) and part != "..") or part == "__MACOSX" for part in parts)
