"""Annotated reports as accounts: what linking and reconciling get where the reading is given.

The folder is that of `FORMAT.md`; quotes are resolved by its own referee (`check.locate`), so that the accounts carry
evidence as a reader's would.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from testimonia.model.claim import Account, Reading, Told, tell
from testimonia.model.text import Document

FOLDERS = ("train/composed-bundles", "train/real")


def data_folder() -> Path:
    """The folder of data: `TESTIMONIA_DATA`, by default `shared` beside the checkout."""
    return Path(os.environ.get("TESTIMONIA_DATA") or Path(__file__).parents[2] / "shared")


@dataclass(frozen=True)
class Gold:
    """The accounts of a folder in the order of files, and the key of the incident that each tells of."""

    told: tuple[Told, ...]
    key_of: dict[str, str]


def _locate() -> Callable[[str, str], tuple[int, int]]:
    sys.path.insert(0, str(data_folder() / "reports"))
    from check import locate  # type: ignore[import-not-found]

    return locate  # type: ignore[no-any-return]


def _quoted(node: Any, text: str, locate: Callable[[str, str], tuple[int, int]]) -> Any:
    """A copy of an annotation's value with each quote of `at` and `mentions` as start, end and quote."""
    if isinstance(node, list):
        return [_quoted(x, text, locate) for x in node]
    if not isinstance(node, dict):
        return node
    out = {}
    for name, value in node.items():
        if name in ("at", "mentions"):
            spans = [locate(q, text) for q in ([value] if isinstance(value, str) else value)]
            out[name] = [{"start": s, "end": e, "quote": text[s:e]} for s, e in spans]
        else:
            out[name] = _quoted(value, text, locate)
    return out


def _account(incident: dict[str, Any], text: str, locate: Callable[[str, str], tuple[int, int]]) -> Account:
    value = _quoted(incident, text, locate)
    value.pop("key")
    if not (value.get("date") or {}).get("start"):
        value["date"] = {"unresolved": "the text names no date", "at": (value.get("date") or {}).get("at", [])}
    for figure in value.get("figures", []):
        figure["basis"] = figure.get("basis") or "affirmed"
    value["mentions"].sort(key=lambda e: e["start"])
    return msgspec.convert(value, Account)


def load(folder: Path) -> Gold:
    """The accounts of all annotated reports under `folder`."""
    locate, told, key_of = _locate(), [], {}
    for path in sorted(folder.rglob("*.json")):
        doc = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(doc, dict) or not doc.get("incidents"):
            continue
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        document = Document(id=doc["id"], text=text, title=doc["title"], published=doc["published"],
                            publisher=doc["publisher"], url=doc["url"])  # fmt: skip
        accounts = tuple(_account(i, text, locate) for i in doc["incidents"])
        reading = Reading(
            document=document.id, document_version=document.version, reader="annotation", incidents=accounts
        )
        for one, incident in zip(tell(document, reading), doc["incidents"], strict=True):
            told.append(one)
            key_of[one.id] = incident["key"]
    return Gold(tuple(told), key_of)
