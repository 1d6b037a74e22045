"""What is old is cleared, what is young or still needed stays."""

from __future__ import annotations

import dataclasses
import os
from datetime import timedelta

import pytest

from leadscan.settings import Retention, Settings
from leadscan.store import open_store, retain
from leadscan.types import Contact, Fact

from .makers import DAY, NOW, SLOT, article, case, digest_of, entry, event, examined, filing, lead, message_of, poll, read, source, told_of, touch

CONTACT = Contact(cfo_name=Fact("Ada Chan", "q"), phone=Fact("2000 0000", "Tel"))
OLD = NOW - timedelta(days=100)
KEPT = Retention(text_days=50, touch_days=50, personal_days=50, archive_days=50)


@pytest.fixture
def desk(settings: Settings) -> Settings:
    """A desk with something old and something young of everything."""
    old, young = article("old", first_seen=OLD, published=OLD), article("young")
    told = event(old, facts={"person": "Ada Chan", "amount": "HK$1bn"}, first_seen=OLD)
    with open_store(settings, purpose="test") as store:
        store.put_sources([source(), source("hkex")], origin="x", replace=True)
        store.save_poll(poll(entry("old", published=OLD), slot="2025-11-29"), now=OLD)
        store.save_poll(poll(entry("young")), now=NOW)
        store.save_readings([read(old), read(young)], slot=SLOT, now=NOW)
        store.save_documents([filing("over", first_seen=OLD, case_key="HKEX:1", contact=CONTACT), filing("open", first_seen=OLD, case_key="HKEX:2", contact=CONTACT)])
        store.save_cases([case(key="HKEX:1", stage="LAPSED", contact=CONTACT, updated=OLD.date()), case(key="HKEX:2", stage="FILED", contact=CONTACT, updated=OLD.date())])
        store.save_examined([dataclasses.replace(examined(old), events=(told,)), examined(young)], version="v1")
        day = OLD.date()
        one = lead(events=(told,), edition=day)
        store.save_leads(day, [one])
        digest = digest_of("rm1", one, day=day)
        store.save_edition(digest, message_of(digest), told_of(digest))
        store.save_leads(DAY, [lead("rm2")])
        store.add_touch(touch("old", at=OLD))
        store.add_touch(touch("young"))
    for name, when in (("old", OLD), ("young", NOW)):
        path = settings.desk / "archive" / "ab" / f"{name}.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        os.utime(path, (when.timestamp(), when.timestamp()))
    return dataclasses.replace(settings, retention=KEPT)


def test_what_is_old_goes_and_what_is_young_stays(desk: Settings) -> None:
    counts = retain(desk, NOW)
    assert (counts["texts"], counts["touches"], counts["archived"]) == (1, 1, 1)
    with open_store(desk, purpose="test") as store:
        texts = dict(store._rows("select entry_id, text <> '' from documents where kind = 'article'"))
        assert texts == {"old": False, "young": True}
        assert store._rows("select title, head from documents where entry_id = 'old'") == [("Harbour Looms plans old", "harbour looms plans old")]
        assert dict(store._rows("select entry_id, record ->> '$.summary' from entries")) == {"old": "", "young": "Summary of young"}
        assert [one.id for one in store.touches()] == ["young"]
        assert store.people(article("old").id) == []
        assert len(store.people(article("young").id)) == 1
        assert len(store.mentions(article("old").id)) == 2
    assert [path.name for path in (desk.desk / "archive" / "ab").iterdir()] == ["young.gz"]


def test_persons_of_what_is_over_go_and_of_an_open_case_stay(desk: Settings) -> None:
    retain(desk, NOW)
    with open_store(desk, purpose="test") as store:
        assert {one.key: one.contact.cfo_name is not None for one in store.cases()} == {"HKEX:1": False, "HKEX:2": True}
        assert {one.case_key: (one.contact.cfo_name is not None, one.contact.phone is not None) for one in store.filings()} == {"HKEX:1": (False, True), "HKEX:2": (True, True)}
        facts = {one.evidence.document_id: one.facts for one in store.events(OLD)}
        assert facts == {article("old").id: {"amount": "HK$1bn"}, article("young").id: {"amount": "HK$1bn"}}
        assert store.leads(OLD.date())[0].events[0].facts == {"amount": "HK$1bn"}
        (row,) = store.outbox(OLD.date())
        assert (row.message.text, row.message.html, row.message.subject) == ("", "", "Three calls")


def test_a_text_that_was_cleared_is_not_examined_again_nor_read_back(desk: Settings) -> None:
    retain(desk, NOW)
    with open_store(desk, purpose="test") as store:
        assert [one.entry_id for one in store.to_examine("v2") if one.source_id == "herald"] == ["young"]
        assert store.save_documents([article("old", first_seen=OLD, published=OLD)]) == 0


def test_clearing_twice_changes_nothing_more(desk: Settings) -> None:
    retain(desk, NOW)
    with open_store(desk, purpose="test") as store:
        before = store.fingerprint()
    assert set(retain(desk, NOW).values()) == {0}
    with open_store(desk, purpose="test") as store:
        assert store.fingerprint() == before


def test_nought_keeps_for_ever(desk: Settings) -> None:
    with open_store(desk, purpose="test") as store:
        before = store.fingerprint()
    assert set(retain(dataclasses.replace(desk, retention=Retention(0, 0, 0, 0)), NOW).values()) == {0}
    with open_store(desk, purpose="test") as store:
        assert store.fingerprint() == before
