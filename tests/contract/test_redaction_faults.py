"""A redaction that is killed, or that somebody reads through: it is done or not begun, and done again it is whole."""

from __future__ import annotations

import random
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from testimonia import pipeline
from testimonia.model.claim import Account, Reading
from testimonia.model.errors import LedgerError
from testimonia.model.judgement import Judgement
from testimonia.model.text import Document, Span
from testimonia.store import Ledger
from tests.faulty import KILLS, start
from tests.stores import Store

SECRET = "Quexly Zorbulon"


def report(number: int) -> tuple[Document, Reading]:
    text = (
        f"Attack {number} was told by {SECRET} herself. " + "More was said. " * 100 if number == 0 else "A raid. " * 150
    )
    document = Document(id=f"doc-{number}", text=text, published="2019-01-01", publisher=f"Paper {number}")
    mention = Span(text.index("told") if number == 0 else 2, len(text)).cut(text)
    told = Account(type="killing", status="occurred", salience="news", mentions=(mention,))
    return document, Reading(document=document.id, document_version=document.version, reader="r/1", incidents=(told,))


def made(path: Path | str, reports: int = 20) -> Path | str:
    with Ledger.open(path, "write", create=True) as ledger:
        for number in range(reports):
            ledger.record(*report(number))
        pipeline.rebuild(ledger)
    return path


def stone(number: int) -> Judgement:
    return Judgement(id=f"j-{number}", when="2024-01-01T00:00:00Z", who="ada", verdict="redact", why="in danger")


def redact(path: Path | str, said: Connection, number: int) -> None:
    with Ledger.open(path, "write") as ledger:
        said.send("begun")
        pipeline.redact(ledger, "doc-0", stone(number))
    said.send("done")


def test_killed_at_any_moment_and_done_again(store: Store) -> None:
    moments = random.Random()
    for _ in range(KILLS // 2 + 1):
        with store.place() as place:
            killed_and_done_again(store, made(place), moments)


def killed_and_done_again(store: Store, path: Path | str, moments: random.Random) -> None:
    writer, heard = start(redact, path, 1)
    heard.poll(60)
    time.sleep(moments.uniform(0, 0.1))
    writer.kill()  # it may be done by now
    writer.join()
    store.sound(path)
    with Ledger.open(path, "write") as ledger:
        begun = bool(list(ledger.judgements()))
        assert (SECRET in ledger.document("doc-0").text) is not begun  # the tombstone and the loss are one
        pipeline.redact(ledger, "doc-0", stone(2))
        assert len(list(ledger.judgements())) == 1 + begun
        assert len(list(ledger.accounts())) == 20
    left = store.stored(path).lower()
    assert SECRET.lower().encode() not in left
    assert SECRET.split()[0].lower().encode() not in left


def test_who_still_reads_keeps_an_older_copy_and_the_writer_is_told(store: Store, place: Path | str) -> None:
    path = made(place, 3)
    with Ledger.open(path) as other, Ledger.open(path, "write", patience=1) as ledger:
        reading = other.accounts()
        next(reading)
        with pytest.raises(LedgerError, match=r"the words are blanked, but another process still reads .* once more\)"):
            pipeline.redact(ledger, "doc-0", stone(1))
        assert SECRET not in ledger.document("doc-0").text
        list(reading)
        pipeline.redact(ledger, "doc-0", stone(2))
    assert SECRET.encode() not in store.stored(path)
