"""What changed since a case was last seen, the intention that came before it, and the cases of one issuer joined."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.errors import UsageError
from leadscan.filings import cases
from leadscan.types import Case, CaseEvent, Contact, Event, Evidence, Fact, Filing
from tests.filings.test_cases import AP1, AP2, HK, NOW, PHIP, SEC, event, filing


def fact(value: str) -> Fact:
    return Fact(value, value)


def facts(*values: str) -> tuple[Fact, ...]:
    return tuple(map(fact, values))


def case(**more: Any) -> Case:
    made = Case(HK, "HKEX", "Egret Holdings Limited", "白鷺控股有限公司", None, "FILED", "ipo", 1, date(2026, 1, 5), date(2026, 7, 5), date(2026, 1, 5), ())
    return replace(made, **more)


# --- changes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "what", "old", "new"),
    [
        ({}, {"stage": "CLEARED"}, "stage", "FILED", "CLEARED"),
        ({}, {"attempt": 2}, "attempt", "1", "2"),
        ({}, {"lapses": date(2026, 12, 1)}, "lapses", "2026-07-05", "2026-12-01"),
        ({}, {"lapses": None}, "lapses", "2026-07-05", None),
        ({"contact": Contact(cfo_name=fact("Ann Poe"))}, {"contact": Contact(cfo_name=fact("Raj Patel"))}, "cfo_name", "Ann Poe", "Raj Patel"),
        ({}, {"contact": Contact(cfo_name=fact("Raj Patel"))}, "cfo_name", None, "Raj Patel"),
        ({"contact": Contact(cfo_name=fact("LIN Wei (林偉)"))}, {"contact": Contact(cfo_name=fact("LIN Wei (林薇)"))}, "cfo_name", "LIN Wei (林偉)", "LIN Wei (林薇)"),
        ({"contact": Contact(sponsors=facts("Kai Securities Limited"))}, {"contact": Contact(sponsors=facts("Pier Capital Limited"))}, "sponsors", "Kai Securities Limited", "Pier Capital Limited"),
        ({"contact": Contact(sponsors=facts("Kai Securities Limited"))}, {"contact": Contact(sponsors=facts("Kai Securities Limited", "Pier Capital Limited"))}, "sponsors", "Kai Securities Limited", "Kai Securities Limited; Pier Capital Limited"),
        ({"offer_amount": fact("$90,000,000")}, {"offer_amount": fact("$120,000,000")}, "offer_amount", "$90,000,000", "$120,000,000"),
        ({"contact": Contact(phone=fact("(508) 555-0118"))}, {"contact": Contact(phone=fact("(508) 555-0199"))}, "phone", "(508) 555-0118", "(508) 555-0199"),
        ({"contact": Contact(auditor=fact("Pell Strath LLP"))}, {"contact": Contact(auditor=fact("Orme & Co. LLP"))}, "auditor", "Pell Strath LLP", "Orme & Co. LLP"),
    ],
)
def test_a_change_is_a_record_of_what_it_was_and_is(before: dict[str, Any], after: dict[str, Any], what: str, old: str | None, new: str | None) -> None:
    found = cases.changes(case(**before), case(**before | after))
    assert [(change.case_key, change.what, change.old, change.new) for change in found] == [(HK, what, old, new)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Contact(cfo_name=fact("RAJ PATEL")), Contact(cfo_name=fact("Raj Patel"))),
        (Contact(cfo_name=fact("Raj Patel")), Contact(cfo_name=fact("Raj K. Patel"))),
        (Contact(cfo_name=fact("Lin Fei")), Contact(cfo_name=fact("LIN Fei (林飛)"))),
        (Contact(cfo_name=fact("LIN Fei (林飛)")), Contact(cfo_name=fact("林飞女士"))),
        (Contact(cfo_name=fact("Lin Fei")), Contact(cfo_name=fact("林飛"))),
        (Contact(sponsors=facts("Kai Securities Limited", "Pier Capital Limited")), Contact(sponsors=facts("PIER CAPITAL LIMITED", "Kai Securities Limited"))),
        (Contact(phone=fact("+852 2555 0118")), Contact(phone=fact("2555-0118"))),
        (Contact(phone=fact("(508) 555-0118")), Contact(phone=fact("+1 508 555 0118"))),
    ],
)
def test_another_printing_of_the_same_is_no_change(before: Contact, after: Contact) -> None:
    assert cases.changes(case(contact=before), case(contact=after)) == ()
    assert cases.changes(case(contact=after), case(contact=before)) == ()


def test_the_same_sum_written_otherwise_is_no_change() -> None:
    assert cases.changes(case(offer_amount=fact("10,000,000 shares at $8.00 to $10.00")), case(offer_amount=fact("$90,000,000"))) == ()


def test_changes_of_two_cases_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(UsageError, match="HKEX:108412 and SEC:7"):
        cases.changes(case(), case(key=SEC))


def test_a_renewal_with_a_new_finance_chief_and_sponsor_is_told_in_full() -> None:
    old = Contact(cfo_name=fact("Ann Poe"), sponsors=facts("Kai Securities Limited"))
    new = Contact(cfo_name=fact("Raj Patel"), sponsors=facts("Pier Capital Limited"))
    first = cases.fold([event(HK, "2025-06-26", AP1, "A")], [filing(HK, "2025-06-26", AP1, contact=old)], now=datetime(2025, 7, 1, tzinfo=UTC))
    both = [filing(HK, "2025-06-26", AP1, contact=old), filing(HK, "2026-03-09", AP2, contact=new)]
    second = cases.fold([event(HK, "2025-06-26", AP1, "A"), event(HK, "2026-03-09", AP2, "A")], both, now=NOW)
    assert [(change.what, change.old, change.new) for change in cases.changes(first, second)] == [
        ("attempt", "1", "2"), ("lapses", "2025-12-26", "2026-09-09"), ("cfo_name", "Ann Poe", "Raj Patel"), ("sponsors", "Kai Securities Limited", "Pier Capital Limited"),
    ]  # fmt: skip


def test_the_amount_of_a_case_is_that_of_its_newest_document_that_prints_one() -> None:
    filings = [filing(SEC, "2026-03-10", "S-1/A"), filing(SEC, "2026-03-09", "S-1", facts={"offer_amount": fact("$90,000,000")}), filing(SEC, "2026-03-01", "S-1", facts={"offer_amount": fact("$70,000,000")})]
    amount = cases.fold([], filings, now=NOW).offer_amount
    assert amount is not None and amount.value == "$90,000,000"


names = st.sampled_from(["Ann Poe", "Raj Patel", "LIN Fei (林飛)", "林飛", "Kai Securities Limited", "渡口證券", "", "((", "中"])
contacts = st.builds(lambda cfo, houses: Contact(cfo_name=fact(cfo) if cfo else None, sponsors=facts(*houses)), names, st.lists(names, max_size=3))


@given(contacts, contacts, st.sampled_from(["FILED", "CLEARED"]))
def test_nothing_changes_from_a_case_to_itself_and_both_ways_tell_the_same_things(one: Contact, other: Contact, stage: str) -> None:
    a, b = case(contact=one), case(contact=other, stage=stage)
    assert cases.changes(a, a) == ()
    there = sorted(((change.what, change.old, change.new) for change in cases.changes(a, b)), key=repr)
    back = sorted(((change.what, change.new, change.old) for change in cases.changes(b, a)), key=repr)
    assert there == back


# --- intention -------------------------------------------------------------------------------------------------------


def news(day: str, *, name: str = "Egret Holdings", key: str | None = None, trigger: str = "IPO_INTENT", stage: str = "planned", role: str = "subject", **said: str) -> Event:
    when = datetime.fromisoformat(f"{day}T02:00:00+00:00")
    proof = Evidence(f"doc-{day}", "paper", f"https://paper.example/{day}", 0, 5, "plans", "en")
    return Event(f"{day}{name}", trigger, stage, "O", key, name, 0, 5, proof, "story", when, when, facts=said, role=role)  # type: ignore[arg-type]  # the test's own words


@pytest.mark.parametrize(
    ("given_events", "first"),
    [
        ([news("2025-10-01")], "2025-10-01"),
        ([news("2025-12-01"), news("2025-10-01")], "2025-10-01"),
        ([news("2025-10-01", name="白鹭控股")], "2025-10-01"),
        ([news("2025-10-01", name="EGRET HOLDINGS LTD.")], "2025-10-01"),
        ([news("2025-10-01", name="the group", key="PRIVATE:egret")], "2025-10-01"),
        ([news("2025-10-01", venue="HKEX")], "2025-10-01"),
        ([news("2025-10-01", venue="the main board")], "2025-10-01"),
        ([news("2023-10-01"), news("2025-11-01")], "2025-11-01"),
        ([news("2025-10-01", venue="Nasdaq")], None),
        ([news("2026-01-05")], None),
        ([news("2026-02-01")], None),
        ([news("2023-10-01")], None),
        ([news("2025-10-01", name="Heron Holdings")], None),
        ([news("2025-10-01", name="")], None),
        ([news("2025-10-01", trigger="EQUITY_RAISE")], None),
        ([news("2025-10-01", stage="failed")], None),
        ([news("2025-10-01", role="counterparty")], None),
        ([], None),
    ],
)
def test_the_news_that_first_told_of_an_intention_is_found(given_events: list[Event], first: str | None) -> None:
    found = cases.intent_of(case(company_key="PRIVATE:egret"), given_events)
    assert (found.event_date.isoformat() if found else None) == first
    if found is not None:
        assert (found.case_key, found.url, found.document_id) == (HK, f"https://paper.example/{first}", f"doc-{first}")


@pytest.mark.parametrize(
    ("key", "rows", "stage", "filed"),
    [
        (HK, [("2026-01-09", AP1, "A"), ("2026-03-02", PHIP, "A")], "CLEARED", "2026-01-09"),
        (SEC, [("2026-01-05", "S-1", "333-1111"), ("2026-02-05", "S-1/A", "333-1111")], "IN_REVIEW", "2026-01-05"),
        ("SSE:9001", [("2026-01-09", "已受理", "1")], "FILED", "2026-01-09"),
    ],
)
def test_an_intention_opens_the_history_and_changes_no_stage(key: str, rows: list[tuple[str, str, str]], stage: str, filed: str) -> None:
    published = [event(key, *row) for row in rows]
    known = replace(cases.fold(published, [filing(key, rows[0][0], rows[0][1], issuer="Egret Holdings Limited")], now=NOW))
    intent = cases.intent_of(known, [news("2025-10-01")])
    assert intent is not None
    for mixed in ([intent, *published], [*published, intent, intent]):
        folded = cases.fold(mixed, (), now=NOW)
        assert (folded.stage, folded.filed and folded.filed.isoformat(), folded.events[0]) == (stage, filed, intent)


@pytest.mark.parametrize("key", [HK, SEC, "SSE:9001", "CSRC:1"])
def test_an_intention_alone_is_preparing(key: str) -> None:
    alone = cases.fold([CaseEvent(key, date(2025, 10, 1), NOW, cases.INTENT, cases.NEWS, "https://paper.example/1")], (), now=NOW)
    assert (alone.stage, alone.filed, alone.lapses) == ("PREPARING", None, None)


# --- cases of one issuer ---------------------------------------------------------------------------------------------


def applicant(key: str, name: str, filed: str | None, stage: str, updated: str, attempt: int = 1, zh: str | None = None) -> Case:
    return case(key=key, issuer=name, issuer_zh=zh, filed=date.fromisoformat(filed) if filed else None, stage=stage, updated=date.fromisoformat(updated), attempt=attempt, lapses=None)


def test_a_third_application_counts_on_from_the_second() -> None:
    three = [
        applicant("HKEX:3", "EGRET HOLDINGS LIMITED", "2026-01-09", "FILED", "2026-01-09"),
        applicant("HKEX:1", "Egret Holdings Limited", "2024-10-01", "LAPSED", "2025-04-01"),
        applicant("HKEX:2", "Egret Holdings Limited", "2025-05-01", "LAPSED", "2025-11-01"),
    ]
    assert [linked.attempt for linked in cases.link(three)] == [3, 1, 2]


def test_names_meet_in_either_script_and_an_unseen_first_application_counts() -> None:
    pair = [applicant("HKEX:1", "白鷺控股有限公司", None, "LAPSED", "2026-01-09", zh="白鷺控股有限公司"), applicant("HKEX:2", "Egret Holdings Limited", "2026-01-09", "FILED", "2026-01-09", zh="白鹭控股有限公司")]
    assert [linked.attempt for linked in cases.link(pair)] == [1, 2]


@pytest.mark.parametrize("stage", ["FILED", "LISTED", "CLEARED"])
def test_what_has_not_ended_is_no_earlier_attempt(stage: str) -> None:
    pair = [applicant("HKEX:1", "Egret Holdings Limited", "2025-10-01", stage, "2025-10-01"), applicant("HKEX:2", "Egret Holdings Limited", "2026-01-09", "FILED", "2026-01-09")]
    assert [linked.attempt for linked in cases.link(pair)] == [1, 1]


@given(st.permutations([0, 1, 2, 3]))
def test_the_order_of_cases_does_not_change_their_attempts(order: list[int]) -> None:
    every = [
        applicant("HKEX:1", "Egret Holdings Limited", "2024-10-01", "LAPSED", "2025-04-01"),
        applicant("HKEX:2", "Egret Holdings Limited", "2025-05-01", "RETURNED", "2025-06-01"),
        applicant("HKEX:3", "Egret Holdings Limited", "2025-07-01", "WITHDRAWN", "2025-11-01"),
        applicant("HKEX:4", "Egret Holdings Limited", "2026-01-09", "FILED", "2026-01-09"),
    ]
    assert {linked.key: linked.attempt for linked in cases.link([every[n] for n in order])} == {"HKEX:1": 1, "HKEX:2": 2, "HKEX:3": 3, "HKEX:4": 4}


def test_five_hundred_cases_are_folded_and_thousands_linked_at_once() -> None:
    events = [[event(f"HKEX:{n}", f"2025-{10 + k % 3:02}-{1 + n % 27:02}", form, "A") for k, form in enumerate((AP1, "OC Announcement – Appointment", PHIP, AP2))] for n in range(500)]
    papers: list[list[Filing]] = [[filing(f"HKEX:{n}", "2025-10-01", AP1, issuer=f"Applicant {n} Limited")] for n in range(500)]
    started = time.process_time()
    folded = [cases.fold(rows, filings, now=NOW) for rows, filings in zip(events, papers, strict=True)]
    assert time.process_time() - started < 1
    many = [replace(folded[n % 500], key=f"HKEX:{n}", issuer=f"Applicant {n % 2500} Limited", stage="LAPSED" if n < 2500 else "FILED", filed=date(2025, 1, 1) + timedelta(days=n % 2500 // 25 + (200 if n >= 2500 else 0)), attempt=1) for n in range(5000)]
    started = time.process_time()
    linked = cases.link(many)
    assert time.process_time() - started < 1
    assert {item.attempt for item in linked[:2500]} == {1} and {item.attempt for item in linked[2500:]} == {2}


def test_a_window_rests_on_the_last_news_and_the_priors_of_the_stage() -> None:
    known = case(stage="IN_REVIEW", updated=date(2026, 3, 9))
    assert cases.basis(known) == (date(2026, 3, 9), 30, 150)
    assert cases.window(known) == (date(2026, 4, 8), date(2026, 8, 6))
    assert cases.basis(case(stage="LAPSED")) is None


@pytest.mark.parametrize(
    ("stage", "least", "most"),
    [("PREPARING", 12 * 30, 18 * 31), ("DRAFT_PUBLIC", 3 * 30, 9 * 30), ("FILED", 2 * 30, 6 * 30), ("IN_REVIEW", 30, 5 * 30), ("HEARING", 30, 3 * 30), ("CLEARED", 0, 8 * 7), ("PRICED", 0, 3)],
)
def test_the_priors_lie_within_the_months_of_the_table(stage: str, least: int, most: int) -> None:
    known = cases.basis(case(stage=stage))
    assert known is not None and least <= known[1] <= known[2] <= most
