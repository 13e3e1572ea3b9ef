"""What comes in wrong is answered by a clear page or a problem, never by a stack trace."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from testimonia import pipeline
from testimonia.store import Ledger
from tests.browsing import served
from tests.serving import PAGE, ids

ABSURD = [
    "/incidents/i-nowhere", "/documents/none", "/nowhere", "/incidents?since=yesterday", "/incidents?box=1,2",
    "/incidents?limit=-1", "/incidents?cursor=%00", "/incidents?min_killed=1e9", "/?country=MALI", "/?type=party",
    "/?text=" + "a" * 600, "/?as_of=2019-02-30", "/?policy=mine", "/clusters?window=0,0", "/tally?by=x",
    "/export/pdf", "/feed.atom?limit=100000", "/judgements?before=x", "/events?since=now", "/incidents?color=red",
]  # fmt: skip


def spotless(text: str) -> bool:
    """No trace of the program's inside."""
    return not any(word in text for word in ("Traceback", "site-packages", ".py", "sqlite3", "/tmp"))


def test_programs_get_a_problem_and_people_a_page(client: TestClient) -> None:
    for address in ABSURD:
        told = client.get(address, headers={"accept": "application/json"})
        assert 400 <= told.status_code < 500, (address, told.status_code)
        assert told.headers["content-type"] == "application/problem+json", address
        problem = told.json()
        assert problem["status"] == told.status_code
        assert problem["detail"].endswith((".", ")")), problem
        assert spotless(told.text), address
        shown = client.get(address, headers=PAGE)
        assert shown.status_code == told.status_code, address
        if shown.headers["content-type"].startswith("text/html"):  # what has no page is a problem for browsers, too
            assert "<h1" in shown.text
        assert spotless(shown.text), address


@pytest.mark.parametrize("address", ["/read", "/try", "/judgements", "/sign-in"])
def test_ten_megabytes_are_too_much(client: TestClient, address: str) -> None:
    told = client.post(address, content=b"x" * 10_000_000, headers={"content-type": "application/json"})
    assert told.status_code in (401, 403, 413)
    assert told.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("token", ["", "x", "testimonia-" + "0" * 40, "\x7f" * 9, "a" * 7000])
def test_a_wrong_token_is_refused_everywhere(client: TestClient, token: str) -> None:
    for address in ("/incidents", "/", "/health"):
        told = client.get(address, headers={"authorization": f"Bearer {token}"})
        assert told.status_code == 401, address
        assert told.json()["detail"].startswith("The token is not known")
        assert "www-authenticate" in told.headers


def test_an_upload_that_breaks_off_harms_nobody(path: Path) -> None:
    with served(path) as address:
        to = urlsplit(address)
        for body in (b"", b'{"text": "A bomb kil'):
            with socket.create_connection((to.hostname or "", to.port or 0), timeout=10) as wire:
                head = f"POST /read HTTP/1.1\r\nHost: {to.netloc}\r\nContent-Type: application/json\r\n"
                wire.sendall(f"{head}Content-Length: 5000\r\n\r\n".encode() + body)
        with socket.create_connection((to.hostname or "", to.port or 0), timeout=10) as wire:
            wire.sendall(f"GET /health HTTP/1.1\r\nHost: {to.netloc}\r\nConnection: close\r\n\r\n".encode())
            said = b"".join(iter(lambda: wire.recv(4096), b""))
        assert said.startswith(b"HTTP/1.1 200")
        assert json.loads(said.partition(b"\r\n\r\n")[2])["status"] == "ok"


def test_a_ledger_that_is_computed_anew_answers_all_the_while(path: Path, client: TestClient) -> None:
    over = threading.Event()
    faults: list[BaseException] = []

    def rebuild() -> None:
        try:
            for policy in ("gtd", "ucdp") * 4:
                with Ledger.open(path, "write") as made:
                    pipeline.rebuild(made, policy)
        except BaseException as fault:
            faults.append(fault)
        finally:
            over.set()

    worker = threading.Thread(target=rebuild)
    worker.start()
    asked = 0
    while not over.is_set() or not asked:
        for address in ("/incidents", "/clusters?zoom=2", "/tally?by=actor", "/?text=gao"):
            answer = client.get(address, headers=PAGE if address.startswith("/?") else {})
            assert answer.status_code == 200, answer.text
            asked += 1
    worker.join()
    assert faults == []
    assert len(ids(client)) == 3


def test_a_ledger_that_is_gone_is_said(path: Path, client: TestClient) -> None:
    assert client.get("/incidents").status_code == 200
    path.write_bytes(b"no ledger any more")
    for name in ("-wal", "-shm"):
        path.with_name(path.name + name).unlink(missing_ok=True)
    told = client.get("/documents/raid")
    assert told.status_code in (200, 503)  # what the system still holds of the file, or that it cannot be read
    assert spotless(told.text)
