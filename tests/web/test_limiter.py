from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest

from leadscan.web.limiter import Limiter, domain


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.paper.com", "paper.com"), ("finance.news.paper.com.hk", "paper.com.hk"), ("PAPER.COM.HK.", "paper.com.hk"), ("a.b.gov.hk", "b.gov.hk"), ("x.新聞.香港", "新聞.香港"),
        ("127.0.0.1", "127.0.0.1"), ("[::1]", "::1"), ("localhost", "localhost"), ("www.sec.example", "sec.example"), ("com.hk", "com.hk"), ("", ""),
    ],
)  # fmt: skip
def test_the_domain_is_what_somebody_registered(host: str, name: str) -> None:
    assert domain(host) == name


@dataclass
class Clock:
    at: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


def test_a_second_turn_waits_what_is_left_of_the_pause() -> None:
    clock = Clock()
    limiter = Limiter(2.0, clock=clock, sleep=clock.sleep)
    for work in (0.5, 5.0, 0.0):
        with limiter.turn("paper.example"):
            clock.at += work
    with limiter.turn("other.example"):
        pass
    assert clock.slept == [1.5]


def test_two_threads_never_have_the_turn_of_one_domain_together() -> None:
    limiter = Limiter(0.001)
    inside = 0
    most = 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(5):
            with limiter.turn("paper.example"):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


@pytest.mark.parametrize(("asked", "held"), [((10.0,), 10.0), ((10.0, 3.0), 10.0), ((10**9,), 86400.0), ((-5.0,), 0.0), ((0.0,), 0.0)])
def test_a_hold_is_the_longest_asked_for_and_at_most_a_day(asked: tuple[float, ...], held: float) -> None:
    clock = Clock()
    limiter = Limiter(0.0, clock=clock, sleep=clock.sleep)
    for seconds in asked:
        limiter.hold("paper.example", seconds)
    assert limiter.held("paper.example") == held
    assert limiter.held("other.example") == 0
    clock.at += held
    assert limiter.held("paper.example") == 0
