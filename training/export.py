"""The trained network as the files that the package ships: encoder in ONNX (int8), heads in NumPy, vocabulary, card."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from network import Encoder, Reader

from testimonia.read.known import NAMES
from testimonia.read.windows import Vocabulary


def export(model: Reader, vocabulary: Vocabulary, folder: Path, card: dict[str, Any]) -> str:
    """Writes the model into `folder` and returns its version, a hash of everything that its answers depend on.

    The encoder's products are quantised to int8 with one scale a column of weights, activations dynamically; the word
    embeddings to int8 too, the rest stays float32.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _encoder(model.encoder, folder / "encoder.onnx")
    heads = {n: p for n, p in model.state_dict().items() if not n.startswith("encoder.")}
    arrays = {n: p.detach().numpy().astype(np.float32) for n, p in heads.items()}
    np.savez(folder / "heads.npz", **arrays)
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary.number), encoding="utf-8")
    card = {**card, "features": list(NAMES)}
    digest = hashlib.sha256()
    for part in ("encoder.onnx", "heads.npz", "vocabulary.txt"):
        digest.update((folder / part).read_bytes())
    digest.update(json.dumps(card, sort_keys=True).encode())
    card["version"] = digest.hexdigest()[:8]
    (folder / "model.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return str(card["version"])


def _encoder(encoder: Encoder, path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    encoder.eval()
    ids, features = torch.ones(1, 7, dtype=torch.long), torch.zeros(1, 7, len(NAMES))
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch, "plain.onnx")
        torch.onnx.export(
            encoder, (ids, features), str(plain), input_names=["ids", "features"], output_names=["vectors"],
            dynamic_axes={"ids": {1: "pieces"}, "features": {1: "pieces"}, "vectors": {1: "pieces"}},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(plain, path, per_channel=True, weight_type=QuantType.QInt8,
                         op_types_to_quantize=["MatMul", "Gather"])  # fmt: skip
