"""What is remembered between answers, and that nobody sees it for longer than is said."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from starlette.testclient import TestClient

from testimonia import pipeline
from testimonia.judging import sign
from testimonia.store import Columns, Ledger, Memory, Query, Spots, current
from testimonia.web import clusters, desk
from tests.serving import PAGE


def judged(path: Path, killed: int) -> None:
    """Somebody says how many the bomb killed, and the edition follows."""
    with Ledger.open(path, "write") as book:
        blast = next(i for i in book.incidents() if i.country == "SO")
        value = msgspec.Raw(str(killed).encode())
        made = sign("set", "rob", subjects=(blast.accounts[0].account,), field="tolls/killed", value=value)
        pipeline.judge(book, made)


@pytest.mark.parametrize("address", ["/", "/?country=SO", "/incidents?type=bombing", "/clusters?zoom=2"])
def test_an_answer_is_made_once_for_each_edition(
    client: TestClient, path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Query] = []
    real = desk.Desk.meant

    def counted(self: desk.Desk, query: Query) -> Any:
        if threading.current_thread().name != "warm":  # which makes ready, meanwhile, what will be asked for
            made.append(query)
        return real(self, query)

    before = client.get(address, headers=PAGE)
    monkeypatch.setattr(desk.Desk, "meant", counted)
    again = client.get(address, headers=PAGE)
    assert (again.content, again.headers["etag"]) == (before.content, before.headers["etag"])
    assert not made
    judged(path, 5)
    after = client.get(address, headers=PAGE)
    assert made
    assert after.headers["etag"] != before.headers["etag"]


def test_who_cannot_unpack_gets_it_plain(client: TestClient) -> None:
    bare = client.get("/", headers=PAGE | {"accept-encoding": "identity"})
    packed = client.get("/", headers=PAGE | {"accept-encoding": "gzip"})
    assert "content-encoding" not in bare.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert bare.content == packed.content  # the client unpacks it
    with client.stream("GET", "/", headers=PAGE | {"accept-encoding": "gzip"}) as answer:
        assert gzip.decompress(b"".join(answer.iter_raw())) == bare.content


def test_parts_of_pages_are_sent_once(client: TestClient) -> None:
    first = client.get("/static/app.css")
    assert first.headers["content-type"].startswith("text/css")
    assert client.get("/static/app.css", headers={"if-none-match": first.headers["etag"]}).status_code == 304


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Columns that are read anew are not there before this is set."""
    there = threading.Event()
    real = Columns.read

    def late(*given: Any) -> Any:
        there.wait(20)
        return real(*given)

    monkeypatch.setattr(Columns, "read", late)
    monkeypatch.setattr(desk, "PATIENCE", 0.0)
    yield there
    there.set()


def test_while_a_new_edition_is_read_the_old_one_says_that_it_is_old(
    client: TestClient, path: Path, request: pytest.FixtureRequest
) -> None:
    found = client.get("/incidents?min_killed=5")
    assert "age" not in found.headers
    there = request.getfixturevalue("slow")
    judged(path, 50)
    old = client.get("/incidents?min_killed=5")
    assert (len(old.json()["incidents"]), int(old.headers["age"]) > 0) == (2, True)
    assert "The ledger has changed; this is how it was" in client.get("/?min_killed=5", headers=PAGE).text
    there.set()
    seen = client.app.app.state.desk.edition.columns()  # type: ignore[attr-defined]
    assert seen.age == 0
    new = client.get("/incidents?min_killed=5")
    assert (len(new.json()["incidents"]), "age" in new.headers) == (3, False)
    assert "The ledger has changed" not in client.get("/?min_killed=5", headers=PAGE).text


def test_columns_that_take_long_rest_before_they_are_read_again_and_say_how_old_they_are(
    client: TestClient, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def many() -> tuple[int, str | None]:
        found = client.get("/incidents?min_killed=5")
        return len(found.json()["incidents"]), found.headers.get("age")

    monkeypatch.setattr(current, "PROMPT", -1.0)  # they all take long now,
    monkeypatch.setattr(current, "SHARE", 10**9)  # and rest for as long as may be
    assert many() == (2, None)
    judged(path, 50)
    assert many() == (3, None)  # how long it takes is not known before the first time
    judged(path, 1)
    old, age = many()
    assert (old, age is not None) == (3, True)
    assert many()[0] == 3
    client.app.app.state.desk.ledger.columns(20.0)  # type: ignore[attr-defined]  # who judged does not let them rest
    assert many() == (2, None)


def test_a_number_that_has_gone_to_another_incident_does_not_show_that_one(path: Path) -> None:
    with Ledger.open(path) as book:
        every = tuple(book.incidents())
        columns = book.columns()
        with Ledger.open(path, "write") as writer:
            writer.publish_edition([msgspec.structs.replace(i, id=f"{i.id[:-1]}x") for i in every])
        rows = book.rows(columns)
        assert list(book.at(columns, rows)) == []
        assert book.headlines(columns, rows.tolist()) == {}
        assert len(list(book.at(book.columns(), rows))) == len(every)


def test_an_edition_without_incidents_has_columns_without_rows(path: Path) -> None:
    with Ledger.open(path) as book, Ledger.open(path, "write") as writer:
        assert len(book.columns()) == 3
        writer.publish_edition([])
        assert len(book.columns()) == 0
        assert len(book.rows(book.columns(), Query(since="2018"))) == 0


def test_columns_that_cannot_be_read_say_so_to_who_waits(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: Any) -> Any:
        raise OSError("the disk is gone")

    with Ledger.open(path) as book:
        monkeypatch.setattr(Columns, "read", broken)
        for _ in range(2):
            with pytest.raises(OSError, match="the disk is gone"):
                book.columns()


def test_what_was_asked_for_longest_ago_is_forgotten() -> None:
    memory = Memory(3, 10, len)
    for key in "abc":
        memory.put(key, key * 3)
    assert memory.get("a") == "aaa"
    memory.put("d", "dd")
    assert [memory.get(key) for key in "abcd"] == ["aaa", None, "ccc", "dd"]
    memory.put("a", "a" * 9)
    assert [memory.get(key) for key in "acd"] == ["a" * 9, None, None]
    memory.put("a", "a")
    memory.put("e", "e" * 9)
    assert [memory.get(key) for key in "ae"] == ["a", "e" * 9]


@pytest.mark.parametrize(("window", "seen"), [
    ((9.0, 9.0, 20.0, 20.0), True),
    ((11.0, 0.0, 20.0, 10.0), False),
    ((0.0, 11.0, 10.0, 20.0), False),
    ((175.0, 0.0, 5.0, 20.0), True),
    ((175.0, 0.0, -5.0, 20.0), False),
])  # fmt: skip
def test_what_the_edge_of_the_window_cuts_is_told_as_a_whole(window: clusters.Box, seen: bool) -> None:
    count, box = np.array([2]), np.array([[0.0, 0.0, 10.0, 10.0]])
    spots = Spots(count, count, count, box, count, count)
    assert clusters._touched(spots, window).tolist() == [seen]
