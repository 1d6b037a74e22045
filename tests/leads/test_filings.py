"""What a filing says happened, whose business it speaks of, and which of its words prove it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from leadscan.leads import triggers
from leadscan.types import Contact, Fact, Filing
from tests.leads.makers import NOW


def filing(form: str, kind: str, *, is_ipo: bool | None = True, venue: str = "HKEX", **more: Any) -> Filing:
    given = {"text": "", "issuer_zh": None, "title": "Egret Cold Chain - Application Proof", **more}
    return Filing(
        id="f1", source_id="hkex", entry_id="e", venue=venue, form=form, case_key=f"{venue}:1", url="https://venue.example/f1", lang="en", issuer="Egret Cold Chain Limited", is_ipo=is_ipo,
        kind=kind, filed=NOW.date(), published=NOW, first_seen=NOW, **given,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("form", "kind", "is_ipo", "venue", "wanted"),
    [
        ("Application Proof (1st submission)", "ipo", True, "HKEX", ("IPO_FILED", "filed")),
        ("Application Proof (2nd submission)", "ipo", True, "HKEX", ("IPO_FILED", "filed")),
        ("PHIP", "ipo", True, "HKEX", ("IPO_PROGRESS", "filed")),
        ("S-1", "ipo", True, "SEC", ("IPO_FILED", "filed")),
        ("F-1/A", "exhibits_only", None, "SEC", None),
        ("S-1/A", "resale", False, "SEC", None),
        ("S-1", "debt", False, "SEC", None),
        ("S-11", "fund", False, "SEC", None),
        ("S-1", "spac_ipo", True, "SEC", None),
        ("S-3", "shelf", False, "SEC", None),
        ("EFFECT", "effectiveness", True, "SEC", ("IPO_PROGRESS", "completed")),
        ("EFFECT", "effectiveness", False, "SEC", None),
        ("424B4", "ipo", True, "SEC", ("IPO_PROGRESS", "completed")),
        ("8-A12B", "registration_8a", True, "SEC", ("IPO_PROGRESS", "filed")),
        ("8-A12B", "fund", False, "SEC", None),
        ("RW", "withdrawal", True, "SEC", ("IPO_SETBACK", "failed")),
        ("RW", "withdrawal", None, "SEC", ("IPO_SETBACK", "failed")),
        ("Lapsed", "lapse", True, "HKEX", ("IPO_SETBACK", "failed")),
        ("OC Announcement", "oc_announcement", True, "HKEX", None),
        ("4", "other", None, "SEC", None),
        ("已受理", "ipo", True, "SZSE", ("IPO_FILED", "filed")),
        ("上市委审议", "ipo", True, "SSE", ("IPO_PROGRESS", "filed")),
        ("上市委会议通过", "ipo", True, "SSE", ("IPO_PROGRESS", "filed")),
        ("通过", "ipo", True, "SZSE", ("IPO_PROGRESS", "filed")),
        ("暂缓审议", "ipo", True, "SZSE", ("IPO_PROGRESS", "filed")),
        ("上市委会议暂缓", "ipo", True, "BSE", ("IPO_PROGRESS", "filed")),
        ("提交注册", "ipo", True, "BSE", ("IPO_PROGRESS", "filed")),
        ("注册生效", "effectiveness", True, "BSE", ("IPO_PROGRESS", "completed")),
        ("上市委会议未通过", "withdrawal", None, "SSE", ("IPO_SETBACK", "failed")),
        ("复审不通过", "withdrawal", None, "SZSE", ("IPO_SETBACK", "failed")),
        ("Prospectus", "ipo", True, "HKEX", ("IPO_PROGRESS", "filed")),
        ("Allotment results", "ipo", True, "HKEX", ("IPO_PROGRESS", "completed")),
    ],
)  # fmt: skip
def test_a_filing_says_its_step(form: str, kind: str, is_ipo: bool | None, venue: str, wanted: tuple[str, str] | None) -> None:
    found = triggers.from_filing(filing(form, kind, is_ipo=is_ipo, venue=venue), story_id="s", company_key=None)
    assert [(event.trigger, event.stage) for event in found] == ([] if wanted is None else [wanted])


def test_a_filing_quotes_the_sentence_that_decided_its_kind() -> None:
    text = "Cover. This is the initial public offering of our shares. More."
    proof = Fact("ipo", "This is the initial public offering of our shares.", offset=7)
    document = filing("F-1", "ipo", venue="SEC", text=text, facts={"kind": proof})
    (found,) = triggers.from_filing(document, story_id="s", company_key="SEC:1")
    assert f"{document.title}\n{document.text}"[found.evidence.start : found.evidence.end] == found.evidence.quote == proof.quote


def test_an_amendment_with_a_price_range_is_a_step_forward() -> None:
    text = "We estimate that the initial public offering price will be between $16.00 and $18.00 per share."
    (found,) = triggers.from_filing(filing("S-1/A", "ipo", venue="SEC", text=text), story_id="s", company_key=None)
    assert (found.trigger, found.evidence.quote) == ("IPO_PROGRESS", text.rstrip("."))


@pytest.mark.parametrize(("day", "said"), [("March 1, 2026", True), ("March 1, 2019", False)])
def test_a_filing_tells_of_a_finance_chief_who_changed_about_its_date_alone(day: str, said: bool) -> None:
    text = f"Ms. Chan was appointed as our Chief Financial Officer with effect from {day}."
    found = triggers.from_filing(filing("S-1", "ipo", venue="SEC", text=text), story_id="s", company_key=None)
    assert ("CFO_CHANGE" in {event.trigger for event in found}) is said


def test_a_filings_sectors_are_the_registers_else_its_sic_code_else_what_it_says() -> None:
    given_sectors = triggers.from_filing(filing("S-1", "ipo", venue="SEC"), story_id="s", company_key="US:1", sectors=("telecom",))
    by_code = triggers.from_filing(filing("S-1", "ipo", venue="SEC", facts={"sic": Fact("7372", "7372")}), story_id="s", company_key=None)
    by_words = triggers.from_filing(filing("Application Proof", "ipo", text="We are a solar and polysilicon maker."), story_id="s", company_key=None)
    assert (given_sectors[0].sectors, by_code[0].sectors) == (("telecom",), ("software_internet",))
    assert {"transport_logistics", "renewables_batteries"} <= set(by_words[0].sectors)  # the issuer's name and its own words


@pytest.mark.parametrize(
    ("more", "tied"),
    [
        ({"facts": {"state_or_country": Fact("K3", "K3")}}, True),
        ({"facts": {"state_or_country": Fact("CA", "CA")}}, False),
        ({"text": "Our sourcing office in Kwun Tong, Hong Kong employs 40 people."}, True),
        ({"text": "The shares may not be offered or sold in Hong Kong other than to professional investors; no operating company is located in Hong Kong."}, False),
        ({"contact": Contact(phone=Fact("+852 2000 0000", "+852 2000 0000"))}, True),
    ],
)
def test_a_us_filing_carries_its_tie_to_hong_kong_where_there_is_one(more: dict[str, Any], tied: bool) -> None:
    (found,) = triggers.from_filing(filing("S-1", "ipo", venue="SEC", **more), story_id="s", company_key=None)
    assert ("tie" in found.facts) is tied


def test_a_filing_carries_its_finance_chief_and_sponsors() -> None:
    contact = Contact(cfo_name=Fact("Chan Tai-man", "q"), sponsors=(Fact("Kai Lun Capital", "q"),))
    (found,) = triggers.from_filing(replace(filing("Application Proof", "ipo"), contact=contact), story_id="s", company_key=None)
    assert (found.facts["cfo"], found.facts["sponsors"], found.facts["venue"]) == ("Chan Tai-man", "Kai Lun Capital", "HKEX")


WRAPPED = """EGRET COLD CHAIN LIMITED (鷺岸冷鏈有限公司) - Application Proof (2nd
submission)
(A company registered in Bermuda)
Mrs. Tam Wing Lam (譚詠嵐), our chief financial officer since 2018, gave
notice and steps down on May 2, 2026. The board has named Mr. Oliver Q. Pang
finance director from May 3, 2026; before that he kept the books
of a flour mill."""


def cfo_events(text: str, *, lang: Any = "en", **more: Any) -> list[str]:
    document = replace(filing("Application Proof", "ipo", text=text), lang=lang)
    found = triggers.from_filing(document, story_id="s", company_key="HKEX-APP:1", **more)
    assert all(f"{document.title}\n{document.text}"[event.evidence.start : event.evidence.end] == event.evidence.quote for event in found)
    return [event.evidence.quote for event in found if event.trigger == "CFO_CHANGE"]


def test_a_finance_chief_who_changes_is_found_across_line_breaks() -> None:
    (quote,) = cfo_events(WRAPPED)
    assert quote.startswith("Mrs. Tam Wing Lam") and quote.endswith("May 2, 2026.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("首席財務官譚詠嵐女士已呈辭，2026年5月2日起卸任。", True),
        ("彭亦川先生自二零二六年五月三日起出任財務總監。", True),
        ("譚詠嵐女士，首席財務官，2019年5月2日加入本集團。", False),
        ("譚詠嵐女士於2026年2月1日獲委任為執行董事。首席財務官為彭先生。", False),
        ("彭亦川先生，首席財務官，2025年3月1日前曾任一家麵粉廠財務總監。", False),
    ],
)
def test_a_chinese_proof_tells_of_its_finance_chief(text: str, said: bool) -> None:
    assert bool(cfo_events(text, lang="zh-Hant")) is said


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Pang was appointed chief financial officer of a flour mill on March 1, 2026.",
        "Mr. Pang, our chief financial officer, was appointed on June 1, 2021.",
        "We have appointed Kai Lun Capital as sponsor. Mr. Pang is our chief financial officer.",
        "Our chief financial officer signed the report on March 1, 2026.",
    ],
)
def test_a_career_or_a_signature_is_no_change(text: str) -> None:
    assert cfo_events(text) == []


@pytest.mark.parametrize(("before", "now", "said"), [("Tam Wing Lam", "Pang Yik Chuen", True), ("TAM Wing Lam (譚詠嵐)", "Tam Wing Lam", False), ("譚詠嵐女士", "Tam Wing Lam (譚詠嵐)", False), ("彭亦川", "譚詠嵐", True)])
def test_another_name_than_the_last_filing_had_is_a_change(before: str, now: str, said: bool) -> None:
    text = f"{now}, chief financial officer"
    document = replace(filing("Application Proof", "ipo", text=text), contact=Contact(cfo_name=Fact(now, text, 12, 0)))
    old = replace(document, id="f0", filed=document.filed - timedelta(days=180), contact=Contact(cfo_name=Fact(before, before, 12, 0)))
    found = [event for event in triggers.from_filing(document, story_id="s", company_key=None, earlier=(old, document)) if event.trigger == "CFO_CHANGE"]
    assert [event.evidence.quote for event in found] == ([text] if said else [])


def test_a_bare_form_gives_way_to_the_lines_that_name_form_and_issuer() -> None:
    document = filing("Application Proof", "ipo", text="Cover.\n" + WRAPPED, facts={"kind": Fact("Application Proof", "Application Proof", 1, 44)})
    found = triggers.from_filing(document, story_id="s", company_key=None)[0]
    assert found.evidence.quote == "EGRET COLD CHAIN LIMITED (鷺岸冷鏈有限公司) - Application Proof (2nd\nsubmission)"


def test_without_such_lines_the_title_is_quoted() -> None:
    document = filing("Application Proof", "ipo", text="Nothing.", facts={"kind": Fact("Application Proof", "Application Proof", 1, 0)})
    assert triggers.from_filing(document, story_id="s", company_key=None)[0].evidence.quote == document.title


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Principal bank: Alder Bank, Hong Kong Branch. Sponsor: Kai Lun Capital.\nOur group operates medical laboratories and a dental\nclinic.", "healthcare_services_devices"),
        ("主要往來銀行：榛岸銀行。保薦人：嘉樺證券。\n我們是一家連鎖診所集團，經營十二間診所。", "healthcare_services_devices"),
        ("Sponsor: Kai Lun Capital. Principal bank: Alder Bank. We operate 40 restaurants in the delta.", "restaurants_travel_gaming"),
    ],
)
def test_an_applicants_industry_is_what_it_says_of_itself_and_not_its_bankers(text: str, sector: str) -> None:
    document = replace(filing("Application Proof", "ipo", text=text), issuer="Zenith Harbour Limited")
    assert triggers.from_filing(document, story_id="s", company_key="HKEX-APP:1", sectors=("banks",))[0].sectors[0] == sector


def test_an_applicant_that_says_nothing_is_not_put_with_its_bankers() -> None:
    document = replace(filing("Application Proof", "ipo", text="Principal bank: Alder Bank."), issuer="Zenith Harbour Limited")
    assert triggers.from_filing(document, story_id="s", company_key="HKEX-APP:1", sectors=("banks",))[0].sectors == ()
