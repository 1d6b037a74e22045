"""The weekly email: on its day, once, with what the week was."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from leadscan import pipeline, settings
from leadscan.desk import rows
from leadscan.errors import DataError, DeskError
from leadscan.stages import outreach, weekly
from leadscan.types import Watchlist
from tests.morning.put_desk import ANN, TUESDAY, PutDesk, at

FRIDAY = date(2026, 5, 15)


@pytest.mark.parametrize(
    ("named", "days"),
    [
        ("fri", [date(2026, 5, 15), date(2026, 5, 21)]),
        ("mon", [date(2026, 5, 11), date(2026, 5, 18)]),
        ("wed", [date(2026, 5, 13), date(2026, 5, 20)]),
        ("", []),
    ],
)
def test_it_is_due_on_its_day_or_on_the_last_business_day_of_a_week_that_lacks_it(tmp_path: Path, named: str, days: list[date]) -> None:
    given = settings.Settings(desk=tmp_path, digest=settings.Digest(weekly=named), morning=settings.Morning(holidays=("2026-05-22",)))
    fortnight = [date(2026, 5, 11) + timedelta(days=number) for number in range(14)]
    assert [day for day in fortnight if weekly.is_due(given, ANN, day)] == days


def test_a_watchlist_goes_before_the_desk(tmp_path: Path) -> None:
    given = settings.Settings(desk=tmp_path, digest=settings.Digest(weekly="fri"))
    assert [weekly.is_due(given, Watchlist("x", "X", "x@bank.example", weekly=own), FRIDAY) for own in ("", "fri", "thu", "no")] == [True, True, False, False]


def test_a_day_that_is_none_is_refused_with_its_key(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match=r"digest\.weekly"):
        weekly.is_due(settings.Settings(desk=tmp_path, digest=settings.Digest(weekly="friday")), ANN, FRIDAY)
    row = {"rm": "ann", "email": "ann@bank.example", "weekly": "someday"}
    with pytest.raises(DataError, match="weekly"):
        rows._watchlist(row, frozenset())
    assert rows._watchlist({**row, "weekly": "Fri"}, frozenset()).weekly == "fri"


@pytest.fixture
def desk(tmp_path: Path) -> PutDesk:
    return PutDesk(tmp_path / "desk", environ={"LEADSCAN_DIGEST_WEEKLY": "fri", "LEADSCAN_DIGEST_FLASH": "1"})


def test_the_week_holds_what_was_told_done_moved_and_falls_due(desk: PutDesk) -> None:
    desk.say(0, "CONTRACT_WIN", seen=at(TUESDAY, "06:00"))
    desk.file(4, "Application Proof (1st submission)", "A", day=TUESDAY)
    made = desk.morning(TUESDAY)["ann"]
    outreach.touch(desk.settings, made.items[0].lead_id, "no_answer", note="ask again", now=at(TUESDAY, "10:00"))
    desk.morning(date(2026, 5, 13))
    desk.say(1, "STRESS", seen=at(date(2026, 5, 13), "11:00"))
    desk.flash(at(date(2026, 5, 13), "12:00"))
    desk.file(4, "PHIP (1st submission)", "A", day=date(2026, 5, 14))
    assert desk.kinds("ann", date(2026, 5, 13)) == ["flash", "morning"]
    desk.morning(date(2026, 5, 14))
    desk.morning(FRIDAY)
    found = desk.digest("ann", FRIDAY, "weekly")
    assert found is not None and found.week is not None
    assert [item.trigger for item in found.items] == ["CONTRACT_WIN", "STRESS"]
    assert [(touch.outcome, touch.note) for touch in found.week.touches] == [("no_answer", "ask again")]
    assert [(move.name, move.old, move.new) for move in found.week.moves] == [("Bittern Chemicals Limited", "FILED", "CLEARED")]
    assert [(clock.name, clock.what) for clock in found.week.clocks] == [("Tallow Pier Foods Limited", "call")]
    assert (found.week.first, found.week.last, found.week.until) == (date(2026, 5, 9), FRIDAY, date(2026, 5, 22))


def test_a_lapse_of_the_coming_week_is_among_the_clocks(desk: PutDesk) -> None:
    desk.file(4, "Application Proof (1st submission)", "A", day=date(2025, 11, 19))
    desk.morning(FRIDAY)
    found = desk.digest("ann", FRIDAY, "weekly")
    assert found is not None and found.week is not None
    assert [(clock.day, clock.name, clock.what) for clock in found.week.clocks] == [(date(2026, 5, 19), "Bittern Chemicals Limited", "lapses")]


def test_it_is_made_once_and_a_morning_that_died_before_it_makes_it_up(desk: PutDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(weekly, "make", lambda run: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            desk.morning(FRIDAY)
    run = desk.run(at(FRIDAY))
    assert desk.kinds("ann", FRIDAY) == ["morning"] and not pipeline.is_done(run)
    desk.morning(FRIDAY)
    desk.morning(FRIDAY)
    assert desk.kinds("ann", FRIDAY) == ["morning", "weekly"] and pipeline.is_done(run)
    with desk.open() as db:
        assert len(db.outbox(FRIDAY)) == 4


def test_the_next_week_begins_where_the_last_one_ended(desk: PutDesk) -> None:
    desk.morning(FRIDAY)
    desk.morning(date(2026, 5, 22))
    found = desk.digest("ann", date(2026, 5, 22), "weekly")
    assert found is not None and found.week is not None and found.week.first == date(2026, 5, 16)


def test_a_weekly_email_is_no_edition_of_news(desk: PutDesk) -> None:
    desk.say(0, "CONTRACT_WIN", seen=at(FRIDAY, "06:00"))
    desk.morning(FRIDAY)
    with desk.open() as db:
        assert db.latest_edition() == FRIDAY
        assert db.last_briefed("ann", date(2026, 5, 18)) == at(FRIDAY)
        assert [memory.matter for memory in db.told("ann")] == ["T:00|CONTRACT_WIN"]
