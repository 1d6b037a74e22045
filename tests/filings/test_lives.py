"""The lives of real issuers, replayed day by day out of their recorded histories and out of the recorded lists."""

from __future__ import annotations

import gzip
import json
import random
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from leadscan.errors import ParseError
from leadscan.filings import cases, edgar, hkex
from leadscan.types import Case, CaseEvent, Response, Source

NOW = datetime(2026, 10, 1, tzinfo=UTC)
SUBMISSIONS = "data/filings/sec/submissions"


def events_of(shared: Path, name: str) -> tuple[CaseEvent, ...]:
    return edgar.history(gzip.decompress((shared / SUBMISSIONS / f"{name}.json.gz").read_bytes()), now=NOW)


def as_of(events: tuple[CaseEvent, ...], day: str) -> Case:
    """The case as somebody who looked on that evening would have it."""
    last = date.fromisoformat(day)
    return cases.fold([event for event in events if event.event_date <= last], (), now=datetime.combine(last, time(12), UTC))


LIVES = [
    # draft, filed, amended, registered, effective, priced, listed: an operating company
    ("CIK0001766140_unicycive", [("2020-09-15", "DRAFT_PUBLIC"), ("2021-05-10", "DRAFT_PUBLIC"), ("2021-05-21", "FILED"), ("2021-06-07", "IN_REVIEW"), ("2021-06-30", "IN_REVIEW"), ("2021-07-06", "CLEARED"), ("2021-07-12", "CLEARED"), ("2021-07-14", "PRICED"), ("2021-08-16", "LISTED"), ("2026-06-05", "LISTED")], "2021-05-21"),
    # a blank-cheque company: its later 8-A12B and S-1s change nothing
    ("CIK0001847577_learn_cw_spac", [("2021-03-29", "FILED"), ("2021-05-14", "IN_REVIEW"), ("2021-10-06", "CLEARED"), ("2021-10-07", "CLEARED"), ("2021-10-12", "PRICED"), ("2021-11-29", "LISTED"), ("2024-08-23", "LISTED")], "2021-03-29"),
    ("CIK0001796129_vincerx", [("2019-12-12", "DRAFT_PUBLIC"), ("2020-02-14", "FILED"), ("2020-03-03", "IN_REVIEW"), ("2020-03-05", "CLEARED"), ("2020-03-09", "PRICED"), ("2020-05-06", "LISTED"), ("2021-02-09", "LISTED"), ("2025-05-15", "LISTED")], "2020-02-14"),
    ("CIK0001881551_solidion", [("2021-09-27", "DRAFT_PUBLIC"), ("2021-11-16", "FILED"), ("2022-01-31", "IN_REVIEW"), ("2022-03-10", "CLEARED"), ("2022-03-14", "PRICED"), ("2022-05-23", "LISTED"), ("2024-06-07", "LISTED"), ("2026-02-13", "LISTED")], "2021-11-16"),
    # a finance company that lists bonds on a shelf: never an applicant
    ("CIK0001814722_tr_finance", [("2020-06-29", "LISTED"), ("2025-03-20", "LISTED"), ("2025-04-01", "LISTED")], None),
]  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize(("name", "days", "filed"), LIVES, ids=[life[0] for life in LIVES])
def test_every_recorded_life_stands_where_it_stood_on_each_day(name: str, days: list[tuple[str, str]], filed: str | None, shared: Path) -> None:
    events = events_of(shared, name)
    assert [(day, as_of(events, day).stage) for day, _ in days] == days
    last = as_of(events, days[-1][0])
    assert (last.attempt, last.filed.isoformat() if last.filed else None) == (1, filed)


@pytest.mark.shared
def test_the_history_shows_each_step_of_the_way_in_order(shared: Path) -> None:
    events = as_of(events_of(shared, "CIK0001766140_unicycive"), "2022-03-31").events
    way = [(event.event_date.isoformat(), event.form) for event in events if event.form not in ("UPLOAD", "CORRESP", "DRSLTR", "S-8")]
    assert way == [
        ("2020-09-15", "DRS"), ("2020-11-02", "DRS/A"), ("2021-02-18", "DRS/A"), ("2021-04-29", "DRS/A"), ("2021-05-21", "S-1"), ("2021-06-07", "S-1/A"), ("2021-06-21", "S-1/A"), ("2021-06-30", "S-1/A"),
        ("2021-07-06", "8-A12B"), ("2021-07-07", "CERT"), ("2021-07-12", "S-1/A"), ("2021-07-12", "S-1/A"), ("2021-07-12", "EFFECT"), ("2021-07-14", "424B4"), ("2021-08-16", "10-Q"), ("2021-11-12", "10-Q"), ("2022-03-31", "10-K"),
    ]  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize("name", [life[0] for life in LIVES])
def test_a_life_is_the_same_whatever_the_order_of_arrival(name: str, shared: Path) -> None:
    events = events_of(shared, name)
    straight = cases.fold(events, (), now=NOW)
    for seed in range(20):
        mixed = [*events, *events]
        random.Random(seed).shuffle(mixed)
        again = cases.fold(mixed, (), now=NOW)
        assert (again.stage, again.attempt, again.filed, again.updated) == (straight.stage, straight.attempt, straight.filed, straight.updated)


@pytest.mark.shared
def test_an_issuer_without_filings_has_no_events_and_one_that_is_not_there_is_said(shared: Path) -> None:
    assert events_of(shared, "CIK0000350001_no_filings") == ()
    with pytest.raises(ParseError, match="not a submissions answer"):
        events_of(shared, "CIK-000000001_not_found")


@pytest.mark.shared
@pytest.mark.parametrize("name", ["count100_start0", "count100_start300", "count100_start800", "count100_start3500", "type4_count100_start700"])
def test_every_filing_of_a_recorded_list_comes_into_a_case_with_a_stage(name: str, shared: Path) -> None:
    url = "https://www.sec.gov/cgi-bin/browse-edgar?action=getcurrent"
    source = Source("edgar", "EDGAR", "edgar_atom", url, lang="en", timezone="America/New_York")
    body = gzip.decompress((shared / f"data/filings/sec/getcurrent/{name}.atom.gz").read_bytes())
    expected = {
        "S-1": "FILED", "F-1": "FILED", "S-11": "FILED", "10-12B": "FILED", "S-1/A": "IN_REVIEW", "F-1/A": "IN_REVIEW", "S-11/A": "IN_REVIEW", "10-12B/A": "IN_REVIEW", "DRS": "DRAFT_PUBLIC", "DRS/A": "DRAFT_PUBLIC",
        "8-A12B": "CLEARED", "8-A12B/A": "CLEARED", "CERT": "CLEARED", "EFFECT": "CLEARED", "424B1": "PRICED", "424B4": "PRICED", "424B3": "UNKNOWN", "RW": "WITHDRAWN", "AW": "UNKNOWN", "AW WD": "UNKNOWN",
    }  # fmt: skip
    entries = edgar.entries(source, Response(url, url, 200, (), body, NOW), now=NOW).entries
    assert entries
    for entry in entries:
        filing, events = edgar.document(source, entry, None, now=NOW, first_seen=datetime.combine(date.fromisoformat(entry.facts["filed"]), time(23), UTC))
        case = cases.fold(events, [filing], now=filing.first_seen)
        assert (entry.facts["form"], case.stage) == (entry.facts["form"], expected[entry.facts["form"]])
        assert case.issuer


@pytest.mark.shared
def test_the_recorded_rows_of_hong_kong_are_cases_with_a_clock(shared: Path) -> None:
    body = (shared / "data/filings/hkex/json/appactive_app_sehk_c.sample.json").read_bytes()
    url = "https://www1.hkexnews.hk/ncms/json/eds/appactive_app_sehk_c.json"
    source = Source("hkex", "HKEX", "hkex_json", url, lang="zh-Hant")
    now = datetime(2026, 7, 20, tzinfo=UTC)
    parsed = hkex.entries(source, Response(url, url, 200, (), body, now), now=now)
    found: dict[str, list[CaseEvent]] = {}
    for entry in parsed.entries:
        found.setdefault(entry.facts["case_key"], []).extend(hkex.document(source, entry, None, now=now, first_seen=now)[1])
    rows = json.loads(body)["app"]
    assert set(found) == {f"HKEX:{row['id']}" for row in rows}
    for events in found.values():
        case = cases.fold(events, (), now=now)
        assert case.filed is not None
        if case.stage in ("FILED", "IN_REVIEW", "CLEARED"):
            assert case.lapses == hkex.months_later(case.filed, 6)
        else:
            assert case.stage == "LAPSED" and hkex.months_later(case.filed, 6) < now.date()
