"""The triggers' own examples, and the loader's refusals."""

from __future__ import annotations

import pytest

from leadscan.data.triggers import Example, compiled, triggers
from leadscan.errors import DataError
from leadscan.leads import examples

ALL = [(trigger.id, example) for trigger in triggers().values() for example in trigger.examples]


@pytest.mark.parametrize(("trigger", "example"), ALL, ids=[f"{trigger}-{number}" for number, (trigger, _) in enumerate(ALL)])
def test_an_example_comes_out_as_it_says(trigger: str, example: Example) -> None:
    found = [(event.trigger, event.company_name, event.evidence.quote) for event in examples.read(example)]
    assert examples.holds(trigger, example), found


def test_there_are_twenty_five_triggers_with_twelve_examples_and_five_misses_in_three_languages() -> None:
    assert len(triggers()) == 25
    for trigger in triggers().values():
        assert len(trigger.examples) >= 12, trigger.id
        assert sum(not example.hit for example in trigger.examples) >= 5, trigger.id
        assert {example.lang for example in trigger.examples} == {"en", "zh-Hant", "zh-Hans"}, trigger.id
        assert {example.lang for example in trigger.examples if example.hit} == {"en", "zh-Hant", "zh-Hans"}, trigger.id


def test_risk_and_courtesy_triggers_are_the_ones_of_the_table() -> None:
    assert {trigger.id for trigger in triggers().values() if trigger.polarity == "R"} == {"STRESS", "DEFAULT_INSOLVENCY", "INTEGRITY"}
    assert {trigger.id for trigger in triggers().values() if trigger.polarity == "C"} == {"POLICY_SECTOR", "COURTESY"}


def test_shelf_lives_are_those_of_the_notes() -> None:
    lives = {trigger.id: trigger.shelf_life_days for trigger in triggers().values()}
    assert (lives["IPO_INTENT"], lives["IPO_PROGRESS"], lives["COURTESY"], lives["INTEGRITY"]) == (365, 30, 14, 365)


def test_need_and_products_are_said_in_every_language() -> None:
    for trigger in triggers().values():
        for lang in ("en", "zh-Hant", "zh-Hans"):
            assert trigger.need[lang] and trigger.products[lang] and trigger.title[lang], (trigger.id, lang)


def test_chinese_patterns_match_folded_text_of_either_script() -> None:
    assert compiled("遞表", "here").search("向港交所递表") is not None


@pytest.mark.parametrize(("pattern", "word"), [("(", "here"), ("%nothing%", "nothing"), (7, "pattern")])
def test_a_bad_pattern_is_refused_with_its_place(pattern: object, word: str) -> None:
    with pytest.raises(DataError, match=word):
        compiled(pattern, "here")
