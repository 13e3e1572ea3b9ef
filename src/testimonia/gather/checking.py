"""Feeds checked: which of them are broken, and why."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from testimonia.gather import web
from testimonia.gather.feed import Link
from testimonia.gather.fetch import Fetched
from testimonia.gather.robots import Manners
from testimonia.gather.subscriptions import Feed, Subscriptions
from testimonia.gather.watch import no_list
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_AT_ONCE = 8
_STALE = 30  # days without news


class Checked(NamedTuple):
    """A feed: `works` or not; what it brings or what is wrong; what to do, '' where nothing is to be done."""

    url: str
    works: bool
    says: str
    cure: str


def checked(wanted: Subscriptions, manners: Manners, today: date | None = None) -> Iterator[Checked]:
    """Each feed in its order, fetched now as a watch would."""
    day = today or datetime.now(UTC).date()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            yield from pool.map(lambda feed: _one(feed, manners, day), wanted.feed)
        finally:
            manners.fetcher.stop()


def _one(feed: Feed, manners: Manners, day: date) -> Checked:
    try:
        got = manners.fetch(feed.url)
        if not web.is_list(got):
            raise no_list(feed.url, got)
        return _told(feed, got, day)
    except InputError as fault:
        return Checked(feed.url, False, fault.fault, fault.cure)


def _told(feed: Feed, got: Fetched, day: date) -> Checked:
    found = list(web.contents(got, feed.url))
    faults = [one for one in found if isinstance(one, InputError)]
    if faults and len(faults) == len(found):
        return Checked(feed.url, False, faults[0].fault, faults[0].cure)
    whole = sum(isinstance(one, Document) for one in found)
    dates = [(one.dated if isinstance(one, Link) else one.modified or one.published) or "" for one in found
             if not isinstance(one, InputError)]  # fmt: skip
    newest = max(dates)[:10]
    says = f"{len(found)} entries, {whole} of them whole; " + (f"the newest of {newest}" if newest else "without dates")
    if faults:
        says += f"; {len(faults)} cannot be read, the first: {faults[0].fault}"
    cure = f"it has moved for good: write {got.moved}" if got.moved else ""
    if newest and not cure and newest < (day - timedelta(days=_STALE)).isoformat():
        cure = f"nothing came for {_STALE} days: look whether it has moved"
    return Checked(feed.url, True, says, cure)
