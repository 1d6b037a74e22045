"""The schema by numbered files: each is applied once, in its own transaction, with a row that says so."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from leadscan.errors import StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LOG = """
create schema if not exists desk;
use desk;
create table if not exists schema_migrations (
    version integer primary key, name text not null, sha256 text not null, applied_at timestamptz not null
);
comment on table schema_migrations is 'Numbered changes of the schema that were applied.';
comment on column schema_migrations.version is 'Number of the change.';
comment on column schema_migrations.name is 'Its file.';
comment on column schema_migrations.sha256 is 'SHA-256 of the file as applied.';
comment on column schema_migrations.applied_at is 'When.';
"""


class Migration(NamedTuple):
    """One numbered file."""

    version: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Digest of its text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    """All changes in order of their numbers."""
    folder = resources.files("leadscan.store") / "migrations"
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".sql")), key=lambda item: item.name)
    return [Migration(int(item.name.split("_")[0]), item.name, item.read_text(encoding="utf-8")) for item in found]


def migrate(con: DuckDBPyConnection, *, known: list[Migration] | None = None) -> list[str]:
    """Applies what is not yet applied; names of what was. StoreError where the database is newer than this leadscan or a file was changed after it was applied."""
    known = migrations() if known is None else known
    there = con.execute("select 1 from duckdb_tables() where schema_name = 'desk' and table_name = 'schema_migrations'").fetchone()
    con.execute("use desk" if there else _LOG)  # the statements change nothing the second time, and take longer than all else that opening does
    applied = {version: (name, sha256) for version, name, sha256 in con.execute("select version, name, sha256 from schema_migrations").fetchall()}
    newest, last = max(applied, default=0), max((migration.version for migration in known), default=0)
    if newest > last:
        raise StoreError(f"the database has schema {newest}, this leadscan knows {last}: install the newer leadscan")
    return [migration.name for migration in known if _apply(con, migration, applied)]


def _apply(con: DuckDBPyConnection, migration: Migration, applied: dict[int, tuple[str, str]]) -> bool:
    if migration.version in applied:
        if applied[migration.version][1] != migration.sha256:
            raise StoreError(f"{migration.name}: differs from what this database was made with; changes of the schema need a new number")
        return False
    con.execute("begin")
    try:
        con.execute(migration.sql)
        con.execute("insert into schema_migrations values (?, ?, ?, ?)", [migration.version, migration.name, migration.sha256, datetime.now(UTC)])
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")
    return True
