"""One document in, one Filing out; on the recorded documents the figures may not fall."""

from __future__ import annotations

import gzip
import json
import re
import time
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.filings import read, twin
from leadscan.types import Contact, Fact, Filing

NOW = datetime(2026, 3, 10, tzinfo=UTC)
Maker = Callable[[list[list[str]]], bytes]

S1 = """<html><body>
<p>As filed with the Securities and Exchange Commission on March 9, 2026</p><p>Registration No. 333-295511</p>
<p>FORM S-1</p><p>REGISTRATION STATEMENT<br>UNDER<br>THE SECURITIES ACT OF 1933</p>
<p>NIMBUS WAFER, INC.<br>(Exact name of registrant as specified in its charter)</p>
<table><tr><td>Delaware</td><td>3674</td><td>87-5550161</td></tr><tr><td>(State or other jurisdiction of<br>incorporation)</td><td>(Primary Standard Industrial<br>Classification Code Number)</td><td>(I.R.S. Employer)</td></tr></table>
<p>2210 Foundry Lane, Suite 300<br>Albany, New York 12207<br>(518) 555-0118<br>(Address, including zip code, and telephone number, including area code, of registrant&#8217;s principal executive offices)</p>
<p>Copies to:</p><p>Dana Pell, Esq.<br>Pell Strath LLP<br>Boston, MA 02110<br>Facsimile: (617) 555-0171</p>
<p>Approximate date of commencement of proposed sale: soon.</p>
<p>Subject to completion</p><p>8,000,000 Shares of Common Stock</p>
<p>This is the initial public offering of shares of common stock of Nimbus Wafer, Inc. We have applied to list our common stock on the Nasdaq Global Market under the symbol &#8220;NMBS.&#8221;</p>
<p>RISK FACTORS</p><p>Many.</p>
<p>SIGNATURES</p><p>Pursuant to the requirements of the Securities Act of 1933, the registrant has duly caused this registration statement to be signed.</p>
<table><tr><td>Signature</td><td>Title</td></tr><tr><td>/s/ Ann Poe<br>Ann Poe</td><td>Chief Executive Officer</td></tr><tr><td>/s/ Raj Patel<br>Raj Patel</td><td>Chief Financial Officer (Principal Financial Officer)</td></tr></table>
</body></html>"""


def test_a_registration_statement_gives_its_record() -> None:
    got = read(S1.encode(), form="S-1", url="https://www.sec.example/s1.htm", now=NOW)
    assert (got.venue, got.form, got.issuer, got.is_ipo, got.kind, got.filed) == ("SEC", "S-1", "NIMBUS WAFER, INC.", True, "ipo", date(2026, 3, 9))
    data = twin.data(got)
    assert {key: data[key] for key in ("sic", "state_or_country", "phone", "fax", "cfo_name", "ceo_name", "ticker", "proposed_exchange", "counsel")} == {
        "sic": "3674", "state_or_country": "Delaware", "phone": "(518) 555-0118", "fax": None, "cfo_name": "Raj Patel", "ceo_name": "Ann Poe", "ticker": "NMBS", "proposed_exchange": "Nasdaq Global Market", "counsel": ["Pell Strath LLP"],
    }  # fmt: skip


def test_gzip_is_unpacked() -> None:
    assert read(gzip.compress(S1.encode()), form="S-1", now=NOW).issuer == "NIMBUS WAFER, INC."


def all_facts(filing: Filing) -> list[Fact]:
    held = [getattr(filing.contact, name) for name in Contact.__slots__]
    return [fact for value in held for fact in (value if isinstance(value, tuple) else (value,)) if isinstance(fact, Fact)] + [*filing.facts.values(), *filing.states.values()]


def test_each_quote_stands_at_its_offset() -> None:
    got = read(S1.encode(), form="S-1", now=NOW)
    assert len(all_facts(got)) > 8
    for fact in all_facts(got):
        assert fact.offset is not None and got.text[fact.offset :].startswith(fact.quote)


def test_the_form_is_read_from_the_page_where_nobody_says_it() -> None:
    assert read(S1.encode(), now=NOW).form == "S-1"
    assert read(S1.replace("<p>FORM S-1</p>", "<p>AMENDMENT NO. 1 TO<br>FORM S-1</p>").encode(), now=NOW).form == "S-1/A"


def test_the_keys_of_the_twin_are_those_of_the_doors_contract() -> None:
    assert list(twin.data(read(b"", now=NOW))) == [
        "venue", "form", "issuer", "issuer_zh", "is_ipo", "kind", "sic", "state_or_country", "address", "phone", "fax", "website", "cfo_name", "cfo_title", "ceo_name",
        "company_secretaries", "sponsors", "underwriters", "principal_bankers", "counsel", "auditor", "proposed_exchange", "ticker", "offer_amount", "filing_date", "cfo_role", "states", "evidence", "unread",
    ]  # fmt: skip


def test_evidence_holds_page_or_offset_and_the_quoted_words() -> None:
    data = twin.data(read(S1.encode(), form="S-1", now=NOW))
    proof = data["evidence"]["cfo_name"]
    assert set(proof) == {"offset", "quote"} and proof["quote"] == "Raj Patel"
    assert data["evidence"]["counsel"][0]["quote"] == "Pell Strath LLP"
    assert json.loads(json.dumps(data)) == data


def test_a_hong_kong_proof_gives_pages(pdf_of: Maker) -> None:
    pages = [["Application Proof of", "CLEAR RIVER CO., LTD.", "(the Company)", "(A joint stock company incorporated in the PRC)"], ["PARTIES INVOLVED", "Sole Sponsor: Kai Securities Limited.", "DIRECTORS AND SENIOR MANAGEMENT", "Ms. Lin Fei, aged 40, is the chief financial officer of our Company."]]
    got = read(pdf_of(pages), url="https://www1.hkexnews.example/a.pdf", form="Application Proof (1st submission)", now=NOW)
    assert (got.venue, got.issuer, got.kind, got.is_ipo) == ("HKEX", "CLEAR RIVER CO., LTD.", "ipo", True)
    assert got.contact.cfo_name is not None and (got.contact.cfo_name.value, got.contact.cfo_name.page) == ("Lin Fei", 2)
    assert [(fact.value, fact.page) for fact in got.contact.sponsors] == [("Kai Securities Limited", 2)]
    assert got.contact.phone is None


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"", "empty"), (b"%PDF-1.7 cut", "truncated PDF"), (b"\x1f\x8bdamaged", "damaged gzip"), (b"begin 644 a.jpg\nM_]C_X", "uuencoded")],
)
def test_what_cannot_be_read_is_said(body: bytes, why: str) -> None:
    assert any(why in line for line in read(body, now=NOW).unread)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=500), st.sampled_from(["", "S-1", "424B4", "PHIP", "EFFECT"]), st.sampled_from(["", "SEC", "HKEX"]))
def test_any_bytes_give_a_record(body: bytes, form: str, venue: str) -> None:
    assert isinstance(read(body, form=form, venue=venue, now=NOW), Filing)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, len(S1)), st.integers(0, 200), st.text(max_size=40))
def test_a_cut_or_soiled_statement_is_survived_and_never_gains_a_fax(at: int, gone: int, dirt: str) -> None:
    got = read((S1[:at] + dirt + S1[at + gone :]).encode("utf-8", "surrogatepass"), form="S-1", now=NOW)
    assert got.contact.fax is None


# --- the recorded documents ------------------------------------------------------------------------------------------


def folded(value: object) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", str(value))).casefold()


def agrees(fact: str, said: str, truth: str) -> bool:
    a, b = folded(said), folded(truth)
    if fact == "phone":
        return a[-8:] == b[-8:]
    return a == b or (fact not in ("sic", "ticker", "filing_date") and min(len(a), len(b)) >= 6 and (a in b or b in a))


FLOORS = {"issuer": 20, "sic": 18, "state_or_country": 20, "address": 20, "phone": 19, "cfo_name": 16, "ceo_name": 16, "auditor": 15, "ticker": 13, "filing_date": 18}
"""Facts right on the twenty recorded SEC documents, measured by the rule of score_filings.py; none may fall, and none wrong may come."""


@pytest.fixture(scope="module")
def sec_answers(shared: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    folder = shared / "data/filings/sec"
    truths = [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]
    return [(truth, twin.data(read((folder / "docs" / truth["file"]).read_bytes(), form=truth["form"], now=NOW))) for truth in truths]


@pytest.mark.shared
@pytest.mark.parametrize("fact", FLOORS)
def test_facts_of_the_recorded_sec_documents_are_right_or_silent(fact: str, sec_answers: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    right = [truth["file"] for truth, said in sec_answers if said[fact] and truth[fact] and agrees(fact, said[fact], truth[fact])]
    wrong = [(truth["file"], said[fact]) for truth, said in sec_answers if said[fact] and not (truth[fact] and agrees(fact, said[fact], truth[fact]))]
    assert wrong == []
    assert len(right) >= FLOORS[fact]


@pytest.mark.shared
def test_every_recorded_sec_document_is_of_the_right_kind_and_prints_no_fax(sec_answers: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    assert [truth["file"] for truth, said in sec_answers if truth["is_ipo"] is not None and said["is_ipo"] is not truth["is_ipo"]] == []
    assert [said["fax"] for _, said in sec_answers if said["fax"]] == []


@pytest.mark.shared
@pytest.mark.parametrize(("fact", "least"), [("underwriters", 29), ("counsel", 30)])
def test_houses_and_counsel_of_the_recorded_documents_are_found(fact: str, least: int, sec_answers: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    found = sum(any(agrees(fact, said, true) for said in answer[fact]) for truth, answer in sec_answers for true in truth[fact])
    given = sum(len(answer[fact]) for _, answer in sec_answers)
    assert found >= least and given <= sum(len(truth[fact]) for truth, _ in sec_answers)


@pytest.mark.shared
def test_the_long_proof_is_read_fast_and_names_the_right_people_with_their_pages(shared: Path) -> None:
    body = (shared / "data/filings/hkex/pdf/giantec_application_proof_sehk26012600719.pdf").read_bytes()
    started = time.monotonic()
    got = read(body, form="Application Proof", now=NOW)
    assert time.monotonic() - started < 5
    contact = got.contact
    assert contact.cfo_name is not None and contact.auditor is not None
    assert (contact.cfo_name.value, contact.cfo_name.page, contact.phone, contact.fax) == ("YANG Yi (楊翌)", 240, None, None)
    assert [(fact.value, fact.page) for fact in contact.principal_bankers] == [("Bank of Communications Co., Ltd., Shanghai Zhangjiang Sub-Branch", 117), ("China CITIC Bank Co., Ltd., Shanghai Jinshan Sub-Branch", 117)]
    assert [(fact.value, fact.page) for fact in contact.sponsors] == [("China International Capital Corporation Hong Kong Securities Limited", 114)]
    assert [fact.value for fact in contact.company_secretaries] == ["WENG Huaqiang (翁華強)", "HO Sze Wah, Cecilia (何詩華)"]
    assert (got.issuer, got.issuer_zh, got.kind) == ("Giantec Semiconductor Corporation", "聚辰半導體股份有限公司", "a_plus_h")
