"""The snapshot as Parquet, for tools without DuckDB: ``parquet/<table>/...``, the large tables in folders by month.

A month in which nothing has changed since the last time is not written again: its files are those of the last folder, under one more name.
"""

# ruff: noqa: S608 - only names of our own tables are put into SQL; paths are quoted

from __future__ import annotations

import json
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = "parquet"
BY_MONTH = {"articles": "day", "mentions": "day", "events": "day"}
_KEPT = 2
"""The folder in use and the one before it: who has listed the old one may still read it."""


def write(snapshot: Path, desk: Path, *, now: datetime, memory: str) -> Path:
    """Writes all tables but private ones; path of ``parquet``, a link that is turned to the new folder in one step."""
    import duckdb

    link = desk / FOLDER
    target = desk / f"{FOLDER}-{now:%Y%m%dT%H%M%S%f}"
    before = link.resolve()
    known = json.loads(_marks_of(before).read_text(encoding="ascii")) if before != target.resolve() and _marks_of(before).exists() else {}
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    with duckdb.connect(str(snapshot), read_only=True) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute("set memory_limit = ?", [memory])
        con.execute(f"set temp_directory = '{_quoted(desk / (FOLDER + '.tmp'))}'")
        marks = {table: _marks(con, table) for table in BY_MONTH}
        for (table,) in con.execute("select table_name from duckdb_tables() where schema_name = 'main' order by 1").fetchall():
            if table in BY_MONTH:
                changed = [month for month, mark in marks[table].items() if known.get(table, {}).get(month) != mark or not _again(before / table / f"month={month}", target)]
                months = ", ".join(f"'{month}'" for month in changed)
                if changed:
                    con.execute(
                        f"copy (select * from (select *, strftime({BY_MONTH[table]}, '%Y-%m') as month from main.{table}) where month in ({months})) to '{_quoted(target / table)}' "
                        "(format parquet, partition_by (month), compression zstd, overwrite_or_ignore true)"
                    )
            if not (target / table).exists():  # a table of no month, or one without rows, which leaves no folder
                (target / table).mkdir()
                con.execute(f"copy main.{table} to '{_quoted(target / table / f'{table}.parquet')}' (format parquet, compression zstd)")
    _marks_of(target).write_text(json.dumps(marks), encoding="ascii")
    fresh = desk / f"{FOLDER}.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target.name)
    fresh.replace(link)
    for old in folders(desk)[:-_KEPT]:
        shutil.rmtree(old)
        _marks_of(old).unlink(missing_ok=True)
    return link


def _marks(con: DuckDBPyConnection, table: str) -> dict[str, str]:
    """Month to a digest of its rows, whatever their order, and of the table's columns."""
    columns = con.execute("select hash(list((column_name, data_type) order by column_index)) from duckdb_columns() where schema_name = 'main' and table_name = ?", [table]).fetchall()[0][0]
    rows = con.execute(f"select strftime({BY_MONTH[table]}, '%Y-%m'), count(*), sum(hash(t)::hugeint) from main.{table} t group by 1 order by 1").fetchall()
    return {month: f"{columns}-{count}-{total}" for month, count, total in rows}


def _marks_of(folder: Path) -> Path:
    """Where the digests of a folder's months lie: beside it, since tools take all that is in it for tables."""
    return folder.with_suffix(".json")


def _again(month: Path, target: Path) -> bool:
    """Puts a month's files of the last folder into this one; False where they are gone."""
    if not month.is_dir():
        return False
    place = target / month.parent.name / month.name
    place.mkdir(parents=True)
    for file in month.iterdir():
        try:
            os.link(file, place / file.name)
        except OSError:  # a file system without links
            shutil.copyfile(file, place / file.name)
    return True


def folders(desk: Path) -> list[Path]:
    """The folders written, oldest first."""
    return sorted(path for path in desk.glob(f"{FOLDER}-*") if path.is_dir())


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
