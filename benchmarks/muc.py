"""The readers on MUC-4, texts and templates that they were not made for: attacks in Latin America, 1988 to 1991.

    TESTIMONIA_DATA=../shared python benchmarks/muc.py [--reader neural]

Half of the test part (TST4) was given out in mixed case, too: these 100 texts are read, and what is read is cut down to
templates: a type and five roles. Measured by the corpus's own scorer (`template`: micro F1
over types and roles under the best alignment, Du et al. 2021; published, trained on the 1,300 texts of its training
part: 50.2 GTT, 53.0 IterX). Nothing of it is trained on: it says how far the readers carry.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from testimonia.model.claim import Account
from testimonia.model.text import Document, Evidence
from testimonia.pipeline import resolver_with
from testimonia.plugins import readers

DATA = Path(os.environ.get("TESTIMONIA_DATA", "../shared")) / "corpora/muc4"
MIXED = "raw/corpora/tst4/tst4-muc4.mixed-case"
KINDS = {
    "bombing": "bombing", "suicide_bombing": "bombing", "abduction": "kidnapping", "arson_destruction": "arson",
    "armed_assault": "attack", "killing": "attack", "air_strike": "attack", "shelling": "attack", "clash": "attack",
}  # fmt: skip


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of each article, its lines joined to paragraphs."""
    raw = (DATA / MIXED).read_text(encoding="latin-1")
    pieces = re.split(r"^(TST4-MUC4-\d+).*$", raw, flags=re.MULTILINE | re.IGNORECASE)
    for name, body in zip(pieces[1::2], pieces[2::2], strict=True):
        paragraphs = re.split(r"\n\s*\n", body.strip())
        yield name.upper(), "\n\n".join(" ".join(p.split()) for p in paragraphs)


def template(account: Account) -> dict[str, Any] | None:
    """An account as a template; None where MUC-4 has no such type (a riot, a raid, a war)."""
    kind = KINDS.get(account.type)
    if kind is None or account.status == "disputed":
        return None
    out: dict[str, Any] = {"incident_type": kind, "Weapon": [entity(w.at) for w in account.weapons]}
    out |= {role: [] for role in ("PerpInd", "PerpOrg", "Target", "Victim")}
    for p in account.perpetrators:
        if p.basis != "denied":
            organised = p.actor_id or re.match("[A-Z]", p.name)
            out["PerpOrg" if organised else "PerpInd"].append(entity(p.at))
    for t in account.targets:
        out["Target" if t.cls == "property" else "Victim"].append(entity(t.at))
    return out


def entity(at: tuple[Evidence, ...]) -> list[str]:
    """The first words for a party: an entity counts as found only where every mention given is one of its own."""
    return [e.quote for e in at[:1]]


def scorer() -> ModuleType:
    """The corpus's own."""
    spec = importlib.util.spec_from_file_location("muc_score", DATA / "score.py")
    if spec is None or spec.loader is None or not (DATA / "score.py").exists():
        raise SystemExit(f"{DATA}/score.py: not found (set TESTIMONIA_DATA to the data folder)")
    module = importlib.util.module_from_spec(spec)
    sys.modules["muc_score"] = module
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Prints the scorer's tables."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--reader", default="neural")
    args = asked.parse_args()
    reader, resolver, score = readers()[args.reader](), resolver_with(None), scorer()
    gold = score.load(str(DATA / "gtt/test.jsonl"), gold=True)
    found = {}
    for name, text in texts():
        document = Document(id=name, text=text, published="1990-06-01")
        told = reader.read(document, resolver.marks(document)).incidents
        found[name] = [t for t in map(template, told) if t]
    gold = {name: told for name, told in gold.items() if name in {score.short_id(n) for n in found}}
    print(f"{len(found)} texts, {sum(map(len, found.values()))} templates; gold has {len(gold)} texts")
    raw = {score.short_id(n): score._doc({"templates": t}, True) for n, t in found.items()}
    for name, table in score.score(gold, raw).items():
        if isinstance(table, dict) and name in ("template", "ree_subset", "rme_subset"):
            print(name)
            for key, row in table.items():
                print(f"  {key:14} P {row['p']:6.2f}  R {row['r']:6.2f}  F1 {row['f1']:6.2f}")


if __name__ == "__main__":
    main()
