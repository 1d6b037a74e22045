"""Which story each examined document tells: read for merging, written when merged."""



from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from leadscan.records import from_json, to_json
from leadscan.store.connection import Connection
from leadscan.types import Event


@dataclass(frozen=True, slots=True)
class StoryRow:
    """An examined document as merging sees it."""

    document_id: str
    story_id: str
    first_seen: datetime
    merged: bool
    """False: its story is that of its near-copies alone."""
    events: tuple[Event, ...]
    companies: tuple[str, ...]
    """Register keys of the companies in its headline, each once, in their order."""
    title: str


class Stories(Connection):
    """Stories that are told in other words."""

    def unmerged(self, since: datetime) -> int:
        """How many examined documents, first seen at or after that time, wait to be merged."""
        return self._number("select count(*) from examined where not merged and first_seen >= ?", since)

    def story_rows(self, since: datetime) -> list[StoryRow]:
        """Documents first seen at or after that time that tell an event, name a company in the headline, or wait to be merged; oldest first."""
        events: dict[str, list[Event]] = defaultdict(list)
        for document_id, record in self._rows("select document_id, record from events where first_seen >= ? order by document_id, id", since):
            events[document_id].append(from_json(Event, record))
        companies: dict[str, dict[str, None]] = defaultdict(dict)
        named = self._rows(
            "select m.document_id, m.company_key from mentions m join documents d on d.id = m.document_id "
            "where d.first_seen >= ? and m.company_key is not null and m.span_end <= length(d.title) order by m.document_id, m.position",
            since,
        )  # fmt: skip
        for document_id, key in named:
            companies[document_id][key] = None
        rows = self._rows(
            "select x.document_id, x.story_id, x.first_seen, x.merged, d.title from examined x join documents d on d.id = x.document_id where x.first_seen >= ? "
            "order by x.first_seen, x.document_id",
            since,
        )  # fmt: skip
        return [
            StoryRow(document_id, story_id, first_seen, merged, tuple(events.get(document_id, ())), tuple(companies.get(document_id, ())), title)
            for document_id, story_id, first_seen, merged, title in rows
            if not merged or document_id in events or document_id in companies
        ]

    def save_stories(self, stories: Mapping[str, str]) -> int:
        """Writes the story of these documents, and of their events, and marks them as merged; how many documents changed their story."""
        with self._transaction():
            there: dict[str, str] = dict(self._rows("select document_id, story_id from examined where document_id in (select unnest(?::text[]))", list(stories)))
            self._change("examined", ("document_id", "story_id", "merged"), [(i, story, True) for i, story in stories.items()], key=("document_id",))
            moved = [i for i, story in stories.items() if i in there and there[i] != story]
            records = self._rows("select document_id, record from events where document_id in (select unnest(?::text[])) order by id", moved)
            changed = [replace(from_json(Event, record), story_id=stories[i]) for i, record in records]
            self._change("events", ("id", "story_id", "record"), [(event.id, event.story_id, to_json(event)) for event in changed], key=("id",))
        return len(moved)
