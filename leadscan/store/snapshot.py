"""The copy for readers: ``research.duckdb``, replaced whole, so that no reader ever waits for a writer or stops one.

DuckDB lets a writer lock out every reader; a snapshot is its answer for people with notebooks. Readers of the old file keep it until they reconnect.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; values are always parameters

from __future__ import annotations

import os
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from leadscan.errors import Locked, StoreError
from leadscan.settings import Settings
from leadscan.store import lock
from leadscan.store.database import FILE, first_line, open_store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SNAPSHOT = "research.duckdb"

# What readers ask for by company and time lies together on disk: such queries read a few blocks instead of all.
_ORDER = {"mentions": "company_key, published", "events": "company_key, occurred", "documents": "published", "case_events": "case_key, event_date"}

_INFO = """
create table main.snapshot_info (published_at timestamptz not null, schema_version integer not null);
comment on table main.snapshot_info is 'When this copy was made.';
comment on column main.snapshot_info.published_at is 'Time of publishing.';
comment on column main.snapshot_info.schema_version is 'Number of the last change of the schema.';
"""


def publish(settings: Settings, *, now: datetime) -> Path:
    """Publishes the desk's tables and the research views; path of the snapshot. To be called while no other connection to the database is open.

    The copy is written beside the old one, opened and counted, and only then put in its place. StoreError where the count differs; the old one stays.
    """
    with open_store(settings, purpose="snapshot", create=False):
        pass  # migrated, and the log folded into the file
    place = settings.desk / SNAPSHOT
    unfinished = settings.desk / (SNAPSHOT + ".new")
    with lock.hold(settings.desk, purpose="snapshot", wait=settings.store.lock_wait):
        _remove(unfinished)
        try:
            counts = _copy(settings, unfinished, now)
            _verify(unfinished, counts)
            _sync(unfinished)
            unfinished.replace(place)
            _sync(settings.desk)
        finally:
            _remove(unfinished)
    return place


def views() -> str:
    """SQL of the research views."""
    return (resources.files("leadscan.store") / "views.sql").read_text(encoding="utf-8")


def _copy(settings: Settings, target: Path, now: datetime) -> dict[str, int]:
    import duckdb

    version = f" (storage_version {_quoted(settings.store.snapshot_version)})" if settings.store.snapshot_version else ""
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute("set memory_limit = ?", [settings.store.memory])
        _attach(con, settings.desk / FILE)
        con.execute(f"attach {_quoted(str(target))} as target{version}")
        con.execute("copy from database source to target (schema)")
        tables = [row[0] for row in con.execute("select table_name from duckdb_tables() where database_name = 'source' order by 1").fetchall()]
        counts = {table: _copy_table(con, table) for table in tables}
        con.execute("detach source")
    with duckdb.connect(str(target)) as con:
        # Made by a connection to the file itself, so that no view names the database it was copied through.
        con.execute(views())
        con.execute(_INFO)
        con.execute("insert into main.snapshot_info select ?, max(version) from desk.schema_migrations", [now])
        con.execute("checkpoint")
    return counts


def _attach(con: DuckDBPyConnection, path: Path) -> None:
    import duckdb

    try:
        con.execute(f"attach {_quoted(str(path))} as source (read_only)")
    except duckdb.Error as e:
        raise Locked(f"{path}: cannot be copied while a program has it open ({first_line(e)}); close it there, then run leadscan snapshot") from e


def _copy_table(con: DuckDBPyConnection, table: str) -> int:
    order = f" order by {_ORDER[table]}" if table in _ORDER else ""
    copied = con.execute(f"insert into target.desk.{table} from source.desk.{table}{order}").fetchall()
    return int(copied[0][0])


def _verify(path: Path, counts: dict[str, int]) -> None:
    import duckdb

    with duckdb.connect(str(path), read_only=True) as con:
        found = {table: con.execute(f"select count(*) from desk.{table}").fetchall()[0][0] for table in counts}
        wrong = [f"{table}: {found[table]} rows for {count}" for table, count in counts.items() if found[table] != count]
        if wrong:
            raise StoreError(f"{path}: the copy is not whole ({'; '.join(wrong)}); the last snapshot stays. Run leadscan snapshot again")
        for (view,) in con.execute("select view_name from duckdb_views() where not internal and schema_name = 'main'").fetchall():
            con.execute(f"select * from main.{view} limit 1").fetchall()


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
