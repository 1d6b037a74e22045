"""The mainland's review lists and the tutoring records: rows of our own words in the venues' shapes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.filings import bse, cases, mainland, sse, szse, tutoring
from leadscan.stages import readers
from leadscan.types import Case, ParsedFeed, Response, Source

NOW = datetime(2026, 7, 20, 1, 0, tzinfo=UTC)
URL = "https://lists.example/api"
SOURCE = Source("list", "The list", "sse_jsonp", URL, lang="zh-Hans", timezone="Asia/Shanghai")


def sse_row(**more: Any) -> dict[str, Any]:
    row = {
        "updateDate": "20260710190905", "planIssueCapital": 12.5, "stockAuditName": "苍鹭光学股份有限公司科创板IPO项目", "currStatus": 2, "stockAuditNum": "9001", "auditApplyDate": "20260301080000", "issueMarketType": 1,
        "commitiResult": "", "registeResult": "",
        "intermediary": [{"i_intermediaryType": 1, "i_intermediaryName": "渡口证券股份有限公司"}, {"i_intermediaryType": 5, "i_intermediaryName": "河岸会计师事务所"}, {"i_intermediaryType": 9, "i_intermediaryName": "山口律师事务所"}],
    }  # fmt: skip
    return row | more


def szse_row(**more: Any) -> dict[str, Any]:
    return {"prjid": 9002, "cmpnm": "白鹭精工股份有限公司", "prjst": "已问询", "boardName": "创业板", "sprinsts": "渡口证券,桥头证券", "updtdt": "2026-07-13 00:00:00", "acptdt": "2026-06-20 00:00:00"} | more


def bse_row(**more: Any) -> dict[str, Any]:
    row = {"companyName": "青溪机电股份有限公司", "status": "P06", "sponsorOrg": "渡口证券股份有限公司", "stockCode": "870001", "id": 9003, "receiveDate": {"time": 1750758855433}, "updateDate": {"time": 1783612800000}}
    return row | more


def tutor_row(**more: Any) -> dict[str, Any]:
    return {"TUTOR_OBJECT": "苍鹭光学股份有限公司", "TUTOR_ORG": "渡口证券股份有限公司", "TUTOR_PROCESS_STATE": "辅导备案", "REPORT_TYPE": "辅导备案报告", "DISPATCH_ORG": "江苏监管局", "RECORD_DATE": "2025-05-06 00:00:00"} | more


def shape(venue: ModuleType, rows: list[Any]) -> str:
    wrapped: dict[ModuleType, Any] = {sse: {"result": rows}, szse: {"data": rows}, bse: [{"listInfo": {"content": rows}}], tutoring: {"result": {"data": rows}, "success": True}}
    text = json.dumps(wrapped[venue], ensure_ascii=False)
    return f"jsonpCallback1({text});" if venue in (sse, bse) else text


def read(venue: ModuleType, body: bytes | str) -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    got: ParsedFeed = venue.entries(SOURCE, Response(URL, URL, 200, (), raw, NOW), now=NOW)
    return got


def case_of(venue: ModuleType, *rows: dict[str, Any], now: datetime = NOW) -> Case:
    pairs = [venue.document(SOURCE, entry, None, now=now, first_seen=now) for row in rows for entry in read(venue, shape(venue, [row])).entries]
    return cases.fold([event for _, events in pairs for event in events], [filing for filing, _ in pairs], now=now)


ROWS: list[tuple[ModuleType, dict[str, Any]]] = [(sse, sse_row()), (szse, szse_row()), (bse, bse_row()), (tutoring, tutor_row())]
VENUES = [venue for venue, _ in ROWS]


@pytest.mark.parametrize(
    ("venue", "row", "key", "issuer", "stage", "filed", "updated", "sponsors"),
    [
        (sse, sse_row(), "SSE:9001", "苍鹭光学股份有限公司", "IN_REVIEW", date(2026, 3, 1), date(2026, 7, 10), ["渡口证券股份有限公司"]),
        (szse, szse_row(), "SZSE:9002", "白鹭精工股份有限公司", "IN_REVIEW", date(2026, 6, 20), date(2026, 7, 13), ["渡口证券", "桥头证券"]),
        (bse, bse_row(), "BSE:9003", "青溪机电股份有限公司", "CLEARED", date(2025, 6, 24), date(2026, 7, 10), ["渡口证券股份有限公司"]),
    ],
)
def test_a_row_is_a_case_with_its_acceptance_and_its_status(venue: ModuleType, row: dict[str, Any], key: str, issuer: str, stage: str, filed: date, updated: date, sponsors: list[str]) -> None:
    case = case_of(venue, row)
    assert (case.key, case.issuer, case.issuer_zh, case.stage, case.filed, case.updated, case.kind, case.lapses) == (key, issuer, issuer, stage, filed, updated, "ipo", None)
    assert [fact.value for fact in case.contact.sponsors] == sponsors
    assert case.lead_grade


def test_shanghai_names_the_auditor_and_counsel_by_what_they_call_themselves_and_the_money() -> None:
    case = case_of(sse, sse_row())
    assert case.contact.auditor is not None and case.offer_amount is not None
    assert (case.contact.auditor.value, [fact.value for fact in case.contact.counsel], case.offer_amount.value, case.offer_amount.quote) == ("河岸会计师事务所", ["山口律师事务所"], "人民币12.5亿元", "12.5")


@pytest.mark.parametrize("name", ["苍鹭光学股份有限公司科创板IPO项目", "苍鹭光学股份有限公司主板IPO项目", "苍鹭光学股份有限公司IPO项目", "苍鹭光学股份有限公司首次公开发行股票并在主板上市项目", "苍鹭光学股份有限公司"])
def test_a_project_is_called_by_its_company(name: str) -> None:
    assert read(sse, shape(sse, [sse_row(stockAuditName=name)])).entries[0].facts["issuer"] == "苍鹭光学股份有限公司"


STATUSES: list[tuple[ModuleType, dict[str, Any], str]] = [
    (sse, {"currStatus": 1}, "FILED"),
    (sse, {"currStatus": "2"}, "IN_REVIEW"),
    (sse, {"currStatus": 3}, "HEARING"),
    (sse, {"currStatus": 3, "commitiResult": 1}, "CLEARED"),
    (sse, {"currStatus": 3, "commitiResult": 3}, "REJECTED"),
    (sse, {"currStatus": 3, "commitiResult": 6}, "HEARING"),
    (sse, {"currStatus": 9, "commitiResult": "4"}, "CLEARED"),
    (sse, {"currStatus": 4}, "CLEARED"),
    (sse, {"currStatus": 4, "commitiResult": 1}, "CLEARED"),
    (sse, {"currStatus": 5, "registeResult": 1}, "CLEARED"),
    (sse, {"currStatus": 5, "registeResult": 2}, "REJECTED"),
    (sse, {"currStatus": 5, "registeResult": 3}, "WITHDRAWN"),
    (sse, {"currStatus": 7}, "PAUSED"),
    (sse, {"currStatus": 8}, "WITHDRAWN"),
    (sse, {"currStatus": 8, "commitiResult": 1}, "WITHDRAWN"),
    (sse, {"currStatus": 8, "commitiResult": 3}, "REJECTED"),
    (sse, {"currStatus": 10}, "IN_REVIEW"),
    (szse, {"prjst": "新受理"}, "FILED"),
    (szse, {"prjst": "暂缓审议"}, "HEARING"),
    (szse, {"prjst": "上市委会议通过"}, "CLEARED"),
    (szse, {"prjst": "上市委会议未通过"}, "REJECTED"),
    (szse, {"prjst": "提交注册"}, "CLEARED"),
    (szse, {"prjst": "注册生效"}, "CLEARED"),
    (szse, {"prjst": "不予注册"}, "REJECTED"),
    (szse, {"prjst": "中止（财报更新）"}, "PAUSED"),
    (szse, {"prjst": "终止(撤回)"}, "WITHDRAWN"),
    (szse, {"prjst": "終止（審核不通過）"}, "REJECTED"),
    (bse, {"status": "P01"}, "FILED"),
    (bse, {"status": "P02"}, "IN_REVIEW"),
    (bse, {"status": "P100"}, "HEARING"),
    (bse, {"status": "P03"}, "CLEARED"),
    (bse, {"status": "P04"}, "REJECTED"),
    (bse, {"status": "P05"}, "HEARING"),
    (bse, {"status": "P07"}, "CLEARED"),
    (bse, {"status": "P08"}, "REJECTED"),
    (bse, {"status": "P09"}, "PAUSED"),
    (bse, {"status": "P10"}, "WITHDRAWN"),
    (tutoring, {}, "PREPARING"),
    (tutoring, {"TUTOR_PROCESS_STATE": "辅导验收"}, "PREPARING"),
    (tutoring, {"TUTOR_PROCESS_STATE": "撤回辅导备案"}, "WITHDRAWN"),
]


@pytest.mark.parametrize(("venue", "more", "stage"), STATUSES)
def test_each_status_means_its_stage(venue: ModuleType, more: dict[str, Any], stage: str) -> None:
    row = dict(ROWS)[venue] | more
    got = read(venue, shape(venue, [row]))
    assert (got.health, got.detail) == ("ok", "")
    assert case_of(venue, row).stage == stage


@pytest.mark.parametrize(
    ("venue", "more", "raw"),
    [(sse, {"currStatus": 6}, "6"), (sse, {"currStatus": 5}, "5 (注册结果)"), (sse, {"currStatus": 3, "commitiResult": 7}, "3:7"), (szse, {"prjst": "另行安排"}, "另行安排"), (bse, {"status": "P77"}, "P77"), (bse, {"status": "P101"}, "P101 (注册结果)"), (tutoring, {"TUTOR_PROCESS_STATE": "辅导转移"}, "辅导转移")],
)  # fmt: skip
def test_an_unknown_status_is_kept_raw_and_said(venue: ModuleType, more: dict[str, Any], raw: str) -> None:
    row = dict(ROWS)[venue] | more
    got = read(venue, shape(venue, [row]))
    assert (got.health, got.detail, len(got.entries)) == ("degraded", f"unknown status, kept raw: {raw}", 1)
    case = case_of(venue, row)
    assert (case.stage, case.events[-1].raw_status) == ("UNKNOWN", raw.split(" ")[0])


def test_the_same_word_on_another_day_is_another_entry() -> None:
    days = [read(szse, shape(szse, [szse_row(updtdt=day)])).entries[0] for day in ("2026-07-01 00:00:00", "2026-07-13 00:00:00")]
    assert days[0].id != days[1].id


def test_a_review_goes_on_after_a_pause() -> None:
    rows = [szse_row(prjst=word, updtdt=f"{day} 00:00:00") for word, day in (("新受理", "2026-01-20"), ("已问询", "2026-02-20"), ("中止(财报更新)", "2026-03-31"), ("已问询", "2026-06-30"))]
    rows = [row | {"acptdt": "2026-01-20 00:00:00"} for row in rows]
    assert [case_of(szse, *rows[: n + 1]).stage for n in range(4)] == ["FILED", "IN_REVIEW", "PAUSED", "IN_REVIEW"]
    assert case_of(szse, *reversed(rows)).stage == "IN_REVIEW"


def test_a_registration_runs_out_after_a_year() -> None:
    row = szse_row(prjst="注册生效", updtdt="2025-06-01 00:00:00", acptdt="2024-06-01 00:00:00")
    assert case_of(szse, row, now=datetime(2026, 5, 30, tzinfo=UTC)).stage == "CLEARED"
    assert case_of(szse, row, now=datetime(2026, 7, 20, tzinfo=UTC)).stage == "UNKNOWN"


@pytest.mark.parametrize(("step", "kind"), [({"prjst": "新受理"}, ("ipo", True)), ({"prjst": "已问询"}, ("other", None)), ({"prjst": "注册生效"}, ("effectiveness", True)), ({"prjst": "终止(撤回)"}, ("withdrawal", None)), ({"prjst": "中止"}, ("lapse", None))])
def test_only_an_acceptance_is_news_of_a_new_listing(step: dict[str, str], kind: tuple[str, bool | None]) -> None:
    entry = read(szse, shape(szse, [szse_row(**step)])).entries[0]
    filing, _ = szse.document(SOURCE, entry, None, now=NOW, first_seen=NOW)
    assert (filing.kind, filing.is_ipo) == kind
    assert (filing.venue, filing.body_source, filing.lang, filing.text, filing.unread) == ("SZSE", "list", "zh-Hans", "", ())


def test_a_row_dated_after_its_sight_is_not_of_the_future() -> None:
    entry = read(szse, shape(szse, [szse_row(updtdt="2026-12-01 00:00:00")])).entries[0]
    filing, _ = szse.document(SOURCE, entry, None, now=NOW, first_seen=NOW)
    assert filing.published == NOW


# --- tutoring before the application ---------------------------------------------------------------------------------


def test_tutoring_comes_before_the_exchanges_case_and_is_then_no_lead() -> None:
    tutored = case_of(tutoring, tutor_row(), tutor_row(TUTOR_PROCESS_STATE="辅导验收", RECORD_DATE="2026-02-01 00:00:00"))
    applied = case_of(sse, sse_row())
    other = case_of(szse, szse_row())
    assert (tutored.stage, tutored.filed, tutored.lead_grade) == ("PREPARING", None, True)
    linked = cases.link([other, tutored, applied])
    assert [(case.key, case.stage, case.lead_grade) for case in linked] == [("SZSE:9002", "IN_REVIEW", True), (tutored.key, "PREPARING", False), ("SSE:9001", "IN_REVIEW", True)]
    assert [(event.form, event.case_key) for event in linked[2].events] == [(word, "SSE:9001") for word in ("辅导备案", "辅导验收", "已受理", "已问询")]
    assert linked[0] == other
    again = cases.fold(linked[2].events, (), now=NOW)
    assert (again.stage, again.filed) == ("IN_REVIEW", date(2026, 3, 1))


def test_tutoring_that_began_after_the_application_belongs_to_another_plan() -> None:
    late = case_of(tutoring, tutor_row(RECORD_DATE="2026-07-01 00:00:00"))
    applied = case_of(sse, sse_row())
    assert cases.link([late, applied]) == (late, applied)


def test_tutoring_taken_up_again_is_the_next_attempt() -> None:
    case = case_of(tutoring, tutor_row(), tutor_row(TUTOR_PROCESS_STATE="终止辅导", RECORD_DATE="2025-09-01 00:00:00"), tutor_row(RECORD_DATE="2026-06-01 00:00:00"))
    assert (case.stage, case.attempt, case.filed) == ("PREPARING", 2, None)


# --- other shapes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("venue", VENUES)
@pytest.mark.parametrize(
    ("body", "health"),
    [
        (b"", "empty"),
        (b"<html><title>busy</title></html>", "invalid"),
        (b"cb(", "invalid"),
        (b"cb()", "invalid"),
        (b"null", "invalid"),
        (b'{"rows": []}', "invalid"),
        (b'jsonpCallback1({"result": null, "data": null})', "invalid"),
        (b"[" * 5000, "invalid"),
        (b"\xff\xfe\x00", "invalid"),
    ],
)
def test_another_shape_is_not_an_empty_list(venue: ModuleType, body: bytes, health: str) -> None:
    got = read(venue, body)
    assert (got.health, got.entries) == (health, ())
    assert got.detail


@pytest.mark.parametrize("venue", VENUES)
def test_a_list_without_rows_is_empty_and_one_with_renamed_fields_is_invalid(venue: ModuleType) -> None:
    assert read(venue, shape(venue, [])).health == "empty"
    got = read(venue, shape(venue, [{"somethingElse": 1}, "x", None]))
    assert (got.health, len(got.refused)) == ("invalid", 3) and "a row wants" in got.detail


@pytest.mark.parametrize(("venue", "row"), ROWS)
def test_one_bad_row_costs_that_row(venue: ModuleType, row: dict[str, Any]) -> None:
    got = read(venue, shape(venue, [{}, row]))
    assert (got.health, len(got.entries), len(got.refused)) == ("degraded", 1, 1)


def test_a_list_longer_than_any_is_not_parsed() -> None:
    assert read(sse, b"cb(" + b" " * mainland.MAX_LIST + b")").detail.startswith("longer than any list")


@pytest.mark.parametrize("kind", ["sse_jsonp", "szse_json", "bse_jsonp", "tutoring_json"])
def test_each_kind_has_its_reader(kind: str) -> None:
    venue = dict(zip(("sse_jsonp", "szse_json", "bse_jsonp", "tutoring_json"), VENUES, strict=True))[kind]
    reader = readers.of(kind)
    got = reader.entries(SOURCE, Response(URL, URL, 200, (), shape(venue, [dict(ROWS)[venue]]).encode(), NOW), now=NOW, max_entries=1)
    assert len(got.entries) == 1 and reader.follow(SOURCE, got.entries[0], Response(URL, URL, 200, (), b"<a href=x>", NOW)) is None


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=8)


@pytest.mark.parametrize(("venue", "row"), ROWS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_any_values_in_a_row_are_survived(venue: ModuleType, row: dict[str, Any], data: st.DataObject) -> None:
    changed = data.draw(st.dictionaries(st.sampled_from(sorted(row)), JSON, max_size=len(row)))
    got = read(venue, shape(venue, [row | changed]))
    assert len(got.entries) + len(got.refused) == 1
    for entry in got.entries:
        filing, events = venue.document(SOURCE, entry, None, now=NOW, first_seen=NOW)
        assert cases.fold(events, [filing], now=NOW).key == entry.facts["case_key"]


@pytest.mark.parametrize("venue", VENUES)
@settings(max_examples=20, deadline=None)
@given(body=st.binary(max_size=300) | st.text(max_size=100).map(str.encode), cut=st.integers(0, 400))
def test_any_bytes_and_any_cut_give_an_answer(venue: ModuleType, body: bytes, cut: int) -> None:
    assert read(venue, body).health in ("empty", "invalid")
    assert isinstance(read(venue, shape(venue, [dict(ROWS)[venue]]).encode()[:cut]), ParsedFeed)


# --- the recorded answers --------------------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize(
    ("venue", "name", "stages"),
    [
        (sse, "sse_commonSoaQuery_SH_XM_LB.sample.jsonp", {"2239": "FILED", "2229": "IN_REVIEW", "2149": "CLEARED"}),
        (szse, "szse_projectrends_query.sample.json", {"1003977": "IN_REVIEW", "1003856": "CLEARED", "1004102": "IN_REVIEW", "1004110": "IN_REVIEW"}),
        (bse, "bse_infoResult.sample.jsonp", {"637": "CLEARED", "712": "CLEARED", "598": "CLEARED"}),
    ],
)
def test_the_recorded_lists_are_read_whole(venue: ModuleType, name: str, stages: dict[str, str], shared: Path) -> None:
    got = read(venue, (shared / "data/filings/cn" / name).read_bytes())
    assert (got.health, got.detail, got.refused) == ("ok", "", ())
    found = {}
    for entry in got.entries:
        filing, events = venue.document(SOURCE, entry, None, now=NOW, first_seen=NOW)
        case = cases.fold(events, [filing], now=NOW)
        assert case.filed is not None and case.contact.sponsors and "项目" not in case.issuer
        found[case.key.split(":")[1]] = case.stage
    assert found == stages


