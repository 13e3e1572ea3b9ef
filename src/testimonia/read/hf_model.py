"""A token-classification model in a folder, as Hugging Face lays them out, run over a text: labelled stretches of it.

The folder holds `config.json` (its `id2label`), `tokenizer.json`, and the network as ONNX (`model.onnx`, there or in
`onnx/`), run by onnxruntime; where there is only `model.safetensors`, transformers and torch have to be installed.
Nothing is fetched, and no code of the folder is run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import msgspec

from testimonia.model.errors import InputError, UsageError

if TYPE_CHECKING:
    import numpy as np

T = TypeVar("T")
_ONNX = ("model.onnx", "onnx/model.onnx")
_WEIGHTS = "model.safetensors"
_WINDOW = 512  # tokens, special ones included, where the model can take so many; windows overlap by a quarter


class Tagged(NamedTuple):
    """Code points `start` to `end` of a text under a label (without `B-` and `I-`)."""

    start: int
    end: int
    label: str


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
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the cores are used by processes
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._inputs = [i.name for i in self._session.get_inputs()]

    def scores(self, ids: list[int]) -> np.ndarray:
        import numpy as np

        row = np.array([ids], dtype=np.int64)
        known = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
        found: np.ndarray = self._session.run(None, {name: known[name] for name in self._inputs})[0][0]
        return found


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
        self.mark = _mark(folder)
        try:
            from tokenizers import Tokenizer

            self._tokens = Tokenizer.from_file(str(_there(folder / "tokenizer.json")))
            self._network = _network(folder)
        except ImportError as fault:
            what = "testimonia[hf]" if fault.name in ("onnxruntime", "tokenizers") else "transformers torch"
            raise UsageError(f'the reader hf needs {fault.name} for {folder}: pip install "{what}"') from fault
        except (InputError, UsageError):
            raise
        except Exception as fault:  # each library has its own faults for files that it cannot read
            what = f"holds a model that cannot be loaded: {' '.join(str(fault).split())[:200]}"
            raise InputError(str(folder), what, "export it anew, as token classification") from fault
        size = min(_WINDOW, self.config.max_position_embeddings)
        self._tokens.no_padding()
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


def _network(folder: Path) -> Network:
    found = _network_file(folder)
    return _Torch(folder) if found.name == _WEIGHTS else _Onnx(found)


def _network_file(folder: Path) -> Path:
    for name in (*_ONNX, _WEIGHTS):
        if (folder / name).is_file():
            return folder / name
    what = f"has neither {_ONNX[0]} nor {_WEIGHTS}"
    raise InputError(str(folder), what, "export the model to ONNX, or put its weights there")


def _there(path: Path) -> Path:
    if not path.is_file():
        raise InputError(str(path), "is not there", "name a model's folder with --model-folder")
    return path


def read_json(path: Path, kind: type[T]) -> T:
    """A JSON file of the folder. Raises InputError where it is missing or of another shape."""
    try:
        return msgspec.json.decode(_there(path).read_bytes(), type=kind, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise InputError(str(path), f"is not as it should be: {fault}", "see the page on models in a folder") from fault


def _mark(folder: Path) -> str:
    """Eight characters that change whenever a file does that decides about the answers."""
    digest = hashlib.sha256()
    for path in _deciding(folder):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:8]


def _deciding(folder: Path) -> Iterable[Path]:
    network = _network_file(folder)
    beside = sorted(network.parent.glob(f"{network.name}*data"))  # weights that stand outside of the graph
    return (folder / "config.json", _there(folder / "tokenizer.json"), network, *beside)
