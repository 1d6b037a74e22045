"""Whose event, at which stage, with which facts; and what gives none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.leads import triggers
from leadscan.types import Event
from tests.leads.makers import annotation, article, mentions


def read(title: str, *names: str, text: str = "", lang: Any = "en", beat: Any = "business", keys: dict[str, str] | None = None, sectors_of: Any = lambda key: ()) -> tuple[Event, ...]:
    document = article(title, text, lang)
    return triggers.events(document, annotation(document), mentions(document, *names, keys=keys), story_id="s", beat=beat, sectors=("utilities",), register_sectors=sectors_of)


def pairs(found: tuple[Event, ...]) -> set[tuple[str, str]]:
    return {(event.trigger, event.company_name) for event in found}


@pytest.mark.parametrize(
    ("text", "lang", "names", "wanted"),
    [
        ("Bangna Pack was acquired by Seapoint for US$120m", "en", ["Bangna Pack", "Seapoint"], ("MA_BUY", "Seapoint")),
        ("Orchard plans to sell its diagnostics business to Glade Pharma", "en", ["Orchard", "Glade Pharma"], ("MA_BUY", "Glade Pharma")),
        ("Orchard plans to sell its diagnostics business to Glade Pharma", "en", ["Orchard", "Glade Pharma"], ("MA_SELL", "Orchard")),
        ("Lumen subsidiary Lumen Digital priced its IPO at $8 a share", "en", ["Lumen", "Lumen Digital"], ("IPO_PROGRESS", "Lumen Digital")),
        ("地皮由碧灘置業以22億元投得", "zh-Hant", ["碧灘置業"], ("PROPERTY_DEAL", "碧灘置業")),
        ("榕山照明公告，控股子公司润盟电子不能清偿到期债务", "zh-Hans", ["榕山照明", "润盟电子"], ("DEFAULT_INSOLVENCY", "润盟电子")),
        ("根据重组方案，新岳光将向西岭集团、红岭创投增发", "zh-Hans", ["新岳光", "西岭集团", "红岭创投"], ("EQUITY_RAISE", "新岳光")),
        ("Winding-up petition filed against Fook Yun by Alder Bank", "en", ["Fook Yun", "Alder Bank"], ("DEFAULT_INSOLVENCY", "Fook Yun")),
    ],
)  # fmt: skip
def test_the_event_belongs_to_the_doer(text: str, lang: str, names: list[str], wanted: tuple[str, str]) -> None:
    assert wanted in pairs(read(text, *names, lang=lang))


def test_all_names_joined_by_and_share_the_event() -> None:
    found = read("康岭、贝岸和岳罗集团宣布裁员", "康岭", "贝岸", "岳罗集团", lang="zh-Hans")
    assert pairs(found) == {("STRESS", "康岭"), ("STRESS", "贝岸"), ("STRESS", "岳罗集团")}


def test_a_bank_that_lends_or_sponsors_does_not_carry_its_customers_event() -> None:
    found = read("Kwun Fung signs a HK$2bn club loan with Alder Bank and Birch Bank", "Kwun Fung", "Alder Bank", "Birch Bank")
    assert ("DEBT_NEW", "Kwun Fung") in pairs(found)
    assert not {company for trigger, company in pairs(found) if trigger == "DEBT_NEW"} & {"Alder Bank", "Birch Bank"}


def test_the_company_of_the_headline_is_meant_by_the_group() -> None:
    found = read("霧燈影業業績會", "霧燈影業", text="集團計劃在明年六月前來港上市。", lang="zh-Hant")
    assert pairs(found) == {("IPO_INTENT", "霧燈影業")}


@pytest.mark.parametrize("beat", ["share_tip", "markets_roundup", "sport", "lifestyle"])
def test_silent_beats_give_no_events(beat: str) -> None:
    assert read("Yau Kit wins a HK$1.4bn rail contract", "Yau Kit", beat=beat) == ()


def test_the_entertainment_pages_give_only_hard_events() -> None:
    found = read("霧燈影業昨日向港交所正式遞交上市申請", "霧燈影業", text="霧燈影業榮獲最佳製作公司獎項。", lang="zh-Hant", beat="entertainment")
    assert pairs(found) == {("IPO_FILED", "霧燈影業")}


def test_a_round_up_headline_gives_none() -> None:
    assert read("一周要聞回顧：清源機械人遞表", "清源機械人", lang="zh-Hant") == ()


def test_nothing_after_about_the_company_is_news() -> None:
    found = read("Kingsway Medical wins an award", "Kingsway Medical", text="It was a good day.\nAbout Kingsway Medical\nKingsway Medical plans to list in Hong Kong.")
    assert {event.trigger for event in found} == {"COURTESY"}


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("Sources say Tolo Biotech plans a Hong Kong listing", "rumour"),
        ("Tolo Biotech plans a Hong Kong listing", "planned"),
        ("Tolo Biotech has completed the acquisition of Reed Labs", "completed"),
        ("Tolo Biotech shelved its IPO", "failed"),
    ],
)
def test_the_stage_is_what_the_sentence_says(title: str, stage: str) -> None:
    assert read(title, "Tolo Biotech", "Reed Labs")[0].stage == stage


def test_facts_are_printed_as_the_sentence_has_them() -> None:
    (found,) = read("Mau Tin has agreed to buy a 65% stake in Chiang Rai Foods for US$120 million", "Mau Tin", "Chiang Rai Foods")
    assert (found.facts["amount"], found.facts["stake"], found.facts["counterparty"]) == ("US$120 million", "65% stake", "Chiang Rai Foods")


def test_a_later_step_leaves_out_what_it_retells() -> None:
    found = read("Qingyuan Robotics passed its listing hearing", "Qingyuan Robotics", text="Qingyuan Robotics filed for a Hong Kong IPO in January and plans to list in March.")
    assert pairs(found) == {("IPO_PROGRESS", "Qingyuan Robotics")}


def test_evidence_quotes_the_text_at_its_offsets() -> None:
    title, text = "Morning notes", "Nothing here.\nYau Kit wins a HK$1.4bn rail contract. It rained."
    (found,) = read(title, "Yau Kit", text=text)
    assert f"{title}\n{text}"[found.evidence.start : found.evidence.end] == found.evidence.quote == "Yau Kit wins a HK$1.4bn rail contract."


def test_a_known_company_brings_its_own_sectors_else_the_documents() -> None:
    known = read("Yau Kit wins a HK$1.4bn rail contract", "Yau Kit", keys={"Yau Kit": "HKEX:01234"}, sectors_of=lambda key: ("banks",))
    unknown = read("Yau Kit wins a HK$1.4bn rail contract", "Yau Kit")
    assert (known[0].sectors, known[0].company_key) == (("banks",), "HKEX:01234")
    assert (unknown[0].sectors, unknown[0].company_key) == (("utilities",), None)


def test_a_lead_needs_an_opportunity_of_a_company_that_is_no_bank_and_no_risk() -> None:
    assert triggers.is_lead(read("Yau Kit wins a HK$1.4bn rail contract", "Yau Kit"))
    assert not triggers.is_lead(read("Yau Kit wins a HK$1.4bn rail contract", "Yau Kit", text="Yau Kit will lay off 80 staff."))
    assert not triggers.is_lead(read("Alder Bank raises its dividend by 20%", "Alder Bank"))
    assert not triggers.is_lead(())


@pytest.mark.parametrize(
    ("title", "names", "wanted"),
    [
        ("榛岸食品收購葛嶺集團所持柳堤茶業30%股權", ("榛岸食品", "葛嶺集團", "柳堤茶業"), {("MA_BUY", "榛岸食品"), ("MA_SELL", "葛嶺集團")}),
        ("葛嶺集團向榛岸食品出售柳堤茶業全部股權，作價5億元", ("榛岸食品", "葛嶺集團", "柳堤茶業"), {("MA_BUY", "榛岸食品"), ("MA_SELL", "葛嶺集團")}),
        ("葛嶺集團大股東柳堤茶業將所持六成股權轉讓予榛岸食品", ("榛岸食品", "葛嶺集團", "柳堤茶業"), {("MA_BUY", "榛岸食品"), ("MA_SELL", "柳堤茶業")}),
        ("柳堤茶業最終被榛岸食品收入囊中", ("榛岸食品", "柳堤茶業"), {("MA_BUY", "榛岸食品")}),
        ("榛岸食品將柳堤茶業收入囊中", ("榛岸食品", "柳堤茶業"), {("MA_BUY", "榛岸食品")}),
        ("葛嶺集團獲榛岸食品提全購，每股作價3元", ("榛岸食品", "葛嶺集團"), {("MA_BUY", "榛岸食品")}),
        ("榛岸食品向葛嶺集團提出私有化建議", ("榛岸食品", "葛嶺集團"), {("SPINOFF_DUAL_PRIVATISE", "葛嶺集團")}),
        ("由榛岸食品牽頭的財團以3億元購入屯門貨倉", ("榛岸食品",), {("PROPERTY_DEAL", "榛岸食品")}),
        ("葛嶺集團獲榛岸食品委任為獨家供應商，為期三年", ("榛岸食品", "葛嶺集團"), {("PARTNER_SUPPLY", "葛嶺集團")}),
        ("葛嶺集團與柳堤茶業、榛岸食品組成的聯合體中標污水處理工程", ("榛岸食品", "葛嶺集團", "柳堤茶業"), {("CONTRACT_WIN", "葛嶺集團"), ("CONTRACT_WIN", "柳堤茶業"), ("CONTRACT_WIN", "榛岸食品")}),
        ("柳堤茶業、葛嶺集團及榛岸食品今日同時遞表", ("榛岸食品", "葛嶺集團", "柳堤茶業"), {("IPO_FILED", "葛嶺集團"), ("IPO_FILED", "柳堤茶業"), ("IPO_FILED", "榛岸食品")}),
        ("繼柳堤茶業、葛嶺集團遞表後，榛岸食品今日遞交上市申請", ("榛岸食品", "葛嶺集團", "柳堤茶業"), {("IPO_FILED", "榛岸食品")}),
        ("榛岸食品因被債權人葛嶺集團申請破產清算而停產", ("榛岸食品", "葛嶺集團"), {("DEFAULT_INSOLVENCY", "榛岸食品"), ("STRESS", "榛岸食品")}),
        ("原葛嶺集團董事長出任柳堤茶業董事長", ("葛嶺集團", "柳堤茶業"), {("OWNER_CHANGE", "柳堤茶業")}),
        ("榛岸食品未來三年向葛嶺集團採購紙盒，合約總值約3億元", ("榛岸食品", "葛嶺集團"), {("CONTRACT_WIN", "葛嶺集團")}),
        ("葛嶺集團將成副身家賣咗畀榛岸食品", ("榛岸食品", "葛嶺集團"), {("MA_BUY", "榛岸食品"), ("MA_SELL", "葛嶺集團")}),
        ("霧燈影業老闆話，間公司啱啱向港交所遞咗表", ("霧燈影業",), {("IPO_FILED", "霧燈影業")}),
        ("麥穗餅店突然執咗全線八間舖", ("麥穗餅店",), {("DEFAULT_INSOLVENCY", "麥穗餅店")}),
        ("葛嶺集團炒咗三十個員工", ("葛嶺集團",), {("STRESS", "葛嶺集團")}),
        ("榛岸食品買咗新生產線，仲會起多間廠", ("榛岸食品",), {("CAPEX_PLANT", "榛岸食品")}),
    ],
)
def test_of_several_chinese_names_the_event_is_the_doers(title: str, names: tuple[str, ...], wanted: set[tuple[str, str]]) -> None:
    assert pairs(read(title, *names, lang="zh-Hant")) == wanted


def test_what_is_bought_never_stands_for_the_buyer() -> None:
    assert pairs(read("公司透過收購柳堤茶業，擴充茶園", "柳堤茶業", lang="zh-Hant")) == {("MA_BUY", "")}
    assert pairs(read("Takeover of Glade Pharma nears", "Glade Pharma")) == {("MA_BUY", "")}


@pytest.mark.parametrize(
    ("text", "lang", "names", "not_of"),
    [
        ("Seapoint founder Lee buys the office tower for HK$900m", "en", ["Seapoint"], "Seapoint"),
        ("The founder of Seapoint has agreed to buy an office tower", "en", ["Seapoint"], "Seapoint"),
        ("榛岸食品主席陳先生斥2億元購入灣仔商廈", "zh-Hant", ["榛岸食品"], "榛岸食品"),
        ("由榛河銀行申請的柳堤茶業破產清算一案開審", "zh-Hant", ["榛河銀行", "柳堤茶業"], "榛河銀行"),
        ("榛岸食品成為「柳堤茶業第二廠房工程」的中標單位", "zh-Hant", ["榛岸食品", "柳堤茶業"], "柳堤茶業"),
        ("Osprel Capital Partners, Seapoint", "en", ["Osprel Capital Partners", "Seapoint"], "Osprel Capital Partners"),
    ],
)
def test_a_founders_own_deal_a_petitioner_and_a_name_in_a_project_own_nothing(text: str, lang: str, names: list[str], not_of: str) -> None:
    assert not_of not in {company for _, company in pairs(read(text, *names, lang=lang))}


def test_a_broker_that_lists_itself_is_no_arranger() -> None:
    assert ("IPO_INTENT", "榛河證券") in pairs(read("監管局接受榛河證券擬首次公開發行的輔導備案申請", "榛河證券", lang="zh-Hant"))


def test_the_borrower_of_a_named_lender_owns_the_loan() -> None:
    assert ("DEBT_NEW", "Seapoint") in pairs(read("Alder Bank has agreed to loan US$233 million to Seapoint", "Alder Bank", "Seapoint"))
    assert ("DEBT_NEW", "榛岸食品") in pairs(read("榛河銀行授予榛岸食品百億元授信額度", "榛河銀行", "榛岸食品", lang="zh-Hant"))


@pytest.mark.parametrize(
    ("text", "lang", "amount"),
    [
        ("榛岸食品去年收入55億元，現以32億元收購柳堤茶業", "zh-Hant", "32億元"),
        ("榛岸食品收購柳堤茶業，作價32億元，後者市值55億元", "zh-Hant", "32億元"),
        ("榛岸食品收購柳堤茶業，後者年收入55億元", "zh-Hant", None),
        ("受惠上季55億元訂單，榛岸食品計劃收購柳堤茶業", "zh-Hant", None),
        ("Seapoint, with annual sales of US$5.5 billion, will acquire Glade Pharma for US$3.2 billion", "en", "US$3.2 billion"),
        ("Seapoint will acquire Glade Pharma, which has US$5.5 billion in annual sales", "en", None),
        ("In a US$3.2 billion deal, Seapoint agreed to acquire Glade Pharma", "en", "US$3.2 billion"),
    ],
)
def test_the_sum_is_that_of_the_deal_and_not_of_another_clause(text: str, lang: str, amount: str | None) -> None:
    found = [event for event in read(text, "榛岸食品", "柳堤茶業", "Seapoint", "Glade Pharma", lang=lang) if event.trigger == "MA_BUY"]
    assert [event.facts.get("amount") for event in found] == [amount]


def test_a_list_in_the_next_sentence_says_who_was_meant() -> None:
    found = read("當局調查三家藥企涉嫌造假一案。", "紫榆藥業", "白樺藥業", "青松藥業", text="涉案者分別為紫榆藥業、白樺藥業、青松藥業。", lang="zh-Hant")
    assert {event.company_name for event in found if event.trigger == "INTEGRITY"} == {"紫榆藥業", "白樺藥業", "青松藥業"}


def test_the_sum_of_the_deal_is_named_and_not_the_price_of_a_share_or_a_later_sum() -> None:
    built = read("茶具商青禾以9億港元向柏崗購入葵涌貨倉，另預留約1億元翻新", "青禾", "柏崗", lang="zh-Hant")
    assert {event.trigger: event.facts["amount"] for event in built} == {"PROPERTY_DEAL": "9億港元", "MA_SELL": "9億港元"}
    bought = read("青禾以每股3港元收購柏崗全部股份，涉資8億港元", "青禾", "柏崗", lang="zh-Hant")
    assert [event.facts["amount"] for event in bought if event.trigger == "MA_BUY"] == ["8億港元"]


@pytest.mark.parametrize(("title", "stage", "how"), [("藍鳶生物上市申請失效，料重新遞表", "failed", "LAPSED"), ("烏龍台茶業宣布押後上市", "failed", "PAUSED"), ("Blue Kite Bio withdraws its IPO filing", "failed", "WITHDRAWN")])
def test_a_setback_says_how_it_came(title: str, stage: str, how: str) -> None:
    name = title[:4] if title[0] > "z" else "Blue Kite Bio"
    (found,) = read(title, name if name != "烏龍台茶" else "烏龍台茶業", lang="zh-Hant" if title[0] > "z" else "en")
    assert (found.trigger, found.stage, found.facts["setback"]) == ("IPO_SETBACK", stage, how)


def test_the_banks_of_a_deal_are_banks_and_not_the_one_whose_move_it_is() -> None:
    found = {event.trigger: event for event in read("葛嶺集團簽訂5億元銀團貸款，由榛岸銀行出任主要安排行", "葛嶺集團", "榛岸銀行", lang="zh-Hant")}
    assert found["DEBT_NEW"].facts["banks"] == "榛岸銀行"
    assert "banks" not in found["COMPETITOR_BANK"].facts



@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=300), st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_and_every_quote_stands_in_it(text: str, title: str) -> None:
    document = article(title, "上市 收購 plans to list " + text)
    for event in triggers.events(document, annotation(document), mentions(document, "收購"), story_id="s", beat="business", sectors=(), register_sectors=lambda key: ()):
        raw = f"{document.title}\n{document.text}"
        assert raw[event.evidence.start : event.evidence.end] == event.evidence.quote


@pytest.mark.parametrize("text", ["<script>alert(1)</script> 上市" * 50, "plans to list " * 400, "(" * 2000, "收購" * 1500, "a" * 5000])
def test_hostile_texts_are_read_in_bounded_time(text: str) -> None:
    import time

    start = time.perf_counter()
    read("x", "收購", text=text)
    assert time.perf_counter() - start < 3
