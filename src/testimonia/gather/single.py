"""Files that are one document each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, ClassVar

from testimonia.gather.opening import through, whole
from testimonia.model.errors import InputError
from testimonia.model.text import Document


class SingleSource(ABC):
    """A source whose files hold one document each, read whole: at most `limit` bytes (`cure` says what to do with
    longer ones). A subclass makes the document out of the bytes.
    """

    name: ClassVar[str]
    suffixes: ClassVar[frozenset[str]]
    limit: ClassVar[int]
    cure: ClassVar[str]

    def accepts(self, path: Path) -> bool:
        """Whether the path ends in one of `suffixes`, in any case."""
        return path.suffix.lower() in self.suffixes

    def documents(self, path: Path, published: str | None = None) -> Iterator[Document | InputError]:
        """The file's document, or the one InputError that says why there is none."""
        return through(path, self.stream, published)

    def stream(self, stream: BinaryIO, name: str, published: str | None = None) -> Iterator[Document | InputError]:
        """The document that a binary stream holds, or the one InputError; `name` is its origin."""
        try:
            yield self.document(whole(stream, self.limit, name, self.cure), name, published)
        except InputError as error:
            yield error

    @abstractmethod
    def document(self, data: bytes, name: str, published: str | None = None) -> Document:
        """The document of a file's bytes. Raises InputError where there is none in them."""
