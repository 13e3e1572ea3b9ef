"""What `testimonia serve` was told."""

from __future__ import annotations

from pathlib import Path

import msgspec

from testimonia.model.errors import UsageError
from testimonia.model.scope import Scope
from testimonia.plugins import READER

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
MOST_FEATURES, MOST_ENTRIES, MOST_SUMS = 10_000, 200, 500
"""The largest page of the map and of the feed, and how many actors or places are counted by name."""
MAX_BODY = 2_000_000
"""Bytes of a request's body: the longest news reports have some 100,000."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger that is served, and to whom.

    `public`: anonymous readers, who see evidence sentences but no whole texts, coarse coordinates and no victims'
    names; incidents show after `delay_hours` (required, 0 is allowed). `hosts`: the names by which a browser may call
    the server ("*": any); other names are refused, so that no foreign page can reach a server on loopback by pointing
    its own name there. `reader` and `gazetteer` are for reading pasted texts. `users`: the file of those who may sign
    in (None: beside the ledger); `closed`: only they see anything. On a public server they see everything. `scope`:
    rules by which each incident is marked as inside or outside (None: those of the ledger).
    """

    ledger: Path | str
    public: bool = False
    delay_hours: float | None = None
    hosts: tuple[str, ...] = LOOPBACK
    reader: str = READER
    users: Path | None = None
    closed: bool = False
    gazetteer: Path | None = None
    scope: Scope | None = None

    def __post_init__(self) -> None:
        if self.public and self.delay_hours is None:
            raise UsageError("--public needs --delay HOURS: how long after an incident it is shown (0 for at once)")
        if self.delay_hours is not None and not self.public:
            raise UsageError("--delay is for --public (leave it out, or add --public)")
        if self.delay_hours is not None and not 0 <= self.delay_hours <= 87_600:
            raise UsageError("--delay takes hours between 0 and 87600 (ten years)")
