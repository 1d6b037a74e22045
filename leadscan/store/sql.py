"""SQL of research staff on the snapshot: it can read the snapshot's tables and nothing else, for so long and with so much memory."""

from __future__ import annotations

import threading
from typing import Any

from leadscan.errors import StoreError, UsageError
from leadscan.settings import Settings
from leadscan.store.snapshot import SNAPSHOT


def query(settings: Settings, sql: str, *, limit_seconds: float = 30.0, memory: str | None = None) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """(columns, rows) of one query on ``research.duckdb``. No files, no network, no settings, no writing.

    StoreError where there is no snapshot or the query takes longer than ``limit_seconds``; UsageError with DuckDB's words where the SQL is wrong or asks for
    more than reading.
    """
    import duckdb

    path = settings.desk / SNAPSHOT
    if not path.exists():
        raise StoreError(f"{path}: not there yet; run leadscan morning or leadscan snapshot first")
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "memory_limit": memory or settings.store.memory,
        "threads": 2,
    }
    with duckdb.connect(str(path), read_only=True, config=config) as con:
        con.execute("set TimeZone = 'Asia/Hong_Kong'")  # a morning's "today" is Hong Kong's
        con.execute("set lock_configuration = true")
        stop = threading.Timer(limit_seconds, con.interrupt)
        stop.start()
        try:
            cursor = con.execute(sql)
            columns = tuple(column[0] for column in cursor.description or ())
            return columns, cursor.fetchall()
        except duckdb.InterruptException as e:
            raise StoreError(f"stopped after {limit_seconds:g} s: ask for fewer days or columns, or raise the limit") from e
        except duckdb.Error as e:
            raise UsageError(f"sql: {' '.join(str(e).split('LINE 1:')[0].split())}") from e
        finally:
            stop.cancel()
