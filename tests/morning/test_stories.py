"""One event in two papers and two languages is one story in the tables, however the morning was cut up."""

from __future__ import annotations

import dataclasses
import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from leadscan import settings, store
from leadscan.stages import collect, examine, read, takein, tell
from leadscan.stages.run import Run
from leadscan.types import Event
from tests.desks import DAYS, run_of


def examined_desk(desk: Path, *, batch: int) -> Run:
    run = run_of(desk, DAYS[0])
    run = dataclasses.replace(run, settings=dataclasses.replace(run.settings, nlp=dataclasses.replace(run.settings.nlp, batch=batch)))
    takein.take_in_desk(run.settings)
    collect.collect(run)
    read.read(run)
    examine.examine(run)
    return run


def stories_of(desk: Path) -> dict[str, str]:
    """Document to story."""
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        return {mark.document_id: mark.story_id for mark in db.story_marks(run_of(desk, DAYS[0]).now)}


def events_of(desk: Path) -> list[Event]:
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        return db.events(run_of(desk, DAYS[0]).now)


def test_the_outcome_is_the_same_in_one_batch_and_in_many(make_desk: Callable[[], Path]) -> None:
    whole, cut = make_desk(), make_desk()
    examined_desk(whole, batch=1000)
    examined_desk(cut, batch=7)
    assert stories_of(whole) == stories_of(cut)
    assert {(event.id, event.story_id) for event in events_of(whole)} == {(event.id, event.story_id) for event in events_of(cut)}


def test_a_second_merging_finds_nothing_to_do(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    run = examined_desk(desk, batch=1000)
    once = stories_of(desk)
    assert tell.tell(run)["merged"] == 0
    assert stories_of(desk) == once


def test_one_event_in_two_languages_is_one_story_and_its_events_say_so(two_days: Path) -> None:
    with store.open_store(settings.load(two_days, os.environ), purpose="test") as db:
        marks = db.story_marks(run_of(two_days, DAYS[0]).now)
        events = db.events(run_of(two_days, DAYS[0]).now)
    story = {mark.document_id: mark.story_id for mark in marks}
    languages = defaultdict(set)
    for mark in marks:
        languages[mark.story_id].add(mark.lang[:2])
    assert any(spoken == {"en", "zh"} for spoken in languages.values())
    assert all(event.story_id == story[event.evidence.document_id] for event in events)
