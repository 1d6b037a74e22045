"""Collecting and reading: what is due, what is new, what is tried again."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from leadscan.store import Store
from leadscan.types import ParsedFeed, Poll, Reading

from .makers import LATER, NOW, SLOT, article, case_event, entry, failed_poll, filing, health, poll, read, response, source


@pytest.fixture(autouse=True)
def desk(store: Store) -> None:
    store.put_sources([source("herald"), source("hkex"), source("off", enabled=False)], origin="sources.toml")


def due(store: Store, slot: str) -> list[str]:
    return [task.source.id for task in store.due(slot)]


def titles(store: Store, slot: str = SLOT) -> list[str]:
    return [task.entry.title for task in store.to_read(slot)]


def test_a_source_is_due_until_its_poll_of_the_slot_is_good(store: Store) -> None:
    assert due(store, SLOT) == ["herald", "hkex"]
    store.save_poll(failed_poll(), now=NOW)
    assert due(store, SLOT) == ["herald", "hkex"]
    store.save_poll(poll(entry()), now=NOW)
    assert due(store, SLOT) == ["hkex"]
    assert due(store, LATER) == ["herald", "hkex"]


def test_a_task_carries_what_the_last_good_answer_left(store: Store) -> None:
    store.save_poll(poll(entry(), validators=('"v1"', "Mon, 09 Mar 2026 23:00:00 GMT")), now=NOW)
    task = store.due(LATER)[0]
    assert (task.etag, task.last_modified, task.body_sha256, task.polls) == ('"v1"', "Mon, 09 Mar 2026 23:00:00 GMT", response().sha256, 1)
    assert task.health == health(new_entries=1)


WRONG = response(b"<html>")


@pytest.mark.parametrize(
    ("bad", "etag"),
    [
        (failed_poll(slot=LATER), '"v1"'),
        (poll(slot=LATER, response=None, error="timed out", parsed=None, health=health(state="failing")), '"v1"'),
        (poll(slot=LATER, response=WRONG, parsed=ParsedFeed("", (), "invalid"), health=health(state="invalid"), validators=(None, None)), None),
        (poll(entry("e2"), slot=LATER, response=response(b"<rss", truncated=True), health=health(state="degraded"), validators=(None, None)), None),
        (poll(slot=LATER, response=WRONG, parsed=None, health=health(state="quarantined"), validators=('"v2"', None)), None),
    ],
    ids=["500", "timeout", "html", "cut", "a defect of ours"],
)
def test_only_a_body_that_was_read_whole_and_well_is_remembered(store: Store, bad: Poll, etag: str | None) -> None:
    store.save_poll(poll(entry()), now=NOW)
    store.save_poll(bad, now=NOW)
    task = store.due("2026-03-12")[0]
    assert (task.etag, task.body_sha256) == (etag, response().sha256)


def test_a_304_keeps_what_was_known(store: Store) -> None:
    store.save_poll(poll(entry()), now=NOW)
    unchanged = poll(slot=LATER, response=response(b"", status=304, sha256=""), parsed=None, health=health(state="unchanged"))
    assert store.save_poll(unchanged, now=NOW) == 0
    task = store.due("2026-03-12")[0]
    assert (task.etag, task.body_sha256, task.polls) == ('"v1"', response().sha256, 2)


def test_a_second_failure_in_one_slot_is_judged_from_the_same_start(store: Store) -> None:
    store.save_poll(failed_poll(slot=SLOT, failures=1), now=NOW)
    store.save_poll(failed_poll(slot=LATER, failures=2), now=NOW)
    task = store.due(LATER)[0]
    assert (task.health.failures, task.polls) == (1, 1)
    assert store.due("2026-03-12")[0].health.failures == 2


def test_a_poll_saved_twice_counts_its_new_entries_once_and_the_same(store: Store) -> None:
    assert store.save_poll(poll(entry("e1"), entry("e2")), now=NOW) == 2
    before = store.fingerprint()
    assert store.save_poll(poll(entry("e1"), entry("e2")), now=NOW) == 2
    assert store.fingerprint() == before
    assert store.save_poll(poll(entry("e1"), entry("e3"), slot=LATER), now=NOW) == 1
    assert [one.new_entries for one in store.health()] == [1]


def test_a_source_that_fails_again_in_one_slot_leaves_the_tables_as_they_were(store: Store) -> None:
    store.save_poll(failed_poll(), now=NOW)
    before = store.fingerprint()
    store.save_poll(failed_poll(), now=NOW + timedelta(hours=1))
    assert store.fingerprint() == before


def test_an_edited_entry_is_read_again_and_its_versions_are_kept(store: Store) -> None:
    store.save_poll(poll(entry()), now=NOW)
    store.save_readings([read(article())], slot=SLOT, now=NOW)
    assert titles(store) == []
    store.save_poll(poll(entry(title="Harbour Looms drops its plan"), slot=LATER), now=NOW)
    assert titles(store, LATER) == ["Harbour Looms drops its plan"]
    assert store.stats()["entry_versions"] == 1
    assert store.save_readings([read(article(title="Harbour Looms drops its plan"))], slot=LATER, now=NOW) == 1
    assert store.document(article().id) == article(title="Harbour Looms drops its plan", version=2)
    assert store.entry_counts() == {"read": 1}


@pytest.mark.parametrize(
    ("second", "count"),
    [
        (entry("e9", title="Same", summary="Same words", url="https://herald.example/other"), 1),
        (entry("e9", title="Same", summary="Other words"), 2),
        (entry("e9", title="Same", summary="Same words", published=NOW + timedelta(days=8)), 2),
        (entry("e9", title="Same", summary="Same words", kind="filing"), 2),
    ],
    ids=["same words, new id", "other summary", "a week later", "a filing"],
)
def test_an_entry_under_a_new_id_is_the_same_entry_where_its_words_are(store: Store, second: object, count: int) -> None:
    first = entry("e1", title="Same", summary="Same words")
    assert store.save_poll(poll(first), now=NOW) == 1
    store.save_poll(poll(second, slot=LATER), now=NOW)
    assert store.stats()["entries"] == count
    store.save_poll(poll(second, slot="2026-03-30"), now=NOW + timedelta(days=20))
    assert store.stats()["entries"] == count


def test_a_headline_that_repeats_without_a_summary_is_two_entries(store: Store) -> None:
    daily = [entry(name, title="Stocks close higher", summary="") for name in ("mon", "tue")]
    assert store.save_poll(poll(*daily), now=NOW) == 2


def test_two_ids_for_one_item_in_one_answer_are_one_entry(store: Store) -> None:
    assert store.save_poll(poll(entry("a", title="One", summary="x"), entry("b", title="One", summary="x")), now=NOW) == 1
    assert [task.entry.id for task in store.to_read(SLOT)] == ["a"]


def test_a_filing_whose_status_changed_in_the_list_is_read_again(store: Store) -> None:
    row = entry("f1", of="hkex", kind="filing", venue="HKEX", facts={"form": "AP", "raw_status": "Active"})
    store.save_poll(poll(row, of="hkex"), now=NOW)
    store.save_readings([read(filing(), case_event())], slot=SLOT, now=NOW)
    lapsed = dataclasses.replace(row, facts={"form": "AP", "raw_status": "Lapsed"})
    store.save_poll(poll(lapsed, of="hkex", slot=LATER), now=NOW)
    assert [task.entry for task in store.to_read(LATER)] == [lapsed]


def test_a_page_that_fails_is_tried_in_three_slots_and_once_in_each(store: Store) -> None:
    store.save_poll(poll(entry()), now=NOW)
    tries = []
    for slot in ("2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13"):
        tasks = store.to_read(slot)
        tries.append([task.attempts for task in tasks])
        for _ in range(2):
            store.save_readings([Reading("herald", "e1", "unread", "HTTP 503")] if tasks else [], slot=slot, now=NOW)
        assert store.to_read(slot) == []
    assert tries == [[0], [1], [2], []]
    assert store.entry_counts() == {"unread": 1}


def test_what_can_never_be_read_is_put_aside_with_its_reason(store: Store) -> None:
    store.save_poll(poll(entry(), parsed=ParsedFeed("Herald", (entry(),), "degraded", refused=(("<item>x", "no title"),))), now=NOW)
    store.save_readings([Reading("herald", "e1", "quarantined", "encrypted PDF")], slot=SLOT, now=NOW)
    assert {(one.source_id, one.entry_id, one.piece, one.reason, one.slot) for one in store.quarantine()} == {
        ("herald", None, "<item>x", "no title", SLOT),
        ("herald", "e1", "", "encrypted PDF", SLOT),
    }
    assert store.entry_counts() == {"quarantined": 1}


def test_entries_of_a_source_that_left_the_desk_are_not_read(store: Store) -> None:
    store.save_poll(poll(entry()), now=NOW)
    store.put_sources([source("hkex")], origin="sources.toml", replace=True)
    assert store.to_read(SLOT) == []
    assert store.health() == []


def test_no_more_tasks_are_given_than_asked_for(store: Store) -> None:
    store.save_poll(poll(*(entry(f"e{n}") for n in range(5))), now=NOW)
    assert [task.entry.id for task in store.to_read(SLOT, limit=2)] == ["e0", "e1"]


@pytest.mark.parametrize("year", [1, 9999])
def test_a_date_at_the_end_of_the_calendar_does_not_cost_the_poll(store: Store, year: int) -> None:
    from datetime import datetime, timezone

    wild = entry(published=datetime(year, 1, 1, tzinfo=timezone(timedelta(hours=8))))
    assert store.save_poll(poll(wild), now=NOW) == 1
    assert [task.entry.published for task in store.to_read(SLOT)] == [wild.published]


def test_a_task_knows_when_its_source_was_polled_how_much_is_new_and_where_it_moved(store: Store) -> None:
    store.put_sources([source()], origin="a")
    for number in range(4):
        at = NOW + timedelta(days=number)
        store.save_poll(poll(*(entry(f"{number}-{n}") for n in range(3)), slot=f"s{number}", moved=f"https://new.example/{max(number, 2)}"), now=at)
    task = store.due("s9")[0]
    assert (task.polls, task.polled_at, task.new_a_day) == (4, NOW + timedelta(days=3), 3.0)
    assert task.moved == ("https://new.example/3", "https://new.example/2", "https://new.example/2")
