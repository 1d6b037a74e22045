"""What every part of the store stands on: transactions, reading, and writing in bulk.

Writing goes through DuckDB's appender: row by row (``executemany``) is some 200 times slower.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; values are always parameters

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from leadscan.records import from_data, to_data, to_json
from leadscan.store.forgetting import Mask, Name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = tuple[Any, ...]
T = TypeVar("T")

# DuckDB keeps times as UTC; outside these years what comes back is text, not a datetime.
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
_LATEST = datetime(9999, 12, 30, tzinfo=UTC)


class Connection:
    """A connection to the desk's database. One thread at a time."""

    def __init__(self, con: DuckDBPyConnection) -> None:
        self._con = con
        self._inside = False
        self._mask: Mask | None = None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing. Inside another one it is part of that one."""
        if self._inside:
            yield
            return
        self._con.execute("begin")
        self._inside = True
        try:
            yield
        except BaseException:
            self._con.execute("rollback")
            raise
        else:
            self._con.execute("commit")
        finally:
            self._inside = False

    def _rows(self, sql: str, *values: Any) -> list[Row]:
        """All rows. A list is one value: ``where id in (select unnest(?))``."""
        return self._con.execute(sql, [clean(value) for value in values]).fetchall()

    def _row(self, sql: str, *values: Any) -> Row | None:
        found = self._rows(sql, *values)
        return found[0] if found else None

    def _number(self, sql: str, *values: Any) -> int:
        return int(self._rows(sql, *values)[0][0])

    def _without_forgotten(self, record: T) -> T:
        """The record as it may be kept: names that the desk was told to forget are blocked in it."""
        if self._mask is None:
            self._mask = Mask(Name(*row) for row in self._rows("select digest, salt, words from forgotten"))
        if not self._mask:
            return record
        data = to_data(record)
        masked = self._mask.data(data)
        return record if masked == data else from_data(type(record), masked)

    def _write(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, key: Sequence[str]) -> int:
        """Inserts rows or replaces those of the same key; of two rows with one key the last counts. Returns the number of rows written."""
        wanted = _unique(columns, rows, key)
        if wanted:
            with self._con.appender(table, columns=list(columns), action="upsert") as appender:
                appender.append_rows(wanted)
        return len(wanted)

    def _add(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Inserts rows of a table without a key, or rows known to be new."""
        wanted = [tuple(map(clean, row)) for row in rows]
        if wanted:
            with self._con.appender(table, columns=list(columns)) as appender:
                appender.append_rows(wanted)

    def _keep(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, key: Sequence[str]) -> int:
        """Inserts rows whose key is not there yet and leaves the others as they are. Returns the number inserted."""
        wanted = _unique(columns, rows, key)
        if not wanted:
            return 0
        names = ", ".join(columns)
        self._con.execute(f"create or replace temp table incoming as select {names} from {table} limit 0")
        with self._con.appender("incoming") as appender:
            appender.append_rows(wanted)
        added = self._rows(f"insert into {table} ({names}) select {names} from incoming on conflict do nothing")
        self._con.execute("drop table incoming")
        return int(added[0][0])

    def _change(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, key: Sequence[str]) -> None:
        """Sets the given columns of rows that are there; others are passed over."""
        wanted = _unique(columns, rows, key)
        if wanted:
            with self._con.appender(table, columns=list(columns), key=list(key), action="update") as appender:
                appender.append_rows(wanted)


def clean(value: Any) -> Any:
    """A value as DuckDB takes it: tuples become lists, mappings JSON, half surrogate pairs U+FFFD, times fit its calendar."""
    if isinstance(value, str):
        return value if value.isascii() else _utf8(value)
    if isinstance(value, datetime):
        return min(max(value, _EARLIEST), _LATEST) if value.year in (1, 9999) else value
    if isinstance(value, tuple | list):
        return [clean(item) for item in value]
    if isinstance(value, Mapping):
        return _utf8(to_json(value))
    return value


def _utf8(text: str) -> str:
    """Text that can be written as UTF-8; pages and filings carry half surrogate pairs now and then."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _unique(columns: Sequence[str], rows: Iterable[Sequence[Any]], key: Sequence[str]) -> list[Row]:
    # One statement that holds a key twice keeps the first row without a word; here the last one counts.
    places = [columns.index(name) for name in key]
    made: dict[Row, Row] = {}
    for row in rows:
        ready = tuple(map(clean, row))
        made[tuple(ready[place] for place in places)] = ready
    return list(made.values())
