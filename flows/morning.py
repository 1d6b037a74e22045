"""The morning as one Prefect flow: ``python -m flows.morning --desk desk``.

The order of work is ``leadscan.pipeline``'s; this coat gives its steps names, retries and a place in the UI. Remove the coat and the
morning runs the same (``leadscan morning``). Task runs are steps and sources, never articles: under 150 in a morning.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from flows.runtime import prepare
from leadscan import pipeline, records, settings
from leadscan.reports import summary
from leadscan.stages.run import morning_run
from leadscan.types import Report

Item = TypeVar("Item")
Result = TypeVar("Result")

RETRIED = frozenset({"poll", "deliver"})
"""Steps that talk to somebody else; all steps are safe to run again, these have a reason to."""


class PrefectCoat:
    """Each step a task run; fans side by side on the flow's task runner."""

    def step(self, name: str, function: Callable[[], Result]) -> Result:
        result: Result = _task(name)(function)
        return result

    def fan(self, name: str, function: Callable[[Item], Result], items: Sequence[Item], *, label: Callable[[Item], str]) -> Iterator[Result]:
        task = _task(name)
        futures = [task.with_options(task_run_name=f"{name}-{label(item)}").submit(lambda item=item: function(item)) for item in items]
        for future in futures:
            yield future.result()


def _task(name: str) -> Any:  # a Prefect task; its types vary with the function it wraps
    from prefect import task
    from prefect.cache_policies import NO_CACHE

    def step(function: Callable[[], Any]) -> Any:
        return function()

    retries: dict[str, Any] = {"retries": 2, "retry_delay_seconds": [2, 10], "retry_jitter_factor": 0.5} if name in RETRIED else {}
    # NO_CACHE: a step is given a live connection or a function, which must not be hashed; the store is the cache.
    made: Any = task(name=name, cache_policy=NO_CACHE, persist_result=False, **retries)
    return made(step)


def make_flow() -> Any:  # a Prefect flow, made when Prefect may be imported
    """The flow object, made after ``prepare`` so that Prefect reads our settings."""
    from prefect import flow
    from prefect.artifacts import create_markdown_artifact
    from prefect.task_runners import ThreadPoolTaskRunner

    @flow(name="morning", task_runner=ThreadPoolTaskRunner(max_workers=16), persist_result=False)  # type: ignore[arg-type]  # the runner's result type is open
    def morning(desk: str = "desk", now: str | None = None) -> list[dict[str, Any]]:
        """Collect, read, examine, rank, brief and deliver for one Hong Kong day.

        Args:
            desk: the desk's folder.
            now: the clock, ISO 8601 with zone; empty = this moment.
        """
        given = settings.load(Path(desk), os.environ)
        moment = datetime.fromisoformat(now) if now else datetime.now(UTC)
        reports = pipeline.morning(morning_run(given, moment, coat=PrefectCoat()))
        create_markdown_artifact(summary.markdown(reports), key="morning-summary", description=f"Morning of {moment:%Y-%m-%d}")
        return [records.to_data(report) for report in reports]

    return morning


def run(desk: str, now: str | None = None) -> list[Report]:
    """Runs the flow once, embedded, with no server of one's own."""
    prepare(Path(desk))
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    # A flow's heartbeat thread costs about a second at its end; an embedded run has no server that would miss it.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        return [records.from_data(Report, item) for item in make_flow()(desk=desk, now=now)]


def serve(desk: str, *, port: int = 4200) -> None:
    """Serves the deployment from a server on the loopback: business mornings at 07:00 Hong Kong time, so that the email is there by 07:45.

    A run that was missed while nothing was up is started when the server is back; it then finds its day's edition made or makes it late.
    """
    prepare(Path(desk))
    from flows.server import running

    with running(port) as url:
        print(f"Prefect UI at {url.removesuffix('/api')}; stop with Ctrl-C", flush=True)
        # Prefect reads its settings when it is imported: only now is the server's address among them.
        from prefect.schedules import Cron

        make_flow().serve(name="morning", schedules=[Cron("0 7 * * 1-6", timezone="Asia/Hong_Kong")], parameters={"desk": str(Path(desk).resolve())}, limit=1)


def main() -> None:
    """The command line of the flow."""
    from leadscan.cli import door

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--desk", default=os.environ.get("LEADSCAN_DESK", "desk"), help="the desk's folder")
    parser.add_argument("--date", help="a Hong Kong day; its edition's time is the clock")
    parser.add_argument("--now", help="the clock, ISO 8601")
    given = parser.parse_args()
    loaded = settings.load(Path(given.desk), os.environ)
    moment = door.clock(loaded, given.now, given.date)
    reports = run(given.desk, moment.isoformat())
    print("\n".join(summary.lines(reports)))


if __name__ == "__main__":
    main()
