"""What every reader keeps to, however it reads: the protocol, the laws of evidence, and its independence.

A new reader is one row of MADE. The language model and the model in a folder are made by the tests themselves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia import pipeline, plugins
from testimonia.knowledge.gazetteer import VARIABLE, default_path
from testimonia.model import claim, codec
from testimonia.model.claim import Reading, tell
from testimonia.model.doors import Reader
from testimonia.model.text import Document
from testimonia.read.hf import FolderReader
from testimonia.read.llm import LlmReader
from testimonia.read.neural import NeuralReader
from testimonia.read.patterns import PatternReader
from testimonia.store import Ledger
from tests.laws.test_laws_pipeline import BATCHES, calm, evidence
from tests.model_folder import build
from tests.model_server import serving

few = settings(calm, max_examples=15)
TEXT = """Gunmen kill nine in Gao

GAO, Mali - Boko Haram gunmen attacked a market in Gao on Friday and killed nine villagers with rifles, police said.

Twelve people were killed in Menaka last week. The minister opened a school.
"""
REPORT = Document(id="report", text=TEXT, published="2022-06-15")
QUIET = Document(
    id="quiet",
    text="The minister opened a new school in the capital on Monday and said that it was a good day for the town.",
)


@contextmanager
def _neural() -> Iterator[Reader]:
    yield NeuralReader()


@contextmanager
def _fast() -> Iterator[Reader]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TESTIMONIA_FAST", "yes")
        yield NeuralReader()


@contextmanager
def _patterns() -> Iterator[Reader]:
    yield PatternReader()


@contextmanager
def _hf() -> Iterator[Reader]:
    with TemporaryDirectory() as folder:
        yield FolderReader(build(Path(folder)))


@contextmanager
def _llm() -> Iterator[Reader]:
    with serving() as server, pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setenv("TESTIMONIA_LLM_CACHE", folder)
        yield LlmReader(server.url, "tiny")


MADE: dict[str, Callable[[], AbstractContextManager[Reader]]] = {
    "hf": _hf,
    "llm": _llm,
    "neural": _neural,
    "neural, fast": _fast,
    "patterns": _patterns,
}


@pytest.fixture(scope="module", params=MADE)
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    with MADE[request.param]() as made:
        yield made


def said_by(reader: Reader, document: Document) -> Reading:
    got = pipeline.read_document(document, reader, pipeline.resolver_with())
    assert isinstance(got, Reading), str(got)
    return got


def test_every_reader_of_ours_is_asked() -> None:
    assert set(plugins.names("readers")) == {name.partition(",")[0] for name in MADE}


def test_it_has_a_name_and_a_version(reader: Reader) -> None:
    assert isinstance(reader, Reader)
    assert isinstance(reader, plugins.load("readers", reader.name))
    assert reader.version
    assert not set(reader.name) & set(" /@")  # the ledger parts name and version at these


def test_a_reading_says_of_what_and_by_whom_it_is(reader: Reader) -> None:
    said = said_by(reader, REPORT)
    assert (said.document, said.document_version) == (REPORT.id, REPORT.version)
    assert said.reader == pipeline.signature(reader)
    assert (said.read, said.sent_to) == (True, None)


def test_a_report_tells_of_incidents_and_a_quiet_text_of_none(reader: Reader) -> None:
    first = said_by(reader, REPORT).incidents[0]
    assert any(f.effect == "killed" and f.best == 9 for f in first.figures)
    assert "Gao" in {p.name for p in first.places}
    assert first.date.start == "2022-06-10"
    assert said_by(reader, QUIET).incidents == ()


def test_what_it_prints_keeps_to_the_lists_of_values(reader: Reader) -> None:
    line = json.loads(codec.encode(codec.read_line(REPORT, said_by(reader, REPORT))))
    assert line["incidents"]
    for incident in line["incidents"]:
        assert incident["type"] in get_args(claim.IncidentType)
        assert incident["mentions"]
        for field in ("places", "perpetrators", "targets", "weapons", "figures", "claims", "victims"):
            assert all(0 <= value["confidence"] <= 1 and value["at"] for value in incident[field])
        assert all(0 <= share <= 1 for share in incident["confidence"].values())


def test_a_ledger_takes_it_once_and_gives_it_back(reader: Reader, tmp_path: Path) -> None:
    said = said_by(reader, REPORT)
    with Ledger.open(tmp_path / "l", "write", create=True) as ledger:
        assert [ledger.record(REPORT, said) for _ in range(2)] == [True, False]
        assert codec.encode(ledger.reading(REPORT.id)) == codec.encode(said)
        assert [t.account for t in ledger.accounts()] == [t.account for t in tell(REPORT, said)]


def test_several_threads_read_as_one(reader: Reader) -> None:
    documents = [msgspec.structs.replace(REPORT, id=f"r{n}", text=TEXT + f"\nIt was day {n}.") for n in range(8)]
    alone = [codec.encode(said_by(reader, d)) for d in documents]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda d: codec.encode(said_by(reader, d)), documents)) == alone


@few
@given(batch=BATCHES)
def test_evidence_cuts_its_own_quote(reader: Reader, batch: list[Document]) -> None:
    for document in batch:
        for e in evidence(said_by(reader, document)):
            assert document.text[e.start : e.end] == e.quote != ""


@few
@given(batch=BATCHES)
def test_what_it_says_depends_on_nothing_else(reader: Reader, batch: list[Document]) -> None:
    together = [codec.encode(said_by(reader, d)) for d in batch]
    assert [codec.encode(said_by(reader, d)) for d in reversed(batch)] == together[::-1]
    for document, said in zip(batch, together, strict=True):
        got = said_by(reader, msgspec.structs.replace(document, id="another"))
        assert codec.encode(got.incidents) == codec.encode(codec.decode(said, Reading).incidents)


@few
@given(text=st.text(max_size=300))
def test_no_text_makes_it_fail(reader: Reader, text: str) -> None:
    document = Document(id="x", text=text)
    reader.read(document, pipeline.resolver_with().marks(document))


@pytest.mark.parametrize("fast", ["no", "yes"])
def test_nobody_is_told_what_is_read(fast: str, tmp_path: Path) -> None:
    """The runtimes of the network keep and send a record of their use, unless told not to before they are loaded."""
    code = (
        "import sys, testimonia\n"
        "print(len(testimonia.read('Gunmen killed nine soldiers near Gao on Friday.').incidents))\n"
        "print(sys.modules.get('openvino_telemetry'))"
    )
    homes = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    homes |= {VARIABLE: str(default_path()), "TESTIMONIA_FAST": fast}  # a home without one would have it built anew
    told = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | homes, capture_output=True, text=True, check=True
    )
    assert told.stdout == "1\nNone\n"
    assert {path.parts[len(tmp_path.parts)] for path in tmp_path.rglob("*")} <= {"testimonia"}
