"""A token-classification model in a folder, as Hugging Face lays them out, run over a text: labelled stretches of it.

The folder holds `config.json` (its `id2label`), `tokenizer.json`, and the network as ONNX (`model.onnx`, there or in
`onnx/`), run by onnxruntime; where there is only `model.safetensors`, transformers and torch have to be installed.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from testimonia.read.hf_folder import ONNX, WEIGHTS, Graph, Tagged, mark, network_file, opening, read_json, tokenizer

if TYPE_CHECKING:
    import numpy as np

_WINDOW = 512  # tokens, special ones included, where the model can take so many; windows overlap by a quarter


class _Piece(NamedTuple):
    """A token of a window: its code points, its label with the prefix, how far it is from the window's edge."""

    start: int
    end: int
    tag: str
    inside: int


class _Config(msgspec.Struct):
    id2label: dict[int, str]
    max_position_embeddings: int = _WINDOW


class Network(Protocol):
    """Token ids of one window in, one row of scores a token out."""

    def scores(self, ids: list[int]) -> np.ndarray:
        """Shape (tokens, labels)."""
        ...


class _Onnx:
    def __init__(self, path: Path) -> None:
        self._graph = Graph(path)

    def scores(self, ids: list[int]) -> np.ndarray:
        import numpy as np

        row = np.array([ids], dtype=np.int64)
        zero = np.zeros_like(row)
        return self._graph.run({"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": zero})


class _Torch:
    def __init__(self, folder: Path) -> None:
        import torch
        import transformers

        self._torch: Any = torch
        self._net: Any = transformers.AutoModelForTokenClassification.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, use_safetensors=True
        ).eval()

    def scores(self, ids: list[int]) -> np.ndarray:
        with self._torch.inference_mode():
            found: np.ndarray = self._net(input_ids=self._torch.tensor([ids])).logits[0].float().numpy()
        return found


class Tagger:
    """A model, ready. One window is run at a time, so that a text's labels depend on nothing else (law 7)."""

    def __init__(self, folder: Path) -> None:
        """Raises InputError where the folder lacks something, UsageError where a library is missing."""
        self.config = read_json(folder / "config.json", _Config)
        network = network_file(folder, (*ONNX, WEIGHTS))
        with opening(folder):
            self._tokens = tokenizer(folder)
            self._network: Network = _Torch(folder) if network.name == WEIGHTS else _Onnx(network)
        self.mark = mark(folder / "config.json", folder / "tokenizer.json", network)
        size = min(_WINDOW, self.config.max_position_embeddings)
        self._tokens.enable_truncation(size, stride=size // 4)

    def spans(self, text: str) -> list[Tagged]:
        """The labelled stretches of a text, in order: whole words, `O` left out."""
        return _joined(text, self._pieces(text))

    def _pieces(self, text: str) -> list[_Piece]:
        """Every token of the text once: of two windows the one in which it stands further inside."""
        first = self._tokens.encode(text)
        found: dict[tuple[int, int], _Piece] = {}
        for window in (first, *first.overflowing):
            best = self._network.scores(window.ids).argmax(axis=-1)
            for i, (start, end) in enumerate(window.offsets):
                if window.special_tokens_mask[i] or start == end:
                    continue
                piece = _Piece(start, end, self._tag(int(best[i])), min(i, len(window.ids) - i))
                if (start, end) not in found or found[start, end].inside < piece.inside:
                    found[start, end] = piece
        return sorted(found.values())

    def _tag(self, number: int) -> str:
        return self.config.id2label.get(number, "O")


def _joined(text: str, pieces: list[_Piece]) -> list[Tagged]:
    """Pieces to words (a word has the label of its first piece), words to stretches."""
    words: list[_Piece] = []
    for piece in pieces:
        start = piece.start + len(text[piece.start : piece.end]) - len(text[piece.start : piece.end].lstrip())
        glued = words and words[-1].end == start and text[start - 1].isalnum() and text[start : start + 1].isalnum()
        if glued:
            words[-1] = words[-1]._replace(end=piece.end)
        elif start < piece.end:
            words.append(piece._replace(start=start))
    out: list[Tagged] = []
    for before, word in pairwise([_Piece(0, 0, "O", 0), *words]):
        label, was = _bare(word.tag), _bare(before.tag)
        if label == "O":
            continue
        if out and label == was and out[-1].end == before.end and word.tag[:2] not in ("B-", "S-", "U-"):
            out[-1] = out[-1]._replace(end=word.end)
        else:
            out.append(Tagged(word.start, word.end, label))
    return [t for t in out if any(c.isalnum() for c in text[t.start : t.end])]


def _bare(tag: str) -> str:
    """A label without the prefix of BIO and its kin."""
    return tag[2:] if tag[1:2] == "-" and tag[0] in "BILUES" else tag
