"""EDGAR's lists, index pages, histories and documents."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.errors import ParseError
from leadscan.filings import cases, edgar, forms
from leadscan.types import Entry, Response, Source

NOW = datetime(2026, 3, 10, tzinfo=UTC)
HOST = "https://www.sec.example"
Answer = Callable[..., Response]
MakeSource = Callable[..., Source]


def row(form: str, name: str, cik: int, number: int, role: str = "Filer", day: str = "2026-03-09") -> str:
    accession = f"{cik:010d}-26-{number:06d}"
    href = f"/Archives/edgar/data/{cik}/{accession.replace('-', '')}/{accession}-index.htm"
    return (
        f'<entry><title>{form} - {name} ({cik:010d}) ({role})</title><link rel="alternate" type="text/html" href="{href}"/>'
        f'<summary type="html">&lt;b&gt;Filed:&lt;/b&gt; {day} &lt;b&gt;AccNo:&lt;/b&gt; {accession}</summary><updated>{day}T16:41:08-04:00</updated>'
        f'<category scheme="https://www.sec.gov/" label="form type" term="{form}"/><id>urn:tag:sec.gov,2008:accession-number={accession}</id></entry>'
    )


def feed(*rows: str) -> bytes:
    return ('<?xml version="1.0" encoding="ISO-8859-1" ?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Latest Filings</title>' + "".join(rows) + "</feed>").encode()


def test_a_filing_listed_once_per_role_is_one_entry_under_the_filers_name(source: MakeSource, answer: Answer) -> None:
    got = edgar.entries(source(), answer(feed(row("F-1", "Carrow Inez", 7, 1, "Subject"), row("F-1", "Gate Holdings Ltd", 7, 1, "Filer"))), now=NOW)
    assert [entry.facts["issuer"] for entry in got.entries] == ["Gate Holdings Ltd"]
    assert got.entries[0].facts["roles"] == "Subject: Carrow Inez (7); Filer: Gate Holdings Ltd (7)"


def test_an_entry_says_what_the_list_says(source: MakeSource, answer: Answer) -> None:
    entry = edgar.entries(source(), answer(feed(row("S-1/A", "Nimbus Corp", 2099811, 14))), now=NOW).entries[0]
    assert (entry.id, entry.kind, entry.venue, entry.title) == ("0002099811-26-000014", "filing", "SEC", "S-1/A - Nimbus Corp")
    assert entry.url == HOST + "/Archives/edgar/data/2099811/000209981126000014/0002099811-26-000014-index.htm"
    assert {key: entry.facts[key] for key in ("form", "cik", "filed", "case_key")} == {"form": "S-1/A", "cik": "2099811", "filed": "2026-03-09", "case_key": "SEC:2099811"}
    assert entry.published == datetime.fromisoformat("2026-03-09T16:41:08-04:00")


def test_forms_of_no_ipos_life_are_left_and_counted(source: MakeSource, answer: Answer) -> None:
    got = edgar.entries(source(), answer(feed(row("4", "A", 1, 1), row("10-K", "B", 2, 1), row("424B4", "C", 3, 1), row("S-11", "D", 4, 1), row("S-3", "E", 5, 1))), now=NOW)
    assert [entry.facts["form"] for entry in got.entries] == ["424B4", "S-11"]
    assert got.detail == "3 filings of other forms left (10-K, 4, S-3)" and got.health == "ok"


@pytest.mark.parametrize("form", ["S-1", "S-1/A", "F-1", "F-1/A", "S-11", "DRS", "DRS/A", "424B1", "424B3", "424B4", "8-A12B", "CERT", "EFFECT", "RW", "RW WD", "AW", "10-12B"])
def test_every_form_of_an_ipos_life_is_wanted(form: str) -> None:
    assert forms.wanted(form) is not None


@pytest.mark.parametrize("form", ["S-10", "F-10", "424B2", "424B5", "4", "S-1POS", "8-A12G", "RWX", ""])
def test_a_form_that_only_begins_alike_is_not_wanted(form: str) -> None:
    assert forms.wanted(form) is None


@pytest.mark.parametrize(
    ("body", "health", "detail"),
    [
        (b"<!DOCTYPE html><html><title>Request Originates from an Undeclared Automated Tool</title></html>", "invalid", "blocked"),
        (b"<html><title>Request Rate Threshold Exceeded</title></html>", "invalid", "limited"),
        (b"<!DOCTYPE html><html><title>SEC.gov | File Unavailable</title></html>", "empty", "past the end"),
        (b"<html><title>Maintenance</title></html>", "invalid", "a page instead of the list: Maintenance"),
        (b"", "empty", "empty answer"),
        (b"{}", "invalid", "not an Atom list"),
        (feed(), "empty", ""),
    ],
)
def test_a_page_where_the_list_should_be_is_not_an_empty_list(body: bytes, health: str, detail: str, source: MakeSource, answer: Answer) -> None:
    got = edgar.entries(source(), answer(body), now=NOW)
    assert (got.health, got.entries) == (health, ()) and got.detail.startswith(detail)


def test_one_bad_entry_costs_that_entry(source: MakeSource, answer: Answer) -> None:
    got = edgar.entries(source(), answer(feed("<entry><title>no form here</title></entry>", row("S-1", "Nimbus", 9, 1))), now=NOW)
    assert len(got.entries) == 1 and got.health == "degraded" and got.refused == (("no form here", "title, accession number or link is missing"),)


def index_page(*rows: tuple[str, str]) -> str:
    cells = "".join(f'<tr><td>1</td><td>d</td><td><a href="{href}">x</a></td><td>{kind}</td><td>9</td></tr>' for kind, href in rows)
    return f'<html><body><table class="tableFile" summary="Document Format Files"><tr><th>Seq</th><th>Description</th><th>Document</th><th>Type</th><th>Size</th></tr>{cells}</table></body></html>'


ENTRY = Entry("list", "0000000007-26-000001", HOST + "/Archives/edgar/data/7/1/x-index.htm", "S-1 - Nimbus", kind="filing", venue="SEC", facts={"form": "S-1", "cik": "7", "case_key": "SEC:7", "issuer": "Nimbus Corp", "filed": "2026-03-09"})


@pytest.mark.parametrize(
    ("rows", "to"),
    [
        ([("EX-5.1", "/Archives/ex5.htm"), ("S-1", "/Archives/s1.htm")], HOST + "/Archives/s1.htm"),
        ([("S-1", "/ix?doc=/Archives/s1.htm")], HOST + "/Archives/s1.htm"),
        ([("S-1", "/Archives/xslS1/p.xml"), ("S-1", "/Archives/p.xml")], HOST + "/Archives/p.xml"),
        ([("EX-5.1", "/Archives/ex5.htm")], None),
        ([("S-1", "https://elsewhere.example/s1.htm")], None),
    ],
)
def test_an_index_page_leads_to_the_document_of_that_form(rows: list[tuple[str, str]], to: str | None, source: MakeSource, answer: Answer) -> None:
    assert edgar.follow(source(), ENTRY, answer(index_page(*rows), url=ENTRY.url)) == to


def test_a_document_is_not_followed_further(source: MakeSource, answer: Answer) -> None:
    assert edgar.follow(source(), ENTRY, answer("<html><body><p>FORM S-1</p></body></html>")) is None


def test_a_document_that_could_not_be_had_leaves_the_row(source: MakeSource, answer: Answer) -> None:
    filing, events = edgar.document(source(), ENTRY, answer(b"", status=404), now=NOW, first_seen=NOW)
    assert (filing.body_source, filing.issuer, filing.form, filing.filed, filing.unread) == ("list", "Nimbus Corp", "S-1", date(2026, 3, 9), ("the document could not be had: HTTP 404",))
    assert [(event.case_key, event.form, event.event_date, event.document_id) for event in events] == [("SEC:7", "S-1", date(2026, 3, 9), filing.id)]


def test_a_page_of_refusal_is_never_read_as_a_document(source: MakeSource, answer: Answer) -> None:
    filing, _ = edgar.document(source(), ENTRY, answer("<html><title>Request Rate Threshold Exceeded</title></html>"), now=NOW, first_seen=NOW)
    assert filing.body_source == "list" and "limited" in filing.unread[0]


def test_a_notice_of_effectiveness_carries_the_form_made_effective(source: MakeSource, answer: Answer) -> None:
    body = '<?xml version="1.0"?><edgarSubmission><submissionType>EFFECT</submissionType><effectiveData><submissionType>S-1</submissionType><filer><entityName>Hollin, Inc.</entityName><fileNumber>333-293870</fileNumber></filer></effectiveData></edgarSubmission>'
    entry = Entry("list", "a", HOST + "/p.xml", "", kind="filing", venue="SEC", facts={"form": "EFFECT", "case_key": "SEC:7", "issuer": "Hollin", "filed": "2026-03-09"})
    filing, events = edgar.document(source(), entry, answer(body), now=NOW, first_seen=NOW)
    assert (filing.kind, filing.is_ipo, filing.issuer, events[0].raw_status) == ("effectiveness", None, "Hollin, Inc.", "S-1 333-293870")


MASTER = "Description: Daily Index\n\nCIK|Company Name|Form Type|Date Filed|File Name\n--------\n7|Nimbus Corp|S-1|20260309|edgar/data/7/0000000007-26-000001.txt\n7|Nimbus Corp|S-1|20260309|edgar/data/7/0000000007-26-000001.txt\n8|Old Draft Ltd|DRS|20191001|edgar/data/8/0000000008-19-000004.txt\n9|B|10-K|20260309|edgar/data/9/0000000009-26-000001.txt\nrubbish\n"
FIXED = "Form Type   Company Name                 CIK         Date Filed  File Name\n---------\nS-1         Nimbus Corp                  7           20260309    edgar/data/7/0000000007-26-000001.txt  \n"


def test_the_daily_index_is_the_safety_net(source: MakeSource, answer: Answer) -> None:
    got = edgar.index(source(), answer(MASTER), now=NOW)
    assert [(e.facts["form"], e.facts["filed"], e.published) for e in got.entries] == [("S-1", "2026-03-09", None), ("DRS", "2019-10-01", None)]
    assert got.health == "degraded" and len(got.refused) == 1
    assert edgar.index(source(), answer(FIXED), now=NOW).entries[0].id == got.entries[0].id


@pytest.mark.shared
@pytest.mark.parametrize("name", ["count100_start0", "count100_start300", "count100_start800", "count100_start3500", "count40_start0", "type4_count100_start700"])
def test_recorded_pages_give_only_wanted_forms_and_each_filing_once(name: str, shared: Path, source: MakeSource, answer: Answer) -> None:
    body = gzip.decompress((shared / f"data/filings/sec/getcurrent/{name}.atom.gz").read_bytes())
    got = edgar.entries(source(), answer(body), now=NOW)
    assert got.health in ("ok", "empty") and not got.refused
    assert len({entry.id for entry in got.entries}) == len(got.entries)
    assert all(forms.wanted(entry.facts["form"]) for entry in got.entries)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "health", "word"), [("errors/undeclared-automated-tool.html", "invalid", "blocked"), ("errors/rate-exceeded.html", "invalid", "limited"), ("getcurrent/count100_start5100_empty.atom.gz", "empty", "past")])
def test_recorded_refusals_are_known(name: str, health: str, word: str, shared: Path, source: MakeSource, answer: Answer) -> None:
    body = (shared / "data/filings/sec" / name).read_bytes()
    got = edgar.entries(source(), answer(gzip.decompress(body) if name.endswith(".gz") else body), now=NOW)
    assert got.health == health and got.detail.startswith(word)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "rows"), [("form.20200318.idx.gz", 1), ("company.20221003.idx.gz", 1), ("master.20240102.idx.gz", 1), ("master.20250418.idx.gz", 1)])
def test_recorded_index_files_are_read_row_by_row(name: str, rows: int, shared: Path, source: MakeSource, answer: Answer) -> None:
    got = edgar.index(source(), answer(gzip.decompress((shared / "data/filings/sec/index" / name).read_bytes())), now=NOW)
    assert len(got.entries) >= rows and len(got.refused) < 5


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "until", "stage"),
    [
        ("CIK0001766140_unicycive", "2020-10-01", "DRAFT_PUBLIC"),
        ("CIK0001766140_unicycive", "2021-05-21", "FILED"),
        ("CIK0001766140_unicycive", "2021-06-30", "IN_REVIEW"),
        ("CIK0001766140_unicycive", "2021-07-06", "CLEARED"),
        ("CIK0001766140_unicycive", "2021-07-14", "PRICED"),
        ("CIK0001766140_unicycive", "2025-01-01", "LISTED"),
        ("CIK0001847577_learn_cw_spac", "2021-10-12", "PRICED"),
        ("CIK0001847577_learn_cw_spac", "2022-05-01", "LISTED"),
        ("CIK0001796129_vincerx", "2021-02-01", "LISTED"),
        ("CIK0001881551_solidion", "2022-02-01", "IN_REVIEW"),
        ("CIK0001881551_solidion", "2025-01-01", "LISTED"),
        ("CIK0001814722_tr_finance", "2025-04-01", "LISTED"),
    ],
)
def test_recorded_lives_stand_where_they_stood(name: str, until: str, stage: str, shared: Path) -> None:
    day = date.fromisoformat(until)
    events = edgar.history(gzip.decompress((shared / f"data/filings/sec/submissions/{name}.json.gz").read_bytes()), now=NOW)
    case = cases.fold([event for event in events if event.event_date <= day], (), now=datetime(day.year, day.month, day.day, 23, tzinfo=UTC))
    assert case.stage == stage


@pytest.mark.shared
def test_an_answer_that_is_no_history_is_a_parse_error(shared: Path) -> None:
    with pytest.raises(ParseError):
        edgar.history(gzip.decompress((shared / "data/filings/sec/submissions/CIK-000000001_not_found.json.gz").read_bytes()), now=NOW)


def test_effectiveness_of_another_registration_is_left_out_of_a_history() -> None:
    recent = {"form": ["S-1", "EFFECT", "EFFECT"], "filingDate": ["2025-01-02", "2025-01-09", "2025-02-09"], "fileNumber": ["333-1111", "333-9999", "333-1111"], "accessionNumber": ["0-0-0"] * 3, "primaryDocument": [""] * 3}
    events = edgar.history(json.dumps({"cik": "7", "filings": {"recent": recent}}).encode(), now=NOW)
    assert [(event.form, event.event_date) for event in events] == [("S-1", date(2025, 1, 2)), ("EFFECT", date(2025, 2, 9))]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_with_a_health(body: bytes) -> None:
    got = edgar.entries(Source("a", "A", "edgar_atom", HOST), Response(HOST, HOST, 200, (), body, NOW), now=NOW)
    assert got.health in ("ok", "empty", "invalid", "degraded")


@pytest.mark.parametrize("line", ["a" + " " * 500_000 + "b", "a  b " * 100_000])
def test_an_endless_row_of_an_index_is_refused_at_once(line: str, source: MakeSource, answer: Answer) -> None:
    started = time.process_time()
    got = edgar.index(source(), answer(f"File Name\n----\n{line}\n"), now=NOW)
    assert time.process_time() - started < 1
    assert [reason for _, reason in got.refused] == ["longer than any row of the index"]


def test_an_endless_title_is_refused_at_once(source: MakeSource, answer: Answer) -> None:
    started = time.process_time()
    got = edgar.entries(source(), answer(feed(row("S-1", "a - " * 200_000, 7, 1))), now=NOW)
    assert time.process_time() - started < 1
    assert (got.entries, len(got.refused)) == ((), 1)


JSON = st.recursive(st.none() | st.integers() | st.text(max_size=8) | st.sampled_from(["S-1", "EFFECT", "2025-01-02", "333-1111"]), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["cik", "filings", "recent", "form"]), inner, max_size=3), max_leaves=10)
NAMES = ("form", "filingDate", "fileNumber", "accessionNumber", "primaryDocument")


@given(JSON, st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, JSON)), max_size=4), st.none() | st.integers(0, 10**7) | st.text(max_size=4))
def test_any_history_is_events_or_a_parse_error(value: object, rows: list[dict[str, object]], cik: object) -> None:
    recent = {name: [item[name] for item in rows] for name in NAMES}
    for body in (value, {"cik": cik, "filings": {"recent": recent}}, {"cik": cik, "filings": {"recent": value}}):
        try:
            events = edgar.history(json.dumps(body).encode(), now=NOW)
        except ParseError:
            continue
        assert all(event.case_key == f"SEC:{int(str(cik))}" for event in events)
