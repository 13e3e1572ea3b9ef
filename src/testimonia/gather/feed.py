"""Feeds that were saved as files: RSS, Atom and JSON Feed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from testimonia.gather.addresses import canonical, host
from testimonia.gather.dates import loose
from testimonia.gather.encoding import decode, refuse_binary
from testimonia.gather.html import fragment, has_long_tag
from testimonia.gather.limits import MAX_FEED_BYTES
from testimonia.gather.metadata import Metadata, writable
from testimonia.gather.opening import reason, through, whole
from testimonia.gather.paragraphs import headed, lines
from testimonia.lang import marks
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_XML = (".rss", ".atom", ".rdf", ".xml")
_JSON = "feed.json"
_CURE = "save the feed again"
#: A description under this many characters is a teaser; the shortest reports of agencies have some 600.
_TEASER = 500
_GOES_ON = re.compile(rf"{marks('goes_on')}\s*$", re.IGNORECASE)
_APPEARED = re.compile(marks("appeared"), re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_TAG = re.compile(rb"<(/?)[A-Za-z][^<>]*?(/?)>")
#: Elements that stand open at once; the parser's time grows with the square of their number. Feeds in which no `<br>`
#: is closed come to some thousands.
_MAX_OPEN = 20_000


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a feed: what it says, with the place where each thing stood; `full` is its content, `teaser` what
    it has instead of one (both HTML, or plain where `plain`)."""

    said: dict[str, tuple[str, str]]
    full: str = ""
    full_where: str = ""
    teaser: str = ""
    plain: bool = False


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """The address of a report that stands elsewhere, and what the list that gave it says about the report: `said` as in
    `Entry`."""

    url: str
    said: dict[str, tuple[str, str]] = {}

    @property
    def dated(self) -> str | None:
        """When the report was last changed, or published, by what the list says (ISO)."""
        return (self.said.get("modified") or self.said.get("published") or (None,))[0]


class FeedSource:
    """A feed (`.rss`, `.atom`, `.rdf`, `.xml`, `feed.json`) is one document for each entry that carries its whole
    report: `content:encoded`, Atom's `content`, JSON Feed's `content_html` or `content_text`, or a description that is
    as long as a report. An entry that has a summary alone is an InputError that gives the address of its page, so that
    nobody takes a teaser for the report. `name:ENTRY` is the origin of each."""

    name = "feed"
    apart = True
    suffixes = frozenset({*_XML, _JSON})

    def accepts(self, path: Path) -> bool:
        """Whether the path ends in `.rss`, `.atom`, `.rdf` or `.xml`, or is called `feed.json`, in any case."""
        return path.suffix.lower() in _XML or path.name.lower() == _JSON

    def documents(self, path: Path, published: str | None = None) -> Iterator[Document | InputError]:
        """The documents of the feed's entries in their order."""
        return through(path, self.stream, published)

    def stream(self, stream: BinaryIO, name: str, published: str | None = None) -> Iterator[Document | InputError]:
        """The documents that a binary stream holds."""
        try:
            data = whole(stream, MAX_FEED_BYTES, name, _CURE)
            entries = _entries(data, name)
        except InputError as error:
            yield error
            return
        for number, entry in enumerate(entries, 1):
            try:
                yield _document(entry, f"{name}:{number}", published)
            except InputError as error:
                yield error


def parts(data: bytes, name: str, published: str | None = None) -> Iterator[Document | Link | InputError]:
    """The entries of a feed's bytes in their order: a document for each that carries its report, a Link for each that
    has a summary alone and says where its page is, else an InputError. Raises InputError where it is no feed."""
    for number, entry in enumerate(_entries(data, name), 1):
        url = entry.said.get("url", ("", ""))[0]
        try:
            paragraphs, _ = _paragraphs(entry)
            yield (
                Link(url=url, said=entry.said)
                if url and not paragraphs
                else _document(entry, f"{name}:{number}", published)
            )
        except InputError as error:
            yield error


def _entries(data: bytes, name: str) -> list[Entry]:
    if not data.strip():
        raise InputError(name, "is empty", _CURE)
    refuse_binary(data[:4096], name)
    is_json = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"\xff\xfe{", b"\xfe\xff\0{"))
    entries = _of_json(data, name) if is_json else _of_xml(data, name)
    if not entries:
        raise InputError(name, "is a feed without entries", "save the feed again, at another time")
    return entries


def _of_xml(data: bytes, name: str) -> list[Entry]:
    import feedparser

    if _ENTITY.search(data):
        raise InputError(name, "declares entities of its own, as bombs do", "take the declarations out")
    if max(accumulate(_step(tag) for tag in _TAG.finditer(data)), default=0) > _MAX_OPEN:
        raise InputError(name, f"has more than {_MAX_OPEN:,} elements within each other, as bombs do", _CURE)
    if has_long_tag(data):
        raise InputError(name, "has an element with thousands of attributes, as bombs do", _CURE)
    try:
        # A stream, never a string: of a string that looks like an address feedparser fetches the page.
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as fault:  # a parser for broken feeds meets one that is broken in a new way
        raise InputError(name, f"is a damaged feed: {type(fault).__name__}", _CURE) from fault
    if not feed.get("version") and not feed.entries:
        raise InputError(name, "is no feed", "give RSS, Atom or JSON Feed, or pages")
    about = feed.feed
    return [_xml_entry(entry, about, feed.get("version") or "feed") for entry in feed.entries]


def _step(tag: re.Match[bytes]) -> int:
    """By how much a tag changes the number of elements that stand open."""
    return -1 if tag[1] else 0 if tag[2] else 1


def _xml_entry(entry: Any, about: Any, kind: str) -> Entry:
    source = entry.get("source") or {}
    content: dict[str, Any] = max(
        (c for c in entry.get("content") or ()), key=lambda c: len(_str(c.get("value"))), default={}
    )
    told = {
        "title": (" ".join(fragment(_str(entry.get("title")))), "title"),
        "published": (loose(_str(entry.get("published"))) or "", "published"),
        # feedparser gives `published` for a missing `updated`, unless one looks before one asks
        "modified": (loose(_str(entry["updated"])) or "" if "updated" in entry.keys() else "", "updated"),  # noqa: SIM118
        "url": (canonical(_str(entry.get("link"))) or "", "link"),
        "publisher": (_str(source.get("title")) or _str(about.get("title")), "title of the feed"),
        "lang": (_str(content.get("language")) or _str(about.get("language")), "language"),
    }
    if not told["published"][0]:  # Atom asks for `updated` alone, and RSS 1.0 has but one date
        told["published"], told["modified"] = told["modified"], ("", "")
    return Entry(
        said=_told(told, kind),
        full=_str(content.get("value")),
        full_where=f"{kind} content",
        teaser=_str(entry.get("summary")),
    )


def _of_json(data: bytes, name: str) -> list[Entry]:
    try:
        thing = json.loads(decode(data, name).text, strict=False)
    except (ValueError, RecursionError) as fault:
        raise InputError(name, f"is no JSON: {reason(fault)}", _CURE) from fault
    items = thing.get("items") if isinstance(thing, dict) else None
    if not isinstance(items, list):
        raise InputError(name, "is no JSON Feed", "give RSS, Atom or JSON Feed; reports in JSON go one a line (.jsonl)")
    return [_json_entry(item, thing) for item in items if isinstance(item, dict)]


def _json_entry(item: dict[str, Any], about: dict[str, Any]) -> Entry:
    published, modified = (loose(_str(item.get(key))) or "" for key in ("date_published", "date_modified"))
    told = {
        "title": (" ".join(_str(item.get("title")).split()), "title"),
        "published": (published or modified, "date_published" if published else "date_modified"),
        "modified": (modified if published else "", "date_modified"),
        "url": (canonical(_str(item.get("url"))) or canonical(_str(item.get("id"))) or "", "url"),
        "publisher": (_str(about.get("title")), "title of the feed"),
        "lang": (_str(item.get("language")) or _str(about.get("language")), "language"),
    }
    markup = _str(item.get("content_html"))
    return Entry(
        said=_told(told, "json feed"),
        full=markup or _str(item.get("content_text")),
        full_where="json feed content_html" if markup else "json feed content_text",
        teaser=_str(item.get("summary")),
        plain=not markup,
    )


def _told(told: dict[str, tuple[str, str]], kind: str) -> dict[str, tuple[str, str]]:
    """What is not empty; where it stood with the kind of feed before it; languages by their first letters."""
    if told["url"][0] and not told["publisher"][0]:
        told["publisher"] = (host(told["url"][0]) or "", "link")
    code = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", told["lang"][0].strip())
    told["lang"] = (code[0].lower() if code else "", told["lang"][1])
    return {field: (value.strip(), f"{kind} {where}") for field, (value, where) in told.items() if value.strip()}


def _document(entry: Entry, name: str, published: str | None) -> Document:
    paragraphs, where = _paragraphs(entry)
    url = entry.said.get("url", ("", ""))[0]
    title = entry.said.get("title", ("", ""))[0]
    if not paragraphs:
        teaser = title or " ".join(_split(entry.teaser, False))
        what = f"has a summary alone ({teaser[:80]})" if teaser else "has no text"
        cure = f"save the page {url} and give that" if url else "save the page that it tells of, and give that"
        raise InputError(name, what, cure)
    found = {field: stood for field, (_, stood) in entry.said.items()} | {"text": where}
    said = Metadata(**{field: value for field, (value, _) in entry.said.items()}, found=found)
    return said.document(headed(title, paragraphs), name, published)


def _paragraphs(entry: Entry) -> tuple[list[str], str]:
    """The paragraphs of the entry's report, and where they stood; none where it has a summary alone."""
    full = _split(entry.full, entry.plain)
    if full and not (_is_cut(full) and _length(full) < 2 * _TEASER):
        return full, entry.full_where
    teaser = _split(entry.teaser, False)
    if _length(teaser) >= _TEASER and not _is_cut(teaser):
        return teaser, "description"
    return [], ""


def _split(text: str, plain: bool) -> list[str]:
    paragraphs = lines(text) if plain else fragment(text)
    return [p for p in paragraphs if not _APPEARED.match(p)]


def _is_cut(paragraphs: list[str]) -> bool:
    return bool(_GOES_ON.search(paragraphs[-1]))


def _length(paragraphs: list[str]) -> int:
    return sum(map(len, paragraphs))


def _str(value: object) -> str:
    return writable(value) if isinstance(value, str) else ""
