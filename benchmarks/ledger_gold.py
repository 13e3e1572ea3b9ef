"""Linking and reconciling with the annotated accounts given: the table of `score.py ledger`.

usage: python benchmarks/ledger_gold.py [--show N] [--shipped] [--json]

Reads the folder named by TESTIMONIA_DATA (by default `shared` beside the checkout). The weights of linking are learned
anew for each fold of incidents without that fold's pairs, so that no pair is scored by weights that have seen it;
`--shipped` scores the shipped table as it is.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from gold import FOLDERS, Gold, data_folder, load
from linking_weights import HeldBack, folds

from testimonia.link import Scorer, link
from testimonia.model.codec import encode
from testimonia.model.world import Incident
from testimonia.reconcile import UcdpPolicy, reconcile


def ledger(gold: Gold, scorer: Scorer) -> list[Incident]:
    """The incidents of a folder's accounts."""
    return [reconcile(cluster, UcdpPolicy()) for cluster in link(gold.told, scorer=scorer)]


def score(folder: Path, incidents: list[Incident], *options: str) -> str:
    """The table of the referee for incidents of a folder."""
    with tempfile.TemporaryDirectory() as place:
        lines = Path(place) / "ledger.jsonl"
        lines.write_bytes(b"\n".join(encode(i) for i in incidents))
        referee = str(data_folder() / "reports" / "score.py")
        command = [sys.executable, referee, "ledger", str(folder), str(lines), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def main() -> None:
    """Print the table of each folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--show", type=int, default=0, help="list so many tolls that are not right")
    options.add_argument("--shipped", action="store_true", help="the shipped weights, not those held back")
    options.add_argument("--json", action="store_true", help="one JSON object with both tables")
    chosen = options.parse_args()
    tables = {}
    for name in FOLDERS:
        folder = data_folder() / "reports" / name
        gold = load(folder)
        incidents = ledger(gold, Scorer() if chosen.shipped else HeldBack(folds(gold)))
        if chosen.json:
            tables[name] = json.loads(score(folder, incidents, "--json"))
        else:
            print(f"== {name}")
            print(score(folder, incidents, "--show", str(chosen.show)))
    if chosen.json:
        print(json.dumps(tables, indent=1))


if __name__ == "__main__":
    main()
