"""Cases followed over days: the news before the filing, what changed since last seen, and what an RM is told of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from leadscan import settings, store
from leadscan.filings import reading
from leadscan.filings.kind import Kind
from leadscan.filings.reading import Origin
from leadscan.stages import cases
from leadscan.stages.run import Run
from leadscan.types import CaseEvent, Company, Contact, Fact, Filing, Told
from tests.store.makers import article, event, examined, lead

NOW = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
ISSUER = "Clear River Co., Ltd."


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Run]:
    (tmp_path / "leadscan.toml").write_text("", encoding="utf-8")

    def make(days: int = 0) -> Run:
        now = NOW + timedelta(days=days)
        return Run(settings.load(tmp_path, os.environ), now, slot=now.isoformat())

    return make


def filing(form: str, day: str, cfo: str | None = None, sponsors: tuple[str, ...] = (), key: str = "HKEX:1") -> tuple[Filing, CaseEvent]:
    """A document of the exchange, as reading leaves it in the store."""
    origin = Origin("hkex", f"{form}{day}", "HKEX", form, key, f"https://www1.hkexlist.example/{form}{day}", (), ISSUER, None, date.fromisoformat(day), NOW, "A", "en", NOW)
    contact = Contact(cfo_name=Fact(cfo, cfo) if cfo else None, sponsors=tuple(Fact(name, name) for name in sponsors))
    made = replace(reading.of_row(origin, now=NOW, decided=Kind("ipo", True), contact=contact, facts={}), issuer=ISSUER)
    return made, CaseEvent(key, made.filed, NOW, form, "A", made.url, made.id)


def publish(run: Run, *given: tuple[Filing, CaseEvent]) -> None:
    with store.open_store(run.settings, purpose="test") as db:
        db.save_documents([each for each, _ in given])
        db.add_case_events([each for _, each in given])
    cases.follow_cases(run)


def tell_intent(run: Run, day: datetime, name: str = ISSUER, **more: object) -> None:
    """A paper says that the company means to list."""
    news = replace(article(f"n{day:%m%d}"), published=day, first_seen=day)
    told = event(news, trigger="IPO_INTENT", company_key=None, company_name=name, occurred=day, first_seen=day, facts={}, **more)
    with store.open_store(run.settings, purpose="test") as db:
        db.save_documents([news])
        db.save_examined([examined(news, events=(told,))], version="v")


def test_the_news_of_an_intention_is_the_first_event_of_the_case_that_follows(run: Callable[..., Run]) -> None:
    today = run()
    tell_intent(today, NOW - timedelta(days=200))
    tell_intent(today, NOW - timedelta(days=90))
    publish(today, filing("Application Proof (1st submission)", "2026-03-09"))
    with store.open_store(today.settings, purpose="test") as db:
        case = db.case("HKEX:1")
        once = db.fingerprint()
    assert case is not None
    assert [(each.form, each.raw_status) for each in case.events] == [("Intention to list", "NEWS"), ("Application Proof (1st submission)", "A")]
    assert (case.stage, case.filed, case.events[0].event_date) == ("FILED", date(2026, 3, 9), (NOW - timedelta(days=200)).date() + timedelta(days=1))
    cases.follow_cases(today)
    with store.open_store(today.settings, purpose="test") as db:
        assert db.fingerprint() == once, "to follow again changes nothing"


@pytest.mark.parametrize(
    ("name", "more", "days"),
    [
        ("Clear River Foods Co., Ltd.", {}, 90), (ISSUER, {"stage": "failed"}, 90), (ISSUER, {"role": "counterparty"}, 90), (ISSUER, {}, 900), (ISSUER, {}, -1),
    ],
)  # fmt: skip
def test_other_news_is_no_part_of_the_case(run: Callable[..., Run], name: str, more: dict[str, object], days: int) -> None:
    today = run()
    tell_intent(today, NOW - timedelta(days=days), name, **more)
    publish(today, filing("Application Proof (1st submission)", "2026-03-09"))
    with store.open_store(today.settings, purpose="test") as db:
        case = db.case("HKEX:1")
        assert case is not None and [each.raw_status for each in case.events] == ["A"]


def test_what_changed_since_a_case_was_last_seen_is_a_record(run: Callable[..., Run]) -> None:
    publish(run(), filing("Application Proof (1st submission)", "2026-03-09", "Ann Poe", ("Cedar Capital Limited",)))
    publish(run(1), filing("PHIP", "2026-03-11", "Bea Roe", ("Cedar Capital Limited", "Quay Capital Limited")))
    publish(run(2))
    with store.open_store(run(2).settings, purpose="test") as db:
        found = db.case_changes()
    assert {(change.what, change.old, change.new) for change in found} == {
        ("stage", "FILED", "CLEARED"), ("cfo_name", "Ann Poe", "Bea Roe"), ("sponsors", "Cedar Capital Limited", "Cedar Capital Limited; Quay Capital Limited"),
    }  # fmt: skip
    assert {change.seen_at for change in found} == {NOW + timedelta(days=1)}


def test_an_rm_who_was_told_of_a_listing_is_told_what_moved_in_it_since(run: Callable[..., Run]) -> None:
    publish(run(), filing("Application Proof (1st submission)", "2026-03-09", "Ann Poe"))
    publish(run(1), filing("PHIP", "2026-03-11", "Bea Roe"))
    first, second = date(2026, 3, 11), date(2026, 3, 12)
    told = Told("rm1", "HKEX-APP:1|IPO_FILED", first, "filed", {}, ())
    about = replace(lead(matter="HKEX-APP:1|IPO_PROGRESS"), trigger="IPO_PROGRESS", company_key="HKEX-APP:1")
    with store.open_store(run(1).settings, purpose="test") as db:
        moved = cases.moves(db, [told], second)
        assert moved(about) == "case FILED -> CLEARED; cfo Ann Poe -> Bea Roe"
        assert moved(replace(about, trigger="DEBT_NEW")) is None
        assert cases.moves(db, [], second)(about) is None, "nobody told this RM of the listing before"
        assert cases.moves(db, [replace(told, edition=second)], date(2026, 3, 13))(about) is None, "that was known when it was told"


def test_an_issuer_of_the_register_is_not_enrolled_again(run: Callable[..., Run]) -> None:
    with store.open_store(run().settings, purpose="test") as db:
        db.put_companies([Company("PRIVATE:9", "PRIVATE", "9", name_en="Clear River Company Limited")], origin="test")
    publish(run(), filing("Application Proof (1st submission)", "2026-03-09"))
    with store.open_store(run().settings, purpose="test") as db:
        case = db.case("HKEX:1")
        assert case is not None and case.company_key == "PRIVATE:9"
        assert [company.key for company in db.companies()] == ["PRIVATE:9"]
