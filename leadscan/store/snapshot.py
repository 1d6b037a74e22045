"""The copy for readers: ``research.duckdb``, replaced whole, so that no reader ever waits for a writer or stops one.

DuckDB lets a writer lock out every reader; a snapshot is its answer for people with notebooks. Readers of the old file keep it until they reconnect.
The desk's database is held only while its file is copied; the tables for research are made out of that copy.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; values are always parameters

from __future__ import annotations

import os
import shutil
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leadscan.errors import StoreError
from leadscan.settings import Settings
from leadscan.store import heads, lock, parquet
from leadscan.store.database import FILE, open_store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SNAPSHOT = "research.duckdb"
COPIES = "snapshots"
"""Folder of the dated copies."""
PUBLISHING = "research.lock"
_HONG_KONG = ZoneInfo("Asia/Hong_Kong")
_TRIES = 5

# What each published table holds of the desk's tables: the copy is whole where both counts are equal.
_SAME = {
    "articles": "documents where kind = 'article'",
    "filings": "documents where kind = 'filing'",
    "mentions": "mentions where label <> 'PERSON'",
    "companies": "companies",
    "events": "events e semi join (select id from source.desk.documents where examined_by is not null) d on d.id = e.document_id",
    "cases": "cases",
    "case_history": "case_events",
    "leads": "leads",
    "touches": "touches",
    "sources_health": "sources",
    "runs": "runs",
}

_INFO = """
create table main.snapshot_info (published_at timestamptz not null, as_of date not null, schema_version integer not null, personal boolean not null);
comment on table main.snapshot_info is 'When this copy was made, and of what.';
comment on column main.snapshot_info.published_at is 'Time of publishing.';
comment on column main.snapshot_info.as_of is 'Newest Hong Kong day of articles, filings, events and editions; as_of() gives it too.';
comment on column main.snapshot_info.schema_version is 'Number of the last change of the desk''s schema.';
comment on column main.snapshot_info.personal is 'True: schema private is there.';
"""


def publish(settings: Settings, *, now: datetime) -> Path:
    """Publishes the tables for research; path of the snapshot. To be called while no other connection to the database is open in this process.

    The copy is written beside the old one, opened and counted, and only then put in its place; then the day's dated copy and, where wanted, Parquet.
    StoreError where the counts differ; the old one stays. Locked where another program holds the database or is publishing.
    """
    place = settings.desk / SNAPSHOT
    unfinished = settings.desk / (SNAPSHOT + ".new")
    raw = settings.desk / (SNAPSHOT + ".source")
    with lock.hold(settings.desk, purpose="snapshot", wait=settings.store.lock_wait, name=PUBLISHING):
        for path in (unfinished, raw):
            _remove(path)
        try:
            _copy_file(settings, raw)
            counts = _build(settings, raw, unfinished, now)
            _remove(raw)
            _verify(unfinished, counts)
            _sync(unfinished)
            unfinished.chmod(0o444)  # a notebook that forgets read_only must not write into it
            unfinished.replace(place)
            _keep_copy(settings, place, now.astimezone(_HONG_KONG).date())
            _sync(settings.desk)
        finally:
            for path in (unfinished, raw):
                _remove(path)
        if settings.research.parquet:
            parquet.write(place, settings.desk, now=now, memory=settings.store.memory)
    return place


def copies(desk: Path) -> list[Path]:
    """The dated copies, oldest first."""
    return sorted((desk / COPIES).glob("research-*.duckdb"))


def sql_of(name: str) -> str:
    """One of the SQL files that make the tables for research."""
    return (resources.files("leadscan.store") / "research" / name).read_text(encoding="utf-8")


def _copy_file(settings: Settings, raw: Path) -> None:
    """The database's file as it is between two writers, its log folded in."""
    database = settings.desk / FILE
    log = database.with_name(database.name + ".wal")
    for _ in range(_TRIES):
        with open_store(settings, purpose="snapshot", create=False) as store:
            heads.fill(store)
        with lock.hold(settings.desk, purpose="snapshot", wait=settings.store.lock_wait):
            if not log.exists():  # else somebody was killed while writing: opening folds the log in
                shutil.copyfile(database, raw)
                return
    raise StoreError(f"{log}: another program keeps writing to the database; close it there, then run leadscan snapshot")


def _build(settings: Settings, raw: Path, target: Path, now: datetime) -> dict[str, int]:
    import duckdb

    version = settings.research.storage_version
    with duckdb.connect(str(target), config={"storage_compatibility_version": version} if version else {}) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute("set memory_limit = ?", [settings.store.memory])
        con.execute(f"attach {_quoted(str(raw))} as source (read_only)")
        con.execute("begin")  # several hundred comments, each a commit of its own, would take longer than the tables of a small desk
        for statement in con.extract_statements(sql_of("tables.sql")):
            con.execute(statement)
            if "create table main.mentions" in statement.query:
                _fill_mentions(con, statement.query)
        if settings.research.personal:
            con.execute(sql_of("private.sql"))
        counts = _counts(con)
        _finish(con, settings, now)
        con.execute("commit")
        con.execute("detach source")
        con.execute("checkpoint")
    return counts


def _fill_mentions(con: DuckDBPyConnection, query: str) -> None:
    """Mentions by month, company and time: questions about a company and about some weeks both read few blocks."""
    select = query[query.index("select ") : query.index(" limit 0")]
    for (month,) in con.execute("select distinct date_trunc('month', published) from source.desk.mentions order by 1").fetchall():
        con.execute(f"insert into main.mentions {select} and m.published >= ? and m.published < ?::timestamptz + interval 1 month order by m.company_key, m.published", [month, month])


def _counts(con: DuckDBPyConnection) -> dict[str, int]:
    """Rows each published table must have."""
    return {table: int(con.execute(f"select count(*) from source.desk.{what}").fetchall()[0][0]) for table, what in _SAME.items()}


def _finish(con: DuckDBPyConnection, settings: Settings, now: datetime) -> None:
    newest = "select greatest((select max(day) from articles), (select max(day) from filings), (select max(day) from events), (select max(edition) from leads))"
    as_of = con.execute(newest).fetchall()[0][0] or now.astimezone(_HONG_KONG).date()
    con.execute(_INFO)
    con.execute("insert into main.snapshot_info select ?, ?, max(version), ? from source.desk.schema_migrations", [now, as_of, settings.research.personal])
    con.execute(macros(as_of))


def macros(as_of: date) -> str:
    """SQL of the macros for a snapshot whose newest day this is."""
    traditional, simplified = heads.letters()
    full, plain = heads.full_letters()
    text = sql_of("macros.sql")
    for name, value in {"as_of": as_of.isoformat(), "traditional": traditional, "simplified": simplified, "plain": plain, "full": full}.items():
        text = text.replace("{" + name + "}", value.replace("'", "''"))
    return text


def _verify(path: Path, counts: dict[str, int]) -> None:
    import duckdb

    with duckdb.connect(str(path), read_only=True) as con:
        found = {table: con.execute(f"select count(*) from main.{table}").fetchall()[0][0] for table in counts}
        wrong = [f"{table}: {found[table]} rows for {count}" for table, count in counts.items() if found[table] != count]
        if wrong:
            raise StoreError(f"{path}: the copy is not whole ({'; '.join(wrong)}); the last snapshot stays. Run leadscan snapshot again")
        for (table,) in con.execute("select table_name from duckdb_tables() where schema_name = 'main'").fetchall():
            con.execute(f"select * from main.{table} limit 1").fetchall()


def _keep_copy(settings: Settings, place: Path, day: date) -> None:
    """The day's dated copy, the same bytes on the disk where the file system can; the oldest go."""
    folder = settings.desk / COPIES
    if settings.research.copies > 0:
        folder.mkdir(exist_ok=True)
        unfinished = folder / "research.new"
        unfinished.unlink(missing_ok=True)
        try:
            unfinished.hardlink_to(place)
        except OSError:
            shutil.copyfile(place, unfinished)
        unfinished.replace(folder / f"research-{day}.duckdb")
    for old in copies(settings.desk)[: -settings.research.copies or None]:
        old.unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
