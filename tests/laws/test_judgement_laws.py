"""Law 6: what a person judged outlives every rebuild, every re-reading and every upgrade of the reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from testimonia import pipeline
from testimonia.history import history
from testimonia.model.claim import Account, Figure, Period, Reading
from testimonia.model.errors import UsageError
from testimonia.model.judgement import Judgement, standing
from testimonia.model.text import Document, Evidence
from testimonia.model.world import Incident
from testimonia.store import Ledger

TEXT = "Gunmen hit Gao. The raid killed nine. A blast in Baidoa killed two. The blast was heard far away."
DOCUMENT = Document(id="d", text=TEXT, published="2019-11-03", publisher="The Post")


def words(quote: str, nth: int = 0) -> Evidence:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(quote, start + 1)
    return Evidence(start, start + len(quote), quote)


def telling(kind: str, day: str, dead: str, *mentions: Evidence) -> Account:
    number = {"nine": 9, "two": 2}[dead]
    return Account(
        type=kind, status="occurred", salience="news", mentions=tuple(sorted(mentions)),  # type: ignore[arg-type]
        date=Period(start=day, end=day, precision="day", at=(mentions[-1],)),
        figures=(Figure(effect="killed", who="all", low=number, best=number, high=number, at=(words(dead),)),),
    )  # fmt: skip


def reading(reader: str, *accounts: Account) -> Reading:
    return Reading(document="d", document_version=DOCUMENT.version, reader=reader, incidents=accounts)


RAID, BLAST = words("raid"), words("blast")
OLD = reading("patterns/1", telling("armed_assault", "2019-11-01", "nine", RAID),
              telling("bombing", "2019-11-02", "two", BLAST))  # fmt: skip
# The newer reader finds an earlier mention of the raid, and the blast by other words: both accounts get other ids.
SHIFTED = reading("patterns/2", telling("killing", "2019-11-01", "nine", words("hit"), RAID),
                  telling("bombing", "2019-11-02", "two", words("A blast"), words("blast", 1)))  # fmt: skip


@pytest.fixture
def ledger(place: Path | str) -> Iterator[Ledger]:
    with Ledger.open(place, "write", create=True) as opened:
        opened.record(DOCUMENT, OLD)
        pipeline.rebuild(opened)
        yield opened


def judge(ledger: Ledger, verdict: str, *subjects: str, **more: object) -> Judgement:
    number = len(list(ledger.judgements())) + 1
    made = Judgement(id=f"j-{number}", when=f"2024-01-{30 - number:02}T00:00:00Z", who="ada", verdict=verdict,
                     subjects=subjects, **more)  # type: ignore[arg-type]  # fmt: skip
    pipeline.judge(ledger, made)
    return made


def told(ledger: Ledger) -> list[tuple[str, int | None]]:
    return [(i.type, i.tolls["killed"].best) for i in ledger.incidents()]


def ids(ledger: Ledger) -> tuple[str, str]:
    raid, blast = (t.id for t in ledger.accounts())
    return raid, blast


def read_anew(ledger: Ledger) -> None:
    before = set(ids(ledger))
    ledger.record(DOCUMENT, SHIFTED)
    pipeline.rebuild(ledger)
    assert not before & {t.id for t in ledger.accounts()}  # every account has another id now


def incident(ledger: Ledger, kind: str) -> Incident:
    return next(i for i in ledger.incidents() if i.type == kind)


def test_a_value_that_was_set(ledger: Ledger) -> None:
    raid, _ = ids(ledger)
    judge(ledger, "set", raid, field="tolls/killed", value=msgspec.Raw(b"12"))
    read_anew(ledger)
    assert told(ledger) == [("killing", 12), ("bombing", 2)]


def test_a_rejection_and_its_acceptance(ledger: Ledger) -> None:
    raid, _ = ids(ledger)
    judge(ledger, "reject", raid)
    read_anew(ledger)
    assert told(ledger) == [("bombing", 2)]
    judge(ledger, "accept", raid)
    assert told(ledger) == [("killing", 9), ("bombing", 2)]


def test_a_merge_and_a_later_split(ledger: Ledger) -> None:
    raid, blast = ids(ledger)
    judge(ledger, "merge", raid, blast)
    assert len(told(ledger)) == 1
    read_anew(ledger)
    assert len(told(ledger)) == 1
    judge(ledger, "split", raid, apart=(blast,))
    assert told(ledger) == [("killing", 9), ("bombing", 2)]


def test_what_was_added(ledger: Ledger) -> None:
    raid, _ = ids(ledger)
    figure = Figure(effect="injured", who="all", low=4, best=4, high=4, at=(words("Gunmen"),))
    account = Account(type="armed_assault", status="occurred", salience="background", mentions=(words("Gunmen"),),
                      figures=(figure,))  # fmt: skip
    made = pipeline.addition(DOCUMENT, "figure", account, (raid,))
    subjects: tuple[str, ...] = made["subjects"]
    judge(ledger, "add", *subjects, value=made["value"])
    for newer in (OLD, SHIFTED):
        ledger.record(DOCUMENT, newer)
        pipeline.rebuild(ledger)
        first = next(iter(ledger.incidents()))
        assert (first.tolls["injured"].best, first.tolls["killed"].best) == (4, 9)
        cited = pipeline.cited(ledger, first)
        assert all(TEXT[e.start : e.end] == e.quote for c in cited.values() for e in c.claim.at)


def test_another_text_of_the_document_keeps_what_was_added(ledger: Ledger) -> None:
    account = Account(type="riot", status="occurred", salience="news", mentions=(words("heard far away"),))
    made = pipeline.addition(DOCUMENT, "incident", account)
    judge(ledger, "add", *made["subjects"], value=made["value"])
    newer = msgspec.structs.replace(DOCUMENT, text="Nothing happened.", modified="2019-11-09")
    ledger.record(newer, Reading(document="d", document_version=newer.version, reader="patterns/1"))
    pipeline.rebuild(ledger)
    assert told(ledger) == [("riot", None)]
    (riot,) = ledger.incidents()
    assert riot.accounts[0].mentions[0].quote == "heard far away"
    assert all(c.document.text == TEXT for c in pipeline.cited(ledger, riot).values())


def test_a_newer_reading_and_a_judgement_that_disagree_are_both_shown(ledger: Ledger) -> None:
    raid, blast = ids(ledger)
    judge(ledger, "set", raid, field="type", value=msgspec.Raw(b'"armed_assault"'))
    name = incident(ledger, "armed_assault").id
    assert history(ledger.path, name).conflicts == ()
    read_anew(ledger)
    (said,) = history(ledger.path, name).conflicts
    assert said.endswith('"armed_assault"; the reports (read after that) say "killing"; the person\'s word stands')
    found = incident(ledger, "armed_assault")
    finding = next(f for f in found.findings if f.field == "type")
    assert "ada set it" in finding.because
    assert "Killing by the only account" in finding.because
    judge(ledger, "set", blast, field="type", value=msgspec.Raw(b'"shelling"'))
    ledger.record(DOCUMENT, reading("patterns/3", SHIFTED.incidents[0]))  # the blast is told no more
    pipeline.rebuild(ledger)
    assert told(ledger) == [("armed_assault", 9)]


def test_the_order_of_recording_counts_not_the_clock(ledger: Ledger) -> None:
    """The clock of `judge` above goes backwards by a day with each judgement."""
    raid, _ = ids(ledger)
    first = judge(ledger, "reject", raid)
    judge(ledger, "undo", undoes=first.id)
    assert told(ledger) == [("armed_assault", 9), ("bombing", 2)]
    judge(ledger, "set", raid, field="tolls/killed", value=msgspec.Raw(b"10"))
    judge(ledger, "set", raid, field="tolls/killed", value=msgspec.Raw(b"12"))
    assert told(ledger)[0] == ("armed_assault", 12)
    assert [j.value for j in standing(ledger.judgements())] == [msgspec.Raw(b"10"), msgspec.Raw(b"12")]


def test_a_redaction_is_never_taken_back(ledger: Ledger) -> None:
    names = {i.id for i in ledger.incidents()}
    stone = Judgement(id="j-stone", when="2024-01-01T00:00:00Z", who="ada", verdict="redact", why="asked for")
    pipeline.redact(ledger, "d", stone)
    undo = Judgement(id="j-undo", when="2024-01-02T00:00:00Z", who="ada", verdict="undo", undoes="j-stone")
    with pytest.raises(UsageError, match="cannot be brought back"):
        pipeline.judge(ledger, undo)
    assert {i.id for i in ledger.incidents()} == names
    assert told(ledger) == [("armed_assault", 9), ("bombing", 2)]
    assert "raid" not in ledger.document("d").text
    assert [j.id for j in standing([*ledger.judgements(), undo])] == ["j-stone"]
