"""Redaction: the words of a document destroyed for good. The one exception to a book that is never changed.

What is left: the tombstone (a judgement `redact` with who, when, why and the hash of each text), and what was counted
and dated, so that no incident loses its numbers or its name. What goes: the text, title, address and origin; every
quote; every sentence that was made of the words; the names of victims, and of speakers who are named. Each lost letter
is a block (█), so that every place in the text is where it was and evidence still cuts its own quote (law 1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec

from testimonia.model.codec import decode, encode
from testimonia.model.judgement import Judgement, Tombstone
from testimonia.store.session import Session

BLOCK = "█"
SPEAKER = "a source that was redacted"
_GONE = {"because": "", "unresolved": "redacted"}  # sentences that a resolver made of the document's words


def blank(text: str) -> str:
    """The text with a block for each letter; line ends stay."""
    return "".join(c if c == "\n" else BLOCK for c in text)


def is_redacted(connection: Session, document: str) -> bool:
    """Whether the words of the document were destroyed."""
    row = connection.execute(
        "SELECT 1 FROM judgements WHERE verdict = 'redact' AND json_extract(body, '$.value.document') = ?", (document,)
    ).fetchone()
    return row is not None


def tombstone(connection: Session, document: str, judgement: Judgement) -> Judgement | None:
    """The judgement with the hashes of the document's texts and the ids of its accounts; None where there is no such
    document."""
    rows = connection.execute(
        "SELECT version, text FROM documents WHERE id = ? ORDER BY version", (document,)
    ).fetchall()
    if not rows:
        return None
    texts = {version: hashlib.sha256(text.encode()).hexdigest() for version, text in rows}
    told = connection.execute(
        """SELECT DISTINCT a.id FROM accounts a JOIN readings r ON r.seq = a.reading
        JOIN documents d ON d.seq = r.document WHERE d.id = ? ORDER BY a.id""",
        (document,),
    )
    return msgspec.structs.replace(
        judgement,
        subjects=tuple(name for (name,) in told),
        value=msgspec.Raw(encode(Tombstone(document=document, texts=texts))),
    )


def destroy(connection: Session, document: str) -> None:
    """Blanks all words of the document, in every version and reading. Inside the transaction that wrote the
    tombstone."""
    for seq, text in connection.execute("SELECT seq, text FROM documents WHERE id = ?", (document,)).fetchall():
        connection.execute(
            "UPDATE documents SET text = ?, title = NULL, url = NULL, origin = NULL, found = '{}' WHERE seq = ?",
            (blank(text), seq),
        )
    readings = "SELECT r.seq FROM readings r JOIN documents d ON d.seq = r.document WHERE d.id = ?"
    accounts = f"SELECT seq FROM accounts WHERE reading IN ({readings})"
    _rewrite(connection, "readings", "body", readings, document)
    _rewrite(connection, "accounts", "body", accounts, document)
    for account, field, position, value in connection.execute(
        f"SELECT account, field, position, value FROM claims WHERE account IN ({accounts})", (document,)
    ).fetchall():
        held = {field: [None] * position + [decode(value, object)]}  # a victim's number is its place in the account
        connection.execute(
            "UPDATE claims SET value = ? WHERE account = ? AND field = ? AND position = ?",
            (encode(blanked(held)[field][position]).decode(), account, field, position),
        )
    added = "SELECT seq FROM judgements WHERE verdict = 'add' AND json_extract(body, '$.value.document') = ?"
    _rewrite(connection, "judgements", "body", added, document)


def _rewrite(connection: Session, table: str, column: str, which: str, document: str) -> None:
    rows: Iterable[tuple[int, str]] = connection.execute(
        f"SELECT seq, {column} FROM {table} WHERE seq IN ({which})", (document,)
    ).fetchall()
    for seq, body in rows:
        done = encode(blanked(decode(body, object))).decode()
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE seq = ?", (done, seq))


def blanked(value: Any) -> Any:
    """A value of the model, as builtins, without the words of its document."""
    if isinstance(value, list):
        return [blanked(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"start", "end", "quote"}:
        return value | {"quote": blank(value["quote"])}
    out = {key: _GONE[key] if key in _GONE and item is not None else blanked(item) for key, item in value.items()}
    for key in ("according_to", *(("by",) if "basis" in value else ())):
        if any(c.isupper() for c in out.get(key) or ""):
            out[key] = SPEAKER
    if isinstance(out.get("about"), str):
        out["about"] = blank(out["about"])
    for number, victim in enumerate(out.get("victims") or (), 1):
        if isinstance(victim, dict) and "name" in victim:
            victim["name"] = f"redacted {number}"
    return out
