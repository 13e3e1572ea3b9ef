"""Files of actors: our own format, UCDP's actor list, PETRARCH's dictionaries. Each row becomes an `Actor`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from testimonia.model.actor import Actor
from testimonia.model.errors import InputError, UsageError

VARIABLE = "TESTIMONIA_ACTORS"
_CURE = "a layer has one JSON object a line with id, name, aliases, kind, countries; see `testimonia actors --help`"
_UCDP_KIND = {"government": "state", "communal_group": "militia", "supporters": "party"}
_CAMEO_KIND = (
    ("REB", "rebel"), ("OPP", "party"), ("UAF", "militia"), ("MIL", "military"), ("COP", "police"),
    ("SPY", "intelligence"), ("CRM", "gang"), ("SEP", "rebel"), ("RAD", "jihadist"), ("INS", "rebel"),
    ("MED", "media"), ("NGO", "aid"), ("IGO", "mission"),
)  # fmt: skip
_KIND = {
    "separatist": "rebel",
    "state_militia": "militia",
    "security_forces": "military",
    "mercenary": "militia",
    "paramilitary": "militia",
    "foreign_military": "military",
    "criminal": "gang",
    "communal": "militia",
    "civilian_org": "aid",
    "unknown": "armed",
}

Row = dict[str, Any]


def named_layers() -> tuple[Path, ...]:
    """The files that the environment variable TESTIMONIA_ACTORS names, folders opened (their `*.jsonl`, sorted); where
    it names none, the user's own layer, if there is one."""
    named = _named()
    if not named:
        return tuple(path for path in (user_layer(),) if path.exists())
    out: list[Path] = []
    for path in named:
        out += sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return tuple(out)


def _named() -> list[Path]:
    return [Path(name) for name in os.environ.get(VARIABLE, "").split(os.pathsep) if name.strip()]


def user_layer() -> Path:
    """Where a user's own actors lie unless TESTIMONIA_ACTORS names others: `actors.jsonl` in the folder of settings."""
    import platformdirs

    return Path(platformdirs.user_config_dir("testimonia")) / "actors.jsonl"


def layer_to_extend() -> Path:
    """Where a new actor goes: the file that TESTIMONIA_ACTORS names (in a folder `own.jsonl`), else the user's own.

    Raises UsageError where it names several."""
    named = _named()
    if len(named) > 1:
        raise UsageError(f"{VARIABLE} names {len(named)} layers; say with --layer FILE which of them the actor goes to")
    path = named[0] if named else user_layer()
    return path / "own.jsonl" if path.is_dir() else path


def append(actor: Actor, path: Path) -> None:
    """Adds an actor as the last line of a layer, which is made where there is none. What stands there stays as it is.

    Raises InputError where the layer cannot be read or written: nothing is added to a broken file."""
    lines = sum(1 for _ in read_layer(path)) if path.exists() else 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 1))
            gap = b"\n" if lines and file.read(1) != b"\n" else b""
            file.write(gap + msgspec.json.encode(actor) + b"\n")
    except OSError as fault:
        raise InputError(str(path), f"cannot be written: {fault.strerror}",
                         "make it writable, or name another with --layer FILE") from fault  # fmt: skip


def read_layer(path: Path) -> Iterator[Actor]:
    """The actors of one file, whichever of the three formats it has. Raises InputError naming file, line and cure."""
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(str(path), f"cannot be read: {fault.strerror}", f"check the path in {VARIABLE}") from fault
    decoder = msgspec.json.Decoder()
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = decoder.decode(line)
            actor = _actor(row)
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError, UnicodeDecodeError) as fault:
            raise InputError(str(path), f"line {number} is no actor: {fault}", _CURE) from fault
        yield actor


def _actor(row: object) -> Actor:
    if not isinstance(row, dict):
        raise TypeError("the line holds no object")
    source = str(row.get("source", ""))
    reader: Callable[[Row], Actor] = _ours
    if source.startswith("ucdp"):
        reader = _ucdp
    elif source.startswith("petrarch"):
        reader = _petrarch
    actor = reader(row)
    if not actor.name.strip() or not actor.id.strip():
        raise ValueError("id and name must not be empty")
    return actor


def _ours(row: Row) -> Actor:
    """Our own format; `type` of older files is read as `kind`."""
    kind = row.get("kind") or row.get("type") or "other"
    return msgspec.convert({**row, "kind": _KIND.get(kind, kind)}, Actor, strict=False)


def _ucdp(row: Row) -> Actor:
    """A row of UCDP's actor list; its names carry variants in brackets and after commas as they are."""
    aliases = tuple(str(a) for a in row.get("aliases", ()) if len(str(a)) > 2)
    name = str(row["name"])
    kind = _UCDP_KIND.get(str(row.get("type")), "rebel")
    if kind == "state" and name.startswith("Government of "):
        aliases = (*aliases, name.split(" (")[0])
    return Actor(id=str(row["id"]), name=name, kind=kind, weak=aliases if kind == "militia" else (),
                 aliases=() if kind == "militia" else aliases, ids={"ucdp": str(row["id"])}, source="ucdp")  # fmt: skip


def _petrarch(row: Row) -> Actor:
    """A row of a PETRARCH dictionary: names in capitals, acronyms in brackets, CAMEO codes for the kind."""
    codes = " ".join(str(c) for c in row.get("codes", ()))
    kind = next((kind for code, kind in _CAMEO_KIND if code in codes), "other")
    names: list[str] = []
    for name in (str(row["name"]), *(str(a) for a in row.get("aliases", ()))):
        plain, _, acronym = name.removeprefix("THE ").partition(" (")
        names += [_title(plain), *([acronym.rstrip(")")] if acronym else [])]
    names = [n for n in names if n]
    return Actor(id=str(row["id"]), name=names[0], kind=kind, aliases=tuple(dict.fromkeys(names[1:])),
                 ids={"petrarch": str(row["id"])}, source="petrarch")  # fmt: skip


_SMALL = {"of", "the", "for", "and", "in", "on", "to", "de", "la", "al"}


def _title(name: str) -> str:
    """A name in capitals as news writes it; what is one short word is taken for an acronym."""
    words = name.split()
    if name.upper() != name or (len(words) == 1 and len(name) <= 5):
        return name
    return " ".join(
        w.lower() if w.lower() in _SMALL and i else "-".join(p.capitalize() for p in w.split("-"))
        for i, w in enumerate(words)
    )
