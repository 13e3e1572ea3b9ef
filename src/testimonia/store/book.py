"""The book: documents, readings, accounts, claims and judgements, written once and never changed.

Functions over a connection; transactions are the caller's. Which of a document's accounts are *current*:

1. of its versions the newest, by modified (else published) date, then by version hash;
2. of that version's readings the one by the reader that is asked for, where there is one; else one that was read
   rather than set aside; else the one recorded last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from testimonia.model.asof import AsOf, instant, until
from testimonia.model.claim import Account, Reading, Told, tell
from testimonia.model.codec import decode, encode
from testimonia.model.errors import InputError, LedgerError
from testimonia.model.judgement import Judgement
from testimonia.model.text import Document, Evidence
from testimonia.model.world import Total
from testimonia.store.added import added
from testimonia.store.proof import cuts, prove
from testimonia.store.redaction import is_redacted
from testimonia.store.session import Session

_HEAD = "d.id, d.version, d.publisher, d.published, d.url, d.title"
_KNOWN = """(:published IS NULL OR ({0}.stamp <> '' AND {0}.stamp <= :published))
  AND (:ingested IS NULL OR {0}.ingested_at <= :ingested)"""
_NEWEST = f"""{_KNOWN.format("d")} AND NOT EXISTS (SELECT 1 FROM documents e
  WHERE e.id = d.id AND (e.stamp, e.version) > (d.stamp, d.version) AND {_KNOWN.format("e")})"""
_PREFERRED = """(SELECT r.seq FROM readings r WHERE r.document = d.seq
  AND (:ingested IS NULL OR coalesce(nullif(r.recorded_at, ''), d.ingested_at) <= :ingested)
  ORDER BY (r.reader = :reader OR r.reader_name = :reader) DESC, r.read DESC, r.seq DESC LIMIT 1)"""


NOW = AsOf()


def _at(as_of: AsOf) -> dict[str, str | None]:
    """The moments of the two clocks that documents have, as the SQL above takes them."""
    return {
        "published": as_of.published and until(as_of.published),
        "ingested": as_of.ingested and until(as_of.ingested),
    }


def stamp(document: Document) -> str:
    """What orders the versions of a document: its modified, else its published date, as UTC to the microsecond.

    "2019-11-03" is the beginning of that day, a time without offset is UTC, no date is "". What is no ISO 8601 date
    stands as it is. A text that was taken in at a glance comes before all that were extracted with care.
    """
    return "" if document.glanced else instant(document.modified or document.published or "")


def reader_name(reader: str) -> str:
    """The name in a reader's name and version: "patterns 1.2", "patterns/1.2" and "patterns@1.2" are "patterns"."""
    for mark in (" ", "/", "@"):
        reader = reader.split(mark, 1)[0]
    return reader


def record(connection: Session, document: Document, reading: Reading) -> bool:
    """Writes a document with its reading, accounts and claims. False, and nothing written, where this reader has read
    this version before, or its words were destroyed.

    Raises InputError where the reading does not fit the document: words that are not there (law 1), another
    document's reading, or a text that is no Unicode; and for a new version of a document that was redacted.
    """
    prove(document, reading)
    if is_redacted(connection, document.id):
        if _version(connection, document.id, document.version):
            return False
        raise InputError(document.id, "this document was redacted", "its words are not taken in again")
    number = _document(connection, document)
    key = (number, reading.reader)
    if connection.execute("SELECT 1 FROM readings WHERE document = ? AND reader = ?", key).fetchone():
        return False
    body = encode(msgspec.structs.replace(reading, incidents=())).decode()
    into = connection.execute(
        "INSERT INTO readings (document, reader, reader_name, read, body, recorded_at) VALUES (?, ?, ?, ?, ?, ?)"
        " RETURNING seq",
        (*key, reader_name(reading.reader), int(reading.read), body,
         datetime.now(UTC).isoformat(timespec="microseconds")),
    ).fetchone()[0]  # fmt: skip
    for position, told in enumerate(tell(document, reading)):
        _account(connection, into, position, told)
    return True


def _document(connection: Session, document: Document) -> int:
    """The number of this version, written where it is new."""
    if there := _version(connection, document.id, document.version):
        return there
    values = (document.id, document.version, stamp(document), datetime.now(UTC).isoformat(timespec="seconds"),
              document.published, document.modified, document.publisher, document.title, document.url, document.lang,
              document.origin, encode(document.found).decode(), document.text)  # fmt: skip
    done = connection.execute(
        "INSERT INTO documents (id, version, stamp, ingested_at, published, modified, publisher, title, url, lang,"
        " origin, found, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq", values)  # fmt: skip
    return int(done.fetchone()[0])


def _version(connection: Session, name: str, version: str) -> int | None:
    """The number of a document's version, or None."""
    row = connection.execute("SELECT seq FROM documents WHERE id = ? AND version = ?", (name, version)).fetchone()
    return int(row[0]) if row else None


def _account(connection: Session, reading: int, position: int, told: Told) -> None:
    row = (reading, position, told.id, encode(told.account).decode())
    number = connection.execute(
        "INSERT INTO accounts (reading, position, id, body) VALUES (?, ?, ?, ?) RETURNING seq", row
    ).fetchone()[0]
    connection.executemany(
        "INSERT INTO claims (account, field, position, id, value, evidence) VALUES (?, ?, ?, ?, ?, ?)",
        [(number, claim.field, claim.index, claim.id, encode(claim.value).decode(),
          encode([(e.start, e.end) for e in claim.at]).decode()) for claim in told.claims()])  # fmt: skip


def accounts(connection: Session, reader: str | None, as_of: AsOf = NOW) -> Iterator[Told]:
    """The accounts that are current (as of a moment), by document id, then as the reader gave them; at last those that
    people added. `reader`: a name, or a name and version."""
    rows = connection.rows(
        f"""SELECT {_HEAD}, a.id, a.body FROM documents d JOIN accounts a ON a.reading = {_PREFERRED}
        WHERE {_NEWEST} ORDER BY d.id, a.position""",
        {"reader": reader, **_at(as_of)},
    )
    yield from map(_told, rows)
    yield from additions(connection, as_of)


def additions(connection: Session, as_of: AsOf = NOW) -> tuple[Told, ...]:
    """The accounts that people added, as of a moment, by id."""
    return added(connection, judgements(connection, as_of, ("add", "undo")), as_of)


def account(connection: Session, name: str, reader: str | None, as_of: AsOf = NOW) -> Told | None:
    """The account of that id as its document's newest version and the preferred reader tell it (as of a moment), or as
    a person added it, or None."""
    known = _KNOWN.format("d")
    row = connection.execute(
        f"""SELECT {_HEAD}, a.id, a.body FROM accounts a JOIN readings r ON r.seq = a.reading
        JOIN documents d ON d.seq = r.document WHERE a.id = :name AND {known}
        AND (:ingested IS NULL OR coalesce(nullif(r.recorded_at, ''), d.ingested_at) <= :ingested)
        ORDER BY d.stamp DESC, d.version DESC, (r.reader = :reader OR r.reader_name = :reader) DESC, r.read DESC,
        r.seq DESC LIMIT 1""",
        {"name": name, "reader": reader, **_at(as_of)},
    ).fetchone()
    if row:
        return _told(row)
    return next((told for told in additions(connection, as_of) if told.id == name), None)


def told(connection: Session, names: Sequence[str], last: int | None = None) -> tuple[Told, ...]:
    """Accounts by their ids as `accounts` gives them, also those that people added; none for a name that is none. With
    `last` as they were when the reading of that number was the last one; then none that people added."""
    marks = ", ".join("?" * len(names))
    until = "" if last is None else f"AND r.seq <= {int(last)}"
    rows = connection.execute(
        f"""SELECT {_HEAD}, a.id, a.body FROM accounts a JOIN readings r ON r.seq = a.reading
        JOIN documents d ON d.seq = r.document WHERE a.id IN ({marks}) {until}
        ORDER BY d.stamp, d.version, r.read, r.seq""",
        tuple(names),
    )
    found = {row[-2]: row for row in rows.fetchall()}
    missing = set(names) - found.keys()
    others = tuple(t for t in additions(connection) if t.id in missing) if missing and last is None else ()
    return (*map(_told, found.values()), *others)


def current(connection: Session, document: str) -> tuple[Told, ...]:
    """The accounts of a document that are current, in the reader's order, without those that people added."""
    rows = connection.execute(
        f"""SELECT {_HEAD}, a.id, a.body FROM documents d JOIN accounts a ON a.reading = {_PREFERRED}
        WHERE d.id = :document AND {_NEWEST} ORDER BY a.position""",
        {"document": document, "reader": None, **_at(NOW)},
    )
    return tuple(map(_told, rows.fetchall()))


def documents_between(connection: Session, after: int, last: int) -> tuple[str, ...]:
    """The ids of the documents that were read behind reading number `after`, up to `last`."""
    rows = connection.execute(
        """SELECT DISTINCT d.id FROM readings r JOIN documents d ON d.seq = r.document
        WHERE r.seq > ? AND r.seq <= ? ORDER BY d.id""",
        (after, last),
    )
    return tuple(name for (name,) in rows.fetchall())


def current_ids(connection: Session, document: str, reader: str | None) -> tuple[str, ...]:
    """The ids of a document's current accounts, in the reader's order."""
    rows = connection.execute(
        f"""SELECT a.id FROM documents d JOIN accounts a ON a.reading = {_PREFERRED}
        WHERE d.id = :document AND {_NEWEST} ORDER BY a.position""",
        {"document": document, "reader": reader, **_at(NOW)},
    )
    return tuple(name for (name,) in rows)


def kin(connection: Session, name: str) -> tuple[str, ...]:
    """The ids of the accounts that tell of the same as the account `name`, in any version of its document and by any
    reader, the nearest first: those that share most mentions with it (in one text the same words; in two texts equal
    words), then by id. An account's id hangs on its first mention, and a better reader may find an earlier one."""
    mine = connection.execute(
        "SELECT r.document, a.body FROM accounts a JOIN readings r ON r.seq = a.reading WHERE a.id = ? ORDER BY a.seq",
        (name,),
    ).fetchall()
    shared = Counter[str]()
    for number, body in mine:
        mentions = decode(body, Account).mentions
        others = connection.execute(
            """SELECT r.document, a.id, a.body FROM documents d JOIN documents e ON e.id = d.id
            JOIN readings r ON r.document = e.seq JOIN accounts a ON a.reading = r.seq WHERE d.seq = ? AND a.id <> ?""",
            (number, name),
        )
        for version, other, told in others:
            common = _common(mentions, decode(told, Account).mentions, same_text=version == number)
            shared[other] = max(shared[other], common)
    return tuple(sorted((other for other, common in shared.items() if common), key=lambda n: (-shared[n], n)))


def _common(left: tuple[Evidence, ...], right: tuple[Evidence, ...], *, same_text: bool) -> int:
    """How many mentions two accounts share."""
    if same_text:
        return sum(any(mention.span.overlaps(other) for other in right) for mention in left)
    return (Counter(e.quote for e in left) & Counter(e.quote for e in right)).total()


def _told(row: tuple[str, ...]) -> Told:
    document, version, publisher, published, url, title, name, body = row
    return Told(id=name, document=document, version=version, publisher=publisher, published=published, url=url,
                title=title, account=decode(body, Account))  # fmt: skip


def document(connection: Session, name: str, version: str | None) -> Document | None:
    """A document, in its newest version where none is named, or None."""
    row = connection.execute(
        """SELECT id, text, title, published, modified, publisher, url, lang, origin, found FROM documents
        WHERE id = :name AND (:version IS NULL OR version = :version) ORDER BY stamp DESC, version DESC LIMIT 1""",
        {"name": name, "version": version},
    ).fetchone()
    if row is None:
        return None
    *head, found = row
    keys = ("id", "text", "title", "published", "modified", "publisher", "url", "lang", "origin")
    return Document(**dict(zip(keys, head, strict=True)), found=decode(found, dict[str, str]))


def reading(connection: Session, name: str, version: str | None, reader: str | None) -> Reading | None:
    """The preferred reading of a document's version (the newest where none is named), or None."""
    row = connection.execute(
        f"""SELECT r.seq, r.body FROM documents d JOIN readings r ON r.seq = {_PREFERRED}
        WHERE d.id = :name AND (:version IS NULL OR d.version = :version)
        ORDER BY d.stamp DESC, d.version DESC LIMIT 1""",
        {"name": name, "version": version, "reader": reader, **_at(NOW)},
    ).fetchone()
    if row is None:
        return None
    told = connection.execute("SELECT body FROM accounts WHERE reading = ? ORDER BY position", row[:1])
    incidents = tuple(decode(body, Account) for (body,) in told)
    return msgspec.structs.replace(decode(row[1], Reading), incidents=incidents)


def totals(connection: Session, as_of: AsOf = NOW) -> Iterator[Total]:
    """The totals over several incidents that the current readings tell, by document id, then as the reader has them."""
    rows = connection.rows(
        f"""SELECT d.id, d.publisher, d.published, d.url, r.body
        FROM documents d JOIN readings r ON r.seq = {_PREFERRED} WHERE {_NEWEST} ORDER BY d.id""",
        {"reader": None, **_at(as_of)},
    )
    for name, publisher, published, url, body in rows:
        for aggregate in decode(body, Reading).aggregates:
            yield Total(document=name, publisher=publisher, published=published, url=url, aggregate=aggregate)


def has_reading(connection: Session, name: str, version: str, reader: str) -> bool:
    """Whether this reader (name and version) has read this version of the document, or nobody may: it was redacted."""
    row = connection.execute(
        """SELECT 1 FROM documents d JOIN readings r ON r.document = d.seq
        WHERE d.id = ? AND d.version = ? AND r.reader = ?""",
        (name, version, reader),
    ).fetchone()
    return row is not None or (is_redacted(connection, name) and _version(connection, name, version) is not None)


def judge(connection: Session, judgement: Judgement) -> bool:
    """Writes a judgement. False where it stands there already; LedgerError where its id names another one."""
    judgement = msgspec.structs.replace(judgement, number=0)
    body = encode(judgement).decode()
    there = connection.execute("SELECT body FROM judgements WHERE id = ?", (judgement.id,)).fetchone()
    if there:
        if encode(decode(there[0], Judgement)).decode() != body:
            raise LedgerError(f"judgement {judgement.id}: another one has this id (give the new one its own)")
        return False
    connection.execute("INSERT INTO judgements (id, who, said_at, verdict, body) VALUES (?, ?, ?, ?, ?)",
                       (judgement.id, judgement.who, judgement.when, judgement.verdict, body))  # fmt: skip
    return True


def judgements(connection: Session, as_of: AsOf = NOW, verdicts: tuple[str, ...] = ()) -> Iterator[Judgement]:
    """Every judgement (of these verdicts) that had been made by then, numbered in the order of recording."""
    which = f"WHERE verdict IN ({', '.join('?' * len(verdicts))})" if verdicts else ""
    last = as_of.judged and until(as_of.judged)
    for number, said_at, body in connection.rows(
        f"SELECT seq, said_at, body FROM judgements {which} ORDER BY seq", verdicts
    ):
        if not last or instant(said_at) <= last:
            yield msgspec.structs.replace(decode(body, Judgement), number=number)


def read_between(connection: Session, after: int, last: int) -> Iterator[str]:
    """The ids of the accounts of the readings behind number `after`, up to `last`."""
    rows = connection.execute(
        "SELECT id FROM accounts WHERE reading > ? AND reading <= ? ORDER BY reading, position", (after, last)
    )
    yield from (name for (name,) in rows)


def judged_between(connection: Session, after: int, last: int) -> Iterator[str]:
    """The accounts that the judgements behind number `after`, up to `last`, are about; of an undo, those of what it
    takes back."""
    if after >= last:
        return
    every = {judgement.id: judgement for judgement in judgements(connection)}
    for judgement in every.values():
        if after < judgement.number <= last:
            while judgement.undoes in every:
                judgement = every[judgement.undoes]
            yield from (*judgement.subjects, *judgement.apart)


def receipts(connection: Session, name: str) -> Iterator[tuple[str, str, str | None, str, str, int]]:
    """Version, when it came in, published, reader, when that read it, number of accounts; in the order of recording."""
    yield from connection.execute(
        """SELECT d.version, d.ingested_at, d.published, r.reader, coalesce(nullif(r.recorded_at, ''), d.ingested_at),
        (SELECT count(*) FROM accounts a WHERE a.reading = r.seq)
        FROM documents d JOIN readings r ON r.document = d.seq WHERE d.id = ? ORDER BY r.seq""",
        (name,),
    )


def faults(connection: Session) -> Iterator[str]:
    """The accounts of a ledger whose evidence does not cut its own quote from their documents, a sentence each."""
    for told in accounts(connection, None):
        there = document(connection, told.document, told.version)
        if there is None or not cuts(there.text, told.account):
            yield f"{told.id}: its evidence does not stand in {told.document}"
