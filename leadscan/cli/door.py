"""What every command shares: the desk and its settings, the clock, output as people or programs want it, and bars."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer

from leadscan import records, settings
from leadscan.errors import UsageError
from leadscan.stages.run import HONG_KONG, Progress, silent
from leadscan.types import Record

Desk = Annotated[Path, typer.Option("--desk", envvar="LEADSCAN_DESK", help="The desk's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable lines on standard output.")]
Now = Annotated[str | None, typer.Option("--now", help="The clock, e.g. 2026-03-10T07:30:00+08:00 (no zone: Hong Kong).")]
Day = Annotated[str | None, typer.Option("--date", help="A Hong Kong day, e.g. 2026-03-10: the clock is that day's edition time.")]

DEFAULT_DESK = Path("desk")


def load(desk: Path) -> settings.Settings:
    """The settings of a desk, environment first."""
    return settings.load(desk, os.environ)


def clock(given: settings.Settings, now: str | None, day: str | None) -> datetime:
    """The moment a command runs at: --now, else --date at the edition's time, else a recorded desk's next day, else now."""
    if now is not None:
        try:
            moment = datetime.fromisoformat(now)
        except ValueError as e:
            raise UsageError(f"--now {now}: wants a moment such as 2026-03-10T07:30:00+08:00") from e
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=HONG_KONG)
    if day is not None:
        return edition_time(given, a_day(day))
    if given.web.replay:
        return edition_time(given, next_recorded_day(given))
    return datetime.now(UTC)


def a_day(text: str) -> date:
    """A day as given on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as e:
        raise UsageError(f"{text}: wants a day such as 2026-03-10") from e


def edition_time(given: settings.Settings, day: date) -> datetime:
    """The edition's moment of a Hong Kong day."""
    try:
        at = time.fromisoformat(given.morning.time)
    except ValueError as e:
        raise UsageError(f"leadscan.toml: morning.time: wants a time such as 07:30; found {given.morning.time!r}") from e
    return datetime.combine(day, at, tzinfo=HONG_KONG)


def next_recorded_day(given: settings.Settings) -> date:
    """On a desk with a recorded morning: its first day whose editions are not made, else its last."""
    from leadscan import store, web

    days = web.recorded_days(given.desk / given.web.replay)
    if not (given.desk / "leadscan.duckdb").exists():
        return days[0]
    with store.open_store(given, purpose="clock") as db:
        rms = {watchlist.rm for watchlist in db.watchlists()}
        return next((day for day in days if not rms or not rms <= set(db.editions_done(day))), days[-1])


def today(given: settings.Settings, day: str | None) -> date:
    """The Hong Kong day a question is about: --date, else the latest edition there is, else today."""
    if day is not None:
        return a_day(day)
    from leadscan import store

    with store.open_store(given, purpose="ask", create=False) as db:
        latest = db.latest_edition()
    return latest or datetime.now(UTC).astimezone(HONG_KONG).date()


def print_json(items: Iterable[Record]) -> None:
    """One JSON object a line."""
    for item in items:
        print(records.to_json(item))


def print_data(data: Any) -> None:
    """One JSON value on one line."""
    print(json.dumps(data, ensure_ascii=False))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for people; outside text is shown as it is, never read as markup."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(title=title, title_justify="left", show_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(Text(visible("" if cell is None else str(cell))) for cell in row))
    # Piped output has no width of its own; 80 columns would fold every name.
    Console(width=None if sys.stdout.isatty() else 200).print(made)


def visible(text: str) -> str:
    """Text without control characters: a headline must not move the cursor of an operator's terminal."""
    return "".join(char if char.isprintable() or char in "\n\t\u3000" else "\N{REPLACEMENT CHARACTER}" for char in text)


@contextlib.contextmanager
def bars(quiet: bool = False) -> Iterator[Progress]:
    """Progress bars on standard error, where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, Any] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = shown.add_task(stage, total=total)
            shown.update(tasks[stage], completed=done, total=total)

        yield progress
