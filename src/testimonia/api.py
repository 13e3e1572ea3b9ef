"""What Python sees: a text read, a ledger opened, incidents as objects and as tables.

    said = testimonia.read("Gunmen killed 12 people in Gao on Friday.", published="2019-11-03")
    said.incidents[0].figures[0].best                     # 12; in a notebook `said` shows the marked text

    with testimonia.open("war.ledger") as ledger:
        ledger.incidents(country="ML", since="2019").to_pandas()

Names, parameters and results of this module change with a new major version alone; what is to go away warns for one
minor version (DeprecationWarning) before it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self, overload

import msgspec

from testimonia import judging, pipeline
from testimonia.model import codec
from testimonia.model.claim import Account, Aggregate, Reading
from testimonia.model.doors import Reader
from testimonia.model.errors import InputError
from testimonia.model.scope import Scope
from testimonia.model.text import Document, Evidence
from testimonia.model.world import Incident
from testimonia.plugins import READER
from testimonia.store import Ledger, Query

if TYPE_CHECKING:
    import geopandas
    import pandas
    import polars
    import pyarrow

_SHOWN = 50  # incidents in a notebook's table


@dataclass(frozen=True)
class Said:
    """What one document says. In a notebook it shows the text with the words marked that carry each value."""

    document: Document
    reading: Reading

    @property
    def incidents(self) -> tuple[Account, ...]:
        """The incidents that it tells of, in the order of the text."""
        return self.reading.incidents

    @property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """Totals over several incidents; part of no incident's figures."""
        return self.reading.aggregates

    def sentence(self, at: Evidence) -> str:
        """The whole sentence around a piece of evidence."""
        around = self.document.sentence(at)
        return self.document.text[around.start : around.end]

    def to_dict(self) -> dict[str, Any]:
        """The object that `testimonia read --format jsonl` prints (contract.md, Out 1), with the text."""
        return codec.read_line(self.document, self.reading, with_text=True)

    def _repr_html_(self) -> str:
        from testimonia.publish.html import reading_page

        return reading_page(self.document, self.reading)


@overload
def read(  # type: ignore[overload-overlap] # a text, too, is an iterable of texts: it comes first
    what: str, *, published: str | None = ..., title: str | None = ..., publisher: str | None = ...,
    url: str | None = ..., lang: str | None = ..., reader: str | Reader = ..., gazetteer: Path | None = ...,
) -> Said: ...  # fmt: skip
@overload
def read(
    what: Iterable[str], *, published: str | None = ..., reader: str | Reader = ..., gazetteer: Path | None = ...,
    read_all: bool = ...,
) -> Iterator[tuple[Document, Reading] | InputError]: ...  # fmt: skip
def read(
    what: str | Iterable[str],
    *,
    published: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    lang: str | None = None,
    reader: str | Reader = READER,
    gazetteer: Path | None = None,
    read_all: bool = False,
) -> Said | Iterator[tuple[Document, Reading] | InputError]:
    """What a text says, or, where `what` is a list of paths, what each document there says (see `pipeline.read`): of
    these, those that do not speak of violence are set aside (`reading.read` is False), unless `read_all`.

    `published` is the day of publication ("2019-11-03"); without it days like "Friday" stay unresolved. Raises
    InputError for an empty text or a bad date, UsageError for an unknown reader.
    """
    if not isinstance(what, str):
        return pipeline.read(what, published=published, reader=reader, gazetteer=gazetteer, read_all=read_all)
    from testimonia.gather.metadata import Metadata

    if not what.strip():
        raise InputError("the text", "is empty", "give the words of a report, or a list of paths")
    given = {"title": title, "publisher": publisher, "url": url, "lang": lang, "published": published}
    said = Metadata.of({k: v for k, v in given.items() if v is not None}, "the text", "the text")
    document = said.document(what, "the text", published)
    got = pipeline.read_document(document, pipeline.reader_named(reader), pipeline.resolver_with(gazetteer))
    if isinstance(got, InputError):
        raise got
    return Said(document, got)


class Incidents:
    """The incidents of a ledger that were asked for: asked anew whenever they are gone through, one in memory at a
    time. The tables hold them all."""

    def __init__(self, ledger: Ledger, query: Query, scope: Scope | None = None) -> None:
        self._ledger, self._query, self._scope = ledger, query, scope

    def __iter__(self) -> Iterator[Incident]:
        found = self._ledger.incidents(self._query)
        return map(self._scope.mark, found) if self._scope else found

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    def __repr__(self) -> str:
        asked = {f: v for f, v in msgspec.structs.asdict(self._query).items() if v not in (None, False, 0)}
        return f"<Incidents {', '.join(f'{f}={v!r}' for f, v in asked.items()) or 'all'}>"

    def first(self) -> Incident | None:
        """The first of them, or None."""
        return next(iter(self), None)

    def to_arrow(self) -> pyarrow.Table:
        """A table of Arrow, with the schema of the Parquet export."""
        from testimonia.publish import frames

        return frames.to_arrow(self)

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame of pandas, one row an incident; numbers that nobody gave are NA."""
        from testimonia.publish import frames

        return frames.to_pandas(self)

    def to_polars(self) -> polars.DataFrame:
        """A data frame of Polars, one row an incident."""
        from testimonia.publish import frames

        return frames.to_polars(self)

    def to_geopandas(self) -> geopandas.GeoDataFrame:
        """A data frame of GeoPandas (EPSG 4326), one row an incident; those without coordinates have no geometry."""
        from testimonia.publish import frames

        return frames.to_geopandas(self)

    def export(self, format: str, to: str | Path | IO[bytes]) -> str:
        """Writes them in any format of `testimonia export` to a file or a binary stream.

        Returns the report of what the format cannot hold. Raises UsageError for an unknown format.
        """
        from testimonia import plugins
        from testimonia.publish.loss import Tally

        exporter = plugins.make("exports", format)
        tally = Tally(exporter)
        if isinstance(to, str | Path):
            with Path(to).open("wb") as out:
                exporter.write(tally.watch(self), out)
        else:
            exporter.write(tally.watch(self), to)
        return tally.report()

    def _repr_html_(self) -> str:
        from testimonia.publish.html import incidents_table

        shown: list[Incident] = []
        many = 0
        for incident in self:
            many += 1
            if len(shown) < _SHOWN:
                shown.append(incident)
        return incidents_table(shown, many)


class OpenLedger:
    """A ledger with its incidents up to date, for asking. Closes at the end of `with`, or by `close`."""

    def __init__(self, path: str | Path, policy: str, as_of: str | None, scope: str | Path | None) -> None:
        rules = Scope.open(Path(scope)) if scope else None
        self._stack = ExitStack()
        try:
            self._edition = self._stack.enter_context(pipeline.edition(path, policy=policy, as_of=as_of))
            self._book = self._stack.enter_context(Ledger.open(path))
            self._scope = rules or judging.scope(self._book)
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._stack.close()

    def incidents(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        country: str | None = None,
        place: str | None = None,
        box: tuple[float, float, float, float] | None = None,
        actor: str | None = None,
        type: str | None = None,
        min_killed: int | None = None,
        status: str | None = None,
        source: str | None = None,
        grade: str | None = None,
        min_confidence: float | None = None,
        text: str | None = None,
        newest: bool = False,
        limit: int | None = None,
    ) -> Incidents:
        """The incidents for which all that is given holds (see `store.Query`): `since="2019-11"`, `country="ML"`,
        `box=(west, south, east, north)`. Raises UsageError, when they are gone through, for a bad date."""
        return Incidents(
            self._edition,
            Query(since=since, until=until, country=country, place=place, box=box, actor=actor, type=type,
                  min_killed=min_killed, status=status, source=source, grade=grade, min_confidence=min_confidence,
                  text=text, newest=newest, limit=limit),
            self._scope,
        )  # fmt: skip

    def incident(self, name: str) -> Incident:
        """The incident of that id; an id of former days is followed. Raises UsageError where there is none."""
        found = self._edition.incident(name)
        return self._scope.mark(found) if self._scope else found

    def document(self, name: str) -> Document:
        """The report of that id, in its newest version. Raises UsageError where there is none."""
        return self._book.document(name)

    def said(self, document: str) -> Said:
        """What the report of that id says, as the ledger read it. Raises UsageError where there is none."""
        return Said(self._book.document(document), self._book.reading(document))


def open(
    path: str | Path, *, policy: str = "ucdp", as_of: str | None = None, scope: str | Path | None = None
) -> OpenLedger:
    """The ledger at `path`, its tolls by `policy`, with what was published until `as_of` (an ISO day; None: all), each
    incident marked as inside or outside by the rules of the file `scope` (`model.scope`), else by those of the ledger,
    if there are any.

    Raises InputError for a scope that is none, LedgerError where there is no ledger, UsageError for an unknown policy.
    """
    return OpenLedger(path, policy, as_of, scope)
