"""A morning run twice is the morning run once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from leadscan import settings, store
from leadscan.stages import collect, examine, read
from tests.desks import DAYS, run_day, run_of
from tests.morning.test_kill import fingerprint, mails


def test_a_second_run_of_the_day_changes_nothing_and_sends_nothing(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    run_day(desk, DAYS[0])
    tables, letters = fingerprint(desk), mails(desk)
    reports = run_day(desk, DAYS[0])
    assert [report.stage for report in reports] == ["desk", "deliver"]
    assert fingerprint(desk) == tables
    assert mails(desk) == letters


def test_each_stage_finds_its_work_done_when_it_is_run_again(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    run_day(desk, DAYS[0])
    tables = fingerprint(desk)
    run = run_of(desk, DAYS[0])
    assert read.read(run).counts["all"] == 0
    assert examine.examine(run).counts["documents"] == 0
    failed = [health.source_id for health in _health(desk) if health.state in collect.FAILED]
    assert collect.collect(run).counts["scheduled"] == len(failed)
    assert fingerprint(desk) == tables


def _health(desk: Path):  # type: ignore[no-untyped-def]
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        return db.health()
