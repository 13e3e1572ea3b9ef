"""A token-classification model small enough to be made by a test: a table from words to labels, as an ONNX graph."""

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
