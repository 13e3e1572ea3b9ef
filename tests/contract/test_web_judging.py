"""Judging through the web by programs: what is judged shows, and two at once do not overwrite each other."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from testimonia import pipeline
from testimonia.store import Ledger
from tests.judging import Program, killed, raid_and_blast
from tests.serving import ids, ledger, with_users


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return with_users(ledger(tmp_path))


def test_every_verdict_and_its_undo(client: TestClient, program: Program) -> None:
    raid, blast = raid_and_blast(client)
    before = client.get("/export/jsonl").content
    wishes: list[dict[str, Any]] = [
        {"verdict": "set", "field": "killed", "value": {"low": 3, "best": 12, "high": 14}, "why": "court record"},
        {"verdict": "set", "field": "type", "value": "bombing"},
        {"verdict": "reject"},
        {"verdict": "reject", "documents": ["risen"]},
        {"verdict": "merge", "others": [blast]},
        {"verdict": "split", "documents": ["risen"]},
        {"verdict": "add", "marked": {"kind": "figure", "document": "raid", "quote": "41", "effect": "missing"}},
        {"verdict": "add", "marked": {"kind": "speaker", "document": "risen", "quote": "River Front"}},
        {"verdict": "add", "marked": {"kind": "victim", "document": "raid", "quote": "A baker", "name": "Ada Diarra"}},
        {"verdict": "add", "marked": {"kind": "incident", "document": "raid", "quote": "a post", "date": "2018-05-02"}},
    ]
    for wish in wishes:
        done = program.judge(wish.pop("verdict"), raid, **wish)
        assert done.status_code == 201, done.text
        made = done.json()
        assert made["who"] == "rob"
        assert client.get("/export/jsonl").content != before, made
        back = program.judge("undo", judgement=made["id"])
        assert back.status_code == 201, back.text
        assert client.get("/export/jsonl").content == before, made
    for verdict in ("accept", "comment"):
        assert program.judge(verdict, raid, why="seen").status_code == 201
        assert client.get("/export/jsonl").content == before


def test_what_is_judged_shows(client: TestClient, program: Program) -> None:
    raid, blast = raid_and_blast(client)
    assert program.judge("set", raid, field="killed", value=12).status_code == 201
    assert killed(client, raid) == 12
    assert program.judge("merge", raid, others=[blast]).json()["incident"] == raid
    assert ids(client) != [blast]
    assert client.get(f"/incidents/{blast}").status_code == 307
    made = program.judge("reject", raid).json()
    assert made["incident"] is None
    assert raid not in ids(client)
    assert program.judge("accept", raid, seen={}).status_code == 201
    assert raid in ids(client)


def test_a_program_without_a_role_is_refused(client: TestClient, path: Path) -> None:
    raid, _ = raid_and_blast(client)
    wish = {"verdict": "accept", "incident": raid, "seen": {}}
    stranger = client.post("/judgements", json=wish)
    assert (stranger.status_code, stranger.headers["www-authenticate"][:6]) == (401, "Bearer")
    assert Program(client, path, "rea").judge("accept", raid).status_code == 403
    assert client.get("/review").status_code == 401
    assert client.get("/judgements").json() == {"judgements": [], "next": None}


def test_two_at_once_do_not_overwrite_each_other(client: TestClient, path: Path, program: Program) -> None:
    raid, _ = raid_and_blast(client)
    other = Program(client, path, "ada")
    seen = program.seen(raid)
    assert other.judge("set", raid, field="killed", value=10).status_code == 201
    late = program.judge("set", raid, field="killed", value=12, seen=seen)
    assert (late.status_code, late.json()["field"]) == (409, "seen")
    assert killed(client, raid) == 10
    again = program.judge("set", raid, field="killed", value=12)
    assert (again.status_code, killed(client, raid)) == (201, 12)
    without = program.judge("set", raid, field="killed", value=13, seen={})
    assert (without.status_code, without.json()["field"]) == (422, "seen")


def test_of_many_at_the_same_moment_one_is_first(client: TestClient, program: Program) -> None:
    raid, _ = raid_and_blast(client)
    seen, codes = program.seen(raid), list[int]()

    def race(number: int) -> None:
        codes.append(program.judge("set", raid, field="killed", value=number, seen=seen).status_code)

    threads = [threading.Thread(target=race, args=(n,)) for n in range(20, 26)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [201, 409, 409, 409, 409, 409]
    assert len(client.get("/judgements").json()["judgements"]) == 1


def test_nobody_waits_for_a_large_edition(
    client: TestClient, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    raid, blast = raid_and_blast(client)
    go, started, real = threading.Event(), threading.Event(), pipeline.renew

    def slow(book: Ledger) -> int:
        started.set()
        assert go.wait(30)
        return real(book)

    monkeypatch.setattr("testimonia.web.judging.PATIENCE", 0.05)
    monkeypatch.setattr(pipeline, "renew", slow)
    seen = program.seen(raid)
    made = program.judge("set", raid, field="killed", value=12)
    assert (made.status_code, made.json()["stale"], killed(client, raid)) == (201, True, 11)
    assert started.wait(5)
    assert program.judge("set", raid, field="killed", value=13, seen=seen).status_code == 409
    assert program.judge("reject", blast).json()["stale"] is True
    asked = {i["incident"] for i in client.get("/review", headers=program.headers).json()["items"]}
    assert not asked & {raid, blast}
    go.set()
    client.app.app.state.desk.renewal.finish()  # type: ignore[attr-defined]
    assert (killed(client, raid), ids(client, country="SO")) == (12, [])
    assert client.get("/health").json()["stale"] is False


def test_what_is_taken_back_already_is_not_taken_back_twice(client: TestClient, program: Program) -> None:
    raid, _ = raid_and_blast(client)
    made = program.judge("set", raid, field="killed", value=12).json()["id"]
    back = program.judge("undo", judgement=made).json()["id"]
    assert program.judge("undo", judgement=made).status_code == 409
    assert program.judge("undo", judgement=back).status_code == 201
    assert killed(client, raid) == 12
    assert program.judge("undo", judgement=made).status_code == 201
    assert program.judge("undo", judgement="j-none").status_code == 404


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"verdict": "praise"}, 422),
        ({"verdict": "redact"}, 422),
        ({"verdict": "set", "field": "colour", "value": "red"}, 400),
        ({"verdict": "set", "field": "type", "value": "ambush"}, 400),
        ({"verdict": "set", "field": "killed", "value": {"low": 5, "best": 4}}, 400),
        ({"verdict": "set", "field": "killed"}, 400),
        ({"verdict": "set", "field": "date", "value": {"start": "2019-02-31", "end": "2019-02-31"}}, 400),
        ({"verdict": "set", "field": "date", "value": {"start": "2019-02-01", "end": "soon"}}, 400),
        ({"verdict": "set", "field": "date", "value": {}}, 400),
        ({"verdict": "set", "field": "places", "value": [{"name": "X", "lat": 91, "lon": 0}]}, 400),
        ({"verdict": "set", "field": "places", "value": [{"name": "X", "lat": 9}]}, 400),
        ({"verdict": "set", "field": "targets", "value": [{"name": "X", "class": "planet"}]}, 400),
        ({"verdict": "add", "marked": {"kind": "incident", "document": "raid", "quote": "a post",
                                       "date": "2019-02-31"}}, 400),
        ({"verdict": "merge"}, 400),
        ({"verdict": "merge", "others": ["i-none"]}, 400),
        ({"verdict": "split"}, 400),
        ({"verdict": "split", "documents": ["raid", "risen"]}, 400),
        ({"verdict": "split", "documents": ["nothing"]}, 400),
        ({"verdict": "comment"}, 400),
        ({"verdict": "add"}, 400),
        ({"verdict": "add", "marked": {"kind": "figure", "document": "raid", "quote": "no such words"}}, 400),
        ({"verdict": "add", "marked": {"kind": "figure", "document": "raid", "quote": "Gunmen"}}, 400),
        ({"verdict": "add", "marked": {"kind": "figure", "document": "raid", "start": 5, "end": 9999}}, 400),
        ({"verdict": "add", "marked": {"kind": "figure", "document": "raid", "start": 0, "end": 3, "quote": "a"}}, 409),
        ({"verdict": "add", "marked": {"kind": "figure", "document": "none", "quote": "x"}}, 400),
        ({"verdict": "add", "marked": {"kind": "planet", "document": "raid", "quote": "Nine"}}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_refused_and_nothing_is_written(
    client: TestClient, program: Program, wish: dict[str, Any], status: int
) -> None:
    raid, _ = raid_and_blast(client)
    done = program.judge(**(wish | {"incident": raid}))
    assert done.status_code == status, done.text
    assert done.headers["content-type"] == "application/problem+json"
    assert client.get("/judgements").json()["judgements"] == []


def test_other_bodies_are_refused(client: TestClient, program: Program) -> None:
    for body, media, status in ((b"{", "application/json", 422), (b"x", "text/plain", 415), (b"\xff", "", 415)):
        done = client.post("/judgements", content=body, headers=program.headers | {"content-type": media})
        assert done.status_code == status
