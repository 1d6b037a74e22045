"""The letter: what must be in it and what must not."""

from __future__ import annotations

from typing import Any

import pytest

from leadscan.errors import UsageError
from leadscan.outreach import letters
from leadscan.settings import Bank
from tests.outreach.outreach_makers import BANK, DAY, case, event, lead


def draft(language: str = "en", lead_: Any = None, case_: Any = "given", bank: Bank = BANK) -> str:
    return letters.draft(lead_ or lead(), case() if case_ == "given" else case_, language=language, bank=bank, rm_name="Karen Lau", today=DAY, source="海角晨報")  # type: ignore[arg-type]  # a table of languages


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_every_letter_has_the_sender_in_both_languages_and_the_opt_out_in_both(language: str) -> None:
    text = draft(language)
    head, foot = text[:200], text[-400:]
    assert all(part in head for part in (BANK.name, BANK.name_zh, BANK.address, BANK.address_zh, BANK.phone, BANK.fax))
    assert "unsubscribe" in foot and "取消" in foot and foot.count(BANK.fax) >= 2
    assert "+852 2100 8888" in text


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_every_letter_names_the_event_in_its_public_words_and_nothing_internal(language: str) -> None:
    text = draft(language)
    assert "雲峰機器人周一夜向港交所遞交主板上市申請。" in text and "海角晨報" in text
    assert "Proceeds account and escrow" in text and "Karen Lau" in text and "Lam Wai Yee" in text
    assert "91" not in text and "internal" not in text and "prospect" not in text.lower()
    assert len(text.splitlines()) <= letters.PAGE_LINES


@pytest.mark.parametrize(("language", "title"), [("en", "The Chief Financial Officer"), ("zh-Hant", "財務總監"), ("zh-Hans", "财务总监")])
def test_without_a_name_the_letter_goes_to_the_post(language: str, title: str) -> None:
    text = draft(language, case_=None)
    assert title in text and "Lam" not in text


def test_a_finance_chief_who_may_have_left_is_not_addressed() -> None:
    assert "Lam" not in draft(lead_=lead(triggers=("IPO_FILED", "CFO_CHANGE")))


@pytest.mark.parametrize("changes", [{"suppressed": "on the list"}, {"polarity": "R"}])
def test_no_letter_is_drafted_where_none_may_go_out(changes: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="no letter may go out"):
        draft(lead_=lead(**changes))


def test_a_bank_without_a_fax_number_for_opting_out_writes_no_letter() -> None:
    with pytest.raises(UsageError, match=r"bank\.fax: missing"):
        draft(bank=Bank())


def test_template_signs_in_outside_text_are_only_text() -> None:
    text = draft(lead_=lead(events=(event(quote="{{ bank.fax }} {% for x in y %}"),), company_name="{{ 7*7 }}\r\nBcc: x"))
    assert "{{ 7*7 }} Bcc: x" in text and "{{ bank.fax }} {% for x in y %}" in text and "49" not in text
