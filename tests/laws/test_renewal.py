"""A law of linking: an edition that is brought up to date step by step is the one that computing all anew gives."""

from __future__ import annotations

import random
from collections.abc import Callable

import msgspec
import pytest

from benchmarks.synthetic import reports
from testimonia import pipeline
from testimonia.model.claim import Reading, tell
from testimonia.model.judgement import Judgement
from testimonia.model.text import Document
from testimonia.store import Ledger
from tests.stores import Store

DENSE = 160  # accounts of a few days: some blocks are too large to be used


def crowded(seed: int) -> list[tuple[Document, Reading]]:
    """Reports of few days and places, so that most have to do with each other."""
    rng, out = random.Random(seed), []
    for document, reading, _ in reports(DENSE, seed):
        day = f"2001-01-0{rng.randint(1, 3)}"
        near = tuple(
            msgspec.structs.replace(
                account,
                date=msgspec.structs.replace(account.date, start=day, end=day) if account.date.start else account.date,
                places=rng.choice(PLACES) if account.places else (),
            )
            for account in reading.incidents
        )
        document = msgspec.structs.replace(document, published=f"2001-01-0{rng.randint(3, 5)}")
        out.append((document, msgspec.structs.replace(reading, document_version=document.version, incidents=near)))
    return out


PLACES = [
    tuple(msgspec.structs.replace(place, at=()) for place in account.places)
    for _, reading, _ in reports(30, 7)
    for account in reading.incidents
    if account.places
][:12]


def another(document: Document, reading: Reading, rng: random.Random, number: int) -> tuple[Document, Reading]:
    """A newer version of a document that tells otherwise, or what a better reader says of it."""
    told = tuple(msgspec.structs.replace(a, places=rng.choice(PLACES)) for a in reading.incidents)
    if rng.random() < 0.5:
        told = told[: rng.randint(0, len(told))]
    if rng.random() < 0.5:
        document = msgspec.structs.replace(document, text=document.text + "\n\nCorrected.", modified="2001-04-01")
    made = msgspec.structs.replace(
        reading, document_version=document.version, reader=f"better/{number}", incidents=told
    )
    return document, made


def verdict(rng: random.Random, number: int, accounts: list[str], made: list[Judgement]) -> Judgement:
    """Some judgement about some of the accounts."""
    some = rng.sample(accounts, k=min(4, len(accounts)))
    kind = rng.choice(("merge", "merge", "split", "reject", "accept", "set", "undo", "comment"))
    if kind == "undo" and not made:
        kind = "merge"
    what = {
        "merge": {"subjects": tuple(some[: rng.randint(2, 3)])},
        "split": {"subjects": tuple(some[:1]), "apart": tuple(some[1:])},
        "set": {"subjects": tuple(some[:2]), "field": "headline", "value": msgspec.Raw(b'"An attack"')},
        "undo": {"undoes": rng.choice(made).id if made else None},
    }.get(kind, {"subjects": tuple(some[:1])})
    return Judgement(id=f"j-{number}", when="2020-01-01T00:00:00Z", who="ada", verdict=kind, **what)  # type: ignore[arg-type]


def grown(ledger: Ledger, seed: int, steps: int, look: Callable[[], object] = lambda: None) -> list[str]:
    """Grows a ledger in steps and brings its edition up to date after each, at which somebody may `look`; the digest
    after each."""
    rng, left, there, made = random.Random(seed), crowded(seed), list[tuple[Document, Reading]](), list[Judgement]()
    rng.shuffle(left)
    digests = []
    for step in range(steps):
        roll = rng.random()
        if step == 0 or (roll < 0.4 and left):
            some = [left.pop() for _ in range(min(len(left), 40 if step == 0 else rng.randint(1, 4)))]
            there += some
        elif roll < 0.55:
            at = rng.randrange(len(there))
            there[at] = another(*there[at], rng, step)
            some = [there[at]]
        else:
            accounts = [told.id for document, reading in there for told in tell(document, reading)]
            made.append(verdict(rng, step, accounts, made))
            some = []
            ledger.judge(made[-1])
        for document, reading in some:
            ledger.record(document, reading)
        pipeline.renew(ledger)
        look()
        digests.append(ledger.digest())
    return digests


@pytest.mark.parametrize("seed", range(6))
def test_an_edition_brought_up_to_date_is_that_computed_anew(store: Store, place: str, seed: int, monkeypatch) -> None:
    anew: list[str] = []
    with monkeypatch.context() as patch:  # the first time all is computed anew each time, which is the law's other side
        patch.setattr(pipeline, "renewed", lambda *_: False)
        with store.place() as other, Ledger.open(other, "write", create=True) as ledger:
            anew = grown(ledger, seed, 12)
    done: list[bool] = []
    renewed = pipeline.renewed
    monkeypatch.setattr(pipeline, "renewed", lambda *given: done.append(renewed(*given)) or done[-1])
    with Ledger.open(place, "write", create=True) as ledger:
        assert grown(ledger, seed, 12) == anew
        assert done == [True] * 12 or done == [False, *[True] * 11]
        kept = remembered(store, place)
        pipeline.rebuild(ledger)
    assert kept == remembered(store, place)


def remembered(store: Store, place: str) -> tuple[list[object], ...]:
    """What the edition remembers of how its accounts were linked."""
    keys, pairs = (f"(SELECT * FROM {table} UNION ALL SELECT * FROM {table}_since)" for table in ("keyed", "likely"))
    asked = (
        "SELECT account, document, first, weakest, at_last, sketch FROM linked",
        f"SELECT k.key, l.account FROM {keys} k JOIN linked l ON l.seq = k.linked",
        f"SELECT a.account, b.account, odds FROM linked a JOIN {pairs} p ON one = a.seq JOIN linked b ON b.seq = other",
    )
    with store.connect(place) as connection:
        return tuple(sorted(connection.execute(sql).fetchall(), key=str) for sql in asked)


def test_an_edition_that_other_rules_linked_is_computed_anew(place: str, monkeypatch) -> None:
    some = crowded(1)
    with Ledger.open(place, "write", create=True) as ledger:
        for document, reading in some[:20]:
            ledger.record(document, reading)
        with monkeypatch.context() as patch:
            patch.setattr("testimonia.link.rules", lambda: "older")
            pipeline.renew(ledger)
        done: list[bool] = []
        renewed = pipeline.renewed
        monkeypatch.setattr(pipeline, "renewed", lambda *given: done.append(renewed(*given)) or done[-1])
        for document, reading in some[20:22]:
            ledger.record(document, reading)
            pipeline.renew(ledger)
        assert done == [False, True]
