"""Linking and reconciling on the annotated reports: the table of `score.py ledger`, with the accounts given, and end to
end.

usage: python benchmarks/ledger_gold.py [--given] [--shipped] [--show N] [--json]

Reads the folder named by TESTIMONIA_DATA (by default `shared` beside the checkout). The weights of linking are learned
anew for each fold of incidents without that fold's pairs, so that no pair is scored by weights that have seen it;
`--shipped` scores the shipped tables as they are. End to end the texts are read by the default reader, with the
gazetteer that TESTIMONIA_GAZETTEER names, and nothing of the annotation is known to linking.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gold import FOLDERS, data_folder
from linking_weights import READERS, HeldBack, annotated, folds, found

from testimonia.link import Scorer, link
from testimonia.model.claim import Told
from testimonia.model.codec import encode
from testimonia.model.world import Incident
from testimonia.plugins import READER
from testimonia.reconcile import UcdpPolicy, reconcile

GIVEN, READ = "annotated accounts given", "end to end"
GOALS = {
    (GIVEN, "links"): 0.93, (GIVEN, "B-cubed"): 0.97, (GIVEN, "best right"): 0.85, (GIVEN, "inside"): 0.95,
    (READ, "links of those found"): 0.85,
}  # fmt: skip


def ledger(told: Iterable[Told], scorer: Scorer) -> list[Incident]:
    """The incidents that accounts tell of."""
    return [reconcile(cluster, UcdpPolicy()) for cluster in link(told, scorer=scorer)]


def score(folder: Path, incidents: list[Incident], *options: str) -> str:
    """What the referee prints for incidents of a folder."""
    with tempfile.TemporaryDirectory() as place:
        lines = Path(place) / "ledger.jsonl"
        lines.write_bytes(b"\n".join(encode(i) for i in incidents))
        referee = str(data_folder() / "reports" / "score.py")
        command = [sys.executable, referee, "ledger", str(folder), str(lines), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def truths_width(folder: Path) -> float:
    """The median width of the truth's own tolls, as the referee counts it: (high - low) / best."""
    rows = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    killed = [r["killed"] for r in rows if r.get("killed") and r["killed"].get("low") is not None]
    widths = sorted((k["high"] - k["low"]) / max(1, k["best"]) for k in killed)
    return float(widths[len(widths) // 2])


def figures(table: dict[str, Any], width: float) -> dict[str, float]:
    """The figures that are asked for, out of the referee's table."""
    return {
        "links": table["links, all"]["f1"],
        "links of those found": table["links, of those found"]["f1"],
        "B-cubed": table["b-cubed, all"]["f1"],
        "alone": table["b-cubed, every account alone"],
        "best right": table["tolls"]["best right"],
        "inside": table["tolls"]["truth inside low to high"],
        "width": table["tolls"]["median width"] or 0.0,
        "truth's": width,
    }


def show(tables: dict[str, dict[str, dict[str, Any]]]) -> None:
    """The table for people: one row a folder and way, the goals under it."""
    names = ("links", "links of those found", "B-cubed", "alone", "best right", "inside", "width", "truth's")
    print(f"{'':24} {'folder':24}" + "".join(f"{name:>22}" if " of " in name else f"{name:>12}" for name in names))
    for way, folders in tables.items():
        for name, table in folders.items():
            row = figures(table, truths_width(data_folder() / "reports" / name))
            cells = "".join(f"{row[n]:>22.3f}" if " of " in n else f"{row[n]:>12.3f}" for n in names)
            print(f"{way:24} {name:24}{cells}")
        goals = (f"{name} {least}" for (of, name), least in GOALS.items() if of == way)
        print(f"{'':24} goal: {', '.join(goals)}" + (", width truth's + 0.1" if way == GIVEN else ", on the bundles"))
    print("links: F1 of pairs; alone: B-cubed where every account stands alone; weights held back by incident")


def main() -> None:
    """Print the table of each folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--given", action="store_true", help="the annotated accounts alone: nothing is read")
    options.add_argument("--show", type=int, default=0, help="list so many tolls that are not right")
    options.add_argument("--shipped", action="store_true", help="the shipped weights, not those held back")
    options.add_argument("--json", action="store_true", help="one JSON object with all tables")
    chosen = options.parse_args()
    tables: dict[str, dict[str, dict[str, Any]]] = {GIVEN: {}} if chosen.given else {GIVEN: {}, READ: {}}
    for way, folders in tables.items():
        readers = () if way == GIVEN else READERS
        for name in FOLDERS:
            told = annotated(name).told if way == GIVEN else found(name, READER).told
            scorer = Scorer() if chosen.shipped else HeldBack(folds(annotated(name)), readers)
            incidents, folder = ledger(told, scorer), data_folder() / "reports" / name
            folders[name] = json.loads(score(folder, incidents, "--json"))
            if chosen.show:
                print(f"== {way}, {name}\n{score(folder, incidents, '--show', str(chosen.show))}")
    if chosen.json:
        print(json.dumps(tables, indent=1))
    else:
        show(tables)


if __name__ == "__main__":
    main()
