"""SQL of research staff on the snapshot: it can read the snapshot's tables and nothing else, for so long and with so much memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadscan.errors import StoreError, UsageError
from leadscan.settings import Settings
from leadscan.store.snapshot import SNAPSHOT

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_READING = frozenset({"SELECT", "EXPLAIN"})
"""Kinds of statement that only read; DESCRIBE, SHOW and SUMMARIZE count as SELECT."""
_STEP = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query answered."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    """DuckDB's name of each column's type."""
    rows: list[tuple[Any, ...]]
    more: bool = False
    """There were more rows than were asked for."""


def query(settings: Settings, sql: str, *, limit_seconds: float | None = None, memory: str | None = None) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """(columns, rows) of one query; see ``ask``."""
    answer = ask(settings, sql, limit_seconds=limit_seconds, memory=memory)
    return answer.columns, answer.rows


def ask(
    settings: Settings, sql: str, values: Sequence[Any] | Mapping[str, Any] = (), *, limit_seconds: float | None = None, memory: str | None = None, most: int | None = None, snapshot: Path | None = None
) -> Answer:
    """One SELECT on ``research.duckdb`` (or a dated copy of it). No files, no network, no settings, no writing.

    ``limit_seconds`` and ``memory`` default to the desk's [research] settings; ``most``: rows to fetch at most. StoreError where there is no snapshot or the
    query takes longer or more memory than it may; UsageError with DuckDB's words where the SQL is wrong or asks for more than reading.
    """
    import duckdb

    seconds = settings.research.seconds if limit_seconds is None else limit_seconds
    allowed = memory or settings.research.memory
    with _locked_down(snapshot or settings.desk / SNAPSHOT, allowed) as con:
        stop = threading.Timer(seconds, con.interrupt)
        stop.start()
        try:
            statement = _one_statement(con, sql)
            cursor = con.execute(statement, values if isinstance(values, Mapping) else list(values))
            described = cursor.description or []
            rows: list[tuple[Any, ...]] = []
            while (most is None or len(rows) <= most) and (batch := cursor.fetchmany(_STEP if most is None else min(_STEP, most + 1 - len(rows)))):
                rows.extend(batch)
            return Answer(tuple(column[0] for column in described), tuple(str(column[1]) for column in described), rows[:most], most is not None and len(rows) > most)
        except duckdb.InterruptException as e:
            raise StoreError(f"stopped after {seconds:g} s: ask for fewer days or columns, or raise the limit") from e
        except duckdb.OutOfMemoryException as e:
            raise StoreError(f"stopped at {allowed} of memory: ask for fewer days or columns, or raise [research] memory") from e
        except duckdb.Error as e:
            raise UsageError(f"sql: {' '.join(str(e).split('LINE 1:')[0].split())}") from e
        except (OverflowError, ValueError) as e:  # a year that Python's calendar does not have
            raise UsageError(f"sql: an answer that cannot be shown ({e}); cast it to text") from e
        finally:
            stop.cancel()


def write_parquet(answer: Answer, path: Path) -> None:
    """Writes an answer as Parquet, by a connection of our own: the query's could write nothing."""
    import duckdb

    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        columns = ", ".join(f"{_name(column)} {_kind(kind)}" for column, kind in zip(_unlike(answer.columns), answer.types, strict=True))
        con.execute(f"create table answer ({columns})")
        if answer.rows:
            with con.appender("answer") as appender:
                appender.append_rows(answer.rows)
        con.execute(f"copy answer to '{str(path).replace(chr(39), chr(39) * 2)}' (format parquet, compression zstd)")


@contextmanager
def _locked_down(path: Path, memory: str) -> Iterator[DuckDBPyConnection]:
    import duckdb

    if not path.exists():
        raise StoreError(f"{path}: not there yet; run leadscan morning or leadscan snapshot first")
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "python_enable_replacements": False,
        "memory_limit": memory,
        "temp_directory": "",
        "threads": 2,
    }
    with duckdb.connect(str(path), read_only=True, config=config) as con:
        con.execute("set TimeZone = 'Asia/Hong_Kong'")  # a morning's "today" is Hong Kong's
        con.execute("set lock_configuration = true")
        yield con


def _one_statement(con: DuckDBPyConnection, sql: str) -> Any:
    """The statement, where it is one and only reads."""
    statements = con.extract_statements(sql)
    if len(statements) != 1:
        raise UsageError(f"sql: wants one SELECT; found {len(statements)} statements")
    kind = str(statements[0].type).rpartition(".")[2].upper()
    if kind not in _READING:
        raise UsageError(f"sql: {kind.replace('_', ' ')} is not reading; only SELECT, DESCRIBE, SHOW, SUMMARIZE and EXPLAIN are")
    return statements[0]


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _kind(kind: str) -> str:
    return "VARCHAR" if kind.strip('"').upper() in ("NULL", "UNKNOWN", "ENUM") else kind


def _unlike(columns: Sequence[str]) -> list[str]:
    """Column names, a number added to those that come twice."""
    made: list[str] = []
    for column in columns:
        name, number = column, 1
        while name.lower() in [other.lower() for other in made]:
            number += 1
            name = f"{column}_{number}"
        made.append(name)
    return made
