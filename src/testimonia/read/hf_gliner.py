"""A GLiNER model in a folder, run over a text: it is asked for labels in plain words ("weapon", "number of dead").

GLiNER (Zaratiana et al., 2024) scores every stretch of up to `max_width` words against every label that stands in front
of the text. The folder holds `gliner_config.json`, `tokenizer.json` and the network as ONNX, of the kind that scores
spans (its inputs end in `span_idx`, `span_mask`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from testimonia.model.errors import InputError
from testimonia.read.hf_folder import ONNX, Graph, Tagged, mark, network_file, opening, read_json, tokenizer

if TYPE_CHECKING:
    import numpy as np

CONFIG = "gliner_config.json"
_WORD = re.compile(r"\w+(?:[-_]\w+)*|\S")  # what GLiNER takes for a word
_WINDOW = 256  # words, where the model can take so many; windows overlap by a quarter
_LEAST = 0.5  # the probability from which a stretch has a label
_INPUTS = {"input_ids", "attention_mask", "words_mask", "text_lengths", "span_idx", "span_mask"}


class _Config(msgspec.Struct):
    max_width: int = 12
    max_len: int = 384
    ent_token: str = "<<ENT>>"
    sep_token: str = "<<SEP>>"


class _Scored(NamedTuple):
    """A stretch of words (first, last inclusive) under a label."""

    score: float
    first: int
    last: int
    label: str


class Gliner:
    """A model, ready, with the labels that it is asked for. One window is run at a time (law 7)."""

    def __init__(self, folder: Path, labels: tuple[str, ...]) -> None:
        """Raises InputError where the folder lacks something, UsageError where a library is missing."""
        self.config, self.labels = read_json(folder / CONFIG, _Config), labels
        network = network_file(folder, ONNX)
        with opening(folder):
            self._tokens, self._graph = tokenizer(folder), Graph(network)
        if set(self._graph.inputs) != _INPUTS:
            what = f"its network takes {', '.join(self._graph.inputs)}: it scores no spans"
            raise InputError(str(network), what, "export a GLiNER model of the span kind")
        self._tokens.no_truncation()
        self.mark = mark(folder / CONFIG, folder / "tokenizer.json", network)
        self._front = [p for label in labels for p in (self.config.ent_token, label)] + [self.config.sep_token]

    def spans(self, text: str) -> list[Tagged]:
        """The labelled stretches of a text, in order. Of those that overlap the likeliest stands, then the longest."""
        words = [m.span() for m in _WORD.finditer(text)]
        size = min(_WINDOW, self.config.max_len)
        found = [
            scored._replace(first=at + scored.first, last=at + scored.last)
            for at in range(0, max(1, len(words) - size // 4), max(1, size - size // 4))
            for scored in self._window([text[a:b] for a, b in words[at : at + size]])
        ]
        taken: list[_Scored] = []
        for scored in sorted(found, key=lambda s: (-s.score, s.first - s.last, s.first, s.label)):
            if all(scored.last < other.first or other.last < scored.first for other in taken):
                taken.append(scored)
        return sorted(Tagged(words[s.first][0], words[s.last][1], s.label) for s in taken)

    def _window(self, words: list[str]) -> list[_Scored]:
        """The stretches of one window that have a label."""
        import numpy as np

        if not words:
            return []
        width = self.config.max_width
        scores = self._graph.run(self._inputs(words))  # words, widths, labels
        likely = 1 / (1 + np.exp(-scores[:, :width, : len(self.labels)].astype(np.float64)))
        return [
            _Scored(float(likely[i, k, c]), int(i), int(i + k), self.labels[c])
            for i, k, c in np.argwhere(likely > _LEAST)
            if i + k < len(words)
        ]

    def _inputs(self, words: list[str]) -> dict[str, np.ndarray]:
        import numpy as np

        coded = self._tokens.encode([*self._front, *words], is_pretokenized=True)
        ids, many, width = np.array([coded.ids], dtype=np.int64), len(words), self.config.max_width
        starts = np.repeat(np.arange(many), width)
        ends = starts + np.tile(np.arange(width), many)
        inside = ends < many
        spans = np.stack([starts, ends], axis=1) * inside[:, None]
        return {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "words_mask": np.array([self._numbers(coded.word_ids)], dtype=np.int64),
            "text_lengths": np.array([[many]], dtype=np.int64),
            "span_idx": spans[None].astype(np.int64),
            "span_mask": inside[None],
        }

    def _numbers(self, word_ids: list[int | None]) -> list[int]:
        """For each token that begins a word of the text its number from 1 on; 0 for all others."""
        out, before = [], None
        for word in word_ids:
            begins = word is not None and word != before and word >= len(self._front)
            out.append(word - len(self._front) + 1 if begins and word is not None else 0)
            before = word
        return out
