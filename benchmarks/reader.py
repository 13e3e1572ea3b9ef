"""How fast the learned reader is: reports a second on one core beside the pattern reader, and its encoder beside bare
matrix products of the same shapes, all in one run.

    python benchmarks/reader.py [--words 400] [--rounds 20]

Times are processor time: a product on several cores pays for all of them. Absolute figures are those of the machine,
the ratios compare between machines. The extra `fast` is measured beside it where the processor has matrix units (or
where TESTIMONIA_FAST=yes asks for it all the same).
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable
from functools import partial
from importlib.resources import files

import numpy as np

from testimonia.model.text import Document
from testimonia.pipeline import reader_named, resolver_with
from testimonia.read import fast
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


def readers() -> dict[str, NeuralReader]:
    """The learned reader by what its encoder is run in: int8 by onnxruntime, and with the extra `fast`."""
    asked = os.environ.get(fast.VARIABLE) == "yes"
    os.environ[fast.VARIABLE] = "no"
    made = {"int8": NeuralReader()}
    if asked or (fast.installed() and fast.matrix_units(fast.PROCESSOR)):
        os.environ[fast.VARIABLE] = "yes"
        quick = NeuralReader()
        made[str(quick.network.precision)] = quick
    return made


def chain(made: dict[str, NeuralReader], words: int, rounds: int) -> None:
    """Prints how many reports of so many words are read, words resolved, and what the extra `fast` changes of that."""
    document, resolver, patterns = report(words), resolver_with(None), reader_named("patterns")
    marks = resolver.marks(document)
    marking = seconds(lambda: resolver.marks(document), rounds)
    took = {name: marking + seconds(partial(reader.read, document, marks), rounds) for name, reader in made.items()}
    plain = marking + seconds(lambda: patterns.read(document, marks), rounds)
    print(f"reports of {words} words a second on one core, words resolved and read:")
    for name, time_taken in (took | {"patterns": plain}).items():
        called = f"neural, {name}" if name in made else name
        print(f"  {called:<12} {1 / time_taken:6.1f}   ({1000 * time_taken:.0f} ms)")
    for name in set(made) - {"int8"}:
        print(f"with the extra fast ({name}) {took['int8'] / took[name]:.2f} times as many")
    if len(made) == 1:
        print("the extra fast is not measured: " + ("OpenVINO is not installed" if not fast.installed() else
              "this processor has no matrix units (AMX)"))  # fmt: skip


def main() -> None:
    """See the module's docstring."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--words", type=int, default=400)
    asked.add_argument("--rounds", type=int, default=20)
    args = asked.parse_args()
    made = readers()
    chain(made, args.words, args.rounds)
    for pieces in (128, 512):
        ids, features = np.full(pieces, 2000), np.zeros((pieces, len(NAMES)), np.float32)
        products = seconds(bare(pieces), args.rounds)
        for name, reader in made.items():
            encoder = seconds(partial(reader.network.encoder, ids, features), args.rounds)
            print(f"encoder, {pieces} pieces: {pieces / encoder:,.0f} pieces/s ({name}), bare products in float32 "
                  f"{pieces / products:,.0f}/s: ratio {products / encoder:.2f}")  # fmt: skip
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
