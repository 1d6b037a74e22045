"""A case is its events, whatever the order in which they came."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.errors import UsageError
from leadscan.filings import cases
from leadscan.types import CaseEvent, Contact, Fact, Filing

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def event(key: str, day: str, form: str, status: str = "", url: str = "", seen: datetime = NOW) -> CaseEvent:
    return CaseEvent(key, date.fromisoformat(day), seen, form, status, url or f"https://v.example/{form}/{day}")


def filing(key: str, day: str, form: str, kind: str = "ipo", *, issuer: str = "Nimbus Corp", lang: str = "en", contact: Contact | None = None, facts: dict[str, Fact] | None = None, issuer_zh: str | None = None) -> Filing:
    when = date.fromisoformat(day)
    moment = datetime(when.year, when.month, when.day, tzinfo=UTC)
    return Filing(f"{form}{day}{lang}", "s", "e", key.split(":")[0], form, key, f"https://v.example/{form}", form, "", lang, issuer, issuer_zh, None, kind, when, moment, moment, contact or Contact(), facts or {})  # type: ignore[arg-type]  # lang is one of the labels


SEC, HK = "SEC:7", "HKEX:108412"
AP1, AP2, PHIP = "Application Proof (1st submission)", "Application Proof (2nd submission)", "PHIP"
LIVES: list[tuple[str, str, list[tuple[str, str, str]], str, str, int]] = [
    # name, key, events, day of looking, stage, attempt
    ("a draft made public", SEC, [("2025-10-01", "DRS", "")], "2025-11-01", "DRAFT_PUBLIC", 1),
    ("filed after a draft", SEC, [("2025-10-01", "DRS", ""), ("2026-01-05", "S-1", "333-1111")], "2026-01-10", "FILED", 1),
    ("amended", SEC, [("2026-01-05", "F-1", "333-1111"), ("2026-02-05", "F-1/A", "333-1111")], "2026-02-10", "IN_REVIEW", 1),
    ("registered with the exchange", SEC, [("2026-01-05", "S-1", ""), ("2026-02-05", "S-1/A", ""), ("2026-03-01", "8-A12B", "")], "2026-03-02", "CLEARED", 1),
    ("all on one day", SEC, [("2026-03-01", "EFFECT", "S-1 333-1111"), ("2026-03-01", "S-1/A", ""), ("2026-03-01", "CERT", ""), ("2026-03-01", "424B4", "")], "2026-03-02", "PRICED", 1),
    ("listed by its first report", SEC, [("2026-01-05", "S-1", ""), ("2026-02-01", "EFFECT", "S-1"), ("2026-02-03", "424B4", ""), ("2026-03-01", "10-K", "")], "2026-03-02", "LISTED", 1),
    ("listed long ago, then an S-1 for a follow-on", SEC, [("2020-03-01", "10-K", ""), ("2026-02-01", "S-1", "")], "2026-03-02", "LISTED", 1),
    ("withdrawn", SEC, [("2025-06-30", "F-1", "333-287765"), ("2026-03-10", "RW", "333-287765")], "2026-03-11", "WITHDRAWN", 1),
    ("the withdrawal taken back", SEC, [("2026-01-05", "S-1", ""), ("2026-02-05", "S-1/A", ""), ("2026-02-10", "RW", ""), ("2026-02-20", "RW WD", "")], "2026-03-01", "IN_REVIEW", 1),
    ("withdrawn and taken back on one day", SEC, [("2026-01-05", "S-1", ""), ("2026-02-10", "RW", ""), ("2026-02-10", "RW WD", "")], "2026-03-01", "FILED", 1),
    ("only an amendment withdrawn", SEC, [("2026-01-05", "S-1", ""), ("2026-02-05", "S-1/A", ""), ("2026-02-10", "AW", "")], "2026-03-01", "IN_REVIEW", 1),
    ("another registration withdrawn", SEC, [("2026-01-05", "S-1", "333-1111"), ("2026-02-10", "RW", "333-9999")], "2026-03-01", "FILED", 1),
    ("filed again after a withdrawal", SEC, [("2025-01-05", "S-1", ""), ("2025-03-10", "RW", ""), ("2026-02-20", "S-1", "")], "2026-03-01", "FILED", 2),
    ("a late amendment of a withdrawn case", SEC, [("2025-12-05", "S-1", ""), ("2026-02-10", "RW", ""), ("2026-02-12", "S-1/A", "")], "2026-03-01", "WITHDRAWN", 1),
    ("effectiveness of a fund's amendment", SEC, [("2026-01-05", "S-1", ""), ("2026-02-10", "EFFECT", "POS AM 333-240011")], "2026-03-01", "FILED", 1),
    ("silent for half a year", SEC, [("2025-01-05", "S-1", "")], "2026-03-01", "PAUSED", 1),
    ("awake again after the silence", SEC, [("2025-01-05", "S-1", ""), ("2026-02-20", "S-1/A", "")], "2026-03-01", "IN_REVIEW", 1),
    ("a proof", HK, [("2026-03-09", AP1, "A")], "2026-03-10", "FILED", 1),
    ("a proof and its coordinators", HK, [("2026-03-09", AP1, "A"), ("2026-03-10", "OC Announcement – Appointment", "A")], "2026-03-11", "FILED", 1),
    ("in both languages", HK, [("2026-03-09", AP1, "A"), ("2026-03-09", "申請版本（第一次呈交）", "A")], "2026-03-10", "FILED", 1),
    ("the hearing passed", HK, [("2025-09-22", AP1, "A"), ("2026-03-10", PHIP, "A")], "2026-03-10", "CLEARED", 1),
    ("a PHIP without a proof is lawful", HK, [("2026-03-10", "聆訊後資料集", "A")], "2026-03-11", "CLEARED", 1),
    ("listed", HK, [("2025-09-22", AP1, "A"), ("2026-02-10", PHIP, "A"), ("2026-02-20", "Listed application", "LT")], "2026-03-11", "LISTED", 1),
    ("lapsed by the list", HK, [("2025-09-09", AP1, "A"), ("2026-03-09", "Lapsed application", "LP")], "2026-03-10", "LAPSED", 1),
    ("lapsed by the clock alone", HK, [("2025-09-01", AP1, "A")], "2026-03-10", "LAPSED", 1),
    ("within the days of grace", HK, [("2025-09-09", AP1, "A")], "2026-03-11", "FILED", 1),
    ("renewed after a lapse", HK, [("2025-06-26", AP1, "A"), ("2025-12-26", "Lapsed application", "LP"), ("2026-03-09", AP2, "A")], "2026-03-10", "FILED", 2),
    ("renewed, the lapse never seen", HK, [("2025-06-26", AP1, "A"), ("2026-03-09", AP2, "A")], "2026-03-10", "FILED", 2),
    ("the second submission alone", HK, [("2026-03-09", AP2, "A")], "2026-03-10", "FILED", 2),
    ("withdrawn in Hong Kong", HK, [("2026-01-09", AP1, "A"), ("2026-03-09", "Withdrawn application", "W")], "2026-03-10", "WITHDRAWN", 1),
    ("rejected", HK, [("2026-01-09", AP1, "A"), ("2026-03-09", "Rejected application", "RJ")], "2026-03-10", "REJECTED", 1),
    ("returned", HK, [("2026-01-09", AP1, "A"), ("2026-03-02", "Returned application", "R")], "2026-03-10", "RETURNED", 1),
    ("returned and applied again", HK, [("2026-01-09", AP1, "A"), ("2026-02-02", "Returned application", "R"), ("2026-03-02", AP1, "A")], "2026-03-10", "FILED", 2),
    ("a status nobody knows", HK, [("2026-01-09", AP1, "A"), ("2026-03-02", "Inactive application", "QQ")], "2026-03-10", "UNKNOWN", 1),
]  # fmt: skip


@pytest.mark.parametrize(("key", "rows", "day", "stage", "attempt"), [life[1:] for life in LIVES], ids=[life[0] for life in LIVES])
def test_a_life_stands_where_its_documents_say(key: str, rows: list[tuple[str, str, str]], day: str, stage: str, attempt: int) -> None:
    case = cases.fold([event(key, *item) for item in rows], (), now=datetime.fromisoformat(day + "T12:00:00+00:00"))
    assert (case.stage, case.attempt) == (stage, attempt)


@given(st.sampled_from(LIVES), st.integers(0, 10_000))
def test_any_order_and_any_repetition_make_the_same_case(life: tuple[str, str, list[tuple[str, str, str]], str, str, int], seed: int) -> None:
    _, key, rows, day, _, _ = life
    now = datetime.fromisoformat(day + "T12:00:00+00:00")
    straight = cases.fold([event(key, *item) for item in rows], (), now=now)
    dice = random.Random(seed)
    mixed = [event(key, *item, seen=NOW + timedelta(hours=dice.randrange(0, 3) if n else 0)) for n, item in enumerate(rows * 3)]
    mixed = [event(key, *item) for item in rows] + mixed
    dice.shuffle(mixed)
    again = cases.fold(mixed, (), now=now)
    assert (again.stage, again.attempt, again.filed, again.lapses, [e.form for e in again.events]) == (straight.stage, straight.attempt, straight.filed, straight.lapses, [e.form for e in straight.events])


def test_the_clock_of_a_renewal_starts_anew() -> None:
    case = cases.fold([event(HK, "2025-06-26", AP1, "A"), event(HK, "2026-03-09", AP2, "A")], (), now=NOW)
    assert (case.filed, case.lapses) == (date(2026, 3, 9), date(2026, 9, 9))


def test_after_the_end_there_is_no_clock() -> None:
    case = cases.fold([event(HK, "2025-09-09", AP1, "A"), event(HK, "2026-03-09", "Lapsed application", "LP")], (), now=NOW)
    assert case.lapses is None and case.filed == date(2025, 9, 9)


def test_a_new_finance_chief_replaces_the_old_and_other_facts_stay() -> None:
    old = Contact(cfo_name=Fact("Ann Poe", "Ann Poe"), cfo_title=Fact("CFO", "CFO"), phone=Fact("(508) 555-0118", "(508) 555-0118"))
    new = Contact(cfo_name=Fact("Raj Patel", "Raj Patel"))
    filings = [filing(SEC, "2026-03-10", "S-1/A", contact=new), filing(SEC, "2026-03-09", "S-1", contact=old)]
    case = cases.fold([], filings, now=NOW)
    assert case.contact.cfo_name is not None and case.contact.phone is not None
    assert (case.contact.cfo_name.value, case.contact.cfo_title, case.contact.phone.value, case.contact_url) == ("Raj Patel", None, "(508) 555-0118", "https://v.example/S-1/A")


def test_an_amendment_of_exhibits_keeps_the_kind_of_the_document_before_it() -> None:
    case = cases.fold([], [filing(SEC, "2026-03-09", "F-1", "ipo"), filing(SEC, "2026-03-10", "F-1/A", "exhibits_only")], now=NOW)
    assert (case.kind, case.lead_grade) == ("ipo", True)


def test_a_shell_is_followed_but_is_no_lead() -> None:
    facts = {"offer_amount": Fact("$70,500", "$70,500"), "proposed_exchange": Fact("OTC Pink", "OTC Pink")}
    assert cases.fold([], [filing(SEC, "2026-03-09", "S-1", "ipo", facts=facts)], now=NOW).lead_grade is False


def test_names_of_both_scripts_come_together() -> None:
    filings = [filing(HK, "2026-03-09", AP1, issuer="清河股份有限公司", issuer_zh="清河股份有限公司", lang="zh-Hant"), filing(HK, "2026-03-09", AP1, issuer="CLEAR RIVER CO., LTD."), filing(HK, "2026-03-08", AP1, issuer="Clear River Co., Ltd.")]
    case = cases.fold([], filings, now=NOW)
    assert (case.issuer, case.issuer_zh) == ("Clear River Co., Ltd.", "清河股份有限公司")


def test_a_renewal_under_a_new_id_is_the_next_attempt() -> None:
    first = cases.fold([event("HKEX:1", "2025-06-26", AP1, "A"), event("HKEX:1", "2025-12-26", "Lapsed application", "LP")], [filing("HKEX:1", "2025-06-26", AP1, issuer="Egret Holdings Limited")], now=NOW)
    second = cases.fold([event("HKEX:2", "2026-03-09", AP1, "A")], [filing("HKEX:2", "2026-03-09", AP1, issuer="EGRET HOLDINGS LIMITED")], now=NOW)
    other = cases.fold([event("HKEX:3", "2026-03-09", AP1, "A")], [filing("HKEX:3", "2026-03-09", AP1, issuer="Heron Holdings Limited")], now=NOW)
    assert [(case.key, case.attempt) for case in cases.link([second, first, other])] == [("HKEX:2", 2), ("HKEX:1", 1), ("HKEX:3", 1)]


def test_a_case_wants_one_key() -> None:
    with pytest.raises(UsageError, match="one case key"):
        cases.fold([event("SEC:1", "2026-01-01", "S-1"), event("SEC:2", "2026-01-01", "S-1")], (), now=NOW)
    with pytest.raises(UsageError, match="none"):
        cases.fold([], (), now=NOW)


def test_a_window_is_counted_from_the_last_news() -> None:
    case = cases.fold([event(HK, "2026-03-09", AP1, "A")], (), now=NOW)
    assert cases.window(case) == (date(2026, 5, 8), date(2026, 9, 5))
    ended = cases.fold([event(HK, "2026-01-09", AP1, "A"), event(HK, "2026-03-09", "Withdrawn application", "W")], (), now=NOW)
    assert cases.window(ended) is None
