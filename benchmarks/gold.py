"""Annotated reports as accounts: what linking and reconciling get where the reading is given, and where it is not.

The folder is that of `FORMAT.md`; quotes are resolved by its own referee (`check.locate`), so that the accounts carry
evidence as a reader's would. What a reader finds has the key of the annotated account that the referee takes it for.
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

from testimonia import pipeline
from testimonia.cli.scoring import annotated, blind
from testimonia.model.claim import Account, Reading, Told, tell
from testimonia.model.errors import InputError
from testimonia.model.text import Document, Evidence
from testimonia.read.apart import marked

FOLDERS = ("train/composed-bundles", "train/real")


def data_folder() -> Path:
    """The folder of data: `TESTIMONIA_DATA`, by default `shared` beside the checkout."""
    return Path(os.environ.get("TESTIMONIA_DATA") or Path(__file__).parents[2] / "shared")


@dataclass(frozen=True)
class Gold:
    """The accounts of a folder in the order of files, and the key of the incident that each tells of (of those that a
    reader found, where the annotation tells it)."""

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
        told_apart = marked(document, reading)
        for one, incident in zip(tell(document, told_apart), doc["incidents"], strict=True):
            told.append(one)
            key_of[one.id] = incident["key"]
    return Gold(tuple(told), key_of)


def read(folder: Path, gold: Gold, reader: str, gazetteer: Path | None = None) -> Gold:
    """The accounts that a reader finds in the texts under `folder`; `gold`: those that are annotated there."""
    documents = (blind(path, annotation) for path, annotation in annotated(folder))
    told: list[Told] = []
    for item in pipeline.read_each(documents, pipeline.reader_named(reader), pipeline.resolver_with(gazetteer)):
        if isinstance(item, InputError):
            raise SystemExit(str(item))
        told += tell(*item)
    there: dict[str, list[Told]] = {}
    for one in gold.told:
        there.setdefault(one.document, []).append(one)
    found: dict[str, list[Told]] = {}
    for one in told:
        found.setdefault(one.document, []).append(one)
    keys = {a: gold.key_of[b] for name, some in found.items() for a, b in _matched(there.get(name, []), some)}
    return Gold(tuple(told), keys)


def _matched(there: list[Told], found: list[Told]) -> list[tuple[str, str]]:
    """Which account found in a document stands for which annotated one: the greatest share of mentions first."""
    near = [(_share(g, f), -i, -j) for i, g in enumerate(there) for j, f in enumerate(found)]
    out: dict[int, int] = {}
    for share, i, j in sorted(near, reverse=True):
        if share and -i not in out.values() and -j not in out:
            out[-j] = -i
    return [(found[j].id, there[i].id) for j, i in out.items()]


def _share(one: Told, other: Told) -> float:
    left, right = set(one.account.mentions), set(other.account.mentions)
    return sum(_touches(mention, right) for mention in left) / len(left | right)


def _touches(mention: Evidence, others: set[Evidence]) -> bool:
    return any(mention.span.overlaps(other) for other in others)
