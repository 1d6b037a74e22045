"""Hong Kong business days and office hours.

Days off are Saturdays, Sundays and the general holidays (Cap. 149; ``holidays`` calls those beyond the statutory ones "optional"),
and the desk's own. Office hours are 09:00-13:00 and 14:00-18:00; typhoons are not foreseen.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leadscan.errors import DeskError

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
OPENS, LUNCH, RETURNS, CLOSES = time(9), time(13), time(14), time(18)


def is_business_day(day: date, *, extra: Iterable[str | date] = ()) -> bool:
    """No weekend, no general holiday, none of the desk's ``extra`` days off (dates or ISO text; DeskError where one is neither)."""
    return day.weekday() < 5 and day not in _general_holidays(day.year) and day not in days_off(extra)


def next_business_day(day: date, *, extra: Iterable[str | date] = ()) -> date:
    """The first business day after ``day``."""
    extra = days_off(extra)
    following = day + timedelta(days=1)
    while not is_business_day(following, extra=extra):
        following += timedelta(days=1)
    return following


def add_business_days(day: date, n: int, *, extra: Iterable[str | date] = ()) -> date:
    """The ``n``-th business day after ``day``; ``day`` itself where n is 0."""
    extra = days_off(extra)
    for _ in range(n):
        day = next_business_day(day, extra=extra)
    return day


def business_days_between(start: date, end: date, *, extra: Iterable[str | date] = ()) -> int:
    """Business days after ``start`` up to and with ``end``; 0 where end is not later."""
    extra = days_off(extra)
    return sum(is_business_day(start + timedelta(days=n), extra=extra) for n in range(1, (end - start).days + 1))


def in_office_hours(moment: datetime, *, extra: Iterable[str | date] = ()) -> bool:
    """Is somebody at the desk: business day, 09:00 to before 13:00 or 14:00 to before 18:00, Hong Kong time."""
    there = moment.astimezone(HONG_KONG)
    clock = there.time()
    return (OPENS <= clock < LUNCH or RETURNS <= clock < CLOSES) and is_business_day(there.date(), extra=extra)


def office_time(moment: datetime, *, extra: Iterable[str | date] = ()) -> datetime:
    """``moment`` where it lies in office hours, else the next moment that does; in Hong Kong time."""
    extra = days_off(extra)
    there = moment.astimezone(HONG_KONG)
    if in_office_hours(there, extra=extra):
        return there
    if is_business_day(there.date(), extra=extra) and there.time() < RETURNS:
        return at(there.date(), OPENS if there.time() < OPENS else RETURNS)
    return at(next_business_day(there.date(), extra=extra), OPENS)


def at(day: date, clock: time) -> datetime:
    """A Hong Kong day and time of day."""
    return datetime.combine(day, clock, tzinfo=HONG_KONG)


def days_off(extra: Iterable[str | date]) -> frozenset[date]:
    """The desk's own days off as dates. DeskError names what is no ISO date."""
    return extra if isinstance(extra, frozenset) else frozenset(_day(value) for value in extra)


def _day(value: str | date) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip())
    except ValueError as e:
        raise DeskError(f"leadscan.toml: morning.holidays: wants dates such as 2026-12-24; found {value!r}") from e


@functools.cache
def _general_holidays(year: int) -> frozenset[date]:
    import holidays  # heavy: a module a country

    return frozenset(holidays.country_holidays("HK", years=year, categories=("public", "optional")))
