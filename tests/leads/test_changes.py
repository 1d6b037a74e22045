"""What is worth telling a second time."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.leads.changes import moved
from leadscan.types import Stage, Told
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
