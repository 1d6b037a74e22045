"""When a source is asked again, and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leadscan.types import Health, PollTask, Source
from leadscan.web import address, is_due, moved_for_good
from leadscan.web.rhythm import rest_of

NOW = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
SOURCE = Source("paper", "The Paper", "rss", "https://paper.example/rss")
LEAST, MOST = timedelta(minutes=15), timedelta(hours=6)
NEW = "https://new.example/rss"


def task(state: str = "ok", *, failures: int = 0, since: date = date(2026, 3, 10), ago: timedelta = timedelta(days=1), new_a_day: float = 0.0) -> PollTask:
    health = Health("paper", "The Paper", state, since, "", NOW, NOW, failures=failures)  # type: ignore[arg-type]
    return PollTask(SOURCE, health=health, polls=5, polled_at=NOW - ago, new_a_day=new_a_day)


@pytest.mark.parametrize(
    ("asked", "rest"),
    [
        (task(new_a_day=0.0), timedelta(hours=6)),
        (task(new_a_day=12.0), timedelta(hours=1)),
        (task(new_a_day=1000.0), timedelta(minutes=15)),
        (task("stale", new_a_day=0.1), timedelta(hours=6)),
        (task("failing", failures=2), timedelta(0)),
        (task("failing", failures=3), timedelta(days=1)),
        (task("blocked", failures=5), timedelta(days=4)),
        (task("failing", failures=400), timedelta(days=7)),
        (task("gone", failures=1, since=date(2026, 3, 9)), timedelta(0)),
        (task("gone", failures=2, since=date(2026, 3, 8)), timedelta(days=7)),
    ],
)
def test_a_source_rests_by_its_news_and_by_its_failures(asked: PollTask, rest: timedelta) -> None:
    assert rest_of(asked, NOW, least=LEAST, most=MOST) == rest


def test_a_source_never_polled_is_due() -> None:
    assert is_due(PollTask(SOURCE), NOW, least=LEAST, most=MOST)


def test_a_daily_morning_misses_no_source_in_good_health_even_after_a_late_one() -> None:
    assert is_due(task(ago=timedelta(hours=18, minutes=30)), NOW, least=LEAST, most=MOST)


def test_sources_fall_out_of_step_by_at_most_a_tenth() -> None:
    def due(number: int, ago: timedelta) -> bool:
        return is_due(replace(task(ago=ago), source=replace(SOURCE, id=f"p{number}")), NOW, least=LEAST, most=MOST)

    assert 20 < sum(due(number, timedelta(hours=5, minutes=42)) for number in range(100)) < 80
    assert not any(due(number, timedelta(hours=5, minutes=20)) for number in range(100))
    assert all(due(number, timedelta(hours=6)) for number in range(100))


@pytest.mark.parametrize(
    ("moved", "where"),
    [((NEW, NEW, NEW), NEW), ((NEW, NEW), ""), ((NEW, "https://other.example/", NEW), ""), (("", "", ""), ""), ((NEW, NEW, NEW, "x"), NEW)],
)
def test_an_address_is_believed_after_three_equal_words(moved: tuple[str, ...], where: str) -> None:
    assert moved_for_good(moved) == where


def test_the_desks_own_address_is_asked_again_every_twentieth_time() -> None:
    moved = replace(task(), moved=(NEW, NEW, NEW))
    assert address(moved) == NEW
    assert address(replace(moved, polls=19)) == SOURCE.url
    assert address(task()) == SOURCE.url


@pytest.mark.parametrize(
    ("polled", "now", "due"),
    [
        ("2026-03-10 15:00", "2026-03-10 16:05", False),  # the venue may be late
        ("2026-03-10 15:00", "2026-03-10 16:10", True),
        ("2026-03-10 16:15", "2026-03-10 16:20", False),
        ("2026-03-10 16:15", "2026-03-10 18:15", False),
        ("2026-03-09 15:00", "2026-03-10 07:00", True),  # yesterday's was not seen
    ],
)
def test_a_list_that_is_made_anew_at_an_hour_is_due_after_it(polled: str, now: str, due: bool) -> None:
    hong_kong = ZoneInfo("Asia/Hong_Kong")
    asked, moment = (datetime.fromisoformat(text).replace(tzinfo=hong_kong) for text in (polled, now))
    listed = PollTask(replace(SOURCE, refreshed="16:00", timezone="Asia/Hong_Kong"), polls=5, polled_at=asked, new_a_day=0.1)
    assert is_due(listed, moment, least=LEAST, most=MOST) == due


def test_a_broken_list_rests_whatever_hour_it_promises() -> None:
    health = Health("p", "P", "failing", date(2026, 3, 1), "", None, None, failures=5)
    asked = datetime(2026, 3, 10, 7, 0, tzinfo=ZoneInfo("Asia/Hong_Kong"))
    listed = PollTask(replace(SOURCE, refreshed="16:00", timezone="Asia/Hong_Kong"), health=health, polls=5, polled_at=asked)
    assert not is_due(listed, asked + timedelta(hours=10), least=LEAST, most=MOST)
