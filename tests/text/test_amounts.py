"""Sums and percentages as papers write them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.text import amounts


@pytest.mark.parametrize(
    ("text", "words", "currency", "value"),
    [
        ("a HK$1.4bn loan", "HK$1.4bn", "HKD", 1.4e9),
        ("raised US$70m", "US$70m", "USD", 70e6),
        ("paid RMB 3 billion", "RMB 3 billion", "CNY", 3e9),
        ("cost 1.68 billion yuan", "1.68 billion yuan", "CNY", 1.68e9),
        ("worth $282 mln and", "$282 mln", "USD", 282e6),
        ("37.1 billion baht", "37.1 billion baht", "THB", 37.1e9),
        ("an €500M buyback", "€500M", "EUR", 500e6),
        ("of $1.2-1.5 billion", "$1.2-1.5 billion", "USD", 1.5e9),
        ("HK$12,050,000 was", "HK$12,050,000", "HKD", 12_050_000),
        ("a 150 million pounds", "150 million pounds", "GBP", 150e6),
        ("涉資14億元", "14億元", "CNY", 1.4e9),
        ("以12.05億港元購入", "12.05億港元", "HKD", 1.205e9),
        ("贷款8000万美元", "8000万美元", "USD", 80e6),
        ("約為港幣十四億元", "港幣十四億元", "HKD", 1.4e9),
        ("約1,680萬元人民幣", "1,680萬元人民幣", "CNY", 16.8e6),
        ("人民币3,500万元", "人民币3,500万元", "CNY", 35e6),
        ("共1億3,500萬港元", "1億3,500萬港元", "HKD", 135e6),
        ("奪14億鐵路合約", "14億", "", 1.4e9),
        ("新台幣２０億元", "新台幣２０億元", "TWD", 2e9),
        ("150億日圓", "150億日圓", "JPY", 150e8),
    ],
)
def test_a_sum_has_its_words_currency_and_value(text: str, words: str, currency: str, value: float) -> None:
    (found,) = amounts.find(text)
    assert (found.text, found.currency) == (words, currency)
    assert found.value == pytest.approx(value)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    "text", ["14億人", "發行2億股", "in 2025", "stock code 1509", "RJ-207", "41 clinics", "86間分店", "千萬不要", "一萬個理由", "7億平方呎", ""]
)
def test_what_counts_something_else_is_no_sum(text: str) -> None:
    assert amounts.find(text) == ()


def test_a_bare_yuan_and_a_bare_dollar_are_the_callers() -> None:
    assert amounts.find("14億元", yuan="HKD")[0].currency == "HKD"
    assert amounts.find("$5 million", dollar="HKD")[0].currency == "HKD"
    assert amounts.find("5億美元", yuan="HKD", dollar="HKD")[0].currency == "USD"


@pytest.mark.parametrize(
    ("word", "value"), [("十四亿", 1.4e9), ("两千三百万", 2.3e7), ("一百零五", 105), ("十", 10), ("三万五千", 35000), ("亿", None), ("国", None)]
)
def test_a_chinese_cardinal_has_its_value(word: str, value: float | None) -> None:
    assert amounts.cardinal(word) == value


@pytest.mark.parametrize(
    ("text", "value"), [("rose 12.5%", 12.5), ("30 per cent of", 30), ("佔三成半", 35), ("上升兩成", 20), ("票息7.25厘", 7.25), ("减少１０％", 10)]
)
def test_a_percentage_has_its_value(text: str, value: float) -> None:
    assert [share.value for share in amounts.shares(text)] == [value]


@pytest.mark.parametrize("text", ["三成功率", "一成為", "成立"])
def test_cheng_inside_another_word_is_no_percentage(text: str) -> None:
    assert amounts.shares(text) == ()


@given(st.text(max_size=200))
def test_offsets_are_the_texts_own_and_in_order(text: str) -> None:
    found = amounts.find(text)
    assert all(text[a.start : a.end] == a.text and a.value >= 0 for a in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_a_million_digits_cost_no_time() -> None:
    assert len(amounts.find("9" * 1_000_000)) <= 1
