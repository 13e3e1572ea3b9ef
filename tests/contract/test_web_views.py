"""Lists and incidents by another policy, and as they were known at a moment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from testimonia import pipeline
from testimonia.judging import sign
from testimonia.store import Ledger
from testimonia.web import editions
from tests.serving import PAGE, ids, ledger, serving, sign_in, with_users


def killed(client: TestClient, **asked: Any) -> dict[str, int]:
    found = client.get("/incidents", params=asked)
    assert found.status_code == 200, found.text
    return {i["date"]["start"]: i["tolls"]["killed"]["best"] for i in found.json()["incidents"]}


def test_a_list_as_it_was_known(client: TestClient) -> None:
    assert killed(client) == {"2018-05-04": 11, "2018-05-08": 3, "2019-01-07": 7}
    assert killed(client, as_of="2018-05-06") == {"2018-05-04": 9}
    assert killed(client, as_of="2018-05-10") == {"2018-05-04": 11, "2018-05-08": 3}
    assert killed(client, as_of="2018-05-10", country="SO") == {"2018-05-08": 3}
    assert killed(client, as_of="2018-05-06", clock="ingested") == {}
    tally = client.get("/tally", params={"as_of": "2018-05-06"}).json()["months"]
    assert [(m["month"], m["best"]) for m in tally] == [("2018-05", 9)]
    assert len(client.get("/export/jsonl", params={"as_of": "2018-05-06"}).text.splitlines()) == 1
    assert len(client.get("/incidents.geojson", params={"as_of": "2018-05-06"}).json()["features"]) == 1
    assert client.get("/feed.atom", params={"as_of": "2018-05-06"}).text.count("<entry>") == 1


def test_an_incident_as_it_was_known(client: TestClient) -> None:
    (raid,) = ids(client, country="ML")
    found = client.get(f"/incidents/{raid}", params={"as_of": "2018-05-06", "policy": "gtd"}).json()
    toll = found["tolls"]["killed"]
    assert (toll["best"], toll["policy"]) == (9, "gtd")
    assert {e["document"] for e in found["evidence"]} == {"raid"}
    assert "state" not in found
    page = client.get(f"/incidents/{raid}?as_of=2018-05-06", headers=PAGE).text
    assert "As it was known at the end of 2018-05-06" in page
    assert 'href="?as_of=2018-05-06&amp;policy=gtd"' in page
    assert "Eleven" not in page
    (blast,) = ids(client, country="SO")
    assert client.get(f"/incidents/{blast}?as_of=2018-05-06").status_code == 404
    listed = client.get("/?as_of=2018-05-06", headers=PAGE).text
    assert f'href="/incidents/{raid}?as_of=2018-05-06"' in listed


def test_a_list_by_another_policy(client: TestClient) -> None:
    for policy in ("ucdp", "gtd", "ibc"):
        found = client.get("/incidents", params={"policy": policy}).json()["incidents"]
        assert {i["tolls"]["killed"]["policy"] for i in found} == {policy}
    pages = ids(client, policy="gtd", limit=1)
    assert pages == ids(client)


def test_what_is_judged_meanwhile_shows_in_every_view(client: TestClient, path: Path) -> None:
    assert killed(client, policy="gtd")["2018-05-08"] == 3
    with Ledger.open(path, "write") as book:
        blast = next(i for i in book.incidents() if i.country == "SO")
        value = msgspec.Raw(b"5")
        made = sign("set", "rob", subjects=(blast.accounts[0].account,), field="tolls/killed", value=value)
        pipeline.judge(book, made)
    assert killed(client, policy="gtd")["2018-05-08"] == 5
    assert killed(client, as_of="2019-12-31")["2018-05-08"] == 5
    assert killed(client, as_of="2019-12-31", clock="judged")["2018-05-08"] == 3


def test_few_editions_are_kept_and_those_in_use_go_on(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "KEPT", 1)
    desk = client.app.app.state.desk  # type: ignore[attr-defined]
    first = desk.at(editions.View(policy="gtd"))
    for policy in ("ibc", "acled"):
        assert killed(client, policy=policy)
    assert len(list(first.edition.incidents())) == 3
    file = first.edition.path
    assert file.exists()
    del first
    assert not file.exists()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("policy=dice", "policy"),
        ("as_of=yesterday", "as_of"),
        ("as_of=2019-02-30", "as_of"),
        ("as_of=2019", "as_of"),
        ("clock=cuckoo&as_of=2019-01-01", "clock"),
    ],
)
def test_what_makes_no_sense_is_named(client: TestClient, asked: str, field: str) -> None:
    (raid,) = ids(client, country="ML")
    for address in ("/incidents", "/tally", "/export/csv", f"/incidents/{raid}"):
        found = client.get(f"{address}?{asked}")
        assert (found.status_code, found.json()["field"]) == (400, field), address


def test_strangers_do_not_ask_a_public_server_for_the_past(tmp_path: Path) -> None:
    path = with_users(ledger(tmp_path))
    with serving(path, public=True, delay_hours=0) as client:
        assert client.get("/incidents?as_of=2018-05-06").status_code == 401
        assert "Coulibaly" not in client.get("/incidents?policy=gtd").text
        assert client.get("/incidents?policy=gtd").status_code == 200
        sign_in(client, "rea")
        assert killed(client, as_of="2018-05-06") == {"2018-05-04": 9}
