"""The annotated reports that rules and tables may be made from, and their referee; what is barred is barred here."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any


def referee(data: Path, name: str = "score") -> ModuleType:
    """A module of the data folder's referee: `score` or `check`."""
    sys.path.insert(0, str(data / "reports"))
    spec = importlib.util.spec_from_file_location(name, data / "reports" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{data}/reports/{name}.py: not found (set TESTIMONIA_DATA to the data folder)")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def own(folder: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Annotation and text of every report that the project brings, by path."""
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8")), path.with_suffix(".txt").read_text(encoding="utf-8")


def training(data: Path, part: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """Annotation and text of every training report below `part` of the training folder, by path.

    Left out are the development part, what else tells its incidents, and texts of odd years.
    """
    split = json.loads((data / "reports/split.json").read_text(encoding="utf-8"))
    barred = {*split["development"], *split["never_train"]}
    for path in sorted((data / "reports/train" / part).rglob("*.json")):
        if path.name == "ledger.json" or path.stem in barred:
            continue
        gold = json.loads(path.read_text(encoding="utf-8"))
        if int(gold["published"][:4]) % 2 == 0:
            yield gold, path.with_suffix(".txt").read_text(encoding="utf-8")
