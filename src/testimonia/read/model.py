"""The trained network as it ships: opened once a process, one window a run, so that no text depends on another."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from testimonia.model.errors import InputError
from testimonia.read import fast
from testimonia.read.heads import Numbers
from testimonia.read.known import NAMES, Known
from testimonia.read.spans import Limits
from testimonia.read.windows import Encoder, Floats, Vocabulary, windows

SHIPPED = Path(__file__).with_name("network")
PARTS = ("encoder.onnx", "heads.npz", "vocabulary.txt", "model.json")


class Network:
    """A folder of `training/export.py`. Raises InputError where a file is missing or made for another version."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        self.folder = folder
        missing = [p for p in PARTS if not (folder / p).is_file()]
        if missing:
            cure = "use --reader patterns, or build the model: make model"
            raise InputError(str(folder), f"holds no trained reader ({', '.join(missing)} missing)", cure)
        self.card: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        if self.card["features"] != list(NAMES) or set(self.card["limits"]) != set(Limits._fields):
            what = "its model was made for another version of the program"
            raise InputError(str(folder), what, "build it anew: make model")
        self.precision = fast.precision()

    @property
    def version(self) -> str:
        """The hash of all that the network's answers depend on, and how its encoder is run where not as it ships."""
        return f"{self.card['version']}-{self.precision}" if self.precision else str(self.card["version"])

    @cached_property
    def limits(self) -> Limits:
        """Where a probability is enough, as the model's card says."""
        return Limits(**self.card["limits"])

    @cached_property
    def heads(self) -> Numbers:
        """What finds, classes and links spans."""
        with np.load(self.folder / "heads.npz") as arrays:
            return Numbers({name: arrays[name] for name in arrays.files})

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The encoder's word pieces."""
        return Vocabulary((self.folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n"))

    @cached_property
    def encoder(self) -> Encoder:
        """What turns a window of pieces into vectors."""
        if self.precision:
            return fast.encoder(self.folder / "encoder.onnx", self.precision)
        from testimonia.read import onnx

        return onnx.encoder(self.folder / "encoder.onnx")

    def vectors(self, known: Known) -> Floats:
        """The words of a page as the heads take them: encoder's vector and features side by side, (n, SPAN) float32."""
        got = self.vocabulary.pieces([w.text for w in known.words])
        rows = known.features[got.word]
        kept = []
        for w in windows(len(got.ids)):
            ids = np.concatenate([[self.vocabulary.start], got.ids[w.start : w.end], [self.vocabulary.end]])
            features = np.pad(rows[w.start : w.end], ((1, 1), (0, 0)))
            out = self.encoder(ids, features)[1:-1]
            kept.append(out[w.keep_start - w.start : w.keep_end - w.start])
        return np.concatenate([np.concatenate(kept)[got.first], known.features], axis=1)
