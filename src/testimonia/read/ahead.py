"""Several documents read at a time, where a reader waits for somebody else's machine."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from testimonia.model.doors import CostlyReader, Reader

T = TypeVar("T")
R = TypeVar("R")


def ahead(items: Iterable[T], work: Callable[[T], R], reader: Reader) -> Iterator[R]:
    """The work done on each item, in the order of the items. By a reader that waits for others, up to `at_once` are
    under way, each in a thread, and as many done lie ready; the items themselves are drawn in the caller's thread.
    """
    if not isinstance(reader, CostlyReader):
        yield from map(work, items)
        return
    waiting: deque[Future[R]] = deque()
    pool = ThreadPoolExecutor(reader.at_once, "reader")
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            while waiting and (waiting[0].done() or len(waiting) >= 2 * reader.at_once):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:  # whoever listens no more pays for no more
        pool.shutdown(wait=False, cancel_futures=True)
