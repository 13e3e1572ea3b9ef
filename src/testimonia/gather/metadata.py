"""What a source says about a text, and the document made of both."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from testimonia.gather.addresses import canonical
from testimonia.gather.dates import iso, loose
from testimonia.gather.limits import CUT, MAX_TEXT
from testimonia.model.errors import InputError
from testimonia.model.text import Document, document_id

KEYS = ("id", "title", "published", "modified", "publisher", "url", "lang")
_DATES = ("published", "modified")
#: Halves of a surrogate pair and zeros: JSON can write them, UTF-8 and databases cannot hold them.
_UNWRITABLE = re.compile("[\ud800-\udfff\0]")
_HEADLINE = 200
_SHORT_HEADLINE = 120
_ABBREVIATED = re.compile(r"\b[A-Z]\.$")  # "… in the U.S."
_TOP, _TOP_LINES, _LONGEST_DATE = 1000, 5, 80
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_PUBLISHED = re.compile(r"^(?:first )?(?:published|posted|date)(?: on|:)*\s+", re.IGNORECASE)


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """A document's metadata; None is what the source does not say. Fields and `found` as in `Document`."""

    id: str | None = None
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    url: str | None = None
    lang: str | None = None
    found: dict[str, str] = {}

    @classmethod
    def of(cls, thing: Mapping[str, object], name: str, where: str) -> Metadata:
        """The metadata among the keys of a JSON object; all other keys (annotations) are left alone.

        `name` names the input in errors, `where` is what `found` says. Raises InputError for a key of the wrong kind
        and for a date that does not exist.
        """
        said = {key: value for key in KEYS if (value := _string(thing.get(key), key, name)) is not None}
        for key in _DATES:
            if key in said:
                said[key] = _date(said[key], key, name)
        return cls(**said, found={key: where for key in said if where})

    def document(self, text: str, origin: str, published: str | None = None) -> Document:
        """The document of this metadata and `text`; `published` (from the user) stands in where neither metadata
        nor a line of its own in the text say the date.

        Raises InputError where the text is over the limit.
        """
        if len(text) > MAX_TEXT:
            raise InputError(origin, f"is a text of {len(text):,} characters, too long for one report", CUT)
        found = dict(self.found)
        date = self.published
        if date is None and (date := dateline(text)):
            found["published"] = "dateline"
        if date is None and (date := published):
            found["published"] = "--published"
        title = self.title
        if title is None and (title := headline(text)):
            found["title"] = "first line"
        name = self.id or document_id(url=canonical(self.url), publisher=self.publisher, published=date, text=text)
        return Document(id=name, text=text, title=title, published=date, modified=self.modified, url=self.url,
                        publisher=self.publisher, lang=self.lang, origin=origin, found=found)  # fmt: skip


def writable(text: str) -> str:
    """`text` with every lone surrogate and zero replaced by U+FFFD, one for one, so that offsets stay."""
    try:  # the quick way, for nearly every text
        text.encode()
        return text.replace("\0", "�")
    except UnicodeEncodeError:
        return _UNWRITABLE.sub("�", text)


def headline(text: str) -> str | None:
    """The first line of a text, where it looks like a headline: something follows it, and it is set off by a blank line
    or is short. What ends like a sentence is none."""
    first, _, rest = text.lstrip().partition("\n")
    first = first.strip()
    if not first or not rest.strip() or len(first) > _HEADLINE:
        return None
    set_off = not rest.partition("\n")[0].strip()
    sentence = first.endswith((".", ",", ";", ":", "…")) and not _ABBREVIATED.search(first)
    return first if not sentence and (set_off or len(first) <= _SHORT_HEADLINE) else None


def dateline(text: str) -> str | None:
    """The date that stands alone in one of a text's first lines ("Published: Sunday, November 3, 2019"), in ISO
    form."""
    first = [line for raw in text[:_TOP].split("\n") if (line := raw.strip())][:_TOP_LINES]
    dated = (line for line in first if len(line) <= _LONGEST_DATE and _YEAR.search(line))
    return next((day for line in dated if (day := loose(_PUBLISHED.sub("", line)))), None)


def _string(value: object, key: str, name: str) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and key == "id":
        return str(value)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(name, f'"{key}" is {kind(value)}, not a string', f'write "{key}" in quotes, or leave it out')
    return writable(value).strip() or None


def _date(value: str, key: str, name: str) -> str:
    found = iso(value)
    if not found:
        shown = value if len(value) <= 40 else value[:40] + "…"
        raise InputError(name, f'"{key}" is no date that exists: {shown!r}', "write it as YYYY-MM-DD, or leave it out")
    return found


def kind(value: object) -> str:
    """What JSON calls the kind of a value, with its article: for messages."""
    kinds = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return "null" if value is None else kinds.get(type(value), type(value).__name__)
