"""Stories that are told in other words."""

from __future__ import annotations

from datetime import timedelta

from leadscan.store import Store

from .makers import NOW, article, event, examined, story_of

FIRST, SECOND, BARE = article("e1"), article("e2"), article("e3")


def test_examined_documents_wait_to_be_merged_and_are_merged_once(store: Store) -> None:
    store.save_documents([FIRST, SECOND])
    store.save_examined([examined(FIRST), examined(SECOND)], version="v1")
    assert store.unmerged(NOW) == 2
    assert store.save_stories({FIRST.id: story_of(FIRST), SECOND.id: story_of(FIRST)}) == 1
    assert store.unmerged(NOW) == 0
    assert {mark.document_id: mark.story_id for mark in store.story_marks(NOW)} == {FIRST.id: story_of(FIRST), SECOND.id: story_of(FIRST)}


def test_the_events_of_a_merged_document_belong_to_its_story(store: Store) -> None:
    store.save_documents([FIRST, SECOND])
    store.save_examined([examined(FIRST), examined(SECOND)], version="v1")
    store.save_stories({SECOND.id: "other"})
    assert {one.evidence.document_id: one.story_id for one in store.events(NOW)} == {FIRST.id: story_of(FIRST), SECOND.id: "other"}
    assert set(store.story_documents(["other"])) == {"other"}


def test_rows_carry_events_and_the_companies_of_the_headline(store: Store) -> None:
    store.save_documents([FIRST, BARE])
    store.save_examined([examined(FIRST), examined(BARE, mentions=0, events=())], version="v1")
    rows = {row.document_id: row for row in store.story_rows(NOW)}
    assert rows[FIRST.id].events == (event(FIRST),)
    assert rows[FIRST.id].companies == ("HKEX:00001",)
    assert rows[BARE.id].companies == rows[BARE.id].events == ()


def test_merged_documents_that_say_nothing_are_not_read_again_and_old_ones_neither(store: Store) -> None:
    store.save_documents([FIRST, BARE])
    store.save_examined([examined(FIRST), examined(BARE, mentions=0, events=())], version="v1")
    store.save_stories({FIRST.id: story_of(FIRST), BARE.id: story_of(BARE)})
    assert [row.document_id for row in store.story_rows(NOW)] == [FIRST.id]
    assert store.story_rows(NOW + timedelta(seconds=1)) == []


def test_a_document_examined_again_waits_again(store: Store) -> None:
    store.save_documents([FIRST])
    store.save_examined([examined(FIRST)], version="v1")
    store.save_stories({FIRST.id: "other"})
    store.save_examined([examined(FIRST)], version="v2")
    assert store.unmerged(NOW) == 1
