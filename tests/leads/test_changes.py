"""What is worth telling a second time."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.data import words
from leadscan.leads.changes import moved, of_case
from leadscan.types import CaseChange, Stage, Told
from tests.leads.makers import EDITION

STAGES = list(get_args(Stage))


def told(stage: Any = "announced", **facts: str) -> Told:
    return Told("ann", "HKEX:01234|CONTRACT_WIN", EDITION, stage, facts, ())


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("rumour", "announced", "stage rumour -> announced"), ("planned", "completed", "stage planned -> completed"), ("filed", "failed", "stage filed -> failed"),
        ("planned", "announced", None), ("announced", "completed", None), ("announced", "rumour", None), ("failed", "announced", None), ("filed", "filed", None),
    ],
)  # fmt: skip
def test_only_a_true_step_forward_is_named(old: str, new: Any, wanted: str | None) -> None:
    assert moved(told(old), new, {}) == wanted


def test_a_new_amount_is_named() -> None:
    assert moved(told(amount="HK$1.4bn", amounts="HK$1.4bn; HK$140m"), "announced", {"amount": "HK$1.9bn"}) == "amount HK$1.4bn -> HK$1.9bn"


@pytest.mark.parametrize("amount", ["HK$140m", "14億港元", "US$180m", "a lot", ""])
def test_a_sum_the_first_text_had_or_another_currency_is_no_change(amount: str) -> None:
    assert moved(told(amount="HK$1.4bn", amounts="HK$1.4bn; HK$140m"), "announced", {"amount": amount}) is None


def test_another_stake_is_named() -> None:
    assert moved(told(stake="30%股權"), "announced", {"stake": "51%股權"}) == "stake 30%股權 -> 51%股權"


@given(st.sampled_from(STAGES), st.dictionaries(st.sampled_from(["amount", "amounts", "stake", "venue"]), st.text(max_size=20), max_size=4))
def test_the_same_again_is_never_a_change(stage: Any, facts: dict[str, str]) -> None:
    assert moved(told(stage, **facts), stage, facts) is None


def test_a_need_for_a_bank_said_for_the_first_time_is_named() -> None:
    assert moved(told(), "announced", {"asks": "It is talking to banks."}) == "asks -> It is talking to banks."
    assert moved(told(asks="It looks for a loan."), "announced", {"asks": "It is talking to banks."}) is None


def test_a_risk_that_grew_past_every_sum_told_is_named_and_an_opportunity_is_not() -> None:
    risk = Told("ann", "HKEX:01234|INTEGRITY", EDITION, "announced", {"amounts": "HK$310m; HK$20m"}, ())
    assert moved(risk, "announced", {"amount": "HK$360m"}) == "amount HK$310m -> HK$360m"
    assert moved(risk, "announced", {"amount": "HK$300m"}) is None
    assert moved(told(amounts="HK$310m"), "announced", {"amount": "HK$360m"}) is None


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ([("stage", "FILED", "CLEARED")], "case FILED -> CLEARED"),
        ([("stage", "FILED", "IN_REVIEW"), ("stage", "IN_REVIEW", "CLEARED")], "case FILED -> CLEARED"),
        ([("stage", "FILED", "PAUSED"), ("stage", "PAUSED", "FILED")], None),
        ([("sponsors", "Cedar; Quay", "Quay"), ("cfo_name", "Ann Poe", "Bea Roe")], "cfo Ann Poe -> Bea Roe; sponsors Cedar, Quay -> Quay"),
        ([("cfo_name", None, "Bea Roe")], None),
        ([("auditor", "Reed LLP", None)], None),
        ([("stage", "FILED", "UNKNOWN")], None),
        ([("attempt", "1", "2"), ("lapses", "2026-03-09", "2026-09-09")], None),
        ([], None),
    ],
)
def test_what_moved_in_a_case_is_named_from_first_to_last(seen: list[tuple[str, str | None, str | None]], said: str | None) -> None:
    assert of_case(CaseChange("HKEX:1", *change) for change in seen) == said


def test_what_moved_in_a_case_is_read_in_each_language() -> None:
    change = "case IN_REVIEW -> CLEARED; sponsors Cedar -> Quay"
    assert words.moved("en", change) == "listing in review → hearing passed; sponsors Cedar → Quay"
    assert words.moved("zh-Hant", change) == "上市進度：審核中 → 已通過聆訊；保薦人：Cedar → Quay"
