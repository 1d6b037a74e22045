"""Filings over real HTTP: later pages, days of the index, issuers' lives, a POST with its Referer, a proof in many files; and shapes that changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from leadscan import settings, store
from leadscan.stages import cases, collect, paging, read
from leadscan.stages.run import Plain, Run
from leadscan.types import CaseEvent, Filing, Health, PollTask, RequestShape, Source
from tests.filings.conftest import make_pdf
from tests.morning.venues import Filed, Venues, atom, beijing, document_index, index, latest, put, rows, serving, submissions

NOW = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)  # Wednesday 11 March, 07:30 in Hong Kong; Tuesday evening in New York


@pytest.fixture
def venues() -> Iterator[Venues]:
    with serving() as made:
        yield made


Make = Callable[..., Run]


@pytest.fixture
def desk(tmp_path: Path) -> Make:
    """A run over a desk with these sources, some hours after NOW."""
    (tmp_path / "leadscan.toml").write_text('[bank]\ncontact = "ops@bank.example"\n[web]\npause = 0.0\nallow = ["127.0.0.1"]\nrobots = false\ntimeout = 5.0\n', encoding="utf-8")

    def make(*sources: Source, later: timedelta = timedelta(0)) -> Run:
        given = settings.load(tmp_path, os.environ)
        now = NOW + later
        with store.open_store(given, purpose="test") as db:
            db.put_sources(sources, origin="test", replace=True)
        return Run(given, now, slot=now.isoformat(), coat=Plain(4))

    return make


def known(run: Run) -> dict[str, set[str]]:
    with store.open_store(run.settings, purpose="test") as db:
        found: dict[str, set[str]] = {}
        for source, entry in db._rows("select source_id, entry_id from entries"):
            found.setdefault(source, set()).add(entry)
        return found


def health(run: Run) -> Mapping[str, Health]:
    with store.open_store(run.settings, purpose="test") as db:
        return {each.source_id: each for each in db.health()}


def filings(run: Run) -> dict[str, Filing]:
    with store.open_store(run.settings, purpose="test") as db:
        return {filing.entry_id: filing for filing in db.filings()}


def events(run: Run, key: str) -> list[CaseEvent]:
    with store.open_store(run.settings, purpose="test") as db:
        return db.case_events(key)


def atom_source(venues: Venues, count: int = 3) -> Source:
    return Source("edgar-s1", "EDGAR S-1", "edgar_atom", f"{venues.base}/cgi-bin/browse-edgar?action=getcurrent&type=S-1&count={count}&start=0&output=atom", "en", "America/New_York")


def filed(number: int, day: str = "2026-03-10", form: str = "S-1") -> Filed:
    return Filed(number, form, f"Quayside {number} Holdings Ltd", 1_900_000 + number, day)


# --- pages -----------------------------------------------------------------------------------------------------------


def test_pages_are_followed_until_what_is_known_and_count_as_one_poll(venues: Venues, desk: Make) -> None:
    all_of_them = [filed(number) for number in range(20, 0, -1)]
    venues.pages["/cgi-bin/browse-edgar"] = latest(all_of_them[8:])  # twelve are there at first
    run = desk(atom_source(venues))
    report = collect.collect(run)
    assert (report.counts["scheduled"], report.counts["finished"], report.counts["new_entries"]) == (1, 1, 12)
    assert [parse_qs(path)["start"] for path in venues.paths()] == [["0"], ["3"], ["6"], ["9"], ["12"]]
    venues.pages["/cgi-bin/browse-edgar"] = latest(all_of_them)  # eight more since
    later = desk(atom_source(venues), later=timedelta(hours=7))
    assert collect.collect(later).counts["new_entries"] == 8
    assert [parse_qs(path)["start"] for path in venues.paths()] == [["0"], ["3"], ["6"]], "the third page holds a known one"
    assert known(later)["edgar-s1"] == {each.accession for each in all_of_them}
    assert health(later)["edgar-s1"].state == "ok"
    archived = {path.name for path in (later.desk / "archive").rglob("*.gz")}
    assert len(archived) == 8, "each page's bytes are kept, those that are equal once"


def test_a_list_that_moves_while_it_is_read_loses_nothing(venues: Venues, desk: Make) -> None:
    listed = [filed(number) for number in range(9, 0, -1)]
    newer = [filed(number) for number in range(12, 9, -1)]
    calls: list[str] = []

    def page(query: str, sent: bytes) -> tuple[int, bytes]:
        calls.append(query)
        return latest(listed if len(calls) == 1 else newer[-len(calls) + 1 :] + listed)(query, sent)  # one more stands on top at each page

    venues.pages["/cgi-bin/browse-edgar"] = page
    run = desk(atom_source(venues))
    collect.collect(run)
    assert known(run)["edgar-s1"] >= {each.accession for each in listed}


def test_a_page_that_fails_costs_the_rest_and_the_next_poll_fetches_it(venues: Venues, desk: Make) -> None:
    listed = [filed(number) for number in range(9, 0, -1)]
    whole = latest(listed)
    venues.pages["/cgi-bin/browse-edgar"] = lambda query, sent: (503, b"") if "start=3" in query else whole(query, sent)
    run = desk(atom_source(venues))
    report = collect.collect(run)
    assert (report.counts["new_entries"], health(run)["edgar-s1"].state) == (3, "degraded")
    assert any(paging.CUT in line and "HTTP 503" in line for line in report.failures)
    venues.pages["/cgi-bin/browse-edgar"] = whole
    later = desk(atom_source(venues), later=timedelta(hours=7))
    assert (collect.collect(later).counts["new_entries"], health(later)["edgar-s1"].state) == (6, "ok")


def test_a_first_poll_does_not_read_the_year(venues: Venues, desk: Make) -> None:
    listed = [filed(number, "2026-03-10") for number in range(90, 84, -1)] + [filed(number, "2026-02-01") for number in range(84, 0, -1)]
    venues.pages["/cgi-bin/browse-edgar"] = latest(listed)
    run = desk(atom_source(venues))
    assert collect.collect(run).counts["new_entries"] == 9
    assert len(venues.paths()) == 3


def test_pages_have_a_bound(venues: Venues, desk: Make) -> None:
    venues.pages["/cgi-bin/browse-edgar"] = latest([filed(number) for number in range(300, 0, -1)])
    run = desk(atom_source(venues))
    assert collect.collect(run).counts["new_entries"] == 3 * (1 + paging.MOST_PAGES)


# --- days of the index -----------------------------------------------------------------------------------------------


def index_source(venues: Venues) -> Source:
    return Source("edgar-index", "EDGAR index", "edgar_index", venues.base + "/daily-index/{year}/QTR{quarter}/master.{date}.idx", "en", "America/New_York")


def test_each_business_days_index_is_read_once_and_one_that_is_not_there_is_no_failure(venues: Venues, desk: Make) -> None:
    for day, number in (("20260303", 1), ("20260304", 2), ("20260306", 3)):
        venues.says(f"/daily-index/2026/QTR1/master.{day}.idx", index([filed(number, f"{day[:4]}-{day[4:6]}-{day[6:]}"), filed(50 + number, "2026-03-03", "4")]))
    run = desk(index_source(venues))
    report = collect.collect(run)
    assert venues.paths() == [f"/daily-index/2026/QTR1/master.202603{day}.idx" for day in ("03", "04", "05", "06", "09")], "no weekend, and not yet today's"
    assert (report.counts["new_entries"], report.failures, health(run)["edgar-index"].state) == (3, (), "ok")
    venues.says("/daily-index/2026/QTR1/master.20260309.idx", index([filed(4, "2026-03-09")]))
    later = desk(index_source(venues), later=timedelta(hours=7))
    assert collect.collect(later).counts["new_entries"] == 1
    assert venues.paths() == ["/daily-index/2026/QTR1/master.20260309.idx", "/daily-index/2026/QTR1/master.20260310.idx"], "the fifth was a holiday; today's is due from the evening on"
    assert health(later)["edgar-index"].state == "ok"


def test_a_day_without_an_ipo_is_no_silence(venues: Venues, desk: Make) -> None:
    for day in ("03", "04", "05", "06", "09"):
        venues.says(f"/daily-index/2026/QTR1/master.202603{day}.idx", index([filed(int(day), "2026-03-03", "10-K")]))
    run = desk(index_source(venues))
    collect.collect(run)
    assert health(run)["edgar-index"].state == "ok"
    later = desk(index_source(venues), later=timedelta(hours=12))
    assert collect.collect(later).counts == {"scheduled": 1, "finished": 1, "entries": 0, "new_entries": 0, "ok": 1}
    resting = desk(index_source(venues), later=timedelta(hours=2))
    with store.open_store(resting.settings, purpose="test") as db:
        (task,) = db.due("x")
        assert paging.due(task, paging.known(db, [task], resting.now), resting.now) == (), "all that may be there is read: nothing is asked"


def test_a_week_without_any_index_is_said(venues: Venues, desk: Make) -> None:
    run = desk(index_source(venues))
    collect.collect(run)
    assert (health(run)["edgar-index"].state, health(run)["edgar-index"].detail) == ("degraded", "no index of 5 business days: has its address changed?")


def test_a_filing_that_two_lists_tell_is_one_entry(venues: Venues, desk: Make) -> None:
    told, missed = filed(1, "2026-03-09"), filed(2, "2026-03-09")
    venues.pages["/cgi-bin/browse-edgar"] = latest([told])
    venues.says("/daily-index/2026/QTR1/master.20260309.idx", index([told, missed]))
    run = desk(index_source(venues), atom_source(venues))
    collect.collect(run)
    assert known(run) == {"edgar-s1": {told.accession}, "edgar-index": {missed.accession}}
    venues.pages["/cgi-bin/browse-edgar"] = latest([missed, told])
    later = desk(index_source(venues), atom_source(venues), later=timedelta(hours=7))
    collect.collect(later)
    assert known(later) == known(run), "nor does the list tell later what the index told"


def test_a_filing_of_the_index_is_read_like_any_other(venues: Venues, desk: Make) -> None:
    missed = filed(2, "2026-03-09")
    put(venues, missed)
    venues.says("/daily-index/2026/QTR1/master.20260309.idx", index([missed]))
    run = desk(index_source(venues))
    collect.collect(run)
    read.read(run)
    filing = filings(run)[missed.accession]
    assert filing.contact.phone is not None
    assert (filing.issuer, filing.body_source, filing.contact.phone.value) == (missed.issuer, "document", "+852 2100 0199")


# --- an issuer's life ------------------------------------------------------------------------------------------------


def lives(venues: Venues) -> Source:
    return Source("edgar-submissions", "EDGAR submissions", "edgar_submissions", venues.base + "/submissions/CIK{cik}.json", "en", "America/New_York")


def test_the_life_of_an_issuer_with_an_open_case_is_fetched_older_pages_too(venues: Venues, desk: Make) -> None:
    first = filed(7, "2026-03-09")
    put(venues, first)
    venues.pages["/cgi-bin/browse-edgar"] = latest([first])
    run = desk(atom_source(venues), lives(venues))
    assert collect.collect(run).counts["scheduled"] == 1, "no case is open yet: nothing is asked"
    read.read(run)
    cases.follow_cases(run)
    amended, drafts = replace(first, number=8, form="S-1/A", day="2026-03-10"), [replace(first, number=number, form="DRS", day=f"2025-0{number}-10") for number in (4, 5)]
    put(venues, amended)
    name = f"/submissions/CIK{first.cik:010}"
    venues.says(f"{name}.json", submissions(first.cik, first.issuer, [amended, first], [f"CIK{first.cik:010}-submissions-001.json"]))
    venues.says(f"{name}-submissions-001.json", json.dumps(rows(drafts)))
    later = desk(atom_source(venues), lives(venues), later=timedelta(hours=7))
    venues.paths()
    collect.collect(later)
    assert venues.paths("submissions") == [f"{name}.json", f"{name}-submissions-001.json"]
    read.read(later)
    cases.follow_cases(later)
    told = [(event.form, event.event_date.isoformat()) for event in events(later, f"SEC:{first.cik}")]
    assert ("DRS", "2025-04-10") in told and ("DRS", "2025-05-10") in told and ("S-1/A", "2026-03-10") in told
    assert filings(later)[amended.accession].body_source == "document", "what the list missed is read"
    assert not any("#" in path for path in venues.paths())
    with store.open_store(later.settings, purpose="test") as db:
        case = db.case(f"SEC:{first.cik}")
        assert case is not None and case.stage == "IN_REVIEW"
        assert [(change.what, change.old, change.new) for change in db.case_changes()] == [("stage", "FILED", "IN_REVIEW")]
    again = desk(atom_source(venues), lives(venues), later=timedelta(hours=14))
    collect.collect(again)
    assert venues.paths("submissions") == [], "an issuer is asked once in twenty hours"


def test_so_many_issuers_a_poll_and_those_that_waited_longest_first(venues: Venues, desk: Make) -> None:
    run = desk(lives(venues))
    (task,) = waiting(run)
    issuers = tuple(str(1_000_000 + number) for number in range(30))
    asked = {cik: NOW - timedelta(days=1, minutes=int(cik) - 1_000_000) for cik in issuers[:15]} | {issuers[20]: NOW}
    parts = paging.due(task, paging.Known(parts={"edgar-submissions": asked}, issuers=issuers), NOW)
    assert len(parts) == paging.MOST_ISSUERS
    assert [part.name for part in parts] == [cik for cik in issuers[15:] if cik != issuers[20]] + list(reversed(issuers[9:15]))
    assert parts[0].source.url.endswith("/submissions/CIK0001000015.json")


def waiting(run: Run) -> list[PollTask]:
    with store.open_store(run.settings, purpose="test") as db:
        return db.due("x")


# --- mainland --------------------------------------------------------------------------------------------------------


def bse(venues: Venues) -> Source:
    shape = RequestShape("POST", (("Referer", "https://www.bourse.example/list.html"),), (("page", "0"), ("sortfield", "updateDate"), ("sorttype", "desc")))
    return Source("bse-ipo", "Beijing", "bse_jsonp", venues.base + "/infoResult.do?callback=cb", "zh-Hans", "Asia/Shanghai", "filings", fetch_pages=False, request=shape)


def test_beijing_is_asked_by_post_with_its_referer_page_by_page(venues: Venues, desk: Make) -> None:
    now = int(NOW.timestamp() * 1000)
    listed = [[(10 * page + n, f"示例第{10 * page + n}科技股份有限公司", "P02", now - (page + 1) * 10**8) for n in range(2)] for page in range(3)]

    def answer(query: str, sent: bytes) -> tuple[int, bytes]:
        form = parse_qs(sent.decode())
        number = int(form["page"][0])
        return 200, beijing(number, 3, listed[number]).encode() if form["sortfield"] == ["updateDate"] else b""

    venues.pages["/infoResult.do"] = answer
    run = desk(bse(venues))
    report = collect.collect(run)
    assert (report.counts["new_entries"], report.failures) == (6, ())
    assert [(method, path, referer, parse_qs(sent.decode())["page"]) for method, path, referer, sent in venues.asked] == [("POST", "/infoResult.do?callback=cb", "https://www.bourse.example/list.html", [str(page)]) for page in range(3)]
    read.read(run)
    assert {filing.issuer for filing in filings(run).values()} == {name for page in listed for _, name, _, _ in page}


# --- Hong Kong -------------------------------------------------------------------------------------------------------


def hkex(venues: Venues, name: str = "appactive_app_sehk_e") -> Source:
    return Source(name, "HKEX", "hkex_json", f"{venues.base}/ncms/json/eds/{name}.json", "en", "Asia/Hong_Kong", "filings", refreshed="16:00")


def hkex_row(**more: object) -> str:
    document = {"d": "09/03/2026", "nF": "Application Proof (1st submission)", "nS1": "Multi-Files", "u2": "sehk/2026/9001/index.htm"}
    return json.dumps({"genDate": "1", "uDate": "10/03/2026", "app": [{"id": 9001, "d": "09/03/2026", "a": "Clear River Co., Ltd.", "s": "A", "ls": [document], "ps": []} | more]})


def test_a_proof_in_many_files_is_read_whole_and_tried_again_for_a_file_that_failed(venues: Venues, desk: Make) -> None:
    venues.says("/ncms/json/eds/appactive_app_sehk_e.json", hkex_row())
    venues.says("/app/sehk/2026/9001/index.htm", "<html><body>" + "".join(f'<a href="p{number}.pdf">Part {number}</a>' for number in range(4)) + "</body></html>")
    for number, page in enumerate((["Application Proof of", "CLEAR RIVER CO., LTD."], ["SUMMARY"], ["CORPORATE INFORMATION", "Principal Bank", "Cedar Bank Limited"])):
        venues.says(f"/app/sehk/2026/9001/p{number}.pdf", make_pdf([page]))
    venues.says("/app/sehk/2026/9001/p3.pdf", b"", 503)
    run = desk(hkex(venues))
    collect.collect(run)
    report = read.read(run)
    assert report.counts["unread"] == 1 and any("1 of 4 files could not be had" in line for line in report.failures)
    venues.says("/app/sehk/2026/9001/p3.pdf", make_pdf([["DIRECTORS AND SENIOR MANAGEMENT", "Ms. Lin Fei, aged 40, is the chief financial officer of our Company."]]))
    later = desk(hkex(venues), later=timedelta(hours=7))
    assert read.read(later).counts["read"] == 1
    (filing,) = filings(later).values()
    contact = filing.contact
    assert contact.cfo_name is not None and (contact.cfo_name.value, contact.cfo_name.page) == ("Lin Fei", 4)
    assert ([bank.value for bank in contact.principal_bankers], filing.unread) == (["Cedar Bank Limited"], ())


def test_the_table_of_new_listings_prices_and_the_listed_list_closes_the_application(venues: Venues, desk: Make) -> None:
    table = Source("hkex-new-listings", "New listings", "hkex_listings", venues.base + "/Main-Board", "en", "Asia/Hong_Kong", "filings")
    head = "<tr><th>Stock Code</th><th>Stock Name</th><th>NEW LISTING ANNOUNCEMENTS</th><th>PROSPECTUSES</th><th>ALLOTMENT RESULTS</th></tr>"
    link = '<a href="/listedco/listconews/sehk/2026/0310/2026031000021.pdf">Download</a>'
    venues.says("/Main-Board", f"<html><body><table>{head}<tr><td>9001</td><td>CLEAR RIVER CO., LTD. - W</td><td></td><td>{link}</td><td></td></tr></table></body></html>")
    venues.says("/listedco/listconews/sehk/2026/0310/2026031000021.pdf", make_pdf([["GLOBAL OFFERING", "CLEAR RIVER CO., LTD."]]))
    venues.says("/ncms/json/eds/appactive_app_sehk_e.json", hkex_row())
    run = desk(hkex(venues), table)
    collect.collect(run)
    read.read(run)
    cases.follow_cases(run)
    with store.open_store(run.settings, purpose="test") as db:
        found = {case.key: (case.stage, case.lead_grade, case.company_key) for case in db.cases()}
        documents = cases.companies(db.cases(), db.filings())
    assert found == {"HKEX:9001": ("PRICED", True, "HKEX-APP:9001")}, "one issuer's way is one case"
    assert documents == {"HKEX:9001": "HKEX-APP:9001", "HKEX:NEW-09001": "HKEX-APP:9001"}
    venues.says("/ncms/json/eds/applisted_sehk_e.json", hkex_row(s="LT", st="9001", d="11/03/2026"))
    later = desk(hkex(venues), hkex(venues, "applisted_sehk_e"), table, later=timedelta(days=1))
    collect.collect(later)
    read.read(later)
    cases.follow_cases(later)
    with store.open_store(later.settings, purpose="test") as db:
        case = db.case("HKEX:9001")
        assert case is not None and case.stage == "LISTED"
        assert ("stage", "PRICED", "LISTED") in [(change.what, change.old, change.new) for change in db.case_changes() if change.case_key == "HKEX:9001"]


# --- shapes that changed ---------------------------------------------------------------------------------------------

UNDECLARED = "<!DOCTYPE html><html><head><title>SEC.example | Your Request Originates from an Undeclared Automated Tool</title></head><body>Please declare your traffic: undeclared automated tool.</body></html>"
RATE = "<!DOCTYPE html><html><head><title>SEC.example | Request Rate Threshold Exceeded</title></head><body>Your request rate has exceeded the maximum.</body></html>"
PAGE = "<!DOCTYPE html><html><head><title>We are moving</title></head><body>Come back soon.</body></html>"


@pytest.mark.parametrize(
    ("kind", "body", "status", "state", "said"),
    [
        ("edgar_atom", UNDECLARED, 200, "blocked", "set bank.contact"),
        ("edgar_atom", UNDECLARED, 403, "blocked", "set bank.contact"),
        ("edgar_atom", RATE, 200, "limited", "ten minutes"),
        ("edgar_atom", RATE, 403, "limited", "ten minutes"),
        ("edgar_index", UNDECLARED, 403, "blocked", "set bank.contact"),
        ("edgar_index", RATE, 429, "limited", "HTTP 429"),
        ("edgar_atom", PAGE, 200, "invalid", "a page instead of the list: We are moving"),
        ("hkex_json", PAGE, 200, "invalid", "a page instead of the list: We are moving"),
        ("hkex_json", '{"uDate": "10/03/2026", "applications": []}', 200, "invalid", "unknown shape: no list of applications ('app')"),
        ("hkex_json", '{"uDate": "10/03/2026", "app": [{"key": 9001, "name": "Clear River Co., Ltd."}]}', 200, "degraded", "1 rows or documents could not be read"),
        ("hkex_json", hkex_row(s="ZZ"), 200, "degraded", "unknown status or document type, kept raw: status ZZ"),
        ("hkex_listings", PAGE, 200, "invalid", "unknown shape: no table of new listings"),
        ("sse_jsonp", PAGE, 200, "invalid", "a page instead of the list: We are moving"),
        ("szse_json", '{"rows": []}', 200, "invalid", "unknown shape: no rows of applications"),
        ("bse_jsonp", beijing(0, 1, [(1, "示例科技股份有限公司", "P77", 1_773_000_000_000)]), 200, "degraded", "unknown status, kept raw: P77"),
        ("bse_jsonp", 'cb([{"listInfo": {"content": [{"company": "示例科技股份有限公司"}]}}])', 200, "invalid", "a row wants id"),
    ],
)  # fmt: skip
def test_a_shape_that_changed_is_told_with_what_to_do(venues: Venues, desk: Make, kind: str, body: str, status: int, state: str, said: str) -> None:
    name = {"edgar_index": "/{date}.idx", "hkex_json": "/ncms/json/eds/appactive_app_sehk_e.json"}.get(kind, "/list")
    venues.says(name.replace("{date}", "20260304"), body, status)
    run = desk(Source("venue", "Venue", kind, venues.base + name, "en", "Asia/Hong_Kong", fetch_pages=False))
    report = collect.collect(run)
    found = health(run)["venue"]
    assert (found.state, said in found.detail) == (state, True), found
    assert any(line.startswith(f"venue: {state}: ") and said in line for line in report.failures), report.failures


def test_an_unknown_status_makes_the_case_unknown_and_keeps_the_raw_word(venues: Venues, desk: Make) -> None:
    now = int(NOW.timestamp() * 1000)
    venues.says("/infoResult.do", beijing(0, 1, [(1, "示例科技股份有限公司", "P77", now - 10**8)]))
    run = desk(bse(venues))
    collect.collect(run)
    read.read(run)
    cases.follow_cases(run)
    with store.open_store(run.settings, purpose="test") as db:
        case = db.case("BSE:1")
        assert case is not None and case.stage == "UNKNOWN"
        assert "P77" in {event.raw_status for event in case.events}


def test_a_document_behind_a_page_of_refusal_is_not_read_as_a_filing(venues: Venues, desk: Make) -> None:
    one = filed(3)
    venues.pages["/cgi-bin/browse-edgar"] = latest([one])
    venues.says(f"{one.folder}/{one.accession}-index.htm", document_index(one))
    venues.says(f"{one.folder}/main.htm", UNDECLARED)
    run = desk(atom_source(venues))
    collect.collect(run)
    read.read(run)
    filing = filings(run)[one.accession]
    assert filing.body_source == "list" and "blocked" in filing.unread[0]
    assert atom([one]).count("<entry>") == 1
