"""The words files: the same keys, the same fillings, sums never bent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

import pytest

from leadscan import types
from leadscan.data import words
from leadscan.digests.safety import is_han
from leadscan.errors import DataError
from leadscan.text.language import label


def leaves(table: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        found |= leaves(value, f"{path}{key}.") if isinstance(value, Mapping) else {f"{path}{key}": value}
    return found


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
def test_every_language_has_the_keys_of_english(language: str) -> None:
    assert leaves(words.table(language)).keys() == leaves(words.table("en")).keys()


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
def test_every_language_fills_in_what_english_fills_in(language: str) -> None:
    def holes(value: Any) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", value)) if isinstance(value, str) else set()

    english = leaves(words.table("en"))
    exempt = {"dates.day", "dates.long_day"}  # a language names the weekday or not, long or short
    assert {key for key, value in leaves(words.table(language)).items() if key not in exempt and holes(value) != holes(english[key])} == set()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_word_is_empty_and_chinese_files_keep_to_their_script(language: str) -> None:
    said = [value for value in leaves(words.table(language)).values() if isinstance(value, str)]
    assert all(value.strip() for value in said)
    chinese = ["".join(char for char in value if is_han(char)) for value in said]
    assert [value for value in chinese if value and label(value, language) != language] == []


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(
    ("prefix", "kind"),
    [("health.state", types.HealthState), ("case.stage", types.CaseStage), ("section", types.Section), ("relation", types.Relation)],
)
def test_every_closed_word_of_the_records_has_its_words(language: str, prefix: str, kind: Any) -> None:
    assert set(words.get(language, prefix)) >= set(get_args(kind))


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_trigger_has_a_name_a_story_and_a_question(language: str) -> None:
    names = set(words.get(language, "trigger"))
    assert len(names) == 25
    assert set(words.get(language, "story")) == names | {"OTHER"}
    assert set(words.get(language, "outreach.questions")) == names | {"OTHER"}
    assert all("default" in stages for stages in words.get(language, "story").values())


def test_a_missing_key_is_named_with_its_file() -> None:
    with pytest.raises(DataError, match=r"words/en\.toml: head\.nothing: missing"):
        words.get("en", "head.nothing")


@pytest.mark.parametrize(("language", "said"), [("en", "Tue 10 Mar"), ("zh-Hant", "3月10日（周二）"), ("zh-Hans", "3月10日（周二）")])
def test_a_day_is_said_as_people_say_it(language: str, said: str) -> None:
    assert words.day(language, date(2026, 3, 10)) == said


@pytest.mark.parametrize(
    ("printed", "english", "chinese"),
    [
        ("5億美元", "US$500m", "5億美元"),
        ("HK$1.4bn", "HK$1.4bn", "14億港元"),
        ("RMB 3 billion", "RMB 3bn", "30億元人民幣"),
        ("12亿元", "12亿元", "12亿元"),
        ("20億至30億港元", "20億至30億港元", "20億至30億港元"),
        ("10多億美元", "10多億美元", "10多億美元"),
        ("HK$1,234,567,890", "HK$1,234,567,890", "HK$1,234,567,890"),
        ("about US$5m", "about US$5m", "about US$5m"),
        ("4,100,000 Ordinary Shares at US$9.00 to US$11.00", "4,100,000 shares at US$9.00 to US$11.00", "4,100,000股，每股US$9.00至US$11.00"),
        ("no sum", "no sum", "no sum"),
    ],
)
def test_a_sum_is_told_in_the_readers_units_unless_that_would_bend_it(printed: str, english: str, chinese: str) -> None:
    assert (words.money("en", printed), words.money("zh-Hant", printed)) == (english, chinese)


def test_facts_come_most_telling_first_each_value_once() -> None:
    facts = {"date": "9 March", "venue": "HKEX", "amount": "5億美元", "lenders": "", "counterparty": "HKEX", "unknown": "x"}
    assert words.fact_words("en", facts) == ("US$500m", "Hong Kong", "date: 9 March")


@pytest.mark.parametrize(
    ("printed", "english", "chinese"),
    [("July 18", "July 18", "7月18日"), ("18 July 2026", "18 July 2026", "2026年7月18日"), ("August", "August", "8月"), ("4月15日", "15 April", "4月15日"), ("2027年3月", "March 2027", "2027年3月"), ("soon", "soon", "soon")],
)
def test_a_date_is_told_as_the_reader_writes_dates(printed: str, english: str, chinese: str) -> None:
    assert (words.plain_date("en", printed), words.plain_date("zh-Hant", printed)) == (english, chinese)


@pytest.mark.parametrize(
    ("language", "reason", "said"),
    [
        ("en", "risk freeze: Under stress (2026-03-10)", "risk freeze: Under stress (10 Mar)"),
        ("zh-Hant", "risk freeze: 經營受壓 (2026-03-10)", "風險凍結：經營受壓（3月10日）"),
        ("zh-Hans", "suppression list: asked us to stop", "在停止联络名单上：asked us to stop"),
        ("en", "risk freeze: x (2026-02-31)", "risk freeze: x (2026-02-31)"),
        ("zh-Hant", "the client of ben", "the client of ben"),
    ],
)
def test_why_nobody_may_be_called_is_said_in_the_readers_words(language: str, reason: str, said: str) -> None:
    assert words.frozen(language, reason) == said


@pytest.mark.parametrize(
    ("trigger", "stage", "case_stage", "facts", "said"),
    [
        ("IPO_SETBACK", "failed", None, {"setback": "LAPSED"}, "lets its listing application lapse"),
        ("IPO_SETBACK", "failed", "WITHDRAWN", {"setback": "PAUSED"}, "withdraws its listing application"),
        ("IPO_SETBACK", "failed", "FILED", {"setback": "PAUSED"}, "puts off its listing"),
        ("IPO_SETBACK", "rumour", None, {"setback": "PAUSED"}, "is said to put off its listing"),
        ("IPO_SETBACK", "failed", None, {}, "sees its listing stopped"),
        ("IPO_PROGRESS", "filed", "CLEARED", {}, "has passed its listing hearing"),
        ("IPO_FILED", "filed", "CLEARED", {"setback": "LAPSED"}, "has applied to list"),
    ],
)
def test_what_happened_is_said_by_form_and_stage(trigger: str, stage: str, case_stage: str | None, facts: dict[str, str], said: str) -> None:
    assert words.predicate("en", trigger, stage, case_stage=case_stage, facts=facts) == said


def test_a_value_with_braces_stays_a_value() -> None:
    assert words.say("en", "health.down", title="{0.__class__}", state="x") == "{0.__class__}: x"


@pytest.mark.parametrize(
    ("language", "change", "said"),
    [
        ("en", "amount HK$1.4bn -> HK$1.9bn", "amount HK$1.4bn → HK$1.9bn"),
        ("zh-Hant", "amount HK$1.4bn -> HK$1.9bn; stage rumour -> announced", "金額：14億港元 → 19億港元；階段：傳聞 → 已公布"),
        ("zh-Hans", "venue HKEX -> NYSE", "上市地：港交所 → 纽交所"),
        ("zh-Hant", "something else moved", "something else moved"),
        ("en", "asks -> It said: banks -> two; one more.", "mentions a need for a bank for the first time: “It said: banks -> two; one more.”"),
        ("zh-Hant", "asks -> 正與銀行商討。", "首次提及銀行需要：「正與銀行商討。」"),
        ("zh-Hant", "colour red -> blue", "colour red → blue"),
    ],
)
def test_a_named_change_is_said_in_the_readers_words(language: str, change: str, said: str) -> None:
    assert words.moved(language, change) == said
