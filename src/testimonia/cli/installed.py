"""What is installed: the package with all that it needs, in megabytes, and which of its extras."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"""extra\s*==\s*["']([\w-]+)["']""")
_OURS = "testimonia"


def needed() -> dict[str, float]:
    """The packages that the runtime stands on, ours among them, with what their files take (10⁶ bytes)."""
    found: dict[str, Distribution] = {}
    waiting = [_OURS]
    while waiting:
        name = _plain(waiting.pop())
        if name not in found and (one := _distribution(name)):
            found[name] = one
            waiting += [told for told, extra in _requires(one) if extra is None]
    return {name: _size(one) for name, one in found.items()}


def extras() -> tuple[list[str], list[str]]:
    """The extras of which all is there, and the others."""
    ours = distribution(_OURS)
    names = sorted(ours.metadata.get_all("Provides-Extra") or [])
    wanted = {name: [told for told, extra in _requires(ours) if extra == name] for name in names}
    there = [name for name in names if all(_distribution(one) for one in wanted[name])]
    return there, [name for name in names if name not in there]


def _requires(one: Distribution) -> list[tuple[str, str | None]]:
    """The names of what a package requires, each with the extra that it is required for."""
    told = []
    for line in one.requires or []:
        extra = _EXTRA.search(line)
        if name := _NAME.match(line):
            told.append((name[0], extra[1] if extra else None))
    return told


def _distribution(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:  # of another system or version of Python, by its marker
        return None


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _size(one: Distribution) -> float:
    """An editable package's files are those of its folder."""
    files = [Path(str(one.locate_file(file))) for file in one.files or []]
    if _plain(one.name) == _OURS and not any(path.name == "py.typed" for path in files):
        files = [path for path in Path(__file__).parents[1].rglob("*") if path.suffix != ".pyc"]
    return sum(path.stat().st_size for path in files if path.is_file()) / 1e6
