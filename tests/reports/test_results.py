"""An RM's quarter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.errors import UsageError
from leadscan.reports import results
from leadscan.types import Language, Touch

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
QUARTER = results.Quarter(2026, 2)


def touch(number: int, kind: str, outcome: str, *, day: date = date(2026, 5, 12), **changes: Any) -> Touch:
    values: dict[str, Any] = {"lead_id": f"lead{number}", "rm": "karen.lau", "company_key": None, "company_name": f"Company {number}", "note": ""}
    return Touch(id=str(number), kind=kind, outcome=outcome, at=datetime(day.year, day.month, day.day, 10, tzinfo=HONG_KONG), **(values | changes))


ALL = (
    touch(1, "letter", "drafted"), touch(1, "fax", "fax_sent"), touch(1, "call", "no_answer"), touch(1, "call", "meeting"),
    touch(2, "call", "called"), touch(2, "call", "won"), touch(3, "call", "lost"), touch(4, "call", "not_relevant"), touch(5, "call", "snooze"),
    touch(6, "call", "called", note="it offers a shared limit for groups"), touch(7, "meeting", "meeting"),
)  # fmt: skip


def quarter_of_all(**changes: Any) -> results.Results:
    return results.results("karen.lau", [replace(one, id=str(number)) for number, one in enumerate(ALL)], when=QUARTER, name="Karen Lau", **changes)


def test_each_step_counts_as_what_it_was() -> None:
    found = quarter_of_all(competitors={"lead6"}, told=31)
    assert found.counts == {"letters": 1, "faxes": 1, "calls": 6, "meetings": 2, "won": 1, "lost": 1, "competitor": 1, "companies": 5, "told": 31}
    assert [step.note for step in found.competitor_notes] == ["it offers a shared limit for groups"]
    assert len(found.steps) == len(ALL)


def test_an_answer_by_email_that_a_lead_is_not_relevant_is_no_call() -> None:
    assert results.results("karen.lau", [touch(1, "call", "not_relevant"), touch(2, "call", "mine_already"), touch(3, "call", "snooze")], when=QUARTER).counts["calls"] == 0


def test_only_hong_kong_days_of_the_quarter_and_the_rms_own_steps_count() -> None:
    late = Touch("x", "l", "karen.lau", None, "C", "call", "called", datetime(2026, 6, 30, 23, 59, tzinfo=HONG_KONG))
    found = results.results(
        "karen.lau", [late, touch(1, "call", "called", day=date(2026, 3, 31)), touch(2, "call", "called", day=date(2026, 7, 1)), touch(3, "call", "called", rm="somebody.else")], when=QUARTER
    )  # fmt: skip
    assert [step.day for step in found.steps] == [date(2026, 6, 30)]


@pytest.mark.parametrize(("text", "first", "last"), [("2026Q1", "2026-01-01", "2026-03-31"), ("2024q1", "2024-01-01", "2024-03-31"), ("2026-Q4", "2026-10-01", "2026-12-31")])
def test_a_quarter_has_its_first_and_last_day(text: str, first: str, last: str) -> None:
    found = results.quarter(text)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize("text", ["2026", "Q4", "2026Q5", "26Q1", "2026Q1 or so", ""])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="2026Q4"):
        results.quarter(text)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_lies_in_its_quarter(day: date) -> None:
    found = results.quarter_of(day)
    assert found.first <= day <= found.last
    assert results.quarter(str(found)) == found


@pytest.mark.parametrize(("language", "said"), [("en", ("My results", "Letters drafted", "fax sent")), ("zh-Hant", ("我的成績", "擬備信件", "已傳真")), ("zh-Hans", ("我的成绩", "拟备信件", "已传真"))])
def test_page_and_lines_say_the_same_in_the_rms_language(language: Language, said: tuple[str, ...]) -> None:
    found = quarter_of_all(competitors={"lead6"})
    html = results.html(found, language=language, today=date(2026, 5, 13))
    text = "\n".join(results.lines(found, language=language, today=date(2026, 5, 13)))
    for part in (*said, "it offers a shared limit for groups", "Company 7"):
        assert part in html and part in text


def test_an_empty_quarter_says_so() -> None:
    found = results.results("karen.lau", (), when=QUARTER)
    assert "Nothing was recorded in this quarter." in results.html(found, language="en", today=date(2026, 5, 13))
    assert set(found.counts.values()) == {0}


def test_hostile_names_and_notes_are_harmless() -> None:
    evil = "<script>alert(1)</script>{{ 7*7 }}\r\nx\x1b[2J"
    found = results.results("karen.lau", [touch(1, evil, evil, company_name=evil, note=evil)], when=QUARTER, name=evil, competitors={"lead1"})
    html = results.html(found, language="en", today=date(2026, 5, 13))
    assert "<script" not in html and "49" not in html
    lines = results.lines(found, language="en", today=date(2026, 5, 13))
    assert not [line for line in lines if any(ord(sign) < 32 for sign in line)]
