"""What comes next after a step of outreach, and when; it stops where somebody said no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from leadscan.outreach import calendar

FIRST_CALL_BACK, LAST_CALL_BACK = timedelta(minutes=60), timedelta(minutes=120)
"""After the fax: time enough to be read, not so long as to be forgotten."""
MORNING = time(9, 30)
"""When a call opens a business day."""
NO_ANSWERS = 3
"""Calls without an answer after which the step is left alone."""
STOPS = frozenset({"no", "won", "lost", "not_relevant", "wrong_company", "mine_already"})


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do: fax, call_back, call, ask_switchboard, meeting_report or show_again."""

    kind: str
    at: datetime


def call_back(faxed: datetime, *, extra: Iterable[str | date] = ()) -> datetime:
    """When to ask whether the fax came: the first moment in office hours 60 to 120 minutes after it, else 09:30 of the next business morning."""
    extra = calendar.days_off(extra)
    first = calendar.office_time(faxed + FIRST_CALL_BACK, extra=extra)
    if first <= faxed + LAST_CALL_BACK:
        return first
    there = faxed.astimezone(calendar.HONG_KONG)
    today = calendar.is_business_day(there.date(), extra=extra) and there + LAST_CALL_BACK < calendar.at(there.date(), MORNING)
    return calendar.at(there.date() if today else calendar.next_business_day(there.date(), extra=extra), MORNING)


def next_step(kind: str, outcome: str, at: datetime, *, tries: int = 1, extra: Iterable[str | date] = ()) -> Step | None:
    """The step after a touch of that kind and outcome; ``tries`` counts the calls without an answer so far. None = nothing more to do."""
    extra = calendar.days_off(extra)
    if outcome in STOPS or (outcome == "no_answer" and tries >= NO_ANSWERS):
        return None
    if outcome == "drafted":
        return Step("fax", calendar.office_time(at, extra=extra))
    if outcome == "fax_not_received":
        return Step("fax", calendar.office_time(at + timedelta(minutes=5), extra=extra))
    if outcome == "wrong_person":
        return Step("ask_switchboard", calendar.office_time(at + timedelta(minutes=5), extra=extra))
    if outcome == "no_answer":
        return Step("call", _other_half_day(at, extra))
    if outcome == "call_later":
        return Step("call", _morning(at, 5, extra))
    if outcome == "snooze":
        return Step("show_again", _morning(at, 5, extra))
    if outcome == "meeting" or kind == "meeting":
        return Step("meeting_report", _morning(at, 1, extra))
    return Step("call_back", call_back(at, extra=extra)) if kind == "fax" else None


def _morning(at: datetime, days: int, extra: Iterable[str | date]) -> datetime:
    return calendar.at(calendar.add_business_days(at.astimezone(calendar.HONG_KONG).date(), days, extra=extra), MORNING)


def _other_half_day(at: datetime, extra: Iterable[str | date]) -> datetime:
    """Who does not answer in the morning may in the afternoon, and the other way round."""
    there = at.astimezone(calendar.HONG_KONG)
    if there.time() < calendar.LUNCH and calendar.is_business_day(there.date(), extra=extra):
        return calendar.at(there.date(), time(15))
    return _morning(at, 1, extra)
