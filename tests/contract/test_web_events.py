"""Server-Sent Events: what is new or has changed, as it comes, by the rules of what shows."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from testimonia import pipeline
from testimonia.judging import sign
from testimonia.model.claim import Reading
from testimonia.model.text import Document
from testimonia.store import Ledger, Mark
from testimonia.web import events
from testimonia.web.desk import Desk
from testimonia.web.events import Follower
from testimonia.web.settings import Settings
from tests.browsing import served
from tests.serving import BLAST, ledger, reports, serving


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ledger(tmp_path)


def another(path: Path, name: str, published: str | None) -> str:
    """One more report of a bomb, and the incident that it makes."""
    document = Document(id=name, text=BLAST, published=published, publisher="The Post")
    account = next(a for d, a in reports() if d.id == "a/blast?")
    day = published or "2019-05-01"
    moved = msgspec.structs.replace(account, date=msgspec.structs.replace(account.date, start=day, end=day))
    with Ledger.open(path, "write") as book:
        book.record(document, Reading(document=name, document_version=document.version, reader="hand/1",
                                      incidents=(moved,)))  # fmt: skip
        pipeline.rebuild(book)
        return next(i.id for i in book.incidents() if any(a.document == name for a in i.accounts))


def told(found: list[bytes]) -> list[str]:
    """The ids of the incidents in events."""
    return [json.loads(event.split(b"data: ", 1)[1])["id"] for event in found]


def test_what_is_read_or_judged_is_told_once(path: Path) -> None:
    desk = Desk(Settings(ledger=path))
    follower = Follower(desk, desk.ledger.basis)
    assert follower.news() == []
    new = another(path, "late", "2019-03-03")
    assert told(follower.news()) == [new]
    assert follower.news() == []
    with Ledger.open(path, "write") as book:
        raid = next(i for i in book.incidents() if i.country == "ML")
        judgement = sign("set", "rob", subjects=(raid.accounts[0].account,), field="type", value=msgspec.Raw(b'"riot"'))
        pipeline.judge(book, judgement)
    found = follower.news()
    assert told(found) == [raid.id]
    assert b'"type":"riot"' in found[0]
    with Ledger.open(path, "write") as book:
        pipeline.judge(book, sign("undo", "rob", undoes=judgement.id))
    assert told(follower.news()) == [raid.id]
    desk.close()


def test_who_comes_back_misses_nothing(path: Path) -> None:
    desk = Desk(Settings(ledger=path))
    follower = Follower(desk, desk.ledger.basis)
    first = another(path, "one", "2019-03-03")
    left = follower.news()[0].split(b"\n")[0].removeprefix(b"id: ").decode()
    second = another(path, "two", "2019-06-06")
    readings, judgements = map(int, left.split("."))
    assert told(Follower(desk, Mark(readings, judgements)).news()) == [second]
    assert set(told(Follower(desk, Mark()).news())) == {i.id for i in desk.ledger.incidents()} > {first, second}
    desk.close()


def test_much_is_told_bit_by_bit(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "AT_ONCE", 1)
    desk = Desk(Settings(ledger=path))
    follower, found = Follower(desk, Mark()), list[bytes]()
    found += follower.news()
    while follower.waits:
        assert follower.id == "0.0"
        found += follower.news()
    assert {*told(found)} == {i.id for i in desk.ledger.incidents()}
    assert follower.id != "0.0"
    desk.close()


def test_what_does_not_show_yet_is_told_when_it_does(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HELD", 0.0)
    desk = Desk(Settings(ledger=path, public=True, delay_hours=24))
    follower = Follower(desk, desk.ledger.basis)
    safe = follower.id
    today = datetime.now(UTC).date()
    new = another(path, "late", today.isoformat())
    assert follower.news() == []
    assert follower.id == safe, "who goes on from here is told of it later"
    assert desk.veil is not None
    desk.veil = msgspec.structs.replace(desk.veil, delay=timedelta(days=-2))
    found = follower.news()
    assert told(found) == [new]
    assert b"3.11383" not in found[0]
    assert follower.news() == []
    assert follower.id != safe
    desk.close()


def stream(address: str, headers: dict[str, str] | None = None) -> Iterator[str]:
    with urllib.request.urlopen(urllib.request.Request(f"{address}/events", headers=headers or {}), timeout=20) as got:
        assert got.headers["content-type"].startswith("text/event-stream")
        for line in got:
            yield line.decode().rstrip("\n")


def test_the_stream_as_a_browser_gets_it(path: Path) -> None:
    with served(path) as address:
        lines = stream(address)
        assert next(lines) == "retry: 5000"
        at = next(lines).removeprefix("id: ")
        new = another(path, "late", "2019-03-03")
        seen: dict[str, Any] = {}
        for line in lines:
            kind, _, value = line.partition(": ")
            seen[kind] = value
            if kind == "data":
                break
        assert (seen["event"], json.loads(seen["data"])["id"]) == ("incident", new)
        again = stream(address, {"Last-Event-ID": at})
        assert any(new in line for line in (next(again) for _ in range(8)))


def test_who_is_no_more_is_let_go_and_too_many_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST", 1)
    with served(path) as address:
        lines = stream(address)
        next(lines)
        with pytest.raises(urllib.error.HTTPError) as refused:
            next(stream(address))
        assert refused.value.code == 503
        refused.value.close()
        lines.close()  # type: ignore[attr-defined]
        for _ in range(50):
            try:
                assert next(stream(address)) == "retry: 5000"
                break
            except urllib.error.HTTPError as busy:
                busy.close()
                threading.Event().wait(0.2)
        else:
            raise AssertionError("nobody was let go")


@pytest.mark.parametrize("asked", ["?since=x", "?since=1", "?since=-1.2", "?since=1.99999999999999999", "?from=1.1"])
def test_what_is_no_event_is_a_problem(path: Path, asked: str) -> None:
    with serving(path) as client:
        assert client.get(f"/events{asked}").status_code == 400
