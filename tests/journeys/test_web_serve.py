"""`testimonia serve` as a user starts it, and browsers and programs that call it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.conftest import RAID
from tests.journeys.shell import Typed


@contextmanager
def served(*words: object) -> Iterator[str]:
    """The server in a process of its own, on a port that it finds; its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "testimonia", "serve", "--port", "0", *map(str, words)],
        stderr=subprocess.PIPE, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    timer = threading.Timer(240, process.kill)
    timer.start()
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        found = re.search(r"serving \S+ at (http://127\.0\.0\.1:\d+)/", said)
        assert found, said + process.stderr.read()
        yield found[1]
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
        assert "Traceback" not in process.stderr.read()
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        process.stderr.close()


def call(address: str, accept: str = "*/*", body: bytes | None = None) -> tuple[int, str]:
    """The status and the text of an answer."""
    headers = {"accept": accept} | ({"content-type": "application/json"} if body else {})
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as fault:
        with fault:
            return fault.code, fault.read().decode()


def test_open_filter_look_read_and_take_away(ledger: Path, typed: Typed) -> None:
    with served("--ledger", ledger) as address:
        status, page = call(f"{address}/?country=ML", "text/html")
        assert (status, "<h1" in page) == (200, True)
        link = re.search(r'href="(/incidents/i-[0-9a-f]+)"', page)
        assert link
        status, incident = call(address + link[1], "text/html")
        assert status == 200
        assert "Why the ledger says so" in incident
        found = json.loads(call(address + link[1])[1])
        assert found["tolls"]["killed"]["best"] == 11
        assert {a["document"] for a in found["accounts"]} == {"raid", "risen"}
        text = json.loads(call(f"{address}/documents/raid")[1])["text"]
        assert text.strip() == RAID.strip()
        sent = json.dumps({"text": RAID, "published": "2018-05-06"}).encode()
        told = json.loads(call(f"{address}/read", body=sent)[1])
        assert [i["type"] for i in told["incidents"]] == ["armed_assault"]
        taken = call(f"{address}/export/jsonl")[1]
        assert taken == typed("export", "--ledger", ledger, "--format", "jsonl").stdout
        assert call(f"{address}/nowhere", "text/html")[0] == 404


def test_what_is_ingested_meanwhile_shows(ledger: Path, tmp_path: Path, typed: Typed) -> None:
    late = tmp_path / "late.txt"
    late.write_text(
        "Bomb kills five in Gao\n\nA bomb killed five civilians in the Malian city of Gao on Sunday, police said.\n"
    )
    with served("--ledger", ledger) as address:
        before = len(json.loads(call(f"{address}/incidents")[1])["incidents"])
        done = typed("ingest", late, "--ledger", ledger, "--published", "2019-02-04")
        assert done.returncode == 0, done.stderr
        assert len(json.loads(call(f"{address}/incidents")[1])["incidents"]) == before + 1
        assert json.loads(call(f"{address}/health")[1])["stale"] is False


def test_it_ends_though_somebody_listens(ledger: Path) -> None:
    with served("--ledger", ledger) as address:
        stream = urllib.request.urlopen(f"{address}/events")
        assert stream.readline() == b"retry: 5000\n"
    stream.close()


def test_only_who_is_known_judges(ledger: Path, typed: Typed) -> None:
    token = typed("users", "add", "night", "--token", "--ledger", ledger).stdout.strip()
    with served("--ledger", ledger, "--closed") as address:
        assert call(f"{address}/incidents")[0] == 401
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        found = urllib.request.urlopen(urllib.request.Request(f"{address}/review", headers=headers))
        item = json.loads(found.read())["items"][0]
        wish = {"verdict": "accept", "incident": item["incident"], "seen": item["seen"], "why": "seen"}
        sent = urllib.request.Request(f"{address}/judgements", json.dumps(wish).encode(), headers)
        with urllib.request.urlopen(sent) as done:
            assert (done.status, json.loads(done.read())["who"]) == (201, "night")
    assert "night  accept" in typed("history", item["incident"], "--ledger", ledger).stdout


def test_the_public_view_needs_a_delay(ledger: Path, typed: Typed) -> None:
    done = typed("serve", "--ledger", ledger, "--public")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--delay HOURS" in done.stderr
    with served("--ledger", ledger, "--public", "--delay", "48") as address:
        assert "sentences" in json.loads(call(f"{address}/documents/raid")[1])


def test_what_cannot_be_served_is_one_line(ledger: Path, tmp_path: Path, typed: Typed) -> None:
    other = tmp_path / "other.txt"
    other.write_text("no ledger")
    for words, status in (
        (("--ledger", tmp_path / "none.ledger"), 1),
        (("--ledger", other), 1),
        (("--ledger", ledger, "--host", "256.256.256.256"), 2),
        (("--ledger", ledger, "--reader", "crystal"), 2),
        (("--ledger", ledger, "--port", "99999"), 2),
        ((), 2),
    ):
        done = typed("serve", *words)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (status, "", 1), words
        assert "Traceback" not in done.stderr
