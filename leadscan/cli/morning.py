"""Doors to the stairs: the morning and its stages one by one, and the schedules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leadscan.cli import door
from leadscan.cli.door import DEFAULT_DESK, AsJson, Day, Desk, Now
from leadscan.types import Report


def add(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("morning")(morning)
    for name, stages, meaning in (
        ("collect", ("collect", "read"), "Ask the sources and read what is new."),
        ("examine", ("examine",), "Find stories, names and events in what was read; follow the IPO cases."),
        ("rank", ("rank",), "Score what is live for each RM."),
        ("brief", ("brief",), "Build today's digests and lay them in the outbox."),
        ("deliver", ("deliver",), "Send or write what lies in the outbox."),
    ):
        app.command(name, help=meaning)(_stage_command(stages))
    app.command("flash")(flash)
    app.command("serve")(serve)


def morning(desk: Desk = DEFAULT_DESK, now: Now = None, date: Day = None, as_json: AsJson = False) -> None:
    """The main job: collect, read, examine, rank, brief, deliver. Running it again goes on where it stopped; a finished day changes nothing."""
    from leadscan import pipeline
    from leadscan.stages.run import morning_run

    given = door.load(desk)
    moment = door.clock(given, now, date)
    with door.bars(as_json) as progress:
        run = morning_run(given, moment, progress=progress)
        reports = pipeline.morning(run)
    tell(reports, given.desk, run.edition.isoformat(), as_json=as_json)


def flash(desk: Desk = DEFAULT_DESK, now: Now = None, as_json: AsJson = False) -> None:
    """Between two mornings: read what is new and send what cannot wait, a risk or a change of stage. Only where [digest] flash is on."""
    from leadscan import pipeline
    from leadscan.stages.run import filings_run

    given = door.load(desk)
    moment = door.clock(given, now, None)
    with door.bars(as_json) as progress:
        run = filings_run(given, moment, (), progress=progress)
        reports = pipeline.flashes(run)
    tell(reports, given.desk, run.edition.isoformat(), as_json=as_json)


def tell(reports: list[Report], desk: Path, edition: str, *, as_json: bool) -> None:
    """A morning's summary, and exit 1 where a message did not go out."""
    from leadscan.reports import summary

    if as_json:
        door.print_json(reports)
    else:
        for line in summary.lines(reports):
            print(door.visible(line))
        print(f"emails of {edition}: {desk / 'outbox' / edition}")
    failed = next((report for report in reports if report.stage == "deliver"), None)
    if failed is not None and failed.failures:
        raise typer.Exit(1)


def _stage_command(stages: tuple[str, ...]):  # type: ignore[no-untyped-def]  # a command function for typer
    def command(desk: Desk = DEFAULT_DESK, now: Now = None, date: Day = None, as_json: AsJson = False) -> None:
        from leadscan import pipeline
        from leadscan.reports import summary
        from leadscan.stages import takein
        from leadscan.stages.run import morning_run

        given = door.load(desk)
        moment = door.clock(given, now, date)
        with door.bars(as_json) as progress:
            run = morning_run(given, moment, progress=progress)
            takein.take_in_desk(given)
            reports = [pipeline.stage(name, pipeline.STAGES[name], run) for name in stages]
        if as_json:
            door.print_json(reports)
        else:
            for line in summary.lines(reports):
                print(door.visible(line))

    return command


def serve(
    desk: Desk = DEFAULT_DESK,
    once: Annotated[bool, typer.Option("--once", help="Run the flow now, once, and stop.")] = False,
    port: Annotated[int, typer.Option("--port", help="Port of the Prefect server started on 127.0.0.1; PREFECT_API_URL names another server instead.")] = 4200,
) -> None:
    """Run the Prefect deployments with their schedules (Asia/Hong_Kong), with a server and its UI on this machine."""
    from flows import morning as flow  # the only place where the command line meets Prefect
    from flows import serving

    given = door.load(desk)
    if once:
        flow.run(desk=str(given.desk))
    else:
        serving.serve(given, port=port)
