"""Leads, digests, the outbox and the follow-up."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from leadscan.errors import StoreError
from leadscan.store import Store, StoryDocument

from .makers import DAY, NOW, article, correction, digest_of, event, examined, lead, message_of, story_of, told_of, touch

NEXT = date(2026, 3, 11)


def put_edition(store: Store, rm: str = "rm1", day: date = DAY) -> str:
    digest = digest_of(rm, lead(rm), day=day)
    assert store.save_edition(digest, message_of(digest), told_of(digest))
    return message_of(digest).message_id


def test_an_edition_s_leads_take_the_place_of_the_same_rm_s_leads_only(store: Store) -> None:
    store.save_leads(DAY, [lead("rm1"), lead("rm1", "other"), lead("rm2")])
    store.save_leads(DAY, [lead("rm1")])
    assert store.leads(DAY) == [lead("rm1"), lead("rm2")]
    store.save_leads(DAY, [], rms=["rm1"])
    assert store.leads(DAY, rm="rm1") == []
    assert store.leads(DAY, rm="rm2") == [lead("rm2")]


def test_a_lead_keeps_its_status_over_reruns_and_days(store: Store) -> None:
    store.save_leads(DAY, [lead()])
    store.set_lead_status(lead().id, "met")
    store.save_leads(DAY, [lead()])
    store.save_leads(NEXT, [lead(edition=NEXT)])
    assert [one.status for one in store.leads(NEXT)] == ["met"]
    assert store.lead(lead().id) == lead(edition=NEXT, status="met")


def test_without_an_edition_each_lead_comes_once_best_first(store: Store) -> None:
    store.save_leads(DAY, [lead(), lead(matter="weak", score=1.0)])
    store.save_leads(NEXT, [lead(edition=NEXT)])
    assert [(one.edition, one.score) for one in store.leads()] == [(NEXT, 7.5), (DAY, 1.0)]


def test_the_status_of_an_unknown_lead_cannot_be_set(store: Store) -> None:
    with pytest.raises(StoreError, match="nobody: no such lead"):
        store.set_lead_status("nobody", "met")


def test_a_story_names_all_its_tellings_first_copy_first(store: Store) -> None:
    first, copy, alone = article("e1"), article("e2", of="gazette", published=NOW + timedelta(hours=1), also_urls=("https://g.example/x",)), article("e3")
    store.save_documents([copy, first, alone])
    found = examined(copy)
    joined = dataclasses.replace(found, mark=dataclasses.replace(found.mark, story_id=story_of(first)), copy_of=first.id)
    store.save_examined([examined(first), joined, examined(alone)], version="v1")
    assert store.story_documents([story_of(first), "nobody"]) == {
        story_of(first): (
            StoryDocument(first.id, "herald", first.url, (), first.published),
            StoryDocument(copy.id, "gazette", copy.url, ("https://g.example/x",), copy.published),
        )
    }


def test_an_edition_is_written_once(store: Store) -> None:
    store.save_leads(DAY, [lead()])
    put_edition(store)
    before = store.fingerprint()
    other = dataclasses.replace(digest_of("rm1"), subject="Something else")
    assert store.save_edition(other, message_of(other), []) is False
    assert store.fingerprint() == before
    assert store.editions_done(DAY) == {"rm1"}
    assert store.editions_done(NEXT) == set()
    assert store.editions_done(DAY, "flash") == set()


def test_an_edition_is_kept_whole(store: Store) -> None:
    store.save_leads(DAY, [lead()])
    put_edition(store)
    digest = digest_of("rm1", lead())
    assert store.digest("rm1", DAY) == digest
    assert store.digest("rm1", NEXT) is None
    assert store.told("rm1") == told_of(digest)
    assert store.told("rm2") == []
    assert [row.message for row in store.ready()] == [message_of(digest)]
    assert store.leads(DAY)[0].status == "shown"


@pytest.mark.parametrize(("later", "waits"), [((), {"e1", "e2"}), ((14,), {"e1", "e2"}), ((15,), set()), ((3, 16), set()), ((3, 17), set())])
def test_what_had_no_room_is_known_by_document_and_trigger_for_two_weeks_before_the_newest_edition(store: Store, later: tuple[int, ...], waits: set[str]) -> None:
    told, left = (lead("rm1", matter, events=tuple(event(article(name)) for name in names)) for matter, names in (("a", ["e3"]), ("b", ["e1", "e2"])))
    other = lead("rm2", "b", events=(event(article("e4")),))
    store.save_leads(DAY, [told, left, other])
    for made in (dataclasses.replace(digest_of("rm1", told), left=(left.id,)), dataclasses.replace(digest_of("rm2"), left=(other.id,), kind="flash")):
        store.save_edition(made, message_of(made), [])
    assert store.held(DAY) == {}
    for days in later:
        quiet = digest_of("rm1", day=DAY + timedelta(days=days))
        store.save_edition(quiet, message_of(quiet), [])
    assert store.held(DAY + timedelta(days=400)) == ({"rm1": {(article(name).id, "IPO_PLANNED") for name in waits}} if waits else {})


def test_an_edition_that_cannot_be_written_leaves_nothing_behind(store: Store) -> None:
    message = message_of(digest_of("rm1"))
    put_edition(store)
    other = digest_of("rm2")
    with pytest.raises(Exception, match=r"[Cc]onstraint"):
        store.save_edition(other, message, told_of(other))
    assert store.digest("rm2", DAY) is None
    assert store.editions_done(DAY) == {"rm1"}


def test_a_message_is_claimed_once(store: Store) -> None:
    message_id = put_edition(store)
    assert store.claim(message_id, NOW) is True
    assert store.claim(message_id, NOW) is False
    assert (store.ready(), [row.attempts for row in store.in_doubt()]) == ([], [1])


def test_a_sent_message_never_moves_again(store: Store) -> None:
    message_id = put_edition(store)
    store.claim(message_id, NOW)
    assert store.sent(message_id, NOW, "outbox/rm1.eml") is True
    assert [store.claim(message_id, NOW), store.failed(message_id, NOW, "x", permanent=False), store.release(message_id), store.sent(message_id, NOW, "y")] == [False] * 4
    (row,) = store.outbox(DAY)
    assert (row.status, row.attempts, row.claimed_at, row.sent_at, row.place, row.error) == ("sent", 1, NOW, NOW, "outbox/rm1.eml", None)


@pytest.mark.parametrize(("permanent", "status"), [(False, "ready"), (True, "failed")])
def test_a_refused_message_is_tried_again_unless_it_is_refused_for_good(store: Store, permanent: bool, status: str) -> None:
    message_id = put_edition(store)
    store.claim(message_id, NOW)
    assert store.failed(message_id, NOW, "451 later", permanent=permanent) is True
    (row,) = store.outbox()
    assert (row.status, row.error) == (status, "451 later")
    assert store._rows("select failed_at from outbox") == [(NOW,)]


def test_a_message_in_doubt_goes_out_again_only_when_a_person_says_so(store: Store) -> None:
    message_id = put_edition(store)
    store.claim(message_id, NOW)
    assert store.ready() == []
    assert store.release(message_id) is True
    assert store.claim(message_id, NOW) is True
    assert [row.attempts for row in store.in_doubt()] == [2]


def test_messages_come_by_edition_and_rm(store: Store) -> None:
    for rm, day in (("rm2", NEXT), ("rm2", DAY), ("rm1", NEXT)):
        put_edition(store, rm, day)
    assert [(row.message.edition, row.message.rm) for row in store.outbox()] == [(DAY, "rm2"), (NEXT, "rm1"), (NEXT, "rm2")]
    assert [row.message.rm for row in store.outbox(DAY)] == ["rm2"]


def test_touches_and_corrections_come_back_oldest_first(store: Store) -> None:
    early, late = touch("t2", next_at=NOW, next_step="call_back"), touch("t1", at=NOW + timedelta(hours=2), rm="rm2")
    store.add_touch(late)
    store.add_touch(early)
    store.add_correction(correction("c2", at=NOW + timedelta(days=1)))
    store.add_correction(correction("c1", note="wrong firm"))
    assert store.touches() == [early, late]
    assert store.touches(rm="rm2") == [late]
    assert store.touches(lead_id="nobody") == []
    assert store.corrections() == [correction("c1", note="wrong firm"), correction("c2", at=NOW + timedelta(days=1))]
