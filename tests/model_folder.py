"""Models small enough to be made by a test, as ONNX graphs: a table from words to labels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

ROLES: dict[str, dict[str, str]] = {
    "WHEN": {"role": "date"},
    "LOC": {"role": "place"},
    "WHO": {"role": "perpetrator"},
    "AIM": {"role": "target", "class": "civilians"},
    "GUN": {"role": "weapon", "class": "firearm"},
    "DEAD": {"role": "figure", "effect": "killed"},
}
WORDS = {
    "friday": "B-WHEN", "gao": "B-LOC", "mali": "B-LOC", "boko": "B-WHO", "haram": "I-WHO", "villagers": "B-AIM",
    "rifles": "B-GUN", "nine": "B-DEAD", "twelve": "B-DEAD", "schoolgirls": "B-AIM", "kabul": "B-LOC", "53": "B-DEAD",
    "menaka": "B-LOC", "last": "B-WHEN", "week": "I-WHEN",
}  # fmt: skip


def build(folder: Path, words: Mapping[str, str] = WORDS, *, window: int = 512, roles: Any = ROLES) -> Path:
    """A model that labels these words (lower case), wherever they stand. `window`: how many tokens it takes."""
    folder.mkdir(parents=True, exist_ok=True)
    tags = ["O", *(f"{prefix}-{label}" for label in ROLES for prefix in "BI")]
    vocabulary = {w: i for i, w in enumerate(["[UNK]", "[CLS]", "[SEP]", *words, "##s", "ga", "##o"])}
    table = np.zeros((len(vocabulary), len(tags)), dtype=np.float32)
    table[:, 0] = 1.0
    for word, tag in words.items():
        table[vocabulary[word], tags.index(tag)] = 5.0
    _tokenizer(vocabulary).save(str(folder / "tokenizer.json"))
    onnx.save(_graph(table), folder / "model.onnx")
    config = {"id2label": {str(i): tag for i, tag in enumerate(tags)}, "max_position_embeddings": window}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "testimonia.json").write_text(json.dumps({"labels": roles}))
    return folder


def _tokenizer(vocabulary: dict[str, int]) -> Tokenizer:
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents()])
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(r"[^\w\s]"), "isolated")]
    )
    made.decoder = decoders.WordPiece()
    ends = [(t, vocabulary[t]) for t in ("[CLS]", "[SEP]")]
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return made


def _graph(table: np.ndarray) -> onnx.ModelProto:
    shape = ["batch", "tokens"]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, [*shape, table.shape[1]])
    look_up = helper.make_node("Gather", ["table", "input_ids"], ["logits"], axis=0)
    graph = helper.make_graph([look_up], "tagger", inputs, [output], [numpy_helper.from_array(table, "table")])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def build_gliner(folder: Path, words: Mapping[str, str], labels: Mapping[str, Any], *, window: int = 384) -> Path:
    """A GLiNER that gives these words (lower case) these labels, and a stretch the label that both its ends have."""
    folder.mkdir(parents=True, exist_ok=True)
    names = list(labels)
    vocabulary = {w: i for i, w in enumerate(["[UNK]", "[CLS]", "[SEP]", *words])}
    table = np.full((len(vocabulary), len(names)), -5.0, dtype=np.float32)
    for word, label in words.items():
        table[vocabulary[word], names.index(label)] = 5.0
    _tokenizer(vocabulary).save(str(folder / "tokenizer.json"))
    onnx.save(_span_graph(table, width=3), folder / "model.onnx")
    (folder / "gliner_config.json").write_text(json.dumps({"max_width": 3, "max_len": window}))
    (folder / "testimonia.json").write_text(json.dumps({"labels": labels}))
    return folder


def _span_graph(table: np.ndarray, width: int) -> onnx.ModelProto:
    """For each word the row of its first token (by words_mask), for each span the lesser of its ends' rows."""
    shapes = {name: [1, "tokens"] for name in ("input_ids", "attention_mask", "words_mask")}
    shapes |= {"text_lengths": [1, 1], "span_idx": [1, "spans", 2]}
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name, shape in shapes.items()]
    inputs.append(helper.make_tensor_value_info("span_mask", TensorProto.BOOL, [1, "spans"]))
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, "words", width, table.shape[1]])
    fixed = {"table": table, "one": np.array(1), "zero": np.array(0), "second": np.array([1]), "first": np.array([0]),
             "shape": np.array([1, -1, width, table.shape[1]])}  # fmt: skip
    steps = [
        ("Gather", ["table", "input_ids"], "rows"),
        ("Squeeze", ["text_lengths"], "many"),
        ("Add", ["many", "one"], "stop"),
        ("Range", ["one", "stop", "one"], "numbers"),
        ("Unsqueeze", ["numbers", "second"], "column"),
        ("Equal", ["column", "words_mask"], "same"),
        ("Cast", ["same"], "choice"),
        ("MatMul", ["choice", "rows"], "each"),
        ("Squeeze", ["each", "first"], "each_word"),
        ("Gather", ["span_idx", "zero"], "starts"),
        ("Gather", ["span_idx", "one"], "ends"),
        ("Gather", ["each_word", "starts"], "from"),
        ("Gather", ["each_word", "ends"], "to"),
        ("Min", ["from", "to"], "least"),
        ("Reshape", ["least", "shape"], "logits"),
    ]
    more: dict[str, dict[str, int]] = {"choice": {"to": TensorProto.FLOAT}, "starts": {"axis": 2}, "ends": {"axis": 2}}
    nodes = [helper.make_node(op, taken, [made], **more.get(made, {})) for op, taken, made in steps]
    held = [numpy_helper.from_array(value, name) for name, value in fixed.items()]
    graph = helper.make_graph(nodes, "spans", inputs, [output], held)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
