"""Writes docs/data-dictionary.md from the model's types and from docs/dictionary.tsv, which says what a field means.

    python docs/make_dictionary.py            writes the page
    python docs/make_dictionary.py --check    exit status 1 where the page is not current

Types, defaults and lists of values come from the program; a field without a meaning, and a meaning without a field,
is a fault.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from testimonia.model import actor, claim, judgement, text, world

HERE = Path(__file__).parent
PAGE, MEANINGS = HERE / "data-dictionary.md", HERE / "dictionary.tsv"
_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false", type(None): "null",
          msgspec.Raw: "JSON"}  # fmt: skip


class Part(NamedTuple):
    """A chapter: its title, what it is about, its types in order."""

    title: str
    about: str
    types: tuple[type[msgspec.Struct], ...]


PARTS = (
    Part(
        "What one report says",
        "`testimonia read --format jsonl` prints one object a report: the fields of *Document* and *Reading* together.",
        (
            text.Document, text.Evidence, claim.Reading, claim.Account, claim.Certainty, claim.Period, claim.Place,
            claim.Perpetrator, claim.Target, claim.Weapon, claim.Figure, claim.Responsibility, claim.Victim,
            claim.Aggregate,
        ),
    ),
    Part(
        "What all reports together say",
        "`testimonia export --format jsonl` prints one *Incident* a line; the reasons (*Finding*, *Link*) are told by "
        "`testimonia why`. With `--aggregates` totals over several incidents follow, each the fields of *Total* and of "
        "its *Aggregate* together, with `\"kind\": \"aggregate\"`.",
        (
            world.Incident, world.Toll, world.Range, world.Testimony, world.Finding, world.SetAside, world.Link,
            world.Total,
        ),
    ),
    Part("What people judge, and what is known before", "", (judgement.Judgement, actor.Actor)),
)  # fmt: skip

HEAD = """<!-- Made by docs/make_dictionary.py from the types of the program; change dictionary.tsv, then run it. -->
# Data dictionary

Every field of what goes in and comes out, made from the types of the program. Offsets count Unicode code points of the
report's text, the end exclusive: `text[start:end] == quote`, always. Days are ISO 8601. Empty (`null`) means that
nobody said it; 0 is written only where somebody said that there was none.
"""


def meanings() -> dict[tuple[str, str], str]:
    """(type, field) to its meaning. Raises ValueError for a row of another shape."""
    out = {}
    for line in MEANINGS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, field, meaning = line.split("\t")
            out[kind, field] = meaning
    return out


def page() -> str:
    """The page. Raises LookupError naming fields without a meaning and meanings without a field."""
    told, used = meanings(), set()
    lists: dict[tuple[Any, ...], str] = {}
    out = [HEAD]
    for part in PARTS:
        out.append(f"\n## {part.title}\n" + (f"\n{part.about}\n" if part.about else ""))
        for kind in part.types:
            rows, keys = _rows(kind, told, lists)
            used |= keys
            out.append(f"\n### {kind.__name__}\n\n{told.get((kind.__name__, ''), '')}\n\n" + rows)
            used.add((kind.__name__, ""))
    out.append("\n## Lists of values\n")
    for values, name in sorted(lists.items(), key=lambda t: t[1]):
        out.append(f"\n### {name}\n\n" + ", ".join(f"`{v}`" for v in values) + "\n")
    missing, idle = sorted(used - told.keys()), sorted(told.keys() - used)
    if missing or idle:
        raise LookupError(f"dictionary.tsv: no meaning for {missing}, no field for {idle}")
    return "".join(out)


def _rows(
    kind: type[msgspec.Struct], told: dict[tuple[str, str], str], lists: dict[tuple[Any, ...], str]
) -> tuple[str, set[tuple[str, str]]]:
    hints, keys = get_type_hints(kind), set()
    lines = ["| field | holds | default | meaning |\n|---|---|---|---|\n"]
    for field in msgspec.structs.fields(kind):
        key = (kind.__name__, field.encode_name)
        keys.add(key)
        holds = _holds(hints[field.name], kind, field.encode_name, lists)
        lines.append(f"| `{field.encode_name}` | {holds} | {_default(field)} | {told.get(key, '')} |\n")
    return "".join(lines), keys


def _holds(hint: Any, kind: type, field: str, lists: dict[tuple[Any, ...], str]) -> str:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        name = lists.setdefault(args, f"{kind.__name__}: {field}")
        return f"[one of…](#{_anchor(name)})"
    if origin in (Union, types.UnionType):
        return " or ".join(_holds(a, kind, field, lists) for a in args)
    if origin is tuple and args[-1] is not Ellipsis:
        return "list of " + ", ".join(_holds(a, kind, field, lists) for a in args)
    if origin is tuple:
        return f"list of {_holds(args[0], kind, field, lists)}"
    if origin is dict:
        return f"object: {_holds(args[0], kind, field, lists)} to {_holds(args[1], kind, field, lists)}"
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return _WORDS[hint]


def _anchor(title: str) -> str:
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c in "-_")


def _default(field: Any) -> str:
    if field.required:
        return ""
    value = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    if value is None:
        return "null"
    if isinstance(value, msgspec.Struct):
        return "see there"
    if value in ((), "", {}):
        return "empty"
    return f"`{msgspec.json.encode(value).decode()}`"


def main(argv: list[str]) -> int:
    """Write or check the page; the exit status."""
    made = page()
    if "--check" in argv:
        current = PAGE.read_text(encoding="utf-8") == made
        if not current:
            print("docs/data-dictionary.md is not current (run: python docs/make_dictionary.py)", file=sys.stderr)
        return 0 if current else 1
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
