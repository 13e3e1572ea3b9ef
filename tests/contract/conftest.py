"""What tests of the web begin with, unless they say otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

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
