"""The only registry: which readers, sources, exports and policies are installed.

A part registers itself as an entry point of its package (`[project.entry-points."testimonia.sources"]`), ours in the
same way as anybody else's. Names are known without importing anything; a part's module is imported when it is first
asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from inspect import signature
from typing import Any

from testimonia.model.doors import Export, Policy, Reader, Source
from testimonia.model.errors import UsageError

GROUPS = ("readers", "sources", "exports", "policies")
READER = "neural"  # the reader that reads where none is named
_PREFIX = "testimonia."
_OURS = "testimonia"
_ONE = {"readers": "reader", "sources": "source", "exports": "export format", "policies": "policy"}


@lru_cache(maxsize=len(GROUPS))
def _points(group: str) -> dict[str, EntryPoint]:
    """The entry points of a group by name, in the order of names. Of two parts with one name ours stands, then the one
    of the distribution that sorts first, so that what is chosen does not depend on the order of installation."""
    if group not in GROUPS:
        raise UsageError(f"there is no kind of plug-in called {group!r} (known: {', '.join(GROUPS)})")
    ranked = sorted(entry_points(group=_PREFIX + group), key=_rank)
    chosen: dict[str, EntryPoint] = {}
    for point in ranked:
        chosen.setdefault(point.name, point)
    return chosen


def _rank(point: EntryPoint) -> tuple[str, bool, str, str]:
    package = point.dist.name if point.dist else ""
    return point.name, package != _OURS, package, point.value


def names(group: str) -> tuple[str, ...]:
    """The names that are registered in `group` (one of GROUPS), sorted; imports nothing."""
    return tuple(_points(group))


def load(group: str, name: str) -> Any:
    """What the entry point `name` of `group` points at: a class, or an object that is ready to use.

    Raises UsageError, naming what is known, where there is no such name, and where the part cannot be imported.
    """
    points = _points(group)
    if name not in points:
        known = ", ".join(points) or "none; is the package installed?"
        raise UsageError(f"there is no {_ONE[group]} called {name!r} (known: {known})")
    try:
        return points[name].load()
    except (ImportError, AttributeError) as fault:
        raise UsageError(
            f"the {_ONE[group]} {name!r} cannot be loaded: {fault} (install what it needs, or reinstall its package)"
        ) from fault


def make(group: str, name: str, **options: Any) -> Any:
    """A ready part: the class that `load` gives is called with the options, anything else is handed on as it is.

    Raises UsageError for an option that the part does not know.
    """
    part = load(group, name)
    known = signature(part).parameters if isinstance(part, type) else {}
    for option in options:
        if option not in known:
            raise UsageError(f"the {_ONE[group]} {name!r} knows no --{option.replace('_', '-')} (leave it out)")
    return part(**options) if isinstance(part, type) else part


def _makers(group: str) -> dict[str, Callable[[], Any]]:
    def maker(name: str) -> Callable[[], Any]:
        return lambda: make(group, name)

    return {name: maker(name) for name in names(group)}


def readers() -> dict[str, Callable[[], Reader]]:
    """Every registered reader by name, as a function that makes it (and only then imports it)."""
    return _makers("readers")


def sources() -> dict[str, Callable[[], Source]]:
    """Every registered source by name, as a function that makes it (and only then imports it)."""
    return _makers("sources")


def exports() -> dict[str, Callable[[], Export]]:
    """Every registered export format by name, as a function that makes it (and only then imports it)."""
    return _makers("exports")


def policies() -> dict[str, Callable[[], Policy]]:
    """Every registered policy by name, as a function that makes it (and only then imports it)."""
    return _makers("policies")
