"""Names that no list holds, in invented sentences."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.nlp import mentions
from leadscan.nlp.chinese_lists import shorter as shorter_zh
from leadscan.nlp.english import shorter as shorter_en
from leadscan.text.normalize import traditionalise
from leadscan.types import Hit


def named(text: str, lang: str, label: str, hits: tuple[Hit, ...] = ()) -> list[str]:
    return [text[span.start : span.end] for span in mentions.find(text, lang, hits) if span.label == label]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Orla Foods Holdings Limited has filed an application.", ["Orla Foods Holdings Limited"]),
        ("The lender is owned by Grantham & Pell LLP, people said.", ["Grantham & Pell LLP"]),
        ("Chinese noodle chain Zellow raises $100 million in new round", ["Zellow"]),
        ("Quillon files for Hong Kong IPO", ["Quillon"]),
        ("Zellow's chief financial officer left.", ["Zellow"]),
        ("Varnholt, a maker of car lenses, said profit doubled.", ["Varnholt"]),
        ("Kestrin (2538.HK) fell 3 per cent.", ["Kestrin"]),
        ("$KSTN - Kestrin Robotics raises dividend by 20%", ["Kestrin Robotics"]),
        ("It bought a stake in Morvane from the founder.", ["Morvane"]),
        ("Yardley Quay Bank led the loan.", ["Yardley Quay Bank"]),
        ("Orla Foods plc said on Monday. Orla opened two shops.", ["Orla Foods plc", "Orla"]),
        (
            'Kestrin Medical Group Limited ("Kestrin" or the "Group") today announced. Kestrin runs 41 clinics.',
            ["Kestrin Medical Group Limited", "Kestrin", "Kestrin"],
        ),
        ("Quillon and Zellow withdraw their filings", ["Quillon", "Zellow"]),
        ("KESTRIN ROBOTICS CO., LTD. - Application Proof", ["KESTRIN ROBOTICS CO., LTD."]),
    ],
)
def test_an_english_firm_is_found_by_its_form_or_its_company(text: str, wanted: list[str]) -> None:
    assert named(text, "en", "COMPANY") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("據披露，江蘇瀾沁石油機械股份有限公司向證監會遞交招股說明書", ["江蘇瀾沁石油機械股份有限公司"]),
        ("瀾沁科技(600999)公告，擬收購寧波溯川電子有限公司60%股權。", ["瀾沁科技", "寧波溯川電子有限公司"]),
        ("內房股瀾沁地產公布，全年合約銷售額118億元。", ["瀾沁地產"]),
        ("瀾沁麵家遞表來港上市", ["瀾沁麵家"]),
        ("瀾沁遞交上市申請，集資約15億", ["瀾沁"]),
        ("瀾沁智能控股有限公司（下稱「瀾沁」）昨日招股。瀾沁表示，反應良好。", ["瀾沁智能控股有限公司", "瀾沁", "瀾沁"]),
        ("瀾沁首席財務官溫以澄表示", ["瀾沁"]),
        ("法院判决瀾沁證券勝訴。", ["瀾沁證券"]),
        ("公司与Quillon Pty Ltd签约", ["Quillon Pty Ltd"]),
        ("瀾沁（香港）有限公司成立", ["瀾沁（香港）有限公司"]),
    ],
)
def test_a_chinese_firm_is_found_and_begins_after_its_sentence(text: str, wanted: list[str]) -> None:
    assert named(text, "zh-Hant", "COMPANY") == wanted


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The Securities and Futures Commission fined three brokers on Monday.", "en"),
        ("Hang Seng Index rose 2 per cent.", "en"),
        ("As Collateral Agent, the lender signed. The Administrative Agent agreed.", "en"),
        ("Shares in London fell. Investors were worried.", "en"),
        ("Mr Wong said he was happy.", "en"),
        ("證監會表示，會密切注視市場。", "zh-Hant"),
        ("多家銀行及保險公司均表示關注。", "zh-Hant"),
        ("該公司的全資附屬公司及聯營公司", "zh-Hant"),
        ("香港大學研究新能源汽車。", "zh-Hant"),
        ("保安局局長表示，警方會跟進。", "zh-Hant"),
        ("", "en"),
        ("", "zh-Hans"),
    ],
)
def test_what_is_no_firm_is_not_called_one(text: str, lang: str) -> None:
    assert named(text, lang, "COMPANY") == []


@pytest.mark.parametrize("simplified", ["澜沁科技(600999)公告，拟收购宁波溯川电子有限公司60%股权。", "澜沁首席财务官温以澄表示，公司拟赴港上市。"])
def test_both_scripts_give_the_same_spans(simplified: str) -> None:
    traditional = traditionalise(simplified)
    assert len(traditional) == len(simplified)
    assert [(s.start, s.end, s.label) for s in mentions.find(simplified, "zh-Hans")] == [
        (s.start, s.end, s.label) for s in mentions.find(traditional, "zh-Hant")
    ]


@pytest.mark.parametrize(
    ("text", "lang", "label", "wanted"),
    [
        ("Chairman Kan Tak-wai told Ms. Gu.", "en", "PERSON", ["Kan Tak-wai", "Gu"]),
        ("Tse Chun Kit, Gary, 41, chief financial officer", "en", "PERSON", ["Tse Chun Kit, Gary"]),
        ("主席馮啟樂先生及行政總裁賴思琳出席", "zh-Hant", "PERSON", ["馮啟樂", "賴思琳"]),
        ("the High Court and the SEC", "en", "ORG", ["High Court", "SEC"]),
        ("港交所及深圳市中級人民法院", "zh-Hant", "ORG", ["港交所", "深圳市中級人民法院"]),
        ("offices in Hong Kong and Johor", "en", "PLACE", ["Hong Kong", "Johor"]),
        ("在灣仔及柔佛設廠", "zh-Hant", "PLACE", ["灣仔", "柔佛"]),
        ("on March 9, 2026 and 10 March", "en", "DATE", ["March 9, 2026", "10 March"]),
        ("二零二六年三月九日及3月10日", "zh-Hant", "DATE", ["二零二六年三月九日", "3月10日"]),
        ("a HK$1.2bn loan", "en", "MONEY", ["HK$1.2bn"]),
        ("集資14億元", "zh-Hant", "MONEY", ["14億元"]),
        ("its finance director", "en", "TITLE", ["finance director"]),
    ],
)
def test_other_labels_are_found(text: str, lang: str, label: str, wanted: list[str]) -> None:
    assert named(text, lang, label) == wanted


def test_a_known_name_is_a_company_and_a_longer_name_that_begins_with_it_stays_whole() -> None:
    text = "瀾沁與瀾沁雲計算有限公司簽約"
    hits = (Hit(0, 2, "瀾沁", ("HKEX:09999",), "short"), Hit(3, 5, "瀾沁", ("HKEX:09999",), "short"))
    assert named(text, "zh-Hant", "COMPANY", hits) == ["瀾沁", "瀾沁雲計算有限公司"]


def test_weak_hits_and_codes_alone_are_no_mention_and_a_trap_protects_its_span() -> None:
    assert named("一口吃下", "zh-Hant", "COMPANY", (Hit(0, 2, "一口", ("HKEX:09998",), "short", True),)) == []
    assert named("見(09998)", "zh-Hant", "COMPANY", (Hit(2, 7, "09998", ("HKEX:09998",), "code"),)) == []
    text = "瀾沁夜銀行公布業績"
    assert named(text, "zh-Hant", "COMPANY") == ["瀾沁夜銀行"]
    assert named(text, "zh-Hant", "COMPANY", (Hit(0, 5, "瀾沁夜銀行", (), "trap"),)) == []


def test_short_forms_drop_legal_form_industry_and_place() -> None:
    assert {"江苏澜沁石油机械", "江苏澜沁", "澜沁"} <= set(shorter_zh("江苏澜沁石油机械股份有限公司"))
    assert shorter_zh("有限公司") == ()
    assert shorter_en("Kestrin Valley Foods Holdings Limited") == ("Kestrin Valley Foods", "Kestrin Valley", "Kestrin")
    assert shorter_en("China Foods Ltd") == ("China Foods",)


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="瀾沁科技有限公司集團(600999)，。首席財務官溫以澄表示 Orla Foods Inc. said\n", max_size=80), st.sampled_from(["en", "zh-Hant", "zh-Hans"])
)
def test_mentions_never_overlap_and_lie_in_the_text(text: str, lang: str) -> None:
    found = mentions.find(text, lang)
    assert all(0 <= s.start < s.end <= len(text) and 0 <= s.sure <= 1 and s.why for s in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kestrel Ropes Limited (KRL) rose. KRL said nothing.", "KRL"),
        ("Its competitors include Ostrava Twine, Dunmarrow and Pellin.", "Ostrava Twine"),
        ("Dunmarrow says it will not cut jobs.", "Dunmarrow"),
        ("KelpWorks makes ropes.", "KelpWorks"),
        ("She was COO of Dunmarrow.", "Dunmarrow"),
        ("Prior to joining Velgrove, Ms Mok was with a bank.", "Velgrove"),
        ("Asset manager Velgrove warns on profit.", "Velgrove"),
        ("The city has awarded Velgrove a contract for buses.", "Velgrove"),
        ("The steelmaker Velgrove shut a furnace.", "Velgrove"),
        ("The Velgrove Law Firm told investors to wait.", "Velgrove Law Firm"),
        ("Velgrove National Association lent the money.", "Velgrove National Association"),
    ],
)
def test_english_names_that_nobody_listed_are_read_from_what_stands_beside_them(text: str, name: str) -> None:
    assert name in [text[span.start : span.end] for span in mentions.find(text, "en") if span.label == "COMPANY"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("公司出售曦桐琥45.5%股權。", "曦桐琥"),
        ("琥珀證券與曦桐琥簽署協議。", "曦桐琥"),
        ("琥珀證券、曦桐琥及荔硯分別表示同意。", "荔硯"),
        ("昨日，合肥琥硯宣布停產。", "合肥琥硯"),
        ("曦桐琥今日公告，董事會同意。", "曦桐琥"),
    ],
)
def test_chinese_names_that_nobody_listed_are_read_from_what_stands_beside_them(text: str, name: str) -> None:
    assert name in [text[span.start : span.end] for span in mentions.find(text, "zh-Hant") if span.label == "COMPANY"]


@pytest.mark.parametrize("text", ["醫務集團表示會加價三成。", "客人唔識睇合約。", "公司有三成股份。", "他參與玉石投資計劃。", "沙特叫停計劃。", "公司公布收購報告書。"])
def test_plain_words_are_no_companies(text: str) -> None:
    assert [text[span.start : span.end] for span in mentions.find(text, "zh-Hant") if span.label == "COMPANY"] == []
