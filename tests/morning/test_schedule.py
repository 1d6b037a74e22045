"""A scheduled morning that comes late sends no stale edition, and two runs never work on one desk at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from leadscan import pipeline, settings, store
from leadscan.errors import DeskError, Locked
from leadscan.stages import schedule
from leadscan.stages.run import VENUE_KINDS, filings_run, morning_run
from leadscan.store import lock
from tests.desks import DAYS, run_of
from tests.morning.test_kill import mails


@pytest.mark.parametrize(
    ("due", "now", "found"),
    [
        ("2026-05-12T07:00+08:00", "2026-05-12T07:00:03+08:00", None),
        ("2026-05-12T07:00+08:00", "2026-05-12T12:00+08:00", None),
        ("2026-05-12T07:00+08:00", "2026-05-12T12:01+08:00", "today"),
        ("2026-05-11T23:00+00:00", "2026-05-12T15:59+00:00", "today"),
        ("2026-05-12T07:00+08:00", "2026-05-13T07:00+08:00", "over"),
        ("2026-05-11T07:00+08:00", "2026-05-13T03:00+08:00", "over"),
    ],
)
def test_a_missed_morning_is_late_after_noon_and_over_on_the_next_day(tmp_path: Path, due: str, now: str, found: str | None) -> None:
    missed = schedule.missed(morning_run(settings.load(tmp_path, {}), datetime.fromisoformat(now)), datetime.fromisoformat(due))
    assert (None if missed is None else "over" if missed.over else "today") == found


def test_an_hour_that_is_none_is_named(tmp_path: Path) -> None:
    run = morning_run(settings.load(tmp_path, {"LEADSCAN_OPERATORS_LATEST": "noon"}), datetime.fromisoformat("2026-05-12T07:00+08:00"))
    with pytest.raises(DeskError, match=r"operators\.latest: wants a time such as 12:00; found 'noon'"):
        schedule.missed(run, run.now)


def test_a_morning_of_yesterday_does_nothing_and_says_why(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    reports = pipeline.scheduled_morning(run_of(desk, DAYS[1]), run_of(desk, DAYS[0]).now)
    assert [report.stage for report in reports] == ["morning"]
    assert "the morning of 2026-05-12 was missed and its day is over: nothing was sent" in reports[0].notes[0]
    assert mails(desk) == {} and not (desk / "leadscan.duckdb").exists()


def test_a_late_morning_reads_and_sends_nothing(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    due = run_of(desk, DAYS[0])
    reports = pipeline.scheduled_morning(replace(due, now=due.now.replace(hour=14)), due.now)
    assert [report.stage for report in reports] == ["desk", "collect", "read", "examine", "brief"]
    assert "later than [operators] latest = 12:00" in reports[-1].notes[0]
    assert mails(desk) == {}
    assert dict(reports[3].counts)["documents"] > 0


def test_a_look_at_the_venues_asks_them_alone_and_makes_no_email(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    run = run_of(desk, DAYS[0])
    reports = pipeline.filings(filings_run(run.settings, run.now, VENUE_KINDS))
    with store.open_store(run.settings, purpose="test") as db:
        kinds = {source.id: source.kind for source in db.sources()}
        asked = {health.source_id for health in db.health()}
        documents = db.stats()["documents"]
    assert asked == {source for source, kind in kinds.items() if kind in VENUE_KINDS}
    assert {kinds[source] for source in asked} >= {"hkex_json", "edgar_atom"}
    assert dict(reports[2].counts)["read"] == documents > 0
    assert mails(desk) == {}


def test_two_runs_never_work_on_one_desk_at_once(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    run = run_of(desk, DAYS[0])
    with lock.hold(desk, purpose="morning", wait=0, name=lock.RUN):
        [gave_way] = pipeline.filings(filings_run(run.settings, run.now, VENUE_KINDS))
        assert gave_way.counts == {"gave_way": 1} and "leadscan morning (process" in gave_way.notes[0]
        impatient = replace(run.settings, operators=replace(run.settings.operators, run_wait=0.0))
        with pytest.raises(Locked, match="leadscan morning"):
            pipeline.morning(replace(run, settings=impatient))


def test_days_made_up_mail_nothing_and_examine_again_only_when_asked(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    runs = [run_of(desk, day) for day in reversed(DAYS)]
    first = pipeline.backfill(runs)
    assert [report.stage for report in first] == ["desk", "collect", "read", "examine"] * 2
    assert mails(desk) == {}
    documents = [dict(report.counts)["documents"] for report in first if report.stage == "examine"]
    assert all(documents)
    again = pipeline.backfill(runs, again=True)
    assert [dict(report.counts)["to_examine_again"] for report in again if report.stage == "backfill"] == documents
    assert [dict(report.counts)["documents"] for report in pipeline.backfill(runs) if report.stage == "examine"] == [0, 0]


def test_a_run_that_never_ended_is_told_by_the_next_one(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    run = run_of(desk, DAYS[0])
    with store.open_store(run.settings, purpose="test") as db:
        db.start_run("morning", run.slot, run.now - timedelta(minutes=5))
    notes = pipeline.morning(run)[0].notes
    assert any("a morning begun for 2026-05-11 23:25 UTC never ended" in note for note in notes)
    assert not any("never ended" in note for note in pipeline.morning(run)[0].notes)
