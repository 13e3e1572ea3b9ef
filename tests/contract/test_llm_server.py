"""A language model as reader, in front of a server that misbehaves in every way."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from testimonia import pipeline
from testimonia.model.claim import Reading
from testimonia.model.errors import InputError
from testimonia.read import llm_ask
from testimonia.read.llm import LlmReader
from testimonia.store import Ledger
from tests.asking import GOOD, TEXT, Made, one, read
from tests.model_server import Asked, Behaviour, completion, incident

pytestmark = pytest.mark.usefixtures("cache")

WRONG = json.dumps({"incidents": [{**incident("attack"), "type": "party"}], "aggregates": []})
MORE = json.dumps({"incidents": [{**incident("attack"), "lat": 1.0}], "aggregates": []})
MANY = json.dumps({"incidents": [incident(*["attack"] * 2001)], "aggregates": []})


def slowly(asked: Asked) -> None:
    """One byte at a time, for ever, so that no single wait is long."""
    asked.handler.send_response(200)
    asked.handler.send_header("Content-Length", "1000")
    asked.handler.end_headers()
    for _ in range(1000):
        asked.handler.wfile.write(b" ")
        asked.handler.wfile.flush()
        time.sleep(0.05)


def hangs_up(asked: Asked) -> None:
    asked.handler.send_response(200)
    asked.handler.send_header("Content-Length", "1000")
    asked.handler.end_headers()
    asked.handler.wfile.write(b'{"choices"')
    asked.handler.close_connection = True


def huge(asked: Asked) -> None:
    asked.reply(200, b" " * (llm_ask.MOST_BYTES + 1))


BAD: dict[str, tuple[Behaviour, str]] = {
    "truncated JSON": (lambda a: a.reply(200, completion("{}")[:40]), "cut off or no JSON"),
    "truncated answer": (lambda a: a.say(WRONG[:60]), "not of the schema"),
    "cut off by the limit": (lambda a: a.say(WRONG[:60], finish_reason="length"), "limit of tokens"),
    "another value than the lists have": (lambda a: a.say(WRONG), "$.incidents[0].type"),
    "a field that we do not ask for": (lambda a: a.say(MORE), "$.incidents[0]"),
    "prose": (lambda a: a.say("I found one attack."), "not of the schema"),
    "nothing": (lambda a: a.reply(200, b'{"choices": []}'), "empty"),
    "no content": (lambda a: a.reply(200, completion("").replace(b'""', b"null")), "not of the schema"),
    "deep nesting": (lambda a: a.say("[" * 100_000), "not of the schema"),
    "bytes": (lambda a: a.reply(200, b"\xff\xfe\x00"), "cut off or no JSON"),
    "far too many quotes": (lambda a: a.say(MANY), "more than 2,000 quotes"),
    "500": (lambda a: a.reply(500, b"<html>"), "answers 500"),
    "503": (lambda a: a.reply(503, b""), "answers 503"),
    "429": (lambda a: a.reply(429, b"slow down"), "answers 429"),
    "hanging up": (hangs_up, "connection broke"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_may_pass_is_asked_again_and_what_does_not_is_said(made: Made, name: str) -> None:
    bad, why = BAD[name]
    reader, server = made(bad, GOOD)
    assert one(reader).mentions[0].quote == "attack"
    assert len(server.asked) == 2

    reader, server = made(bad)
    said = read(reader, TEXT + "Another day.\n")
    assert (said.read, said.incidents) == (False, ())
    assert why in (said.reason or "")
    assert 2 <= len(server.asked) <= 5


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (huge, "longer than 4,000,000 bytes"),
        (lambda a: a.reply(400, b'{"error": "no json_schema here"}'), "no json_schema here"),
        (lambda a: a.reply(302, b"", Location="http://example.org/"), "another address"),
        (lambda a: a.reply(200, completion("x").replace(b'"content"', b'"refusal"')), "declines"),
        (lambda a: a.reply(429, b"", Retry_After="3600"), "answers 429"),
    ],
)
def test_what_will_not_pass_is_not_asked_again(made: Made, behaviour: Behaviour, why: str) -> None:
    reader, server = made(behaviour)
    assert why in (read(reader).reason or "")
    assert len(server.asked) == 1


@pytest.mark.parametrize("behaviour", [slowly, lambda a: time.sleep(1.5)])
def test_a_server_that_takes_its_time_is_left(made: Made, behaviour: Behaviour) -> None:
    reader, server = made(behaviour, patience=0.3)
    start = time.monotonic()
    assert "0.3 seconds" in (read(reader).reason or "")
    assert time.monotonic() - start < 3
    assert len(server.asked) == 2


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_kept_to(made: Made, as_date: bool) -> None:
    def busy(asked: Asked) -> None:
        when = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True) if as_date else "1"
        asked.reply(429, b"", Retry_After=when)

    reader, _ = made(busy, GOOD)
    start = time.monotonic()
    one(reader)
    assert time.monotonic() - start >= 0.95


def test_a_key_that_is_refused_stops_the_asking(made: Made) -> None:
    reader, server = made(lambda a: a.reply(401, b"bad key"))
    reasons = [read(reader, TEXT + f"Day {n}.").reason or "" for n in range(3)]
    assert all("TESTIMONIA_LLM_KEY" in r for r in reasons)
    assert len(server.asked) == 1


def test_a_run_that_is_ended_waits_for_nobody(made: Made) -> None:
    reader, server = made(lambda a: a.reply(503, b""), pause=60.0)
    said: list[Reading] = []
    waiting = threading.Thread(target=lambda: said.append(read(reader)))
    waiting.start()
    while not server.asked:
        time.sleep(0.01)
    time.sleep(0.1)
    reader.close()
    waiting.join(5)
    assert not waiting.is_alive()
    assert (said[0].read, len(server.asked)) == (False, 1)


def test_nobody_at_the_address() -> None:
    reader = LlmReader("http://127.0.0.1:9/v1", "tiny", pause=0.001)
    assert "is the server running?" in (read(reader).reason or "")


def test_the_rest_of_a_batch_goes_on_in_its_order_and_failures_are_read_the_next_time(
    made: Made, tmp_path: Path
) -> None:
    paths = []
    for n in range(9):
        paths.append(tmp_path / f"{n}.txt")
        paths[-1].write_text(TEXT + f"It was day {n}.\n", encoding="utf-8")
    well = False

    def moody(asked: Asked) -> None:
        time.sleep(0.02 if "day 1" in asked.text else 0)
        if "day 4" in asked.text and not well:
            asked.reply(500, b"")
        else:
            GOOD(asked)

    reader, server = made(moody, at_once=3)
    with Ledger.open(tmp_path / "l", "write", create=True) as ledger:
        first = list(pipeline.ingest(map(str, paths), ledger, reader=reader))
        assert [Path(r.document.origin).name for r in first if not isinstance(r, InputError)] == [p.name for p in paths]
        assert [r.reading.read for r in first] == [n != 4 for n in range(9)]
        assert 2 <= server.most_at_once <= 3
        well, asked = True, len(server.asked)
        second = list(pipeline.ingest(map(str, paths), ledger, reader=reader))
        assert [r.new for r in second] == [n == 4 for n in range(9)]
        assert len(server.asked) == asked + 1
        assert len(list(ledger.accounts())) == 9
