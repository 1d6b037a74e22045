"""What follows an answer: the next page of a list, the older files of a history; and an issuer's history as entries."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.filings import bse, edgar, sse, szse
from leadscan.types import ParsedFeed, RequestShape, Response, Source
from tests.morning.venues import Filed, atom, index, rows, submissions

NOW = datetime(2026, 3, 10, tzinfo=UTC)
EMPTY = ParsedFeed("", (), "ok")
LIST = "https://www.sec.example/cgi-bin/browse-edgar?action=getcurrent&type=S-1&count=2&start=0&output=atom"
LIFE = "https://data.sec.example/submissions/CIK0001900001.json"


def answer(body: str | bytes, url: str = LIST) -> Response:
    return Response(url, url, 200, (), body.encode() if isinstance(body, str) else body, NOW)


def filed(number: int, day: str = "2026-03-09", form: str = "S-1") -> Filed:
    return Filed(number, form, "Quayside Holdings Ltd", 1_900_001, day)


# --- EDGAR's list ----------------------------------------------------------------------------------------------------


def test_a_full_page_leads_to_the_next_and_a_short_one_to_none() -> None:
    source = Source("a", "A", "edgar_atom", LIST)
    (second,) = edgar.more(source, answer(atom([filed(2), filed(1)])), EMPTY)
    assert parse_qs(urlsplit(second.url).query) == {"action": ["getcurrent"], "type": ["S-1"], "count": ["2"], "start": ["2"], "output": ["atom"]}
    (third,) = edgar.more(second, answer(atom([filed(2), filed(1)]), second.url), EMPTY)
    assert parse_qs(urlsplit(third.url).query)["start"] == ["4"]
    assert edgar.more(third, answer(atom([filed(1)]), third.url), EMPTY) == ()
    assert edgar.more(third, answer("<html><title>File Unavailable</title></html>", third.url), EMPTY) == ()


def test_a_copy_of_one_page_has_no_next() -> None:
    url = "https://mirror.example/latest.atom"
    assert edgar.more(Source("a", "A", "edgar_atom", url), answer(atom([filed(n) for n in range(100)]), url), EMPTY) == ()


@pytest.mark.parametrize("url", ["https://www.sec.example/list?start=0", "https://www.sec.example/list?count=x&start=-1", "https://www.sec.example/list?count=40000000"])
def test_an_address_that_names_no_size_has_pages_of_a_hundred(url: str) -> None:
    source = Source("a", "A", "edgar_atom", url)
    assert edgar.more(source, answer(atom([filed(n) for n in range(99)]), url), EMPTY) == ()
    (second,) = edgar.more(source, answer(atom([filed(n) for n in range(100)]), url), EMPTY)
    assert parse_qs(urlsplit(second.url).query)["start"] == ["100"]


@pytest.mark.parametrize(("kind_of_list", "health"), [("type=10-12B&", "ok"), ("type=&", "empty"), ("", "empty")])
def test_a_list_of_one_form_may_be_empty_and_the_list_of_all_forms_never(kind_of_list: str, health: str) -> None:
    url = f"https://www.sec.example/cgi-bin/browse-edgar?action=getcurrent&{kind_of_list}count=100"
    source = Source("a", "A", "edgar_atom", url)
    for body in (atom([]), "<!DOCTYPE html><html><head><title>SEC.example | File Unavailable</title></head></html>"):
        assert edgar.entries(source, answer(body, url), now=NOW).health == health


@pytest.mark.parametrize(("day", "published"), [("2026-03-09", "2026-03-09T00:00:00-04:00"), ("2025-09-01", "2026-03-10T00:00:00+00:00")])
def test_a_draft_that_is_made_public_late_is_news_of_the_day_on_which_it_can_be_read(day: str, published: str) -> None:
    source = Source("index", "Index", "edgar_index", "https://www.sec.example/master.20260309.idx", timezone="America/New_York")
    (entry,) = edgar.index(source, answer(index([filed(1, day, "DRS")]), source.url), now=NOW).entries
    filing, (event,) = edgar.document(source, entry, None, now=NOW, first_seen=NOW)
    assert (filing.filed.isoformat(), event.event_date.isoformat(), filing.published) == (day, day, datetime.fromisoformat(published))


# --- an issuer's submissions -----------------------------------------------------------------------------------------


@pytest.fixture
def life() -> Source:
    return Source("lives", "Lives", "edgar_submissions", LIFE)


def test_a_history_is_one_entry_and_each_filing_of_the_last_days_another(life: Source) -> None:
    listed = [filed(3, "2026-03-09", "S-1/A"), filed(2, "2026-01-05"), filed(1, "2025-06-01", "DRS"), filed(9, "2026-03-08", "4")]
    got = edgar.submissions(life, answer(submissions(1_900_001, "Quayside Holdings Ltd", listed, []), LIFE), now=NOW)
    assert got.health == "ok"
    assert [(entry.id, entry.facts["form"], entry.published) for entry in got.entries] == [("history:1900001", "Submissions", None), (listed[0].accession, "S-1/A", None)]
    assert got.entries[1].url == f"https://data.sec.example/Archives/edgar/data/1900001/{listed[0].accession.replace('-', '')}/{listed[0].accession}-index.htm"
    filing, events = edgar.document(life, got.entries[0], None, now=NOW, first_seen=NOW)
    assert [(event.form, event.event_date, event.case_key) for event in events] == [("S-1/A", date(2026, 3, 9), "SEC:1900001"), ("S-1", date(2026, 1, 5), "SEC:1900001"), ("DRS", date(2025, 6, 1), "SEC:1900001")]
    assert (filing.kind, filing.is_ipo, filing.body_source, filing.text, filing.filed, filing.case_key, filing.issuer) == ("other", None, "list", "", date(2026, 3, 9), "SEC:1900001", "Quayside Holdings Ltd")


def test_the_real_venue_keeps_documents_on_another_host_than_histories(life: Source) -> None:
    url = "https://data.sec.gov/submissions/CIK0001900001.json"
    got = edgar.submissions(replace(life, url=url), answer(submissions(1_900_001, "Q", [filed(3)], []), url), now=NOW)
    assert got.entries[1].url.startswith("https://www.sec.gov/Archives/edgar/data/1900001/")


def test_older_files_are_named_by_the_history_and_read_by_their_own_name(life: Source) -> None:
    name = "CIK0001900001-submissions-001.json"
    whole = answer(submissions(1_900_001, "Quayside Holdings Ltd", [filed(3)], [name, "../../etc/passwd", "https://evil.example/CIK0001900001-submissions-002.json"]), LIFE)
    (older,) = edgar.older(life, whole, EMPTY)
    assert older.url == f"https://data.sec.example/submissions/{name}"
    got = edgar.submissions(older, answer(json.dumps(rows([filed(1, "2025-06-01", "DRS")])), older.url), now=NOW)
    assert [entry.id for entry in got.entries] == ["history:1900001:001"]
    assert edgar.older(older, answer(json.dumps(rows([filed(1)])), older.url), EMPTY) == ()


@pytest.mark.parametrize(
    ("body", "health", "detail"),
    [
        ("", "empty", "empty answer"), ("{}", "invalid", "not a submissions answer"), ('{"cik": "1", "filings": {"recent": {"form": ["S-1"]}}}', "invalid", "not a submissions answer"), ("[1]", "invalid", "not a submissions answer"),
        ("<html><title>Undeclared Automated Tool</title></html>", "invalid", "blocked"),
    ],
)  # fmt: skip
def test_another_shape_of_a_history_is_said(life: Source, body: str, health: str, detail: str) -> None:
    got = edgar.submissions(life, answer(body, LIFE), now=NOW)
    assert (got.health, got.entries, got.detail.startswith(detail)) == (health, (), True)


@given(st.recursive(st.none() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["cik", "name", "filings", "recent", "files", "form", "filingDate"]), inner, max_size=5)))
def test_any_history_is_survived(data: Any) -> None:
    source = Source("lives", "Lives", "edgar_submissions", LIFE)
    response = answer(json.dumps(data), LIFE)
    for entry in edgar.submissions(source, response, now=NOW).entries:
        edgar.document(source, entry, None, now=NOW, first_seen=NOW)
    edgar.older(source, response, EMPTY)


# --- the mainland's lists --------------------------------------------------------------------------------------------

SSE = "https://query.bourse.example/soa.do?sqlId=LIST&issueMarketType=1,2&pageHelp.pageSize=2&pageHelp.pageNo=1&order=updateDate%7Cdesc"
SZSE = "https://www.bourse.example/api/query?bizType=1&pageIndex=0&pageSize=2"
BSE = "https://www.bourse.example/info.do?callback=cb"


@pytest.mark.parametrize(
    ("more", "url", "body", "asked"),
    [
        (sse.more, SSE, 'cb({"pageHelp": {"pageNo": 1, "pageCount": 3}, "result": []})', "pageHelp.pageNo=2"),
        (sse.more, SSE, 'cb({"pageHelp": {"pageNo": 3, "pageCount": 3}, "result": []})', None),
        (sse.more, SSE, 'cb({"result": []})', None),
        (szse.more, SZSE, '{"pageIndex": 0, "totalPage": 2, "data": []}', "pageIndex=1"),
        (szse.more, SZSE, '{"pageIndex": 1, "totalPage": 2, "data": []}', None),
        (szse.more, SZSE, '{"pageIndex": "0", "totalPage": true}', None),
        (szse.more, SZSE, "<html>", None),
    ],
)
def test_a_review_list_knows_its_next_page(more: Callable[..., tuple[Source, ...]], url: str, body: str, asked: str | None) -> None:
    source = Source("list", "The list", "sse_jsonp", url)
    found = more(source, answer(body, url), EMPTY)
    assert len(found) == (asked is not None)
    if asked is not None:
        before, after = parse_qs(urlsplit(url).query), parse_qs(urlsplit(found[0].url).query)
        name, value = asked.split("=")
        assert after == before | {name: [value]}


def test_a_list_that_is_asked_by_a_form_turns_its_page_there() -> None:
    source = Source("bse", "Beijing", "bse_jsonp", BSE, request=RequestShape("POST", (("Referer", "https://www.bourse.example/"),), (("page", "0"), ("sortfield", "updateDate"))))
    (second,) = bse.more(source, answer('cb([{"listInfo": {"content": [], "number": 0, "totalPages": 2}}])', BSE), EMPTY)
    assert second == replace(source, request=RequestShape("POST", (("Referer", "https://www.bourse.example/"),), (("page", "1"), ("sortfield", "updateDate"))))
    assert bse.more(second, answer('cb([{"listInfo": {"content": [], "number": 1, "totalPages": 2}}])', BSE), EMPTY) == ()


@given(st.binary(max_size=200) | st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["pageHelp", "pageNo", "pageCount", "listInfo", "number", "totalPages", "pageIndex", "totalPage"]), inner, max_size=4)).map(lambda data: json.dumps(data).encode()))
def test_any_answer_has_a_next_page_or_none(body: bytes) -> None:
    for more, url in ((sse.more, SSE), (szse.more, SZSE), (bse.more, BSE), (edgar.more, LIST)):
        assert len(more(Source("l", "L", "x", url), answer(body, url), EMPTY)) <= 1
