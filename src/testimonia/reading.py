"""Documents read one by one: gather → read (with resolve). The part of the pipeline that needs no ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from testimonia.model.claim import Account, Reading
from testimonia.model.doors import Reader, Resolver
from testimonia.model.errors import InputError, UsageError
from testimonia.model.text import Document
from testimonia.plugins import READER

if TYPE_CHECKING:
    from testimonia.read.gloss import Gloss

T = TypeVar("T")
#: What says, in the parsers' process too, whether a page is worth more than a glance.
WORTH = "testimonia.read.worth:worth_reading"
Item = tuple[Document, Reading] | InputError


@cache
def resolver_with(gazetteer: Path | None = None) -> Resolver:
    """Words to meanings, with the gazetteer of that file or the default one; opened once per process."""
    from testimonia.resolve.marks import Resolvers

    return Resolvers.open(gazetteer)


def reader_named(name: str | Reader = READER) -> Reader:
    """The reader that is registered under `name`; raises UsageError that names the known ones. A reader that is made
    already is handed on."""
    return _reader(name) if isinstance(name, str) else name


@cache
def _reader(name: str) -> Reader:
    from testimonia import plugins

    made: Reader = plugins.make("readers", name)
    return made


def gathered(
    paths: Iterable[str], published: str | None = None, *, local: bool = False, read_all: bool = True
) -> Iterator[Document | InputError]:
    """Everything that stands at the paths (files, folders, `-`, addresses), in the order given; faults as values.
    `local`: also at addresses that are not public. Unless `read_all`, web pages that the triage sets aside at first
    glance are extracted no further (`Document.glanced`)."""
    from testimonia import plugins
    from testimonia.gather import gather

    sources = [make() for make in plugins.sources().values()]
    yield from gather(paths, sources, published, local=local, worth=None if read_all else WORTH)


def read_document(
    document: Document, reader: Reader, resolver: Resolver, *, read_all: bool = True
) -> Reading | InputError:
    """What one document says; a text that is not read says why. Unless `read_all`, what cannot tell of an incident is
    set aside by the triage, which then stands as the `reader`. Another language than English is read by patterns.

    A fault inside the reader is no reason to stop a batch: it comes back as an InputError that names the document.
    """
    from testimonia.read import apart
    from testimonia.read.languages import OURS, language_of, refusal

    language = language_of(document)
    reason, by = refusal(document, language), signature_for(reader, language)
    try:
        told = None if reason or language == OURS else _glossed(document, language)
        if not reason and not read_all:
            reason, by = _set_aside(told.document if told else document, by)
        if reason:
            return Reading(
                document=document.id, document_version=document.version, reader=by, read=False, reason=reason,
                language=None if language == OURS else language,
            )  # fmt: skip
        if told:
            return _abroad(told, language, resolver)
        return apart.marked(document, reader.read(document, resolver.marks(document)))
    except Exception as fault:  # whatever it is: one text must not stop a night's work
        where = document.origin or document.id
        what = f"the reader {by} failed on it: {type(fault).__name__}: {fault}"
        return InputError(where, what, "please report this with the text; the other documents are not affected")


def signature_for(reader: Reader, language: str) -> str:
    """Name and version of who reads a language: the reader itself English and what it refuses, patterns the others."""
    from testimonia.read.languages import OURS, supported

    if language == OURS or language not in supported():
        return signature(reader)
    from testimonia.read import abroad

    return abroad.signature(language)


def _glossed(document: Document, language: str) -> Gloss:
    from testimonia.read.gloss import gloss

    return gloss(document, language)


def _abroad(told: Gloss, language: str, resolver: Resolver) -> Reading:
    from testimonia.read.abroad import read_abroad

    return read_abroad(told, language, resolver)


def _set_aside(document: Document, by: str) -> tuple[str | None, str]:
    from testimonia.read import triage

    reason = triage.set_aside(document)
    return reason, triage.NAME if reason else by


def read(
    paths: Iterable[str],
    *,
    published: str | None = None,
    reader: str | Reader = READER,
    gazetteer: Path | None = None,
    local: bool = False,
    read_all: bool = False,
    workers: int = 1,
) -> Iterator[Item]:
    """Each document at the paths with what it says, in input order, one in memory at a time.

    `published` stands in where a document does not say its date; `local` allows addresses that are not public;
    `read_all` reads what the triage would set aside. Several `workers` are processes that read; what comes out is the
    same. What cannot be read comes as an InputError in its place. Raises UsageError for an unknown reader, InputError
    for a gazetteer that is none.
    """
    found = gathered(paths, published, local=local, read_all=read_all)
    if workers > 1:
        yield from by_workers(found, reader, gazetteer, read_all, workers)
        return
    yield from read_each(found, reader_named(reader), resolver_with(gazetteer), read_all=read_all)


def read_each(
    found: Iterable[Document | InputError], reader: Reader, resolver: Resolver, *, read_all: bool = True
) -> Iterator[Item]:
    """Each document with what it says, in their order; several at a time by a reader that waits for others."""
    from testimonia.read.ahead import ahead

    yield from ahead(found, lambda item: with_reading(item, reader, resolver, read_all), reader)


def with_reading(item: Document | InputError, reader: Reader, resolver: Resolver, read_all: bool) -> Item:
    """A document with what it says; a fault as it is."""
    if isinstance(item, InputError):
        return item
    got = read_document(item, reader, resolver, read_all=read_all)
    return got if isinstance(got, InputError) else (item, got)


def by_workers(
    found: Iterable[Document | T], reader: str | Reader, gazetteer: Path | None, read_all: bool, workers: int
) -> Iterator[T | Item]:
    """As `read_each`, in several processes; each makes its own reader by name. What is no document is handed on."""
    from testimonia.read.workers import in_order

    if not isinstance(reader, str):
        raise UsageError("--workers: a reader that is given settings reads in one process (leave --workers out)")
    reader_named(reader), resolver_with(gazetteer)  # what is wrong with them is said once, and here
    how = partial(_read_by, reader, gazetteer, read_all)
    for item, got in in_order(found, _is_document, how, workers, resolver_with, (gazetteer,)):
        if not isinstance(item, Document):
            yield item
        elif got is not None:
            yield got if isinstance(got, InputError) else (item, got)


def _read_by(reader: str, gazetteer: Path | None, read_all: bool, document: object) -> Reading | InputError:
    assert isinstance(document, Document)
    return read_document(document, reader_named(reader), resolver_with(gazetteer), read_all=read_all)


def _is_document(item: object) -> bool:
    return isinstance(item, Document)


def confident(item: Item, floor: float) -> Item:
    """The item without incidents and values of less confidence than `floor` (0 to 1); faults stay as they are."""
    if isinstance(item, InputError) or floor <= 0:
        return item
    document, reading = item
    incidents = tuple(_sure(a, floor) for a in reading.incidents if a.confidence.incident >= floor)
    aggregates = tuple(a for a in reading.aggregates if a.confidence >= floor)
    return document, msgspec.structs.replace(reading, incidents=incidents, aggregates=aggregates)


def _sure(account: Account, floor: float) -> Account:
    lists = ("places", "perpetrators", "targets", "weapons", "figures", "claims", "victims")
    kept: dict[str, Any] = {f: tuple(v for v in getattr(account, f) if v.confidence >= floor) for f in lists}
    if account.date.start and account.date.confidence < floor:
        why = f"the reader is less sure of it than {floor:g}"
        kept["date"] = msgspec.structs.replace(account.date, start=None, end=None, precision=None, date_prec=None,
                                               unresolved=why)  # fmt: skip
    return msgspec.structs.replace(account, **kept)


def was_set_aside(reading: Reading) -> bool:
    """Whether a document was set aside by the triage, which is no fault of the document."""
    return not reading.read and reading.reader.startswith("triage/")


def signature(reader: Reader) -> str:
    """Name and version of a reader, as they stand in what it reads: another version reads anew."""
    return f"{reader.name}/{reader.version}"
