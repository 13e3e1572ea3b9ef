"""Reports of our own making that several processes write to a ledger, and what must hold of it whatever happens."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from testimonia.model.claim import Account, Figure, Period, Place, Reading
from testimonia.model.judgement import Judgement
from testimonia.model.text import Document, Evidence
from testimonia.model.world import Incident, Testimony, Toll
from testimonia.store import Ledger, Query
from tests.stores import Store

KILLS = int(os.environ.get("TESTIMONIA_KILLS", "10"))
"""How often a writer is killed."""
REPORTS = 40
spawn = multiprocessing.get_context("forkserver")
# One server forks for all tests of a process, so that it must know what any of them starts.
spawn.set_forkserver_preload(
    [f"tests.contract.test_{name}" for name in ("faults", "redaction_faults", "renewal_faults")]
)


def report(number: int) -> tuple[Document, Reading]:
    """A report that tells of two incidents, three kilobytes long."""
    text = f"Attack {number}\n\nGunmen killed 12 people in Gao and another attack killed 3. " + "More was said. " * 200
    document = Document(id=f"doc-{number:04}", text=text, published=f"2019-01-{1 + number % 28:02}", publisher="Agency")

    def at(word: str) -> tuple[Evidence, ...]:
        start = text.index(word)
        return (Evidence(start, start + len(word), word),)

    def account(mention: str, killed: str) -> Account:
        figure = Figure(effect="killed", who="all", low=int(killed), best=int(killed), high=int(killed), at=at(killed))
        gao = Place(name="Gao", country="ML", lat=16.3, lon=0.0, at=at("Gao"))
        date = Period(start=document.published, end=document.published, precision="day")
        return Account(type="armed_assault", status="occurred", salience="news", mentions=at(mention), date=date,
                       figures=(figure,), places=(gao,))  # fmt: skip

    told = (account("Attack", "12"), account("another attack", "3"))
    return document, Reading(document=document.id, document_version=document.version, reader="test 1", incidents=told)


def judgement(number: int) -> Judgement:
    return Judgement(id=f"j-{number:04}", when="2020-01-01T00:00:00Z", who="ada", verdict="comment", why="seen")


def edition(ledger: Ledger, headline: str = "") -> list[Incident]:
    """One incident for each account."""
    return [
        Incident(id=f"i-{told.id}", type=told.account.type, status=told.account.status, date=told.account.date,
                 places=told.account.places, perpetrators=(), claims=(), targets=(), weapons=(), grade=None,
                 tolls={"killed": Toll(best=told.account.figures[0].best)}, victims=(), headline=headline,
                 accounts=(Testimony(document=told.document, publisher=None, published=None, url=None, figures=(),
                                     mentions=told.account.mentions, account=told.id),))
        for told in ledger.accounts()
    ]  # fmt: skip


def listen(heard: Connection) -> list[Any]:
    """All that a process has said until it ended."""
    out = []
    while True:
        try:
            out.append(heard.recv())
        except EOFError:
            return out


def sound(store: Store, path: Path | str, done: set[tuple[str, int]]) -> None:
    """Asserts that the ledger is whole: what was acknowledged is there, everything is there once, nothing by half."""
    store.sound(path)
    with Ledger.open(path) as ledger:
        counts = ledger.counts()
        told = list(ledger.accounts())
        documents = {t.document for t in told}
        assert {f"doc-{n:04}" for what, n in done if what == "report"} <= documents
        assert counts.documents == counts.versions == counts.readings == len(documents)
        assert counts.accounts == len(told) == len({t.id for t in told}) == 2 * len(documents)
        assert counts.claims == sum(len(list(t.claims())) for t in told)
        for name in documents:
            document, reading = report(int(name[-4:]))
            assert (ledger.document(name), ledger.reading(name)) == (document, reading)
        judged = [j.id for j in ledger.judgements()]
        assert judged == [judgement(n).id for n in range(len(judged))]
        assert {judgement(n).id for what, n in done if what == "judgement"} <= set(judged)
        by_id = {i.id: i for i in edition(ledger)}
        listed = list(ledger.incidents())
        assert all(by_id[i.id] == i for i in listed)
        assert len(listed) == counts.incidents == len({i.id for i in listed})
        for query in (Query(text="attack"), Query(place="gao"), Query(country="ML"), Query(box=(-1, 16, 1, 17))):
            assert list(ledger.incidents(query)) == listed


def start(target, *args) -> tuple[multiprocessing.Process, Connection]:
    heard, said = spawn.Pipe(duplex=False)
    process = spawn.Process(target=target, args=(args[0], said, *args[1:]))
    process.start()
    said.close()
    return process, heard
