"""Who is meant: sure, unsure or nobody's, each with its why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.companies import imports, match
from leadscan.companies.register import Register
from leadscan.types import Annotation, Company, Label, Mention

EMPTY = Annotation("en", (), (), ())


def company(key: str, name_en: str | None = None, zh: str | None = None, *aliases: str) -> Company:
    market, code = key.split(":")
    return Company(key, market, code, name_en=name_en, name_zh_hant=zh, aliases=aliases)


COMPANIES = (
    company("HKEX:09901", "Quillhaven Foods Holdings Limited", "鳶灣沐食品控股有限公司"),
    company("HKEX:09902", "Tallow Group Limited", "鳶港控股有限公司"),
    company("US:HRV", "Harvest Inc"),
    company("HKEX:09903", "Brackmere Limited", "理想控股有限公司"),
    company("HKEX:09904", "Osprel Marine Limited", "奧翠維恩集團有限公司", "Twinhull"),
    company("US:TWN", "Lantern Boats Inc", None, "Twinhull"),
    company("HKEX:01810", "Vellance Corporation", "鳶米集團有限公司"),
)


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(COMPANIES)


def link(register: Register, text: str, *spans: tuple[str, Label]) -> list[Mention]:
    mentions = tuple(Mention(text.index(name), text.index(name) + len(name), label, name, 0.8, "test") for name, label in spans)
    return list(match.link(text, Annotation("en", (), mentions, ()), register.scan(text), register))


def linked(register: Register, text: str, *spans: tuple[str, Label]) -> list[tuple[str, str | None]]:
    return [(mention.text, mention.company.key if mention.company else None) for mention in link(register, text, *spans)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Quillhaven Foods said profit rose.", [("Quillhaven Foods", "HKEX:09901")]),
        ("Quillhaven Foods Holdings Ltd. said profit rose.", [("Quillhaven Foods Holdings Ltd.", "HKEX:09901")]),
        ("Shares of Quillhaven Foods (9901 HK) rose.", [("Quillhaven Foods", "HKEX:09901"), ("9901 HK", "HKEX:09901")]),
        ("鳶灣沐食品擬發債。", [("鳶灣沐食品", "HKEX:09901")]),
        ("鸢湾沐食品控股有限公司公布业绩。", [("鸢湾沐食品控股有限公司", "HKEX:09901")]),
        ("鳶米集團（1810）回購股份。", [("鳶米集團", "HKEX:01810"), ("1810", "HKEX:01810")]),
        ("當時是清朝（1810）的事。", []),
        ("Brackmere will open a plant.", [("Brackmere", "HKEX:09903")]),
    ],
)
def test_a_name_or_a_code_is_linked_with_its_legal_form(register: Register, text: str, wanted: list[tuple[str, str | None]]) -> None:
    assert linked(register, text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The harvest was poor this year.", []),
        ("Harvest season began early in the valley.", []),
        ("A good Harvest on the cover of a magazine.", []),
        ("Harvest reported weaker sales.", [("Harvest", "US:HRV")]),
        ("Harvest Inc. named a chairman.", [("Harvest Inc.", "US:HRV")]),
        ("Harvest (NYSE: HRV) has a new plant.", [("Harvest", "US:HRV"), ("NYSE: HRV", "US:HRV")]),
        ("成績未如理想，校方檢討。", []),
        ("實現一個理想，並不容易。", []),
        ("理想宣布發債。", [("理想", "HKEX:09903")]),
        ("理想控股公布業績，理想股價上升。", [("理想控股", "HKEX:09903"), ("理想", "HKEX:09903")]),
        ("鳶港公布業績。", [("鳶港", "HKEX:09902")]),
        ("紙鳶港口風大。", []),
    ],
)
def test_an_ordinary_word_or_a_short_name_asks_for_a_cue(register: Register, text: str, wanted: list[tuple[str, str | None]]) -> None:
    assert linked(register, text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Brackmere Cloud opened an office in Leeds.",
        "Brackmere Foundation gave a prize.",
        "The guests met at Brackmere Tower in town.",
        "Robert Brackmere said the weather was fine.",
        "鳶灣沐食品大廈外有人排隊。",
        "鳶米雲發布新品。",
        "鳶米汽車交付量創新高。",
        "鳶米信息技術（深圳）有限公司成立。",
    ],
)
def test_a_longer_name_that_holds_a_known_one_is_not_linked_to_it(register: Register, text: str) -> None:
    assert [key for _, key in linked(register, text) if key] == []


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Quillhaven Foods (9901 HK) rose.", ["COMPANY", "PRODUCT"]),
        ("$HRV - Harvest Inc. named a chairman.", ["PRODUCT", "COMPANY"]),
        ("Brokers bought $HRV all day.", ["COMPANY"]),
        ("鳶灣沐食品（09901）停牌。", ["COMPANY", "PRODUCT"]),
        ("鳶灣沐食品停牌。\n另外，09902.HK 亦停牌。", ["COMPANY", "COMPANY"]),
    ],
)
def test_a_code_stands_for_its_company_only_where_nothing_else_names_it(register: Register, text: str, labels: list[str]) -> None:
    mentions = link(register, text)
    assert [mention.label for mention in mentions] == labels
    assert all(mention.company for mention in mentions)


def test_a_name_nobody_listed_right_before_a_code_is_the_codes_company(register: Register) -> None:
    assert linked(register, "Dunmarrow Limited (9901 HK) rose.") == [("Dunmarrow Limited", "HKEX:09901"), ("9901 HK", "HKEX:09901")]
    assert linked(register, "Dunmarrow Limited rose; (9901 HK) did not.") == [("Dunmarrow Limited", None), ("9901 HK", "HKEX:09901")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Quillhaven Foods Global Corp. said so.", [("Quillhaven Foods Global Corp.", "HKEX:09901")]),
        ("Quillhaven Foods Insurance Corp. said so.", [("Quillhaven Foods Insurance Corp.", None)]),
        ("鳶灣沐食品科技股份有限公司公布業績。", [("鳶灣沐食品科技股份有限公司", "HKEX:09901")]),
        ("Quillhaven Foods (Singapore) won an order.", [("Quillhaven Foods (Singapore)", None)]),
        ("鳶灣沐食品(深圳)中標。", [("鳶灣沐食品(深圳)", None)]),
        ("Quillhaven Foods Cloud opened.", [("Quillhaven Foods Cloud", None)]),
        ("Quillhaven Foods Tower opened.", []),
        ("the Quillhaven Foods team as", [("Quillhaven Foods", "HKEX:09901")]),
    ],
)
def test_a_name_is_taken_to_its_end_and_a_unit_is_another_company(register: Register, text: str, wanted: list[tuple[str, str | None]]) -> None:
    assert linked(register, text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("BRACKMERE, HARVEST AND TALLOW FINED FOR LATE REPORTS TO THE REGULATOR", ["HARVEST", "TALLOW"]),
        ("Quillhaven Foods and Harvest were mentioned.", ["Quillhaven Foods", "Harvest"]),
        ("A farm and harvest and Quillhaven Foods", ["Quillhaven Foods"]),
        ("鳶灣沐食品、鳶港及理想出席。", ["鳶灣沐食品", "鳶港", "理想"]),
    ],
)
def test_a_list_with_a_known_company_and_a_line_of_capitals_are_cues(register: Register, text: str, wanted: list[str]) -> None:
    assert set(wanted) <= {name for name, key in linked(register, text) if key}


@pytest.mark.parametrize("text", ["It brought the group to market on the Nasdaq exchange.", "Kestrel (NASDAQ: ZZZQ) rose.", "It listed on the Nasdaq."])
def test_an_exchange_as_the_place_of_listing_is_no_company(text: str) -> None:
    register = Register((company("US:NDAQ", "Nasdaq, Inc."),))
    assert [name for name, _ in linked(register, text) if "asdaq" in name.lower()] == []
    assert linked(register, "Nasdaq said profit rose.") == [("Nasdaq", "US:NDAQ")]


def test_a_well_known_company_without_a_record_is_named_and_linked_to_nobody() -> None:
    assert linked(Register(()), "Huawei opened a plant. 華為公布業績。") == [("Huawei", None), ("華為", None)]
    assert linked(Register(()), "A sharp fall.") == []
    assert linked(Register((company("PRIVATE:hw", "Huawei"),)), "Huawei opened a plant.") == [("Huawei", "PRIVATE:hw")]


def test_two_companies_of_one_name_are_unsure_and_both_are_named(register: Register) -> None:
    (mention,) = link(register, "Twinhull said it won an order.")
    assert mention.company is None
    assert {candidate.key for candidate in mention.candidates} == {"HKEX:09904", "US:TWN"}
    assert mention.sure < 0.6


def test_the_rest_of_the_text_decides_between_two(register: Register) -> None:
    mentions = link(register, "Osprel Marine Limited won an order. Twinhull said so.")
    assert [(mention.text, mention.company and mention.company.key) for mention in mentions] == [("Osprel Marine Limited", "HKEX:09904"), ("Twinhull", "HKEX:09904")]
    assert "named elsewhere" in mentions[1].why


def test_a_record_of_the_banks_own_is_meant_before_a_namesake_of_an_exchange() -> None:
    register = Register((company("US:TWN", "Twinhull Inc"), company("PRIVATE:p1", "Twinhull Limited")))
    assert linked(register, "Twinhull said it won an order.") == [("Twinhull", "PRIVATE:p1")]


def test_a_name_nobody_listed_stays_a_company_without_a_record(register: Register) -> None:
    assert linked(register, "Dunmarrow Kelp Logistics Limited filed a prospectus.") == [("Dunmarrow Kelp Logistics Limited", None)]
    assert linked(register, "昨日，桐岬海帶股份有限公司遞表。") == [("桐岬海帶股份有限公司", None)]
    assert linked(register, "Dunmarrow filed a prospectus.", ("Dunmarrow", "COMPANY")) == [("Dunmarrow", None)]


def test_an_organisation_without_a_record_is_no_company(register: Register) -> None:
    assert linked(register, "The Harbour Council met.", ("Harbour Council", "ORG")) == []


def test_a_misspelt_name_is_linked_by_its_distinctive_word(register: Register) -> None:
    (mention,) = link(register, "A flyer promoted Quilhlaven Foods Group as a target.")
    assert mention.company is not None
    assert mention.company.key == "HKEX:09901"
    assert "alike" in mention.why


@pytest.mark.parametrize("text", ["A note on Quillhaven Goods Group came.", "A note on Quillraven Foods Group came.", "A note on Foods Group came."])
def test_likeness_without_a_shared_distinctive_word_is_no_link(register: Register, text: str) -> None:
    assert [key for _, key in linked(register, text) if key] == []


def test_a_word_the_pipeline_reads_as_a_person_or_a_place_is_no_company(register: Register) -> None:
    assert linked(register, "Brackmere said the weather was fine.", ("Brackmere", "PERSON")) == []
    assert linked(register, "Brackmere said the weather was fine.") == [("Brackmere", "HKEX:09903")]


def test_the_pipelines_agreement_is_a_cue(register: Register) -> None:
    assert linked(register, "A trip to Brackmere", ("Brackmere", "COMPANY")) == [("Brackmere", "HKEX:09903")]
    assert linked(register, "A trip to Brackmere") == []


def test_every_mention_has_a_why_and_a_sureness(register: Register) -> None:
    for mention in link(register, "Quillhaven Foods (9901 HK), Harvest Inc. and Dunmarrow Kelp Limited met. 理想宣布發債。"):
        assert mention.why
        assert 0 < mention.sure <= 1
        assert mention.label == ("PRODUCT" if mention.text == "9901 HK" else "COMPANY")


@given(st.text(alphabet="Quilhaven FodsHrtTw.,()鳶灣沐食品理想控股有限公司宣布1810 \n\0\U0001f600ع", max_size=100))
def test_mentions_of_any_text_are_sorted_apart_and_quote_it(register: Register, text: str) -> None:
    last = 0
    for mention in match.link(text, EMPTY, register.scan(text), register):
        assert mention.start >= last
        assert text[mention.start : mention.end] == mention.text
        last = mention.end


def test_a_megabyte_of_one_letter_or_of_names_is_read_in_time(register: Register) -> None:
    assert match.link("A" * 1_000_000, EMPTY, register.scan("A" * 1_000_000), register) == ()
    text = "鳶灣沐食品、" * 10_000
    assert len(match.link(text, EMPTY, register.scan(text), register)) == 10_000
    weak = "鳶港" * 10_000  # a search of all hits for each weak one would take minutes
    assert len(match.link(weak, EMPTY, register.scan(weak), register)) <= 1


def test_the_development_set_is_linked_as_well_as_before(shared: Path) -> None:
    folder = shared / "data" / "universe"
    items = [json.loads(line) for line in (folder / "linking_dev.jsonl").read_text(encoding="utf-8").splitlines()]
    asked = {f"{a['market']}:{a['code']}" for item in items for a in [item["answer"], *(item.get("also") or [])] if a}
    known: dict[str, Company] = {}
    for name in ("hk_listed.csv", "a_share_listed.csv", "us_sec_tickers.csv.gz", "hk_banks.csv", "watchlist_sample.csv"):
        header, rows = imports.table((folder / name).read_bytes(), name)
        taken = imports.rows(rows, columns=header).companies
        known.update({item.key: item for n, item in enumerate(taken) if n % 5 == 0 or item.key in asked or len(taken) < 100})  # a fifth of all: building costs seconds
    header, rows = imports.table((folder / "same_issuer.csv").read_bytes(), "same_issuer.csv")
    register = Register(imports.apply(known.values(), imports.rows(rows, columns=header)))
    right = made = wanted = nil = alone = 0
    for item in items:
        mentions = match.link(item["text"], Annotation(item["lang"], (), (), ()), register.scan(item["text"]), register)
        said = {(m.company.market, m.company.code) for m in mentions if m.company and m.start < item["end"] and item["start"] < m.end}
        good = {(a["market"], a["code"]) for a in [item["answer"], *(item.get("also") or [])] if a}
        made, wanted, nil = made + bool(said), wanted + bool(item["answer"]), nil + (not item["answer"])
        right, alone = right + bool(said and said <= good), alone + (not item["answer"] and not said)
    assert right / made >= 0.99
    assert right / wanted >= 0.98
    assert alone / nil >= 0.97


GENERAL = (company("US:ZMB", "Tolliver Broadcast & Film Holding Corp"), company("HKEX:09911", "Chong Yip Education Limited", "創業集團有限公司", "創業"), company("SSE:609911", "Iceland Works Company Limited", None, "Iceland"))


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("President Tolliver met farmers. Tolliver's plans for the coast were told to Parliament.", False),
        ("Mary Tolliver said hello. Tolliver announced a plan.", False),
        ("Tolliver Broadcast & Film Holding Corp announced a plan. Tolliver's plans were told to investors.", True),
    ],
)
def test_a_brand_that_is_a_persons_name_in_the_text_is_no_company_there(text: str, linked: bool) -> None:
    assert any(mention.company is not None for mention in link(Register(GENERAL), text, ("Tolliver", "COMPANY"))) is linked


@pytest.mark.parametrize(("text", "linked"), [("Ministers questioned the moves over Iceland this week.", False), ("Iceland (609911.SH) opened a plant.", True)])
def test_a_country_is_a_company_only_beside_its_code_or_with_words_of_a_company(text: str, linked: bool) -> None:
    assert any(mention.company is not None for mention in link(Register(GENERAL), text)) is linked


@pytest.mark.parametrize(("text", "linked"), [("很多创业公司都在找钱，创业不易。", False), ("创业集团有限公司宣布派息，创业股价上升。", True)])
def test_an_everyday_word_before_the_word_for_firms_is_no_firm_of_that_name(text: str, linked: bool) -> None:
    assert any(mention.company is not None for mention in link(Register(GENERAL), text)) is linked


@pytest.mark.parametrize("text", ["Here's how the bots work.", "What's new in the park? Here's a list.", "Here would be a good place."])
def test_the_short_is_behind_a_word_is_no_possessive(text: str) -> None:
    assert not any(mention.company is not None for mention in link(Register((company("US:HRR", "Here Group Ltd", None, "Here"),)), text))
