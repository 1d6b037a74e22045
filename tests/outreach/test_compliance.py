"""What forbids outreach."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.outreach import compliance
from leadscan.types import Suppression
from tests.outreach.outreach_makers import CONTACT, DAY, lead


def entry(kind: Any, value: str, **changes: Any) -> Suppression:
    return Suppression(kind, value, changes.pop("reason", "asked by fax"), changes.pop("since", date(2026, 1, 5)), changes.pop("until", None))


def test_a_free_lead_is_free() -> None:
    others = (entry("company", "Other Robotics"), entry("phone", "2100 7778"), entry("person", "Lam Wai Yin"))
    assert compliance.check(lead(), others, today=DAY, contact=CONTACT, owner="karen.lau") is None


@pytest.mark.parametrize(
    "suppression",
    [
        entry("company", "HKEX:00999"), entry("company", "00999"), entry("company", "云峰机器人"), entry("company", " CLOUDPEAK  robotics "), entry("phone", "21007777"), entry("phone", "(852) 2100-7777"),
        entry("fax", "2100 8888"), entry("person", "lam wai yee"),
    ],
)  # fmt: skip
def test_whatever_the_lead_would_reach_is_held_against_the_list(suppression: Suppression) -> None:
    found = compliance.refusal(lead(), (suppression,), today=DAY, contact=CONTACT)
    assert found is not None and found.rule == "suppressed"


def test_a_suppressed_email_forbids_writing_to_it() -> None:
    assert compliance.check(lead(), (entry("email", "CFO@cloudpeak.example"),), today=DAY, email="cfo@Cloudpeak.example") is not None


@pytest.mark.parametrize(("since", "until", "holds"), [(date(2026, 3, 11), None, False), (DAY, None, True), (date(2025, 1, 1), date(2026, 3, 9), False), (date(2025, 1, 1), DAY, True)])
def test_an_entry_holds_from_its_first_day_to_its_last(since: date, until: date | None, holds: bool) -> None:
    assert (compliance.check(lead(), (entry("company", "00999", since=since, until=until),), today=DAY) is not None) is holds


@pytest.mark.parametrize(
    ("changes", "given", "rule"),
    [
        ({"polarity": "R", "trigger": "STRESS"}, {}, "risk_freeze"),
        ({"suppressed": "a petition was filed"}, {}, "risk_freeze"),
        ({}, {"owner": "desmond.yuen"}, "other_rm"),
        ({}, {"contact": CONTACT, "departed": ("LAM Wai Yee",)}, "cfo_changed"),
        ({}, {"register_date": date(2026, 2, 2)}, "stale_register"),
    ],
)
def test_each_rule_refuses_and_says_who_may_clear_it(changes: dict[str, Any], given: dict[str, Any], rule: str) -> None:
    found = compliance.refusal(lead(**changes), (), today=DAY, **given)
    assert found is not None and found.rule == rule
    assert "may clear it" in str(found) and found.source and found.clears


def test_a_register_of_ten_working_days_ago_may_still_be_used() -> None:
    assert compliance.check(lead(), (), today=DAY, register_date=date(2026, 2, 24)) is None
    assert compliance.check(lead(), (), today=DAY, register_date=date(2026, 2, 23)) is not None


@given(st.sampled_from(["phone", "fax"]), st.sampled_from(["2100 {}", "+852 2100 {}", "852-2100-{}", "(852)2100{}", "00852 2100 {}"]))
def test_a_suppressed_number_is_found_however_it_is_written(kind: str, pattern: str) -> None:
    number = pattern.format("7777" if kind == "phone" else "8888")
    assert compliance.check(lead(), (entry(kind, number),), today=DAY, contact=CONTACT) is not None
