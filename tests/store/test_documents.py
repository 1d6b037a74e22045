"""Documents, cases and examinations."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from leadscan.errors import StoreError
from leadscan.store import Store
from leadscan.types import Contact, Fact

from .makers import DAY, NOW, article, case, case_event, examined, filing

TOLD = Contact(cfo_name=Fact("Ada Chan", "Ms. Ada Chan, our chief financial officer", 12, 4711), sponsors=(Fact("Example Capital", "Sole Sponsor", 1),))


def test_documents_come_back_in_the_order_asked_for(store: Store) -> None:
    one, two = article("e1"), filing("f1", contact=TOLD, facts={"sic": Fact("2200", "2200")}, pages=(0, 900), unread=("page 3: a picture",))
    assert store.save_documents([one, two]) == 2
    assert store.documents([two.id, "nobody", one.id]) == [two, one]
    assert store.document("nobody") is None


def test_a_document_saved_again_is_not_examined_again_but_an_edit_is(store: Store) -> None:
    store.save_documents([article()])
    store.save_examined([examined(article())], version="v1")
    later = article(first_seen=NOW + timedelta(days=1))
    assert store.save_documents([later]) == 0
    assert store.to_examine("v1") == []
    assert store.save_documents([dataclasses.replace(later, text="Harbour Looms said something else.")]) == 1
    assert store.to_examine("v1") == [article(text="Harbour Looms said something else.", version=2)]


def test_an_edited_document_tells_no_events_until_it_is_examined_again(store: Store) -> None:
    store.save_documents([article()])
    store.save_examined([examined(article())], version="v1")
    assert len(store.events(NOW)) == 1
    edit = article(text="No plan after all.")
    store.save_documents([edit])
    assert store.events(NOW) == []
    store.save_examined([examined(edit, mentions=1, events=())], version="v1")
    assert store.events(NOW) == []
    assert (len(store.mentions(edit.id)), len(store.people(edit.id))) == (1, 1)


def test_documents_to_examine_are_given_oldest_first_and_for_each_version_once(store: Store) -> None:
    documents = [article(f"e{n}", published=NOW - timedelta(hours=n)) for n in range(4)]
    store.save_documents(documents)
    assert store.to_examine("v1", limit=3) == documents[:0:-1]
    store.save_examined([examined(document) for document in documents[1:]], version="v1")
    assert store.to_examine("v1") == documents[:1]
    assert len(store.to_examine("v2")) == 4


def test_a_new_version_of_the_examination_may_leave_old_documents_alone(store: Store) -> None:
    old, new = article("e1", first_seen=NOW - timedelta(days=60)), article("e2")
    store.save_documents([old, new])
    assert store.to_examine("v2", since=NOW - timedelta(days=30)) == [new]


def test_mentions_people_and_marks_come_back_as_they_were(store: Store) -> None:
    found = examined(article(), mentions=5, copy_of="other", sectors=("textiles", "retail"))
    store.save_documents([article()])
    store.save_examined([found], version="v1")
    assert tuple(store.mentions(article().id)) == found.mentions
    assert tuple(store.people(article().id)) == found.people
    assert tuple(store.events(NOW)) == found.events
    assert store.story_marks(NOW) == [found.mark]
    assert store.story_marks(NOW + timedelta(seconds=1)) == []


def test_what_is_not_in_the_store_cannot_be_examined(store: Store) -> None:
    store.save_documents([article("e1")])
    with pytest.raises(StoreError, match=r"examined but not in the store"):
        store.save_examined([examined(article("e1")), examined(article("e2"))], version="v1")
    assert store.stats()["mentions"] == 0


def test_a_case_event_is_kept_once_with_the_first_time_it_was_seen(store: Store) -> None:
    first = case_event("AP", document_id="d1")
    assert store.add_case_events([first, case_event("PHIP"), case_event("AP", case_key="HKEX:9")]) == 3
    assert store.add_case_events([dataclasses.replace(first, seen_at=NOW + timedelta(days=2), document_id=None)]) == 0
    assert store.case_events("HKEX:108123") == [first, case_event("PHIP")]
    assert len(store.case_events()) == 3


def test_a_case_saved_again_takes_the_place_of_the_old(store: Store) -> None:
    store.save_cases([case(), case(key="SEC:1", venue="SEC")])
    store.save_cases([case(stage="HEARING", contact=TOLD, updated=DAY)])
    assert store.cases() == [case(stage="HEARING", contact=TOLD), case(key="SEC:1", venue="SEC")]
    assert store.case("HKEX:108123") == case(stage="HEARING", contact=TOLD)
    assert store.case("HKEX:0") is None
