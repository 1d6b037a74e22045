"""Polls, entries and what became of reading them."""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; values are always parameters

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leadscan.records import digest, from_json, to_json
from leadscan.store.connection import Row
from leadscan.store.desk import SOURCE, source_of
from leadscan.store.documents import Documents
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Entry, Health, Poll, PollTask, Reading, ReadTask

_ENTRY = (
    "source_id", "entry_id", "url", "title", "kind", "venue", "form", "published", "lang", "title_key", "content_hash", "version", "first_seen", "first_slot",
    "status", "detail", "attempts", "tried_slot", "record",
)  # fmt: skip
_POLL = (
    "source_id", "slot", "status", "state", "good", "detail", "error", "final_url", "sha256", "etag", "last_modified", "entries", "new_entries",
    "polled_at", "moved", "health_before",
)  # fmt: skip
_HEALTH = (
    "source_id", "title", "state", "since", "detail", "last_ok", "newest", "new_entries", "failures", "etag", "last_modified", "body_sha256", "record",
)  # fmt: skip
_QUARANTINE = ("id", "source_id", "entry_id", "slot", "piece", "reason", "sha256", "put_aside")

GOOD = frozenset({"ok", "unchanged", "empty", "stale", "degraded"})
"""States after which a source is done for the slot; after the others it is polled again when the slot is run again."""
TRIES = 3
"""Slots in which a document is tried before its entry stays unread."""
SAME_TITLE = timedelta(days=7)
"""An entry that comes again under another id within this time is the same entry."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """What can never be read."""

    source_id: str
    entry_id: str | None
    """None where a piece of the list itself was refused."""
    slot: str
    piece: str
    reason: str
    sha256: str | None
    put_aside: datetime


class Entries(Documents):
    """The stages collect and read."""

    def due(self, slot: str) -> list[PollTask]:
        """Enabled sources without a good poll in that slot, in the desk's order.

        A source whose poll of this slot failed comes with the health it had before the slot, so that the second try is judged like the first.
        """
        rows = self._rows(
            f"select {', '.join('s.' + name for name in SOURCE)}, h.etag, h.last_modified, h.body_sha256, "
            "if(p.slot is null, h.record, p.health_before), coalesce(q.polls, 0), q.polled_at, q.new_entries, q.first, q.moved from sources s "
            "left join (select source_id, count(*) polls, max(polled_at) polled_at, list(coalesce(moved, '') order by polled_at desc, slot)[1:3] moved, "
            "sum(new_entries) filter (polled_at > recent and polled_at > began) new_entries, greatest(min(polled_at), any_value(recent)) as first "
            "from (select *, max(polled_at) over (partition by source_id) - interval 14 days recent, min(polled_at) over (partition by source_id) began from polls where slot <> ?) "
            "group by source_id) q on q.source_id = s.id left join health h on h.source_id = s.id left join polls p on p.source_id = s.id and p.slot = ? "
            "where s.enabled and not coalesce(p.good, false) order by s.position, s.id",
            slot, slot,
        )  # fmt: skip
        return [_task(row) for row in rows]

    def save_poll(self, poll: Poll, *, now: datetime) -> int:
        """Stores one poll; see ``save_polls``."""
        return self.save_polls([poll], now=now)[poll.source.id]

    def save_polls(self, polls: Sequence[Poll], *, now: datetime) -> dict[str, int]:
        """Stores polls, their entries and the health of their sources, in one transaction; one poll a source.

        Number of entries that are new in the poll's slot by source; the same however often a poll is saved. Polls that brought nothing cost three reads and two writes in all.
        """
        ids, slots = [poll.source.id for poll in polls], [poll.slot for poll in polls]
        with self._transaction():
            known = {row[0]: row[1:] for row in self._rows("select source_id, record, body_sha256 from health where source_id in (select unnest(?::text[]))", ids)}
            pair = "(source_id, slot) in (select unnest(?::text[]), unnest(?::text[]))"
            there = {row[0]: row for row in self._rows(f"select {', '.join(_POLL)} from polls where {pair}", ids, slots)}
            for poll in polls:
                if poll.parsed is not None:
                    self._take_entries(poll, now)
                    self._refuse(poll, now)
            sql = "select source_id, count(*) from entries where (source_id, first_slot) in (select unnest(?::text[]), unnest(?::text[])) group by 1"
            new: dict[str, int] = dict.fromkeys(ids, 0) | dict(self._rows(sql, ids, slots))
            self._write("health", _HEALTH, [_health_row(poll, new[poll.source.id], known.get(poll.source.id)) for poll in polls], key=("source_id",))
            rows = [_poll_row(poll, new[poll.source.id], now, _before(poll, there, known)) for poll in polls]
            self._write("polls", _POLL, [row for row in rows if not _same_poll(row, there.get(row[0]))], key=("source_id", "slot"))
        return new

    def health(self) -> list[Health]:
        """State of every source that the desk has and that was ever polled, in the desk's order."""
        rows = self._rows("select h.record from health h join sources s on s.id = h.source_id where s.enabled order by s.position, s.id")
        return [from_json(Health, record) for (record,) in rows]

    def to_read(self, slot: str, *, limit: int | None = None) -> list[ReadTask]:
        """Entries whose document is not read: new ones, and those that failed in an earlier slot and fewer than 3 slots in all. Oldest first."""
        rows = self._rows(
            f"select {', '.join('s.' + name for name in SOURCE)}, e.record, e.first_seen, e.attempts from entries e join sources s on s.id = e.source_id "
            "where e.status = 'new' or (e.status = 'unread' and e.attempts < ? and e.tried_slot < ?) order by e.first_seen, s.position, e.entry_id limit ?",
            TRIES, slot, limit,
        )  # fmt: skip
        return [ReadTask(source_of(row[:-3]), from_json(Entry, row[-3]), row[-2], row[-1]) for row in rows]

    def save_readings(self, readings: Sequence[Reading], *, slot: str, now: datetime) -> int:
        """Stores what became of entries: status, documents, case events. Number of documents that are new or changed."""
        with self._transaction():
            self._save_statuses(readings, slot)
            written = self.save_documents([reading.document for reading in readings if reading.document is not None])
            self.add_case_events([event for reading in readings for event in reading.case_events])
            rows = [
                (digest(r.source_id, r.entry_id), r.source_id, r.entry_id, slot, "", r.detail, None, now) for r in readings if r.status == "quarantined"
            ]  # fmt: skip
            self._keep("quarantine", _QUARANTINE, rows, key=("id",))
        return written

    def quarantine(self) -> list[Quarantined]:
        """What was put aside, oldest first."""
        return [Quarantined(*row[1:]) for row in self._rows(f"select {', '.join(_QUARANTINE)} from quarantine order by put_aside, id")]

    def entry_counts(self, slot: str | None = None) -> dict[str, int]:
        """Entries by status; of one slot (first seen in it) or of all."""
        return dict(self._rows("select status, count(*) from entries where ? is null or first_slot = ? group by 1 order by 1", slot, slot))

    def _refuse(self, poll: Poll, now: datetime) -> None:
        source, sha256 = poll.source.id, poll.response.sha256 if poll.response else None
        rows = [(digest(source, "piece", piece), source, None, poll.slot, piece, reason, sha256, now) for piece, reason in (poll.parsed.refused if poll.parsed else ())]
        self._keep("quarantine", _QUARANTINE, rows, key=("id",))

    def _take_entries(self, poll: Poll, now: datetime) -> None:
        assert poll.parsed is not None
        given = {entry.id: self._without_forgotten(entry) for entry in reversed(poll.parsed.entries)}
        ids = list(given)
        known = {row[0]: row for row in self._rows(
            "select entry_id, content_hash, version from entries where source_id = ? and entry_id in (select unnest(?::text[]))", poll.source.id, ids
        )}  # fmt: skip
        aliases = {row[0] for row in self._rows("select entry_id from entry_aliases where source_id = ? and entry_id in (select unnest(?::text[]))", poll.source.id, ids)}
        # In the list's order: of two ids for one item the first stays.
        fresh = [entry for entry in reversed(given.values()) if entry.id not in known and entry.id not in aliases]
        fresh = self._without_repeats(poll, fresh, now)
        edited = [(given[i], hashed, version + 1) for i, old, version in known.values() if (hashed := content_hash(given[i])) != old]
        self._add("entries", _ENTRY, [_entry_row(entry, poll.slot, now) for entry in fresh])
        self._save_edits(poll, edited, now)

    def _without_repeats(self, poll: Poll, fresh: Sequence[Entry], now: datetime) -> list[Entry]:
        """The entries that are not in the store under another id: same words in title and summary within a week, and a summary or the same address to be sure.

        A bare title is not enough: "Stocks close higher" comes every other day.
        """
        articles = [title_key(entry) for entry in fresh if entry.kind == "article"]
        rows = self._rows(
            "select content_hash, entry_id, url, coalesce(published, first_seen) from entries where source_id = ? and kind = 'article' and title_key in (select unnest(?::text[])) "
            "order by first_seen, entry_id",
            poll.source.id, articles,
        )  # fmt: skip
        seen: dict[str, list[tuple[str, str, datetime]]] = {}
        for hashed, entry_id, url, when in rows:
            seen.setdefault(hashed, []).append((entry_id, url, when))
        kept, aliases = [], []
        for entry in fresh:
            hashed, when = content_hash(entry), entry.published or now
            same = _repeated(entry, when, seen.get(hashed, ()))
            if same is None:
                kept.append(entry)
                if entry.kind == "article":
                    seen.setdefault(hashed, []).append((entry.id, entry.url, when))
            else:
                aliases.append((poll.source.id, entry.id, same, poll.slot))
        self._add("entry_aliases", ("source_id", "entry_id", "same_as", "slot"), aliases)
        return kept

    def _save_edits(self, poll: Poll, edited: Sequence[tuple[Entry, str, int]], now: datetime) -> None:
        source = poll.source.id
        versions = [(source, entry.id, version, entry.title, entry.summary, hashed, now, poll.slot) for entry, hashed, version in edited]
        self._add("entry_versions", ("source_id", "entry_id", "version", "title", "summary", "content_hash", "seen_at", "slot"), versions)
        columns = ("source_id", "entry_id", "url", "title", "form", "published", "title_key", "content_hash", "version", "status", "detail", "attempts", "record")
        rows = [
            (source, e.id, e.url, e.title, e.facts.get("form"), e.published, title_key(e), hashed, version, "new", "", 0, to_json(e)) for e, hashed, version in edited
        ]  # fmt: skip
        self._change("entries", columns, rows, key=("source_id", "entry_id"))

    def _save_statuses(self, readings: Sequence[Reading], slot: str) -> None:
        tried = {
            (source, entry): (attempts, last)
            for source, entry, attempts, last in self._rows(
                "select source_id, entry_id, attempts, tried_slot from entries where (source_id, entry_id) in (select unnest(?::text[]), unnest(?::text[]))",
                [r.source_id for r in readings], [r.entry_id for r in readings],
            )
        }  # fmt: skip
        rows = []
        for reading in readings:
            attempts, last = tried.get((reading.source_id, reading.entry_id), (0, None))
            failed = reading.status == "unread" and last != slot
            rows.append((reading.source_id, reading.entry_id, reading.status, reading.detail, attempts + failed, slot))
        self._change("entries", ("source_id", "entry_id", "status", "detail", "attempts", "tried_slot"), rows, key=("source_id", "entry_id"))


def title_key(entry: Entry) -> str:
    """Comparison form of an entry's title."""
    return squeeze(fold(entry.title))


def content_hash(entry: Entry) -> str:
    """Digest of what a list says of an entry; of a filing its facts too, for a status that changes is news."""
    facts: Mapping[str, str] = entry.facts if entry.kind == "filing" else {}
    return digest(entry.title, entry.summary, json.dumps(dict(facts), sort_keys=True))


def _repeated(entry: Entry, when: datetime, seen: Iterable[tuple[str, str, datetime]]) -> str | None:
    if entry.kind != "article":
        return None
    for entry_id, url, other in seen:
        if abs(when - other) <= SAME_TITLE and (entry.summary or (url and url == entry.url)):
            return entry_id
    return None


def _before(poll: Poll, there: Mapping[str, Row], known: Mapping[str, Row]) -> str | None:
    """The health before the slot's first poll, as JSON."""
    earlier = there.get(poll.source.id)
    if earlier is not None:
        return str(earlier[-1]) if earlier[-1] is not None else None
    health = known.get(poll.source.id)
    return None if health is None else str(health[0])


def _same_poll(row: Row, there: Row | None) -> bool:
    """The same answer again in one slot is one poll."""
    when = _POLL.index("polled_at")
    return there is not None and there[:when] + there[when + 1 :] == row[:when] + row[when + 1 :]


def _health_row(poll: Poll, new: int, known: Row | None) -> Row:
    health = replace(poll.health, new_entries=new)
    return (
        poll.source.id, health.title, health.state, health.since, health.detail, health.last_ok, health.newest, health.new_entries, health.failures,
        *_validators(poll, known[1] if known else None), to_json(health),
    )  # fmt: skip


def _validators(poll: Poll, last_body: str | None) -> tuple[str | None, str | None, str | None]:
    """(ETag, Last-Modified, body digest) for the next conditional request: the poll's own validators, and the last body that was read whole and well.

    A body that a defect of ours kept unread is asked for again whole: its 304 would hide that it never was read.
    """
    if poll.health.state == "quarantined":
        return (None, None, last_body)
    response, parsed = poll.response, poll.parsed
    whole = response is not None and parsed is not None and parsed.health == "ok" and not response.truncated
    return (*poll.validators, (response.sha256 or None) if response is not None and whole else last_body)


def _task(row: Row) -> PollTask:
    *source, etag, last_modified, body, health, polls, polled_at, new, first, moved = row
    days = (polled_at - first) / timedelta(days=1) if polled_at is not None else 0.0
    return PollTask(
        source_of(tuple(source)), etag, last_modified, body, None if health is None else from_json(Health, health), polls, polled_at,
        float(new or 0) / days if days else 0.0, tuple(moved or ()),
    )  # fmt: skip


def _poll_row(poll: Poll, new: int, now: datetime, before: str | None) -> Row:
    response, health = poll.response, poll.health
    return (
        poll.source.id, poll.slot, response.status if response else None, health.state, health.state in GOOD, health.detail, poll.error,
        response.final_url if response else None, (response.sha256 or None) if response else None, *poll.validators,
        len(poll.parsed.entries) if poll.parsed else 0, new, now, poll.moved or None, before,
    )  # fmt: skip


def _entry_row(entry: Entry, slot: str, now: datetime) -> Row:
    return (
        entry.source_id, entry.id, entry.url, entry.title, entry.kind, entry.venue, entry.facts.get("form"), entry.published, entry.lang, title_key(entry),
        content_hash(entry), 1, now, slot, "new", "", 0, None, to_json(entry),
    )  # fmt: skip
