"""Testimonia reads news reports of armed attacks into a sourced, reconciled, queryable ledger of incidents.

    import testimonia

    said = testimonia.read("Gunmen killed 12 people in Gao on Friday.", published="2019-11-03")
    for account in said.incidents:
        print(account.type, account.date.start, [f.best for f in account.figures])

    with testimonia.open("war.ledger") as ledger:
        for incident in ledger.incidents(country="ML", since="2019"):
            print(incident.id, incident.tolls["killed"].best)
        table = ledger.incidents().to_pandas()

The resolvers work on their own, too: `testimonia.resolve_date("Friday", published="2019-11-03")`. A name is imported
when it is first used.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import version

    from testimonia.api import open as open
    from testimonia.api import read as read
    from testimonia.resolve.dates import resolve_date as resolve_date

    __version__: str = version("testimonia")

# Where each public name stands.
_PUBLIC = {
    "read": ("testimonia.api", "read"),
    "open": ("testimonia.api", "open"),
    "resolve_date": ("testimonia.resolve.dates", "resolve_date"),
    "resolve_count": ("testimonia.resolve.numbers", "resolve_count"),
    "resolve_place": ("testimonia.resolve.places", "resolve_place"),
    "resolve_actor": ("testimonia.resolve.actors", "resolve_actor"),
}
__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> object:
    """A public name, imported when it is first asked for."""
    if name == "__version__":
        from importlib.metadata import version

        return version("testimonia")
    if name not in _PUBLIC:
        raise AttributeError(f"module 'testimonia' has no attribute {name!r}")
    module, path = _PUBLIC[name]
    found: object = import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return found


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)


class _Package(ModuleType):
    """This package. Python puts a room that is imported into its package under the room's name: the room `read` must
    not take the place of the function `read` (`from testimonia.read import …` finds the room as ever)."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in _PUBLIC and isinstance(value, ModuleType):
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
