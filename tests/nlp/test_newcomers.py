"""The trained pipeline beside the rules: agreement is told, persons are no firms."""

from __future__ import annotations

import pytest

from leadscan.nlp import english, mentions, newcomers
from leadscan.nlp.spans import PIPELINE, Span, agreed
from leadscan.text import people
from leadscan.types import Candidate, Mention


def span(text: str, words: str, label: str, sure: float = 0.64, why: str = "before a verb of firms") -> Span:
    start = text.index(words)
    return Span(start, start + len(words), label, sure, why)  # type: ignore[arg-type]  # a label of the tests


TEXT = "Varrick eyes a jet deal. Orla Varrick spoke with Pinmoor about trade."


def test_a_firm_that_the_pipeline_sees_too_says_so() -> None:
    found = newcomers.beside(TEXT, "en", [span(TEXT, "Pinmoor", "COMPANY")], [span(TEXT, "Pinmoor", "COMPANY", newcomers.SURE, PIPELINE)])
    assert [(one.label, one.why) for one in found] == [("COMPANY", f"before a verb of firms; {PIPELINE} too")]


def test_agreement_is_told_once_and_of_firms_alone() -> None:
    ours = [span(TEXT, "Pinmoor", "COMPANY", why=PIPELINE), span(TEXT, "trade", "PLACE")]
    assert agreed(ours, ours) == tuple(ours)


@pytest.mark.parametrize(("sure", "kept"), [(0.64, False), (0.93, True)])
def test_a_guess_at_a_firm_that_the_pipeline_reads_as_a_surname_is_none(sure: float, kept: bool) -> None:
    found = newcomers.beside(TEXT, "en", [span(TEXT, "Varrick", "COMPANY", sure)], [span(TEXT, "Orla Varrick", "PERSON", newcomers.SURE, PIPELINE)])
    assert any(one.label == "COMPANY" for one in found) is kept


@pytest.mark.parametrize("name", ["Syrian", "Haiti", "Venezuelan", "Greenland", "Azerbaijan"])
def test_a_country_or_its_adjective_before_a_verb_of_firms_is_no_firm(name: str) -> None:
    text = f"{name} files for a loan. {name} announced a plan and {name} acquires planes."
    assert not english.Reading(text, people.find(text, "en")).companies()


def test_a_chinese_name_does_not_begin_with_a_verb_of_making() -> None:
    text = "他想做帳篷酒店控股宣布"
    assert not [one for one in mentions.find(text, "zh-Hant") if one.label == "COMPANY" and text[one.start] == "做"]


@pytest.mark.parametrize(
    ("name", "acts"),
    [("祐朗物流", True), ("祐朗", False), ("香港祐朗", False), ("香港祐朗集团", True), ("祐朗营运系统", False), ("祐朗这股新热潮", False), ("Pinmoor", False)],
)
def test_beside_a_known_company_a_firm_that_the_pipeline_alone_saw_acts_only_where_its_name_looks_like_one(name: str, acts: bool) -> None:
    known = Mention(0, 2, "COMPANY", "榛岸", 0.96, "short name", Candidate("HKEX:01234", "HKEX", "01234", "榛岸", 1.0))
    alone = Mention(5, 5 + len(name), "COMPANY", name, newcomers.SURE, PIPELINE)
    assert (alone in newcomers.may_act((known, alone))) is acts
    assert alone in newcomers.may_act((alone,))


@pytest.mark.parametrize("text", ["千万元融资", "亿股股份增发", "做帐篷营地的一家"])
def test_a_count_or_what_somebody_makes_is_no_chinese_firm(text: str) -> None:
    name = {"千": "千万", "亿": "亿股股份", "做": "帐篷营地"}[text[0]]
    assert newcomers.beside(text, "zh", [], [span(text, name, "COMPANY", newcomers.SURE, PIPELINE)]) == ()
