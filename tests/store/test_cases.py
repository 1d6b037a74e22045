"""What follows listing cases: changes seen, parts of a source asked, filings that another list told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leadscan.store import Store
from leadscan.types import CaseChange, RequestShape
from tests.store.makers import NOW, case, entry, poll, source

CHANGE = CaseChange("SEC:1", "cfo_name", "Ann Poe", "Bea Roe")


def test_a_change_is_kept_with_its_time_and_asked_for_by_time(store: Store) -> None:
    later = NOW + timedelta(days=1)
    assert store.add_case_changes([CHANGE], now=NOW) == 1
    assert store.add_case_changes([replace(CHANGE, old="Bea Roe", new=None)], now=later) == 1
    assert store.case_changes() == [replace(CHANGE, seen_at=NOW), CaseChange("SEC:1", "cfo_name", "Bea Roe", None, later)]
    assert [change.seen_at for change in store.case_changes(NOW)] == [later]


def test_only_a_case_that_may_still_move_is_open(store: Store) -> None:
    store.save_cases([replace(case(), key=f"SEC:{n}", venue="SEC", stage=stage) for n, stage in enumerate(("FILED", "LISTED", "WITHDRAWN", "PAUSED"))])  # type: ignore[arg-type]
    assert (store.open_issuers("SEC"), store.open_issuers("HKEX")) == (["0", "3"], [])


def test_a_part_is_known_by_the_last_time_it_was_read(store: Store) -> None:
    store.save_parts({"index": ["2026-03-09", "2026-03-10"], "other": ["1"]}, now=NOW)
    store.save_parts({"index": ["2026-03-10"]}, now=NOW + timedelta(hours=1))
    assert store.parts(["index"]) == {"index": {"2026-03-09": NOW, "2026-03-10": NOW + timedelta(hours=1)}}


def test_an_entry_is_known_by_the_source_that_told_it_first(store: Store) -> None:
    for name, at in (("late", NOW + timedelta(hours=1)), ("early", NOW)):
        told = replace(entry("0000000007-26-000001"), source_id=name, kind="filing", venue="SEC")
        store.save_poll(replace(poll(told), source=source(name)), now=at)
    assert store.told_by("SEC", ["0000000007-26-000001", "other"]) == {"0000000007-26-000001": "early"}
    assert store.known_entries(["late", "early"], NOW) == {"late": frozenset({"0000000007-26-000001"})}


def test_how_a_source_wants_to_be_asked_comes_back_as_it_was(store: Store) -> None:
    given = replace(source(), request=RequestShape("POST", (("Referer", "https://www.bourse.example/"),), (("page", "0"),)), refreshed="16:00")
    store.put_sources([given], origin="a")
    assert store.sources() == [given]
    assert store.put_sources([given], origin="a").unchanged == 1
