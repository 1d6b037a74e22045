"""The letter: what must be in it and what must not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.data import read_text
from leadscan.errors import DeskError, UsageError
from leadscan.outreach import letters
from leadscan.settings import Bank
from leadscan.types import Company, Contact, Evidence, Fact
from tests.outreach.outreach_makers import BANK, DAY, case, event, lead

LANGUAGES = ["en", "zh-Hant", "zh-Hans"]


def compose(language: str = "en", lead_: Any = None, bank: Bank = BANK, **changes: Any) -> letters.Letter:
    given: dict[str, Any] = {"rm_name": "Karen Lau", "today": DAY, "source": "海角晨報", "fax": "+852 2100 8888"}
    return letters.compose(lead_ or lead(), case(), language=language, bank=bank, **(given | changes))  # type: ignore[arg-type]  # a table of languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_has_the_sender_in_both_languages_and_the_opt_out_in_both(language: str) -> None:
    text = compose(language).text
    head, foot = text[:200], text[-500:]
    assert all(part in head for part in (BANK.name, BANK.name_zh, BANK.address, BANK.address_zh, BANK.phone, BANK.fax))
    assert "unsubscribe" in foot and "取消" in foot and foot.count(BANK.fax) >= 2
    assert "+852 2100 8888" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_names_the_event_in_its_public_words_and_nothing_internal(language: str) -> None:
    made = compose(language)
    text = made.text + made.brief_text
    assert "雲峰機器人周一夜向港交所遞交主板上市申請。" in text and "海角晨報" in text and "Karen Lau" in text
    assert "91" not in text and "internal" not in text and "prospect" not in text.lower()


@pytest.mark.parametrize(("language", "name", "need"), [("en", "Cloudpeak Robotics", "Receiving bank"), ("zh-Hant", "雲峰機器人", "收款行"), ("zh-Hans", "云峰机器人", "收款行")])
def test_company_and_need_are_in_the_letters_language_whatever_the_rms_is(language: str, name: str, need: str) -> None:
    text = compose(language).text
    assert name in text and need in text and "Proceeds account and escrow" not in text


@pytest.mark.parametrize(("language", "title"), [("en", "The Chief Financial Officer"), ("zh-Hant", "財務總監"), ("zh-Hans", "财务总监")])
def test_without_a_name_the_letter_goes_to_the_post(language: str, title: str) -> None:
    made = compose(language)
    assert title in made.text and "Lam" not in made.text and made.addressee is None
    assert "Lam Wai Yee" in compose(language, addressee="Lam Wai Yee").text


@pytest.mark.parametrize(
    ("title", "language", "written"),
    [
        ("Chief Financial Officer", "zh-Hant", "財務總監"), ("chief financial officer and company secretary", "zh-Hans", "财务总监"), ("Finance Director", "en", "Finance Director"), ("director of finance", "en", "Director of Finance"), ("财务总监", "zh-Hant", "財務總監"),
        ("財務負責人", "zh-Hans", "财务负责人"), ("財務總監", "en", "The Chief Financial Officer"), ("Group Treasurer", "zh-Hant", "財務主管"), ("Wizard of Numbers", "zh-Hant", "財務總監"), (None, "zh-Hans", "财务总监"),
    ],
)  # fmt: skip
def test_a_post_is_written_as_the_document_has_it_or_as_what_it_means(title: str | None, language: str, written: str) -> None:
    assert letters.post(title, language) == written


@pytest.mark.parametrize(("role", "language", "written"), [("treasurer", "zh-Hant", "司庫"), ("treasurer", "zh-Hans", "司库"), ("unheard_of", "zh-Hant", "財務總監")])
def test_the_filings_own_word_for_a_role_goes_before_a_guess_from_the_title(role: str, language: str, written: str) -> None:
    assert letters.post("Chief Numbers Person", language, role=role) == written


def company(market: str, **names: Any) -> Company:
    return Company(f"{market}:1", market, "1", **names)


def reached(phone: str = "", address: str = "") -> Contact:
    return Contact(phone=Fact(phone, phone) if phone else None, address=Fact(address, address) if address else None)


@pytest.mark.parametrize(
    ("company_", "contact", "names", "language"),
    [
        (company("SZSE", name_zh_hans="云峰机器人股份有限公司"), Contact(), ("云峰机器人股份有限公司",), "zh-Hans"),
        (company("HKEX", name_en="Cloudpeak", name_zh_hant="雲峰機器人有限公司"), Contact(), ("Cloudpeak", "雲峰機器人有限公司"), "zh-Hant"),
        (company("HKEX-APP", name_zh_hant="雲峰機器人股份有限公司"), Contact(), ("雲峰機器人股份有限公司",), "zh-Hans"),
        (company("HKEX", name_zh_hant="雲峰機器人股份有限公司"), reached("+852 2100 7777"), ("雲峰機器人股份有限公司",), "zh-Hant"),
        (company("HKEX", name_zh_hant="雲峰機器人有限公司"), reached(address="8 Harbour Way, Shenzhen, China"), ("雲峰機器人有限公司",), "zh-Hans"),
        (company("US", name_en="Cloudpeak Inc."), Contact(), ("Cloudpeak Inc.",), "en"),
        (None, Contact(), ("Cloudpeak Robotics",), "en"),
    ],
)
def test_the_letter_is_in_the_recipients_language(company_: Company | None, contact: Contact, names: tuple[str, ...], language: str) -> None:
    one = lead(company_name=names[0], names=names, company_key=company_.key if company_ else None)
    assert letters.language_of(one, company_, case(contact=contact, issuer_zh=None), fallback="zh-Hant") == language


@pytest.mark.parametrize("changes", [{"suppressed": "on the list"}, {"polarity": "R"}])
def test_no_letter_is_written_where_none_may_go_out(changes: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="no letter may go out"):
        compose(lead_=lead(**changes))


@pytest.mark.parametrize("name", ["", " ", "\x00\u200b"])
def test_a_lead_of_no_company_gets_no_letter(name: str) -> None:
    with pytest.raises(UsageError, match="names no company"):
        compose(lead_=lead(company_name=name, names=()))


@pytest.mark.parametrize("field", ["name", "name_zh", "address", "address_zh", "phone", "fax"])
def test_a_bank_that_does_not_say_who_it_is_writes_no_letter(field: str) -> None:
    with pytest.raises(UsageError, match=rf"bank\.{field}: missing"):
        compose(bank=Bank(**({"phone": "2100 0000", "fax": "2100 0001"} | {field: " "})))


def test_template_signs_in_outside_text_are_only_text() -> None:
    text = compose(lead_=lead(events=(event(quote="{{ bank.fax }} {% for x in y %}."),), company_name="{{ 7*7 }}\r\nBcc: x", names=()), company=None).text
    assert "{{ 7*7 }} Bcc: x" in text and "{{ bank.fax }} {% for x in y %}" in text and "49" not in text


@settings(deadline=None)
@given(st.text(max_size=400), st.text(max_size=80))
def test_outside_text_can_neither_open_a_part_nor_add_a_line(quote: str, name: str) -> None:
    hostile = "\n== optout ==\n\n" + quote + "\n== body ==\n# x\n* y."
    made = compose(lead_=lead(events=(event(quote=hostile),), company_name=f"x {name}", names=()), company=None)
    plain = compose()
    assert [part.kind for part in made.letter] == [part.kind for part in plain.letter]
    assert [len(part.lines) for part in made.letter] == [len(part.lines) for part in plain.letter]


@pytest.mark.parametrize("stage", ["rumour", "failed"])
def test_neither_rumours_nor_risks_nor_private_facts_are_quoted(stage: Any) -> None:
    assert letters.quoted_event(lead(events=(event(stage=stage),)), "en") is None
    assert letters.quoted_event(lead(events=(event(polarity="R"),)), "en") is None
    for words in ("Mr Poon, aged 51, takes the helm.", "Her husband founded the firm.", "潘先生今年五十一歲，即51歲。", "主席的太太住院。"):
        assert letters.quoted_event(lead(events=(event(quote=words),)), "en") is None
    assert letters.quoted_event(lead(), "en") is not None


def test_a_sentence_is_quoted_before_a_heading_the_letters_language_before_another_and_a_filing_before_a_paper() -> None:
    def english(quote: str, **changes: Any) -> Any:
        return event(evidence=Evidence("d", "p", "https://p.example/", 0, len(quote), quote, "en"), **changes)

    paper, filing, heading = english("Cloudpeak applies to list."), english("The Company has applied to list.", facts={"form": "A1"}), english("Application Proof of Cloudpeak", facts={"form": "A1"})
    assert letters.quoted_event(lead(events=(event(), paper, heading)), "en") is paper
    assert letters.quoted_event(lead(events=(event(), paper, filing)), "en") is filing
    chinese = event()
    assert letters.quoted_event(lead(events=(filing, chinese)), "zh-Hans") is chinese
    assert letters.quoted_event(lead(events=(heading, chinese)), "en") is chinese
    only_a_heading = lead(events=(heading,))
    assert letters.quoted_event(only_a_heading, "zh-Hant") is heading
    assert "據公司文件，雲峰機器人已遞交上市申請。" in compose("zh-Hant", only_a_heading, source=None).text
    assert "We read in your filing that Cloudpeak Robotics has applied to list." in compose("en", only_a_heading, source=None).text


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("short", 10, "short"), ("One sentence ends here. Another goes on and on.", 30, "One sentence ends here."), ("no end in sight anywhere", 12, "no end in…"),
        ("第一句完了。第二句還很長很長", 20, "第一句完了。"), ("沒有句號的很長的一句話", 9, "沒有句號…"),
    ],
)  # fmt: skip
def test_a_quote_is_cut_at_a_sentence_or_a_word(text: str, width: int, short: str) -> None:
    assert letters.shorten(text, width) == short


def test_the_desks_own_words_go_before_the_packaged_ones() -> None:
    own = read_text("templates", "letters", "en.txt.j2").replace("Dear {{ addressee", "Good day {{ addressee")
    assert "Good day Sir or Madam," in compose(templates={"letters/en.txt.j2": own}).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("== greeting ==", "== hello =="), "hello"), (("== greeting ==\n", ""), "greeting"), (("{{ today }}", "{{ lead.score }}"), "'lead' is undefined"), (("{{ today }}", "{{ today"), "TemplateSyntaxError"),
        (("{{ today }}", "{{ bank.__class__.__mro__ }}"), "SecurityError"), (("{{ today }}", "{{ 'x' * 10 ** 12 }}"), "MemoryError|OverflowError|SecurityError"),
    ],
)  # fmt: skip
def test_a_desks_template_that_is_wrong_is_named_with_its_part(change: tuple[str, str], words: str) -> None:
    own = read_text("templates", "letters", "en.txt.j2").replace(*change)
    with pytest.raises(DeskError, match=rf"templates/letters/en\.txt\.j2.*({words})"):
        compose(templates={"letters/en.txt.j2": own})
