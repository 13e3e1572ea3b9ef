"""Further processes that answer who is not signed in: what they say is what the server says, and nobody waits for one
that has gone."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from testimonia.store import Ledger
from testimonia.web.app import make
from testimonia.web.settings import Settings
from testimonia.web.users import Users, beside
from tests.serving import PAGE

HOST = "http://localhost"
ADDRESSES = (
    "/", "/?text=soldiers", "/incidents", "/incidents?country=ML", "/incidents?min_killed=x", "/clusters?zoom=2",
    "/tally?by=actor", "/incidents/nothing", "/incidents.geojson", "/incidents?policy=gtd", "/health",
)  # fmt: skip


@pytest.fixture
def helped(path: Path) -> Iterator[TestClient]:
    """A server with a further process."""
    Users(beside(path)).add("nora", "reviewer", "a long password")
    with TestClient(make(Settings(ledger=path), workers=1), base_url=HOST) as made:
        yield made


def told(client: TestClient, address: str) -> tuple[int, dict[str, str], bytes]:
    """The answer, without the header that says how old the ledger is."""
    found = client.get(address, headers=PAGE if address.startswith("/?") or address == "/" else {})
    return found.status_code, dict(found.headers), found.content


def test_a_further_process_answers_as_the_server_does(helped: TestClient, client: TestClient, path: Path) -> None:
    with Ledger.open(path) as book:
        every = tuple(f"/incidents/{i.id}" for i in book.incidents())
    for address in (*ADDRESSES, *every):
        assert told(helped, address) == told(client, address), address


def test_what_a_reader_has_already_is_not_sent_again(helped: TestClient) -> None:
    tag = helped.get("/incidents").headers["etag"]
    assert helped.get("/incidents", headers={"if-none-match": tag}).status_code == 304
    assert helped.head("/incidents").status_code == 200
    assert helped.get("/incidents", headers={"host": "elsewhere.example"}).status_code == 421


def test_who_is_signed_in_is_answered_by_the_one_that_knows_it(helped: TestClient) -> None:
    helped.post("/sign-in", data={"name": "nora", "password": "a long password"})
    assert "nora" in helped.get("/", headers=PAGE).text


def test_when_the_further_process_has_gone_the_server_answers(helped: TestClient, client: TestClient) -> None:
    before = told(helped, "/incidents")
    for process in multiprocessing.active_children():
        if process.name == "hand":
            process.kill()
            process.join()
    assert told(helped, "/incidents") == told(helped, "/incidents") == before
