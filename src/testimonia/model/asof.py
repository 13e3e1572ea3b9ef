"""A moment in the past, on three clocks: what had been published, what had been ingested, what had been judged."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

import msgspec

from testimonia.model.errors import UsageError

CLOCKS = ("published", "ingested", "judged")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class AsOf(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger as it was known at a moment: each clock at its own moment, or None where it is not turned back.

    Moments are ISO 8601; a day ("2019-11-02") is its end, a time without offset is UTC. What has no publication date
    was not known to be published. A document that says only its day counts from the beginning of that day.
    """

    published: str | None = None
    ingested: str | None = None
    judged: str | None = None

    @classmethod
    def at(cls, moment: str, clocks: tuple[str, ...] = ("published",)) -> AsOf:
        """All the clocks named, at one moment. Raises UsageError for a moment that is none."""
        if unknown := set(clocks) - set(CLOCKS):
            raise UsageError(f"there is no clock {', '.join(sorted(unknown))} (known: {', '.join(CLOCKS)})")
        until(moment)
        return cls(**dict.fromkeys(clocks, moment))


def instant(said: str) -> str:
    """A moment as it compares: UTC to the microsecond, a day as its beginning; what is no ISO 8601 stands as it is.

    "2019-11-03": "2019-11-03T00:00:00.000000+00:00". "2019-11-03T10:30:00+02:00": "2019-11-03T08:30:00.000000+00:00".
    """
    try:
        moment = datetime.fromisoformat(said)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return said
    return moment.isoformat(timespec="microseconds")


def until(moment: str) -> str:
    """The last instant of a moment: the end of a day, or the time itself. Raises UsageError for what is no moment."""
    said = moment.strip()
    if _DAY.fullmatch(said):
        said += f"T{time.max.isoformat()}"
    got = instant(said)
    if got == said and "+00:00" not in got:
        raise UsageError(f"{moment!r} is no moment (write 2019-11-02 or 2019-11-02T12:00)")
    return got
