"""Who may be a doer in general news, and where in a text an event counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from leadscan.data.triggers import Example
from leadscan.leads import examples, standing, triggers
from leadscan.types import Annotation, Event, Mention
from tests.leads.makers import article, mentions

KEYS = {"Yau Kit": "HKEX:01234", "祐傑": "HKEX:01234", "Quillon": "US:QLN"}
PADDING_EN = "Residents of the district have long asked for more trees and better lamps. " * 40
PADDING_ZH = "街坊一直希望區內多種樹木並更換路燈。" * 60


def read(title: str, *names: str, text: str = "", lang: Any = "en", beat: Any = "business", sure: float | None = None, why: str = "", published: datetime | None = None) -> set[tuple[str, str]]:
    """(trigger, company) of the events; ``sure`` and ``why`` are the pipeline's of names without a record."""
    document = article(title, text, lang)
    document = replace(document, published=published) if published else document
    found = mentions(document, *names, keys=KEYS)
    if sure is not None:
        found = tuple(mention if mention.company else replace(mention, sure=sure) for mention in found)
    seen = tuple(Mention(mention.start, mention.end, "COMPANY", mention.text, mention.sure, why) for mention in found)
    events: tuple[Event, ...] = triggers.events(
        document, Annotation(document.lang, (), seen, ()), found, story_id="s", beat=beat, sectors=(), register_sectors=lambda key: ()
    )
    return {(event.trigger, event.company_name) for event in events}


BUYS = "Zellow agreed to acquire Pinmoor for US$90m."


@pytest.mark.parametrize(
    ("sure", "why", "told"),
    [
        (0.63, "short form of a name in this text", False),
        (0.64, "before a verb of firms", False),
        (0.64, "before a verb of firms; the trained pipeline too", True),
        (0.93, "legal form", True),
        (0.45, "the trained pipeline", True),
    ],
)
def test_a_guess_at_a_name_below_the_headline_has_an_event_only_where_the_pipeline_agrees(sure: float, why: str, told: bool) -> None:
    assert (("MA_BUY", "Zellow") in read("A deal among bakers", "Zellow", "Pinmoor", text=BUYS, sure=sure, why=why)) is told


def test_the_doer_of_an_english_headline_is_believed_and_that_of_a_chinese_one_wants_ground() -> None:
    assert ("MA_BUY", "Zellow") in read(BUYS, "Zellow", "Pinmoor", sure=0.63, why="before a verb of firms")
    assert read("泽朗宣布裁员", "泽朗", lang="zh-Hans", sure=0.63, why="before a verb of firms") == set()


def test_one_mention_with_ground_is_ground_for_all_mentions_of_the_firm() -> None:
    document = article("Zellow Foods Ltd takes a bite", "Zellow Foods agreed to acquire a bakery chain for US$90m.")
    found = tuple(replace(mention, sure=0.93 if mention.text.endswith("Ltd") else 0.6) for mention in mentions(document, "Zellow Foods Ltd", "Zellow Foods"))
    events = triggers.events(document, Annotation("en", (), (), ()), found, story_id="s", beat="business", sectors=(), register_sectors=lambda key: ())
    assert {event.trigger for event in events} == {"MA_BUY"}


def test_a_name_in_a_list_with_a_known_company_shares_its_event_without_ground_of_its_own() -> None:
    found = read("祐傑、康岭和贝岸宣布裁员", "祐傑", "康岭", "贝岸", lang="zh-Hans", sure=0.6)
    assert found == {("STRESS", "祐傑"), ("STRESS", "康岭"), ("STRESS", "贝岸")}


def test_an_event_is_not_handed_on_from_a_guess_to_the_next_known_name() -> None:
    found = read("Yau Kit opens a canteen", "Yau Kit", "Brannock", text="Brannock agreed to acquire a caterer for US$90m.", sure=0.6, why="before a verb of firms")
    assert ("MA_BUY", "Yau Kit") not in found


@pytest.mark.parametrize("beat", ["politics", "other"])
def test_outside_business_news_a_guess_in_the_body_has_no_event(beat: str) -> None:
    assert read("Minister visits the harbour", "Zellow", text=BUYS, beat=beat, sure=0.6) == set()


@pytest.mark.parametrize("beat", ["politics", "other"])
def test_outside_business_news_a_known_company_named_at_the_top_keeps_its_event(beat: str) -> None:
    assert ("CONTRACT_WIN", "Yau Kit") in read("Yau Kit wins a HK$1.4bn rail contract", "Yau Kit", beat=beat)


@pytest.mark.parametrize("beat", ["politics", "other"])
def test_outside_business_news_a_known_company_far_down_has_no_event(beat: str) -> None:
    assert read("Council debates the park", "Yau Kit", text=PADDING_EN + "Yau Kit won a HK$1.4bn rail contract.", beat=beat) == set()


@pytest.mark.parametrize(
    ("title", "padding", "line", "lang", "wanted"),
    [
        ("Yau Kit and the lamps of the district", PADDING_EN[:750], "Yau Kit won a HK$1.4bn rail contract.", "en", True),
        ("Yau Kit and the lamps of the district", PADDING_EN, "Yau Kit won a HK$1.4bn rail contract.", "en", False),
        ("The lamps of the district", PADDING_EN[:600], "Yau Kit won a HK$1.4bn rail contract.", "en", True),
        ("The lamps of the district", PADDING_EN[:1050], "Yau Kit won a HK$1.4bn rail contract.", "en", False),
        ("Quillon and the lamps of the district", PADDING_EN[:600], "Yau Kit won a HK$1.4bn rail contract.", "en", False),
        ("祐傑與區內路燈", PADDING_ZH[:400], "祐傑中標14億元鐵路工程。", "zh-Hant", True),
        ("祐傑與區內路燈", PADDING_ZH, "祐傑中標14億元鐵路工程。", "zh-Hant", False),
    ],
)
def test_in_business_news_an_event_counts_as_far_down_as_the_text_is_about_its_company(title: str, padding: str, line: str, lang: str, wanted: bool) -> None:
    name = "祐傑" if lang != "en" else "Yau Kit"
    assert (("CONTRACT_WIN", name) in read(title, "Yau Kit", "祐傑", "Quillon", text=f"{padding}\n{line}", lang=lang)) is wanted


def test_an_event_in_the_headline_is_of_whom_the_headline_names() -> None:
    assert read("Carmaker cuts 500 jobs", "Yau Kit", text="Yau Kit supplies the plant with cables.") == set()


def test_a_policy_of_political_news_counts_at_the_top_only() -> None:
    assert ("POLICY_SECTOR", "") in read("Government to raise tariffs on imported glass", beat="politics")
    assert read("Minister visits the harbour", text=PADDING_EN + "The government will raise tariffs on imported glass.", beat="politics") == set()


OCTOBER = datetime(2026, 10, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "lang", "told"),
    [
        ("今年3月，祐傑以3亿元收购一家面包厂。", "zh-Hans", False),
        ("今年初，祐傑以3亿元收购一家面包厂。", "zh-Hans", False),
        ("今年10月，祐傑以3亿元收购一家面包厂。", "zh-Hans", True),
        ("10月20日，祐傑以3亿元收购一家面包厂。", "zh-Hans", True),
        ("今年3月起谈判后，祐傑今日以3亿元收购一家面包厂。", "zh-Hans", True),
        ("In March Yau Kit acquired a bakery chain for US$90m.", "en", False),
        ("In October Yau Kit acquired a bakery chain for US$90m.", "en", True),
        ("A year later Yau Kit acquired a bakery chain for US$90m.", "en", False),
    ],
)
def test_a_month_long_past_makes_a_sentence_history_but_not_a_headline(line: str, lang: str, told: bool) -> None:
    name = "祐傑" if lang != "en" else "Yau Kit"
    assert (("MA_BUY", name) in read("祐傑的故事" if lang != "en" else "The story of Yau Kit", name, text=line, lang=lang, published=OCTOBER)) is told
    if lang != "en" and "今年3月，" in line:
        assert ("MA_BUY", name) in read(line, name, lang=lang, published=OCTOBER)


@pytest.mark.parametrize(
    ("title", "names", "wanted"),
    [
        ("禾卡科技获得沐恩投资和泽岸集团8400万美元C轮融资", ["禾卡科技", "沐恩投资", "泽岸集团"], {("EQUITY_RAISE", "禾卡科技")}),
        ("禾卡科技完成澄图投资领投的B轮融资", ["禾卡科技", "澄图投资"], {("EQUITY_RAISE", "禾卡科技")}),
        ("一家网店获得沐恩投资和泽岸集团8400万美元C轮融资", ["沐恩投资", "泽岸集团"], set()),
    ],
)
def test_who_puts_money_in_is_not_who_raises_it(title: str, names: list[str], wanted: set[tuple[str, str]]) -> None:
    assert {pair for pair in read(title, *names, lang="zh-Hans") if pair[0] == "EQUITY_RAISE"} == wanted


@pytest.mark.parametrize(
    ("title", "trigger"),
    [
        ("Yau Kit CFO sells 1,500 shares of company stock", "MA_SELL"),
        ("Insider selling: Yau Kit director sold 9,000 shares in the company", "MA_SELL"),
        ("Yau Kit director buys 4,000 shares of its stock", "MA_BUY"),
        ("Yau Kit buys 30 cargo ships and other vessels from a stake holder", "MA_BUY"),
        ("My father bought me a Yau Kit stake on a plate", "MA_BUY"),
        ("Yau Kit's new truck has wheels of forged aluminium", "INTEGRITY"),
        ("Yau Kit forges an alliance of builders", "INTEGRITY"),
        ("Yau Kit puts teens into a default-private setting", "DEFAULT_INSOLVENCY"),
        ("Why Yau Kit coders should not use default implementations", "DEFAULT_INSOLVENCY"),
        ("Index opens in the red as Yau Kit slips", "STRESS"),
        ("Yau Kit in an unholy alliance with the mayor", "PARTNER_SUPPLY"),
        ("Working with Yau Kit tables", "PARTNER_SUPPLY"),
        ("Woman, 75, celebrates 50th anniversary of work at Yau Kit", "COURTESY"),
    ],
)
def test_words_of_business_in_another_sense_tell_nothing(title: str, trigger: str) -> None:
    assert trigger not in {found for found, _ in read(title, "Yau Kit")}


@pytest.mark.parametrize(
    ("title", "trigger"),
    [
        ("祐傑的客户可购买软件和服务，也可收购旧机", "MA_BUY"),
        ("所谓收购是指祐傑一类公司买下他人股份", "MA_BUY"),
        ("無論是祐傑宣布收購車廠，還是停止造車，都引人關注", "MA_BUY"),
        ("祐傑第三款手機今日上市，售價499美元", "IPO_PROGRESS"),
        ("祐傑的小夥伴們聯歡", "PARTNER_SUPPLY"),
        ("祐傑業主購買的樓盤漏水", "PROPERTY_DEAL"),
    ],
)
def test_words_of_business_in_another_sense_tell_nothing_in_chinese(title: str, trigger: str) -> None:
    assert trigger not in {found for found, _ in read(title, "祐傑", lang="zh-Hant" if "還" in title or "機" in title else "zh-Hans")}


def test_a_holder_that_sells_is_not_the_company_it_holds() -> None:
    assert ("MA_SELL", "祐傑") not in read("祐傑股東泽岸集团以20亿元出让50%股权", "祐傑", "泽岸集团", lang="zh-Hans")


def test_every_limit_is_wider_where_the_text_is_nearer_to_its_company() -> None:
    for lang in ("en", "zh"):
        assert standing.HEAD[lang] < standing.TOP[lang] < standing.REACH[lang]


def test_a_noun_for_firms_right_before_a_chinese_guess_is_ground() -> None:
    assert ("CONTRACT_WIN", "禾志易") in read("近日,运维厂商禾志易中标一项管理项目", "禾志易", lang="zh-Hans", sure=0.62)
    assert ("CONTRACT_WIN", "禾志易") not in read("近日,禾志易中标一项管理项目", "禾志易", lang="zh-Hans", sure=0.62)


def test_a_month_is_no_history_where_nobody_says_when_the_text_was_published() -> None:
    document = article("祐傑的故事", "今年3月，祐傑以3亿元收购一家面包厂。", "zh-Hans")
    for published_from, told in (("page", False), ("first_seen", True)):
        made = replace(document, published=OCTOBER, published_from=published_from)
        found = triggers.events(made, Annotation("zh-Hans", (), (), ()), mentions(made, "祐傑", keys=KEYS), story_id="s", beat="business", sectors=(), register_sectors=lambda key: ())
        assert any(event.trigger == "MA_BUY" for event in found) is told


@pytest.mark.parametrize(
    ("title", "names", "wanted"),
    [
        ("Yau Kit's Zellow posts a quarterly loss", ["Yau Kit", "Zellow"], {("STRESS", "Zellow")}),
        ("Yau Kit-backed Zellow explores $2 billion sale", ["Yau Kit", "Zellow"], {("MA_SELL", "Zellow")}),
        ("$QLN - Quillon wins US$80m rail contract", ["$QLN", "Quillon"], {("CONTRACT_WIN", "Quillon")}),
        ("Pinmoor Bank names Zellow executive as CFO", ["Pinmoor Bank", "Zellow"], {("CFO_CHANGE", "Pinmoor Bank")}),
        ("Yau Kit plans a London IPO of Brannock", ["Yau Kit"], {("IPO_INTENT", "")}),
        ("Yau Kit plans a London IPO of Zellow", ["Yau Kit", "Zellow"], {("IPO_INTENT", "Zellow")}),
        ("The state offers to take full control of Zellow in a buyout offer", ["Zellow"], {("MA_BUY", "")}),
    ],
)
def test_an_event_is_of_the_firm_that_the_grammar_means_and_not_of_the_one_beside_it(title: str, names: list[str], wanted: set[tuple[str, str]]) -> None:
    assert read(title, *names) == wanted


@pytest.mark.parametrize(
    ("title", "names", "wanted"),
    [
        ("日前公司收到康岭实业发出的中标通知书，确定公司为中标单位", ["康岭实业"], {("CONTRACT_WIN", "")}),
        ("公司拟将持有的康岭工程的全部股权转让给贝岸实业", ["康岭工程", "贝岸实业"], {("MA_SELL", ""), ("MA_BUY", "贝岸实业")}),
        ("祐傑公告，其控股股东康岭控股与贝岸实业签署股份转让协议", ["祐傑", "康岭控股", "贝岸实业"], {("MA_SELL", "康岭控股")}),
        ("康岭控股正推进其持有的贝岸实业的IPO计划", ["康岭控股", "贝岸实业"], {("IPO_INTENT", "贝岸实业")}),
        ("祐傑主要供应商康岭工程公布全年亏损", ["祐傑", "康岭工程"], {("STRESS", "康岭工程")}),
        ("康岭银行行业分析师表示，祐傑全年亏损", ["康岭银行", "祐傑"], {("STRESS", "祐傑")}),
    ],
)
def test_the_company_of_a_chinese_notice_is_no_name_that_it_deals_with(title: str, names: list[str], wanted: set[tuple[str, str]]) -> None:
    assert read(title, *names, lang="zh-Hans") == wanted


def test_a_chinese_guess_that_the_text_calls_a_firm_has_ground() -> None:
    title = "泽朗获千万元A轮融资"
    assert read(title, "泽朗", lang="zh-Hans", sure=0.66) == set()
    assert ("EQUITY_RAISE", "泽朗") in read(title, "泽朗", text="泽朗是一家做储能的公司。", lang="zh-Hans", sure=0.66)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("祐傑第六届董事会会议于2010年12月8日召开，聘任何先生为公司财务总监", True),
        ("2010年，祐傑聘任何先生为公司财务总监", False),
        ("2010年12月8日，祐傑晚间公告，聘任何先生为公司财务总监", True),
    ],
)
def test_the_day_of_an_undated_notice_is_its_own(line: str, told: bool) -> None:
    found = examples.read(Example(line, "zh-Hans", told, "祐傑", ("祐傑",)))
    assert any(event.trigger == "CFO_CHANGE" for event in found) is told
