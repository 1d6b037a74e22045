"""Doors for research staff: SQL on the snapshot, publishing it, reports; and forgetting a person."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from leadscan import records, store
from leadscan.cli import door
from leadscan.cli.door import DEFAULT_DESK, AsJson, Day, Desk
from leadscan.errors import UsageError
from leadscan.store.sql import Answer

SHOWN = 500
"""Rows of a table for people; files and programs get all."""
GRACE = 5.0
"""Seconds after which a query that does not heed its limit ends with the process."""
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def add(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("sql")(sql)
    app.command("snapshot")(snapshot)
    app.command("report")(report)
    app.command("forget")(forget)


def sql(
    query: Annotated[str | None, typer.Argument(help="One SELECT on the published snapshot.")] = None,
    desk: Desk = DEFAULT_DESK,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV; cells that a spreadsheet would run are made harmless.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="A Markdown table.")] = False,
    parquet: Annotated[Path | None, typer.Option("--parquet", metavar="FILE", help="Write the answer as Parquet.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write CSV, JSON or Markdown to this file.")] = None,
    gallery: Annotated[bool, typer.Option("--gallery", help="Questions of the gallery: without a name their list, with a name (in place of the SELECT) its answer.")] = False,
    show: Annotated[bool, typer.Option("--show", help="With --gallery NAME: print its SQL instead.")] = False,
    seconds: Annotated[float | None, typer.Option("--seconds", help="Longest time a query may take; else [research] seconds.")] = None,
    copy: Annotated[str | None, typer.Option("--copy", metavar="DATE", help="Ask the dated copy of that day.")] = None,
) -> None:
    """Ask the published snapshot: read only, no files, no network, bounded time and memory."""
    from leadscan.store import snapshot as publishing

    given = door.load(desk)
    if gallery and (query is None or show):
        _show_gallery(query, as_json)
        return
    if query is None:
        raise UsageError('sql: wants a SELECT, such as leadscan sql "SELECT * FROM cases", or --gallery')
    text = _of_gallery(query).sql if gallery else query
    limit = given.research.seconds if seconds is None else seconds
    most = SHOWN if not (as_json or as_csv or as_markdown or parquet) else None
    place = given.desk / publishing.COPIES / f"research-{door.a_day(copy)}.duckdb" if copy else None
    with _watched(limit):
        answer = store.ask(given, text, limit_seconds=limit, most=most, snapshot=place)
    if parquet is not None:
        store.write_parquet(answer, parquet)
        print(f"{len(answer.rows):,} rows in {parquet}")
        return
    write = _write_json if as_json else _write_csv if as_csv else _write_markdown if as_markdown else None
    if write is not None:
        text = write(answer)
        if output is None:
            print(text, end="")
        else:
            output.write_text(text, encoding="utf-8", newline="")
            print(f"{len(answer.rows):,} rows in {output}")
        return
    if output is not None:
        raise UsageError("sql: --output wants --csv, --json or --markdown")
    door.table("", answer.columns, answer.rows)
    if answer.more:
        print(f"the first {SHOWN} rows; --csv, --json or --parquet FILE give all", file=sys.stderr)


def _write_json(answer: Answer) -> str:
    lines = (json.dumps(dict(zip(answer.columns, (records.to_data(cell) for cell in row), strict=True)), ensure_ascii=False, default=str) for row in answer.rows)
    return "".join(f"{line}\n" for line in lines)


def _write_csv(answer: Answer) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(column) for column in answer.columns])
    writer.writerows([harmless(cell) for cell in row] for row in answer.rows)
    return out.getvalue()


def harmless(cell: Any) -> Any:
    """A CSV cell that no spreadsheet takes for a formula: =, +, -, @ (full-width too), tab and line breaks at its head get an apostrophe. Numbers stay numbers."""
    if isinstance(cell, bool | int | float) or cell is None:
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) and not _is_number(text) else cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and text.strip() == text


def _write_markdown(answer: Answer) -> str:
    lines = [f"| {' | '.join(map(_cell, answer.columns))} |", "|" + "---|" * len(answer.columns)]
    lines += [f"| {' | '.join(map(_cell, row))} |" for row in answer.rows]
    return "".join(f"{line}\n" for line in lines)


def _cell(value: Any) -> str:
    """Outside text that cannot leave its cell or become markup."""
    text = " ".join(door.visible("" if value is None else str(value)).split())
    for sign in "\\`*_|<>[]":
        text = text.replace(sign, f"\\{sign}")
    return text


def _show_gallery(name: str | None, as_json: bool) -> None:
    from leadscan.data.queries import gallery

    if name is not None:
        query = _of_gallery(name)
        print(f"-- {query.question}\n{query.sql}")
    elif as_json:
        for query in gallery().values():
            door.print_data({"name": query.name, "question": query.question, "sql": query.sql})
    else:
        door.table("Gallery: leadscan sql --gallery NAME", ("name", "question"), ((query.name, query.question) for query in gallery().values()))


def _of_gallery(name: str):  # type: ignore[no-untyped-def]  # its record is of a module loaded here
    from leadscan.data.queries import gallery

    if name not in gallery():
        raise UsageError(f"--gallery {name}: there are {', '.join(gallery())}")
    return gallery()[name]


class _watched:
    """Ends the process where a query does not heed its limit: a few functions of DuckDB look at the clock too seldom."""

    def __init__(self, seconds: float, end: Callable[[], None] | None = None) -> None:
        self._timer = threading.Timer(seconds + GRACE, end or (lambda: self._end(seconds)))
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @staticmethod
    def _end(seconds: float) -> None:
        sys.stderr.write(f"leadscan: stopped after {seconds:g} s and {GRACE:g} more: the query did not heed its limit; ask for less\n")
        sys.stderr.flush()
        os._exit(1)


def snapshot(
    desk: Desk = DEFAULT_DESK,
    schema: Annotated[bool, typer.Option("--schema", help="Print the tables, columns and macros of the snapshot as Markdown instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Publish research.duckdb: a verified copy, put in place in one step, with a dated copy and, where wanted, Parquet."""
    given = door.load(desk)
    if schema:
        print(store.schema_page(given), end="")
        return
    path = store.publish(given, now=datetime.now(UTC))
    if as_json:
        door.print_data({"snapshot": str(path), "bytes": path.stat().st_size})
    else:
        print(f"published {path} ({path.stat().st_size / 1e6:,.1f} MB)")


def report(
    what: Annotated[str, typer.Argument(help="week, ipo or sector.")],
    sector: Annotated[str | None, typer.Argument(help="For sector: which one.")] = None,
    desk: Desk = DEFAULT_DESK,
    days: Annotated[int, typer.Option("--days", help="Days back from the newest day of the snapshot; 0 = 7 for week, 365 for ipo, 90 for sector.")] = 0,
    lang: Annotated[str, typer.Option("--lang", help="en, zh-Hant or zh-Hans.")] = "en",
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="Where to write; else reports/ in the desk.")] = None,
    as_json: AsJson = False,
) -> None:
    """A report of the snapshot as HTML and PDF, with charts: the week, the listings under way, or one sector."""
    from leadscan.stages import reporting

    given = door.load(desk)
    written = reporting.report(given, what, sector=sector, days=days, lang=lang, folder=output or given.desk / "reports")
    if as_json:
        door.print_data([str(path) for path in written])
    else:
        for path in written:
            print(path)


def forget(
    person: Annotated[str, typer.Argument(help="The name, as papers or filings print it.")],
    also: Annotated[list[str] | None, typer.Option("--also", help="The same person's name in another script or spelling; may be given again.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why, in words that name nobody.")] = "asked",
    desk: Desk = DEFAULT_DESK,
    date: Day = None,
    as_json: AsJson = False,
) -> None:
    """Remove a person from the desk's tables, drafts and snapshots, for good: what is read later does not bring the name back."""
    given = door.load(desk)
    at = door.edition_time(given, door.a_day(date)) if date else datetime.now(UTC)
    done = store.forget(given, [person, *(also or [])], now=at, reason=reason)
    if as_json:
        door.print_json([done])
        return
    for line in done.lines():
        print(door.visible(line))
