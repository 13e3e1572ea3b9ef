"""The extra `fast`: when OpenVINO runs the encoder, that readings say so, and that it reads as onnxruntime does.

That it is quick needs a processor with matrix units; that it reads does not. What every reader keeps to, this one too:
test_readers.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from testimonia import pipeline
from testimonia.model.claim import Reading
from testimonia.model.errors import UsageError
from testimonia.model.text import Document
from testimonia.read import fast
from testimonia.read.known import NAMES, known
from testimonia.read.model import Network
from testimonia.read.neural import NeuralReader
from testimonia.store import Ledger
from tests.journeys.shell import type_in

AMX = "processor\t: 0\nflags\t\t: fpu sse2 avx512_bf16 amx_bf16 avx512_fp16 amx_tile amx_int8\n\nprocessor\t: 1\n"
PLAIN = "processor\t: 0\nflags\t\t: fpu sse2 avx2 avx512_bf16\nbugs\t\t: amx_tile amx_bf16\n"


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[NeuralReader, NeuralReader]]:
    """The reader as it is everywhere, and with the encoder of the extra."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(fast.VARIABLE, "yes")
        yield _ordinary(), NeuralReader()


def _ordinary() -> NeuralReader:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(fast.VARIABLE, "no")
        return NeuralReader()


def samples() -> list[Document]:
    found = sorted((files("testimonia") / "samples").iterdir(), key=str)
    return [
        Document(id=p.name, text=p.read_text(encoding="utf-8"), published=f"{p.name[:7]}-28")
        for p in found
        if p.name.endswith(".txt")
    ]


@pytest.mark.parametrize(
    ("told", "has"),
    [
        (AMX, True),
        (PLAIN, False),
        ("flags : amx_tile amx_int8\n", False),
        ("Features\t: fp asimd bf16\n", False),
        ("", False),
    ],
)
def test_matrix_units_are_a_flag_of_the_processor(told: str, has: bool, tmp_path: Path) -> None:
    processor = tmp_path / "cpuinfo"
    processor.write_text(told, encoding="utf-8")
    assert fast.matrix_units(processor) is has


def test_a_system_that_says_nothing_of_its_processor_has_none(tmp_path: Path) -> None:
    assert fast.matrix_units(tmp_path / "none") is False


@pytest.mark.parametrize(
    ("processor", "there", "said", "mark"),
    [
        (AMX, True, "", "-bf16"),
        (AMX, False, "", ""),
        (PLAIN, True, "", ""),
        (AMX, True, "no", ""),
        (PLAIN, True, "yes", "-bf16"),
        ("flags : avx2\n", True, "yes", "-f32"),
    ],
)
def test_the_processor_decides_unless_it_is_told(
    processor: str, there: bool, said: str, mark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _here(monkeypatch, tmp_path, processor, there, said)
    assert Network().version == Network().card["version"] + mark


@pytest.mark.parametrize(
    ("there", "said", "says"), [(False, "yes", "pip install"), (True, "maybe", "yes, no, or unset")]
)
def test_what_cannot_be_is_said(
    there: bool, said: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _here(monkeypatch, tmp_path, AMX, there, said)
    with pytest.raises(UsageError, match=says):
        NeuralReader()


def _here(patch: pytest.MonkeyPatch, folder: Path, processor: str, there: bool, said: str) -> None:
    told = folder / f"{hash(processor)}"
    told.write_text(processor, encoding="utf-8")
    patch.setattr(fast, "PROCESSOR", told)
    patch.setattr(fast, "installed", lambda: there)
    patch.setenv(fast.VARIABLE, said)


def test_vectors_are_those_of_the_ordinary_runtime_but_for_rounding(both: tuple[NeuralReader, NeuralReader]) -> None:
    for document in samples():
        study = both[0].patterns.study(document, pipeline.resolver_with().marks(document))
        one, other = (reader.network.vectors(known(study))[:, : -len(NAMES)] for reader in both)
        cosine = (one * other).sum(1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)
        assert cosine.min() > 0.95
        assert cosine.mean() > 0.98


def test_readings_of_the_samples_are_nearly_all_the_same(both: tuple[NeuralReader, NeuralReader]) -> None:
    told = [[_said(reader, document).incidents for document in samples()] for reader in both]
    assert all(told[0])
    assert sum(one == other for one, other in zip(*told, strict=True)) >= 0.8 * len(told[0])


def test_what_it_reads_is_another_versions_reading(both: tuple[NeuralReader, NeuralReader], tmp_path: Path) -> None:
    document = samples()[0]
    ordinary, quick = (_said(reader, document) for reader in both)
    assert quick.reader == f"{ordinary.reader}-{both[1].network.precision}"
    with Ledger.open(tmp_path / "l", "write", create=True) as ledger:
        assert ledger.record(document, ordinary)
        assert not pipeline.is_known(document, ledger, both[1])
        assert ledger.record(document, quick)


def _said(reader: NeuralReader, document: Document) -> Reading:
    got = pipeline.read_document(document, reader, pipeline.resolver_with())
    assert isinstance(got, Reading), str(got)
    return got


def test_a_network_that_openvino_does_not_take_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "encoder.onnx"
    broken.write_bytes(b"no network")
    with pytest.raises(UsageError, match="TESTIMONIA_FAST=no") as fault:
        fast.encoder(broken, "f32")
    assert str(broken) in str(fault.value)


@pytest.mark.parametrize(("said", "says"), [("yes", "by OpenVINO in"), ("no", "onnxruntime in int8")])
def test_doctor_says_who_runs_the_network(said: str, says: str) -> None:
    done = type_in("doctor", "--country", "ML", **{fast.VARIABLE: said})
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = (line for line in done.stdout.splitlines() if line.split()[1:2] == ["network"])
    assert says in line


def test_doctor_says_what_would_be_quicker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from testimonia.cli.doctor import _network

    for processor, there, said, says in [
        (AMX, False, "", 'pip install "testimonia[fast]"'),
        (AMX, True, "no", "as TESTIMONIA_FAST says"),
        (PLAIN, False, "", "no matrix units"),
    ]:
        _here(monkeypatch, tmp_path, processor, there, said)
        assert says in " ".join(_network())
