"""What goes into the store comes out of it, for any record of its type."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadscan.settings import Settings
from leadscan.store import Store, open_store
from leadscan.types import (
    Article,
    Case,
    CaseEvent,
    Company,
    Correction,
    Entry,
    Event,
    Filing,
    Health,
    Lead,
    Mention,
    Person,
    Source,
    StoryMark,
    Suppression,
    Told,
    Touch,
    Watchlist,
)

from .makers import NOW, SLOT, any_of, article, digest_of, examined, message_of, poll

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all examples: each asks only for what it put in."""
    desk: Path = tmp_path_factory.mktemp("desk")
    with open_store(Settings(desk=desk), purpose="test") as opened:
        yield opened


@FEW
@given(any_of(Source))
def test_a_source(shelf: Store, record: Source) -> None:
    # A range with one end or none is written as two columns; the other fields as they are.
    shelf.put_sources([record], origin="x", replace=True)
    assert shelf.sources() == [record]


@FEW
@given(any_of(Company))
def test_a_company(shelf: Store, record: Company) -> None:
    shelf.put_companies([record], origin="x", replace=True)
    assert list(shelf.companies()) == [dataclasses.replace(record, origin="x")]


@FEW
@given(any_of(Watchlist), any_of(Suppression))
def test_a_watchlist_and_a_suppression(shelf: Store, watchlist: Watchlist, suppression: Suppression) -> None:
    shelf.put_watchlists([watchlist], origin="x", replace=True)
    shelf.put_suppressions([suppression], origin="x", replace=True)
    assert (shelf.watchlists(), shelf.suppressions()) == ([watchlist], [suppression])


@FEW
@given(any_of(Entry), any_of(Health))
def test_an_entry_and_the_health_of_its_source(shelf: Store, entry: Entry, health: Health) -> None:
    entry = dataclasses.replace(entry, source_id="herald")
    shelf.put_sources([poll().source], origin="x", replace=True)
    shelf._rows("delete from entries")
    shelf.save_poll(dataclasses.replace(poll(entry), health=dataclasses.replace(health, source_id="herald")), now=NOW)
    assert [task.entry for task in shelf.to_read(SLOT)] == [entry]
    assert shelf.health() == [dataclasses.replace(health, source_id="herald", new_entries=1)]


@FEW
@given(st.one_of(any_of(Article), any_of(Filing)))
def test_a_document(shelf: Store, record: Any) -> None:
    shelf._rows("delete from documents")
    shelf.save_documents([record])
    assert shelf.document(record.id) == record


@FEW
@given(any_of(Case), any_of(CaseEvent))
def test_a_case_and_its_event(shelf: Store, case: Case, event: CaseEvent) -> None:
    shelf._rows("delete from case_events")
    shelf.save_cases([case])
    shelf.add_case_events([event])
    assert (shelf.case(case.key), shelf.case_events()) == (case, [event])


@FEW
@given(st.lists(any_of(Mention), max_size=3), st.lists(any_of(Person), max_size=3), any_of(Event), any_of(StoryMark))
def test_an_examination(shelf: Store, mentions: list[Mention], people: list[Person], event: Event, mark: StoryMark) -> None:
    document = article("any")
    shelf.save_documents([document])
    evidence = dataclasses.replace(event.evidence, document_id=document.id)
    event, mark = dataclasses.replace(event, evidence=evidence), dataclasses.replace(mark, document_id=document.id)
    found = dataclasses.replace(examined(document), mark=mark, mentions=tuple(mentions), people=tuple(people), events=(event,))
    shelf.save_examined([found], version="v")
    assert shelf.mentions(document.id) == mentions
    assert shelf.people(document.id) == people
    assert [one for one in shelf.events(event.first_seen) if one.id == event.id] == [event]
    assert mark in shelf.story_marks(mark.first_seen)


@FEW
@given(any_of(Lead), any_of(Told), any_of(Touch), any_of(Correction))
def test_a_lead_and_what_follows(shelf: Store, lead: Lead, told: Told, touch: Touch, correction: Correction) -> None:
    for table in ("leads", "lead_status", "told", "touches", "corrections", "digests", "outbox", "digest_items"):
        shelf._rows(f"delete from {table}")
    shelf.save_leads(lead.edition, [lead])
    assert (shelf.lead(lead.id), shelf.leads(lead.edition)) == (lead, [lead])
    digest = digest_of("rm1")
    shelf.save_edition(digest, message_of(digest), [told])
    assert shelf.told(told.rm) == [told]
    shelf.add_touch(touch)
    shelf.add_correction(correction)
    assert (shelf.touches(), shelf.corrections()) == ([touch], [correction])
