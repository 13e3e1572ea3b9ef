"""Accounts that people added: computed from their judgements and the documents that they marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from testimonia.model.asof import AsOf, until
from testimonia.model.claim import Account, Told
from testimonia.model.codec import decode
from testimonia.model.judgement import Addition, Judgement, standing
from testimonia.store.session import Session


def added(connection: Session, judgements: Iterator[Judgement], as_of: AsOf) -> tuple[Told, ...]:
    """The accounts of all `add` judgements that stand, by id; of two with one id (the same words marked
    again) the newer.

    Each is told as the document's version tells it in which the words were marked, whatever versions came later.
    """
    found: dict[str, Told] = {}
    for judgement in standing(judgements):
        if judgement.verdict == "add" and (told := _told(connection, judgement, as_of)):
            found[told.id] = told
    return tuple(found[name] for name in sorted(found))


def _told(connection: Session, judgement: Judgement, as_of: AsOf) -> Told | None:
    addition = decode(bytes(judgement.value), Addition)
    row = connection.execute(
        "SELECT publisher, published, url, title, text, stamp FROM documents WHERE id = ? AND version = ?",
        (addition.document, addition.version),
    ).fetchone()
    if row is None:
        return None
    publisher, published, url, title, text, stamp = row
    if as_of.published and not "" < stamp <= until(as_of.published):
        return None
    account = msgspec.convert(cut(msgspec.to_builtins(addition.account), text), Account)
    return Told(id=judgement.subjects[0], document=addition.document, version=addition.version, publisher=publisher,
                published=published, url=url, title=title, account=account)  # fmt: skip


def cut(value: Any, text: str | None) -> Any:
    """A value of the model, as builtins, with every quote cut from the text; emptied where `text` is None."""
    if isinstance(value, list | tuple):
        return [cut(item, text) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"start", "end", "quote"}:
        return value | {"quote": "" if text is None else text[value["start"] : value["end"]]}
    return {key: cut(item, text) for key, item in value.items()}
