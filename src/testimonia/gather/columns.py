"""Tables of reports: which column is which part of a document, and a row made a document."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec

from testimonia.gather.dates import loose
from testimonia.gather.encoding import decode
from testimonia.gather.limits import MAX_SIDECAR_BYTES
from testimonia.gather.metadata import KEYS, Metadata, writable
from testimonia.gather.opening import opened, reason, shown, whole
from testimonia.gather.paragraphs import flat
from testimonia.model.errors import InputError
from testimonia.model.text import Document

#: The names under which collections of news keep each part, the surest first; compared by `_plain`.
NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "maintext", "article", "full_text", "fulltext", "article_text", "article_body",
             "body_text", "plain_text", "story"),
    "id": ("id", "doc_id", "document_id", "article_id", "guid", "uuid", "uri"),
    "title": ("title", "headline", "heading", "article_title"),
    "published": ("published", "date", "publication_date", "date_published", "date_publish", "published_at",
                  "publish_date", "pub_date", "pubdate", "published_date", "published_time", "datetime"),
    "modified": ("modified", "updated", "date_modified", "date_modify", "modified_at", "updated_at", "last_modified"),
    "publisher": ("publisher", "source", "outlet", "newspaper", "source_name", "publication", "media", "site",
                  "source_domain", "domain"),
    "url": ("url", "link", "href", "web_url", "article_url", "permalink", "canonical_url"),
    "lang": ("lang", "language", "language_code"),
}  # fmt: skip
_CURE = "mend the sidecar, or take it away from beside the table"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a user says about a table: `columns` names the column of a part (`{"text": "Corps"}`), `dates` the form of
    its dates as `strptime` writes it (`%d/%m/%Y`), `all` the parts that are the same for each row."""

    columns: dict[str, str] = {}
    dates: str | None = None
    all: Metadata = Metadata()


class Columns(msgspec.Struct, frozen=True):
    """Which column holds which part of a document (`parts`: part to column), and what the user said."""

    parts: dict[str, str]
    said: Said

    @classmethod
    def of(cls, header: Iterable[str], said: Said, name: str) -> Columns:
        """The parts among a table's columns: as the user says, else by their usual names. Raises InputError where a
        named column is not there, or no column holds the text."""
        known = [column for column in header if column]
        parts = dict(said.columns)
        for part, column in parts.items():
            if column not in known:
                raise InputError(name, f'has no column "{column}" for "{part}" ({_listed(known)})', _CURE)
        plain = {_plain(column): column for column in reversed(known)}
        for part, usual in NAMES.items():
            if part not in parts and (column := next((plain[n] for n in usual if n in plain), "")):
                parts[part] = column
        if "text" not in parts:
            cure = f'say which it is in {_beside(name)}: {{"columns": {{"text": "COLUMN"}}}}'
            raise InputError(name, f"has no column for the text ({_listed(known)})", cure)
        return cls(parts, said)

    def document(self, row: Mapping[str, object], name: str, published: str | None) -> Document:
        """The document of one row (column to value). A title that the text does not begin with is put before it.

        Raises InputError for a date that does not exist or can be two days."""
        values = {part: _string(row.get(column)) for part, column in self.parts.items()}
        for part in ("published", "modified"):
            if values.get(part):
                values[part] = self._date(values[part])
        text = values.pop("text").replace("\r\n", "\n").replace("\r", "\n")
        told = {part: value for part, value in values.items() if value.strip()}
        said = Metadata.of(told, name, "")
        found = {part: f"column {writable(self.parts[part])}" for part in told}
        missing = {part: v for part in KEYS if not getattr(said, part) and (v := getattr(self.said.all, part))}
        found |= {part: self.said.all.found[part] for part in missing}
        said = msgspec.structs.replace(said, **missing, found=found)
        title = said.title or ""
        if title and text.strip() and not flat(text[: 2 * len(title) + 20]).startswith(flat(title)):
            text = f"{title}\n\n{text}"
        return said.document(text, name, published)

    def _date(self, value: str) -> str:
        if self.said.dates:
            try:
                return datetime.strptime(value.strip(), self.said.dates).isoformat().removesuffix("T00:00:00")
            except ValueError:
                return value
        return loose(value) or value


def said_beside(path: Path) -> Said:
    """What `NAME.json` beside a table says: `{"columns": {"text": "Corps"}, "dates": "%d/%m/%Y", "publisher": "…"}`;
    nothing where there is no such file. Raises InputError where it cannot be understood."""
    beside = path.with_suffix(".json")
    if beside == path or not os.path.lexists(beside):
        return Said()
    name = shown(beside)
    with opened(beside) as stream:
        return said_in(whole(stream, MAX_SIDECAR_BYTES, name, _CURE), name)


def said_in(data: bytes, name: str) -> Said:
    """What the bytes of a sidecar called `name` say. Raises InputError where they cannot be understood."""
    try:
        thing = json.loads(decode(data, name).text)
    except (ValueError, RecursionError) as fault:
        raise InputError(name, f"is no JSON: {reason(fault)}", _CURE) from fault
    return _mapping(thing, name, f"sidecar {os.path.basename(name)}")


def _mapping(thing: object, name: str, where: str) -> Said:
    if not isinstance(thing, dict):
        raise InputError(name, "is no JSON object", _CURE)
    columns, dates = thing.get("columns", {}), thing.get("dates")
    if not isinstance(columns, dict) or not all(isinstance(column, str) for column in columns.values()):
        raise InputError(name, '"columns" is no object of names', 'write it as {"text": "COLUMN", …}')
    if unknown := sorted(columns.keys() - NAMES.keys()):
        raise InputError(name, f'"columns" names no part of a report: {unknown[0]!r}', f"known are {', '.join(NAMES)}")
    if dates is not None and not isinstance(dates, str):
        raise InputError(name, '"dates" is no string', 'write it as "%d/%m/%Y"')
    return Said(columns=columns, dates=dates, all=Metadata.of(thing, name, where))


def _beside(name: str) -> str:
    return f"{os.path.splitext(os.path.basename(name))[0] or name}.json beside it"


def _listed(columns: list[str]) -> str:
    some = " ".join(writable(", ".join(columns[:12])).split())[:200] + (", …" if len(columns) > 12 else "")
    return f"columns: {some}" if columns else "no columns"


def _plain(column: str) -> str:
    return re.sub(r"[\W_]+", "_", column.strip().casefold()).strip("_")


def _string(value: object) -> str:
    """A cell as text; missing values are empty."""
    if value is None or value != value:  # NaN
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat().removesuffix("T00:00:00")
    return writable(value if isinstance(value, str) else value.decode("utf-8", "replace")
                    if isinstance(value, bytes) else str(value))  # fmt: skip
