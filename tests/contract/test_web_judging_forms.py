"""Judging by the forms of the pages: what is said, marked, taken back and destroyed, and by whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.contract.test_web_pages import Seen
from tests.judging import fields, raid_and_blast
from tests.serving import EVIL, HOSTILE, PAGE, RAID, ids, ledger, serving, sign_in, with_users


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return with_users(ledger(tmp_path))


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
