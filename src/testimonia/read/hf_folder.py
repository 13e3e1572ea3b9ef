"""A model's folder on the disk: its files read and checked, its network opened. Nothing is fetched, and no code of the
folder is run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from testimonia.model.errors import InputError, TestimoniaError, UsageError

if TYPE_CHECKING:
    import numpy as np
    from tokenizers import Tokenizer

T = TypeVar("T")
ONNX = ("model.onnx", "onnx/model.onnx")
WEIGHTS = "model.safetensors"


class Tagged(NamedTuple):
    """Code points `start` to `end` of a text under a label."""

    start: int
    end: int
    label: str


class Graph:
    """A network as ONNX, run on one core: the cores are used by processes. `inputs` are the names that it takes."""

    def __init__(self, path: Path) -> None:
        from testimonia.read.onnx import session

        self._session = session(path)
        self.inputs = tuple(i.name for i in self._session.get_inputs())

    def run(self, known: Mapping[str, np.ndarray]) -> np.ndarray:
        """The first output for the one text of the batch."""
        found: np.ndarray = self._session.run(None, {name: known[name] for name in self.inputs})[0][0]
        return found


@contextmanager
def opening(folder: Path) -> Iterator[None]:
    """Inside, what a library says of a file becomes an InputError, and a missing library a UsageError."""
    try:
        yield
    except ImportError as fault:
        what = "testimonia[hf]" if fault.name in ("onnxruntime", "tokenizers") else "transformers torch"
        raise UsageError(f'the reader hf needs {fault.name} for {folder}: pip install "{what}"') from fault
    except TestimoniaError:
        raise
    except Exception as fault:  # each library has its own faults for files that it cannot read
        what = f"holds a model that cannot be loaded: {' '.join(str(fault).split())[:200]}"
        raise InputError(str(folder), what, "export it anew") from fault


def tokenizer(folder: Path) -> Tokenizer:
    """The fast tokenizer of the folder, without padding."""
    from tokenizers import Tokenizer

    made = Tokenizer.from_file(str(there(folder / "tokenizer.json")))
    made.no_padding()
    return made


def network_file(folder: Path, names: tuple[str, ...]) -> Path:
    """The first of these files that is there. Raises InputError where none is."""
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise InputError(str(folder), f"has no {' or '.join((names[0], *names[2:]))}", "export the model to ONNX")


def there(path: Path) -> Path:
    """The path. Raises InputError where no file is."""
    if not path.is_file():
        raise InputError(str(path), "is not there", "name a model's folder with --model-folder")
    return path


def read_json(path: Path, kind: type[T]) -> T:
    """A JSON file of the folder. Raises InputError where it is missing or of another shape."""
    try:
        return msgspec.json.decode(there(path).read_bytes(), type=kind, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise InputError(str(path), f"is not as it should be: {fault}", "see the page on models in a folder") from fault


def mark(*files: Path) -> str:
    """Eight characters that change whenever one of the files does, or the weights beside a graph."""
    digest = hashlib.sha256()
    for path in files:
        for part in (path, *sorted(path.parent.glob(f"{path.name}*data"))):
            with part.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:8]
