"""Articles and filings, listing cases, and what examining found in them."""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; values are always parameters

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from leadscan.errors import StoreError
from leadscan.records import digest, from_data, from_json, to_data, to_json
from leadscan.store import heads
from leadscan.store.connection import Connection, Row
from leadscan.types import Article, Candidate, Case, CaseEvent, Document, Event, Examined, Filing, Mention, Person, StoryMark

_DOCUMENT = (
    "id", "kind", "source_id", "entry_id", "url", "title", "text", "lang", "published", "published_from", "first_seen", "version", "section", "body_source",
    "also_urls", "venue", "form", "case_key", "issuer", "issuer_zh", "is_ipo", "filing_kind", "filed", "raw_status", "contact", "facts", "content_hash",
    "examined_by", "record", "head", "text_dropped",
)  # fmt: skip
_CASE_EVENT = ("case_key", "event_date", "seen_at", "form", "raw_status", "url", "document_id")
_CASE_EVENT_KEY = ("case_key", "form", "event_date", "url", "raw_status")
_CASE = (
    "key", "venue", "issuer", "issuer_zh", "company_key", "stage", "kind", "attempt", "filed", "lapses", "updated", "lead_grade", "contact_url", "contact", "record",
)  # fmt: skip
_MARK = ("document_id", "story_id", "first_seen", "lang", "signature", "title_key")
_EXAMINED = (*_MARK, "version", "beat", "sectors", "copy_of", "merged")
_MENTION = (
    "document_id", "position", "published", "span_start", "span_end", "label", "text", "sure", "why",
    "company_key", "company_market", "company_code", "company_name", "company_sure", "candidates",
)  # fmt: skip
_PERSON = ("document_id", "position", "name", "title", "company_key", "current", "quote", "record")
_EVENT = (
    "id", "document_id", "trigger", "stage", "polarity", "company_key", "company_name", "story_id", "occurred", "first_seen", "source_id", "url", "quote",
    "sectors", "near_top", "role", "facts", "record",
)  # fmt: skip


class Documents(Connection):
    """Documents, cases, and the stage examine."""

    def save_documents(self, documents: Sequence[Document]) -> int:
        """Stores documents by id; number of those that are new or differ. One that differs becomes the next version and is to be examined again."""
        wanted = {document.id: self._without_forgotten(document) for document in documents}
        with self._transaction():
            there = {
                row[0]: row[1:]
                for row in self._rows("select id, content_hash, version, first_seen from documents where id in (select unnest(?::text[]))", list(wanted))
            }  # fmt: skip
            rows = [row for document in wanted.values() if (row := _document_row(document, there.get(document.id))) is not None]
            return self._write("documents", _DOCUMENT, rows, key=("id",))

    def document(self, document_id: str) -> Document | None:
        """One article or filing; None where there is none of that id."""
        return next(iter(self.documents([document_id])), None)

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """Articles and filings in the order asked for; unknown ids are passed over."""
        found = {row[0]: row[1:] for row in self._rows("select id, kind, record, text from documents where id in (select unnest(?::text[]))", list(ids))}
        return [_document(*found[i]) for i in ids if i in found]

    def add_case_events(self, events: Iterable[CaseEvent]) -> int:
        """Adds case events that are not there yet (same case, form, day, address and status); number added."""
        rows = [(e.case_key, e.event_date, e.seen_at, e.form, e.raw_status, e.url, e.document_id) for e in events]
        with self._transaction():
            return self._keep("case_events", _CASE_EVENT, rows, key=_CASE_EVENT_KEY)

    def case_events(self, case_key: str | None = None) -> list[CaseEvent]:
        """Events of one case or of all, by case and day."""
        rows = self._rows(
            f"select {', '.join(_CASE_EVENT)} from case_events where ? is null or case_key = ? order by case_key, event_date, form, raw_status, url",
            case_key, case_key,
        )  # fmt: skip
        return [CaseEvent(*row) for row in rows]

    def save_cases(self, cases: Iterable[Case]) -> None:
        """Stores cases by key."""
        rows = [
            (c.key, c.venue, c.issuer, c.issuer_zh, c.company_key, c.stage, c.kind, c.attempt, c.filed, c.lapses, c.updated, c.lead_grade, c.contact_url, to_json(c.contact), to_json(c))
            for c in cases
        ]  # fmt: skip
        with self._transaction():
            self._write("cases", _CASE, rows, key=("key",))

    def cases(self, *, companies: Iterable[str] | None = None) -> list[Case]:
        """All cases by key; or those of these companies of the register, and those whose issuer it does not know."""
        only = "" if companies is None else "where company_key is null or company_key in (select unnest(?::text[])) "
        return [from_json(Case, record) for (record,) in self._rows(f"select record from cases {only}order by key", *([] if companies is None else [sorted(set(companies))]))]

    def case_companies(self) -> dict[str, str | None]:
        """Case key to the issuer's key in the register; None = it is not there."""
        return dict(self._rows("select key, company_key from cases"))

    def case(self, key: str) -> Case | None:
        """One case by key."""
        row = self._row("select record from cases where key = ?", key)
        return None if row is None else from_json(Case, row[0])

    def to_examine(self, version: str, *, limit: int | None = None, since: datetime | None = None) -> list[Document]:
        """Documents that this version of the examination has not read, oldest first; ``since`` leaves out what was first seen before that time.

        A document whose text is gone (its time was over) keeps what was found in it.
        """
        rows = self._rows(
            "select kind, record, text from documents where text_dropped is null and examined_by is distinct from ? and (? is null or first_seen >= ?) "
            "order by published, first_seen, id limit ?",
            version, since, since, limit,
        )  # fmt: skip
        return [_document(*row) for row in rows]

    def examine_again(self, day: date) -> int:
        """Marks every document first seen on a Hong Kong day as not examined, but for those whose text has had its time; how many."""
        with self._transaction():
            return len(self._rows("update documents set examined_by = null where timezone('Asia/Hong_Kong', first_seen)::date = ? and examined_by is not null and text_dropped is null returning id", day))

    def story_marks(self, since: datetime) -> list[StoryMark]:
        """Marks of documents first seen at or after that time, oldest first; those of a document that is to be examined again are among them."""
        rows = self._rows(f"select {', '.join(_MARK)} from examined where first_seen >= ? order by first_seen, document_id", since)
        return [StoryMark(*row) for row in rows]

    def save_examined(self, examined: Sequence[Examined], *, version: str) -> None:
        """Stores all that was found in these documents, in place of what an earlier examination found, and marks them as read by this version.

        StoreError where a document is not in the store.
        """
        wanted = {one.document_id: one for one in examined}
        if not wanted:
            return
        ids = list(wanted)
        with self._transaction():
            published: dict[str, datetime] = dict(self._rows("select id, published from documents where id in (select unnest(?::text[]))", ids))
            missing = [i for i in ids if i not in published]
            if missing:
                raise StoreError(f"documents {', '.join(missing[:3])}: examined but not in the store; save their readings first")
            self._forget_examined(ids)
            self._write("examined", _EXAMINED, (_examined_row(one, version) for one in wanted.values()), key=("document_id",))
            self._add("mentions", _MENTION, [_mention_row(i, n, published[i], m) for i, one in wanted.items() for n, m in enumerate(one.mentions)])
            self._add("people", _PERSON, [_person_row(i, n, p) for i, one in wanted.items() for n, p in enumerate(one.people)])
            self._write("events", _EVENT, [_event_row(event) for one in wanted.values() for event in one.events], key=("id",))
            self._rows("update documents set examined_by = ? where id in (select unnest(?::text[]))", version, ids)

    def mentions(self, document_id: str) -> list[Mention]:
        """Mentions of one document in their order."""
        rows = self._rows(f"select {', '.join(_MENTION[3:])} from mentions where document_id = ? order by position", document_id)
        return [_mention(row) for row in rows]

    def people(self, document_id: str) -> list[Person]:
        """Persons of one document in their order."""
        return [from_json(Person, record) for (record,) in self._rows("select record from people where document_id = ? order by position", document_id)]

    def _forget_examined(self, ids: list[str]) -> None:
        # Only what was examined before has rows to remove; asking the key first spares a scan of all mentions for every new batch.
        again = [row[0] for row in self._rows("select document_id from examined where document_id in (select unnest(?::text[]))", ids)]
        if again:
            for table in ("mentions", "people", "events"):
                self._rows(f"delete from {table} where document_id in (select unnest(?::text[]))", again)


def _document_row(document: Document, there: Row | None) -> Row | None:
    """The row to write, None where the store has the same. An edit keeps the first time it was seen and counts one version more."""
    hashed = document_hash(document)
    version = document.version if isinstance(document, Article) else 1
    if there is not None:
        if there[0] == hashed:
            return None
        version = max(version, there[1] + 1)
        document = replace(document, first_seen=min(document.first_seen, there[2]))
    if isinstance(document, Article):
        document = replace(document, version=version)
        own: Row = ("article", document.published_from, document.section)
        filing: Row = (None,) * 10
    else:
        own = ("filing", None, None)
        filing = (
            document.venue, document.form, document.case_key, document.issuer, document.issuer_zh, document.is_ipo, document.kind, document.filed,
            document.raw_status, to_json(document.contact),
        )  # fmt: skip
    data = to_data(document)
    del data["text"]
    return (
        document.id, own[0], document.source_id, document.entry_id, document.url, document.title, document.text, document.lang, document.published, own[1],
        document.first_seen, version, own[2], document.body_source, document.also_urls, *filing,
        to_json(document.facts) if isinstance(document, Filing) else None, hashed, None, to_json(data),
        heads.head(document.title, document.text), None,
    )  # fmt: skip


def document_hash(document: Document) -> str:
    """Digest of what a document says; equal = not changed since."""
    return digest(to_json(_without_times(document)))


def _without_times(document: Document) -> dict[str, Any]:
    data: dict[str, Any] = to_data(document)
    for name in ("first_seen", "version", "published"):
        data.pop(name, None)
    return data


def _document(kind: str, record: str, text: str) -> Document:
    data = json.loads(record)
    data["text"] = text
    return from_data(Article, data) if kind == "article" else from_data(Filing, data)


def _examined_row(one: Examined, version: str) -> Row:
    mark = one.mark
    return (one.document_id, mark.story_id, mark.first_seen, mark.lang, mark.signature, mark.title_key, version, one.beat, one.sectors, one.copy_of, False)


def _mention_row(document_id: str, position: int, published: datetime, mention: Mention) -> Row:
    company = mention.company
    linked: Row = (None,) * 5 if company is None else (company.key, company.market, company.code, company.name, company.sure)
    return (
        document_id, position, published, mention.start, mention.end, mention.label, mention.text, mention.sure, mention.why, *linked,
        to_json(mention.candidates) if mention.candidates else None,
    )  # fmt: skip


def _mention(row: Row) -> Mention:
    start, end, label, text, sure, why, key, market, code, name, company_sure, candidates = row
    company = None if key is None else Candidate(key, market, code, name, company_sure)
    return Mention(start, end, label, text, sure, why, company, tuple(from_data(Candidate, one) for one in json.loads(candidates or "[]")))


def _person_row(document_id: str, position: int, person: Person) -> Row:
    return (document_id, position, person.name, person.title, person.company_key, person.current, person.quote, to_json(person))


def _event_row(event: Event) -> Row:
    evidence = event.evidence
    return (
        event.id, evidence.document_id, event.trigger, event.stage, event.polarity, event.company_key, event.company_name, event.story_id, event.occurred,
        event.first_seen, evidence.source_id, evidence.url, evidence.quote, event.sectors, event.near_top, event.role, to_json(event.facts), to_json(event),
    )  # fmt: skip
