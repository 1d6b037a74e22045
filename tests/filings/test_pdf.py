"""PDF text with pages; what cannot be read is said."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.filings import pdf

Maker = Callable[[list[list[str]]], bytes]


def test_each_page_begins_at_its_offset(pdf_of: Maker) -> None:
    got = pdf.read(pdf_of([["First page"], ["Second page", "more"]]))
    assert got.text == "First page\nSecond page\nmore\n"
    assert [got.text[at : at + 6] for at in got.pages] == ["First ", "Second"]
    assert got.unread == ()


def test_running_lines_and_page_numbers_are_left_out(pdf_of: Maker) -> None:
    got = pdf.read(pdf_of([[f"Body {i}", "THIS DOCUMENT IS IN DRAFT FORM", f"- {i} -"] for i in range(10)]))
    assert "DRAFT" not in got.text and "- 3 -" not in got.text and "Body 9" in got.text


def test_a_scan_says_so(pdf_of: Maker) -> None:
    got = pdf.read(pdf_of([[], []]))
    assert got.text.strip() == "" and got.unread == ("2 pages without a text layer: a scan",)


@pytest.mark.parametrize(("body", "why"), [(b"", "empty document"), (b"<html>", "not a PDF"), (b"%PDF-1.4 and no more", "truncated PDF: its end is missing"), (b"%PDF-1.4 rubbish %%EOF", "damaged PDF")])
def test_bad_bytes_are_named_and_nothing_is_raised(body: bytes, why: str) -> None:
    got = pdf.read(body)
    assert got.text == "" and len(got.unread) == 1 and got.unread[0].startswith(why)


def test_an_encrypted_document_says_so(pdf_of: Maker) -> None:
    body = pdf_of([["secret"]]).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") /P -4 >> /ID [(a)(a)]")
    assert pdf.read(body).unread == ("encrypted PDF: no text without its password",)


def test_pages_over_the_limit_are_named_and_the_rest_is_read(pdf_of: Maker) -> None:
    got = pdf.read(pdf_of([[f"Page {i}"] for i in range(5)]), max_pages=2)
    assert got.text == "Page 0\nPage 1\n" and got.unread[0].startswith("pages 3 to 5: not read")


def test_time_over_the_limit_stops_the_reading(pdf_of: Maker) -> None:
    ticks = count(0, 30)
    got = pdf.read(pdf_of([[f"Page {i}"] for i in range(9)]), max_seconds=60, clock=lambda: float(next(ticks)))
    assert "Page 8" not in got.text and "not read" in got.unread[0]


@settings(max_examples=40)
@given(st.binary(max_size=300))
def test_any_bytes_after_the_mark_are_survived(body: bytes) -> None:
    pdf.read(b"%PDF-1.7\n" + body)
