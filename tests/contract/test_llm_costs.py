"""A language model as reader: what it costs, and as a user types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from testimonia import pipeline
from testimonia.model.judgement import Judgement
from testimonia.read import llm_cache
from testimonia.read.llm import LlmReader
from testimonia.store import Ledger
from tests.asking import GOOD, REPORT, TEXT, Made, one, read
from tests.journeys.shell import type_in
from tests.model_server import serving

pytestmark = pytest.mark.usefixtures("cache")


def test_a_question_is_asked_once_for_each_text_prompt_and_model(made: Made) -> None:
    reader, server = made(GOOD)
    again = LlmReader(server.url, "tiny")
    assert read(again).incidents == read(reader).incidents == read(reader).incidents
    assert len(server.asked) == 1
    read(LlmReader(server.url, "large"))
    read(reader, TEXT + "One more word.")
    assert len(server.asked) == 3
    assert "3 documents read (2 from answers kept)" in reader.report()


def test_an_answer_that_was_no_use_is_not_kept(made: Made) -> None:
    reader, server = made(lambda a: a.say("no"), lambda a: a.say("no"), GOOD)
    assert not read(reader).read
    assert read(reader).read
    assert len(server.asked) == 3


def test_a_broken_file_in_the_cache_is_asked_anew(made: Made, cache: Path) -> None:
    reader, server = made(GOOD)
    for broken in (b"", b"{", b'{"content": "no", "tokens_in": 1, "tokens_out": 1}'):
        one(reader)
        (file,) = cache.rglob("*.json")
        file.write_bytes(broken)
    one(reader)
    assert len(server.asked) == 4


def test_a_redaction_destroys_the_answers(made: Made, cache: Path, tmp_path: Path) -> None:
    reader, _ = made(GOOD)
    with Ledger.open(tmp_path / "l", "write", create=True) as ledger:
        ledger.record(REPORT, read(reader))
        assert list(cache.rglob("*.json"))
        tombstone = Judgement(id="j-1", who="me", when="2022-07-01", verdict="redact", why="asked to")
        pipeline.redact(ledger, "report", tombstone)
        assert not list(cache.rglob("*.json"))


def test_no_cache_is_no_hindrance(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TESTIMONIA_LLM_CACHE", str(tmp_path / "file"))
    reader, _ = made(GOOD)
    assert one(reader)
    assert llm_cache.recall(TEXT, "x") is None


def test_the_report_counts_documents_tokens_and_money(made: Made) -> None:
    reader, _ = made(lambda a: a.say("no"), GOOD, prices=(2.0, 10.0))
    one(reader)
    one(reader)
    said = reader.report()
    assert "2 documents read (1 from answers kept), 0 not read" in said
    assert "2 answers, 200 tokens in, 40 out; cost 0.0008 at the prices given" in said
    unpriced, _ = made(GOOD)
    assert "cost" not in unpriced.report()


def test_a_text_that_is_too_long_is_not_sent(made: Made) -> None:
    reader, server = made(GOOD)
    said = read(reader, TEXT * 400)
    assert "too long" in (said.reason or "")
    assert server.asked == []


def test_on_the_command_line(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    options = ("--reader", "llm", "--model", "tiny", "--prices", "1", "2", "--published", "2022-06-15")
    env = {"TESTIMONIA_LLM_CACHE": str(cache)}
    with serving(GOOD) as server:
        done = type_in("read", tmp_path / "a.txt", "--format", "jsonl", "--base-url", server.url, *options, **env)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["incidents"][0]["mentions"][0]["quote"] == "attack"
        assert "1 answers, 100 tokens in, 20 out; cost 0.0001" in done.stderr
        ledger = ("--ledger", tmp_path / "l")
        done = type_in("ingest", tmp_path / "a.txt", *ledger, "--base-url", server.url, *options, **env)
        assert (done.returncode, "1 new documents" in done.stderr) == (0, True)
        assert "(1 from answers kept)" in done.stderr
    failed = type_in("read", tmp_path / "a.txt", "--reader", "llm", "--base-url", "http://127.0.0.1:9/v1", "--model",
                     "x", "--at-once", "1", **env)  # fmt: skip
    assert failed.returncode == 1
    assert "gave no answer: no connection to 127.0.0.1" in failed.stderr


@pytest.mark.parametrize("library", ["httpx2", "tenacity"])
def test_a_library_that_is_missing_is_named_with_its_extra(library: str) -> None:
    program = (
        f"import sys; sys.modules[{library!r}] = None\nfrom testimonia.read.llm import LlmReader\n"
        "try: LlmReader('http://localhost/v1', 'm')\nexcept Exception as fault: print(fault)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f'the reader llm needs {library}: pip install "testimonia[llm]"'


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--reader", "llm"), "--base-url http"),
        (("--reader", "llm", "--base-url", "http://localhost/v1"), "--model NAME"),
        (("--reader", "llm", "--base-url", "https://api.example.org/v1", "--model", "m"),
         "--send-text-to api.example.org"),
        (("--base-url", "http://localhost/v1"), "'neural' knows no --base-url"),
        (("--reader", "hf", "--model", "m"), "'hf' knows no --model"),
        (("--reader", "hf"), "--model-folder FOLDER"),
    ],
)  # fmt: skip
def test_wrong_use_says_what_to_do(tmp_path: Path, options: tuple[str, ...], why: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = type_in("read", tmp_path / "a.txt", *options)
    assert (done.returncode, why in done.stderr) == (2, True), done.stderr
