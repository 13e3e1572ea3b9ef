"""The network: a small pre-trained encoder that is told what is known of each word, and heads that find and link spans.

The encoder has the shape of BERT (Devlin et al. 2019) with the weights of all-MiniLM-L6-v2 (Wang et al. 2020); the
features enter by an added projection that starts at zero, so that the encoder starts unharmed.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from testimonia.read.known import ATTRIBUTES, NAMES, ROLES
from testimonia.read.windows import LINKED, PAIR_WIDTH, TOGETHER

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
NETS = ("incident", "claim")
PAIR = 96  # width of the pair networks


class Layer(nn.Module):
    """One block of self-attention and feed-forward, normalised after (as BERT does)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = dropout

    def forward(self, x: Tensor) -> Tensor:
        """(batch, pieces, WIDTH) in and out."""
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5, -1)
        mixed = (weights @ v).transpose(1, 2).reshape(b, n, WIDTH)
        x = self.norm1(x + F.dropout(self.out(mixed), self.dropout, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), self.dropout, self.training))


class Encoder(nn.Module):
    """Word pieces and their features to vectors."""

    def __init__(self, vocabulary: int = 30522, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.features = nn.Linear(len(NAMES), WIDTH, bias=False)
        nn.init.zeros_(self.features.weight)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = dropout

    def forward(self, ids: Tensor, features: Tensor) -> Tensor:
        """ids (batch, pieces), features (batch, pieces, len(NAMES)) → (batch, pieces, WIDTH)."""
        x = self.words(ids) + self.positions(torch.arange(ids.shape[1]))[None]
        x = F.dropout(self.norm(x) + self.features(features), self.dropout, self.training)
        for layer in self.layers:
            x = layer(x)
        return x

    @classmethod
    def pretrained(cls, folder: Path, dropout: float = 0.1) -> Encoder:
        """With the weights of a BERT-shaped model.safetensors."""
        from safetensors.torch import load_file

        raw = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
        made = cls(dropout=dropout)
        state = made.state_dict()
        state["words.weight"] = raw["embeddings.word_embeddings.weight"]
        state["positions.weight"] = (
            raw["embeddings.position_embeddings.weight"] + raw["embeddings.token_type_embeddings.weight"][:1]
        )
        for end in ("weight", "bias"):
            state[f"norm.{end}"] = raw[f"embeddings.LayerNorm.{end}"]
            for i in range(LAYERS):
                old, new = f"encoder.layer.{i}", f"layers.{i}"
                parts = [raw[f"{old}.attention.self.{p}.{end}"] for p in ("query", "key", "value")]
                state[f"{new}.qkv.{end}"] = torch.cat(parts)
                state[f"{new}.out.{end}"] = raw[f"{old}.attention.output.dense.{end}"]
                state[f"{new}.norm1.{end}"] = raw[f"{old}.attention.output.LayerNorm.{end}"]
                state[f"{new}.up.{end}"] = raw[f"{old}.intermediate.dense.{end}"]
                state[f"{new}.down.{end}"] = raw[f"{old}.output.dense.{end}"]
                state[f"{new}.norm2.{end}"] = raw[f"{old}.output.LayerNorm.{end}"]
        made.load_state_dict(state)
        return made


class Pair(nn.Module):
    """Whether a left and a right span belong together, from their vectors and how they stand to each other."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.left, self.right = nn.Linear(SPAN, PAIR), nn.Linear(SPAN, PAIR)
        self.relation = nn.Linear(PAIR_WIDTH, PAIR)
        self.left2, self.right2 = nn.Linear(SPAN, PAIR), nn.Linear(SPAN, PAIR)
        self.out = nn.Linear(2 * PAIR, 1)
        self.drop = nn.Dropout(dropout)
        with torch.no_grad():  # two hidden units start out as what the patterns say of the pair
            self.out.bias[0] = -2.0
            for unit, column in ((0, TOGETHER), (1, LINKED)):
                self.left.weight[unit], self.right.weight[unit], self.relation.weight[unit] = 0.0, 0.0, 0.0
                self.relation.weight[unit, column] = 2.0
                self.out.weight[0, unit] = 2.0

    def forward(self, left: Tensor, right: Tensor, relation: Tensor) -> Tensor:
        """(a, SPAN), (b, SPAN), (a, b, PAIR_WIDTH) → (a, b) logits."""
        added = F.relu(self.left(left)[:, None] + self.right(right)[None] + self.relation(relation))
        met = self.left2(left)[:, None] * self.right2(right)[None]
        out: Tensor = self.out(self.drop(torch.cat([added, met], -1)))[..., 0]
        return out


SPAN = WIDTH + len(NAMES)


class Reader(nn.Module):
    """Encoder and heads. What the heads do at run time is `read/heads.py`, in NumPy, from the same numbers."""

    def __init__(self, encoder: Encoder, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.tag = nn.Linear(SPAN, 3 * len(ROLES))
        self.classes = nn.ModuleDict({f"is_{name}": nn.Linear(SPAN, len(c)) for name, (_, c) in ATTRIBUTES.items()})
        self.pairs = nn.ModuleDict({name: Pair(dropout) for name in NETS})
        self.drop = nn.Dropout(dropout)
        self._begin_as_patterns()

    def _begin_as_patterns(self) -> None:
        """The heads start out saying what the patterns say; training moves them to where patterns err."""
        column = {name: WIDTH + i for i, name in enumerate(NAMES)}
        with torch.no_grad():
            self.tag.weight.mul_(0.1)
            for r, role in enumerate(ROLES):
                outside, begin, inside = 3 * r, 3 * r + 1, 3 * r + 2
                self.tag.bias[outside] += 2.0
                self.tag.weight[outside, column[f"pattern:{role}"]] -= 4.0
                self.tag.weight[begin, column[f"pattern:{role}"]] -= 1.0
                self.tag.weight[begin, column[f"begin:{role}"]] += 3.0
                self.tag.weight[inside, column[f"begin:{role}"]] -= 3.0
            for name, (_, classes) in ATTRIBUTES.items():
                self.classes[f"is_{name}"].weight.mul_(0.1)
                for c, cls in enumerate(classes):
                    self.classes[f"is_{name}"].weight[c, column[f"{name}:{cls}"]] += 3.0

    def tags(self, words: Tensor) -> Tensor:
        """(n, SPAN) → (n, roles, 3) logits of outside, begin, inside."""
        return self.tag(self.drop(words)).view(len(words), len(ROLES), 3)
