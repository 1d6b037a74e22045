"""Who holds which post of which company, and whether still. Sentences and names are invented."""

from __future__ import annotations

import pytest

from leadscan.nlp import mentions, roles

Triple = tuple[str, str | None, str | None, bool]


def triples(text: str, lang: str) -> list[Triple]:
    found = roles.find(text, lang, mentions.find(text, lang))
    return [(p.name, p.title, text[p.company_start : p.company_end] if p.company_start is not None else None, p.current) for p in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Orla Foods Ltd said. Edwin Poon Chi-ho, chief financial officer, expects growth.",
            [("Edwin Poon Chi-ho", "chief financial officer", "Orla Foods Ltd", True)],
        ),
        ("Orla Foods Ltd appoints Micah Zelner as Chief Financial Officer", [("Micah Zelner", "Chief Financial Officer", "Orla Foods Ltd", True)]),
        ("Helen Sze, finance director of Orla Foods Ltd, spoke.", [("Helen Sze", "finance director", "Orla Foods Ltd", True)]),
        ("Orla Foods Ltd's CFO Joe Wolk spoke.", [("Joe Wolk", "CFO", "Orla Foods Ltd", True)]),
        ("Former Orla Foods Ltd CFO Joe Wolk spoke.", [("Joe Wolk", "CFO", "Orla Foods Ltd", False)]),
        (
            "Orla Foods Ltd said Tam Chung-yin, its chief financial officer for eight years, had resigned with immediate effect.",
            [("Tam Chung-yin", "chief financial officer", "Orla Foods Ltd", False)],
        ),
        ("Orla Foods Ltd has appointed Rosa Mok as finance director with effect from 23 March.", [("Rosa Mok", "finance director", "Orla Foods Ltd", False)]),
        ("Orla Foods Ltd has appointed Clara Tam as company secretary with immediate effect.", [("Clara Tam", "company secretary", "Orla Foods Ltd", True)]),
        (
            "Anson Yung becomes acting chief financial officer of Orla Foods Ltd, which makes tea.",
            [("Anson Yung", "acting chief financial officer", "Orla Foods Ltd", True)],
        ),
        (
            "Orla Foods Ltd lost its head. Joe Wolk was previously chief financial officer of Quay Mills Ltd before.",
            [("Joe Wolk", "chief financial officer", "Quay Mills Ltd", False)],
        ),
        (
            "Orla Foods Ltd: Ms. Ada Siu was chief financial officer of a listed toy company until 2021.",
            [("Ada Siu", "chief financial officer", None, False)],
        ),
        ("Orla Foods Ltd said finance director Paul Ko will retire in June.", [("Paul Ko", "finance director", "Orla Foods Ltd", True)]),
        ("Orla Foods Ltd fired Joe Wolk as chief executive.", [("Joe Wolk", "chief executive", "Orla Foods Ltd", False)]),
        (
            "Joe Wolk, who stepped down as chief financial officer of Orla Foods Ltd last year, has joined Quay Mills Ltd.",
            [("Joe Wolk", "chief financial officer", "Orla Foods Ltd", False)],
        ),
        ("Joe Wolk ceased to be chief financial officer of Orla Foods Ltd on 2 March.", [("Joe Wolk", "chief financial officer", "Orla Foods Ltd", False)]),
        ("Orla Foods Ltd's CFO-designate Rosa Mok attended.", [("Rosa Mok", "CFO-designate", "Orla Foods Ltd", False)]),
        ("Orla Foods Ltd named Rosa Mok as its next chief financial officer.", [("Rosa Mok", "chief financial officer", "Orla Foods Ltd", False)]),
        ("Ex-CFO Joe Wolk of Orla Foods Ltd was questioned.", [("Joe Wolk", "Ex-CFO", "Orla Foods Ltd", False)]),
        (
            "Rosa Mok, who served as chief financial officer of Quay Mills Ltd from 2015 to 2019, joined Orla Foods Ltd.",
            [("Rosa Mok", "chief financial officer", "Quay Mills Ltd", False)],
        ),
        (
            "Interim chief financial officer Rosa Mok of Orla Foods Ltd spoke.",
            [("Rosa Mok", "Interim chief financial officer", "Orla Foods Ltd", True)],
        ),
        ("ORLA FOODS LIMITED\n/s/ Fong Mei Shan\nChief Financial Officer", [("Fong Mei Shan", "Chief Financial Officer", "ORLA FOODS LIMITED", True)]),
    ],
)
def test_an_english_post_is_current_only_where_it_is_held_now(text: str, wanted: list[Triple]) -> None:
    assert triples(text, "en") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("瀾沁科技首席財務官溫以澄表示，銷售理想。", [("溫以澄", "首席財務官", "瀾沁科技", True)]),
        ("瀾沁科技公布業績。財務總監裴若愚回應稱，現金充裕。", [("裴若愚", "財務總監", "瀾沁科技", True)]),
        ("瀾沁科技前首席財務官何綺文去年離任。", [("何綺文", "前首席財務官", "瀾沁科技", False)]),
        ("瀾沁科技公布，委任葉穎欣女士為首席財務官，即日生效。", [("葉穎欣", "首席財務官", "瀾沁科技", True)]),
        ("瀾沁科技宣布，葉穎欣女士獲委任為首席財務官，自二零二六年四月一日起生效。", [("葉穎欣", "首席財務官", "瀾沁科技", False)]),
        ("瀾沁科技宣布，戴國楨先生將於三月三十一日辭任首席財務官。", [("戴國楨", "首席財務官", "瀾沁科技", True)]),
        ("瀾沁科技公告，首席財務官孔令韜因個人原因辭任，即時生效。", [("孔令韜", "首席財務官", "瀾沁科技", False)]),
        (
            "瀾沁科技公告，執行董事兼首席財務官孔令韜、財務部總經理雷芸同日辭任。",
            [("孔令韜", "執行董事兼首席財務官", "瀾沁科技", False), ("雷芸", "財務部總經理", "瀾沁科技", False)],
        ),
        ("瀾沁科技候任首席財務官邱栢賢出席。", [("邱栢賢", "候任首席財務官", "瀾沁科技", False)]),
        ("瀾沁科技公布，副財務總監翁少棣署理首席財務官一職。", [("翁少棣", "副財務總監", "瀾沁科技", True), ("翁少棣", "署理首席財務官", "瀾沁科技", True)]),
        ("沈寄舟女士，59歲，瀾沁科技首席財務官。", [("沈寄舟", "首席財務官", "瀾沁科技", True)]),
        ("葉穎欣女士曾任溯川電子有限公司首席財務官。", [("葉穎欣", "首席財務官", "溯川電子有限公司", False)]),
        (
            "瀾沁科技董事葉穎欣表示歡迎。葉女士過往曾任溯川電子有限公司首席財務官。",
            [("葉穎欣", "董事", "瀾沁科技", True), ("葉穎欣", "首席財務官", "溯川電子有限公司", False)],
        ),
        ("瀾沁科技獨董鄺博文，曾任一家上市玩具集團首席財務官。", [("鄺博文", "獨董", "瀾沁科技", True), ("鄺博文", "首席財務官", None, False)]),
        ("瀾沁科技擬聘任葉穎欣為財務總監。", [("葉穎欣", "財務總監", "瀾沁科技", False)]),
        (
            "瀾沁科技委任溯川電子前首席財務官葉穎欣為行政總裁。",
            [("葉穎欣", "前首席財務官", "溯川電子", False), ("葉穎欣", "行政總裁", "瀾沁科技", True)],
        ),
        ("葉穎欣女士不再擔任瀾沁科技首席財務官。", [("葉穎欣", "首席財務官", "瀾沁科技", False)]),
        ("澜沁科技代理财务总监温以澄称，现金流稳健。", [("温以澄", "代理财务总监", "澜沁科技", True)]),
        ("委員包括馮啟樂先生（瀾沁科技主席）。", [("馮啟樂", "主席", "瀾沁科技", True)]),
        ("瀾沁科技财务负责人兼董秘由阮晶担任。", [("阮晶", "财务负责人兼董秘", "瀾沁科技", True)]),
        ("瀾沁科技盈利翻倍　譚頌文辭首席財務官", [("譚頌文", "首席財務官", "瀾沁科技", False)]),
    ],
)
def test_a_chinese_post_is_current_only_where_it_is_held_now(text: str, wanted: list[Triple]) -> None:
    assert triples(text, "zh-Hant") == wanted


def test_a_leaving_told_in_one_sentence_holds_for_the_whole_text() -> None:
    text = "瀾沁科技：首席財務官譚頌文回應查詢\n瀾沁科技昨日公布，譚頌文辭任首席財務官，即時生效。"
    assert {current for _, _, _, current in triples(text, "zh-Hant")} == {False}


def test_offsets_point_at_person_title_and_company() -> None:
    text = "瀾沁科技首席財務官溫以澄表示，銷售理想。"
    (person,) = roles.find(text, "zh-Hant", mentions.find(text, "zh-Hant"))
    assert (text[person.start : person.end], text[person.title_start : person.title_end], text[person.company_start : person.company_end]) == (
        "溫以澄",
        "首席財務官",
        "瀾沁科技",
    )
    assert person.quote == text
    assert person.company_key is None


@pytest.mark.parametrize("text", ["", "no names here", "首席財務官一職懸空", "Chief financial officer wanted"])
def test_a_text_without_a_person_has_no_triple(text: str) -> None:
    assert triples(text, "en") == triples(text, "zh-Hant") == []
