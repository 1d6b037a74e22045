"""Real recorded input over real HTTP: feeds, article pages, EDGAR and HKEX answers go through the same morning."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from leadscan import pipeline, settings, store
from leadscan.desk import write
from leadscan.stages import takein
from leadscan.stages.run import HONG_KONG, morning_run
from leadscan.store import publish, query
from tests.morning.recorded_server import serving

LISTS = ("hk_listed.csv", "a_share_listed.csv", "us_sec_tickers.csv.gz", "hk_banks.csv", "aliases_public_index.csv", "same_issuer.csv", "watchlist_sample.csv")
WATCHLIST = {"rm": "desk.tester", "email": "desk.tester@bank.example", "sectors": ["banks", "property_developers", "pharma_biotech", "software_internet"]}


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> settings.Settings:
    """A desk after one morning over all recorded input, the window wide open since the recordings are years old."""
    folder = tmp_path_factory.mktemp("real")
    desk = folder / "desk"
    write(desk)
    environment = {**os.environ, "LEADSCAN_WEB_ALLOW": "127.0.0.1", "LEADSCAN_WEB_PAUSE": "0", "LEADSCAN_MORNING_WINDOW_DAYS": "10000"}
    given = settings.load(desk, environment)
    (folder / "watchlists.jsonl").write_text(json.dumps(WATCHLIST) + "\n", encoding="utf-8")
    for name in LISTS:
        assert takein.take_in(given, "companies", shared / "data" / "universe" / name).refused == ()
    takein.take_in(given, "watchlists", folder / "watchlists.jsonl")
    with serving(shared) as recording:
        (folder / "sources.jsonl").write_text("".join(json.dumps(row) + "\n" for row in recording.sources()), encoding="utf-8")
        takein.take_in(given, "sources", folder / "sources.jsonl")
        reports = pipeline.morning(morning_run(given, datetime(2026, 11, 24, 7, 30, tzinfo=HONG_KONG)))
    for report in reports:
        print(report.stage, report.seconds, report.counts, report.notes)
        print("\n".join(f"  {failure}" for failure in report.failures))
    publish(given, now=datetime(2026, 11, 24, 8, 0, tzinfo=HONG_KONG))
    return given


def count(given: settings.Settings, sql: str) -> int:
    return int(query(given, sql)[1][0][0])


@pytest.mark.shared
@pytest.mark.timeout(600)
def test_real_input_is_in_the_tables_that_research_staff_ask(real: settings.Settings) -> None:
    with store.open_store(real, purpose="test") as db:
        stats = db.stats()
        states = {health.source_id: health.state for health in db.health()}
    print(stats)
    assert stats["entries"] > 2800
    assert count(real, "select count(*) from articles") > 2400
    assert count(real, "select count(*) from articles where body_source = 'page'") >= 265
    assert count(real, "select count(*) from cases") >= 20
    assert count(real, "select count(*) from mentions where company_key is not null") > 300
    assert sum(state in ("ok", "stale", "degraded") for state in states.values()) >= 170
    assert "quarantined" not in states.values(), "no source fell to a defect of ours"
    assert states["edgar-count100-start5100-empty"] == "empty", "the page that EDGAR gives past the end of its list"


@pytest.mark.shared
def test_the_application_proof_of_490_pages_names_its_finance_chief_with_page(real: settings.Settings) -> None:
    with store.open_store(real, purpose="test") as db:
        case = db.case("HKEX:900001")
    assert case is not None
    assert case.contact.cfo_name is not None
    assert "YANG Yi" in case.contact.cfo_name.value
    assert case.contact.cfo_name.page == 240
    assert case.contact.phone is None
    assert len(case.contact.principal_bankers) == 2


@pytest.mark.shared
def test_the_snapshot_refuses_to_write_or_to_read_files(real: settings.Settings) -> None:
    from leadscan.errors import LeadscanError

    for sql in ("delete from articles", "select * from read_csv('/etc/passwd')", "copy articles to '/tmp/x.csv'", "attach '/tmp/y.duckdb'"):
        with pytest.raises(LeadscanError):
            query(real, sql)
