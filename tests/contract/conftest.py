"""What tests of the web, of bad input and of language models begin with, unless they say otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from testimonia.read.llm import LlmReader
from tests import model_server
from tests.asking import Made
from tests.bad_input import GOOD
from tests.judging import Program
from tests.model_server import Behaviour
from tests.serving import ledger, serving


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of four reports."""
    return ledger(tmp_path)


@pytest.fixture
def client(path: Path) -> Iterator[TestClient]:
    """A server of it."""
    with serving(path) as made:
        yield made


@pytest.fixture
def program(client: TestClient, path: Path) -> Program:
    """A program that may judge; the ledger's users must be beside it."""
    return Program(client, path)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A file that can be read."""
    path = tmp_path / "good.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the answers of language models are kept."""
    monkeypatch.setenv("TESTIMONIA_LLM_CACHE", str(tmp_path / "answers"))
    return tmp_path / "answers"


@pytest.fixture
def made() -> Iterator[Made]:
    """A reader in front of a server with these behaviours; it waits for milliseconds only."""
    running = []

    def make(*behaviours: Behaviour, **options: Any) -> tuple[LlmReader, Any]:
        running.append(model_server.serving(*behaviours))
        server = running[-1].__enter__()
        return LlmReader(server.url, "tiny", **{"patience": 5.0, "pause": 0.001, **options}), server

    yield make
    for server in running:
        server.__exit__(None, None, None)
