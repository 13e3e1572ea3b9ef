"""A text that somebody sends to be read, and not stored: as JSON, as plain text, or from the form of a page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated
from urllib.parse import parse_qs

import msgspec
from starlette.requests import ClientDisconnect, Request

from testimonia import pipeline
from testimonia.model.claim import Reading
from testimonia.model.errors import InputError
from testimonia.model.text import Document, document_id
from testimonia.web.problems import ProblemError
from testimonia.web.settings import MAX_BODY, Settings

_MONTHS = r"(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8])"
DAY = rf"^(?!0000)\d{{4}}-({_MONTHS})($|T)"
_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE = 20.0  # seconds in which a reading may wait for its turn


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent to `POST /read`: the contract's document."""

    text: str
    id: str | None = None
    title: str | None = None
    published: Annotated[str, msgspec.Meta(extra_json_schema={"pattern": DAY})] | None = None
    publisher: str | None = None
    url: str | None = None
    lang: str | None = None

    def document(self) -> Document:
        """The document, its line ends made one kind. ProblemError 422 for a date that is none."""
        text = self.text.replace("\r\n", "\n").replace("\r", "\n")
        if self.published is not None:
            try:
                date.fromisoformat(self.published[:10])
            except ValueError:
                said = f"{self.published[:40]!r} is no date (write 2019-11-03)."
                raise ProblemError(422, said, field="published") from None
        name = self.id or document_id(url=self.url, publisher=self.publisher, published=self.published, text=text)
        return Document(id=name, text=text, title=self.title, published=self.published, publisher=self.publisher,
                        url=self.url, lang=self.lang)  # fmt: skip


async def received(request: Request) -> bytes:
    """The body; ProblemError 413 as soon as it grows too long, 400 where the sender breaks off."""
    said = request.headers.get("content-length", "")
    parts, size = [], int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0
    too_long = ProblemError(413, f"A request may have {MAX_BODY:,} bytes; read larger files with `testimonia read`.")
    if size > MAX_BODY:
        raise too_long
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > MAX_BODY:
                raise too_long
            parts.append(part)
    except ClientDisconnect:
        raise ProblemError(400, "The request broke off.") from None
    return b"".join(parts)


def text_of(body: bytes, media: str) -> Text:
    """The text that a body holds. ProblemError 415 for another kind of body, 422 for one that does not hold a text."""
    kind = media.partition(";")[0].strip().lower()
    try:
        if kind == "text/plain":
            return Text(text=body.decode("utf-8"))
        if kind == "application/x-www-form-urlencoded":
            fields = parse_qs(body.decode("ascii"), max_num_fields=20, errors="strict")
            given = {name: values[0] for name, values in fields.items() if values[0].strip()}
            return msgspec.convert(given | {"text": given.get("text", "")}, Text)
        if kind in ("application/json", ""):
            return msgspec.json.decode(body, type=Text)
    except (ValueError, msgspec.MsgspecError) as fault:
        raise ProblemError(422, f'The body is no document: {fault}. Send {{"text": …, "published": …}}.') from None
    raise ProblemError(415, "Send application/json with a `text`, or text/plain.")


def read(text: Text, settings: Settings) -> tuple[Document, Reading]:
    """What the text says; nothing is stored. ProblemError 503 where too many texts are being read already."""
    document = text.document()
    with _turn():
        resolver = pipeline.resolver_with(settings.gazetteer)
        got = pipeline.read_document(document, pipeline.reader_named(settings.reader), resolver)
    if isinstance(got, InputError):
        raise got
    return document, got


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise ProblemError(503, "Other texts are being read; try again soon.", headers={"Retry-After": "10"})
    try:
        yield
    finally:
        _AT_ONCE.release()
