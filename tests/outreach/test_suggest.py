"""Whom to call and what to say."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from leadscan.outreach.suggest import suggest
from tests.outreach.outreach_makers import BANK, case, event, lead


def test_the_finance_chief_is_named_with_title_and_page_and_the_phone_with_its_source() -> None:
    made = suggest(lead(), case(), language="en", bank=BANK)
    assert made is not None
    assert made.whom == "Lam Wai Yee (Chief Financial Officer), filing, p. 212"
    assert (made.phone, made.phone_source) == ("+852 2100 7777", "filing, p. 1")
    assert made.product == "Proceeds account and escrow"
    assert made.call_by == datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("Asia/Hong_Kong"))


def test_three_facts_and_one_question_are_said() -> None:
    made = suggest(lead(), case(), language="en", bank=BANK)
    assert made is not None
    assert made.say == (
        "Cloudpeak Robotics has applied to list · US$500m · Hong Kong (9 Mar).",
        "It names Bank of the Delta as its principal bankers (filing, p. 98).",
        "Its listing application of 9 Mar lapses on 9 Sep.",
        "Have you chosen the bank for your proceeds account, escrow and foreign exchange after the listing?",
    )


@pytest.mark.parametrize(
    ("language", "whom"),
    [
        ("en", "the switchboard, and ask: “May I have the name of your chief financial officer, and the fax number for a letter?”"),
        ("zh-Hant", "總機，並問：「請問貴公司財務總監尊姓大名？來函應傳真至哪個號碼？」"),
        ("zh-Hans", "总机，并问：“请问贵公司财务总监怎么称呼？来函应传真至哪个号码？”"),
    ],
)
def test_where_no_name_is_known_the_switchboard_question_stands_word_for_word(language: str, whom: str) -> None:
    made = suggest(lead(), None, language=language, bank=BANK)  # type: ignore[arg-type]  # a table of languages
    assert made is not None and made.whom == whom and made.phone is None


def test_the_filings_finance_chief_is_not_named_once_the_papers_tell_of_a_change() -> None:
    made = suggest(lead(triggers=("IPO_FILED", "CFO_CHANGE")), case(), language="en", bank=BANK)
    assert made is not None and "Lam" not in made.whom and made.whom.startswith("the switchboard")


@pytest.mark.parametrize("changes", [{"suppressed": "on the list"}, {"polarity": "R"}, {"call": False}])
def test_nothing_is_suggested_where_nobody_may_be_called(changes: dict[str, object]) -> None:
    assert suggest(lead(**changes), case(), language="en", bank=BANK) is None


def test_no_score_and_no_internal_reason_is_said() -> None:
    made = suggest(lead(), case(), language="zh-Hant", bank=BANK)
    assert made is not None
    assert "91" not in " ".join(made.say) and "internal" not in " ".join(made.say)


def test_a_lapsed_case_is_no_live_listing_and_a_risk_is_never_said() -> None:
    risk = event("STRESS", "Its auditor has resigned.", polarity="R")
    other = event("MA_BUY", "It also bought a factory.", story_id="t")
    made = suggest(lead(events=(event(), risk, other), triggers=("IPO_FILED", "STRESS", "MA_BUY")), case(stage="LAPSED"), language="en", bank=BANK)
    assert made is not None
    assert made.say[2] == "Its sponsors are Keystone Capital."
    assert "auditor" not in " ".join(made.say) and "lapses" not in " ".join(made.say)


def test_hostile_names_stay_on_one_line() -> None:
    made = suggest(lead(company_name="Evil\r\nBcc: x"), None, language="en", bank=BANK)
    assert made is not None and not any("\n" in said or "\r" in said for said in made.say)
