"""Which feeds are watched: a file of TOML that a person writes.

contact = "mailto:desk@example.org"   # told to the servers, so that they can write to you
every = "30m"                         # how often a feed is looked at: 10m, 2h, 1d

[[feed]]
url = "https://news.example/rss"      # RSS, Atom, JSON Feed or a sitemap
publisher = "The Post"                # instead of what the pages say
every = "10m"
since = "2024-01-01"                  # what is older is left out
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from testimonia.gather.addresses import canonical
from testimonia.gather.dates import iso
from testimonia.gather.fetch import agent
from testimonia.gather.opening import opened, shown, whole
from testimonia.model.errors import InputError

_SPAN = re.compile(r"(\d{1,4})\s*(s|m|h|d)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_EVERY = "30m"
_LEAST = 60.0
_MAX_BYTES = 5_000_000
_CURE = 'write [[feed]] and below it url = "https://…" for each'


class Feed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One feed as it is written."""

    url: str
    publisher: str | None = None
    every: str | None = None
    since: str | None = None


class Subscriptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file as it is written; `seconds` says how often a feed is looked at."""

    feed: tuple[Feed, ...]
    contact: str = ""
    every: str = _EVERY

    def seconds(self, feed: Feed) -> float:
        """Seconds from one look at a feed to the next."""
        return _seconds(feed.every or self.every)


def subscriptions(path: Path) -> Subscriptions:
    """The feeds of a file. Raises InputError where it is none, naming what is wrong in it."""
    name = shown(path)
    with opened(path) as stream:
        data = whole(stream, _MAX_BYTES, name, "cut it into several files")
    try:
        read = msgspec.toml.decode(data, type=Subscriptions)
    except msgspec.ValidationError as fault:
        raise InputError(name, f"is no list of feeds: {fault}", _CURE) from fault
    except (msgspec.DecodeError, ValueError) as fault:
        raise InputError(name, f"is no TOML: {fault}", _CURE) from fault
    seen: set[str] = set()
    for feed in read.feed:
        url = canonical(feed.url)
        if url is None:
            raise InputError(name, f"names what is no address: {feed.url[:200]!r}", "write https://…")
        if url in seen:
            raise InputError(name, f"names {feed.url} twice", "take one of them out")
        if feed.since and not iso(feed.since):
            raise InputError(name, f"{feed.url}: since = {feed.since!r} is no date", "write it as YYYY-MM-DD")
        if _seconds(feed.every or read.every) < _LEAST:
            what = f"{feed.url}: every = {feed.every or read.every!r} is no time of a minute or more"
            raise InputError(name, what, "write it as 10m, 2h or 1d")
        seen.add(url)
    if not read.feed:
        raise InputError(name, "names no feed", _CURE)
    agent(read.contact)
    return read


def _seconds(span: str) -> float:
    """Seconds of a span like "10m"; 0 where it is none."""
    found = _SPAN.fullmatch(span.strip())
    return float(found[1]) * _UNITS[found[2]] if found else 0.0
