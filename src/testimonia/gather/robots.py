"""Good manners towards servers: what their robots.txt forbids is not fetched, and no host is asked too often."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from testimonia.gather.fetch import Fetched, Fetcher, Unfetched
from testimonia.gather.limits import MAX_ROBOTS_BYTES

#: Seconds between two requests to one host, where its robots.txt asks for no other pause (`Crawl-delay`), and the
#: shortest and longest that it may ask for.
PAUSE, SHORTEST_PAUSE, LONGEST_PAUSE = 2.0, 0.1, 120.0
#: Seconds that a robots.txt is remembered (RFC 9309, 2.4: at most a day); one that could not be had, for less.
_KEPT, _KEPT_FAULT = 86_400.0, 600.0
_NAME = "testimonia"


class Rules:
    """What one site's robots.txt says, until a moment of the clock: `text` is empty where there is none. Where it
    cannot be had now (`missing` says why), everything is forbidden (RFC 9309, 2.3.1.4)."""

    def __init__(self, text: str, until: float, missing: Unfetched | None = None) -> None:
        self._parsed = None if missing else Protego.parse(text)
        self._missing = missing
        self.until = until

    def check(self, at: str, url: str) -> None:
        """Raises Unfetched, which names `url`, where the address `at` must not be fetched."""
        if self._missing and self._missing.passing:
            what = f"is of a site whose robots.txt cannot be had now (it {self._missing.fault})"
            raise Unfetched(url, what, "try again later", passing=True, after=self._missing.after)
        if self._missing:  # what holds for the site holds for its pages
            raise Unfetched(url, self._missing.fault, self._missing.cure)
        if self._parsed and not self._parsed.can_fetch(at, _NAME):
            what = "is forbidden to programs by the site's robots.txt"
            raise Unfetched(url, what, "save the page in a browser and give the file")

    @property
    def pause(self) -> float:
        """Seconds between two requests."""
        asked = self._parsed.crawl_delay(_NAME) if self._parsed else None
        return PAUSE if asked is None else min(LONGEST_PAUSE, max(SHORTEST_PAUSE, float(asked)))


class Manners:
    """Fetches as a polite program does. Usable from several threads; `fetch` waits until the host's turn has come.

    `pause`: at least so many seconds between two requests to one host (None: as the site asks, else `PAUSE`)."""

    def __init__(
        self,
        fetcher: Fetcher,
        pause: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.fetcher = fetcher
        self._pause, self._clock, self._sleep = pause, clock, sleep
        self._rules: dict[str, Rules] = {}
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def fetch(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        """What stands at an address, as `Fetcher.fetch`, once the host's turn has come. Raises Unfetched, also where
        robots.txt forbids the address or one that it leads on to."""
        self._permit(url, url)
        self._turn(url)
        return self.fetcher.fetch(url, etag=etag, modified=modified, permitted=lambda at: self._permit(at, url))

    def ready_in(self, url: str) -> float:
        """Seconds until the host of an address may be asked again."""
        return max(0.0, self._next.get(host_of(url), 0.0) - self._clock())

    def _turn(self, url: str) -> None:
        pause = self._pause if self._pause is not None else self._of(url).pause
        with self._lock:
            start = max(self._clock(), self._next.get(host_of(url), 0.0))
            self._next[host_of(url)] = start + pause
        if (wait := start - self._clock()) > 0:
            self._sleep(wait)

    def _permit(self, at: str, url: str) -> None:
        self._of(at).check(at, url)

    def _of(self, url: str) -> Rules:
        """The rules of the site that an address belongs to."""
        site = _site(url)
        known = self._rules.get(site)
        if known is None or known.until < self._clock():
            known = self._rules[site] = self._asked(site)
        return known

    def _asked(self, site: str) -> Rules:
        now = self._clock()
        try:
            got = self.fetcher.fetch(f"{site}/robots.txt", size=MAX_ROBOTS_BYTES)
        except Unfetched as fault:
            if 400 <= fault.status < 500 and fault.status != 429:  # there is none (RFC 9309, 2.3.1.3)
                return Rules("", now + _KEPT)
            return Rules("", now + _KEPT_FAULT, missing=fault)
        return Rules(got.data.decode("utf-8", "replace"), now + _KEPT)


def host_of(url: str) -> str:
    """The host of an address, with its port."""
    return urlsplit(url).netloc.lower()


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"
