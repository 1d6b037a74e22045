"""HKEXnews' lists: what is an entry, what its facts are, when an application ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.filings import cases, hkex
from leadscan.types import Entry, ParsedFeed, Response, Source

NOW = datetime(2026, 3, 10, tzinfo=UTC)
HOST = "https://www1.hkexnews.example"
Answer = Callable[..., Response]
MakeSource = Callable[..., Source]


def document(form: str, day: str, number: str, *, multi: bool = True) -> dict[str, str]:
    item = {"d": day, "nF": form, "nS1": "Full Version", "u1": f"sehk/2026/1/documents/sehk{number}.pdf"}
    return item | ({"u2": f"sehk/2026/1/2026{number}.htm"} if multi else {})


def row(case_id: int = 108412, name: str = "Clear River Robotics Co., Ltd.", status: str = "A", day: str = "09/03/2026", **more: Any) -> dict[str, Any]:
    return {"id": case_id, "d": day, "a": name, "s": status, "hasPhip": False, "ls": [], "ps": [], **more}


def listing(*rows: Any) -> dict[str, Any]:
    return {"genDate": "1773064810000", "uDate": "09/03/2026", "app": list(rows)}


@pytest.fixture
def read(source: MakeSource, answer: Answer) -> Callable[..., ParsedFeed]:
    def make(body: Any, name: str = "appactive_app_sehk_e.json") -> ParsedFeed:
        url = f"{HOST}/ncms/json/eds/{name}"
        return hkex.entries(source(url, "hkex_json", "en", "Asia/Hong_Kong"), answer(body, url=url), now=NOW)

    return make


Read = Callable[..., ParsedFeed]


def test_each_document_of_an_active_application_is_an_entry(read: Read) -> None:
    proof, notice = document("Application Proof (1st submission)", "09/03/2026", "001"), {"d": "10/03/2026", "nS1": "OC Announcement – Appointment", "u1": "sehk/2026/1/documents/sehk002.pdf"}
    got = read(listing(row(ls=[notice, proof])))
    assert [(e.facts["form"], e.facts["filed"]) for e in got.entries] == [("OC Announcement – Appointment", "2026-03-10"), ("Application Proof (1st submission)", "2026-03-09")]
    assert got.health == "ok"


def test_an_entry_says_what_the_row_says(read: Read) -> None:
    entry = read(listing(row(ls=[document("Application Proof (1st submission)", "09/03/2026", "001")]))).entries[0]
    assert entry.url == HOST + "/app/sehk/2026/1/documents/sehk001.pdf"
    assert {key: entry.facts[key] for key in ("case_key", "issuer", "raw_status", "multi_files_url")} == {
        "case_key": "HKEX:108412", "issuer": "Clear River Robotics Co., Ltd.", "raw_status": "A", "multi_files_url": HOST + "/app/sehk/2026/1/2026001.htm",
    }  # fmt: skip
    assert (entry.kind, entry.venue, entry.published_from) == ("filing", "HKEX", "list")


def test_a_document_only_in_many_files_is_an_entry_too(read: Read) -> None:
    item = document("PHIP", "09/03/2026", "001")
    del item["u1"]
    assert read(listing(row(ls=[item])), "appactive_appphip_sehk_e.json").entries[0].url == HOST + "/app/sehk/2026/1/2026001.htm"


def test_both_languages_meet_in_one_case(read: Read, source: MakeSource) -> None:
    english = read(listing(row(ls=[document("Application Proof (1st submission)", "09/03/2026", "001")]))).entries[0]
    chinese = read(listing(row(name="清河機器人股份有限公司", ls=[document("申請版本（第一次呈交）", "09/03/2026", "001_c")])), "appactive_app_sehk_c.json").entries[0]
    assert english.facts["case_key"] == chinese.facts["case_key"] and english.id != chinese.id
    pairs = [hkex.document(source(), entry, None, now=NOW, first_seen=NOW) for entry in (english, chinese)]
    case = cases.fold([event for _, events in pairs for event in events], [filing for filing, _ in pairs], now=NOW)
    assert (case.issuer, case.issuer_zh, case.stage, case.lapses) == ("Clear River Robotics Co., Ltd.", "清河機器人股份有限公司", "FILED", date(2026, 9, 9))


@pytest.mark.parametrize(
    ("status", "day", "name", "ended", "kind"),
    [
        ("LP", "09/09/2025", "appinactive_sehk_e.json", "2026-03-09", "lapse"),
        ("LP", "26/06/2025", "appinactive_sehk_c.json", "2025-12-26", "lapse"),
        ("W", "01/02/2026", "appinactive_gem_e.json", "2026-03-09", "withdrawal"),
        ("W", "01/02/2025", "appinactive_sehk_e.json", "2025-08-01", "withdrawal"),
        ("RJ", "01/02/2026", "appinactive_sehk_e.json", "2026-03-09", "other"),
        ("LT", "01/02/2026", "applisted_sehk_e.json", "2026-03-09", "other"),
    ],
)
def test_an_ended_application_is_an_entry_of_the_day_it_ended(status: str, day: str, name: str, ended: str, kind: str, read: Read, source: MakeSource) -> None:
    entry = read(listing(row(status=status, day=day)), name).entries[0]
    assert (entry.facts["filed"], entry.url) == (ended, f"{HOST}/ncms/json/eds/{name}#108412")
    filing, events = hkex.document(source(), entry, None, now=NOW, first_seen=NOW)
    assert (filing.kind, filing.body_source, filing.raw_status, filing.unread) == (kind, "list", status, ())
    assert events[-1].raw_status == status


@pytest.mark.parametrize(("status", "form"), [("LP", "Lapsed application"), ("W", "Withdrawn application"), ("RJ", "Rejected application"), ("QQ", "Inactive application")])
def test_an_ended_row_is_called_by_what_became_of_it(status: str, form: str, read: Read) -> None:
    assert read(listing(row(status=status)), "appinactive_sehk_e.json").entries[0].facts["form"] == form


def test_an_active_application_without_documents_is_an_entry_that_changes_nothing(read: Read, source: MakeSource) -> None:
    entry = read(listing(row())).entries[0]
    filing, events = hkex.document(source(), entry, None, now=NOW, first_seen=NOW)
    assert (entry.facts["form"], cases.fold(events, [filing], now=NOW).stage) == ("Active application", "UNKNOWN")


def test_in_the_returned_list_the_status_field_is_the_sponsor(read: Read, source: MakeSource) -> None:
    entry = read(listing(row(status="Brightwater Capital Limited", rd="02/03/2026")), "appreturned_sehk_e.json").entries[0]
    assert (entry.facts["raw_status"], entry.facts["filed"]) == ("R", "2026-03-02")
    filing, events = hkex.document(source(), entry, None, now=NOW, first_seen=NOW)
    assert cases.fold(events, [filing], now=NOW).stage == "RETURNED"


def test_documents_of_an_ended_row_are_its_history_and_are_not_fetched(read: Read, source: MakeSource) -> None:
    got = read(listing(row(status="LP", day="09/09/2025", ls=[document("Application Proof (1st submission)", "09/09/2025", "009")])), "appinactive_sehk_e.json")
    assert len(got.entries) == 1
    filing, events = hkex.document(source(), got.entries[0], None, now=NOW, first_seen=NOW)
    case = cases.fold(events, [filing], now=NOW)
    assert (case.stage, case.filed, case.kind, case.lead_grade) == ("LAPSED", date(2025, 9, 9), "ipo", True)


def test_an_unknown_status_or_document_is_kept_and_said(read: Read) -> None:
    got = read(listing(row(status="ZZ", ls=[document("Hearing Bundle", "09/03/2026", "001")])))
    assert got.health == "degraded" and "status ZZ" in got.detail and "document Hearing Bundle" in got.detail
    assert got.entries[0].facts["raw_status"] == "ZZ" and got.entries[0].facts["form"] == "Hearing Bundle"


@pytest.mark.parametrize(
    ("body", "health"),
    [(b"", "empty"), (b"<html>busy</html>", "invalid"), ({"rows": []}, "invalid"), ([], "invalid"), ({"app": {}}, "invalid"), (listing(), "empty"), (listing("x", {"id": 1}, row()), "degraded")],
)
def test_another_shape_is_not_an_empty_list(body: Any, health: str, read: Read) -> None:
    assert read(body if isinstance(body, bytes | dict) else str(body)).health == health


def test_an_address_of_another_host_is_refused(read: Read) -> None:
    item = document("PHIP", "09/03/2026", "001", multi=False) | {"u1": "https://elsewhere.example/x.pdf"}
    got = read(listing(row(ls=[item])))
    assert got.entries == () and got.refused[0][1] == "the address is none of the venue's"


def test_a_proof_that_cannot_be_had_leaves_the_row(read: Read, source: MakeSource, answer: Answer) -> None:
    entry = read(listing(row(ls=[document("Application Proof (1st submission)", "22/09/2025", "001")]))).entries[0]
    filing, events = hkex.document(source(), entry, answer(b"", status=404), now=NOW, first_seen=NOW)
    assert (filing.body_source, filing.kind, filing.is_ipo, filing.filed, filing.unread) == ("list", "ipo", True, date(2025, 9, 22), ("the document could not be had: HTTP 404",))
    assert len(events) == 1


def test_a_fund_is_no_ipo_even_by_its_name_alone(read: Read, source: MakeSource) -> None:
    entry = read(listing(row(name="Sturdy Infrastructure Private Equity Open-ended Fund Company", ls=[document("Application Proof (1st submission)", "22/09/2025", "001")]))).entries[0]
    filing, _ = hkex.document(source(), entry, None, now=NOW, first_seen=NOW)
    assert (filing.kind, filing.is_ipo) == ("fund", False)


INDEX = "<html><body>" + "".join(f'<a href="p{number}.pdf">{name}</a>' for number, name in enumerate(("Cover", "Summary", "Directors, Supervisors and Senior Management", "Corporate Information")))
MANY = Entry("list", "1", HOST + "/app/x.htm", "", kind="filing", venue="HKEX", facts={"form": "Application Proof (1st submission)", "case_key": "HKEX:1", "issuer": "Clear River Co., Ltd.", "filed": "2026-03-09"})


def test_an_index_of_many_files_leads_to_every_file_of_its_own_host(source: MakeSource, answer: Answer) -> None:
    page = INDEX + '<a href="https://elsewhere.example/p9.pdf">Annex</a><a href="p1.pdf#page=3">Summary again</a></body></html>'
    assert hkex.parts(source(), MANY, answer(page, url=MANY.url)) == tuple(f"{HOST}/app/p{number}.pdf" for number in range(4))
    assert hkex.parts(source(), MANY, answer("<html><body><p>The text itself.</p></body></html>", url=MANY.url)) == ()
    assert hkex.parts(source(), MANY, answer(b"%PDF-1.4", url=MANY.url)) == ()
    assert hkex.follow(source(), MANY, answer(page, url=MANY.url)) is None


def test_no_index_leads_to_more_files_than_a_proof_has(source: MakeSource, answer: Answer) -> None:
    page = "".join(f'<a href="p{number}.pdf">{number}</a>' for number in range(500))
    assert len(hkex.parts(source(), MANY, answer(page, url=MANY.url))) == hkex.MOST_PARTS


def test_every_file_of_a_proof_is_read_and_one_that_is_missing_is_named(source: MakeSource, answer: Answer, pdf_of: Callable[[list[list[str]]], bytes]) -> None:
    files = [
        answer(pdf_of([["Application Proof of", "CLEAR RIVER CO., LTD."], ["Contents"]]), url=HOST + "/app/p0.pdf"),
        replace(answer(b"", url=HOST + "/app/p1.pdf", status=0), headers=(("x-leadscan-error", "no whole answer within 20 seconds"),)),
        answer(pdf_of([["CORPORATE INFORMATION", "Principal Bank", "Cedar Bank Limited"], ["DIRECTORS AND SENIOR MANAGEMENT", "Ms. Lin Fei, aged 40, is the chief financial officer of our Company."]]), url=HOST + "/app/p2.pdf"),
    ]
    filing, _ = hkex.document(source(), MANY, replace(answer(INDEX, url=MANY.url), parts=tuple(files)), now=NOW, first_seen=NOW)
    contact = filing.contact
    assert contact.cfo_name is not None and (contact.cfo_name.value, contact.cfo_name.page) == ("Lin Fei", 4)
    assert [(bank.value, bank.page) for bank in contact.principal_bankers] == [("Cedar Bank Limited", 3)]
    assert (filing.unread, filing.body_source, filing.url) == (("p1.pdf: no whole answer within 20 seconds",), "document", MANY.url)


@pytest.mark.parametrize(("form", "number"), [("Application Proof (1st submission)", 1), ("Application Proof (2nd submission)", 2), ("申請版本（第三次呈交）", 3), ("PHIP", None)])
def test_the_number_of_a_submission_is_read_in_both_languages(form: str, number: int | None) -> None:
    assert hkex.submission(form) == number


@pytest.mark.parametrize(("day", "later"), [(date(2025, 9, 9), date(2026, 3, 9)), (date(2025, 8, 31), date(2026, 2, 28)), (date(2025, 12, 31), date(2026, 6, 30)), (date(2023, 8, 31), date(2024, 2, 29))])
def test_six_months_end_on_the_same_day_or_the_months_last(day: date, later: date) -> None:
    assert hkex.months_later(day, 6) == later


@given(st.recursive(st.none() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "a", "s", "d", "ls", "ps", "nF", "u1", "x"]), inner, max_size=6)))
def test_any_rows_are_survived(value: Any) -> None:
    import json

    url = f"{HOST}/ncms/json/eds/appactive_app_sehk_e.json"
    source = Source("a", "A", "hkex_json", url)
    hkex.entries(source, Response(url, url, 200, (), json.dumps({"app": [value]}).encode(), NOW), now=NOW)


@pytest.mark.parametrize(("name", "health"), [("appactive_app_sehk_e.json", "empty"), ("appactive_appphip_sehk_e.json", "ok"), ("appactive_app_gem_e.json", "ok"), ("appinactive_sehk_c.json", "ok")])
def test_only_the_main_boards_active_list_is_never_empty(name: str, health: str) -> None:
    url = f"https://www1.hkexlist.example/ncms/json/eds/{name}"
    source = Source("hkex", "HKEX", "hkex_json", url)
    now = datetime(2026, 5, 12, tzinfo=UTC)
    response = Response(url, url, 200, (), b'{"genDate": "1778508000000", "uDate": "11/05/2026", "app": []}', now)
    assert hkex.entries(source, response, now=now).health == health


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://www1.hkexlist.example/ncms/json/eds/appactive_app_sehk_e.json", "https://www1.hkexlist.example/app/sehk/2026/1/a.pdf"),
        ("http://127.0.0.1:8000/www1.hkexlist.example/ncms/json/eds/appactive_app_sehk_e.json", "http://127.0.0.1:8000/www1.hkexlist.example/app/sehk/2026/1/a.pdf"),
    ],
)
def test_documents_stand_beside_the_lists_also_on_a_mirror(base: str, url: str) -> None:
    row = b'{"id": 1, "d": "11/05/2026", "a": "Larkspur", "s": "A", "ls": [{"d": "11/05/2026", "nF": "Application Proof (1st submission)", "nS1": "Full Version", "u1": "sehk/2026/1/a.pdf"}], "ps": []}'
    now = datetime(2026, 5, 12, tzinfo=UTC)
    response = Response(base, base, 200, (), b'{"uDate": "11/05/2026", "app": [' + row + b"]}", now)
    (entry,) = hkex.entries(Source("hkex", "HKEX", "hkex_json", base), response, now=now).entries
    assert entry.url == url
