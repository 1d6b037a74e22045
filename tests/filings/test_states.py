"""What a document holds back is told from what it does not say, with the marks as printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.filings import read, roles, twin
from leadscan.filings.facts import Text
from leadscan.filings.states import hkex, sec
from leadscan.types import Contact, Filing
from tests.filings.test_reading import S1

NOW = datetime(2026, 3, 10, tzinfo=UTC)
PARTIES = ["DIRECTORS AND PARTIES INVOLVED", "Sole Sponsor [REDACTED]", "Overall Coordinators [REDACTED]", "Legal Advisers to our Company Reed & Finch LLP", "CORPORATE INFORMATION", "Principal Banks Cedar Bank Limited"]


def proof(pdf_of: Callable[[list[list[str]]], bytes], *pages: list[str]) -> Filing:
    return read(pdf_of([["Application Proof of", "CLEAR RIVER CO., LTD.", "Number of Offer Shares: [REDACTED]", "Stock code: [REDACTED]"], *pages]), url="https://www1.hkexnews.example/a.pdf", form="Application Proof (1st submission)", now=NOW)


def test_a_redacted_name_is_told_from_one_that_is_not_there(pdf_of: Callable[[list[list[str]]], bytes]) -> None:
    got = proof(pdf_of, PARTIES)
    assert {name: fact.value for name, fact in got.states.items()} == {"sponsors": "redacted", "underwriters": "redacted", "offer_amount": "redacted", "ticker": "redacted"}
    assert [(fact.quote, fact.page) for name, fact in got.states.items() if name in ("sponsors", "underwriters")] == [("[REDACTED]", 2)] * 2
    said = twin.data(got)["states"]
    assert said["sponsors"] == {"state": "redacted", "page": 2, "quote": "[REDACTED]"}
    assert said["phone"] == said["fax"] == {"state": "not in the document"}
    assert "principal_bankers" not in said and twin.data(got)["principal_bankers"] == ["Cedar Bank Limited"]


def test_a_blank_under_a_label_is_a_state() -> None:
    text = "CORPORATE INFORMATION\nAuditor\n[●]\nPrincipal Banks Cedar Bank Limited\nCompany Secretary [編纂]\n"
    assert {name: (fact.value, fact.quote) for name, fact in hkex(Text(text), Contact(), {}).items()} == {"auditor": ("blank", "[●]"), "company_secretaries": ("redacted", "[編纂]")}


def test_a_name_that_is_printed_has_no_state(pdf_of: Callable[[list[list[str]]], bytes]) -> None:
    assert "sponsors" not in proof(pdf_of, ["DIRECTORS AND PARTIES INVOLVED", "Sole Sponsor Cedar Capital Limited", "in the [REDACTED]"]).states


@pytest.mark.parametrize(
    ("cover", "states"),
    [
        ("This is our initial public offering. We expect the price to be between $[●] and $[●] per share.", {"offer_amount": "$[●]"}),
        ("This is our initial public offering of [●] shares. The price is $____ per share.", {"offer_amount": "[●] shares"}),
        ("This is our initial public offering. We have applied to list our shares on Nasdaq under the symbol “[●]”.", {"ticker": "under the symbol “[●]”"}),
        ("This is our initial public offering. We have applied to list our shares on Nasdaq under the symbol “ ”.", {"ticker": "under the symbol “ ”"}),
        ("This is our initial public offering of 2,000,000 shares at $5.00 per share, under the symbol “NIMB”.", {}),
    ],
)
def test_a_blank_on_a_cover_is_a_state_with_its_marks(cover: str, states: dict[str, str]) -> None:
    said = S1[S1.index("8,000,000 Shares") : S1.index("</p>\n<p>RISK FACTORS")]
    got = read(S1.replace(said, "Common Stock</p><p>" + cover).encode(), form="S-1", now=NOW)
    assert {name: fact.quote for name, fact in got.states.items()} == states


def test_a_whole_registration_statement_holds_nothing_back() -> None:
    got = read(S1.encode(), form="S-1", now=NOW)
    assert {name for name, state in twin.data(got)["states"].items() if state != {"state": "not in the document"}} == set()


@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    for found in (hkex(Text(text), Contact(), {}), sec(Text(text), None, Contact(), {}, facing_end=len(text))):
        assert all(text[fact.offset or 0 :].startswith(fact.quote) for fact in found.values())


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Deputy General Manager and Chief Financial Officer", "cfo"), ("Chief Executive Officer, President and CFO", "cfo"), ("首席財務官", "cfo"), ("首席财务官", "cfo"), ("Finance Director", "finance_director"),
        ("財務總監", "finance_head"), ("財務負責人兼董事會秘書", "finance_head"), ("Group Financial Controller", "financial_controller"), ("Principal Financial and Accounting Officer", "principal_financial_officer"),
        ("Vice President, Finance", "vp_finance"), ("Secretary and Treasurer", "treasurer"), ("Director of Marketing", None), ("", None),
    ],
)  # fmt: skip
def test_a_title_has_a_role_in_every_language(title: str, role: str | None) -> None:
    assert roles.role(title) == role


def test_a_contact_carries_the_role_beside_the_quoted_title(pdf_of: Callable[[list[list[str]]], bytes]) -> None:
    got = proof(pdf_of, ["DIRECTORS AND SENIOR MANAGEMENT", "Ms. Lin Fei, aged 40, is the chief financial officer of our Company."]).contact
    assert got.cfo_title is not None and (got.cfo_role, got.cfo_title.value.lower()) == ("cfo", "chief financial officer")
