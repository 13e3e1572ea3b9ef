"""A model in a folder as reader: what its labels become, and what is said of a folder that is none."""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from testimonia import pipeline
from testimonia.model.claim import Account, Reading
from testimonia.model.errors import InputError, UsageError
from testimonia.model.text import Document
from testimonia.read.hf import FolderReader
from testimonia.read.hf_gliner import Gliner
from testimonia.read.hf_model import Tagger
from testimonia.read.patterns import PatternReader
from tests.journeys.shell import type_in
from tests.model_folder import ROLES, WORDS, build, build_gliner

TEXT = "Boko Haram attacked villagers in Gao, Mali with rifles on Friday and killed nine people, police said."


def read(reader: Any, text: str = TEXT) -> Reading:
    got = pipeline.read_document(Document(id="x", text=text, published="2022-06-15"), reader, pipeline.resolver_with())
    assert isinstance(got, Reading), str(got)
    return got


def only(said: Reading) -> Account:
    (account,) = said.incidents
    return account


def test_labels_become_stretches_of_whole_words(tmp_path: Path) -> None:
    got = Tagger(build(tmp_path)).spans("Boko Haram came to GAO’s market, Boko went last week, gaos no.")
    text = "Boko Haram came to GAO’s market, Boko went last week, gaos no."
    assert [(text[t.start : t.end], t.label) for t in got] == [
        ("Boko Haram", "WHO"), ("GAO", "LOC"), ("Boko", "WHO"), ("last week", "WHEN"), ("gaos", "LOC"),
    ]  # fmt: skip


@pytest.mark.parametrize("window", [8, 16, 512])
def test_a_long_text_is_read_in_windows_that_overlap(tmp_path: Path, window: int) -> None:
    text = "Nothing. " * 40 + "Boko Haram went to Gao. " + "Nothing é 😀. " * 40 + "Boko Haram left Menaka."
    got = Tagger(build(tmp_path, window=window)).spans(text)
    assert [text[t.start : t.end] for t in got] == ["Boko Haram", "Gao", "Boko Haram", "Menaka"]


def test_what_is_labelled_takes_the_place_of_what_the_patterns_found(tmp_path: Path) -> None:
    got = only(read(FolderReader(build(tmp_path))))
    assert [(p.name, p.country) for p in got.places] == [("Gao", "ML"), ("Mali", "ML")]
    assert (got.date.start, got.date.at[0].quote) == ("2022-06-10", "Friday")
    assert [(p.name, p.actor_id, p.basis) for p in got.perpetrators] == [("Boko Haram", "boko-haram", "stated")]
    assert [(t.name, t.cls) for t in got.targets] == [("villagers", "civilians")]
    assert [(w.cls, w.at[0].quote) for w in got.weapons] == [("firearm", "rifles")]
    assert [(f.best, f.effect, f.according_to) for f in got.figures] == [(9, "killed", "police")]


def test_what_the_model_is_silent_about_stays(tmp_path: Path) -> None:
    reader = FolderReader(build(tmp_path, {"villagers": "B-AIM"}))
    ours, patterns = only(read(reader)), only(read(PatternReader()))
    assert [t.name for t in ours.targets] == ["villagers"]
    for field in ("type", "mentions", "date", "places", "perpetrators", "weapons", "figures", "claims"):
        assert getattr(ours, field) == getattr(patterns, field)


def test_a_label_that_is_not_in_the_map_is_passed_over(tmp_path: Path) -> None:
    few = {name: role for name, role in ROLES.items() if name == "AIM"}
    assert only(read(FolderReader(build(tmp_path, roles=few)))).places == only(read(PatternReader())).places


def test_words_go_to_the_incident_of_their_own_sentence(tmp_path: Path) -> None:
    text = (
        "Gunmen killed nine villagers in Gao on Friday, police said.\n\n"
        "A suicide bomber killed 53 people in Kabul on 3 May 2022, officials said. Schoolgirls sang."
    )
    said = read(FolderReader(build(tmp_path)), text)
    assert [t.name for t in said.incidents[0].targets] == ["villagers"]
    assert [[f.best for f in a.figures] for a in said.incidents] == [[9], [53]]
    assert "Schoolgirls" not in {t.name for a in said.incidents for t in a.targets}


def test_the_version_changes_with_the_model_and_the_map(tmp_path: Path) -> None:
    first = FolderReader(build(tmp_path / "a")).version
    assert FolderReader(build(tmp_path / "b")).version == first
    assert FolderReader(build(tmp_path / "c", {**WORDS, "raid": "B-GUN"})).version != first
    assert FolderReader(build(tmp_path / "d", roles={"LOC": {"role": "place"}})).version != first


def _broken(folder: Path, name: str, content: str | None) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("testimonia.json", None, "testimonia.json: is not there"),
        ("testimonia.json", "{", "testimonia.json: is not as it should be"),
        ("testimonia.json", '{"labels": {"X": {"role": "villain"}}}', r"\$\.labels"),
        ("testimonia.json", '{"labels": {"X": {"role": "weapon", "class": "spoon"}}}', "class"),
        ("testimonia.json", '{"labels": {"X": {"role": "figure"}}}', "effect"),
        ("config.json", None, "config.json: is not there"),
        ("config.json", "{}", "id2label"),
        ("tokenizer.json", None, "tokenizer.json: is not there"),
        ("tokenizer.json", "{}", "cannot be loaded"),
        ("model.onnx", None, "has no model.onnx or model.safetensors"),
        ("model.onnx", "no network", "cannot be loaded"),
    ],
)
def test_a_folder_that_is_no_models_says_what_is_wrong(
    tmp_path: Path, name: str, content: str | None, why: str
) -> None:
    _broken(build(tmp_path), name, content)
    with pytest.raises(InputError, match=why):
        FolderReader(tmp_path)


@pytest.mark.parametrize("library", ["onnxruntime", "tokenizers"])
def test_a_library_that_is_missing_is_named_with_its_extra(
    tmp_path: Path, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, "testimonia.read.onnx", raising=False)
    with pytest.raises(UsageError, match=f'needs {library} for .*: pip install "testimonia.hf."'):
        FolderReader(build_gliner(tmp_path, SAID, ASKED))


def test_weights_without_onnx_need_transformers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _broken(build(tmp_path), "model.onnx", None)
    (tmp_path / "model.safetensors").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(UsageError, match='pip install "transformers torch"'):
        FolderReader(tmp_path)


def test_weights_are_run_by_transformers_from_the_folder_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins for both libraries: what they are asked, and that their scores are read as those of ONNX are."""
    onnx_said = Tagger(build(tmp_path))
    _broken(tmp_path, "model.onnx", None)
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    asked: dict[str, Any] = {}

    class Net:
        def __init__(self, folder: Path, **options: Any) -> None:
            asked.update(options, folder=folder)

        from_pretrained = classmethod(lambda cls, folder, **options: cls(folder, **options))

        def eval(self) -> Net:
            return self

        def __call__(self, input_ids: Any) -> Any:
            rows = onnx_said._network.scores(input_ids[0])
            return types.SimpleNamespace(logits=[types.SimpleNamespace(float=lambda: Rows(rows))])

    class Rows:
        def __init__(self, rows: np.ndarray) -> None:
            self.rows = rows

        def numpy(self) -> np.ndarray:
            return self.rows

    class Mode:
        __enter__ = __exit__ = lambda *_: None

    torch = types.SimpleNamespace(inference_mode=Mode, tensor=lambda rows: rows)
    transformers = types.SimpleNamespace(AutoModelForTokenClassification=Net)
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "transformers", transformers)
    assert Tagger(tmp_path).spans(TEXT) == onnx_said.spans(TEXT)
    assert asked == {
        "folder": tmp_path, "local_files_only": True, "trust_remote_code": False, "use_safetensors": True,
    }  # fmt: skip


# -- GLiNER: labels in plain words -----------------------------------------------------------------------------------

ASKED = {
    "armed group": {"role": "perpetrator"},
    "place": {"role": "place"},
    "gun": {"role": "weapon", "class": "firearm"},
}
SAID = {"boko": "armed group", "haram": "armed group", "gao": "place", "mali": "place", "rifles": "gun"}


def test_gliner_labels_the_likeliest_and_longest_stretches(tmp_path: Path) -> None:
    text = "Boko Haram came to GAO’s market, then Boko left Mali."
    got = Gliner(build_gliner(tmp_path, SAID, ASKED), tuple(ASKED)).spans(text)
    assert [(text[t.start : t.end], t.label) for t in got] == [
        ("Boko Haram", "armed group"), ("GAO", "place"), ("Boko", "armed group"), ("Mali", "place"),
    ]  # fmt: skip


@pytest.mark.parametrize("window", [5, 16, 384])
def test_gliner_reads_a_long_text_in_windows_that_overlap(tmp_path: Path, window: int) -> None:
    text = "Nothing. " * 40 + "Boko Haram went to Gao. " + "Nothing é 😀. " * 40 + "Boko left Mali"
    got = Gliner(build_gliner(tmp_path, SAID, ASKED, window=window), tuple(ASKED)).spans(text)
    assert [text[t.start : t.end] for t in got] == ["Boko Haram", "Gao", "Boko", "Mali"]


def test_gliner_fills_the_incidents_as_a_tagger_does(tmp_path: Path) -> None:
    got = only(read(FolderReader(build_gliner(tmp_path, SAID, ASKED))))
    assert [p.actor_id for p in got.perpetrators] == ["boko-haram"]
    assert [(p.name, p.country) for p in got.places] == [("Gao", "ML"), ("Mali", "ML")]
    assert [w.at[0].quote for w in got.weapons] == ["rifles"]
    assert [t.name for t in got.targets] == [t.name for t in only(read(PatternReader())).targets]


def test_gliner_of_another_kind_is_refused(tmp_path: Path) -> None:
    build_gliner(tmp_path / "g", SAID, ASKED)
    (tmp_path / "g" / "model.onnx").write_bytes((build(tmp_path / "t") / "model.onnx").read_bytes())
    with pytest.raises(InputError, match="it scores no spans"):
        FolderReader(tmp_path / "g")


def test_an_empty_text_has_no_labels(tmp_path: Path) -> None:
    assert (
        Tagger(build(tmp_path / "t")).spans("")
        == Gliner(build_gliner(tmp_path / "g", SAID, ASKED), ()).spans(" ")
        == []
    )


def test_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    words = ("--reader", "hf", "--model-folder", build(tmp_path / "model"), "--published", "2022-06-15")
    done = type_in("read", tmp_path / "a.txt", *words)
    assert done.returncode == 0, done.stderr
    line = json.loads(done.stdout)
    assert line["reader"].startswith("hf/1.")
    assert [w["class"] for w in line["incidents"][0]["weapons"]] == ["firearm"]
    missing = type_in("read", tmp_path / "a.txt", "--reader", "hf", "--model-folder", tmp_path)
    assert (missing.returncode, "testimonia.json: is not there" in missing.stderr) == (1, True)
