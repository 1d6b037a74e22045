from __future__ import annotations

import threading
import time
from collections import Counter

import pytest

from leadscan.web import lanes


def never(lane: str) -> float:
    return 0.0


def test_every_item_is_done_once_and_items_of_a_lane_one_at_a_time_in_order() -> None:
    items = [(lane, n) for n in range(30) for lane in "abc"]
    inside: Counter[str] = Counter()
    begun: list[tuple[str, int]] = []
    lock = threading.Lock()

    def work(item: tuple[str, int]) -> int:
        with lock:
            inside[item[0]] += 1
            assert inside[item[0]] == 1
            begun.append(item)
        time.sleep(0.0005)
        with lock:
            inside[item[0]] -= 1
        return item[1]

    done = list(lanes.run(items, work, workers=8, lane=lambda _, item: item[0], ready=never))
    assert sorted(item for item, _ in done) == sorted(items)
    assert all(item[1] == result for item, result in done)
    assert all([n for lane, n in begun if lane == name] == list(range(30)) for name in "abc")


def test_a_lane_that_is_not_ready_holds_no_worker() -> None:
    start = time.monotonic()
    done = list(lanes.run(["slow", "a", "b"], lambda item: time.monotonic() - start, workers=1, lane=lambda _, item: item, ready=lambda lane: start + 0.2 if lane == "slow" else 0.0))
    assert [item for item, _ in done] == ["a", "b", "slow"]
    assert done[2][1] >= 0.2


def test_an_exception_reaches_the_caller() -> None:
    def work(item: int) -> int:
        raise ZeroDivisionError(item)

    with pytest.raises(ZeroDivisionError):
        list(lanes.run([1, 2, 3], work, workers=2, lane=lambda n, _: str(n), ready=never))


def test_a_caller_that_stops_leaves_the_rest_undone() -> None:
    begun: list[int] = []

    def work(item: int) -> int:
        begun.append(item)
        return item

    for _ in lanes.run(list(range(500)), work, workers=2, lane=lambda n, _: str(n), ready=never):
        break
    time.sleep(0.05)
    assert len(begun) < 20


def test_nothing_to_do_is_done() -> None:
    assert list(lanes.run([], lambda item: item, workers=4, lane=lambda n, _: str(n), ready=never)) == []
