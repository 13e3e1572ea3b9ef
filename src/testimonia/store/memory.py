"""What has been worked out already, remembered as long as there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any


class Memory:
    """At most so many answers, of at most so many `units` together (what `size` counts); those that were asked for
    longest ago are forgotten. Usable from several threads."""

    def __init__(self, most: int, units: int = 0, size: Callable[[Any], int] = lambda _: 0) -> None:
        self._most, self._units, self._size = most, units, size
        self._lock = threading.Lock()
        self._answers: OrderedDict[object, Any] = OrderedDict()
        self._held = 0

    def get(self, key: object) -> Any:
        """What is remembered by that key; None where nothing is."""
        with self._lock:
            if key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key]

    def put(self, key: object, answer: Any) -> None:
        """Remembers an answer, which is not None."""
        with self._lock:
            self._held += self._size(answer) - (self._size(self._answers.pop(key)) if key in self._answers else 0)
            self._answers[key] = answer
            while len(self._answers) > self._most or self._held > self._units:
                self._held -= self._size(self._answers.popitem(last=False)[1])

    def without(self, keys: Iterable[object]) -> Memory:
        """Another one that remembers the same for now, but for these keys."""
        made = Memory(self._most, self._units, self._size)
        gone = set(keys)
        for key, answer in self.items():
            if key not in gone:
                made.put(key, answer)
        return made

    def items(self) -> list[tuple[object, Any]]:
        """All that is remembered, what was asked for longest ago first."""
        with self._lock:
            return list(self._answers.items())
