"""The desk's database: one writer at a time, for a short while.

Every stage opens it, takes its undone work, leaves it done, and closes it; readers of ``research.duckdb`` are never in the way.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; values are always parameters

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from leadscan.errors import Locked, StoreError
from leadscan.records import digest
from leadscan.settings import Settings
from leadscan.store import lock
from leadscan.store.asking import Asking
from leadscan.store.cases import Cases
from leadscan.store.desk import Desk
from leadscan.store.entries import Entries
from leadscan.store.leads import Leads
from leadscan.store.ledger import Ledger
from leadscan.store.migrate import migrate
from leadscan.store.stories import Stories

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE = "leadscan.duckdb"
LOGS = frozenset({"runs", "schema_migrations"})
"""Tables that differ between a day run once and the same day run twice."""
_STEP = 0.1

_ORPHANS = {
    "entries without a source": "select count(*) from entries where source_id not in (select id from sources)",
    "documents without an entry": "select count(*) from documents where (source_id, entry_id) not in (select (source_id, entry_id) from entries)",
    "mentions without a document": "select count(*) from mentions where document_id not in (select id from documents)",
    "people without a document": "select count(*) from people where document_id not in (select id from documents)",
    "events without a document": "select count(*) from events where document_id not in (select id from documents)",
    "messages without a digest": "select count(*) from outbox where (rm, edition, kind) not in (select (rm, edition, kind) from digests)",
    "digests without a message": "select count(*) from digests where (rm, edition, kind) not in (select (rm, edition, kind) from outbox)",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a stage or command."""

    id: str
    kind: str
    slot: str
    started: datetime
    finished: datetime | None
    """None = under way, or killed."""
    report: str | None
    """JSON."""


# One class of many methods would be a file of a thousand lines; each parent is one stage's tables and none overrides another.
class Store(Desk, Entries, Leads, Asking, Cases, Ledger, Stories):
    """All of a desk's tables. Each writing method is one transaction, and repeated with the same input changes nothing."""

    def start_run(self, kind: str, slot: str, now: datetime) -> str:
        """Logs the start of a run; its id."""
        with self._transaction():
            run_id = digest(kind, slot, now.isoformat(), self._number("select count(*) from runs"))
            self._add("runs", ("id", "kind", "slot", "started"), [(run_id, kind, slot, now)])
        return run_id

    def finish_run(self, run_id: str, report: str, now: datetime | None = None) -> None:
        """Logs the end of a run with its report as JSON; ``now`` defaults to the database's clock."""
        with self._transaction():
            self._rows("update runs set finished = coalesce(?, now()), report = ? where id = ?", now, report, run_id)

    def runs(self, *, limit: int = 100) -> list[Run]:
        """Latest runs first."""
        return [Run(*row) for row in self._rows("select id, kind, slot, started, finished, report from runs order by started desc, id limit ?", limit)]

    def tables(self) -> list[str]:
        """Names of all tables."""
        return [row[0] for row in self._rows("select table_name from duckdb_tables() where schema_name = 'desk' order by 1")]

    def stats(self) -> dict[str, int]:
        """Rows by table."""
        return {table: self._number(f"select count(*) from {table}") for table in self.tables()}

    def fingerprint(self) -> dict[str, str]:
        """A digest of each table's rows whatever their order; logs left out. Equal fingerprints = equal tables."""
        return {table: self._hash(table) for table in self.tables() if table not in LOGS}

    def orphans(self) -> dict[str, int]:
        """Rows that point at nothing, by kind; empty = none. There are no foreign keys, so this is looked at instead."""
        counts = {what: self._number(sql) for what, sql in _ORPHANS.items()}
        return {what: count for what, count in counts.items() if count}

    def _hash(self, table: str) -> str:
        count, total = self._rows(f"select count(*), coalesce(sum(hash(t)::hugeint), 0) from {table} t")[0]
        return digest(count, total)


def exists(settings: Settings) -> bool:
    """Has the desk a database yet."""
    return (settings.desk / FILE).exists()


@contextmanager
def open_store(settings: Settings, *, purpose: str, create: bool = True) -> Iterator[Store]:
    """The desk's store, migrated, held alone until the block ends.

    Waits ``settings.store.lock_wait`` seconds for another writer, then Locked names it. StoreError where the desk is missing, the database is newer than this
    leadscan, or (with ``create`` false) there is no database yet.
    """
    path = settings.desk / FILE
    if not create and not path.exists():
        raise StoreError(f"{path}: not there yet; run leadscan init, then leadscan morning")
    with lock.hold(settings.desk, purpose=purpose, wait=settings.store.lock_wait) as left:
        con = _connect(path, wait=left)
        try:
            _prepare(con, settings)
            yield Store(con)
        finally:
            con.close()


def _prepare(con: DuckDBPyConnection, settings: Settings) -> None:
    con.execute("set TimeZone = 'UTC'")
    con.execute("set memory_limit = ?", [settings.store.memory])
    migrate(con)
    con.execute("use desk")


def _connect(path: Path, *, wait: float) -> DuckDBPyConnection:
    import duckdb

    if path.exists() and path.stat().st_size == 0:
        path.unlink()  # killed before the first byte was written
    deadline = time.monotonic() + wait
    while True:
        try:
            return duckdb.connect(str(path))
        except duckdb.IOException as e:
            if "Could not set lock" not in str(e):
                raise StoreError(f"{path}: {first_line(e)}") from e
            if time.monotonic() >= deadline:
                raise Locked(f"{path}: open in {_program(str(e))}; close it there (research.duckdb is the copy for reading), then run again") from e
        except duckdb.ConnectionException as e:
            raise Locked(f"{path}: already open in this process; close that connection first") from e
        time.sleep(_STEP)


def _program(message: str) -> str:
    """``python3.11 (process 4711)`` out of DuckDB's words."""
    found = re.search(r"held in (\S+) \(PID (\d+)\)", message)
    return f"{Path(found[1]).name} (process {found[2]})" if found else "another program"


def first_line(error: Exception) -> str:
    """The first line of an error's text; DuckDB adds pictures of the query below it."""
    return str(error).strip().split("\n")[0]
