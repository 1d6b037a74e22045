"""Sums of money, stakes, dates and venues as printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.leads import facts


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("HK$1.4bn", ("HKD", 1.4e9)), ("US$120 million", ("USD", 1.2e8)), ("14億港元", ("HKD", 1.4e9)), ("約8,700萬元", ("", 8.7e7)), ("人民币3亿元", ("CNY", 3e8)), ("85 million euros", ("EUR", 8.5e7)),
        ("1.2億美元", ("USD", 1.2e8)), ("£70 million", ("GBP", 7e7)), ("no money", None),
    ],
)  # fmt: skip
def test_a_printed_sum_has_currency_and_value(text: str, wanted: tuple[str, float] | None) -> None:
    read = facts.value(text)
    assert read == (None if wanted is None else (wanted[0], pytest.approx(wanted[1])))


def test_every_sum_of_a_text_is_found_in_order() -> None:
    assert [words for _, words in facts.amounts("HK$3.6 billion, of which 九億元 and 12億港元")] == ["HK$3.6 billion", "九億元", "12億港元"]


def test_stake_date_and_venue_are_quoted() -> None:
    assert facts.stake("以4,800萬元購入30%股權") == "30%股權"
    assert facts.date("completes on 18 July 2026") == "18 July 2026"
    assert facts.venue("向港交所遞交上市申請") == "HKEX"
    assert facts.venue("a quiet street") is None


@given(st.text(max_size=200))
def test_amounts_stand_where_they_say(text: str) -> None:
    assert all(text[start : start + len(words)] == words for start, words in facts.amounts(text))
