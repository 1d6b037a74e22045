"""Leads, digests, the outbox, and what people did and said."""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; values are always parameters

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from leadscan.errors import StoreError
from leadscan.records import from_data, from_json, to_json
from leadscan.store.connection import Connection, Row
from leadscan.types import Correction, Digest, Event, Lead, Message, OutboxRow, Told, Touch

_LEAD = (
    "id", "edition", "rm", "company_key", "company_name", "relation", "sectors", "trigger", "triggers", "stage", "polarity", "score", "need", "call",
    "suppressed", "matter", "reasons", "record",
)  # fmt: skip
_TOLD = ("rm", "matter", "edition", "stage", "facts", "urls")
_DIGEST = ("rm", "edition", "kind", "name", "email", "language", "quiet", "subject", "health_line", "items", "record")
_ITEM = (
    "rm", "edition", "kind", "position", "section", "rank", "lead_id", "company_key", "company_name", "trigger", "stage", "story", "changed", "urls",
)  # fmt: skip
_OUTBOX = ("message_id", "rm", "edition", "kind", "subject", "status", "attempts", "created", "record")
_TOUCH = ("id", "lead_id", "rm", "company_key", "company_name", "kind", "outcome", "happened", "note", "next_step", "next_at")
_CORRECTION = ("id", "kind", "subject", "value", "said_by", "said_at", "note")


class StoryDocument(NamedTuple):
    """One telling of a story."""

    document_id: str
    source_id: str
    url: str
    also_urls: tuple[str, ...]
    published: datetime


class Leads(Connection):
    """The stages rank, brief, deliver and follow up."""

    def events(self, since: datetime, *, live: Mapping[str, datetime] | None = None, company_key: str | None = None, trigger: str | None = None) -> list[Event]:
        """Events of documents first seen at or after that time, oldest first. A document that waits to be examined again tells none.

        ``live``: by trigger, the time before which an event of it is past its shelf life and left out; ``company_key`` and ``trigger``: events of one
        company, of one kind alone.
        """
        oldest = dict(live or {})
        wanted = {name: value for name, value in (("company_key", company_key), ("trigger", trigger)) if value is not None}
        only = "".join(f" and e.{name} = ?" for name in wanted)  # spelled out: a condition with "? is null or" has every record read
        rows = self._rows(
            "select e.record from events e join documents d on d.id = e.document_id "
            "left join (select unnest(?::text[]) as trigger, unnest(?::timestamptz[]) as oldest) s on s.trigger = e.trigger "
            "where d.examined_by is not null and e.first_seen >= ? and (s.oldest is null or e.occurred >= s.oldest)"
            f"{only} order by e.occurred, e.id",
            list(oldest), list(oldest.values()), since, *wanted.values(),
        )  # fmt: skip
        return [from_json(Event, record) for (record,) in rows]

    def story_documents(self, story_ids: Sequence[str]) -> dict[str, tuple[StoryDocument, ...]]:
        """Every telling of these stories, first copy first."""
        rows = self._rows(
            "select x.story_id, d.id, d.source_id, d.url, d.also_urls, d.published from examined x join documents d on d.id = x.document_id "
            "where x.story_id in (select unnest(?::text[])) order by d.published, d.first_seen, d.id",
            list(story_ids),
        )  # fmt: skip
        found: dict[str, list[StoryDocument]] = {}
        for story_id, document_id, source_id, url, also_urls, published in rows:
            found.setdefault(story_id, []).append(StoryDocument(document_id, source_id, url, tuple(also_urls), published))
        return {story_id: tuple(documents) for story_id, documents in found.items()}

    def told(self, rm: str) -> list[Told]:
        """What this RM was told, oldest edition first."""
        rows = self._rows(f"select {', '.join(_TOLD)} from told where rm = ? order by edition, matter", rm)
        return [_told(row) for row in rows]

    def held(self, before: date) -> dict[str, frozenset[tuple[str, str]]]:
        """By RM, (document id, trigger) of what the morning emails of earlier days had no room for: of each RM's newest and of those of the two weeks before it.

        What waits is ranked again each morning and stands in the newest until it is told; the others are for what was kept from being ranked meanwhile.
        """
        rows = self._rows(
            "with newest as (select rm, max(edition) as day from digests where kind = 'morning' and edition < ? group by rm), "
            "waiting as (select g.rm, g.edition, unnest(json_extract_string(g.record, '$.left[*]')) as id from digests g join newest n on n.rm = g.rm "
            "where g.kind = 'morning' and g.edition between n.day - 14 and n.day) "
            "select distinct w.rm, unnest(json_extract_string(l.record, '$.events[*].evidence.document_id')), unnest(json_extract_string(l.record, '$.events[*].trigger')) "
            "from leads l join waiting w on w.edition = l.edition and w.id = l.id",
            before,
        )  # fmt: skip
        found: dict[str, set[tuple[str, str]]] = {}
        for rm, document, trigger in rows:
            found.setdefault(rm, set()).add((document, trigger))
        return {rm: frozenset(waiting) for rm, waiting in found.items()}

    def untell(self, matter: str, urls: Iterable[str]) -> int:
        """Takes back what any RM was told of a matter by these documents alone: it was of another company; number of tellings taken back."""
        with self._transaction():
            return len(self._rows("delete from told where matter = ? and list_has_all(?::text[], urls) returning 1", matter, sorted(set(urls))))

    def save_leads(self, edition: date, leads: Sequence[Lead], *, rms: Iterable[str] | None = None) -> None:
        """Puts these leads in place of the edition's leads of the same RMs (``rms`` names them where one may have none left). The status of a known lead stays."""
        names = sorted({lead.rm for lead in leads} | set(rms or ()))
        with self._transaction():
            if names:
                self._rows("delete from leads where edition = ? and rm in (select unnest(?::text[]))", edition, names)
            self._write("leads", _LEAD, [_lead_row(lead, edition) for lead in leads], key=("edition", "id"))
            self._keep("lead_status", ("lead_id", "status"), [(lead.id, lead.status) for lead in leads], key=("lead_id",))

    def expire_leads(self, oldest: Mapping[str, date]) -> int:
        """Marks as expired the leads that nobody followed up and whose latest edition lies before the day given for their trigger; number marked."""
        rows = self._rows(
            "select s.lead_id from lead_status s join (select id, max(edition) as latest, arg_max(trigger, edition) as trigger from leads group by id) l on l.id = s.lead_id "
            "join (select unnest(?::text[]) as trigger, unnest(?::date[]) as oldest) o on o.trigger = l.trigger where s.status in ('new', 'shown') and l.latest < o.oldest",
            list(oldest), list(oldest.values()),
        )  # fmt: skip
        with self._transaction():
            return self._write("lead_status", ("lead_id", "status"), [(lead_id, "expired") for (lead_id,) in rows], key=("lead_id",))

    def add_leads(self, edition: date, leads: Sequence[Lead]) -> None:
        """Adds leads to an edition, beside those it has; one that is there is replaced."""
        with self._transaction():
            self._write("leads", _LEAD, [_lead_row(lead, edition) for lead in leads], key=("edition", "id"))
            self._keep("lead_status", ("lead_id", "status"), [(lead.id, lead.status) for lead in leads], key=("lead_id",))

    def leads(self, edition: date | None = None, *, rm: str | None = None) -> list[Lead]:
        """Leads of an edition, best first; without an edition each lead once, as its latest edition has it."""
        wanted = {name: value for name, value in (("l.rm", rm), ("l.edition", edition)) if value is not None}
        rows = self._rows(
            f"select l.record, s.status from leads l left join lead_status s on s.lead_id = l.id where {' and '.join((*(f'{name} = ?' for name in wanted), 'true'))} "
            "qualify row_number() over (partition by l.id order by l.edition desc) = 1 order by l.rm, l.score desc, l.id",
            *wanted.values(),
        )  # fmt: skip
        return [_lead(*row) for row in rows]

    def lead(self, lead_id: str) -> Lead | None:
        """One lead as its latest edition has it."""
        row = self._row(
            "select l.record, s.status from leads l left join lead_status s on s.lead_id = l.id where l.id = ? order by l.edition desc limit 1", lead_id
        )  # fmt: skip
        return None if row is None else _lead(*row)

    def set_lead_status(self, lead_id: str, status: str) -> None:
        """Notes what became of a lead. StoreError where there is no such lead."""
        with self._transaction():
            if self._row("select 1 from leads where id = ? limit 1", lead_id) is None:
                raise StoreError(f"{lead_id}: no such lead; leadscan leads lists them")
            self._write("lead_status", ("lead_id", "status"), [(lead_id, status)], key=("lead_id",))

    def editions_done(self, edition: date, kind: str = "morning") -> set[str]:
        """RMs whose edition of that day is written."""
        return {row[0] for row in self._rows("select rm from digests where edition = ? and kind = ?", edition, kind)}

    def save_edition(self, digest: Digest, message: Message, told: Sequence[Told]) -> bool:
        """Stores a digest, its message as ready, and what it tells, at once. False, and nothing is changed, where that edition is there already."""
        with self._transaction():
            if self._row("select 1 from digests where rm = ? and edition = ? and kind = ?", digest.rm, digest.date, digest.kind) is not None:
                return False
            self._add("digests", _DIGEST, [_digest_row(digest)])
            self._add("digest_items", _ITEM, _item_rows(digest))
            self._write("told", _TOLD, [(t.rm, t.matter, t.edition, t.stage, to_json(t.facts), t.urls) for t in told], key=("rm", "matter", "edition"))
            outbox = (message.message_id, message.rm, message.edition, message.kind, message.subject, "ready", 0, message.created, to_json(message))
            self._add("outbox", _OUTBOX, [outbox])
            ids = [ident for item in digest.items for ident in (item.lead_id, *item.beside)]
            self._rows("update lead_status set status = 'shown' where status in ('new', 'expired', 'not_relevant') and lead_id in (select unnest(?::text[]))", ids)
        return True

    def digest(self, rm: str, edition: date, kind: str = "morning") -> Digest | None:
        """One RM's digest of one day."""
        row = self._row("select record from digests where rm = ? and edition = ? and kind = ?", rm, edition, kind)
        return None if row is None else from_json(Digest, row[0])

    def digests(self, rm: str, first: date, last: date, *, kind: str = "") -> list[Digest]:
        """An RM's digests of these days, oldest first; all, or those whose kind begins so."""
        rows = self._rows("select record from digests where rm = ? and edition between ? and ? and starts_with(kind, ?) order by edition, kind", rm, first, last, kind)
        return [from_json(Digest, record) for (record,) in rows]

    def ready(self) -> list[OutboxRow]:
        """Messages to send, oldest edition first."""
        return self._outbox("status = 'ready'")

    def in_doubt(self) -> list[OutboxRow]:
        """Messages claimed and not known to be sent: shown to a person, never sent again by themselves."""
        return self._outbox("status = 'sending'")

    def outbox(self, edition: date | None = None) -> list[OutboxRow]:
        """All messages, or those of one edition."""
        return self._outbox("true") if edition is None else self._outbox("edition = ?", edition)

    def claim(self, message_id: str, now: datetime) -> bool:
        """Takes a ready message for sending. False where it is not ready (sent, failed, or claimed by another)."""
        return self._move(message_id, "ready", "status = 'sending', attempts = attempts + 1, claimed_at = ?, error = null", now)

    def sent(self, message_id: str, now: datetime, place: str) -> bool:
        """Notes that a claimed message went out, and where. False where it was not claimed."""
        return self._move(message_id, "sending", "status = 'sent', sent_at = ?, place = ?", now, place)

    def failed(self, message_id: str, now: datetime, error: str, *, permanent: bool) -> bool:
        """Notes that a claimed message surely did not go out: ``permanent`` = failed for good, else ready for the next run. False where it was not claimed."""
        return self._move(message_id, "sending", "status = ?, failed_at = ?, error = ?", "failed" if permanent else "ready", now, error)

    def release(self, message_id: str) -> bool:
        """Makes a message in doubt or failed ready again: a person has looked. False where it is neither."""
        return self._move(message_id, "sending", "status = 'ready'") or self._move(message_id, "failed", "status = 'ready'")

    def add_touch(self, touch: Touch) -> None:
        """Stores a step of outreach by id."""
        touch = self._without_forgotten(touch)
        row = (
            touch.id, touch.lead_id, touch.rm, touch.company_key, touch.company_name, touch.kind, touch.outcome, touch.at, touch.note, touch.next_step, touch.next_at,
        )  # fmt: skip
        with self._transaction():
            self._write("touches", _TOUCH, [row], key=("id",))

    def touches(self, *, rm: str | None = None, lead_id: str | None = None) -> list[Touch]:
        """Steps of outreach, oldest first; of one RM or one lead where named."""
        rows = self._rows(
            f"select {', '.join(_TOUCH)} from touches where (? is null or rm = ?) and (? is null or lead_id = ?) order by happened, id",
            rm, rm, lead_id, lead_id,
        )  # fmt: skip
        return [Touch(*row) for row in rows]

    def add_correction(self, correction: Correction) -> None:
        """Stores a correction by id."""
        c = correction
        with self._transaction():
            self._write("corrections", _CORRECTION, [(c.id, c.kind, c.subject, c.value, c.by, c.at, c.note)], key=("id",))

    def corrections(self) -> list[Correction]:
        """All corrections, oldest first."""
        return [Correction(*row) for row in self._rows(f"select {', '.join(_CORRECTION)} from corrections order by said_at, id")]

    def _outbox(self, condition: str, *values: object) -> list[OutboxRow]:
        rows = self._rows(
            "select record, status, attempts, claimed_at, sent_at, place, error from outbox "
            f"where {condition} order by edition, rm, kind",
            *values,
        )
        return [OutboxRow(from_json(Message, record), *rest) for record, *rest in rows]

    def _move(self, message_id: str, status: str, change: str, *values: object) -> bool:
        with self._transaction():
            # Without "returning", for which DuckDB would write the whole row anew, and with it the block of emails it lies in.
            return bool(self._number(f"update outbox set {change} where message_id = ? and status = ?", *values, message_id, status))


def _lead_row(lead: Lead, edition: date) -> Row:
    return (
        lead.id, edition, lead.rm, lead.company_key, lead.company_name, lead.relation, lead.sectors, lead.trigger, lead.triggers, lead.stage, lead.polarity,
        lead.score, lead.need, lead.call, lead.suppressed, lead.matter, to_json(lead.reasons), to_json(lead),
    )  # fmt: skip


def _lead(record: str, status: str | None) -> Lead:
    lead = from_json(Lead, record)
    return lead if status is None else replace(lead, status=status)


def _told(row: Row) -> Told:
    rm, matter, edition, stage, facts, urls = row
    held: Mapping[str, str] = json.loads(facts)
    return from_data(Told, {"rm": rm, "matter": matter, "edition": edition, "stage": stage, "facts": held, "urls": urls})


def _digest_row(digest: Digest) -> Row:
    return (
        digest.rm, digest.date, digest.kind, digest.name, digest.email, digest.language, digest.quiet, digest.subject, digest.health_line, len(digest.items),
        to_json(digest),
    )  # fmt: skip


def _item_rows(digest: Digest) -> list[Row]:
    return [
        (
            digest.rm, digest.date, digest.kind, n, item.section, item.rank, item.lead_id, item.company_key, item.company_name, item.trigger, item.stage,
            item.story, item.changed, item.urls,
        )
        for n, item in enumerate(digest.items)
    ]  # fmt: skip
