"""Work side by side over many domains and one after the other within one: no worker waits for a slow domain while another could be asked."""

from __future__ import annotations

import heapq
import queue
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def run(
    items: Sequence[Item], work: Callable[[Item], Result], *, workers: int, lane: Callable[[int, Item], str], ready: Callable[[str], float], clock: Callable[[], float] = time.monotonic
) -> Iterator[tuple[Item, Result]]:
    """(item, result) as they finish. Items of one lane run one at a time, from the lane's ``ready`` moment on.

    An exception of ``work`` is raised to the caller. A caller that stops early leaves no item that has not begun to be done.
    """
    lanes = _Lanes(items, lane, ready, clock)
    # Bounded, so that a slow taker does not let answers pile up in memory.
    results: queue.Queue[tuple[Item, Result | None, BaseException | None]] = queue.Queue(maxsize=2 * workers)

    def worker() -> None:
        while (taken := lanes.take()) is not None:
            name, item = taken
            try:
                outcome: tuple[Item, Result | None, BaseException | None] = (item, work(item), None)
            except BaseException as e:
                outcome = (item, None, e)
            lanes.give_back(name)
            while not lanes.stopped:
                try:
                    results.put(outcome, timeout=0.2)
                except queue.Full:
                    continue
                break

    for number in range(min(workers, len(items))):
        threading.Thread(target=worker, daemon=True, name=f"leadscan-fetch-{number}").start()
    try:
        for _ in items:
            item, result, error = results.get()
            if error is not None:
                raise error
            yield item, result  # type: ignore[misc]  # without an error there is a result, and it may itself be None
    finally:
        lanes.stop()


class _Lanes(Generic[Item]):
    def __init__(self, items: Sequence[Item], lane: Callable[[int, Item], str], ready: Callable[[str], float], clock: Callable[[], float]) -> None:
        self._changed = threading.Condition()
        self._ready = ready
        self._clock = clock
        self._waiting: dict[str, deque[Item]] = defaultdict(deque)
        for number, item in enumerate(items):
            self._waiting[lane(number, item)].append(item)
        self._order = 0
        self._idle: list[tuple[float, int, str]] = []
        self._left = len(items)
        self.stopped = False
        for name in self._waiting:
            self._offer(name)

    def take(self) -> tuple[str, Item] | None:
        """The next item of the lane that is ready first; None where nothing is left to begin."""
        with self._changed:
            while self._left and not self.stopped:
                wait = self._idle[0][0] - self._clock() if self._idle else None
                if wait is not None and wait <= 0:
                    name = heapq.heappop(self._idle)[2]
                    self._left -= 1
                    return name, self._waiting[name].popleft()
                self._changed.wait(wait)
            return None

    def give_back(self, name: str) -> None:
        """The lane's item is done; its next one may begin when the lane is ready."""
        with self._changed:
            if self._waiting[name]:
                self._offer(name)
            self._changed.notify_all()

    def stop(self) -> None:
        """Nothing more is begun."""
        with self._changed:
            self.stopped = True
            self._changed.notify_all()

    def _offer(self, name: str) -> None:
        self._order += 1
        heapq.heappush(self._idle, (self._ready(name), self._order, name))
