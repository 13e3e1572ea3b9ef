"""What is worth a look, and how far those who judge agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from testimonia import pipeline
from testimonia.judging import sign
from testimonia.model.claim import Certainty, Reading
from testimonia.model.judgement import Judgement
from testimonia.store import Ledger
from testimonia.web.agreement import agreements, alpha
from tests.judging import Program, raid_and_blast
from tests.serving import ids, ledger, reports, with_users


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return with_users(ledger(tmp_path))


def test_what_matters_comes_first_and_what_is_decided_goes(client: TestClient, program: Program, path: Path) -> None:
    sure = Certainty(incident=0.99, type=0.98, status=0.98, salience=0.98)
    with Ledger.open(path, "write") as book:
        for document, account in reports():
            known = msgspec.structs.replace(account, confidence=sure)
            if document.id == "worst":  # later, more dead than the bomb, and nobody knows whether it happened
                known = msgspec.structs.replace(account, confidence=Certainty(incident=0.4))
            book.record(document, Reading(document=document.id, document_version=document.version,
                                          reader="hand/2", incidents=(known,)))  # fmt: skip
        pipeline.rebuild(book)
    (worst,) = ids(client, since="2019")
    items = client.get("/review", headers=program.headers).json()["items"]
    assert (items[0]["kind"], items[0]["incident"]) == ("unsure", worst)
    weights = [i["weight"] for i in items]
    assert weights == sorted(weights, reverse=True)
    assert program.judge("accept", worst, seen=items[0]["seen"]).status_code == 201
    left = client.get("/review", headers=program.headers).json()["items"]
    assert worst not in {i["incident"] for i in left}
    assert len(left) == len(items) - 1


def test_what_may_be_one_is_asked_until_somebody_says(client: TestClient, program: Program) -> None:
    raid, _ = raid_and_blast(client)
    assert program.judge("split", raid, documents=["risen"]).status_code == 201
    assert "merge" not in kinds(client, program)
    (made,) = client.get("/judgements").json()["judgements"]
    assert program.judge("undo", judgement=made["id"]).status_code == 201
    with Ledger.open(client.app.app.state.settings.ledger, "write") as book:  # type: ignore[attr-defined]
        told = [a.account for a in book.incident(raid).accounts]
        book.judge(sign("split", "x", subjects=(told[0],), apart=(told[1],)))
        pipeline.rebuild(book)
        (split,) = [j for j in book.judgements() if j.who == "x"]
        apart = [i for i in book.incidents() if i.country == "ML"]
        book.judge(sign("undo", "x", undoes=split.id))
        book.publish_edition([*apart, *(i for i in book.incidents() if i.country != "ML")], recipe=book.recipe)
    assert "merge" in kinds(client, program), "linking would join them, an older edition has them apart"
    item = next(i for i in client.get("/review", headers=program.headers).json()["items"] if i["kind"] == "merge")
    assert {item["incident"], item["other"]} == {i.id for i in apart}
    done = program.judge("split", item["incident"], others=[item["other"]], seen=item["seen"])
    assert done.status_code == 201, done.text
    assert "merge" not in kinds(client, program)


def kinds(client: TestClient, program: Program) -> set[str]:
    return {i["kind"] for i in client.get("/review", headers=program.headers).json()["items"]}


def test_a_newer_reading_that_contradicts_a_person_is_asked(client: TestClient, program: Program, path: Path) -> None:
    raid, _ = raid_and_blast(client)
    assert program.judge("set", raid, field="type", value="bombing").status_code == 201
    assert "conflict" not in kinds(client, program)
    with Ledger.open(path, "write") as book:
        for document, account in reports():
            told = Reading(document=document.id, document_version=document.version, reader="hand/2",
                           incidents=(account,))  # fmt: skip
            book.record(document, told)
        pipeline.rebuild(book)
    item = next(i for i in client.get("/review", headers=program.headers).json()["items"] if i["kind"] == "conflict")
    assert (item["incident"], "bombing" in item["because"]) == (raid, True)


# Krippendorff (2011), section C: twelve units, four observers, nominal, missing values. By unit.
FOUR_OBSERVERS = [
    "111", "2223", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "555", "11", "3",
]  # fmt: skip


def test_alpha_is_as_in_the_literature() -> None:
    found = alpha(FOUR_OBSERVERS)
    assert found is not None
    assert round(found, 3) == 0.743
    # Section A: ten units, two observers, binary.
    two = ["01", "11", "01", "00", "00", "01", "00", "00", "10", "00"]
    binary = alpha(two)
    assert binary is not None
    assert round(binary, 3) == 0.095


@pytest.mark.parametrize(("units", "found"), [([], None), (["1"], None), (["11", "11"], None), (["12", "21"], -0.5)])
def test_alpha_says_nothing_where_nothing_is_known(units: list[str], found: float | None) -> None:
    assert alpha(units) == found


def test_reviewers_are_compared_by_what_stands() -> None:
    def said(who: str, verdict: Any, *subjects: str, **more: Any) -> Judgement:
        return sign(verdict, who, subjects=subjects, **more)

    one = said("rob", "reject", "a-1")
    every = [
        said("ada", "accept", "a-1", "a-2"), one, sign("undo", "rob", undoes=one.id), said("rob", "accept", "a-1"),
        said("ada", "reject", "a-3"), said("rob", "accept", "a-3"), said("ada", "merge", "a-1", "a-4"),
        said("rob", "split", "a-1", apart=("a-4",)),
        said("ada", "set", "a-1", field="tolls/killed", value=msgspec.Raw(b'{"best": 4, "low": 3}')),
        said("rob", "set", "a-1", field="tolls/killed", value=msgspec.Raw(b'{"low":3,"best":4}')),
    ]  # fmt: skip
    numbered = [msgspec.structs.replace(j, number=n) for n, j in enumerate(every, 1)]
    told = {a.question: a for a in agreements(numbered)}
    assert (told["an incident or none"].things, told["an incident or none"].people) == (2, 2)
    assert told["the same incident or not"].things == 1
    assert told["the value of killed"].alpha is None
    assert told["an incident or none"].alpha == 0.0
