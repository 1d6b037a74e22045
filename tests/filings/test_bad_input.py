"""Everything the issue calls bad input: a clear record of what could not be read, the rest read, within bounds."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.filings import read, sec_text
from leadscan.types import Filing
from tests.filings.test_reading import S1

NOW = datetime(2026, 3, 10, tzinfo=UTC)
Maker = Callable[[list[list[str]]], bytes]
PROOF = ["Application Proof of", "CLEAR RIVER CO., LTD.", "(A joint stock company incorporated in the PRC)"]
OFFICERS = ["DIRECTORS AND SENIOR MANAGEMENT", "Ms. Lin Fei, aged 40, is the chief financial officer of our Company."]


def proof(body: bytes) -> Filing:
    return read(body, url="https://www1.hkexnews.example/a.pdf", form="Application Proof (1st submission)", now=NOW)


def test_an_empty_answer_says_so() -> None:
    assert (read(b"", form="S-1", now=NOW).unread, proof(b"").unread) == (("the document is empty",), ("empty document",))


def test_a_pdf_cut_in_the_middle_says_so(pdf_of: Maker) -> None:
    body = pdf_of([PROOF, OFFICERS])
    cut = proof(body[: body.index(b"xref")])
    assert any("truncated PDF" in line for line in cut.unread)
    half = proof(body[:300])
    assert half.unread and half.contact.cfo_name is None


def test_four_pages_are_enough(pdf_of: Maker) -> None:
    got = proof(pdf_of([PROOF, ["SUMMARY"], OFFICERS, ["End"]]))
    assert got.contact.cfo_name is not None and (got.contact.cfo_name.value, got.contact.cfo_name.page, got.unread) == ("Lin Fei", 3, ())


def test_seven_hundred_pages_are_read_in_seconds(pdf_of: Maker) -> None:
    body = pdf_of([PROOF, *([f"Page {n} of a long tale", "whose words are of no matter here."] * 20 for n in range(698)), OFFICERS])
    started = time.process_time()
    got = proof(body)
    assert time.process_time() - started < 5
    assert len(got.pages) == 700 and got.unread == ()
    assert got.contact.cfo_name is not None and got.contact.cfo_name.page == 700


def test_a_scan_gives_its_row_and_says_so(pdf_of: Maker) -> None:
    got = proof(pdf_of([[], [], []]))
    assert (got.text.strip(), got.unread, got.contact.cfo_name) == ("", ("3 pages without a text layer: a scan",), None)


def test_an_encrypted_pdf_says_so(pdf_of: Maker) -> None:
    lock = b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") /P -4 >> /ID [(a)(a)]"
    assert proof(pdf_of([PROOF]).replace(b"/Root 1 0 R", lock)).unread == ("encrypted PDF: no text without its password",)


def test_of_uuencoded_exhibits_the_statement_is_read_and_they_are_named() -> None:
    parts = [("S-1", f"<HTML>{S1}</HTML>"), ("GRAPHIC", "begin 644 logo.jpg\n" + "M_]C_X  02D9)1@ ! 0$ 8 !@  #_VP!# (508) 555-0100\n" * 2000 + "end")]
    whole = "".join(f"<DOCUMENT>\n<TYPE>{kind}\n<TEXT>\n{text}\n</TEXT>\n</DOCUMENT>\n" for kind, text in parts)
    got = read(whole.encode(), form="S-1", now=NOW)
    plain = read(S1.encode(), form="S-1", now=NOW)
    assert got.unread == ("GRAPHIC: exhibit, not read",)
    assert (got.issuer, got.contact.phone and got.contact.phone.value, got.contact.cfo_name and got.contact.cfo_name.value) == (plain.issuer, plain.contact.phone and plain.contact.phone.value, plain.contact.cfo_name and plain.contact.cfo_name.value)


@pytest.mark.parametrize("charset", ["utf-8-sig", "cp1252", "latin-1", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_statement_is_read_whatever_its_charset(charset: str) -> None:
    got = read(S1.encode(charset, "replace"), form="S-1", now=NOW)
    plain = read(S1.encode(), form="S-1", now=NOW)
    assert (got.issuer, got.contact.phone and got.contact.phone.value) == (plain.issuer, plain.contact.phone and plain.contact.phone.value)
    assert got.issuer and got.contact.phone


def test_bytes_of_no_charset_are_no_crash() -> None:
    got = read(S1.encode().replace(b"NIMBUS", b"NIM\x81\xfe\xffBUS"), form="S-1", now=NOW)
    assert got.contact.phone is not None


@pytest.mark.parametrize(
    ("unit", "why"),
    [
        (b"<p>The Company offers common stock. Our Chief Financial Officer, Ann Poe, signed on March 3, 2026. Tel. (508) 555-0118.</p>\n", "only the first"),
        (b"our chief financial officer is the officer   of the registrant\n", "only the first"),
        (b"<div>", "no text"),
        (b"\0", "only the first"),
        (b"SIGNATURES\n/s/ Ann Poe\n", "only the first"),
    ],
)
def test_a_hundred_megabytes_are_bounded_and_said(unit: bytes, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a hundredth of the bounds, so that the test is fast; the bounds themselves are in proportion."""
    monkeypatch.setattr(sec_text, "MAX_BYTES", sec_text.MAX_BYTES // 100)
    monkeypatch.setattr(sec_text, "MAX_CHARS", sec_text.MAX_CHARS // 100)
    body = unit * (1_000_000 // len(unit))
    started = time.process_time()
    got = read(body, form="S-1", now=NOW)
    assert time.process_time() - started < 3
    assert len(got.text) <= sec_text.MAX_CHARS
    assert got.unread and got.unread[0].startswith(why)


def test_a_gzip_bomb_is_inflated_no_further_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    from leadscan.filings import reading

    monkeypatch.setattr(reading, "MAX_BYTES", 100_000)
    body, unread = reading.unpacked(gzip.compress(b"x" * 5_000_000))
    assert (len(body), unread) == (100_000, ("only the first 100000 bytes were read",))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3000), st.integers(0, 300), st.binary(max_size=60), st.sampled_from(["S-1", "F-1/A", "424B4", "RW", "EFFECT", "8-A12B", "PHIP"]))
def test_a_statement_with_a_piece_replaced_by_any_bytes_is_survived(at: int, gone: int, dirt: bytes, form: str) -> None:
    whole = S1.encode()
    got = read(whole[:at] + dirt + whole[at + gone :], form=form, now=NOW)
    assert got.contact.fax is None
    for fact in (got.contact.cfo_name, got.contact.phone):
        assert fact is None or (fact.offset is not None and got.text[fact.offset :].startswith(fact.quote))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_pdf_with_soiled_bytes_is_survived(data: st.DataObject) -> None:
    from tests.filings.conftest import make_pdf

    body = bytearray(make_pdf([PROOF, OFFICERS]))
    for _ in range(data.draw(st.integers(1, 20))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(proof(bytes(body)), Filing)
