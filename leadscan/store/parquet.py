"""The snapshot as Parquet, for tools without DuckDB: ``parquet/<table>/...``, the large tables in folders by month."""

# ruff: noqa: S608 - only names of our own tables are put into SQL; paths are quoted

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

FOLDER = "parquet"
BY_MONTH = {"articles": "day", "mentions": "day", "events": "day"}
_KEPT = 2
"""The folder in use and the one before it: who has listed the old one may still read it."""


def write(snapshot: Path, desk: Path, *, now: datetime, memory: str) -> Path:
    """Writes all tables but private ones; path of ``parquet``, a link that is turned to the new folder in one step."""
    import duckdb

    target = desk / f"{FOLDER}-{now:%Y%m%dT%H%M%S%f}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    with duckdb.connect(str(snapshot), read_only=True) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute("set memory_limit = ?", [memory])
        con.execute(f"set temp_directory = '{_quoted(desk / (FOLDER + '.tmp'))}'")
        for (table,) in con.execute("select table_name from duckdb_tables() where schema_name = 'main' order by 1").fetchall():
            if table in BY_MONTH:
                con.execute(
                    f"copy (select *, strftime({BY_MONTH[table]}, '%Y-%m') as month from main.{table}) to '{_quoted(target / table)}' (format parquet, partition_by (month), compression zstd)"
                )
            if not (target / table).exists():  # a table of no month, or one without rows, which leaves no folder
                (target / table).mkdir()
                con.execute(f"copy main.{table} to '{_quoted(target / table / f'{table}.parquet')}' (format parquet, compression zstd)")
    link, fresh = desk / FOLDER, desk / f"{FOLDER}.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target.name)
    fresh.replace(link)
    for old in folders(desk)[:-_KEPT]:
        shutil.rmtree(old)
    return link


def folders(desk: Path) -> list[Path]:
    """The folders written, oldest first."""
    return sorted(path for path in desk.glob(f"{FOLDER}-*") if path.is_dir())


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
