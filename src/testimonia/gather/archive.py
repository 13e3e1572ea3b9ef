"""Archives: zip and tar, with any of the other sources in them, archives too."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from testimonia.gather import members, unread
from testimonia.gather.limits import MAX_DEPTH, MAX_ENTRIES, MAX_SIDECAR_BYTES
from testimonia.gather.lines import head
from testimonia.gather.metadata import writable
from testimonia.gather.opening import reason, through, whole
from testimonia.gather.unpacking import FAULTS, Budget, Counting, Unpacked, seekable, unpacked
from testimonia.model.doors import Source
from testimonia.model.errors import InputError, SkippedError
from testimonia.model.text import Document

_ZIP = (".zip",)
_ZIP_SIGN = b"PK\x03\x04"
_TAR = (".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz")
_CURE = "copy or fetch it again"
_OUT = "unpack it by hand, if you trust it"
_LINK = "is a link or a device, not a file"
_MAX_HEADER = 1 << 20


class ArchiveSource:
    """A `.zip` or `.tar` (also `.tar.gz`, `.tgz`, `.tar.bz2`, `.tar.xz`) holds files that the other sources read,
    in the archive's order; `archive/member` is the origin of each. Nothing is written to disk. Hidden members and
    those that no source accepts by name are left out, and documents of kinds that are not read told, as in a
    folder. A member that is locked, a link, or named so that it would be unpacked outside of the folder is an
    InputError, and the others go on; so do archives in archives, down to MAX_DEPTH. What unpacks beyond all measure
    ends the archive.

    A zip's texts keep their sidecars (`NAME.json`). `sources` read the members; default: all that are registered."""

    name = "archive"
    suffixes = frozenset({*_ZIP, *_TAR})

    def __init__(self, sources: tuple[Source, ...] | None = None, worth: str | None = None) -> None:
        self._sources = sources
        self.apart = sources is None
        self.worth = worth

    def glancing(self, worth: str) -> ArchiveSource:
        """The source whose members that are pages are extracted with care only where they are worth it."""
        return ArchiveSource(self._sources, worth)

    def accepts(self, path: Path) -> bool:
        """Whether the path ends in one of `suffixes`, in any case."""
        return path.name.lower().endswith((*_ZIP, *_TAR))

    def documents(self, path: Path, published: str | None = None) -> Iterator[Document | InputError]:
        """The documents of the archive's members in their order."""
        return through(path, self.stream, published)

    def stream(self, stream: BinaryIO, name: str, published: str | None = None) -> Iterator[Document | InputError]:
        """The documents that a binary stream holds. A zip is read from its end: one that comes through a pipe is kept
        aside first."""
        try:
            sources = members.streaming() if self._sources is None else self._sources
            chosen = tuple(members.glancing(source, self.worth) for source in sources)
            yield from _Opened(stream, name, published, chosen, None, 1).documents()
        except InputError as error:
            yield error


class _Opened:
    """One archive, open. `depth` counts the archives around it, and itself."""

    def __init__(self, stream: BinaryIO, name: str, published: str | None, sources: tuple[Source, ...],
                 budget: Budget | None, depth: int) -> None:  # fmt: skip
        self._stream, self._name, self._published, self._sources = stream, name, published, sources
        self._budget, self._depth = budget, depth

    def documents(self) -> Iterator[Document | InputError]:
        """What the members hold; an InputError where that is nothing."""
        if self._depth > MAX_DEPTH:
            raise InputError(self._name, f"lies more than {MAX_DEPTH - 1} archives deep", _OUT)
        empty = True
        for found in self._zip() if self._is_zip() else self._tar():
            empty = False
            yield found
        if empty:
            raise InputError(self._name, "holds no file that can be read", "put texts, pages, PDFs or tables into it")

    def _is_zip(self) -> bool:
        """By its name, else by its first bytes (what comes through a pipe, or from an address, has no name)."""
        if self._name.lower().endswith((*_ZIP, *_TAR)):
            return self._name.lower().endswith(_ZIP)
        start, self._stream = head(self._stream, len(_ZIP_SIGN))
        return start == _ZIP_SIGN

    def _zip(self) -> Iterator[Document | InputError]:
        stream = seekable(self._stream, self._name)
        size = stream.seek(0, os.SEEK_END)
        if not size:
            raise InputError(self._name, "is empty", _CURE)
        try:
            archive = zipfile.ZipFile(stream)
        except FAULTS as fault:
            raise InputError(self._name, f"is no zip archive that can be read: {reason(fault)}", _CURE) from fault
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise InputError(self._name, f"has more than {MAX_ENTRIES:,} entries", _OUT)
        budget = self._budget or Budget(lambda: size)
        for entry in entries:
            source = None if entry.is_dir() else self._source(entry.filename)
            if source is not None and not budget.spent:
                yield from self._one(source, entry.filename, _Zipped(archive, entry), budget)
            elif skipped := self._skipped(source, entry.filename):
                yield skipped

    def _tar(self) -> Iterator[Document | InputError]:
        counting = Counting(self._stream)
        budget = self._budget or Budget(lambda: counting.count)
        stream = unpacked(cast("BinaryIO", io.BufferedReader(counting)), self._name, budget)
        stems: dict[bool, set[str]] = {True: set(), False: set()}
        try:
            archive = tarfile.open(fileobj=stream, mode="r|", tarinfo=_Entry)  # noqa: SIM115  (owns no file)
            for entry in archive:
                archive.members = []  # type: ignore[attr-defined]  # tarfile's list would grow with the archive
                stem, suffix = os.path.splitext(entry.name)
                source = self._source(entry.name)
                if source is not None and not entry.isdir():
                    yield from self._one(source, entry.name, _Tarred(archive, entry), budget)
                elif skipped := self._skipped(source, entry.name):
                    yield skipped
                if isinstance(source, members.Sidecarred) or suffix == ".json":
                    stems[suffix == ".json"].add(stem)
                if budget.spent:
                    return
        except tarfile.TarError as fault:
            what = "is empty" if "empty" in str(fault) else f"is no tar archive that can be read: {reason(fault)}"
            raise InputError(self._name, what, _CURE) from fault
        for stem in sorted(stems[True] & stems[False])[:1]:
            what = f"has sidecars ({_shown(stem)}.json) that were not read: in a tar they may come after their texts"
            yield InputError(self._name, what, "pack the folder as .zip, or unpack the archive")

    def _source(self, member: str) -> Source | None:
        if members.is_hidden(member):
            return None
        return next((source for source in self._sources if source.accepts(Path(member))), None)

    def _skipped(self, source: Source | None, member: str) -> SkippedError | None:
        """Why a document that no source accepts is left out; None where it is no document."""
        unknown = source is None and not members.is_hidden(member) and not member.endswith("/")
        return unread.refusal(f"{self._name}/{_shown(member)}") if unknown and unread.is_document(member) else None

    def _one(
        self, source: Source, member: str, packed: _Zipped | _Tarred, budget: Budget
    ) -> Iterator[Document | InputError]:
        """The documents of one member; what goes wrong with it is a value."""
        name = f"{self._name}/{_shown(member)}"
        try:
            if members.leads_out(member):
                raise InputError(name, "has a name that leads out of the archive's folder", _OUT)
            with Unpacked(packed.opened(name), name, packed.budget(budget)).buffered() as stream:
                if isinstance(source, ArchiveSource):
                    inner = _Opened(stream, name, self._published, self._sources, budget, self._depth + 1)
                    yield from inner.documents()
                else:
                    chosen = packed.with_sidecar(source, name)
                    assert isinstance(chosen, members.Streaming)
                    yield from chosen.stream(stream, name, self._published)
        except InputError as error:
            yield error


class _Zipped:
    """A member of a zip."""

    def __init__(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        self._archive, self._entry = archive, entry

    def opened(self, name: str) -> io.BufferedIOBase:
        """Its stream. Raises InputError where it is locked, a link, or cannot be unpacked."""
        if self._entry.flag_bits & 1:
            raise InputError(name, "is locked with a password", "unpack it with the password, and give the files")
        if stat.S_ISLNK(self._entry.external_attr >> 16):
            raise InputError(name, _LINK, "pack the file itself")
        try:
            return cast("io.BufferedIOBase", self._archive.open(self._entry))
        except FAULTS as fault:
            raise InputError(name, f"cannot be unpacked: {reason(fault)}", _CURE) from fault

    def budget(self, budget: Budget) -> Budget:
        """What its bytes are counted against."""
        return budget

    def with_sidecar(self, source: Source, name: str) -> Source:
        """The source that knows what `NAME.json` beside the member says."""
        beside = os.path.splitext(self._entry.filename)[0] + ".json"
        if not isinstance(source, members.Sidecarred) or beside not in self._archive.NameToInfo:
            return source
        named = os.path.splitext(name)[0] + ".json"
        try:
            with self._archive.open(beside) as stream:
                data = whole(cast("BinaryIO", stream), MAX_SIDECAR_BYTES, named, _CURE)
        except FAULTS as fault:
            raise InputError(named, f"cannot be unpacked: {reason(fault)}", _CURE) from fault
        return source.beside(data, named)


class _Tarred:
    """A member of a tar."""

    def __init__(self, archive: tarfile.TarFile, entry: tarfile.TarInfo) -> None:
        self._archive, self._entry = archive, entry

    def opened(self, name: str) -> io.BufferedIOBase:
        """Its stream. Raises InputError where it is a link or a device."""
        stream = self._archive.extractfile(self._entry) if self._entry.isreg() else None
        if stream is None:
            raise InputError(name, _LINK, "pack the file itself")
        return cast("io.BufferedIOBase", stream)

    def budget(self, budget: Budget) -> Budget | None:
        """None: its bytes were counted when the whole was unpacked."""

    def with_sidecar(self, source: Source, name: str) -> Source:  # noqa: ARG002  (as a zip's)
        """The source as it is: a tar is read from front to back."""
        return source


def _shown(member: str) -> str:
    """A member's name on one line, not over-long."""
    return " ".join(writable(member).split())[:300]


class _Entry(tarfile.TarInfo):
    """An entry whose additional head is of a sane length: tarfile takes it into memory as a whole."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        extended = self.type in (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, *tarfile.GNU_TYPES[:2])
        if extended and not 0 <= self.size <= _MAX_HEADER:
            raise tarfile.ReadError(f"an additional head of {self.size:,} bytes")
        return super()._proc_member(tar)  # type: ignore[misc,no-any-return]
