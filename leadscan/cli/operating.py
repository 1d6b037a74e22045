"""Doors for operators: doctor, housekeeping, filings and days made up."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from leadscan.cli import door
from leadscan.cli.door import DEFAULT_DESK, AsJson, Desk, Now
from leadscan.errors import UsageError
from leadscan.types import Report


def add(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("doctor")(doctor)
    app.command("filings")(filings)
    app.command("housekeeping")(housekeeping)
    app.command("backfill")(backfill)


def doctor(desk: Desk = DEFAULT_DESK, as_json: AsJson = False) -> None:
    """Say whether the desk, its machine and its runs are well, and what to do where they are not; exit 1 where something is wrong."""
    from leadscan.stages import doctor as looking

    found = looking.doctor(door.load(desk), now=datetime.now(UTC), environ=os.environ)
    if as_json:
        door.print_json(found)
    else:
        door.table("", ("", "state", "found", "what to do"), ((check.name, check.state, check.found, check.todo) for check in found))
        wrong = sum(check.state == "wrong" for check in found)
        print("all is well" if wrong == 0 else f"{wrong} to mend")
    if not looking.is_well(found):
        raise typer.Exit(1)


def filings(desk: Desk = DEFAULT_DESK, now: Now = None, as_json: AsJson = False) -> None:
    """Look at the venues alone: collect, read and examine their lists; no email."""
    from leadscan import pipeline
    from leadscan.stages.run import VENUE_KINDS, filings_run

    given = door.load(desk)
    _tell(pipeline.filings(filings_run(given, door.clock(given, now, None), VENUE_KINDS)), as_json=as_json)


def housekeeping(desk: Desk = DEFAULT_DESK, now: Now = None, as_json: AsJson = False) -> None:
    """Clear what [retention] calls old and what killed runs left, and see that store and archive are whole; exit 1 where something is damaged."""
    from leadscan import pipeline
    from leadscan.stages.run import morning_run

    given = door.load(desk)
    reports = pipeline.keep_house(morning_run(given, door.clock(given, now, None)))
    _tell(reports, as_json=as_json)
    if any(report.failures for report in reports):
        raise typer.Exit(1)


def backfill(
    first: Annotated[str, typer.Argument(help="The first Hong Kong day, e.g. 2026-03-09.")],
    last: Annotated[str, typer.Argument(help="The last, itself included.")],
    again: Annotated[bool, typer.Option("--again", help="Examine every document of those days anew, as after new names or rules.")] = False,
    desk: Desk = DEFAULT_DESK,
    as_json: AsJson = False,
) -> None:
    """Make days up: collect, read and examine what was missed; no email is made or sent."""
    from leadscan import pipeline
    from leadscan.stages.run import morning_run

    given = door.load(Path(desk))
    start, end = door.a_day(first), door.a_day(last)
    if end < start:
        raise UsageError(f"backfill {first} {last}: the last day comes before the first")
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    _tell(pipeline.backfill([morning_run(given, door.edition_time(given, day)) for day in days], again=again), as_json=as_json)


def _tell(reports: list[Report], *, as_json: bool) -> None:
    from leadscan.reports import summary

    if as_json:
        door.print_json(reports)
        return
    for line in summary.lines(reports):
        print(door.visible(line))
