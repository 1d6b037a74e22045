"""The door to an RM's own results."""

from __future__ import annotations

from typing import Annotated

import typer

from leadscan import records
from leadscan.cli import door
from leadscan.cli.door import DEFAULT_DESK, AsJson, Desk, Now


def add(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("results")(results)


def results(
    rm: Annotated[str, typer.Option("--rm", help="An RM's id.")],
    quarter: Annotated[str | None, typer.Option("--quarter", help="A quarter such as 2026Q4; without it the one of today.")] = None,
    desk: Desk = DEFAULT_DESK,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """An RM's quarter for the appraisal: letters, faxes, calls, meetings, notes on competitors; as a page in the outbox too."""
    from leadscan.reports import results as report
    from leadscan.stages import results as stage
    from leadscan.stages.run import HONG_KONG

    given = door.load(desk)
    moment = door.clock(given, now, None)
    found, language, place = stage.results(given, rm, quarter, now=moment)
    if as_json:
        door.print_data({**records.to_data(found), "page": place.relative_to(given.desk).as_posix()})
        return
    print(door.visible("\n".join(report.lines(found, language=language, today=moment.astimezone(HONG_KONG).date()))))
    print(f"page: {place}")
