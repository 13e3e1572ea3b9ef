"""What a project counts: inclusion rules in a file. What falls outside is kept and marked, never lost.

A file in TOML; each rule may be left out:

    name = "Mali 2019"
    since = 2019-01-01              # the incident may have happened from that day on
    until = 2019-12-31
    countries = ["ML", "NE"]        # ISO 3166 codes
    types = ["armed_assault", "bombing"]
    statuses = ["occurred"]
    min_killed = 1                  # by the best figure of the policy that was asked for

    [sources]                       # publishers, and what each counts as (1 where it is not named)
    least = 1.0                     # what the publishers of an incident must add up to, each counted once
    weights = {"A Party Bulletin" = 0.0, "The Agency" = 2.0}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from testimonia.model.claim import IncidentType, Status
from testimonia.model.errors import InputError
from testimonia.model.names import fold
from testimonia.model.world import Incident, Within


class Sources(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What publishers count: `weights` by name (case and accents aside), `least` for their sum over an incident."""

    least: float = 0.0
    weights: dict[str, float] = {}

    def worth(self, publishers: Iterator[str]) -> float:
        """The sum of the weights of different publishers."""
        known = {fold(name): weight for name, weight in self.weights.items()}
        return sum(known.get(name, 1.0) for name in {fold(p) for p in publishers})


class Scope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The inclusion rules of a project (see the module). Every rule that is given must hold."""

    name: str = ""
    since: date | None = None
    until: date | None = None
    countries: tuple[str, ...] = ()
    types: tuple[IncidentType, ...] = ()
    statuses: tuple[Status, ...] = ()
    min_killed: int | None = None
    sources: Sources = Sources()

    @classmethod
    def open(cls, path: Path) -> Scope:
        """The rules of a file. Raises InputError that names what is wrong with it."""
        try:
            made = msgspec.toml.decode(path.read_bytes(), type=cls)
        except OSError as fault:
            raise InputError(str(path), f"cannot be read: {fault.strerror}", "name a scope file in TOML") from fault
        except (msgspec.MsgspecError, ValueError) as fault:
            raise InputError(str(path), f"is no scope: {fault}", "see `testimonia incidents --help`") from fault
        if made.since and made.until and made.since > made.until:
            raise InputError(str(path), f"since {made.since} is after until {made.until}", "swap them")
        return made

    def within(self, incident: Incident) -> Within:
        """Whether an incident is inside, and why not: every rule that it breaks, in words."""
        broken = [*self._when(incident), *self._what(incident), *self._who_says(incident)]
        if broken:
            return Within(inside=False, because=f"Outside{self._called}: {'; '.join(broken)}.")
        return Within(inside=True, because=f"Inside{self._called}: it breaks no rule.")

    def mark(self, incident: Incident) -> Incident:
        """The incident, marked as inside or outside."""
        return msgspec.structs.replace(incident, scope=self.within(incident))

    @property
    def _called(self) -> str:
        return f" {self.name}" if self.name else ""

    def _when(self, incident: Incident) -> Iterator[str]:
        if self.since is None and self.until is None:
            return
        days = incident.date.days
        if days is None:
            yield "its day is not known"
            return
        if self.since and days[1] < self.since.toordinal():
            yield f"it happened before {self.since}"
        if self.until and days[0] > self.until.toordinal():
            yield f"it happened after {self.until}"

    def _what(self, incident: Incident) -> Iterator[str]:
        codes = {p.country for p in incident.places if p.country}
        if self.countries and not codes & set(self.countries):
            yield f"it lies in {', '.join(sorted(codes)) or 'no known country'}, not in {', '.join(self.countries)}"
        if self.types and incident.type not in self.types:
            yield f"{incident.type} is none of its types"
        if self.statuses and incident.status not in self.statuses:
            yield f"it is {incident.status}"
        killed = incident.tolls["killed"].best if "killed" in incident.tolls else None
        if self.min_killed is not None and (killed or 0) < self.min_killed:
            yield f"{'no number' if killed is None else killed} killed, and {self.min_killed} are asked for"

    def _who_says(self, incident: Incident) -> Iterator[str]:
        worth = self.sources.worth(t.publisher or t.document for t in incident.accounts)
        if worth < self.sources.least:
            yield f"its sources count {worth:g}, and {self.sources.least:g} is asked for"
