"""The call-back and the steps after it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.outreach import cadence, calendar

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(HONG_KONG))  # noqa: DTZ001  # hypothesis wants its bounds without a zone


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=HONG_KONG)


@pytest.mark.parametrize(
    ("faxed", "back"),
    [
        (at(10, 10), at(10, 11)),
        (at(10, 11, 59), at(10, 12, 59)),
        (at(10, 12, 0), at(10, 14)),  # lunch: two hours later is still in time
        (at(10, 12, 30), at(10, 14)),
        (at(10, 16, 59), at(10, 17, 59)),
        (at(10, 17, 0), at(11, 9, 30)),
        (at(10, 22, 0), at(11, 9, 30)),
        (at(10, 6, 0), at(10, 9, 30)),
        (at(10, 7, 30), at(10, 9, 0)),
        (at(13, 17, 30), at(16, 9, 30)),  # Friday evening: Monday
        (datetime(2026, 4, 2, 17, 30, tzinfo=HONG_KONG), datetime(2026, 4, 8, 9, 30, tzinfo=HONG_KONG)),  # before Easter
    ],
)
def test_the_call_back_is_one_to_two_hours_after_the_fax_or_the_next_business_morning(faxed: datetime, back: datetime) -> None:
    assert cadence.call_back(faxed) == back


@settings(max_examples=500)
@given(moments)
def test_a_call_back_is_always_in_office_hours_and_at_least_an_hour_after_the_fax(faxed: datetime) -> None:
    back = cadence.call_back(faxed)
    assert calendar.in_office_hours(back)
    assert back - faxed >= timedelta(minutes=60)
    assert back - faxed <= timedelta(minutes=120) or back.time() == time(9, 30)


@pytest.mark.parametrize("outcome", sorted(cadence.STOPS))
@pytest.mark.parametrize("kind", ["letter", "fax", "call", "call_back", "meeting"])
def test_it_stops_where_there_is_no_more_to_do(kind: str, outcome: str) -> None:
    assert cadence.next_step(kind, outcome, at(10, 10)) is None


@pytest.mark.parametrize(
    ("kind", "outcome", "step", "when"),
    [
        ("letter", "drafted", "fax", at(10, 10)),
        ("fax", "sent", "call_back", at(10, 11)),
        ("call_back", "fax_not_received", "fax", at(10, 10, 5)),
        ("call_back", "wrong_person", "ask_switchboard", at(10, 10, 5)),
        ("call_back", "no_answer", "call", at(10, 15)),
        ("call", "call_later", "call", at(17, 9, 30)),
        ("call", "meeting", "meeting_report", at(11, 9, 30)),
        ("call", "snooze", "show_again", at(17, 9, 30)),
    ],
)
def test_the_next_step_follows_from_what_came_of_the_last(kind: str, outcome: str, step: str, when: datetime) -> None:
    assert cadence.next_step(kind, outcome, at(10, 10)) == cadence.Step(step, when)


def test_three_calls_without_an_answer_are_enough() -> None:
    assert cadence.next_step("call", "no_answer", at(10, 10), tries=2) is not None
    assert cadence.next_step("call", "no_answer", at(10, 10), tries=3) is None


@given(moments, st.sampled_from(["letter", "fax", "call", "call_back", "meeting", "note"]), st.sampled_from(["drafted", "sent", "no_answer", "fax_not_received", "wrong_person", "call_later", "meeting", "snooze"]))
def test_every_step_falls_into_office_hours_and_never_back(moment: datetime, kind: str, outcome: str) -> None:
    step = cadence.next_step(kind, outcome, moment)
    assert step is None or (calendar.in_office_hours(step.at) and step.at >= moment)
