"""Steps of a listing that come in filings of one kind: each is a change, and how the exchange writes an end."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from leadscan.leads import changes, filings
from leadscan.types import Filing, Told

DAY = date(2026, 3, 10)
SEEN = datetime(2026, 3, 10, 6, tzinfo=ZoneInfo("Asia/Hong_Kong"))


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ({"case_stage": "CLEARED", "attempt": "1"}, {"case_stage": "PRICED", "attempt": "1"}, "case CLEARED -> PRICED"),
        ({"case_stage": "FILED", "attempt": "1"}, {"case_stage": "FILED", "attempt": "2"}, "attempt 1 -> 2"),
        ({"case_stage": "FILED", "attempt": "2"}, {"case_stage": "FILED", "attempt": "1"}, None),
        ({"case_stage": "FILED", "attempt": "1"}, {"case_stage": "FILED", "attempt": "1"}, None),
        ({"case_stage": "FILED"}, {"case_stage": "UNKNOWN"}, None),
        ({}, {"case_stage": "PRICED", "attempt": "1"}, None),
        ({"case_stage": "FILED", "attempt": "1"}, {}, None),
    ],
)
def test_a_further_step_of_the_same_kind_is_named(before: dict[str, str], now: dict[str, str], change: str | None) -> None:
    assert changes.moved(Told("ann", "X|IPO_PROGRESS", DAY, "filed", before, ()), "filed", now) == change


@pytest.mark.parametrize(
    ("status", "step", "setback"),
    [
        ("LP", ("IPO_SETBACK", "failed"), "LAPSED"), ("W", ("IPO_SETBACK", "failed"), "WITHDRAWN"), ("R", ("IPO_SETBACK", "failed"), "RETURNED"), ("RJ", ("IPO_SETBACK", "failed"), "REJECTED"),
        ("LT", ("IPO_PROGRESS", "completed"), None), ("IR", None, None), ("A", None, None),
    ],
)  # fmt: skip
def test_the_exchanges_letters_for_an_ended_application_are_understood(status: str, step: tuple[str, str] | None, setback: str | None) -> None:
    row = Filing("d", "hkex", "d", "HKEX", "", "HKEX:1", "https://exchange.example/1", "Curlew Tools Limited", "", "en", "Curlew Tools Limited", None, None, "other", DAY, SEEN, SEEN, raw_status=status, body_source="list")
    found = filings.from_filing(row, story_id="s", company_key=None)
    assert [(event.trigger, event.stage) for event in found] == ([step] if step else [])
    assert [event.facts.get("setback") for event in found] == ([setback] if step else [])
