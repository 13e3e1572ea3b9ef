"""Paths to documents: files, folders, standard input and addresses, in the order given."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, NamedTuple

from testimonia import plugins
from testimonia.gather import apart, unread
from testimonia.gather.dates import iso
from testimonia.gather.limits import HEAD_BYTES
from testimonia.gather.lines import head
from testimonia.gather.members import Streaming, glancing, is_hidden
from testimonia.gather.opening import fault, irregular, opened, shown
from testimonia.gather.sniff import kind
from testimonia.lang import marks
from testimonia.model.doors import Source
from testimonia.model.errors import InputError, LeftOutError, UsageError
from testimonia.model.text import Document

STDIN = "standard input"
_ADDRESS = ("http://", "https://")
_FILE_CURE = "give a file of reports, a folder, or - for standard input"


#: The source of this room for each kind of stream that `sniff.kind` tells.
_READ_BY = {
    "docx": "docx:DocxSource",
    "feed": "feed:FeedSource",
    "html": "html:HtmlSource",
    "jsonl": "jsonl:JsonlSource",
    "mail": "mail:MailSource",
    "mhtml": "mhtml:MhtmlSource",
    "odt": "odt:OdtSource",
    "parquet": "parquet:ParquetSource",
    "pdf": "pdf:PdfSource",
    "rtf": "rtf:RtfSource",
    "tar": "archive:ArchiveSource",
    "text": "text:TextSource",
    "warc": "warc:WarcSource",
    "zip": "archive:ArchiveSource",
}
#: Files that may have a sidecar `NAME.json`.
_WITH_SIDECAR = (".txt", ".text", ".csv", ".tsv", ".tab", ".parquet", ".pq")
#: The folder of a saved page's pictures, styles and frames: `NAME_files`, in the browsers' languages.
_PARTS = re.compile(rf"(.+){marks('saved')}")


def gather(
    paths: Iterable[str | Path],
    sources: Iterable[Source] | None = None,
    published: str | None = None,
    stdin: BinaryIO | None = None,
    local: bool = False,
    worth: str | None = None,
) -> Iterator[Document | InputError]:
    """The documents of all `paths` in the order given, one in memory at a time, and an InputError as a value for each
    part that cannot be read.

    A path is a file, a folder (read recursively, by name, hidden names and names that no source accepts left out;
    of these, documents of kinds that are not read are told as SkippedErrors, JSON that describes no text as
    LeftOutErrors), `-` (standard input: the binary stream `stdin`, default the program's own) or an address (a page,
    a file, a feed, a sitemap; `local`: also one that is not public). A file whose name no source accepts is told by
    its content. `sources` are asked in their order; default: all that are registered. `published` (ISO) is the date of
    the texts that do not say theirs; raises UsageError at once where it is no date. `worth` (`module:name`, a function
    of a Document) says of a web page at first glance whether it is worth extracting with care, which takes three times
    as long; None: all are.
    """
    date = iso(published) if published else None
    if published and not date:
        raise UsageError(f"--published {published}: there is no such date (write it as YYYY-MM-DD)")
    chosen = tuple(sources) if sources is not None else tuple(make() for make in plugins.sources().values())
    chosen = tuple(glancing(source, worth) for source in chosen)
    return _all([os.fspath(p) for p in paths], chosen, date, stdin, local, worth)


def _all(
    paths: list[str],
    sources: tuple[Source, ...],
    published: str | None,
    stdin: BinaryIO | None,
    local: bool,
    worth: str | None,
) -> Iterator[Document | InputError]:
    read_stdin = False
    for path in paths:
        if path == "-":
            if read_stdin:
                yield InputError(STDIN, "was read already", "give - once")
                continue
            read_stdin = True
            yield from _sniffed(stdin if stdin is not None else sys.stdin.buffer, STDIN, published, worth)
        elif path.lower().startswith(_ADDRESS):
            from testimonia.gather import web

            yield from web.documents(path, published, local=local)
        elif not _is_known_sidecar(path, paths):
            yield from _path(path, sources, published, worth)


def _path(
    path: str, sources: tuple[Source, ...], published: str | None, worth: str | None
) -> Iterator[Document | InputError]:
    """The documents of one path as the user gave it."""
    if not path.strip():
        yield InputError("''", "is an empty path", _FILE_CURE)
        return
    place = Path(path)
    try:
        mode = os.stat(place).st_mode
    except (OSError, ValueError) as error:
        yield fault(shown(path), error)
        return
    if stat.S_ISDIR(mode):
        yield from _folder(place, sources, published)
        return
    source = _accepting(place, sources)
    if source:
        yield from _guarded(source, place, published)
    else:
        yield from _unnamed(place, published, worth)


def _accepting(path: Path, sources: tuple[Source, ...]) -> Source | None:
    return next((source for source in sources if source.accepts(path)), None)


def _guarded(source: Source, path: Path, published: str | None) -> Iterator[Document | InputError]:
    """A source's documents; what it raises of expected faults becomes a value, so that the rest goes on."""
    try:
        if apart.is_hostile(source):
            yield from apart.documents(source, path, published)
        else:
            yield from source.documents(path, published)
    except InputError as error:
        yield error
    except OSError as error:
        yield fault(shown(path), error)


def _is_known_sidecar(path: str, paths: list[str]) -> bool:
    """Whether a path is the sidecar of a text or table that is given as well, as the shell's `reports/*` does."""
    return path.endswith(".json") and any(path.removesuffix(".json") + suffix in paths for suffix in _WITH_SIDECAR)


def _is_json(path: Path) -> bool:
    return path.suffix.lower() == ".json"


def _described(path: Path) -> Path | None:
    """The text or table whose sidecar a path is; None where it is none."""
    beside = [path.with_suffix(suffix) for suffix in _WITH_SIDECAR if _is_json(path)]
    return next((one for one in beside if one.is_file()), None)


def _unnamed(path: Path, published: str | None, worth: str | None) -> Iterator[Document | InputError]:
    """A file whose name says nothing, told by its content."""
    if whose := _described(path):
        what = "is the sidecar of a text" if whose.suffix in (".txt", ".text") else "is the sidecar of a table"
        yield InputError(shown(path), what, f"give {shown(whose)}; both are read")
        return
    try:
        with opened(path) as stream:
            yield from _sniffed(stream, shown(path), published, worth)
    except InputError as error:
        yield error


def _sniffed(stream: BinaryIO, name: str, published: str | None, worth: str | None) -> Iterator[Document | InputError]:
    try:
        start, stream = head(stream, HEAD_BYTES)
        what = kind(start)
        if refused := unread.refusal(name, what, start):
            yield refused
        elif what == "json":
            yield InputError(name, "is JSON spread over lines", "write one object a line, e.g. with jq -c . (.jsonl)")
        else:
            source = glancing(_streaming(what), worth)
            if apart.is_hostile(source):
                yield from apart.stream(source, stream, name, published)
            else:
                yield from source.stream(stream, name, published)
    except OSError as error:
        yield fault(name, error)


def _streaming(what: str) -> Streaming:
    """The source of this room that reads a kind of stream; its module is imported when it is first needed."""
    module, _, name = _READ_BY[what].partition(":")
    made: Streaming = getattr(import_module(f"testimonia.gather.{module}"), name)()
    return made


def _folder(folder: Path, sources: tuple[Source, ...], published: str | None) -> Iterator[Document | InputError]:
    """All that a folder holds; an InputError where that is nothing."""
    empty = True
    for found in _walk(folder, _Walked(os.path.realpath(folder), set()), (), sources):
        empty = empty and isinstance(found, LeftOutError)
        if isinstance(found, InputError):
            yield found
        else:
            path, source = found
            yield from _guarded(source, path, published) if source else _unnamed(path, published, None)
    if empty:
        yield InputError(
            shown(folder), "holds no file that can be read", "put texts, pages, PDFs or tables of reports into it"
        )


#: A folder as the file system knows it: device and inode.
_Folder = tuple[int, int]


class _Walked(NamedTuple):
    """A folder that is walked: where it really lies, and the folders of it that were seen already."""

    root: str
    seen: set[_Folder]

    def is_left(self, path: Path) -> bool:
        """Whether a path is a link that leads out of the folder."""
        return path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(self.root)


def _walk(
    folder: Path, walked: _Walked, above: tuple[_Folder, ...], sources: tuple[Source, ...]
) -> Iterator[tuple[Path, Source | None] | InputError]:
    """The files below a folder that a source accepts, and those that look like documents though none does, sorted by
    name level by level (two links to one folder are one); `above` are the folders on the way here (a link back to one
    is a loop)."""
    try:
        status = os.stat(folder)
        identity = (status.st_dev, status.st_ino)
        if identity in above:
            yield InputError(shown(folder), "is a link that leads back to a folder above it", "remove the link")
        if identity in walked.seen:
            return
        walked.seen.add(identity)
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if not is_hidden(entry.name))
    except OSError as error:
        yield fault(shown(folder), error)
        return
    for name in names:
        if _is_part_of_page(name, names):
            continue
        yield from _entry(folder / name, walked, (*above, identity), sources)


def _is_part_of_page(name: str, beside: list[str]) -> bool:
    """Whether an entry of a folder is what a browser saved with the page beside it: the page has all its words."""
    parts = _PARTS.fullmatch(name)
    return parts is not None and any(f"{parts[1]}{suffix}" in beside for suffix in (".html", ".htm", ".xhtml"))


def _entry(
    path: Path, walked: _Walked, above: tuple[_Folder, ...], sources: tuple[Source, ...]
) -> Iterator[tuple[Path, Source | None] | InputError]:
    source = _accepting(path, sources)
    lone = source is None and _is_json(path) and not _described(path)
    wanted = source is not None or unread.is_document(path.name) or lone
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        if wanted:  # a dangling link that nobody would read is no loss
            yield fault(shown(path), error)
        return
    folder = stat.S_ISDIR(mode)
    if wanted and not folder and irregular(path, mode):
        yield InputError(shown(path), f"is {irregular(path, mode)}, not a file", "take it out of the folder")
    elif (wanted or folder) and walked.is_left(path):
        cure = "give what it leads to as a path of its own, if it is meant"
        yield InputError(shown(path), "is a link that leads out of the folder", cure)
    elif folder:
        yield from _walk(path, walked, above, sources)
    elif lone:
        cure = "if it holds reports, one object a line, give it by its name or call it .jsonl"
        yield LeftOutError(shown(path), "is JSON that belongs to no text or table beside it", cure)
    elif wanted:
        yield path, source
