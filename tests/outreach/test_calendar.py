"""Hong Kong business days and office hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.errors import DeskError
from leadscan.outreach import calendar

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(HONG_KONG))  # noqa: DTZ001  # hypothesis wants its bounds without a zone


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 3, 10), True),
        (date(2026, 3, 14), False),  # Saturday
        (date(2026, 4, 3), False),  # Good Friday: a general holiday, not a statutory one
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 4, 7), False),  # the day after, since Ching Ming fell on Easter Sunday
        (date(2026, 4, 8), True),
        (date(2026, 2, 17), False),  # Lunar New Year
        (date(2026, 5, 25), False),  # Buddha's birthday fell on a Sunday
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
    ],
)
def test_a_business_day_is_no_weekend_and_no_general_holiday(day: date, open_: bool) -> None:
    assert calendar.is_business_day(day) is open_


def test_the_desk_adds_days_off_as_iso_text_or_dates() -> None:
    assert not calendar.is_business_day(date(2026, 12, 24), extra=("2026-12-24",))
    assert not calendar.is_business_day(date(2026, 12, 24), extra=(date(2026, 12, 24),))
    assert calendar.next_business_day(date(2026, 12, 23), extra=("2026-12-24",)) == date(2026, 12, 28)


def test_a_wrong_day_off_is_named_with_its_key() -> None:
    with pytest.raises(DeskError, match=r"morning\.holidays: .*'24 Dec'"):
        calendar.is_business_day(date(2026, 12, 24), extra=("24 Dec",))


@pytest.mark.parametrize(
    ("moment", "open_"),
    [((2026, 3, 10, 9, 0), True), ((2026, 3, 10, 8, 59), False), ((2026, 3, 10, 13, 0), False), ((2026, 3, 10, 14, 0), True), ((2026, 3, 10, 17, 59), True), ((2026, 3, 10, 18, 0), False), ((2026, 3, 14, 10, 0), False)],
)
def test_office_hours_are_nine_to_six_without_lunch(moment: tuple[int, ...], open_: bool) -> None:
    assert calendar.in_office_hours(datetime(*moment, tzinfo=HONG_KONG)) is open_  # type: ignore[misc, arg-type]  # year to minute


@given(moments)
def test_the_office_time_of_a_moment_is_in_office_hours_and_never_earlier(moment: datetime) -> None:
    found = calendar.office_time(moment)
    assert calendar.in_office_hours(found)
    assert found >= moment
    assert calendar.office_time(found) == found


@given(moments, st.integers(0, 15))
def test_adding_business_days_and_counting_them_agree(moment: datetime, n: int) -> None:
    later = calendar.add_business_days(moment.date(), n)
    assert calendar.business_days_between(moment.date(), later) == n


@given(moments)
def test_the_clock_of_another_zone_changes_nothing(moment: datetime) -> None:
    assert calendar.office_time(moment.astimezone(UTC)) == calendar.office_time(moment)
    assert calendar.office_time(moment) - moment < timedelta(days=12)
