"""What is old is cleared: texts, steps of outreach, persons, bytes as fetched. Called by housekeeping; a run looks only at what has become old since the last."""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; values are always parameters

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from leadscan.settings import Settings
from leadscan.store import heads
from leadscan.store.database import Store, open_store
from leadscan.text.normalize import fold, squeeze

_HONG_KONG = ZoneInfo("Asia/Hong_Kong")
_OVER = ("LISTED", "LAPSED", "WITHDRAWN", "RETURNED", "REJECTED")
"""Stages after which nobody rings the finance chief of a listing case."""
_PERSONS = ("cfo_name", "ceo_name", "cfo_title")


def retain(settings: Settings, now: datetime) -> dict[str, int]:
    """Clears what the [retention] settings call old; how much of each kind. Nothing is touched whose setting is 0."""
    kept = settings.retention
    counts: dict[str, int] = {}
    with open_store(settings, purpose="retention", create=False) as store:
        for what, days, clear in (
            ("texts", kept.text_days, _texts),
            ("touches", kept.touch_days, _touches),
            ("persons", kept.personal_days, _persons),
        ):
            counts[what] = _since(store, what, now - timedelta(days=days), now, clear) if days else 0
    counts["archived"] = _archive(settings.desk / "archive", now - timedelta(days=kept.archive_days)) if kept.archive_days else 0
    return counts


def _since(store: Store, what: str, until: datetime, now: datetime, clear: Callable[[Store, datetime, datetime, datetime], int]) -> int:
    row = store._row("select until from retained where what = ?", what)
    done = row[0] if row is not None else datetime.fromisoformat("1900-01-01T00:00:00+00:00")
    if until <= done:
        return 0  # the days were raised, or it was done already
    with store._transaction():
        count = clear(store, done, until, now)
        store._write("retained", ("what", "until"), [(what, until)], key=("what",))
    return count


def _texts(store: Store, done: datetime, until: datetime, now: datetime) -> int:
    """Texts of articles and summaries of entries; an edit of an old article that comes later is cleared too."""
    old = store._rows("select id, title from documents where kind = 'article' and text_dropped is null and text <> '' and first_seen < ?", until)
    day = now.astimezone(_HONG_KONG).date()
    store._change("documents", ("id", "text", "head", "text_dropped"), [(i, "", squeeze(fold(title))[: heads.LENGTH], day) for i, title in old], key=("id",))
    rows = store._rows("select source_id, entry_id, record from entries where kind = 'article' and first_seen >= ? and first_seen < ?", done, until)
    store._change("entries", ("source_id", "entry_id", "record"), [(s, e, _with(record, summary="")) for s, e, record in rows], key=("source_id", "entry_id"))
    store._rows("update entry_versions set summary = '' where seen_at < ? and summary <> ''", until)
    return len(old)


def _touches(store: Store, done: datetime, until: datetime, now: datetime) -> int:
    return len(store._rows("delete from touches where happened < ? returning 1", until))


def _persons(store: Store, done: datetime, until: datetime, now: datetime) -> int:
    """Persons of documents, of cases that are over, of events, of leads and of emails. Companies, posts and what happened stay."""
    count = len(store._rows("delete from people where document_id in (select id from documents where first_seen < ?) returning 1", until))
    count += len(store._rows("delete from mentions where label = 'PERSON' and published < ? returning 1", until))
    over = "case_key not in (select key from cases where not list_contains(?::text[], stage))"
    rows = store._rows(f"select id, contact, record from documents where kind = 'filing' and first_seen < ? and contact is not null and {over}", until, list(_OVER))
    count += _changed(store, "documents", ("id",), ("contact", "record"), [(i, contact, _emptied(contact), record, _emptied(record)) for i, contact, record in rows])
    rows = store._rows("select key, contact, record from cases where updated < ? and list_contains(?::text[], stage)", until.astimezone(_HONG_KONG).date(), list(_OVER))
    count += _changed(store, "cases", ("key",), ("contact", "record"), [(key, contact, _emptied(contact), record, _emptied(record)) for key, contact, record in rows])
    rows = store._rows("select id, facts, record from events where first_seen >= ? and first_seen < ?", done, until)
    count += _changed(store, "events", ("id",), ("facts", "record"), [(i, facts, _emptied(facts), record, _emptied(record)) for i, facts, record in rows])
    days = (done.astimezone(_HONG_KONG).date(), until.astimezone(_HONG_KONG).date())
    rows = store._rows("select edition, id, reasons, record from leads where edition >= ? and edition < ?", *days)
    count += _changed(store, "leads", ("edition", "id"), ("reasons", "record"), [(day, i, reasons, _emptied(reasons), record, _emptied(record)) for day, i, reasons, record in rows])
    for table, key in (("digests", ("rm", "edition", "kind")), ("outbox", ("message_id",))):
        wanted = ", ".join(key)
        found = store._rows(f"select {wanted}, record from {table} where edition >= ? and edition < ?", *days)
        clear = _emptied if table == "digests" else _without_words
        count += _changed(store, table, key, ("record",), [(*row[:-1], row[-1], clear(row[-1])) for row in found])
    return count


def _changed(store: Store, table: str, key: tuple[str, ...], columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> int:
    """Writes rows of (key..., old, new, old, new ...) in which a new value differs from the old."""
    wide = len(key)
    wanted = [(*row[:wide], *row[wide + 1 :: 2]) for row in rows if any(old != new for old, new in zip(row[wide::2], row[wide + 1 :: 2], strict=True))]
    store._change(table, (*key, *columns), wanted, key=key)
    return len(wanted)


def _emptied(text: str) -> str:
    """JSON without persons: contacts lose names, events' facts and reasons too."""
    data = json.loads(text)
    clean = _clean(data)
    return text if clean == data else json.dumps(clean, ensure_ascii=False)


def _clean(value: Any) -> Any:
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("signal") == "cfo_known":
        return {**value, "detail": ""}
    made: dict[str, Any] = {}
    for name, item in value.items():
        if name in _PERSONS:
            made[name] = None
        elif name == "company_secretaries":
            made[name] = []
        elif name == "outreach":
            made[name] = None  # whom to ask for, and what to say
        elif name in ("cfo", "person") and isinstance(item, str):
            continue
        else:
            made[name] = _clean(item)
    return made


def _without_words(record: str) -> str:
    return _with(record, text="", html="")


def _with(record: str, **changes: Any) -> str:
    data = json.loads(record)
    return record if all(data.get(name) == value for name, value in changes.items()) else json.dumps({**data, **changes}, ensure_ascii=False)


def _archive(folder: Path, until: datetime) -> int:
    """Files of the archive that are older; what was fetched again under the same bytes keeps its first day."""
    old = [path for path in folder.glob("*/*.gz") if path.stat().st_mtime < until.timestamp()]
    for path in old:
        path.unlink()
    return len(old)
