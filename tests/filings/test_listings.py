"""The table of new listings: one entry a document, joined to the application of the same name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.filings import cases, listings, reading
from leadscan.filings.kind import Kind
from leadscan.filings.reading import Origin
from leadscan.types import Contact, Filing, ParsedFeed, Response, Source

NOW = datetime(2026, 3, 10, tzinfo=UTC)
URL = "https://www2.hkexlist.example/New-Listings/Main-Board"
SOURCE = Source("new", "New listings", "hkex_listings", URL, lang="en")
HEAD = "<tr><th>Stock Code</th><th>Stock Name</th><th>NEW LISTING ANNOUNCEMENTS</th><th>PROSPECTUSES</th><th>ALLOTMENT RESULTS</th></tr>"


def link(day: str, number: int) -> str:
    return f'<a href="https://www1.hkexlist.example/listedco/listconews/sehk/{day[:4]}/{day[5:7]}{day[8:]}/{day.replace("-", "")}{number:05}.pdf">Download</a>'


def row(code: str, name: str, *cells: str) -> str:
    return f"<tr><td>{code}</td><td>{name}</td>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def read(*rows: str, head: str = HEAD) -> ParsedFeed:
    body = f"<html><body><h1>New</h1><table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table></body></html>"
    return listings.entries(SOURCE, Response(URL, URL, 200, (), body.encode(), NOW), now=NOW)


def test_each_document_of_a_row_is_an_entry_with_the_day_in_its_address() -> None:
    got = read(row("9001", "CLEAR RIVER CO., LTD. - W", link("2026-03-06", 1), link("2026-03-06", 2), ""), row("9002", "Heron Optics Limited", "", "", link("2026-03-09", 3)))
    assert (got.health, got.refused) == ("ok", ())
    assert [(entry.id, entry.facts["issuer"], entry.facts["filed"], entry.facts["case_key"]) for entry in got.entries] == [
        ("09001:Listing announcement:e", "CLEAR RIVER CO., LTD.", "2026-03-06", "HKEX:NEW-09001"), ("09001:Prospectus:e", "CLEAR RIVER CO., LTD.", "2026-03-06", "HKEX:NEW-09001"),
        ("09002:Allotment results:e", "Heron Optics Limited", "2026-03-09", "HKEX:NEW-09002"),
    ]  # fmt: skip


def test_the_chinese_table_is_read_by_its_own_head() -> None:
    head = "<tr><th>股份代號</th><th>股份名稱</th><th>新上市公告</th><th>招股章程</th><th>分配結果</th></tr>"
    (entry,) = read(row("9001", "清河機械人股份有限公司", "", link("2026-03-06", 2), ""), head=head).entries
    assert (entry.id, entry.facts["issuer_zh"], entry.lang) == ("09001:Prospectus:c", "清河機械人股份有限公司", "zh-Hant")


def test_a_row_without_a_code_or_a_day_is_refused_and_the_others_stay() -> None:
    got = read(row("", "Nameless Limited", link("2026-03-06", 1), "", ""), row("9003", "Egret Limited", '<a href="/x.pdf">Download</a>', "", ""), row("9001", "Heron Limited", "", link("2026-03-06", 2), ""))
    assert (got.health, len(got.entries), [reason for _, reason in got.refused]) == ("degraded", 1, ["a row wants a stock code and a name", "the address of a document wants a day"])


def test_an_empty_table_is_an_answer_and_a_page_without_one_is_not() -> None:
    assert read().health == "ok"
    assert read(head="<tr><th>Stock Code</th><th>Price</th></tr>").detail == "unknown shape: no table of new listings"


@given(st.text(max_size=200), st.binary(max_size=100))
def test_any_page_is_survived(text: str, dirt: bytes) -> None:
    body = f"<table>{HEAD}<tr><td>{text}</td></tr>".encode() + dirt
    listings.entries(SOURCE, Response(URL, URL, 200, (), body, NOW), now=NOW)


def told(key: str, issuer: str, day: str, venue: str = "HKEX", zh: str | None = None) -> Filing:
    origin = Origin("s", f"{key}{day}", venue, "Application Proof (1st submission)", key, "https://x.example", (), issuer, zh, date.fromisoformat(day), NOW, "A", "en", NOW)
    return replace(reading.of_row(origin, now=NOW, decided=Kind("ipo", True), contact=Contact(), facts={}), issuer=issuer, issuer_zh=zh)


@pytest.mark.parametrize(
    ("applications", "key"),
    [
        ([("HKEX:1", "Clear River Company Limited", "2025-11-01")], "HKEX:1"),
        ([("HKEX:1", "Clear River Co. Ltd", "2025-03-01"), ("HKEX:2", "CLEAR RIVER CO., LTD.", "2025-10-01")], "HKEX:2"),  # the renewal
        ([("HKEX:1", "Clear River Co., Ltd.", "2023-01-01")], None),  # too long ago
        ([("HKEX:1", "Clear River Co., Ltd.", "2026-03-09")], None),  # later than the listing
        ([("HKEX:1", "Clear River Foods Co., Ltd.", "2025-11-01")], None),
        ([("SEC:1", "Clear River Co., Ltd.", "2025-11-01")], None),
        ([], None),
    ],
)
def test_a_listing_is_joined_to_the_last_application_of_its_name(applications: list[tuple[str, str, str]], key: str | None) -> None:
    filings = [told(case, name, day, case.split(":")[0]) for case, name, day in applications] + [told("HKEX:NEW-09001", "CLEAR RIVER CO., LTD.", "2026-03-06")]
    assert cases.listings(filings) == ({} if key is None else {"HKEX:NEW-09001": key})
