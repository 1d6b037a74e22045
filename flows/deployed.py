"""The flows. Each loads the desk, lets leadscan.pipeline work, and shows what came of it.

The first line of a docstring is what the UI says of the flow, the lines under Args what its form says of each field.
Where and when they run stands in prefect.yaml beside this file.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from prefect import flow, get_run_logger
from prefect.context import FlowRunContext
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner

from flows import blocks, failed, logs, shown
from flows.coat import Bars, PrefectCoat
from leadscan import pipeline, records
from leadscan.desk.labelled import Folder
from leadscan.errors import Inaccurate, StoreError, UsageError
from leadscan.settings import Settings
from leadscan.stages import evaluation
from leadscan.stages.run import HONG_KONG, VENUES, edition_time, filings_run, morning_run
from leadscan.types import Report

Venue = Literal["SEC", "HKEX", "mainland"]
OPTIONS: dict[str, Any] = {"persist_result": False, "on_failure": [failed.tell], "on_crashed": [failed.tell]}
HOUR = 3600


@flow(name="morning", flow_run_name="morning", task_runner=ThreadPoolTaskRunner(max_workers=16), retries=1, retry_delay_seconds=60, timeout_seconds=4 * HOUR, **OPTIONS)  # type: ignore[arg-type]
def morning(desk: str = "desk", now: datetime | None = None) -> list[dict[str, Any]]:
    """Collect, read, examine, rank, brief and deliver for one Hong Kong day; to run it again is to go on, and no email goes twice.

    Args:
        desk: The desk's folder on the machine that runs this.
        now: The clock, to make a past day again; empty = this moment.
    """
    run = morning_run(*_clocked(desk, now), coat=PrefectCoat(), progress=Bars())
    due = _due()
    reports = pipeline.morning(run) if due is None or now is not None else pipeline.scheduled_morning(run, due)
    shown.reports(reports, key="morning-summary", title=f"Morning of {run.edition}")
    shown.source_health(run.settings)
    shown.week(run.settings, run.edition)
    shown.digests(run.settings, run.edition)
    return _data(reports)


def _named_by_venues() -> str:
    venues = flow_run.parameters.get("venues") or ["all venues"]
    return f"filings of {', '.join(venues)}"


@flow(name="filings", flow_run_name=_named_by_venues, task_runner=ThreadPoolTaskRunner(max_workers=8), timeout_seconds=HOUR, **OPTIONS)  # type: ignore[arg-type]
def filings(desk: str = "desk", venues: list[Venue] = ["SEC", "HKEX", "mainland"]) -> list[dict[str, Any]]:  # noqa: B006  # Prefect reads the default into its form
    """A look at the venues between two mornings: collect, read and examine their lists; no email is made.

    Args:
        desk: The desk's folder on the machine that runs this.
        venues: Which venues are asked: SEC (EDGAR), HKEX, mainland (Shanghai, Shenzhen, Beijing, tutoring).
    """
    kinds = frozenset().union(*(VENUES[venue] for venue in venues))
    reports = pipeline.filings(filings_run(*_clocked(desk, None), kinds, coat=PrefectCoat(), progress=Bars()))
    shown.reports(reports, key="filings-summary", title=f"Filings of {', '.join(venues)}")
    return _data(reports)


@flow(name="follow-up", flow_run_name="follow-up", timeout_seconds=HOUR, **OPTIONS)
def follow_up(desk: str = "desk") -> list[dict[str, Any]]:
    """RMs' answers out of the mailbox into the store.

    Args:
        desk: The desk's folder on the machine that runs this.
    """
    reports = pipeline.follow_up(morning_run(*_clocked(desk, None), coat=PrefectCoat()))
    shown.reports(reports, key="follow-up-summary", title="Answers taken in")
    return _data(reports)


@flow(name="publish", flow_run_name="publish", retries=2, retry_delay_seconds=120, timeout_seconds=HOUR, **OPTIONS)
def publish(desk: str = "desk") -> list[dict[str, Any]]:
    """The snapshot for research staff, research.duckdb, put in place in one step.

    Args:
        desk: The desk's folder on the machine that runs this.
    """
    reports = [pipeline.publish(morning_run(*_clocked(desk, None), coat=PrefectCoat()))]
    shown.reports(reports, key="publish-summary", title="Snapshot published")
    return _data(reports)


@flow(name="housekeeping", flow_run_name="housekeeping", timeout_seconds=2 * HOUR, **OPTIONS)
def housekeeping(desk: str = "desk") -> list[dict[str, Any]]:
    """Clears what has had its time, then reads the store and a part of the archive to see that they are whole.

    Args:
        desk: The desk's folder on the machine that runs this.
    """
    reports = pipeline.keep_house(morning_run(*_clocked(desk, None), coat=PrefectCoat()))
    shown.reports(reports, key="housekeeping-summary", title="Housekeeping")
    damaged = [failure for report in reports for failure in report.failures]
    if damaged:
        raise StoreError(f"{len(damaged)} things are not what they were: {damaged[0]}")
    return _data(reports)


@flow(name="backfill", flow_run_name="backfill-{first}-{last}", task_runner=ThreadPoolTaskRunner(max_workers=8), timeout_seconds=12 * HOUR, **OPTIONS)  # type: ignore[arg-type]
def backfill(first: date, last: date, desk: str = "desk", again: bool = False) -> list[dict[str, Any]]:
    """Days made up, oldest first: what was missed is collected, read and examined. No email is made or sent.

    Args:
        first: The first Hong Kong day.
        last: The last Hong Kong day, itself included.
        desk: The desk's folder on the machine that runs this.
        again: Examine every document of those days anew, as after new names or rules.
    """
    given, _ = _clocked(desk, None)
    if last < first:
        raise UsageError(f"the last day, {last}, comes before the first, {first}")
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    found = {day: pipeline.backfill([morning_run(given, edition_time(given, day), coat=PrefectCoat())], again=again) for day in days}
    shown.days(found, key="backfill-summary", title=f"Days made up: {first} to {last}")
    return _data([report for reports in found.values() for report in reports])


@flow(name="evaluate", flow_run_name="evaluate", timeout_seconds=2 * HOUR, **OPTIONS)
def evaluate(desk: str = "desk", data: str = "", full: bool = False) -> dict[str, Any]:
    """How right leadscan is on labelled texts, as `leadscan eval` measures it; fails where a figure is under its floor.

    Args:
        desk: The desk's folder on the machine that runs this.
        data: A folder of labelled texts on that machine; empty = LEADSCAN_EVAL_DATA, and without one the triggers' own examples alone.
        full: Read whole sets, not 200 texts of each; takes hours.
    """
    given, _ = _clocked(desk, None)
    place = data or os.environ.get("LEADSCAN_EVAL_DATA", "")
    run = evaluation.Evaluation(Folder(Path(place)) if place else None, settings=given, full=full, progress=Bars())
    outcomes, left = evaluation.measured_all(evaluation.SETS, run)
    shown.figures(outcomes, left)
    under = [f"{outcome.name}: {figure}" for outcome in outcomes for figure in outcome.under]
    if under:
        raise Inaccurate(f"{len(under)} of the figures {'is under its floor' if len(under) == 1 else 'are under their floors'}: {'; '.join(under[:5])}")
    return {outcome.name: evaluation.records(outcome) for outcome in outcomes}


@flow(name="crashed", flow_run_name="crashed", retries=2, retry_delay_seconds=300, timeout_seconds=HOUR, persist_result=False)
def crashed(run: str, desk: str = "desk") -> str:
    """Mails the operators that a run's process died, and what to do; the server starts it by itself.

    Args:
        run: The run that died: its id, or its address in this UI.
        desk: The desk's folder on the machine that runs this; its settings say whom to tell.
    """
    given, _ = _clocked(desk, None)
    gone = failed.tell_crashed(given, run)
    get_run_logger().info("run=%s; %s", run, f"the operators were told: {gone}" if gone else "[operators] email names nobody, so nobody was told")
    return gone


def _clocked(desk: str, now: datetime | None) -> tuple[Settings, datetime]:
    """The desk's settings, secrets in place, and the clock; a moment without a zone is Hong Kong's."""
    logs.quiet()
    get_run_logger().info("desk=%s", Path(desk).resolve())
    given = blocks.load(desk)
    if now is None:
        return given, datetime.now(UTC)
    return given, now if now.tzinfo is not None else now.replace(tzinfo=HONG_KONG)


def _due() -> datetime | None:
    """When a schedule wanted this run; None where a person started it."""
    context = FlowRunContext.get()
    found = context.flow_run if context is not None else None
    return found.expected_start_time if found is not None and found.auto_scheduled else None


def _data(reports: list[Report]) -> list[dict[str, Any]]:
    return [records.to_data(report) for report in reports]
