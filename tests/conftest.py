"""What tests of several rooms share."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.stores import Store, the_store

# A change is judged by the same examples each time; without CI in the environment the tests look for new ones.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def data() -> Path:
    """The data folder beside the checkout (or TESTIMONIA_DATA); tests that need it are skipped where there is none."""
    folder = Path(os.environ.get("TESTIMONIA_DATA") or Path(__file__).parents[2] / "shared")
    if not folder.is_dir():
        pytest.skip("skipped: no data")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What language models answer in a test is kept in a folder of the tests' own. Spark's jobs are too short here for
    Java to compile them well: that had taken more time than the jobs. The network is run the same way everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TESTIMONIA_LLM_CACHE", str(tmp_path_factory.mktemp("answers")))
        patch.setenv("TESTIMONIA_FAST", "no")
        patch.setenv("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each store that a ledger can be in, one after the other."""
    return the_store(request.param)


@pytest.fixture
def place(store: Store) -> Iterator[Path | str]:
    """Where a new ledger may be made in the store."""
    with store.place() as made:
        yield made


@pytest.fixture
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is tested, nothing is sent to another machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: tuple[str, int]) -> None:
        assert address[0] in ("127.0.0.1", "::1"), f"a test asks for {address}"
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
