"""Reading in several processes, with the results in the order of the documents: they are the same as in one (law 7)."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
#: Documents that are under way for each process: so many that none waits, so few that memory does not fill.
_AHEAD = 4


def in_order(
    items: Iterable[T],
    wanted: Callable[[T], bool],
    work: Callable[[T], R],
    workers: int,
    start: Callable[..., object],
    given: tuple[Any, ...],
) -> Iterator[tuple[T, R | None]]:
    """Each item with what `work` makes of it in one of so many `workers` processes (None where it is not `wanted`), in
    the order of the items. Every process begins with `start(*given)`; `work`, `start` and what goes in and out must be
    able to travel (pickle). Closed early, it ends the processes."""
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begun, initargs=(start, given))
    under_way: deque[tuple[T, Future[R] | None]] = deque()

    def first() -> tuple[T, R | None]:
        item, future = under_way.popleft()
        return item, None if future is None else future.result()

    try:
        for item in items:
            under_way.append((item, pool.submit(work, item) if wanted(item) else None))
            while len(under_way) >= _AHEAD * workers or (under_way and _finished(under_way[0][1])):
                yield first()
        while under_way:
            yield first()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begun(start: Callable[..., object], given: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keyboard's interrupt is for the parent, which ends its children
    start(*given)


def _finished(future: Future[Any] | None) -> bool:
    return future is None or future.done()
