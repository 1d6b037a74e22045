"""Listings on one time axis of table cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.digests import axis
from leadscan.types import TimelineRow
from tests.digests.digest_makers import DAY, case, full_morning, make

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(days, st.none() | days), min_size=1, max_size=12))
def test_every_line_and_the_months_fill_the_width_exactly(found: list[tuple[date, date | None]]) -> None:
    rows = [TimelineRow(str(number), "", min(start, DAY), DAY, end if end is None or end >= DAY else None) for number, (start, end) in enumerate(found)]
    drawn = axis.axis(rows, language="en")
    assert drawn is not None
    assert all(sum(cell.width for cell in line.cells) == 100 for line in drawn.lines)
    assert sum(cell.width for cell in drawn.months) == 100
    assert all(cell.width > 0 for line in drawn.lines for cell in line.cells)
    assert all(any(cell.kind in ("past", "ahead") for cell in line.cells) for line in drawn.lines), "a bar is never too thin to be seen"


def test_the_next_to_lapse_comes_first_and_what_has_ended_or_no_day_is_left_out() -> None:
    live = case(key="A", lapses=date(2026, 9, 1))
    found = axis.rows(
        [("late", live), ("soon", replace(live, key="B", lapses=date(2026, 4, 1))), ("no clock", replace(live, key="C", lapses=None)), ("listed", replace(live, key="D", stage="LISTED")),
         ("lapsed", replace(live, key="E", lapses=date(2026, 3, 1))), ("no day", replace(live, key="F", filed=None)), ("again", live)],
        today=DAY, language="en",
    )  # fmt: skip
    assert [row.name for row in found] == ["soon", "late", "no clock"]
    assert found[0].words == "application filed · lapses 1 Apr"


@pytest.mark.parametrize(("language", "months"), [("en", "Oct Dec Feb Apr Jun Aug"), ("zh-Hant", "10月 12月 2月 4月 6月 8月")])
def test_a_full_morning_has_one_axis_over_its_listings(language: str, months: str) -> None:
    found, cases = full_morning(language)
    drawn = axis.axis(axis.of_digest(make(found, language=language, cases=cases)), language=language)
    assert drawn is not None and len(drawn.lines) == 3
    assert " ".join(cell.words for cell in drawn.months) == months


def test_a_single_listing_has_its_own_bar_and_no_axis() -> None:
    found, cases = full_morning("en")
    assert axis.of_digest(make(found[:1], cases=cases)) == ()
