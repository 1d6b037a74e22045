"""The bundled sample's two days, told as a banker would: what each RM must and must not read."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from leadscan import settings, store
from leadscan.digests import twin
from leadscan.types import Digest
from tests.desks import DAYS

FIRST, SECOND = DAYS


def digest_of(desk: Path, rm: str, day: date) -> Digest:
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        found = db.digest(rm, day)
    assert found is not None
    return found


def told(digest: Digest) -> set[tuple[str, str]]:
    """(English name or as told, trigger) of every item, every trigger of an item."""
    return {(name, trigger) for item in digest.items for name in (item.names or (item.company_name,)) for trigger in item.triggers}


@pytest.mark.parametrize(
    ("rm", "day", "company", "trigger"),
    [
        ("tom.reeves", FIRST, "Larkspur Robotics Co., Ltd.", "IPO_FILED"),
        ("tom.reeves", FIRST, "Moonbridge Biologics Inc.", "IPO_PROGRESS"),
        ("tom.reeves", FIRST, "Ironwood Solar Holdings Limited", "DEBT_MATURING"),
        ("mei.lam", FIRST, "Tern Point Noodles Group Limited", "IPO_INTENT"),
        ("mei.lam", FIRST, "Heron Lane Jewellery Holdings Limited", "CASH_RICH"),
        ("mei.lam", FIRST, "Blue Plover Pictures Group Limited", "IPO_FILED"),
        ("lin.hao", FIRST, "Stonecrop Engineering Holdings Limited", "CONTRACT_WIN"),
        ("lin.hao", FIRST, "Cinder Cove Logistics Holdings Limited", "IPO_FILED"),
        ("lin.hao", FIRST, "Quillfish Metals Trading (Hong Kong) Limited", "INTEGRITY"),
        ("lin.hao", SECOND, "Stonecrop Engineering Holdings Limited", "CONTRACT_WIN"),
        ("lin.hao", SECOND, "Fennel Freight Limited", "CAPEX_PLANT"),
        ("tom.reeves", SECOND, "Moonbridge Biologics Inc.", "IPO_PROGRESS"),
    ],
)
def test_what_an_rm_must_read_is_in_the_email(two_days: Path, rm: str, day: date, company: str, trigger: str) -> None:
    assert (company, trigger) in told(digest_of(two_days, rm, day))


def test_a_corrected_amount_is_told_again_and_named(two_days: Path) -> None:
    items = [item for item in digest_of(two_days, "lin.hao", SECOND).items if item.company_key == "HKEX:03944"]
    assert len(items) == 1
    before, arrow, after = str(items[0].changed).replace(" ", "").partition("->")
    assert arrow
    assert "820m" in before or "8.2" in before
    assert "980m" in after or "9.8" in after


def test_what_was_told_yesterday_is_not_told_again(two_days: Path) -> None:
    assert not {"PRIVATE:P101"} & {item.company_key for item in digest_of(two_days, "mei.lam", SECOND).items}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("rm", ["mei.lam", "tom.reeves", "lin.hao", "ada.kwok"])
def test_no_email_holds_gossip_sport_tips_or_weather(two_days: Path, rm: str, day: date) -> None:
    urls = " ".join(url for item in digest_of(two_days, rm, day).items for url in item.urls)
    for path in ("/e/2002", "/e/2003", "/s/2101", "/r/2201", "/l/2301", "/article/5107", "/pr/260512-03", "/life/"):
        assert path not in urls


def test_a_denied_listing_is_no_listing(two_days: Path) -> None:
    for day in DAYS:
        assert not any(item.company_key == "PRIVATE:P110" and any(t.startswith("IPO_") for t in item.triggers) for item in digest_of(two_days, "mei.lam", day).items)


def test_a_company_under_a_risk_is_never_a_call(two_days: Path) -> None:
    for rm in ("mei.lam", "tom.reeves", "lin.hao", "ada.kwok"):
        for day in DAYS:
            for item in digest_of(two_days, rm, day).items:
                if item.company_key in ("PRIVATE:P106", "HKEX:03955"):
                    assert item.outreach is None and item.section == "watch"


def test_the_quiet_rm_gets_an_email_that_says_so_and_names_the_failing_source(two_days: Path) -> None:
    digest = digest_of(two_days, "ada.kwok", FIRST)
    assert digest.quiet and not digest.items
    assert {health.source_id: health.state for health in digest.health}["ferry-observer"] == "failing"
    assert "Ferry Observer" in digest.health_line


def test_a_source_that_stood_still_is_stale(two_days: Path) -> None:
    states = {source["source"]: source["state"] for source in twin.data(digest_of(two_days, "ada.kwok", FIRST))["sources"]}
    assert states["old-quay"] == "stale"


def test_the_filings_chief_finance_officer_is_printed_with_the_words_that_prove_it(two_days: Path) -> None:
    item = next(item for item in digest_of(two_days, "tom.reeves", FIRST).items if item.company_key == "PRIVATE:P102")
    assert item.contact is not None and item.contact.cfo_name is not None
    assert "FANG Zhiwei" in item.contact.cfo_name.value
    assert item.contact.cfo_name.quote
    assert item.contact.phone is None
    assert item.contact.principal_bankers[0].value.startswith("Amberwick Bank")


def test_a_telephone_that_the_filing_does_not_print_is_said_to_be_missing(two_days: Path) -> None:
    from leadscan.digests import render

    given = settings.load(two_days, os.environ)
    told_first = digest_of(two_days, "tom.reeves", FIRST)
    message = render.message(told_first, settings=given, now=two_days_clock())
    assert "Phone: not in the filing: look up the switchboard" in message.text
    assert "not in the filing: look up the switchboard" in message.html
    printed = render.message(digest_of(two_days, "lin.hao", FIRST), settings=given, now=two_days_clock())
    assert "+852 5550 0182" in printed.text


def two_days_clock() -> datetime:
    return datetime(2026, 5, 12, 7, 30, tzinfo=UTC)
