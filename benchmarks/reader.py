"""How fast the learned reader is: reports a second on one core beside the pattern reader, and its encoder beside bare
matrix products of the same shapes, all in one run.

    python benchmarks/reader.py [--words 400] [--rounds 20]

Times are processor time: a product on several cores pays for all of them. Absolute figures are those of the machine,
the ratios compare between machines.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from importlib.resources import files

import numpy as np

from testimonia.model.text import Document
from testimonia.pipeline import reader_named, resolver_with
from testimonia.read.known import NAMES
from testimonia.read.neural import NeuralReader

WIDTH, INNER, HEADS, LAYERS = 384, 1536, 12, 6


def report(words: int) -> Document:
    """A report of about so many words, of the samples' sentences."""
    folder = files("testimonia") / "samples"
    texts = [p.read_text(encoding="utf-8") for p in sorted(folder.iterdir(), key=str) if p.name.endswith(".txt")]
    body = "\n\n".join(texts).split(" ")[:words]
    return Document(id="benchmark", text=" ".join(body), published="2022-09-20")


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median processor time of one turn, in seconds, after one turn to warm up."""
    work()
    turns = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        turns.append(time.process_time() - begun)
    return sorted(turns)[rounds // 2]


def bare(pieces: int) -> Callable[[], None]:
    """The matrix products of the encoder over so many pieces, in float32 and without anything between them."""
    chance = np.random.default_rng(1)
    x, inner = (chance.normal(size=(pieces, n)).astype(np.float32) for n in (WIDTH, INNER))
    weights = [chance.normal(size=s).astype(np.float32) for s in ((WIDTH, 3 * WIDTH), (WIDTH, WIDTH), (WIDTH, INNER))]
    down = chance.normal(size=(INNER, WIDTH)).astype(np.float32)
    q = chance.normal(size=(HEADS, pieces, WIDTH // HEADS)).astype(np.float32)

    def work() -> None:
        for _ in range(LAYERS):
            for w in weights:
                x @ w
            inner @ down
            (q @ q.transpose(0, 2, 1)) @ q

    return work


def main() -> None:
    """See the module's docstring."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--words", type=int, default=400)
    asked.add_argument("--rounds", type=int, default=20)
    args = asked.parse_args()
    document, resolver = report(args.words), resolver_with(None)
    marks = resolver.marks(document)
    neural, patterns = NeuralReader(), reader_named("patterns")
    marking = seconds(lambda: resolver.marks(document), args.rounds)
    slow = seconds(lambda: neural.read(document, marks), args.rounds)
    fast = seconds(lambda: patterns.read(document, marks), args.rounds)
    print(f"reports of {args.words} words a second on one core, words resolved and read:")
    print(f"  neural   {1 / (marking + slow):6.1f}   ({1000 * (marking + slow):.0f} ms)")
    print(f"  patterns {1 / (marking + fast):6.1f}   ({1000 * (marking + fast):.0f} ms)")
    for pieces in (128, 512):
        inputs = {"ids": np.full((1, pieces), 2000), "features": np.zeros((1, pieces, len(NAMES)), np.float32)}
        encoder = seconds(lambda i=inputs: neural.network.session.run(None, i), args.rounds)  # type: ignore[misc]
        products = seconds(bare(pieces), args.rounds)
        print(f"encoder, {pieces} pieces: {pieces / encoder:,.0f} pieces/s (int8), bare products in float32 "
              f"{pieces / products:,.0f}/s: ratio {products / encoder:.2f}")  # fmt: skip
    print(f"outside the encoder {1000 * (marking + fast):.0f} ms and the heads; "
          f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
