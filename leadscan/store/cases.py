"""What follows listing cases: the changes seen in them, the parts of a source that were asked, the filings that another list told already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from leadscan.store.documents import Documents
from leadscan.types import Case, CaseChange, CaseEvent

_CHANGE = ("case_key", "seen_at", "what", "old", "new")
_OPEN = ("PREPARING", "DRAFT_PUBLIC", "FILED", "IN_REVIEW", "HEARING", "CLEARED", "PRICED", "PAUSED", "UNKNOWN")
"""Stages in which a case may still move."""


class Cases(Documents):
    """Listing cases beside their fold."""

    def add_case_changes(self, changes: Iterable[CaseChange], *, now: datetime) -> int:
        """Adds what changed, seen at ``now`` unless the record says when; number added. The same changes again add nothing."""
        rows = [(change.case_key, change.seen_at or now, change.what, change.old, change.new) for change in changes]
        with self._transaction():
            return self._keep("case_changes", _CHANGE, rows, key=("case_key", "seen_at", "what"))

    def save_followed(self, cases: Sequence[Case], events: Iterable[CaseEvent], changes: Iterable[CaseChange], *, now: datetime, gone: Sequence[str] = ()) -> None:
        """Stores cases as they are now, the events by which news joined them, and what changed, at once; ``gone``: cases that are part of another one now."""
        with self._transaction():
            self.add_case_events(events)
            self.add_case_changes(changes, now=now)
            self.save_cases(cases)
            if gone:
                self._rows("delete from cases where key in (select unnest(?::text[]))", list(gone))

    def case_changes(self, since: datetime | None = None) -> list[CaseChange]:
        """Changes seen after that time, or all; oldest first."""
        rows = self._rows("select case_key, what, old, new, seen_at from case_changes where ? is null or seen_at > ? order by seen_at, case_key, what", since, since)
        return [CaseChange(*row) for row in rows]

    def open_issuers(self, venue: str) -> list[str]:
        """The venue's ids of issuers whose case may still move, by case key."""
        rows = self._rows("select key from cases where venue = ? and list_contains(?::text[], stage) order by key", venue, list(_OPEN))
        return [key.partition(":")[2] for (key,) in rows]

    def parts(self, source_ids: Sequence[str]) -> dict[str, dict[str, datetime]]:
        """By source, the parts that were read and when last."""
        found: dict[str, dict[str, datetime]] = defaultdict(dict)
        for source_id, part, asked_at in self._rows("select source_id, part, asked_at from source_parts where source_id in (select unnest(?::text[]))", list(source_ids)):
            found[source_id][part] = asked_at
        return dict(found)

    def save_parts(self, parts: Mapping[str, Iterable[str]], *, now: datetime) -> None:
        """Marks parts of sources as read now."""
        rows = [(source_id, part, now) for source_id, names in parts.items() for part in names]
        with self._transaction():
            self._write("source_parts", ("source_id", "part", "asked_at"), rows, key=("source_id", "part"))

    def known_entries(self, source_ids: Sequence[str], since: datetime) -> dict[str, frozenset[str]]:
        """By source, the ids of its entries that were first seen after that time."""
        rows = self._rows("select source_id, list(entry_id) from entries where source_id in (select unnest(?::text[])) and first_seen > ? group by 1", list(source_ids), since)
        return {source_id: frozenset(ids) for source_id, ids in rows}

    def told_by(self, venue: str, entry_ids: Sequence[str]) -> dict[str, str]:
        """Of these entry ids of a venue, which source told each first."""
        rows = self._rows(
            "select entry_id, arg_min(source_id, first_seen) from entries where venue = ? and entry_id in (select unnest(?::text[])) group by 1", venue, list(entry_ids)
        )
        return dict(rows)
