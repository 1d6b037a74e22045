"""Sentences of both languages."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.nlp import sentences
from leadscan.types import Language


def pieces(text: str, lang: Language) -> list[str]:
    return [text[start:end] for start, end in sentences.split(text, lang)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Orla Foods Inc. has filed. It plans to list.", ["Orla Foods Inc. has filed.", "It plans to list."]),
        ("It was bought by Orla Foods Inc. The price was not told.", ["It was bought by Orla Foods Inc.", "The price was not told."]),
        ("Mr. Wong spoke at 3 p.m. on Sept. 15 in the U.S. market.", ["Mr. Wong spoke at 3 p.m. on Sept. 15 in the U.S. market."]),
        ('"We will list." He left.', ['"We will list."', "He left."]),
        ("Profit rose 2.5 per cent. HK$3 was paid!", ["Profit rose 2.5 per cent.", "HK$3 was paid!"]),
        ("A headline\nA sentence.", ["A headline", "A sentence."]),
        ("Y.K. Mo left.", ["Y.K. Mo left."]),
        ("", []),
    ],
)
def test_english_sentences_end_at_stops_that_are_no_abbreviation(text: str, wanted: list[str]) -> None:
    assert pieces(text, "en") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("公司上市。他說：「會的。」完", ["公司上市。", "他說：「會的。」", "完"]),
        ("標題\n正文一；正文二！", ["標題", "正文一；", "正文二！"]),
        ("　\n", []),
    ],
)
def test_chinese_sentences_end_at_stops_with_their_quotes(text: str, wanted: list[str]) -> None:
    assert pieces(text, "zh-Hant") == wanted


@given(st.text(max_size=300))
def test_sentences_are_in_order_and_hold_every_visible_character(text: str) -> None:
    for lang in ("en", "zh-Hans"):
        found = sentences.split(text, lang)  # type: ignore[arg-type]  # one of Language
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))
        assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())
