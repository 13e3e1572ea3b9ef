"""Judging through the web: by forms and by programs, two people at once, what is worth a look, and who agrees."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator
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
from testimonia.web.users import Users, beside
from tests.contract.test_web_pages import Seen
from tests.serving import EVIL, HOSTILE, PAGE, RAID, ids, ledger, reports, serving, sign_in, with_users


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return with_users(ledger(tmp_path))


@pytest.fixture
def client(path: Path) -> Iterator[TestClient]:
    with serving(path) as made:
        yield made


class Program:
    """A program with the token of a reviewer."""

    def __init__(self, client: TestClient, path: Path, name: str = "rob") -> None:
        self.client = client
        self.headers = {"authorization": f"Bearer {Users(beside(path)).token(name)}"}

    def seen(self, name: str) -> dict[str, str]:
        return {name: self.client.get(f"/incidents/{name}", headers=self.headers).json()["state"]}

    def judge(self, verdict: str, incident: str = "", **more: Any) -> Any:
        wish = {"verdict": verdict, "incident": incident} | more
        if incident and "seen" not in more:
            wish["seen"] = self.seen(incident)
        return self.client.post("/judgements", json=wish, headers=self.headers)


@pytest.fixture
def program(client: TestClient, path: Path) -> Program:
    return Program(client, path)


def raid_and_blast(client: TestClient) -> tuple[str, str]:
    return ids(client, country="ML")[0], ids(client, country="SO")[0]


def killed(client: TestClient, name: str) -> int:
    best: int = client.get(f"/incidents/{name}").json()["tolls"]["killed"]["best"]
    return best


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


def fields(page: str, verdict: str) -> dict[str, Any]:
    """The hidden fields of the first form of a page that has such a verdict."""
    for found in re.findall(r"<form.*?</form>", page, re.DOTALL):
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', found)
        if ("verdict", verdict) in hidden or f'name="verdict" value="{verdict}"' in found:
            out: dict[str, Any] = {}
            for name, value in hidden:
                out.setdefault(name, []).append(html.unescape(value))
            return out
    raise AssertionError(f"no form to {verdict}")


def test_a_form_judges_says_so_and_offers_the_way_back(client: TestClient) -> None:
    raid, _ = raid_and_blast(client)
    assert "Judge it" not in client.get(f"/incidents/{raid}", headers=PAGE).text
    sign_in(client)
    page = client.get(f"/incidents/{raid}", headers=PAGE).text
    given = fields(page, "set") | {"field": "killed", "low": "9", "best": "12", "high": "", "why": "seen by hand"}
    assert client.post("/judgements", data=given | {"csrf": "x"}, headers=PAGE).status_code == 403
    done = client.post("/judgements", data=given, headers=PAGE)
    assert (done.status_code, done.headers["location"]) == (303, f"/incidents/{raid}")
    page = client.get(f"/incidents/{raid}", headers=PAGE).text
    assert "Recorded: set killed to" in page
    assert "seen by hand" in page
    toll = client.get(f"/incidents/{raid}").json()["tolls"]["killed"]
    assert (toll["low"], toll["best"], toll["high"]) == (9, 12, 12)
    assert "Recorded:" not in client.get(f"/incidents/{raid}", headers=PAGE).text
    stale = client.post("/judgements", data=given, headers=PAGE)
    assert stale.status_code == 409
    assert "It has changed meanwhile" in stale.text
    assert "seen by hand" in stale.text
    once_more = fields(stale.text, "set")
    assert client.post("/judgements", data=once_more, headers=PAGE).status_code == 303
    undo = client.get("/judgements", headers=PAGE).text
    assert client.post("/judgements", data=fields(undo, "undo") | {"verdict": "undo"}, headers=PAGE).status_code == 303
    assert len(client.get("/judgements").json()["judgements"]) == 3


def test_a_stranger_who_judges_is_led_to_the_door(client: TestClient) -> None:
    done = client.post("/judgements", data={"verdict": "accept"}, headers=PAGE)
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in?next=%2F")
    assert client.get("/review", headers=PAGE).headers["location"] == "/sign-in?next=%2Freview"
    sign_in(client, "rea")
    assert client.get("/review", headers=PAGE).status_code == 403


def test_words_are_marked_by_a_form(client: TestClient) -> None:
    csrf = sign_in(client)
    raid, _ = raid_and_blast(client)
    page = client.get("/documents/raid", headers=PAGE).text
    starts = [int(n) for n in re.findall(r'<p data-start="(\d+)"', page)]
    assert starts == [0]
    at = RAID.index("41")
    given = fields(page, "add") | {
        "csrf": csrf, "incident": raid, "marked.kind": "figure", "marked.quote": "41", "marked.start": at,
        "marked.end": at + 2, "marked.effect": "missing", "marked.counts": "all", "marked.number": "", "marked.low": "",
    }  # fmt: skip
    done = client.post("/judgements", data=given, headers=PAGE)
    assert (done.status_code, done.headers["location"]) == (303, f"/incidents/{raid}"), done.text
    assert client.get(f"/incidents/{raid}").json()["tolls"]["missing"]["best"] == 41
    assert "add a figure in raid" in client.get("/documents/raid", headers=PAGE).text


def test_a_report_is_judged_on_its_page(client: TestClient) -> None:
    sign_in(client)
    raid, _ = raid_and_blast(client)
    given = fields(client.get("/documents/risen", headers=PAGE).text, "reject")
    done = client.post("/judgements", data=given | {"verdict": "reject", "documents": "risen", "why": "another raid"})
    assert (done.status_code, done.headers["location"]) == (303, "/documents/risen")
    found = client.get(f"/incidents/{raid}").json()
    assert ([a["document"] for a in found["accounts"]], found["tolls"]["killed"]["best"]) == (["raid"], 9)
    assert "Recorded: reject" in client.get("/documents/risen", headers=PAGE).text


def test_what_people_write_stays_text(client: TestClient) -> None:
    sign_in(client, "ada")
    for name in ids(client):
        page = client.get(f"/incidents/{name}", headers=PAGE).text
        given = fields(page, "comment") | {"verdict": "comment", "why": f"{HOSTILE}{EVIL}"}
        assert client.post("/judgements", data=given, headers=PAGE).status_code == 303
        stale = client.post("/judgements", data=given | {"verdict": "accept"}, headers=PAGE)
        assert stale.status_code == 409
        pages = [f"/incidents/{name}", "/review", "/judgements", "/documents/worst", "/documents/raid"]
        texts = [stale.text, *(client.get(address, headers=PAGE).text for address in pages)]
        for text in texts:
            seen = Seen(text)
            assert not seen.all("img")
            assert all(str(s.get("src")).startswith("/static/") for s in seen.all("script"))
            assert not [a for _, a in seen.elements if any(n.startswith("on") or n == "style" for n in a)]
        assert sum(HOSTILE in Seen(text).said for text in texts) >= 3


def test_only_an_admin_destroys_a_text(client: TestClient) -> None:
    given = {"document": "raid", "typed": "raid", "why": "taken down"}
    csrf = sign_in(client)
    assert client.post("/redactions", data=given | {"csrf": csrf}, headers=PAGE).status_code == 403
    csrf = sign_in_again(client, "ada", csrf)
    assert client.post("/redactions", data=given | {"csrf": csrf, "typed": "risen"}).status_code == 422
    assert client.post("/redactions", data=given | {"csrf": csrf, "document": "x", "typed": "x"}).status_code == 404
    assert client.get("/documents/raid").json()["text"] == RAID
    assert client.post("/redactions", data=given | {"csrf": csrf}).status_code == 303
    assert "Gunmen" not in client.get("/documents/raid").text
    assert "destroy the words of raid" in client.get("/judgements", headers=PAGE).text


def sign_in_again(client: TestClient, name: str, csrf: str) -> str:
    assert client.post("/sign-out", data={"csrf": csrf}).status_code == 303
    return sign_in(client, name)


def test_a_public_server_shows_strangers_no_judgements(path: Path) -> None:
    with serving(path, public=True, delay_hours=0) as client:
        raid, _ = raid_and_blast(client)
        assert client.get("/judgements").status_code == 401
        page = client.get(f"/incidents/{raid}", headers=PAGE).text
        assert "How it came to be" not in page
        assert "state" not in client.get(f"/incidents/{raid}").json()
        sign_in(client)
        assert "How it came to be" in client.get(f"/incidents/{raid}", headers=PAGE).text


# --- what is worth a look --------------------------------------------------------------------------------------------


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


# --- who agrees ------------------------------------------------------------------------------------------------------

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
