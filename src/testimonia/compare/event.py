"""One event as another recorder's table tells it: the common shape in which ours and theirs are compared."""

from __future__ import annotations

from datetime import date

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a table, theirs or ours.

    `id` names the row. `first` and `last` are days (`date.toordinal`), both inclusive. `country`, `kind` and `actors`
    are in the table's own words, "" or empty where it gives none; `place` is shown, `names` and `areas` are folded for
    comparing. `reach`: how many km from its point it may have been. `low`, `best`, `high`: the dead, None where the
    table gives no number.
    """

    id: str
    first: int
    last: int
    country: str = ""
    place: str = ""
    names: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    reach: float = 25.0
    actors: tuple[str, ...] = ()
    kind: str = ""
    sources: tuple[str, ...] = ()
    low: int | None = None
    best: int | None = None
    high: int | None = None
    about: str = ""

    @property
    def days(self) -> str:
        """`2019-11-01`, or `2019-11-01 to 2019-11-03`."""
        first, last = date.fromordinal(self.first).isoformat(), date.fromordinal(self.last).isoformat()
        return first if first == last else f"{first} to {last}"

    @property
    def where(self) -> str:
        """The place and the country, as the table has them."""
        return ", ".join(x for x in (self.place or (self.areas[0] if self.areas else ""), self.country) if x)

    @property
    def dead(self) -> str:
        """`12`, `10 to 14, best 12`, or `no number`."""
        if self.best is None:
            return "no number"
        low, high = self.low, self.high
        if low is None or high is None or low == high:
            return str(self.best)
        return f"{low} to {high}, best {self.best}"
