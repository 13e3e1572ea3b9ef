"""The few doors of the house: what may be replaced, and what it must keep to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Protocol, runtime_checkable

from testimonia.model.claim import Reading, Told
from testimonia.model.errors import InputError
from testimonia.model.marks import Marks
from testimonia.model.text import Document
from testimonia.model.world import Finding, Incident, Toll, Voice


@runtime_checkable
class Source(Protocol):
    """A kind of input.

    `accepts` looks at the path's name alone; `documents` yields documents, and an `InputError` *as a value* for each
    part that cannot be read, so that the rest of the batch goes on.
    """

    name: str

    def accepts(self, path: Path) -> bool: ...

    def documents(self, path: Path, published: str | None = None) -> Iterator[Document | InputError]: ...


@runtime_checkable
class Resolver(Protocol):
    """Words to meanings: marks every date, number, place and actor of a document.

    Pure: the same document, the same marks.
    """

    def marks(self, document: Document) -> Marks: ...


@runtime_checkable
class Reader(Protocol):
    """Document and marks to accounts. `name` is `patterns`, `neural` …; `version` changes whenever its answers may.
    What it says of a document depends on nothing else (law 7)."""

    name: str
    version: str

    def read(self, document: Document, marks: Marks) -> Reading: ...


@runtime_checkable
class CostlyReader(Reader, Protocol):
    """A reader that waits for somebody else's machine: up to `at_once` documents may be read at a time, each in a
    thread of its own; `report` says in a line what a run has cost; `close` ends the run: nothing is asked any more."""

    at_once: int

    def report(self) -> str: ...

    def close(self) -> None: ...


@runtime_checkable
class Export(Protocol):
    """One format: writes incidents to a binary stream, deterministic bytes.

    `loss` says in a sentence what the format cannot hold.
    """

    name: str
    suffix: str
    loss: str

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None: ...


@runtime_checkable
class Policy(Protocol):
    """Many figures to one toll: `name` as in `--policy`; one effect's voices in, the toll and the finding out."""

    name: str

    def toll(self, effect: str, voices: tuple[Voice, ...]) -> tuple[Toll, Finding]: ...


class Linked(Protocol):
    """What is remembered of accounts that were linked, so that a change touches its neighbourhood alone. Accounts are
    named by their ids; those that people rejected are not among them."""

    def members(self, key: int, at_most: int) -> Iterable[str]:
        """The accounts that have a key of `link.blocks`, but at most so many."""

    def told(self, names: Collection[str]) -> Iterable[Told]:
        """Accounts as they are told; none for a name that is none."""

    def sketches(self, names: Collection[str]) -> Iterable[str]:
        """Of accounts that are linked what `link.sketch.kept` made of them."""

    def first(self, names: Collection[str]) -> Mapping[str, str]:
        """Of those among the names that are linked: the first account of their cluster after the first pass."""

    def led(self, clusters: Collection[str]) -> Iterable[tuple[str, str, str]]:
        """The accounts of the first pass's clusters of those first accounts, each with its document and that first."""

    def weakest(self, names: Collection[str]) -> Iterable[tuple[str, float | None, float | None]]:
        """Of accounts among the names that are linked: each with the `weakest` of its two clusters, after the first
        pass and in the end."""

    def together(self, names: Collection[str]) -> Iterable[Collection[str]]:
        """The accounts of each incident in which one of these accounts stands."""

    def of(self, documents: Collection[str]) -> Iterable[tuple[str, str, str]]:
        """The accounts of documents, each with its document and the first account of its first pass's cluster."""

    def likely(self, names: Collection[str]) -> Iterable[tuple[str, str, float]]:
        """Of accounts among the names that are linked: each with one that shares a block with it which is used and that
        it may link to, and their log-odds but for what their reports have in common."""
