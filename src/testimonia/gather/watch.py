"""Feeds watched: what is due is fetched, several hosts at once, one request at a time to each."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

import msgspec

from testimonia.gather import web
from testimonia.gather.addresses import canonical
from testimonia.gather.feed import Link
from testimonia.gather.fetch import Fetched, Unfetched
from testimonia.gather.journal import Due, Journal
from testimonia.gather.robots import Manners, host_of
from testimonia.gather.subscriptions import Feed, Subscriptions
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_AT_ONCE = 8
_NAP = 5.0  # seconds, at most, between two looks at what is due
_SITEMAP_PAGES = 5_000  # of one look at a sitemap, the newest first


class Idle(NamedTuple):
    """Nothing is under way, and the next address is due in so many seconds."""

    seconds: float


class Again(InputError):
    """An address that failed and will be tried again."""


def watched(
    wanted: Subscriptions,
    journal: Journal,
    manners: Manners,
    *,
    once: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> Generator[Document | InputError | Idle, None, None]:
    """The documents of the feeds as they come, new and changed ones alone; faults as values, those that pass as Again;
    an Idle whenever there is nothing to do. `once`: ends when nothing is due any more, else never.

    What was yielded counts as recorded when the next is asked for. May be closed, or killed, at any moment.
    """
    feeds = {canonical(feed.url) or feed.url: feed for feed in wanted.feed}
    journal.subscribe(list(feeds), now=once)
    watch = _Watch(wanted, feeds, journal)
    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="fetch")
    under_way: dict[Future[Fetched], Due] = {}
    try:
        while True:
            busy = {host_of(due.url) for due in under_way.values()}
            for due in journal.due(busy):
                if len(under_way) < _AT_ONCE and not manners.ready_in(due.url):
                    future = pool.submit(manners.fetch, due.url, etag=due.etag, modified=due.modified)
                    under_way[future] = due
            if under_way:
                done, _ = wait(under_way, timeout=0.25, return_when=FIRST_COMPLETED)
                for future in done:
                    yield from watch.took(under_way.pop(future), future)
                continue
            next_in = journal.next_in()
            if once and (next_in is None or next_in > 0):
                return
            if next_in:
                yield Idle(next_in)
            sleep(min(_NAP, next_in or 0.1))
    finally:
        manners.fetcher.stop()
        pool.shutdown(wait=False, cancel_futures=True)


class _Watch:
    """What is done with what was fetched."""

    def __init__(self, wanted: Subscriptions, feeds: dict[str, Feed], journal: Journal) -> None:
        self._wanted, self._feeds, self._journal = wanted, feeds, journal

    def took(self, due: Due, future: Future[Fetched]) -> Iterator[Document | InputError]:
        """The documents of one answer; afterwards the record says how it went."""
        try:
            got = future.result()
        except Unfetched as fault:
            yield self._failure(due, fault)
            return
        feed = self._feeds.get(due.list or due.url)
        if got.unchanged:
            every = self._wanted.seconds(feed) if feed and (due.listing or not due.list) else None
            self._journal.fetched(due, got, "unchanged", every)
        elif not due.list or web.is_list(got):
            yield from self._list(due, got, feed)
        else:
            yield from self._page(due, got, feed)

    def _failure(self, due: Due, fault: Unfetched) -> InputError:
        if self._journal.failed(due, fault):
            return Again(fault.source, fault.fault, "it will be tried again")
        return fault

    def _page(self, due: Due, got: Fetched, feed: Feed | None) -> Iterator[Document | InputError]:
        outcome, faults = "same", []
        for found in web.report(got, due.link):
            if isinstance(found, InputError):
                faults.append(found)
                yield found
            else:
                outcome = yield from self._document(found, got.url, feed, outcome)
        if faults and outcome == "same":
            self._journal.failed(due, faults[0].fault)
        else:
            self._journal.fetched(due, got, outcome, None)

    def _list(self, due: Due, got: Fetched, feed: Feed | None) -> Iterator[Document | InputError]:
        """What a feed or sitemap brought: its own documents first, then its links into the record, and only then does
        it count as fetched."""
        links: list[Link] = []
        outcome = "same"
        for found in web.contents(got, due.url) if web.is_list(got) else [no_list(due.url, got)]:
            if isinstance(found, Link):
                links.append(found)
            elif isinstance(found, Document):
                if not _old(found.modified or found.published, feed):
                    outcome = yield from self._document(found, due.url, feed, outcome)
            elif found.source == due.url:  # the list itself, not one of its entries
                self._journal.failed(due, found.fault)
                yield found
                return
            elif not self._journal.told(found.source, due.url, found.fault):
                yield found
        fresh = sorted((link for link in links if not _old(link.dated, feed)), key=_newest, reverse=True)
        new = self._journal.listed(due.list or due.url, fresh[:_SITEMAP_PAGES])
        every = self._wanted.seconds(feed) if feed else None
        self._journal.fetched(due, got, "new" if new else outcome, every)

    def _document(
        self, document: Document, carrier: str, feed: Feed | None, outcome: str
    ) -> Generator[Document, None, str]:
        """Yields the document where it is new or changed, then remembers it; what became of the address."""
        if feed and feed.publisher:
            found = document.found | {"publisher": "list of feeds"}
            document = msgspec.structs.replace(document, publisher=feed.publisher, found=found)
        made, how = self._journal.version(document, carrier)
        if made is None:
            return outcome
        yield made
        self._journal.keep(document, carrier)
        return how


def _old(date: str | None, feed: Feed | None) -> bool:
    return bool(date and feed and feed.since and date[:10] < feed.since[:10])


def _newest(link: Link) -> str:
    return link.dated or ""


def no_list(url: str, got: Fetched) -> InputError:
    """That an address is a page and no list, with the feed that the page names as its own."""
    named = web.feeds_of(got)
    cure = f"its feed may be {named[0]}" if named else "give the address of a feed or a sitemap"
    return InputError(url, "is a page, not a feed", cure)
