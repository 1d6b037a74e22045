"""Flash mails: for what cannot wait, told once."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.morning.put_desk import TUESDAY, PutDesk, at

WEDNESDAY = TUESDAY + timedelta(days=1)
ON = {"LEADSCAN_DIGEST_FLASH": "1"}


@pytest.fixture
def desk(tmp_path: Path) -> PutDesk:
    made = PutDesk(tmp_path / "desk", environ=ON)
    made.say(0, "CONTRACT_WIN", seen=at(TUESDAY, "06:00"))
    made.morning(TUESDAY)
    return made


def test_without_the_switch_no_flash_is_made(tmp_path: Path) -> None:
    desk = PutDesk(tmp_path / "desk")
    desk.morning(TUESDAY)
    desk.say(1, "DEFAULT_INSOLVENCY", seen=at(TUESDAY, "11:00"))
    report = desk.flash(at(TUESDAY, "12:00"))
    assert report.counts == {"flashes": 0} and "switched off" in report.notes[0]


def test_a_risk_of_a_client_is_flashed_once_and_named_the_next_morning(desk: PutDesk) -> None:
    desk.say(1, "DEFAULT_INSOLVENCY", seen=at(TUESDAY, "11:00"))
    assert desk.flash(at(TUESDAY, "12:00")).counts["flashes"] == 1
    assert desk.flash(at(TUESDAY, "12:10")).counts["flashes"] == 0
    made = desk.digest("ann", TUESDAY, "flash")
    assert made is not None
    assert [(item.trigger, item.section) for item in made.items] == [("DEFAULT_INSOLVENCY", "watch")]
    assert made.subject == "Flash: Wicker Gate Logistics Limited is in default or insolvency | Tue 12 May"
    morning = desk.morning(WEDNESDAY)["ann"]
    assert morning.items == ()
    assert morning.notes == ("As flashed on Tue 12 May: Wicker Gate Logistics Limited (default or insolvency)",)
    assert desk.morning(WEDNESDAY + timedelta(days=1))["ann"].notes == ()


def test_what_moved_after_a_flash_is_told_with_its_change(desk: PutDesk) -> None:
    desk.say(1, "DEFAULT_INSOLVENCY", "rumour", seen=at(TUESDAY, "11:00"))
    desk.flash(at(TUESDAY, "12:00"))
    desk.say(1, "DEFAULT_INSOLVENCY", "announced", seen=at(TUESDAY, "20:00"))
    assert [item.changed for item in desk.morning(WEDNESDAY)["ann"].items] == ["stage rumour -> announced"]


def test_a_second_thing_on_the_same_day_is_a_second_flash(desk: PutDesk) -> None:
    desk.say(1, "DEFAULT_INSOLVENCY", seen=at(TUESDAY, "11:00"))
    desk.flash(at(TUESDAY, "12:00"))
    desk.file(4, "Application Proof (1st submission)", "A", day=TUESDAY)
    desk.say(4, "IPO_FILED", "filed", seen=at(TUESDAY, "15:00"))
    assert desk.flash(at(TUESDAY, "16:00")).counts["flashes"] == 1
    assert desk.kinds("ann", TUESDAY) == ["flash", "flash-2", "morning"]
    second = desk.digest("ann", TUESDAY, "flash-2")
    assert second is not None and [item.trigger for item in second.items] == ["IPO_FILED"]
    with desk.open() as db:
        assert len({row.message.message_id for row in db.outbox(TUESDAY)}) == 4


def test_a_change_of_stage_in_what_was_told_is_flashed(desk: PutDesk) -> None:
    desk.say(0, "MA_BUY", "rumour", seen=at(TUESDAY, "22:00"))
    desk.morning(WEDNESDAY)
    desk.say(0, "MA_BUY", "announced", seen=at(WEDNESDAY, "10:00"))
    desk.flash(at(WEDNESDAY, "12:00"))
    made = desk.digest("ann", WEDNESDAY, "flash")
    assert made is not None and [item.changed for item in made.items] == ["stage rumour -> announced"]


@pytest.mark.parametrize(("number", "trigger"), [(0, "CONTRACT_WIN"), (4, "CAPEX_PLANT"), (0, "STRESS"), (1, "CFO_CHANGE")])
def test_what_can_wait_waits_for_the_morning(desk: PutDesk, number: int, trigger: str) -> None:
    desk.say(number, trigger, seen=at(TUESDAY, "11:00"), amount="HK$900m")
    assert desk.flash(at(TUESDAY, "12:00")).counts["flashes"] == 0


def test_before_the_morning_email_nothing_is_flashed(desk: PutDesk) -> None:
    desk.say(1, "DEFAULT_INSOLVENCY", seen=at(TUESDAY, "23:00"))
    report = desk.flash(at(WEDNESDAY, "06:00"))
    assert report.counts["morning_first"] == 2 and report.counts["flashes"] == 0
    assert [item.trigger for item in desk.morning(WEDNESDAY)["ann"].items] == ["DEFAULT_INSOLVENCY"]


def test_on_a_day_off_a_flash_goes_out_and_counts_for_the_next_edition(desk: PutDesk) -> None:
    saturday, monday = date(2026, 5, 16), date(2026, 5, 18)
    desk.say(1, "INTEGRITY", seen=at(saturday, "09:00"))
    assert desk.flash(at(saturday, "10:00")).counts["flashes"] == 1
    assert desk.morning(monday)["ann"].items == ()
    assert desk.morning(date(2026, 5, 19))["ann"].items == ()


def test_the_credit_contact_gets_a_flashed_risk_too(tmp_path: Path) -> None:
    desk = PutDesk(tmp_path / "desk", environ={**ON, "LEADSCAN_MAIL_CREDIT_CONTACT": "credit@bank.example"})
    desk.morning(TUESDAY)
    desk.say(1, "DEFAULT_INSOLVENCY", seen=at(TUESDAY, "11:00"))
    desk.flash(at(TUESDAY, "12:00"))
    with desk.open() as db:
        assert {(row.message.kind, row.message.to) for row in db.outbox(TUESDAY) if row.message.kind != "morning"} == {("flash", ("ann@bank.example",)), ("flash-watch", ("credit@bank.example",))}


def test_a_flashed_lead_can_be_asked_for_after_the_next_ranking(desk: PutDesk) -> None:
    desk.say(1, "DEFAULT_INSOLVENCY", seen=at(TUESDAY, "11:00"))
    desk.flash(at(TUESDAY, "12:00"))
    made = desk.digest("ann", TUESDAY, "flash")
    desk.morning(WEDNESDAY)
    assert made is not None
    with desk.open() as db:
        found = db.lead(made.items[0].lead_id)
    assert found is not None and found.trigger == "DEFAULT_INSOLVENCY" and found.status == "shown"


def test_two_schedulers_at_once_make_one_flash(desk: PutDesk) -> None:
    desk.say(1, "DEFAULT_INSOLVENCY", seen=at(TUESDAY, "11:00"))
    made: list[int] = []
    threads = [threading.Thread(target=lambda: made.append(desk.flash(at(TUESDAY, "12:00")).counts["flashes"])) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 0, 1]
    assert desk.kinds("ann", TUESDAY) == ["flash", "morning"]
